from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from shapely.geometry import MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

import geo
from geo.cli import export as command
from geo.cli import main
from geo.contract.check import parse_collection
from geo.contract.faults import DataError
from geo.contract.fields import FIELDS, QUERY, Kind
from geo.contract.files import LOCATIONS
from geo.viewing.data.address import Address
from geo.viewing.data.edition import load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.frame import build_frame
from geo.viewing.downloads.csv_file import CELL, disarm, format_csv, format_wkt
from geo.viewing.downloads.export import DOLLARS, build_figures, join
from geo.viewing.downloads.query import QueryError, Selection, build_file_name, parse_selection, select
from geo.viewing.downloads.registry import FORMATS
from geo.viewing.html.panel import draw_panel
from support.editions import export, make_edition
from support.samples import AREA, NATIONWIDE, TRIANGLE, make_bytes, make_feature
from support.tools import run_tool

SOURCE = json.loads(LOCATIONS.read_bytes())
FRAME = geo.load()
EDITION = load_edition()
LISTS = (Kind.TEXTS, Kind.FIGURES)

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\N{NO-BREAK SPACE}=1+1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    '=HYPERLINK("http://127.0.0.1/","x")',
    "=cmd|' /C calc'!A0",
]


def write(code: str, folder: Path, frame: gpd.GeoDataFrame = FRAME, metadata: Mapping[str, Any] | None = None) -> Path:
    """Put a file of format `code` into `folder`."""
    path = folder / f"locations.{code}"
    path.write_bytes(export(frame, metadata or SOURCE["metadata"], code))
    return path


def read(path: Path) -> gpd.GeoDataFrame:
    """Read a file as an analyst would."""
    match path.suffix:
        case ".parquet":
            return gpd.read_parquet(path)
        case ".csv":
            table = pd.read_csv(path, dtype=str, keep_default_na=False)
            wkt = [cell or None for cell in table.pop("wkt")]
            return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries.from_wkt(wkt, crs=4326))
        case _:
            return pyogrio.read_dataframe(path)


def simplify(cell: Any) -> Any:
    """Return a cell without what only its library knows of it; nothing and an empty text are one in most formats."""
    if isinstance(cell, np.ndarray | list | tuple):
        return [simplify(part) for part in cell]
    if isinstance(cell, dict):
        return {name: simplify(part) for name, part in cell.items()}
    if cell is None or cell is pd.NA or cell is pd.NaT or cell == "" or (isinstance(cell, float) and np.isnan(cell)):
        return None
    return cell.item() if isinstance(cell, np.generic) else cell


def expect(code: str, name: str, kind: Kind, value: Any) -> Any:
    """Return what a format makes of a value: a list is text but in two formats, a whole number text in KML.

    An item in CSV has a sign before it, so that nothing takes it for a number.
    """
    if kind in LISTS:
        return value if code in ("geojson", "parquet") else join(value)
    as_text = code == "csv" or (code == "kml" and kind is Kind.INTEGER)
    if code == "csv" and name == "source_item":
        return f"§{value}"
    return str(value) if as_text and value is not None else value


@pytest.mark.parametrize("code", FORMATS)
def test_every_format_holds_every_value(code: str, tmp_path: Path) -> None:
    """Read back by GeoPandas, each value of each feature is the GeoJSON's, lists as text where a format has none."""
    table = read(write(code, tmp_path))
    if code == "kml":  # whose reader has an `end` of its own
        table = table.drop(columns="end").rename(columns={"end_date": "end"})
    assert len(table) == len(SOURCE["features"])
    for feature, row in zip(SOURCE["features"], table.to_dict("records"), strict=True):
        for field in FIELDS:
            cell, value = row[field.name], feature["properties"][field.name]
            if code == "geojson" and field.kind in LISTS and isinstance(cell, str):
                cell = json.loads(cell)  # GDAL hands a list of objects on as JSON
            assert simplify(cell) == simplify(expect(code, field.name, field.kind, value)), (feature["id"], field.name)


