"""Bytes in memory as HTTP gives them out: validators, compression, ranges, any origin (RFC 9110, 9111; CORS).

Starlette answers ranges, too, but only of files on a disk (`FileResponse`), with a tag made of their time and size and
without compression. What is served here is made in memory, and readers of FlatGeobuf and GDAL's /vsicurl ask for parts
of it: so the one range that they ask for is read here, in linear time and with as many digits as a size can have.
"""

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
_MAX_DIGITS: Final = 18  # of a position in a file: more than any size has, and read at once
_MAX_TAGS: Final = 100  # that a condition may name: more are not looked at
_MAX_CODINGS: Final = 20  # that Accept-Encoding may name: more are not looked at
_WEIGHT: Final = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
_DATE: Final = len("Sunday, 06-Nov-94 08:49:37 GMT") + 3  # characters of the longest date that HTTP knows


@dataclass(frozen=True)
class Body:
    """The bytes of a response, compressed once; the tag that names this version; when it changed."""

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
    """Return `body` as requested: 412 where another version is meant, 304 where it is held, 206 for a part, or gzip.

    A URL whose `v` is the body's tag names these very bytes and is cached for good. A browser saves it as `file_name`.
    """
    is_packed = accepts_gzip(request.headers.get("accept-encoding", ""))
    headers = _build_headers(request, body, file_name, fresh) | {"Vary": vary}
    plain, packed = f'"{body.tag}"', f'"{body.tag}-gzip"'
    if not _is_meant(request.headers, body, {plain, packed}):
        return respond_problem(412, "Precondition Failed", "There is another version.", {"ETag": plain})
    if _is_held(request.headers, body, {plain, packed}):
        return Response(status_code=304, headers=headers | {"ETag": packed if is_packed else plain})
    span = _find_span(request, body, plain)
    if span is not None:
        return _respond_part(body, span, headers | {"ETag": plain})
    if is_packed:
        headers |= {"ETag": packed, "Content-Encoding": "gzip"}
        return Response(body.packed, headers=headers, media_type=body.media_type)
    return Response(body.content, headers=headers | {"ETag": plain}, media_type=body.media_type)


def respond_preflight() -> Response:
    """Return the answer to OPTIONS: any page may read, with the conditions and ranges that are understood (CORS)."""
    return Response(status_code=204, headers=_PREFLIGHT)


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
    is_exact = request.query_params.get("v") == body.tag
    headers = {
        **_CROSS_ORIGIN,
        "Accept-Ranges": "bytes",
        "Cache-Control": f"public, max-age={_YEAR}, immutable"
        if is_exact
        else f"public, max-age={fresh}, must-revalidate",
    }
    if body.modified:
        headers["Last-Modified"] = formatdate(body.modified, usegmt=True)
    if file_name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return headers


def _is_meant(headers: Mapping[str, str], body: Body, tags: set[str]) -> bool:
    """Return whether this is the version that the client means (RFC 9110 §13.1.1, 13.1.4, in the order of 13.2.2)."""
    match = headers.get("if-match")
    if match is not None:  # compared strongly: a weak tag matches nothing
        held = _split_tags(match)
        return "*" in held or bool(held & tags)
    since = _parse_date(headers.get("if-unmodified-since"))
    return since is None or body.modified <= since


def _is_held(headers: Mapping[str, str], body: Body, tags: set[str]) -> bool:
    """Return whether the client has this version (RFC 9110 §13.2.2: a tag overrules a date)."""
    match = headers.get("if-none-match")
    if match is not None:
        held = {one.removeprefix("W/") for one in _split_tags(match)}
        return bool(held & tags) or "*" in held
    since = _parse_date(headers.get("if-modified-since"))
    return since is not None and 0 < body.modified <= since


def _split_tags(text: str) -> set[str]:
    return {one.strip() for one in text.split(",", _MAX_TAGS)[:_MAX_TAGS]}


def _parse_date(text: str | None) -> float | None:
    if text is None or len(text) > _DATE:
        return None
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None  # a date that is none is ignored (RFC 9110 §13.1.3)


def accepts_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding header allows gzip, and prefers it to the plain form (RFC 9110 §12.5.3)."""
    weights: dict[str, float] = {}
    for one in accepted.split(",", _MAX_CODINGS)[:_MAX_CODINGS]:
        coding, _, parameter = one.partition(";")
        match = _WEIGHT.fullmatch(parameter.strip())
        if match is not None or not parameter.strip():
            weights[coding.strip().lower()] = 1.0 if match is None else float(match[1])
    gzip_weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip_weight > 0 and gzip_weight >= weights.get("identity", 0.0)


def _find_span(request: Request, body: Body, tag: str) -> tuple[int, int] | None:
    """Return the first byte and the one past the last of the one range requested, or None for the whole.

    Several ranges, and a unit other than bytes, may be ignored (RFC 9110 §14.2). A span that begins past the end is
    returned as it is.
    """
    unit, _, positions = request.headers.get("range", "").partition("=")
    first, dash, last = (part.strip() for part in positions.partition("-"))
    if request.method != "GET" or unit.strip().lower() != "bytes" or not dash or not (first or last):
        return None
    if any(part and not (part.isascii() and part.isdigit()) for part in (first, last)):
        return None
    condition = request.headers.get("if-range")
    if condition is not None and condition != tag and _parse_date(condition) != (body.modified or -1):
        return None
    size = len(body.content)
    if not first:
        return max(0, size - _parse_position(last)), size
    begin, end = _parse_position(first), _parse_position(last) if last else size
    return None if end < begin and last else (begin, min(size, end + 1))


def _parse_position(digits: str) -> int:
    """Return a number of any length; one that no file reaches is as good as the next."""
    significant = digits.lstrip("0") or "0"
    return int(significant) if len(significant) <= _MAX_DIGITS else 10**_MAX_DIGITS


def _respond_part(body: Body, span: tuple[int, int], headers: Mapping[str, str]) -> Response:
    first, past = span
    size = len(body.content)
    if first >= size:
        return respond_problem(
            416, "Range Not Satisfiable", f"There are {size} bytes.", {"Content-Range": f"bytes */{size}"}
        )
    part = {"Content-Range": f"bytes {first}-{past - 1}/{size}"}
    return Response(body.content[first:past], 206, {**headers, **part}, media_type=body.media_type)
