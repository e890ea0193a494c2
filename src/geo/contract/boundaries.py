"""The boundaries of Peru, its regions, its neighbours and its partners: read, and written as RFC 7946 wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.contract.faults import DataError, Fault
from geo.contract.geojson import find_geometry_problems, parse_json, read_bytes
from geo.contract.vocabulary import Text

DATA: Final = Path(__file__).resolve().parents[3] / "data"
BOUNDARIES: Final = DATA / "boundaries.geojson"

# 0.11 m at the equator, finer than any source here; RFC 7946 §11.2 advises it.
DECIMALS: Final = 6

# The members of a feature's properties, in this order.
PROPERTIES: Final = ("code", "name_en", "name_es", "kind", "admin1")


class BoundaryKind(StrEnum):
    """What a boundary is on the map."""

    COUNTRY = "country"  # Peru
    REGION = "region"  # a first-order division of Peru
    NEIGHBOUR = "neighbour"  # another country, as far as the frame around Peru shows it
    PARTNER = "partner"  # a first-order division elsewhere that a programme names


@dataclass(frozen=True, slots=True)
class Boundary:
    """An area: `code` is ISO 3166-1 alpha-2 or ISO 3166-2, `admin1` GeoNames' code of a first-order division.

    `shape` is a polygon or multipolygon in WGS 84, longitude first.
    """

    code: str
    name: Text
    kind: BoundaryKind
    admin1: str | None
    shape: BaseGeometry


def load_boundaries(path: Path = BOUNDARIES) -> Mapping[str, Boundary]:
    """Return the boundaries in `path` by their code; raises DataError with each feature that is not as it should be."""
    value = parse_json(read_bytes(path), path.name)
    features = value.get("features") if isinstance(value, Mapping) else None
    if not isinstance(features, list):
        raise DataError([Fault(path.name, "features", "not an array")])
    boundaries: dict[str, Boundary] = {}
    faults = []
    for index, feature in enumerate(features):
        problem = _find_problem(feature)
        if problem is not None:
            faults.append(Fault(path.name, f"features[{index}]", problem))
            continue
        boundary = _to_boundary(feature)
        if boundary.code in boundaries:
            faults.append(Fault(path.name, f"features[{index}]", f"the code {boundary.code} stands twice"))
        boundaries[boundary.code] = boundary
    if faults:
        raise DataError(faults)
    return boundaries


def _find_problem(feature: object) -> str | None:
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        return "not a Feature"
    properties = feature.get("properties")
    if not isinstance(properties, Mapping) or tuple(properties) != PROPERTIES:
        return f"its properties are not {', '.join(PROPERTIES)}"
    if not all(isinstance(value, str) for name, value in properties.items() if name != "admin1"):
        return "a property is not a text"
    if properties["kind"] not in list(BoundaryKind):
        return f"kind {properties['kind']!r} is not one of {', '.join(BoundaryKind)}"
    geometry = feature.get("geometry")
    if not isinstance(geometry, Mapping) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return "its geometry is not an area"
    problems = [f"{where}: {what}" for where, what in find_geometry_problems(geometry)]
    return problems[0] if problems else None


def _to_boundary(feature: Mapping[str, Any]) -> Boundary:
    code, name_en, name_es, kind, admin1 = (feature["properties"][name] for name in PROPERTIES)
    return Boundary(code, Text(name_en, name_es), BoundaryKind(kind), admin1, shape(feature["geometry"]))


def to_feature(boundary: Boundary) -> dict[str, Any]:
    """Return the GeoJSON feature that `load_boundaries` reads back as `boundary`, up to the sixth decimal."""
    values = (boundary.code, boundary.name.en, boundary.name.es, boundary.kind.value, boundary.admin1)
    properties = dict(zip(PROPERTIES, values, strict=True))
    return {"type": "Feature", "properties": properties, "geometry": to_geojson(boundary.shape)}


def to_geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """Return a GeoJSON geometry: six decimals, valid at that precision, outer rings counterclockwise (RFC 7946)."""
    snapped = shapely.normalize(shapely.set_precision(geometry, 10.0**-DECIMALS))
    parts = getattr(snapped, "geoms", (snapped,))
    plain = mapping(shapely.orient_polygons(parts[0] if len(parts) == 1 else snapped))
    return {"type": plain["type"], "coordinates": _rounded(plain["coordinates"])}


def _rounded(value: Any) -> Any:
    return round(value, DECIMALS) if isinstance(value, float) else [_rounded(inner) for inner in value]
