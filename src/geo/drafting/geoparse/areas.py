"""The layer of natural regions and waters, which `areas.toml` lists by the countries and regions that they cover."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from statistics import fmean
from typing import Final

from geo.drafting.geoparse.place import Place

AREAS_FILE: Final = Path(__file__).with_name("areas.toml")

# What a natural region or water counts for where candidates are weighed by population.
AREA_POPULATION: Final = 30_000_000

# Feature codes of the areas, by a word of their names.
_WATERS: Final = {"Lake": "LK", "Gulf": "GULF", "Bay": "BAY", "Strait": "STRT", "Sound": "SD"}

_HALF_CIRCLE: Final = 180.0


def read_areas(points: Mapping[str, tuple[float, float]], get_demonym: Callable[[str], str]) -> Iterator[Place]:
    """Yield natural regions and waters at the middle of what they cover, whole and within each country.

    `points` gives the points of countries and first-order regions by their ISO 3166 codes.
    """
    with AREAS_FILE.open("rb") as file:
        sections = tomllib.load(file)
    for section, areas in sections.items():
        for name, members in areas.items():
            known = [code for code in members if code in points]
            countries = sorted({code[:2] for code in known})
            kind = _area_kind(section, name)
            yield _area(name, kind, countries[0] if len(countries) == 1 else "", known, points)
            # Its part in each country, where a first-order region bounds that part.
            for country in countries if len(countries) > 1 else ():
                part = [code for code in known if code.startswith(f"{country}-")]
                demonym = get_demonym(country)
                if part and demonym:
                    yield _area(f"{demonym} {name}", kind, country, part, points)


def find_members(name: str, country: str) -> list[str]:
    """Return the regions (ISO 3166-2) of a country that `areas.toml` has in the area with which a name ends.

    Empty where it has no such area, or does not divide the country.
    """
    with AREAS_FILE.open("rb") as file:
        sections = tomllib.load(file)
    areas = [area for section in sections.values() for area in section if f" {name}".endswith(f" {area}")]
    codes = [codes[area] for area in areas[:1] for codes in sections.values() if area in codes]
    return sorted(code for members in codes for code in members if code.startswith(f"{country}-"))


def _area(name: str, kind: str, country: str, codes: Iterable[str], points: Mapping[str, tuple[float, float]]) -> Place:
    within = [points[code] for code in codes]
    longitudes, latitude = [x for x, _ in within], fmean(y for _, y in within)
    if max(longitudes) - min(longitudes) > _HALF_CIRCLE:
        # It crosses the antimeridian: longitudes east of it continue beyond 180.
        longitudes = [x % (2 * _HALF_CIRCLE) for x in longitudes]
    longitude = (fmean(longitudes) + _HALF_CIRCLE) % (2 * _HALF_CIRCLE) - _HALF_CIRCLE
    return Place(name, kind, country, "", longitude, latitude, AREA_POPULATION, "areas.toml")


def _area_kind(section: str, name: str) -> str:
    if section == "islands":
        return "ISL"
    if section == "waters":
        return next((kind for word, kind in _WATERS.items() if word in name.split()), "SEA")
    return "RGN"
