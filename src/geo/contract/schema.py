"""The contract in two standards: JSON Schema 2020-12 for the GeoJSON, Table Schema 2.0 for its tables.

Both are made of `geo.contract.fields` and `geo.contract.texts`; the check validates by the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from geo.contract import collection
from geo.contract.fields import (
    ACCOUNTS,
    AUDIT_ITEM,
    COUNTRIES,
    FIELDS,
    FIGURE,
    FIGURE_COLUMNS,
    LABELLED,
    LEFT_OUT,
    METADATA,
    OTHER_NAMES,
    OVERLAP,
    SHA256,
    SOURCE,
    SOURCE_FORMS,
    STATISTICS,
    Field,
    Kind,
    values,
)
from geo.contract.texts import MAX_ITEMS, MAX_NUMBER, MAX_TEXT, MOJIBAKE, PADDING, REFUSED_CHARACTERS
from geo.contract.vocabulary import ITEM, ITEM_SIGN, SECTORS, SLUG, Qualifier, Status, Theme, ThingKind

Json = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TABLE_SCHEMA: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "sector": {code: name.en for code, name in SECTORS.items()},
    "status": {one.value: f"{one.iati} {one.definition.en}" for one in Status if one.definition},
}


# --- JSON Schema


def build_json_schema() -> Json:
    """Return the schema of `locations.geojson`: what `geo.contract.check` requires of each member by itself.

    Beyond a schema is what relates members to each other (an id to its programme and site, a point to its ring), that
    a ring is closed and wound right, and that texts are in Unicode's normal form C.
    """
    return {
        "$schema": _DIALECT,
        "title": "Programmes and places",
        "description": "A GeoJSON FeatureCollection (RFC 7946), one feature for each programme at each site.",
        **build_object_schema(
            {
                "type": {"const": "FeatureCollection"},
                "metadata": {"$ref": "#/$defs/metadata"},
                "features": _array("feature", 1),
            }
        ),
        "$defs": {
            "metadata": _build_metadata(),
            "feature": _build_feature(),
            "figure": _build_figure(),
            **build_parts(),
        },
    }


def _build_metadata() -> Json:
    text = {"$ref": "#/$defs/text"}
    members: Json = dict.fromkeys(METADATA, text)
    members["source"] = build_object_schema(
        {name: _match(SOURCE_FORMS[name]) if name in SOURCE_FORMS else text for name in SOURCE},
    )
    members["attribution"] = {"type": "array", "items": text, "maxItems": MAX_ITEMS}
    members["fields"] = build_object_schema({field.name: text for field in FIELDS})
    members["institutions"] = {
        "description": "Institutions by their English name, which agencies and partners have: their Spanish name",
        "type": "object",
        "propertyNames": text,
        "additionalProperties": text,
    }
    pair = {"type": "array", "items": _match(SLUG), "minItems": 2, "maxItems": 2, "uniqueItems": True}
    members["overlaps"] = {
        "description": "Pairs of programmes whose amounts may hold the same dollars: a total has one of them",
        "type": "array",
        "items": build_object_schema(dict.fromkeys(OVERLAP, text) | {"programs": pair}),
    }
    members["audit"] = _build_audit()
    names = {
        "type": "object",
        "propertyNames": text,
        "additionalProperties": {"type": "array", "items": text, "maxItems": MAX_ITEMS},
    }
    members["other_names"] = {
        "description": "What a search finds institutions (by their English name) and sites by, besides their names",
        **build_object_schema(dict.fromkeys(OTHER_NAMES, names)),
    }
    members["collection"] = _build_collection()
    statistics = {
        "description": "The programmes that are statistics of trade or travel, and nobody's programme",
        "type": "array",
        "items": _match(SLUG),
        "uniqueItems": True,
    }
    schema = build_object_schema(members)
    return {**schema, "properties": {**members, STATISTICS: statistics}}


def _build_collection() -> Json:
    """Return the schema of what the page needs to know of its document and its countries."""
    line = {"$ref": "#/$defs/text"}
    text = {
        "type": "object",
        "properties": dict.fromkeys(collection.LANGUAGES, line),
        "additionalProperties": False,
    }
    number = {"type": "integer", "minimum": 1, "maximum": 99}
    degrees = {"type": "number", "minimum": -180, "maximum": 180}
    box = {"type": "array", "items": degrees, "minItems": 4, "maxItems": 4}
    country: Json = {
        "code": {"enum": list(COUNTRIES)},
        "site": _match(SLUG),
        "name": text,
        "bounds": {"type": "array", "items": box, "maxItems": 2},
    }
    section: Json = {"number": number, "theme": {"enum": [*values(Theme), None]}}
    members: Json = {
        "slug": _match(SLUG),
        "name": text,
        "authors": line,
        "languages": {
            "type": "array",
            "items": {"enum": list(collection.LANGUAGES)},
            "minItems": 1,
            "uniqueItems": True,
        },
        "countries": _list(build_object_schema({name: country[name] for name in collection.COUNTRY}), 1),
        "keywords": _list(line),
        "sections": _list(build_object_schema({name: section[name] for name in collection.SECTION})),
        "texts": {
            **build_object_schema(dict.fromkeys(collection.TEXTS, text)),
            "required": list(collection.REQUIRED),
        },
        "themes": {"type": "object", "properties": dict.fromkeys(values(Theme), text), "additionalProperties": False},
        "doubts": _list(text),
    }
    return {
        "description": "What the page needs to know of its document and its countries; a text by language",
        **build_object_schema({name: members[name] for name in collection.MEMBERS}),
    }


def _list(items: Json, least: int = 0) -> Json:
    return {"type": "array", "items": items, "minItems": least, "maxItems": MAX_ITEMS}


def _build_audit() -> Json:
    """Return the schema of what the audit found: null where the file is only a part of what was audited."""
    text, number = {"$ref": "#/$defs/text"}, {"type": "integer", "minimum": 0, "maximum": MAX_NUMBER}
    left_out = dict.fromkeys(LEFT_OUT, text) | {
        "kind": {"enum": list(values(ThingKind))},
        "words": {"$ref": "#/$defs/text-or-null"},
        "times": number,
    }
    item: Json = {
        "item": _match(ITEM),
        "programs": {"type": "array", "items": _match(SLUG), "uniqueItems": True},
        "left_out": {"type": "array", "items": build_object_schema(left_out)},
    }
    counts = build_object_schema(dict.fromkeys(ACCOUNTS, number))
    members: Json = {
        "records": _match(SHA256),
        "checked": number,
        "things": build_object_schema(dict.fromkeys(values(ThingKind), counts)),
        "items": {"type": "array", "items": build_object_schema({name: item[name] for name in AUDIT_ITEM})},
    }
    return {
        **build_object_schema(members),
        "type": ["object", "null"],
        "description": "What the audit against the document found; null where the file is a part of what was audited",
    }


def _match(form: re.Pattern[str], text: str = "text") -> Json:
    return {"$ref": f"#/$defs/{text}", "pattern": f"^(?:{form.pattern})$"}


def _build_feature() -> Json:
    return build_object_schema(
        {
            "type": {"const": "Feature"},
            "id": {"type": "string", "pattern": f"^{SLUG.pattern}/{SLUG.pattern}$"},
            "geometry": {"$ref": "#/$defs/geometry"},
            "properties": build_object_schema({field.name: _build_property(field) for field in FIELDS}),
        }
    )


def _build_property(field: Field) -> Json:
    schema: Json = {"description": field.meaning.en}
    if field.unit is not None:
        schema["x-unit"] = field.unit
    if field.code_list is not None:
        schema["x-code-list"] = field.code_list
    return schema | _build_value(field)


def _build_value(field: Field) -> Json:
    if field.kind in _ITEMS:
        return {"type": "array", "items": _ITEMS[field.kind], "uniqueItems": True, "maxItems": MAX_ITEMS}
    null = [None] if field.nullable else []
    if field.allowed:
        return {"enum": [*field.allowed, *null]}
    if field.kind in (Kind.TEXT, Kind.CODE):
        text = "text-or-null" if field.nullable else "text"
        return {"$ref": f"#/$defs/{text}"} if field.pattern is None else _match(field.pattern, text)
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    kind = [str(field.kind), "null"] if field.nullable else str(field.kind)
    return {"type": kind} | {name: bound for name, bound in bounds.items() if bound is not None}


_ITEMS: Final[Mapping[Kind, Json]] = {
    Kind.TEXTS: {"$ref": "#/$defs/text"},
    Kind.FIGURES: {"$ref": "#/$defs/figure"},
}


def _build_figure() -> Json:
    exceptions: Json = {
        "value": {"type": "number", "minimum": 0, "maximum": MAX_NUMBER},
        "qualifier": {"enum": list(values(Qualifier))},
    }
    return build_object_schema({name: exceptions.get(name, {"$ref": "#/$defs/text"}) for name in FIGURE})


def _build_text(*kinds: str) -> Json:
    refused = f"{REFUSED_CHARACTERS}|{PADDING}|{MOJIBAKE}"
    return {
        "type": list(kinds) if len(kinds) > 1 else kinds[0],
        "minLength": 1,
        "maxLength": MAX_TEXT,
        "not": {"type": "string", "pattern": refused},
    }


# What each geometry's coordinates are made of (RFC 7946 §3.1): the kinds that the page draws.
_COORDINATES: Final[Mapping[str, str]] = {"Point": "position", "Polygon": "rings", "MultiPolygon": "polygons"}


def build_parts() -> Json:
    """Return the definitions of `text`, `text-or-null`, `geometry` (three kinds, or null) and its parts."""
    degrees = [{"type": "number", "minimum": -most, "maximum": most} for most in (180, 90)]
    position = {"type": "array", "prefixItems": degrees, "minItems": 2, "maxItems": 2}
    members = build_object_schema({"type": {"enum": list(_COORDINATES)}, "coordinates": {"type": "array"}})
    branches = [
        {
            "if": {"properties": {"type": {"const": kind}}, "required": ["type"]},
            "then": {"properties": {"coordinates": {"$ref": f"#/$defs/{part}"}}},
        }
        for kind, part in _COORDINATES.items()
    ]
    return {
        "text": _build_text("string"),
        "text-or-null": _build_text("string", "null"),
        "geometry": {**members, "type": ["object", "null"], "allOf": branches},
        "polygons": _array("rings", 1),
        "rings": _array("ring", 1),
        "ring": _array("position", 4),
        "position": position,
    }


def _array(part: str, least: int) -> Json:
    return {"type": "array", "items": {"$ref": f"#/$defs/{part}"}, "minItems": least}


def build_object_schema(members: Mapping[str, Any]) -> Json:
    """Return the schema of an object that has exactly the members, each as its schema says."""
    return {"type": "object", "required": list(members), "additionalProperties": False, "properties": dict(members)}


# --- Table Schema


def build_locations_table() -> Json:
    """Return the Table Schema of `locations.csv`: the contract's fields, the labels of codes, the geometry as WKT."""
    wkt = {"name": "wkt", "type": "string", "description": "Geometry, well-known text, WGS 84, longitude first"}
    about = {"entry": "Whether the row is of a programme or of a statistic"}
    about |= {name: f"What the code in {name} is called" for name in LABELLED}
    labels = [
        {"name": f"{name}_{code}", "type": "string", "description": f"{meaning}, in {language}"}
        for name, meaning in about.items()
        for code, language in (("en", "English"), ("es", "Spanish"))
    ]
    return _table([*map(_build_column, FIELDS), *labels, wkt], primaryKey=["program", "site"])


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
        sign = ITEM_SIGN if field.pattern is ITEM else ""
        yield "pattern", f"{sign}({field.pattern.pattern})"
    if field.minimum is not None:
        yield "minimum", field.minimum
    if field.maximum is not None:
        yield "maximum", field.maximum


def _table(fields: list[Json], **keys: Any) -> Json:
    return {"$schema": _TABLE_SCHEMA, "fields": fields, "missingValues": [""], **keys}
