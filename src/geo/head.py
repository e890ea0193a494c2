"""Streamlit's page as it is sent, with hints of what it will ask for.

A browser learns of most files late, one after the other: Streamlit's parts once the page is described to it, the map's
once its frame is there. On a slow line each is a wait. Named in the head, they come while the processor is at work.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import file_util

from geo.faults import DataError
from geo.routes import get_urls

# Streamlit's own scripts of the elements that the page begins with; it loads each once it meets it.
PARTS: Final = ("Html", "ButtonGroup", "TextInput", "ComponentInstance")
_IMPORT: Final = re.compile(rb'(?:from|import)\s*"\./([\w.-]+\.js)"')
_PART: Final = Markup('<link rel="modulepreload" crossorigin href="./static/js/{}">')
_FILE: Final = Markup('<link rel="prefetch" href=".{}">')


@functools.cache
def _read_index() -> str:
    return Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")


@functools.cache
def list_parts(folder: Path) -> tuple[str, ...]:
    """Return the names of Streamlit's scripts for the elements of the page, with all that they import."""
    todo = [path.name for path in folder.glob("*.js") if path.name.partition(".")[0] in PARTS]
    found: dict[str, None] = {}
    while todo:
        name = todo.pop()
        if name not in found and (folder / name).is_file():
            found[name] = None
            todo += [one.decode() for one in _IMPORT.findall((folder / name).read_bytes())]
    return tuple(name for name in found if name not in _read_index())


@functools.lru_cache(maxsize=4)
def build_page(files: tuple[str, ...]) -> str:
    """Return Streamlit's page with hints of its parts and of the map's files, given as paths under the app's base."""
    parts = list_parts(Path(file_util.get_static_dir(), "static", "js"))
    hints = Markup().join([*(_PART.format(name) for name in parts), *(_FILE.format(path) for path in files)])
    before, head, after = _read_index().partition("</head>")
    return f"{before}{hints}{head}{after}"


def serve_page(_: Request) -> Response:
    """Serve the page."""
    try:
        urls = get_urls()
        files = (*urls.scripts, urls.style, urls.boundaries, urls.sites)
    except DataError:  # the page says so itself
        files = ()
    leaflet = tuple(f"/assets/leaflet/leaflet.{ending}" for ending in ("js", "css"))
    return HTMLResponse(build_page((*leaflet, *files)), headers={"Cache-Control": "no-cache"})


ROUTES: Final[tuple[BaseRoute, ...]] = (Route("/", serve_page),)
