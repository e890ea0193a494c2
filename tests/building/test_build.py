"""The build writes the contract, the same bytes each time, and the link that opens the passage."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.building.build import VERSION, Build, build, build_collection, check_fresh, get_source_url
from geo.building.geocode import Location
from geo.building.labels import find_label_faults
from geo.building.models import Amount, Citation, Program, Site
from geo.building.records import Records
from geo.building.source import load_source
from geo.contract.boundaries import load_boundaries
from geo.contract.check import parse_collection
from geo.contract.faults import DataError
from geo.contract.fields import FIELDS, METADATA, SOURCE
from geo.contract.files import BOUNDARIES, DATA, LOCATIONS_FILE
from geo.contract.vocabulary import AmountType, Precision, Qualifier, SiteRole, Status, Text, Theme
from support.records import build_citation, build_figure, build_placement, build_site, change, parse_text_directive

URL = "https://example.org/page/"
POINT = Location(
    geometry={"type": "Point", "coordinates": [-77.26722, -11.57139]},
    longitude=-77.26722,
    latitude=-11.57139,
    region="PE-LIM",
    precision=Precision.NEAR,
    uncertainty_km=4,
    gazetteer="GeoNames",
    gazetteer_id="3944399",
    locode="PECHY",
)
NOWHERE = replace(
    POINT, geometry=None, longitude=None, latitude=None, region=None, precision=Precision.COUNTRY,
    uncertainty_km=None, gazetteer_id="3932488", locode=None,
)  # fmt: skip
CHANCAY = Site(
    id="chancay", name="Chancay", label=Text("Port", "Puerto"), kind="PRT", country="PE", region="PE-LIM",
    note=Text("Site.", "Sitio."),
)  # fmt: skip
PERU = build_site("peru", "Peru", Text("Peru", "Perú"), "PCLI", "PE")
SCANNERS = Program(
    id="scanners",
    title=Text("Scanners", "Escáneres"),
    summary=Text("Three scanners.", "Tres escáneres."),
    theme=Theme.SECURITY,
    sector="331",
    agencies=("Department of State",),
    partners=(),
    amount=Amount(usd=8_500_000, qualifier=Qualifier.MORE_THAN, type=AmountType.ASSISTANCE),
    status=Status.IMPLEMENTATION,
    start="2023",
    end=None,
    figures=(build_figure(3, Text("scanners", "escáneres")),),
    placements=(build_placement("chancay"),),
    note=Text("Program.", "Programa."),
    citation=build_citation("1.3", "The United States", "to Peru"),
)
LOCATIONS = {"chancay": POINT, "peru": NOWHERE}


def _collect(*programs: Program) -> dict[str, Any]:
    records = Records(
        load_source(DATA / "source.toml"), {"chancay": CHANCAY, "peru": PERU}, {p.id: p for p in programs}
    )
    data = build_collection(records, LOCATIONS, dict.fromkeys(LOCATIONS, ("Other name",)))
    parse_collection(data, LOCATIONS_FILE)
    value: dict[str, Any] = json.loads(data)
    return value


@pytest.fixture(scope="session")
def committed() -> Build:
    """Return what the committed records make."""
    return build(DATA)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the committed data."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_a_feature_holds_every_property_of_the_contract_in_its_order() -> None:
    """A programme at a site becomes one feature whose properties are those of the contract, in order."""
    (feature,) = _collect(SCANNERS)["features"]
    assert list(feature) == ["type", "id", "geometry", "properties"]
    assert feature["id"] == "scanners/chancay"
    assert feature["geometry"] == POINT.geometry
    assert list(feature["properties"]) == [field.name for field in FIELDS]
    expected = {
        "title_es": "Escáneres",
        "sector_en": "Trade Policies & Regulations",
        "agencies": ["Department of State"],
        "amount_usd": 8_500_000,
        "amount_qualifier": "more_than",
        "figures": [{"value": 3, "qualifier": "exact", "unit_en": "scanners", "unit_es": "escáneres"}],
        "site_es": "Puerto",
        "region": "PE-LIM",
        "longitude": -77.26722,
        "precision": 2,
        "uncertainty_km": 4,
        "locode": "PECHY",
        "note_en": "Program. Site.",
        "note_es": "Programa. Sitio.",
        "source_item": "1.3",
    }
    assert {name: feature["properties"][name] for name in expected} == expected


def test_what_is_not_known_is_null() -> None:
    """Without amount, note and place the properties are null and the geometry too; the lists are empty."""
    bare = change(SCANNERS, amount=None, note=None, agencies=(), figures=(), placements=(build_placement("peru"),))
    (feature,) = _collect(bare)["features"]
    properties = feature["properties"]
    names = ("amount_usd", "amount_qualifier", "amount_type", "longitude", "latitude", "note_en", "note_es", "locode")
    assert [properties[name] for name in names] == [None] * len(names)
    assert (feature["geometry"], properties["agencies"], properties["figures"]) == (None, [], [])


def test_features_stand_in_the_documents_order() -> None:
    """The introduction comes first, 1.10 after 1.9, and within an item the sites go by name, then the programmes."""
    both = (build_placement("peru"), build_placement("chancay", SiteRole.PARTNER))
    programs = [
        change(SCANNERS, id=id_, citation=build_citation(item, "The"), theme=theme, placements=both)
        for id_, item, theme in (
            ("e", "2.0", Theme.ECONOMY),
            ("d", "1.10", Theme.SECURITY),
            ("b", "1.9", Theme.SECURITY),
            ("c", "1.9", Theme.SECURITY),
            ("a", "0", Theme.PEOPLE),
        )
    ]
    ids = [feature["id"] for feature in _collect(*programs)["features"]]
    assert ids == [
        "a/chancay", "a/peru", "b/chancay", "c/chancay", "b/peru", "c/peru", "d/chancay", "d/peru", "e/chancay",
        "e/peru",
    ]  # fmt: skip


@given(st.permutations(range(4)))
def test_the_order_of_the_files_does_not_matter(order: list[int]) -> None:
    """In whatever order the programmes are read, the file is the same."""
    programs = [
        change(SCANNERS, id=f"p{number}", citation=build_citation(f"1.{number // 2}", "The")) for number in range(4)
    ]
    assert _collect(*(programs[number] for number in order)) == _collect(*programs)


def test_the_collection_says_what_it_is() -> None:
    """The metadata has the members of the contract, the source's own words and a line on each field."""
    value = _collect(SCANNERS)
    assert list(value) == ["type", "metadata", "features"]
    metadata = value["metadata"]
    assert (tuple(metadata), tuple(metadata["source"])) == (METADATA, SOURCE)
    assert list(metadata["fields"]) == [field.name for field in FIELDS]
    assert metadata["source"]["date"] == "2024-11-15"


