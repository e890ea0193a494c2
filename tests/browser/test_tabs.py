"""What stands below the map, in a browser: pictures that filter, a table one with the map, tabs with addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from geo.viewing.data.frame import load_frame
from geo.viewing.words import text
from support.browsing import find_chart, return_to
from support.visitor import Server

pytestmark = pytest.mark.browser

FRAME = load_frame()


class Visit:
    """A page in a browser."""

    def __init__(self, page: Page, server: Server) -> None:
        """Keep a page."""
        self.page = page
        self.server = server

    def open(self, query: str) -> Page:
        """Show the page at a query, all of it drawn, and leave a sign that a reload would take away."""
        return_to(self.page, self.server, query)
        self.page.evaluate("window.sign = 1")
        return self.page

    def is_same(self) -> bool:
        """Tell whether the page was never reloaded."""
        return bool(self.page.evaluate("window.sign") == 1)


@pytest.fixture
def visit(shared_tab: Page, server: Server) -> Visit:
    """Return a visit on the page that the tests share."""
    return Visit(shared_tab, server)


@pytest.fixture
def fresh_visit(open_tab: Callable[..., Page], server: Server) -> Visit:
    """Return a visit that is yet to come."""
    return Visit(open_tab(1280, 900), server)


def list_marked(page: Page) -> list[tuple[str, str]]:
    """Return the programme and the place of each row that is marked, once there is one."""
    expect(page.locator(".rows tr.marked").first).to_be_visible()
    cells = [row.locator("th, td").all_inner_texts() for row in page.locator(".rows tr.marked").all()]
    return [(row[0].removesuffix(" ✕"), row[1].removesuffix(" ✕")) for row in cells]


def test_a_site_chosen_on_the_map_is_marked_in_the_table(visit: Visit) -> None:
    """Each row of the site is marked, and when the site is let go none is."""
    page = visit.open("?tab=table&lang=en")
    expect(page.locator(".rows tbody tr")).to_have_count(len(FRAME))
    page.frame_locator(".st-key-map iframe").locator('.site[data-site="callao"] svg').click()
    here = FRAME[FRAME["site"] == "callao"]
    assert list_marked(page) == list(zip(here["title_en"], here["site_en"], strict=True))
    expect(page.locator('.rows a[aria-current="true"]')).to_have_count(len(here))
    page.keyboard.press("Escape")
    expect(page.locator(".rows tr.marked")).to_have_count(0)
    assert visit.is_same()


def test_a_programme_of_a_link_is_marked_in_the_table(fresh_visit: Visit) -> None:
    """A programme at several places has several rows, all marked."""
    program = FRAME["program"].value_counts().index[0]
    page = fresh_visit.open(f"?tab=table&program={program}&lang=es")
    here = FRAME[FRAME["program"] == program]
    assert len(here) > 1
    assert list_marked(page) == list(zip(here["title_es"], here["site_es"], strict=True))


def test_a_row_chooses_and_the_same_row_lets_go(visit: Visit) -> None:
    """A programme of the table, pressed by keyboard, opens beside the map without a reload; pressed again it closes."""
    page = visit.open("?tab=table&lang=en")
    row = FRAME[FRAME["site"] == "paita"].iloc[0]
    page.locator(f'.rows a[data-program="{row["program"]}"]').first.press("Enter")
    expect(page.locator("#details")).to_contain_text(row["title_en"])
    expect(page).to_have_url(re.compile(f"program={row['program']}&tab=table"))
    page.locator(".rows tr.marked th a").first.press("Enter")
    expect(page.locator("#details")).to_have_count(0)
    expect(page.locator(".rows tr.marked")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("program="))
    assert visit.is_same()


def test_a_heading_sorts_the_table_and_gives_the_order_back(visit: Visit) -> None:
    """The order is in the address and told to screen readers; no amount is last either way; so is what is left out."""
    page = visit.open("?tab=table&lang=en")
    first = page.locator(".rows tbody tr").first.locator("td").nth(4)
    before = page.locator(".rows tbody tr th").all_inner_texts()
    heading = page.locator('.rows thead a[data-sort="amount"]')
    heading.click()
    expect(first).to_have_text("more than $20.5 billion")
    expect(page.locator('.rows th[aria-sort="descending"]')).to_have_count(1)
    expect(page.locator(".rows tbody tr").last.locator("td").nth(4)).to_have_text("–")
    expect(heading).to_be_focused()
    heading.click()
    expect(first).to_have_text("$250,000")
    expect(page.locator('.rows th[aria-sort="ascending"]')).to_have_count(1)
    expect(page.locator(".rows tbody tr").last.locator("td").nth(4)).to_have_text("–")
    heading.click()
    expect(page.locator(".rows th[aria-sort]")).to_have_count(0)
    assert page.locator(".rows tbody tr th").all_inner_texts() == before
    page.get_by_text("Columns", exact=True).click()
    page.locator('.columns a[data-code="theme"]').click()
    expect(page.locator('.rows [data-column="theme"]')).to_have_count(0)
    expect(page).to_have_url(re.compile("tab=table&hide=theme&lang=en"))
    expect(page.locator('.columns a[data-code="theme"]')).to_be_focused()
    assert visit.is_same()


def count_shown(page: Page) -> Locator:
    """Return the figure that says how many programmes are shown."""
    return page.locator(".figures dd").first


@pytest.mark.parametrize(
    ("mark", "query", "shown"),
    [
        ('.money [data-filter="sector=160"]', "sector=160", (FRAME["sector"] == "160")),
        ('.themes [data-filter="theme=space"]', "theme=space", (FRAME["theme"] == "space")),
        (
            '.agencies [data-filter="agency=department-of-state"]',
            "agency=department-of-state",
            FRAME["agencies"].map(lambda names: "Department of State" in names),
        ),
        (
            '.agencies [data-filter="agency=department-of-state&sector=210"]',
            "sector=210&agency=department-of-state",
            FRAME["agencies"].map(lambda names: "Department of State" in names) & (FRAME["sector"] == "210"),
        ),
    ],
    ids=["sector", "theme", "agency", "agency-and-sector"],
)
def test_a_mark_filters_and_once_more_takes_it_back(
    visit: Visit, mark: str, query: str, shown: pd.Series[bool]
) -> None:
    """A press on a mark of each picture filters list and map, the same press again takes the filter back."""
    page = visit.open("?lang=en")
    expected, every = FRAME[shown]["program"].nunique(), FRAME["program"].nunique()
    for current, number in (("true", expected), (None, every)):
        if current:
            page.locator(mark).click()
        else:
            page.locator(mark).press("Enter")
        expect(count_shown(page)).to_have_text(str(number))
        expect(page.locator(f"{mark}[aria-current]")).to_have_count(0 if current is None else 1)
        expect(page.locator(mark)).to_be_focused()
        assert (query in page.url) is (current is not None)
    assert visit.is_same()


def test_a_bar_is_as_good_as_its_name(visit: Visit) -> None:
    """A click on the bar itself filters too."""
    page = visit.open("?lang=en")
    page.locator(".themes .track").first.click(force=True)  # what lies above it there is the link
    expect(count_shown(page)).to_have_text(str(FRAME[FRAME["theme"] == "security"]["program"].nunique()))


def test_a_programme_in_the_picture_of_dates_is_chosen(visit: Visit) -> None:
    """The picture of dates opens a programme's details."""
    page = visit.open("?lang=es")
    page.locator('.times a[data-program="artemis-accords"]').click()
    expect(page.locator("#details")).to_contain_text("Artemis")
    assert visit.is_same()


