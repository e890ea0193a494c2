"""The boundaries are what the map and the geocoder need, and are written as RFC 7946 says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pycountry
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.contract.boundaries import Boundary, BoundaryKind, load_boundaries, parse_boundaries, to_feature, to_geometry
from geo.contract.faults import DataError
from geo.contract.files import BOUNDARIES
from geo.contract.geojson import find_ring_problems
from geo.contract.properties import CONTRACT
from geo.contract.vocabulary import Text
from support.samples import TRIANGLE

NORTH = Boundary("PE-AMA", Text("North", "Norte"), BoundaryKind.REGION, "01", shape(TRIANGLE))
COUNTRY = Boundary("PE", Text("Peru", "Perú"), BoundaryKind.COUNTRY, None, shape(TRIANGLE))


def _write(path: Path, *features: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _bend(**members: object) -> dict[str, Any]:
    """Return a sound boundary with some members changed."""
    return to_feature(NORTH) | members


def _bend_properties(**changes: object) -> dict[str, Any]:
    return _bend(properties=to_feature(NORTH)["properties"] | changes)


def test_every_region_of_peru_is_there(boundaries: Mapping[str, Boundary]) -> None:
    """The regions are those of ISO 3166-2: 25 and Lima province, each with GeoNames' code."""
    regions = {code: b for code, b in boundaries.items() if b.kind is BoundaryKind.REGION}
    assert set(regions) == {s.code for s in pycountry.subdivisions if s.country_code == "PE"}
    assert len(regions) == 26
    assert {b.admin1 for b in regions.values()} == {*(f"{number:02}" for number in range(1, 26)), "LMA"}


def test_the_codes_stand_for_the_right_regions(boundaries: Mapping[str, Boundary]) -> None:
    """Each region bears the name that ISO 3166-2 gives to its code, and Lima province lies within the region around."""
    names = {"PE-CAJ": "Cajamarca", "PE-UCA": "Ucayali", "PE-HUV": "Huancavelica", "PE-LMA": "Lima Province"}
    assert {code: boundaries[code].name.en for code in names} == names
    hull = shapely.convex_hull(shapely.union(boundaries["PE-LIM"].shape, boundaries["PE-CAL"].shape))
    assert hull.contains(boundaries["PE-LMA"].shape.representative_point())


def test_the_regions_fill_the_country(boundaries: Mapping[str, Boundary]) -> None:
    """The regions together are Peru, without overlap, and touch the neighbours without overlap."""
    regions = [b.shape for b in boundaries.values() if b.kind is BoundaryKind.REGION]
    peru = boundaries["PE"].shape
    assert shapely.symmetric_difference(shapely.union_all(regions), peru).area < 1e-4
    assert sum(region.area for region in regions) == pytest.approx(peru.area, rel=1e-6)
    for code in ("BO", "BR", "CL", "CO", "EC"):
        neighbour = boundaries[code]
        assert neighbour.kind is BoundaryKind.NEIGHBOUR
        assert neighbour.shape.distance(peru) == 0
        assert neighbour.shape.intersection(peru).area < 1e-4


def test_names_are_in_both_languages(boundaries: Mapping[str, Boundary]) -> None:
    """Countries bear the names that each language gives them."""
    assert boundaries["BR"].name == Text("Brazil", "Brasil")
    assert boundaries["PE"].name == Text("Peru", "Perú")
    assert boundaries["US-CA"].kind is BoundaryKind.PARTNER


def test_the_file_is_small_enough_to_send() -> None:
    """A visitor's browser fetches the file, so it stays under 250 kB before compression."""
    assert BOUNDARIES.stat().st_size < 250_000


def test_a_boundary_is_read_back_as_written(tmp_path: Path) -> None:
    """Writing and reading give the same boundary."""
    read = load_boundaries(_write(tmp_path / "b.geojson", to_feature(COUNTRY), to_feature(NORTH)))
    assert read == {"PE": COUNTRY, "PE-AMA": NORTH}


