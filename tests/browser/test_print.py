"""The page on paper: map, list or details, and source; nothing to press, nothing cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import find_chart, return_to, use_theme
from support.visitor import Server

pytestmark = pytest.mark.browser

# CSS pixels, 96 to an inch: A4 without Chromium's margins of 0.4 inches; US Letter is wider.
PAPER = 210 / 25.4 * 96 - 2 * 0.4 * 96
HIDDEN = (
    ".filters",
    ".languages",
    ".tabs",
    ".skip",
    ".tools",
    ".explained",
    ".pictures",
    '.notice [data-tab="about"]',
)


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 390)], ids=["light", "dark", "phone"])
def print_page(shared_tab: Page, server: Server, request: pytest.FixtureRequest) -> Callable[[str], Page]:
    """Return what shows an address in some theme and width, and lays the page out as a printer does."""
    scheme, width = request.param

    def print_one(query: str) -> Page:
        shared_tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
        shared_tab.set_viewport_size({"width": width, "height": 800})
        return_to(shared_tab, server, query)
        use_theme(shared_tab, scheme)
        shared_tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        shared_tab.emulate_media(media="print")
        shared_tab.set_viewport_size({"width": int(PAPER), "height": 1000})
        return shared_tab

    return print_one


def list_cut(page: Page) -> list[Any]:
    """Return what is wider than the paper or scrolls."""
    found: list[Any] = page.evaluate(
        """width => [...document.querySelectorAll(".stMain, .stMain *")].filter((one) => {
            if (!one.checkVisibility() || one.closest("svg")) return false;
            const { overflowX, overflowY } = getComputedStyle(one);
            const scrolls = (overflowX !== "visible" && overflowX !== "hidden" && one.scrollWidth > one.clientWidth + 1)
                || (overflowY !== "visible" && overflowY !== "hidden" && one.scrollHeight > one.clientHeight + 1);
            return scrolls || one.getBoundingClientRect().right > width + 1;
        }).map((one) => [one.tagName, one.className, one.getBoundingClientRect().right])""",
        PAPER,
    )
    return found


@pytest.mark.parametrize("query", ["?lang=en", "?lang=es&site=callao", "?lang=es&tab=table&site=lima"])
def test_paper_holds_map_words_and_source(print_page: Callable[[str], Page], query: str) -> None:
    """What can be pressed is gone, what can be read fits, and all of it is dark on white."""
    sheet = print_page(query)
    for selector in HIDDEN:
        expect(sheet.locator(selector).locator("visible=true")).to_have_count(0)
    expect(sheet.locator(".st-key-map iframe")).to_be_visible()
    expect(sheet.locator(".listed, .program").first).to_be_visible()
    expect(sheet.locator(".notice a[href^=http]")).to_be_visible()
    assert sheet.locator(".rows").count() == ("table" in query)
    assert list_cut(sheet) == []
    for name in ("html", "body", ".stApp"):
        expect(sheet.locator(name)).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(sheet.locator(".notice")).to_have_css("color", "rgb(32, 38, 43)")


@pytest.mark.parametrize("query", ["?lang=en", "?lang=en&site=matarani"])
def test_the_map_fits_the_paper(print_page: Callable[[str], Page], query: str) -> None:
    """All of Peru and every place are on the printed map, in the light colours; the file has two sheets at most."""
    sheet = print_page(query)
    frame = sheet.frame_locator(".st-key-map iframe")
    box = sheet.locator(".st-key-map iframe").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (690, 480)
    expect(frame.locator(".leaflet-ground-pane")).to_be_attached()
    expect(frame.locator(".buttons")).to_be_hidden()
    inside = """() => {
        const of = (one) => one.getBoundingClientRect();
        const { left, top, right, bottom } = map.getContainer().getBoundingClientRect();
        const boxes = [...document.querySelectorAll("path.country, .site svg")].map(of);
        const fits = (one) => one.left >= left && one.right <= right && one.top >= top && one.bottom <= bottom;
        return boxes.length > 8 && boxes.every(fits);
    }"""
    chart = find_chart(sheet)
    chart.wait_for_function(inside)
    assert chart.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    if "site" not in query:
        assert 1 <= sheet.pdf(format="A4").count(b"/Type /Page\n") <= 2
