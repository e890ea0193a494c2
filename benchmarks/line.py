"""Measure a first visit over a slow line on a weak phone: `python benchmarks/line.py [VISITS]`.

A phone of 390 pixels with Chromium's "Slow 4G" (DevTools' preset: 1.6 Mbit/s down, 0.75 up, each times 0.9, and 562.5
ms for each request) and a processor slowed four times opens, through nginx as deploy/ has it: this page, an empty page
of Streamlit, and an empty page with st_folium, whose times are the floor of anything built on them. For each it prints
the bytes over the wire, the seconds until the first paint (of this page, the opening with its map and lists) and until
the map is drawn (where there is none, until the page is there), medians of some visits with an empty cache to warm
servers; and what this page asks for, by the moment it has come.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.visitor import Server, find_port, run_server  # noqa: E402 -- found by way of the line above

VISITS: Final = 3
PATIENCE: Final = 180_000  # milliseconds
SLOW_4G: Final = {
    "offline": False,
    "downloadThroughput": 1.6e6 / 8 * 0.9,
    "uploadThroughput": 0.75e6 / 8 * 0.9,
    "latency": 150 * 3.75,
}
SLOWDOWN: Final = 4
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# What each page is, and what in it shows that it is there.
EMPTY: Final = 'import streamlit as st\nst.write("")\nst.html("<p id=there>.</p>")\n'
FOLIUM: Final = """import folium, streamlit as st
from streamlit_folium import st_folium
class Map(folium.Map):
    default_js = [("leaflet", "../../app/static/leaflet.js")]
    default_css = [("leaflet", "../../app/static/leaflet.css")]
st_folium(Map(tiles=None), returned_objects=[])
"""
MAP: Final = "#there, .leaflet-container"


@dataclass
class Visit:
    """What one visit took: seconds until paint and map, and of each file the seconds until it came and its bytes."""

    painted: float = 0.0
    seconds: float = 0.0
    files: dict[str, tuple[float, int]] = field(default_factory=dict)

    @property
    def kilobytes(self) -> float:
        """What came over the wire, with headers; WebSockets carry a few kilobytes besides."""
        return sum(size for _, size in self.files.values()) / 1e3


@contextlib.contextmanager
def run_nginx(folder: Path, server: Server) -> Iterator[str]:
    """Run nginx as deploy/ has it before one server; yield its URL."""
    folder.mkdir()
    port = find_port()
    url = f"127.0.0.1:{port}"
    values = {f"MAP_{number}": f"127.0.0.1:{server.port}" for number in (1, 2, 3)}
    values |= {"LISTEN": url, "BASE": "", "STATE": str(folder)}
    template = (ROOT / "deploy" / "nginx.conf.template").read_text(encoding="utf-8")
    (folder / "nginx.conf").write_text(string.Template(template).safe_substitute(values), encoding="utf-8")
    user = " user root;" if os.geteuid() == 0 else ""  # else its workers could not write to the folder
    command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", f"daemon off;{user}"]
    with (folder / "error.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 -- our own command
    try:
        while process.poll() is None:  # it starts
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
        yield f"http://{url}"
    finally:
        process.terminate()
        process.wait()


def write_app(folder: Path, script: str) -> Path:
    """Write a page of Streamlit that finds Leaflet beside it; return the file."""
    from xstatic.pkg import leaflet  # noqa: PLC0415 -- of no use to our own page

    folder.mkdir()
    shutil.copytree(leaflet.BASE_DIR, folder / "static")
    (folder / ".streamlit").mkdir()
    settings = "[server]\nenableStaticServing = true\n[browser]\ngatherUsageStats = false\n"
    (folder / ".streamlit" / "config.toml").write_text(settings, encoding="utf-8")
    path = folder / "app.py"
    path.write_text(script, encoding="utf-8")
    return path


def listen(session: CDPSession, visit: Visit, started: float) -> None:
    """Note each file that comes to a page or to a frame of it."""
    urls: dict[str, str] = {}

    def note_answer(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = urlsplit(event["response"]["url"]).path

    def note_end(event: dict[str, Any]) -> None:
        name = urls.get(event["requestId"], "?")
        _, before = visit.files.get(name, (0.0, 0))  # hinted first and taken from the cache afterwards
        visit.files[name] = (time.perf_counter() - started, before + int(event["encodedDataLength"]))

    session.on("Network.responseReceived", note_answer)
    session.on("Network.loadingFinished", note_end)


def open_slowly(browser: Browser, url: str, shows: str) -> Visit:
    """Visit a page with an empty cache, slowed down, and wait until it shows something in itself or in a frame."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    visit = Visit()
    started = time.perf_counter()
    listen(session, visit, started)
    page.goto(f"{url}/?lang=en", timeout=PATIENCE, wait_until="commit")
    wait_for(page, shows)
    visit.seconds = time.perf_counter() - started
    visit.painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
    page.wait_for_timeout(6000)  # what the page still asks for
    context.close()
    return visit


