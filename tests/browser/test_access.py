"""For everyone: what a keyboard reaches, what is spoken, what a phone shows, on the real server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.viewing.data.edition import get_edition
from geo.viewing.data.frame import load_frame
from support.browsing import open_page
from support.visitor import Server

pytestmark = pytest.mark.browser

FRAME = load_frame()
STATISTICS = frozenset(get_edition().metadata["statistics"])


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Return a page on a phone of 390 by 844."""
    with browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", has_touch=True
    ) as context:
        yield context.new_page()


@pytest.fixture
def desk(open_tab: Callable[..., Page]) -> Page:
    """Return a page at 1280 by 800."""
    return open_tab(1280, 800)


def count_programs(programs: list[str]) -> str:
    """Return what a sign says of its programmes, none of which is counted among the statistics."""
    statistics = len(STATISTICS.intersection(programs))
    count = len(programs) - statistics
    said = f"{count} programme{'s' if count > 1 else ''}"
    return f"{said} and {statistics} statistic" if statistics else said


def test_a_keyboard_reaches_each_site_and_opens_it(desk: Page, server: Server) -> None:
    """Tab goes from the map to every site, each with its name; Enter opens one, Escape returns to the list."""
    open_page(desk, server, "?lang=en")
    chart = desk.frame_locator(".st-key-map iframe")
    chart.locator(".leaflet-container").focus()
    names = set()
    for _ in range(16):
        desk.keyboard.press("Tab")
        focused = chart.locator(".site:focus")
        if focused.count():
            names.add(focused.get_attribute("aria-label"))
        elif names:
            break
    placed = FRAME[FRAME["longitude"].notna() & (FRAME["site_role"] == "site")].groupby("site_en")["program"]
    assert names == {f"{site}, {count_programs(list(programs))}" for site, programs in placed}
    chart.locator('.site[data-site="chancay"]').focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#details")).to_have_text("Port of Chancay")
    expect(desk.locator("#voice")).to_have_text("Port of Chancay: 1 programme")
    desk.keyboard.press("Escape")
    expect(desk.locator("#details")).to_have_count(0)


def test_arrow_keys_move_and_signs_zoom(desk: Page, server: Server) -> None:
    """The map pans and zooms by keys, as its name says."""
    open_page(desk, server, "?lang=en")
    frame = next(frame for frame in desk.frames if "st_folium" in frame.url)
    desk.frame_locator(".st-key-map iframe").locator(".leaflet-container").focus()
    before = frame.evaluate("[map.getZoom(), map.getCenter().lng]")
    desk.keyboard.press("+")
    frame.wait_for_function("zoom => map.getZoom() > zoom", arg=before[0])
    desk.keyboard.press("ArrowRight")
    frame.wait_for_function("east => map.getCenter().lng > east", arg=before[1])


def test_a_choice_in_the_list_takes_the_focus_along(desk: Page, server: Server) -> None:
    """After a choice by keyboard in the list, the focus is at the details, not lost."""
    open_page(desk, server, "?lang=en")
    desk.get_by_role("link", name=re.compile("^Lima")).press("Enter")
    expect(desk.locator("#details")).to_be_focused()
    expect(desk.locator("#details")).to_have_text("Lima")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("link", name=re.compile("^Lima"))).to_be_focused()


def test_a_nationwide_programme_takes_the_focus_along(desk: Page, server: Server) -> None:
    """What has no place on the map is opened, told and left by keyboard as a place is."""
    open_page(desk, server, "?lang=en")
    desk.locator("#panel [data-program]").nth(7).focus()
    title = desk.evaluate("document.activeElement.querySelector('span:last-child').textContent")
    desk.keyboard.press("Enter")
    expect(desk.locator("#details")).to_be_focused()
    expect(desk.locator("#voice")).to_have_text(title)
    assert desk.evaluate("document.querySelector('.st-key-panel').scrollTop") == 0
    desk.keyboard.press("Escape")
    expect(desk.locator("#panel [data-program]").nth(7)).to_be_focused()
    expect(desk.locator("#voice")).to_have_text("53 programmes and 5 statistics")


def test_a_filter_is_told(desk: Page, server: Server) -> None:
    """A screen reader hears what is left after a filter, and where nothing is."""
    open_page(desk, server, "?lang=es")
    expect(desk.locator("#voice")).to_have_role("status")
    desk.get_by_role("link", name=re.compile("^Espacio")).first.click()
    expect(desk.locator("#voice")).to_have_text("8 programas sobre espacio")
    search = desk.get_by_placeholder("Buscar programas")
    search.fill("nada de esto")
    search.press("Enter")
    expect(desk.locator("#voice")).to_have_text("Nada coincide con estos filtros.")


