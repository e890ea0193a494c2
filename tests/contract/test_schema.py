from __future__ import annotations

import copy
import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system
from jsonschema import Draft202012Validator

from geo.contract.check import parse_collection
from geo.contract.faults import DataError
from geo.contract.fields import FIELDS, FIGURE, FIGURE_COLUMNS, Field, Kind
from geo.contract.files import DATA, LOCATIONS, LOCATIONS_FILE
from geo.contract.properties import CONTRACT
from geo.contract.schema import build_figures_table, build_json_schema, build_locations_table
from geo.viewing.data.edition import load_edition
from geo.viewing.downloads.package import SCHEMA, build_package, check_package
from support.editions import make_edition
from support.samples import AREA, NATIONWIDE, TRIANGLE, make_bytes, make_collection, make_feature

FOLDER = DATA
VALIDATOR = Draft202012Validator(build_json_schema())
SAMPLE = make_collection(make_feature(), make_feature(TRIANGLE, **AREA), make_feature(None, **NATIONWIDE))

# Values of every type, sound and not, that each field is tried with.
VALUES: list[Any] = [
    None, True, 0, 1, 2, 6, 10, -1, 1.5, -200, 91, 20_041, "", "a", "port-scanners", "Port", "exact", "security", "210",
    "999", "M01", "site", "pipeline", "assistance", "2024", "2024-13", "2024-11", "2024-11-31", "PE", "PE-LIM", "PER",
    "PECHY", "PRT", "4.2", "6.1", "0", "https://example.org/", "ftp://example.org/", 'https://example.org/"', "{{ 1 }}",
    "<b>", "a\\b", "a`b", "a\nb", [], ["a"], ["a", "a"], [1], [""], {}, [{}],
    [{"value": 1, "qualifier": "exact", "unit_en": "cars", "unit_es": "coches"}],
    [{"value": "1", "qualifier": "exact", "unit_en": "cars", "unit_es": "coches"}],
    [{"value": 1, "qualifier": "no", "unit_en": "cars", "unit_es": "coches"}],
    [{"value": 1, "qualifier": "exact", "unit_en": "cars", "unit_es": "coches", "more": 1}],
]  # fmt: skip


def test_the_schema_is_one() -> None:
    """It is valid JSON Schema 2020-12, and the committed file is what the contract makes."""
    Draft202012Validator.check_schema(VALIDATOR.schema)
    assert json.loads((FOLDER / SCHEMA).read_bytes()) == VALIDATOR.schema


def test_the_data_is_valid() -> None:
    """The committed GeoJSON and the sample keep to the schema."""
    assert list(VALIDATOR.iter_errors(json.loads(LOCATIONS.read_bytes()))) == []
    assert list(VALIDATOR.iter_errors(SAMPLE)) == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_schema_agrees_with_the_check(field: Field) -> None:
    """For every field and value, the schema refuses exactly what the strict check refuses."""
    judged = set()
    single = {**SAMPLE, "features": SAMPLE["features"][:1]}  # the schema says nothing of several features
    for value in VALUES:
        collection = copy.deepcopy(single)
        collection["features"][0]["properties"][field.name] = value
        refused = not CONTRACT.is_valid(value, f"#/$defs/feature/properties/properties/properties/{field.name}")
        assert VALIDATOR.is_valid(collection) != refused, value
        judged.add(refused)
    assert judged == {True, False}


