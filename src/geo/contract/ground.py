"""The detail of the ground, in sheets: shores, lakes, rivers, borders and names that a zoom asks for.

A sheet is a JSON object. `frames` are the boxes that it draws whole (west, south, east, north, in degrees); within them
it replaces what the map has of other sources. `scale` is the units of a degree. `cells` are boxes with what lies in
each: for a member of LINES a list of lines, each an encoded polyline (Google's algorithm, latitude first, in units). A
line of a member of AREAS is a ring without its last point, filled by the even-odd rule; an edge along the box of the
cell is no shore. `names` are rows of kind, rank (a lower one is written first), the zoom from which it is written, the
name in English and in Spanish, and the points where it may stand, encoded likewise. `credit` names the sources.

The relief is a picture: `frame` is its box, `image` a WebP in Base64, in Web Mercator. What is darker than LEVEL lies
in the shade, what is lighter in the light; LEVEL is plain ground and sea.
"""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from geo.contract.faults import MAX_FAULTS, DataError, Fault
from geo.contract.geojson import parse_json
from geo.contract.properties import Problem, Schema, find_text_problem
from geo.contract.schema import build_object_schema, build_parts

# The sheets: for a view of other countries, for one of a region, for one of a town.
SHEETS: Final = ("world", "middle", "near")
RELIEF: Final = "relief"
AREAS: Final = ("country", "land", "lake")
# Rivers by width; `border` parts two regions of the country, or two other countries.
LINES: Final = (*AREAS, "river1", "river2", "river3", "border")
NAME_KINDS: Final = ("country", "region", "sea", "lake", "river", "island", "town")
FOLDER: Final = "ground"  # next to the boundaries
MAX_SHEET_BYTES: Final = 4 * 1024 * 1024  # of a sheet: ten times what is committed
MAX_SIDE: Final = 4096  # pixels of the relief
LEVEL: Final = 128  # grey of the relief where there is neither light nor shade

_ZERO: Final = 63  # the character of the value 0
_BITS: Final = 5  # of a value in a character
_MORE: Final = 0x20  # set in a character that is not a value's last
_DIGITS: Final = 6  # characters of the largest value: no longitude needs more at any scale
_LONGITUDE: Final = 181  # degrees, with the width by which a cell overlaps the next
_LATITUDE: Final = 90


def encode_line(points: npt.NDArray[np.int64]) -> str:
    """Return points in units (x, y) as an encoded polyline: steps of y and x, zigzag, five bits a character."""
    steps = np.diff(points[:, ::-1], axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    return "".join(map(_encode, (np.where(steps < 0, ~(steps << 1), steps << 1)).tolist()))


def _encode(value: int) -> str:
    letters = []
    while value >= _MORE:
        letters.append(chr((value & (_MORE - 1) | _MORE) + _ZERO))
        value >>= _BITS
    return "".join([*letters, chr(value + _ZERO)])


def decode_line(text: str) -> npt.NDArray[np.int64]:
    """Return the points (x, y), in units, of an encoded polyline; raises ValueError where it is none."""
    codes = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.int64) - _ZERO
    ends = np.flatnonzero(codes < _MORE)
    if not len(ends) or ends[-1] != len(codes) - 1 or len(ends) % 2:
        raise ValueError("ends within a point")
    starts = np.concatenate([[0], ends[:-1] + 1])
    places = np.arange(len(codes)) - np.repeat(starts, ends - starts + 1)
    if places.max() >= _DIGITS:
        raise ValueError("holds a step that is longer than the world")
    values = np.add.reduceat((codes & (_MORE - 1)) << (_BITS * places), starts)
    steps = np.where(values & 1, ~(values >> 1), values >> 1)
    return steps.reshape(-1, 2).cumsum(axis=0)[:, ::-1]


@functools.lru_cache(maxsize=2 * len(SHEETS))  # the same bytes are asked for again after each change of another file
def check_sheet(data: bytes, file: str) -> None:
    """Check the bytes of a sheet, a file called `file` in messages; raises DataError with its faults."""
    _check(data, file, _SCHEMA, _find_problems)


