"""Cut shores, lakes, rivers and borders into the cells of a sheet, at the detail that its zooms can show."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.contract.collection import Box
from geo.contract.ground import AREAS, encode_line

_LEAST_RING: Final = 3


@dataclass(frozen=True, slots=True)
class Detail:
    """How fine a sheet is: units of a degree, degrees within which a line is straightened, degrees of a cell's side."""

    scale: int
    tolerance: float
    side: float
    smallest: float = 0.0  # square degrees of an island or lake that is drawn

    @property
    def overlap(self) -> float:
        """Degrees by which a cell reaches over its edge: two fills that only touch show a seam."""
        return max(1, round(self.side * self.scale / 1000)) / self.scale


def draw_sheet(
    layers: Mapping[str, BaseGeometry],
    names: Iterable[Sequence[Any]],
    frames: Sequence[Box],
    detail: Detail,
    credit: str,
) -> bytes:
    """Return a sheet of `frames` as `geo.contract.ground` describes it.

    `layers` are geometries by the members of a cell, in WGS 84; `names` are its rows with their points as an array of
    longitude and latitude.
    """
    cells = [cell for frame in frames for cell in _draw_cells(layers, frame, detail)]
    rows = sorted(([*row[:5], encode_line(_to_units(row[5], detail.scale))] for row in names), key=lambda row: row[1:4])
    head = {"credit": credit, "scale": detail.scale, "frames": [list(frame) for frame in frames]}
    written, drawn = (",\n".join(map(_dump, items)) for items in (rows, cells))
    return f'{_dump(head)[:-1]},"names":[\n{written}\n],"cells":[\n{drawn}\n]}}\n'.encode()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _to_units(points: Any, scale: int) -> Any:
    return np.rint(np.asarray(points, dtype=float) * scale).astype(np.int64)


def _draw_cells(layers: Mapping[str, BaseGeometry], frame: Box, detail: Detail) -> Iterator[dict[str, Any]]:
    west, south, east, north = frame
    over = detail.overlap
    for row in range(math.floor(south / detail.side), math.ceil(north / detail.side)):
        for column in range(math.floor(west / detail.side), math.ceil(east / detail.side)):
            corner = (column * detail.side, row * detail.side)
            whole = (corner[0] - over, corner[1] - over, corner[0] + detail.side + over, corner[1] + detail.side + over)
            bounds = _snap((*map(max, whole[:2], frame[:2]), *map(min, whole[2:], frame[2:])), detail.scale)
            kinds = {kind: list(_draw_lines(kind, shape, bounds, detail)) for kind, shape in layers.items()}
            cell = {"box": bounds, **{kind: lines for kind, lines in kinds.items() if lines}}
            if len(cell) > 1:
                yield cell


def _snap(bounds: Iterable[float], scale: int) -> list[float]:
    return [round(round(value * scale) / scale, 6) for value in bounds]


def _draw_lines(kind: str, shape: BaseGeometry, bounds: Sequence[float], detail: Detail) -> Iterator[str]:
    cut = shapely.clip_by_rect(shape, *bounds)
    for part in shapely.get_parts(cut):
        if part.geom_type == "Polygon" and kind in AREAS:
            for ring in (part.exterior, *part.interiors):
                points = _drop_repeats(_to_units(ring.coords[:-1], detail.scale))
                if len(points) >= _LEAST_RING:
                    yield encode_line(points)
        elif part.geom_type == "LineString" and kind not in AREAS:
            points = _drop_repeats(_to_units(part.coords, detail.scale))
            if len(points) > 1:
                yield encode_line(points)


def _drop_repeats(points: Any) -> Any:
    return points[np.concatenate([[True], (np.diff(points, axis=0) != 0).any(axis=1)])]


def simplify_area(area: BaseGeometry, detail: Detail) -> BaseGeometry:
    """Return an area on the grid of a sheet, straightened, without the parts and holes too small to draw."""
    simple = shapely.simplify(keep_areas(area, detail.smallest), detail.tolerance)
    return keep_areas(shapely.set_precision(shapely.make_valid(simple), 1 / detail.scale))


def simplify_lines(lines: BaseGeometry, detail: Detail) -> BaseGeometry:
    """Return lines straightened."""
    return shapely.simplify(lines, detail.tolerance)


def divide(land: BaseGeometry, country: BaseGeometry, others: BaseGeometry, detail: Detail) -> tuple[BaseGeometry, ...]:
    """Return the parts of `land` that are the country's and the others', whose shores come from another source.

    What neither holds is of whichever is nearer: both grow in turn, by steps, as far as the two sources may differ.
    """
    step, reach = 0.02, 0.4  # degrees
    for _ in range(round(reach / step)):
        country = shapely.union(country, shapely.difference(shapely.buffer(country, step, quad_segs=2), others))
        others = shapely.union(others, shapely.difference(shapely.buffer(others, step, quad_segs=2), country))
    grid = 1 / detail.scale
    inside = keep_areas(shapely.intersection(land, country, grid_size=grid))
    return inside, keep_areas(shapely.difference(land, inside, grid_size=grid))


def keep_areas(geometry: BaseGeometry, smallest: float = 0.0) -> BaseGeometry:
    """Return the polygons of a geometry that are larger than so many square degrees, as one."""
    parts = [one for one in shapely.get_parts(geometry) if one.geom_type == "Polygon" and one.area > smallest]
    return shapely.MultiPolygon(parts)


def extend_borders(regions: Sequence[BaseGeometry], land: BaseGeometry) -> BaseGeometry:
    """Return the borders between `regions`, from shore to shore of `land`, whose shores come from another source."""
    reach, back, hair = 0.3, 0.03, 0.0005  # degrees
    outline = shapely.boundary(shapely.union_all(regions))
    inner = shapely.difference(
        shapely.union_all([shapely.boundary(one) for one in regions]), shapely.buffer(outline, hair, quad_segs=1)
    )
    lines = shapely.get_parts(shapely.line_merge(inner))
    longer = [_extend(line, end, outline, (reach, back, hair)) for line in lines for end in (0, -1)]
    grown = shapely.union_all([*lines, *(one for one in longer if one is not None)])
    return shapely.intersection(grown, land)


def _extend(line: Any, end: int, outline: BaseGeometry, lengths: tuple[float, float, float]) -> BaseGeometry | None:
    """Return what makes a line that ends at the outline longer, as it runs there."""
    reach, back, hair = lengths
    tip: Any = shapely.get_point(line, end)
    if shapely.distance(tip, outline) > 3 * hair:
        return None
    behind = line.interpolate(back if end == 0 else max(0.0, line.length - back))
    x, y = tip.x - behind.x, tip.y - behind.y
    length = math.hypot(x, y)
    if length == 0:
        return None
    return shapely.LineString([(tip.x, tip.y), (tip.x + x / length * reach, tip.y + y / length * reach)])
