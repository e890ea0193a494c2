"""What is seen before Streamlit is there, and how it gives way to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page, expect

from geo.viewing.data.address import Address, parse_address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.downloads.below import draw_below
from geo.viewing.html.first_page import draw_first_page
from geo.viewing.html.panel import draw_panel
from geo.viewing.html.rendering import read_assets
from geo.viewing.html.sizes import MANY
from geo.viewing.words import text
from support.browsing import SIGNS, hold, list_violations
from support.editions import make_edition
from support.samples import make_bytes, make_feature
from support.visitor import Server

EDITION = get_edition()
LANGUAGES = ["en", "es"]
# Where the parts of the page that can be seen are.
MEASURE = """() => ["h1", ".head p", "input", ".st-key-map", "#panel", "#panel h2"].map((name) => {
  const seen = [...document.querySelectorAll(name)].find((one) => one.checkVisibility({ visibilityProperty: true }));
  const { x, y } = seen.getBoundingClientRect();
  return [name, x, y]; })"""


def draw(address: Address) -> str:
    """Return the opening at an address of the document."""
    return draw_first_page(EDITION, address, "./letters.woff2", draw_below(EDITION, address))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_holds_map_lists_and_notice(language: str) -> None:
    """The picture has each place on the map; the lists are those of the page."""
    address = Address(Filters(), language=language)
    drawn = draw(address)
    assert drawn.partition('id="below"')[0].count('class="dot"') == SIGNS
    assert draw_panel(EDITION, address) in drawn
    assert f"<h1>{EDITION.get_words(language).say(text.TITLE)}</h1>" in drawn
    assert EDITION.metadata["source"]["url"] in drawn


def test_its_links_and_its_search_lead_to_views_of_the_page() -> None:
    """A theme filters or lets go, a language keeps the address, and the search keeps what else is in the address."""
    address = Address(Filters(theme=("space",), q='"><b>'), language="es", tab="table")
    drawn = draw(address)
    links = re.findall(r'<a href="(\?[^"]+)"[^>]*>', drawn.partition("<main")[0])
    views = [parse_address(parse_qs(unescape(one)[1:]), EDITION.known, None) for one in links]
    assert address.translate("en") in views
    assert address.filter(Filters(q=address.filters.q)) in views
    assert dict(re.findall('type="hidden" name="([^"]+)" value="([^"]+)"', drawn)) == {
        "theme": "space",
        "tab": "table",
        "lang": "es",
    }
    assert 'name="q" value="&#34;&gt;&lt;b&gt;"' in drawn
    assert "«&#34;&gt;&lt;b&gt;»" in drawn  # what is shown, in words
    assert '«"><b>»' not in drawn


def test_more_places_than_a_picture_holds_are_left_to_the_map() -> None:
    """The ground is drawn without them, as the map would group them."""
    assert f"const MANY = {MANY};" in read_assets("map/view.js")
    features = [make_feature(site=f"s{n}", site_en=f"S{n}", longitude=-77 + n / 1000) for n in range(MANY + 1)]
    for count, dots in ((MANY, MANY), (MANY + 1, 0)):
        edition = make_edition(make_bytes(*features[:count]))
        assert draw_first_page(edition, Address(Filters()), "", Markup()).count('class="dot"') == dots


def test_it_is_sent_with_the_page_in_the_browsers_language(server: Server) -> None:
    """The page names its language, its title and what it is, once; nothing of Streamlit's own words is left."""
    for accepted, query, language in (("", "", "en"), ("qu, es;q=0.9", "", "es"), ("", "?lang=es", "es")):
        status, answered, body = server.fetch(f"/{query}", Accept_Language=accepted)
        page = body.decode()
        assert (status, answered["Vary"]) == (200, "Accept-Language")
        assert f'<html lang="{language}">' in page
        assert re.findall("<title>(.*)</title>", page) == [EDITION.get_words(language).say(text.TITLE)]
        assert f'<meta name="description" content="{EDITION.get_words(language).say(text.DESCRIPTION)}">' in page
        assert page.count('<div id="opening"') == 1
        assert "_stcore/agent" not in page


@pytest.mark.parametrize("query", ["q=" + "x" * 2000, "&".join(f"a{n}=1" for n in range(101))])
def test_a_query_of_no_person_gives_the_page_without_it(server: Server, query: str) -> None:
    """However long the address, there is a page; nothing is worked out for it."""
    status, _, body = server.fetch(f"/?{query}")
    assert (status, b'<div id="root">' in body, b'<div id="opening"' in body) == (200, True, False)


