"""What every response carries and what no request gets, whatever route answers it: a pure ASGI middleware.

The content security policies let nothing run or load that is not the app's own, but for OpenStreetMap's tiles, which a
visitor may switch on. What a host sets differently it sets in Streamlit's configuration: the names it answers to
(`server.allowedHosts`) and the origins it trusts (`server.corsAllowedOrigins`).
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util
from streamlit.web.server.server_util import is_allowed_origin
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from geo.contract.faults import DataError
from geo.viewing.data.hosting import list_embedding_sites
from geo.viewing.html.folium_map import FrameMap, Urls
from geo.viewing.html.rendering import hash_inline_scripts, hash_scripts
from geo.viewing.server.responses import accepts_gzip, respond_problem
from geo.viewing.server.websocket_limits import LimitedSession, limit_connections

LOG: Final = logging.getLogger(__name__)
TILES: Final = "https://tile.openstreetmap.org"
MAX_QUERY: Final = 2000  # bytes; every filter chosen at once has 1,500
MAX_PARAMETERS: Final = 100
METHODS: Final = ("GET", "HEAD", "OPTIONS")  # nothing is written here

# Streamlit's own addresses that a public host does not need: figures about the process, uploads, programs that drive
# the page, sign-in.
_CLOSED: Final = re.compile(
    r"/(_stcore/(metrics|upload_file|agent|script-health-check|bidi-components)|auth|oauth2callback|app/static)(/|$)"
)
# Streamlit would answer with its page where the case is another, or a slash too many stands before.
_MISSPELT: Final = re.compile(
    r"/(?!(?:data|dataset|items|assets)(?:/|$))(?i:data|dataset|items|assets)(/|$)|//(data|dataset|items|assets)(/|$)"
)
_QUERIED: Final = re.compile(r"/(data|dataset|items)(/|$)")
_FRAME: Final = re.compile(r"/component/")
_STATIC: Final = re.compile(r"/data/map\.html$")
_HEALTH: Final = re.compile(r"/_stcore/health$")

_EVERYWHERE: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",  # OpenStreetMap answers no request without one
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_YEAR: Final = 31_536_000  # seconds


def build_policies() -> dict[str, str]:
    """Return the content security policy of the `page`, of the map's `frame`, of the `static` page, of plain `data`.

    The one inline script that the page may run is Streamlit's.
    """
    index = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    framing = " ".join(("'self'", *list_embedding_sites()))
    own = "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; object-src 'none'; "
    rest = "base-uri 'self'; form-action 'self'; frame-ancestors "
    rest += framing
    scripts = " ".join(("'self'", *hash_inline_scripts(index)))
    return {
        "page": f"{own}script-src {scripts}; img-src 'self' data: blob:; worker-src 'self' blob:; {rest}",
        # st_folium makes a script of the text that is posted to its frame, by any page: see `_allow_frame_script`.
        "frame": f"{own}script-src 'self'; img-src 'self' data: {TILES}; {rest}",
        # The page names its scripts by their hashes itself; both policies hold.
        "static": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {framing}",
        "data": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {framing}",
    }


def find_frame_script() -> str | None:
    """Return the one script that st_folium's front end writes into the map's frame, whatever the map shows.

    None before a page has run: streamlit_folium announces its component as the page imports it, and not if it is
    imported before. Until then there is no frame.
    """
    get_script = getattr(sys.modules.get("streamlit_folium"), "_get_map_string", None)
    if get_script is None:
        return None
    return f"{get_script(FrameMap(Urls('', ''), {}, {}))}window.map = map_div; window.initComponent(map_div, false);"


class Security:
    """Refuses what nobody needs before any route sees it, and adds the headers to what every route answers."""

    is_framed = False  # whether the policy of the frame names its script

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app: Final = app
        self.policies: Final = build_policies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] == "lifespan":
            limit_connections(receive)
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._hold_session(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _hold_session(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_own_page(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        session = LimitedSession(receive, send)
        try:
            await self.app(scope, session.receive, session.send)
        except Exception as error:  # noqa: BLE001 -- whatever it is, uvicorn would log it at length
            LOG.error("A session ended: %s", describe(error))  # noqa: TRY400 -- in one line

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with 503 while there is no data; an exception that nobody expects is one line in the log.

        uvicorn would close the connection, which nginx holds for others, too.
        """
        started = False
        if not self.is_framed and _FRAME.search(scope["path"]):
            self._allow_frame_script()
        adapted = adapt_encoding(scope)

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                complete_headers(MutableHeaders(scope=message), build_headers(scope, self.policies))
            await send(message)

        try:
            await (find_refusal(scope) or self.app)(adapted, receive, send_with_headers)
        except DataError:  # which the log has already
            answer = respond_problem(503, "Service Unavailable", "The data cannot be shown.", {"Retry-After": "60"})
            await answer(adapted, receive, send_with_headers)
        except Exception as error:
            LOG.error("%s %.100r: %s", scope["method"], scope["path"], describe(error))  # noqa: TRY400 -- in one line
            if started:  # half an answer cannot be mended: who reads it learns so by the connection's end
                raise
            answer = respond_problem(500, "Internal Server Error", "This could not be answered.")
            await answer(adapted, receive, send_with_headers)

    def _allow_frame_script(self) -> None:
        script = find_frame_script()
        if script is not None:
            sources = " ".join(("script-src 'self'", *hash_scripts([script])))
            self.policies["frame"] = self.policies["frame"].replace("script-src 'self'", sources)
            self.is_framed = True


