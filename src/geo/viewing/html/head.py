"""What a page's head says of its address to search engines and to whoever shares it: title, text, picture. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from geo.viewing.data.address import TABS, Address
from geo.viewing.data.result import Page
from geo.viewing.html.picture import HEIGHT, WIDTH
from geo.viewing.words import text

PICTURE: Final = "data/picture.png"  # under /data/, which other sites may show
_LONGEST: Final = 300  # characters of a description: search engines and networks show fewer
_LINK: Final = Markup('<link rel="{}" href="{}">')
_ALTERNATE: Final = Markup('<link rel="alternate" hreflang="{}" href="{}">')
_PROPERTY: Final = Markup('<meta property="{}" content="{}">')
_NAME: Final = Markup('<meta name="{}" content="{}">')
_TITLE: Final = Markup("<title>{}</title>")
# The theme that a page which embeds this one asks for holds from the first paint on.
_THEMES: Final = {
    f"{theme}_theme": Markup("<style>:root, #opening {{ color-scheme: {} !important; }}</style>").format(theme)
    for theme in ("light", "dark")
}


def draw_head(page: Page, base: str) -> Markup:
    """Return the elements of the head; `base` is where the page is, with a slash at its end, or nothing."""
    title, about = describe_address(page)
    return Markup().join([_TITLE.format(title), _NAME.format("description", about), *_list_elements(page, base)])


def describe_address(page: Page) -> tuple[str, str]:
    """Return the title and the description of what an address shows: a site, a programme, a selection or everything."""
    words, address, rows = page.words, page.address, page.edition.rows
    name = words.say(text.TITLE)
    if address.site is not None:
        site = page.names[address.site]
        programs = list(dict.fromkeys(row["program"] for row in rows.list("site", address.site)))
        titles = words.every(page.titles[program] for program in programs)
        return f"{site} – {name}", shorten(f"{page.describe_number(programs)}: {titles}")
    if address.program is not None:
        row = rows.list("program", address.program)[0]
        return f"{page.titles[address.program]} – {name}", shorten(row[f"summary_{words.language}"])
    if address.filters:
        return f"{page.sentence} – {name}", shorten(f"{page.sentence}. {words.say(text.DESCRIPTION)}")
    return name, words.say(text.DESCRIPTION)


def shorten(line: str) -> str:
    """Return a text of at most 300 characters, cut between words."""
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rpartition(' ')[0]} …"


def find_canonical(address: Address) -> Address:
    """Return the address without what changes only how it is looked at: tab, order, embedding."""
    return replace(address, tab=TABS[0], sort=None, hidden=(), unknown=(), embedding=())


def _list_elements(page: Page, base: str) -> Iterator[Markup]:
    words, address = page.words, find_canonical(page.address)
    title, about = describe_address(page)
    yield from (_THEMES[option] for name, option in page.address.embedding if option in _THEMES)
    if not base:
        return
    yield _LINK.format("canonical", f"{base}{address.href}")
    for code in page.edition.languages:
        yield _ALTERNATE.format(code, f"{base}{address.translate(code).href}")
    yield _ALTERNATE.format("x-default", f"{base}{address.translate(next(iter(page.edition.languages))).href}")
    picture = f"{base}{PICTURE}?lang={words.language}"
    properties = {
        "og:type": "website",
        "og:site_name": words.say(text.TITLE),
        "og:title": title,
        "og:description": about,
        "og:url": f"{base}{address.href}",
        "og:locale": str(words.locale),
        "og:image": picture,
        "og:image:type": "image/png",
        "og:image:width": WIDTH,
        "og:image:height": HEIGHT,
        "og:image:alt": words.say(text.PICTURE),
    }
    yield from (_PROPERTY.format(name, value) for name, value in properties.items())
    card = {"card": "summary_large_image", "title": title, "description": about, "image": picture}
    yield from (_NAME.format(f"twitter:{name}", value) for name, value in card.items())
