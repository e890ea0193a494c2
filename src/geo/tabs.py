"""What stands below the map: pictures, table, downloads, about. Only the open tab is worked out."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st
from markupsafe import Markup

from geo import text
from geo.model import SECTORS, AmountType, Precision, Status, Theme
from geo.session import Session, go, open_session

ROWS: Final = 1000  # rows that the table shows; the downloads hold all


def show_tabs(session: Session) -> None:
    """Show the tabs, and in the open one its content."""
    contents = {text.TABLE: show_table, text.DOWNLOADS: show_downloads}
    names = [session.words.say(name) for name in contents]
    for tab, show in zip(st.tabs(names, key="tabs", on_change="rerun"), contents.values(), strict=True):
        if tab.open:
            with tab:
                show(session)
    show_notice(session)


def show_table(session: Session) -> None:
    """Show the rows that match; choosing one chooses its programme."""
    words = session.words
    rows = session.rows.iloc[:ROWS]
    st.caption(words.say(text.TABLE_HINT))

    def choose() -> None:
        chosen = st.session_state["table"]["selection"]["rows"]
        view = open_session().view
        go(view.choose(program=str(rows["program"].iloc[chosen[0]])) if chosen else view.choose())

    st.dataframe(
        build_table(rows, session),
        hide_index=True,
        key="table",
        on_select=choose,
        selection_mode="single-row",
        alt=words.say(text.TABLE_ALT),
    )
    if len(session.rows) > ROWS:
        st.caption(words.say(text.TABLE_LIMIT, n=words.number(ROWS), all=words.number(len(session.rows))))


def build_table(rows: pd.DataFrame, session: Session) -> pd.DataFrame:
    """Return the rows as the table shows them: chosen columns, codes and headings in words."""
    words = session.words
    kinds = rows["amount_type"].astype("object")
    columns = {
        "title": rows[f"title_{words.language}"],
        "site": rows[f"site_{words.language}"],
        "theme": [words.say(text.THEMES[Theme(code)]) for code in rows["theme"]],
        "sector": [words.say(SECTORS[code]) for code in rows["sector"]],
        "agencies": rows["agencies"].map(words.every),
        "amount": rows["amount_usd"],
        "amount_kind": [None if pd.isna(code) else words.say(text.AMOUNT_TYPES[AmountType(code)]) for code in kinds],
        "status": [words.say(text.STATUSES[Status(code)]) for code in rows["status"]],
        "precision": [words.say(text.PRECISIONS[Precision(int(code))]) for code in rows["precision"]],
    }
    table = pd.DataFrame(columns, index=rows.index)
    return table.rename(columns={name: words.say(label) for name, label in text.COLUMNS.items()})


def show_downloads(session: Session) -> None:
    """Show the downloads: the whole file, and what is shown."""
    words = session.words
    st.caption(words.say(text.DOWNLOAD_HINT))
    with st.container(horizontal=True):
        st.download_button(
            words.say(text.DOWNLOAD_ALL),
            session.edition.content,
            file_name=text.FILE_ALL,
            mime="application/geo+json",
            on_click="ignore",
        )
        st.download_button(
            words.say(text.DOWNLOAD_SHOWN),
            lambda: session.edition.select(session.mask),
            file_name=text.FILE_SHOWN,
            mime="application/geo+json",
            on_click="ignore",
        )


def show_notice(session: Session) -> None:
    """Show that the source is an archived document, with its date and link."""
    words, source = session.words, session.edition.metadata["source"]
    st.html(
        Markup('<p class="notice">{} <a href="{}" target="_blank" rel="noopener">{} ↗</a></p>').format(
            words.say(text.NOTICE, date=words.date(source["date"])), source["url"], words.say(text.OPEN_SOURCE)
        )
    )
