"""What the app serves beside the page: the data, and the files of the map."""

from __future__ import annotations

import functools
import gzip
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from xstatic.pkg import leaflet

from geo.faults import DataError
from geo.geojson import read_bytes
from geo.store import BOUNDARIES, get_store

ASSETS: Final = Path(__file__).parent / "assets"
SMALL: Final = 1024  # bytes below which compression gains nothing


@dataclass(frozen=True)
class Body:
    """The bytes of a response, compressed once, and the tag that tells one version from the next."""

    content: bytes = field(repr=False)
    media_type: str
    tag: str
    packed: bytes = field(repr=False)


def build_body(content: bytes, media_type: str) -> Body:
    """Return the body made of `content`."""
    packed = gzip.compress(content, compresslevel=6, mtime=0) if len(content) > SMALL else b""
    return Body(content, media_type, hashlib.sha256(content).hexdigest()[:16], packed)


def respond(request: Request, body: Body, **headers: str) -> Response:
    """Return `body` as the request wants it: 304 where the browser holds it already, gzip where it reads gzip.

    A URL whose `v` is the body's tag names these very bytes and is kept for good; any other is asked for again.
    """
    kept = request.query_params.get("v") == body.tag
    packed = bool(body.packed) and "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{body.tag}{"-gzip" if packed else ""}"'
    shared = {
        "ETag": tag,
        "Cache-Control": "public, max-age=31536000, immutable" if kept else "no-cache",
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    held = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in held or "*" in held:
        return Response(status_code=304, headers=shared)
    if packed:
        shared["Content-Encoding"] = "gzip"
    return Response(body.packed if packed else body.content, headers=shared, media_type=body.media_type)


@functools.lru_cache(maxsize=4)
def _build_cached(digest: str, kind: str) -> Body:  # noqa: ARG001 -- the digest tells the editions apart
    edition = get_store().get()
    if kind == "sites":
        return build_body(edition.sites, "application/json")
    return build_body(edition.content, "application/geo+json")


@functools.lru_cache(maxsize=16)
def _build_file(path: Path, media_type: str, changed: int) -> Body:  # noqa: ARG001 -- a changed file is another body
    return build_body(read_bytes(path), media_type)


def get_file(path: Path, media_type: str) -> Body:
    """Return the body of a file of ours, read again when it changed; raises OSError where there is none."""
    return _build_file(path, media_type, path.stat().st_mtime_ns)


def get_sites() -> Body:
    """Return the sites of the data on show; raises DataError where no data can be shown."""
    return _build_cached(get_store().get().digest, "sites")


def serve_sites(request: Request) -> Response:
    """Serve what the map draws."""
    try:
        return respond(request, get_sites())
    except DataError:
        return _refuse()


def serve_locations(request: Request) -> Response:
    """Serve the data file as it is."""
    try:
        body = _build_cached(get_store().get().digest, "locations")
    except DataError:
        return _refuse()
    return respond(request, body, Content_Disposition='attachment; filename="peru-partnership.geojson"')


def serve_boundaries(request: Request) -> Response:
    """Serve Peru, its regions and its neighbours."""
    return respond(request, get_file(BOUNDARIES, "application/geo+json"))


def serve_map_file(request: Request) -> Response:
    """Serve the map's script or style."""
    name = request.path_params["name"]
    media_type = {"map.js": "text/javascript", "map.css": "text/css"}.get(name)
    if media_type is None:
        return PlainTextResponse("Not found", status_code=404)
    return respond(request, get_file(ASSETS / name, media_type))


def _refuse() -> Response:
    return PlainTextResponse("The data cannot be shown", status_code=503)


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/data/sites.json", serve_sites),
    Route("/data/locations.geojson", serve_locations),
    Route("/data/boundaries.geojson", serve_boundaries),
    Route("/assets/map/{name}", serve_map_file),
    Mount("/assets/leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
)
