"""Visits by the hundred: ours next to the stock recipe, in the same run; about ten minutes.

`python benchmarks/load.py [--most 250] [--only bursts|holding|growth|hostile]` prints tables in Markdown. Most visitors
are WebSocket sessions that speak Streamlit's protocol and fetch what `page.js` does: they ask for the page, click
places and filter, each once in ten seconds, and their times are from the question to the last of the answer. Next to
them three Chromium pages click and filter, timed by the browser's own clock from the press to the frame that shows the
change. Memory is the server's resident set, which Linux tells. `hostile` has one client more, which does what
`attack.py` has.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final

from attack import ATTACKS, under
from page import FLAGS, NOTE_MAP, RECIPES, Visit, read_memory
from playwright.sync_api import Browser, Error, Frame, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException

from geo.contract.vocabulary import Theme

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = ROOT / "data" / "locations.geojson"
sys.path.insert(0, str(ROOT / "tests"))

from support.visitor import Server, Visitor, fetch, run_server, visit  # noqa: E402 -- found by way of the line above

STEPS: Final = (1, 10, 25, 50, 100, 250)
BROWSERS: Final = 3
WATCHED: Final = 12  # seconds for which the browsers act at each step
THOUGHT: Final = 10  # seconds between two actions of a visitor
PAUSE: Final = 2  # seconds between two actions of a thread at the most, so that few visitors give times enough
THREADS: Final = 4
ATTACKED: Final = 50  # sessions held while one client is hostile
BURST: Final = 25
BURSTS: Final = 3
ROUNDS: Final = 4
ROUND: Final = 100
QUIET: Final = """() => new Promise(done => { let since = performance.now();
  const look = () => { const now = performance.now();
    if (document.querySelector("[data-test-script-state]").dataset.testScriptState !== "notRunning") since = now;
    if (now - since > 250) done(); else setTimeout(look, 20); }; look(); })"""

NOTE_KEY: Final = """() => { window.pressed = new Promise(done => addEventListener("keydown",
  event => done(performance.timeOrigin + event.timeStamp), { capture: true, once: true })); }"""

Action = Callable[["Guest", int], object]


@dataclass(frozen=True)
class System:
    """One of the two: its name, its app, and what its visitors do."""

    name: str
    app: Path
    actions: Mapping[str, Action]


def find(messages: Sequence[ForwardMsg], kind: str) -> tuple[str, str]:
    """Return the id and the fragment of the first widget of a kind."""
    for message in messages:
        element = message.delta.new_element
        if message.WhichOneof("type") == "delta" and element.WhichOneof("type") == kind:
            return getattr(element, kind).id, message.delta.fragment_id
    raise LookupError(kind)


def click_ours(guest: Guest, number: int) -> None:
    """Choose one place after the other: `page.js` asks for its panel, and no page is run."""
    site = ("lima", "callao", "chancay", "paita")[number % 4]
    fetch(guest.port, f"/data/panel?site={site}&lang=en")


def filter_ours(guest: Guest, number: int) -> None:
    """Search for one word after the other: `page.js` asks for the parts of the page, and no page is run."""
    word = ("port", "water", "police", "space")[number % 4]
    fetch(guest.port, f"/data/parts?q={word}&lang=en")


def click_stock(guest: Guest, number: int) -> None:
    """Click one marker after the other."""
    widget, fragment = find(guest.page, "component_instance")
    name = ("Lima", "Port of Callao", "Port of Chancay", "Port of Paita")[number % 4]
    state = WidgetState(id=widget, json_value=json.dumps({"last_object_clicked_popup": name, "n": number}))
    guest.visitor.run("lang=en", [state], fragment)


def filter_stock(guest: Guest, number: int) -> None:
    """Choose one theme after the other."""
    widget, fragment = find(guest.page, "button_group")
    state = WidgetState(id=widget)
    state.string_array_value.data.append(list(Theme)[number % len(Theme)])
    guest.visitor.run("lang=en", [state], fragment)


SYSTEMS: Final = (
    System("this page", RECIPES["ours"], {"click": click_ours, "filter": filter_ours}),
    System("stock recipe", RECIPES["stock"], {"click": click_stock, "filter": filter_stock}),
)


@dataclass
class Guest:
    """A visitor without a browser, and the page it has."""

    visitor: Visitor
    port: int
    page: Sequence[ForwardMsg] = ()
    number: int = 0

    def load(self) -> float:
        """Ask for the page; return the milliseconds."""
        began = time.perf_counter()
        self.page = self.visitor.run("lang=en")
        return 1000 * (time.perf_counter() - began)

    def act(self, action: Action) -> float:
        """Click or filter; return the milliseconds."""
        self.number += 1
        began = time.perf_counter()
        action(self, self.number)
        return 1000 * (time.perf_counter() - began)


class Watcher(Visit):
    """A browser that clicks what is in view, and is content with a shorter rest, and soon tired."""

    patience: float = 20
    turns: int = 0  # since the page was opened: each undoes what the one before it did

    @property
    def frame(self) -> Frame:
        """The map's frame, waited for where it is being loaded anew."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            found = next((frame for frame in self.page.frames if "st_folium" in frame.url), None)
            if found is not None:
                return found
            self.page.wait_for_timeout(20)
        raise Error("no frame")

    def go_to(self, site: Mapping[str, Any]) -> tuple[float, float]:
        """Return where a site is in the page; of the stock recipe once its frame, loaded anew, has its markers."""
        if self.recipe == "stock":
            self.frame.wait_for_function("document.querySelectorAll('.leaflet-marker-icon').length > 0")
        box = self.page.locator("iframe").first.bounding_box()
        look = "p => { const { x, y } = map.latLngToContainerPoint([p.latitude, p.longitude]); return [x, y]; }"
        x, y = self.frame.evaluate(look, site)
        assert box is not None  # noqa: S101 -- the map is there
        return box["x"] + x, box["y"] + y - (0 if self.recipe == "ours" else 6)  # a pin stands above its point

    def filter(self, number: int) -> tuple[float, float]:
        """Ask for Iquitos, or for all again; return the milliseconds until the map shows it."""
        if self.recipe == "stock":
            return super().filter(0)  # the theme that Iquitos is of, on and off
        self.rest()
        search = self.page.locator(".filters input[name=q]")
        # Without an event, which would have the page search before the key is pressed.
        search.evaluate("(field, words) => { field.value = words; }", "" if number % 2 else "iquitos")
        self.frame.evaluate(NOTE_MAP)
        self.page.evaluate(NOTE_KEY)
        search.press("Enter")
        pressed: float = self.within(self.page, "window.pressed")
        return self.within(self.frame, "window.drawn") - pressed, 0

    def rest(self) -> None:
        """Wait until nothing runs."""
        self.page.evaluate(QUIET)

    def time(self, act: Callable[[], float]) -> tuple[float, float]:
        """Do something that returns its milliseconds; the server's time is not told apart from that of others."""
        self.rest()
        return act(), 0


