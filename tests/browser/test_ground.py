"""The ground of the map in a browser: detail that a zoom asks for, limits, names, the view of a place, the way back."""

from __future__ import annotations

import re
from itertools import combinations, product
from typing import Any

import pytest
from playwright.sync_api import expect

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


def go(visit: Visit, latitude: float, longitude: float, zoom: float) -> None:
    """Move the map at once, and wait until it has followed."""
    visit.evaluate(f"map_div.setView([{latitude}, {longitude}], {zoom}, {{ animate: false }}); 0")


def wait_for_ground(visit: Visit, *names: str) -> None:
    """Wait until these sheets are drawn, and no others."""
    expect(visit.map.locator("#map_div")).to_have_attribute("data-ground", " ".join(names))


def list_sheets(visit: Visit) -> list[str]:
    """Return the sheets that were asked for, in turn."""
    return [found[1] for url in visit.asked if (found := re.search(r"/data/ground/(\w+)\.json\?v=\w+$", url))]


def test_detail_is_fetched_once_a_zoom_asks_for_it(fresh: Visit) -> None:
    """The first map asks for no detail; each sheet is asked for once, however often the zoom comes back.

    The relief follows the first map, lies on all land and under all else, and is gone where it would blur. In a frame
    of the detail there is one coast: its sea covers the coarse ground, and its land stands on that.
    """
    fresh.open()
    wait_for_ground(fresh)
    relief = fresh.map.locator(".leaflet-relief-pane")
    expect(relief).to_have_css("opacity", "1")
    expect(relief.locator("canvas")).to_have_count(1)
    first = [url.partition("?")[0].rpartition("/")[2] for url in fresh.asked]
    assert first.index("sites.json") < first.index("relief.json")
    assert list_sheets(fresh) == ["relief"]
    go(fresh, -12.05, -77.1, 7)
    wait_for_ground(fresh, "middle")
    assert list_sheets(fresh) == ["relief", "middle"]
    go(fresh, -12.0735, -77.168, 12)
    wait_for_ground(fresh, "near")
    expect(relief).to_have_css("opacity", "0")
    panes = '["ground", "middle-land", "relief", "middle-water", "near-land", "near-water", "tilePane", "areas"]'
    heights = f"{panes}.map((name) => Number(map_div.getPane(name).style.zIndex))"
    assert fresh.evaluate(f"{heights}.every((one, n, all) => !n || one > all[n - 1])")
    covered = fresh.evaluate("""() => {
      const box = map_div.getContainer().getBoundingClientRect();
      const seas = [...document.querySelectorAll(".near.land path.sea")].map((one) => one.getBoundingClientRect());
      return seas.some((sea) =>
        sea.left <= box.left && sea.right >= box.right && sea.top <= box.top && sea.bottom >= box.bottom); }""")
    assert covered
    is_sea = fresh.evaluate("""() => document.querySelector(".land path").classList.contains("sea")""")
    assert is_sea
    go(fresh, -9, -75, 5)
    wait_for_ground(fresh)
    expect(fresh.map.locator(".land path")).to_have_count(0)
    for zoom, names in ((10, ["near"]), (5.5, []), (7, ["middle"]), (10, ["near"])):
        go(fresh, -12.05, -77.1, zoom)
        wait_for_ground(fresh, *names)
    assert sorted(list_sheets(fresh)) == ["middle", "near", "relief"]
    assert fresh.list_strangers() == []
    assert fresh.list_complaints() == []


def test_no_name_lies_over_another(visit: Visit) -> None:
    """Names keep clear of each other, of the signs with their names, and of the buttons."""
    visit.open("?lang=es")
    places = [(-12.05, -77.1), (-3.75, -73.25), (-16.4, -71.5), (-11.57, -77.27)]
    for place, zoom in product(places, [5, 6.5, 8, 10, 12]):
        go(visit, *place, zoom)
        detail = expect(visit.map.locator("#map_div"))
        if zoom > 6:
            detail.to_have_attribute("data-ground", re.compile("near$" if zoom > 9 else "middle$"))
        else:
            detail.not_to_have_attribute("data-ground", re.compile("near|middle"))
        expect(visit.map.locator(".names .place").first).to_be_attached()
        visit.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")
        found: Any = visit.evaluate(BOXES)
        names, others = found
        for a, b in [*combinations(names, 2), *product(names, others)]:
            assert a[0] >= b[1] - 1 or b[0] >= a[1] - 1 or a[2] >= b[3] - 1 or b[2] >= a[3] - 1, (place, zoom, a, b)


@LANGUAGES
def test_waters_are_named_in_the_pages_language(visit: Visit, language: str) -> None:
    """The Amazon at Iquitos and the ocean at Callao have the names of the language, towns theirs."""
    visit.open(f"?lang={language}")
    go(visit, -3.75, -73.25, 9)
    expect(
        visit.map.locator(".place.river", has_text="Amazon" if language == "en" else "Amazonas").first
    ).to_be_attached()
    go(visit, -12.3, -77.6, 8)
    ocean = {"en": "Pacific Ocean", "es": "Océano Pacífico"}[language]
    expect(visit.map.locator(".place.sea")).to_have_text(ocean)
    expect(visit.map.locator(".place.town", has_text="Huacho")).to_be_attached()


