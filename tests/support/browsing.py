"""The page in a browser: opening it, waiting for what it does, and what axe-core finds wrong with it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, urlencode

import axe_playwright_python
import pytest
from playwright.sync_api import ConsoleMessage, Frame, FrameLocator, Page, Request, expect

from geo.viewing.data.address import parse_address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.result import Page as Shown
from geo.viewing.html.masthead import draw_tabs
from geo.viewing.html.panel import draw_panel
from support.visitor import PATIENCE, Server

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
Theme = Literal["light", "dark"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Chromium says this of the frame's attributes, which Streamlit writes.
HARMLESS = re.compile(r"Unrecognized feature|allow-scripts and allow-same-origin")

# As Safari does from the 101st step within ten seconds on; until `allowed` is true.
REFUSE = """["pushState", "replaceState"].forEach((name) => { const write = history[name];
  history[name] = function (...all) {
    if (!window.allowed) throw new DOMException("", "SecurityError");
    return write.apply(this, all); }; });"""


# Whether all of the page shows the address that the browser has, by the links of its parts that lead there: of the
# panel, of the open tab and of the last line, each without what it is not drawn anew for.
SETTLED = """() => {
  const trim = (query, names) => {
    const rest = new URLSearchParams(query);
    names.forEach((name) => rest.delete(name));
    rest.sort();
    return String(rest); };
  const isThere = (selector, ...names) => {
    const link = document.querySelector(selector);
    return link && trim(link.search, names) === trim(location.search, names); };
  const choice = ["site", "program", "size"];
  return isThere("#panel [data-copy]", "tab", "sort", "hide") && isThere(".tabs [aria-current]", ...choice)
    && isThere(".notice a[data-tab=about]", ...choice, "tab")
    && document.querySelector("[data-test-script-state=notRunning]"); }"""
CALM = """() => { document.activeElement?.blur();
  document.querySelectorAll(".filters details[open], .columns[open]").forEach((one) => { one.open = false; });
  const scrolled = document.querySelectorAll(".stMain, .st-key-panel");
  scrolled.forEach((one) => one.scrollTo({ top: 0, behavior: "instant" })); }"""


def arrive(page: Page, url: str) -> None:
    """Open the page and wait until the opening, which has the same lists, is gone."""
    page.goto(url)
    expect(page.locator("#opening")).to_have_count(0)


def rest(page: Page) -> None:
    """Wait until Streamlit has run the page."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def open_page(page: Page, server: Server, query: str) -> None:
    """Open the page and wait until the map and the pictures are drawn."""
    page.goto(f"{server.url}/{query}")
    expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
    expect(page.locator(".notice a[data-tab=about]")).to_be_visible()  # the last of the page


def find_chart(page: Page) -> Frame:
    """Return the frame of the map."""
    return next(frame for frame in page.frames if "st_folium" in frame.url)


def step(page: Page, query: str) -> None:
    """Lead the open page to another address as the browser's Back does: page and Streamlit follow."""
    page.evaluate(
        """query => { if (location.search === query) return;
          history.pushState(null, "", query);
          history.pushState(null, "", "?");
          history.back(); }""",
        query,
    )


def walk(page: Page, query: str) -> None:
    """Lead the open page to another address of what is known there, and wait until all of it is drawn."""
    step(page, query)
    page.wait_for_function(SETTLED, timeout=PATIENCE * 1000)


def use_theme(page: Page, theme: Theme) -> None:
    """Show the open page in another theme; return once the map, the last to hear of it, has followed."""
    page.emulate_media(color_scheme=theme)
    followed = "scheme => document.documentElement.style.colorScheme === scheme"
    find_chart(page).wait_for_function(followed, arg=theme, timeout=PATIENCE * 1000)


def return_to(
    page: Page, server: Server, query: str, size: tuple[int, int] = (1280, 800), theme: Theme = "light"
) -> None:
    """Show an address in some size and theme with the whole map in view and nothing unfolded, focused or pointed at.

    It is loaded only where the page is not open yet: else it is a step of its history.
    """
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(media="screen")
    if not page.url.startswith(f"{server.url}/?"):
        page.emulate_media(color_scheme=theme)
        open_page(page, server, query)
        rest(page)
        return
    page.mouse.move(0, 0)
    page.evaluate(CALM)
    use_theme(page, theme)
    walk(page, query)
    find_chart(page).evaluate("document.activeElement.blur(); document.querySelector('button.home').click()")


