"""What is chosen belongs to the browser: it is shown at once, whatever the server does, and the address says so."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page, Route, expect

from geo.viewing.data.address import QUERY_NAMES, Address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page as PageAt
from geo.viewing.html.head import describe_address
from geo.viewing.html.panel import draw_panel
from geo.viewing.words import text
from support.browsing import EVERYTHING, REFUSE, Visit, hold
from support.visitor import Server

EDITION = get_edition()
NAME = EDITION.names["en"]
SPACE = 8  # programmes
PARTS = re.compile(r"/data/(panel|below|parts)\?")
# Keeps the heading of every panel that is painted next to the marked site of the map, until the next visit.
WATCH = """() => { const seen = window.seen = []; const look = () => {
  if (window.seen !== seen) return;
  const map = document.querySelector(".st-key-map iframe").contentDocument;
  const sites = [...map.querySelectorAll(".site.chosen")].map((one) => one.dataset.site);
  const now = [document.querySelector("#details")?.textContent ?? "", ...sites].join();
  if (now !== seen.at(-1)) seen.push(now);
  requestAnimationFrame(look); }; look(); }"""


@pytest.fixture(scope="module")
def heard() -> list[str | bytes]:
    """Return a list that is filled with what Streamlit's server says to the page."""
    return []


@pytest.fixture
def shared_tab(shared_tab: Page, heard: list[str | bytes]) -> Page:
    """Return the page that the module's tests share, which is listened to from the first."""
    if shared_tab.url == "about:blank":
        shared_tab.on("websocket", lambda socket: socket.on("framereceived", lambda message: heard.append(message)))  # noqa: PLW0108 -- Playwright wants no built-in
    return shared_tab


def choose(visit: Visit, *sites: str) -> None:
    """Click sites on the map, each once the one before is shown."""
    for site in sites:
        visit.map.locator(f"{visit.site(site)} svg").click()
        check_chosen(visit, site)


def check_chosen(visit: Visit, site: str | None) -> None:
    """Check that panel, map and address agree on what is chosen."""
    details, marked = visit.page.locator("#details"), visit.map.locator(".site.chosen")
    if site is None:
        expect(details).to_have_count(0)
        expect(marked).to_have_count(0)
        expect(visit.page).not_to_have_url(re.compile("site="))
    else:
        expect(details).to_have_text(NAME[site])
        expect(marked).to_have_attribute("data-site", site)
        expect(visit.page).to_have_url(re.compile(f"[?&]site={site}(&|$)"))


def count_entries(visit: Visit) -> int:
    """Return how many entries the browser's history has."""
    entries: int = visit.page.evaluate("history.length")
    return entries


@pytest.mark.browser
def test_choices_need_no_run_of_the_page(visit: Visit, heard: list[str | bytes]) -> None:
    """While Streamlit is silent each choice is shown, spoken and one step of the history, and stays afterwards."""
    visit.open("?theme=infrastructure&theme=security&lang=en")
    visit.page.evaluate(WATCH)
    heard.clear()
    before = count_entries(visit)
    sites = ["chancay", "iquitos", "paita"]
    for number, site in enumerate(sites, 1):
        choose(visit, site)
        expect(visit.page.locator("#voice")).to_have_text(re.compile(f"^{NAME[site]}: "))
        assert count_entries(visit) == before + number
        address = Address(Filters(theme=("security", "infrastructure")), site=site, language="en")
        query = urlencode(address.to_query(), doseq=True)
        assert sorted(visit.page.url.partition("?")[2].split("&")) == sorted(query.split("&"))
        assert visit.page.url.endswith(f"&site={site}&lang=en")
    assert heard == []
    visit.page.wait_for_function("() => seen.at(-1).endsWith(',paita')")
    expected = [f"{NAME[site]},{site}" for site in sites]
    assert [one for one in visit.page.evaluate("seen") if one in expected] == expected


