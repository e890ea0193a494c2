from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from geo.building.audit import Report, audit, load_document, parse_document
from geo.building.audit.document import find_changes
from geo.building.audit.fragments import find_passages
from geo.building.audit.mentions import find_mentions
from geo.building.collection import Country
from geo.building.models import Citation, Program
from geo.building.records import Records
from geo.building.source import Exclusion
from geo.cli import main
from geo.contract.faults import DataError, Fault
from geo.contract.vocabulary import Qualifier, Text
from support.audit_samples import DATA, ITEMS, TEXT, build_records, build_source, find_places
from support.mutations import PASSING, make_mutations
from support.records import build_citation, build_overlap, change, parse_text_directive


def run(records: Records | None = None, data: bytes = DATA) -> Report:
    """Return the audit of the invented document."""
    records = records or build_records()
    return audit(parse_document(data, records.source, "page.txt"), records, find_places)


def replace_program(records: Records, program: Program) -> Records:
    """Return the records with this programme in the place of the one with its id."""
    return dataclasses.replace(records, programs={**records.programs, program.id: program})


def test_document_is_cut_into_items() -> None:
    """Introduction, leads and bullets are the items, whatever joins a heading to its lead; the foot is in none."""
    document = parse_document(DATA, build_source(), "page.txt")
    assert {item: document.get_text(item) for item in document.items} == {
        **ITEMS,
        "0": f"An old page.\n\n{ITEMS['0']}",
    }


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xff\xfe", "not UTF-8: byte 0"),
        (b"", "lacks the heading 'Ships and Schools'"),
        (b"Some other page.\n###\n", "lacks the heading 'Ships and Schools'"),
        (DATA[: DATA.index(b"Farms\n")], "lacks the heading 'Farms'"),
        (DATA[: DATA.index(b"###")], "is cut short: the end mark ### is missing"),
        (TEXT.replace("Ships and Schools", "X").replace("Farms", "Ships and Schools").replace("X", "Farms").encode(),
         "has its headings in another order"),
    ],
)  # fmt: skip
def test_other_file_is_refused_in_one_line(data: bytes, what: str) -> None:
    """What is not the document, not whole or not UTF-8 gives one fault that names the file."""
    with pytest.raises(DataError) as caught:
        parse_document(data, build_source(), "page.txt")
    (fault,) = caught.value.faults
    assert fault.file == "page.txt"
    assert what in fault.what


def test_missing_file_is_told(tmp_path: Path) -> None:
    """A file that cannot be read gives one fault."""
    with pytest.raises(DataError, match="cannot be read: No such file"):
        load_document(tmp_path / "page.txt", build_source())


def test_spacing_and_mark_do_not_change_items() -> None:
    """A byte-order mark, no-break spaces and line ends of another system change the file, not its items."""
    data = b"\xef\xbb\xbf" + TEXT.replace(". ", ".\N{NO-BREAK SPACE} ").replace("\n", "\r\n").encode()
    report = run(data=data)
    assert not report.same_bytes
    assert report.changes == ()
    assert report.faults == ()


def test_what_moved_is_told() -> None:
    """Of another text, each item that changed, moved or went is named."""
    moved = TEXT.replace(f"  • {ITEMS['1.1']}\n", "").replace("farms get", "fields get")
    changes = find_changes(parse_document(moved.encode(), build_source(), "page.txt"), build_source())
    assert changes == ["item 1.1 was item 1.2", "item 2.1 has another text", "item 1.2 is missing"]
    assert {fault.what for fault in run(data=moved.encode()).faults} >= set(changes)


@pytest.mark.parametrize(
    ("citation", "passages"),
    [
        (build_citation("1", "the red house"), ["the red house"]),
        (build_citation("1", "THE RED", "old mill"), ["the red house and the old mill"]),
        (build_citation("1", "red hous"), []),
        (build_citation("1", "Anna"), []),
        (build_citation("1", "Anna’s"), ["Anna’s"]),
        (build_citation("1", "mill Anna"), []),
        (build_citation("1", "the", prefix="and"), ["the"]),
        (build_citation("1", "the", suffix="old mill"), ["the"]),
        (build_citation("1", "the"), ["the", "the"]),
    ],
)
def test_fragment_finds_whole_words_of_one_block(citation: Citation, passages: list[str]) -> None:
    """Words match as browsers match them: whole, in any case and spacing, within one block, between their context."""
    text = "the  red house and the old mill\nAnna’s garden"
    assert [" ".join(text[start:end].split()) for start, end in find_passages(text, citation)] == passages


