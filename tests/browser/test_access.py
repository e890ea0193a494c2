"""For everyone: what a keyboard reaches, what is spoken, what a phone shows, on the real server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from geo.viewing.data.edition import get_edition
from geo.viewing.data.frame import load_frame
from support.browsing import EVERYTHING, Visit, lend, step
from support.visitor import Server

pytestmark = pytest.mark.browser

FRAME = load_frame()
STATISTICS = frozenset(get_edition().metadata["statistics"])


# The names that the map shows beneath its own buttons, all looked at in one moment.
NAMED = '.site .name:not([data-side="none"])'
UNDER_BUTTONS = f"""() => {{ const bar = document.querySelector(".buttons").getBoundingClientRect();
  return [...document.querySelectorAll(`{NAMED}`)].filter((one) => {{
    const box = one.getBoundingClientRect(); return box.right > bar.left && box.top < bar.bottom; }})
    .map((one) => one.textContent); }}"""


@pytest.fixture(scope="module")
def hand(browser: Browser) -> Iterator[tuple[BrowserContext, list[Page]]]:
    """Return a browser with a touch screen, and where `phone` keeps its page."""
    with browser.new_context(locale="en-US", has_touch=True) as context:
        yield context, []


@pytest.fixture
def phone(hand: tuple[BrowserContext, list[Page]], server: Server, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Return a visit on a phone of 390 by 844, to a page that the module's tests share."""
    context, pages = hand
    with lend(pages, context.new_page, request.session, (390, 844)) as page:
        visit = Visit(page, server)
        yield visit
        visit.leave()


def count_programs(programs: list[str]) -> str:
    """Return what a sign says of its programmes, none of which is counted among the statistics."""
    statistics = len(STATISTICS.intersection(programs))
    count = len(programs) - statistics
    said = f"{count} programme{'s' if count > 1 else ''}"
    return f"{said} and {statistics} statistic" if statistics else said


def test_a_keyboard_reaches_each_site_and_opens_it(visit: Visit) -> None:
    """Tab goes from the map to every site, each with its name; Enter opens one, Escape returns to the list."""
    chart = visit.open("?lang=en")
    desk = visit.page
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


def test_arrow_keys_move_and_signs_zoom(visit: Visit) -> None:
    """The map pans and zooms by keys, as its name says."""
    visit.open("?lang=en").locator(".leaflet-container").focus()
    desk = visit.page
    frame = next(frame for frame in desk.frames if "st_folium" in frame.url)
    before = frame.evaluate("[map.getZoom(), map.getCenter().lng]")
    desk.keyboard.press("+")
    frame.wait_for_function("zoom => map.getZoom() > zoom", arg=before[0])
    desk.keyboard.press("ArrowRight")
    frame.wait_for_function("east => map.getCenter().lng > east", arg=before[1])


def test_a_choice_in_the_list_takes_the_focus_along(visit: Visit) -> None:
    """After a choice by keyboard in the list, the focus is at the details, not lost."""
    visit.open("?lang=en")
    desk = visit.page
    desk.get_by_role("link", name=re.compile("^Lima")).press("Enter")
    expect(desk.locator("#details")).to_be_focused()
    expect(desk.locator("#details")).to_have_text("Lima")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("link", name=re.compile("^Lima"))).to_be_focused()


def test_a_nationwide_programme_takes_the_focus_along(visit: Visit) -> None:
    """What has no place on the map is opened, told and left by keyboard as a place is."""
    visit.open("?lang=en")
    desk = visit.page
    desk.locator("#panel [data-program]").nth(7).focus()
    title = desk.evaluate("document.activeElement.querySelector('span:last-child').textContent")
    desk.keyboard.press("Enter")
    expect(desk.locator("#details")).to_be_focused()
    expect(desk.locator("#voice")).to_have_text(title)
    assert desk.evaluate("document.querySelector('.st-key-panel').scrollTop") == 0
    desk.keyboard.press("Escape")
    expect(desk.locator("#panel [data-program]").nth(7)).to_be_focused()
    expect(desk.locator("#voice")).to_have_text(EVERYTHING["en"])


