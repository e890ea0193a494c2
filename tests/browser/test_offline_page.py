"""The static edition, opened from a folder in a browser without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from geo.cli import cli
from geo.viewing.data.edition import BOUNDARIES, get_edition
from geo.viewing.data.frame import DATA
from geo.viewing.downloads.offline_page import build_context, build_offline_page
from geo.viewing.html.details import draw_program
from geo.viewing.html.rendering import hash_inline_scripts

EDITION = get_edition()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file that the command writes."""
    path = tmp_path_factory.mktemp("static") / "map.html"
    result = CliRunner().invoke(cli, ["export", "--format", "html", "--output", str(path)])
    assert (result.exit_code, result.output) == (0, "")
    return path


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """Return the file open in a browser, which at the end has asked nobody and complained of nothing."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    open_at(page, file)
    yield page
    assert [url for url in asked if not url.startswith((file.as_uri(), "blob:", "data:"))] == []
    assert complaints == []
    page.close()


def open_at(page: Page, file: Path, address: str = "") -> None:
    """Open the file at an address within it, and wait until the map is drawn."""
    page.goto("about:blank")
    page.goto(file.as_uri() + address)
    expect(page.locator(".site[data-site]").first).to_be_visible()


def test_it_is_one_small_file_and_always_the_same(file: Path) -> None:
    """Less than a megabyte, the same bytes each time, and the bytes of the data are in it."""
    content = file.read_bytes()
    assert len(content) < 1_000_000
    assert content == build_offline_page(EDITION)
    assert DATA.read_text(encoding="utf-8") in content.decode()


def test_it_points_nowhere_but_to_the_sources(file: Path) -> None:
    """Nothing in the file is loaded from an address, and each of its scripts is allowed by its hash alone."""
    html = file.read_text(encoding="utf-8")
    assert re.findall(r"<(?:link|img|iframe|script|source|object|embed)[^>]*\s(?:src|href|data)=", html) == []
    assert re.findall(r"@import|url\((?!data:|#)", "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))) == []
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    allowed = re.findall(r"'sha256-[^']*'", policy[1].replace("&#39;", "'"))
    assert allowed == hash_inline_scripts(html)
    assert len(allowed) == 4
    assert "default-src 'none'" in policy[1].replace("&#39;", "'")


@pytest.mark.browser
def test_every_site_opens_its_programmes(page: Page) -> None:
    """A click on each place of the map shows its programmes in full, and a second click on it does so again."""
    sites = [
        str(site) for site in page.locator(".site[data-site]").evaluate_all("all => all.map(one => one.dataset.site)")
    ]
    assert len(sites) == 8
    for site in [*sites, sites[-1]]:
        page.locator(f'.site[data-site="{site}"]').click(force=True)
        shown = page.locator("[data-details]:visible").evaluate_all("all => all.map(one => one.dataset.details)")
        frame = EDITION.frame
        assert set(shown) == set(frame.loc[frame["site"] == site, "program"])
        assert f"site={site}&" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#overview")).to_be_visible()


@pytest.mark.browser
def test_the_details_are_those_of_the_app(page: Page, file: Path) -> None:
    """A programme's details hold what the app's hold, in both languages."""
    for language in ("en", "es"):
        open_at(page, file, f"#program=naval-medical-research&lang={language}")
        rows = EDITION.rows.list("program", "naval-medical-research")
        article = draw_program(rows, build_context(EDITION, language))
        shown = page.locator("[data-details]:visible article:visible")
        assert shown.evaluate("one => one.outerHTML") == page.evaluate(
            "html => Object.assign(document.createElement('div'), { innerHTML: html }).innerHTML", str(article)
        )


@pytest.mark.browser
def test_sector_and_search_change_everything_together(page: Page) -> None:
    """The filters change map, lists, table, counts and address, and one click clears them."""
    page.locator("#filters summary").click()
    page.locator("[name=sector][value='210']").check()
    expect(page.locator("#shown")).to_have_text("Programmes: 5; places on the map: 4")
    assert page.locator(".site[data-site]").count() == 4
    assert page.locator("#overview [data-site]:visible").count() == 4
    frame = EDITION.frame
    assert page.locator("tr[data-row]:visible").count() == int((frame["sector"] == "210").sum())
    page.locator("#q").fill("NAVÁL callao")
    expect(page.locator("#shown")).to_have_text("Programmes: 2; places on the map: 1")
    assert "sector=210&q=NAV" in page.url
    page.locator("#q").fill("no such words")
    expect(page.locator("#none")).to_be_visible()
    page.locator("#clear").click()
    expect(page.locator("#shown")).to_have_text("Programmes: 56; places on the map: 8")


@pytest.mark.browser
def test_the_language_is_one_click_and_in_the_address(page: Page, file: Path, browser: Browser) -> None:
    """Spanish is one click away, comes with a link and with a Spanish browser; nothing English is left visible."""
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("alianza"))
    assert page.evaluate("document.documentElement.lang") == "es"
    assert page.locator(".site[data-site=chancay]").get_attribute("aria-label") == "Puerto de Chancay, 1 programa"
    assert page.locator("[lang=en]:visible:not([data-language])").count() == 0
    other = browser.new_page(locale="es-PE")
    open_at(other, file)
    assert other.evaluate("document.documentElement.lang") == "es"
    other.close()


@pytest.mark.browser
def test_the_data_can_be_saved(page: Page) -> None:
    """The file saved is the GeoJSON of the project, byte for byte."""
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the data (GeoJSON)").click()
    assert saved.value.suggested_filename == "peru-partnership.geojson"
    assert Path(saved.value.path()).read_bytes() == DATA.read_bytes()


@pytest.mark.browser
def test_everything_works_by_keyboard(page: Page) -> None:
    """Tab reaches each place on the map, Enter opens it and moves on to its details, Escape returns there."""
    page.locator(".buttons button").first.focus()
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.site ?? null"))
    assert reached >= set(page.locator(".site[data-site]").evaluate_all("all => all.map(one => one.dataset.site)"))
    page.locator(".site[data-site=paita]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    assert "Port of Paita" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Escape")
    expect(page.locator("#overview")).to_be_visible()
    expect(page.locator(".site[data-site=paita]")).to_be_focused()


@pytest.mark.browser
def test_back_returns_to_what_was_chosen_before(page: Page) -> None:
    """The browser's back button undoes a choice."""
    page.locator("#overview [data-site=lima]").click()
    page.locator("#back").click()
    page.go_back()
    expect(page.locator("[data-about=lima]")).to_be_visible()
    page.go_back()
    expect(page.locator("#overview")).to_be_visible()


