"""Every part of the page under axe-core, with the size of targets: tabs and filters, on desk and phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.contract.vocabulary import Text
from geo.viewing.words import text
from support.browsing import Theme, find_chart, list_violations, rest, return_to, use_theme
from support.visitor import Server

pytestmark = pytest.mark.browser

TABS = {"pictures": text.PICTURES, "table": text.TABLE, "downloads": text.DOWNLOADS, "about": text.ABOUT}
# What is there once a tab is drawn.
DRAWN = {"pictures": ".pictures", "table": "table.rows", "downloads": ".downloads", "about": ".about"}

# The least contrast of the legend's words on its paper, which lets the map through, above black and above white: what
# axe cannot judge. The formula is WCAG 2.2's.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (...colours) => {
    colours.forEach((colour) => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); });
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05; };
  const legend = document.querySelector(".legend");
  legend.open = true;
  const paper = getComputedStyle(legend).backgroundColor;
  const worded = [...legend.querySelectorAll("*")].filter((one) => one.checkVisibility()
    && [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  const measure = (one, ground) => {
    const style = getComputedStyle(one);
    const grounds = [ground, paper, style.backgroundColor];
    const [ink, below] = [paint(...grounds, style.color), paint(...grounds)];
    return Math.max(ink, below) / Math.min(ink, below); };
  return Math.min(...worded.flatMap((one) => ["black", "white"].map((ground) => measure(one, ground)))); }"""


def say(words: Text, language: Any) -> str:
    """Return some words in a language."""
    told: str = getattr(words, language)
    return told


@pytest.mark.parametrize(
    ("query", "theme"),
    [("?lang=en", "light"), ("?lang=es&site=callao", "light"), ("?lang=en&program=visa-applications", "dark")],
)
def test_axe_finds_nothing(shared_tab: Page, server: Server, query: str, theme: Theme) -> None:
    """In both languages and themes, opening, filtered and chosen, no rule of WCAG 2.2 AA is broken."""
    return_to(shared_tab, server, query)
    use_theme(shared_tab, theme)
    assert list_violations(shared_tab) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_legend_is_read_on_any_ground(shared_tab: Page, server: Server, theme: Theme) -> None:
    """The words of the legend stand out from its paper, whatever the map shows below, by 4.5 to 1 or more."""
    return_to(shared_tab, server, "?lang=en")
    use_theme(shared_tab, theme)
    assert find_chart(shared_tab).evaluate(CONTRAST) >= 4.5


def test_every_part_is_open_to_all_on_a_desk(shared_tab: Page, server: Server) -> None:
    """No rule is broken at 1280 pixels in any tab, nor with the filters unfolded or one of them chosen."""
    check_parts(shared_tab, server, "es", "dark")


def test_every_part_is_open_to_all_on_a_phone(open_tab: Callable[..., Page], server: Server) -> None:
    """Nor is one at 390 pixels, in both languages and themes, on a page that was opened there."""
    page = open_tab(390, 844)
    check_parts(page, server, "en", "light")
    check_parts(page, server, "es", "dark")


def check_parts(page: Page, server: Server, language: str, theme: Theme) -> None:
    """Check that no rule is broken in any tab, with the filters unfolded, and with one of them chosen."""
    return_to(page, server, f"?lang={language}")
    use_theme(page, theme)
    for name, words in TABS.items():
        page.locator(".tabs").get_by_role("link", name=say(words, language), exact=True).click()
        expect(page.locator(".tabs [aria-current]")).to_have_text(say(words, language))
        expect(page.locator(DRAWN[name])).to_be_visible()
        rest(page)
        assert (language, name, list_violations(page)) == (language, name, [])
    return_to(page, server, f"?lang={language}")
    body = page.locator("[data-dimension=sector]")
    body.locator("summary").click()
    expect(body.get_by_role("navigation", name=say(text.DIMENSIONS["sector"], language))).to_be_visible()
    assert (language, "unfolded", list_violations(page)) == (language, "unfolded", [])
    body.get_by_role("link", name=re.compile("^(Transport & Storage|Transporte)")).click()
    expect(page).to_have_url(re.compile("sector=210"))
    expect(page.locator(".chips [data-code='210']")).to_be_visible()
    rest(page)
    assert (language, "chosen", list_violations(page)) == (language, "chosen", [])


def test_small_targets_are_found(browser: Browser) -> None:
    """The rule of target sizes is on: buttons of nine pixels in a column break it."""
    page = browser.new_page()
    style = "<style>button { display: block; width: 9px; height: 9px; padding: 0; border: 0 }</style>"
    page.set_content(f"<html lang=en><title>Page</title><main><h1>Page</h1>{style}{'<button>a</button>' * 3}</main>")
    assert any(one.startswith("target-size") for one in list_violations(page))
    page.close()
