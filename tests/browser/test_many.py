"""Hundreds and thousands of places: one canvas, on the real server with made-up data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Error, FrameLocator, Page, expect

from geo.viewing.words import text
from support.browsing import find_chart, list_violations, return_to
from support.visitor import Server, run_server

pytestmark = pytest.mark.browser

ONE_POINT = (-76.5, -4.5)  # longitude, latitude: within Peru's outline, where a handful of the places is put
TOGETHER = 5
SITES = 3000
# What the canvas groups, as the script itself does: [[x, y, sites], ...] in pixels of the frame.
GROUPS = """async () => {
  const { sites } = await (await fetch("../../data/sites.json")).json();
  const world = sites.map(site => map.project([site[2], site[1]], 0));
  const { x: left, y: top } = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
  const size = map.getSize();
  const box = { left, top, right: left + size.x, bottom: top + size.y };
  const groups = partnershipMap.pure.groupPoints(world, [...sites.keys()], 2 ** map.getZoom(), box);
  return groups.map(({ x, y, members }) => [x - left, y - top, members.map(i => sites[i][0])]);
}"""
INK = """() => { const canvas = document.querySelector("canvas.sites");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let ink = 0; for (let i = 3; i < data.length; i += 4) ink += data[i]; return ink; }"""


def build_file(path: Path, sites: int) -> Path:
    """Write a file of made-up places, a handful of which are on one point."""
    from synthetic import build_collection  # noqa: PLC0415 -- found by way of conftest's path

    collection = build_collection(sites)
    points = [one for one in collection["features"] if (one["geometry"] or {}).get("type") == "Point"]
    names = list(dict.fromkeys(one["properties"]["site"] for one in points))[-TOGETHER:]
    for one in points:
        if one["properties"]["site"] in names:
            one["geometry"]["coordinates"] = list(ONE_POINT)
            one["properties"] |= {"longitude": ONE_POINT[0], "latitude": ONE_POINT[1]}
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


class Visit:
    """A page with many places."""

    def __init__(self, page: Page, server: Server, data: Path) -> None:
        """Show the page as it is at first, with the canvas drawn."""
        self.page = page
        self.features = json.loads(data.read_text(encoding="utf-8"))["features"]
        return_to(page, server, "?lang=en")
        expect(self.map.locator("canvas.sites")).to_be_visible()

    @property
    def map(self) -> FrameLocator:
        """The map's frame."""
        return self.page.frame_locator(".st-key-map iframe")

    def evaluate(self, script: str, value: Any = None) -> Any:
        """Return the value of a script in the map's frame."""
        return find_chart(self.page).evaluate(script, value)

    def press(self, x: float, y: float) -> None:
        """Click a spot of the map, given in pixels of its frame."""
        box = self.page.locator(".st-key-map iframe").bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + x, box["y"] + y)

    def go_to(self, longitude: float, latitude: float, zoom: int = 17) -> None:
        """Bring a place to the middle of the map."""
        self.evaluate(
            "([x, y, zoom]) => { map.setView([y, x], zoom, { animate: false }); }", [longitude, latitude, zoom]
        )

    def find(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a place is, in pixels of the frame."""
        spot = self.evaluate(
            "p => { const { x, y } = map.latLngToContainerPoint(p); return [x, y]; }", [latitude, longitude]
        )
        return spot[0], spot[1]

    def open_site(self, properties: dict[str, Any]) -> None:
        """Click a place that nothing else is near."""
        self.go_to(properties["longitude"], properties["latitude"])
        self.press(*self.find(properties["latitude"], properties["longitude"]))

    def list_points(self) -> list[dict[str, Any]]:
        """Return the properties of the places that stand alone, one of each."""
        points = (one for one in self.features if (one["geometry"] or {}).get("type") == "Point")
        found = {one["properties"]["site"]: one["properties"] for one in points}
        return [one for one in found.values() if (one["longitude"], one["latitude"]) != ONE_POINT]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """Return the app, running on a file of many places, and the file."""
    folder = tmp_path_factory.mktemp("many")
    data = build_file(folder / "many.geojson", SITES)
    with run_server(folder / "log", env={"GEO_DATA": str(data)}) as server:
        yield server, data


@pytest.fixture
def visit(shared_tab: Page, start: tuple[Server, Path]) -> Iterator[Visit]:
    """Return a visit whose console was quiet at its end, on the page that the tests share."""
    complaints: list[str] = []

    def note(complaint: ConsoleMessage | Error) -> None:
        if isinstance(complaint, Error) or complaint.type == "error":
            complaints.append(str(complaint))

    shared_tab.on("pageerror", note)
    shared_tab.on("console", note)
    yield Visit(shared_tab, *start)
    shared_tab.remove_listener("pageerror", note)
    shared_tab.remove_listener("console", note)
    assert complaints == []


def test_one_canvas_draws_them_all(visit: Visit) -> None:
    """No element stands for a place; the canvas is painted; every place is in a group; a reader hears the way."""
    expect(visit.map.locator(".site")).to_have_count(0)
    assert visit.evaluate(INK) > 5_000
    groups = visit.evaluate(GROUPS)
    assert len(groups) < 100
    sites = {one["properties"]["site"] for one in visit.features if one["properties"]["longitude"] is not None}
    assert sorted(site for group in groups for site in group[2]) == sorted(sites)
    expect(visit.map.locator(".leaflet-container")).to_have_attribute("aria-label", re.compile(text.MAP["many"].en))
    assert list_violations(visit.page) == []


def test_a_click_on_one_place_opens_it(visit: Visit) -> None:
    """The details of the place that was clicked are shown, and the canvas marks it."""
    one = next(one for one in visit.list_points() if one["uncertainty_km"] is None)
    visit.go_to(one["longitude"], one["latitude"])
    before = visit.evaluate(INK)
    visit.press(*visit.find(one["latitude"], one["longitude"]))
    expect(visit.page.locator("#details")).to_have_text(one["site_en"])
    assert visit.evaluate(INK) > before


def test_a_click_on_a_group_comes_nearer(visit: Visit) -> None:
    """A group is not chosen: the map zooms until its places can be told apart."""
    x, y, members = max(visit.evaluate(GROUPS), key=lambda group: len(group[2]))
    zoom = visit.evaluate("map.getZoom()")
    visit.press(x, y)
    assert visit.evaluate("map.getZoom()") > zoom
    parts = [set(group[2]) & set(members) for group in visit.evaluate(GROUPS)]
    assert sum(map(bool, parts)) > 1
    assert set().union(*parts) == set(members)
    one = visit.list_points()[0]
    visit.open_site(one)
    expect(visit.page).to_have_url(re.compile(f"site={one['site']}"))
    visit.page.go_back()  # to where nothing was chosen before it
    expect(visit.page.locator("#details")).to_have_count(0)


def test_places_on_one_point_fan_out(visit: Visit) -> None:
    """A click opens their group, and then each of them can be chosen; a click beside it closes the group."""
    visit.go_to(*ONE_POINT)
    x, y = visit.find(ONE_POINT[1], ONE_POINT[0])
    here = [one["properties"] for one in visit.features if one["properties"]["longitude"] == ONE_POINT[0]]
    names = {one["site"]: one["site_en"] for one in here}
    (members,) = (group[2] for group in visit.evaluate(GROUPS) if set(group[2]) & set(names))
    assert sorted(members) == sorted(names)
    assert len(members) == TOGETHER
    closed = visit.evaluate(INK)
    visit.press(x, y)
    assert visit.evaluate(INK) != closed
    for site, spot in zip(members, visit.evaluate("n => partnershipMap.pure.fanOut(n)", TOGETHER), strict=True):
        visit.press(x + spot["dx"], y + spot["dy"])
        expect(visit.page.locator("#details")).to_have_text(names[site])
    visit.press(x, y + 150)
    visit.press(x, y + 150)
    shown = visit.evaluate(INK)
    visit.press(x, y)
    assert visit.evaluate(INK) > shown


def test_an_area_is_drawn_and_opens(visit: Visit) -> None:
    """Among many places, too, an area says what it is inside it, away from its label, and a click there opens it."""
    area = next(one for one in visit.features if (one["geometry"] or {}).get("type") == "Polygon")["properties"]
    visit.go_to(area["longitude"], area["latitude"], 16)
    box = visit.page.locator(".st-key-map iframe").bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + 200, box["y"] + 150)
    expect(visit.map.get_by_role("tooltip").locator("strong")).to_have_text(area["site_en"])
    visit.press(200, 150)
    expect(visit.page.locator("#details")).to_have_text(area["site_en"])


def test_a_filter_hides_and_keeps_frame_and_view(visit: Visit) -> None:
    """A theme takes the others' places from the canvas; the frame is not loaded anew and the map does not move."""
    themes: dict[str, set[str]] = {}
    for one in visit.features:
        themes.setdefault(one["properties"]["site"], set()).add(one["properties"]["theme"])
    hidden = next(one for one in visit.list_points() if "space" not in themes[one["site"]])
    shown = next(one for one in visit.list_points() if "space" in themes[one["site"]])
    visit.go_to(hidden["longitude"], hidden["latitude"])
    visit.evaluate("() => { window.sign = 1; window.centre = map.getCenter().lng; }")
    assert visit.evaluate(INK) > 0
    visit.page.locator(".filters > .codes a[data-code=space]").click()
    expect(visit.page).to_have_url(re.compile("theme=space"))
    expect(visit.page.locator(".sentence")).to_contain_text("space")
    on_map = {one["properties"]["site"] for one in visit.features if one["properties"]["longitude"] is not None}
    left = sum("space" in themes[site] for site in on_map)
    expect(visit.map.locator(".leaflet-container")).to_have_attribute("data-shown", str(left))
    visit.press(*visit.find(hidden["latitude"], hidden["longitude"]))
    assert visit.page.evaluate("location.search") == "?theme=space&lang=en"  # which a choice changes at once
    assert visit.evaluate("[window.sign, window.centre === map.getCenter().lng]") == [1, True]
    visit.open_site(shown)
    expect(visit.page.locator("#details")).to_have_text(shown["site_en"])


def test_a_keyboard_opens_any_place_by_the_search(visit: Visit) -> None:
    """The list shows the first places alone; a search brings any other into it, Tab reaches it and Enter opens it."""
    one = visit.list_points()[-1]
    link = visit.page.locator("#panel [data-site]")
    expect(visit.page.locator(f'#panel [data-site="{one["site"]}"]')).to_have_count(0)
    search = visit.page.get_by_placeholder("Search programmes, places, agencies")
    search.fill(one["site_en"])
    search.press("Enter")
    link = visit.page.locator(f'#panel [data-site="{one["site"]}"]')
    expect(link).to_be_visible()
    assert link.count() < 60
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#details")).to_have_text(one["site_en"])


def test_the_canvas_says_what_is_pointed_at(visit: Visit) -> None:
    """A place says its name and titles, a group how many and which; the legend explains groups where some are drawn."""
    tip = visit.map.get_by_role("tooltip")
    explained = visit.map.locator(".legend [data-entry=group]")
    expect(explained).to_contain_text(text.LEGEND["group"].en)
    box = visit.page.locator(".st-key-map iframe").bounding_box()
    assert box is not None
    x, y, members = max(visit.evaluate(GROUPS), key=lambda group: len(group[2]))
    visit.page.mouse.move(box["x"] + x, box["y"] + y)
    expect(tip.locator("strong")).to_have_text(f"{len(members)} places")
    one = visit.list_points()[0]
    visit.go_to(one["longitude"], one["latitude"])
    x, y = visit.find(one["latitude"], one["longitude"])
    expect(explained).to_have_count(0)
    visit.page.mouse.move(box["x"] + x, box["y"] + y)
    expect(tip.locator("strong")).to_have_text(one["site_en"])
    titles = {each["properties"]["title_en"] for each in visit.features if each["properties"]["site"] == one["site"]}
    expect(tip.locator("li").first).to_be_visible()
    assert set(tip.locator("li").all_text_contents()) <= titles | {f"and {len(titles) - 3} more"}
    visit.page.mouse.move(box["x"] + x, box["y"] + y + 200)
    expect(tip).to_be_hidden()


def test_a_row_lights_up_the_sign_that_stands_for_it(visit: Visit) -> None:
    """A ring is around the group or the place of the row under the pointer, and no canvas is drawn anew for it."""
    visit.evaluate(
        """() => { const { prototype } = CanvasRenderingContext2D; const { save } = prototype; window.saved = 0;
          prototype.save = function () { window.saved += 1; return save.call(this); }; }"""
    )
    row = visit.page.locator("#panel a[data-site]").first
    site = row.get_attribute("data-site")
    row.hover()
    ring = visit.map.locator("i.lit")
    expect(ring).to_be_visible()
    x, y, _ = next(group for group in visit.evaluate(GROUPS) if site in group[2])
    middle = [ring.evaluate(f"one => parseFloat(one.style.{side})") for side in ("left", "top")]
    assert middle == pytest.approx([x, y], abs=0.5)
    assert visit.evaluate("window.saved") == 0
    visit.page.locator(".figures").hover()
    expect(ring).to_be_hidden()


def test_the_canvas_is_sized_by_money(visit: Visit) -> None:
    """A single place's circle is as large as its amount among those shown, and what is pointed at says the dollars."""
    result = get_sizes(visit)
    site, (given, planned, *_) = max(result["sites"].items(), key=lambda item: max(item[1][:2]))
    place = next(one["properties"] for one in visit.features if one["properties"]["site"] == site)
    visit.go_to(place["longitude"], place["latitude"])
    before = visit.evaluate(INK)
    visit.map.get_by_label(text.LEGEND["size"].en).select_option("assistance")
    expect(visit.map.locator(".legend .sizes li").first).to_be_visible()
    visit.evaluate("() => new Promise(requestAnimationFrame)")
    assert visit.evaluate(INK) != before
    box = visit.page.locator(".st-key-map iframe").bounding_box()
    assert box is not None
    x, y = visit.find(place["latitude"], place["longitude"])
    visit.page.mouse.move(box["x"] + x, box["y"] + y)
    expect(visit.map.get_by_role("tooltip")).to_contain_text(f"${max(given, planned):,}")


def get_sizes(visit: Visit) -> dict[str, Any]:
    """Return what the server says of the amounts."""
    html = visit.page.evaluate("() => fetch('data/panel?lang=en&size=assistance').then(answer => answer.text())")
    state = re.search('data-map="([^"]*)"', html)
    assert state is not None
    sizes: dict[str, Any] = json.loads(unescape(state[1]))["size"]
    return sizes
