"""The filters and the language: widgets that follow the URL and write to it."""

from __future__ import annotations

import re
from typing import Final, Literal

import streamlit as st

from geo.contract.vocabulary import Theme
from geo.viewing.dashboard.session import WIDGETS, clear_filters, write_address
from geo.viewing.data.filters import MAX_WORDS
from geo.viewing.data.result import Page
from geo.viewing.words import text
from geo.viewing.words.palette import GLYPHS, MARKDOWN

# What is folded away, in order.
FOLDED: Final = tuple(name for name in WIDGETS if name != "theme")
# Markdown reads these as markup, `$` as LaTeX and `:` as an emoji or a colour.
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&])")


# Streamlit turns these into arrows, signs and icons even where they are escaped; a character without width parts them.
_SIGNS: Final = re.compile(r"(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)|:(?=material/|streamlit:)")


def escape_markdown(plain: str) -> str:
    """Return `plain` so that Streamlit's Markdown shows it as it is."""
    parted = _SIGNS.sub(lambda sign: f"{sign[0][0]}\N{WORD JOINER}{sign[0][1:]}", plain)
    return _MARKUP.sub(r"\\\1", parted)


def mark(theme: Theme) -> str:
    """Return a theme's shape in its colour, as Markdown for a label."""
    return f":{MARKDOWN[theme]}[{GLYPHS[theme]}]"


def show_language(page: Page) -> None:
    """Show the switch of language."""
    st.session_state["language"] = page.address.language
    st.segmented_control(
        page.words.say(text.LANGUAGE),
        list(text.LANGUAGES),
        format_func=lambda code: text.LANGUAGES[code],
        key="language",
        required=True,
        label_visibility="collapsed",
        on_change=write_address,
    )


def show_filters(page: Page) -> None:
    """Show the search, folded away the filters, and next to them the themes, each with its counts."""
    say, filters = page.words.say, page.address.filters
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        _show_search(page)
        folded = sum(len(filters.get(name)) for name in FOLDED)
        name = say(text.MORE_FILTERS) + (f" · {folded}" if folded else "")
        with st.popover(name, icon=":material/tune:"):
            for dimension in FOLDED:
                _show_codes(page, dimension, "visible")
        _show_codes(page, "theme", "collapsed")  # for screen readers only
        if filters:
            st.button(say(text.CLEAR), key="clear", type="tertiary", on_click=clear_filters)


def _show_search(page: Page) -> None:
    st.session_state["q"] = page.address.filters.q
    st.text_input(
        page.words.say(text.SEARCH),
        key="q",
        placeholder=page.words.say(text.SEARCH_HINT),
        label_visibility="collapsed",
        width=320,
        max_chars=MAX_WORDS,
        on_change=write_address,
    )


def _show_codes(page: Page, dimension: str, label: Literal["visible", "collapsed"]) -> None:
    """Show the codes of a dimension as pills with their counts."""
    counts = page.result.count(dimension)
    chosen = page.address.filters.get(dimension)
    # Codes in the order in which they were pressed are left so: another order would count as a change made there. What
    # a browser sends to a session that is new is overruled.
    if dimension not in st.session_state or set(st.session_state[dimension]) != set(chosen):
        st.session_state[dimension] = list(chosen)
    st.pills(
        page.words.say(text.DIMENSIONS[dimension]),
        page.edition.known[dimension],
        selection_mode="multi",
        format_func=lambda code: _label(page, dimension, code, counts[code]),
        key=dimension,
        label_visibility=label,
        on_change=write_address,
    )


def _label(page: Page, dimension: str, code: str, count: int) -> str:
    name = escape_markdown(page.words.label(dimension, code, page.edition.agencies))
    glyph = f"{mark(Theme(code))} " if dimension == "theme" else ""
    return f"{glyph}{name} **{page.words.number(count)}**"
