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

from geo.building.divisions import SHARE, count_towns, load_divisions
from geo.building.gazetteer import NATURAL_EARTH, NEAR_KM, Gazetteer, GazetteerEntry, get_label_point
from geo.building.models import Site
from geo.building.names import normalise_name
from geo.contract.boundaries import Boundary, BoundaryKind, to_geometry
from geo.contract.faults import DataError, Fault
from geo.contract.vocabulary import Precision

SITES_FILE: Final = "sites.toml"

_EARTH: Final = Geod(ellps="WGS84")

_TOWN, _PORT, _AIRPORT = "PPL", "PRT", "AIRP"

# Feature codes of what has a point, and the kinds of entry that may stand for it, the first that has the name first.
_POINTS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("PPL", "PPLA", "PPLA2", "PPLA3", "PPLC"), (_TOWN,)),
    **dict.fromkeys(("PRT", "NVB"), (_TOWN, _PORT)),  # ports and naval bases
    **dict.fromkeys(("AIRP", "AIRF"), (_AIRPORT,)),  # airports and airfields
    **dict.fromkeys(("AIRB", "INSM", "MILB"), (_AIRPORT, _TOWN)),  # air and military bases, other military places
    "ADM2": ("ADM2",),
}
# Of these, the ones that are also in the list of sea ports.
_AT_PORT: Final = frozenset({"PRT", "NVB"})
# An area made of divisions: a region of any kind, and one of the economy, as a corridor is.
_AREAS: Final = ("RGN", "RGNE")
SITE_KINDS: Final = (*sorted(_POINTS), "ADM1", "PCLI", *_AREAS)

# The points of the list of sea ports are up to 12 km from their ports.
_PORT_KM: Final = 12.0
# An airport's reference point is in the middle of its runways, the longest of which have 5.5 km.
_AIRPORT_KM: Final = 3.0
# Degrees from an area's edge within which a port is still in it: shores are drawn coarsely.
_COAST: Final = 0.1
_AIRPORTS: Final = frozenset({"AIRP", "AIRF"})

