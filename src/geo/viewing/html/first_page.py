"""What is seen before Streamlit is there: the page of an address with its map, lists and details, in the HTML itself.

Streamlit needs a megabyte and some seconds before it draws anything; this is some twenty kilobytes. It has the measures
of the page that takes over, and `page.js` takes it away when that has drawn its map, all but its panel, which the page
goes on with. Its links are addresses of the page and its search is a form, so it works without any script. Pure.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup

from geo.contract.vocabulary import Theme
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, cached
from geo.viewing.data.result import Page
from geo.viewing.html.items import link_items
from geo.viewing.html.masthead import draw_ignored, draw_notice, draw_title
from geo.viewing.html.panel import draw_panel
from geo.viewing.html.rendering import TEMPLATES, read_assets
from geo.viewing.html.svg_map import draw_map
from geo.viewing.words import text
from geo.viewing.words.palette import GLYPHS, STYLE

MANY: Final = 300  # places above which the map groups them (as in `map.js`) and this picture leaves them out


# Most visitors come to the same few addresses.
@cached
def draw_first_page(edition: Edition, address: Address, font: str) -> str:
    """Return the page at an address; `font` is the URL of its letters."""
    page = Page(edition, address)
    return TEMPLATES.get_template("opening.html").render(
        text=text,
        page=describe_page(page),
        map=_draw_map(page),
        panel=draw_panel(edition, address),
        colours=STYLE,
        font=font,
        style=read_assets("page.css", "opening.css"),
    )


def _draw_map(page: Page) -> Markup:
    edition, result = page.edition, page.result
    if not edition.boundaries:
        return Markup()
    places = edition.frame[result.mask & edition.rows.on_map] if len(result.sites) <= MANY else edition.frame.iloc[:0]
    return draw_map(edition.boundaries, places, page.chosen, page.words.say(text.TITLE))


def describe_page(page: Page) -> Mapping[str, Any]:
    """Return what `parts.html` draws above and below the map; `codes` lists those of a dimension as links."""
    return {
        "text": text,
        "words": page.words,
        "address": page.address,
        "query": list(_list_others(page.address)),
        "languages": {code: (name, page.address.translate(code).href) for code, name in text.LANGUAGES.items()},
        "codes": functools.partial(_list_codes, page),
        "title": draw_title(page),
        "notice": draw_notice(page),
        "ignored": draw_ignored(page),
        "items": link_items(page.edition, page.words),
    }


def _list_codes(page: Page, dimension: str) -> Iterator[Mapping[str, Any]]:
    """Yield each code of a dimension as a link that filters by it, or takes the filter back."""
    chosen = page.address.filters.get(dimension)
    for code, count in page.result.count(dimension).items():
        yield {
            "code": code,
            "glyph": GLYPHS[Theme(code)] if dimension == "theme" else "",
            "name": page.words.label(dimension, code, page.edition.agencies),
            "count": page.words.number(count),
            "href": page.address.toggle({dimension: code}).href,
            "chosen": code in chosen,
        }


def _list_others(address: Address) -> Iterator[tuple[str, str]]:
    """Yield what a search keeps of the address."""
    for name, values in address.to_query().items():
        if name != "q":
            yield from ((name, value) for value in values)
