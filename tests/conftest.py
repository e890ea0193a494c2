"""What takes seconds to load or start, once: the gazetteers, a made-up file, the real server, a browser."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from geo.building import build
from geo.building.gazetteer import Gazetteer
from geo.contract.boundaries import Boundary, load_boundaries
from support.browsing import Visit, close_tab, lend
from support.visitor import PATIENCE, Server, run_server
from support.workshop import recall_gazetteer

ROOT = Path(__file__).parent.parent
MAKE_INDEX = """
import re
from pathlib import Path
from geo.drafting.geoparse.index import load_index
load_index()
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024)
"""

gc.set_threshold(100_000, 50, 100)  # a gazetteer is millions of values, none of which goes

# A shared machine is slow at times; how fast things are is for the benchmarks to say.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
expect.set_options(timeout=PATIENCE * 1000)

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def boundaries() -> Mapping[str, Boundary]:
    """Return the committed boundaries."""
    return load_boundaries()


@pytest.fixture(scope="session")
def gazetteer(boundaries: Mapping[str, Boundary]) -> Gazetteer:
    """Return the installed gazetteers of Peru and the United States."""
    return recall_gazetteer(boundaries, {"PE", "US"})


@pytest.fixture(scope="session", autouse=True)
def _recalled() -> Iterator[None]:
    """Have builds of the same boundaries and countries find the gazetteer that the first of them loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "load_gazetteer", recall_gazetteer)
        yield


@pytest.fixture(scope="session")
def index_peak(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[int]:
    """Return the most memory, in MB, that making the geoparser's index took: half a minute, once for all workers.

    From then on it lies where that of the user who runs the tests would.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    told = shared / "index-peak"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(shared / "cache"))
        with FileLock(shared / "index-lock"):
            if not told.exists():
                peak = subprocess.run([sys.executable, "-c", MAKE_INDEX], stdout=subprocess.PIPE, check=True).stdout
                told.write_bytes(peak)
        yield int(told.read_bytes())


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of the contract with 30 made-up sites."""
    from synthetic import build_collection  # noqa: PLC0415 -- found by way of the path above

    path = tmp_path_factory.mktemp("synthetic") / "sites.geojson"
    path.write_text(json.dumps(build_collection(30)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return the app, running on the committed data."""
    with run_server(tmp_path_factory.mktemp("server") / "log") as running:
        yield running


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Return the profile of Chromium, the machine's own or else Playwright's: scripts stay compiled in it."""
    with sync_playwright() as playwright:
        try:
            context = playwright.chromium.launch_persistent_context(
                tmp_path_factory.mktemp("profile"),
                executable_path=shutil.which("chromium"),
                args=CHROMIUM_FLAGS,
                locale="en-US",
                reduced_motion="reduce",
            )
        except Error as error:
            message = "the browser tests need Chromium: `apt-get install chromium` or `playwright install chromium`"
            if os.environ.get("CI") == "true":
                pytest.fail(f"{message}\n{error}")
            pytest.skip(message)
        yield context
        context.close()


@pytest.fixture(scope="session")
def browser(profile: BrowserContext) -> Browser:
    """Return Chromium, for contexts of a test's own."""
    assert profile.browser is not None
    return profile.browser


@pytest.fixture(scope="module")
def shared_tabs() -> Iterator[list[Page]]:
    """Return where `shared_tab` keeps its page as long as the module's tests run."""
    pages: list[Page] = []
    yield pages
    for page in pages:
        close_tab(page)


@pytest.fixture
def shared_tab(request: pytest.FixtureRequest, profile: BrowserContext, shared_tabs: list[Page]) -> Iterator[Page]:
    """Return the page that the tests of a module share, in the browser's own profile."""
    with lend(shared_tabs, profile.new_page, request.session) as page:
        yield page


@pytest.fixture
def visit(shared_tab: Page, server: Server) -> Iterator[Visit]:
    """Return a visit to the page that the module's tests share, for what does not ask how one got there."""
    visit = Visit(shared_tab, server)
    yield visit
    visit.leave()


@pytest.fixture
def open_tab(profile: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Return what opens an empty page of a width and height, with reduced motion, in the browser's own profile.

    Pages share it, one after another, so that each finds Streamlit's scripts fetched and compiled. What a page leaves
    behind, the next does not find. Tests of a first visit make a context of their own.
    """

    def open_one(width: int, height: int, color_scheme: Literal["light", "dark"] = "light") -> Page:
        page = profile.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=color_scheme)
        return page

    there = profile.pages  # the browser's first, with which it ends, and those that stay from test to test
    yield open_one
    profile.clear_permissions()
    profile.clear_cookies()
    for page in profile.pages:
        if page not in there:
            close_tab(page)


@pytest.fixture
def fresh(open_tab: Callable[..., Page], server: Server) -> Visit:
    """Return a visit at 1280 by 800 that has not begun."""
    return Visit(open_tab(1280, 800), server)