def test_what_a_link_names_in_vain_is_told() -> None:
    """As on the page itself, in words and as text."""
    address = parse_address({"theme": ["<nothing>"]}, EDITION.known, None)
    assert "theme=&lt;nothing&gt;" in draw(address)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(390, "es"), (1280, "en")])
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
    expect(page.locator("noscript p")).to_contain_text(getattr(text.NO_SCRIPT, language))
    assert page.evaluate("document.querySelector('#opening').scrollWidth") <= width
    context.close()


def open_opening(page: Page, url: str) -> None:
    """Open the page; return once its opening is whole, behind which the page's root stands."""
    page.goto(url, wait_until="commit")
    expect(page.locator("#root")).to_be_attached()


def wait_for_page(page: Page) -> None:
    """Wait until the page has taken over with its map drawn."""
    expect(page.locator("#opening")).to_have_count(0)
    expect(page.locator(".st-key-map[data-ready]")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("scheme", "query", "name"), [("light", "?lang=en", "Space"), ("dark", "?lang=es&site=callao", "English")]
)
def test_it_gives_way_without_a_jump(browser: Browser, server: Server, scheme: Any, query: str, name: str) -> None:
    """Open to everyone, it stands where the page will: title, search, map and panel do not move when that comes.

    Its head becomes the page's, and what has the focus in it, a filter or a language, keeps it.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    let_through = hold(page, "**/data/sites.json*")
    open_opening(page, f"{server.url}/{query}")
    page.locator("#opening nav").get_by_role("link", name=name).first.focus()
    expect(page.locator("#opening .st-key-map")).to_be_visible()
    page.evaluate("document.fonts.ready")
    before = page.evaluate(MEASURE)
    assert list_violations(page) == []
    expect(page.locator("#root .panel-place")).to_be_attached()
    let_through("")
    wait_for_page(page)
    for (part, *was), (_, *is_now) in zip(before, page.evaluate(MEASURE), strict=True):
        assert is_now == pytest.approx(was, abs=3), part
    expect(page.locator("#root #head :focus")).to_contain_text(name)
    context.close()


@pytest.mark.browser
def test_what_was_scrolled_and_focused_stays_so(browser: Browser, server: Server) -> None:
    """Who is at a link of the opening, further down, is there on the page as well, and stays there."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.clock.install()
    let_through = hold(page, "**/data/sites.json*")
    open_opening(page, f"{server.url}/?lang=en")
    page.locator('#opening [data-site="paita"]').focus()
    page.locator("#opening").evaluate("one => { one.scrollTop = 700; }")
    expect(page.locator("#root .panel-place")).to_be_attached()
    let_through("")
    wait_for_page(page)
    expect(page.locator('[data-site="paita"]').first).to_be_focused()
    for _ in range(2):
        assert page.locator(".stMain").evaluate("one => one.scrollTop") == pytest.approx(700, abs=3)
        page.clock.fast_forward(60_000)
    context.close()


@pytest.mark.browser
def test_a_search_is_typed_on(page: Page, server: Server) -> None:
    """Words typed before Streamlit was there, and while the map is on its way, are answered in the page that is there.

    Its field keeps them and the focus when the map has come, and those typed then follow.
    """
    let_through = hold(page, "**/data/sites.json*")
    open_opening(page, f"{server.url}/?lang=en")
    field = page.locator("#opening [name=q]")
    field.press_sequentially("ca")
    expect(page.locator("#root .panel-place")).to_be_attached()
    field.press_sequentially("c")
    expect(page.locator("#opening .sentence")).to_contain_text("cac")
    expect(field).to_be_focused()
    let_through("")
    wait_for_page(page)
    expect(page.locator("#root [name=q]")).to_be_focused()
    page.keyboard.type("ao")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=cacao"))


@pytest.mark.browser
def test_it_gives_way_without_a_map(page: Page, server: Server) -> None:
    """Where the map's script never comes, the page takes over all the same, before its own words on that."""
    page.clock.install()
    page.route("**/assets/map/map.js*", lambda route: route.abort())
    page.goto(f"{server.url}/?lang=en")
    expect(page.locator("#root .panel-place")).to_be_attached()
    page.clock.fast_forward(5_000)
    assert page.locator("#opening").count() == 0
    expect(page.locator(".panel-place #panel")).to_be_visible()