@pytest.mark.browser
def test_back_and_forward_need_no_run_of_the_page(visit: Visit, heard: list[str | bytes]) -> None:
    """While Streamlit is silent the history leads through the choices; Escape and the list's link are steps of it."""
    visit.open("?lang=en")
    heard.clear()
    choose(visit, "chancay", "iquitos")
    visit.page.keyboard.press("Escape")
    check_chosen(visit, None)
    for site in ("iquitos", "chancay"):
        visit.page.go_back()
        check_chosen(visit, site)
    visit.page.get_by_role("link", name="Back to the list").click()
    check_chosen(visit, None)
    visit.page.go_back()
    check_chosen(visit, "chancay")
    visit.page.go_back()
    check_chosen(visit, None)
    visit.page.go_forward()
    check_chosen(visit, "chancay")
    assert heard == []


@pytest.mark.browser
def test_a_choice_made_while_a_filter_is_answered_stays(visit: Visit) -> None:
    """The filter's late answer, in which the server names an older choice or none, changes nothing of the choice."""
    visit.open("?site=chancay&lang=en")
    let_through = hold(visit.page, PARTS)
    with visit.page.expect_request("**/data/parts?theme=security&site=chancay*"):
        visit.page.get_by_role("link", name=re.compile("^Security")).first.click()
    with visit.page.expect_request("**/data/parts?theme=security&site=iquitos*"):
        visit.map.locator(f"{visit.site('iquitos')} svg").click()
    let_through("site=iquitos")
    let_through("site=chancay")
    expect(visit.page).to_have_url(f"{visit.server.url}/?theme=security&site=iquitos&lang=en")
    expect(visit.map.locator(".site")).to_have_count(3)
    check_chosen(visit, "iquitos")


@pytest.mark.browser
def test_a_choice_let_go_while_a_filter_is_answered_does_not_return(visit: Visit) -> None:
    """Escape between a filter and its answer: the filter holds, and nothing is chosen."""
    visit.open("?site=chancay&lang=en")
    let_through = hold(visit.page, PARTS)
    with visit.page.expect_request("**/data/parts?theme=space&site=chancay*"):
        visit.page.get_by_role("link", name=re.compile("^Space")).first.click()
    with visit.page.expect_request("**/data/parts?theme=space&lang*"):
        visit.page.keyboard.press("Escape")
    let_through("theme=space")
    check_chosen(visit, None)
    expect(visit.page).to_have_url(f"{visit.server.url}/?theme=space&lang=en")
    expect(visit.page.locator(".sentence")).to_have_text(f"{SPACE} programmes on space")


@pytest.mark.browser
def test_a_step_back_taken_while_a_filter_is_answered_is_kept(visit: Visit) -> None:
    """Whoever goes back over a filter before another has answered sees in the end what the address says."""
    visit.open("?lang=en")
    visit.page.get_by_role("link", name=re.compile("^Space")).first.click()
    expect(visit.page.locator(".sentence")).to_have_text(f"{SPACE} programmes on space")
    let_through = hold(visit.page, PARTS)
    with visit.page.expect_request("**/data/parts?*theme=security*"):
        visit.page.get_by_role("link", name=re.compile("^Security")).first.click()
    visit.page.go_back()
    let_through("theme")
    expect(visit.page).to_have_url(f"{visit.server.url}/?theme=space&lang=en")
    expect(visit.page.locator(".sentence")).to_have_text(f"{SPACE} programmes on space")
    expect(visit.page.locator(".filters [aria-current]")).to_have_count(1)


@pytest.mark.browser
def test_a_mark_of_a_picture_keeps_the_choice(visit: Visit) -> None:
    """Drawn before the choice, it filters and leaves what was chosen since."""
    visit.open("?lang=en")
    choose(visit, "chancay")
    visit.page.locator('.themes [data-filter="theme=security"]').click()
    expect(visit.page).to_have_url(f"{visit.server.url}/?theme=security&site=chancay&lang=en")
    expect(visit.map.locator(".site")).to_have_count(3)
    check_chosen(visit, "chancay")


