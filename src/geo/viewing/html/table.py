"""The table of the rows that are shown, as HTML. Pure.

Its links are addresses of the page: a programme's or a place's chooses it, a heading's sorts by its column. `page.js`
marks the rows of what is chosen. Every value from the data is escaped.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from geo.contract.vocabulary import SECTORS, AmountType, Precision, Qualifier, Status, Theme
from geo.viewing.data.address import SORTS, Address
from geo.viewing.data.search import fold
from geo.viewing.words import text
from geo.viewing.words.wording import Words

_TABLE: Final = Markup(
    '<div class="wide" role="region" tabindex="0" aria-label="{name}"><table class="rows">'
    "<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
)
_HEAD: Final = Markup('<th scope="col"{sort}><a href="{href}" data-sort="{column}">{name}</a></th>')
_ROW: Final = Markup('<tr><th scope="row">{}</th><td>{}</td>{}</tr>')
_LINK: Final = Markup('<a href="{}" data-{}="{}">{}</a>')
_CELLS: Final = Markup("<td>{}</td>") * 7
_NONE: Final = "–"  # where nothing is known
# What the columns are sorted by; `{}` is the language.
_KEYS: Final = {
    "title": "title_{}", "site": "site_{}", "theme": "theme", "sector": "sector_{}", "agencies": "agencies",
    "amount": "amount_usd", "amount_kind": "amount_type", "status": "status", "precision": "precision",
}  # fmt: skip


def sort_rows(rows: pd.DataFrame, column: str | None, words: Words) -> pd.DataFrame:
    """Return the rows in the order of a column, the largest amounts first; those without a value come last."""
    if column is None:
        return rows
    values = rows[_KEYS[column].format(words.language)]
    if column == "agencies":
        values = values.map(lambda names: ", ".join(map(words.institution, names)) or None)
    if not (isinstance(values.dtype, pd.CategoricalDtype) or pd.api.types.is_numeric_dtype(values)):
        values = values.map(fold, na_action="ignore")
    return rows.loc[values.sort_values(ascending=column != "amount", kind="stable", na_position="last").index]


def draw_table(rows: pd.DataFrame, address: Address, words: Words) -> Markup:
    """Return some rows as a table: what is chosen is marked, codes are in words."""
    heads = (_draw_head(column, address, words) for column in SORTS)
    return _TABLE.format(
        name=words.say(text.TABLE_ALT), heads=Markup().join(heads), rows=Markup().join(_draw_rows(rows, address, words))
    )


def _draw_head(column: str, address: Address, words: Words) -> Markup:
    sort = ""
    if column == address.sort:
        sort = Markup(' aria-sort="{}"').format("descending" if column == "amount" else "ascending")
    again = None if column == address.sort else column
    return _HEAD.format(sort=sort, href=address.order(again).href, column=column, name=words.say(text.COLUMNS[column]))


def _draw_rows(rows: pd.DataFrame, address: Address, words: Words) -> Iterator[Markup]:
    # A code takes the place of a sign that no address holds, rather than each link being made anew.
    links = {kind: address.choose(**{kind: "\0"}).href for kind in ("program", "site")}
    title, site = f"title_{words.language}", f"site_{words.language}"
    for row in rows.to_dict("records"):
        program, place = _draw_link("program", row["program"], row[title], links), row[site]
        if not pd.isna(row["longitude"]):
            place = _draw_link("site", row["site"], place, links)
        yield _ROW.format(program, place, _CELLS.format(*_list_cells(row, words)))


def _draw_link(kind: str, code: str, name: str, links: Mapping[str, str]) -> Markup:
    return _LINK.format(links[kind].replace("%00", code), kind, code, name)


def _list_cells(row: Mapping[Hashable, Any], words: Words) -> Iterator[str]:
    """Yield what stands in a row after its programme and its place, in the order of the headings."""
    paid = not pd.isna(row["amount_usd"])
    yield words.say(Theme(row["theme"]).label)
    yield words.say(SECTORS[row["sector"]])
    yield words.every(map(words.institution, row["agencies"])) or _NONE
    yield words.money(int(row["amount_usd"]), Qualifier(row["amount_qualifier"])) if paid else _NONE
    yield words.say(AmountType(row["amount_type"]).label) if paid else _NONE
    yield words.say(Status(row["status"]).label)
    yield words.say(Precision(int(row["precision"])).label)
