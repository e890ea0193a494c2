"""Measure the page against the stock recipe, in Chromium: `python benchmarks/page.py [SITES ...]`.

For 30, 1,000, 10,000 and 100,000 made-up sites: the time to the first map with all sites, from a click to the details,
from a filter to the changed list and map (medians of several), what the WebSocket carried until then, the server's
processor time for each action, and its memory. What the stock recipe loads from five other servers is answered from
this machine. The table goes to stdout, the picture to docs/benchmark-page.svg.
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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Error, Frame, Page, Route, sync_playwright
from synthetic import build_collection
from xstatic.pkg import leaflet

from geo.write import write_atomically

ROOT: Final = Path(__file__).parent.parent
SIZES: Final = (30, 1_000, 10_000, 100_000)
ACTIONS: Final = 8
PATIENCE: Final = 90_000  # milliseconds after which a step counts as failed
RECIPES: Final = {"ours": ROOT / "app.py", "stock": ROOT / "benchmarks" / "stock.py"}
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


# All that folium wants of jQuery: the element that a text describes.
_JQUERY: Final = "window.$ = t => { const e = document.createElement('div'); e.innerHTML = t; return e.children; };"


@dataclass
class Result:
    """What was measured of one recipe at one size; None where a step took longer than PATIENCE."""

    recipe: str
    sites: int
    first_map_s: float | None = None
    socket_kb: float | None = None
    click_ms: float | None = None
    click_cpu_ms: float | None = None
    filter_ms: float | None = None
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
    """Return the processor time of a process so far, in milliseconds."""
    parts = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def read_memory(pid: int) -> float:
    """Return the resident memory of a process, in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def find_frame(page: Page) -> Frame:
    """Return the map's frame."""
    return next(frame for frame in page.frames if "st_folium" in frame.url)


def wait_for_map(page: Page, recipe: str, sites: int) -> None:
    """Wait until the map holds all its sites."""
    if recipe == "ours":
        page.wait_for_selector(".st-key-map[data-ready]", timeout=PATIENCE)
        return
    page.wait_for_selector("iframe", state="attached", timeout=PATIENCE)
    page.wait_for_timeout(300)
    count = "n => document.querySelectorAll('.leaflet-marker-icon').length >= n"
    find_frame(page).wait_for_function(count, arg=sites, timeout=PATIENCE)


def click_site(page: Page, site: dict[str, float | str]) -> float:
    """Bring a site to the middle of the map, click it there, and return the milliseconds until its details show."""
    frame = find_frame(page)
    frame.evaluate("p => { map.setView([p.latitude, p.longitude], 17, { animate: false }); }", site)
    page.wait_for_timeout(1200)  # the stock recipe runs the page for this as well
    box = page.locator("iframe").first.bounding_box()
    assert box is not None  # noqa: S101 -- it was found above
    # A pin stands above its point.
    spot = frame.evaluate(
        "p => { const { x, y } = map.latLngToContainerPoint([p.latitude, p.longitude]); return [x, y]; }", site
    )
    started = time.perf_counter()
    page.mouse.click(
        box["x"] + spot[0], box["y"] + spot[1] - (6 if frame.query_selector(".leaflet-marker-icon[src]") else 0)
    )
    page.wait_for_function(
        "name => document.querySelector('#details, .details')?.textContent.startsWith(name)",
        arg=site["name"],
        timeout=PATIENCE,
    )
    return (time.perf_counter() - started) * 1000


def press_filter(page: Page, recipe: str, number: int) -> float:
    """Press a theme and return the milliseconds until list and map have changed."""
    before = page.locator(".sentence").first.text_content()
    frame = find_frame(page)
    frame.evaluate("window.sign = document.querySelector('.voice')?.textContent ?? 1")
    pills = page.locator("[data-testid=stButtonGroup]").filter(has_text="" if recipe == "stock" else "Space").first
    started = time.perf_counter()
    pills.locator("button").nth(number).click()
    page.wait_for_function(
        "text => { const now = document.querySelector('.sentence')?.textContent; return now && now !== text; }",
        arg=before,
        timeout=PATIENCE,
    )
    if recipe == "ours":
        frame.wait_for_function("document.querySelector('.voice').textContent !== window.sign", timeout=PATIENCE)
    else:
        page.wait_for_function("() => true")
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until:
            try:
                now = find_frame(page)
                if now.evaluate(
                    "window.sign === undefined && document.querySelectorAll('.leaflet-marker-icon').length > 0"
                ):
                    break
            except (Error, StopIteration):
                pass
            time.sleep(0.01)
    return (time.perf_counter() - started) * 1000


