from __future__ import annotations

import json
import re
from html import unescape

import pytest
import yaml

from geo.contract.files import LOCATIONS
from geo.viewing.data.edition import get_edition
from geo.viewing.html.citation import FORMS, Reference, build_citation, draw_citation
from geo.viewing.words.text import LANGUAGES

EDITION = get_edition()
SOURCE = EDITION.metadata["source"]
AUTHORS = EDITION.collection["authors"]
BASE = "https://map.example/"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("program", [None, "chancay-port-scanners"])
def test_every_form_says_the_same(program: str | None, language: str) -> None:
    """Author, title, version, what it is from and the page's address stand in each form."""
    citation = build_citation(EDITION, program, language, BASE)
    title = EDITION.metadata["title"] if program is None else EDITION.titles[language][program]
    url = f"{BASE}?lang={language}" if program is None else f"{BASE}?program={program}&lang={language}"
    for form, (_, _, write) in FORMS.items():
        written = write(citation)
        for value in (AUTHORS, title, EDITION.metadata["title"], EDITION.metadata["version"], SOURCE["title"]):
            assert value in written, (form, value)
        assert url in written.replace("\\&", "&"), form
    if program is not None:
        item = EDITION.get_words(language).item(EDITION.rows.list("program", program)[0]["source_item"])
        assert item in citation.text


def test_the_forms_are_read_by_machines() -> None:
    """CSL-JSON is a list of one dataset, RIS begins and ends a record, BibTeX escapes what TeX would run."""
    hostile = Reference("key", "Nobody", r"50% & \\input{x} $1_#~^", "Whole", "1.0.0", BASE, "From", "en")
    (item,) = json.loads(hostile.csl)
    assert (item["type"], item["title"], item["URL"]) == ("dataset", hostile.title, BASE)
    lines = hostile.ris.split("\r\n")
    assert (lines[0], lines[-2]) == ("TY  - DATA", "ER  - ")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    title = re.search(r"title = \{(.*)\},\n", hostile.bibtex)
    assert title is not None
    assert not re.search(r"(?<!\\)[&%$#_]", title[1])


@pytest.mark.parametrize("program", [None, "chancay-port-scanners"])
def test_the_fold_has_the_text_to_copy_and_each_form(program: str | None) -> None:
    """The button copies what is read, and each form is a link."""
    fold = str(draw_citation(EDITION, program, "en", BASE))
    text = build_citation(EDITION, program, "en", BASE).text
    assert [unescape(one) for one in re.findall(r'data-copies="([^"]*)"|<p>(.*?)</p>', fold)[0] if one] == [text]
    assert unescape(re.findall(r'data-copies="([^"]*)"', fold)[0]) == text
    assert set(re.findall(r'href="data/citation\.(\w+)\?', fold)) == set(FORMS)


def test_the_citation_file_agrees() -> None:
    """CITATION.cff names the same title, authors, version and source as the page."""
    cff = yaml.safe_load((LOCATIONS.parent.parent / "CITATION.cff").read_text("utf-8"))
    assert cff["title"] == EDITION.metadata["title"]
    assert cff["version"] == EDITION.metadata["version"]
    assert [one["name"] for one in cff["authors"]] == [AUTHORS]
    (reference,) = cff["references"]
    assert (reference["title"], reference["url"]) == (SOURCE["title"], SOURCE["url"])
    assert str(reference["date-released"]) == SOURCE["date"]
