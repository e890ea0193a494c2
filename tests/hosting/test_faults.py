"""What happens when things go wrong: nothing is half written, nothing is lost, and somebody is told."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.contract.check import parse_collection
from geo.contract.files import write_atomically
from geo.viewing.words import text
from support.browsing import arrive
from support.samples import make_bytes, make_feature
from support.visitor import ROOT, Server, read_texts, run_server, start_server, stop_server, visit

NOBODY = 65534
DATA = ROOT / "data"
OLD, NEW = "Port scanners for Chancay", "Scanners for the port of Chancay"


class Workshop:
    """A process that has everything loaded and runs `geo` in children."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Speak to a process that is ready."""
        self._process = process

    def ask(self, **job: Any) -> dict[str, Any]:
        """Have a job done and return its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def build(self, folder: Path, **how: Any) -> dict[str, Any]:
        """Build in a folder."""
        return self.ask(args=["build", "--data", str(folder)], **how)


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    """Return a workshop that is ready."""
    command = [sys.executable, str(ROOT / "tests" / "support" / "workshop.py"), str(DATA)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "geo.viewing.downloads.package\n"
        yield Workshop(process)
        process.kill()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a copy of the data that any user may read."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(shutil.copytree(DATA, Path(name, "data")))


def retitle(folder: Path, title: str) -> None:
    """Give one programme another title."""
    path = folder / "programs" / "chancay-port-scanners.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [f'en = "{title}"\n' if line.startswith("en = ") and first else line for line, first in mark_first(lines)]
    write_atomically(path, "".join(changed).encode())


def mark_first(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it is the first that begins with `en = `."""
    seen = False
    for line in lines:
        yield line, not seen
        seen = seen or line.startswith("en = ")


# --- The build


def test_a_killed_build_leaves_the_old_file_or_the_new(workshop: Workshop, folder: Path) -> None:
    """Killed at 50 random moments, many of them near the end, the build leaves one of the two files, whole."""
    path = folder / "locations.geojson"
    retitle(folder, NEW)
    seconds = workshop.build(folder)["seconds"]
    new = path.read_bytes()
    old = (DATA / "locations.geojson").read_bytes()
    assert old != new
    chance = random.Random(1)  # noqa: S311 -- moments, not secrets
    kills = [seconds * (chance.random() if number % 2 else 0.8 + 0.3 * chance.random()) for number in range(50)]
    left = set()
    for kill in (0, *kills, None):  # killed at once, and not at all: either file is seen, however fast the machine is
        path.write_bytes(old)
        workshop.build(folder, kill=kill)
        content = path.read_bytes()
        assert content in (old, new)
        left.add(content)
        for other in folder.glob("*.csv"):
            assert other.read_bytes().endswith(b"\n")
    assert left == {old, new}


def test_what_a_killed_build_leaves_beside_is_in_nobodys_way(workshop: Workshop, folder: Path) -> None:
    """A temporary file of a killed build is hidden, and the next build and the check work beside it."""
    (folder / ".locations.geojson.left.tmp").write_bytes(b'{"type": "Feat')
    assert workshop.build(folder)["code"] == 0
    assert workshop.ask(args=["check", "--data", str(folder)])["code"] == 0


def test_two_builds_at_once_leave_one_of_the_two(workshop: Workshop, folder: Path) -> None:
    """Two builds of different records at once both end well, and the file is that of one of them, whole."""
    path = folder / "locations.geojson"
    for _ in range(3):
        retitle(folder, OLD)
        workshop.build(folder)
        first = path.read_bytes()
        one = workshop.build(folder, wait=False)["pid"]
        retitle(folder, NEW)
        other = workshop.build(folder, wait=False)["pid"]
        assert [workshop.ask(wait=pid)["code"] for pid in (one, other)] == [0, 0]
        content = path.read_bytes()
        workshop.build(folder)
        assert content in (first, path.read_bytes())
        parse_collection(content, path.name)


def test_a_full_disk_is_one_line_and_the_old_file_stays(workshop: Workshop, folder: Path) -> None:
    """Where a file cannot grow, the build says so in one line and leaves everything as it was."""
    retitle(folder, NEW)
    before = read_all(folder)
    answer = workshop.build(folder, limit=100_000)
    assert (answer["code"], answer["stderr"]) == (1, "locations.geojson: cannot be written: File too large\n")
    assert read_all(folder) == before


