"""The strict check refuses every bad file in one line each, and accepts what is sound."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.contract.boundaries import Boundary
from geo.contract.check import parse_collection
from geo.contract.collection import find_bounds, is_within
from geo.contract.faults import DataError
from geo.contract.fields import FIELDS
from support.bad_files import make_cases
from support.samples import AREA, NATIONWIDE, SCANNERS, TRIANGLE, make_bytes, make_collection, make_feature

CASES = make_cases()

SOUND = (
    make_feature(),
    make_feature(TRIANGLE, **AREA),
    make_feature(None, program="nationwide", **NATIONWIDE),
)


def test_there_are_bad_files_enough() -> None:
    """The generator makes at least 120 bad files, so that losing a group of them is noticed."""
    assert len(CASES) >= 120


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_is_refused_with_its_reason(name: str) -> None:
    """Every bad file is refused, each fault in one line that begins with the file and gives the reason."""
    data, reason = CASES[name]
    with pytest.raises(DataError) as error:
        parse_collection(data, "bad.geojson")
    lines = [str(fault) for fault in error.value.faults]
    assert all(line.startswith("bad.geojson: ") and line.isprintable() for line in lines)
    assert any(reason in line for line in lines), lines


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_sound_file_is_read(mark: bytes) -> None:
    """Points, areas and nationwide programmes are read, with a byte-order mark or without."""
    collection = parse_collection(mark + make_bytes(*SOUND), "good.geojson")
    assert [feature["id"] for feature in collection.features] == [
        "port-scanners/chancay",
        "port-scanners/north",
        "nationwide/peru",
    ]


def test_every_fault_is_reported_at_once() -> None:
    """Two bad features are reported together, with index, id and member."""
    bad = make_feature(theme="war", precision=0)
    with pytest.raises(DataError) as error:
        parse_collection(make_bytes(bad, make_feature(None)), "bad.geojson")
    assert [fault.key for fault in error.value.faults] == [
        "features[0] port-scanners/chancay precision",
        "features[0] port-scanners/chancay theme",
        "features[1] port-scanners/chancay geometry",
    ]


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(data: bytes) -> None:
    """Bytes of any kind are refused by DataError and nothing else."""
    with pytest.raises(DataError):
        parse_collection(data, "any")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(st.sampled_from([field.name for field in FIELDS]), JSON)
def test_any_value_of_a_property_is_answered(name: str, value: Any) -> None:
    """Whatever stands in a property, the file is read with that value or refused by DataError."""
    feature = make_feature()
    feature["properties"] = SCANNERS | {name: value}
    try:
        collection = parse_collection(make_bytes(feature), "any")
    except DataError:
        return
    assert collection.features[0]["properties"][name] == value


@given(JSON)
def test_any_geometry_is_answered(geometry: Any) -> None:
    """Whatever stands as geometry, nothing but DataError is raised."""
    whole = make_collection(make_feature() | {"geometry": geometry})
    with pytest.raises(DataError):
        parse_collection(json.dumps(whole).encode(), "any")


def test_a_country_is_as_large_as_its_boundary(boundaries: Mapping[str, Boundary]) -> None:
    """The box that a place must be in is the boundary's own, a quarter of a degree wider on each side."""
    west, south, east, north = boundaries["PE"].shape.bounds
    (box,) = find_bounds(boundaries["PE"].shape)
    assert pytest.approx((west - 0.25, south - 0.25, east + 0.25, north + 0.25), abs=1e-6) == box


def test_a_country_across_the_antimeridian_has_two_boxes() -> None:
    """A place on either side of it is in the country, one far from both is not."""
    fiji = shapely.box(177, -19, 180, -16) | shapely.box(-180, -17, -179, -16)
    boxes = find_bounds(fiji)
    assert boxes == [[176.75, -19.25, 180, -15.75], [-180, -17.25, -178.75, -15.75]]
    assert is_within([(178, -18, 178, -18)], boxes)
    assert not is_within([(0, -18, 0, -18)], boxes)


def test_a_place_abroad_may_be_anywhere() -> None:
    """Only a place whose country is Peru has to be in Peru."""
    hueneme = make_feature(country="US", region="US-CA", longitude=-119.19511, latitude=34.14778)
    assert parse_collection(make_bytes(hueneme), "good.geojson").features == (hueneme,)