@pytest.mark.parametrize(
    ("feature", "what"),
    [
        ([], "features[1]: not an object"),
        (_bend(properties={"code": "PE-AMA"}), "features[1].properties.kind: missing"),
        (_bend(color="red"), "features[1].color: unknown member"),
        (_bend_properties(kind="sea"), "features[1].properties.kind: 'sea' is not one of"),
        (_bend_properties(code=1), "features[1].properties.code: not a text"),
        (_bend_properties(code="PE"), "features[1]: the code PE stands twice"),
        (_bend_properties(name_es="\u202e"), "features[1].properties.name_es: holds U+202E"),
        (_bend_properties(name_en="e\u0301"), "features[1].name_en: is not in Unicode's normal form C"),
        (_bend(geometry=None), "features[1].geometry: null is not allowed"),
        (_bend(geometry={"type": "Point", "coordinates": [-78, -8]}), "'Point' is not one of Polygon, MultiPolygon"),
        (_bend(geometry={"type": "Polygon", "coordinates": [[[0, 0]]]}), "not an array of at least 4"),
        (_bend(geometry={"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}), "not closed"),
        (_bend(geometry={"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 0], [0, 0]]]}), "the wrong way"),
    ],
)
def test_a_bad_boundary_is_refused(feature: object, what: str) -> None:
    """A feature that is no boundary is refused with its number, the member and the reason."""
    data = json.dumps({"type": "FeatureCollection", "features": [to_feature(COUNTRY), feature]}).encode()
    with pytest.raises(DataError) as error:
        parse_boundaries(data, "b.geojson")
    assert any(f"b.geojson: {what}" in str(fault) or what in str(fault) for fault in error.value.faults)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"{}", "features: missing"),
        (b"[]", "not an object"),
        (b'{"type": "FeatureCollection", "features": {}}', "features: not an array"),
        (b'{"type": "FeatureCollection", "features": []}', "features: not an array of at least 1"),
        (BOUNDARIES.read_bytes()[:100_000], "not JSON"),
        (b"", "not JSON"),
        (json.dumps({"type": "FeatureCollection", "features": [to_feature(NORTH)]}).encode(), "of the kind country"),
    ],
    ids=["object", "array", "no array", "none", "cut", "nothing", "no country"],
)
def test_a_file_without_a_country_is_refused(data: bytes, what: str) -> None:
    """What is no collection, is empty, is cut off or holds no country cannot be drawn."""
    with pytest.raises(DataError, match=rf"(?m)^b\.geojson: .*{what}"):
        parse_boundaries(data, "b.geojson")


def test_an_area_that_rounding_would_break_stays_valid() -> None:
    """A corner nearer to the opposite side than the sixth decimal would touch it: the area is written as two."""
    area = shapely.Polygon([(0, 0), (2, 0), (2, 1), (1, 2e-7), (0, 1)])
    geometry = to_geometry(area)
    assert CONTRACT.is_valid(geometry, "#/$defs/geometry")
    assert list(find_ring_problems(geometry)) == []
    assert geometry["type"] == "MultiPolygon"
    assert shape(geometry).area == pytest.approx(area.area, abs=1e-6)


def _degrees(minimum: float, maximum: float) -> st.SearchStrategy[float]:
    """Draw degrees with nine decimals, three more than are written."""
    return st.integers(round(minimum * 1e9), round(maximum * 1e9)).map(lambda number: number / 1e9)


@st.composite
def polygons(draw: st.DrawFn) -> BaseGeometry:
    """Draw a polygon around a centre, wound either way, with coordinates longer than are written."""
    west, south = draw(_degrees(-170, 160)), draw(_degrees(-80, 70))
    width, height = draw(_degrees(0.01, 9)), draw(_degrees(0.01, 9))
    box = shapely.box(west, south, west + width, south + height, ccw=draw(st.booleans()))
    hole = shapely.box(west + width / 3, south + height / 3, west + width / 2, south + height / 2)
    return shapely.difference(box, hole) if draw(st.booleans()) else box


@given(polygons(), polygons())
def test_any_area_becomes_sound_geojson(first: BaseGeometry, second: BaseGeometry) -> None:
    """Every area is written valid, wound right and with at most six decimals, and stays where it was."""
    area = shapely.union(first, second)
    geometry: dict[str, Any] = to_geometry(area)
    assert CONTRACT.is_valid(geometry, "#/$defs/geometry")
    assert list(find_ring_problems(geometry)) == []
    positions = shapely.get_coordinates(shape(geometry)).tolist()
    assert all(round(number, 6) == number for position in positions for number in position)
    assert shapely.hausdorff_distance(shape(geometry), area) < 2e-6
