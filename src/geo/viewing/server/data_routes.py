"""The data at URLs that stay: `/data/locations.csv?sector=210` and its kin, in every format, with the page's query.

What nobody filtered is made once for each edition of the data. What is filtered is made off the event loop and kept
while there is room.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

import geopandas as gpd
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from cachetools import LRUCache, cached
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geo.contract.faults import DataError
from geo.contract.geojson import read_bytes
from geo.contract.schema import build_json_schema
from geo.viewing.data.edition import BOUNDARIES, Edition, get_store
from geo.viewing.data.filters import Filters
from geo.viewing.downloads.export import build_figures, export
from geo.viewing.downloads.formats import FORMATS, NAME
from geo.viewing.downloads.offline_page import build_static
from geo.viewing.downloads.package import SCHEMA, build_package, dump
from geo.viewing.downloads.query import QueryError, Selection, build_file_name, parse_selection, select
from geo.viewing.server.responses import Body, build_body, explain, explain_query, respond
from geo.viewing.words.text import LANGUAGES

_ROOM: Final = 64 * 1024 * 1024  # bytes of filtered files that are kept
_SMALL: Final = 4 * 1024 * 1024  # bytes of data up to which every file is made before the first request
_EVERYTHING: Final = Selection(Filters())

# GDAL does one thing at a time: more threads would only wait for it, and keep others from theirs.
_HEAVY: Final = CapacityLimiter(2)


@dataclass(frozen=True, slots=True)
class Download:
    """A file under /data/: its media type, how it is made, and what a saved file of it is called, where it is saved."""

    media_type: str
    build: Callable[[Edition, Selection], bytes]
    stem: str | None = None
    suffix: str = ""


def _build_locations(code: str, edition: Edition, selection: Selection) -> bytes:
    if code == "geojson" and selection == _EVERYTHING:
        return edition.content  # the committed file itself
    return export(_select(edition, selection), edition.metadata, code, selection.language)


def _build_figures(edition: Edition, selection: Selection) -> bytes:
    return build_figures(_select(edition, selection))


def _build_schema(_edition: Edition, _selection: Selection) -> bytes:
    return dump(build_json_schema())


def _build_descriptor(edition: Edition, _selection: Selection) -> bytes:
    return build_package(edition.content, read_bytes(BOUNDARIES))["datapackage.json"]


def _build_static(edition: Edition, _selection: Selection) -> bytes:
    return build_static(edition, read_bytes(BOUNDARIES))


def _select(edition: Edition, selection: Selection) -> gpd.GeoDataFrame:
    return edition.frame if selection.is_whole else select(edition.frame, edition.index, selection)


DOWNLOADS: Final[Mapping[str, Download]] = {
    **{
        f"locations.{code}": Download(one.media_type, partial(_build_locations, code), NAME, code)
        for code, one in FORMATS.items()
    },
    "figures.csv": Download(FORMATS["csv"].media_type, _build_figures, f"{NAME}-figures", "csv"),
    SCHEMA: Download("application/schema+json", _build_schema),
    "datapackage.json": Download("application/json", _build_descriptor),
    "map.html": Download("text/html; charset=utf-8", _build_static),
}


def get_body(edition: Edition, name: str, selection: Selection = _EVERYTHING) -> Body:
    """Return the download `name` (a key of DOWNLOADS) with what `selection` leaves of the edition."""
    return (_get_whole if selection.is_whole else _get_part)(edition, name, selection)


def _build_body(edition: Edition, name: str, selection: Selection) -> Body:
    download = DOWNLOADS[name]
    return build_body(download.build(edition, selection), download.media_type, edition.modified)


def _find_key(edition: Edition, name: str, selection: Selection) -> tuple[object, ...]:
    return edition.digest, edition.modified, name, selection


# Two editions: a visitor may still hold the one before.
_get_whole: Final = cached(
    LRUCache(2 * len(DOWNLOADS) * len(LANGUAGES)), key=_find_key, condition=threading.Condition()
)(_build_body)
_get_part: Final = cached(LRUCache(_ROOM, getsizeof=len), key=_find_key, condition=threading.Condition())(_build_body)


async def serve(request: Request) -> Response:
    """Serve a download: 400 where the query is wrong, 404 where there is no such file, 503 while there is no data."""
    name = request.path_params["name"]
    if name not in DOWNLOADS:
        detail = f"There is no file {name!r}."
        return explain(404, "Not Found", detail, allowed=list(DOWNLOADS))
    try:
        body, file_name = await run_sync(
            _find, name, request.query_params, limiter=_HEAVY if request.url.query else None
        )
    except QueryError as error:
        return explain_query(error)
    except DataError:
        return explain(503, "Service Unavailable", "The data cannot be shown.", {"Retry-After": "60"})
    return respond(request, body, file_name)


def _find(name: str, query: QueryParams) -> tuple[Body, str | None]:
    download, edition = DOWNLOADS[name], get_store().get()
    asked = {key: query.getlist(key) for key in query if key != "v"}
    selection = parse_selection(asked, edition.index, edition.programs)
    if download.stem is None:
        return get_body(edition, name), None
    return get_body(edition, name, selection), build_file_name(selection, download.suffix, download.stem)


def prepare() -> None:
    """Make every file that nobody filtered, where that takes no longer than a start may."""
    edition = get_store().get()
    if len(edition.content) <= _SMALL:
        for name, download in DOWNLOADS.items():
            for language in LANGUAGES if download.stem is not None else ("en",):
                get_body(edition, name, Selection(Filters(), language=language))


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Prepare the downloads before the first request; without data the app starts all the same, and says so."""
    with suppress(DataError):
        await run_sync(prepare)
    yield


ROUTES: Final[tuple[BaseRoute, ...]] = (Route("/data/{name}", serve, methods=["GET", "HEAD", "OPTIONS"]),)
