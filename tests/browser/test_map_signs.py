"""What the signs of the map say: the legend, what is said of a sign pointed at, amounts, and a picture of the map."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, FrameLocator, Page, expect

from geo.viewing.data.edition import get_edition
from geo.viewing.downloads.offline_page import build_offline_page
from geo.viewing.words import text
from support.browsing import Theme, Visit, find_chart, hold, list_violations, use_theme
from support.visitor import PATIENCE, Server

pytestmark = pytest.mark.browser

TITLE = get_edition().get_words("en").say(text.TITLE)
SVG = "{http://www.w3.org/2000/svg}"
ENTRIES = (
    "security", "economy", "space", "infrastructure", "people", "split", "number", "near", "around", "far", "circle",
    "shaded", "leader",
)  # fmt: skip
# The outlines and dashes of a drawn sign, without what only places it.
SHAPE = """one => [...one.querySelectorAll(".doubt, .shape, .plate")].map(part =>
    [part.tagName, part.getAttribute("class"), part.getAttribute("d"), part.getAttribute("stroke-dasharray")])"""


@pytest.fixture
def file(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Return the page in one file, open, which complains of nothing and asks nobody."""
    path = tmp_path / "map.html"
    path.write_bytes(build_offline_page(get_edition()))
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US", reduced_motion="reduce")
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: heard.extend([request.url] * bool(re.match("https?:", request.url))))
    page.goto(path.as_uri())
    expect(page.locator(".st-key-map[data-ready] .site").first).to_be_visible()
    yield page
    assert heard == []
    page.close()


def list_entries(chart: FrameLocator | Page) -> list[str]:
    """Return the entries of the legend."""
    found: list[str] = chart.locator(".legend li[data-entry]").evaluate_all("all => all.map(one => one.dataset.entry)")
    return found


def test_the_legend_lists_what_is_on_the_map(visit: Visit) -> None:
    """Every kind of sign that is drawn has its entry and no other has; a filter takes entries away, a line adds one."""
    chart = visit.open()
    expect(chart.locator(".legend summary")).to_have_text("Legend")
    expect(chart.locator(".legend li[data-entry=leader]")).to_be_visible()
    assert list_entries(chart) == list(ENTRIES)
    expect(chart.locator(".legend li[data-entry=number]")).to_contain_text(text.LEGEND["numberOfBoth"].en)
    expect(chart.locator(visit.site("lima"))).to_have_attribute("aria-label", "Lima, 1 programme and 1 statistic")
    visit.open("?lang=es&sector=210")
    expect(chart.locator(".legend summary")).to_have_text("Leyenda")
    assert list_entries(chart) == ["infrastructure", "near", "far", "circle"]
    visit.open("?lang=en&program=caltrain-rail-cars-for-lima")
    expect(chart.locator(".legend li[data-entry=link]")).to_have_text(text.LEGEND["link"].en)


def test_the_legend_has_the_signs_of_the_map(visit: Visit) -> None:
    """The ring of an entry is the ring of the signs that it explains, and three precisions have three rings."""
    chart = visit.open()
    rings = {}
    for key, site in (("near", "matarani"), ("around", "callao"), ("far", "lima")):
        shown = chart.locator(f"{visit.site(site)} .doubt").get_attribute("stroke-dasharray")
        rings[key] = chart.locator(f".legend [data-entry={key}] .doubt").get_attribute("stroke-dasharray")
        assert rings[key] == shown
    assert len(set(rings.values())) == 3
    for site in ("cajamarca", "peruvian-amazon"):
        expect(chart.locator(f"{visit.site(site)} .doubt")).to_have_count(0)
    entry, sign = (
        chart.locator(f"{one} svg").evaluate(SHAPE)[-1]
        for one in (".legend [data-entry=security]", visit.site("chancay"))
    )
    assert entry == sign


