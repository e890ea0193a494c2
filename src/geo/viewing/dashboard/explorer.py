"""The map and the panel beside it: one fragment, so that a choice runs nothing else.

The map's frame is the same in every run. What it shows stands in the panel, from which `page.js` hands it on in the
moment in which the panel is drawn.
"""

from __future__ import annotations

import functools
import logging
from typing import Final

import streamlit as st
from streamlit_folium import st_folium

from geo.contract.faults import DataError
from geo.viewing.dashboard.session import Session, change, open_session
from geo.viewing.html.folium_map import FrameMap
from geo.viewing.html.panel import draw_panel
from geo.viewing.server.map_routes import get_urls
from geo.viewing.words import text
from geo.viewing.words.palette import VARIABLES

LOG: Final = logging.getLogger(__name__)


@st.fragment
def show_explorer() -> None:
    """Show the map beside the figures, the lists and the details of what is chosen."""
    session = open_session()
    with st.container(key="explorer"):
        with st.container(key="map"):
            _show_map(session)
        with st.container(key="panel"):
            st.html(draw_panel(session.edition, session.view))


def _show_map(session: Session) -> None:
    try:
        plan = _build_map()
    except DataError as error:  # the ground is missing; the list and the table hold all the same
        for fault in error.faults:
            LOG.error("%s", fault)  # noqa: TRY400 -- the fault tells all
        st.error(session.words.say(text.MAP_FAILED))
        return
    st_folium(
        plan,
        key="partnership",
        height=560,
        use_container_width=True,
        returned_objects=[],
        render=False,
        on_change=_follow_choice,
    )


def _build_map() -> FrameMap:
    return FrameMap(get_urls(), _build_labels(), VARIABLES)


@functools.cache
def _build_labels() -> dict[str, dict[str, str]]:
    return {code: {name: getattr(words, code) for name, words in text.MAP.items()} for code in text.LANGUAGES}


def _follow_choice() -> None:
    """Choose the site or the programme that `map.js` sent, or nothing where it sent neither."""
    value = st.session_state.get("partnership")
    if not isinstance(value, dict):
        return
    session = open_session()
    known = {"site": session.edition.index.known["site"], "program": session.edition.programs}
    wanted = {name: value[name] for name in known if value.get(name) is not None}
    if all(isinstance(code, str) and code in known[name] for name, code in wanted.items()):
        change(lambda view: view.choose(**wanted))
