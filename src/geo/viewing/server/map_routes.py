"""What the map fetches: its places, its ground, its script, its style, and the panel of what is chosen on it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from xstatic.pkg import leaflet

from geo.contract.faults import DataError, Fault
from geo.contract.geojson import read_bytes
from geo.viewing.data.address import View, read_view
from geo.viewing.data.edition import BOUNDARIES, Edition, get_store, keep
from geo.viewing.html.assets import ASSETS
from geo.viewing.html.folium_map import Urls
from geo.viewing.html.panel import draw_panel
from geo.viewing.server.responses import Body, build_body, explain, respond

CHOICE_FRESH: Final = 60  # seconds; the page itself follows and mends what a replaced file has changed since
MAP_FILES: Final = {"page.js": "text/javascript", "map.js": "text/javascript", "map.css": "text/css"}


@keep(1)
def _build_sites(edition: Edition) -> Body:
    return build_body(edition.sites, "application/json")


@functools.lru_cache(maxsize=16)
def _build_file(path: Path, media_type: str, changed: int) -> Body:  # noqa: ARG001 -- a changed file is another body
    return build_body(read_bytes(path), media_type)


def get_file(path: Path, media_type: str) -> Body:
    """Return the body of a file of ours, read again when it changed; raises DataError where it cannot be read."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise DataError([Fault(path.name, "", f"cannot be read: {error.strerror}")]) from error
    return _build_file(path, media_type, changed)


def get_sites() -> Body:
    """Return the sites of the data on show; raises DataError where no data can be shown."""
    return _build_sites(get_store().get())


def get_urls() -> Urls:
    """Return where the map's files are, each with its version; raises DataError where one of them cannot be read."""
    tags = {name: get_file(ASSETS / name, kind).tag for name, kind in MAP_FILES.items()}
    ground = get_file(BOUNDARIES, "application/geo+json")
    return Urls(
        scripts=tuple(f"/assets/map/{name}?v={tags[name]}" for name in ("page.js", "map.js")),
        style=f"/assets/map/map.css?v={tags['map.css']}",
        sites=f"/data/sites.json?v={get_sites().tag}",
        boundaries=f"/data/boundaries.geojson?v={ground.tag}",
    )


def serve_sites(request: Request) -> Response:
    """Serve what the map draws."""
    try:
        return respond(request, get_sites(), fresh=0)
    except DataError:
        return explain(503, "Service Unavailable", "The data cannot be shown.")


def serve_boundaries(request: Request) -> Response:
    """Serve Peru, its regions and its neighbours."""
    try:
        return respond(request, get_file(BOUNDARIES, "application/geo+json"), fresh=0)
    except DataError:
        return explain(503, "Service Unavailable", "The boundaries cannot be shown.")


def read_request(request: Request, edition: Edition, browser: str | None = None) -> View:
    """Return the view that an address means; `browser` is the visitor's language tag, for one that names none."""
    query: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        query.setdefault(name, []).append(value)
    return read_view(query, edition.index.known, edition.programs, browser)


def serve_panel(request: Request) -> Response:
    """Serve the panel of the page with the same query: `page.js` shows it before the page has run."""
    try:
        edition = get_store().get()
    except DataError:
        return explain(503, "Service Unavailable", "The data cannot be shown.")
    panel = draw_panel(edition, read_request(request, edition))
    return HTMLResponse(panel, headers={"Cache-Control": f"public, max-age={CHOICE_FRESH}"})


def serve_map_file(request: Request) -> Response:
    """Serve one of the map's scripts or its style."""
    name = request.path_params["name"]
    media_type = MAP_FILES.get(name)
    if media_type is None:
        return PlainTextResponse("Not found", status_code=404)
    return respond(request, get_file(ASSETS / name, media_type), fresh=0)


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/data/sites.json", serve_sites),
    Route("/data/boundaries.geojson", serve_boundaries),
    Route("/data/panel", serve_panel),
    Route("/assets/map/{name}", serve_map_file),
    Mount("/assets/leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
)