def test_a_filter_is_told(visit: Visit) -> None:
    """A screen reader hears what is left after a filter, and where nothing is."""
    visit.open("?lang=es")
    desk = visit.page
    expect(desk.locator("#voice")).to_have_role("status")
    desk.get_by_role("link", name=re.compile("^Espacio")).first.click()
    expect(desk.locator("#voice")).to_have_text("8 programas sobre espacio")
    search = desk.get_by_placeholder("Buscar programas")
    search.fill("nada de esto")
    search.press("Enter")
    expect(desk.locator("#voice")).to_have_text("Nada coincide con estos filtros.")


def test_escape_is_left_to_what_is_at_work(visit: Visit) -> None:
    """Escape in the search or with the filters open does not take the choice away."""
    visit.open("?lang=en&site=lima")
    desk = visit.page
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


def test_clearing_the_filters_keeps_the_focus(visit: Visit) -> None:
    """The link that clears is gone with what it cleared; the search next to it takes the focus."""
    visit.open("?lang=en&theme=space")
    desk = visit.page
    desk.locator(".filters a[data-clear]").press("Enter")
    expect(desk.locator(".filters a[data-clear]")).to_have_count(0)
    expect(desk.get_by_placeholder("Search programmes")).to_be_focused()


def test_a_list_of_filters_is_used_by_the_keyboard(visit: Visit) -> None:
    """Enter takes a sector and another: list and focus stay, whatever else of the head comes and goes."""
    visit.open("?lang=en")
    desk = visit.page
    step(desk, "?lang=en&theme=nothing")
    expect(desk.locator("#head .quiet[role=status]")).to_be_visible()
    desk.locator('#head details[data-dimension="sector"] summary').focus()
    desk.keyboard.press("Enter")
    for keys, chosen in ((["Tab", "Tab", "Enter"], 1), (["Tab", "Enter"], 2), (["Enter"], 1)):
        for key in keys:
            desk.keyboard.press(key)
        expect(desk.locator("#head .chips [data-chip]")).to_have_count(chosen)
        expect(desk.locator('#head details[data-dimension="sector"][open] .codes a:focus')).to_be_visible()


def test_the_skip_link_passes_the_map(fresh: Visit) -> None:
    """What Tab reaches first leads past the map to the panel."""
    fresh.open("?lang=en")
    desk = fresh.page
    desk.keyboard.press("Tab")
    expect(desk.locator(".skip")).to_be_focused()
    expect(desk.locator(".skip")).to_be_in_viewport()
    desk.keyboard.press("Enter")
    expect(desk.locator("#panel")).to_be_focused()


@pytest.mark.parametrize("query", ["?lang=en", "?lang=es", "?lang=es&site=callao", "?lang=es&theme=infrastructure"])
def test_nothing_overflows_a_phone(phone: Visit, query: str) -> None:
    """At 390 pixels nothing is wider than the screen, the search has room, and the map is among the first things."""
    phone.open(query)
    page = phone.page
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
    search = page.locator(".filters input[name=q]").bounding_box()
    assert search is not None
    assert search["width"] > 200
    box = page.locator(".st-key-map iframe").bounding_box()
    assert box is not None
    assert box["y"] < 290
    assert box["height"] > 400
    expect(page.get_by_text("Español", exact=True)).to_be_in_viewport()


def test_no_name_runs_under_the_buttons(phone: Visit) -> None:
    """On a phone, where the map is narrow, the names keep clear of the zoom buttons."""
    chart = phone.open("?lang=en")
    expect(chart.locator(NAMED).first).to_be_visible()
    assert phone.evaluate(UNDER_BUTTONS) == []


def test_on_a_phone_details_are_scrolled_to(phone: Visit) -> None:
    """A tap on a site brings its details into view."""
    phone.open("?lang=en").locator('.site[data-site="paita"] svg').tap()
    expect(phone.page.locator("#details")).to_have_text("Port of Paita")
    expect(phone.page.locator("#details")).to_be_in_viewport()


def test_one_finger_scrolls_the_page(phone: Visit) -> None:
    """On a touch screen a single finger does not drag the map; two zoom and move it."""
    phone.open("?lang=en")
    assert phone.evaluate("matchMedia('(pointer: coarse)').matches") is True
    assert phone.evaluate("[map.dragging.enabled(), map.touchZoom.enabled()]") == [False, True]
    touch = "getComputedStyle(document.querySelector('.leaflet-container')).touchAction"
    assert "none" not in str(phone.evaluate(touch))
