"""What stands below the map: pictures, table, downloads, about. Only the open tab is worked out."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from geo.viewing.dashboard.session import TITLES, open_page, write_address
from geo.viewing.data.result import Page
from geo.viewing.downloads.registry import DOWNLOADS, FORMATS
from geo.viewing.html.about import draw_about
from geo.viewing.html.charts import draw_charts
from geo.viewing.html.masthead import draw_notice
from geo.viewing.html.table import draw_table, sort_rows
from geo.viewing.words import text

_OTHERS: Final = ("figures.csv", "datapackage.json", "map.html")
ROWS: Final = 500  # rows that the table shows; the downloads hold all


@st.fragment
def show_tabs() -> None:
    """Show the tabs, the one that the address names open, and in it its content.

    A fragment, so that another tab runs nothing else. A choice runs nothing: `page.js` marks in the table what is
    chosen, and puts it into what the links lead to.
    """
    page = open_page()
    contents = (show_pictures, show_table, show_downloads, show_about)
    titles = [page.words.say(title) for title in TITLES.values()]
    st.session_state["tabs"] = page.words.say(TITLES[page.address.tab])
    for tab, show in zip(st.tabs(titles, key="tabs", on_change=write_address), contents, strict=True):
        if tab.open:
            with tab:
                show(page)
    st.html(draw_notice(page))


def show_pictures(page: Page) -> None:
    """Show the pictures, two in a row where there is room; a click on one filters."""
    drawn = draw_charts(page.edition, page.address.filters, page.address.language)
    if drawn:
        st.html(drawn)
    else:
        st.caption(page.words.say(text.CHART_EMPTY))


def show_table(page: Page) -> None:
    """Show the rows that match; choosing a programme or a place in it chooses it on the map."""
    words, address = page.words, page.address
    rows = sort_rows(page.rows.drop(columns="geometry"), address.sort, page.words)
    st.html(Markup('<p class="quiet">{}</p>').format(words.say(text.TABLE_HINT)))
    st.html(draw_table(rows.iloc[:ROWS], address, words))
    if len(rows) > ROWS:
        st.caption(words.say(text.TABLE_LIMIT, n=words.number(ROWS), all=words.number(len(rows))))


def show_downloads(page: Page) -> None:
    """Show the downloads in every format, all and what is shown: plain links, which scripts can use as well."""
    words, address = page.words, page.address
    query = urlencode({**address.filters.to_query(), "lang": address.language}, doseq=True)
    link = Markup('<a href="data/{}?{}" download>{}</a>')
    row = Markup("<tr><th scope='row'>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>")
    everything = f"lang={address.language}"
    rows = [
        row.format(
            one.name,
            link.format(f"locations.{code}", everything, words.say(text.DOWNLOAD_ALL)),
            link.format(f"locations.{code}", query, words.say(text.DOWNLOAD_SHOWN)) if address.filters else "",
            words.say(one.limits),
        )
        for code, one in FORMATS.items()
    ]
    others = [link.format(name, everything, words.say(one.title)) for name, one in DOWNLOADS.items() if name in _OTHERS]
    st.html(
        Markup('<p class="quiet">{}</p><table class="plain downloads">{}</table><p>{}</p>').format(
            words.say(text.DOWNLOAD_HINT), Markup().join(rows), Markup(" · ").join(others)
        )
    )


def show_about(page: Page) -> None:
    """Show where everything comes from and how it was made."""
    st.html(draw_about(page))
