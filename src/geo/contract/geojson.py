"""GeoJSON, read strictly: RFC 8259 JSON without its loopholes, RFC 7946 geometries without theirs; and written."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import shape

from geo.contract.faults import DataError, Fault

# The committed file is well under 1 MB and 100,000 sites make 150 MB; what is larger is not ours.
MAX_BYTES: Final = 256 * 1024 * 1024
GEOMETRIES: Final = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")

Problem = tuple[str, str]  # the member, and what is wrong with it


def read_bytes(path: Path) -> bytes:
    """Return the bytes of `path`; raises DataError where it cannot be read or is larger than MAX_BYTES."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError([Fault(path.name, "", f"larger than {MAX_BYTES} bytes")])
        return path.read_bytes()
    except OSError as error:
        raise DataError([Fault(path.name, "", f"cannot be read: {error.strerror}")]) from error


def parse_json(data: bytes, file: str) -> Any:
    """Return the value of a JSON text; a byte-order mark is allowed.

    Raises DataError where the text is not UTF-8, not JSON, too large, nested too deeply, names a member twice or holds
    NaN, Infinity or a number that a double cannot hold.
    """
    if len(data) > MAX_BYTES:
        raise DataError([Fault(file, "", f"larger than {MAX_BYTES} bytes")])
    try:
        return json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_float=_finite, parse_constant=_refuse
        )
    except UnicodeDecodeError as error:
        what = f"not UTF-8 at byte {error.start}"
    except json.JSONDecodeError as error:
        what = f"not JSON at line {error.lineno} column {error.colno}: {error.msg}"
    except RecursionError:
        what = "nested too deeply"
    except ValueError as error:
        what = str(error)
    raise DataError([Fault(file, "", what)])


def format_collection(metadata: Mapping[str, Any], features: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a FeatureCollection with a foreign member `metadata` as UTF-8, one feature a line."""
    lines = ",\n".join(map(_dump, features))
    return f'{{"type":"FeatureCollection","metadata":{_dump(metadata)},"features":[\n{lines}\n]}}\n'.encode()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"member {next(n for n in names if names.count(n) > 1)!r} stands twice in one object")
    return members


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"number {text} is out of range")
    return number


def _refuse(text: str) -> float:
    raise ValueError(f"{text} is not a JSON number")


def find_member_problems(value: Mapping[str, Any], members: Collection[str], where: str) -> Iterator[Problem]:
    """Yield which of the members of an object at `where` are missing or unknown."""
    if value.keys() == set(members):
        return
    prefix = f"{where}." if where else ""
    yield from ((f"{prefix}{name}", "missing") for name in members if name not in value)
    yield from ((f"{prefix}{name}", "unknown member") for name in value if name not in members)


def find_geometry_problems(geometry: object) -> Iterator[Problem]:
    """Yield what is wrong with a GeoJSON geometry: its shape, its numbers, its rings (RFC 7946 §3.1)."""
    if not isinstance(geometry, Mapping):
        yield "geometry", "not an object or null"
        return
    kind = geometry.get("type")
    if kind not in GEOMETRIES:
        yield "geometry.type", f"{kind!r} is not one of {', '.join(GEOMETRIES)}"
        return
    for member in sorted(set(geometry) - {"type", "coordinates"}):
        yield f"geometry.{member}", "unknown member"
    problems = list(_find_coordinate_problems(kind, geometry.get("coordinates"), "geometry.coordinates"))
    yield from problems
    if not problems and kind in ("Polygon", "MultiPolygon"):
        yield from _find_ring_problems(geometry)


def _find_coordinate_problems(kind: str, value: object, where: str) -> Iterator[Problem]:
    if kind == "Point":
        yield from _find_position_problems(value, where)
        return
    part, at_least = {
        "MultiPoint": ("Point", 1),
        "LineString": ("Point", 2),
        "MultiLineString": ("LineString", 1),
        "Polygon": ("Ring", 1),
        "Ring": ("Point", 4),
        "MultiPolygon": ("Polygon", 1),
    }[kind]
    if not isinstance(value, list) or len(value) < at_least:
        yield where, f"not an array of at least {at_least}"
        return
    for index, inner in enumerate(value):
        yield from _find_coordinate_problems(part, inner, f"{where}[{index}]")
    if kind == "Ring" and value[0] != value[-1]:
        yield where, "the ring is not closed: its last position is not its first"


def _find_position_problems(value: object, where: str) -> Iterator[Problem]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 -- longitude and latitude
        yield where, "not a position [longitude, latitude]"
    elif not all(isinstance(number, int | float) and not isinstance(number, bool) for number in value):
        yield where, "longitude and latitude are not both numbers"
    else:
        longitude, latitude = value
        if not -180 <= longitude <= 180:  # noqa: PLR2004 -- degrees
            yield where, f"longitude {longitude} is outside -180 to 180"
        if not -90 <= latitude <= 90:  # noqa: PLR2004 -- degrees
            yield where, f"latitude {latitude} is outside -90 to 90"


def _find_ring_problems(geometry: Mapping[str, Any]) -> Iterator[Problem]:
    whole = shape(dict(geometry))
    if not whole.is_valid:
        yield "geometry.coordinates", shapely.is_valid_reason(whole)
        return
    for polygon in getattr(whole, "geoms", [whole]):
        if not polygon.exterior.is_ccw or any(hole.is_ccw for hole in polygon.interiors):
            yield "geometry.coordinates", "wound the wrong way: outer rings go counterclockwise, holes clockwise"
            return