TABS = {"Table": "table", "Download": "downloads", "About": "about"}


def test_the_open_tab_is_in_the_address_and_back_returns(visit: Visit) -> None:
    """Each tab is a step in the browser's history, and filter and choice stay."""
    page = visit.open("?theme=infrastructure&site=callao&lang=en")
    for name, tab in TABS.items():
        page.locator(".tabs").get_by_role("link", name=name).click()
        expect(page).to_have_url(re.compile(f"theme=infrastructure&site=callao&tab={tab}&lang=en"))
        expect(page.locator(".tabs").get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.locator(".tabs").get_by_role("link", name="Download")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name=re.compile("^GeoJSON, ")).first).to_be_visible()
    page.go_forward()
    expect(page.locator(".about")).to_be_visible()
    page.locator(".tabs").get_by_role("link", name="Charts").click()
    expect(page.locator(".pictures")).to_be_visible()
    assert "tab=" not in page.url
    expect(page.locator("#details")).to_have_text("Callao naval base and port")
    assert visit.is_same()


def test_clear_all_keeps_the_tab_that_is_open(visit: Visit) -> None:
    """Also where the panel was drawn while another was."""
    page = visit.open("?q=no+such+thing&tab=table&lang=en")
    page.locator(".tabs").get_by_role("link", name="Charts").click()
    expect(page).not_to_have_url(re.compile("tab="))
    page.locator("#panel [data-clear]").click()
    expect(page.locator(".pictures")).to_be_visible()
    expect(page).not_to_have_url(re.compile("q=|tab="))


def test_about_has_an_address_of_its_own(fresh_visit: Visit) -> None:
    """A link opened fresh shows the about page, as does a step back, and the notice below every tab links to it."""
    for language in ("es", "en"):
        page = fresh_visit.open(f"?tab=about&lang={language}")
        expect(page.locator(".about")).to_be_visible()
        expect(page.locator(".tabs a").last).to_have_text(getattr(text.ABOUT, language))
        page.locator(".tabs a").first.click()
        expect(page.locator(".pictures")).to_be_visible()
        page.locator('.notice a[data-tab="about"]').click()
        expect(page.locator(".about")).to_be_visible()
        assert fresh_visit.is_same()