@pytest.mark.browser
def test_no_address_needs_a_run_of_the_page(visit: Visit, heard: list[str | bytes]) -> None:
    """Filter, tab, order, search and language are shown, under their title, without a word of Streamlit's server."""
    page, rows = visit.page, visit.page.locator("table.rows tbody tr")
    visit.open("?lang=en")
    heard.clear()
    page.get_by_role("link", name=re.compile("^Space")).first.click()
    expect(page).to_have_title(re.compile(f"^{SPACE} programmes on space – "))
    page.locator(".tabs a[data-tab=table]").click()
    expect(rows).to_have_count(SPACE)
    page.locator(".rows a[data-sort=title]").click()
    expect(page.locator("[data-column=title][aria-sort=ascending]")).to_be_visible()
    page.locator(".languages a[data-language=es]").click()
    expect(page).to_have_title(re.compile(f"^{SPACE} programas"))
    expect(page.locator(".tabs a[aria-current]")).to_have_text("Tabla")
    page.go_back()
    expect(page.locator(".tabs a[aria-current]")).to_have_text("Table")
    assert heard == []


@pytest.mark.browser
def test_back_returns_to_the_row_that_was_left(visit: Visit) -> None:
    """On a phone what is chosen far down in the table is shown at its top, and Back returns to the row."""
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    visit.open("?tab=table&lang=en")
    link = page.locator("table.rows tbody a[data-program]:visible").last
    link.scroll_into_view_if_needed()
    top = page.locator(".stMain").evaluate("(one) => one.scrollTop")
    link.evaluate("(one) => one.click()")
    expect(page.locator("#details")).to_be_in_viewport()
    page.go_back()
    page.wait_for_function("(top) => document.querySelector('.stMain').scrollTop === top", arg=top)


@pytest.mark.browser
def test_what_is_chosen_is_let_go_by_its_own_link(visit: Visit) -> None:
    """Chosen once more in the table it is let go; on the map the same site stays and is no step of the history."""
    visit.open("?tab=table&lang=en")
    choose(visit, "paita")
    before = count_entries(visit)
    visit.map.locator(f"{visit.site('paita')} svg").click()
    visit.page.locator(".rows tr.marked a[data-site=paita]").first.click()
    check_chosen(visit, None)
    assert count_entries(visit) == before + 1


@pytest.mark.browser
def test_a_slow_panel_is_no_later_than_the_next(visit: Visit) -> None:
    """Address and map follow at once; of panels that come in another order than they were asked for the last holds."""
    visit.open("?lang=en")
    visit.page.evaluate(WATCH)
    let_through = hold(visit.page, PARTS)
    for site in ("chancay", "paita"):
        with visit.page.expect_request(f"**/data/panel?*site={site}*"):
            visit.map.locator(f"{visit.site(site)} svg").click()
        expect(visit.page).to_have_url(re.compile(f"site={site}"))
        expect(visit.map.locator(".site.chosen")).to_have_attribute("data-site", site)
    let_through("paita")
    check_chosen(visit, "paita")
    let_through("chancay")
    visit.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert not [one for one in visit.page.evaluate("seen") if one.startswith(NAME["chancay"])]


@pytest.mark.browser
def test_what_is_asked_for_once_more_is_shown(visit: Visit) -> None:
    """A line that returns has the page ask anew for what is on its way; the answer that was dropped takes nothing."""
    visit.open("?lang=en")
    let_through = hold(visit.page, PARTS)
    with visit.page.expect_request("**/data/panel?*site=paita*"):
        visit.map.locator(f"{visit.site('paita')} svg").click()
    visit.page.context.set_offline(True)
    expect(visit.page.locator("#lost")).to_contain_text(text.MAP["lost"].en)
    with visit.page.expect_request("**/data/parts?*site=paita*"):
        visit.page.context.set_offline(False)
    expect(visit.page.locator("#lost")).to_have_count(0)
    let_through("paita")
    check_chosen(visit, "paita")
    expect(visit.page.locator("#lost")).to_have_count(0)


def refuse(route: Route) -> None:
    """Answer as a server that is overloaded."""
    route.fulfill(status=503, body="no")


def answer_otherwise(route: Route) -> None:
    """Answer with another page."""
    route.fulfill(body="<!doctype html><title>Streamlit</title>")


