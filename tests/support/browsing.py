"""The page in a browser: opening it, waiting for what it does, and what axe-core finds wrong with it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import ConsoleMessage, Frame, FrameLocator, Page, Request, Route, expect

from support.visitor import PATIENCE, Server

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# What axe-core reads a colour as, which is half its time, is remembered: a page has few, on thousands of elements.
REMEMBER_COLORS = """(() => { const { prototype } = axe.commons.color.Color;
  const parse = prototype.parseString;
  const known = new Map();
  prototype.parseString = function (text) {
    if (!known.has(text)) {
      parse.call(this, text);
      known.set(text, { r: this.r, g: this.g, b: this.b, alpha: this.alpha });
    }
    return Object.assign(this, known.get(text)); }; })()"""
# What the page says is shown of the committed data where nothing is filtered, and how many signs its map has.
EVERYTHING = {"en": "53 programmes and 5 statistics", "es": "53 programas y 5 estadísticas"}
SIGNS = 8
Theme = Literal["light", "dark"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Chromium says this of the frame's attributes, which Streamlit writes.
HARMLESS = re.compile(r"Unrecognized feature|allow-scripts and allow-same-origin")

# As Safari does from the 101st step within ten seconds on; until `allowed` is true.
REFUSE = """["pushState", "replaceState"].forEach((name) => { const write = history[name];
  history[name] = function (...all) {
    if (!window.allowed) throw new DOMException("", "SecurityError");
    return write.apply(this, all); }; });"""


# Whether all of the page shows the address that the browser has, by the links of its parts that lead there (of the
# panel, of the open tab and of the last line, each without what it is not drawn anew for), and the map its colours.
SETTLED = """() => {
  const trim = (query, names) => {
    const rest = new URLSearchParams(query);
    names.forEach((name) => rest.delete(name));
    return [...rest].map(String).sort().join("&"); };
  const isThere = (selector, ...names) => {
    const link = document.querySelector(selector);
    return link && trim(link.search, names) === trim(location.search, names); };
  const choice = ["site", "program", "size"];
  const scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const map = document.querySelector(".st-key-map[data-ready] iframe")?.contentDocument.documentElement;
  return isThere("#panel [data-copy]", "tab", "sort", "hide") && isThere(".tabs [aria-current]", ...choice)
    && isThere(".notice a[data-tab=about]", ...choice, "tab") && map?.style.colorScheme === scheme
    && document.querySelector("[data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"); }"""
# Take back what was typed and unfolded, and what a test had the page watch. A click elsewhere: else the link that was
# followed last would take the focus again.
TIDY = """() => { window.seen = null;
  document.activeElement?.blur();
  document.body.click();
  document.querySelectorAll(".filters input").forEach((one) => { one.value = one.defaultValue;
    ["input", "change"].forEach((name) => one.dispatchEvent(new Event(name, { bubbles: true }))); });
  document.querySelectorAll(".filters details, .columns").forEach((one) => { one.open = false; }); }"""
# A new entry of the history, of which the page hears as of a step of the visitor's. It follows the first one, so that
# none is forgotten, as a browser does with more than 50, and none left to go forward to.
STEP = """async (query) => { window.firstEntry ??= navigation.currentEntry.key;
  await navigation.traverseTo(firstEntry).finished;
  history.pushState(null, "", query);
  location.replace(`${location.href}#`);
  history.replaceState(null, "", query); }"""
# A choice is scrolled to and takes the focus.
CALM = """() => { document.activeElement?.blur();
  const scrolled = document.querySelectorAll(".stMain, .st-key-panel");
  scrolled.forEach((one) => one.scrollTo({ top: 0, behavior: "instant" })); }"""
# Take back what was pressed and moved on the map. Its legend is open at first from a width of 600 pixels on.
TIDY_MAP = """() => { partnershipMap.dismiss();
  document.querySelector(".tiles[aria-pressed=true]")?.click();
  Object.assign(document.querySelector(".voice"), { className: "voice", textContent: "" });
  document.querySelector(".legend").open = innerWidth >= 600;
  document.activeElement?.blur();
  document.querySelector(".home").click(); }"""


def arrive(page: Page, url: str) -> None:
    """Open the page and wait until the opening, which has the same lists, is gone."""
    page.goto(url)
    expect(page.locator("#opening")).to_have_count(0)


def rest(page: Page) -> None:
    """Wait until Streamlit has run the page."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def find_chart(page: Page) -> Frame:
    """Return the frame of the map."""
    return next(frame for frame in page.frames if "st_folium" in frame.url)


