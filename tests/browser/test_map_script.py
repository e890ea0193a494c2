"""The pure functions of the map's script, in Chromium beside the real Leaflet."""

from __future__ import annotations

import base64
import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from xstatic.pkg import leaflet

from geo.contract.ground import encode_line
from geo.contract.vocabulary import AmountType, Qualifier, Status, Text, Theme, follow_wholes
from geo.viewing.data.map_data import encode_mask
from geo.viewing.data.totals import Money, build_total
from geo.viewing.html.folium_map import read_map_file

pytestmark = pytest.mark.browser

APART = 42  # pixels that `groupPoints` keeps between the middles of two groups
WIDTH = 18  # pixels across one site of an opened group
many = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def script(browser: Browser) -> Iterator[Page]:
    """Return an empty page that holds Leaflet and the map's script."""
    page = browser.new_page()
    page.add_script_tag(path=Path(leaflet.BASE_DIR) / "leaflet.js")
    page.add_script_tag(content=read_map_file("map.js").decode())
    yield page
    page.close()


def call(page: Page, name: str, *values: Any) -> Any:
    """Return what a pure function of the script answers."""
    return page.evaluate("([name, values]) => partnershipMap.pure[name](...values)", [name, values])


def find_links(page: Page, rows: list[list[int]], chosen: list[int]) -> Any:
    """Return the pairs that rows join; the script wants the chosen as a set, which no call can carry."""
    return page.evaluate("([rows, chosen]) => partnershipMap.pure.findLinks({ rows }, new Set(chosen))", [rows, chosen])


def count_themes(*numbers: int) -> list[int]:
    """Return how many programmes each theme has, given the number of each one's theme."""
    counts = Counter(numbers)
    return [counts[number] for number in range(len(Theme))]


masks = st.lists(st.booleans(), max_size=70)


@many
@given(mask=masks)
def test_the_script_reads_the_bits_that_the_server_writes(script: Page, mask: list[bool]) -> None:
    """Each bit of `encode_mask` comes back, and nothing beyond the last row is shown."""
    read = script.evaluate(
        """([text, count]) => { const shown = partnershipMap.pure.readBits(text, count);
             return Array.from({ length: count + 9 }, (_, i) => Boolean(shown(i))); }""",
        [encode_mask(np.array(mask, dtype=bool)), len(mask)],
    )
    assert read == [*mask, *[False] * 9]


def test_without_bits_every_row_is_shown(script: Page) -> None:
    """No filter is no mask, and shows everything."""
    assert script.evaluate("partnershipMap.pure.readBits(null, 3)(2)") is True


rows_of_six = st.lists(
    st.tuples(st.integers(-1, 5), st.integers(0, 4), st.integers(0, 1), st.integers(0, 9)), max_size=40
)


@many
@given(rows=rows_of_six, data=st.data())
def test_sites_are_counted_as_in_python(script: Page, rows: list[tuple[int, ...]], data: st.DataObject) -> None:
    """A site's count is that of its shown rows, by theme; nationwide rows and other ends count nowhere."""
    mask = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    shown = [row for row, is_shown in zip(rows, mask, strict=True) if is_shown and row[0] >= 0 and not row[2]]
    themes = [[row[1] for row in shown if row[0] == site] for site in range(6)]
    expected = [{"total": len(here), "themes": count_themes(*here)} if here else None for here in themes]
    value = {"rows": rows, "sites": [[]] * 6}
    assert call(script, "countSites", value, encode_mask(np.array(mask, dtype=bool))) == expected


def test_statistics_are_counted_apart(script: Page) -> None:
    """Of two programmes at a place one is but a statistic; a place that has none says nothing of them."""
    value = {"rows": [[0, 0, 0, 4], [0, 1, 0, 5], [1, 0, 0, 4]], "sites": [[]] * 2, "statistics": [5, 9]}
    assert call(script, "countSites", value, None) == [
        {"total": 2, "themes": count_themes(0, 1), "statistics": 1},
        {"total": 1, "themes": count_themes(0)},
    ]