@pytest.mark.parametrize(
    ("directive", "citation"),
    [
        ("text=two%20words", build_citation("1", "two words")),
        ("text=a%2C%20b,c%2Dd", build_citation("1", "a, b", "c-d")),
        ("text=up-,a,b,-down", build_citation("1", "a", "b", "up", "down")),
    ],
)
def test_directive_is_read(directive: str, citation: Citation) -> None:
    """The parts of a text directive are told apart by its commas and dashes, which the words themselves encode."""
    assert parse_text_directive(f"https://example.org/#:~:{directive}", "1") == citation


@pytest.mark.parametrize(
    "url", ["https://example.org/", "https://example.org/#:~:text=", "https://x.org/#:~:text=a,b,c"]
)
def test_address_without_directive_is_refused(url: str) -> None:
    """An address that holds no sound text directive raises."""
    with pytest.raises(ValueError, match="no text fragment"):
        parse_text_directive(url, "1")


def test_longer_name_stands() -> None:
    """Within a longer known name a shorter one is not mentioned, and what others find must not touch a known name."""
    forms = {"Suria": ("Suria", "Surian"), "Surian Hills": ("Surian Hills",)}
    mentions = find_mentions("Surian Hills, Suria's Bay", forms, [(7, 12), (14, 19), (22, 25)])
    assert [(m.start, m.end, sorted(m.names)) for m in mentions] == [
        (0, 12, ["Surian Hills"]),
        (14, 19, ["Suria"]),
        (22, 25, []),
    ]


def test_sound_records_pass() -> None:
    """Sound records have no fault, and the whole document is covered."""
    report = run()
    assert report.faults == ()
    assert report.share == 1
    assert report.same_bytes


def test_nearly_every_mutation_is_caught() -> None:
    """A record with one thing wrong has a fault, unless it is of a kind that may pass; what passes has a reason."""
    records = build_records()
    missed = [m for m in list(make_mutations(records))[::4] if not run(m.apply(records)).faults]
    assert {mutation.kind for mutation in missed} <= set(PASSING)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("nine boats", "nine boats, 4 oars", "document: item 1.1: '4' (numbers) is in no record and not left out"),
        ("by 2026", "by 2026 for $3 million", "document: item 2.1: '$3 million' (amounts) is in no record"),
        ("in FY 2023", "in FY 2023, or 2024", "document: item 1.2: '2024' (numbers) is in no record and not left out"),
        ("navies", "navies in Belmar", "document: item 1.0: 'Belmar' (places) is in no record and not left out"),
        ("farms get", "farms get from the Fund", "document: item 2.1: 'Fund' (institutions) is in no record"),
    ],
)
def test_unaccounted_is_a_fault(old: str, new: str, fault: str) -> None:
    """A number, amount, date, place or institution that no record uses is told, and lowers the share."""
    report = run(data=TEXT.replace(old, new, 1).encode())
    assert any(str(found).startswith(fault) for found in report.faults)
    assert report.share < 1


def test_idle_entries_are_faults() -> None:
    """A reason, a phrase or a name in source.toml for what the document does not hold is told."""
    records = build_records()
    source = change(
        records.source,
        left_out=(*records.source.left_out, Exclusion(what="nine boats", item="1.1", reason=Text("used", "usado"))),
        dates={**records.source.dates, "In June": "2024-06"},
        names={**records.source.names, "Fund": ("Fund", "Funds")},
    )
    lines = [str(fault) for fault in run(dataclasses.replace(records, source=source)).faults]
    assert lines == [
        f"source.toml: {key}: {words!r} stands for nothing in the document"
        for key, words in (("dates", "In June"), ("left_out", "nine boats"), ("names", "Funds"))
    ]


@pytest.mark.parametrize(
    ("qualifier", "words", "fault"),
    [
        (Qualifier.ABOUT, "which may lead to", None),  # the audit reads "up to"
        (Qualifier.ABOUT, "over many years", "'over many years' is not in the sentence of the number"),
        (Qualifier.UP_TO, "get up to", "the number is read as up_to without them"),
        (Qualifier.ABOUT, None, "$7,000,000 is up_to there, not about"),
    ],
)
def test_a_qualifier_read_wrongly_is_given_by_the_documents_words(
    qualifier: Qualifier, words: str | None, fault: str | None
) -> None:
    """A record may say otherwise than the audit reads, in words of the same sentence, and only where it reads so."""
    records = build_records()
    farms = records.programs["farms"]
    assert farms.amount is not None
    amount = change(farms.amount, qualifier=qualifier, qualifier_words=words)
    faults = run(replace_program(records, change(farms, amount=amount))).faults
    assert [one.what for one in faults if one.key.startswith("amount.qualifier")] == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("countries", "faults"),
    [(("SR", "GY"), []), (("SR",), ["sites[0].role: Belmar is abroad: its role is partner"])],
)
def test_a_map_of_several_countries_has_sites_in_each(countries: tuple[str, ...], faults: list[str]) -> None:
    """What lies in any country of the map is a site, though no site stands for the whole of that country."""
    records = build_records()
    collection = change(records.source.collection, countries=tuple(Country(code=code) for code in countries))
    sites = {**records.sites, "belmar": change(records.sites["belmar"], country="GY")}
    source = change(records.source, collection=collection)
    report = run(dataclasses.replace(records, source=source, sites=sites))
    found = [one for one in report.faults if one.file == "programs/school.toml"]
    assert [f"{one.key}: {one.what}" for one in found] == faults


