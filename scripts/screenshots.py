"""Make the pictures in docs/: the opening view, a chosen site, a filtered view and the table, as people see them.

    python scripts/screenshots.py

At 1280, 820 and 390 pixels, in English and Spanish, light and dark, from the running app and the committed data.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, sync_playwright

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.visitor import run_server  # noqa: E402 -- found by way of the line above

SIZES: Final = {"1280": (1280, 800), "820": (820, 1180), "390": (390, 844)}
THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
VIEWS: Final = {
    "opening": "",
    "site": "&site=paita",
    "filtered": "&theme=infrastructure",
    "table": "&tab=table",
}
LANGUAGES: Final = ("en", "es")


def open_page(page: Page, url: str, view: str, language: str) -> None:
    """Open one view of the page and wait until it is drawn."""
    page.goto(f"{url}/?lang={language}{VIEWS[view]}")
    page.wait_for_selector(".st-key-map[data-ready]")
    page.wait_for_selector(".notice a[data-tab=about]")  # the last of the page
    if view == "table":
        page.locator(".tabs").evaluate("tabs => tabs.scrollIntoView()")
    elif view == "site" and page.viewport_size == {"width": 390, "height": 844}:
        page.locator("#details").evaluate("details => details.scrollIntoView()")
    page.wait_for_timeout(800)  # Leaflet fades in


def shoot(browser: Browser, url: str, folder: Path) -> None:
    """Make every picture."""
    for size, (width, height) in SIZES.items():
        for theme in THEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,
                reduced_motion="reduce",
                has_touch=size != "1280",
            )
            page = context.new_page()
            for language in LANGUAGES:
                for view in VIEWS:
                    open_page(page, url, view, language)
                    page.screenshot(path=folder / f"{view}-{size}-{language}-{theme}.png")
            context.close()


def main() -> None:
    """Run the app and make the pictures."""
    folder = ROOT / "docs"
    folder.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as logs,
        run_server(Path(logs) / "log") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        shoot(browser, server.url, folder)
        browser.close()


if __name__ == "__main__":
    main()