@pytest.mark.parametrize("code", FORMATS)
def test_every_format_holds_every_geometry(code: str, tmp_path: Path) -> None:
    """Points, areas and nothing come back as they are, in the GeoJSON's order, in WGS 84."""
    table = read(write(code, tmp_path))
    assert table.crs.equals("EPSG:4326") or table.crs.equals("OGC:CRS84")
    for feature, shape in zip(SOURCE["features"], table.geometry, strict=True):
        if feature["geometry"] is None:
            assert shape is None, feature["id"]
        else:
            assert shape.equals_exact(shapely.geometry.shape(feature["geometry"]), 1e-9), feature["id"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", FORMATS)
def test_two_runs_give_the_same_bytes(code: str, language: str) -> None:
    """No clock and no chance is in a file."""
    first = export(FRAME, SOURCE["metadata"], code, language)
    assert export(FRAME, SOURCE["metadata"], code, language) == first


def test_the_geojson_of_everything_is_the_committed_file() -> None:
    """What is written of the frame is, byte for byte, what the frame was read from."""
    assert export(FRAME, SOURCE["metadata"], "geojson") == LOCATIONS.read_bytes()


def test_a_language_changes_descriptions_and_no_data() -> None:
    """Spanish tells the columns' meanings in Spanish; the features stay."""
    spanish = json.loads(export(FRAME, SOURCE["metadata"], "geojson", "es"))
    assert spanish["features"] == SOURCE["features"]
    assert spanish["metadata"]["fields"] == {field.name: field.meaning.es for field in FIELDS}


def test_a_part_of_the_data_is_a_file_of_the_contract() -> None:
    """What some rows make passes the check, and names the overlaps of its own programmes alone."""
    programs = {"usaid-since-2001", "servir-amazonia", "chancay-port-scanners"}
    part = FRAME[FRAME["program"].isin(programs)]
    made = parse_collection(export(part, SOURCE["metadata"], "geojson"), "part.geojson")
    assert [set(one["programs"]) for one in made.metadata["overlaps"]] == [{"usaid-since-2001", "servir-amazonia"}]


def test_geoparquet_describes_its_columns(tmp_path: Path) -> None:
    """Each column's meaning stands beside its type, and whole numbers stay whole beside empty cells."""
    schema = parquet.read_schema(write("parquet", tmp_path))
    assert {
        name: schema.field(name).metadata[b"description"].decode() for name in (field.name for field in FIELDS)
    } == {field.name: field.meaning.en for field in FIELDS}
    assert gpd.read_parquet(tmp_path / "locations.parquet")["amount_usd"].dtype == "Int64"


def test_parquet_keeps_its_types_where_every_list_is_empty() -> None:
    """A selection without figures has the same columns as any other."""
    bare = FRAME[FRAME["figures"].map(len) == 0]
    assert len(bare) > 0
    types = [
        parquet.read_schema(io.BytesIO(export(frame, SOURCE["metadata"], "parquet"))).field("figures").type
        for frame in (bare, FRAME, FRAME.iloc[:0])
    ]
    assert types[0] == types[1] == types[2]


@pytest.mark.parametrize("code", FORMATS)
def test_nothing_selected_is_a_sound_file(code: str, tmp_path: Path) -> None:
    """A filter that nothing matches gives a file with all columns and no row."""
    table = read(write(code, tmp_path, FRAME.iloc[:0]))
    assert len(table) == 0
    if code not in ("geojson", "kml"):  # which name no column but in a feature
        assert {field.name for field in FIELDS} <= set(table.columns)


def test_flatgeobuf_has_an_index_where_every_feature_has_a_geometry(tmp_path: Path) -> None:
    """Placed features are indexed for clients that read a part; nationwide ones are kept, without the index."""
    placed = FRAME[FRAME.geometry.notna()]
    indexed = pyogrio.read_info(write("fgb", tmp_path, placed))["capabilities"]["fast_spatial_filter"]
    assert indexed
    assert not pyogrio.read_info(write("fgb", tmp_path))["capabilities"]["fast_spatial_filter"]


@pytest.mark.parametrize("code", [code for code in FORMATS if code != "parquet"])  # Debian builds GDAL without Arrow
def test_the_gdal_of_the_system_opens_each_format(code: str, tmp_path: Path) -> None:
    """Debian's ogrinfo, older than ours, reads every feature without a warning."""
    told = run_tool("ogrinfo", "-ro", "-so", "-al", str(write(code, tmp_path)))
    assert f"Feature Count: {len(FRAME)}" in told


def test_lists_can_be_taken_apart_again() -> None:
    """No agency, partner or unit of the data holds what joins them."""
    parts = [part for name in ("agencies", "partners") for row in FRAME[name] for part in row]
    units = [figure[unit] for row in FRAME["figures"] for figure in row for unit in ("unit_en", "unit_es")]
    assert [part for part in parts + units if "; " in part or " | " in part] == []


def test_figures_holds_each_amount_and_figure_once() -> None:
    """The long form has a row for each amount and each figure of each programme, not of each site."""
    programs = {feature["properties"]["program"]: feature["properties"] for feature in SOURCE["features"]}
    expected = {
        (code, f"§{program['source_item']}", str(figure["value"]), figure["unit_en"], figure["qualifier"], "")
        for code, program in programs.items()
        for figure in program["figures"]
    } | {
        (
            code,
            f"§{one['source_item']}",
            str(one["amount_usd"]),
            DOLLARS.en,
            one["amount_qualifier"],
            one["amount_type"],
        )
        for code, one in programs.items()
        if one["amount_usd"] is not None
    }
    table = pd.read_csv(io.BytesIO(build_figures(FRAME)), dtype=str, keep_default_na=False)
    columns = ["program", "source_item", "value", "unit_en", "qualifier", "amount_type"]
    rows = list(table[columns].itertuples(index=False, name=None))
    assert len(rows) == len(set(rows))
    assert set(rows) == expected


# --- Spreadsheets


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_disarmed(text: str) -> None:
    """What a spreadsheet would run stands behind an apostrophe."""
    assert disarm(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Port of Chancay", "8.5 = 17 / 2", "a@b.example", "1+1", "(-1)", ""])
def test_a_plain_text_stays(text: str) -> None:
    """What no spreadsheet runs is left alone."""
    assert disarm(text) == text


@given(st.lists(st.text(), min_size=2, max_size=2))
def test_a_text_stays_in_its_cell(texts: list[str]) -> None:
    """No comma, quote or line break of a text begins another cell or row."""
    lines = format_csv(["a", "b"], [texts]).decode("utf-8-sig")
    (row,) = list(csv.reader(io.StringIO(lines, newline="")))[1:]
    assert row == [disarm(text) for text in texts]


@given(st.text())
def test_no_text_begins_a_formula(text: str) -> None:
    """Whatever the text, its cell begins with nothing that runs, and the text can be had back."""
    cell = disarm(text)
    assert not re.match(r"\s*[=+\-@\t\r\n]", cell)
    assert cell in (text, f"'{text}")


def convert(path: Path) -> Iterator[tuple[str, str | None]]:
    """Yield each cell as gnumeric holds it: its content, and the type of its value (None for a formula)."""
    target = path.with_suffix(".xml")
    run_tool("ssconvert", "--export-type=Gnumeric_XmlIO:sax:0", str(path), str(target))
    for cell in ET.parse(target).iter("{http://www.gnumeric.org/v10.dtd}Cell"):  # noqa: S314 -- gnumeric wrote it
        yield cell.text or "", cell.get("ValueType")


def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    """Gnumeric, which does run a bare formula, finds none in what is exported, and numbers are still numbers."""
    bare = tmp_path / "bare.csv"
    bare.write_text("x\n=1+1\n", encoding="utf-8")
    assert ("=1+1", None) in list(convert(bare))

    path = tmp_path / "texts.csv"
    path.write_bytes(format_csv(["text", "number"], [(text, -77.5) for text in FORMULAS]))
    cells = list(convert(path))
    assert [content for content, kind in cells if kind is None] == []
    assert [kind for content, kind in cells if content == "-77.5"] == ["40"] * len(FORMULAS)


def test_a_spreadsheet_runs_no_field_of_the_contract(tmp_path: Path) -> None:
    """Texts that the contract lets through and a spreadsheet would run are harmless in every column."""
    bound = ("sector_en", "sector_es", "source_url")  # whose text the contract sets
    hostile = {field.name: "=1+1" for field in FIELDS if field.kind is Kind.TEXT and field.name not in bound}
    collection = parse_collection(
        make_bytes(make_feature("point", agencies=["=1+1"], partners=["@x", "+y"], **hostile)), "hostile"
    )
    path = write("csv", tmp_path, build_frame(collection), collection.metadata)
    cells = list(convert(path))
    assert len([content for content, _ in cells if "=1+1" in content]) == len(hostile) + 1
    assert [content for content, kind in cells if kind is None] == []


def test_a_spreadsheet_reads_accents_and_numbers(tmp_path: Path) -> None:
    """The committed data opens with its accents, its amounts and its coordinates."""
    cells = list(convert(write("csv", tmp_path)))
    texts = {content for content, kind in cells if kind == "60"}
    numbers = {float(content) for content, kind in cells if kind == "40"}
    assert {feature["properties"]["title_es"] for feature in SOURCE["features"]} <= texts
    amounts = {feature["properties"]["amount_usd"] for feature in SOURCE["features"]} - {None}
    longitudes = {feature["properties"]["longitude"] for feature in SOURCE["features"]} - {None}
    assert amounts | longitudes <= {round(number, 6) for number in numbers}


def test_csv_begins_with_the_mark_that_excel_needs() -> None:
    """The file is UTF-8 and says so."""
    assert export(FRAME, SOURCE["metadata"], "csv").startswith(b"\xef\xbb\xbfprogram,title_en,")


def circle(points: int) -> Polygon:
    """Return a ring of so many points."""
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * 5 - 10)


@pytest.mark.parametrize(
    "shape",
    [circle(5_000), circle(100_000), MultiPoint(np.random.default_rng(1).uniform(-80, -70, (5_000, 2)))],
    ids=["long", "longer", "scattered"],
)
def test_a_long_geometry_fits_into_a_cell(shape: BaseGeometry) -> None:
    """WKT longer than Excel's cell is simplified to a sound shape that covers nearly the same ground."""
    wkt = format_wkt(shape)
    assert wkt is not None
    assert len(wkt) <= CELL < len(shapely.to_wkt(shape, rounding_precision=6))
    simpler = shapely.from_wkt(wkt)
    assert simpler.is_valid
    assert simpler.symmetric_difference(shape.convex_hull).area < shape.convex_hull.area / 100


def test_no_area_of_the_data_is_simplified() -> None:
    """The committed areas fit as they are."""
    for shape in FRAME.geometry.dropna():
        assert format_wkt(shape) == shapely.to_wkt(shape, rounding_precision=6)


# --- Names and commands


@pytest.mark.parametrize(
    ("selection", "name"),
    [
        (Selection(Filters()), "peru-partnership_en.csv"),
        (Selection(Filters(sector=("210",)), language="es"), "peru-partnership_210-transport_es.csv"),
        (Selection(Filters(theme=("space",), site=("lima",))), "peru-partnership_space_lima_en.csv"),
        (Selection(Filters(q="../../etc/passwd")), "peru-partnership_search_en.csv"),
        (Selection(Filters(), programs=("port-scanners",)), "peru-partnership_port-scanners_en.csv"),
        (Selection(Filters(site=("a", "b", "c", "d"))), "peru-partnership_selection_en.csv"),
    ],
)
def test_a_file_name_says_what_is_inside(selection: Selection, name: str) -> None:
    """Codes name themselves; a sector also its first word."""
    assert build_file_name(selection, "csv", EDITION.slug) == name


@given(st.builds(Filters, theme=st.tuples(st.text()), agency=st.tuples(st.text(), st.text()), q=st.text()))
def test_a_file_name_holds_only_what_is_allowed(filters: Filters) -> None:
    """Whatever is filtered, the name is made of letters a to z, digits, hyphens and underscores."""
    assert re.fullmatch(
        r"peru-partnership(_[a-z0-9-]*)*_en\.gpkg", build_file_name(Selection(filters), "gpkg", "peru-partnership")
    )


def run(*arguments: str) -> int:
    """Run `geo export` and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["export", *arguments])
    return ended.value.code if isinstance(ended.value.code, int) else 1


def test_the_command_writes_what_is_asked_for(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A file by its suffix, or bytes on stdout, hold the rows of the filter and nothing else."""
    path = tmp_path / "ports.gpkg"
    assert run("--sector", "210", "--sector", "331", "-o", str(path)) == 0
    assert set(pyogrio.read_dataframe(path)["sector"]) == {"210", "331"}
    assert run("--sector", "210", "--sector", "331", "--format", "gpkg") == 0
    captured = capsysbinary.readouterr()
    assert captured.out == path.read_bytes()
    assert captured.err == b""


def test_the_command_takes_the_parameters_of_the_url() -> None:
    """Each parameter of the data URLs is an option, and no other filter is."""
    others = {"folder", "code", "output"}
    assert [one.name for one in command.params if one.name not in others] == list(QUERY)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--sector", "999"], "geo: sector: '999' is not known; allowed: "),
        (["--lang", "fr"], "geo: lang: 'fr' is not known; allowed: en, es"),
        (["-o", "ports.xls"], "geo: 'xls' is not one of geojson, csv, gpkg, fgb, kml, parquet"),
        (["--data", "nowhere"], "nowhere: cannot be read"),
    ],
)
def test_the_command_tells_a_mistake_in_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong and what is allowed stand on stderr; stdout stays empty and the exit code is 1."""
    assert run(*arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(line)
    assert captured.err.count("\n") == 1


def test_a_query_is_told_all_that_is_wrong_with_it(tmp_path: Path) -> None:
    """Every wrong parameter is told at once."""
    with pytest.raises(QueryError) as error:
        parse_selection({"sector": ["x"], "color": ["red"], "q": ["long" * 100], "site": ["lima"]}, EDITION.known)
    assert [problem.parameter for problem in error.value.problems] == ["sector", "color", "q"]
    broken = tmp_path / "broken.geojson"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(DataError):
        load_edition(broken)


@pytest.mark.parametrize(
    ("query", "line"), [("zzzz", "geo: nothing matches: what was written holds no programme\n"), ("port", "")]
)
def test_an_export_of_nothing_says_so(
    query: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words that nothing holds give a sound file without rows, one line on stderr and exit code 0."""
    path = tmp_path / "some.geojson"
    with pytest.raises(SystemExit) as ended:
        main(["export", "--q", query, "-o", str(path)])
    assert ended.value.code == 0
    assert capsys.readouterr().err == line
    assert bool(json.loads(path.read_bytes())["features"]) == (line == "")


