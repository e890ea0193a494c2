"""What only a browser shows, on the real server and the committed data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.contract.check import parse_collection
from geo.viewing.data.frame import load_frame
from geo.viewing.words import text
from support.browsing import Visit, rest

pytestmark = pytest.mark.browser

FRAME = load_frame()
ON_MAP = FRAME[FRAME["longitude"].notna() & (FRAME["site_role"] == "site")]
SITES = sorted(set(ON_MAP["site"]))


def test_the_map_draws_and_nothing_is_asked_of_others(fresh: Visit) -> None:
    """Every site has its marker and California none, no request leaves, and the console is quiet."""
    chart = fresh.open()
    expect(chart.locator(".site")).to_have_count(len(SITES))
    assert {"california", "port-hueneme"} <= set(FRAME["site"])
    for site in ("california", "port-hueneme"):
        expect(chart.locator(fresh.site(site))).to_have_count(0)
    fresh.page.locator(".tabs").get_by_role("link", name="Download").click()
    expect(fresh.page.get_by_role("link", name=re.compile("^GeoJSON, all"))).to_be_visible()
    assert fresh.list_strangers() == []
    assert fresh.list_complaints() == []


def test_a_click_on_each_site_shows_its_programmes(visit: Visit) -> None:
    """In the opening view every marker can be clicked, and the panel shows all of the site's programmes."""
    chart = visit.open()
    for site in SITES:
        chart.locator(f"{visit.site(site)} svg").click()
        here = ON_MAP[ON_MAP["site"] == site]
        expect(visit.page.locator("#details")).to_have_text(here["site_en"].iloc[0])
        for title in here["title_en"]:
            expect(visit.page.locator(".program h3", has_text=title)).to_be_visible()
        expect(chart.locator(visit.site(site))).to_have_class(re.compile("chosen"))


def test_a_click_on_an_area_works_as_on_a_marker(visit: Visit) -> None:
    """Within the outline of the Amazon, away from every marker, a click opens it."""
    visit.open()
    box = visit.page.locator(".st-key-map iframe").bounding_box()
    spot = visit.evaluate(
        """() => { for (let x = 0; x < innerWidth; x += 9) for (let y = 0; y < innerHeight; y += 9)
             if (document.elementFromPoint(x, y)?.matches('path.area')) return [x, y]; }"""
    )
    assert box is not None
    assert isinstance(spot, list)
    visit.page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    expect(visit.page.locator("#details")).to_be_visible()


def test_a_second_click_on_one_marker_counts(visit: Visit) -> None:
    """After a return to the list, the same marker opens again."""
    chart = visit.open()
    for _ in range(2):
        chart.locator(f"{visit.site('paita')} svg").click()
        expect(visit.page.locator("#details")).to_have_text("Port of Paita")
        expect(visit.page).to_have_url(re.compile("site=paita"))
        rest(visit.page)
        visit.page.get_by_role("link", name="Back to the list").click()
        expect(visit.page.locator("#details")).to_have_count(0)


def test_a_filter_keeps_frame_and_view(visit: Visit) -> None:
    """A filter by sector changes map, list and figures, without a reload and without moving the map."""
    chart = visit.open()
    visit.mark_frame()
    visit.page.locator("[data-dimension=sector] summary").click()
    visit.page.get_by_role("link", name=re.compile("^Transport & Storage")).first.click()
    expect(visit.page).to_have_url(re.compile("sector=210"))
    expected = sorted(set(ON_MAP[ON_MAP["sector"] == "210"]["site"]))
    expect(chart.locator(".site")).to_have_count(len(expected))
    programs = FRAME[FRAME["sector"] == "210"]["program"].nunique()
    expect(visit.page.locator(".figures dd").first).to_have_text(str(programs))
    expect(visit.page.locator(".sentence")).to_have_text(f"{programs} programmes in Transport & Storage")
    assert visit.evaluate("[window.sign, map.getZoom(), map.getCenter().lat]") == [1, 6.5, -9]


def test_no_match_says_so_and_offers_to_clear(visit: Visit) -> None:
    """A search without a match, of a link or typed, empties the map and tells it; one press shows everything again."""
    chart = visit.open("?q=nosuchthing&lang=en")
    expect(visit.page.locator("#panel .notice")).to_contain_text(text.NO_MATCH.en)
    visit.page.locator("#panel .notice a").click()
    expect(chart.locator(".site")).to_have_count(len(SITES))
    search = visit.page.get_by_placeholder("Search programmes, places, agencies")
    search.fill("no such thing")
    search.press("Enter")
    expect(visit.page.locator("#panel").get_by_text("Nothing matches these filters.")).to_be_visible()
    expect(chart.locator(".site")).to_have_count(0)
    visit.page.locator("#panel").get_by_role("link", name="Clear all").press("Enter")
    expect(chart.locator(".site")).to_have_count(len(SITES))
    expect(search).to_be_focused()


def test_downloads_arrive_and_parse(visit: Visit, tmp_path: Path) -> None:
    """The whole file is the committed one, what is shown is its rows alone, and both pass the strict check."""
    visit.open("?theme=space&lang=en")
    visit.page.locator(".tabs").get_by_role("link", name="Download").click()
    for name, expected in (("all", FRAME.index), (r"\d", FRAME.index[FRAME["theme"] == "space"])):
        with visit.page.expect_download() as arriving:
            visit.page.get_by_role("link", name=re.compile(f"^GeoJSON, {name}")).click()
        path = tmp_path / arriving.value.suggested_filename
        arriving.value.save_as(path)
        assert path.suffix == ".geojson"
        assert path.name.startswith("peru-partnership")
        collection = parse_collection(path.read_bytes(), path.name)
        assert [feature["id"] for feature in collection.features] == list(expected)


