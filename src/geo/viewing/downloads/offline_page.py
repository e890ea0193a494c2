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

import pandas as pd
from markupsafe import Markup
from xstatic.pkg import leaflet

from geo.contract.fields import DIMENSIONS
from geo.contract.ground import RELIEF
from geo.viewing.data.address import HIDEABLE, ORDERS, PARAMETERS, QUERY_NAMES, Address
from geo.viewing.data.edition import Edition
from geo.viewing.data.filters import MAX_WORDS, Filters
from geo.viewing.data.map_ground import shrink_relief, trim_sheet
from geo.viewing.data.result import Page
from geo.viewing.data.search_query import VOCABULARY
from geo.viewing.data.search_texts import PARTS
from geo.viewing.html.about import draw_about
from geo.viewing.html.folium_map import Urls, build_map, get_map_ground, read_map_file
from geo.viewing.html.items import draw_items
from geo.viewing.html.map_labels import build_labels
from geo.viewing.html.masthead import describe_head
from geo.viewing.html.panel import draw_panel
from geo.viewing.html.rendering import TEMPLATES, build_script, hash_inline_scripts, read_assets
from geo.viewing.html.sizes import describe_size
from geo.viewing.html.table import FALLING, draw_caption, draw_table, sort_rows
from geo.viewing.words import items, text
from geo.viewing.words.palette import MARKED_STYLE, VARIABLES
from geo.viewing.words.wording import Words

# Each module after those that it imports.
_SCRIPT: Final = (
    "dom.js", "address.js", "part.js", "head.js", "panel.js", "pointing.js", "memory.js", "search.js", "selection.js",
    "offline-panel.js", "offline.js",
)  # fmt: skip
# What leads to files that the server alone has, and the citation of each programme, which would take 80 kB.
_SERVED: Final = re.compile(
    r'<details class="cite part">.*?</details>|<p class="tools forms">.*?</p>|<p class="dataset">.*?</p>'
)
_ITEM: Final = re.compile(r'href="items\?lang=..(?:#(item-[\d.]+))?"')
# A line of a script that needs no end, but for one that may have a comment; no text of ours has a line's end.
_OPEN_LINE: Final = re.compile(r"^((?!.*//).*[;{,(\[])\n", re.MULTILINE)
# End tags that HTML leaves out where these follow: https://html.spec.whatwg.org/#optional-tags
_NEEDLESS: Final = re.compile(
    r"</t[dh]>(?=<t[dh]\b|</tr>)|</tr>(?=<tr\b|</tbody>)|</dt>(?=<dd\b)|</dd>(?=<d[td]\b|</d(?:iv|l)>)|</li>(?=<li\b|</ul>)"
)
_NOTHING: Final = "z" * MAX_WORDS  # a word that no row has
_AROUND: Final = 0.25  # degrees around a place for which its nearest ground is in the file
_BEYOND: Final = 20.0  # degrees around all places for which other countries are


def build_offline_page(edition: Edition) -> bytes:
    """Return the HTML file of an edition of the data."""
    sheets = dict(_list_sheets(edition))
    urls = Urls(sites="#sites", boundaries="#boundaries", sheets={name: f"#ground-{name}" for name in sheets})
    body, script = build_map(urls, build_labels(edition), VARIABLES)
    scripts = (*_read_scripts(), f"function drawMap() {{{script}}}")
    index = json.dumps(_build_index(edition), ensure_ascii=False, separators=(",", ":")).encode()
    packed = {"boundaries": get_map_ground(edition), "sites": edition.map_data, "index": index}
    packed |= {f"ground-{name}": content for name, content in sheets.items()} | {"locations": edition.content}
    page = TEMPLATES.get_template("offline.html").render(
        items=items,
        pages=[_describe(Page(edition, address)) for address in _list_pages(edition)],
        panels=list(_list_panels(edition)),
        map=Markup(body),  # noqa: S704 -- holds folium's own markup and no text of the data
        styles=[Markup(style) for style in _read_styles()],  # noqa: S704 -- our own files and Leaflet's
        scripts=[Markup(script) for script in scripts],  # noqa: S704 -- likewise
        packed={name: _pack(content) for name, content in packed.items()},
        file=f"{edition.slug}.geojson",
    )
    page = page.replace('href="?', 'href="#')  # an address of the page is one within the file; text holds no such quote
    # Quotation marks that need no escape where apostrophes are around them: the value holds codes alone.
    page = re.sub(r'data-map="([^"\']*)"', lambda match: f"data-map='{match[1].replace('&#34;', chr(34))}'", page)
    page = _NEEDLESS.sub("", _SERVED.sub("", page))
    page = _ITEM.sub(lambda match: f'href="#{match[1] or "items"}"', page)  # the items stand in the file itself
    hashes = " ".join(hash_inline_scripts(page))
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:"
    return page.replace("POLICY", policy, 1).encode()


