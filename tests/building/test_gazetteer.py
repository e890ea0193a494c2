"""The gazetteers give every place a name can mean, and nothing that merely looks like it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo.building.gazetteer import Gazetteer, GazetteerEntry
from geo.building.names import normalise_name
from geo.contract.boundaries import Boundary


def test_chancay_is_two_towns(gazetteer: Gazetteer) -> None:
    """GeoNames has two Chancays in Peru; the region tells them apart."""
    found = gazetteer.find("Chancay", kinds={"PPL"}, country="PE")
    assert [(entry.region, entry.gazetteer_id) for entry in found] == [("PE-LIM", "3944399"), ("PE-CAJ", "13100199")]
    assert gazetteer.find("Chancay", kinds={"PPL"}, country="PE", region="PE-LIM") == found[:1]


def test_a_bracketed_name_is_a_name(gazetteer: Gazetteer) -> None:
    """Matarani is found though GeoNames calls it "Islay (Matarani)"."""
    (entry,) = gazetteer.find("Matarani", kinds={"PPL"}, country="PE")
    assert (entry.name, entry.region) == ("Islay (Matarani)", "PE-ARE")


def test_accents_and_case_do_not_matter(gazetteer: Gazetteer) -> None:
    """A name is found however it is accented or written."""
    assert gazetteer.find("huanuco", kinds={"ADM1"}) == gazetteer.find("HUÁNUCO", kinds={"ADM1"}) != ()


@pytest.mark.parametrize(
    ("name", "kind", "country", "expected"),
    [
        ("Peru", "PCLI", "PE", ("3932488", None)),
        ("Lima", "PPL", "PE", ("3936456", "PE-LMA")),
        ("Hueneme", "PPL", "US", ("5384339", "US-CA")),
        ("Houston", "PPL", "US", ("4699066", "US-TX")),
        ("California", "ADM1", "US", ("US-CA", "US-CA")),
        ("Paita", "PRT", "PE", ("PEPAI", None)),
    ],
)
def test_every_layer_is_there(
    gazetteer: Gazetteer, name: str, kind: str, country: str, expected: tuple[str, str | None]
) -> None:
    """Countries, towns, regions and ports are found, each with its own id and its region."""
    (entry,) = gazetteer.find(name, kinds={kind}, country=country, region=expected[1])
    assert (entry.gazetteer_id, entry.region) == expected


def test_what_looks_like_a_name_is_only_suggested(gazetteer: Gazetteer) -> None:
    """A name that no gazetteer has is not found; those that look like it are there to be shown."""
    assert gazetteer.find("Huatalpampa", kinds={"PPL"}, country="PE") == ()
    assert "Huacapampa" in [entry.name for entry in gazetteer.suggest("Huatalpampa", kinds={"PPL"}, country="PE")]


def test_candidates_come_by_population() -> None:
    """Of places with one name the most populous comes first, then the order is that of their ids."""
    entries = [
        GazetteerEntry("A", (), "PPL", "PE", None, 0.0, 0.0, population, "GeoNames", gazetteer_id, None)
        for population, gazetteer_id in ((0, "2"), (9, "3"), (0, "1"))
    ]
    assert [entry.gazetteer_id for entry in Gazetteer(entries).find("a", kinds={"PPL"})] == ["3", "1", "2"]


@pytest.mark.parametrize(
    ("name", "region"), [("Iquitos", "PE-LOR"), ("Puno", "PE-PUN"), ("Callao", "PE-CAL"), ("Huaral", "PE-LIM")]
)
def test_towns_lie_in_their_regions(
    gazetteer: Gazetteer, boundaries: Mapping[str, Boundary], name: str, region: str
) -> None:
    """A town's point is in the region that its code is joined to, or as near as a coarse coastline allows."""
    (entry,) = gazetteer.find(name, kinds={"PPL"}, country="PE", region=region)
    assert entry.longitude is not None
    assert entry.latitude is not None
    assert boundaries[region].shape.distance(Point(entry.longitude, entry.latitude)) < 0.1


@given(st.text())
def test_folding_again_changes_nothing(name: str) -> None:
    """A folded name is its own fold."""
    assert normalise_name(normalise_name(name)) == normalise_name(name)