@st.composite
def amounts(draw: st.DrawFn) -> dict[str, Money]:
    """Return amounts of ten programmes, no two alike, some planned, some within others, some that may overlap."""
    sizes = draw(st.lists(st.integers(1, 10**9), min_size=10, max_size=10, unique=True))
    planned = draw(st.lists(st.booleans(), min_size=10, max_size=10))
    wholes = [draw(st.none() | st.integers(0, n - 1)) if n else None for n in range(10)]
    pairs = {frozenset(pair) for pair in draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4))}
    why = Text("why", "por qué")
    return {
        str(n): Money(
            str(n),
            sizes[n],
            Qualifier.EXACT,
            AmountType.ASSISTANCE,
            None if wholes[n] is None else str(wholes[n]),
            Status.PIPELINE if planned[n] else Status.CLOSED,
            tuple((str(other), why) for pair in pairs if n in pair for other in pair - {n}),
        )
        for n in range(10)
    }


@many
@given(rows=rows_of_six, money=amounts(), members=st.sets(st.integers(0, 5)))
def test_a_group_counts_money_as_a_total_does(
    script: Page, rows: list[tuple[int, ...]], money: dict[str, Money], members: set[int]
) -> None:
    """Each dollar at the places of a group is counted once, parts within their wholes, what is planned apart."""
    programs = {
        int(program): [
            one.usd,
            int(one.is_planned),
            list(map(int, follow_wholes(program, lambda code: money[code].part_of))),
            [int(other) for other, _ in one.overlaps],
        ]
        for program, one in money.items()
    }
    here = [str(row[3]) for row in rows if row[0] in members and not row[2]]
    total = build_total(money, here, AmountType.ASSISTANCE)
    summed = script.evaluate(
        """([rows, programs, members]) => {
          const { readMoney, sumMoney } = partnershipMap.pure;
          return sumMoney(readMoney({ rows }, null, programs), members); }""",
        [[list(row) for row in rows], programs, sorted(members)],
    )
    assert summed == {"given": total.usd, "planned": total.planned_usd}


@many
@given(rows=rows_of_six, chosen=st.sets(st.integers(0, 5)))
def test_links_join_the_two_ends_of_a_programme(script: Page, rows: list[tuple[int, ...]], chosen: set[int]) -> None:
    """Each programme of a chosen site joins each place here with each place there, once."""
    expected = set()
    for program in {row[3] for row in rows}:
        ends = [(row[0], row[2]) for row in rows if row[3] == program and row[0] >= 0]
        here, there = ([site for site, other in ends if other == end] for end in (0, 1))
        if chosen & {*here, *there}:
            expected |= set(itertools.product(here, there))
    links = [tuple(link) for link in find_links(script, [list(row) for row in rows], sorted(chosen))]
    assert len(links) == len(set(links))
    assert set(links) == expected


circles = st.fixed_dictionaries({"x": st.floats(0, 300), "y": st.floats(0, 300), "radius": st.sampled_from([10, 14])})


@many
@given(anchors=st.lists(circles, max_size=12))
def test_spread_circles_do_not_overlap(script: Page, anchors: list[Mapping[str, float]]) -> None:
    """Wherever a dozen markers are, even on one point, none lies over another, and one alone stays where it is."""
    offsets = call(script, "spread", anchors)
    placed = [(a["x"] + o["dx"], a["y"] + o["dy"], a["radius"]) for a, o in zip(anchors, offsets, strict=True)]
    for (ax, ay, ar), (bx, by, br) in itertools.combinations(placed, 2):
        assert math.hypot(ax - bx, ay - by) >= ar + br
    if len(anchors) == 1:
        assert math.hypot(*offsets[0].values()) < 1


def test_circles_far_apart_stay(script: Page) -> None:
    """What does not overlap is not moved by as much as a pixel."""
    anchors = [{"x": 40 * n, "y": 0, "radius": 14} for n in range(9)]
    assert all(math.hypot(one["dx"], one["dy"]) < 1 for one in call(script, "spread", anchors))


points = st.lists(st.fixed_dictionaries({"x": st.floats(0, 0.4), "y": st.floats(0, 0.4)}), min_size=1, max_size=60)


def group(page: Page, at: list[dict[str, float]], scale: float, corner: tuple[float, float], size: float) -> Any:
    """Return the groups of a square of the world at a scale."""
    left, top = corner
    box = {"left": left, "top": top, "right": left + size, "bottom": top + size}
    return call(page, "groupPoints", at, list(range(len(at))), scale, box)