@dataclass
class Times:
    """Milliseconds by what was done."""

    taken: dict[str, list[float]] = field(default_factory=lambda: {"click": [], "filter": []})
    lost: int = 0  # what was not answered

    def tell(self) -> tuple[str, ...]:
        """Return median and 95th percentile of each."""
        return tuple(tell(times) for times in self.taken.values())


def tell(times: Sequence[float]) -> str:
    """Return median and 95th percentile; of few times that is their largest."""
    if not times:
        return "–"
    return f"{statistics.median(times):.0f} / {sorted(times)[min(round(0.95 * len(times)), len(times) - 1)]:.0f}"


@contextlib.contextmanager
def crowd(system: System, guests: Sequence[Guest]) -> Iterator[Times]:
    """Let the guests act until the block ends, clicks and filters in turn; yield their times."""
    times, over = Times(), threading.Event()

    def act(some: Sequence[Guest]) -> None:
        for guest, what in itertools.cycle(itertools.product(some, system.actions)):
            began = time.perf_counter()
            try:
                times.taken[what].append(guest.act(system.actions[what]))
            except (OSError, HTTPException, WebSocketException):
                times.lost += 1
            if over.wait(max(0, min(THOUGHT / len(some), PAUSE) - (time.perf_counter() - began))):
                return

    with ThreadPoolExecutor(THREADS) as pool:
        shares = [guests[number::THREADS] for number in range(THREADS)]
        working = [pool.submit(act, share) for share in shares if share]
        try:
            yield times
        finally:
            over.set()
        for one in working:
            one.result()


