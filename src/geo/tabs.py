"""What stands below the map: pictures, table, downloads, about. Only the open tab is worked out."""

from __future__ import annotations

import functools
from typing import Final
from urllib.parse import urlencode

import pandas as pd
import streamlit as st
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from geo import text
from geo.about import show_about
from geo.charts import PICK, Picture, draw_agencies, draw_money, draw_themes, draw_times
from geo.filters import Filters
from geo.formats import FORMATS
from geo.model import SECTORS, AmountType, Precision, Status, Theme
from geo.session import Session, get_result, go, open_session
from geo.store import Edition
from geo.wording import Words

ROWS: Final = 1000  # rows that the table shows; the downloads hold all
PICTURED: Final = 60  # programmes that the picture of dates shows; the document has fewer


def show_tabs(session: Session) -> None:
    """Show the tabs, and in the open one its content."""
    contents = {
        text.PICTURES: show_pictures,
        text.TABLE: show_table,
        text.DOWNLOADS: show_downloads,
        text.ABOUT: show_about,
    }
    names = [session.words.say(name) for name in contents]
    for tab, show in zip(st.tabs(names, key="tabs", on_change="rerun"), contents.values(), strict=True):
        if tab.open:
            with tab:
                show(session)
    show_notice(session)


def show_pictures(session: Session) -> None:
    """Show the pictures, two beside each other where there is room; a click on one filters."""
    dark = st.context.theme.type == "dark"
    pictures = build_pictures(session.edition, session.view.filters, session.view.language, dark)
    if not pictures:
        st.caption(session.words.say(text.CHART_EMPTY))
        return
    st.caption(session.words.say(text.CHART_HINT))
    columns = st.columns(2, gap="large")
    for number, picture in enumerate(pictures):
        with columns[number % 2]:
            show_picture(picture, session.words)


@functools.lru_cache(maxsize=128)
def build_pictures(edition: Edition, filters: Filters, language: str, dark: bool) -> tuple[Picture, ...]:  # noqa: FBT001 -- part of a cache's key
    """Return the pictures of the programmes that are shown, built once for all visitors who look at the same."""
    result, words = get_result(edition, filters), Words(language)
    programs = result.rows.drop_duplicates("program")
    if programs.empty:
        return ()
    sectors = dict(zip(programs["program"], programs["sector"].astype(str), strict=True))
    with debug_mode(arg=False):  # Altair's check of its own schema takes longer than all the rest
        drawn = (
            draw_money(result.assistance, sectors, words, dark=dark),
            draw_themes(programs, words, dark=dark),
            draw_times(programs.head(PICTURED), edition.metadata["source"]["date"], words, dark=dark),
            draw_agencies(programs, words, dark=dark),
        )
        return tuple(picture for picture in drawn if picture is not None)


def show_picture(picture: Picture, words: Words) -> None:
    """Show a picture under its name, with a text for those who do not see it, and the same as a table."""

    def filter_by_click() -> None:
        picked = st.session_state[picture.name]["selection"].get(PICK, [])
        view = open_session().view
        codes = [str(one["code"]) for one in picked if "code" in one]
        if picture.dimension is not None and codes:
            go(view.filter(view.filters.choose(picture.dimension, codes)))

    st.html(Markup('<h2 class="picture">{}</h2>').format(picture.title))
    told = "; ".join(": ".join(map(str, row)) for row in picture.table.head(PICTURED).itertuples(index=False))
    st.vega_lite_chart(
        spec=picture.spec,
        key=picture.name,
        alt=words.say(picture.described, data=told, type=picture.title),
        on_select="ignore" if picture.dimension is None else filter_by_click,
    )
    with st.expander(words.say(text.AS_TABLE)):
        st.html(picture.table.to_html(index=False, border=0, classes="plain"))


def show_table(session: Session) -> None:
    """Show the rows that match; choosing one chooses its programme."""
    words = session.words
    rows = session.result.rows.iloc[:ROWS]
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
        placeholder="–",
        column_config={words.say(text.COLUMNS["amount"]): st.column_config.NumberColumn(format="localized")},
        alt=words.say(text.TABLE_ALT),
    )
    if len(session.result.rows) > ROWS:
        st.caption(words.say(text.TABLE_LIMIT, n=words.number(ROWS), all=words.number(len(session.result.rows))))


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
        "amount_kind": ["" if pd.isna(code) else words.say(text.AMOUNT_TYPES[AmountType(code)]) for code in kinds],
        "status": [words.say(text.STATUSES[Status(code)]) for code in rows["status"]],
        "precision": [words.say(text.PRECISIONS[Precision(int(code))]) for code in rows["precision"]],
    }
    table = pd.DataFrame(columns, index=rows.index)
    return table.rename(columns={name: words.say(label) for name, label in text.COLUMNS.items()})


def show_downloads(session: Session) -> None:
    """Show the downloads in every format, all and what is shown: plain links, which scripts can use as well."""
    words, view = session.words, session.view
    query = urlencode({**view.filters.to_query(), "lang": view.language}, doseq=True)
    link = Markup('<a href="data/{}?{}" download>{}</a>')
    row = Markup("<tr><th scope='row'>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>")
    everything = f"lang={view.language}"
    rows = [
        row.format(
            one.name,
            link.format(f"locations.{code}", everything, words.say(text.DOWNLOAD_ALL)),
            link.format(f"locations.{code}", query, words.say(text.DOWNLOAD_SHOWN)) if view.filters else "",
            words.say(one.limits),
        )
        for code, one in FORMATS.items()
    ]
    others = [link.format(name, everything, words.say(label)) for name, label in text.OTHER_DOWNLOADS.items()]
    st.html(
        Markup('<p class="quiet">{}</p><table class="plain downloads">{}</table><p>{}</p>').format(
            words.say(text.DOWNLOAD_HINT), Markup().join(rows), Markup(" · ").join(others)
        )
    )


def show_notice(session: Session) -> None:
    """Show that the source is an archived document, with its date and link."""
    words, source = session.words, session.edition.metadata["source"]
    st.html(
        Markup('<p class="notice">{} <a href="{}" target="_blank" rel="noopener">{} ↗</a></p>').format(
            words.say(text.NOTICE, date=words.date(source["date"])), source["url"], words.say(text.OPEN_SOURCE)
        )
    )
