"""The server when things go wrong: what was last good stays on show, visitors come back, and the log says why."""

from __future__ import annotations

import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo.contract.files import write_atomically
from geo.viewing.words import text
from support.browsing import Visit, arrive, list_violations
from support.samples import make_bytes, make_feature
from support.visitor import PATIENCE, ROOT, Server, read_texts, run_server, start_server, stop_server, visit

# --- The server and its data


def ask_page(server: Server, query: str) -> str:
    """Return what a visit shows: what a run draws, and the other parts of the page."""
    with visit(server.port) as visitor:
        drawn = "\n".join(read_texts(visitor.run(query)))
    return drawn + "".join(server.fetch(f"/data/{part}?{query}")[2].decode() for part in ("parts", "below"))


@pytest.mark.browser
def test_the_page_outlives_its_data(open_tab: Callable[..., Page], tmp_path: Path) -> None:
    """Broken at the start the page says so; a good file is picked up at once; a broken one after it changes nothing.

    Without data the page has its title and says why there is nothing else, open to everyone and without an alarm.
    """
    path = tmp_path / "locations.geojson"
    path.write_bytes(b'{"type": "FeatureCollection"')
    with run_server(tmp_path / "log", env={"GEO_DATA": str(path)}) as server:
        assert text.UNREADABLE.en in ask_page(server, "lang=en")
        assert text.UNREADABLE.es in ask_page(server, "lang=es")
        page = open_tab(1280, 900)
        arrive(page, f"{server.url}/?lang=es")
        expect(page.get_by_role("heading", name=text.TITLE.es)).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text(text.UNREADABLE.es)
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        assert list_violations(page) == []
        page.close()
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
        until = time.monotonic() + PATIENCE  # a slow machine reads it in the background
        while "Chancay harbour" not in ask_page(server, "lang=en"):
            assert time.monotonic() < until
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


