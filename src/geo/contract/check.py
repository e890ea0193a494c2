"""The one strict check of a file of the contract: the build, the page and every export read through it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import shapely
from shapely.geometry import Point, shape

from geo.contract.collection import find_collection_problems, is_within
from geo.contract.faults import DataError, Fault, quote
from geo.contract.fields import NAMED, PROGRAM_FIELDS, SITE_FIELDS, STATISTICS
from geo.contract.geojson import find_ring_problems, parse_json
from geo.contract.properties import CONTRACT, Problem, find_text_problem
from geo.contract.vocabulary import SECTORS, is_after, slugify

_Countries = Mapping[str, Mapping[str, Any]]  # of the map, by code

# So that a file of a million faults is refused as fast as one of a thousand.
_MAX_PROBLEMS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Collection:
    """A checked FeatureCollection: its metadata, and its features as GeoJSON objects in the order of the file."""

    metadata: Mapping[str, Any]
    features: tuple[Mapping[str, Any], ...]


def parse_collection(data: bytes, file: str) -> Collection:
    """Return the checked content of `data`, the bytes of a GeoJSON file called `file` in messages.

    The JSON Schema says what each member may be, this module what they may be together. Raises DataError with every
    fault of every feature.
    """
    value = parse_json(data, file)
    problems = list(islice(_find_problems(value, data), _MAX_PROBLEMS))
    if len(problems) == _MAX_PROBLEMS:
        problems.append(("", f"has more than {_MAX_PROBLEMS:,} faults: the rest of it was not checked"))
    if problems:
        raise DataError(Fault(file, key, what) for key, what in problems)
    return Collection(value["metadata"], tuple(value["features"]))


def _find_problems(value: Any, data: bytes) -> Iterator[Problem]:
    features = value.get("features") if isinstance(value, Mapping) else None
    if not isinstance(features, list) or not features:
        yield from CONTRACT.find_problems(value)
        return
    faulty: set[int] = set()
    if not CONTRACT.is_valid(value):
        shell = {**value, "features": features[:0]}
        yield from ((key, what) for key, what in CONTRACT.find_problems(shell) if key != "features")
        for index, feature in enumerate(features):
            for key, what in CONTRACT.find_problems(feature, "#/$defs/feature"):
                faulty.add(index)
                yield f"{_name(features, index)} {key.removeprefix('properties.')}".strip(), what
    is_normal = _is_normal(data)
    yield from _find_metadata_problems(value.get("metadata"), is_normal=is_normal)
    yield from _find_feature_problems(features, faulty, _get_countries(value.get("metadata")), is_normal=is_normal)
    if not faulty and CONTRACT.is_valid(value.get("metadata"), "#/$defs/metadata"):
        yield from _find_overlap_problems(value["metadata"]["overlaps"], features)
        yield from _find_statistic_problems(value["metadata"].get(STATISTICS, ()), features)
        yield from _find_audit_problems(value["metadata"]["audit"], features)


def _name(features: list[Any], index: int) -> str:
    """Return the feature's index and, where it has one, its id."""
    name = features[index].get("id") if isinstance(features[index], Mapping) else None
    return f"features[{index}]" + (f" {name}" if isinstance(name, str) else "")


def _is_normal(data: bytes) -> bool:
    """Return whether every text in a JSON file is in normal form C, as can be said without parsing it."""
    return b"\\u" not in data and unicodedata.is_normalized("NFC", data.decode())


