"""The table of the rows that are shown, as HTML. Pure.

Its links are addresses of the page: a programme's or a place's chooses it, a heading's sorts by its column, a column's
takes it out or back. `page.js` marks the rows of what is chosen. Every value from the data is escaped. On a narrow
screen each row is laid out as a card, with the names of its columns.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from geo.contract.texts import fold
from geo.contract.vocabulary import Qualifier
from geo.viewing.data.address import HIDEABLE, SORTS, Address
from geo.viewing.data.edition import Edition
from geo.viewing.data.result import Page
from geo.viewing.html.figures import mark_statistic
from geo.viewing.html.rendering import draw_part, draw_template
from geo.viewing.words import text
from geo.viewing.words.wording import Words, lies_ahead

FALLING: Final = ("amount", "source")  # columns of which the largest is first: the document's order is there without
_FILES: Final = {"Excel": "programmes.xlsx", "CSV": "locations.csv", "GeoJSON": "locations.geojson"}
_NAME: Final = '--{}:"{}"'  # what a card calls its lines, and the headings above the cards, for CSS
_NONE: Final = "–"  # where nothing is known
# What the columns are sorted by; `{}` is the language.
_KEYS: Final = {
    "title": "title_{}", "site": "site_{}", "theme": "theme", "sector": "sector_{}", "agencies": "agencies",
    "amount": "amount_usd", "amount_kind": "amount_type", "status": "status", "precision": "precision",
    "dates": "start", "partners": "partners", "source": "source_item",
}  # fmt: skip


def sort_rows(rows: pd.DataFrame, order: str | None, words: Words) -> pd.DataFrame:
    """Return the rows in an order of `ORDERS`; those without a value come last in either direction."""
    if order is None:
        return rows
    column = order.removeprefix("-")
    values = rows[_KEYS[column].format(words.language)]
    if column in ("agencies", "partners"):
        values = values.map(lambda names: ", ".join(map(words.institution, names)) or None)
    if column == "source":
        values = values.map(lambda item: [int(part) for part in item.split(".")])
    elif not (isinstance(values.dtype, pd.CategoricalDtype) or pd.api.types.is_numeric_dtype(values)):
        values = values.map(fold, na_action="ignore")
    falls = (column in FALLING) is (order == column)
    return rows.loc[values.sort_values(ascending=not falls, kind="stable", na_position="last").index]


def draw_caption(page: Page, rows: pd.DataFrame, saved: str = "") -> Markup:
    """Return what stands above the table of some rows: their number, the same as files, the choice of columns.

    In the page in one file `saved` is the name of the one file, which its script writes.
    """
    words, query = page.words, page.address.filters.to_query() | {"lang": [page.address.language]}
    number = words.say(text.ROW) if len(rows) == 1 else words.say(text.ROWS, n=words.number(len(rows)))
    return draw_template(
        "table.html",
        counted=f"{number}: {page.describe_number(page.result.programs)}.",
        repeats=bool(rows.loc[rows["amount_usd"].notna(), "program"].duplicated().any()),
        files={} if saved else {name: f"data/{file}?{urlencode(query, doseq=True)}" for name, file in _FILES.items()},
        saved=saved,
        columns=draw_columns(page),
        say=words.say,
    )


def draw_columns(page: Page) -> Markup:
    """Return links that take a column out of the table, or back."""
    return draw_template("columns.html", columns=HIDEABLE, address=page.address, say=page.words.say)


def draw_table(rows: pd.DataFrame, address: Address, words: Words, edition: Edition | None = None) -> Markup:
    """Return some rows as a table: what is chosen is marked, codes are in words.

    The edition says which are statistics, and the document's date.
    """
    columns = [column for column in SORTS if column not in address.hidden]
    names = [_NAME.format(f"c{n}", words.say(text.COLUMNS[column])) for n, column in enumerate(columns, 1)]
    return draw_part(
        "rows.html",
        style=";".join([*names, _NAME.format("by", words.say(text.SORT_BY))]),
        heads=[(column, *_describe_order(column, address)) for column in columns],
        columns=[column for column in HIDEABLE if column not in address.hidden],
        rows=_list_rows(rows, address, words, edition),
        say=words.say,
    )


def _describe_order(column: str, address: Address) -> tuple[str, str]:
    """Return how the rows are sorted by a column, and a link: by it, then the other way round, then not at all."""
    if address.sort is None or address.sort.removeprefix("-") != column:
        return "", address.order(column).href
    is_reversed = address.sort != column
    falls = (column in FALLING) is not is_reversed
    return "descending" if falls else "ascending", address.order(None if is_reversed else f"-{column}").href


def _list_rows(
    rows: pd.DataFrame, address: Address, words: Words, edition: Edition | None
) -> Iterator[Mapping[str, str]]:
    """Yield what stands in each row: its cells by column, its codes and its links."""
    # A code takes the place of a sign that no address holds, rather than each link being made anew.
    links = {kind: address.choose(**{kind: "\0"}).href for kind in ("program", "site")}
    statistics = () if edition is None else edition.statistics
    date = "" if edition is None else edition.metadata["source"]["date"]
    for row in rows.to_dict("records"):
        program, site = row["program"], row["site"]
        yield {
            **dict(_list_cells(row, words, date)),
            "program": program,
            "href": links["program"].replace("%00", program),
            "title": row[f"title_{words.language}"],
            "mark": mark_statistic(program, statistics, words),
            "code": site,
            "link": "" if pd.isna(row["longitude"]) else links["site"].replace("%00", site),
            "site": row[f"site_{words.language}"],
        }


def _list_cells(row: Mapping[Hashable, Any], words: Words, date: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in a row besides its programme and its place, by column; `date` is the document's."""
    paid = not pd.isna(row["amount_usd"])
    start, end = (None if pd.isna(row[name]) else str(row[name]) for name in ("start", "end"))
    yield "theme", words.term("theme", row["theme"])
    yield "sector", words.term("sector", row["sector"])
    yield "agencies", words.every(map(words.institution, row["agencies"])) or _NONE
    yield "amount", words.money(int(row["amount_usd"]), Qualifier(row["amount_qualifier"])) if paid else _NONE
    yield "amount_kind", words.term("amount_type", row["amount_type"]) if paid else _NONE
    yield "status", words.term("status", row["status"])
    yield "precision", words.term("precision", row["precision"])
    yield "dates", words.dates(start, end, ahead=bool(date) and lies_ahead(row["status"], start, date)) or _NONE
    yield "partners", words.every(map(words.institution, row["partners"])) or _NONE
    yield "source", words.item(row["source_item"])