def step(page: Page, query: str) -> None:
    """Lead the open page to another address by a step of its history, with nothing typed or unfolded."""
    page.evaluate(TIDY)
    page.evaluate(STEP, query)


def settle(page: Page) -> None:
    """Wait until all of the page shows what its address says, in the browser's colours."""
    page.wait_for_function(SETTLED, timeout=PATIENCE * 1000)


def use_theme(page: Page, theme: Theme) -> None:
    """Show the open page in another theme; return once the map, the last to hear of it, has followed."""
    page.emulate_media(color_scheme=theme)
    settle(page)


def return_to(page: Page, server: Server, query: str) -> None:
    """Show an address, of what is known there, as an arrival does: the whole map, nothing unfolded, focused or typed.

    It is loaded only where the page is not open yet: else it is a step of its history.
    """
    if not page.url.startswith(f"{server.url}/?"):
        arrive(page, f"{server.url}/{query}")
        expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
        rest(page)
        return
    page.mouse.move(0, 0)
    step(page, query)
    settle(page)
    page.evaluate(CALM)
    find_chart(page).evaluate(TIDY_MAP)


@contextlib.contextmanager
def lend(
    pages: list[Page], make: Callable[[], Page], session: pytest.Session, size: tuple[int, int] = (1280, 800)
) -> Iterator[Page]:
    """Return the page of a list, where the last test left it, in a size and light colours: `return_to` puts it back.

    At first, and after a test that failed, it is another, and empty.
    """
    if not pages:
        pages.append(make())
    page, failed = pages[-1], session.testsfailed
    page.unroute_all(behavior="ignoreErrors")
    page.emulate_media(color_scheme="light", media="screen", forced_colors="none", reduced_motion="reduce")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    yield page
    if session.testsfailed > failed:
        close_tab(pages.pop())


def close_tab(page: Page) -> None:
    """Close a page, and forget what it left in the browser's profile."""
    if not page.is_closed():
        page.evaluate("location.protocol === 'http:' && localStorage.clear()")
        page.close()


def hold(page: Page, address: str | re.Pattern[str]) -> Callable[[str], None]:
    """Keep every request for an address back; return what lets those through whose URL has some text, also later ones.

    Playwright hands a request over after it has told of it: it may come only once it was let through.
    """
    held: list[Route] = []
    passing: list[str] = []

    def keep(route: Route) -> None:
        if any(words in route.request.url for words in passing):
            route.continue_()
        else:
            held.append(route)

    def let_through(words: str) -> None:
        passing.append(words)
        for route in [one for one in held if words in one.request.url]:
            held.remove(route)
            route.continue_()

    page.route(address, keep)
    return let_through


def list_violations(page: Page, *, in_map: bool = False) -> list[str]:
    """Return what axe-core finds in the page and in the map's frame, or there alone, with the elements."""
    for frame in page.frames:
        if (frame is page.main_frame or "st_folium" in frame.url) and not frame.evaluate("'axe' in window"):
            frame.evaluate(f"{AXE}; {REMEMBER_COLORS}; 0")
    # Else axe-core describes each element that is sound, and reads all style sheets for a rule that is none of these.
    options = {"runOnly": RULES, "resultTypes": ["violations"], "preload": {"assets": ["media"]}}
    part = {"fromFrames": [".st-key-map iframe", "html"]} if in_map else None
    result: dict[str, Any] = page.evaluate("all => axe.run(all[0] ?? document, all[1])", [part, options])
    return [f"{one['id']}: {node['target']} {node['html']}" for one in result["violations"] for node in one["nodes"]]


class Visit:
    """A page open in a browser, and what it asked for and complained of."""

    def __init__(self, page: Page, server: Server) -> None:
        """Listen to a page."""
        self.page = page
        self.server = server
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self.note_request)
        page.on("pageerror", self.note_error)
        page.on("console", self.note)

    def open(self, query: str = "?lang=en") -> FrameLocator:
        """Show the page at a query, as `return_to` does, and return its map."""
        return_to(self.page, self.server, query)
        return self.map

    def leave(self) -> None:
        """Listen to the page no longer."""
        self.page.remove_listener("request", self.note_request)
        self.page.remove_listener("pageerror", self.note_error)
        self.page.remove_listener("console", self.note)

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
