"""What takes seconds to load or start, once: the gazetteers, a made-up file, the real server, a browser."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from geo.building.gazetteer import Gazetteer, load_gazetteer
from geo.contract.boundaries import Boundary, load_boundaries
from support.visitor import PATIENCE, Server, run_server

ROOT = Path(__file__).parent.parent

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
    return load_gazetteer(boundaries, {"PE", "US"})


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
def browser() -> Iterator[Browser]:
    """Return Chromium: the machine's own where there is one, else Playwright's."""
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        except Error as error:
            message = "the browser tests need Chromium: `apt-get install chromium` or `playwright install chromium`"
            if os.environ.get("CI") == "true":
                pytest.fail(f"{message}\n{error}")
            pytest.skip(message)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def contexts() -> dict[tuple[object, ...], BrowserContext]:
    """Return the contexts that `open_tab` has made, by their options; they close with the browser."""
    return {}


@pytest.fixture
def open_tab(browser: Browser, contexts: dict[tuple[object, ...], BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Return what opens an empty page of a width and height, with reduced motion, in a context with more options.

    Pages with the same options share a context, one after another, so that each finds Streamlit's scripts fetched and
    compiled. What a page leaves behind, the next does not find. Tests of a first visit make a context of their own.
    """
    used: list[BrowserContext] = []

    def open_one(width: int, height: int, **options: Any) -> Page:
        key = (width, height, *sorted(options.items()))
        if key not in contexts:
            size = {"width": width, "height": height}
            contexts[key] = browser.new_context(viewport=size, reduced_motion="reduce", **options)  # type: ignore[arg-type] # a size
        used.append(contexts[key])
        return contexts[key].new_page()

    yield open_one
    for context in used:
        context.clear_permissions()
        context.clear_cookies()
        for page in context.pages:
            page.evaluate("location.protocol === 'http:' && localStorage.clear()")
            page.close()
