"""The contract in the words of two standards: JSON Schema 2020-12 for the GeoJSON, Table Schema 2.0 for its tables.

Both are read off `geo.contract.fields`; nothing of the contract is written here a second time. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from geo.contract.fields import FIELDS, FIGURE, FIGURE_COLUMNS, METADATA, SOURCE, Field, Kind, values
from geo.contract.vocabulary import FORBIDDEN_IN_TEXT, SECTORS, Qualifier, Status

Json = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TABLE_SCHEMA: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "sector": {code: name.en for code, name in SECTORS.items()},
    "status": {one.value: f"{one.iati} {one.definition.en}" for one in Status if one.definition},
}


# --- JSON Schema


def build_json_schema() -> Json:
    """Return the schema of `locations.geojson`: what `geo.contract.check` asks of each member by itself.

    What relates members to each other (an id to its programme and site, a point to its ring) is beyond a schema.
    """
    return {
        "$schema": _DIALECT,
        "title": "Programmes and places",
        "description": "A GeoJSON FeatureCollection (RFC 7946), one feature for each programme at each site.",
        **_object(
            {
                "type": {"const": "FeatureCollection"},
                "metadata": {"$ref": "#/$defs/metadata"},
                "features": {"type": "array", "items": {"$ref": "#/$defs/feature"}},
            }
        ),
        "$defs": {
            "metadata": _build_metadata(),
            "feature": _build_feature(),
            "figure": _build_figure(),
            "text": _build_text(),
            **_build_geometries(),
        },
    }


def _build_metadata() -> Json:
    text = {"$ref": "#/$defs/text"}
    members: Json = dict.fromkeys(METADATA, text)
    members["source"] = _object(dict.fromkeys(SOURCE, text))
    members["attribution"] = {"type": "array", "items": text}
    members["fields"] = _object({field.name: text for field in FIELDS})
    return _object(members)


def _build_feature() -> Json:
    shapes = [{"$ref": f"#/$defs/{kind}"} for kind in _NESTING]
    return _object(
        {
            "type": {"const": "Feature"},
            "id": {"type": "string", "pattern": "^[^/]+/[^/]+$"},
            "geometry": {"oneOf": [{"type": "null"}, *shapes]},
            "properties": _object({field.name: _build_property(field) for field in FIELDS}),
        }
    )


def _build_property(field: Field) -> Json:
    schema: Json = {"description": field.meaning.en}
    if field.unit is not None:
        schema["x-unit"] = field.unit
    if field.code_list is not None:
        schema["x-code-list"] = field.code_list
    value = _build_value(field)
    return schema | ({"anyOf": [value, {"type": "null"}]} if field.nullable else value)


def _build_value(field: Field) -> Json:
    if field.kind is Kind.FIGURES:
        return {"type": "array", "items": {"$ref": "#/$defs/figure"}, "uniqueItems": True}
    if field.kind is Kind.TEXTS:
        return {"type": "array", "items": {"$ref": "#/$defs/text"}, "uniqueItems": True}
    if field.allowed:
        return {"enum": list(field.allowed)}
    if field.pattern is not None:
        return {"$ref": "#/$defs/text", "pattern": f"^(?:{field.pattern.pattern})$"}
    if field.kind in (Kind.TEXT, Kind.CODE):
        return {"$ref": "#/$defs/text"}
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    return {"type": str(field.kind)} | {name: bound for name, bound in bounds.items() if bound is not None}


def _build_figure() -> Json:
    exceptions: Json = {"value": {"type": "number"}, "qualifier": {"enum": list(values(Qualifier))}}
    return _object({name: exceptions.get(name, {"$ref": "#/$defs/text"}) for name in FIGURE})


def _build_text() -> Json:
    refused = "".join(f"\\{char}" for char in sorted(FORBIDDEN_IN_TEXT - {"<", ">", "`"})) + "<>`"
    return {"type": "string", "minLength": 1, "pattern": rf"^[^\u0000-\u001f\u007f{refused}]*$"}


# What each geometry's coordinates are made of (RFC 7946 §3.1), and of how many at least.
_NESTING: Final[Mapping[str, tuple[str, int]]] = {
    "Point": ("position", 0),
    "MultiPoint": ("position", 1),
    "LineString": ("position", 2),
    "MultiLineString": ("line", 1),
    "Polygon": ("ring", 1),
    "MultiPolygon": ("rings", 1),
}


def _build_geometries() -> Json:
    position = {
        "type": "array",
        "prefixItems": [
            {"type": "number", "minimum": -180, "maximum": 180},
            {"type": "number", "minimum": -90, "maximum": 90},
        ],
        "minItems": 2,
        "maxItems": 2,
    }
    geometries = {
        kind: _object({"type": {"const": kind}, "coordinates": _array(part, least)})
        for kind, (part, least) in _NESTING.items()
    }
    parts = {"position": position, "line": _array("position", 2), "ring": _array("position", 4)}
    return parts | {"rings": _array("ring", 1)} | geometries


def _array(part: str, least: int) -> Json:
    items = {"$ref": f"#/$defs/{part}"}
    return {"type": "array", "items": items, "minItems": least} if least else items


def _object(members: Mapping[str, Any]) -> Json:
    return {"type": "object", "required": list(members), "additionalProperties": False, "properties": dict(members)}


# --- Table Schema


def build_locations_table() -> Json:
    """Return the Table Schema of `locations.csv`: the contract's fields, then the geometry as WKT."""
    wkt = {"name": "wkt", "type": "string", "description": "Geometry, well-known text, WGS 84, longitude first"}
    return _table([*map(_build_column, FIELDS), wkt], primaryKey=["program", "site"])


