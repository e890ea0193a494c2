"""A page in a browser, once it has taken over from its opening."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def arrive(page: Page, url: str) -> None:
    """Open the page and wait until the opening, which has the same lists, is gone."""
    page.goto(url)
    expect(page.locator("#opening")).to_have_count(0)


def rest(page: Page) -> None:
    """Wait until Streamlit has run the page, which then shows what is true and no more what was foreseen."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
