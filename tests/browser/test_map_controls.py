"""What is pressed and turned on the map: the wheel, the street map, in the page's frame and in the page in one file."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, Route, expect

from geo.viewing.data.edition import get_edition
from geo.viewing.downloads.offline_page import build_offline_page
from geo.viewing.words import text
from support.browsing import Visit

pytestmark = pytest.mark.browser

TILES = "https://tile.openstreetmap.org/**"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SCALE = "document.querySelector('.leaflet-control-scale-line').outerHTML"  # another at each zoom
SCROLLED = "(document.querySelector('.stMain') ?? document.scrollingElement).scrollTop"


@pytest.fixture(scope="module")
def file(profile: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Return the page in one file, with its map drawn, at 1280 by 500."""
    file = tmp_path_factory.mktemp("file") / "map.html"
    file.write_bytes(build_offline_page(get_edition()))
    page = profile.new_page()
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(file.as_uri())
    expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
    yield page
    page.close()


@pytest.fixture(params=["frame", "file"])
def opened(request: pytest.FixtureRequest) -> Page:
    """Return the page, or the page in one file: it is higher than the window."""
    if request.param == "frame":
        visit: Visit = request.getfixturevalue("visit")
        visit.page.set_viewport_size({"width": 1280, "height": 500})
        visit.open()
        return visit.page
    page: Page = request.getfixturevalue("file")
    return page


def find_frame(page: Page) -> Frame:
    """Return the frame that holds the map."""
    return next((frame for frame in page.frames if "st_folium" in frame.url), page.main_frame)


def test_each_turn_of_the_wheel_is_judged_by_itself(opened: Page) -> None:
    """With Ctrl the wheel zooms the map; the next turn without it scrolls the page, leaves the map and says why."""
    frame = find_frame(opened)
    before = frame.evaluate(SCALE)
    opened.locator(".st-key-map").hover(position={"x": 400, "y": 200})
    for _ in range(2):
        opened.keyboard.down("Control")
        opened.mouse.wheel(0, -200)
        frame.wait_for_function(f"before => {SCALE} !== before", arg=before)
        opened.keyboard.up("Control")
        before = frame.evaluate(SCALE)
        expect(frame.locator(".voice")).not_to_have_class(re.compile("visible"))
        opened.mouse.wheel(0, 60)
        expect(frame.locator(".voice.visible")).to_have_text(text.MAP["wheel"].en)
        opened.wait_for_function(f"() => {SCROLLED} > 0")
        assert frame.evaluate(SCALE) == before
        opened.mouse.wheel(0, -600)
        opened.wait_for_function(f"() => {SCROLLED} === 0")
        expect(frame.locator(".voice.visible")).to_have_count(0)
    frame.locator(".legend > div").dispatch_event("wheel", {"deltaY": 60})  # which scrolls itself
    expect(frame.locator(".voice")).not_to_have_class(re.compile("visible"))


def test_a_press_scrolls_nothing(opened: Page) -> None:
    """A sign that is pressed stays under the pointer where the map reaches out of the window, and so it is chosen."""
    frame = find_frame(opened)
    frame.evaluate("document.querySelector('button.home').click()")
    opened.evaluate(f"{SCROLLED} = 0")
    box = frame.locator(".site[data-site=paita] svg").bounding_box()
    assert box is not None
    opened.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opened.mouse.down()
    assert opened.evaluate(SCROLLED) == 0
    opened.mouse.up()
    expect(opened.locator("#details")).to_have_text("Port of Paita")
    opened.keyboard.press("Escape")
    expect(opened.locator("#details")).to_have_count(0)
    frame.evaluate("document.activeElement.blur()")


def test_the_street_map_says_what_it_does(visit: Visit) -> None:
    """In both languages its button names the server that it loads images from."""
    for language in ("en", "es"):
        chart = visit.open(f"?lang={language}")
        button = chart.get_by_role("button", name=getattr(text.MAP["tiles"], language), exact=True)
        expect(button).to_have_attribute("aria-pressed", "false")
        assert "openstreetmap.org" in str(button.get_attribute("title"))
    assert visit.list_strangers() == []


def test_the_ground_stays_until_tiles_are_there(visit: Visit) -> None:
    """While tiles are on their way nothing is taken from the map; each then covers the ground, until the next press."""
    waiting: list[Route] = []
    visit.page.route(TILES, lambda route: waiting.append(route))  # noqa: PLW0108 -- Playwright wants a function
    chart = visit.open()
    button = chart.locator("button.tiles")
    with visit.page.expect_request(TILES):
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(chart.locator(".leaflet-ground-pane path.region").first).to_be_visible()
    expect(chart.locator(".place.country").first).to_be_visible()
    while waiting:
        waiting.pop().fulfill(body=PIXEL, content_type="image/png")
        visit.page.wait_for_timeout(20)
    expect(chart.locator(".leaflet-tile-loaded").first).to_be_visible()
    expect(chart.locator(".place.country").first).to_be_hidden()
    layers = [
        int(str(visit.evaluate(f"getComputedStyle(document.querySelector('.leaflet-{pane}-pane')).zIndex")))
        for pane in ("ground", "tile", "areas")
    ]
    assert sorted(set(layers)) == layers
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(chart.locator(".leaflet-tile")).to_have_count(0)
    expect(chart.locator(".place.country").first).to_be_visible()


def check_tileless(visit: Visit, language: str) -> None:
    """Press the button twice, and check that the map says that no tile came and is as before."""
    button = visit.map.locator("button.tiles")
    for _ in range(2):
        button.click()
        expect(visit.map.locator(".voice.visible")).to_have_text(getattr(text.MAP["tileless"], language))
        expect(button).to_have_attribute("aria-pressed", "false")
        expect(visit.map.locator(".leaflet-tile")).to_have_count(0)
        expect(visit.map.locator(".leaflet-ground-pane path.region").first).to_be_visible()
        visit.evaluate("document.querySelector('.voice').classList.remove('visible')")


@pytest.mark.parametrize(("way", "language"), [("offline", "en"), ("refused", "es")])
def test_where_no_tile_comes_the_map_says_so(visit: Visit, way: str, language: str) -> None:
    """Without a network or by an error 403: map and button are as before, and a press asks again."""
    if way == "offline":
        visit.page.route(TILES, lambda route: route.abort("internetdisconnected"))
    else:
        visit.page.route(TILES, lambda route: route.fulfill(status=403, body="no"))
    visit.open(f"?lang={language}")
    check_tileless(visit, language)


def test_where_a_policy_blocks_tiles_the_map_says_so(fresh: Visit) -> None:
    """Map and button are as before, and a press asks again."""
    fresh.open()
    fresh.evaluate(
        """() => document.head.append(Object.assign(document.createElement("meta"), {
          httpEquiv: "Content-Security-Policy", content: "img-src 'self' data:" }))"""
    )
    check_tileless(fresh, "en")


def test_the_file_offers_no_street_map(file: Page) -> None:
    """The page in one file asks nobody, so there is no such button."""
    expect(file.locator("button.tiles")).to_be_hidden()
