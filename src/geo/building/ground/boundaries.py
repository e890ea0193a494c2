"""The ground of any country from Natural Earth: the country, its divisions, its neighbours, divisions elsewhere.

Natural Earth's divisions are not GeoNames' everywhere: they may be older, or of the second order. One is joined to the
GeoNames division of four fifths of the towns within it, and several of one division are drawn as one. Where that
cannot be, or four fifths of a division's towns do not lie within what is drawn, it is drawn, but no site.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from babel import Locale
from pyogrio.errors import DataLayerError, DataSourceError
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo.building.divisions import SHARE, Division, count_towns, find_iso_codes, load_divisions
from geo.building.names import clean_name, normalise_name
from geo.contract.boundaries import Boundary, BoundaryKind, to_feature
from geo.contract.faults import DataError, Fault, gathered
from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import Text, slugify

Point = tuple[float, float]

_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "countries": ("iso_a2",),
    "states_provinces": ("iso_a2", "name", "gn_name", "woe_name"),
}
# Degrees from a site within which an island of a country across the antimeridian is in view.
_NEAR: Final = 1.0
# How far a wide screen shows what is around a country: half of the view's sides, in the longer side of the country.
_VIEW: Final = (1.06, 0.93)
_NORTHERNMOST: Final = 84.0  # degrees, where maps in Mercator's projection end

# How the words for kinds of division that Natural Earth writes in English are put before a name in Spanish.
_SPANISH: Final = {
    "City": "Ciudad de",
    "County": "Condado de",
    "Department": "Departamento de",
    "District": "Distrito de",
    "Province": "Provincia de",
    "Region": "Región de",
    "State": "Estado de",
}


@dataclass(frozen=True, slots=True)
class Area:
    """A division as Natural Earth draws it, in WGS 84, and its names there, the usual one first."""

    names: tuple[str, ...]
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Joined:
    """What is drawn of a country: areas (by index) that are a GeoNames division together, or one that is none.

    `why` says why it is no site; None where it is one.
    """

    admin1: str | None
    areas: tuple[int, ...]
    why: str | None


@dataclass(frozen=True, slots=True)
class Ground:
    """Boundaries in their order, and what a person must know of them, a line each."""

    boundaries: tuple[Boundary, ...]
    notes: tuple[str, ...]


class WorldMap:
    """Natural Earth in a GeoPackage with the layers `countries` and `states_provinces`, as QGIS has it."""

    def __init__(self, path: Path) -> None:
        """Read both layers; raises DataError where the file is no such GeoPackage."""
        self._countries = _read_layer(path, "countries")
        self._states = _read_layer(path, "states_provinces")

    def get_country(self, code: str) -> BaseGeometry:
        """Return the shape of a country (ISO 3166-1 alpha-2); raises DataError where there is none."""
        found = self._countries.loc[self._countries["iso_a2"] == code, "geometry"]
        if found.empty or _get_name(code) is None:
            raise DataError([Fault("--country", "", f"{code!r} is no country of Natural Earth (ISO 3166-1 alpha-2)")])
        shape: BaseGeometry = shapely.union_all(found.to_numpy())
        return shape

    def list_areas(self, country: str) -> list[Area]:
        """Return the divisions of a country, in the file's order."""
        rows = self._states.loc[self._states["iso_a2"] == country]
        columns = _COLUMNS["states_provinces"][1:]
        return [
            Area(tuple(_list_names(getattr(row, one) for one in columns)), row.geometry) for row in rows.itertuples()
        ]

    def list_countries(self, frame: BaseGeometry) -> Iterator[tuple[str, BaseGeometry]]:
        """Yield the countries that a frame holds a part of, cut to it, by their codes."""
        for row in self._countries[self._countries.intersects(frame)].itertuples():
            parts = shapely.get_parts(shapely.intersection(row.geometry, frame))
            area = shapely.union_all([part for part in parts if part.geom_type.endswith("Polygon")])
            if not area.is_empty and _get_name(row.iso_a2) is not None:
                yield row.iso_a2, area


def _list_names(values: Iterable[object]) -> Iterator[str]:
    """Yield the names among a row's values as they may be shown."""
    names = (clean_name(value) for value in values if isinstance(value, str))
    yield from (name for name in names if find_text_problem(name) is None)


def _read_layer(path: Path, layer: str) -> Any:
    try:
        frame = gpd.read_file(path, layer=layer)
    except (DataSourceError, DataLayerError, OSError) as error:
        what = "there is no such file" if not path.exists() else f"no GeoPackage with the layer {layer}"
        raise DataError([Fault(str(path), "", what)]) from error
    missing = [column for column in (*_COLUMNS[layer], "geometry") if column not in frame]
    if missing:
        raise DataError([Fault(str(path), layer, f"lacks the column {', '.join(missing)}")])
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy())
    return frame