@many
@given(at=points, zoom=st.integers(0, 12))
def test_groups_hold_each_site_once_and_keep_apart(script: Page, at: list[dict[str, float]], zoom: int) -> None:
    """At every zoom each site is in one group, near it, and no two groups are drawn over each other."""
    scale = 2**zoom
    groups = group(script, at, scale, (0, 0), scale)
    assert sorted(itertools.chain.from_iterable(one["members"] for one in groups)) == list(range(len(at)))
    for one in groups:
        for member in one["members"]:
            far = math.hypot(at[member]["x"] * scale - one["x"], at[member]["y"] * scale - one["y"])
            assert far < 3 * APART
    for a, b in itertools.combinations(groups, 2):
        assert math.hypot(a["x"] - b["x"], a["y"] - b["y"]) >= APART


@many
@given(at=points, left=st.integers(0, 300), top=st.integers(0, 300))
def test_panning_moves_no_group(script: Page, at: list[dict[str, float]], left: int, top: int) -> None:
    """A group in view is the same wherever the view is."""
    whole = {(one["x"], one["y"]): sorted(one["members"]) for one in group(script, at, 1000, (0, 0), 1000)}
    for one in group(script, at, 1000, (left, top), 150):
        if left <= one["x"] <= left + 150 and top <= one["y"] <= top + 150:
            assert whole[one["x"], one["y"]] == sorted(one["members"])


def test_sites_on_one_point_fan_out(script: Page) -> None:
    """Of 300 sites on one point each lies free, within a map's height."""
    fan = [(one["dx"], one["dy"]) for one in call(script, "fanOut", 300)]
    assert len(fan) == 300
    for (ax, ay), (bx, by) in itertools.combinations(fan, 2):
        assert math.hypot(ax - bx, ay - by) > WIDTH
    assert max(math.hypot(x, y) for x, y in fan) < 280


def test_the_bits_are_those_of_base64(script: Page) -> None:
    """The highest bit of the first byte is the first row."""
    mask = base64.b64encode(bytes([0b10100000, 0b10000000])).decode()
    value = {"rows": [[n, 0, 0, n] for n in range(9)], "sites": [[]] * 9}
    counted = call(script, "countSites", value, mask)
    assert [n for n, one in enumerate(counted) if one] == [0, 2, 8]


# --- The ground


@many
@given(points=st.lists(st.tuples(st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000)), min_size=1))
def test_the_script_reads_the_lines_that_a_sheet_holds(script: Page, points: list[tuple[int, int]]) -> None:
    """Each point of `encode_line` comes back."""
    line = encode_line(np.array(points, dtype=np.int64))
    assert call(script, "decodeLine", line) == [list(point) for point in points]


def test_shores_are_what_one_area_alone_has(script: Page) -> None:
    """Two areas side by side in a box: what they share is no shore, an edge along the box is nothing."""
    country = [[0, 0], [50, 0], [50, 80], [0, 80]]
    other = [[50, 0], [90, 0], [90, 80], [50, 80]]
    edges = call(script, "traceEdges", [[country], [other]], [0, 0, 100, 100])
    assert edges["shared"] == [[[50, 0], [50, 80]]]
    shore = {frozenset(map(tuple, pair)) for line in edges["shore"] for pair in itertools.pairwise(line)}
    assert shore == {
        frozenset(pair) for pair in [((50, 80), (0, 80)), ((90, 0), (90, 80)), ((90, 80), (50, 80))]
    }  # fmt: skip


names_of_a_map = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["town", "river", "region", "country"]),
            "rank": st.integers(0, 9),
            "width": st.integers(10, 160),
            "height": st.integers(10, 18),
            "points": st.lists(
                st.fixed_dictionaries({"x": st.integers(-20, 620), "y": st.integers(-20, 420)}), min_size=1, max_size=4
            ),
        }
    ),
    max_size=25,
)
boxes = st.lists(
    st.tuples(st.integers(0, 560), st.integers(0, 360), st.integers(1, 200), st.integers(1, 60)).map(
        lambda one: {"left": one[0], "top": one[1], "right": one[0] + one[2], "bottom": one[1] + one[3]}
    ),
    max_size=8,
)
FRAME = {"left": 0, "top": 0, "right": 600, "bottom": 400}


