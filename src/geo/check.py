"""The one strict check of a file of the contract: the build, the page and every export read through it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shapely.geometry import Point, shape

from geo.contract import FIELDS, FIGURE, METADATA, PROGRAM_FIELDS, SITE_FIELDS, SOURCE, URL, Field, Kind, values
from geo.faults import DataError, Fault
from geo.geojson import Problem, find_geometry_problems, parse_json
from geo.model import FORBIDDEN_IN_TEXT, SECTORS, Qualifier

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_MAX_NUMBER: Final = 10**15  # more than any amount or count there is, and exact in every format
# South, west, north, east of Peru with its maritime ports, in degrees: only to tell swapped axes from a wrong country.
_PERU: Final = (-18.5, -81.5, 0.1, -68.6)


@dataclass(frozen=True, slots=True)
class Collection:
    """A checked FeatureCollection: its metadata, and its features as GeoJSON objects in the order of the file."""

    metadata: Mapping[str, Any]
    features: tuple[Mapping[str, Any], ...]


def parse_collection(data: bytes, file: str) -> Collection:
    """Return the checked content of `data`, the bytes of a GeoJSON file called `file` in messages.

    Raises DataError with every fault of every feature.
    """
    value = parse_json(data, file)
    if not isinstance(value, Mapping):
        raise DataError([Fault(file, "", "not a JSON object")])
    faults = [Fault(file, key, what) for key, what in _find_collection_problems(value)]
    if faults:
        raise DataError(faults)
    return Collection(value["metadata"], tuple(value["features"]))


def find_text_problem(text: str) -> str | None:
    """Return why `text` may not be shown, or None: empty, padded, control characters, template or markup characters."""
    if text != text.strip() or not text:
        return "empty, or begins or ends with a space"
    if text.isprintable() and FORBIDDEN_IN_TEXT.isdisjoint(text):
        return None
    bad = sorted({c for c in text if c in FORBIDDEN_IN_TEXT or not (c.isprintable() or c == "\N{NO-BREAK SPACE}")})
    return "holds " + ", ".join(f"U+{ord(c):04X}" for c in bad) + ", which no text may hold" if bad else None


def _find_collection_problems(value: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _find_member_problems(value, ("type", "metadata", "features"), "")
    if value.get("type") != "FeatureCollection":
        yield "type", "is not FeatureCollection"
    yield from _find_metadata_problems(value.get("metadata"))
    features = value.get("features")
    if not isinstance(features, list):
        yield "features", "not an array"
        return
    sound = []
    for index, feature in enumerate(features):
        problems = list(_find_feature_problems(feature))
        name = feature.get("id") if isinstance(feature, Mapping) else None
        where = f"features[{index}]" + (f" {name}" if isinstance(name, str) else "")
        yield from ((f"{where} {key}".strip(), what) for key, what in problems)
        if not problems:
            sound.append(feature)
    yield from _find_relation_problems(sound, complete=len(sound) == len(features))


def _find_member_problems(value: Mapping[str, Any], members: tuple[str, ...], where: str) -> Iterator[Problem]:
    prefix = f"{where}." if where else ""
    yield from ((f"{prefix}{name}", "missing") for name in members if name not in value)
    yield from ((f"{prefix}{name}", "unknown member") for name in value if name not in members)


def _find_metadata_problems(value: object) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield "metadata", "not an object"
        return
    yield from _find_member_problems(value, METADATA, "metadata")
    for name in ("title", "description", "license", "version"):
        yield from _find_plain_problems(value.get(name), f"metadata.{name}")
    source = value.get("source")
    if not isinstance(source, Mapping):
        yield "metadata.source", "not an object"
    else:
        yield from _find_member_problems(source, SOURCE, "metadata.source")
        for name in SOURCE:
            yield from _find_plain_problems(source.get(name), f"metadata.source.{name}")
        for name, pattern in (("date", _DAY), ("url", URL), ("sha256", _SHA256)):
            text = source.get(name)
            if isinstance(text, str) and not (pattern.fullmatch(text) and (name != "date" or _is_in_calendar(text))):
                yield f"metadata.source.{name}", f"{text!r} does not have the form {pattern.pattern}"
    attribution = value.get("attribution")
    for index, line in enumerate(attribution if isinstance(attribution, list) else [None]):
        yield from _find_plain_problems(line, f"metadata.attribution[{index}]")
    fields = value.get("fields")
    if not isinstance(fields, Mapping):
        yield "metadata.fields", "not an object"
    else:
        yield from _find_member_problems(fields, tuple(field.name for field in FIELDS), "metadata.fields")
        for name, meaning in fields.items():
            yield from _find_plain_problems(meaning, f"metadata.fields.{name}")


def _find_plain_problems(value: object, where: str) -> Iterator[Problem]:
    problem = find_text_problem(value) if isinstance(value, str) else "not a text"
    if problem:
        yield where, problem


def _find_feature_problems(feature: object) -> Iterator[Problem]:
    if not isinstance(feature, Mapping):
        yield "", "not an object"
        return
    yield from _find_member_problems(feature, ("type", "id", "geometry", "properties"), "")
    if feature.get("type") != "Feature":
        yield "type", "is not Feature"
    properties = feature.get("properties")
    if not isinstance(properties, Mapping):
        yield "properties", "not an object"
        return
    problems = list(_find_property_problems(properties))
    geometry = feature.get("geometry")
    if geometry is not None:
        problems += find_geometry_problems(geometry)
    yield from problems
    if problems:
        return
    if feature.get("id") != f"{properties['program']}/{properties['site']}":
        yield "id", f"is not {properties['program']}/{properties['site']}"
    yield from _find_consistency_problems(properties, geometry)


def _find_property_problems(properties: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _find_member_problems(properties, tuple(field.name for field in FIELDS), "")
    for field in FIELDS:
        if field.name in properties:
            yield from ((field.name + key, what) for key, what in find_value_problems(field, properties[field.name]))


def find_value_problems(field: Field, value: object) -> Iterator[Problem]:
    """Yield what is wrong with `value` as a value of `field`: the part of it (`[2].unit_en`, or nothing), and why."""
    if value is None:
        if not field.nullable:
            yield "", "null is not allowed"
    elif isinstance(value, bool) or not isinstance(value, _TYPES[field.kind]):
        yield "", f"not {_NAMES[field.kind]}"
    elif isinstance(value, str):
        yield from _find_string_problems(field, value)
    elif isinstance(value, int | float):
        yield from _find_number_problems(field, value)
    elif isinstance(value, list):
        yield from _find_list_problems(field, value)


_TYPES: Final[Mapping[Kind, tuple[type, ...]]] = {
    Kind.TEXT: (str,),
    Kind.CODE: (str,),
    Kind.INTEGER: (int,),
    Kind.NUMBER: (int, float),
    Kind.TEXTS: (list,),
    Kind.FIGURES: (list,),
}
_NAMES: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "a text",
    Kind.CODE: "a text",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.TEXTS: "an array of texts",
    Kind.FIGURES: "an array of figures",
}


def _find_list_problems(field: Field, value: list[Any]) -> Iterator[Problem]:
    find = _find_figure_problems if field.kind is Kind.FIGURES else _find_plain_problems
    for index, entry in enumerate(value):
        yield from find(entry, f"[{index}]")
    if len(set(map(repr, value))) != len(value):
        yield "", "holds one thing twice"


def _find_string_problems(field: Field, value: str) -> Iterator[Problem]:
    problem = find_text_problem(value)
    if problem:
        yield "", problem
    elif field.allowed and value not in field.allowed:
        yield "", f"{value!r} is not one of {', '.join(map(str, field.allowed))}"
    elif field.pattern is not None and not field.pattern.fullmatch(value):
        yield "", f"{value!r} does not have the form {field.pattern.pattern}"


def _is_in_calendar(date: str) -> bool:
    """Return whether a year, month or day of the form YYYY[-MM[-DD]] is one."""
    try:
        dt.date.fromisoformat(f"{date}-01-01"[:10])
    except ValueError:
        return False
    return True


def _find_number_problems(field: Field, value: float) -> Iterator[Problem]:
    if field.allowed and value not in field.allowed:
        yield "", f"{value} is not one of {', '.join(map(str, field.allowed))}"
    if field.minimum is not None and value < field.minimum:
        yield "", f"{value} is less than {field.minimum}"
    most = _MAX_NUMBER if field.maximum is None else field.maximum
    if value > most:
        yield "", f"is more than {most}"


def _find_figure_problems(figure: object, where: str) -> Iterator[Problem]:
    if not isinstance(figure, Mapping):
        yield where, "not an object"
        return
    yield from _find_member_problems(figure, FIGURE, where)
    value = figure.get("value")
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield f"{where}.value", "not a number"
    elif not 0 <= value <= _MAX_NUMBER:
        yield f"{where}.value", f"is not between 0 and {_MAX_NUMBER}"
    if figure.get("qualifier") not in values(Qualifier):
        yield f"{where}.qualifier", f"is not one of {', '.join(values(Qualifier))}"
    yield from _find_plain_problems(figure.get("unit_en"), f"{where}.unit_en")
    yield from _find_plain_problems(figure.get("unit_es"), f"{where}.unit_es")


def _find_consistency_problems(properties: Mapping[str, Any], geometry: Mapping[str, Any] | None) -> Iterator[Problem]:
    """Yield where sound properties of one feature contradict each other or the geometry."""
    sector = SECTORS[properties["sector"]]
    if (properties["sector_en"], properties["sector_es"]) != (sector.en, sector.es):
        yield "sector_en", f"is not the name of sector {properties['sector']}"
    amount = [properties[name] is None for name in ("amount_usd", "amount_qualifier", "amount_type")]
    if any(amount) != all(amount):
        yield "amount_usd", "amount, qualifier and type come together or not at all"
    if properties["amount_part_of"] is not None and properties["amount_usd"] is None:
        yield "amount_part_of", "there is no amount that could be part of another"
    start, end = properties["start"], properties["end"]
    for name, date in (("start", start), ("end", end)):
        if date is not None and not _is_in_calendar(date):
            yield name, f"{date!r} is not in the calendar"
    if start is not None and end is not None and start[: len(end)] > end[: len(start)]:
        yield "end", f"{end} is before {start}"
    if (properties["note_en"] is None) != (properties["note_es"] is None):
        yield "note_en", "a note is in both languages or in none"
    yield from _find_location_problems(properties, geometry)


def _find_location_problems(properties: Mapping[str, Any], geometry: Mapping[str, Any] | None) -> Iterator[Problem]:
    point = (properties["longitude"], properties["latitude"])
    if (geometry is None, geometry is None) != tuple(degrees is None for degrees in point):
        yield "geometry", "geometry, longitude and latitude come together or not at all"
        return
    if geometry is None:
        return
    if geometry["type"] == "Point":
        if tuple(geometry["coordinates"]) != point:
            yield "geometry", "the point is not at longitude and latitude"
    elif not shape(dict(geometry)).intersects(Point(point)):
        yield "geometry", "longitude and latitude are not inside the geometry"
    if properties["country"] == "PE" and _is_in_peru(*reversed(point)) and not _is_in_peru(*point):
        yield "longitude", "longitude and latitude are swapped"


def _is_in_peru(longitude: float, latitude: float) -> bool:
    south, west, north, east = _PERU
    return west <= longitude <= east and south <= latitude <= north


def _find_relation_problems(features: list[Mapping[str, Any]], *, complete: bool) -> Iterator[Problem]:
    """Yield where features that are sound one by one do not fit each other."""
    seen: set[str] = set()
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
    programs = {feature["properties"]["program"] for feature in features}
    for feature in features:
        properties = feature["properties"]
        if feature["id"] in seen:
            yield feature["id"], "the id stands twice"
        seen.add(feature["id"])
        for key, names in (("program", PROGRAM_FIELDS), ("site", SITE_FIELDS)):
            other = first.setdefault((key, properties[key]), properties)
            for name in names:
                if other[name] != properties[name]:
                    yield f"{feature['id']} {name}", f"differs from another feature of {key} {properties[key]}"
        whole = properties["amount_part_of"]
        if complete and whole is not None and whole not in programs:
            yield f"{feature['id']} amount_part_of", f"there is no programme {whole}"
    yield from _find_cycles(features)


def _find_cycles(features: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield each programme whose amount would, by way of others, be part of itself."""
    part_of = {feature["properties"]["program"]: feature["properties"]["amount_part_of"] for feature in features}
    for program, direct in part_of.items():
        passed: set[str] = set()
        whole = direct
        while whole is not None and whole not in passed and whole != program:
            passed.add(whole)
            whole = part_of.get(whole)
        if whole == program:
            yield f"{program} amount_part_of", "the amount is part of itself"
