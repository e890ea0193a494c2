"""A site to its location: the one place in the gazetteers that it can mean, or a fault that lists the candidates."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo.building.gazetteer import NATURAL_EARTH, Entry, Gazetteer, get_label_point, normalise_name
from geo.building.models import Site
from geo.contract.boundaries import Boundary, BoundaryKind, to_geojson
from geo.contract.faults import DataError, Fault
from geo.contract.vocabulary import Precision

FILE: Final = "sites.toml"

_EARTH: Final = Geod(ellps="WGS84")

# Feature codes of what stands in a town and is located by the town's point.
_IN_TOWN: Final = frozenset({"PRT", "NVB", "PPL", "PPLA", "PPLA2", "PPLA3", "PPLC"})
# Of these, the ones that are also in the list of sea ports.
_AT_PORT: Final = frozenset({"PRT", "NVB"})
KINDS: Final = (*sorted(_IN_TOWN), "ADM1", "PCLI", "RGN")

# IATI GeographicalPrecision 2 means "within 25 km".
_NEAR_KM: Final = 25.0

# People per square kilometre of built-up area: 28 a hectare, the lowest of the three group means (land-rich developed
# countries 28, other developed countries 70, developing countries 135) in Angel, Parent, Civco and Blei, The Persistent
# Decline in Urban Densities, Lincoln Institute of Land Policy, 2010 (WP10SA1). The lowest gives the widest circle.
_DENSITY: Final = 2800.0

# Natural Earth draws Callao 64 % too small.
_UNUSABLE: Final = frozenset({"PE-CAL"})


@dataclass(frozen=True, slots=True)
class Location:
    """Where a site is: what the geocoder found.

    `geometry` is a GeoJSON geometry in WGS 84, longitude first, or None for a country; `longitude` and `latitude` are
    degrees of a point inside it; `uncertainty_km` is the distance within which the true place lies.
    """

    geometry: Mapping[str, Any] | None
    longitude: float | None
    latitude: float | None
    region: str | None
    precision: Precision
    uncertainty_km: float | None
    gazetteer: str
    gazetteer_id: str
    locode: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a site is, why the geocoder chose it, in one line, and what else people may call it.

    `names` are the gazetteer's, in Latin letters, and those of the regions that hold it or that it is made of.
    """

    location: Location
    why: str
    names: tuple[str, ...] = ()


