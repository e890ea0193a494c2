"""The data at URLs that stay: `/data/locations.csv?sector=210` and its kin, in every format, with the page's query.

What nobody filtered is made once for each edition of the data. What is filtered is made off the event loop and cached
while there is room.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlencode

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geo.viewing.data.address import find_embedding
from geo.viewing.data.edition import Edition, cached, get_edition
from geo.viewing.downloads.dataset_page import build_dataset_page
from geo.viewing.downloads.query import QueryError, Selection, parse_selection
from geo.viewing.downloads.registry import (
    DOWNLOADS,
    EVERYTHING,
    SMALL,
    build_download,
    choose_whole,
    measure_downloads,
)
from geo.viewing.html.items import build_items_page
from geo.viewing.server.responses import (
    Body,
    build_body,
    respond,
    respond_preflight,
    respond_problem,
    respond_query_error,
)
from geo.viewing.words.wording import choose_language, find_language

# GDAL does one thing at a time: more threads would only wait for it, and keep others from theirs.
_HEAVY: Final = CapacityLimiter(2)
_PAGE_LINK: Final = re.compile(rb'<a href="(?:\./|items|dataset)\?[^"#]*')


@cached
def get_body(edition: Edition, name: str, selection: Selection = EVERYTHING) -> Body:
    """Return the download `name` (a key of DOWNLOADS) with what `selection` leaves of the edition."""
    download = DOWNLOADS[name]
    return build_body(build_download(edition, name, selection), download.media_type, edition.modified)


@cached
def get_dataset_page(edition: Edition, language: str) -> Body:
    """Return the page that describes every download, in one language."""
    page = build_dataset_page(edition, language, measure_downloads(edition, language))
    return build_body(page.encode(), "text/html; charset=utf-8", edition.modified)


@cached
def get_items_page(edition: Edition, language: str) -> Body:
    """Return the page that says what became of each item of the document, in one language."""
    return build_body(build_items_page(edition, language).encode(), "text/html; charset=utf-8", edition.modified)


async def serve_download(request: Request) -> Response:
    """Serve a download: 400 where the query is wrong, 404 where there is no such file."""
    name = request.path_params["name"]
    if name not in DOWNLOADS:
        return respond_problem(404, "Not Found", f"There is no file {name!r}.", allowed=list(DOWNLOADS))
    try:
        body, file_name = await run_sync(
            _find_download, name, request.query_params, limiter=_HEAVY if request.url.query else None
        )
    except QueryError as error:
        return respond_query_error(error)
    return respond(request, body, file_name)


def _find_download(name: str, query: QueryParams) -> tuple[Body, str | None]:
    download, edition = DOWNLOADS[name], get_edition()
    if download.media_type.startswith("text/html"):  # a page: whatever networks add to its address, it opens
        return get_body(edition, name, EVERYTHING), None
    given = {key: query.getlist(key) for key in query if key != "v"}
    selection = parse_selection(given, edition.known)
    if download.stem is None:
        return get_body(edition, name, EVERYTHING), None
    return get_body(edition, name, selection), download.name_file(edition, selection, name.rpartition(".")[2])


async def serve_dataset_page(request: Request) -> Response:
    """Serve the page that describes every download."""
    return await _serve_page(request, get_dataset_page)


async def serve_items_page(request: Request) -> Response:
    """Serve the page that says what became of each item of the document."""
    return await _serve_page(request, get_items_page)


async def _serve_page(request: Request, get_page: Callable[[Edition, str], Body]) -> Response:
    """Serve a page in the language that the URL names, else the browser's."""
    browser = find_language(request.headers.get("accept-language", ""))

    def find_page() -> Body:
        edition = get_edition()
        return get_page(edition, choose_language(request.query_params.get("lang"), browser, edition.known["lang"]))

    body = await run_sync(find_page)
    embedding = find_embedding({name: request.query_params.getlist(name) for name in ("embed", "embed_options")})
    if embedding:
        body = _embed(body, embedding)
    return respond(request, body, vary="Accept-Encoding, Accept-Language")


def _embed(body: Body, embedding: Sequence[tuple[str, str]]) -> Body:
    """Return a page whose links to the app's other pages keep what was said of the frame that it is in."""
    added = f"&amp;{urlencode(embedding).replace('&', '&amp;')}".encode()
    content = _PAGE_LINK.sub(lambda match: match[0] + added, body.content)
    return build_body(content, body.media_type, body.modified)


def prepare_files(edition: Edition) -> None:
    """Make every file that nobody filtered, where that takes no longer than a start may."""
    if len(edition.content) > SMALL:
        return
    for language in edition.languages:
        get_dataset_page(edition, language)
        get_items_page(edition, language)
        for name in DOWNLOADS:
            get_body(edition, name, choose_whole(name, language))


async def serve_preflight(_: Request) -> Response:
    """Tell a page of another origin what it may ask for (CORS)."""
    return respond_preflight()


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/data/{name}", serve_preflight, methods=["OPTIONS"]),
    Route("/data/ground/{name}.json", serve_preflight, methods=["OPTIONS"]),
    Route("/dataset", serve_preflight, methods=["OPTIONS"]),
    Route("/items", serve_preflight, methods=["OPTIONS"]),
    Route("/data/{name}", serve_download),
    Route("/dataset", serve_dataset_page),
    Route("/items", serve_items_page),
)