def test_back_and_forward_walk_through_the_choices(visit: Visit) -> None:
    """Each choice is a step in the browser's history."""
    chart = visit.open()
    chart.locator(f"{visit.site('iquitos')} svg").click()
    expect(visit.page).to_have_url(re.compile("site=iquitos"))
    chart.locator(f"{visit.site('chancay')} svg").click()
    expect(visit.page.locator("#details")).to_have_text("Port of Chancay")
    expect(visit.page).to_have_url(re.compile("site=chancay"))
    visit.page.go_back()
    expect(visit.page.locator("#details")).to_have_text("Iquitos naval base")
    expect(chart.locator(visit.site("iquitos"))).to_have_class(re.compile("chosen"))
    visit.page.go_back()
    expect(visit.page.locator("#details")).to_have_count(0)
    visit.page.go_forward()
    expect(visit.page.locator("#details")).to_have_text("Iquitos naval base")


def test_a_chosen_site_that_a_filter_hides_is_marked_as_one_without_programmes(visit: Visit) -> None:
    """It is on the map, for it is chosen, in no theme's colour, and says that nothing is shown there."""
    chart = visit.open("?theme=security&site=paita&lang=en")
    site = chart.locator(visit.site("paita"))
    expect(site).to_have_attribute("aria-label", "Port of Paita, 0 programmes")
    expect(site.locator(".shape, .part")).to_have_count(0)
    expect(site.locator(".plate")).to_have_count(1)


def test_no_words_are_streamlits_own(visit: Visit) -> None:
    """Streamlit's English hints stand nowhere on a Spanish page."""
    visit.open("?lang=es")
    visit.page.get_by_placeholder("Buscar programas").fill("cacao")
    for words in ("Press Enter", "Skip to main"):
        expect(visit.page.get_by_text(words)).not_to_be_visible()


def test_a_link_opens_elsewhere_and_shows_exactly_what_it_names(visit: Visit) -> None:
    """With Ctrl a line of the list opens in a tab of its own: with its filter, its site chosen, in its language."""
    visit.open("?theme=infrastructure&lang=es")
    with visit.page.context.expect_page() as opening:
        visit.page.get_by_role("link", name="Puerto de Paita").click(modifiers=["Control"])
    other = opening.value
    expect(other).to_have_url(f"{visit.server.url}/?theme=infrastructure&site=paita&lang=es")
    expect(other.locator("#details")).to_have_text("Puerto de Paita")
    expect(other.locator("html")).to_have_attribute("lang", "es")
    chart = other.frame_locator(".st-key-map iframe")
    expect(chart.locator(visit.site("paita"))).to_have_attribute("aria-pressed", "true")
    expect(chart.locator("path.link")).to_have_count(1)
    expect(chart.locator(visit.site("port-hueneme"))).to_have_count(1)
    other.close()
    expect(visit.page.locator("#details")).to_have_count(0)


def test_copy_link_gives_exactly_this_view(visit: Visit) -> None:
    """One click puts the address on the clipboard, also where the browser keeps its newer way from the page."""
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keep = "navigator.clipboard.writeText = () => Promise.reject(new Error('kept'))"
    for query, prepare in (("theme=infrastructure&site=paita&lang=es", ""), ("site=callao&lang=es", keep)):
        visit.open(f"?{query}")
        visit.page.evaluate(f"{prepare}; 0")
        visit.page.get_by_role("link", name="Copiar enlace").click()
        expect(visit.page.get_by_role("link", name="Enlace copiado")).to_be_visible()
        assert visit.page.evaluate("navigator.clipboard.readText()") == f"{visit.server.url}/?{query}"
        assert visit.page.url == f"{visit.server.url}/?{query}"
    visit.page.evaluate("delete navigator.clipboard.writeText")
    visit.page.context.clear_permissions()


def test_a_line_that_leaves_the_map_says_where_to(visit: Visit) -> None:
    """At the map's edge stands the other end of the partnership; a press shows it."""
    chart = visit.open("?site=paita&lang=en")
    edge = chart.get_by_role("button", name="Port of Hueneme, California: show this place")
    expect(edge).to_have_text("↖ Port of Hueneme, California")
    edge.click()
    expect(edge).to_have_count(0)
    expect(chart.locator(f"{visit.site('port-hueneme')}")).to_be_in_viewport()


def test_the_language_is_switched_in_one_click(visit: Visit) -> None:
    """Page, map and URL change together, and the frame stays."""
    chart = visit.open()
    visit.evaluate("window.sign = 1")
    visit.page.get_by_text("Español").click()
    expect(visit.page.get_by_text("La alianza Estados Unidos–Perú en el mapa")).to_be_visible()
    expect(visit.page).to_have_url(re.compile("lang=es"))
    expect(chart.locator(visit.site("chancay"))).to_have_attribute("aria-label", "Puerto de Chancay, 1 programa")
    assert visit.evaluate("window.sign") == 1


def test_street_tiles_are_asked_for_only_when_switched_on(visit: Visit) -> None:
    """OpenStreetMap is asked after a press and not before; where tiles do not come, the page works on."""
    chart = visit.open()
    visit.page.route("https://tile.openstreetmap.org/**", lambda route: route.abort())
    assert visit.list_strangers() == []
    with visit.page.expect_request("https://tile.openstreetmap.org/**"):
        chart.locator("button.tiles").click()
    expect(chart.get_by_text("OpenStreetMap")).to_be_visible()
    chart.locator(f"{visit.site('matarani')} svg").click()
    expect(visit.page.locator("#details")).to_have_text("Port of Matarani")
    assert {url.split("/")[2] for url in visit.list_strangers()} == {"tile.openstreetmap.org"}
