"""The data as an Excel workbook: a sheet each for programmes, places, sites, figures, codes and sources. Pure.

Texts are written as texts, dates and items among them, so that no spreadsheet runs or converts one; numbers as numbers.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import xlsxwriter

from geo.contract.fields import FIELDS, FIGURE_COLUMNS, LABELLED, PROGRAM_FIELDS, SITE_FIELDS
from geo.contract.vocabulary import Text
from geo.viewing.downloads.codes import find_entry, get_labels, list_codes
from geo.viewing.downloads.csv_file import CELL
from geo.viewing.downloads.export import join, list_figures, list_properties

_WIDE: Final = 50  # characters up to which a column is as wide as its longest cell
_NAMES: Final = {
    "programmes": Text("Programmes", "Programas"),
    "places": Text("Programmes at sites", "Programas por lugar"),
    "sites": Text("Sites", "Lugares"),
    "figures": Text("Figures", "Cifras"),
    "codes": Text("Codes", "Códigos"),
    "columns": Text("Columns", "Columnas"),
    "sources": Text("Sources", "Fuentes"),
}
_PLACES: Final = ("program", "title_{}", "site", "site_{}", "site_role", "note_{}")
_LISTED: Final = tuple(name for name in PROGRAM_FIELDS if name != "figures")  # the figures have a sheet of their own


@dataclass(frozen=True, slots=True)
class _Sheet:
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def build_workbook(frame: gpd.GeoDataFrame, metadata: Mapping[str, Any], language: str) -> bytes:
    """Return an .xlsx file of a frame of `geo.viewing.data.frame`, its sheets and the labels of codes in `language`.

    The columns have the contract's names; next to a code of `LABELLED` stands its label. The same rows give the same
    bytes: the document's date stands where a workbook would hold the clock's.
    """
    buffer = io.BytesIO()
    date = dt.datetime.fromisoformat(metadata["source"]["date"])
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": metadata["title"], "comments": metadata["description"], "created": date})
        bold = book.add_format({"bold": True})
        for name, sheet in _build_sheets(frame, metadata, language).items():
            _write(book.add_worksheet(getattr(_NAMES[name], language)), sheet, bold)
    return buffer.getvalue()


def _build_sheets(frame: gpd.GeoDataFrame, metadata: Mapping[str, Any], language: str) -> dict[str, _Sheet]:
    rows = list(list_properties(frame))
    programs = {row["program"]: row for row in rows}.values()
    sites = sorted({row["site"]: row for row in rows}.values(), key=lambda row: row["site"])
    places = [name.format(language) for name in _PLACES]
    names = [field.name for field in FIELDS if field.name in _LISTED]
    site_names = ["site", *SITE_FIELDS]
    themes = metadata["collection"]["themes"]
    return {
        "programmes": _label(names, programs, language, metadata),
        "places": _Sheet(places, ([row[name] for name in places] for row in rows)),
        "sites": _label(site_names, sites, language),
        "figures": _Sheet(FIGURE_COLUMNS, list_figures(frame)),
        "codes": _Sheet(("column", "code", "label", "definition", "iati"), list_codes(language, themes)),
        "columns": _Sheet(("column", "meaning"), ((one.name, getattr(one.meaning, language)) for one in FIELDS)),
        "sources": _Sheet(("what", "value"), _list_sources(metadata)),
    }


def _label(
    names: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    language: str,
    metadata: Mapping[str, Any] | None = None,
) -> _Sheet:
    """Return a sheet of some properties, the label of a code next to it; with metadata, what kind of entry each is."""
    own = {} if metadata is None else metadata["collection"]["themes"]
    labels = {name: get_labels(name, language, own) for name in names if name in LABELLED}
    header = [title for name in names for title in ((name, f"{name}_{language}") if name in labels else (name,))]
    lines: Iterable[list[object]] = (list(_list_cells(names, row, labels)) for row in rows)
    if metadata is not None:
        header.append(f"entry_{language}")
        entries = (getattr(find_entry(row, metadata).label, language) for row in rows)
        lines = ([*line, entry] for line, entry in zip(lines, entries, strict=True))
    return _Sheet(header, lines)


def _list_cells(
    names: Sequence[str], row: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]
) -> Iterator[object]:
    for name in names:
        yield join(row[name])
        if name in labels:
            yield None if row[name] is None else labels[name][str(row[name])]


def _list_sources(metadata: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, metadata[name]) for name in ("title", "description", "version", "license"))
    yield from ((f"source {name}", value) for name, value in metadata["source"].items())
    yield from (("attribution", line) for line in metadata["attribution"])


def _write(page: Any, sheet: _Sheet, bold: Any) -> None:
    widths = [len(name) for name in sheet.header]
    last = 0
    for column, name in enumerate(sheet.header):
        page.write_string(0, column, name, bold)
    for last, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                page.write_number(last, column, cell)
            elif cell:
                page.write_string(last, column, str(cell)[:CELL])
            widths[column] = min(max(widths[column], len(str(cell or ""))), _WIDE)
    for column, width in enumerate(widths):
        page.set_column(column, column, width + 2)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, last, len(sheet.header) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})  # a year or an item is meant as text