@LANGUAGES
def test_the_zoom_ends_where_nothing_more_is_known(visit: Visit, language: str) -> None:
    """+ stops about zoom 12 and − at the whole ground; each is disabled there and says so, and not at other zooms."""
    chart = visit.open(f"?lang={language}")
    for name, said in (("zoomIn", "nearest"), ("zoomOut", "farthest")):
        button = chart.locator(f"button.{name}")
        expect(button).not_to_have_attribute("aria-disabled", "true")
        for _ in range(14):
            button.click(force=True)
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(chart.locator(".voice")).to_have_text(getattr(text.MAP[said], language))
        zoom = visit.evaluate("map_div.getZoom()")
        assert isinstance(zoom, int | float)
        assert 12 <= zoom <= 13 if name == "zoomIn" else 2 <= zoom <= 4
    chart.locator("button.home").click()
    for name in ("zoomIn", "zoomOut"):
        expect(chart.locator(f"button.{name}")).not_to_have_attribute("aria-disabled", "true")


def test_nearer_keeps_what_is_chosen_in_view(visit: Visit) -> None:
    """However often + is pressed, a chosen place at the edge of the view stays in it."""
    chart = visit.open("?lang=en&site=matarani")
    expect(chart.locator(visit.site("matarani") + ".chosen")).to_be_visible()
    for _ in range(8):
        chart.locator("button.zoomIn").click(force=True)
        inside = visit.evaluate("() => map_div.getBounds().contains([-16.9961, -72.1011])")
        assert inside


@LANGUAGES
def test_the_details_zoom_to_their_place(visit: Visit, language: str) -> None:
    """The view then fits the circle that the place lies within, and home shows all of the country again."""
    chart = visit.open(f"?lang={language}&site=callao")
    visit.page.get_by_role("button", name=getattr(text.ZOOM_TO, language)).click()
    expect(chart.locator(".voice")).to_contain_text("Callao")
    fits = visit.evaluate("""() => { const size = map_div.getSize(); const zoom = map_div.getZoom();
      const across = 24000 / (40075016 * Math.cos(12.05 * Math.PI / 180) / (256 * 2 ** zoom));
      return [across / Math.min(size.x, size.y), map_div.getCenter().distanceTo([-12.05162, -77.13452])]; }""")
    assert isinstance(fits, list)
    assert 0.4 < fits[0] < 1
    assert fits[1] < 500
    chart.locator("button.home").click()
    assert visit.evaluate("() => map_div.getBounds().contains([[-17, -80], [-1, -70]])")


def test_without_scripts_there_is_nothing_to_zoom(browser: Any, server: Server) -> None:
    """The button is hidden where no script runs."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/?lang=en&site=callao")
    expect(page.locator("#details")).to_be_visible()
    expect(page.locator("[data-zoom]")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("leave", ["back", "Escape"])
def test_the_map_returns_to_the_view_from_before(visit: Visit, leave: str) -> None:
    """After a choice elsewhere, left in the panel or by the map's own Escape, the map is where it was before it."""
    visit.open("?lang=en&site=lima")
    visit.page.locator("a[data-back]").click()
    expect(visit.page.locator("#details")).to_have_count(0)
    go(visit, -10, -76, 6)
    before = visit.evaluate(VIEW)
    visit.evaluate("document.querySelector(\".site[data-site='lima']\").click(); 0")
    visit.page.locator("#panel a[data-site=california]").first.click()
    expect(visit.page.locator("#details")).to_contain_text("California")
    expect(visit.map.locator(visit.site("california") + ".chosen")).to_be_visible()
    if leave == "back":
        visit.page.locator("a[data-back]").click()
    else:
        visit.map.locator("#map_div").press("Escape")
    expect(visit.page.locator("#details")).to_have_count(0)
    assert visit.evaluate(VIEW) == before


def test_a_choice_that_was_opened_gives_way_to_the_whole_country(fresh: Visit) -> None:
    """Where no view was before the choice, Escape shows all of the country."""
    fresh.open("?lang=en&site=california")
    expect(fresh.page.locator("#opening")).to_have_count(0)
    expect(fresh.page.locator("#details")).to_contain_text("California")
    expect(fresh.map.locator(fresh.site("california") + ".chosen")).to_be_visible()
    fresh.page.keyboard.press("Escape")
    expect(fresh.page.locator("#details")).to_have_count(0)
    assert fresh.evaluate("() => map_div.getBounds().contains([[-17, -80], [-1, -70]])")


def test_the_other_end_stands_on_land_in_its_own_colours(visit: Visit) -> None:
    """California is drawn with the world around it, in the colour of the one programme that leads there."""
    visit.open("?lang=en&site=lima")
    edge = visit.map.locator(".edge button", has_text="California")
    edge.wait_for()
    visit.page.set_viewport_size({"width": 390, "height": 844})
    expect(visit.map.locator("#map_div")).to_have_js_property("clientWidth", 362)
    covered = """(button) => { const a = button.getBoundingClientRect();
      return [...document.querySelectorAll(".site svg, .site .name:not([data-side=none]), .leaflet-control")]
        .map((one) => one.getBoundingClientRect())
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).length; }"""
    assert edge.evaluate(covered) == 0
    edge.click()
    wait_for_ground(visit, "world")
    expect(visit.map.locator("path.neighbour")).to_have_count(0)
    assert visit.map.locator(".world path.land").count() > 0
    shape = visit.map.locator(f"{visit.site('california')} .shape")
    expect(shape).to_have_attribute("style", re.compile(r"--infrastructure"))
    expect(visit.map.locator(".place.country", has_text="United States")).to_be_attached()


def test_a_sheet_that_does_not_come_leaves_the_map_as_it_is(fresh: Visit) -> None:
    """Where the detail is refused the coarse ground stays, and the map works."""
    fresh.page.route("**/data/ground/*", lambda route: route.abort())
    chart = fresh.open()
    go(fresh, -12.05, -77.1, 10)
    wait_for_ground(fresh)
    expect(chart.locator(".leaflet-ground-pane path.country")).to_be_attached()
    expect(chart.locator(".relief canvas")).to_have_count(0)
    chart.locator(fresh.site("callao")).click()
    expect(fresh.page.locator("#details")).to_contain_text("Callao")