def test_the_legend_is_open_where_there_is_room_and_folds_by_keyboard(fresh: Visit) -> None:
    """Escape within it folds it and leaves the choice; Enter opens it again; no name lies under it."""
    chart = fresh.open("?lang=en&site=lima")
    expect(chart.locator(".legend")).to_have_attribute("open", "")
    chart.locator(".legend summary").focus()
    fresh.page.keyboard.press("Escape")
    expect(chart.locator(".legend")).not_to_have_attribute("open", "")
    expect(chart.locator(".legend summary")).to_be_focused()
    expect(fresh.page).to_have_url(re.compile("site=lima"))
    fresh.page.keyboard.press("Enter")
    expect(chart.locator(".legend")).to_have_attribute("open", "")
    find_chart(fresh.page).wait_for_function(  # the names hear of an open legend a moment later
        """() => { const legend = document.querySelector(".legend").getBoundingClientRect();
          return ![...document.querySelectorAll('.site .name:not([data-side="none"])')].some((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return left < legend.right && right > legend.left && bottom > legend.top && top < legend.bottom;
          }); }""",
        timeout=PATIENCE * 1000,
    )


def test_on_a_phone_the_legend_is_folded(open_tab: Callable[..., Page], server: Server) -> None:
    """At 390 pixels only its name is there until it is pressed; open, it stays within the map and can be read whole.

    It is printed with the map, though folded on the screen, without what is pressed in it, and folded afterwards.
    """
    visit = Visit(open_tab(390, 844), server)
    chart = visit.open("?lang=es")
    expect(chart.locator(".legend")).not_to_have_attribute("open", "")
    assert list_violations(visit.page, in_map=True) == []
    visit.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    visit.page.emulate_media(media="print")
    expect(chart.locator(".legend [data-entry=circle]")).to_be_visible()
    expect(chart.locator(".legend .tools")).to_be_hidden()
    visit.page.emulate_media(media="screen")
    visit.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(chart.locator(".legend")).not_to_have_attribute("open", "")
    chart.locator(".legend summary").click()
    expect(chart.locator(".legend [data-entry=security]")).to_be_visible()
    map_box, legend = chart.locator("#map_div").bounding_box(), chart.locator(".legend").bounding_box()
    assert map_box is not None
    assert legend is not None
    assert map_box["y"] <= legend["y"]
    assert legend["y"] + legend["height"] <= map_box["y"] + map_box["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_legend_is_sound_for_everybody(visit: Visit, scheme: Theme) -> None:
    """Open, with amounts, in light, dark and forced colours axe finds nothing, and the signs keep their colours."""
    chart = visit.open("?lang=en&size=assistance")
    use_theme(visit.page, scheme)
    expect(chart.locator(".legend .sizes li").first).to_be_visible()
    assert list_violations(visit.page, in_map=True) == []
    fill = "getComputedStyle(document.querySelector('.legend [data-entry=economy] .shape')).fill"
    before = visit.evaluate(fill)
    visit.page.emulate_media(forced_colors="active")
    assert visit.evaluate(fill) == before


def test_a_sign_that_is_pointed_at_says_what_it_is(visit: Visit) -> None:
    """Its name, number and first titles stand beside it, also under the pointer, and go with Escape or the pointer."""
    chart = visit.open("?lang=es")
    tip = chart.get_by_role("tooltip")
    chart.locator(visit.site("callao")).hover()
    expect(tip.locator("strong")).to_have_text("Base y puerto naval del Callao")
    expect(tip).to_contain_text("3 programas")
    expect(tip.locator("li")).to_have_count(3)
    frame = get_edition().frame
    titles = frame.loc[frame["site"] == "callao", "title_es"]
    assert tip.locator("li").all_text_contents() == list(titles)
    expect(visit.page.locator("#panel li.lit")).to_have_text(re.compile("^Base y puerto naval del Callao"))
    box = tip.bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + 9, box["y"] + 9)
    visit.page.wait_for_timeout(500)
    expect(tip).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(visit.page.locator("#panel li.lit")).to_have_count(0)
    chart.locator(visit.site("paita")).hover()
    expect(tip.locator("strong")).to_have_text("Puerto de Paita")
    visit.page.mouse.move(1200, 700)
    expect(tip).to_be_hidden()


