"""Every part of the page under axe-core, with the size of targets: tabs and filters, on desk and phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from browser.test_access import open_page
from geo.contract.vocabulary import Text
from geo.viewing.words import text
from support.arrival import rest
from support.visitor import Server

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TABS = {"pictures": text.PICTURES, "table": text.TABLE, "downloads": text.DOWNLOADS, "about": text.ABOUT}
# What is there once a tab is drawn.
DRAWN = {"pictures": ".pictures", "table": "table.rows", "downloads": "table.downloads", "about": ".about"}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


def list_violations(page: Page) -> list[str]:
    """Return what axe-core finds in the page and in the map's frame, with the elements."""
    for frame in page.frames:
        if frame is page.main_frame or "st_folium" in frame.url:
            frame.evaluate(f"{AXE}; 0")
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    return [f"{one['id']}: {node['target']} {node['html']}" for one in result["violations"] for node in one["nodes"]]


@pytest.fixture(params=[("en", "light", PHONE), ("es", "dark", PHONE), ("es", "dark", DESK)], ids=str)
def page(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[tuple[Page, str]]:
    """Return the page with its map drawn, and its language."""
    language, theme, viewport = request.param
    context = browser.new_context(viewport=viewport, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{server.url}/?lang={language}")
    expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
    yield page, language
    context.close()


def say(words: Text, language: Any) -> str:
    """Return some words in a language."""
    told: str = getattr(words, language)
    return told


@pytest.mark.parametrize(
    ("query", "theme"),
    [("?lang=en", "light"), ("?lang=es&site=callao", "light"), ("?lang=en&program=visa-applications", "dark")],
)
def test_axe_finds_nothing(browser: Browser, server: Server, query: str, theme: Any) -> None:
    """In both languages and themes, opening, filtered and chosen, no rule of WCAG 2.2 AA is broken."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, query)
    assert list_violations(page) == []
    context.close()


def test_every_tab_is_open_to_all(page: tuple[Page, str]) -> None:
    """No rule is broken in any tab, in both languages and themes, at 1280 and at 390 pixels."""
    shown, language = page
    for name, words in TABS.items():
        shown.get_by_role("tab", name=say(words, language), exact=True).click()
        expect(shown.get_by_role("tabpanel", name=say(words, language))).to_be_visible()
        expect(shown.locator(DRAWN[name])).to_be_visible()
        rest(shown)
        assert (name, list_violations(shown)) == (name, [])


def test_the_open_filters_are_open_to_all(page: tuple[Page, str]) -> None:
    """No rule is broken with the filters unfolded and one of them chosen."""
    shown, language = page
    shown.get_by_role("button", name=re.compile(say(text.MORE_FILTERS, language))).click()
    body = shown.locator("[data-testid=stPopoverBody]")
    expect(body).to_be_visible()
    assert list_violations(shown) == []
    body.get_by_role("button", name=re.compile("^(Transport & Storage|Transporte)")).first.click()
    expect(shown).to_have_url(re.compile("sector=210"))
    expect(shown.locator(".st-key-clear")).to_be_visible()  # the last of the filters
    rest(shown)
    assert list_violations(shown) == []


def test_small_targets_are_found(browser: Browser) -> None:
    """The rule of target sizes is on: buttons of nine pixels in a column break it."""
    page = browser.new_page()
    style = "<style>button { display: block; width: 9px; height: 9px; padding: 0; border: 0 }</style>"
    page.set_content(f"<html lang=en><title>Page</title><main><h1>Page</h1>{style}{'<button>a</button>' * 3}</main>")
    assert any(one.startswith("target-size") for one in list_violations(page))
    page.close()