def watch(watchers: Sequence[Watcher], places: Sequence[Mapping[str, Any]]) -> Times:
    """Let the browsers click and filter in turn for a while; return their times."""
    times, until = Times(), time.monotonic() + WATCHED
    for turn in itertools.count():
        watcher = watchers[turn % len(watchers)]
        try:
            times.taken["click"].append(watcher.click(places[watcher.turns % len(places)])[0])
            times.taken["filter"].append(watcher.filter(watcher.turns)[0])
            watcher.turns += 1
        except Error as error:  # too slow
            print(f"{watcher.recipe}: {error.message.splitlines()[0]}", file=sys.stderr, flush=True)
            times.lost += 1
            watcher.turns = 0
            with contextlib.suppress(Error):
                watcher.open()
        if time.monotonic() > until:
            return times
    raise AssertionError


def list_places() -> Sequence[Mapping[str, Any]]:
    """Return the places that the browsers click: nothing lies over them in the opening view."""
    features = json.loads(DATA.read_bytes())["features"]
    properties = {one["properties"]["site"]: one["properties"] for one in features}
    return [properties["paita"], properties["iquitos"]]


def hold(system: System, server: Server, browser: Browser, most: int) -> Iterator[tuple[Any, ...]]:
    """Let the visitors grow; yield for each step their number, memory, and the times of loads, clicks and filters."""
    recipe = next(name for name, app in RECIPES.items() if app == system.app)
    places = list_places()
    with contextlib.ExitStack() as stack:
        watchers = [Watcher(browser, recipe, 4, (server.url, server.process.pid)) for _ in range(BROWSERS)]
        for watcher in watchers:
            stack.callback(watcher.page.context.close)
            watcher.open()
        guests: list[Guest] = []
        for step in (one for one in STEPS if one <= most):
            new = [Guest(stack.enter_context(visit(server.port)), server.port) for _ in range(step - len(guests))]
            with ThreadPoolExecutor(THREADS) as pool:
                loads = list(pool.map(Guest.load, new))
            guests += new
            with crowd(system, guests) as acted:
                watched = watch(watchers, places)
            yield step, read_memory(server.process.pid), tell(loads), *acted.tell(), *watched.tell(), watched.lost


def burst(server: Server) -> tuple[float, list[float]]:
    """Return the seconds that many first loads at once take, and the milliseconds of each."""
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(BURST) as pool:
        guests = [Guest(stack.enter_context(visit(server.port)), server.port) for _ in range(BURST)]
        began = time.perf_counter()
        times = list(pool.map(Guest.load, guests))
        return time.perf_counter() - began, times


def come_and_go(server: Server) -> list[float]:
    """Return the memory after each round of visitors who come, look and leave."""
    memory = []
    for _ in range(ROUNDS):
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda _: visit_once(server), range(ROUND)))
        memory.append(read_memory(server.process.pid))
    return memory


def visit_once(server: Server) -> None:
    """Come, look and leave."""
    with visit(server.port) as visitor:
        visitor.run("lang=en")


@contextlib.contextmanager
def run(system: System, log: Path) -> Iterator[Server]:
    """Run a system until the block ends, with its first visitor, who pays for the imports, already gone."""
    env = {
        "GEO_DATA": str(DATA),
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
    }
    with run_server(log, app=system.app, env=env) as server:
        visit_once(server)
        yield server