def test_titles_that_did_not_come_are_asked_for_again(fresh: Visit) -> None:
    """A sign that is pointed at while the server does not answer says the titles the next time."""
    chart = fresh.open("?theme=infrastructure&lang=en")
    tip, sign = chart.get_by_role("tooltip"), chart.locator('.site[data-site="matarani"] svg')
    fresh.page.route("**/data/panel?*", lambda route: route.abort())
    with fresh.page.expect_event("requestfailed"):
        sign.hover()
    fresh.page.unroute("**/data/panel?*")
    fresh.page.mouse.move(1, 1)
    expect(tip).to_be_hidden()
    sign.hover()
    expect(tip.locator("li")).to_have_count(1)


def test_what_is_said_of_a_sign_goes_with_it(fresh: Visit) -> None:
    """Where a filter takes the sign away that is pointed at, nothing is said of it, also once its titles come."""
    chart, page = fresh.open("?lang=en"), fresh.page
    faults: list[Error] = []
    page.on("pageerror", lambda error: faults.append(error))  # noqa: PLW0108 -- Playwright wants no built-in
    let_through = hold(page, "**/data/panel?*")
    tip = chart.get_by_role("tooltip")
    with page.expect_request("**/data/panel?*"):
        chart.locator(fresh.site("paita")).hover()
    expect(tip.locator("strong")).to_have_text("Port of Paita")
    page.locator('.filters > .codes [data-code="security"]').dispatch_event("click")
    expect(chart.locator(fresh.site("paita"))).to_have_count(0)
    expect(tip).to_be_hidden()
    with page.expect_response("**/data/panel?*"):
        let_through("")
    page.evaluate("new Promise((done) => setTimeout(done))")
    assert faults == []
    expect(tip).to_be_hidden()


def test_an_area_that_is_pointed_at_says_what_its_sign_does(visit: Visit) -> None:
    """Anywhere in it, its name, number and titles are said, and its row lights up; its row lights the area up."""
    chart = visit.open()
    tip = chart.get_by_role("tooltip")
    x, y = (
        visit.page.frame_locator(".st-key-map iframe")
        .locator("path.area")
        .first.evaluate(
            """() => { const { x, y, width, height } = document.querySelector("path.area").getBoundingClientRect();
          const spots = Array.from({ length: 400 }, (_, n) => [x + (n % 20) * width / 20, y + (n / 20) * height / 20]);
          return spots.find((spot) => document.elementFromPoint(...spot)?.matches(".area")); }"""
        )
    )
    box = visit.page.locator(".st-key-map iframe").bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + x, box["y"] + y)
    expect(tip.locator("strong")).to_be_visible()
    name = str(tip.locator("strong").text_content())
    frame = get_edition().frame
    assert tip.locator("span").text_content() == f"{(frame['site_en'] == name).sum()} programmes"
    expect(tip.locator("li").first).to_be_visible()
    expect(visit.page.locator("#panel li.lit")).to_contain_text(name)
    visit.page.locator("#panel li", has_text=name).hover()
    expect(tip).to_be_hidden()
    expect(chart.locator("path.area.lit")).to_have_count(1)


def test_a_sign_that_has_the_focus_says_what_it_is(visit: Visit) -> None:
    """By keyboard as by pointer, joined to the sign for a screen reader; with the focus it goes."""
    chart = visit.open()
    first, second = chart.locator(".site").nth(0), chart.locator(".site").nth(1)
    chart.locator("#map_div").focus()
    visit.page.keyboard.press("Tab")
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-describedby", "tip")
    expect(chart.get_by_role("tooltip").locator("li").first).to_be_visible()
    before = visit.evaluate("document.documentElement.scrollHeight")
    visit.page.keyboard.press("Tab")
    expect(second).to_have_attribute("aria-describedby", "tip")
    expect(first).not_to_have_attribute("aria-describedby", "tip")
    assert visit.evaluate("document.documentElement.scrollHeight") == before
    assert list_violations(visit.page, in_map=True) == []