def test_the_version_is_the_packages() -> None:
    """The version in the data is that of the package and of the citation file."""
    root = DATA.parent
    assert tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION
    assert f"\nversion: {VERSION}\n" in (root / "CITATION.cff").read_text("utf-8")


@pytest.mark.parametrize(
    ("citation", "fragment"),
    [
        (build_citation("1.1", "two words"), "two%20words"),
        (build_citation("1.1", "first", "last"), "first,last"),
        (build_citation("1.1", "first", "last", "before", "after"), "before-,first,last,-after"),
        (build_citation("1.1", "one", None, None, "after"), "one,-after"),
        (build_citation("1.1", "long-standing, R&D: 100%"), "long%2Dstanding%2C%20R%26D%3A%20100%25"),
        (build_citation("1.1", "Perú’s"), "Per%C3%BA%E2%80%99s"),
    ],
)
def test_the_link_opens_the_passage(citation: Citation, fragment: str) -> None:
    """The link is the page and a text fragment in which nothing of the passage can be taken for its syntax."""
    assert get_source_url(URL, citation) == f"{URL}#:~:text={fragment}"


WORDS = st.text(min_size=1)


@given(st.builds(build_citation, st.just("1.1"), WORDS, st.none() | WORDS, st.none() | WORDS, st.none() | WORDS))
def test_a_link_says_what_the_citation_says(citation: Citation) -> None:
    """Whatever a passage holds, reading the link back gives the citation."""
    assert parse_text_directive(get_source_url(URL, citation), "1.1") == citation


def test_two_builds_give_the_same_bytes(committed: Build) -> None:
    """Building again gives the same bytes: UTF-8, LF, and a newline at the end."""
    assert build(DATA).data == committed.data
    assert committed.data.endswith(b"]}\n")
    assert b"\r" not in committed.data
    assert "Perú" in committed.data.decode()


