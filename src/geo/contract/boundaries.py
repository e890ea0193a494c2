"""The boundaries of a map's countries, their regions, neighbours and partners: read strictly, written by RFC 7946."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.contract.faults import MAX_FAULTS, DataError, Fault
from geo.contract.files import BOUNDARIES
from geo.contract.geojson import find_ring_problems, parse_json, read_bytes
from geo.contract.properties import Problem, Schema, find_text_problem
from geo.contract.schema import build_object_schema, build_parts
from geo.contract.vocabulary import Text

# 0.11 m at the equator, finer than any source here; RFC 7946 §11.2 advises it.
DECIMALS: Final = 6

# The members of a feature's properties, in this order.
PROPERTIES: Final = ("code", "name_en", "name_es", "kind", "admin1")


class BoundaryKind(StrEnum):
    """What a boundary is on the map."""

    COUNTRY = "country"  # one that the map is of
    REGION = "region"  # a first-order division of it
    NEIGHBOUR = "neighbour"  # another country, as far as the frame around them shows it
    PARTNER = "partner"  # a first-order division elsewhere that a programme names


@dataclass(frozen=True, slots=True)
class Boundary:
    """An area: `code` is ISO 3166-1 alpha-2 or ISO 3166-2, `admin1` GeoNames' code of the first-order division it is.

    A division whose ISO 3166-2 code is not sure has GeoNames' (`PH.NCR`); one that is drawn, but is none of GeoNames',
    has no `admin1`, and the country's code with its name (`CD/katanga`): no site can be it. `shape` is a polygon or
    multipolygon in WGS 84, longitude first.
    """

    code: str
    name: Text
    kind: BoundaryKind
    admin1: str | None
    shape: BaseGeometry

    @property
    def country(self) -> str:
        """The country that it is or is in, ISO 3166-1 alpha-2."""
        return self.code[:2]

    @property
    def iso(self) -> str | None:
        """Its ISO 3166-2 code, None where it is a country or the code is not sure."""
        return self.code if self.code[2:3] == "-" else None


def load_boundaries(path: Path = BOUNDARIES) -> Mapping[str, Boundary]:
    """Return the boundaries in the file at `path` by their code; raises DataError as `parse_boundaries` does."""
    return parse_boundaries(read_bytes(path), path.name)


def parse_boundaries(data: bytes, file: str) -> Mapping[str, Boundary]:
    """Return the boundaries in `data`, the bytes of a GeoJSON file called `file` in messages, by their code.

    Raises DataError with every fault: what is no FeatureCollection of areas with exactly our properties, an invalid
    geometry, a code that stands twice, and a file without a country.
    """
    value = parse_json(data, file)
    problems = list(islice(_SCHEMA.find_problems(value), MAX_FAULTS)) or list(_find_problems(value["features"]))
    if problems:
        raise DataError(Fault(file, key, what) for key, what in problems)
    return {boundary.code: boundary for boundary in map(_to_boundary, value["features"])}


def _find_problems(features: list[Any]) -> Iterator[Problem]:
    """Yield what is wrong with valid features beyond the schema."""
    seen: set[str] = set()
    for index, feature in enumerate(features):
        where, properties = f"features[{index}]", feature["properties"]
        if properties["code"] in seen:
            yield where, f"the code {properties['code']} stands twice"
        seen.add(properties["code"])
        texts = ((name, properties[name]) for name in PROPERTIES)
        yield from ((f"{where}.{name}", what) for name, text in texts if text and (what := find_text_problem(text)))
        yield from ((f"{where}.{key}", what) for key, what in find_ring_problems(feature["geometry"]))
    if not any(feature["properties"]["kind"] == BoundaryKind.COUNTRY for feature in features):
        yield "features", f"none is of the kind {BoundaryKind.COUNTRY}"


def _build_schema() -> Schema:
    text, kinds = {"$ref": "#/$defs/text"}, {"enum": list(map(str, BoundaryKind))}
    properties = build_object_schema(
        dict.fromkeys(PROPERTIES, text) | {"kind": kinds, "admin1": {"$ref": "#/$defs/text-or-null"}}
    )
    geometry = {
        "$ref": "#/$defs/geometry",
        "properties": {"type": {"enum": ["Polygon", "MultiPolygon"]}},
        "type": "object",
    }
    feature = build_object_schema({"type": {"const": "Feature"}, "properties": properties, "geometry": geometry})
    features = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/boundary"}}
    root = build_object_schema({"type": {"const": "FeatureCollection"}, "features": features})
    return Schema(root | {"$defs": build_parts() | {"boundary": feature}})


_SCHEMA: Final = _build_schema()


def _to_boundary(feature: Mapping[str, Any]) -> Boundary:
    code, name_en, name_es, kind, admin1 = (feature["properties"][name] for name in PROPERTIES)
    return Boundary(code, Text(name_en, name_es), BoundaryKind(kind), admin1, shape(feature["geometry"]))


def to_feature(boundary: Boundary) -> dict[str, Any]:
    """Return the GeoJSON feature that `load_boundaries` reads back as `boundary`, up to the sixth decimal."""
    values = (boundary.code, boundary.name.en, boundary.name.es, boundary.kind.value, boundary.admin1)
    properties = dict(zip(PROPERTIES, values, strict=True))
    return {"type": "Feature", "properties": properties, "geometry": to_geometry(boundary.shape)}


def to_geometry(geometry: BaseGeometry) -> dict[str, Any]:
    """Return a GeoJSON geometry: six decimals, valid at that precision, outer rings counterclockwise (RFC 7946)."""
    snapped = shapely.normalize(shapely.set_precision(geometry, 10.0**-DECIMALS))
    parts = getattr(snapped, "geoms", (snapped,))
    plain = mapping(shapely.orient_polygons(parts[0] if len(parts) == 1 else snapped))
    return {"type": plain["type"], "coordinates": _rounded(plain["coordinates"])}


def _rounded(value: Any) -> Any:
    return round(value, DECIMALS) if isinstance(value, float) else [_rounded(inner) for inner in value]