def test_a_read_only_folder_is_one_line(workshop: Workshop, folder: Path) -> None:
    """In a folder that only others may write to, the build says so in one line."""
    retitle(folder, NEW)
    before = read_all(folder)
    folder.chmod(0o555)
    answer = workshop.build(folder, user=NOBODY)
    folder.chmod(0o755)
    assert (answer["code"], answer["stderr"]) == (1, "locations.geojson: cannot be written: Permission denied\n")
    assert read_all(folder) == before


@pytest.mark.parametrize("command", ["build", "check", "export --format html"])
def test_missing_boundaries_are_one_line(workshop: Workshop, folder: Path, command: str) -> None:
    """Without the boundaries every command that needs them says so in one line."""
    (folder / "boundaries.geojson").unlink()
    answer = workshop.ask(args=[*command.split(), "--data", str(folder)])
    assert answer["code"] == 1
    assert answer["stderr"] == "boundaries.geojson: cannot be read: No such file or directory\n"


@pytest.mark.parametrize("command", ["check", "export", "export --format html", "export --format gpkg"])
@pytest.mark.parametrize("content", [b"", b"\xff", b'{"type": "FeatureCollection"', b"[]"])
def test_a_broken_data_file_is_told_by_every_command(
    workshop: Workshop, folder: Path, command: str, content: bytes
) -> None:
    """Whatever reads the data tells what is wrong with it, in one line that names the file, without a traceback."""
    (folder / "locations.geojson").write_bytes(content)
    answer = workshop.ask(args=[*command.split(), "--data", str(folder)])
    assert answer["code"] == 1
    assert answer["stderr"].count("\n") == 1
    assert answer["stderr"].startswith("locations.geojson: ")


def read_all(folder: Path) -> dict[Path, bytes]:
    """Return the content of every file of a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- The server and its data


def ask_page(server: Server, query: str) -> str:
    """Return what a visit shows."""
    with visit(server.port) as visitor:
        return "\n".join(read_texts(visitor.run(query)))


def test_the_page_outlives_its_data(tmp_path: Path) -> None:
    """Broken at the start the page says so; a good file is picked up at once; a broken one after it changes nothing."""
    path = tmp_path / "locations.geojson"
    path.write_bytes(b'{"type": "FeatureCollection"')
    with run_server(tmp_path / "log", env={"GEO_DATA": str(path)}) as server:
        assert text.UNREADABLE.en in ask_page(server, "lang=en")
        assert text.UNREADABLE.es in ask_page(server, "lang=es")
        for path_of in ("data/locations.geojson", "data/locations.csv", "data/sites.json", "data/map.html", "dataset"):
            assert server.fetch(f"/{path_of}")[0] == 503
        write_atomically(path, make_bytes(make_feature(), make_feature(site="lima", site_en="Lima", longitude=-77.0)))
        assert "Port of Chancay" in ask_page(server, "lang=en")
        assert server.fetch("/data/locations.geojson")[0] == 200
        write_atomically(path, b"\xff\xfe")
        assert "Port of Chancay" in ask_page(server, "lang=en")
        path.unlink()
        assert "Port of Chancay" in ask_page(server, "lang=en")
        write_atomically(path, make_bytes(make_feature(site_en="Chancay harbour")))
        assert "Chancay harbour" in ask_page(server, "lang=en")
    log = (tmp_path / "log").read_text()
    assert "locations.geojson: not JSON at line 1 column 29" in log
    assert "locations.geojson: not UTF-8 at byte 0" in log
    assert "locations.geojson: cannot be read" in log
    assert "Traceback" not in log


def test_missing_boundaries_leave_list_and_table(tmp_path: Path) -> None:
    """Without the map's ground the page, its list and its downloads are there, and the log says what is missing."""
    app = tmp_path / "app"
    shutil.copytree(ROOT / "src" / "geo", app / "src" / "geo")
    shutil.copytree(ROOT / ".streamlit", app / ".streamlit")
    for name in ("app.py", "page.py", "data/locations.geojson"):
        (app / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, app / name)
    with run_server(tmp_path / "log", app=app / "app.py") as server:
        shown = ask_page(server, "lang=en")
        assert "Port of Chancay" in shown
        assert server.fetch("/data/locations.geojson")[0] == 200
        assert server.fetch("/data/boundaries.geojson")[0] == 503
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert "boundaries.geojson: cannot be read: No such file or directory" in log


# --- The server and its visitors