@functools.lru_cache(maxsize=2)
def check_relief(data: bytes, file: str) -> None:
    """Check the bytes of the relief, a file called `file` in messages; raises DataError with its faults."""
    _check(data, file, _RELIEF_SCHEMA, _find_relief_problems)


def _check(data: bytes, file: str, schema: Schema, find: Callable[[Mapping[str, Any]], Iterator[Problem]]) -> None:
    if len(data) > MAX_SHEET_BYTES:
        raise DataError([Fault(file, "", f"larger than {MAX_SHEET_BYTES} bytes")])
    value = parse_json(data, file)
    problems = list(islice(schema.find_problems(value), MAX_FAULTS)) or list(islice(find(value), MAX_FAULTS))
    if problems:
        raise DataError(Fault(file, key, what) for key, what in problems)


def _find_relief_problems(relief: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _find_box_problems("frame", relief["frame"])
    try:
        with Image.open(io.BytesIO(base64.b64decode(relief["image"], validate=True)), formats=["WEBP"]) as image:
            if max(image.size) > MAX_SIDE:
                yield "image", f"has a side of more than {MAX_SIDE} pixels"
            else:
                image.load()
    except (ValueError, OSError, Image.DecompressionBombError):
        yield "image", "is no WebP in Base64"


def _find_problems(sheet: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a sheet of the right shape: boxes, texts, points that are not on Earth."""
    boxes = [(f"frames[{n}]", box) for n, box in enumerate(sheet["frames"])]
    boxes += [(f"cells[{n}].box", cell["box"]) for n, cell in enumerate(sheet["cells"])]
    for key, box in boxes:
        yield from _find_box_problems(key, box)
    for n, row in enumerate(sheet["names"]):
        yield from ((f"names[{n}]", what) for text in row[3:5] if (what := find_text_problem(text)))
        yield from _find_line_problems(f"names[{n}]", row[5], sheet["scale"])
    for n, cell in enumerate(sheet["cells"]):
        for kind in LINES:
            for k, line in enumerate(cell.get(kind, ())):
                yield from _find_line_problems(f"cells[{n}].{kind}[{k}]", line, sheet["scale"])


def _find_box_problems(key: str, box: Sequence[float]) -> Iterator[Problem]:
    west, south, east, north = box
    if west >= east or south >= north or max(-south, north) > _LATITUDE:
        yield key, "is no box: west, south, east, north"


def _find_line_problems(key: str, line: str, scale: int) -> Iterator[Problem]:
    try:
        points = np.abs(decode_line(line)) / scale
    except ValueError as error:
        yield key, str(error)
        return
    if (points.max(axis=0) > (_LONGITUDE, _LATITUDE)).any():
        yield key, "leaves the Earth"


def _array(items: Mapping[str, Any], least: int, most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


_BOX: Final = _array({"type": "number", "minimum": -_LONGITUDE, "maximum": _LONGITUDE}, 4, 4)
_TEXT: Final = {"$ref": "#/$defs/text"}


def _build_schema(members: Mapping[str, Mapping[str, Any]]) -> Schema:
    return Schema(build_object_schema(members) | {"$defs": build_parts()})


def _build_sheet_schema() -> Schema:
    line = {"type": "string", "pattern": "^[?-~]{2,}$"}
    cell = {
        "type": "object",
        "properties": {"box": _BOX, **{kind: _array(line, 1, 100_000) for kind in LINES}},
        "required": ["box"],
        "additionalProperties": False,
    }
    row = {
        "type": "array",
        "prefixItems": [
            {"enum": list(NAME_KINDS)},
            {"type": "number", "minimum": 0, "maximum": 1e6},
            {"type": "number", "minimum": 0, "maximum": 24},
            _TEXT,
            _TEXT,
            line,
        ],
        "minItems": 6,
        "maxItems": 6,
    }
    return _build_schema(
        {
            "credit": _TEXT,
            "scale": {"type": "integer", "minimum": 1, "maximum": 100_000},
            "frames": _array(_BOX, 1, 1000),
            "names": _array(row, 0, 100_000),
            "cells": _array(cell, 0, 100_000),
        }
    )


_SCHEMA: Final = _build_sheet_schema()
_RELIEF_SCHEMA: Final = _build_schema({"credit": _TEXT, "frame": _BOX, "image": {"type": "string"}})
