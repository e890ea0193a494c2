"""What page and map fetch: the parts of the page at an address, the map's places and ground, scripts and style."""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import partial
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from xstatic.pkg import leaflet

from geo.contract.faults import DataError, Fault
from geo.contract.files import BOUNDARIES_FILE
from geo.viewing.data.address import Address, parse_address
from geo.viewing.data.edition import Edition, cached, get_edition
from geo.viewing.data.result import Page
from geo.viewing.downloads.below import draw_below
from geo.viewing.html.folium_map import MAP_FILES, get_map_ground, read_map_file
from geo.viewing.html.head import describe_address
from geo.viewing.html.masthead import draw_masthead
from geo.viewing.html.panel import draw_panel
from geo.viewing.server.responses import Body, build_body, respond
from geo.viewing.server.sharing import find_base, get_embed_url

_BODY: Final = Markup('<body data-edition="{}" data-title="{}">')
PANEL_FRESH: Final = 60  # seconds; `page.js` names the edition that it asks for, so a replaced file is another address


@cached
def _get_sites(edition: Edition) -> Body:
    return build_body(edition.map_data, "application/json")


@cached
def _get_boundaries(edition: Edition) -> Body:
    if not edition.boundaries:
        raise DataError([Fault(BOUNDARIES_FILE, "", "there are none to show")])
    return build_body(edition.boundaries, "application/geo+json")


@cached
def _get_map_ground(edition: Edition) -> Body:
    return build_body(get_map_ground(edition), "application/json")


@cached
def _get_sheet(edition: Edition, name: str) -> Body:
    return build_body(edition.sheets[name], "application/json")


@functools.cache
def _get_map_file(name: str) -> Body:
    return build_body(read_map_file(name), MAP_FILES[name])


def serve_sites(request: Request) -> Response:
    """Serve what the map draws."""
    return respond(request, _get_sites(get_edition()), fresh=0)


def serve_boundaries(request: Request) -> Response:
    """Serve the country, its regions and its neighbours: the file, or what the map draws of it."""
    edition = get_edition()
    body = _get_boundaries(edition)
    is_for_map = request.query_params.get("form") == "map"
    return respond(request, _get_map_ground(edition) if is_for_map else body, fresh=0)


def serve_sheet(request: Request) -> Response:
    """Serve a sheet of the ground's detail."""
    name, edition = request.path_params["name"], get_edition()
    if name not in edition.sheets:
        return PlainTextResponse("Not found", status_code=404)
    return respond(request, _get_sheet(edition, name), fresh=0)


def read_address(request: Request, edition: Edition, browser: str | None = None) -> Address:
    """Return the address of a request; `browser` is the visitor's language tag, for one that names none."""
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    return parse_address(query, edition.known, browser)


@cached
def _open_body(edition: Edition, address: Address) -> Markup:
    title, _ = describe_address(Page(edition, address))
    return _BODY.format(edition.digest, title)


def serve_panel(request: Request) -> Response:
    """Serve the panel of the page with the same query, which `page.js` puts into the page."""
    return _serve_parts(request, draw_panel)


def serve_below(request: Request) -> Response:
    """Serve what stands below the map of the page with the same query."""
    return _serve_parts(request, partial(draw_below, url=get_embed_url(find_base(request, "/data/below"))))


def serve_parts(request: Request) -> Response:
    """Serve what stands above the map of the page with the same query, and its panel."""
    return _serve_parts(request, draw_masthead, draw_panel)


def _serve_parts(request: Request, *parts: Callable[[Edition, Address], Markup]) -> Response:
    edition = get_edition()
    address = read_address(request, edition)
    html = [_open_body(edition, address), *(draw(edition, address) for draw in parts)]
    return HTMLResponse("".join(html), headers={"Cache-Control": f"public, max-age={PANEL_FRESH}"})


def serve_map_file(request: Request) -> Response:
    """Serve a script or a style; the data may be broken, and the page has to work when it is whole again."""
    name = request.path_params["name"]
    if name not in MAP_FILES:
        return PlainTextResponse("Not found", status_code=404)
    return respond(request, _get_map_file(name), fresh=0)


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/data/sites.json", serve_sites),
    Route("/data/boundaries.geojson", serve_boundaries),
    Route("/data/ground/{name}.json", serve_sheet),
    Route("/data/panel", serve_panel),
    Route("/data/below", serve_below),
    Route("/data/parts", serve_parts),
    Route("/assets/map/{name}", serve_map_file),
    Mount("/assets/leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
)
