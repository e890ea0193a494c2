"""What is seen before Streamlit is there, and how it gives way to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from geo import text
from geo.filters import Filters
from geo.opening import MANY, draw_opening
from geo.panel import draw_panel
from geo.store import BOUNDARIES, build_edition, get_store
from geo.view import View, read_view
from samples import make_bytes, make_feature
from test_axe import list_violations
from visitor import Server

EDITION = get_store().get()
GROUND = BOUNDARIES.read_bytes()
LANGUAGES = ["en", "es"]
# Where the parts of the page that can be seen are.
MEASURE = """() => ["h1", ".head p", "input", ".st-key-map", "#panel", "#panel h2"].map((name) => {
  const seen = [...document.querySelectorAll(name)].find((one) => one.checkVisibility({ visibilityProperty: true }));
  const { x, y } = seen.getBoundingClientRect();
  return [name, x, y]; })"""


def draw(view: View) -> str:
    """Return the opening of a view of the document."""
    return draw_opening(EDITION, view, GROUND, "./letters.woff2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_holds_map_lists_and_notice(language: str) -> None:
    """The picture has each place on the map; the lists are those of the page."""
    view = View(Filters(), language=language)
    drawn = draw(view)
    assert drawn.count('class="dot"') == 8
    assert draw_panel(EDITION, view) in drawn
    assert f"<h1>{getattr(text.TITLE, language)}</h1>" in drawn
    assert EDITION.metadata["source"]["url"] in drawn


def test_its_links_and_its_search_lead_to_views_of_the_page() -> None:
    """A theme filters or lets go, a language keeps the view, and the search keeps what else is in the address."""
    view = View(Filters(theme=("space",), q='"><b>'), language="es", tab="table")
    drawn = draw(view)
    links = re.findall(r'<a href="(\?[^"]+)"[^>]*>', drawn.partition("<main")[0])
    views = [read_view(parse_qs(unescape(one)[1:]), EDITION.index.known, EDITION.programs, None) for one in links]
    assert view.translate("en") in views
    assert view.filter(Filters(q=view.filters.q)) in views
    assert dict(re.findall('type="hidden" name="([^"]+)" value="([^"]+)"', drawn)) == {
        "theme": "space",
        "tab": "table",
        "lang": "es",
    }
    assert 'name="q" value="&#34;&gt;&lt;b&gt;"' in drawn


def test_more_places_than_a_picture_holds_are_left_to_the_map() -> None:
    """The ground is drawn without them, as the map would group them."""
    features = [make_feature(site=f"s{n}", site_en=f"S{n}", longitude=-77 + n / 1000) for n in range(MANY + 1)]
    for count, dots in ((MANY, MANY), (MANY + 1, 0)):
        edition = build_edition(make_bytes(*features[:count]), "x")
        assert draw_opening(edition, View(Filters()), GROUND, "").count('class="dot"') == dots


def test_it_is_sent_with_the_page_in_the_browsers_language(server: Server) -> None:
    """The page names its language, its title and what it is, once; nothing of Streamlit's own words is left."""
    for accepted, query, language in (("", "", "en"), ("es-PE,en", "", "es"), ("", "?lang=es", "es")):
        status, answered, body = server.fetch(f"/{query}", Accept_Language=accepted)
        page = body.decode()
        assert (status, answered["Vary"]) == (200, "Accept-Language")
        assert f'<html lang="{language}">' in page
        assert re.findall("<title>(.*)</title>", page) == [getattr(text.TITLE, language)]
        assert f'<meta name="description" content="{getattr(text.DESCRIPTION, language)}">' in page
        assert page.count('<div id="opening"') == 1
        assert "agent/interact" not in page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_it_is_a_page(browser: Browser, server: Server, width: int, language: str) -> None:
    """Map, details, language and search work by links alone, and nothing is wider than the screen."""
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/?lang={language}")
    expect(page.locator("#opening svg")).to_be_visible()
    page.locator('#panel [data-site="chancay"]').click()
    expect(page.locator("#details")).to_have_text("Port of Chancay" if language == "en" else "Puerto de Chancay")
    expect(page.locator(".ring")).to_have_count(1)
    page.get_by_role("searchbox").fill("cacao")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#opening [name=q]")).to_have_value("cacao")
    page.locator("#panel [data-back]").click()
    expect(page.locator(".sentence")).to_contain_text("cacao")
    expect(page.locator("noscript p")).to_have_text(getattr(text.NO_SCRIPT, language))
    assert page.evaluate("document.querySelector('#opening').scrollWidth") <= width
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["?lang=en", "?lang=es&site=callao"])
def test_it_gives_way_without_a_jump(browser: Browser, server: Server, scheme: str, query: str) -> None:
    """Open to everyone, it stands where the page will: title, search, map and panel do not move when that comes."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    held: list[Route] = []
    page.route("**/assets/map/map.js*", lambda route: held.append(route))  # noqa: PLW0108 -- Playwright calls no built-in
    page.goto(f"{server.url}/{query}", wait_until="commit")
    expect(page.locator("#opening .st-key-map")).to_be_visible()
    page.evaluate("document.fonts.ready")
    before = page.evaluate(MEASURE)
    assert list_violations(page) == []
    expect(page.locator("#root .st-key-map iframe")).to_be_attached(timeout=30_000)
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("#opening")).to_have_count(0, timeout=30_000)
    for (name, *was), (_, *is_now) in zip(before, page.evaluate(MEASURE), strict=True):
        assert is_now == pytest.approx(was, abs=3), name
    context.close()


@pytest.mark.browser
def test_focus_and_scroll_are_handed_on(page: Page, server: Server) -> None:
    """Who is already at a link of the opening is at the same link of the page when that comes."""
    held: list[Route] = []
    page.route("**/data/sites.json*", lambda route: held.append(route))  # noqa: PLW0108 -- likewise
    page.goto(f"{server.url}/?lang=en", wait_until="commit")
    page.locator('#opening [data-site="paita"]').focus()
    expect(page.locator("#root #panel")).to_be_attached(timeout=30_000)
    page.locator("#opening").evaluate("one => { one.scrollTop = 40; }")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("#opening")).to_have_count(0, timeout=30_000)
    expect(page.locator('[data-site="paita"]').first).to_be_focused()


@pytest.mark.browser
def test_it_gives_way_without_a_map(page: Page, server: Server) -> None:
    """Where the map's script never comes, the page takes over all the same, before its own words on that."""
    page.route("**/assets/map/map.js*", lambda route: route.abort())
    page.goto(f"{server.url}/?lang=en")
    expect(page.locator("#opening")).to_have_count(0, timeout=30_000)
    expect(page.locator("#panel")).to_be_visible()
