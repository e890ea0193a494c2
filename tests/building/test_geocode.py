"""A site is found where it is, or not at all: nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from geo.building.gazetteer import Gazetteer, GazetteerEntry
from geo.building.geocode import SITE_KINDS, geocode, geocode_all, get_urban_radius_km
from geo.building.models import Site
from geo.contract.boundaries import Boundary
from geo.contract.faults import DataError
from geo.contract.vocabulary import Precision, Text
from support.records import change

CHANCAY = Site(
    id="chancay",
    name="Chancay",
    label=Text("Port of Chancay", "Puerto de Chancay"),
    kind="PRT",
    country="PE",
    region="PE-LIM",
    members=(),
    note=None,
)
AMAZON = change(
    CHANCAY, id="amazon", name="Peruvian Amazon", kind="RGN", region=None, members=("PE-UCA", "PE-LOR", "PE-MDD")
)
TOWN = GazetteerEntry("Puerto", (), "PPL", "PE", "PE-LIM", -77.0, -11.0, 1000, "GeoNames", "1", None)
PORT = GazetteerEntry("Puerto", (), "PRT", "PE", None, -77.0, -11.1, 0, "UN/LOCODE", "PEPTO", "PEPTO")


def test_the_port_of_chancay(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """Chancay is the town in the region of Lima, with the code of its port, and its uncertainty reaches the port."""
    found = geocode(CHANCAY, gazetteer, boundaries)
    location = found.location
    assert (location.gazetteer, location.gazetteer_id, location.region) == ("GeoNames", "3944399", "PE-LIM")
    assert location.geometry == {"type": "Point", "coordinates": [location.longitude, location.latitude]}
    assert (location.locode, location.precision, location.uncertainty_km) == ("PECHY", Precision.NEAR, 4)
    assert found.why == "is GeoNames 3944399 Chancay (PE-LIM, population 26,958); sea port PECHY 3.5 km away"


def test_two_places_are_no_answer(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """Without its region Chancay can be two towns: the fault lists both with id, region and population."""
    with pytest.raises(DataError) as error:
        geocode(change(CHANCAY, region=None), gazetteer, boundaries)
    assert str(error.value) == (
        "sites.toml: chancay.name: 'Chancay' can be GeoNames 3944399 Chancay (PE-LIM, population 26,958); "
        "GeoNames 13100199 Chancay (PE-CAJ): give the region that tells them apart"
    )


def test_a_name_elsewhere_is_no_answer(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """A name that only other regions have is a fault that says where it is."""
    with pytest.raises(DataError, match=r"chancay\.region: no PPL named 'Chancay' in PE-ARE, but GeoNames 3944399"):
        geocode(change(CHANCAY, region="PE-ARE"), gazetteer, boundaries)


def test_a_port_far_from_its_town_is_a_fault(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """The Chancay in the region of Cajamarca cannot be the port: the list of sea ports says so."""
    with pytest.raises(DataError, match=r"13100199 Chancay \(PE-CAJ\) is \d+ km from UN/LOCODE PECHY"):
        geocode(change(CHANCAY, region="PE-CAJ"), gazetteer, boundaries)


def test_what_looks_like_the_name_is_no_answer(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """Huatalpampa is in no gazetteer: names that look like it are told, and none is taken."""
    with pytest.raises(DataError, match=r"no PPL named 'Huatalpampa' in PE; names that look like it: .*Huacapampa"):
        geocode(change(CHANCAY, name="Huatalpampa", kind="PPL", region=None), gazetteer, boundaries)


def test_a_region_is_its_polygon(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """A region is its polygon in Natural Earth, with a point inside and no distance."""
    site = change(CHANCAY, id="cajamarca", name="Cajamarca", kind="ADM1", region="PE-CAJ")
    location = geocode(site, gazetteer, boundaries).location
    assert location.geometry is not None
    assert shape(dict(location.geometry)).equals(boundaries["PE-CAJ"].shape)
    assert location.longitude is not None
    assert location.latitude is not None
    assert shapely.contains_xy(boundaries["PE-CAJ"].shape, location.longitude, location.latitude)
    assert (location.gazetteer, location.gazetteer_id) == ("Natural Earth", "PE-CAJ")
    assert (location.precision, location.uncertainty_km) == (Precision.REGION, None)


def test_an_area_is_its_regions_together(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """An area is as large as its regions together, whatever the order they are named in."""
    location = geocode(AMAZON, gazetteer, boundaries).location
    assert location.geometry is not None
    area = shape(dict(location.geometry))
    assert area.area == pytest.approx(sum(boundaries[code].shape.area for code in AMAZON.members))
    assert location.longitude is not None
    assert location.latitude is not None
    assert shapely.contains_xy(area, location.longitude, location.latitude)
    assert (location.gazetteer_id, location.precision, location.region) == (
        "PE-LOR+PE-MDD+PE-UCA",
        Precision.ESTIMATED,
        None,
    )
    assert geocode(change(AMAZON, members=AMAZON.members[::-1]), gazetteer, boundaries).location == location


def test_a_country_is_not_pinned(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """A nationwide programme has no geometry and no point: it is not in the capital."""
    site = change(CHANCAY, id="peru", name="Peru", kind="PCLI", region=None)
    location = geocode(site, gazetteer, boundaries).location
    assert (location.geometry, location.longitude, location.latitude) == (None, None, None)
    assert (location.precision, location.gazetteer_id) == (Precision.COUNTRY, "3932488")


@pytest.mark.parametrize(
    ("site", "what"),
    [
        (change(CHANCAY, kind="LAKE"), f"chancay.kind: 'LAKE' is not one of {', '.join(SITE_KINDS)}"),
        (change(CHANCAY, members=("PE-LIM",)), "chancay.members: an area"),
        (change(AMAZON, members=()), "amazon.members: an area"),
        (change(AMAZON, members=("PE-LOR", "PE-XXX", "BR")), "amazon.members: BR, PE-XXX: not one of PE-AMA, "),
        (change(AMAZON, members=("PE-LIM", "PE-CAL")), "amazon.members: PE-CAL is drawn too small"),
        (change(CHANCAY, name="Callao", kind="ADM1", region=None), "chancay.name: PE-CAL is drawn too small"),
        (change(CHANCAY, name="Atlantis", region=None), "chancay.name: no PPL named 'Atlantis' in PE"),
    ],
)
def test_a_site_that_cannot_be_found_says_why(
    gazetteer: Gazetteer, boundaries: Mapping[str, Boundary], site: Site, what: str
) -> None:
    """Whatever is wrong with a site is one line that names it and the key."""
    with pytest.raises(DataError) as error:
        geocode(site, gazetteer, boundaries)
    assert str(error.value).startswith(f"sites.toml: {what}")
    assert len(error.value.faults) == 1


def test_every_fault_is_told_at_once(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """Two sites that cannot be found are two faults of one error."""
    sites = [change(CHANCAY, region=None), AMAZON, change(CHANCAY, id="b", name="Atlantis")]
    with pytest.raises(DataError) as error:
        geocode_all(sites, gazetteer, boundaries)
    assert [fault.key for fault in error.value.faults] == ["b.name", "chancay.name"]


def test_the_nearest_port_of_the_name_counts() -> None:
    """Of two ports with the town's name the nearer gives code and distance; a town that is no port has neither."""
    far = replace(PORT, latitude=-15.0, gazetteer_id="PEFAR", locode="PEFAR")
    site = change(CHANCAY, name="Puerto")
    location = geocode(site, Gazetteer([TOWN, far, PORT]), {}).location
    assert (location.locode, location.uncertainty_km) == ("PEPTO", 12)
    assert geocode(change(site, kind="PPL"), Gazetteer([TOWN, PORT]), {}).location.locode is None
    assert geocode(site, Gazetteer([TOWN]), {}).location.locode is None


