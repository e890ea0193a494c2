"""What stands above and below the map: title, languages, search and filters, the notice of the source. Pure.

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
from geo.viewing.words import text
from geo.viewing.words.palette import GLYPHS

FOLDED: Final = tuple(name for name in DIMENSIONS if name != "theme")  # each folded away in a list of its own
_LONG: Final = 8  # codes above which a list can be searched
_MOST: Final = 300  # codes above which a dimension is left to the search

_TITLE: Final = Markup(
    '<a class="skip" href="#panel">{skip}</a>'
    '<div class="head"><h1>{title}</h1>'
    '<p>{before}<a href="{url}" target="_blank" rel="noopener">{date}</a>{after}</p></div>'
)
_TAB: Final = Markup('<a href="{}" data-tab="{}"{}>{}</a>')
_OPEN: Final = Markup(' aria-current="page"')
_IGNORED: Final = Markup('<p class="quiet" role="status">{}</p>')
_NOTICE: Final = Markup(
    '<p class="notice">{said} <a href="{url}" target="_blank" rel="noopener">{link} ↗</a>'
    '<span> · <a href="{about}" data-tab="about">{name}</a></span></p>'
)


def draw_title(page: Page) -> Markup:
    """Return the title with the line that names the document, behind a link that passes the map."""
    words, source = page.words, page.edition.metadata["source"]
    before, _, after = words.say(text.SUBTITLE).partition("{date}")
    return _TITLE.format(
        skip=words.say(text.SKIP_MAP),
        title=words.say(text.TITLE),
        before=before,
        url=source["url"],
        date=words.date(source["date"]),
        after=after,
    )


def draw_ignored(page: Page) -> Markup:
    """Return what of the address was left aside; nothing where everything in it is known."""
    if not page.address.unknown:
        return Markup()
    values = page.words.every(f"{name}={value[:40]}" for name, value in page.address.unknown[:5])
    return _IGNORED.format(page.words.say(text.IGNORED, values=values))


def draw_tabs(page: Page) -> Markup:
    """Return links to what stands below the map, of which one is open."""
    links = (
        _TAB.format(page.address.open(tab).href, tab, _OPEN if tab == page.address.tab else "", page.words.say(title))
        for tab, title in text.TABS.items()
    )
    return Markup('<nav class="tabs" aria-label="{}">{}</nav>').format(page.words.say(text.BELOW), Markup().join(links))


def draw_notice(page: Page) -> Markup:
    """Return that the source is an archived document, with its date and link, and a link to how the map was made."""
    words, source = page.words, page.edition.metadata["source"]
    return _NOTICE.format(
        said=words.say(text.NOTICE, date=words.date(source["date"])),
        url=source["url"],
        link=words.say(text.OPEN_SOURCE),
        about=page.address.open("about").href,
        name=words.say(text.ABOUT_MAP),
    )


# Most visitors look at the same few things.
@cached
def draw_masthead(edition: Edition, address: Address) -> Markup:
    """Return what stands above the map at an address: title, languages, search and filters."""
    return draw_template("masthead.html", page=describe_head(Page(edition, address)))


def describe_head(page: Page) -> Mapping[str, Any]:
    """Return what `parts.html` draws above the map; `codes` lists those of a dimension as links."""
    return {
        "text": text,
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
        "title": draw_title(page),
        "ignored": draw_ignored(page),
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