@pytest.mark.browser
def test_it_prints_map_list_and_source(page: Page) -> None:
    """On paper there are map, list, table and source, and no control."""
    page.emulate_media(media="print")
    for selector in (".site[data-site=callao]", "#overview", "tr[data-row]", ".foot .notice"):
        expect(page.locator(selector).first).to_be_visible()
    for selector in ("#filters", "#languages", "#save", ".buttons"):
        expect(page.locator(selector)).to_be_hidden()
    assert len(page.pdf()) > 20_000


@pytest.mark.browser
def test_nothing_overflows_on_a_phone(page: Page) -> None:
    """At 390 pixels the page is no wider than the screen."""
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.browser
def test_an_address_that_means_nothing_gives_the_whole(page: Page, file: Path) -> None:
    """Whatever stands after #, there is a page; what it names in vain is left aside."""
    for address in (
        "#site=nowhere&program=x&lang=de",
        "#lang=" + "x" * 50_000,
        "#%00%ff&&&=&sector=<b>",
        "#site=__proto__",
    ):
        open_at(page, file, address)
        expect(page.locator("#overview")).to_be_visible()


@pytest.mark.browser
def test_without_scripts_everything_but_the_map_is_there(file: Path, browser: Browser) -> None:
    """Without JavaScript the lists, all details and the table can be read."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.locator("noscript, .notice").first).to_be_visible()
    assert page.locator("[data-details]:visible").count() == 56
    context.close()


def test_a_broken_file_is_told_in_one_line(tmp_path: Path) -> None:
    """What the strict check refuses makes no static edition."""
    (tmp_path / "locations.geojson").write_text("{}")
    (tmp_path / "boundaries.geojson").write_bytes(BOUNDARIES.read_bytes())
    result = CliRunner().invoke(cli, ["export", "--data", str(tmp_path), "--format", "html"])
    assert result.exit_code == 1
    assert json.loads(BOUNDARIES.read_text(encoding="utf-8"))["type"] == "FeatureCollection"