# --- Python


def test_load_gives_dtypes_that_make_sense(tmp_path: Path) -> None:
    """Closed lists are categories, whole numbers nullable integers, lists tuples, in the file's order."""
    assert len(FRAME) == len(SOURCE["features"])
    assert FRAME["theme"].dtype == "category"
    assert FRAME["amount_usd"].dtype == "Int64"
    assert FRAME["longitude"].dtype == "float64"
    assert all(isinstance(names, tuple) for names in FRAME["agencies"])
    other = tmp_path / "other.geojson"
    other.write_bytes(make_bytes(make_feature(), make_feature(TRIANGLE, **AREA), make_feature(None, **NATIONWIDE)))
    assert list(geo.load(other)["site"]) == ["chancay", "north", "peru"]
    with pytest.raises(DataError):
        geo.load(tmp_path / "none.geojson")


def test_a_suffix_of_another_format_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file whose name says CSV never holds GeoJSON."""
    path = tmp_path / "data.csv"
    with pytest.raises(SystemExit) as ended:
        main(["export", "--format", "geojson", "-o", str(path)])
    assert ended.value.code == 1
    assert capsys.readouterr().err == "geo: data.csv would hold geojson: name another file or another format\n"
    assert not path.exists()


def test_the_documented_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python of README draws the data and sums assistance once."""
    prose = (LOCATIONS.parents[1] / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", prose, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 -- the repository's own example
    assert re.fullmatch(r"[\d,]+ US dollars of assistance in \d+ programmes\n", capsys.readouterr().out)
    assert "title_en" in (tmp_path / "map.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("program", FRAME["program"].unique())
def test_a_selection_is_a_file_of_the_contract(program: str) -> None:
    """What is downloaded can be shown again, though it may lack the programme whose amount holds another."""
    selection = parse_selection({"program": [program]}, EDITION.known)
    edition = make_edition(export(select(EDITION, selection), EDITION.metadata, "geojson"))
    assert edition.known["program"] == (program,)
    row = edition.frame.iloc[0]
    drawn = draw_panel(edition, Address(Filters(), program=program))
    assert row["title_en"] in unescape(drawn)
    assert pd.isna(row["amount_part_of"]) or f"part of “{row['amount_part_of']}”" in drawn
