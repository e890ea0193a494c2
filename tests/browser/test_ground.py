"""The ground of the map in a browser: detail that a zoom asks for, limits, names, the view of a place, the way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geo.viewing.words import text
from support.browsing import Visit
from support.visitor import Server

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])
# What is written on the map, and what it may not lie over: [[left, right, top, bottom, text], ...] twice.
BOXES = """() => { const box = (one) => { const { left, right, top, bottom } = one.getBoundingClientRect();
    return [left, right, top, bottom, one.textContent]; };
  const all = (selector) => [...document.querySelectorAll(selector)].map(box);
  return [all(".names .place"), all(".site svg, .site .name:not([data-side=none]), .leaflet-control")]; }"""
VIEW = "() => { const { lat, lng } = map_div.getCenter(); return [lat, lng, map_div.getZoom()]; }"


@pytest.fixture
def guest(open_tab: Callable[..., Page], server: Server) -> Visit:
    """Return a visit with a page as wide as a desk's."""
    return Visit(open_tab(1280, 800), server)


def go(guest: Visit, latitude: float, longitude: float, zoom: float) -> None:
    """Move the map at once, and wait until it has followed."""
    guest.evaluate(f"map_div.setView([{latitude}, {longitude}], {zoom}, {{ animate: false }}); 0")


def wait_for_ground(guest: Visit, *names: str) -> None:
    """Wait until these sheets are drawn, and no others."""
    expect(guest.map.locator("#map_div")).to_have_attribute("data-ground", " ".join(names))


def list_sheets(guest: Visit) -> list[str]:
    """Return the sheets that were asked for, in turn."""
    return [found[1] for url in guest.asked if (found := re.search(r"/data/ground/(\w+)\.json\?v=\w+$", url))]


def test_detail_is_fetched_once_a_zoom_asks_for_it(guest: Visit) -> None:
    """The first map asks for no sheet; each is asked for once, however often the zoom comes back."""
    guest.open()
    wait_for_ground(guest)
    assert list_sheets(guest) == []
    go(guest, -12.05, -77.1, 7)
    wait_for_ground(guest, "middle")
    assert list_sheets(guest) == ["middle"]
    for zoom, names in ((10, ["near"]), (5.5, []), (7, ["middle"]), (10, ["near"])):
        go(guest, -12.05, -77.1, zoom)
        wait_for_ground(guest, *names)
    assert sorted(list_sheets(guest)) == ["middle", "near"]
    assert guest.list_strangers() == []
    assert guest.list_complaints() == []


def test_there_is_one_coast(guest: Visit) -> None:
    """In a frame of the detail its sea covers the coarse ground, and its land stands on that."""
    guest.open()
    go(guest, -12.0735, -77.168, 12)
    wait_for_ground(guest, "near")
    panes = '["ground", "middle-land", "middle-water", "near-land", "near-water"]'
    heights = f"{panes}.map((name) => Number(map_div.getPane(name).style.zIndex))"
    assert guest.evaluate(f"{heights}.every((one, n, all) => !n || one > all[n - 1])")
    covered = guest.evaluate("""() => {
      const box = map_div.getContainer().getBoundingClientRect();
      const seas = [...document.querySelectorAll(".near.land path.sea")].map((one) => one.getBoundingClientRect());
      return seas.some((sea) =>
        sea.left <= box.left && sea.right >= box.right && sea.top <= box.top && sea.bottom >= box.bottom); }""")
    assert covered
    first = guest.evaluate("""() => document.querySelector(".land path").classList.contains("sea")""")
    assert first
    go(guest, -9, -75, 5)
    wait_for_ground(guest)
    expect(guest.map.locator(".land path")).to_have_count(0)


def test_no_name_lies_over_another(guest: Visit) -> None:
    """Names keep clear of each other, of the signs with their names, and of the buttons."""
    guest.open("?lang=es")
    places = [(-12.05, -77.1), (-3.75, -73.25), (-16.4, -71.5), (-11.57, -77.27)]
    for place, zoom in product(places, [5, 6.5, 8, 10, 12]):
        go(guest, *place, zoom)
        detail = expect(guest.map.locator("#map_div"))
        if zoom > 6:
            detail.to_have_attribute("data-ground", re.compile("near$" if zoom > 9 else "middle$"))
        else:
            detail.not_to_have_attribute("data-ground", re.compile("near|middle"))
        expect(guest.map.locator(".names .place").first).to_be_attached()
        guest.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")
        found: Any = guest.evaluate(BOXES)
        names, others = found
        for a, b in [*combinations(names, 2), *product(names, others)]:
            assert a[0] >= b[1] - 1 or b[0] >= a[1] - 1 or a[2] >= b[3] - 1 or b[2] >= a[3] - 1, (place, zoom, a, b)


@LANGUAGES
def test_waters_are_named_in_the_pages_language(guest: Visit, language: str) -> None:
    """The Amazon at Iquitos and the ocean at Callao have the names of the language, towns theirs."""
    guest.open(f"?lang={language}")
    go(guest, -3.75, -73.25, 9)
    expect(
        guest.map.locator(".place.river", has_text="Amazon" if language == "en" else "Amazonas").first
    ).to_be_attached()
    go(guest, -12.3, -77.6, 8)
    ocean = {"en": "Pacific Ocean", "es": "Océano Pacífico"}[language]
    expect(guest.map.locator(".place.sea")).to_have_text(ocean)
    expect(guest.map.locator(".place.town", has_text="Huacho")).to_be_attached()


