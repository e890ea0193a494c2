"""The page's head names what a first visit asks for, and nothing else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from support.visitor import Server


def test_the_page_is_streamlits_own_with_hints(server: Server) -> None:
    """The page is not cached, and its hints are relative, so that they hold under any prefix."""
    status, headers, body = server.fetch("/")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "text/html; charset=utf-8", "no-cache")
    hints = re.findall(r'<link rel="(?:prefetch|modulepreload)"[^>]* href="([^"]+)"', body.decode())
    assert any("map.js?v=" in one for one in hints)
    assert [one for one in hints if not one.startswith("./")] == []
    assert {server.fetch(one[1:])[0] for one in hints} == {200}
    assert b'<div id="root">' in body


@pytest.mark.browser
def test_the_hints_are_what_a_first_visit_asks_for(browser: Browser, server: Server) -> None:
    """Every script of Streamlit and every file of the map that the page needs at first is hinted, and no other."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    asked: list[str] = []
    page.on("response", lambda response: asked.append(response.url.removeprefix(server.url)))
    page.goto(f"{server.url}/?lang=en")
    expect(page.locator(".st-key-map[data-ready]")).to_be_visible()
    hinted = set(page.evaluate("[...document.querySelectorAll('link[rel=prefetch]')].map(one => one.href)"))
    frame = next(frame for frame in page.frames if "st_folium" in frame.url)
    frame.wait_for_function("all => all.every((one) => performance.getEntriesByName(one).length)", arg=sorted(hinted))
    used = frame.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert hinted == {one for one in used if re.search("/(data|assets)/(?!ground/relief)", one)}
    parts = set(re.findall(r'modulepreload" crossorigin href="\.([^"]+)"', server.fetch("/")[2].decode()))
    assert {one for one in asked if one.startswith("/static/js/") and "/index." not in one} <= parts
    page.context.close()