def measure(browser: Browser, recipe: str, sites: int, data: Path, places: list[dict[str, float | str]]) -> Result:
    """Measure one recipe with one file."""
    result = Result(recipe, sites)
    with run_server(RECIPES[recipe], data) as (url, pid):
        page = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True).new_page()
        page.route(re.compile("^https:"), answer_for_others)
        carried = [0]
        page.on(
            "websocket",
            lambda ws: ws.on("framereceived", lambda frame: carried.__setitem__(0, carried[0] + len(frame))),
        )
        page.set_default_timeout(PATIENCE)
        try:
            page.goto(f"{url}/?lang=en")  # the first visit warms what is made once
            wait_for_map(page, recipe, sites)
            carried[0] = 0
            started = time.perf_counter()
            page.goto(f"{url}/?lang=en")
            wait_for_map(page, recipe, sites)
            result.first_map_s = time.perf_counter() - started
            page.wait_for_timeout(2000)
            result.socket_kb = carried[0] / 1e3
            cpu = read_cpu(pid)
            result.click_ms = statistics.median(click_site(page, place) for place in places)
            result.click_cpu_ms = (read_cpu(pid) - cpu) / len(places)
            page.goto(f"{url}/?lang=en")
            wait_for_map(page, recipe, sites)
            page.wait_for_timeout(1500)
            cpu = read_cpu(pid)
            result.filter_ms = statistics.median(press_filter(page, recipe, n % 5) for n in range(5))
            result.filter_cpu_ms = (read_cpu(pid) - cpu) / 5
        except Error as error:
            print(f"{recipe} {sites}: {error.message.splitlines()[0]}", file=sys.stderr)
        result.memory_mb = read_memory(pid)
        page.context.close()
    return result


def draw_table(results: list[Result]) -> str:
    """Return the results as a Markdown table."""
    names = [field.name for field in fields(Result)]
    rows = [[getattr(result, name) for name in names] for result in results]
    told = [
        ["–" if cell is None else f"{cell:,.1f}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in rows
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in [names, ["---"] * len(names), *told])


def draw_chart(results: list[Result]) -> str:
    """Return the times from click to details as an SVG of bars on a logarithmic scale."""
    bars = []
    for n, result in enumerate(results):
        y, value = 40 + 24 * n, result.click_ms
        width = 0 if value is None else max(2, 110 * (len(str(int(value))) - 1 + int(str(int(value))[0]) / 10))
        colour = "#14566f" if result.recipe == "ours" else "#b0a48c"
        told = "not within 90 s" if value is None else f"{value:,.0f} ms"
        bars.append(f'<text x="150" y="{y + 13}" text-anchor="end">{result.recipe}, {result.sites:,} sites</text>')
        bars.append(f'<rect x="160" y="{y}" width="{width:.0f}" height="17" fill="{colour}"/>')
        bars.append(f'<text x="{166 + width:.0f}" y="{y + 13}">{told}</text>')
    height = 56 + 24 * len(results)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" font-family="sans-serif" font-size="13">'
        f'<rect width="760" height="{height}" fill="#fff"/><text x="10" y="22" font-weight="bold">From a click to the '
        f"details (each step to the right is ten times as long)</text>{''.join(bars)}</svg>\n"
    )


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
            points = [
                one["properties"] for one in collection["features"] if (one["geometry"] or {}).get("type") == "Point"
            ]
            step = max(len(points) // ACTIONS, 1)
            places = [
                {"name": one["site_en"], "longitude": one["longitude"], "latitude": one["latitude"]}
                for one in points[::step][:ACTIONS]
            ]
            for recipe in RECIPES:
                results.append(measure(browser, recipe, sites, data, places))
                print(results[-1], file=sys.stderr)
    print(draw_table(results))
    write_atomically(ROOT / "docs" / "benchmark-page.svg", draw_chart(results).encode())


if __name__ == "__main__":
    main()
