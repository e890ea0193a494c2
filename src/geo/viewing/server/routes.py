"""All addresses of the app besides Streamlit's own, under the base that the host sets (`server.baseUrlPath`)."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from streamlit import config

from geo.viewing.server import data_routes, index_page, map_routes
from geo.viewing.server.sharing import Missing


async def _serve_nothing(_: Request) -> Response:
    """Say that there is no such file; Streamlit would answer with its page and status 200."""
    return PlainTextResponse("Not Found", status_code=404)


_NOTHING: Final = tuple(
    Route(path, _serve_nothing, methods=["GET", "HEAD", "OPTIONS"])
    for path in (
        "/data",
        "/data/{rest:path}",
        "/assets",
        "/assets/{rest:path}",
    )
)


def build_routes() -> list[BaseRoute]:
    """Return the routes of the app, below the configured base where there is one."""
    base = (config.get_option("server.baseUrlPath") or "").strip("/")
    routes = [*index_page.ROUTES, *map_routes.ROUTES, *data_routes.ROUTES, *_NOTHING]
    moved = [_move(route, f"/{base}") for route in routes] if base else routes
    return [*moved, Missing(f"/{base}/" if base else "/")]


def _move(route: BaseRoute, base: str) -> BaseRoute:
    """Return a route below a base; one `Mount` of them all would take Streamlit's own addresses, too."""
    if isinstance(route, Mount):
        return Mount(base + route.path, route.app)
    if isinstance(route, Route):
        return Route(base + route.path, route.endpoint, methods=sorted(route.methods or ()))
    raise TypeError(route)
