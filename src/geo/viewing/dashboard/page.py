"""The page: a table of contents.

The address is the state, and the browser writes it (`assets/page.js`). All but the map is the browser's to fill with
what the server draws for the address: a run leaves a place for each part, and is the same at every address.
"""

from __future__ import annotations

import json
from typing import Final

import streamlit as st
from markupsafe import Markup
from streamlit_folium import st_folium

from geo.contract.faults import DataError
from geo.viewing.data.edition import Edition, get_edition
from geo.viewing.html.folium_map import FrameMap, get_urls
from geo.viewing.html.map_labels import build_labels
from geo.viewing.html.rendering import ASSETS, read_assets
from geo.viewing.words import text
from geo.viewing.words.palette import MARKED_STYLE, VARIABLES
from geo.viewing.words.wording import Words, choose_language, find_language

ICON: Final = ASSETS / "icon.svg"


def show() -> None:
    """Show the map and the places of the other parts, or why there is nothing to show."""
    asked, browser = st.query_params.get("lang"), find_language(st.context.headers.get("Accept-Language", ""))
    try:
        edition = get_edition()
    except DataError:
        show_failure(Words(choose_language(asked, browser)))
        return
    begin(edition.get_words(choose_language(asked, browser, edition.known["lang"])))
    st.html('<div class="head-place"></div>')
    with st.container(key="explorer"):
        with st.container(key="map"):
            show_map(edition)
        with st.container(key="panel"):
            st.html(f'<div class="panel-place" data-edition="{edition.digest}"></div>')
    st.html('<div class="below-place"></div>')


def begin(words: Words) -> None:
    """Show nothing: the page's title and its style, with the colours of the palette and the one text that CSS holds."""
    st.set_page_config(page_title=words.say(text.TITLE), page_icon=ICON, layout="wide")
    failed = json.dumps(words.say(text.MAP_FAILED), ensure_ascii=False)
    style = read_assets("page.css", "head.css", "table.css", "pictures.css")
    st.html(f"<style>.stApp {{ {MARKED_STYLE} --map-failed: {failed}; }}\n{style}</style>")


def show_map(edition: Edition) -> None:
    """Show the map, empty: `page.js` hands it what the address shows."""
    urls = get_urls(edition)
    st_folium(
        FrameMap(urls, build_labels(edition), VARIABLES),
        key=f"partnership {urls.sites} {urls.boundaries}",  # a new edition of the data is another frame
        height=560,
        use_container_width=True,
        returned_objects=[],
        render=False,
    )


def show_failure(words: Words) -> None:
    """Show that there is no data to show."""
    begin(words)
    st.html(Markup('<div class="head"><h1>{}</h1></div>').format(words.say(text.TITLE)))
    st.error(f"**{words.say(text.UNREADABLE)}** {words.say(text.UNREADABLE_WHY)}")