def meet(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
    """Return whether two boxes lie over each other."""
    across = a["left"] < b["right"] and b["left"] < a["right"]
    return across and a["top"] < b["bottom"] and b["top"] < a["bottom"]


@many
@given(names=names_of_a_map, taken=boxes)
def test_names_keep_clear(script: Page, names: list[dict[str, Any]], taken: list[dict[str, float]]) -> None:
    """No name lies over another, over what is taken, or over the frame's edge, and each is written once at most."""
    placed = call(script, "placeLabels", names, taken, FRAME)
    assert len({one["index"] for one in placed}) == len(placed)
    written = [
        {
            "left": one["left"],
            "top": one["top"],
            "right": one["left"] + names[one["index"]]["width"],
            "bottom": one["top"] + names[one["index"]]["height"],
        }
        for one in placed
    ]
    for box in written:
        assert (box["left"] >= 0, box["top"] >= 0, box["right"] <= 600, box["bottom"] <= 400) == (True,) * 4
        assert not any(meet(box, other) for other in taken)
    assert not any(meet(a, b) for a, b in itertools.combinations(written, 2))


def test_what_stands_at_the_edge_keeps_clear(script: Page) -> None:
    """A box moves as little as it must, along an edge or away from it, and stays where nothing is free."""
    at = {"left": 0, "top": 100, "right": 80, "bottom": 128}
    sign = {"left": 20, "top": 90, "right": 50, "bottom": 120}
    below = {"left": 0, "top": 128, "right": 80, "bottom": 300}
    assert call(script, "findShift", at, [], FRAME) == [0, 0]
    assert call(script, "findShift", at, [sign], FRAME) == [0, 20]
    assert call(script, "findShift", at, [sign, below], FRAME) == [0, -40]
    assert call(script, "findShift", at, [{**FRAME}], FRAME) == [0, 0]


def test_the_greater_name_goes_first(script: Page) -> None:
    """Of two names for one spot that of the lower rank is written; a town whose right side is taken is named left."""
    spot = [{"x": 300, "y": 200}]
    names = [{"kind": "region", "rank": rank, "width": 80, "height": 13, "points": spot} for rank in (5, 3)]
    assert [one["index"] for one in call(script, "placeLabels", names, [], FRAME)] == [1]
    town = {"kind": "town", "rank": 3, "width": 40, "height": 13, "points": spot}
    right = {"left": 305, "top": 190, "right": 400, "bottom": 210}
    assert call(script, "placeLabels", [town], [right], FRAME)[0]["left"] == 300 - 4 - 40
    near = {**town, "rank": 4, "points": [{"x": 297, "y": 200}]}  # whose dot would be the other's
    assert [one["index"] for one in call(script, "placeLabels", [near, town], [], FRAME)] == [1]


def test_the_other_end_shows_its_own_programmes(script: Page) -> None:
    """A place that one of two programmes of a chosen place leads to counts that one, by its own theme."""
    rows = [[0, 4, 0, 7], [0, 3, 0, 8], [1, 3, 1, 8], [2, 1, 1, 9]]
    read = "([rows, sites]) => [...partnershipMap.pure.countPartners({ rows }, new Set(sites))]"
    assert script.evaluate(read, [rows, [0]]) == [[1, {"total": 1, "themes": count_themes(3)}]]
    assert script.evaluate(read, [rows, [1]]) == [[1, {"total": 1, "themes": count_themes(3)}]]
    assert script.evaluate(read, [rows, []]) == []


@many
@given(kms=st.lists(st.one_of(st.none(), st.floats(0.05, 300)), max_size=6), ground=st.sampled_from([8, 9.5, 12]))
def test_the_nearest_zoom_follows_what_is_known(script: Page, kms: list[float | None], ground: float) -> None:
    """It is never below the ground's nor above a street map's, and the smallest circle fits into a small map."""
    sites = [{"precision": 2, "uncertainty": km, "latitude": -12.0, "area": None} for km in kms]
    zoom = call(script, "findNearest", sites, ground)
    assert ground <= zoom <= 18
    finest = min((km for km in kms if km is not None), default=None)
    if finest is not None and zoom > ground:
        pixels = finest * 1000 / (40_075_016 * math.cos(math.radians(12)) / (256 * 2**zoom))
        assert pixels <= 101
