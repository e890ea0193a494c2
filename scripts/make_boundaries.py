"""Make data/boundaries.geojson from Natural Earth.

    python scripts/make_boundaries.py /usr/share/qgis/resources/data/world_map.gpkg

The file is QGIS's copy of Natural Earth 1:10m (public domain), from Debian's package qgis-common. Nothing is
simplified: the regions are where programmes are, and simplified apart neighbours would no longer share a border.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import geopandas as gpd
import pycountry
from babel import Locale
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo.building.gazetteer import normalise_name
from geo.contract.boundaries import BOUNDARIES, Boundary, BoundaryKind, to_feature
from geo.contract.files import write_atomically
from geo.contract.vocabulary import Text

# West, south, east, north, in degrees: what a wide screen shows around Peru.
FRAME: Final = box(-96.0, -26.0, -55.0, 9.0)

# The two names that Natural Earth and ISO 3166-2 write differently.
ISO_NAMES: Final = {"Callao": "El Callao", "Lima Province": "Municipalidad Metropolitana de Lima"}
NAMES_ES: Final = {"Lima Province": "Provincia de Lima"}


def build_boundaries(world_map: Path) -> bytes:
    """Return the GeoJSON made of the layers `countries` and `states_provinces` of a GeoPackage."""
    countries = gpd.read_file(world_map, layer="countries")
    regions = gpd.read_file(world_map, layer="states_provinces")
    boundaries = [
        *(_country(row.iso_a2, row.geometry) for row in countries[countries.intersects(FRAME)].itertuples()),
        *(_region(row.name, row.fips, row.geometry) for row in regions[regions.adm0_a3 == "PER"].itertuples()),
        *(_partner(row.name, row.geometry) for row in regions[regions.fips == "US06"].itertuples()),
    ]
    order = list(BoundaryKind)
    boundaries.sort(key=lambda boundary: (order.index(boundary.kind), boundary.code))
    lines = ",\n".join(
        json.dumps(to_feature(boundary), ensure_ascii=False, separators=(",", ":")) for boundary in boundaries
    )
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode()


def _country(code: str, shape: BaseGeometry) -> Boundary:
    name = Text(*(Locale(language).territories[code] for language in ("en", "es")))
    if code == "PE":
        return Boundary(code, name, BoundaryKind.COUNTRY, None, shape)
    return Boundary(code, name, BoundaryKind.NEIGHBOUR, None, shape.intersection(FRAME))


def _region(name: str, fips: object, shape: BaseGeometry) -> Boundary:
    code = _get_iso_code("PE", ISO_NAMES.get(name, name))
    # GeoNames' first-order codes of Peru are those of FIPS 10-4; for Lima province, which has none there, that of ISO.
    admin1 = fips.removeprefix("PE") if isinstance(fips, str) else code.removeprefix("PE-")
    return Boundary(code, Text(name, NAMES_ES.get(name, name)), BoundaryKind.REGION, admin1, shape)


def _partner(name: str, shape: BaseGeometry) -> Boundary:
    code = _get_iso_code("US", name)
    return Boundary(code, Text(name, name), BoundaryKind.PARTNER, code.removeprefix("US-"), shape)


def _get_iso_code(country: str, name: str) -> str:
    code: str = next(
        s.code
        for s in pycountry.subdivisions
        if (s.country_code, normalise_name(s.name)) == (country, normalise_name(name))
    )
    return code


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 -- the script and the file
        sys.exit(__doc__)
    write_atomically(BOUNDARIES, build_boundaries(Path(sys.argv[1])))