def print_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown."""
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    for row in rows:
        print(f"| {' | '.join(f'{one:.0f}' if isinstance(one, float) else str(one) for one in row)} |")
    print(flush=True)


def measure_bursts(log: Path, _most: int) -> None:
    """Print how long many first loads at once take, the two systems in turn."""
    bursts: dict[str, list[tuple[float, list[float]]]] = {system.name: [] for system in SYSTEMS}
    with contextlib.ExitStack() as stack:
        servers = {system.name: stack.enter_context(run(system, log)) for system in SYSTEMS}
        for _ in range(BURSTS):
            for name, server in servers.items():
                bursts[name].append(burst(server))
    seconds = {name: statistics.median(one for one, _ in some) for name, some in bursts.items()}
    rows = [
        (name, f"{seconds[name]:.2f}", tell([time for _, times in some for time in times]))
        for name, some in bursts.items()
    ]
    print_table(("", f"{BURST} first loads at once, s (median of {BURSTS})", "each, ms p50 / p95"), rows)
    ours, stock = seconds.values()
    print(f"{BURST} first loads at once take {ours / stock:.2f} of the stock recipe's time.\n")


def measure_holding(log: Path, most: int) -> None:
    """Print what visitors wait for, and what memory they take, as they grow."""
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for system in SYSTEMS:
            with run(system, log) as server:
                rows += [(system.name, *row) for row in hold(system, server, browser, most)]
    heads = ("", "sessions", "memory, MB", "first load, ms p50 / p95", "click", "filter")
    print_table((*heads, "click in Chromium", "filter in Chromium", "not answered"), rows)
    for system in SYSTEMS:
        first, *_, last = (row for row in rows if row[0] == system.name)
        each = (last[2] - first[2]) / (last[1] - first[1])
        print(f"A session of {system.name} takes {each:.2f} MB.\n")


def measure_growth(log: Path, _most: int) -> None:
    """Print what memory visitors leave behind."""
    rows = []
    for system in SYSTEMS:
        with run(system, log) as server:
            memory = come_and_go(server)
        rows.append((system.name, *memory, f"{100 * (memory[-1] / memory[0] - 1):+.1f} %"))
    heads = [f"after {ROUND * number} visits, MB" for number in range(1, ROUNDS + 1)]
    print_table(("", *heads, "growth"), rows)


def measure_hostile(log: Path, most: int) -> None:
    """Print what visitors of this page wait for while one client does its worst, kind by kind."""
    system, rows = SYSTEMS[0], []
    number = min(most, ATTACKED)
    with sync_playwright() as playwright, run(system, log) as server, contextlib.ExitStack() as stack:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        watchers = [Watcher(browser, "ours", 4, (server.url, server.process.pid)) for _ in range(BROWSERS)]
        for watcher in watchers:
            watcher.open()
        for title, attack in ATTACKS.items():
            guests = [Guest(stack.enter_context(visit(server.port)), server.port) for _ in range(number)]
            for guest in guests:
                guest.load()
            with under(attack, server.port, server) as memory, crowd(system, guests) as acted:
                watched = watch(watchers, list_places())
            lost = acted.lost + watched.lost
            rows.append((title, memory[0], *acted.tell(), *watched.tell(), lost))
            stack.pop_all().close()
    heads = ("one hostile client", "memory, MB", "click, ms p50 / p95", "filter")
    print(f"{number} sessions and {BROWSERS} browsers, and next to them one client that does its worst:\n")
    print_table((*heads, "click in Chromium", "filter in Chromium", "not answered"), rows)


def main() -> None:
    """Measure both and print."""
    parts = {"bursts": measure_bursts, "holding": measure_holding, "growth": measure_growth, "hostile": measure_hostile}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=parts, help="one part")
    parser.add_argument("--most", type=int, default=STEPS[-1], help="the most sessions held")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        for part in [given.only] if given.only else parts:
            parts[part](Path(name) / "log", given.most)
    print(f"Measured in {(time.monotonic() - began) / 60:.1f} minutes.")


if __name__ == "__main__":
    main()