def test_list_and_table_light_up_the_map(visit: Visit) -> None:
    """A row of the list or the table under the pointer or with the focus lights its sign up, and no other."""
    chart = visit.open("?lang=en&tab=table")
    lit = chart.locator(".site.lit")
    visit.page.locator('#panel a[data-site="iquitos"]').hover()
    expect(lit).to_have_attribute("data-site", "iquitos")
    visit.page.mouse.move(5, 5)  # where nothing comes under it that is scrolled
    expect(lit).to_have_count(0)
    visit.page.locator('#panel a[data-site="paita"]').focus()
    expect(lit).to_have_attribute("data-site", "paita")
    visit.page.locator('#panel a[data-site="paita"]').evaluate("one => one.blur()")
    expect(lit).to_have_count(0)
    visit.page.locator("table.rows tr:has(a[data-site=matarani])").first.hover()
    expect(lit).to_have_attribute("data-site", "matarani")
    chart.locator(visit.site("matarani")).hover()
    expect(visit.page.locator("table.rows tr.lit").first).to_contain_text("Port of Matarani")


def test_a_programme_for_the_whole_country_has_no_place_and_the_map_says_so(visit: Visit) -> None:
    """The note stands in the page's language while the programme is chosen, and goes with it."""
    chart = visit.open("?lang=es")
    note = chart.locator(".note")
    expect(note).to_be_hidden()
    visit.page.locator("#panel a[data-program]").first.click()
    expect(note).to_have_text(text.MAP["nowhere"].es)
    expect(note).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    visit.page.locator('#panel a[data-site="lima"]').click()
    expect(chart.locator(f"{visit.site('lima')}.chosen")).to_be_visible()
    expect(note).to_be_hidden()


def test_the_signs_are_sized_by_a_kind_of_money(visit: Visit) -> None:
    """The choice is in the address, areas are as the amounts, names say them, filters apply, a step back undoes it."""
    chart = visit.open()
    chart.get_by_label(text.LEGEND["size"].en).select_option("assistance")
    expect(visit.page).to_have_url(re.compile("size=assistance"))
    chancay, amazon = (chart.locator(f"{visit.site(site)} .given") for site in ("chancay", "peruvian-amazon"))
    radii = [float(str(one.get_attribute("r"))) for one in (chancay, amazon)]
    assert (radii[0] / radii[1]) ** 2 == pytest.approx(8.5 / 2.1)
    expect(chart.locator(visit.site("chancay"))).to_have_attribute(
        "aria-label", "Port of Chancay, 1 programme, Assistance: more than $8.5 million"
    )
    expect(chart.locator(visit.site("iquitos"))).to_have_attribute("aria-label", re.compile("Assistance: none named$"))
    expect(chart.locator(".legend .sizes li").first).to_have_text("$5 million")
    legend = float(str(chart.locator(".legend .sizes .given").first.get_attribute("r")))
    assert (radii[0] / legend) ** 2 == pytest.approx(8.5 / 5)
    visit.page.locator("#head").get_by_role("link", name=re.compile("^Security")).click()
    expect(amazon).to_have_count(0)
    expect(chancay).to_have_count(1)
    expect(visit.page).to_have_url(re.compile("theme=security.*size=assistance"))
    visit.page.go_back()
    expect(amazon).to_have_count(1)
    visit.page.go_back()
    expect(chancay).to_have_count(0)
    expect(chart.get_by_label(text.LEGEND["size"].en)).to_have_value("")


def test_what_is_planned_is_hollow(visit: Visit) -> None:
    """A place whose money is planned only has a circle that is not filled, and the legend says what that is."""
    chart = visit.open("?lang=es&size=private_investment")
    expect(chart.locator(f"{visit.site('matarani')} .planned")).to_be_visible()
    expect(chart.locator(f"{visit.site('matarani')} .given")).to_have_count(0)
    expect(chart.locator(".legend .sizes li:has(.planned)")).to_have_text("Previsto")
    expect(chart.locator(visit.site("matarani"))).to_have_attribute("aria-label", re.compile("previsto: más de"))


def read_picture(page: Page, press: Callable[[], Any], folder: Path) -> tuple[str, Path]:
    """Return the name and the file of the picture that a press saves."""
    with page.expect_download() as arriving:
        press()
    path = folder / arriving.value.suggested_filename
    arriving.value.save_as(path)
    return path.name, path


