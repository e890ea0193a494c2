"""What stands above the map: title, languages, search and filters. Pure.

The head stands in the page as it is first sent; for other filters and languages `page.js` asks the server for it. Its
filters are links to addresses and its search is a form, so both work without any script.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup

from geo.contract.fields import DIMENSIONS
from geo.contract.vocabulary import Theme
from geo.viewing.data.address import PARAMETERS, Address
from geo.viewing.data.edition import Edition, cached
from geo.viewing.data.filters import MAX_WORDS, Filters
from geo.viewing.data.result import Page
from geo.viewing.html.rendering import draw_template
from geo.viewing.words.palette import GLYPHS

FOLDED: Final = tuple(name for name in DIMENSIONS if name != "theme")  # each folded away in a list of its own
_LONG: Final = 8  # codes above which a list can be searched
_MOST: Final = 300  # codes above which a dimension is left to the search


# Most visitors look at the same few things.
@cached
def draw_masthead(edition: Edition, address: Address) -> Markup:
    """Return what stands above the map at an address: title, languages, search and filters."""
    return draw_template("masthead.html", page=describe_head(Page(edition, address)))


def describe_head(page: Page) -> Mapping[str, Any]:
    """Return what `parts.html` draws above the map; `codes` lists those of a dimension as links."""
    return {
        "edition": page.edition,
        "words": page.words,
        "address": page.address,
        "longest": MAX_WORDS,
        "query": list(_list_others(page.address)),
        "languages": {code: (name, page.address.translate(code).href) for code, name in page.edition.languages.items()},
        "parameters": PARAMETERS,
        "dimensions": [name for name in FOLDED if 0 < len(page.edition.known[name]) <= _MOST],
        "long": [name for name in FOLDED if len(page.edition.known[name]) > _LONG],
        "codes": functools.partial(_list_codes, page),
        "chips": list(_list_chips(page)),
        "everything": page.address.filter(Filters()).href,
        "ignored": page.words.every(f"{name}={value[:40]}" for name, value in page.address.unknown[:5]),
    }


def _list_codes(page: Page, dimension: str) -> Iterator[Mapping[str, Any]]:
    """Yield each code of a dimension as a link that adds it to the filters, or takes it out."""
    chosen = page.address.filters.get(dimension)
    for code, count in page.result.count(dimension).items():
        yield {
            "code": code,
            "glyph": GLYPHS[Theme(code)] if dimension == "theme" else "",
            "name": page.label(dimension, code),
            "shown": code if dimension == "sector" else "",  # the code by which its readers know it
            "count": page.words.number(count),
            "empty": not count,
            "href": page.address.switch(dimension, code).href,
            "chosen": code in chosen,
        }


def _list_chips(page: Page) -> Iterator[Mapping[str, str]]:
    """Yield each code that filters, but for themes, which are in sight: dimension, code, name, a link without it."""
    for dimension in FOLDED:
        for code in page.address.filters.get(dimension):
            href = page.address.switch(dimension, code).href
            yield {"dimension": dimension, "code": code, "name": page.label(dimension, code), "href": href}


def _list_others(address: Address) -> Iterator[tuple[str, str]]:
    """Yield what a search keeps of the address."""
    for name, values in address.to_query().items():
        if name != "q":
            yield from ((name, value) for value in values)
    yield from address.embedding
