"""Every part of the page under axe-core, with the size of targets: tabs and filters, on desk and phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.contract.vocabulary import Text
from geo.viewing.words import text
from support.browsing import list_violations, open_page, rest
from support.visitor import Server

pytestmark = pytest.mark.browser

TABS = {"pictures": text.PICTURES, "table": text.TABLE, "downloads": text.DOWNLOADS, "about": text.ABOUT}
# What is there once a tab is drawn.
DRAWN = {"pictures": ".pictures", "table": "table.rows", "downloads": ".downloads", "about": ".about"}
PHONE, DESK = (390, 844), (1280, 800)


@pytest.fixture(params=[("en", "light", PHONE), ("es", "dark", PHONE), ("es", "dark", DESK)], ids=str)
def page(request: pytest.FixtureRequest, open_tab: Callable[..., Page], server: Server) -> tuple[Page, str]:
    """Return the page with its map drawn, and its language."""
    language, theme, viewport = request.param
    page = open_tab(*viewport, color_scheme=theme)
    open_page(page, server, f"?lang={language}")
    return page, language


def say(words: Text, language: Any) -> str:
    """Return some words in a language."""
    told: str = getattr(words, language)
    return told


@pytest.mark.parametrize(
    ("query", "theme"),
    [("?lang=en", "light"), ("?lang=es&site=callao", "light"), ("?lang=en&program=visa-applications", "dark")],
)
def test_axe_finds_nothing(open_tab: Callable[..., Page], server: Server, query: str, theme: str) -> None:
    """In both languages and themes, opening, filtered and chosen, no rule of WCAG 2.2 AA is broken."""
    page = open_tab(*DESK, color_scheme=theme)
    open_page(page, server, query)
    assert list_violations(page) == []


def test_every_tab_is_open_to_all(page: tuple[Page, str]) -> None:
    """No rule is broken in any tab, in both languages and themes, at 1280 and at 390 pixels."""
    shown, language = page
    for name, words in TABS.items():
        shown.locator(".tabs").get_by_role("link", name=say(words, language), exact=True).click()
        expect(shown.locator(".tabs [aria-current]")).to_have_text(say(words, language))
        expect(shown.locator(DRAWN[name])).to_be_visible()
        rest(shown)
        assert (name, list_violations(shown)) == (name, [])


def test_the_open_filters_are_open_to_all(page: tuple[Page, str]) -> None:
    """No rule is broken with the filters unfolded and one of them chosen."""
    shown, language = page
    body = shown.locator("[data-dimension=sector]")
    body.locator("summary").click()
    expect(body.get_by_role("navigation", name=say(text.DIMENSIONS["sector"], language))).to_be_visible()
    assert list_violations(shown) == []
    body.get_by_role("link", name=re.compile("^(Transport & Storage|Transporte)")).click()
    expect(shown).to_have_url(re.compile("sector=210"))
    expect(shown.locator(".chips [data-code='210']")).to_be_visible()
    rest(shown)
    assert list_violations(shown) == []


def test_small_targets_are_found(browser: Browser) -> None:
    """The rule of target sizes is on: buttons of nine pixels in a column break it."""
    page = browser.new_page()
    style = "<style>button { display: block; width: 9px; height: 9px; padding: 0; border: 0 }</style>"
    page.set_content(f"<html lang=en><title>Page</title><main><h1>Page</h1>{style}{'<button>a</button>' * 3}</main>")
    assert any(one.startswith("target-size") for one in list_violations(page))
    page.close()
