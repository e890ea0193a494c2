"""The server when things go wrong: what was last good stays on show, visitors come back, and the log says why."""

from __future__ import annotations

import re
import shutil
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.contract.files import write_atomically
from geo.viewing.words import text
from support.browsing import arrive
from support.samples import make_bytes, make_feature
from support.visitor import PATIENCE, ROOT, Server, read_texts, run_server, start_server, stop_server, visit

# --- The server and its data


def ask_page(server: Server, query: str) -> str:
    """Return what a visit shows: what a run draws, and the panel."""
    with visit(server.port) as visitor:
        drawn = "\n".join(read_texts(visitor.run(query)))
    return drawn + server.fetch(f"/data/panel?{query}")[2].decode()


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


@pytest.mark.browser
def test_a_visitor_survives_a_restart(browser: Browser, tmp_path: Path) -> None:
    """Without a server the page says so in its language; then it is back by itself, with what was chosen."""
    server = start_server(tmp_path / "log")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    site = page.locator("header.site h2")
    try:
        arrive(page, f"{server.url}/?theme=security&site=callao&lang=es")
        expect(site).to_have_text("Base y puerto naval del Callao")
        expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
        before = read_panel(page)
        page.evaluate(WATCH)
        server.process.kill()
        server.process.wait()
        expect(page.get_by_role("alert")).to_contain_text(text.MAP["lost"].es)
        page.locator(".st-key-map iframe").content_frame.locator('.site[data-site="chancay"]').click()
        page.wait_for_timeout(4000)  # Streamlit's own box comes after three seconds
        expect(page.get_by_role("dialog")).not_to_be_visible()
        page.get_by_role("button", name=text.MAP["again"].es).click()
        expect(page.get_by_role("alert")).to_be_visible()
        server = start_server(tmp_path / "log", port=server.port)
        expect(site).to_have_text("Puerto de Chancay")
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page.locator("[data-ran-again]")).to_be_attached()
        expect(page).to_have_url(f"{server.url}/?theme=security&site=chancay&lang=es")
        page.get_by_role("link", name=text.BACK.es).click()
        expect(page.locator(".sentence")).to_contain_text("13 programas")
        page.locator(".st-key-map iframe").content_frame.locator('.site[data-site="callao"]').click()
        expect(site).to_have_text("Base y puerto naval del Callao")
        assert read_panel(page) == before
    finally:
        page.close()
        stop_server(server)


@pytest.mark.browser
def test_a_filter_sent_as_the_server_dies_is_sent_again(browser: Browser, tmp_path: Path) -> None:
    """What was pressed or typed and not answered is so once the server is back, and address, list and map agree."""
    server = start_server(tmp_path / "log")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    search = page.get_by_placeholder("Search programmes")
    try:
        arrive(page, f"{server.url}/?site=chancay&lang=en")
        expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
        for query, found in (
            ("theme=security", "13 programmes on security"),
            ("q=navy", "1 programme on security, naming “navy”"),
        ):
            server.process.send_signal(signal.SIGSTOP)  # it hears of nothing any more
            if "theme" in query:
                page.locator(".filters > .codes a").nth(0).click()
                page.keyboard.press("Escape")  # lets the choice go, which no run of the page is needed for
            else:
                search.fill("navy")
                search.press("Enter")
            server.process.kill()
            server.process.wait()
            server = start_server(tmp_path / "log", port=server.port)
            expect(page).to_have_url(re.compile(query))
            expect(page.locator(".sentence")).to_have_text(found)
    finally:
        page.close()
        stop_server(server)


# Where cookies are blocked, so is what a script could remember.
BLOCKED = """
const refuse = () => { throw new DOMException("", "SecurityError"); };
["sessionStorage", "localStorage"].forEach((name) => Object.defineProperty(window, name, { get: refuse }));
Object.defineProperty(Document.prototype, "cookie", { get: refuse, set: refuse });"""


@pytest.mark.browser
@pytest.mark.parametrize("script", ["", BLOCKED], ids=["cookies", "no-cookies"])
def test_a_page_that_streamlit_has_given_up_is_loaded_anew(browser: Browser, server: Server, script: str) -> None:
    """Where Streamlit will not connect again by itself, the page comes back as its address says."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(script)
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
