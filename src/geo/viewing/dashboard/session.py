"""Between Streamlit and the pure modules: the address in the URL, and a callback's way to write another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from geo.viewing.data.address import Address, parse_address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.result import Page

_PENDING: Final = "pending"  # in the session's state; see `change`


def open_page() -> Page:
    """Return the page of this run; raises DataError where there is no data to show."""
    edition = get_edition()
    query = _read_query()
    if query in st.session_state.get(_PENDING, ())[:-1]:
        # The visitor went back to it. Or pressed what a run had replaced meanwhile: then the address has to follow.
        del st.session_state[_PENDING]
        st.query_params.from_dict(query)
    return Page(edition, parse_address(query, edition.known, st.context.locale))


def change(update: Callable[[Address], Address]) -> None:
    """Show another address, made of the one there is, in a callback: write it to the URL, which the run then reads.

    On a slow line a visitor does two things before the browser has heard of the first, and sends the second with the
    query from before both. So the queries that a browser may still send are remembered, with the newest as the last,
    and what it asks for is done to the newest address.
    """
    query, pending = _read_query(), st.session_state.get(_PENDING, ())
    if query in pending[:-1]:
        st.query_params.from_dict(pending[-1])
    else:
        pending = (query,)
    newest = update(open_page().address).to_query()
    st.query_params.from_dict(newest)
    st.session_state[_PENDING] = (*pending, newest)


def _read_query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}