def join_divisions(areas: Sequence[Area], divisions: Sequence[Division]) -> list[Joined]:
    """Return what is drawn of a country whose divisions are `areas` in Natural Earth and `divisions` in GeoNames.

    An area without a majority of four fifths is joined by its name, if the other towns in it belong to divisions that
    have areas of their own: GeoNames gives districts of Lima to the region around it.
    """
    votes = count_towns([area.shape for area in areas], divisions)
    whose = {index: _get_winner(counts) for index, counts in enumerate(votes)}
    claimed = {admin1 for admin1 in whose.values() if admin1 is not None}
    for one in divisions:
        names = {normalise_name(name) for name in one.names}
        for index, area in enumerate(areas):
            others = set(votes[index]) - {one.admin1}
            is_named = any(normalise_name(name) in names for name in area.names[:1])
            apart = {admin1 for at, admin1 in whose.items() if at != index}
            if one.admin1 not in claimed and votes[index][one.admin1] and is_named and others <= apart:
                whose[index] = one.admin1
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for index, admin1 in whose.items():
        if admin1 is not None:
            groups[admin1].append(index)
    names_by_code = {one.admin1: one.name for one in divisions}
    joined = [
        Joined(one.admin1, tuple(groups[one.admin1]), _find_flaw(one, groups[one.admin1], votes))
        for one in divisions
        if one.admin1 in groups
    ]
    return joined + [
        Joined(None, (index,), _explain(votes[index], names_by_code))
        for index, admin1 in whose.items()
        if admin1 is None
    ]


def _get_winner(counts: Counter[str]) -> str | None:
    if not counts:
        return None
    admin1, count = counts.most_common(1)[0]
    return admin1 if count >= SHARE * counts.total() else None


def _find_flaw(division: Division, indices: Sequence[int], votes: Sequence[Counter[str]]) -> str | None:
    inside, whole = sum(votes[index][division.admin1] for index in indices), len(division.towns)
    return None if inside >= SHARE * whole else f"{inside} of its {whole} towns lie within it"


def _explain(counts: Counter[str], names: Mapping[str, str]) -> str:
    if not counts:
        return "GeoNames has no town of the country there"
    return "its towns are of " + ", ".join(f"{names[admin1]} ({n})" for admin1, n in counts.most_common())


def build_divisions(country: str, areas: Sequence[Area]) -> Ground:
    """Return the divisions of a country (ISO 3166-1 alpha-2), with what is no site, and what has no sure ISO code."""
    divisions, _ = load_divisions(country)
    joined = join_divisions(areas, divisions)
    by_code = {one.admin1: one for one in divisions}
    drawn = {one.admin1: one for one in joined if one.admin1 is not None}
    names = {
        admin1: (*one.names, *(areas[drawn[admin1].areas[0]].names if _is_single(drawn.get(admin1)) else ()))
        for admin1, one in by_code.items()
    }
    parts = {
        admin1: [areas[index].names[0] for index in one.areas if areas[index].names]
        for admin1, one in drawn.items()
        if not _is_single(one)
    }
    codes = find_iso_codes(country, names, parts)
    boundaries, notes, taken = [], [], set(codes.values())
    for one in joined:
        code = codes.get(one.admin1 or "") or (f"{country}.{one.admin1}" if one.admin1 else None)
        area = areas[one.areas[0]]
        name = (area.names or (_get_country_name(country).en,))[0]
        if one.admin1 is not None and not (_is_single(one) and area.names):
            name = by_code[one.admin1].name
        code = code or _get_free(f"{country}/{slugify(name) or 'part'}", taken)
        taken.add(code)
        shape = shapely.union_all([areas[index].shape for index in one.areas])
        boundaries.append(Boundary(code, Text(name, _to_spanish(name)), BoundaryKind.REGION, one.admin1, shape))
        if one.why is not None:
            notes.append(f"{code} {name} is drawn, but no site: {one.why}")
        elif "-" not in code:
            notes.append(f"{code} {name} has no code of ISO 3166-2 that is sure")
    undrawn = sorted(one.name for one in divisions if one.admin1 not in drawn and not one.name.isdigit())
    if undrawn:
        notes.append(f"of these no area is known, a site there is a point: {', '.join(undrawn)}")
    usable = sum(one.why is None for one in joined)
    head = (
        f"{country} {_get_country_name(country).en}: {len(boundaries)} divisions drawn, {usable} of them can be sites"
    )
    return Ground(tuple(boundaries), (head, *(f"  {note}" for note in notes)))


def _is_single(one: Joined | None) -> bool:
    return one is not None and len(one.areas) == 1


def _get_free(code: str, taken: set[str]) -> str:
    return next(one for n in range(1, len(taken) + 2) if (one := code if n == 1 else f"{code}-{n}") not in taken)


