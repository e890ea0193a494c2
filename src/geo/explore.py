"""The map and the panel beside it: one fragment, so that a click runs nothing else."""

from __future__ import annotations

import functools
import heapq
import itertools
import logging
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup
from streamlit_folium import st_folium

from geo import text
from geo.controls import escape_markdown, mark
from geo.details import draw_program, draw_site, explain_totals
from geo.faults import DataError
from geo.map import Filter, FrameMap, State, Urls
from geo.model import Theme
from geo.palette import VARIABLES
from geo.routes import ASSETS, get_file, get_sites
from geo.session import Session, go, open_session
from geo.sites import encode_mask
from geo.store import BOUNDARIES

LOG: Final = logging.getLogger(__name__)
_MAP_FILES: Final = {"map.js": "text/javascript", "map.css": "text/css"}
LISTED: Final = 60  # places and programmes that a list shows; the search finds the others


@st.fragment
def show_explorer() -> None:
    """Show the map beside the figures, the lists and the details of what is chosen."""
    session = open_session()
    left, right = st.columns([0.62, 0.38], gap="medium")
    with left, st.container(key="map"):
        _show_map(session)
    with right, st.container(key="panel"):
        st.html('<span id="panel" tabindex="-1"></span>')
        if session.view.site is not None:
            _show_site(session, session.view.site)
        elif session.view.program is not None:
            _show_program(session, session.view.program)
        else:
            _show_overview(session)
        _show_link(session)


def _show_link(session: Session) -> None:
    """Show the address of exactly this view, to copy."""
    with st.popover(session.words.say(text.LINK), icon=":material/link:", type="tertiary"):
        st.code(
            f"{st.context.url or ''}?{urlencode(session.view.to_query(), doseq=True)}", language=None, wrap_lines=True
        )


def _show_map(session: Session) -> None:
    program, site = session.view.program, session.view.site
    rows = session.edition.rows.list("program", program) if program is not None else []
    chosen = (site,) if site is not None else tuple(row["site"] for row in rows)
    shown = encode_mask(session.result.mask) if session.view.filters else None
    state = State(shown, chosen, session.view.language)
    try:
        plan = _build_map()
    except DataError as error:  # the ground is missing; the list and the table hold all the same
        for fault in error.faults:
            LOG.error("%s", fault)  # noqa: TRY400 -- the fault tells all
        st.error(session.words.say(text.MAP_FAILED))
        return
    st_folium(
        plan,
        key="partnership",
        height=560,
        use_container_width=True,
        returned_objects=[],
        render=False,
        feature_group_to_add=Filter(state),
        on_change=_follow_click,
    )


def _build_map() -> FrameMap:
    script, style = (get_file(ASSETS / name, kind) for name, kind in _MAP_FILES.items())
    ground = get_file(BOUNDARIES, "application/geo+json")
    urls = Urls(
        script=f"/assets/map/map.js?v={script.tag}",
        style=f"/assets/map/map.css?v={style.tag}",
        sites=f"/data/sites.json?v={get_sites().tag}",
        boundaries=f"/data/boundaries.geojson?v={ground.tag}",
    )
    return FrameMap(urls, _build_labels(), VARIABLES)


@functools.cache
def _build_labels() -> dict[str, dict[str, str]]:
    return {code: {name: getattr(words, code) for name, words in text.MAP.items()} for code in text.LANGUAGES}


def _follow_click() -> None:
    value = st.session_state.get("partnership")
    if not isinstance(value, dict):
        return
    session, site = open_session(), value.get("id")
    if site is None or site in session.edition.index.known["site"]:
        go(session.view.choose(site=site))