def bend() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield collections that differ from the sample in one member, which makes each of them wrong."""
    for name in ("type", "metadata", "features"):
        yield f"no {name}", {key: value for key, value in SAMPLE.items() if key != name}
    for name in ("type", "id", "geometry", "properties"):
        collection = copy.deepcopy(SAMPLE)
        del collection["features"][0][name]
        yield f"feature without {name}", collection
    for field in FIELDS:
        collection = copy.deepcopy(SAMPLE)
        del collection["features"][1]["properties"][field.name]
        yield f"no {field.name}", collection
    for number, geometry in enumerate(
        [
            {"type": "Point", "coordinates": [-77]},
            {"type": "Point", "coordinates": [-77, -200]},
            {"type": "Point", "coordinates": ["-77", "-11"]},
            {"type": "Point", "coordinates": [-77, -11], "bbox": [1]},
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]},
            {"type": "Polygon", "coordinates": []},
            {"type": "MultiPolygon", "coordinates": [[[0, 0]]]},
            {"type": "Circle", "coordinates": [0, 0]},
            "POINT (0 0)",
        ]
    ):
        collection = copy.deepcopy(SAMPLE)
        collection["features"][1]["geometry"] = geometry
        yield f"geometry {number}", collection
    yield "unknown member", {**SAMPLE, "crs": {"type": "name"}}
    collection = copy.deepcopy(SAMPLE)
    collection["features"][0]["properties"]["color"] = "red"
    yield "unknown property", collection
    collection = copy.deepcopy(SAMPLE)
    collection["metadata"]["source"]["extra"] = "x"
    yield "unknown metadata", collection
    yield "statistics that are no list", {**SAMPLE, "metadata": {**SAMPLE["metadata"], "statistics": "scanners"}}


BENT = dict(bend())


@pytest.mark.parametrize("name", BENT)
def test_the_schema_refuses_what_the_check_refuses(name: str) -> None:
    """A missing, an unknown or a malformed member is refused by both."""
    assert not VALIDATOR.is_valid(BENT[name])
    with pytest.raises(DataError):
        parse_collection(json.dumps(BENT[name]).encode(), "bent")


def test_the_tables_have_the_columns_of_their_files() -> None:
    """Each column of the two CSV files is described, in its order, by the contract."""
    for name, table in (("locations.csv", build_locations_table()), ("figures.csv", build_figures_table())):
        header = next(csv.reader(io.StringIO((FOLDER / name).read_bytes().decode("utf-8-sig"))))
        assert [field["name"] for field in table["fields"]] == header
    assert set(FIGURE) < set(FIGURE_COLUMNS)


def test_every_field_is_described() -> None:
    """Each field has its type, its meaning in both languages, its values, and its unit where it is measured."""
    described = {field["name"]: field for field in build_locations_table()["fields"]}
    for field in FIELDS:
        one = described[field.name]
        assert (one["description"], one["description_es"]) == (field.meaning.en, field.meaning.es)
        assert one.get("constraints", {}).get("enum", []) == list(field.allowed)
        assert one.get("unit") == field.unit
        assert one.get("codeList") == field.code_list
    assert {field.name for field in FIELDS if field.kind is Kind.NUMBER} <= {
        name for name, one in described.items() if "unit" in one
    }
    assert [one["label"][0] for one in described["status"]["categories"]] == ["1", "2", "4"]


# --- The package


def copy_package(folder: Path) -> None:
    """Put the committed package into `folder`."""
    for path in FOLDER.glob("*.*"):
        if path.suffix in (".csv", ".json", ".geojson"):
            shutil.copy(path, folder)


@pytest.mark.parametrize("standards", ["v1", "v2"])
@pytest.mark.filterwarnings("default::DeprecationWarning")  # frictionless' own
def test_frictionless_validates_the_package(standards: Any) -> None:
    """Every file has its size and hash, every row its types, every key its other end."""
    with system.use_context(standards=standards):
        report = Package(str(FOLDER / "datapackage.json")).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    ground = ["ground-world", "ground-middle", "ground-near", "ground-relief"]
    assert [task.name for task in report.tasks] == ["locations", "figures", "locations-geojson", "boundaries", *ground]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("locations.csv", "331,", "999,"),
        ("locations.csv", ",PE,", ",Peru,"),
        ("figures.csv", ",exact,", ",perhaps,"),
        ("figures.csv", "diplomatic-relations,", "no-such-programme,"),
        (LOCATIONS_FILE, '"theme"', '"topic"'),
    ],
)
@pytest.mark.filterwarnings("default::DeprecationWarning")
def test_frictionless_refuses_a_changed_package(tmp_path: Path, name: str, old: str, new: str) -> None:
    """A wrong code, a figure of no programme or another byte is reported."""
    copy_package(tmp_path)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_package_is_fresh() -> None:
    """The committed files are what the committed GeoJSON makes."""
    check_package(load_edition(), FOLDER)


def test_a_stale_package_is_told_file_by_file(tmp_path: Path) -> None:
    """Every file that is missing or differs is named; what the package is made of mends it."""
    copy_package(tmp_path)
    (tmp_path / "figures.csv").unlink()
    (tmp_path / SCHEMA).write_bytes(b"{}")
    with pytest.raises(DataError) as error:
        check_package(load_edition(), tmp_path)
    assert [fault.file for fault in error.value.faults] == ["figures.csv", SCHEMA]
    for name, content in build_package(load_edition()).items():
        (tmp_path / name).write_bytes(content)
    check_package(load_edition(), tmp_path)


def test_the_package_is_the_same_each_time() -> None:
    """Two runs give the same bytes, and another licence is named by its SPDX address."""
    assert build_package(load_edition()) == build_package(load_edition())
    sample = json.loads(make_bytes(make_feature()))
    sample["metadata"]["license"] = "CC0-1.0"
    made = json.loads(build_package(make_edition(json.dumps(sample).encode()))["datapackage.json"])
    assert made["licenses"][0]["path"] == "https://spdx.org/licenses/CC0-1.0.html"
