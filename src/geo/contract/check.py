"""The one strict check of a file of the contract: the build, the page and every export read through it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shapely.geometry import Point, shape

from geo.contract.faults import DataError, Fault
from geo.contract.fields import FIELDS, METADATA, PROGRAM_FIELDS, SITE_FIELDS, SOURCE, URL, Field
from geo.contract.geojson import Problem, find_geometry_problems, find_member_problems, parse_json
from geo.contract.properties import are_sound, find_plain_problems, find_value_problems
from geo.contract.vocabulary import SECTORS

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NAMES: Final = tuple(field.name for field in FIELDS)
# West, south, east and north of Peru in boundaries.geojson, in degrees, a quarter of one (28 km) wider on each side for
# what lies before the coast; a test holds it to that file.
PERU: Final = (-81.587558, -18.587746, -68.439463, 0.218737)


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


def _find_collection_problems(value: Mapping[str, Any]) -> Iterator[Problem]:
    yield from find_member_problems(value, ("type", "metadata", "features"), "")
    if value.get("type") != "FeatureCollection":
        yield "type", "is not FeatureCollection"
    yield from _find_metadata_problems(value.get("metadata"))
    features = value.get("features")
    if not isinstance(features, list):
        yield "features", "not an array"
        return
    doubtful = _list_doubtful(features)
    sound = []
    for index, feature in enumerate(features):
        problems = list(_find_feature_problems(feature, doubtful))
        name = feature.get("id") if isinstance(feature, Mapping) else None
        where = f"features[{index}]" + (f" {name}" if isinstance(name, str) else "")
        yield from ((f"{where} {key}".strip(), what) for key, what in problems)
        if not problems:
            sound.append(feature)
    yield from _find_relation_problems(sound)


def _find_metadata_problems(value: object) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield "metadata", "not an object"
        return
    yield from find_member_problems(value, METADATA, "metadata")
    for name in ("title", "description", "license", "version"):
        yield from find_plain_problems(value.get(name), f"metadata.{name}")
    source = value.get("source")
    if not isinstance(source, Mapping):
        yield "metadata.source", "not an object"
    else:
        yield from find_member_problems(source, SOURCE, "metadata.source")
        for name in SOURCE:
            yield from find_plain_problems(source.get(name), f"metadata.source.{name}")
        for name, pattern in (("date", _DAY), ("url", URL), ("sha256", _SHA256)):
            text = source.get(name)
            if isinstance(text, str) and not (pattern.fullmatch(text) and (name != "date" or _is_in_calendar(text))):
                yield f"metadata.source.{name}", f"{text!r} does not have the form {pattern.pattern}"
    attribution = value.get("attribution")
    for index, line in enumerate(attribution if isinstance(attribution, list) else [None]):
        yield from find_plain_problems(line, f"metadata.attribution[{index}]")
    fields = value.get("fields")
    if not isinstance(fields, Mapping):
        yield "metadata.fields", "not an object"
    else:
        yield from find_member_problems(fields, _NAMES, "metadata.fields")
        for name, meaning in fields.items():
            yield from find_plain_problems(meaning, f"metadata.fields.{name}")


def _list_doubtful(features: list[Any]) -> tuple[Field, ...]:
    """Return the fields of which a value may be wrong somewhere: only these are looked at feature by feature."""
    members = (feature.get("properties") for feature in features if isinstance(feature, Mapping))
    rows = [properties for properties in members if isinstance(properties, Mapping)]
    return tuple(field for field in FIELDS if not are_sound(field, [row.get(field.name) for row in rows]))


def _find_feature_problems(feature: object, doubtful: tuple[Field, ...]) -> Iterator[Problem]:
    if not isinstance(feature, Mapping):
        yield "", "not an object"
        return
    yield from find_member_problems(feature, ("type", "id", "geometry", "properties"), "")
    if feature.get("type") != "Feature":
        yield "type", "is not Feature"
    properties = feature.get("properties")
    if not isinstance(properties, Mapping):
        yield "properties", "not an object"
        return
    problems = list(_find_property_problems(properties, doubtful))
    geometry = feature.get("geometry")
    if geometry is not None:
        problems += find_geometry_problems(geometry)
    yield from problems
    if problems:
        return
    if feature.get("id") != f"{properties['program']}/{properties['site']}":
        yield "id", f"is not {properties['program']}/{properties['site']}"
    yield from _find_consistency_problems(properties, geometry)


def _find_property_problems(properties: Mapping[str, Any], doubtful: tuple[Field, ...]) -> Iterator[Problem]:
    yield from find_member_problems(properties, _NAMES, "")
    for field in doubtful:
        if field.name in properties:
            yield from ((field.name + key, what) for key, what in find_value_problems(field, properties[field.name]))


def _is_in_calendar(date: str) -> bool:
    """Return whether a year, month or day of the form YYYY[-MM[-DD]] is one."""
    try:
        dt.date.fromisoformat(f"{date}-01-01"[:10])
    except ValueError:
        return False
    return True


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
    area = shape(dict(geometry)) if geometry["type"] != "Point" else None
    if area is None and tuple(geometry["coordinates"]) != point:
        yield "geometry", "the point is not at longitude and latitude"
    elif area is not None and not area.intersects(Point(point)):
        yield "geometry", "longitude and latitude are not inside the geometry"
    elif properties["country"] == "PE" and not _is_in_peru(*(point * 2 if area is None else area.bounds)):
        swapped = _is_in_peru(*reversed(point), *reversed(point))
        yield (
            "longitude",
            "longitude and latitude are swapped" if swapped else "outside Peru, though country is PE",
        )


def _is_in_peru(west: float, south: float, east: float, north: float) -> bool:
    return PERU[0] <= west and PERU[1] <= south and east <= PERU[2] and north <= PERU[3]


def _find_relation_problems(features: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield where features that are sound one by one do not fit each other."""
    seen: set[str] = set()
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
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