AIRFIELD = replace(TOWN, name="Basa Air Base", alternates=("Basa",), kind="AIRP", region=None, gazetteer="ICAO")


@pytest.mark.parametrize(
    ("name", "kind", "entries", "expected"),
    [
        ("Puerto", "PRT", [PORT], ("UN/LOCODE", "PEPTO", Precision.NEAR, 12)),  # a port without a namesake town
        ("Puerto", "NVB", [PORT], ("UN/LOCODE", "PEPTO", Precision.NEAR, 12)),
        ("Basa Air Base", "AIRP", [AIRFIELD], ("ICAO", None, Precision.NEAR, 3)),
        ("basa", "AIRB", [AIRFIELD], ("ICAO", None, Precision.NEAR, 25)),  # how far a base goes on is not known
        ("Puerto", "MILB", [AIRFIELD, TOWN], ("GeoNames", None, Precision.NEAR, 1)),  # a base by its town
        ("Prov", "ADM2", [replace(TOWN, name="Prov", kind="ADM2", radius_km=61.2)],
         ("GeoNames", None, Precision.DISTRICT, 62)),
    ],
)  # fmt: skip
def test_what_has_a_point_says_how_far_off_it_may_be(
    name: str, kind: str, entries: list[GazetteerEntry], expected: tuple[str, str | None, Precision, int]
) -> None:
    """Ports, airports, bases and districts are at a gazetteer's point, each with what is known of its distance."""
    found = geocode(change(CHANCAY, name=name, kind=kind, region=None), Gazetteer(entries), {}).location
    assert (found.gazetteer, found.locode, found.precision, found.uncertainty_km) == expected
    assert found.geometry == {"type": "Point", "coordinates": [found.longitude, found.latitude]}


