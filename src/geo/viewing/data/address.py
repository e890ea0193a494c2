"""The state of the page: all of it is in the URL, read and written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self
from urllib.parse import urlencode

from geo.contract.fields import DIMENSIONS
from geo.viewing.data.filters import Filters, find_unknown
from geo.viewing.words import text
from geo.viewing.words.wording import choose_language

TABS: Final = tuple(text.TABS)  # below the map; an address without one means the first
# What the table can be sorted by: its columns; an address without one means the document's order.
SORTS: Final = (
    "title", "site", "theme", "sector", "agencies", "amount", "amount_kind", "status", "precision", "dates", "partners",
    "source",
)  # fmt: skip
# The same columns the other way round.
ORDERS: Final = (*SORTS, *(f"-{column}" for column in SORTS))
HIDEABLE: Final = SORTS[1:]  # columns that can be taken out of the table
# The parameters that filter, by dimension: in an address `site` is the one that is chosen.
PARAMETERS: Final = {name: "place" if name == "site" else name for name in DIMENSIONS}
# The parameters of an address, in the order in which `Address.to_query` writes them.
QUERY_NAMES: Final = (*PARAMETERS.values(), "q", "site", "program", "tab", "sort", "hide", "size", "lang")
# What Streamlit reads of an address: https://docs.streamlit.io/deploy/streamlit-community-cloud/share-your-app/embed-your-app
EMBED_OPTIONS: Final = (
    "dark_theme", "light_theme", "disable_scrolling", "hide_loading_screen", "show_colored_line", "show_footer",
    "show_padding", "show_toolbar",
)  # fmt: skip
MAX_VALUES: Final = 100  # values of one parameter that are looked at: more than any dimension of the document has


@dataclass(frozen=True, slots=True)
class Address:
    """What is filtered, which site or programme is chosen, which tab is open, in which order the table is and language.

    `sort` is a value of `ORDERS`, `hidden` are the columns that the table leaves out, `size` is the kind of money by
    which the map sizes its signs, `unknown` what a link named in vain, `embedding` what Streamlit is told of a page
    that shows this one in a frame.
    """

    filters: Filters
    site: str | None = None
    program: str | None = None
    language: str = "en"
    tab: str = TABS[0]
    sort: str | None = None
    hidden: tuple[str, ...] = ()
    size: str | None = None
    unknown: tuple[tuple[str, str], ...] = ()
    embedding: tuple[tuple[str, str], ...] = ()

    def filter(self, filters: Filters) -> Self:
        """Return this address with other filters."""
        return replace(self, filters=filters, unknown=())

    def choose(self, *, site: str | None = None, program: str | None = None) -> Self:
        """Return this address with a site, a programme or nothing chosen."""
        return replace(self, site=site, program=program, unknown=())

    def switch(self, dimension: str, code: str) -> Self:
        """Return this address with one code more in a dimension, or without it where it is chosen."""
        chosen = self.filters.get(dimension)
        codes = tuple(one for one in chosen if one != code) if code in chosen else (*chosen, code)
        return self.filter(self.filters.choose(dimension, codes))

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

    def show_column(self, column: str) -> Self:
        """Return this address with a column of the table, or without it where it is shown."""
        hidden = set(self.hidden) ^ {column}
        return replace(self, hidden=tuple(one for one in HIDEABLE if one in hidden), unknown=())

    def translate(self, language: str) -> Self:
        """Return this address in another language."""
        return replace(self, language=language)

    @property
    def href(self) -> str:
        """The address of this address, relative to the page."""
        return f"?{urlencode([*self._list_pairs(), *self.embedding])}"

    def _list_pairs(self) -> Iterator[tuple[str, str]]:
        return ((name, value) for name, values in self.to_query().items() for value in values)

    def embed(self) -> Self:
        """Return this address for a frame of another page."""
        return replace(self, embedding=(("embed", "true"),), unknown=())

    def link_to(self, site: str) -> str:
        """Return the address of this address with a site chosen."""
        return self.choose(site=site).href

    def to_query(self) -> dict[str, list[str]]:
        """Return the query that `parse_address` reads back, without the embedding, which only a link can have."""
        filters = {PARAMETERS.get(name, name): values for name, values in self.filters.to_query().items()}
        tab = None if self.tab == TABS[0] else self.tab
        chosen = {"site": self.site, "program": self.program, "tab": tab, "sort": self.sort}
        chosen |= {"size": self.size, "lang": self.language}
        query = {name: [value] for name, value in chosen.items() if value is not None}
        hidden = {"hide": list(self.hidden)} if self.hidden else {}
        return filters | {name: values for name in QUERY_NAMES if (values := (query | hidden).get(name))}


def parse_address(
    query: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[str]], browser: str | None
) -> Address:
    """Return the address that a URL's query means; `browser` is the visitor's language tag, for a link that names none.

    `known` holds the codes there are by parameter (`Edition.known`), the languages among them. A value that is
    not known is ignored and reported.
    """
    short = {name: [value for value in values[:MAX_VALUES] if value] for name, values in query.items()}
    site = short.get("site", [])[:1]
    program = short.get("program", [])[:1]
    tab, sort, size = (short.get(name, [])[:1] for name in ("tab", "sort", "size"))
    filtered = {name: short[parameter] for name, parameter in (PARAMETERS | {"q": "q"}).items() if parameter in short}
    others = {"site": (site, known["site"]), "program": (program, known["program"]), "tab": (tab, TABS)}
    hide = short.get("hide", [])
    others |= {"sort": (sort, ORDERS), "hide": (hide, HIDEABLE), "size": (size, known["amount"])}
    unknown = tuple((name, one) for name, (values, there) in others.items() for one in values if one not in there)
    return Address(
        filters=Filters.from_query(filtered, known),
        site=next((one for one in site if one in known["site"]), None),
        program=next((one for one in program if one in known["program"]), None),
        language=choose_language(
            next(iter(short.get("lang", [])), None), browser, known.get("lang", tuple(text.LANGUAGES))
        ),
        tab=next((one for one in tab if one in TABS), TABS[0]),
        sort=next((one for one in sort if one in ORDERS), None),
        hidden=tuple(one for one in HIDEABLE if one in hide),
        size=next((one for one in size if one in known["amount"]), None),
        unknown=tuple((PARAMETERS[name], value) for name, value in find_unknown(filtered, known)) + unknown,
        embedding=find_embedding(short),
    )


def find_embedding(query: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Return what of a query is about embedding: options alone mean nothing."""
    if "true" not in (one.lower() for one in query.get("embed", ())):
        return ()
    options = dict.fromkeys(one.lower() for one in query.get("embed_options", ()))
    return (("embed", "true"), *(("embed_options", one) for one in options if one in EMBED_OPTIONS))