def _find_text_problems(value: object, where: str) -> Iterator[Problem]:
    if isinstance(value, str):
        problem = find_text_problem(value)
        if problem:
            yield where, problem
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _find_text_problems(inner, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _find_text_problems(inner, f"{where}[{index}]")


def _find_metadata_problems(metadata: object, *, is_normal: bool) -> Iterator[Problem]:
    """Yield what is wrong with the metadata beyond the schema; it may not be valid."""
    if not CONTRACT.is_valid(metadata, "#/$defs/metadata") or not isinstance(metadata, Mapping):
        return
    if not is_normal:
        yield from _find_text_problems(metadata, "metadata")
    date = metadata["source"]["date"]
    if not is_in_calendar(date):
        yield "metadata.source.date", f"{date!r} is not in the calendar"
    problems = find_collection_problems(metadata["collection"])
    yield from ((f"metadata.collection.{key}", what) for key, what in problems)


def _get_countries(metadata: object) -> _Countries:
    """Return the countries of the map by their code; none where the metadata is not valid."""
    if not CONTRACT.is_valid(metadata, "#/$defs/metadata") or not isinstance(metadata, Mapping):
        return {}
    return {country["code"]: country for country in metadata["collection"]["countries"]}


def _find_feature_problems(
    features: list[Any], faulty: set[int], countries: _Countries, *, is_normal: bool
) -> Iterator[Problem]:
    sound = []
    for index, feature in enumerate(features):
        if index in faulty:
            continue
        problems = list(_find_consistency_problems(feature, countries))
        if not is_normal:
            problems += _find_text_problems(feature["properties"], "")
        yield from ((f"{_name(features, index)} {key}", what) for key, what in problems)
        if not problems:
            sound.append(feature)
    yield from _find_relation_problems(sound)


def is_in_calendar(date: str) -> bool:
    """Return whether a year, month or day of the form YYYY[-MM[-DD]] is one."""
    try:
        dt.date.fromisoformat(f"{date}-01-01"[:10])
    except ValueError:
        return False
    return True


def _find_consistency_problems(feature: Mapping[str, Any], countries: _Countries) -> Iterator[Problem]:
    """Yield where valid members of one feature contradict each other."""
    properties, geometry = feature["properties"], feature["geometry"]
    if feature["id"] != f"{properties['program']}/{properties['site']}":
        yield "id", f"is not {quote(properties['program'] + '/' + properties['site'])}"
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
        if date is not None and not is_in_calendar(date):
            yield name, f"{date!r} is not in the calendar"
    if start is not None and end is not None and is_after(start, end):
        yield "end", f"{end} is before {start}"
    if (properties["note_en"] is None) != (properties["note_es"] is None):
        yield "note_en", "a note is in both languages or in none"
    yield from _find_location_problems(properties, geometry, countries)


def _find_location_problems(
    properties: Mapping[str, Any], geometry: Mapping[str, Any] | None, countries: _Countries
) -> Iterator[Problem]:
    region = properties["region"]
    if region is not None and not region.startswith(f"{properties['country']}-"):
        yield "region", f"{region} is not in {properties['country']}"
    point = (properties["longitude"], properties["latitude"])
    if (geometry is None, geometry is None) != tuple(degrees is None for degrees in point):
        yield "geometry", "geometry, longitude and latitude come together or not at all"
        return
    if geometry is None:
        return
    problems = list(find_ring_problems(geometry))
    if problems:
        yield from problems
        return
    area = shape(dict(geometry)) if geometry["type"] != "Point" else None
    if area is None and tuple(geometry["coordinates"]) != point:
        yield "geometry", "the point is not at longitude and latitude"
    elif area is not None and not area.intersects(Point(point)):
        yield "geometry", "longitude and latitude are not inside the geometry"
    elif properties["country"] in countries:
        bounds = [point * 2] if area is None else shapely.bounds(shapely.get_parts(area)).tolist()
        country = countries[properties["country"]]
        if country["bounds"] and not is_within(bounds, country["bounds"]):
            name = next(iter(country["name"].values()))
            swapped = is_within([(*reversed(point), *reversed(point))], country["bounds"])
            yield (
                "longitude",
                "longitude and latitude are swapped"
                if swapped
                else f"outside {name}, though country is {country['code']}",
            )


def _find_relation_problems(features: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield where features that are sound one by one do not fit each other.

    A programme that `amount_part_of` names may be missing: a filtered download is a file of the contract, too. That the
    records name a programme there is checked by the build.
    """
    seen: set[str] = set()
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
    for feature in features:
        properties = feature["properties"]
        if feature["id"] in seen:
            yield feature["id"], "the id stands twice"
        seen.add(feature["id"])
        for key, names in (("program", PROGRAM_FIELDS), ("site", SITE_FIELDS)):
            other = first.setdefault((key, properties[key]), properties)
            for name in () if other is properties else names:
                if other[name] != properties[name]:
                    yield f"{feature['id']} {name}", f"differs from another feature of {key} {properties[key]}"
    yield from _find_code_problems(features)
    part_of = {feature["properties"]["program"]: feature["properties"]["amount_part_of"] for feature in features}
    yield from _find_cycles(part_of)


def _find_overlap_problems(overlaps: list[Any], features: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield which overlaps cannot be: of a programme that is not there, of two kinds of money, named twice."""
    types = {feature["properties"]["program"]: feature["properties"]["amount_type"] for feature in features}
    seen: set[frozenset[str]] = set()
    for index, overlap in enumerate(overlaps):
        where, pair = f"metadata.overlaps[{index}].programs", overlap["programs"]
        unknown = [program for program in pair if program not in types]
        if unknown:
            yield where, f"there is no programme {quote(unknown[0])}"
        elif None in (kinds := {types[program] for program in pair}) or len(kinds) > 1:
            yield where, f"{quote(pair[0])} and {quote(pair[1])} have no amounts of one kind"
        if frozenset(pair) in seen:
            yield where, "the pair stands twice"
        seen.add(frozenset(pair))


def _find_statistic_problems(statistics: Sequence[str], features: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield the statistics that are no programme of a feature."""
    programs = {feature["properties"]["program"] for feature in features}
    where = f"metadata.{STATISTICS}"
    yield from ((where, f"there is no programme {quote(one)}") for one in statistics if one not in programs)


def _find_audit_problems(audit: Mapping[str, Any] | None, features: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield the programmes that the audit gives to another item than the features do, or to none."""
    if audit is None:
        return
    items = {feature["properties"]["program"]: feature["properties"]["source_item"] for feature in features}
    for index, entry in enumerate(audit["items"]):
        for program in entry["programs"]:
            if items.pop(program, None) != entry["item"]:
                yield f"metadata.audit.items[{index}]", f"{quote(program)} is of another item, or is not there"
    yield from (("metadata.audit.items", f"{quote(program)} is of no item") for program in items)


def _find_code_problems(features: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield which institutions the filter could not tell apart by the code that it makes of their names."""
    names = {
        name: f"{feature['id']} {key}" for feature in features for key in NAMED for name in feature["properties"][key]
    }
    codes: dict[str, str] = {}
    for name, place in names.items():
        code = slugify(name)
        other = codes.setdefault(code, name)
        if not code:
            yield place, f"{quote(name)} has no letter or digit to make a code of"
        elif other != name:
            yield place, f"{quote(other)} and {quote(name)} have the same code, {quote(code)}"


def _find_cycles(part_of: Mapping[str, str | None]) -> Iterator[Problem]:
    """Yield each programme whose amount would, by way of others, be part of itself."""
    done: set[str] = set()
    for program in part_of:
        path: dict[str, None] = {}  # in the order in which they were passed
        step: str | None = program
        while step is not None and step not in done and step not in path:
            path[step] = None
            step = part_of.get(step)
        done.update(path)
        if step in path:
            passed = list(path)
            for member in passed[passed.index(step) :]:
                yield f"{member} amount_part_of", "the amount is part of itself"