@pytest.mark.browser
@pytest.mark.parametrize("answer", [refuse, answer_otherwise, lambda route: route.abort()])
def test_a_panel_that_does_not_come_is_told(visit: Visit, answer: Callable[[Route], None]) -> None:
    """The last panel stays, the page says so and asks again when told to; Back and other choices need no press."""
    visit.open("?lang=en")
    alert = visit.page.get_by_role("alert")
    visit.page.route("**/data/panel?*", answer)
    visit.map.locator(f"{visit.site('chancay')} svg").click()
    expect(alert).to_contain_text(text.MAP["lost"].en)
    expect(visit.page).to_have_url(re.compile("site=chancay"))
    expect(visit.page.locator(".sentence")).to_have_text(EVERYTHING["en"])
    visit.page.go_back()
    expect(alert).to_have_count(0)
    check_chosen(visit, None)
    visit.page.go_forward()
    expect(alert).to_be_visible()
    visit.page.unroute("**/data/panel?*")
    visit.page.get_by_role("button", name=text.MAP["again"].en).click()
    check_chosen(visit, "chancay")
    expect(alert).to_have_count(0)
    choose(visit, "paita")


@pytest.mark.browser
def test_the_focus_waits_for_the_details(visit: Visit) -> None:
    """By keyboard it stays at the link until the details are there, goes to them, and with Escape back to the link."""
    visit.open()
    let_through = hold(visit.page, PARTS)
    link = visit.page.get_by_role("link", name=re.compile("^Lima"))
    with visit.page.expect_request("**/data/panel?*"):
        link.press("Enter")
    expect(link).to_be_focused()
    let_through("lima")
    expect(visit.page.locator("#details")).to_be_focused()
    visit.page.unroute(PARTS)
    visit.page.keyboard.press("Escape")
    expect(link).to_be_focused()


@pytest.mark.browser
def test_a_link_in_a_tab_of_its_own_leads_where_a_press_would(visit: Visit) -> None:
    """From what the address says when it is followed, whatever it said when the link was drawn."""
    visit.open("?program=cyber-defense-training&lang=en")
    visit.page.keyboard.press("Escape")
    check_chosen(visit, None)
    links = {
        ".tabs a[data-tab=table]": "?tab=table&lang=en",
        ".filters a[data-code=security]": "?theme=security&lang=en",
        "#panel a[data-site=paita]": "?site=paita&lang=en",
    }
    for selector, query in links.items():
        visit.page.locator(selector).first.click(button="right")
        expect(visit.page.locator(selector).first).to_have_attribute("href", f"{visit.server.url}/{query}")
    choose(visit, "paita")
    visit.page.locator(".languages a[data-language=es]").click(button="right")
    language = visit.page.locator(".languages a[data-language=es]")
    expect(language).to_have_attribute("href", f"{visit.server.url}/?site=paita&lang=es")


@pytest.mark.browser
def test_presses_before_the_answer_add_up(visit: Visit) -> None:
    """A theme and at once a bar of a picture: both filter."""
    visit.open("?lang=en")
    visit.page.evaluate("""() => [".filters a[data-code=space]", ".kinds a[data-filter='sector=430']"]
        .forEach((one) => document.querySelector(one).click())""")
    expect(visit.page).to_have_url(f"{visit.server.url}/?theme=space&sector=430&lang=en")
    expect(visit.page.locator(".filters .chips a[data-chip]")).to_have_count(1)


@pytest.mark.browser
def test_a_step_back_takes_back_what_was_searched(visit: Visit) -> None:
    """Though the field has the focus: what was typed is gone from it, and does not come back with the next press."""
    visit.open("?lang=en")
    field = visit.page.locator(".filters input[name=q]")
    field.press_sequentially("telescope")
    expect(visit.page).to_have_url(re.compile("q=telescope"))
    expect(visit.page.locator("#panel")).to_have_attribute("data-shown", re.compile("telescope"))
    visit.page.go_back()
    expect(field).to_have_value("")
    visit.page.locator(".tabs a[data-tab=table]").click()
    expect(visit.page).to_have_url(f"{visit.server.url}/?tab=table&lang=en")


