"""The page in one file that asks nobody: for any web server, a memory stick, an office without internet.

It is drawn by what draws the page: its panels are those of every choice, each in a `noscript` element, so that they can
be read without scripts as well; its script is made of the page's own modules. Its content security policy runs these
scripts and no other, and loads nothing.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup
from xstatic.pkg import leaflet

from geo.contract.fields import DIMENSIONS
from geo.viewing.data.address import NAMES, SORTS, Address
from geo.viewing.data.edition import Edition
from geo.viewing.data.filters import SEARCHED, Filters
from geo.viewing.data.result import Page
from geo.viewing.downloads.query import NAME
from geo.viewing.html.about import draw_about
from geo.viewing.html.first_page import describe_page
from geo.viewing.html.folium_map import Urls, build_parts, read_map_file
from geo.viewing.html.items import draw_items
from geo.viewing.html.panel import draw_panel
from geo.viewing.html.rendering import TEMPLATES, build_script, hash_inline_scripts, read_assets
from geo.viewing.html.table import draw_table, sort_rows
from geo.viewing.words import items, text
from geo.viewing.words.palette import STYLE, VARIABLES
from geo.viewing.words.wording import Words

# Each module after those that it imports.
_SCRIPT: Final = (
    "dom.js", "address.js", "panel.js", "memory.js", "selection.js", "offline-panel.js", "offline.js",
)  # fmt: skip
_ITEM: Final = re.compile(r'href="items\?lang=..(?:#(item-[\d.]+))?"')
_DIMENSIONS: Final = tuple(name for name in DIMENSIONS if name != "site")
_PAGES: Final = tuple(Address(Filters(), language=code) for code in text.LANGUAGES)
# What a script element may hold without ending early; JSON reads it as it was.
_IN_SCRIPT: Final = {ord("<"): "\\u003c", ord("\u2028"): "\\u2028", ord("\u2029"): "\\u2029"}


def build_offline_page(edition: Edition) -> bytes:
    """Return the HTML file of an edition of the data."""
    labels = {code: {name: getattr(words, code) for name, words in text.MAP.items()} for code in text.LANGUAGES}
    map_parts = build_parts(Urls(sites="#sites", boundaries="#boundaries"), labels, VARIABLES)
    scripts = (*_read_scripts(), f"function drawMap() {{{map_parts.script}}}")
    page = TEMPLATES.get_template("offline.html").render(
        text=text,
        items=items,
        pages=[_describe(Page(edition, address)) for address in _PAGES],
        dimensions=[name for name in _DIMENSIONS if name != "theme"],
        panels=list(_list_panels(edition)),
        map=Markup(map_parts.body),  # noqa: S704 -- holds folium's own markup and no text of the data
        styles=[Markup(style) for style in _read_styles()],  # noqa: S704 -- our own files and Leaflet's
        scripts=[Markup(script) for script in scripts],  # noqa: S704 -- likewise
        data={
            "ground": base64.b64encode(gzip.compress(edition.boundaries, mtime=0)).decode(),
            "sites": _to_script(edition.map_data),
            "locations": _to_script(edition.content),
            "index": _to_script(json.dumps(_build_index(edition), ensure_ascii=False, separators=(",", ":")).encode()),
        },
        file=f"{NAME}.geojson",
    )
    page = page.replace('href="?', 'href="#')  # an address of the page is one within the file; text holds no such quote
    # Quotation marks that need no escape where apostrophes are around them: the value holds codes alone.
    page = re.sub(r'data-map="([^"\']*)"', lambda match: f"data-map='{match[1].replace('&#34;', chr(34))}'", page)
    page = _ITEM.sub(lambda match: f'href="#{match[1] or "items"}"', page)  # the items stand in the file itself
    hashes = " ".join(hash_inline_scripts(page))
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:"
    return page.replace("POLICY", policy, 1).encode()


def _read_styles() -> Iterator[str]:
    folder = Path(leaflet.BASE_DIR)
    # Leaflet's images are those of a marker and a control that this map does not have.
    yield (folder / "leaflet.css").read_text(encoding="utf-8").replace("url(images/", "url(data:,")
    yield _squeeze(read_assets("map.css", "page.css", "pictures.css", "opening.css", "offline.css"))
    yield f":root {{ {STYLE} }}"


def _read_scripts() -> Iterator[str]:
    yield (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8").partition("\n//# sourceMappingURL")[0]
    yield _squeeze(read_map_file("map.js").decode())
    yield _squeeze(build_script(*_SCRIPT))


def _squeeze(code: str) -> str:
    """Return our own style or script without indents and the lines that are comments alone."""
    return re.sub(r"^\s*(?:/\*[^*]*\*/|//.*)?\s*", "", code, flags=re.MULTILINE)


def _to_script(content: bytes) -> Markup:
    return Markup(content.decode("utf-8-sig").translate(_IN_SCRIPT))  # noqa: S704 -- can neither end nor leave the script


def _describe(page: Page) -> Mapping[str, Any]:
    table = draw_table(page.edition.frame.drop(columns="geometry"), page.address, page.words)
    return {**describe_page(page), "table": table, "about": draw_about(page), "found": draw_items(page)}


def _list_panels(edition: Edition) -> Iterator[tuple[str, str, Markup]]:
    """Yield for each language the panel of every choice, and of a search that finds nothing: its id, language, HTML."""
    everything = len(edition.frame)
    known = _list_known(edition)
    for address in _PAGES:
        choices = [address, *(address.choose(site=code) for code in known["site"])]
        choices += [address.choose(program=code) for code in known["program"]]
        for one in choices:
            yield one.href[1:], one.language, draw_panel(edition, one, everything)
        nothing = draw_panel(edition, address.filter(Filters(q="\0")), everything)
        yield f"none&{address.href[1:]}", address.language, Markup(str(nothing).replace("q=%00&amp;", ""))  # noqa: S704 -- as it was drawn


def _list_known(edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """Return what an address in the file may name; a place that the map does not show has no panel."""
    placed = set(edition.frame.loc[edition.frame["longitude"].notna(), "site"])
    sites = tuple(code for code in edition.known["site"] if code in placed)
    return {**edition.known, "site": sites, "sort": SORTS, "lang": tuple(text.LANGUAGES)}


def _build_index(edition: Edition) -> Mapping[str, Any]:
    """Return what the script filters and sorts by: the rows, what an address may name, orders and words by language."""
    codes: list[dict[str, list[str]]] = [{name: [] for name in _DIMENSIONS} for _ in range(len(edition.frame))]
    for name in _DIMENSIONS:
        for row, position in zip(*edition.index.pairs[name], strict=True):
            codes[row][name].append(edition.known[name][position])
    return {
        "names": NAMES,
        "searched": SEARCHED,
        "known": _list_known(edition),
        "rows": [{"codes": one} for one in codes],
        "orders": {code: {one: _sort(edition, one, code) for one in SORTS} for code in text.LANGUAGES},
        "words": {code: _list_words(edition, edition.get_words(code)) for code in text.LANGUAGES},
    }


def _sort(edition: Edition, column: str, language: str) -> list[int]:
    rows = edition.frame.drop(columns="geometry").reset_index(drop=True)
    return sort_rows(rows, column, edition.get_words(language)).index.tolist()


def _list_words(edition: Edition, words: Words) -> Mapping[str, Any]:
    return {
        "locale": str(words.locale).replace("_", "-"),
        "one": words.say(text.SHOWN_ONE),
        "several": words.say(text.SHOWN),
        "hidden": words.say(text.FILTERED_OUT),
        "money": words.say(text.OFFLINE_MONEY),
        # Of one programme and of several.
        "phrases": {name: [words.get_phrase(name, n) for n in (1, 2)] for name in (*_DIMENSIONS, "q")},
        "codes": {
            name: {
                code: [words.label_in_sentence(name, code, edition.agencies, n) for n in (1, 2)]
                for code in edition.known[name]
            }
            for name in _DIMENSIONS
        },
    }