# People per square kilometre of built-up area: 28 a hectare, the lowest of the three group means (land-rich developed
# countries 28, other developed countries 70, developing countries 135) in Angel, Parent, Civco and Blei, The Persistent
# Decline in Urban Densities, Lincoln Institute of Land Policy, 2010 (WP10SA1). The lowest gives the widest circle.
_DENSITY: Final = 2800.0


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

    A town, a port or a base is at its town's point in GeoNames, a port without a namesake town at that of the list of
    sea ports, an airport or a base that has an airfield at that of the airport, a second-order division in the middle
    of its towns. A region or an area is its polygon in Natural Earth, a country has no geometry. Names match whole,
    with no regard to accents and case; there is no fuzzy matching.

    Raises DataError where no place fits, where two fit, where the list of sea ports contradicts the town, where the
    area of a division is not that of GeoNames' division, or where the kind is unknown. Give the site a region, or the
    name that the gazetteer uses.
    """
    if site.kind not in SITE_KINDS:
        raise _fault(site, "kind", f"{site.kind!r} is not one of {', '.join(SITE_KINDS)}")
    if (site.kind in _AREAS) != bool(site.members):
        raise _fault(site, "members", "an area (RGN, RGNE) names its regions here, and nothing else does")
    if site.kind in _AREAS:
        return _find_area(site, boundaries)
    if site.kind == "ADM1":
        return _find_region(site, gazetteer, boundaries)
    if site.kind == "PCLI":
        return _find_country(site, gazetteer)
    return _find_point(site, gazetteer, boundaries)


def get_urban_radius_km(population: int) -> float:
    """Return the radius of the disc that `population` people fill at the density above; 25 km where that is 0."""
    return math.sqrt(population / _DENSITY / math.pi) if population > 0 else NEAR_KM


def _find_point(site: Site, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> Found:
    entry = _get_one(site, gazetteer, boundaries, *_POINTS[site.kind])
    uncertainty, port, why = _get_radius_km(site, entry), None, f"is {_describe(entry)}"
    if entry.kind == _PORT:
        port = entry
    elif site.kind in _AT_PORT:
        port, distance = _find_port(site, entry, gazetteer)
        if port is not None:
            uncertainty = max(uncertainty, distance)
            why += f"; sea port {port.gazetteer_id} {distance:.1f} km away"
    # A city of more than 25 km is known by its district or province: Lima is its province.
    precision = Precision.NEAR if uncertainty <= NEAR_KM and site.kind != "ADM2" else Precision.DISTRICT
    found = _mark(entry, precision, uncertainty, boundaries)
    return replace(found, why=why, location=replace(found.location, locode=None if port is None else port.locode))


def _get_radius_km(site: Site, entry: GazetteerEntry) -> float:
    if entry.radius_km is not None:
        return entry.radius_km
    if entry.kind == _PORT:
        return _PORT_KM
    if entry.kind == _AIRPORT:
        return (
            _AIRPORT_KM if site.kind in _AIRPORTS else NEAR_KM
        )  # how far a base goes on around its airfield, none says
    return get_urban_radius_km(entry.population)


def _mark(entry: GazetteerEntry, precision: Precision, uncertainty: float, boundaries: Mapping[str, Boundary]) -> Found:
    """Return what is found at the point of an entry."""
    longitude, latitude = _get_point(entry)
    location = Location(
        geometry={"type": "Point", "coordinates": [longitude, latitude]},
        longitude=longitude,
        latitude=latitude,
        region=entry.region,
        precision=precision,
        uncertainty_km=math.ceil(uncertainty),
        gazetteer=entry.gazetteer,
        gazetteer_id=entry.gazetteer_id,
        locode=None,
    )
    regions = _list_region_names([entry.region] if entry.region in boundaries else [], boundaries)
    return Found(location, f"is {_describe(entry)}", _list_names([*entry.names, *regions]))


def _find_port(site: Site, town: GazetteerEntry, gazetteer: Gazetteer) -> tuple[GazetteerEntry | None, float]:
    """Return the nearest sea port that bears a name of the town, and its distance in kilometres."""
    names = dict.fromkeys((site.name, *town.names))
    ports = {port for name in names for port in gazetteer.find(name, kinds={"PRT"}, country=site.country)}
    if not ports:
        return None, 0.0
    distance, port = min(
        ((_EARTH.inv(*_get_point(town), *_get_point(port))[2] / 1000, port) for port in ports),
        key=lambda pair: (pair[0], pair[1].gazetteer_id),
    )
    if distance > NEAR_KM:
        raise _fault(
            site, "name", f"{_describe(town)} is {distance:.0f} km from {_describe(port)}: is it in the wrong region?"
        )
    return port, distance


def _find_region(site: Site, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> Found:
    entry = _get_one(site, gazetteer, boundaries, "ADM1", "ADM1H")
    if entry.radius_km is not None:  # no area is drawn
        return _mark(entry, Precision.REGION, entry.radius_km, boundaries)
    boundary = boundaries[entry.gazetteer_id]
    _check_usable(site, "name", boundary, boundaries)
    found = _area(boundary.shape, entry.region, Precision.REGION, entry.gazetteer_id, f"is {_describe(entry)}")
    return replace(found, names=_list_names(_list_region_names([boundary.code], boundaries)))


def _find_area(site: Site, boundaries: Mapping[str, Boundary]) -> Found:
    regions, countries = (
        sorted(one.code for one in boundaries.values() if one.kind is kind)
        for kind in (BoundaryKind.REGION, BoundaryKind.COUNTRY)
    )
    unknown = sorted({*site.members}.difference(regions, countries))
    if unknown:
        raise _fault(site, "members", f"{', '.join(unknown)}: not one of {', '.join([*regions, *countries])}")
    members = sorted(site.members)
    for code in members:
        _check_usable(site, "members", boundaries[code], boundaries)
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
        geometry=to_geometry(shape),
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
    country = _get_one(site, gazetteer, {}, "PCLI")
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


def _get_one(site: Site, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary], *kinds: str) -> GazetteerEntry:
    """Return the only entry that the site's name, country and region fit, of the first of `kinds` that has one."""
    for kind in kinds:
        found = (_set_region(one, boundaries) for one in gazetteer.find(site.name, kinds={kind}, country=site.country))
        candidates = [one for one in found if site.region in (None, one.region)]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            listed = "; ".join(map(_describe, candidates))
            raise _fault(site, "name", f"{site.name!r} can be {listed}: give the region that tells them apart")
    where, what = site.region or site.country, kinds[0]
    elsewhere = gazetteer.find(site.name, kinds=kinds, country=site.country)
    if elsewhere:
        raise _fault(
            site, "region", f"no {what} named {site.name!r} in {where}, but {'; '.join(map(_describe, elsewhere))}"
        )
    near = gazetteer.suggest(site.name, kinds=kinds, country=site.country)
    hint = f"; names that look like it: {'; '.join(map(_describe, near))}" if near else ""
    if what == "ADM1" and not any(one.country == site.country for one in boundaries.values()):
        hint = "; geo boundaries draws it where Natural Earth has it and the site names its region"
    raise _fault(site, "name", f"no {what} named {site.name!r} in {where}{hint}")


