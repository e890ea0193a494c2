"""The three sheets of a country's ground, for each of `geo.contract.ground.SHEETS`."""

from __future__ import annotations

import gzip
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely
from babel import Locale
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo.building.ground.names import TownRow, list_regions, list_towns, load_waters
from geo.building.ground.sheets import (
    Detail,
    divide,
    draw_sheet,
    extend_borders,
    keep_areas,
    simplify_area,
    simplify_lines,
)
from geo.building.ground.shores import CREDIT, load_water
from geo.contract.boundaries import Boundary, BoundaryKind
from geo.contract.collection import Box
from geo.contract.faults import DataError, Fault
from geo.contract.ground import FOLDER

SHEETS_BUDGET: Final = 280_000  # bytes of the sheets of detail, compressed; 400,000 with the world's and the relief
MARGIN: Final = 1.0  # degrees around the country, and around each place elsewhere, that are drawn in detail
WORLD: Final[Box] = (-180.0, -60.0, 180.0, 84.0)
# A pixel of Leaflet's map is 360 / 256 / 2 ** zoom degrees: 0.022 at zoom 6, 0.002 at 9.5, 0.0003 at 12.
FAR: Final = Detail(scale=50, tolerance=0.09, side=60, smallest=0.15)
MIDDLE: Final = Detail(scale=600, tolerance=0.0015, side=4, smallest=2e-5)
NEAR: Final = Detail(scale=3000, tolerance=0.0004, side=1)
_COARSER: Final = 1.5  # how much more is straightened where the budget is passed, and how often
_TIMES: Final = 12
_TOWNS: Final = 7.0  # the zoom from which a town is written that is not in the sheet of a region
_WRITTEN: Final = 64  # pixels across a country from which its name is written


def build_world(world_map: Path, boundaries: Mapping[str, Boundary]) -> bytes:
    """Return the sheet of all countries, for what is outside of `boundaries`; `world_map` is QGIS's Natural Earth."""
    drawn = [one.shape for one in boundaries.values() if one.kind in (BoundaryKind.COUNTRY, BoundaryKind.PARTNER)]
    return _draw_world(world_map, shapely.buffer(shapely.union_all(drawn), 0.3))


def build_details(
    package: Path,
    world_map: Path,
    boundaries: Mapping[str, Boundary],
    elsewhere: Collection[tuple[float, float]],
    names: Path,
) -> dict[str, bytes]:
    """Return the sheets of detail by name: `package` holds the shores, `world_map` is QGIS's copy of Natural Earth.

    They are of the countries of `boundaries` and of what is around the points `elsewhere` (longitude, latitude);
    `names` is a TOML file of waters, which need not be there. The nearest sheet is straightened until both are within
    BUDGET. Raises DataError for `names`, and where nothing is within it.
    """
    countries = [one for one in boundaries.values() if one.kind is BoundaryKind.COUNTRY]
    codes = {one.code for one in countries}
    country = shapely.union_all([one.shape for one in countries])
    west, south, east, north = country.bounds
    frames: list[Box] = [_round(west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)]
    outside = [(x, y) for x, y in elsewhere if not shapely.contains_xy(box(*frames[0]), x, y)]
    frames += [_round(x - MARGIN, y - MARGIN, x + MARGIN, y + MARGIN) for x, y in outside]
    whole = shapely.union_all([box(*frame) for frame in frames])
    parts = [load_water(package, box(*frame)) for frame in frames]
    regions = [one for one in boundaries.values() if one.kind is BoundaryKind.REGION]
    waters = load_waters(names, parts[0], box(*frames[0]), codes) if names.exists() else ()
    written = [*list_regions(regions), *waters]
    towns = list(list_towns([whole], codes))
    others = _load_others(world_map, codes, whole)

    def draw(detail: Detail, classes: Sequence[tuple[int, ...]], rows: Sequence[TownRow]) -> bytes:
        layers = {}
        land, lakes = (
            simplify_area(shapely.union_all([getattr(part, kind) for part in parts]), detail)
            for kind in ("land", "lakes")
        )
        layers["country"], layers["land"] = divide(land, country, others, detail)
        layers["lake"] = lakes
        for number, levels in enumerate(classes, 1):
            lines = shapely.union_all([part.rivers[level] for part in parts for level in levels])
            rivers = simplify_lines(shapely.line_merge(lines), detail)
            layers[f"river{number}"] = shapely.difference(shapely.intersection(rivers, land), lakes)
        layers["border"] = simplify_lines(extend_borders([one.shape for one in regions], layers["country"]), detail)
        return draw_sheet(layers, rows, frames, detail, CREDIT)

    middle = draw(MIDDLE, ((0,), (1,)), [*written, *(row for row in towns if row[2] < _TOWNS)])
    left = SHEETS_BUDGET - measure(middle)
    for detail in (replace(NEAR, tolerance=NEAR.tolerance * _COARSER**times) for times in range(_TIMES)):
        near = draw(detail, ((0,), (1,), (2, 3)), [row for row in towns if row[2] >= _TOWNS])
        if measure(near) <= left:
            return {"middle": middle, "near": near}
    raise DataError([Fault(FOLDER, "", f"larger than {SHEETS_BUDGET} bytes, however straightened")])


