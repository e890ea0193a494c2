"""Measure the page against the stock recipe, in Chromium: `python benchmarks/page.py [SITES ...]`.

For 30, 1,000, 10,000 and 100,000 made-up sites, one recipe after the other: the time to the first map with all sites
(of a second visit to a warm server), from a click to the details, from a filter to the changed list and map, what the
WebSocket carried until the map was there, the server's processor time for each action (above what it takes at rest for
as long) and at rest, and its memory. Times are the browser's own, from the press to the frame that shows the change.
What the stock recipe loads from five other servers is answered from this machine. The table goes to stdout; with all
sizes the picture goes to docs/benchmark-page.svg.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import shapely
from chart import draw_chart
from playwright.sync_api import Browser, Error, Frame, Page, Route, sync_playwright
from synthetic import build_collection
from xstatic.pkg import leaflet

from geo.contract.files import write_atomically
from geo.contract.vocabulary import Theme

ROOT: Final = Path(__file__).resolve().parent.parent
SIZES: Final = (30, 1_000, 10_000, 100_000)
CLICKS: Final = {30: 60}  # enough for the 95th percentile where there is an aim for it
FEW: Final = 12
APART: Final = 0.02  # degrees: 100 pixels at the map's largest scale
IDLE: Final = 3  # seconds for which a server is watched that nobody asks for anything
PATIENCE: Final = 90  # seconds after which a step counts as failed
ENOUGH: Final = 45  # seconds after which a step is repeated no more
MANY: Final = 20  # times that make a 95th percentile
RECIPES: Final = {"ours": ROOT / "app.py", "stock": ROOT / "benchmarks" / "stock.py"}
NAMES: Final = {"ours": "this page", "stock": "stock recipe"}
FAILED: Final = f"over {PATIENCE} s"
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

# All that folium wants of jQuery: the element that a text describes.
_JQUERY: Final = "window.$ = t => { const e = document.createElement('div'); e.innerHTML = t; return e.children; };"
_NOW: Final = "performance.timeOrigin + performance.now()"
# The moment of the next press in a document, as its clock has it.
_NOTE_PRESS: Final = """() => { window.pressed = new Promise(done => addEventListener("click",
  event => done(performance.timeOrigin + event.timeStamp), { capture: true, once: true })); }"""
# The moment of the first frame in which a condition holds.
_NOTE_CHANGE: Final = f"""([holds, value]) => {{ window.changed = new Promise(done => {{
  const look = () => eval(holds)(value) ? requestAnimationFrame(() => done({_NOW})) : requestAnimationFrame(look);
  look(); }}); }}"""
# The moment at which our map has drawn what a filter left.
NOTE_MAP: Final = f"""() => {{ const {{ show }} = partnershipMap; window.drawn = new Promise(done => {{
  partnershipMap.show = state => {{ show(state); partnershipMap.show = show;
    requestAnimationFrame(() => requestAnimationFrame(() => done({_NOW}))); }}; }}); }}"""
_PAINTED: Final = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# The page is at rest once it has asked the server for nothing for this long: st_folium waits before it tells of a move.
_AT_REST: Final = """() => new Promise(done => { let since = performance.now();
  const look = () => { const now = performance.now();
    if (document.querySelector("[data-test-script-state]").dataset.testScriptState !== "notRunning") since = now;
    if (now - since > 600) done(); else setTimeout(look, 20); }; look(); })"""


@dataclass
class Result:
    """What was measured of one recipe at one size; None where a step was not done within PATIENCE."""

    recipe: str
    sites: int
    map_ms: float | None = None
    socket_kb: float | None = None
    clicks_ms: Sequence[float] = ()
    idle_cpu_ms: float | None = None
    click_cpu_ms: float | None = None
    filters_ms: Sequence[float] = ()
    filter_cpu_ms: float | None = None
    memory_mb: float | None = None


@contextmanager
def run_server(app: Path, data: Path) -> Iterator[tuple[str, int]]:
    """Run an app on a free port of this machine; yield its URL and process id."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.address=127.0.0.1"]
    environment = {**os.environ, "GEO_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [*command, f"--server.port={port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()  # noqa: S310 -- http, as above
                break
            except OSError:
                time.sleep(0.2)
        yield url, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:  # it still builds a page that nobody waits for
            process.kill()
            process.wait()


def answer_for_others(route: Route) -> None:
    """Answer for the servers that folium asks, from this machine and at once; nothing here needs more than Leaflet."""
    path = Path(leaflet.BASE_DIR) / route.request.url.rpartition("/")[2]
    if path.is_file():
        route.fulfill(path=path)
    elif "jquery" in path.name:
        route.fulfill(body=_JQUERY, content_type="text/javascript")
    else:
        route.fulfill(body="", content_type="text/css" if route.request.url.endswith("css") else "text/javascript")


def read_cpu(pid: int) -> float:
    """Return the processor time of a process so far, in milliseconds, by Linux' clock of that process."""
    return time.clock_gettime((~pid << 3) | 2) * 1000


def read_memory(pid: int) -> float:
    """Return the resident memory of a process, in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Visit:
    """A browser's visit to one recipe."""

    patience: float = PATIENCE

    def __init__(self, browser: Browser, recipe: str, sites: int, server: tuple[str, int]) -> None:
        """Open an empty page."""
        self.recipe, self.sites = recipe, sites
        self.url, self.pid = server
        self.page: Page = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True).new_page()
        self.page.set_default_timeout(self.patience * 1000)
        self.page.route(re.compile("^https:"), answer_for_others)
        self.carried = 0
        self.idle = 0.0  # the server's processor time at rest, in milliseconds a second
        self.page.on("websocket", lambda ws: ws.on("framereceived", self._count))

    def _count(self, frame: str | bytes) -> None:
        self.carried += len(frame)

    @property
    def frame(self) -> Frame:
        """The map's frame, waited for where it is being loaded anew."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            found = next((frame for frame in self.page.frames if "st_folium" in frame.url), None)
            if found is not None:
                return found
            self.page.wait_for_timeout(20)
        raise Error(FAILED)

    def open(self) -> float:
        """Open the page and return the milliseconds until the map shows all its sites."""
        self.carried = 0
        started = time.perf_counter()
        self.page.goto(f"{self.url}/?lang=en")
        if self.recipe == "ours":
            self.page.wait_for_selector(".st-key-map[data-ready]")
        else:
            self.page.wait_for_selector("iframe", state="attached")
            drawn = "n => document.querySelectorAll('.leaflet-marker-icon').length >= n"
            self.frame.wait_for_function(drawn, arg=self.sites)
        self.frame.evaluate(_PAINTED)
        return (time.perf_counter() - started) * 1000

    def rest(self) -> None:
        """Wait until nothing runs."""
        self.page.evaluate(_AT_REST)

    def watch_idle(self) -> None:
        """Note what the server takes at rest, with the page open: it looks at its clock, its socket, its files."""
        self.rest()
        before = read_cpu(self.pid)
        time.sleep(IDLE)
        self.idle = (read_cpu(self.pid) - before) / IDLE

    def time(self, act: Callable[[], float]) -> tuple[float, float]:
        """Do something that returns its milliseconds; return those and the server's, above what it takes at rest."""
        self.rest()
        started, before = time.perf_counter(), read_cpu(self.pid)
        took = act()
        self.rest()
        return took, read_cpu(self.pid) - before - self.idle * (time.perf_counter() - started)

    def go_to(self, site: Mapping[str, Any]) -> tuple[float, float]:
        """Bring a site to the middle of the map; return where it is in the page."""
        self.frame.evaluate("p => { map.setView([p.latitude, p.longitude], 17, { animate: false }); }", site)
        self.rest()  # the stock recipe runs the page for this as well
        look = "p => { const { x, y } = map.latLngToContainerPoint([p.latitude, p.longitude]); return [x, y]; }"
        x, y = self.frame.evaluate(look, site)
        box = self.page.locator("iframe").first.bounding_box()
        assert box is not None  # noqa: S101 -- it was found above
        return box["x"] + x, box["y"] + y - (0 if self.recipe == "ours" else 6)  # a pin stands above its point

    def click(self, site: Mapping[str, Any]) -> tuple[float, float]:
        """Click a site; return the milliseconds until its details show, and the server's for it."""
        x, y = self.go_to(site)
        shows = "name => document.querySelector('#details, .details')?.textContent.trim().startsWith(name)"

        def act() -> float:
            self.frame.evaluate(_NOTE_PRESS)
            self.page.evaluate(_NOTE_CHANGE, [shows, site["site_en"]])
            self.page.mouse.click(x, y)
            pressed: float = self.within(self.frame, "window.pressed")
            return self.within(self.page, "window.changed") - pressed

        return self.time(act)

    def filter(self, number: int) -> tuple[float, float]:
        """Press a theme; return the milliseconds until list and map have changed, and the server's for it."""
        themes = self.page.locator(".filters > .codes a, [data-testid=stButtonGroup] button")
        before = self.page.locator(".sentence").first.text_content()
        changed = "old => ![null, undefined, old].includes(document.querySelector('.sentence')?.textContent)"

        def act() -> float:
            self.page.evaluate(_NOTE_PRESS)
            self.page.evaluate(_NOTE_CHANGE, [changed, before])
            if self.recipe == "ours":
                self.frame.evaluate(NOTE_MAP)
            else:
                self.frame.evaluate("window.old = true")
            themes.nth(number).click()
            pressed: float = self.within(self.page, "window.pressed")
            listed = self.within(self.page, "window.changed")
            drawn = self.within(self.frame, "window.drawn") if self.recipe == "ours" else self._wait_for_new_frame()
            return max(listed, drawn) - pressed

        return self.time(act)

    def within(self, frame: Frame | Page, promise: str) -> float:
        """Return the moment that a promise gives; raises Error where it is not kept in time."""
        told = f"new Error('over {self.patience} s')"
        limit = f"new Promise((_, fail) => setTimeout(() => fail({told}), {self.patience * 1000}))"
        moment: float = frame.evaluate(f"Promise.race([{promise}, {limit}])")
        return moment

    def _wait_for_new_frame(self) -> float:
        """Return the moment at which the frame was loaded anew and shows markers."""
        shows = "window.old === undefined && document.querySelectorAll('.leaflet-marker-icon').length > 0"
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            with suppress(Error, StopIteration):  # while it loads there is no frame, or it goes away
                moment: float = self.frame.wait_for_function(f"{shows} && {_NOW}", timeout=2000).json_value()
                return moment
            self.page.wait_for_timeout(10)
        raise Error(f"over {self.patience} s")


def list_lonely(places: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the places that no other is near: where signs overlap, a press on ours spreads them first."""
    points = shapely.points([(one["longitude"], one["latitude"]) for one in places])
    positions, _ = shapely.STRtree(points).query(points, predicate="dwithin", distance=APART)
    return [places[i] for i, number in Counter(positions.tolist()).items() if number == 1]  # itself


def repeat(act: Callable[[Any], tuple[float, float]], values: Sequence[Any]) -> tuple[list[float], float]:
    """Do something for each value while there is time; return the milliseconds of each and the server's on average."""
    until = time.monotonic() + ENOUGH
    done = []
    for value in values:
        done.append(act(value))
        if time.monotonic() > until:
            break
    times, cpu = zip(*done, strict=True)
    return list(times), statistics.mean(cpu)


def measure(browser: Browser, recipe: str, sites: int, data: Path, places: Sequence[Mapping[str, Any]]) -> Result:
    """Measure one recipe with one file; after a step that takes too long no other is tried."""
    result = Result(recipe, sites)
    with run_server(RECIPES[recipe], data) as server:
        visit = Visit(browser, recipe, sites, server)
        try:
            visit.open()  # warms what is made once
            result.map_ms = visit.open()
            visit.rest()
            result.socket_kb = visit.carried / 1e3
            visit.watch_idle()
            result.idle_cpu_ms = visit.idle
            result.clicks_ms, result.click_cpu_ms = repeat(visit.click, places)
            visit.open()
            result.filters_ms, result.filter_cpu_ms = repeat(visit.filter, [n % len(Theme) for n in range(FEW)])
        except Error as error:
            print(f"{recipe} {sites}: {error.message.splitlines()[0]}", file=sys.stderr)
        result.memory_mb = read_memory(visit.pid)
        visit.page.context.close()
    return result


def tell(values: Sequence[float]) -> tuple[str, str]:
    """Return median and 95th percentile of some milliseconds."""
    if not values:
        return FAILED, "–"
    tail = f"{statistics.quantiles(values, n=20)[-1]:,.0f}" if len(values) >= MANY else "–"
    return f"{statistics.median(values):,.0f}", tail


def draw_table(results: Sequence[Result]) -> str:
    """Return the results as a Markdown table."""
    heads = ["sites", "recipe", "first map, s", "over the socket until then, kB", "click to details, ms", "its p95, ms"]
    heads += ["CPU a click, ms", "filter to list and map, ms", "CPU a filter, ms", "CPU a second at rest, ms"]
    heads += ["server's memory, MB"]
    rows = [heads, ["---:", "---", *["---:"] * (len(heads) - 2)]]
    for one in results:
        first = FAILED if one.map_ms is None else f"{one.map_ms / 1000:.1f}"
        loose = [one.socket_kb, one.filter_cpu_ms, one.memory_mb]
        socket_kb, filter_cpu, memory = ("–" if value is None else f"{value:,.0f}" for value in loose)
        click_cpu, idle_cpu = ("–" if cpu is None else f"{cpu:,.1f}" for cpu in (one.click_cpu_ms, one.idle_cpu_ms))
        row = [f"{one.sites:,}", NAMES[one.recipe], first, socket_kb, *tell(one.clicks_ms), click_cpu]
        rows.append([*row, tell(one.filters_ms)[0], filter_cpu, idle_cpu, memory])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def draw(results: Sequence[Result]) -> bytes:
    """Return the times as an SVG."""

    def gather(read: Callable[[Result], float | None]) -> dict[str, dict[str, float | None]]:
        return {
            NAMES[recipe]: {f"{one.sites:,} sites": read(one) for one in results if one.recipe == recipe}
            for recipe in RECIPES
        }

    measures = {
        "From a click to the details (median)": gather(lambda one: statistics.median(one.clicks_ms or [0]) or None),
        "From a filter to list and map (median)": gather(lambda one: statistics.median(one.filters_ms or [0]) or None),
        "From the address to the first map with all sites": gather(lambda one: one.map_ms),
    }
    return draw_chart(measures, FAILED)


def main() -> None:
    """Measure both recipes at each size."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    results = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for sites in sizes:
            collection = build_collection(sites)
            data = Path(folder) / "sites.geojson"
            data.write_text(json.dumps(collection), encoding="utf-8")
            found = {one["properties"]["site"]: one for one in collection["features"]}.values()
            points = list_lonely([one["properties"] for one in found if (one["geometry"] or {}).get("type") == "Point"])
            clicks = CLICKS.get(sites, FEW)
            step = max(len(points) // clicks, 1)
            places = [points[n * step % len(points)] for n in range(clicks)]
            for recipe in RECIPES:
                results.append(measure(browser, recipe, sites, data, places))
                print(draw_table(results[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
    print(draw_table(results))
    if sizes == list(SIZES):
        write_atomically(ROOT / "docs" / "benchmark-page.svg", draw(results))


if __name__ == "__main__":
    main()