@LANGUAGES
def test_the_zoom_ends_where_nothing_more_is_known(guest: Visit, language: str) -> None:
    """+ stops about zoom 12 and − at the whole ground; each is disabled there and says so, and not at other zooms."""
    chart = guest.open(f"?lang={language}")
    for name, said in (("zoomIn", "nearest"), ("zoomOut", "farthest")):
        button = chart.locator(f"button.{name}")
        expect(button).not_to_have_attribute("aria-disabled", "true")
        for _ in range(14):
            button.click(force=True)
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(chart.locator(".voice")).to_have_text(getattr(text.MAP[said], language))
        zoom = guest.evaluate("map_div.getZoom()")
        assert isinstance(zoom, int | float)
        assert 12 <= zoom <= 13 if name == "zoomIn" else 2 <= zoom <= 4
    chart.locator("button.home").click()
    for name in ("zoomIn", "zoomOut"):
        expect(chart.locator(f"button.{name}")).not_to_have_attribute("aria-disabled", "true")


def test_nearer_keeps_what_is_chosen_in_view(guest: Visit) -> None:
    """However often + is pressed, a chosen place at the edge of the view stays in it."""
    chart = guest.open("?lang=en&site=matarani")
    expect(chart.locator(guest.site("matarani") + ".chosen")).to_be_visible()
    for _ in range(8):
        chart.locator("button.zoomIn").click(force=True)
        inside = guest.evaluate("() => map_div.getBounds().contains([-16.9961, -72.1011])")
        assert inside


@LANGUAGES
def test_the_details_zoom_to_their_place(guest: Visit, language: str) -> None:
    """The view then fits the circle that the place lies within, and home shows all of the country again."""
    chart = guest.open(f"?lang={language}&site=callao")
    guest.page.get_by_role("button", name=getattr(text.ZOOM_TO, language)).click()
    expect(chart.locator(".voice")).to_contain_text("Callao")
    fits = guest.evaluate("""() => { const size = map_div.getSize(); const zoom = map_div.getZoom();
      const across = 24000 / (40075016 * Math.cos(12.05 * Math.PI / 180) / (256 * 2 ** zoom));
      return [across / Math.min(size.x, size.y), map_div.getCenter().distanceTo([-12.05162, -77.13452])]; }""")
    assert isinstance(fits, list)
    assert 0.4 < fits[0] < 1
    assert fits[1] < 500
    chart.locator("button.home").click()
    assert guest.evaluate("() => map_div.getBounds().contains([[-17, -80], [-1, -70]])")


def test_without_scripts_there_is_nothing_to_zoom(browser: Any, server: Server) -> None:
    """The button is hidden where no script runs."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/?lang=en&site=callao")
    expect(page.locator("#details")).to_be_visible()
    expect(page.locator("[data-zoom]")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(("leave", "opened"), [("back", False), ("Escape", True), ("again", False)])
def test_the_map_returns_to_the_view_from_before(guest: Visit, leave: str, opened: bool) -> None:  # noqa: FBT001 -- a parameter
    """After a choice elsewhere the map is where it was: what was seen before it, or all of the country."""
    if opened:
        guest.open("?lang=en&site=california")
    else:
        guest.open("?lang=en&site=lima")
        guest.page.locator("a[data-back]").click()
        expect(guest.page.locator("#details")).to_have_count(0)
        go(guest, -10, -76, 6)
        before = guest.evaluate(VIEW)
        guest.evaluate("document.querySelector(\".site[data-site='lima']\").click(); 0")
        guest.page.locator("#panel a[data-site=california]").first.click()
    expect(guest.page.locator("#details")).to_contain_text("California")
    expect(guest.map.locator(guest.site("california") + ".chosen")).to_be_visible()
    if leave == "Escape":
        guest.page.keyboard.press("Escape")
    elif leave == "back":
        guest.page.locator("a[data-back]").click()
    else:
        guest.map.locator("#map_div").press("Escape")
    expect(guest.page.locator("#details")).to_have_count(0)
    if opened:
        assert guest.evaluate("() => map_div.getBounds().contains([[-17, -80], [-1, -70]])")
    else:
        assert guest.evaluate(VIEW) == before


def test_the_other_end_stands_on_land_in_its_own_colours(guest: Visit) -> None:
    """California is drawn with the world around it, in the colour of the one programme that leads there."""
    guest.open("?lang=en&site=lima")
    guest.map.locator(".edge button").first.wait_for()
    guest.map.locator(".edge button", has_text="California").click()
    wait_for_ground(guest, "world")
    expect(guest.map.locator("path.neighbour")).to_have_count(0)
    assert guest.map.locator(".world path.land").count() > 0
    shape = guest.map.locator(f"{guest.site('california')} .shape")
    expect(shape).to_have_attribute("style", re.compile(r"--infrastructure"))
    expect(guest.map.locator(".place.country", has_text="United States")).to_be_attached()


def test_a_sheet_that_does_not_come_leaves_the_map_as_it_is(guest: Visit) -> None:
    """Where the detail is refused the coarse ground stays, and the map works."""
    guest.page.route("**/data/ground/*", lambda route: route.abort())
    chart = guest.open()
    go(guest, -12.05, -77.1, 10)
    wait_for_ground(guest)
    expect(chart.locator(".leaflet-ground-pane path.country")).to_be_attached()
    chart.locator(guest.site("callao")).click()
    expect(guest.page.locator("#details")).to_contain_text("Callao")
