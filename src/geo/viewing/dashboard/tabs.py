"""What stands below the map: pictures, table, downloads, about. Only the open tab is worked out."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.viewing.data.address import TABS
from geo.viewing.data.hosting import find_public_url, list_embedding_sites
from geo.viewing.data.result import Page
from geo.viewing.downloads.download_list import draw_downloads
from geo.viewing.html.about import draw_about
from geo.viewing.html.charts import draw_charts
from geo.viewing.html.masthead import draw_notice, draw_tabs
from geo.viewing.html.table import draw_caption, draw_table, sort_rows
from geo.viewing.words import text

ROWS: Final = 500  # rows that the table shows; the downloads hold all


def show_tabs(page: Page) -> None:
    """Show links to the tabs, and the content of the one that the address names.

    A choice runs nothing: `page.js` marks in the table what is chosen, and puts it into what the links lead to.
    """
    contents = dict(zip(TABS, (show_pictures, show_table, show_downloads, show_about), strict=True))
    st.html(draw_tabs(page))
    with st.container(key="tab"):
        contents[page.address.tab](page)
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
    st.html(draw_caption(page, rows) + draw_table(rows.iloc[:ROWS], address, words, page.edition))
    if len(rows) > ROWS:
        st.caption(words.say(text.TABLE_LIMIT, n=words.number(ROWS), all=words.number(len(rows))))


def show_downloads(page: Page) -> None:
    """Show the downloads: plain links, which scripts can use as well."""
    url = find_public_url() or f"{str(st.context.url).partition('?')[0].rstrip('/')}/"
    st.html(draw_downloads(page, url if list_embedding_sites() else ""))


def show_about(page: Page) -> None:
    """Show where everything comes from and how it was made."""
    st.html(draw_about(page))