# Notes when the page was run to its end by a server that it had lost.
WATCH = """() => {
  const app = document.querySelector("[data-test-connection-state]");
  let lost = false, running = false;
  new MutationObserver(() => {
    lost ||= app.dataset.testConnectionState !== "CONNECTED";
    running ||= lost && app.dataset.testScriptState === "running";
    app.toggleAttribute("data-ran-again", running && app.dataset.testScriptState === "notRunning");
  }).observe(app, { attributeFilter: ["data-test-connection-state", "data-test-script-state"] });
}"""


@pytest.mark.browser
def test_a_visitor_survives_a_restart(browser: Browser, tmp_path: Path) -> None:
    """A server killed and started again: the page is back by itself with language, filter and site, and works."""
    server = start_server(tmp_path / "log")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    try:
        arrive(page, f"{server.url}/?sector=210&site=callao&lang=es")
        expect(page.locator("header.site h2")).to_have_text("Base y puerto naval del Callao")
        expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
        before = read_panel(page)
        page.evaluate(WATCH)
        server.process.kill()
        server.process.wait()
        server = start_server(tmp_path / "log", port=server.port)
        expect(page.locator("[data-ran-again]")).to_be_attached()
        page.get_by_role("link", name=text.BACK.es).click()
        expect(page.locator(".sentence")).to_contain_text("5 programas")
        page.locator(".st-key-map iframe").content_frame.locator('.site[data-site="callao"]').click()
        expect(page.locator("header.site h2")).to_have_text("Base y puerto naval del Callao")
        assert read_panel(page) == before
        assert "sector=210" in page.url
        assert "lang=es" in page.url
    finally:
        page.close()
        stop_server(server)


@pytest.mark.browser
def test_a_lost_connection_is_told_and_a_choice_waits(browser: Browser, tmp_path: Path) -> None:
    """Without a server the page says so in its own language; what is chosen meanwhile is shown once it is back."""
    server = start_server(tmp_path / "log")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    try:
        arrive(page, f"{server.url}/?lang=es")
        expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
        server.process.kill()
        server.process.wait()
        expect(page.get_by_role("alert")).to_contain_text(text.MAP["lost"].es)
        page.get_by_role("link", name="Puerto de Chancay").click()
        page.wait_for_timeout(4000)  # Streamlit's own box comes after three seconds
        expect(page.get_by_role("dialog")).not_to_be_visible()
        page.get_by_role("button", name=text.MAP["again"].es).click()
        expect(page.get_by_role("alert")).to_be_visible()
        server = start_server(tmp_path / "log", port=server.port)
        expect(page.locator("#details")).to_have_text("Puerto de Chancay")
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page).to_have_url(f"{server.url}/?site=chancay&lang=es")
    finally:
        page.close()
        stop_server(server)


@pytest.mark.browser
def test_a_page_that_streamlit_has_given_up_is_loaded_anew(browser: Browser, server: Server) -> None:
    """Where Streamlit will not connect again by itself, the page comes back as its address says."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    arrive(page, f"{server.url}/?site=chancay&lang=es")
    expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
    page.evaluate("window.sign = 1")
    app = page.locator("[data-test-connection-state]")
    app.evaluate("one => { one.dataset.testConnectionState = 'DISCONNECTED_FOREVER'; }")
    page.wait_for_function("() => window.sign === undefined")
    expect(page.locator("#opening")).to_have_count(0)
    expect(page.locator("#details")).to_have_text("Puerto de Chancay")
    page.close()


@pytest.mark.browser
def test_a_restarted_server_shows_what_the_address_says(browser: Browser, tmp_path: Path) -> None:
    """Without a touch the page that comes back shows other data, if the data changed meanwhile."""
    path = tmp_path / "locations.geojson"
    path.write_bytes(make_bytes(make_feature()))
    server = start_server(tmp_path / "log", env={"GEO_DATA": str(path)})
    page = browser.new_page()
    try:
        arrive(page, f"{server.url}/?site=chancay&lang=en")
        expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
        expect(page.locator("header.site h2")).to_have_text("Port of Chancay")
        server.process.kill()
        server.process.wait()
        path.write_bytes(make_bytes(make_feature(site_en="Chancay harbour")))
        server = start_server(tmp_path / "log", env={"GEO_DATA": str(path)}, port=server.port)
        expect(page.locator("header.site h2")).to_have_text("Chancay harbour")
    finally:
        page.close()
        stop_server(server)


def read_panel(page: Page) -> str:
    """Return what the panel beside the map says."""
    return page.locator(".st-key-panel").inner_text()
