"""The map's frame runs the map's script, whichever edition it shows, and no other that a page posts to it."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from geo.contract.files import write_atomically
from geo.viewing.server.security import find_frame_script
from support.samples import make_bytes, make_feature
from support.visitor import PATIENCE, Server, run_server

FRAME = "/component/streamlit_folium.st_folium/index.html"
# What st_folium's own page posts, but with a script of our own, and one more in each text that becomes HTML or code.
OPEN_AND_POST = """url => new Promise(done => {
    const frame = window.open(url);
    const args = { script: "const map_div = 1; document.title = 'script'; ",
                   html: `<img src="x" onerror="document.title = 'html'">`,
                   header: `<img src="x" onerror="document.title = 'header'">`,
                   feature_group: "document.title = 'group'", layer_control: null,
                   js_links: [], css_links: [], height: 100, width: 100, returned_objects: [],
                   default: {}, zoom: null, center: null, return_on_hover: false, pixelated: false };
    let times = 0;
    const timer = setInterval(() => {
        frame.postMessage({ type: "streamlit:render", args, disabled: false, theme: null }, "*");
        if (++times === 20) { clearInterval(timer); done(frame.closed); }
    }, 100);
})"""


@pytest.fixture
def stranger(browser: Browser) -> Iterator[BrowserContext]:
    """Return a browser in which the app has a name that is not this machine's: there COOP holds over TLS alone."""
    flags = ["--no-sandbox", "--host-resolver-rules=MAP *.example 127.0.0.1"]
    named = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=flags)
    context = named.new_context()
    context.route("http://evil.example/", lambda route: route.fulfill(body="<p>x", content_type="text/html"))
    yield context
    named.close()


def post_script(context: BrowserContext, server: Server) -> str:
    """Return the title of the frame's address, opened by a page of another origin that posts it scripts to run."""
    page = context.new_page()
    page.goto("http://evil.example/")
    with page.expect_popup() as popup:
        is_closed = page.evaluate(OPEN_AND_POST, f"http://map.example:{server.port}{FRAME}")
    assert not is_closed  # else nothing was posted
    popup.value.wait_for_timeout(500)
    return popup.value.title()


@pytest.mark.browser
def test_the_frame_runs_no_script_of_a_stranger(stranger: BrowserContext, server: Server) -> None:
    """A foreign page posts its script to the frame's address; it arrives there, and the browser refuses to run it."""
    said: list[str] = []
    stranger.on("console", lambda message: said.append(message.text))
    page = stranger.new_page()
    page.goto(f"http://map.example:{server.port}/?lang=en")
    expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
    assert not any("violates" in text for text in said)
    assert post_script(stranger, server) == "Streamlit Folium Component"
    for kind in ("inline script", "inline event handler"):
        assert any(text.startswith(f"Executing {kind} violates") for text in said)


@pytest.mark.browser
def test_a_new_edition_has_a_frame_that_works(browser: Browser, tmp_path: Path) -> None:
    """Where the data is replaced under an open page, its next run shows a map of the new one."""
    data = tmp_path / "x.geojson"
    data.write_bytes(make_bytes(make_feature()))
    with run_server(tmp_path / "log", env={"GEO_DATA": str(data)}) as server:
        page = browser.new_page()
        page.goto(f"{server.url}/?lang=en")
        expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
        sites = page.locator(".st-key-map iframe").content_frame.locator(".site")
        expect(sites).to_have_count(1)
        write_atomically(
            data,
            make_bytes(make_feature(), make_feature(site="lima", site_en="Lima", longitude=-77.04, latitude=-12.04)),
        )
        until = time.monotonic() + PATIENCE  # a slow machine reads it in the background
        while b"Lima" not in server.fetch("/data/locations.csv")[2]:
            assert time.monotonic() < until
        page.locator(".filters input[name=q]").fill("scanners")
        page.locator(".filters input[name=q]").press("Enter")
        expect(sites).to_have_count(2)
        page.close()


def test_the_frames_script_is_the_same_for_every_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is known once a page has run, and until then there is none: the component is announced by its import."""
    monkeypatch.delitem(sys.modules, "streamlit_folium", raising=False)
    assert find_frame_script() is None
    import streamlit_folium  # noqa: PLC0415 -- not before

    assert streamlit_folium.__name__ in sys.modules
    script = find_frame_script()
    assert script is not None
    assert script == find_frame_script()
    assert "partnershipMap.start(map_div);" in script
    assert "?v=" not in script