def _list_pages(edition: Edition) -> list[Address]:
    return [Address(Filters(), language=code) for code in edition.languages]


def _list_sheets(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield the ground's sheets by name: the nearest around the places, the world's as far as a view of all goes.

    The relief is coarser than the server's.
    """
    placed = edition.frame[edition.frame["longitude"].notna()]
    points = placed.loc[placed.geometry.geom_type == "Point", ["longitude", "latitude"]].drop_duplicates().to_numpy()
    west, south, east, north = placed.total_bounds
    boxes = {
        "near": [(x - _AROUND, y - _AROUND, x + _AROUND, y + _AROUND) for x, y in points.tolist()],
        "world": [(west - _BEYOND, south - _BEYOND, east + _BEYOND, north + _BEYOND)],
    }
    for name, content in edition.sheets.items():
        if name == RELIEF:
            yield name, shrink_relief(content)
        else:
            yield name, trim_sheet(content, boxes[name]) if name in boxes else content


def _pack(content: bytes) -> Markup:
    """Return what `unpack` of the map's script reads: Ascii85, in which "v" stands for what would begin a tag."""
    letters = base64.a85encode(gzip.compress(content, mtime=0)).decode().replace("<", "v")
    return Markup(letters)  # noqa: S704 -- without "<" it ends no script


def _read_styles() -> Iterator[str]:
    folder = Path(leaflet.BASE_DIR)
    # Leaflet's images are those of a marker and a control that this map does not have.
    own = read_assets("map.css", "page.css", "head.css", "table.css", "opening.css", "offline.css")
    for style in ((folder / "leaflet.css").read_text(encoding="utf-8").replace("url(images/", "url(data:,"), own):
        # Without the spaces and semicolons that CSS does not need.
        yield re.sub(r";?\s*([{}])\s*|(?<=[:;,])\s+", r"\1", _squeeze(style))
    yield f":root {{ {MARKED_STYLE} }}"


def _read_scripts() -> Iterator[str]:
    yield (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8").partition("\n//# sourceMappingURL")[0]
    words = json.dumps(VOCABULARY, separators=(",", ":"))
    for script in (read_map_file("map.js").decode(), f"window.searchWords={words};\n{build_script(*_SCRIPT)}"):
        yield _OPEN_LINE.sub(r"\1", _squeeze(script))


def _squeeze(code: str) -> str:
    """Return our own style or script without indents and the lines that are comments alone."""
    return re.sub(r"^\s*(?:/\*[^*]*\*/|//.*)?\s*", "", code, flags=re.MULTILINE)


def _describe(page: Page) -> Mapping[str, Any]:
    rows = page.edition.frame.drop(columns="geometry")
    caption = draw_caption(page, rows, f"{page.edition.slug}.geojson")
    return {
        **describe_head(page),
        "table": caption + draw_table(rows, page.address, page.words, page.edition),
        "about": draw_about(page),
        "found": draw_items(page),
    }


def _list_panels(edition: Edition) -> Iterator[tuple[str, str, Markup]]:
    """Yield for each language the panel of every choice, and of a search that finds nothing: its id, language, HTML."""
    everything = len(edition.frame)
    known = _list_known(edition)
    for address in _list_pages(edition):
        choices = [address, *(address.choose(site=code) for code in known["site"])]
        choices += [address.choose(program=code) for code in known["program"]]
        for one in choices:
            yield one.href[1:], one.language, draw_panel(edition, one, everything)
        nothing = draw_panel(edition, address.filter(Filters(q=_NOTHING)), everything)
        yield f"none&{address.href[1:]}", address.language, nothing.replace(f"q={_NOTHING}&amp;", "")


def _list_known(edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """Return what an address in the file may name; a place that the map does not show has no panel."""
    placed = set(edition.frame.loc[edition.frame["longitude"].notna(), "site"])
    sites = tuple(code for code in edition.known["site"] if code in placed)
    return {
        **edition.known,
        PARAMETERS["site"]: edition.known["site"],
        "site": sites,
        "sort": ORDERS,
        "hide": HIDEABLE,
        "size": edition.known["amount"],
    }


def _build_index(edition: Edition) -> Mapping[str, Any]:
    """Return what the script filters and sorts by: the rows, what an address may name, orders and words by language."""
    codes: list[dict[str, list[str]]] = [{name: [] for name in PARAMETERS.values()} for _ in range(len(edition.frame))]
    for name, parameter in PARAMETERS.items():
        for row, position in zip(*edition.index.pairs[name], strict=True):
            codes[row][parameter].append(edition.known[name][position])
    rows = pd.DataFrame(edition.frame.drop(columns="geometry")).reset_index(drop=True)
    words = edition.index.search.texts
    statistics = edition.frame["program"].isin(edition.statistics).tolist()
    return {
        "names": QUERY_NAMES,
        "known": _list_known(edition),
        "rows": [
            {"codes": one, "words": said, "isStatistic": is_statistic}
            for one, said, is_statistic in zip(codes, words, statistics, strict=True)
        ],
        "orders": {code: _sort(rows, edition.get_words(code)) for code in edition.languages},
        "falling": FALLING,
        "sizes": {code: dict(_list_sizes(edition, code)) for code in edition.languages},
        "words": {code: _list_words(edition, edition.get_words(code)) for code in edition.languages},
    }


def _list_sizes(edition: Edition, language: str) -> Iterator[tuple[str, Any]]:
    """Yield each kind of money with what it sizes the signs by, where nothing is filtered."""
    for kind in edition.known["amount"]:
        yield kind, describe_size(Page(edition, Address(Filters(), language=language, size=kind)))


def _sort(rows: pd.DataFrame, words: Words) -> Mapping[str, list[int]]:
    """Return the positions of the rows in each order."""
    return {order: sort_rows(rows, order, words).index.tolist() for order in ORDERS}


def _list_words(edition: Edition, words: Words) -> Mapping[str, Any]:
    names = edition.names[words.language]
    return {
        "locale": str(words.locale).replace("_", "-"),
        # Of one and of several.
        "programs": [words.say(text.SHOWN_ONE), words.say(text.SHOWN)],
        "statistics": [words.say(text.STATISTIC_ONE), words.say(text.STATISTICS)],
        "rows": [words.say(text.ROW), words.say(text.ROWS)],
        "counted": [words.say(text.PROGRAMS), words.say(text.PROGRAMS_AND_STATISTICS)],
        "hidden": words.say(text.FILTERED_OUT),
        "money": words.say(text.OFFLINE_MONEY),
        "suggested": words.say(text.SUGGESTED),
        "suggestion": words.say(text.SUGGESTION),
        "suggestionAll": words.say(text.SUGGESTION_ALL),
        "matched": words.say(text.MATCHED),
        "parts": [words.say(text.PARTS[part]) for part in PARTS],
        # Of one programme and of several.
        "phrases": {
            PARAMETERS.get(name, name): [words.get_phrase(name, n) for n in (1, 2)] for name in (*DIMENSIONS, "q")
        },
        "codes": {
            parameter: {
                code: [words.label_in_sentence(name, code, names, n) for n in (1, 2)] for code in edition.known[name]
            }
            for name, parameter in PARAMETERS.items()
        },
    }