class Host:
    """What runs the app on a copy of the data, and runs it anew on the same port."""

    def __init__(self, folder: Path) -> None:
        """Start the app."""
        self.data = folder / "locations.geojson"
        shutil.copy(ROOT / "data" / "locations.geojson", self.data)
        self.log = folder / "log"
        self.server = start_server(self.log, env={"GEO_DATA": str(self.data)})

    def kill(self) -> None:
        """End the app at once."""
        self.server.process.kill()
        self.server.process.wait()

    def restart(self) -> None:
        """Start the app anew."""
        self.server = start_server(self.log, env={"GEO_DATA": str(self.data)}, port=self.server.port)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Run the app for the tests that restart it."""
    host = Host(tmp_path_factory.mktemp("host"))
    yield host
    stop_server(host.server)


@pytest.fixture
def host(running: Host) -> Host:
    """Return the host with the app running, whatever became of it in the test before."""
    if running.server.process.poll() is not None:
        running.restart()
    return running


@pytest.fixture
def server(host: Host) -> Server:
    """Return the server that `visit` is a visit to."""
    return host.server


@pytest.mark.browser
def test_a_visitor_survives_a_restart(host: Host, visit: Visit) -> None:
    """Without a server the page says so in its language; then it is back by itself, with what was chosen."""
    chart = visit.open("?theme=security&site=callao&lang=es")
    page, site = visit.page, visit.page.locator("header.site h2")
    expect(site).to_have_text("Base y puerto naval del Callao")
    before = read_panel(page)
    page.evaluate(WATCH)
    host.kill()
    expect(page.get_by_role("alert")).to_contain_text(text.MAP["lost"].es)
    chart.locator('.site[data-site="chancay"]').click()
    page.wait_for_timeout(4000)  # Streamlit's own box comes after three seconds
    expect(page.get_by_role("dialog")).not_to_be_visible()
    page.get_by_role("button", name=text.MAP["again"].es).click()
    expect(page.get_by_role("alert")).to_be_visible()
    host.restart()
    expect(site).to_have_text("Puerto de Chancay")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("[data-ran-again]")).to_be_attached()
    expect(page).to_have_url(f"{visit.server.url}/?theme=security&site=chancay&lang=es")
    page.get_by_role("link", name=text.BACK.es).click()
    expect(page.locator(".sentence")).to_contain_text("13 programas")
    chart.locator('.site[data-site="callao"]').click()
    expect(site).to_have_text("Base y puerto naval del Callao")
    assert read_panel(page) == before


@pytest.mark.browser
def test_a_filter_sent_as_the_server_dies_is_sent_again(host: Host, visit: Visit) -> None:
    """What was pressed or typed and not answered is so once the server is back, and address, list and map agree."""
    chart = visit.open("?site=chancay&lang=en")
    page, search = visit.page, visit.page.get_by_placeholder("Search programmes")
    for query, found, sites in (
        ("theme=security", "13 programmes on security", 3),
        ("q=navy", "1 programme on security, naming “navy”", 2),
    ):
        host.server.process.send_signal(signal.SIGSTOP)  # it hears of nothing any more
        if "theme" in query:
            page.locator(".filters > .codes a").nth(0).click()
            page.keyboard.press("Escape")  # lets the choice go, which no run of the page is needed for
        else:
            search.fill("navy")
            search.press("Enter")
        host.kill()
        host.restart()
        expect(page).to_have_url(re.compile(query))
        expect(page.locator(".sentence")).to_have_text(found)
        expect(chart.locator(".site")).to_have_count(sites)


@pytest.mark.browser
def test_a_restarted_server_shows_what_the_address_says(host: Host, visit: Visit) -> None:
    """Without a touch the page that comes back shows other data, if the data changed meanwhile."""
    visit.open("?site=chancay&lang=en")
    heading = visit.page.locator("header.site h2")
    expect(heading).to_have_text("Port of Chancay")
    host.kill()
    content = host.data.read_bytes()
    host.data.write_bytes(content.replace(b'"site_en":"Port of Chancay"', b'"site_en":"Chancay harbour"'))
    host.restart()
    expect(heading).to_have_text("Chancay harbour")
    expect(visit.page).to_have_title(re.compile("^Chancay harbour – "))


@pytest.mark.browser
@pytest.mark.usefixtures("host")
def test_a_page_that_streamlit_has_given_up_is_loaded_anew(visit: Visit) -> None:
    """Where Streamlit will not connect again by itself, the page comes back as its address says."""
    visit.open("?site=chancay&lang=es")
    check_revival(visit.page)


# Where cookies are blocked, so is what a script could remember.
BLOCKED = """
const refuse = () => { throw new DOMException("", "SecurityError"); };
["sessionStorage", "localStorage"].forEach((name) => Object.defineProperty(window, name, { get: refuse }));
Object.defineProperty(Document.prototype, "cookie", { get: refuse, set: refuse });"""


@pytest.mark.browser
def test_a_page_that_may_remember_nothing_is_loaded_anew(open_tab: Callable[..., Page], host: Host) -> None:
    """Where cookies are blocked, a page that Streamlit has given up comes back, too."""
    page = open_tab(1280, 900)
    page.add_init_script(BLOCKED)
    arrive(page, f"{host.server.url}/?site=chancay&lang=es")
    expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
    check_revival(page)
    page.close()


def check_revival(page: Page) -> None:
    """Have Streamlit give the page up, and check that it is loaded anew."""
    page.evaluate("window.sign = 1")
    app = page.locator("[data-test-connection-state]")
    app.evaluate("one => { one.dataset.testConnectionState = 'DISCONNECTED_FOREVER'; }")
    page.wait_for_function("() => window.sign === undefined")
    expect(page.locator("#opening")).to_have_count(0)
    expect(page.locator("#details")).to_have_text("Puerto de Chancay")


def read_panel(page: Page) -> str:
    """Return what the panel beside the map says."""
    return page.locator(".st-key-panel").inner_text()
