"""What a visitor sees when something does not come, in both languages: the page says so, and the rest can be used."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from geo.contract.vocabulary import Text
from geo.viewing.words import text
from support.browsing import arrive
from support.visitor import Server

pytestmark = pytest.mark.browser

PORT = Text("Port of Chancay", "Puerto de Chancay")
# The words appear after twelve seconds, which nobody need wait for here.
END_OF_WAIT = """() => {
  document.getAnimations().find((one) => one.animationName === "appear").finish();
  const { opacity, content } = getComputedStyle(document.querySelector(".st-key-map"), "::after");
  return opacity === "1" ? content : "";
}"""


def refuse(route: Route) -> None:
    """Answer as a server that is overloaded."""
    route.fulfill(status=503, body="no")


def throw(route: Route) -> None:
    """Answer with a script that fails."""
    route.fulfill(body="throw new Error('broken');", content_type="text/javascript")


@pytest.fixture
def page(open_tab: Callable[..., Page]) -> Page:
    """Return an empty page."""
    return open_tab(1280, 900)


def arrive_mapless(page: Page, url: str) -> None:
    """Open the page, whose map does not come, and let the time pass for which the opening waits for it."""
    page.clock.install()
    page.goto(url)
    expect(page.locator("#root .panel-place")).to_be_attached()
    page.clock.fast_forward(5000)
    expect(page.locator("#opening")).to_have_count(0)


def check_list_and_table(page: Page, language: str) -> None:
    """Choose in the list and look at the table."""
    page.get_by_role("link", name=getattr(PORT, language)).first.click()
    expect(page.locator("#details")).to_have_text(getattr(PORT, language))
    page.locator(".tabs").get_by_role("link", name=getattr(text.TABLE, language)).click()
    expect(page.locator("table.rows")).to_be_visible()


@pytest.mark.parametrize(("answer", "language"), [(refuse, "es"), (throw, "en")])
def test_a_script_that_fails_is_told(
    page: Page, server: Server, answer: Callable[[Route], None], language: str
) -> None:
    """Where the map's script is refused or throws, words stand in its place."""
    page.route("**/assets/map/map.js*", answer)
    arrive_mapless(page, f"{server.url}/?lang={language}")
    page.locator(".st-key-map iframe").wait_for()
    assert getattr(text.MAP_FAILED, language) in page.evaluate(END_OF_WAIT)
    check_list_and_table(page, language)


def test_places_that_do_not_come_are_told(page: Page, server: Server) -> None:
    """Where the places are refused, the map says so and stays silent no longer, in the visitor's language."""
    language = "es"
    page.route("**/data/sites.json*", refuse)
    arrive_mapless(page, f"{server.url}/?lang={language}")
    voice = page.frame_locator(".st-key-map iframe").locator(".voice.visible")
    expect(voice).to_have_text(getattr(text.MAP["failed"], language))
    page.clock.fast_forward(10_000)  # longer than words of a moment stand
    expect(voice).to_be_visible()
    check_list_and_table(page, language)


def test_places_stand_without_the_ground(page: Page, server: Server) -> None:
    """Where the boundaries are refused, the places are drawn and can be clicked all the same, and it is told."""
    language = "en"
    page.route("**/data/boundaries.geojson*", refuse)
    arrive(page, f"{server.url}/?lang={language}")
    chart = page.frame_locator(".st-key-map iframe")
    expect(chart.locator(".voice.visible")).to_have_text(getattr(text.MAP["groundless"], language))
    chart.locator('.site[data-site="chancay"] svg').click()
    expect(page.locator("#details")).to_have_text(getattr(PORT, language))
    chart.locator("button.home").click()
    expect(chart.locator('.site[data-site="iquitos"]')).to_be_visible()
