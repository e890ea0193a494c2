"""The map, and the place of the panel next to it: the same in every run.

What both show is a matter of the address: `page.js` asks the server for the panel, and hands the map what stands in it.
"""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from geo.viewing.data.edition import Edition
from geo.viewing.html.folium_map import FrameMap, get_urls
from geo.viewing.html.map_labels import build_labels
from geo.viewing.words.palette import VARIABLES


def show_explorer(edition: Edition) -> None:
    """Show the map next to an empty place for the panel, which names the edition of the data."""
    with st.container(key="explorer"):
        with st.container(key="map"):
            urls = get_urls(edition)
            st_folium(
                FrameMap(urls, build_labels(edition), VARIABLES),
                key=f"partnership {urls.sites} {urls.boundaries}",  # a new edition of the data is another frame
                height=560,
                use_container_width=True,
                returned_objects=[],
                render=False,
            )
        with st.container(key="panel"):
            st.html(f'<div class="panel-place" data-edition="{edition.digest}"></div>')
