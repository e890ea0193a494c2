"""The sheets of the ground's detail: what may be in one, what is refused, and the committed ones."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from shapely import LineString, Point, Polygon, box

from geo.contract.boundaries import load_boundaries
from geo.contract.faults import DataError
from geo.contract.files import DATA
from geo.contract.ground import (
    FOLDER,
    LEVEL,
    LINES,
    RELIEF,
    SHEETS,
    check_relief,
    check_sheet,
    decode_line,
    encode_line,
)

BUDGET = 400_000  # bytes of all sheets, compressed
LIMIT = 180 * 100_000  # units of the longest longitude at the finest scale
FRONTON = Point(-77.185, -12.118)
SHEET = {
    "credit": "Nobody",
    "scale": 100,
    "frames": [[-80, -20, -70, 0]],
    "names": [["town", 3, 5, "Lima", "Lima", encode_line(np.array([[-7703, -1204]]))]],
    "cells": [
        {"box": [-80, -20, -76, -16], "land": [encode_line(np.array([[-7800, -1800], [-7700, -1800], [-7700, -1700]]))]}
    ],
}


def read(name: str) -> Any:
    """Return the committed sheet of a name."""
    return json.loads((DATA / FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@given(points=st.lists(st.tuples(st.integers(-LIMIT, LIMIT), st.integers(-LIMIT, LIMIT)), min_size=1, max_size=40))
def test_lines_come_back(points: list[tuple[int, int]]) -> None:
    """What is encoded is decoded to the same points, wherever on Earth they are."""
    array = np.array(points, dtype=np.int64)
    assert decode_line(encode_line(array)).tolist() == array.tolist()


def test_a_line_is_googles_encoded_polyline() -> None:
    """The example of the algorithm's own page, latitude first, at five decimals."""
    points = np.array([[-12020000, 3850000], [-12095000, 4070000], [-12645300, 4325200]])
    assert encode_line(points) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


@given(text=st.text(st.characters(min_codepoint=63, max_codepoint=126), min_size=2, max_size=30))
def test_any_letters_are_points_or_refused(text: str) -> None:
    """Nothing but ValueError comes of letters that no encoder wrote."""
    try:
        points = decode_line(text)
    except ValueError:
        return
    assert points.shape[1] == 2


def test_a_sound_sheet_passes() -> None:
    """The least sheet has no fault."""
    check_sheet(json.dumps(SHEET).encode(), "near.json")


def change(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return what sets a member of a sheet."""
    return lambda sheet: sheet.update({key: value})


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (change("scale", 0), "less than 1"),
        (change("frames", []), "at least 1"),
        (change("frames", [[-70, -20, -80, 0]]), "no box"),
        (change("names", [["volcano", 3, 5, "Misti", "Misti", "??"]]), "is not one of"),
        (change("names", [["town", 3, 5, "Li\u202ema", "Lima", "??"]]), "U+202E"),
        (change("names", [["town", 3, 5, "Lima", "Lima", "?"]]), "form"),
        (change("cells", [{"box": [0, 0, 1, 1], "sea": ["??"]}]), "unknown member"),
        (change("cells", [{"box": [0, 0, 1, 1], "land": ["?_"]}]), "ends within a point"),
        (change("cells", [{"box": [0, 0, 1, 1], "land": ["_______?_______?"]}]), "longer than the world"),
        (change("cells", [{"box": [0, 0, 1, 1], "land": [encode_line(np.array([[0, 9_001]]))]}]), "leaves the Earth"),
        (change("script", "alert(1)"), "unknown member"),
        (lambda sheet: sheet.pop("credit"), "missing"),
    ],
)
def test_what_is_wrong_is_refused(spoil: Callable[[dict[str, Any]], Any], fault: str) -> None:
    """Each fault is named with the member that it is in."""
    sheet = json.loads(json.dumps(SHEET))
    spoil(sheet)
    with pytest.raises(DataError) as error:
        check_sheet(json.dumps(sheet).encode(), "near.json")
    assert any(re.search(re.escape(fault), str(one)) for one in error.value.faults), list(map(str, error.value.faults))


def test_no_json_is_refused() -> None:
    """Half a file is a fault, and so is one larger than any sheet."""
    for data in (json.dumps(SHEET).encode()[:-9], b" " * (5 * 1024 * 1024)):
        with pytest.raises(DataError):
            check_sheet(data, "near.json")


@pytest.mark.parametrize("name", SHEETS)
def test_the_committed_sheets_are_sound(name: str) -> None:
    """Each passes its own check and names its sources."""
    check_sheet((DATA / FOLDER / f"{name}.json").read_bytes(), f"{name}.json")
    assert ("GSHHG" in read(name)["credit"]) == (name != "world")


def test_the_sheets_are_within_their_budget() -> None:
    """All together, the relief with them, are at most 400 kB as they are sent, the relief at most 90."""
    sizes = {path.stem: len(gzip.compress(path.read_bytes(), 6)) for path in (DATA / FOLDER).iterdir()}
    assert sizes.keys() == {*SHEETS, RELIEF}
    assert sum(sizes.values()) <= BUDGET
    assert sizes[RELIEF] <= 90_000


def encode_picture(form: str, size: tuple[int, int]) -> str:
    """Return a grey picture of a form in Base64."""
    content = io.BytesIO()
    Image.new("L", size, LEVEL).save(content, form)
    return base64.b64encode(content.getvalue()).decode()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"frame": [-70, -20, -80, 0]}, "no box"),
        ({"frame": [-80, -20, -70, 95]}, "no box"),
        ({"credit": ""}, "credit"),
        ({"image": "%"}, "no WebP"),
        ({"image": encode_picture("PNG", (4, 4))}, "no WebP"),
        ({"image": encode_picture("WEBP", (40, 40))[:-40]}, "no WebP"),
        ({"image": encode_picture("WEBP", (5000, 1))}, "more than 4096 pixels"),
        ({"script": "alert(1)"}, "unknown member"),
    ],
)
def test_a_relief_is_checked(changes: dict[str, Any], fault: str | None) -> None:
    """A box and a WebP that is not too large pass; anything else is named with its member."""
    relief = {"credit": "Nobody", "frame": [-80, -20, -70, 0], "image": encode_picture("WEBP", (4, 4)), **changes}
    if fault is None:
        check_relief(json.dumps(relief).encode(), "relief.json")
        return
    with pytest.raises(DataError, match=fault):
        check_relief(json.dumps(relief).encode(), "relief.json")


def test_the_committed_relief_lies_under_the_coast() -> None:
    """It holds the country; the sea is level to the coast, the Andes are not, and the Amazon's plain nearly is."""
    check_relief((DATA / FOLDER / f"{RELIEF}.json").read_bytes(), "relief.json")
    relief = read(RELIEF)
    west, south, east, north = relief["frame"]
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(relief["image"]))).convert("L"), dtype=float) - LEVEL
    top, bottom = (np.arcsinh(np.tan(np.radians(latitude))) for latitude in (north, south))
    xs = west + (np.arange(picture.shape[1]) + 0.5) * (east - west) / picture.shape[1]
    ys = np.degrees(np.arctan(np.sinh(top - (np.arange(picture.shape[0]) + 0.5) * (top - bottom) / picture.shape[0])))

    def look(area: Any) -> Any:
        low_x, low_y, high_x, high_y = area.bounds
        rows, columns = np.flatnonzero((ys > low_y) & (ys < high_y)), np.flatnonzero((xs > low_x) & (xs < high_x))
        part = picture[np.ix_(rows, columns)]
        return part[shapely.contains_xy(area, *np.meshgrid(xs[columns], ys[rows]))]

    country = load_boundaries()["PE"].shape
    assert box(west, south, east, north).contains(country)
    coast = box(-79, -14, -76, -9).difference(country)  # the ocean off Lima
    land = box(-79, -14, -76, -9).intersection(country)
    assert np.abs(look(coast.buffer(-0.05))).mean() < 1
    assert np.abs(look(land)).mean() > 20
    assert np.abs(look(box(-75.5, -4.5, -74, -3.5))).mean() < 8


