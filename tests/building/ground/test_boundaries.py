"""The ground of any country: divisions are joined to GeoNames' by the towns in them, or drawn and refused as sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely import box

from geo.building.divisions import Division, find_iso_codes
from geo.building.gazetteer import load_gazetteer
from geo.building.geocode import geocode
from geo.building.ground.boundaries import Area, Joined, build_divisions, cut_country, find_frame, join_divisions
from geo.cli import cli
from geo.contract.boundaries import Boundary, BoundaryKind, load_boundaries
from geo.contract.faults import DataError
from geo.contract.vocabulary import Precision, Text
from support.records import build_site, change


def build_division(admin1: str, *points: tuple[float, float], name: str = "") -> Division:
    """Return a division with towns at some points."""
    towns = tuple({"longitude": x, "latitude": y, "population": 1000} for x, y in points)
    return Division("ZZ", admin1, name or f"Division {admin1}", towns)


def build_area(name: str, west: float) -> Area:
    """Return a division of Natural Earth: ten degrees wide, from the equator to 10° N."""
    return Area((name,), box(west, 0, west + 10, 10))


def line_up(west: float, count: int) -> list[tuple[float, float]]:
    """Return points in the area that begins at a longitude."""
    return [(west + 1 + n / 10, 5.0) for n in range(count)]


@pytest.mark.parametrize(
    ("areas", "divisions", "joined"),
    [
        ([("A", 0)], [("1", [0] * 4)], [("1", (0,), None)]),
        ([("A", 0), ("B", 10)], [("1", [0, 0, 10])], [("1", (0, 1), None)]),  # several are one
        ([("A", 0)], [("1", [0] * 4), ("2", [0])], [("1", (0,), None), ("2", None, None)]),
        ([("A", 0)], [("1", [0] * 3), ("2", [0])], [(None, (0,), "its towns are of Division 1 (3), Division 2 (1)")]),
        ([("A", 0), ("B", 10)], [("1", [0, 10, 10]), ("2", [10] * 9)], [("1", (0,), "1 of its 3 towns lie within it")]),
        ([("A", 0)], [], [(None, (0,), "GeoNames has no town of the country there")]),
    ],
)
def test_four_fifths_of_the_towns_decide(
    areas: Sequence[tuple[str, float]],
    divisions: Sequence[tuple[str, Sequence[float]]],
    joined: Sequence[tuple[str | None, tuple[int, ...] | None, str | None]],
) -> None:
    """An area is the division of four fifths of its towns, if four fifths of that one's towns are within it."""
    made = join_divisions(
        [build_area(*area) for area in areas],
        [
            build_division(code, *(p for n, west in enumerate(at) for p in [line_up(west, n + 1)[-1]]))
            for code, at in divisions
        ],
    )
    found = {(one.admin1, one.areas, one.why) for one in made}
    assert {one for one in joined if one[1] is not None} <= found
    assert all(one.admin1 != code for one in made for code, indices, _ in joined if indices is None)


def test_a_town_off_the_shore_is_of_the_land_there() -> None:
    """A town a little off a coarse shore counts; one far out does not."""
    area, near, far = build_area("A", 0), (10.2, 5.0), (10.4, 5.0)
    assert join_divisions([area], [build_division("1", (5, 5), near)]) == [Joined("1", (0,), None)]
    assert join_divisions([area], [build_division("1", (5, 5), far)])[0].why == "1 of its 2 towns lie within it"


def test_a_name_joins_where_the_other_towns_have_an_area_of_their_own() -> None:
    """Lima Province bears its name, and the towns of the region around it do not make it that; Équateur stays apart."""
    areas = [build_area("Region", 0), build_area("City", 10)]
    around = build_division("1", *line_up(0, 20), *line_up(10, 3))
    city = build_division("2", (15.0, 6.0), name="City Province")
    assert Joined("2", (1,), None) in join_divisions(areas, [around, city])
    stranger = build_division("3", (14.0, 7.0))
    assert all(one.admin1 != "2" for one in join_divisions(areas, [around, city, stranger]))


@pytest.mark.parametrize(
    ("country", "names", "parts", "codes"),
    [
        ("PE", {"07": ("Callao",), "15": ("Lima region", "Lima"), "LMA": ("Lima Province",)}, {},
         {"07": "PE-CAL", "15": "PE-LIM", "LMA": "PE-LMA"}),
        ("PH", {"15": ("Cordillera",)}, {"15": ["Abra", "Benguet", "Ifugao"]}, {"15": "PH-15"}),
        ("ES", {"29": ("Madrid",)}, {}, {"29": "ES-MD"}),
        ("VN", {"82": ("Đồng Tháp",)}, {"82": ["Tiền Giang", "Đồng Tháp"]}, {}),
        ("US", {"CA": ("California",)}, {}, {"CA": "US-CA"}),
        ("CD", {"1": ("Katanga",)}, {}, {}),
        ("PE", {"1": ("Puno",), "2": ("Puno",)}, {}, {}),
    ],
)  # fmt: skip
def test_codes_that_are_sure(
    country: str, names: Mapping[str, tuple[str, ...]], parts: Mapping[str, list[str]], codes: Mapping[str, str]
) -> None:
    """A code is given by one name, by the parts, or by GeoNames itself; where ISO has it otherwise there is none."""
    assert find_iso_codes(country, names, parts) == codes


@pytest.fixture(scope="module")
def congo() -> dict[str, Boundary]:
    """Return the boundaries of a made-up map of DR Congo: the old Katanga, and Maniema as it is."""
    areas = [Area(("Katanga",), box(21.7, -13.5, 30.8, -5)), Area(("Maniema",), box(25.5, -4.8, 27, -2.5))]
    country = Boundary("CD", Text("DRC", "RDC"), BoundaryKind.COUNTRY, None, box(12, -14, 31, 6))
    return {one.code: one for one in (country, *build_divisions("CD", areas).boundaries)}