def geocode_all(sites: Iterable[Site], gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> Mapping[str, Found]:
    """Return what is found for each site by its id; raises DataError with the fault of each that is not found."""
    found: dict[str, Found] = {}
    faults: list[Fault] = []
    for site in sites:
        try:
            found[site.id] = geocode(site, gazetteer, boundaries)
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    return found


def geocode(site: Site, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> Found:
    """Return where `site` is.

    A port, a base or a town is at its town's point in GeoNames, a region or an area is its polygon in Natural Earth, a
    country has no geometry. Names match whole, with no regard to accents and case; there is no fuzzy matching.

    Raises DataError where no place fits, where two fit, where the list of sea ports contradicts the town, or where the
    kind is unknown. Give the site a region, or the name that the gazetteer uses.
    """
    if site.kind not in KINDS:
        raise _fault(site, "kind", f"{site.kind!r} is not one of {', '.join(KINDS)}")
    if (site.kind == "RGN") != bool(site.members):
        raise _fault(site, "members", "an area (RGN) names its regions here, and nothing else does")
    if site.kind == "RGN":
        return _find_area(site, boundaries)
    if site.kind == "ADM1":
        return _find_region(site, gazetteer, boundaries)
    if site.kind == "PCLI":
        return _find_country(site, gazetteer)
    return _find_town(site, gazetteer, boundaries)


def get_urban_radius_km(population: int) -> float:
    """Return the radius of the disc that `population` people fill at the density above; 25 km where that is 0."""
    return math.sqrt(population / _DENSITY / math.pi) if population > 0 else _NEAR_KM


def _find_town(site: Site, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> Found:
    town = _get_one(site, gazetteer, "PPL")
    longitude, latitude = _get_point(town)
    uncertainty, port, why = get_urban_radius_km(town.population), None, f"is {_describe(town)}"
    if site.kind in _AT_PORT:
        port, distance = _find_port(site, town, gazetteer)
        if port is not None:
            uncertainty = max(uncertainty, distance)
            why += f"; sea port {port.gazetteer_id} {distance:.1f} km away"
    location = Location(
        geometry={"type": "Point", "coordinates": [longitude, latitude]},
        longitude=longitude,
        latitude=latitude,
        region=town.region,
        # A city of more than 25 km is known by its district or province: Lima is its province.
        precision=Precision.NEAR if uncertainty <= _NEAR_KM else Precision.DISTRICT,
        uncertainty_km=math.ceil(uncertainty),
        gazetteer=town.gazetteer,
        gazetteer_id=town.gazetteer_id,
        locode=None if port is None else port.locode,
    )
    regions = _list_region_names([town.region] if town.region in boundaries else [], boundaries)
    return Found(location, why, _list_names([*town.names, *regions]))


def _find_port(site: Site, town: Entry, gazetteer: Gazetteer) -> tuple[Entry | None, float]:
    """Return the nearest sea port that bears a name of the town, and its distance in kilometres."""
    names = dict.fromkeys((site.name, *town.names))
    ports = {port for name in names for port in gazetteer.find(name, kinds={"PRT"}, country=site.country)}
    if not ports:
        return None, 0.0
    distance, port = min(
        ((_EARTH.inv(*_get_point(town), *_get_point(port))[2] / 1000, port) for port in ports),
        key=lambda pair: (pair[0], pair[1].gazetteer_id),
    )
    if distance > _NEAR_KM:
        raise _fault(
            site, "name", f"{_describe(town)} is {distance:.0f} km from {_describe(port)}: is it in the wrong region?"
        )
    return port, distance


def _find_region(site: Site, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> Found:
    entry = _get_one(site, gazetteer, "ADM1")
    _check_usable(site, "name", entry.gazetteer_id)
    shape = boundaries[entry.gazetteer_id].shape
    found = _area(shape, entry.region, Precision.REGION, entry.gazetteer_id, f"is {_describe(entry)}")
    return replace(found, names=_list_names(entry.names))


def _find_area(site: Site, boundaries: Mapping[str, Boundary]) -> Found:
    regions = {code for code, boundary in boundaries.items() if boundary.kind is BoundaryKind.REGION}
    unknown = sorted(set(site.members) - regions)
    if unknown:
        raise _fault(site, "members", f"{', '.join(unknown)}: not one of {', '.join(sorted(regions))}")
    for code in site.members:
        _check_usable(site, "members", code)
    members = sorted(site.members)
    shape = shapely.union_all([boundaries[code].shape for code in members])
    why = f"is {len(members)} regions of {NATURAL_EARTH} together: {', '.join(members)}"
    found = _area(shape, None, Precision.ESTIMATED, "+".join(members), why)
    return replace(found, names=_list_names(_list_region_names(members, boundaries)))


def _list_region_names(codes: Iterable[str | None], boundaries: Mapping[str, Boundary]) -> Iterator[str]:
    for code in codes:
        if code is not None:
            yield from (boundaries[code].name.en, boundaries[code].name.es)


def _list_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names in Latin letters, each once however it is written; transliterations begin with a small one."""
    latin = (name for name in names if all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha()))
    distinct: dict[str, str] = {}
    for name in latin:
        if name[0].isupper():
            distinct.setdefault(normalise_name(name), name)
    return tuple(distinct.values())


def _area(shape: BaseGeometry, region: str | None, precision: Precision, gazetteer_id: str, why: str) -> Found:
    longitude, latitude = get_label_point(shape)
    location = Location(
        geometry=to_geojson(shape),
        longitude=longitude,
        latitude=latitude,
        region=region,
        precision=precision,
        uncertainty_km=None,
        gazetteer=NATURAL_EARTH,
        gazetteer_id=gazetteer_id,
        locode=None,
    )
    return Found(location, why)


def _find_country(site: Site, gazetteer: Gazetteer) -> Found:
    country = _get_one(site, gazetteer, "PCLI")
    location = Location(
        geometry=None,
        longitude=None,
        latitude=None,
        region=None,
        precision=Precision.COUNTRY,
        uncertainty_km=None,
        gazetteer=country.gazetteer,
        gazetteer_id=country.gazetteer_id,
        locode=None,
    )
    return Found(location, f"is {_describe(country)}")


def _get_one(site: Site, gazetteer: Gazetteer, kind: str) -> Entry:
    """Return the only entry of `kind` that the site's name, country and region fit."""
    candidates = gazetteer.find(site.name, kinds={kind}, country=site.country, region=site.region)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        listed = "; ".join(map(_describe, candidates))
        raise _fault(site, "name", f"{site.name!r} can be {listed}: give the region that tells them apart")
    where = site.region or site.country
    elsewhere = gazetteer.find(site.name, kinds={kind}, country=site.country)
    if elsewhere:
        raise _fault(
            site, "region", f"no {kind} named {site.name!r} in {where}, but {'; '.join(map(_describe, elsewhere))}"
        )
    near = gazetteer.suggest(site.name, kinds={kind}, country=site.country)
    hint = f"; names that look like it: {'; '.join(map(_describe, near))}" if near else ""
    raise _fault(site, "name", f"no {kind} named {site.name!r} in {where}{hint}")


def _get_point(entry: Entry) -> tuple[float, float]:
    if entry.longitude is None or entry.latitude is None:
        raise ValueError(f"{_describe(entry)} has no point")
    return entry.longitude, entry.latitude


def _check_usable(site: Site, key: str, code: str) -> None:
    if code in _UNUSABLE:
        raise _fault(site, key, f"{code} is drawn too small in {NATURAL_EARTH} to stand for the region")


def _describe(entry: Entry) -> str:
    where = entry.region or entry.country
    people = f", population {entry.population:,}" if entry.population else ""
    return f"{entry.gazetteer} {entry.gazetteer_id} {entry.name} ({where}{people})"


def _fault(site: Site, key: str, what: str) -> DataError:
    return DataError([Fault(FILE, f"{site.id}.{key}", what)])