def build_figures_table() -> Json:
    """Return the Table Schema of `figures.csv`: each figure once, with the programme and the item it stands in."""
    columns = {field.name: _build_column(field) for field in FIELDS}
    columns |= {
        "value": {"name": "value", "type": "number", "description": "The figure", "constraints": {"required": True}},
        "unit_en": _required("unit_en", "What is counted, in English; an amount counts United States dollars"),
        "unit_es": _required("unit_es", "What is counted, in Spanish"),
        "qualifier": _required("qualifier", "What the document says of the figure", enum=list(values(Qualifier))),
    }
    program = {"fields": ["program"], "reference": {"resource": "locations", "fields": ["program"]}}
    return _table([columns[name] for name in FIGURE_COLUMNS], foreignKeys=[program])


def _required(name: str, meaning: str, **constraints: Any) -> Json:
    return {"name": name, "type": "string", "description": meaning, "constraints": {"required": True, **constraints}}


def _build_column(field: Field) -> Json:
    column: Json = {"name": field.name, **_TYPES[field.kind], "description": field.meaning.en}
    column["description_es"] = field.meaning.es
    if field.unit is not None:
        column["unit"] = field.unit
    if field.code_list is not None:
        column["codeList"] = field.code_list
    if field.name in _LABELS:
        column["categories"] = [{"value": value, "label": label} for value, label in _LABELS[field.name].items()]
    constraints = dict(_list_constraints(field))
    return column | ({"constraints": constraints} if constraints else {})


_TYPES: Final[Mapping[Kind, Json]] = {
    Kind.TEXT: {"type": "string"},
    Kind.CODE: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.TEXTS: {"type": "list", "delimiter": "; ", "itemType": "string"},
    Kind.FIGURES: {"type": "list", "delimiter": "; ", "itemType": "string"},
}


def _list_constraints(field: Field) -> Iterable[tuple[str, Any]]:
    if not field.nullable and field.kind not in (Kind.TEXTS, Kind.FIGURES):  # an empty list is an empty cell
        yield "required", True
    if field.allowed:
        yield "enum", list(field.allowed)
    if field.pattern is not None:
        yield "pattern", f"({field.pattern.pattern})"
    if field.minimum is not None:
        yield "minimum", field.minimum
    if field.maximum is not None:
        yield "maximum", field.maximum


def _table(fields: list[Json], **keys: Any) -> Json:
    return {"$schema": _TABLE_SCHEMA, "fields": fields, "missingValues": [""], **keys}
