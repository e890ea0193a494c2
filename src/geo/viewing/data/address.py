"""The state of the page: all of it is in the URL, read and written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self
from urllib.parse import urlencode

from geo.contract.fields import DIMENSIONS
from geo.viewing.data.filters import Filters, find_unknown
from geo.viewing.words.wording import choose_language

TABS: Final = ("pictures", "table", "downloads", "about")  # below the map; an address without one means the first
# What the table can be sorted by: its columns; an address without one means the document's order.
SORTS: Final = ("title", "site", "theme", "sector", "agencies", "amount", "amount_kind", "status", "precision")
# The parameters of an address, in the order in which `Address.to_query` writes them.
NAMES: Final = (*(name for name in DIMENSIONS if name != "site"), "q", "site", "program", "tab", "sort", "lang")
MAX_VALUES: Final = 100  # values of one parameter that are looked at: more than any dimension of the document has


@dataclass(frozen=True, slots=True)
class Address:
    """What is filtered, which site or programme is chosen, which tab is open, in which order the table is and language.

    `unknown` is what a link named in vain.
    """

    filters: Filters
    site: str | None = None
    program: str | None = None
    language: str = "en"
    tab: str = TABS[0]
    sort: str | None = None
    unknown: tuple[tuple[str, str], ...] = ()

    def filter(self, filters: Filters) -> Self:
        """Return this address with other filters."""
        return replace(self, filters=filters, unknown=())

    def choose(self, *, site: str | None = None, program: str | None = None) -> Self:
        """Return this address with a site, a programme or nothing chosen."""
        return replace(self, site=site, program=program, unknown=())

    def toggle(self, codes: Mapping[str, str]) -> Self:
        """Return this address of one code in each of some dimensions, or of all there where they are chosen already."""
        filters = self.filters
        chosen = all(filters.get(dimension) == (code,) for dimension, code in codes.items())
        for dimension, code in codes.items():
            filters = filters.choose(dimension, () if chosen else (code,))
        return self.filter(filters)

    def open(self, tab: str) -> Self:
        """Return this address with another tab open."""
        return replace(self, tab=tab, unknown=())

    def order(self, sort: str | None) -> Self:
        """Return this address with the table in the order of a column, or in the document's."""
        return replace(self, sort=sort, unknown=())

    def translate(self, language: str) -> Self:
        """Return this address in another language."""
        return replace(self, language=language)

    @property
    def href(self) -> str:
        """The address of this address, relative to the page."""
        return f"?{urlencode(self.to_query(), doseq=True)}"

    def link_to(self, site: str) -> str:
        """Return the address of this address with a site chosen."""
        return self.choose(site=site).href

    def to_query(self) -> dict[str, list[str]]:
        """Return the query that `parse_address` reads back."""
        tab = None if self.tab == TABS[0] else self.tab
        chosen = {"site": self.site, "program": self.program, "tab": tab, "sort": self.sort, "lang": self.language}
        return self.filters.to_query() | {name: [value] for name, value in chosen.items() if value is not None}


def parse_address(
    query: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[str]], browser: str | None
) -> Address:
    """Return the address that a URL's query means; `browser` is the visitor's language tag, for a link that names none.

    `known` holds the codes there are by parameter (`Edition.known`). On the page `site` is the chosen site, not a
    filter. A value that is not known is ignored and reported.
    """
    short = {name: [value for value in values[:MAX_VALUES] if value] for name, values in query.items()}
    site = short.get("site", [])[:1]
    program = short.get("program", [])[:1]
    tab, sort = short.get("tab", [])[:1], short.get("sort", [])[:1]
    others = {"program": (program, known["program"]), "tab": (tab, TABS), "sort": (sort, SORTS)}
    unknown = tuple((name, one) for name, (values, there) in others.items() for one in values if one not in there)
    return Address(
        filters=Filters.from_query(short, known).choose("site", ()),
        site=next((one for one in site if one in known["site"]), None),
        program=next((one for one in program if one in known["program"]), None),
        language=choose_language(next(iter(short.get("lang", [])), None), browser),
        tab=next((one for one in tab if one in TABS), TABS[0]),
        sort=next((one for one in sort if one in SORTS), None),
        unknown=find_unknown(short, known) + unknown,
    )