def test_a_port_is_in_the_region_at_its_shore(boundaries: Mapping[str, Boundary]) -> None:
    """The list of sea ports has no regions: that of the point counts, for the answer and for telling apart."""
    port = replace(PORT, longitude=-77.3, latitude=-11.57)
    site = change(CHANCAY, name="Puerto", region="PE-LIM")
    assert geocode(site, Gazetteer([port]), boundaries).location.region == "PE-LIM"
    with pytest.raises(DataError, match=r"region: no PPL named 'Puerto' in PE-ARE, but UN/LOCODE PEPTO Puerto \(PE\)"):
        geocode(change(site, region="PE-ARE"), Gazetteer([port]), boundaries)


def test_a_district_by_the_packages(gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """A province is in the middle of its towns, as far as the farthest of them."""
    found = geocode(change(CHANCAY, name="Huaral", kind="ADM2"), gazetteer, boundaries).location
    assert (found.region, found.precision, found.gazetteer_id) == (
        "PE-LIM",
        Precision.DISTRICT,
        "PE.15/provincia-de-huaral",
    )
    assert found.uncertainty_km is not None
    assert found.uncertainty_km >= 25


def test_a_corridor_may_cross_countries(boundaries: Mapping[str, Boundary], gazetteer: Gazetteer) -> None:
    """An area of the economy is made of regions, and of whole countries of the map."""
    site = change(AMAZON, kind="RGNE", members=("PE-PUN", "PE"))
    location = geocode(site, gazetteer, boundaries).location
    assert (location.gazetteer_id, location.precision) == ("PE+PE-PUN", Precision.ESTIMATED)


ENTRIES = st.builds(
    GazetteerEntry,
    name=st.sampled_from(["Chancay", "CHÁNCAY", "Chancayllo"]),
    alternates=st.sampled_from([(), ("Chancay",), ("Islay",)]),
    kind=st.sampled_from(["PPL", "ADM1"]),
    country=st.sampled_from(["PE", "BO"]),
    region=st.sampled_from(["PE-LIM", "PE-CAJ", None]),
    longitude=st.just(-77.0),
    latitude=st.just(-11.0),
    population=st.integers(0, 9_000_000),
    gazetteer=st.just("GeoNames"),
    gazetteer_id=st.integers(1, 9_999_999).map(str),
    locode=st.none(),
)


@given(st.lists(ENTRIES, max_size=6, unique_by=lambda entry: entry.gazetteer_id), st.sampled_from(["PE-LIM", None]))
def test_one_place_fits_or_none_is_taken(entries: list[GazetteerEntry], region: str | None) -> None:
    """A town is found exactly where one place alone has the name, the country and the region, however many people."""
    fitting = [
        entry
        for entry in entries
        if "Chancay" in {entry.name.title().replace("á", "a"), *entry.alternates}
        and (entry.kind, entry.country) == ("PPL", "PE")
        and region in {None, entry.region}
    ]
    site = change(CHANCAY, kind="PPL", region=region)
    if len(fitting) == 1:
        assert geocode(site, Gazetteer(entries), {}).location.gazetteer_id == fitting[0].gazetteer_id
    else:
        with pytest.raises(DataError) as error:
            geocode(site, Gazetteer(entries), {})
        assert all(f"GeoNames {entry.gazetteer_id} " in str(error.value) for entry in fitting)


@given(st.integers(0, 40_000_000), st.integers(0, 40_000_000))
def test_the_radius_grows_with_the_town(small: int, large: int) -> None:
    """The radius is above 0, grows with the population, and is 25 km where that is not known."""
    assert get_urban_radius_km(small) > 0
    assert get_urban_radius_km(0) == 25
    if 0 < small <= large:
        assert get_urban_radius_km(small) <= get_urban_radius_km(large)


def test_the_radius_of_a_known_town() -> None:
    """26,958 people at 2,800 a square kilometre fill a disc of 1.75 km."""
    assert get_urban_radius_km(26_958) == pytest.approx(1.7506, abs=1e-3)
