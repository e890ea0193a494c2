"""The committed data are fresh, and say of each site what the document lets be said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pyproj import Geod
from shapely import Point
from shapely.geometry import shape

from geo.building.build import build, check_fresh
from geo.contract.boundaries import Boundary
from geo.contract.check import parse_collection
from geo.contract.files import DATA, LOCATIONS_FILE

FEATURES = parse_collection((DATA / LOCATIONS_FILE).read_bytes(), LOCATIONS_FILE).features
SITES: dict[str, Mapping[str, Any]] = {feature["properties"]["site"]: feature for feature in FEATURES}


def _get(site: str, *names: str) -> tuple[Any, ...]:
    return tuple(SITES[site]["properties"][name] for name in names)


def _get_programs(site: str, role: str = "site") -> set[str]:
    at_site = (feature["properties"] for feature in FEATURES if feature["properties"]["site"] == site)
    return {properties["program"] for properties in at_site if properties["site_role"] == role}


def test_the_committed_file_is_fresh() -> None:
    """Building from the committed records gives the committed file, byte for byte."""
    check_fresh(build(DATA), DATA)


@pytest.mark.parametrize(
    ("site", "gazetteer_id", "region", "locode"),
    [
        ("callao", "3946083", "PE-CAL", "PECLL"),
        ("chancay", "3944399", "PE-LIM", "PECHY"),
        ("iquitos", "3696183", "PE-LOR", "PEIQT"),
        ("lima", "3936456", "PE-LMA", None),
        ("matarani", "3938147", "PE-ARE", "PEMRI"),
        ("paita", "3694112", "PE-PIU", "PEPAI"),
        ("port-hueneme", "5384339", "US-CA", "USNTD"),
    ],
)
def test_towns_and_ports_are_the_right_ones(site: str, gazetteer_id: str, region: str, locode: str | None) -> None:
    """Each town is the one of its region in GeoNames, known within 25 km but for Lima, with its port's code."""
    assert _get(site, "gazetteer", "gazetteer_id", "region", "locode") == ("GeoNames", gazetteer_id, region, locode)
    assert SITES[site]["geometry"]["type"] == "Point"
    precision, uncertainty = _get(site, "precision", "uncertainty_km")
    if site == "lima":
        assert (precision, uncertainty) == (3, 30)
    else:
        assert precision == 2
        assert 0 < uncertainty <= 25


def test_chancay_is_near_lima() -> None:
    """The port of Chancay is some 60 km from Lima, not in the region of Cajamarca."""
    there = (*_get("chancay", "longitude", "latitude"), *_get("lima", "longitude", "latitude"))
    assert Geod(ellps="WGS84").inv(*there)[2] == pytest.approx(60_000, abs=10_000)


def test_areas_are_areas(boundaries: Mapping[str, Boundary]) -> None:
    """Cajamarca is its region, the Amazon its five departments, each with a point inside; neither has a distance."""
    assert shape(SITES["cajamarca"]["geometry"]).equals(boundaries["PE-CAJ"].shape)
    assert _get("cajamarca", "precision", "uncertainty_km", "region") == (4, None, "PE-CAJ")
    amazon = shape(SITES["peruvian-amazon"]["geometry"])
    assert amazon.area == pytest.approx(
        sum(boundaries[f"PE-{code}"].shape.area for code in ("AMA", "LOR", "MDD", "SAM", "UCA"))
    )
    assert _get("peruvian-amazon", "precision", "uncertainty_km", "region") == (5, None, None)
    for site in ("cajamarca", "peruvian-amazon", "california"):
        assert shape(SITES[site]["geometry"]).contains(Point(*_get(site, "longitude", "latitude")))


def test_nationwide_programmes_are_not_pinned() -> None:
    """A feature has no geometry exactly where it is nationwide."""
    without = {feature["properties"]["site"] for feature in FEATURES if feature["geometry"] is None}
    assert without == {"peru"}
    assert _get("peru", "precision", "longitude", "latitude") == (6, None, None)


@pytest.mark.parametrize(
    ("site", "programs"),
    [
        ("cajamarca", {"cajamarca-reservoir-studies"}),
        ("callao", {"naval-medical-research"}),
        ("chancay", {"chancay-port-scanners"}),
        ("iquitos", {"naval-medical-research"}),
        ("lima", {"caltrain-rail-cars-for-lima"}),
        ("matarani", {"matarani-port-expansion"}),
        ("paita", {"paita-hueneme-sister-ports"}),
        ("peruvian-amazon", {"amazon-internet"}),
    ],
)
def test_each_site_has_its_programmes(site: str, programs: set[str]) -> None:
    """The programmes that the document sets at a place are there."""
    assert programs <= _get_programs(site)


def test_partners_are_the_other_end() -> None:
    """Port Hueneme and California are the other end of a programme, and nothing happens there."""
    assert _get_programs("port-hueneme", "partner") == {"paita-hueneme-sister-ports"}
    assert _get_programs("california", "partner") == {"caltrain-rail-cars-for-lima"}
    assert not _get_programs("port-hueneme") | _get_programs("california")


def test_the_reservoir_keeps_the_documents_spelling() -> None:
    """Huatalpampa is placed no more precisely than its region, under the document's spelling, with a note on it."""
    (reservoir,) = (f["properties"] for f in FEATURES if f["properties"]["program"] == "cajamarca-reservoir-studies")
    assert (reservoir["site"], reservoir["precision"]) == ("cajamarca", 4)
    assert "Huatalpampa" in reservoir["summary_en"] + reservoir["title_en"]
    assert "Hualtipampa" in reservoir["note_en"]