def measure(content: bytes) -> int:
    """Return the bytes of a file as it is sent."""
    return len(gzip.compress(content, compresslevel=6, mtime=0))


def _round(west: float, south: float, east: float, north: float) -> Box:
    west, south = max(-180, math.floor(west * 4) / 4), max(-90, math.floor(south * 4) / 4)
    return west, south, min(180, math.ceil(east * 4) / 4), min(90, math.ceil(north * 4) / 4)


def _load_others(world_map: Path, codes: Collection[str], whole: BaseGeometry) -> BaseGeometry:
    countries = gpd.read_file(world_map, layer="countries")
    found = countries[countries.intersects(whole) & ~countries["iso_a2"].isin(codes)]
    return shapely.intersection(shapely.union_all(found.geometry), shapely.buffer(whole, 1))


def _draw_world(world_map: Path, around: BaseGeometry) -> bytes:
    """Return the sheet of all countries, straightened but `around` what is drawn of the same source as it is."""
    countries = gpd.read_file(world_map, layer="countries")
    shapes = shapely.make_valid(countries.geometry.to_numpy())
    everything = shapely.union_all(shapes)
    whole = keep_areas(everything, FAR.smallest)
    simple = shapely.make_valid(shapely.simplify(whole, FAR.tolerance))
    land = shapely.union(shapely.difference(simple, around), shapely.intersection(whole, around))
    shores = shapely.get_parts(shapely.boundary(everything))  # one by one: all at once take twenty seconds
    shore = shapely.disjoint_subset_union_all(shapely.buffer(shores, 1e-6, quad_segs=1))
    border = shapely.difference(shapely.union_all(shapely.boundary(shapes)), shore)
    lines = [one for one in shapely.get_parts(shapely.line_merge(border)) if one.length > FAR.tolerance]
    layers = {"land": keep_areas(land), "border": simplify_lines(shapely.multilinestrings(lines), FAR)}
    return draw_sheet(layers, _name_countries(countries["iso_a2"], shapes), [WORLD], FAR, "Natural Earth · GeoNames")


def _name_countries(codes: Any, shapes: Any) -> Iterator[TownRow]:
    """Yield the name of each country from the zoom where it has room; ISO codes that Natural Earth lacks have none."""
    english, spanish = (Locale(language).territories for language in ("en", "es"))
    for code, shape in zip(codes, shapes, strict=True):
        if code not in english or code == "AQ":
            continue
        largest = max(shapely.get_parts(shape), key=shapely.area)
        west, _, east, _ = largest.bounds
        zoom = max(1.5, round(math.log2(_WRITTEN * 360 / 256 / (east - west)), 1))
        point = shapely.maximum_inscribed_circle(largest, tolerance=0.1).coords[0]
        rank = round(3 - math.log10(max(largest.area, 0.01)) / 4, 2)
        yield "country", rank, zoom, english[code], spanish[code], [point]