def test_a_fault_leaves_the_previous_file(folder: Path) -> None:
    """An ambiguous site and a bad record are told together, and the file stays."""
    before = (folder / LOCATIONS_FILE).read_bytes()
    sites = folder / "sites.toml"
    sites.write_text(sites.read_text("utf-8").replace('region = "PE-LIM"\n', ""), encoding="utf-8")
    program = folder / "programs" / "chancay-port-scanners.toml"
    program.write_text(program.read_text("utf-8").replace("[title]", "[titel]"), encoding="utf-8")
    with pytest.raises(DataError) as error:
        build(folder)
    lines = [str(fault) for fault in error.value.faults]
    assert any(line.startswith("sites.toml: chancay.name: 'Chancay' can be GeoNames 3944399") for line in lines)
    assert any(line.startswith("programs/chancay-port-scanners.toml: title: missing") for line in lines)
    assert (folder / LOCATIONS_FILE).read_bytes() == before


def test_nothing_is_written_that_the_contract_refuses(folder: Path) -> None:
    """What the records allow and the contract does not, such as an address without TLS, stops the build."""
    source = folder / "source.toml"
    source.write_text(source.read_text("utf-8").replace('url = "https:', 'url = "http:'), encoding="utf-8")
    with pytest.raises(DataError, match=r"^locations\.geojson: .* source_url: 'http:.* does not have the form"):
        build(folder)


@pytest.mark.parametrize("text", [b"", b'{"type":', b"\xff"])
def test_a_broken_boundary_file_is_told(folder: Path, text: bytes) -> None:
    """Boundaries that cannot be read are a fault of their file."""
    (folder / BOUNDARIES.name).write_bytes(text)
    with pytest.raises(DataError, match=r"^boundaries\.geojson: "):
        build(folder)


def test_a_missing_boundary_file_is_told(folder: Path) -> None:
    """A missing boundary file is one clear line."""
    (folder / BOUNDARIES.name).unlink()
    with pytest.raises(DataError, match=r"^boundaries\.geojson: cannot be read: No such file or directory$"):
        build(folder)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda data: data.replace(b"8500000", b"8500001"), "1 features differ (chancay-port-scanners/chancay…)"),
        (lambda data: data.replace(b'"CC-BY-4.0"', b'"MIT"'), "the rest differs"),
        (lambda data: data + b"\n", "the rest differs"),
    ],
)
def test_a_file_that_is_not_fresh_is_told(
    folder: Path, committed: Build, change: Callable[[bytes], bytes], what: str
) -> None:
    """One byte off is a fault that says which features differ."""
    (folder / LOCATIONS_FILE).write_bytes(committed.data)
    check_fresh(committed, folder)
    (folder / LOCATIONS_FILE).write_bytes(change(committed.data))
    with pytest.raises(DataError) as error:
        check_fresh(committed, folder)
    assert str(error.value) == f"locations.geojson: not what the records make: {what}; run geo build"


@pytest.mark.parametrize(
    ("site", "kind", "label", "keys"),
    [
        ("chancay", "PRT", Text("Port of Chancay", "Puerto de Chancay"), []),
        ("chancay", "PRT", Text("Port of Chancay", "Chancay"), ["label.es"]),
        ("chancay", "PRT", Text("Port of Chancay", "Puerto de Lima"), ["label.es"]),
        ("chancay", "NVB", Text("Port of Chancay", "Puerto de Chancay"), ["label.en", "label.es"]),
        ("chancay", "PPL", Text("Port of Chancay", "Puerto de Chancay"), ["kind", "kind"]),
        ("chancay", "PPLC", Text("Chancay", "Chancay"), ["kind"]),
        ("iquitos", "PRT", Text("Iquitos naval base", "Base naval de Iquitos"), ["label.en", "label.es"]),
        ("lima", "PPL", Text("Lima", "Lima"), ["kind"]),
        ("lima", "PPLC", Text("Lima", "Ciudad de los Reyes"), ["label.es"]),
        ("matarani", "PRT", Text("Port of Matarani", "Puerto de Islay"), []),
        ("peru", "PCLI", Text("Peru", "Todo el Perú"), []),
        ("peru", "PCLI", Text("Peru", "Chile"), ["label.es"]),
        ("california", "ADM1", Text("California", "Nevada"), ["label.es"]),
        ("peruvian-amazon", "RGN", Text("Peruvian Amazon", "Loreto"), ["label.es"]),
    ],
)
def test_a_label_is_the_gazetteers(committed: Build, site: str, kind: str, label: Text, keys: list[str]) -> None:
    """A Spanish label holds a name of the place, and labels agree with its kind; a capital is that of its country."""
    sites = {site: change(committed.records.sites[site], kind=kind, label=label)}
    found = [
        fault.key for fault in find_label_faults(committed.records.source, sites, committed.found, load_boundaries())
    ]
    assert sorted(found) == [f"{site}.{key}" for key in keys]
