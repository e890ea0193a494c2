"""The filters and the language: widgets that follow the URL and write to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from geo.contract.vocabulary import Theme
from geo.viewing.dashboard.session import Session, change
from geo.viewing.data.filters import MAX_WORDS, Filters
from geo.viewing.words import text
from geo.viewing.words.palette import GLYPHS, MARKDOWN

# What is folded away, in order.
FOLDED: Final = ("sector", "agency", "status", "amount", "precision")
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


def show_language(session: Session) -> None:
    """Show the switch of language."""
    st.session_state["language"] = session.view.language
    st.segmented_control(
        session.words.say(text.LANGUAGE),
        list(text.LANGUAGES),
        format_func=lambda code: text.LANGUAGES[code],
        key="language",
        required=True,
        label_visibility="collapsed",
        on_change=lambda: change(lambda view: view.translate(st.session_state["language"])),
    )


def show_filters(session: Session) -> None:
    """Show the search, folded away the filters, and beside them the themes, each with its counts."""
    say, filters = session.words.say, session.view.filters
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        _show_search(session)
        known = session.edition.index.known
        folded = sum(len(filters.get(name)) for name in FOLDED)
        name = say(text.MORE_FILTERS) + (f" · {folded}" if folded else "")
        with st.popover(name, icon=":material/tune:"):
            _show_sectors(session)
            for dimension in FOLDED[1:]:
                _show_codes(session, dimension, known[dimension], key=dimension, label=say(text.DIMENSIONS[dimension]))
        _show_codes(session, "theme", known["theme"], key="theme", label="")
        if filters:
            st.button(say(text.CLEAR), key="clear", type="tertiary", on_click=lambda: _filter(lambda _: Filters()))


def _show_search(session: Session) -> None:
    st.session_state["q"] = session.view.filters.q
    st.text_input(
        session.words.say(text.SEARCH),
        key="q",
        placeholder=session.words.say(text.SEARCH_HINT),
        label_visibility="collapsed",
        width=320,
        max_chars=MAX_WORDS,
        on_change=lambda: _filter(lambda filters: filters.search(st.session_state["q"])),
    )


def _filter(how: Callable[[Filters], Filters]) -> None:
    change(lambda view: view.filter(how(view.filters)))


def _show_codes(session: Session, dimension: str, codes: Sequence[str], *, key: str, label: str) -> None:
    """Show some codes of a dimension as pills with their counts; without a label, it is for screen readers only."""
    counts = session.result.count(dimension)
    chosen = session.view.filters.get(dimension)
    st.session_state[key] = [code for code in codes if code in chosen]

    def choose(filters: Filters) -> Filters:
        others = [code for code in filters.get(dimension) if code not in codes]
        return filters.choose(dimension, [*others, *st.session_state[key]])

    st.pills(
        label or session.words.say(text.DIMENSIONS[dimension]),
        codes,
        selection_mode="multi",
        format_func=lambda code: _label(session, dimension, code, counts[code]),
        key=key,
        label_visibility="visible" if label else "collapsed",
        on_change=lambda: _filter(choose),
    )


def _label(session: Session, dimension: str, code: str, count: int) -> str:
    name = escape_markdown(session.words.label(dimension, code, session.edition.agencies))
    glyph = f"{mark(Theme(code))} " if dimension == "theme" else ""
    return f"{glyph}{name} **{session.words.number(count)}**"


def _show_sectors(session: Session) -> None:
    """Show the sectors under the theme that most of their programmes belong to."""
    st.markdown(f"**{session.words.say(text.DIMENSIONS['sector'])}**")
    for theme, sectors in session.edition.sectors.items():
        if sectors:
            label = f"{mark(Theme(theme))} {session.words.say(Theme(theme).label)}"
            _show_codes(session, "sector", sectors, key=f"sector-{theme}", label=label)
