"""The page: a table of contents."""

from __future__ import annotations

import json
import logging
from typing import Final

import streamlit as st
from markupsafe import Markup

from geo.contract.faults import DataError
from geo.viewing.dashboard.controls import show_filters, show_language
from geo.viewing.dashboard.explorer import show_explorer
from geo.viewing.dashboard.session import confirm_address, open_page
from geo.viewing.dashboard.tabs import show_tabs
from geo.viewing.data.result import Page
from geo.viewing.html.masthead import draw_ignored, draw_title
from geo.viewing.html.rendering import ASSETS, read_assets
from geo.viewing.words import text
from geo.viewing.words.palette import STYLE
from geo.viewing.words.wording import Words, choose_language

LOG: Final = logging.getLogger(__name__)


def show() -> None:
    """Show the page for the address in the URL."""
    language = choose_language(st.query_params.get("lang"), st.context.locale)
    st.set_page_config(page_title=Words(language).say(text.TITLE), page_icon=ASSETS / "icon.svg", layout="wide")
    show_style(Words(language))
    try:
        page = open_page()
        confirm_address()
    except DataError:
        show_failure(Words(language))
        return
    show_head(page)
    filters = st.container()
    show_explorer(page)  # first: it is what a filter changes and a visitor looks at
    with filters:
        show_filters(page)
    show_tabs()


def show_style(words: Words) -> None:
    """Show nothing: the page's style, with the colours of the palette and the one text that CSS holds."""
    failed = json.dumps(words.say(text.MAP_FAILED), ensure_ascii=False)
    style = read_assets("page.css", "pictures.css")
    st.html(f"<style>.stApp {{ {STYLE} --map-failed: {failed}; }}\n{style}</style>")


def show_failure(words: Words) -> None:
    """Show that there is no data to show."""
    st.html(Markup('<div class="head"><h1>{}</h1></div>').format(words.say(text.TITLE)))
    st.error(f"**{words.say(text.UNREADABLE)}** {words.say(text.UNREADABLE_WHY)}")


def show_head(page: Page) -> None:
    """Show the title, the switch of language, and what of the link was left aside."""
    title, language = st.columns([0.8, 0.2], vertical_alignment="top")
    with title:
        st.html(draw_title(page))
    with language, st.container(horizontal_alignment="right"):
        show_language(page)
    ignored = draw_ignored(page)
    if ignored:
        st.html(ignored)