def wait_for(page: Page, shows: str) -> None:
    """Wait until the page, or the frame of its map, shows an element."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        for frame in page.frames:
            with contextlib.suppress(Exception):  # a frame that is still loading has no document
                if frame.query_selector(shows):
                    return
        page.wait_for_timeout(20)
    raise TimeoutError(shows)


def measure(browser: Browser, folder: Path, app: Path, shows: str, visits: int) -> list[Visit]:
    """Return some first visits to an app, after one that warms the server."""
    environment = {"GEO_DATA": str(ROOT / "data" / "locations.geojson")}
    with run_server(folder / "log", app=app, env=environment) as server, run_nginx(folder / "nginx", server) as url:
        page = browser.new_page()
        page.goto(f"{url}/?lang=en")
        wait_for(page, shows)
        page.close()
        return [open_slowly(browser, url, shows) for _ in range(visits)]


def tell_files(visit: Visit) -> Iterator[str]:
    """Yield what a visit asked for, in the order in which it came; what is small together."""
    small = Counter[str]()
    for name, (moment, size) in sorted(visit.files.items(), key=lambda item: item[1]):
        if size >= 15_000 or not name.startswith("/static/"):  # noqa: PLR2004 -- bytes worth a line
            yield f"  {moment:6.2f} s  {size / 1e3:7.1f} kB  {name}"
        else:
            small.update(files=1, bytes=size)
    yield f"  {small['files']} small files of Streamlit, {small['bytes'] / 1e3:,.1f} kB together"


def main() -> None:
    """Measure this page and the two floors in turn."""
    visits = int(sys.argv[1]) if len(sys.argv) > 1 else VISITS
    rows = [
        "| page | over the wire, MB | files | first paint after, s | drawn after, s |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        folder = Path(name)
        pages = {
            "Streamlit, empty": (write_app(folder / "empty", EMPTY), "#there"),
            "st_folium, an empty map": (write_app(folder / "folium", FOLIUM), ".leaflet-container"),
            "this page": (ROOT / "app.py", ".site, canvas.sites"),
        }
        for number, (title, (app, shows)) in enumerate(pages.items()):
            (folder / str(number)).mkdir()
            done = measure(browser, folder / str(number), app, shows, visits)
            rows.append(_row(title, done))
            print(rows[-1], file=sys.stderr, flush=True)
        print("\n".join(rows), "", *tell_files(done[-1]), sep="\n")


def _row(title: str, visits: Sequence[Visit]) -> str:
    taken = ((one.kilobytes, len(one.files), one.painted, one.seconds) for one in visits)
    wire, files, painted, seconds = map(statistics.median, zip(*taken, strict=True))
    return f"| {title} | {wire / 1e3:.2f} | {files:.0f} | {painted:.1f} | {seconds:.1f} |"


if __name__ == "__main__":
    main()
