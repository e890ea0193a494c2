from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from geo.viewing.data.address import SORTS, Address
from geo.viewing.data.filters import Filters
from geo.viewing.data.frame import load_frame
from geo.viewing.html.table import draw_table, sort_rows
from geo.viewing.words.wording import Words

FRAME = load_frame().drop(columns="geometry")
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
    amounts = sort_rows(FRAME, "amount", Words("en"))["amount_usd"]
    known = amounts.dropna()
    assert list(known) == sorted(known, reverse=True)
    assert amounts.iloc[len(known) :].isna().all()


def test_words_are_sorted_as_people_read_them() -> None:
    """Accents and case do not part words that begin alike."""
    rows = FRAME.iloc[:3].assign(title_es=["Zorro", "Árbol", "abeja"])
    assert list(sort_rows(rows, "title", Words("es"))["title_es"]) == ["abeja", "Árbol", "Zorro"]