def test_an_area_of_two_countries_names_its_parts() -> None:
    """The note of a corridor names each region, and a country that is in it whole, in each language."""
    records = build_records()
    area = change(
        records.sites["belmar"],
        kind="RGNE",
        members=("PE-PUN", "ZM"),
        note=Text("Drawn as Puno and Zambia.", "Se dibuja con Puno."),
    )
    faults = run(dataclasses.replace(records, sites={**records.sites, "belmar": area})).faults
    assert [str(one) for one in faults if one.key == "belmar.members"] == [
        "sites.toml: belmar.members: note.es names PE-PUN, not PE-PUN, ZM"
    ]


def test_amount_of_two_programs_is_a_fault() -> None:
    """No amount of the document is the amount of two programmes."""
    records = build_records()
    twin = change(records.programs["farms"], id="twin")
    faults = list(map(str, run(replace_program(records, twin)).faults))
    assert "document: item 2.1: '$7 million' is the amount of farms and twin" in faults
    assert "programs/farms.toml: source: cites words of twin too, and has no numbers of its own" in faults


def test_figures_in_texts_are_checked() -> None:
    """A figure in a title or summary that the item does not hold is told, in either language."""
    boats = build_records().programs["boats"]
    changed = change(boats, summary=dataclasses.replace(boats.summary, es="En 2024, 8 botes para el puerto."))
    passage = "the passage cited from item 1.1"
    assert [str(fault) for fault in run(replace_program(build_records(), changed)).faults] == [
        "programs/boats.toml: summary: 8, 9 stands in one language alone",
        f"programs/boats.toml: summary.es: '8 botes para el puerto' is of no such number of {passage}",
        f"programs/boats.toml: summary.es: 8 is not in {passage}",
    ]


def test_report_reads_in_a_terminal_and_as_json() -> None:
    """The report says share, counts and state in words, and holds every thing of the document as JSON."""
    report = run()
    assert "covered   100.0% of the document; 0 faults" in report.to_text()
    assert "the document of record, byte for byte" in report.to_text()
    value = json.loads(json.dumps(report.to_json()))
    assert value["sound"] is True
    assert value["backward"]["amounts"] == {"used": 4, "left out": 0, "missing": 0}
    assert {thing["words"] for thing in value["things"] if thing["kind"] == "numbers"} == {
        "two", "nine", "14", "300", "6", "11",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"\xff", "not UTF-8: byte 0"), (b"Another page", "is not the document, or a part of it"), (None, "No such file")],
)
def test_command_refuses_other_files(
    data: bytes | None, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`geo check --document` of a broken, foreign or missing file ends with 1 and one line on stderr."""
    path = tmp_path / "page.txt"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SystemExit) as ended:
        main(["check", "--document", str(path), "--json"])
    answer = capsys.readouterr()
    assert ended.value.code == 1
    assert answer.out == ""
    (line,) = answer.err.splitlines()
    assert line.startswith(str(path))
    assert what in line


def list_sharing(records: Records) -> list[Fault]:
    """Return the faults of decisions whether amounts share dollars."""
    return [fault for fault in run(records).faults if fault.key == "amount.overlaps"]


def test_amounts_that_may_share_need_a_decision() -> None:
    """Two amounts of one kind and giver whose times meet need a decision, one only, and others may have none."""
    records = build_records()
    fund, farms = records.programs["fund"], records.programs["farms"]
    giver = change(farms, agencies=("Fund",))
    (undecided,) = list_sharing(replace_program(records, giver))
    assert str(undecided).startswith(
        "programs/fund.toml: amount.overlaps: may hold dollars of farms: say so (overlaps)"
    )
    assert fund.amount is not None
    decided = change(fund, amount=change(fund.amount, overlaps=(build_overlap("farms"),)))
    assert list_sharing(replace_program(replace_program(records, giver), decided)) == []
    (idle,) = list_sharing(replace_program(records, decided))
    assert str(idle) == "programs/fund.toml: amount.overlaps: cannot share with farms: kind, giver or time differ"
