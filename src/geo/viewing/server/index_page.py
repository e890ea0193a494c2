"""Streamlit's page as it is sent: with its first page and our script, in its language, with hints of what it will need.

A browser learns of most files late, one after the other: Streamlit's parts once the page is described to it, the map's
once its frame is there. On a slow line each is a wait. Named in the head, they come while the processor is at work.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import file_util

from geo.contract.faults import DataError
from geo.viewing.data.address import QUERY_NAMES, Address
from geo.viewing.data.edition import Edition, cached, get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.downloads.below import draw_below
from geo.viewing.html.first_page import draw_first_page
from geo.viewing.html.folium_map import get_asset_url, get_urls
from geo.viewing.html.head import draw_head
from geo.viewing.html.map_labels import name_map
from geo.viewing.server import sharing
from geo.viewing.server.map_routes import read_address
from geo.viewing.server.security import find_excess
from geo.viewing.server.sharing import find_base, get_embed_url
from geo.viewing.words import text
from geo.viewing.words.wording import Words, choose_language, find_language

# Streamlit's own scripts of the elements that the page begins with; it loads each once it meets it.
COMPONENTS: Final = ("Html", "ComponentInstance")
_IMPORT: Final = re.compile(rb'(?:from|import)\s*"\./([\w.-]+\.js)"')
_PART: Final = Markup('<link rel="modulepreload" crossorigin href="./static/js/{}">')
_FILE: Final = Markup('<link rel="prefetch" href=".{}">')
_HEAD: Final = Markup('<title>{}</title><meta name="description" content="{}">')
_ICON: Final = '<link rel="shortcut icon" href="./favicon.png" />'
_FONT: Final = re.compile(r"\./static/media/SourceSansVF-Upright[^\"]+")
# What Streamlit says of addresses that are closed here.
_CLOSED: Final = re.compile(r'<noscript>.*?</noscript>|<link rel="service-desc"[^>]*>', re.DOTALL)
_ROOT: Final = '<div id="root">'
_SAID: Final = ("lost", "again", "back")
_LEAFLET: Final = ("/assets/leaflet/leaflet.js", "/assets/leaflet/leaflet.css")
_SCRIPT: Final = Markup('<script defer src=".{}" data-page="{}"></script>')
_PLAIN: Final = tuple(map(Words, text.LANGUAGES))
_STREAMLIT: Final = '<script type="module"'


@functools.cache
def _read_index() -> str:
    return Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")


@functools.cache
def list_parts(folder: Path) -> tuple[str, ...]:
    """Return the names of Streamlit's scripts for the elements of the page, with all that they import."""
    todo = [path.name for path in folder.glob("*.js") if path.name.partition(".")[0] in COMPONENTS]
    found: dict[str, None] = {}
    while todo:
        name = todo.pop()
        if name not in found and (folder / name).is_file():
            found[name] = None
            todo += [one.decode() for one in _IMPORT.findall((folder / name).read_bytes())]
    return tuple(name for name in found if name not in _read_index())


@functools.lru_cache(maxsize=4)
def _list_hints(files: tuple[str, ...]) -> Markup:
    parts = list_parts(Path(file_util.get_static_dir(), "static", "js"))
    return Markup().join([*(_PART.format(name) for name in parts), *(_FILE.format(path) for path in files)])


def draw_script(languages: Iterable[Words]) -> Markup:
    """Return the element of `page.js`, with the parameters of an address in their order and what the script says."""
    words = {
        one.language: {"map": name_map(one), **{name: one.say(text.MAP[name]) for name in _SAID}} for one in languages
    }
    return _SCRIPT.format(get_asset_url("page.js"), json.dumps({"names": QUERY_NAMES, "words": words}))


def build_page(
    words: Words,
    files: tuple[str, ...] = (),
    opening: str = "",
    head: Markup | None = None,
    others: Iterable[Words] = _PLAIN,
) -> str:
    """Return Streamlit's page in a language, with an opening and with hints of its own parts and of the map's files.

    The files are paths under the app's base; `head` is what its address is called, else it is the whole's; `others`
    are the languages that the page may turn to.
    """
    head = (head or _HEAD.format(words.say(text.TITLE), words.say(text.DESCRIPTION))) + _list_hints(files)
    html = _CLOSED.sub("", _read_index())
    for old, new in (
        ('<html lang="en">', f'<html lang="{words.language}">'),
        ("<title>Streamlit</title>", ""),
        (_ICON, _ICON.replace("png", "ico")),
        ("</head>", f"{head}</head>"),
        (_STREAMLIT, f"{draw_script(others)}{_STREAMLIT}"),  # ours first: it hears of each change of the address
        (_ROOT, f"{opening}{_ROOT}"),
    ):
        html = html.replace(old, new, 1)
    return html


# Most visitors come to the same few addresses.
@cached
def _draw_opening(edition: Edition, address: Address, url: str) -> str:
    return draw_first_page(edition, address, _find_font(), draw_below(edition, address, url))


def draw_page(edition: Edition, address: Address, base: str = "") -> str:
    """Return the page at an address with all that is drawn on the server; `base` is where the app is, if known."""
    urls = get_urls(edition)
    files = (*_LEAFLET, *urls.scripts, urls.style, urls.boundaries, urls.sites)
    head = draw_head(Page(edition, address), base)
    opening = _draw_opening(edition, address, get_embed_url(base))
    words, others = edition.get_words(address.language), map(edition.get_words, edition.languages)
    return build_page(words, files, opening, head, others)


def serve_page(request: Request) -> Response:
    """Serve the page; without its opening where there is no data, or the query is longer than any of a person's."""
    browser = find_language(request.headers.get("accept-language", ""))
    try:
        edition = get_edition()
        if find_excess(request.scope["query_string"]) is not None:
            words = edition.get_words(choose_language(None, browser, edition.known["lang"]))
            page = build_page(words, others=map(edition.get_words, edition.languages))
        else:
            page = draw_page(edition, read_address(request, edition, browser), find_base(request, "/"))
    except DataError:  # Streamlit's page says so itself
        page = build_page(Words(choose_language(request.query_params.get("lang"), browser)))
    return HTMLResponse(page, headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"})


def prepare_page(edition: Edition) -> None:
    """Draw what most visitors ask for first."""
    for language in edition.languages:
        draw_page(edition, Address(Filters(), language=language))


@functools.cache
def _find_font() -> str:
    found = _FONT.search(_read_index())
    return "" if found is None else found[0]


ROUTES: Final[tuple[BaseRoute, ...]] = (Route("/", serve_page), *sharing.ROUTES)