def describe(error: BaseException) -> str:
    """Return an exception's type and where it was raised, without its words, which may be a visitor's."""
    frames = traceback.extract_tb(error.__traceback__)
    return (
        f"{type(error).__name__} in {Path(frames[-1].filename).name}:{frames[-1].lineno}"
        if frames
        else repr(type(error))
    )


def adapt_encoding(scope: Scope) -> Scope:
    """Return a scope whose Accept-Encoding is `gzip` where gzip is allowed, else nothing.

    Streamlit's compression looks for these letters anywhere in it, and takes `gzip;q=0` and `notgzip` for gzip.
    """
    headers = Headers(scope=scope)
    if "accept-encoding" not in headers:
        return scope
    rest = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    is_accepted = accepts_gzip(", ".join(headers.getlist("accept-encoding")))
    return {**scope, "headers": [*rest, *([(b"accept-encoding", b"gzip")] if is_accepted else [])]}


def complete_headers(headers: MutableHeaders, additions: Mapping[str, str]) -> None:
    """Add headers to an answer that has them not, name in Vary each header once, and guard cookies behind TLS."""
    for name, value in additions.items():
        headers.setdefault(name, value)
    varying = {one.strip().lower(): one.strip() for value in headers.getlist("vary") for one in value.split(",")}
    if varying:
        headers["Vary"] = ", ".join(varying.values())
    cookies = headers.getlist("set-cookie")
    if cookies and "Strict-Transport-Security" in additions:
        del headers["set-cookie"]
        for cookie in cookies:
            is_secure = "secure" in (part.strip().lower() for part in cookie.split(";"))
            headers.append("set-cookie", cookie if is_secure else f"{cookie}; Secure")


def build_headers(scope: Scope, policies: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of every response to a request, but for those that its route set itself."""
    path, headers = scope["path"], dict(_EVERYWHERE)
    is_data = _QUERIED.search(path) is not None
    kind = "frame" if _FRAME.search(path) else "static" if _STATIC.search(path) else "data" if is_data else "page"
    headers["Content-Security-Policy"] = policies[kind]
    if policies[kind].endswith("frame-ancestors 'self'"):  # else it would forbid what the policy allows
        headers["X-Frame-Options"] = "SAMEORIGIN"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_data else "same-origin"
    # Over plain HTTP a browser would ignore it, and a visitor of a test server must not be locked out of it.
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
    if _CLOSED.search(path) or _MISSPELT.search(path):
        return PlainTextResponse("Not Found", status_code=404)
    return find_excess(query) if _QUERIED.search(path) else None


def find_excess(query: bytes) -> Response | None:
    """Return the answer to a query that is longer, or has more parameters, than are read; None where it has not."""
    if len(query) > MAX_QUERY:
        return respond_problem(414, "URI Too Long", f"The query has {len(query)} bytes; at most {MAX_QUERY} are read.")
    if query.count(b"&") >= MAX_PARAMETERS:
        return respond_problem(400, "Bad Request", f"The query has more than {MAX_PARAMETERS} parameters.")
    return None


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