def list_violations(page: Page, *, in_map: bool = False) -> list[str]:
    """Return what axe-core finds in the page and in the map's frame, or there alone, with the elements."""
    for frame in page.frames:
        if (frame is page.main_frame or "st_folium" in frame.url) and not frame.evaluate("'axe' in window"):
            frame.evaluate(f"{AXE}; 0")
    # Else axe-core describes each element that is sound, and reads all style sheets for a rule that is none of these.
    options = {"runOnly": RULES, "resultTypes": ["violations"], "preload": {"assets": ["media"]}}
    part = {"fromFrames": [".st-key-map iframe", "html"]} if in_map else None
    result: dict[str, Any] = page.evaluate("all => axe.run(all[0] ?? document, all[1])", [part, options])
    return [f"{one['id']}: {node['target']} {node['html']}" for one in result["violations"] for node in one["nodes"]]


class Visit:
    """A page open in a browser, and what it asked for and complained of."""

    def __init__(self, page: Page, server: Server) -> None:
        """Listen to a page that is still empty."""
        self.page = page
        self.server = server
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self.note_request)
        page.on("pageerror", self.note_error)
        page.on("console", self.note)

    def open(self, query: str = "?lang=en") -> FrameLocator:
        """Open the page with a query and wait until the map is drawn."""
        self.page.goto(f"{self.server.url}/{query}")
        expect(self.page.locator(".st-key-map[data-ready]")).to_be_visible()
        expect(self.map.locator(".site").first).to_be_attached()
        return self.map

    def note_request(self, request: Request) -> None:
        """Keep what was asked for."""
        self.asked.append(request.url)

    def note_error(self, error: Exception) -> None:
        """Keep what a script threw."""
        self.complaints.append(str(error))

    def note(self, message: ConsoleMessage) -> None:
        """Keep what the console complains of."""
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    @property
    def map(self) -> FrameLocator:
        """The map's frame."""
        return self.page.frame_locator(".st-key-map iframe")

    def site(self, site: str) -> str:
        """Return the selector of a site on the map."""
        return f'.site[data-site="{site}"]'

    def mark_frame(self) -> None:
        """Leave a sign in the frame that a reload would take away, and move the map."""
        self.evaluate("window.sign = 1; map.setView([-9, -74], 6.5, { animate: false }); 0")

    def evaluate(self, script: str) -> object:
        """Return the value of a script in the map's frame."""
        return find_chart(self.page).evaluate(script)

    def list_strangers(self) -> list[str]:
        """Return what was asked of any other server."""
        own = (self.server.url, self.server.url.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.asked if not url.startswith(own)]

    def list_complaints(self) -> list[str]:
        """Return the errors and warnings of the console that are the page's."""
        return [text for text in self.complaints if not HARMLESS.search(text)]


# Another address for the entry of the history that the page is at, which hears of it as of a step of the visitor's.
STEP = """query => { history.replaceState(null, "", query); location.replace(`${location.href}#`);
  history.replaceState(null, "", query); }"""
# A browser forgets the oldest of 50 steps, and counts those that can be taken forward, which a new one takes away.
REWIND = """async () => { window.firstEntry ??= navigation.currentEntry.key;
  if (history.length > 30) await navigation.traverseTo(firstEntry).finished;
  if (navigation.canGoForward) history.pushState(null, "", location.href); }"""
LEAVE = """() => { window.seen = null;
  document.querySelector(".filters input[name=q]")?.dispatchEvent(new Event("change", { bubbles: true }));
  document.querySelectorAll(".filters details").forEach((one) => { one.open = false; }); }"""
