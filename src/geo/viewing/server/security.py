"""What every response carries and what no request gets, whatever route answers it: a pure ASGI middleware.

The content security policies let nothing run or load that is not the app's own, but for OpenStreetMap's tiles, which a
visitor may switch on. What a host sets differently it sets in Streamlit's configuration: the names it answers to
(`server.allowedHosts`) and the origins it trusts (`server.corsAllowedOrigins`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util
from streamlit.web.server.server_util import is_allowed_origin
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from geo.viewing.html.rendering import hash_inline_scripts

TILES: Final = "https://tile.openstreetmap.org"
MAX_QUERY: Final = 2000  # bytes; every filter chosen at once has 1,500
MAX_PARAMETERS: Final = 100
METHODS: Final = ("GET", "HEAD", "OPTIONS")  # nothing is written here

# Streamlit's own addresses that a public host does not need: figures about the process, uploads, programs that drive
# the page, sign-in.
_CLOSED: Final = re.compile(
    r"/(_stcore/(metrics|upload_file|agent|script-health-check|bidi-components)|auth|oauth2callback|app/static)(/|$)"
)
_QUERIED: Final = re.compile(r"/(data|dataset)(/|$)")
_FRAME: Final = re.compile(r"/component/")
_STATIC: Final = re.compile(r"/data/map\.html$")
_HEALTH: Final = re.compile(r"/_stcore/health$")

_EVERYWHERE: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",  # OpenStreetMap answers no request without one
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
_YEAR: Final = 31_536_000  # seconds


def build_policies() -> dict[str, str]:
    """Return the content security policy of the `page`, of the map's `frame`, of the `static` page, of plain `data`.

    The one inline script that the page may run is Streamlit's.
    """
    index = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    own = "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; object-src 'none'; "
    rest = "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    scripts = " ".join(("'self'", *hash_inline_scripts(index)))
    return {
        "page": f"{own}script-src {scripts}; img-src 'self' data: blob:; worker-src 'self' blob:; {rest}",
        # st_folium writes the map's script into its frame: the one place where text becomes code; it is constant.
        "frame": f"{own}script-src 'self' 'unsafe-inline'; img-src 'self' data: {TILES}; {rest}",
        # The page names its scripts by their hashes itself; both policies hold.
        "static": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
        "data": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'",
    }


class Security:
    """Refuses what nobody needs before any route sees it, and adds the headers to what every route answers."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app: Final = app
        self.policies: Final = build_policies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] == "websocket" and not is_own_page(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            await (find_refusal(scope) or self.app)(scope, receive, self._dress(scope, send))
        else:
            await self.app(scope, receive, send)

    def _dress(self, scope: Scope, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in build_headers(scope, self.policies).items():
                    headers.setdefault(name, value)
            await send(message)

        return dressed


def build_headers(scope: Scope, policies: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of every response to a request, but for those that its route set itself."""
    path, headers = scope["path"], dict(_EVERYWHERE)
    is_data = _QUERIED.search(path) is not None
    kind = "frame" if _FRAME.search(path) else "static" if _STATIC.search(path) else "data" if is_data else "page"
    headers["Content-Security-Policy"] = policies[kind]
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_data else "same-origin"
    # A browser told over plain HTTP would ignore it, and a visitor of a test server must not be locked out of it.
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "").partition(",")[0].strip()
    if "https" in (scope["scheme"], forwarded):
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    return headers


def find_refusal(scope: Scope) -> Response | None:
    """Return the answer to a request that no route is to see, or None."""
    path, query = scope["path"], scope["query_string"]
    if scope["method"] not in METHODS:
        return PlainTextResponse("Method Not Allowed", status_code=405, headers={"Allow": ", ".join(METHODS)})
    if not is_host_allowed(Headers(scope=scope).get("host")) and not _HEALTH.search(path):
        return PlainTextResponse("Misdirected Request", status_code=421)
    if _CLOSED.search(path):
        return PlainTextResponse("Not Found", status_code=404)
    return find_excess(query) if _QUERIED.search(path) else None


def find_excess(query: bytes) -> Response | None:
    """Return the answer to a query that is longer, or has more parameters, than are read; None where it has not."""
    if len(query) > MAX_QUERY:
        return _explain(414, "URI Too Long", f"The query has {len(query)} bytes; at most {MAX_QUERY} are read.")
    if query.count(b"&") >= MAX_PARAMETERS:
        return _explain(400, "Bad Request", f"The query has more than {MAX_PARAMETERS} parameters.")
    return None


def _explain(status: int, title: str, detail: str) -> Response:
    """Return problem details (RFC 9457)."""
    value = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(value, status_code=status, media_type="application/problem+json")


def is_own_page(headers: Headers) -> bool:
    """Return whether a WebSocket is opened by a page of this host, by one of an origin trusted, or by no page at all.

    Streamlit itself accepts every page of `localhost` besides, and asks a third party for its own address to compare.
    """
    origin, host = headers.get("origin"), headers.get("host")
    if not is_host_allowed(host):
        return False
    if origin is None or origin.partition("://")[2] == host:
        return True
    return is_allowed_origin(origin) or not config.get_option("server.enableCORS")