def _show_overview(session: Session) -> None:
    words = session.words
    total = session.result.assistance
    money = words.headline(total.usd, total.qualifier) if total.made_of else words.say(text.NO_MONEY)
    figures = {
        words.say(text.PROGRAMS): words.number(len(session.result.programs)),
        words.say(text.SITES): words.number(len(session.result.sites)),
        words.say(text.MONEY_COUNTED, type=words.say(text.AMOUNT_TYPES[total.type])): money,
    }
    figure = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
    drawn = Markup().join(figure.format(name, value) for name, value in figures.items())
    sentence = words.sentence(session.view.filters, len(session.result.programs), session.edition.agencies)
    st.html(Markup('<dl class="figures">{}</dl><p class="sentence">{}</p>').format(drawn, sentence))
    if not session.result.programs:
        st.info(words.say(text.NO_MATCH))
        return
    with st.expander(words.say(text.HOW_MADE)):
        st.html(explain_totals(session.result.totals, session.titles, words))
    _show_sites(session)
    _show_nationwide(session)


def _show_sites(session: Session) -> None:
    if not session.result.sites:
        return
    words = session.words
    names = session.edition.names[words.language]
    st.html(Markup('<h2 class="group">{}</h2>').format(words.say(text.AT_SITES)))
    _show_choices(
        "sites",
        heapq.nsmallest(LISTED, session.result.sites, key=names.__getitem__),
        lambda site: f"{escape_markdown(names[site])} · {words.number(session.result.sites[site])}",
        words.say(text.AT_SITES),
    )
    if len(session.result.sites) > LISTED:
        st.caption(words.say(text.MORE_IN_TABLE, n=LISTED))


def _show_nationwide(session: Session) -> None:
    words, rows = session.words, session.edition.rows
    shown = itertools.islice(rows.count("program", session.result.mask & rows.nationwide), LISTED)
    themes = {program: Theme(rows.get_cell(rows.find("program", program)[0], "theme")) for program in shown}
    if not themes:
        return
    head = Markup('<h2 class="group">{}</h2><p class="quiet">{}</p>')
    st.html(head.format(words.say(text.NATIONWIDE), words.say(text.NATIONWIDE_WHY)))
    _show_choices(
        "programs",
        list(themes),
        lambda program: f"{mark(themes[program])} {escape_markdown(session.titles[program])}",
        words.say(text.NATIONWIDE),
    )


def _show_choices(key: str, options: list[str], label: Callable[[str], str], name: str) -> None:
    def choose() -> None:
        chosen = st.session_state[key]
        view = open_session().view
        go(view.choose(site=chosen) if key == "sites" else view.choose(program=chosen))

    st.session_state[key] = None
    st.pills(name, options, format_func=label, key=key, label_visibility="collapsed", on_change=choose)


def _show_site(session: Session, site: str) -> None:
    found = session.edition.rows.find("site", site)
    shown = [session.edition.rows.get(int(position)) for position in found[session.result.mask[found]]]
    programs = list(dict.fromkeys(row["program"] for row in shown))
    _show_back(session)
    parts = [draw_site(session.edition.rows.get(int(found[0])), len(programs), session.words)]
    parts += [_draw(session, program, site) for program in programs[:LISTED]]
    st.html(Markup().join(parts))
    _show_places(session, programs, site)
    if not programs:
        st.info(session.words.say(text.FILTERED_OUT))


def _show_program(session: Session, program: str) -> None:
    _show_back(session)
    st.html(_draw(session, program, None))
    _show_places(session, [program], None)


def _show_places(session: Session, programs: Sequence[str], site: str | None) -> None:
    """Show the other places of some programmes, to go there."""
    rows = [row for program in programs[:LISTED] for row in session.edition.rows.list("program", program)]
    name = f"site_{session.words.language}"
    names = {row["site"]: row[name] for row in rows if row["longitude"] is not None and row["site"] != site}
    if names:
        title = session.words.say(text.FACTS["places"] if site is None else text.FACTS["also"])
        st.html(Markup('<h3 class="group">{}</h3>').format(title))
        _show_choices("sites", list(names), lambda code: escape_markdown(names[code]), title)


def _draw(session: Session, program: str, site: str | None) -> Markup:
    """Return a programme's details, at a chosen site or by itself."""
    date = session.edition.metadata["source"]["date"]
    rows = session.edition.rows.list("program", program)
    return draw_program(rows, session.titles, session.words, date=date, at=site)


def _show_back(session: Session) -> None:
    st.button(
        session.words.say(text.BACK),
        key="back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=lambda: go(open_session().view.choose()),
    )