FOREIGN = "utm_source=a+b&fbclid=x"


@pytest.mark.browser
def test_parameters_of_others_survive(fresh: Visit) -> None:
    """What is not the page's own stays in the address behind choice, filter, tab, sort, language and Back."""
    fresh.open(f"?{FOREIGN}&lang=en&embed_options=light_theme&embed=true")
    foreign = f"{FOREIGN}&embed_options=light_theme&embed=true"
    start = f"{fresh.server.url}/?"
    choose(fresh, "chancay")
    assert fresh.page.url == f"{start}site=chancay&lang=en&{foreign}"
    fresh.page.locator(".filters > .codes a").nth(3).click()
    expect(fresh.page).to_have_url(f"{start}theme=infrastructure&site=chancay&lang=en&{foreign}")
    expect(fresh.page.locator("a[data-back]")).to_have_attribute(
        "href", "?theme=infrastructure&lang=en&embed=true&embed_options=light_theme"
    )
    fresh.page.locator(".tabs").get_by_role("link", name="Table").click()
    expect(fresh.page).to_have_url(f"{start}theme=infrastructure&site=chancay&tab=table&lang=en&{foreign}")
    fresh.page.locator(".rows a[data-sort=title]").click(button="right")
    assert "embed_options=light_theme" in (fresh.page.locator(".rows a[data-sort=title]").get_attribute("href") or "")
    fresh.page.locator(".rows a[data-sort=amount]").click()
    expect(fresh.page).to_have_url(f"{start}theme=infrastructure&site=chancay&tab=table&sort=amount&lang=en&{foreign}")
    fresh.page.get_by_text("Español", exact=True).click()
    expect(fresh.page).to_have_url(f"{start}theme=infrastructure&site=chancay&tab=table&sort=amount&lang=es&{foreign}")
    fresh.page.go_back()
    expect(fresh.page).to_have_url(f"{start}theme=infrastructure&site=chancay&tab=table&sort=amount&lang=en&{foreign}")
    check_chosen(fresh, "chancay")


@pytest.mark.browser
def test_a_browser_that_refuses_addresses_stops_nothing(visit: Visit) -> None:
    """Where the history takes no more steps, head, list and map go on together, and Streamlit follows once it does."""
    visit.open("?lang=en&tab=table")
    visit.page.evaluate(f"window.allowed = false; {REFUSE}")
    visit.page.locator(".filters > .codes a[data-code=space]").click()
    expect(visit.page.locator(".sentence")).to_have_text("8 programmes on space")
    field = visit.page.locator(".filters input[name=q]")
    field.fill("navy")
    expect(visit.page.locator("#panel .notice")).to_contain_text("Nothing matches")
    field.fill("")
    expect(visit.page.locator(".sentence")).to_have_text("8 programmes on space")
    assert visit.page.url.endswith("?lang=en&tab=table")
    visit.page.evaluate("window.allowed = true")
    expect(visit.page).to_have_url(re.compile(r"\?theme=space&tab=table&lang=en$"))
    expect(visit.page.locator("table.rows tbody tr")).to_have_count(8)
    assert visit.list_complaints() == []
    visit.page.evaluate("delete history.pushState; delete history.replaceState")


def test_the_script_knows_the_parameters_in_their_order() -> None:
    """An address is written in the browser as on the server."""
    filters = Filters(**{name: ("x",) for name in EDITION.known if name not in ("program", "lang")}, q="x")
    address = Address(filters, site="x", program="x", tab="table", sort="title", hidden=("sector",), size="x")
    assert list(address.to_query()) == list(QUERY_NAMES)


@pytest.mark.browser
def test_an_address_without_a_language_is_in_the_browsers(fresh: Visit) -> None:
    """Also where the history leads back to it from another language."""
    fresh.open("")
    fresh.page.get_by_text("Español", exact=True).click()
    expect(fresh.page.locator(".sentence")).to_have_text(EVERYTHING["es"])
    expect(fresh.page.locator("html")).to_have_attribute("lang", "es")
    fresh.page.go_back()
    expect(fresh.page.locator(".sentence")).to_have_text(EVERYTHING["en"])
    expect(fresh.page.locator("html")).to_have_attribute("lang", "en")