def _set_region(entry: GazetteerEntry, boundaries: Mapping[str, Boundary]) -> GazetteerEntry:
    """Return a port or an airport, whose lists know no region, with that in which it lies or off whose shore it is."""
    if entry.kind not in (_PORT, _AIRPORT):
        return entry
    point = shapely.Point(*_get_point(entry))
    near = [
        (one.shape.distance(point), one.iso)
        for one in boundaries.values()
        if one.admin1 is not None and one.iso is not None and one.country == entry.country
    ]
    distance, region = min(near, default=(math.inf, None))
    return replace(entry, region=region) if distance < _COAST else entry


def _get_point(entry: GazetteerEntry) -> tuple[float, float]:
    if entry.longitude is None or entry.latitude is None:
        raise ValueError(f"{_describe(entry)} has no point")
    return entry.longitude, entry.latitude


def _check_usable(site: Site, key: str, boundary: Boundary, boundaries: Mapping[str, Boundary]) -> None:
    """Raise DataError where an area is not that of a division, by the towns of it that GeoNames knows."""
    if boundary.kind is BoundaryKind.COUNTRY:
        return
    if boundary.admin1 is None:
        drawn = f"{boundary.name.en} as {NATURAL_EARTH} draws it ({boundary.code})"
        raise _fault(site, key, f"{drawn} is not GeoNames' division of today")
    division = [one for one in load_divisions(boundary.country)[0] if one.admin1 == boundary.admin1]
    areas = [boundary, *(one for one in boundaries.values() if one.kind is boundary.kind and one is not boundary)]
    inside, whole = count_towns([one.shape for one in areas], division)[0], sum(len(one.towns) for one in division)
    if inside.total() < SHARE * whole:
        what = f"is drawn too small in {NATURAL_EARTH} to stand for the region"
        raise _fault(site, key, f"{boundary.code} {what}: {inside.total()} of its {whole} towns lie within it")


def _describe(entry: GazetteerEntry) -> str:
    where = entry.region or entry.country
    people = f", population {entry.population:,}" if entry.population else ""
    return f"{entry.gazetteer} {entry.gazetteer_id} {entry.name} ({where}{people})"


def _fault(site: Site, key: str, what: str) -> DataError:
    return DataError([Fault(SITES_FILE, f"{site.id}.{key}", what)])
