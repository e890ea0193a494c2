"""The map and the panel beside it: one fragment, so that a choice runs nothing else.

The map's frame is the same in every run. What it shows stands in the panel, from which `page.js` hands it on in the
moment in which the panel is drawn.
"""

from __future__ import annotations

import functools

import streamlit as st
from streamlit_folium import st_folium

from geo.viewing.dashboard.session import change, open_page
from geo.viewing.data.result import Page
from geo.viewing.html.folium_map import FrameMap, get_urls
from geo.viewing.html.panel import draw_panel
from geo.viewing.words import text
from geo.viewing.words.palette import VARIABLES


@st.fragment
def show_explorer() -> None:
    """Show the map beside the figures, the lists and the details of what is chosen."""
    page = open_page()
    with st.container(key="explorer"):
        with st.container(key="map"):
            _show_map(page)
        with st.container(key="panel"):
            st.html(draw_panel(page.edition, page.address))


def _show_map(page: Page) -> None:
    urls = get_urls(page.edition)
    st_folium(
        FrameMap(urls, _build_labels(), VARIABLES),
        key="partnership",
        height=560,
        use_container_width=True,
        returned_objects=[],
        render=False,
        on_change=_follow_choice,
    )


@functools.cache
def _build_labels() -> dict[str, dict[str, str]]:
    return {code: {name: getattr(words, code) for name, words in text.MAP.items()} for code in text.LANGUAGES}


def _follow_choice() -> None:
    """Choose the site or the programme that `map.js` sent, or nothing where it sent neither."""
    value = st.session_state.get("partnership")
    if not isinstance(value, dict):
        return
    page = open_page()
    known = {name: page.edition.known[name] for name in ("site", "program")}
    requested = {name: value[name] for name in known if value.get(name) is not None}
    if all(isinstance(code, str) and code in known[name] for name, code in requested.items()):
        change(lambda address: address.choose(**requested))
