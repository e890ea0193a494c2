"""A choice is shown before the page has run: held up between browser and server, the page answers all the same."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.viewing.data.address import Address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.html.panel import draw_panel
from geo.viewing.html.rendering import read_assets
from support.browsing import Visit, rest
from support.visitor import PATIENCE, Server

EDITION = get_edition()
# Keeps the heading of every panel that is painted beside the marked site of the map.
WATCH = """() => { window.seen = []; const look = () => {
  const map = document.querySelector(".st-key-map iframe").contentDocument;
  const sites = [...map.querySelectorAll(".site.chosen")].map((one) => one.dataset.site);
  const now = [document.querySelector("#details")?.textContent ?? "", ...sites].join();
  if (now !== seen.at(-1)) seen.push(now);
  requestAnimationFrame(look); }; look(); }"""
# Keeps each address that a script gives the page: Streamlit puts what it answers after a Back in the place of another.
NOTE_STEPS = """() => { window.steps = []; for (const name of ["pushState", "replaceState"]) {
  const give = history[name];
  history[name] = function (...all) { steps.push(String(all[2])); return give.apply(this, all); }; } }"""
SCRIPT = read_assets("page.js")
PATIENT = SCRIPT.replace("const ANSWER = 2000;", "const ANSWER = 600_000;")  # however slow the machine is
NAMES = {"chancay": "Port of Chancay", "iquitos": "Iquitos naval base", "paita": "Port of Paita"}


def read_kind(message: str | bytes) -> str | None:
    """Return what a message of the server is, as Streamlit calls it."""
    assert isinstance(message, bytes)
    kind: str | None = ForwardMsg.FromString(message).WhichOneof("type")
    return kind


class Line:
    """The page's WebSocket, which can be made to keep what the server says."""

    def __init__(self, page: Page) -> None:
        """Stand between a page that is still empty and its server."""
        self.held: list[str | bytes] | None = None
        self.last: str | None = None
        self.page = page
        page.route_web_socket(re.compile("/_stcore/stream"), self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        self.browser = browser
        browser.connect_to_server().on_message(self._carry)

    def _carry(self, message: str | bytes) -> None:
        if self.held is not None:
            self.held.append(message)
            return
        self.browser.send(message)
        if self.last and read_kind(message) == self.last:
            self.hold()

    def hold(self, *, after: str | None = None) -> None:
        """Keep what the server says from now on, or after the next message of a type."""
        self.held, self.last = (None, after) if after else ([], None)

    def release(self) -> None:
        """Let the page hear all that was kept, and what comes."""
        held, self.held, self.last = self.held or [], None, None
        for message in held:
            self.browser.send(message)

    def cut(self) -> None:
        """Once another run has begun, let the page hear that, but not what the one before it drew."""
        until = time.monotonic() + PATIENCE
        while "new_session" not in (kinds := [read_kind(message) for message in self.held or []]):
            assert time.monotonic() < until
            self.page.wait_for_timeout(20)
        begun = kinds.index("new_session")
        pairs = zip(kinds, self.held or [], strict=True)
        self.held = [message for number, (kind, message) in enumerate(pairs) if kind != "delta" or number > begun]
        self.release()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Return a fresh visit at 1280 by 800, to a page that waits for an answer as long as it takes."""
    assert PATIENT != SCRIPT
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.route("**/assets/map/page.js*", lambda route: route.fulfill(body=PATIENT, content_type="text/javascript"))
    yield Visit(context.new_page(), server)
    context.close()


@pytest.mark.browser
def test_the_last_choice_is_shown_at_once_and_stays(visit: Visit) -> None:
    """Panel, mark and voice follow while the server is silent; its late answers bring no earlier choice back."""
    line = Line(visit.page)
    chart = visit.open("?theme=infrastructure&theme=security&lang=en")
    address = visit.page.url
    visit.page.evaluate(WATCH)
    line.hold()
    for site, name in NAMES.items():
        chart.locator(f"{visit.site(site)} svg").click()
        expect(visit.page.locator("#details")).to_have_text(name)
        expect(chart.locator(".site.chosen")).to_have_attribute("data-site", site)
        expect(visit.page.locator("#voice")).to_have_text(re.compile(f"^{name}: "))
        visit.page.wait_for_function("one => seen.at(-1) === one", arg=f"{name},{site}")
    assert visit.page.url == address
    line.release()
    expect(visit.page).to_have_url(re.compile("site=paita"))
    rest(visit.page)
    expect(visit.page.locator("#panel")).to_have_count(1)
    shown = [one for one in visit.page.evaluate("seen") if one in {f"{name},{site}" for site, name in NAMES.items()}]
    assert shown == [f"{name},{site}" for site, name in NAMES.items()]
    visit.page.wait_for_function("() => seen.at(-1) === 'Port of Paita,paita'")


@pytest.mark.browser
@pytest.mark.parametrize("steps", [1, 2])
def test_back_undoes_a_choice_that_the_page_has_not_heard_of(visit: Visit, steps: int) -> None:
    """Pressed before the answer, once or twice, Back shows what was before: panel, mark and address agree."""
    line = Line(visit.page)
    chart = visit.open("?lang=en")
    visit.page.evaluate(NOTE_STEPS)
    for site in ("chancay", "paita")[:steps]:
        chart.locator(f"{visit.site(site)} svg").click()
        expect(visit.page).to_have_url(re.compile(f"site={site}"))
        rest(visit.page)
    line.hold()
    chart.locator(f"{visit.site('iquitos')} svg").click()
    expect(visit.page.locator("#details")).to_have_text("Iquitos naval base")
    for _ in range(steps):
        visit.page.go_back()
    line.release()
    visit.page.wait_for_function("() => steps.some((one) => one.includes('site=iquitos'))")
    expect(visit.page).not_to_have_url(re.compile("site="))
    expect(visit.page.locator("#details")).to_have_count(0)
    expect(chart.locator(".site.chosen")).to_have_count(0)


@pytest.mark.browser
def test_a_choice_that_is_left_unanswered_is_taken_back(visit: Visit) -> None:
    """Escape, pressed when an answer is no longer waited for, shows the list again, though nothing draws it anew."""
    visit.page.context.unroute_all()  # the page's own patience
    line = Line(visit.page)
    chart = visit.open("?lang=en")
    visit.page.evaluate(NOTE_STEPS)
    line.hold()
    chart.locator(f"{visit.site('chancay')} svg").click()
    expect(visit.page.locator("#details")).to_have_text("Port of Chancay")
    visit.page.wait_for_timeout(2500)
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#details")).to_have_count(0)
    expect(chart.locator(".site.chosen")).to_have_count(0)
    line.release()
    visit.page.wait_for_function("() => steps.some((one) => one.includes('site=chancay'))")
    expect(visit.page).not_to_have_url(re.compile("site="))
    expect(visit.page.locator("#details")).to_have_count(0)


@pytest.mark.browser
def test_back_undoes_a_choice_of_which_only_the_address_has_heard(visit: Visit) -> None:
    """Pressed between the answer's address and the rest of it, Back shows what was before, and the map does, too."""
    line = Line(visit.page)
    chart = visit.open("?lang=en")
    chart.locator(f"{visit.site('chancay')} svg").click()
    expect(visit.page).to_have_url(re.compile("site=chancay"))
    rest(visit.page)
    line.hold(after="page_info_changed")
    chart.locator(f"{visit.site('iquitos')} svg").click()
    expect(visit.page).to_have_url(re.compile("site=iquitos"))
    expect(chart.locator(".site.chosen")).to_have_attribute("data-site", "iquitos")
    visit.page.go_back()
    line.cut()
    expect(visit.page).to_have_url(re.compile("site=chancay"))
    expect(visit.page.locator("#details")).to_have_text("Port of Chancay")
    expect(chart.locator(".site.chosen")).to_have_attribute("data-site", "chancay")


@pytest.mark.browser
def test_a_filter_keeps_a_choice_that_the_page_has_not_heard_of(visit: Visit) -> None:
    """A mark of a picture, pressed before the answer, filters and leaves what was chosen."""
    line = Line(visit.page)
    chart = visit.open("?lang=en")
    line.hold()
    chart.locator(f"{visit.site('chancay')} svg").click()
    expect(visit.page.locator("#details")).to_have_text("Port of Chancay")
    visit.page.locator('.themes [data-filter="theme=security"]').click()
    line.release()
    expect(visit.page).to_have_url(re.compile("theme=security.*site=chancay"))
    expect(visit.page.locator("#details")).to_have_text("Port of Chancay")
    expect(chart.locator(".site")).to_have_count(3)
    expect(chart.locator(".site.chosen")).to_have_attribute("data-site", "chancay")


@pytest.mark.browser
def test_the_focus_is_at_the_details_before_and_after(visit: Visit) -> None:
    """By keyboard, the focus goes to the details that are foreseen and to those that the page draws in their place."""
    line = Line(visit.page)
    visit.open()
    line.hold()
    visit.page.get_by_role("link", name=re.compile("^Lima")).press("Enter")
    expect(visit.page.locator("#details")).to_be_focused()
    visit.page.locator("#details").evaluate("one => { one.dataset.foreseen = ''; }")
    line.release()
    expect(visit.page.locator("#details:not([data-foreseen])")).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("link", name=re.compile("^Lima"))).to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize(("status", "body"), [(503, "no"), (200, "<!doctype html><title>Streamlit</title>")])
def test_a_choice_works_without_foresight(visit: Visit, status: int, body: str) -> None:
    """Where the panel's address fails or answers with another page, the page's own run shows the choice."""
    visit.page.route("**/data/panel*", lambda route: route.fulfill(status=status, body=body))
    chart = visit.open()
    chart.locator(f"{visit.site('chancay')} svg").click()
    expect(visit.page.locator("#details")).to_have_text("Port of Chancay")


@pytest.mark.parametrize(
    "view",
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
    assert body.decode() == draw_panel(EDITION, address)
    assert headers["Cache-Control"] == "public, max-age=60"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("query", ["", "site=%00&site=x", "q=%ff&lang=xx&theme=&theme=nothing", "program=%3Cscript%3E"])
def test_any_query_gives_a_panel(server: Server, query: str) -> None:
    """What is not known is left aside, as on the page."""
    status, _, body = server.fetch(f"/data/panel?{query}")
    assert (status, b'<section id="panel"' in body, b"<script" in body) == (200, True, False)
