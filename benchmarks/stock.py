"""The stock recipe, honestly: a folium.Marker with a popup for each site, st_folium with its defaults.

Streamlit runs it: `GEO_DATA=FILE streamlit run benchmarks/stock.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import folium
import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

from geo.contract.vocabulary import Theme
from geo.viewing.data.frame import load_frame


@st.cache_resource
def load() -> gpd.GeoDataFrame:
    """Return the data, read once."""
    return load_frame(Path(os.environ["GEO_DATA"]))


def show() -> None:
    """Show a filter, the map, and what was clicked."""
    st.set_page_config(layout="wide")
    themes = st.pills("Theme", list(Theme), selection_mode="multi")
    rows = load()
    if themes:
        rows = rows[rows["theme"].isin(themes)]
    placed = rows[rows["longitude"].notna()].drop_duplicates("site")
    chart = folium.Map(location=[rows["latitude"].mean(), rows["longitude"].mean()], zoom_start=5, tiles=None)
    for name, longitude, latitude in zip(placed["site_en"], placed["longitude"], placed["latitude"], strict=True):
        folium.Marker([latitude, longitude], popup=name, tooltip=name).add_to(chart)
    left, right = st.columns([0.62, 0.38])
    with left:
        clicked = st_folium(chart, use_container_width=True, height=560)
    with right:
        st.markdown(f"<p class='sentence'>{rows['program'].nunique()} programmes</p>", unsafe_allow_html=True)
        name = clicked.get("last_object_clicked_popup")
        for _, row in rows[rows["site_en"] == name].iterrows():
            st.markdown(f"<p class='details'>{row['site_en']}</p>", unsafe_allow_html=True)
            st.write(row["title_en"], row["summary_en"])


show()