def test_another_tab_leaves_the_map_as_it_is(visit: Visit) -> None:
    """A change of tab runs neither filters nor head, and the map keeps where it was moved."""
    page = visit.open("?lang=en")
    frame = find_chart(page)
    frame.evaluate("map.setView([-9, -74], 7, { animate: false }); window.sign = 1; 0")
    page.locator(".tabs").get_by_role("link", name="Table").click()
    expect(page.locator(".rows")).to_be_visible()
    assert frame.evaluate("[map.getZoom(), window.sign]") == [7, 1]


def test_the_years_stand_over_their_lines(visit: Visit) -> None:
    """The middle of each label of the axis is where its line is in every row, to the pixel."""
    page = visit.open("?lang=en")
    middles = "(all) => all.map((one) => one.getBoundingClientRect()).map(({ x, width }) => x + width / 2)"
    labels = page.locator(".times thead b").evaluate_all(middles)
    assert len(labels) > 1
    for row in page.locator(".times tbody tr").all()[:3]:
        assert row.locator("u").evaluate_all(middles) == pytest.approx(labels, abs=1)


@pytest.mark.parametrize("suffix", ["svg", "png", "csv"])
def test_a_chart_is_saved_with_title_and_source(visit: Visit, suffix: str) -> None:
    """The file holds what is drawn: title, source and amounts as a picture, or amounts in words and as numbers."""
    page = visit.open("?lang=en")
    with page.expect_download() as download:
        page.locator(f".money [data-picture={suffix}]").first.click()
    assert download.value.suggested_filename == f"2024-11-15-assistance-by-sector-counted-once.{suffix}"
    saved = download.value.path().read_bytes()
    match suffix:
        case "png":
            assert saved.startswith(b"\x89PNG")
        case "svg":
            for said in (
                "Assistance by sector, counted once",
                "Other Multisector",
                "more than $1.8 billion",
                "Source: ",
            ):
                assert said in saved.decode()
            assert b"light-dark" not in saved  # which a program that draws the file may not know
        case _:
            assert '"Other Multisector","more than $1.8 billion","1800000000"' in saved.decode()


def test_what_is_unfolded_stays_so(visit: Visit) -> None:
    """A kind of money that was opened stays open in another language and with a filter; a folded list stays folded."""
    page = visit.open("?lang=en&hide=sector")
    finance = page.locator(".kinds details[data-key=finance]")
    finance.locator("summary").click()
    page.locator(".languages a[data-language=es]").click()
    expect(finance.locator("summary")).to_have_text("Financiamiento")
    expect(finance).to_have_attribute("open", "")
    page.locator(".filters a[data-code=infrastructure]").click()
    expect(page.locator(".kinds details[data-key=trade]")).to_have_count(0)
    expect(page.locator(".kinds details[open]")).to_have_attribute("data-key", "finance")
    page.locator(".tabs a[data-tab=table]").click()
    page.locator(".columns[open] summary").click()
    page.locator(".rows a[data-sort=title]").click()
    expect(page.locator("[data-column=title][aria-sort=ascending]")).to_be_visible()
    expect(page.locator(".columns")).not_to_have_attribute("open", "")


def test_on_a_phone_a_tab_brings_its_content_into_view(shared_tab: Page, server: Server) -> None:
    """Whichever was open before, and however much longer or shorter it was."""
    shared_tab.set_viewport_size({"width": 390, "height": 844})
    return_to(shared_tab, server, "?lang=en")
    for tab, shown in (("downloads", ".downloads"), ("table", ".rows td"), ("downloads", ".downloads")):
        shared_tab.locator(f".tabs a[data-tab={tab}]").click()
        expect(shared_tab.locator(shown).first).to_be_attached()
        assert 0 <= shared_tab.evaluate("document.querySelector('#tab').getBoundingClientRect().top") < 30


def test_a_phone_shows_amounts_without_a_sideways_scroll(shared_tab: Page, server: Server) -> None:
    """Each cell of the table lies within the window, with the name of its column; so does every link above the map.

    A tablet needs no sideways scroll either.
    """
    shared_tab.set_viewport_size({"width": 820, "height": 844})
    return_to(shared_tab, server, "?tab=table&sort=amount&status=pipeline&sector=210&lang=es")
    expect(shared_tab.locator(".rows td").first).to_be_visible()
    for width in (1280, 1045, 1024, 820):
        shared_tab.set_viewport_size({"width": width, "height": 844})
        assert shared_tab.locator(".wide:has(.rows)").evaluate("(box) => box.scrollWidth <= box.clientWidth")
    shared_tab.set_viewport_size({"width": 390, "height": 844})
    outside = "(all) => all.filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML)"
    assert shared_tab.locator(".rows :is(th, td), .filters :is(a, summary), .tabs a").evaluate_all(outside) == []
