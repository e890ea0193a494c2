"""The records against the document itself, which is not in the repository: README says where to get it."""

from __future__ import annotations

import dataclasses
import html
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from geo.building.audit import Document, audit, load_document
from geo.building.audit.forward import Trace, trace_program
from geo.building.audit.fragments import find_passages
from geo.building.audit.reading import Reading, read_document
from geo.building.audit.report import build_report
from geo.building.audit.sites import find_site_faults
from geo.building.build import get_source_url
from geo.building.models import Program
from geo.building.records import load_records
from geo.building.relations import find_relation_faults
from geo.cli import main
from geo.contract.files import DATA
from geo.drafting.geoparse import find_place_spans
from support.mutations import PASSING, Mutation, make_mutations
from support.records import parse_text_directive

PATH = Path(os.environ.get("GEO_DOCUMENT", DATA.parent.parent / "shared" / "factsheet.txt"))
RECORDS = load_records(DATA)

pytestmark = pytest.mark.skipif(not PATH.exists(), reason="the document is not here; GEO_DOCUMENT may name it")

# Six words in a row are a sentence of somebody's; fewer are names and plain English.
RUN = 6


@pytest.fixture(scope="module")
def document() -> Document:
    """Return the document."""
    return load_document(PATH, RECORDS.source)


@pytest.fixture(scope="module")
def reading(document: Document) -> Reading:
    """Return what the document says."""
    return read_document(document, RECORDS, find_place_spans)


def test_everything_is_traced(document: Document) -> None:
    """Every statement of the records is in the document, and all of the document is in a record or left out."""
    report = audit(document, RECORDS, find_place_spans)
    assert [str(fault) for fault in report.faults] == []
    assert report.share == 1
    assert report.same_bytes


def test_nearly_every_mutation_is_caught(reading: Reading) -> None:
    """Of a sixth of all mutations at least 97 in a hundred have a fault; what passes is of a kind with a reason.

    Of the notes that are removed each is tried: a sixth of them would be too few to judge by.
    """
    traces = {program.id: trace_program(program, reading) for program in RECORDS.programs.values()}
    made: Counter[str] = Counter()
    missed: dict[str, list[str]] = {}
    for index, mutation in enumerate(make_mutations(RECORDS)):
        if index % 6 and mutation.kind != "note removed":
            continue
        made[mutation.kind] += 1
        if not find_fault(mutation, reading, traces):
            missed.setdefault(mutation.kind, []).append(mutation.what)
    assert sum(map(len, missed.values())) <= 0.03 * sum(made.values()), missed
    assert set(missed) <= set(PASSING), missed
    most = {
        "note removed": 0.35,
        "a neighbour's text": 0.15,
        "order": 0.15,
        "one language": 0.35,
    }  # of which more than a tenth may pass
    assert {kind for kind, what in missed.items() if len(what) > most.get(kind, 0.1) * made[kind]} == set(), missed
    assert sum(made.values()) > 3_000


def find_fault(mutation: Mutation, reading: Reading, traces: Mapping[str, Trace]) -> bool:
    """Return whether the records with the mutation have a fault; what it does not touch is not read again."""
    changed = mutation.apply(RECORDS)
    if any(find_relation_faults(changed.source, changed.sites, changed.programs)):
        return True
    new = dataclasses.replace(reading, sites=changed.sites) if mutation.sites else reading
    if mutation.sites and any(find_site_faults(new)):
        return True
    stale = changed.programs if mutation.sites else {id_ for id_, one in mutation.programs.items() if one is not None}
    fresh = {id_: trace_program(changed.programs[id_], new) for id_ in stale}
    if any(one.problems for one in fresh.values()):
        return True
    return bool(build_report(new, [fresh.get(id_) or traces[id_] for id_ in changed.programs]).faults)