@pytest.mark.parametrize("name", ["middle", "near"])
def test_the_detail_is_of_the_whole_country(name: str) -> None:
    """A frame holds the country, what is drawn lies in the frames, and each kind of line is there."""
    sheet = read(name)
    west, south, east, north = load_boundaries()["PE"].shape.bounds
    frame = sheet["frames"][0]
    assert (frame[0] < west, frame[1] < south, frame[2] > east, frame[3] > north) == (True,) * 4
    present = {kind for cell in sheet["cells"] for kind in cell} - {"box"}
    assert present == set(LINES) - ({"river3"} if name == "middle" else set())
    for cell in sheet["cells"]:
        low, high = np.array(cell["box"][:2]) * sheet["scale"], np.array(cell["box"][2:]) * sheet["scale"]
        for line in (line for kind in LINES for line in cell.get(kind, ())):
            points = decode_line(line)
            assert ((points >= np.rint(low)) & (points <= np.rint(high))).all()


def test_names_are_in_both_languages() -> None:
    """The sea, the great lake and the Amazon are named as each language has them, and the towns by GeoNames."""
    names = {(kind, en, es) for kind, _, _, en, es, _ in read("middle")["names"]}
    for name in (("sea", "Pacific Ocean", "Océano Pacífico"), ("lake", "Lake Titicaca", "Lago Titicaca"),
                 ("river", "Amazon", "Amazonas"), ("region", "Lima Province", "Provincia de Lima")):  # fmt: skip
        assert name in names
    assert ("country", "United States", "Estados Unidos") in {(row[0], *row[3:5]) for row in read("world")["names"]}
    assert "Chancay" in {row[3] for row in read("near")["names"]}


def test_a_river_is_named_where_it_is_drawn() -> None:
    """Before the near sheet takes over, the name of a river stands on a line of the middle one."""
    sheet = read("middle")
    drawn = [line for cell in sheet["cells"] for kind in ("river1", "river2", "lake") for line in cell.get(kind, ())]
    lines = shapely.STRtree([LineString(decode_line(line) / sheet["scale"]) for line in drawn])
    named = [row for row in sheet["names"] if row[0] == "river" and row[2] < 9]
    assert {"Amazon", "Ucayali"} <= {row[3] for row in named}
    for row in named:
        points = [Point(point) for point in decode_line(row[5]) / sheet["scale"]]
        assert lines.query_nearest(points, return_distance=True)[1].max() < 0.02, row[3]


def test_the_peninsula_and_its_islands_are_there() -> None:
    """At Callao the near sheet has La Punta, San Lorenzo, and El Frontón, which the boundaries lack."""
    sheet = read("near")
    rings = [Polygon(decode_line(line) / sheet["scale"]) for cell in sheet["cells"] for line in cell.get("country", ())]
    for place in (Point(-77.163, -12.072), Point(-77.22, -12.09), FRONTON):
        assert any(ring.contains(place) for ring in rings)
    assert not load_boundaries()["PE"].shape.contains(FRONTON)
