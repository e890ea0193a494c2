"""The ground as the map needs it: boundaries without what no pixel shows, sheets of some places, less relief. Pure."""

from __future__ import annotations

import base64
import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from PIL import Image

from geo.contract.boundaries import BoundaryKind
from geo.contract.collection import Box
from geo.contract.files import BOUNDARIES_FILE
from geo.contract.geojson import parse_json
from geo.contract.ground import decode_line, encode_line

_COARSE, _QUALITY = 0.6, 15  # of the relief where bytes are few: its share of pixels a side, WebP's quality
SCALE: Final = 1000  # units of a degree: a tenth of a pixel at the zoom where a sheet takes over


def build_map_ground(boundaries: bytes) -> bytes:
    """Return the JSON of what the map draws of a GeoJSON file of boundaries; nothing where that is nothing.

    `scale` is the units of a degree; each of `features` has its kind, its names, and its polygons as lists of rings,
    each an encoded polyline (`geo.contract.ground`). Borders that areas share stay shared, for all are rounded alike.
    """
    if not boundaries:
        return b""
    features = [
        {
            "kind": one["properties"]["kind"],
            "en": one["properties"]["name_en"],
            "es": one["properties"]["name_es"],
            "polygons": [[_encode(ring) for ring in polygon] for polygon in _list_polygons(one["geometry"])],
        }
        for one in parse_json(boundaries, BOUNDARIES_FILE)["features"]
        if one["properties"]["kind"] != BoundaryKind.PARTNER
    ]
    return _dump({"scale": SCALE, "features": features})


def _list_polygons(geometry: Mapping[str, Any]) -> Sequence[Any]:
    coordinates: Sequence[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def _encode(ring: Sequence[Sequence[float]]) -> str:
    points = np.rint(np.asarray(ring[:-1]) * SCALE).astype(np.int64)
    moved = (np.diff(points, axis=0) != 0).any(axis=1)
    return encode_line(points[np.concatenate([[True], moved])])


def trim_sheet(content: bytes, boxes: Sequence[Box]) -> bytes:
    """Return a sheet of the ground with those of its cells alone, and the names in them, that meet one of some boxes.

    Its frames are these cells.
    """
    sheet = parse_json(content, "sheet.json")
    cells = [cell for cell in sheet["cells"] if any(_meet(cell["box"], box) for box in boxes)]
    frames = [cell["box"] for cell in cells] or sheet["frames"]
    names = [row for row in sheet["names"] if _lies_in(decode_line(row[5]) / sheet["scale"], frames)]
    return _dump({**sheet, "frames": frames, "cells": cells, "names": names})


def shrink_relief(content: bytes) -> bytes:
    """Return the relief in larger pixels and less exactly: about a quarter of its bytes."""
    relief, packed = parse_json(content, "relief.json"), io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(relief["image"]))) as image:
        size = [math.ceil(side * _COARSE) for side in image.size]
        image.convert("L").resize(size, Image.Resampling.LANCZOS).save(packed, "WEBP", quality=_QUALITY)
    return _dump({**relief, "image": base64.b64encode(packed.getvalue()).decode()})


def _meet(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _lies_in(points: Any, boxes: Sequence[Sequence[float]]) -> bool:
    edges = np.asarray(boxes)[:, None, :]
    x, y = points[None, :, 0], points[None, :, 1]
    inside = (x >= edges[..., 0]) & (x <= edges[..., 2]) & (y >= edges[..., 1]) & (y <= edges[..., 3])
    return bool(inside.any())


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
