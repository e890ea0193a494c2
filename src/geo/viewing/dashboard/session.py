"""Between Streamlit and the pure modules: the address in the URL, read for a run and written by the widgets.

Two things of the address are the browser's (`assets/page.js`): the choice, which is put into every address written
here, and parameters that are not the page's own, which stay.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.contract.fields import DIMENSIONS
from geo.viewing.data.address import TABS, parse_address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.words import text

# The filters that are widgets; each widget has the name of its parameter as its key. On the page a site is chosen.
WIDGETS: Final = tuple(name for name in DIMENSIONS if name != "site")
TITLES: Final = dict(zip(TABS, (text.PICTURES, text.TABLE, text.DOWNLOADS, text.ABOUT), strict=True))
_TABS: Final = {title: tab for tab, titles in TITLES.items() for title in (titles.en, titles.es)}
_WRITTEN: Final = "written"  # in the session's state; see `confirm_address`


def open_page() -> Page:
    """Return the page of this run; raises DataError where there is no data to show."""
    edition = get_edition()
    return Page(edition, parse_address(_read_query(), edition.known, st.context.locale))


def write_address() -> None:
    """Write what the widgets say to the URL, in the callback of each.

    On a slow line a visitor does two things before the browser has heard of the first, and sends the second with the
    query from before both, but with the values of all widgets. So these, not the one that changed, make the address.
    """
    page, state = open_page(), st.session_state
    known, address = page.edition.known, page.address
    # A run that was stopped early has not made them all.
    codes = {name: state.get(name, address.filters.get(name)) for name in WIDGETS}
    filters = Filters.from_query(codes | {"q": [state.get("q", address.filters.q)]}, known)
    tab = _TABS.get(str(state.get("tabs")), address.tab)
    state[_WRITTEN] = address.filter(filters).translate(state["language"]).open(tab).to_query()
    st.query_params.from_dict(state[_WRITTEN])


def clear_filters() -> None:
    """Empty all filters, in the callback of a button."""
    st.session_state.update({name: [] for name in WIDGETS} | {"q": ""})
    write_address()


def confirm_address() -> None:
    """Give the browser the address of this run again, where what was written last is another.

    The visitor went back before the browser had heard of that, and it came after the step.
    """
    query = _read_query()
    if st.session_state.setdefault(_WRITTEN, query) != query:
        st.session_state[_WRITTEN] = query
        st.query_params.from_dict(query)


def _read_query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}
