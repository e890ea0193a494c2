from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import unescape
from urllib.parse import parse_qs

import pytest

from geo.viewing.data.address import SORTS, Address, parse_address
from geo.viewing.data.edition import load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.html.table import draw_caption, draw_columns, draw_table, sort_rows
from geo.viewing.words import text
from geo.viewing.words.wording import Words

EDITION = load_edition()
FRAME = EDITION.frame.drop(columns="geometry")
ES = Words("es")


def parse(drawn: str) -> ET.Element:
    """Return what was drawn as a tree."""
    return ET.fromstring(drawn)  # noqa: S314 -- made here


def read_table(language: str) -> list[list[str]]:
    """Return for each row of the table the texts of its cells."""
    drawn = parse(draw_table(FRAME, Address(Filters()), Words(language)))
    return [["".join(cell.itertext()) for cell in row] for row in drawn.iterfind(".//tbody/tr")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_not_known_is_a_dash(language: str) -> None:
    """No amount and no institution are dashes; `None`, `nan` and empty cells are nowhere."""
    rows = read_table(language)
    assert len(rows) == len(FRAME)
    for cells, paid, agencies in zip(rows, FRAME["amount_usd"].notna(), FRAME["agencies"], strict=True):
        assert (cells[5] != "–", cells[6] != "–", cells[4] != "–") == (paid, paid, bool(agencies))
        assert all(cell and cell not in ("None", "nan", "<NA>") for cell in cells)


def test_a_link_leads_to_its_programme_and_its_place() -> None:
    """The address of a link chooses what it names and keeps the tab; the whole country is no place to go to."""
    drawn = parse(draw_table(FRAME.iloc[:60], Address(Filters(q="x"), tab="table"), ES))
    links = drawn.findall(".//tbody//a")
    assert sum("data-site" in link.attrib for link in links) == FRAME.iloc[:60]["longitude"].notna().sum()
    for link in links:
        kind = "site" if "data-site" in link.attrib else "program"
        assert link.get("href") == f"?q=x&{kind}={link.get(f'data-{kind}')}&tab=table&lang=en"


@pytest.mark.parametrize("column", SORTS)
def test_every_column_sorts(column: str) -> None:
    """Each heading orders the rows, loses none, and says so."""
    rows = sort_rows(FRAME, column, Words("es"))
    assert sorted(rows.index) == sorted(FRAME.index)
    assert list(rows.index) != list(FRAME.index)
    heads = parse(draw_table(rows, Address(Filters(), sort=column), ES)).findall(".//thead/tr/th")
    assert [head.get("aria-sort") is not None for head in heads] == [one == column for one in SORTS]


def test_the_largest_amounts_come_first_and_none_last() -> None:
    """Amounts fall, and what has none is at the end."""
    for order, falls in (("amount", True), ("-amount", False)):
        amounts = sort_rows(FRAME, order, Words("en"))["amount_usd"]
        known = amounts.dropna()
        assert list(known) == sorted(known, reverse=falls)
        assert amounts.iloc[len(known) :].isna().all()


def test_a_heading_sorts_reverses_and_clears() -> None:
    """Its link leads from no order to one, then to the reverse, then to none; the direction is told as it is."""
    orders: list[str | None] = [None]
    told = []
    for _ in range(3):
        head = parse(draw_table(FRAME.iloc[:1], Address(Filters(), sort=orders[-1]), ES)).findall(".//thead/tr/th")[5]
        told.append(head.get("aria-sort"))
        query = parse_qs(str(head.find("a").get("href"))[1:])  # type: ignore[union-attr] # each has one
        orders.append(parse_address(query, EDITION.known, None).sort)
    assert orders == [None, "amount", "-amount", None]
    assert told == [None, "descending", "ascending"]


def test_items_are_sorted_by_their_numbers() -> None:
    """Item 10 follows item 9; the document's own order is the second press."""
    rows = FRAME.iloc[:3].assign(source_item=["4.9", "0", "4.10"])
    assert list(sort_rows(rows, "-source", ES)["source_item"]) == ["0", "4.9", "4.10"]


def test_columns_can_be_left_out() -> None:
    """A column that the address hides has neither heading nor cells, and its link brings it back."""
    address = Address(Filters(), hidden=("theme", "partners"), tab="table")
    assert "hide=theme&hide=partners" in address.href
    assert parse_address(parse_qs(address.href[1:]), EDITION.known, None) == address
    drawn = parse(draw_table(FRAME.iloc[:3], address, ES))
    shown = [one for one in SORTS if one not in address.hidden]
    assert [head.get("data-column") for head in drawn.findall(".//thead/tr/th")] == shown
    assert len(drawn.findall(".//tbody/tr/td")) == 3 * len(shown[1:])
    assert str(drawn.find(".//table").get("style")).startswith(f'--c1:"{text.COLUMNS["title"].es}";--c2:')  # type: ignore[union-attr] # there is one
    assert f'--by:"{text.SORT_BY.es}"' in str(drawn.find(".//table").get("style"))  # type: ignore[union-attr] # there is one
    links = re.findall(r'href="([^"]*)" data-filter="hide" data-code="theme">', draw_columns(Page(EDITION, address)))
    assert [parse_address(parse_qs(unescape(one)[1:]), EDITION.known, None).hidden for one in links] == [("partners",)]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_caption_counts_rows_and_offers_them(language: str) -> None:
    """It says how many rows there are, why an amount repeats only where one does, and links to these rows."""
    for theme in EDITION.known["theme"]:
        page = Page(EDITION, Address(Filters(theme=(theme,)), language=language))
        rows = page.rows.drop(columns="geometry")
        paid = rows[rows["amount_usd"].notna()]
        repeats = len(paid) > paid["program"].nunique()
        caption = unescape(draw_caption(page, rows))
        unit = {"en": "rows", "es": "filas"}[language]
        assert f"{len(rows)} {unit}: {page.describe_number(page.result.programs)}." in caption
        assert (getattr(text.ROWS_REPEAT, language) in caption) is repeats
        assert f'href="data/locations.csv?theme={theme}&lang={language}" download' in caption


def test_words_are_sorted_as_people_read_them() -> None:
    """Accents and case do not part words that begin alike."""
    rows = FRAME.iloc[:3].assign(title_es=["Zorro", "Árbol", "abeja"])
    assert list(sort_rows(rows, "title", Words("es"))["title_es"]) == ["abeja", "Árbol", "Zorro"]
