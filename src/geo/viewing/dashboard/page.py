"""The page: a table of contents.

The address is the state, and the browser writes it (`assets/page.js`); a run reads it and keeps nothing. What stands
above the map and next to it is the browser's to fill: a run leaves a place for it.
"""

from __future__ import annotations

import json
from typing import Final

import streamlit as st
from markupsafe import Markup

from geo.contract.faults import DataError
from geo.viewing.dashboard.explorer import show_explorer
from geo.viewing.dashboard.tabs import show_tabs
from geo.viewing.data.address import parse_address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.result import Page
from geo.viewing.html.head import describe_address
from geo.viewing.html.rendering import ASSETS, read_assets
from geo.viewing.words import text
from geo.viewing.words.palette import STYLE
from geo.viewing.words.wording import Words, choose_language, find_language

ICON: Final = ASSETS / "icon.svg"


def show() -> None:
    """Show the page for the address in the URL."""
    words = Words(choose_language(st.query_params.get("lang"), find_browser_language()))
    try:
        page = open_page()
    except DataError:
        show_failure(words)
        return
    title, _ = describe_address(page)
    st.set_page_config(page_title=title, page_icon=ICON, layout="wide")
    show_style(words)
    st.html('<div class="head-place"></div>')
    show_explorer(page)
    show_tabs(page)


def open_page() -> Page:
    """Return the page of this run; raises DataError where there is no data to show."""
    edition = get_edition()
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    return Page(edition, parse_address(query, edition.known, find_browser_language()))


def find_browser_language() -> str | None:
    """Return the language that the browser prefers of ours, as the server's own page has it."""
    return find_language(st.context.headers.get("Accept-Language", ""))


def show_style(words: Words) -> None:
    """Show nothing: the page's style, with the colours of the palette and the one text that CSS holds."""
    failed = json.dumps(words.say(text.MAP_FAILED), ensure_ascii=False)
    style = read_assets("page.css", "head.css", "table.css", "pictures.css")
    st.html(f"<style>.stApp {{ {STYLE} --map-failed: {failed}; }}\n{style}</style>")


def show_failure(words: Words) -> None:
    """Show that there is no data to show."""
    st.set_page_config(page_title=words.say(text.TITLE), page_icon=ICON, layout="wide")
    show_style(words)
    st.html(Markup('<div class="head"><h1>{}</h1></div>').format(words.say(text.TITLE)))
    st.error(f"**{words.say(text.UNREADABLE)}** {words.say(text.UNREADABLE_WHY)}")
