"""Bytes in memory as HTTP gives them out: validators, compression, ranges, any origin (RFC 9110, 9111; CORS)."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.viewing.downloads.query import QueryError

FRESH: Final = 300  # seconds that a cache may serve what may since have been replaced
_YEAR: Final = 31_536_000

# Static, not an echo of the request's origin, so that a shared cache may keep the answer for everybody.
_CROSS_ORIGIN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Disposition, Content-Range, ETag",
}
_PREFLIGHT: Final = {
    **_CROSS_ORIGIN,
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-Match, If-Modified-Since, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}
_RANGE: Final = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Body:
    """The bytes of a response, compressed once; the tag that tells one version from the next; when it changed."""

    content: bytes = field(repr=False)
    packed: bytes = field(repr=False)
    media_type: str
    tag: str
    modified: int = 0  # seconds since 1970, 0 where that is not known

    def __len__(self) -> int:
        """Return the bytes held in memory."""
        return len(self.content) + len(self.packed)


def build_body(content: bytes, media_type: str, modified: float = 0) -> Body:
    """Return the body made of `content`."""
    tag = hashlib.sha256(content).hexdigest()[:16]
    return Body(content, gzip.compress(content, compresslevel=6, mtime=0), media_type, tag, int(modified))


def respond(
    request: Request, body: Body, file_name: str | None = None, fresh: int = FRESH, vary: str = "Accept-Encoding"
) -> Response:
    """Return `body` as the request wants it: 304 where it is held already, 206 for a part, gzip where gzip is read.

    A URL whose `v` is the body's tag names these very bytes and is kept for good. `file_name` is what a browser saves.
    """
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_PREFLIGHT)
    headers = _build_headers(request, body, file_name, fresh) | {"Vary": vary}
    plain, packed = f'"{body.tag}"', f'"{body.tag}-gzip"'
    if _is_held(request.headers, body, {plain, packed}):
        return Response(status_code=304, headers=headers | {"ETag": packed if _reads_gzip(request) else plain})
    span = _find_span(request, body, plain)
    if span is not None:
        return _respond_part(body, span, headers | {"ETag": plain})
    if _reads_gzip(request):
        headers |= {"ETag": packed, "Content-Encoding": "gzip"}
        return Response(body.packed, headers=headers, media_type=body.media_type)
    return Response(body.content, headers=headers | {"ETag": plain}, media_type=body.media_type)


def respond_problem(
    status: int, title: str, detail: str, headers: Mapping[str, str] | None = None, **more: object
) -> Response:
    """Return problem details (RFC 9457) as `application/problem+json`."""
    value = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(
        value,
        status,
        {**_CROSS_ORIGIN, "Cache-Control": "no-store", **(headers or {})},
        media_type="application/problem+json",
    )


def respond_query_error(error: QueryError) -> Response:
    """Return 400 with each wrong parameter, what is wrong with it and what is allowed."""
    problems = [
        {"parameter": one.parameter, "detail": one.what, "allowed": list(one.allowed)} for one in error.problems
    ]
    return respond_problem(400, "Wrong parameter", str(error), errors=problems)


def _build_headers(request: Request, body: Body, file_name: str | None, fresh: int) -> dict[str, str]:
    kept = request.query_params.get("v") == body.tag
    headers = {
        **_CROSS_ORIGIN,
        "Accept-Ranges": "bytes",
        "Cache-Control": f"public, max-age={_YEAR}, immutable" if kept else f"public, max-age={fresh}, must-revalidate",
    }
    if body.modified:
        headers["Last-Modified"] = formatdate(body.modified, usegmt=True)
    if file_name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return headers


def _is_held(headers: Mapping[str, str], body: Body, tags: set[str]) -> bool:
    """Whether the client has this version (RFC 9110 §13.2.2: a tag overrules a date)."""
    wanted = headers.get("if-none-match")
    if wanted is not None:
        held = {one.strip().removeprefix("W/") for one in wanted.split(",")}
        return bool(held & tags) or "*" in held
    since = _parse_date(headers.get("if-modified-since"))
    return since is not None and 0 < body.modified <= since


def _parse_date(text: str | None) -> float | None:
    try:
        return None if text is None else parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None  # a date that is none is ignored (RFC 9110 §13.1.3)


def _reads_gzip(request: Request) -> bool:
    """Judge as Streamlit's own compression around this does, lest it compresses what is said to be plain."""
    return "gzip" in request.headers.get("accept-encoding", "")


def _find_span(request: Request, body: Body, tag: str) -> tuple[int, int] | None:
    """Return the first byte and the one past the last of the one range asked for, or None for the whole.

    Several ranges, and a unit other than bytes, may be ignored (RFC 9110 §14.2). A span that begins past the end is
    returned as it is.
    """
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if request.method != "GET" or match is None or match.groups() == ("", ""):
        return None
    condition = request.headers.get("if-range")
    if condition is not None and condition != tag and _parse_date(condition) != (body.modified or -1):
        return None
    first, last = match.groups()
    size = len(body.content)
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1 if last else size)


def _respond_part(body: Body, span: tuple[int, int], headers: Mapping[str, str]) -> Response:
    first, past = span
    size = len(body.content)
    if first >= size:
        return respond_problem(
            416, "Range Not Satisfiable", f"There are {size} bytes.", {"Content-Range": f"bytes */{size}"}
        )
    part = {"Content-Range": f"bytes {first}-{past - 1}/{size}"}
    return Response(body.content[first:past], 206, {**headers, **part}, media_type=body.media_type)