def test_escape_is_left_to_what_is_at_work(desk: Page, server: Server) -> None:
    """Escape in the search or with the filters open does not take the choice away."""
    open_page(desk, server, "?lang=en&site=lima")
    desk.get_by_placeholder("Search programmes").press("Escape")
    sectors = desk.locator("[data-dimension=sector]")
    sectors.locator("summary").press("Enter")
    expect(sectors.locator("nav")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(sectors.locator("nav")).to_be_hidden()
    expect(sectors.locator("summary")).to_be_focused()
    expect(desk.locator("#details")).to_have_text("Lima")
    desk.keyboard.press("Escape")
    expect(desk.locator("#details")).to_have_count(0)


def test_clearing_the_filters_keeps_the_focus(desk: Page, server: Server) -> None:
    """The link that clears is gone with what it cleared; the search next to it takes the focus."""
    open_page(desk, server, "?lang=en&theme=space")
    desk.locator(".filters a[data-clear]").press("Enter")
    expect(desk.locator(".filters a[data-clear]")).to_have_count(0)
    expect(desk.get_by_placeholder("Search programmes")).to_be_focused()


def test_a_list_of_filters_is_used_by_the_keyboard(desk: Page, server: Server) -> None:
    """Enter takes a sector and another: list and focus stay, whatever else of the head comes and goes."""
    open_page(desk, server, "?lang=en&theme=nothing")
    expect(desk.locator("#head .quiet[role=status]")).to_be_visible()
    desk.locator('#head details[data-dimension="sector"] summary').focus()
    desk.keyboard.press("Enter")
    for keys, chosen in ((["Tab", "Tab", "Enter"], 1), (["Tab", "Enter"], 2), (["Enter"], 1)):
        for key in keys:
            desk.keyboard.press(key)
        expect(desk.locator("#head .chips [data-chip]")).to_have_count(chosen)
        expect(desk.locator('#head details[data-dimension="sector"][open] .codes a:focus')).to_be_visible()


def test_the_skip_link_passes_the_map(desk: Page, server: Server) -> None:
    """What Tab reaches first leads past the map to the panel."""
    open_page(desk, server, "?lang=en")
    desk.keyboard.press("Tab")
    expect(desk.locator(".skip")).to_be_focused()
    expect(desk.locator(".skip")).to_be_in_viewport()
    desk.keyboard.press("Enter")
    expect(desk.locator("#panel")).to_be_focused()


@pytest.mark.parametrize("query", ["?lang=en", "?lang=es", "?lang=es&site=callao", "?lang=es&theme=infrastructure"])
def test_nothing_overflows_a_phone(phone: Page, server: Server, query: str) -> None:
    """At 390 pixels nothing is wider than the screen, the search has room, and the map is among the first things."""
    open_page(phone, server, query)
    assert phone.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
    search = phone.locator(".filters input[name=q]").bounding_box()
    assert search is not None
    assert search["width"] > 200
    box = phone.locator(".st-key-map iframe").bounding_box()
    assert box is not None
    assert box["y"] < 290
    assert box["height"] > 400
    expect(phone.get_by_text("Español", exact=True)).to_be_in_viewport()


def test_on_a_phone_details_are_scrolled_to(phone: Page, server: Server) -> None:
    """A tap on a site brings its details into view."""
    open_page(phone, server, "?lang=en")
    phone.frame_locator(".st-key-map iframe").locator('.site[data-site="paita"] svg').tap()
    expect(phone.locator("#details")).to_have_text("Port of Paita")
    expect(phone.locator("#details")).to_be_in_viewport()


def test_one_finger_scrolls_the_page(phone: Page, server: Server) -> None:
    """On a touch screen a single finger does not drag the map; two zoom and move it."""
    open_page(phone, server, "?lang=en")
    frame = next(frame for frame in phone.frames if "st_folium" in frame.url)
    assert frame.evaluate("matchMedia('(pointer: coarse)').matches") is True
    assert frame.evaluate("[map.dragging.enabled(), map.touchZoom.enabled()]") == [False, True]
    touch = "getComputedStyle(document.querySelector('.leaflet-container')).touchAction"
    assert "none" not in str(frame.evaluate(touch))
