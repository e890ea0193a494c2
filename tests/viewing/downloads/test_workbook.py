from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest

from geo.contract.fields import FIELDS
from geo.contract.files import LOCATIONS
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.downloads.query import Selection, select
from geo.viewing.downloads.registry import DOWNLOADS, EVERYTHING, WORKBOOK
from geo.viewing.downloads.workbook import build_workbook
from support.editions import make_edition
from support.samples import make_bytes, make_feature

EDITION = get_edition()
ROWS = [feature["properties"] for feature in json.loads(LOCATIONS.read_bytes())["features"]]


def read(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each sheet by its columns' names."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheets = {}
    for sheet in book.worksheets:
        header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        sheets[sheet.title] = [dict(zip(header, row, strict=True)) for row in rows]
    return sheets


def test_the_sheets_hold_every_programme_site_and_figure_once() -> None:
    """Each programme, site and figure is one row, with the values of the GeoJSON; codes have labels next to them."""
    sheets = read(DOWNLOADS[WORKBOOK].build(EDITION, EVERYTHING))
    programs = {row["program"]: row for row in ROWS}
    assert [row["program"] for row in sheets["Programmes"]] == list(programs)
    for row in sheets["Programmes"]:
        source = programs[row["program"]]
        for name in ("title_es", "summary_en", "amount_usd", "start", "end", "source_item", "theme", "sector_es"):
            assert row[name] == source[name], (row["program"], name)
        assert (row["agencies"] or "") == "; ".join(source["agencies"])
    assert {(row["theme"], row["theme_en"]) for row in sheets["Programmes"]} >= {("economy", "Prosperity")}
    assert {row["site"]: row["latitude"] for row in sheets["Sites"]} == {row["site"]: row["latitude"] for row in ROWS}
    assert [(row["program"], row["site"]) for row in sheets["Programmes at sites"]] == [
        (row["program"], row["site"]) for row in ROWS
    ]
    amounts = sum(row["amount_usd"] is not None for row in programs.values())
    assert len(sheets["Figures"]) == amounts + sum(len(row["figures"]) for row in programs.values())
    assert {row["value"] for row in sheets["Sources"]} >= {EDITION.metadata["source"]["url"]}
    assert [row["column"] for row in sheets["Columns"]] == [field.name for field in FIELDS]


def test_every_code_of_the_data_is_explained() -> None:
    """The sheet of codes has each theme, sector, status, kind, qualifier, role and precision that a row has."""
    explained = {(row["column"], row["code"]) for row in read(DOWNLOADS[WORKBOOK].build(EDITION, EVERYTHING))["Codes"]}
    columns = ("theme", "sector", "status", "amount_type", "amount_qualifier", "site_role", "precision")
    assert {(name, str(row[name])) for row in ROWS for name in columns if row[name] is not None} <= explained


def test_it_follows_filters_and_language() -> None:
    """A filter leaves its programmes in every sheet; sheets and labels are in the language asked for."""
    selection = Selection(Filters(theme=("space",)), language="es")
    sheets = read(DOWNLOADS[WORKBOOK].build(EDITION, selection))
    programs = set(select(EDITION, selection)["program"])
    assert {row["program"] for row in sheets["Programas"]} == {row["program"] for row in sheets["Programas por lugar"]}
    assert {row["program"] for row in sheets["Programas"]} == programs
    assert {row["program"] for row in sheets["Cifras"]} <= programs
    assert {row["theme_es"] for row in sheets["Programas"]} == {"Espacio"}
    assert not read(build_workbook(EDITION.frame.iloc[:0], EDITION.metadata, "en"))["Programmes"]


def test_the_same_rows_give_the_same_bytes() -> None:
    """No clock is in the file."""
    assert DOWNLOADS[WORKBOOK].build(EDITION, EVERYTHING) == DOWNLOADS[WORKBOOK].build(EDITION, EVERYTHING)


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(1)", "https://example.org/", "2024-11", "001"])
def test_a_text_is_a_text(text: str) -> None:
    """No text is run as a formula, made a link, a date or a number."""
    edition = make_edition(make_bytes(make_feature(title_en=text)))
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(edition.frame, edition.metadata, "en")))
    sheet = book["Programmes"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)
    assert (cell.data_type, cell.hyperlink) == ("s", None)