@pytest.mark.parametrize("program", RECORDS.programs.values(), ids=lambda program: program.id)
def test_address_leads_to_one_passage(program: Program, document: Document) -> None:
    """The text fragment of the address, read back as a browser reads it, fits one passage, within the cited item."""
    citation = parse_text_directive(get_source_url(RECORDS.source.url, program.citation), program.citation.item)
    assert citation == program.citation
    item = document.items[citation.item]
    ((start, end),) = find_passages(document.text, citation)
    assert item.start <= start < end <= item.end
    assert citation.end is None or len(re.findall(re.escape(citation.end), document.text)) == 1


@pytest.fixture
def page(browser: Browser, document: Document) -> Iterator[Page]:
    """Return a browser's page that shows the document at any address, its items far apart."""
    blocks = [(number, document.get_text(number)) for number in document.items if document.get_text(number)]
    gap = '<div style="height: 3000px"></div>'
    body = gap + gap.join(f'<p id="{number}">{html.escape(text)}</p>' for number, text in blocks) + gap
    with browser.new_context() as context:
        context.route(
            "**/*", lambda route: route.fulfill(body=f"<!doctype html>{body}", content_type="text/html; charset=utf-8")
        )
        yield context.new_page()


@pytest.mark.browser
def test_browser_scrolls_to_each_passage(page: Page) -> None:
    """Chromium, given each address, brings the cited item into view and no other."""
    shown = {}
    for number, program in enumerate(RECORDS.programs.values()):
        url = get_source_url(RECORDS.source.url, program.citation).replace("#", f"?{number}#", 1)
        page.goto(url)
        page.wait_for_function("scrollY > 0")
        shown[program.id] = page.evaluate(
            "[...document.querySelectorAll('p')].filter(p => {"
            "const box = p.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight}).map(p => p.id)"
        )
    assert shown == {program.id: [program.citation.item] for program in RECORDS.programs.values()}


def list_words(text: str) -> list[str]:
    """Return the words of the text, lower-case."""
    return re.findall(r"[\w']+", text.lower().replace("’", "'"))


def list_runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Return every run of six words."""
    return {tuple(words[index : index + RUN]) for index in range(len(words) - RUN + 1)}


@pytest.mark.parametrize("program", RECORDS.programs.values(), ids=lambda program: program.id)
def test_words_are_our_own(program: Program, document: Document) -> None:
    """No text of ours shares six words in a row with the document."""
    theirs = list_runs(list_words(document.text))
    texts = [program.title, program.summary, *(figure.unit for figure in program.figures)]
    texts += [program.note] if program.note else []
    for text in texts:
        assert theirs & list_runs(list_words(text.en)) == set()
        assert theirs & list_runs(list_words(text.es)) == set()


def test_report_is_json(document: Document) -> None:
    """The report of the document is valid JSON and names every thing in it with its item."""
    value = json.loads(json.dumps(audit(document, RECORDS, find_place_spans).to_json()))
    assert value["backward"]["share"] == 1
    assert {thing["item"] for thing in value["things"]} <= set(document.items)


def test_command_audits(capsys: pytest.CaptureFixture[str]) -> None:
    """`geo check --document` tells the audit on stdout, in words or as JSON, and ends with 0."""
    with pytest.raises(SystemExit) as ended:
        main(["check", "--document", str(PATH)])
    assert ended.value.code == 0
    assert "covered   100.0% of the document; 0 faults" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["check", "--document", str(PATH), "--json"])
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["sound"] is True


def test_command_tells_what_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another text of the document gives its changes, one line each, and exit code 1."""
    text = PATH.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    bullets = [index for index, line in enumerate(lines) if line.lstrip().startswith("•")]
    lines[bullets[0]], lines[bullets[1]] = lines[bullets[1]], lines[bullets[0]]
    lines[bullets[2]] = lines[bullets[2]].replace("three", "four")
    (tmp_path / "page.txt").write_text("".join(lines), "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["check", "--document", str(tmp_path / "page.txt")])
    told = capsys.readouterr().err.splitlines()
    assert ended.value.code == 1
    assert "document: item 1.1 was item 1.2" in told
    assert "document: item 1.2 was item 1.1" in told
    assert "document: item 1.3 has another text" in told
    assert "programs/chancay-port-scanners.toml: figures[0].value: 3 is not in the passage cited from item 1.3" in told
