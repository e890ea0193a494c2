"""The ground as the map fetches it."""

from __future__ import annotations

import json
from typing import Any

import shapely
from shapely import Polygon

from geo.contract.boundaries import parse_boundaries
from geo.contract.files import BOUNDARIES, DATA
from geo.contract.ground import FOLDER, check_relief, check_sheet, decode_line
from geo.viewing.data.map_ground import build_map_ground, shrink_relief, trim_sheet

CONTENT = BOUNDARIES.read_bytes()
CALLAO = (-77.4, -12.3, -76.8, -11.8)  # west, south, east, north


def read(value: Any) -> list[Polygon]:
    """Return the polygons of a feature of the map's form."""
    rings = [[decode_line(ring) / 1000 for ring in polygon] for polygon in value["polygons"]]
    return [Polygon(first, holes) for first, *holes in rings]


def test_the_map_draws_the_boundaries_a_pixel_wide_of_the_file() -> None:
    """Each area but a partner's is there, with its names, and no point of it is farther off than the rounding."""
    drawn = json.loads(build_map_ground(CONTENT))["features"]
    given = [one for one in parse_boundaries(CONTENT, "boundaries.geojson").values() if one.kind != "partner"]
    assert [(one["kind"], one["en"], one["es"]) for one in drawn] == [(b.kind, b.name.en, b.name.es) for b in given]
    for one, boundary in zip(drawn, given, strict=True):
        lines = shapely.union_all([shapely.boundary(polygon) for polygon in read(one)])
        assert shapely.hausdorff_distance(lines, shapely.boundary(boundary.shape)) < 0.002


def test_it_is_a_third_of_the_file() -> None:
    """The map's form is smaller by far, and nothing where there is nothing."""
    assert len(build_map_ground(CONTENT)) < len(CONTENT) / 3
    assert build_map_ground(b"") == b""


def test_a_trimmed_sheet_holds_what_is_around_a_place() -> None:
    """It is a sound sheet of the cells there, with their names alone."""
    whole = (DATA / FOLDER / "near.json").read_bytes()
    content = trim_sheet(whole, [CALLAO])
    check_sheet(content, "near.json")
    sheet = json.loads(content)
    assert sheet["frames"] == [cell["box"] for cell in sheet["cells"]]
    assert 1 <= len(sheet["cells"]) <= 4
    names = {row[3] for row in sheet["names"]}
    assert "Ventanilla" in names
    assert "Iquitos" not in names
    assert len(content) < len(whole) / 10


def test_a_shrunk_relief_is_of_the_same_box() -> None:
    """It is a sound relief of a quarter of the bytes, and the same each time."""
    whole = (DATA / FOLDER / "relief.json").read_bytes()
    content = shrink_relief(whole)
    check_relief(content, "relief.json")
    assert json.loads(content)["frame"] == json.loads(whole)["frame"]
    assert len(content) < len(whole) / 3
    assert content == shrink_relief(whole)
