from __future__ import annotations

import re

import pytest
import shapely

from geo.contract.check import parse_collection
from geo.contract.files import BOUNDARIES
from geo.viewing.data.frame import build_frame, load_frame
from geo.viewing.html.svg_map import draw_ground, draw_map, project, trace_outline
from support.samples import AREA, TRIANGLE, make_bytes, make_feature

GROUND = BOUNDARIES.read_bytes()


def test_the_projection_is_web_mercator() -> None:
    """Longitude runs evenly, latitude as on Leaflet's map, with y downwards: 85.051° is as far as 180° of longitude."""
    points = project(shapely.points([0, -77, 180], [0, -12, 85.0511287798]))
    assert [(round(p.x, 1), round(p.y, 1)) for p in points] == [(0, 0), (-7700, 1208.9), (18000, -18000)]


def test_an_outline_is_traced_with_its_holes() -> None:
    """Each ring is a point and steps from it; the last step is the path's own."""
    area = shapely.from_wkt("MULTIPOLYGON(((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 1 2, 2 2, 1 1)), ((9 9, 9 10, 10 9, 9 9)))")
    assert trace_outline(area) == "M0 0l4 0 0 4 -4 0zM1 1l0 1 1 0zM9 9l0 1 1 -1z"


def test_the_ground_is_small_and_whole() -> None:
    """Peru, its regions and its neighbours take few bytes; partners' areas lie elsewhere and are left out."""
    box, ground = draw_ground(GROUND)
    assert len(ground) < 50_000
    kinds = re.findall('class="([a-z]+)"', ground)
    assert {kind: kinds.count(kind) for kind in kinds} == {"neighbour": 12, "region": 26, "country": 1}
    west, _, width, height = map(int, box.split())
    assert (round(west / 100), round((west + width) / 100)) == (-81, -69)
    assert 1.4 < height / width < 1.6


def test_each_place_has_its_dot_each_area_its_outline() -> None:
    """A place is drawn once, in the colour of its theme or of none; what is chosen has a ring."""
    features = [
        make_feature(program="a"),
        make_feature(program="b", theme="space"),
        make_feature(program="c", theme="economy", site="lima", site_en="Lima", longitude=-77.0),
        make_feature(TRIANGLE, program="d", theme="people", **AREA),
    ]
    frame = build_frame(parse_collection(make_bytes(*features), "x"))
    drawn = draw_map(GROUND, frame, {"lima"}, "A & B")
    places = re.findall(r'<path class="(area|dot|ring)" style="--theme:var\(--(\w+)\)"', drawn)
    assert places == [("area", "people"), ("dot", "quiet"), ("ring", "accent"), ("dot", "economy"), ("dot", "people")]
    assert 'aria-label="A &amp; B"' in drawn


@pytest.mark.parametrize("rows", [slice(0, 0), slice(None)])
def test_any_number_of_places_can_be_drawn(rows: slice) -> None:
    """None at all, as after a search for nothing there is, and all of the document's."""
    frame = load_frame()
    frame = frame[frame["longitude"].notna()].iloc[rows]
    assert draw_map(GROUND, frame, (), "x").count('class="dot"') == frame["site"].nunique()