@pytest.fixture
def returning(browser: Browser, server: Server) -> Iterator[Visit]:
    """Return a visit in a browser that keeps the pages that were left, as browsers do and Playwright's do not."""
    other = browser.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox", "--disable-gpu"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield Visit(other.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce"), server)
    other.close()


# Playwright does not find the frame of a page that was restored.
IN_FRAME = "document.querySelector('.st-key-map iframe').contentDocument"
SPOT = f"""() => {{ const [frame, site] = [document.querySelector(".st-key-map iframe"),
    {IN_FRAME}.querySelector(".site[data-site=paita] svg")].map((one) => one.getBoundingClientRect());
  return [frame.x + site.x + site.width / 2, frame.y + site.y + site.height / 2]; }}"""


@pytest.mark.browser
def test_a_page_that_was_left_and_returned_to_works(returning: Visit) -> None:
    """Restored as it was, it chooses, lets go and filters, and the map shows what the list says."""
    returning.open("?lang=en")
    choose(returning, "chancay")
    returning.page.evaluate("window.addEventListener('pageshow', (event) => { window.isKept = event.persisted; })")
    returning.page.goto(f"{returning.server.url}/dataset")
    returning.page.go_back(wait_until="commit")  # nothing is loaded
    assert returning.page.evaluate("window.isKept") is True
    page = returning.page
    expect(page.locator("#details")).to_have_text(NAME["chancay"])
    page.keyboard.press("Escape")
    expect(page.locator("#details")).to_have_count(0)
    page.wait_for_function(f"() => {IN_FRAME}.querySelectorAll('.site.chosen').length === 0")
    page.mouse.click(*page.evaluate(SPOT))
    expect(page.locator("#details")).to_have_text(NAME["paita"])
    expect(page.locator("[data-test-connection-state=CONNECTED][data-test-script-state=notRunning]")).to_be_attached()
    page.locator(".filters > .codes a").nth(0).click()
    expect(page).to_have_url(re.compile("theme=security&site=paita"))
    page.keyboard.press("Escape")
    expect(page.locator(".listed [data-site]")).to_have_count(3)
    page.wait_for_function(f"() => {IN_FRAME}.querySelectorAll('.site').length === 3")


@pytest.mark.parametrize(
    "address",
    [
        Address(Filters(), language="es"),
        Address(Filters(theme=("security",), q="base"), site="callao"),
        Address(Filters(), program="visa-applications", tab="table"),
    ],
)
def test_the_panel_has_an_address(server: Server, address: Address) -> None:
    """It is the panel of the page with the same query, kept for a while, as data is."""
    status, headers, body = server.fetch(f"/data/panel?{urlencode(address.to_query(), doseq=True)}")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    title, _ = describe_address(PageAt(EDITION, address))
    start = Markup('<body data-edition="{}" data-title="{}">').format(EDITION.digest, title)
    assert body.decode() == start + draw_panel(EDITION, address)
    assert headers["Cache-Control"] == "public, max-age=60"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.browser
@pytest.mark.parametrize("query", [f"q={'base+' * 500}", "sector=210&" * 300 + "lang=en&site=callao"])
def test_an_address_of_no_person_has_its_panel(fresh: Visit, query: str) -> None:
    """Where the first page is left out for the length of the address, the panel comes all the same."""
    fresh.page.goto(f"{fresh.server.url}/?{query}")
    expect(fresh.page.locator(".panel-place #panel")).to_be_visible()
    expect(fresh.page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("query", ["", "site=%00&site=x", "q=%ff&lang=xx&theme=&theme=nothing", "program=%3Cscript%3E"])
def test_any_query_gives_a_panel(server: Server, query: str) -> None:
    """What is not known is left aside, as on the page."""
    status, _, body = server.fetch(f"/data/panel?{query}")
    assert (status, b'<section id="panel"' in body, b"<script" in body) == (200, True, False)
