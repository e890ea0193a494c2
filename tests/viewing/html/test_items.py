from __future__ import annotations

import dataclasses
import re
from html import unescape

import pytest

from geo.contract.vocabulary import ThingKind
from geo.viewing.data.address import Address
from geo.viewing.data.edition import load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.html.about import draw_about
from geo.viewing.html.items import build_items_page, draw_items, link_items
from geo.viewing.html.panel import draw_panel

EDITION = load_edition()
AUDIT = EDITION.metadata["audit"]
BARE = dataclasses.replace(EDITION, metadata={**EDITION.metadata, "audit": None})


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_item_has_its_programmes_and_what_is_left_out(language: str) -> None:
    """Each item is a row that can be linked to, with links to its programmes, and the reasons in words."""
    html = build_items_page(EDITION, language)
    rows = re.findall(r'<tr id="item-([\d.]+)">(.*?)</tr>', html)
    assert [number for number, _ in rows] == [entry["item"] for entry in AUDIT["items"]]
    for (_, row), entry in zip(rows, AUDIT["items"], strict=True):
        links = re.findall(r'<a href="\./\?program=([a-z0-9-]+)&amp;lang=..">([^<]+)</a>', row)
        titles = EDITION.titles[language]
        assert [(code, unescape(name)) for code, name in links] == [(one, titles[one]) for one in entry["programs"]]
        assert all(one[f"reason_{language}"] in unescape(row) for one in entry["left_out"])
        marks = row.count({"en": "<small>(statistic)</small>", "es": "<small>(estadística)</small>"}[language])
        assert marks == sum(one in EDITION.statistics for one in entry["programs"])
    for kind in ThingKind:
        counts = AUDIT["things"][kind]
        assert f"<td>{counts['used']}</td><td>{counts['left_out']}</td>" in html


@pytest.mark.parametrize("program", EDITION.titles["en"])
def test_a_programme_leads_to_its_item_and_back(program: str) -> None:
    """The source of a programme is a link to the row of its item, which has the programme."""
    drawn = draw_panel(EDITION, Address(Filters(), program=program, language="es"))
    link = re.search(r'<a href="items\?lang=es#item-([\d.]+)">', drawn)
    assert link
    assert program in next(entry["programs"] for entry in AUDIT["items"] if entry["item"] == link[1])


def test_about_leads_to_the_items() -> None:
    """The about page has a link to the items, in its language."""
    assert '<a href="items?lang=es">' in draw_about(Page(EDITION, Address(Filters(), language="es")))


def test_without_an_audit_nothing_leads_there() -> None:
    """A file that holds no audit says so, and its programmes' sources are words without a link."""
    page = Page(BARE, Address(Filters(), language="en"))
    assert "it holds no audit" in draw_items(page)
    assert link_items(BARE, page.words, "4.2") == "section 4, item 2"
    assert link_items(BARE, page.words) == ""
