"""GeoJSON, read strictly: RFC 8259 JSON without its loopholes, RFC 7946 geometries without theirs; and written."""

from __future__ import annotations

import json
import math
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import shape

from geo.contract.faults import DataError, Fault, quote
from geo.contract.properties import Problem

# The committed file is well under 1 MB and 100,000 sites make 150 MB; what is larger is not ours.
MAX_BYTES: Final = 256 * 1024 * 1024
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of the regular file at `path`.

    Raises DataError where it cannot be read, is larger than MAX_BYTES, or is a pipe or device, which may never end.
    """
    try:
        # A pipe without a writer would block open() itself.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise DataError([Fault(path.name, "", "cannot be read: not a regular file")])
            data = file.read(MAX_BYTES + 1)  # and no more, whatever size the system reports
    except OSError as error:
        raise DataError([Fault(path.name, "", f"cannot be read: {error.strerror}")]) from error
    if len(data) > MAX_BYTES:
        raise DataError([Fault(path.name, "", f"larger than {MAX_BYTES} bytes")])
    return data


def parse_json(data: bytes, file: str) -> Any:
    """Return the value of a JSON text; a byte-order mark is allowed.

    Raises DataError where the text is not UTF-8, not JSON, too large, nested too deeply, names a member twice or holds
    half a surrogate pair, NaN, Infinity or a number that a double cannot hold.
    """
    if len(data) > MAX_BYTES:
        raise DataError([Fault(file, "", f"larger than {MAX_BYTES} bytes")])
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=build_object, parse_float=_finite, parse_constant=_refuse)
        if _SURROGATE.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        what = f"not UTF-8 at byte {error.start}"
    except UnicodeEncodeError as error:
        what = f"holds U+{ord(error.object[error.start]):04X}, half a surrogate pair"
    except json.JSONDecodeError as error:
        what = f"not JSON at line {error.lineno} column {error.colno}: {error.msg}"
    except RecursionError:
        what = "nested too deeply"
    except ValueError as error:
        what = str(error)
    else:
        return value
    raise DataError([Fault(file, "", what)])


def format_collection(metadata: Mapping[str, Any], features: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a FeatureCollection with a foreign member `metadata` as UTF-8, one feature a line."""
    lines = ",\n".join(map(_dump, features))
    return f'{{"type":"FeatureCollection","metadata":{_dump(metadata)},"features":[\n{lines}\n]}}\n'.encode()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of a JSON object; raises ValueError where one stands twice (RFC 8259 §4: "unpredictable")."""
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"member {quote(twice)} stands twice in one object")
    return members


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"number {quote(text)} is out of range")
    return number


def _refuse(text: str) -> float:
    raise ValueError(f"{text} is not a JSON number")


def find_ring_problems(geometry: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the rings of a geometry whose coordinates are of the right shape."""
    if geometry["type"] == "Point":
        return
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    if any(ring[0] != ring[-1] for rings in polygons for ring in rings):
        yield "geometry.coordinates", "a ring is not closed: its last position is not its first"
        return
    area = shape(dict(geometry))
    if not area.is_valid:
        yield "geometry.coordinates", shapely.is_valid_reason(area)
    elif any(
        not polygon.exterior.is_ccw or any(hole.is_ccw for hole in polygon.interiors)
        for polygon in getattr(area, "geoms", [area])
    ):
        yield "geometry.coordinates", "wound the wrong way: outer rings go counterclockwise, holes clockwise"