def _to_spanish(name: str) -> str:
    """Return "Provincia de Lima" for "Lima Province": any other name is taken to be the same in both languages."""
    rest, _, kind = name.rpartition(" ")
    return f"{_SPANISH[kind]} {rest}" if rest and kind in _SPANISH else name


def _get_name(code: object) -> Text | None:
    names = [Locale(language).territories.get(str(code)) for language in ("en", "es")]
    return None if None in names else Text(*map(str, names))


def _get_country_name(code: str) -> Text:
    return _get_name(code) or Text(code, code)


def cut_country(shape: BaseGeometry, sites: Sequence[Point]) -> BaseGeometry:
    """Return a country; of one across the antimeridian the lands on the side of most sites that are near one.

    `sites` are longitude and latitude. Without any it is the largest land. A map frames what is returned.
    """
    west, _, east, _ = shape.bounds
    if east - west <= 180:  # noqa: PLR2004 -- degrees: half of the Earth
        return shape
    lands = list(shapely.get_parts(shape))
    largest = max(lands, key=shapely.area)
    sides = Counter(x > 0 for x, _ in sites) or Counter([largest.representative_point().x > 0])
    side = sides.most_common(1)[0][0]
    points = shapely.points([one for one in sites if (one[0] > 0) is side] or np.empty((0, 2)))
    near = [land for land in lands if shapely.dwithin(land, points, _NEAR).any()]
    found: BaseGeometry = shapely.union_all(near or [largest])
    return found


def find_frame(countries: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the box, in degrees, that a wide screen shows around some countries in Mercator's projection."""
    west, south, east, north = shapely.total_bounds(np.array(list(countries), dtype=object))
    bottom, top = (math.degrees(math.asinh(math.tan(math.radians(y)))) for y in (south, north))
    side = max(east - west, top - bottom)
    across, up = (half * side for half in _VIEW)
    middle_x, middle_y = (west + east) / 2, (bottom + top) / 2
    low, high = (math.degrees(math.atan(math.sinh(math.radians(middle_y + one)))) for one in (-up, up))
    return box(
        max(-180, math.floor(middle_x - across)),
        max(-_NORTHERNMOST, math.floor(low)),
        min(180, math.ceil(middle_x + across)),
        min(_NORTHERNMOST, math.ceil(high)),
    )


def build_ground(
    world: WorldMap,
    countries: Sequence[str],
    elsewhere: Collection[str],
    find_sites: Callable[[Mapping[str, Boundary]], Sequence[Point]] = lambda _: (),
) -> Ground:
    """Return the ground of some countries (ISO 3166-1 alpha-2), and of divisions of others (ISO 3166-2).

    `find_sites` returns longitude and latitude of the sites in the countries, given these and their divisions. Raises
    DataError with a fault for each country that Natural Earth lacks.
    """
    faults: list[Fault] = []
    shapes: dict[str, BaseGeometry] = {}
    for code in countries:
        with gathered(faults):
            shapes[code] = world.get_country(code)
    if faults:
        raise DataError(faults)
    found = [build_divisions(code, world.list_areas(code)) for code in countries]
    partners = list(_find_partners(world, elsewhere))
    whole = [
        Boundary(code, _get_country_name(code), BoundaryKind.COUNTRY, None, shape) for code, shape in shapes.items()
    ]
    divisions = [*(one for ground in found for one in ground.boundaries), *partners]
    sites = find_sites({one.code: one for one in (*whole, *divisions)})
    drawn = [replace(one, shape=cut_country(one.shape, sites)) for one in whole]
    around = [
        Boundary(code, _get_country_name(code), BoundaryKind.NEIGHBOUR, None, shape)
        for code, shape in world.list_countries(find_frame(one.shape for one in drawn))
        if code not in countries
    ]
    missing = sorted(set(elsewhere) - {one.code for one in partners})
    notes = [
        *(note for ground in found for note in ground.notes),
        *(f"{code} is not drawn: Natural Earth has no area that is surely it" for code in missing),
    ]
    order = list(BoundaryKind)
    boundaries = sorted((*drawn, *divisions, *around), key=lambda one: (order.index(one.kind), one.code))
    return Ground(tuple(boundaries), tuple(notes))


def _find_partners(world: WorldMap, codes: Collection[str]) -> Iterator[Boundary]:
    for country in sorted({code[:2] for code in codes}):
        for one in build_divisions(country, world.list_areas(country)).boundaries:
            if one.code in codes and one.admin1 is not None:
                yield Boundary(one.code, one.name, BoundaryKind.PARTNER, one.admin1, one.shape)


def format_boundaries(boundaries: Iterable[Boundary]) -> bytes:
    """Return the GeoJSON of boundaries, a feature a line."""
    lines = ",\n".join(
        json.dumps(to_feature(boundary), ensure_ascii=False, separators=(",", ":")) for boundary in boundaries
    )
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode()