def test_what_cannot_be_joined_is_drawn_and_refused(congo: dict[str, Boundary]) -> None:
    """The old Katanga is on the map; a site cannot be it, nor an area be made of it."""
    assert (congo["CD/katanga"].admin1, congo["CD/katanga"].iso, congo["CD-MA"].admin1) == (None, None, "10")
    gazetteer = load_gazetteer(congo, {"CD"})
    site = build_site("katanga", "Katanga", Text("Katanga", "Katanga"), "ADM1", "CD")
    what = "Katanga as Natural Earth draws it \\(CD/katanga\\) is not GeoNames' division of today"
    with pytest.raises(DataError, match=f"katanga.name: {what}"):
        geocode(site, gazetteer, congo)
    with pytest.raises(DataError, match=f"katanga.members: {what}"):
        geocode(change(site, kind="RGN", members=("CD/katanga",)), gazetteer, congo)


def test_a_division_without_an_area_is_a_point(congo: dict[str, Boundary]) -> None:
    """Haut-Katanga, which Natural Earth does not know, lies in the middle of its towns, as far as these reach."""
    site = build_site("haut-katanga", "Haut-Katanga", Text("Haut-Katanga", "Alto Katanga"), "ADM1", "CD")
    location = geocode(site, load_gazetteer(congo, {"CD"}), congo).location
    assert (location.region, location.precision, location.gazetteer_id) == ("CD-HK", Precision.REGION, "CD.14")
    assert location.geometry == {"type": "Point", "coordinates": [location.longitude, location.latitude]}
    assert location.uncertainty_km is not None
    assert 100 < location.uncertainty_km < 400


def test_a_country_across_the_antimeridian_is_framed_on_its_sites() -> None:
    """Of its lands those near a site are in view, on the side of most sites; without any the largest is."""
    east, far, west = box(177, -18, 179, -17), box(170, -10, 171, -9), box(-180, -17, -179, -16)
    country = shapely.union_all([east, far, west])
    assert cut_country(country, [(178, -17.5)]).equals(east)
    assert cut_country(country, [(-179.5, -16.5), (-179.4, -16.5), (178, -17.5)]).equals(west)
    assert cut_country(country, []).equals(east)
    assert cut_country(east, [(0, 0)]).equals(east)
    assert find_frame([east]).bounds == (175, -20, 180, -15)


@pytest.fixture(scope="module")
def world_map(boundaries: Mapping[str, Boundary], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a GeoPackage with what is committed, in the form of Natural Earth as QGIS has it."""
    path = tmp_path_factory.mktemp("world") / "world_map.gpkg"
    whole = [one for one in boundaries.values() if one.kind in (BoundaryKind.COUNTRY, BoundaryKind.NEIGHBOUR)]
    parts = [one for one in boundaries.values() if one not in whole]
    shapes = [one.shape for one in whole]
    gpd.GeoDataFrame({"iso_a2": [one.code for one in whole]}, geometry=shapes, crs=4326).to_file(
        path, layer="countries"
    )
    columns = {
        "iso_a2": [one.country for one in parts],
        "name": [one.name.en for one in parts],
        "gn_name": None,
        "woe_name": None,
    }
    shapes = [one.shape for one in parts]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(path, layer="states_provinces")
    return path


def run(*arguments: str) -> None:
    """Run the command."""
    cli.main(["boundaries", *arguments], standalone_mode=False)


def test_the_command_makes_the_committed_ground(
    world_map: Path, tmp_path: Path, boundaries: Mapping[str, Boundary], capsys: pytest.CaptureFixture[str]
) -> None:
    """The same areas make the same boundaries, of Peru and of California, where a site in one language is."""
    (tmp_path / "sites.toml").write_text(
        """[california]
name = "California"
kind = "ADM1"
country = "US"
region = "US-CA"
label = { en = "California" }
"""
    )
    (tmp_path / "source.toml").write_text('collection.languages = ["en"]\n')
    run("--data", str(tmp_path), "--country", "PE", "--map", str(world_map))
    made = load_boundaries(tmp_path / "boundaries.geojson")
    assert {(one.code, one.name, one.kind, one.admin1) for one in made.values()} == {
        (one.code, one.name, one.kind, one.admin1) for one in boundaries.values()
    }
    assert shapely.equals_exact(made["PE-LIM"].shape, boundaries["PE-LIM"].shape, 1e-6, normalize=True)
    said = capsys.readouterr().err
    assert said.startswith(
        "PE Peru: 26 divisions drawn, 25 of them can be sites\n  PE-CAL Callao is drawn, but no site: "
    )
    assert (tmp_path / "ground" / "world.json").exists()


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--country", "PER"], "--country: 'PER' is no code of ISO 3166-1"),
        (["--country", "MG"], "--country: 'MG' is no country of Natural Earth"),
        ([], "--country: source.toml names none: give one"),
        (["--country", "PE", "--map", "nowhere.gpkg"], "nowhere.gpkg: there is no such file"),
        (["--country", "PE", "--map", __file__], "test_boundaries.py: no GeoPackage with the layer countries"),
    ],
)
def test_what_cannot_be_made_is_one_line(world_map: Path, tmp_path: Path, arguments: list[str], what: str) -> None:
    """A country or a file that is none is refused with its name, and nothing is written."""
    with pytest.raises(DataError) as error:
        run("--data", str(tmp_path), *([] if "--map" in arguments else ["--map", str(world_map)]), *arguments)
    assert what in str(error.value)
    assert not list(tmp_path.iterdir())