# The legend is open at first from a width of 600 pixels on.
TIDY_MAP = """() => { partnershipMap.dismiss();
  document.querySelector(".tiles[aria-pressed=true]")?.click();
  Object.assign(document.querySelector(".voice"), { className: "voice", textContent: "" });
  document.querySelector(".legend").open = innerWidth >= 600;
  document.activeElement?.blur();
  document.querySelector(".home").click(); }"""
# Whether the page shows what the server draws for an address, and Streamlit has run it; a choice needs no run.
IS_SHOWN = """([drawn, tabs]) => {
  const panel = document.querySelector(".panel-place #panel");
  const clean = (link) => { const query = new URLSearchParams(link.getAttribute("href"));
    ["site", "program", "size"].forEach((name) => query.delete(name));
    return [String(query), link.getAttribute("aria-current")].join(); };
  return panel && Object.entries(drawn).every(([name, value]) => panel.dataset[name] === value)
    && [...document.querySelectorAll(".tabs a")].map(clean).join() === tabs.join()
    && document.querySelector("[data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"); }"""


class SharedVisit(Visit):
    """A visit to a page that stays open from test to test: each finds it as an arrival leaves it."""

    def open(self, query: str = "?lang=en") -> FrameLocator:
        """Lead the page to a query by its history, with the whole country in view; a page that is not there arrives."""
        if self.page.locator("[data-test-connection-state=CONNECTED]").count():
            self.tidy()
            self.page.evaluate(STEP, query)
        else:
            super().open(query)
            expect(self.page.locator("#opening")).to_have_count(0)
        self.settle(query)
        self.page.evaluate(CALM)  # a choice is scrolled to and takes the focus
        return self.map

    def tidy(self) -> None:
        """Let go what is chosen, and take back what was pressed, typed, scrolled and moved."""
        self.page.mouse.move(5, 5)
        self.page.evaluate(CALM)
        self.page.evaluate(LEAVE)
        self.page.evaluate(REWIND)
        query = self.page.evaluate("location.search")
        others = [pair for pair in parse_qsl(query[1:]) if pair[0] not in ("site", "program")]
        self.page.evaluate(STEP, f"?{urlencode(others)}")
        self.settle(urlencode(others))
        self.evaluate(TIDY_MAP)

    def settle(self, query: str) -> None:
        """Wait until panel, map and what stands below it are those of a query."""
        edition = get_edition()
        address = parse_address(parse_qs(query.removeprefix("?")), edition.known, "en")
        drawn = re.findall(r' data-(chosen|says|map)="([^"]*)"', str(draw_panel(edition, address)).partition(">")[0])
        tabs = str(draw_tabs(Shown(edition, replace(address, site=None, program=None, size=None))))
        links = re.findall(r'<a href="\?([^"]*)" data-tab="\w+"(?: aria-current="(page)")?', tabs)
        expected = [",".join((unescape(href), current)) for href, current in links]
        shown = {name: unescape(value) for name, value in drawn}
        self.page.wait_for_function(IS_SHOWN, arg=[shown, expected], timeout=PATIENCE * 1000)

    def leave(self) -> None:
        """Listen to the page no longer, and stand in its way no longer."""
        self.page.remove_listener("request", self.note_request)
        self.page.remove_listener("pageerror", self.note_error)
        self.page.remove_listener("console", self.note)


class Shared:
    """A page that tests visit one after another; where one failed, the next finds a new page."""

    def __init__(self, make: Callable[[], Page], server: Server, width: int = 1280, height: int = 800) -> None:
        """Keep what opens an empty page."""
        self.make = make
        self.server = server
        self.size = (width, height)
        self.page: Page | None = None

    @contextlib.contextmanager
    def visit(self, session: pytest.Session) -> Iterator[SharedVisit]:
        """Return a visit to the page: of the size, in light colours, with its requests let through."""
        if self.page is None or self.page.is_closed():
            self.page = self.make()
        width, height = self.size
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.emulate_media(color_scheme="light", media="screen", forced_colors="none", reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": height})
        visit, failed = SharedVisit(self.page, self.server), session.testsfailed
        yield visit
        visit.leave()
        if session.testsfailed > failed:
            self.close()

    def close(self) -> None:
        """Close the page."""
        if self.page is not None:
            self.page.close()