def check_picture(path: Path, *said: str) -> ET.Element:
    """Check that a picture is an SVG of its own and says some texts; return its root."""
    content = path.read_text(encoding="utf-8")
    root = ET.fromstring(content)  # noqa: S314 -- our own picture
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title") is not None
    words = " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    for one in said:
        assert one in words
    references = re.findall(r"(?:href|src)=\"([^\"]*)\"|url\(([^)]*)\)|@import|<script|\son\w+=", content)
    assert all(reference.startswith("data:") for reference, _ in references)
    assert "var(" not in content
    return root


def test_a_picture_of_the_map_stands_for_itself(visit: Visit, tmp_path: Path) -> None:
    """It holds ground, signs, names, legend, title, filters, source and date, and is named after what it shows."""
    chart = visit.open("?lang=en&sector=210")
    save = chart.get_by_role("button", name=re.compile("SVG$"))
    name, path = read_picture(visit.page, save.click, tmp_path)
    assert re.fullmatch(r"peru-partnership-[a-z0-9-]*transport-storage-2024-11-15\.svg", name)
    sentence = str(visit.page.locator(".sentence").text_content())
    source = "The White House, “FACT SHEET: Advancing the United States-Peru Partnership”, November 15, 2024"
    root = check_picture(
        path, TITLE, sentence, "Port of Matarani", "Known to 5 km", "Infrastructure", source, "GeoNames"
    )
    fills = [one.get("fill") for one in root.iter(f"{SVG}path")]
    theme = visit.evaluate("getComputedStyle(document.querySelector('.site .shape')).fill")
    assert fills.count(str(theme)) >= len(chart.locator(".site").all())
    assert len(fills) > 30  # the regions
    expect(chart.locator(".voice.visible")).to_have_text(text.LEGEND["pictureSaved"].en)
    assert visit.list_complaints() == []


def test_a_picture_of_a_phones_dark_map(visit: Visit, tmp_path: Path) -> None:
    """In Spanish and with amounts: the PNG is twice as wide as the map, the SVG says the same."""
    visit.page.set_viewport_size({"width": 390, "height": 844})
    chart = visit.open("?lang=es&size=assistance")
    use_theme(visit.page, "dark")
    chart.locator(".legend summary").click()
    name, path = read_picture(visit.page, chart.get_by_role("button", name=re.compile("PNG$")).click, tmp_path)
    assert name == "peru-partnership-assistance-2024-11-15.png"
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20], "big") == 2 * int(str(visit.evaluate("map.getSize().x")))
    name, path = read_picture(visit.page, chart.get_by_role("button", name=re.compile("SVG$")).click, tmp_path)
    check_picture(path, "Asistencia", "US$\N{NO-BREAK SPACE}5", "Fuente: The White House", "15 de noviembre de 2024")


def test_the_file_has_legend_tips_sizes_and_pictures(file: Page, tmp_path: Path) -> None:
    """The page in one file says of its signs what the page does, but for amounts among filters, which it explains."""
    assert list_entries(file) == list(ENTRIES)
    file.locator('.site[data-site="lima"]').hover()
    expect(file.locator(".tip li")).to_have_count(2)
    expect(file.locator("#panel li.lit")).to_have_text(re.compile("^Lima"))
    file.mouse.move(1200, 850)
    file.locator('#panel a[data-site="iquitos"]').hover()
    expect(file.locator(".site.lit")).to_have_attribute("data-site", "iquitos")
    file.get_by_label(text.LEGEND["size"].en).select_option("assistance")
    expect(file.locator('.site[data-site="chancay"] .given')).to_be_visible()
    assert "size=assistance" in file.url
    name, path = read_picture(file, file.get_by_role("button", name=re.compile("SVG$")).click, tmp_path)
    assert name == "peru-partnership-assistance-2024-11-15.svg"
    check_picture(path, TITLE, "Port of Chancay", "$5 million", "Source: The White House")
    file.locator("form [data-code=security]:visible").click()
    expect(file.locator(".site .given")).to_have_count(0)
    expect(file.locator(".legend .sizes")).to_have_text(text.OFFLINE_MONEY.en)
    name, path = read_picture(file, file.get_by_role("button", name=re.compile("SVG$")).click, tmp_path)
    check_picture(path, str(file.locator(".sentence").text_content()))
    assert "security" in name
    file.locator("#panel a[data-program]").first.click()
    expect(file.locator(".note")).to_have_text(text.MAP["nowhere"].en)
