"""Between Streamlit and the pure modules: the view in the URL, the data behind it, and what follows from both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import geopandas as gpd
import streamlit as st

from geo.contract.vocabulary import AmountType
from geo.viewing.data.address import View, read_view
from geo.viewing.data.edition import Edition, get_store, keep
from geo.viewing.data.filters import Filters, Mask
from geo.viewing.data.totals import Total, build_totals
from geo.viewing.words.wording import Words

_UNHEARD: Final = "unheard"  # in the session's state; see `change`


class Result:
    """What some filters leave of an edition; each part is worked out when it is first asked for."""

    def __init__(self, edition: Edition, filters: Filters) -> None:
        """Work out which rows match."""
        self.edition = edition
        self.filters = filters
        self.mask: Mask = edition.index.match(filters)
        self._counts: dict[str, dict[str, int]] = {}

    @cached_property
    def rows(self) -> gpd.GeoDataFrame:
        """The rows that match the filters."""
        return self.edition.frame[self.mask]

    @cached_property
    def programs(self) -> list[str]:
        """The programmes that match, each once, in the document's order."""
        return list(self.edition.rows.count("program", self.mask))

    @cached_property
    def sites(self) -> dict[str, int]:
        """The sites on the map that match, and how many programmes each has there."""
        return self.edition.rows.count("site", self.mask & self.edition.rows.on_map)

    @cached_property
    def totals(self) -> tuple[Total, ...]:
        """The money of the programmes that match, by type, counted once."""
        return build_totals(self.edition.money, self.programs)

    @cached_property
    def assistance(self) -> Total:
        """The assistance among it."""
        none = Total(AmountType.ASSISTANCE, (), ())
        return next((total for total in self.totals if total.type is AmountType.ASSISTANCE), none)

    def count(self, dimension: str) -> dict[str, int]:
        """Return how many programmes each code of a dimension would show beside the other filters."""
        if dimension not in self._counts:
            self._counts[dimension] = self.edition.index.count(self.filters, dimension)
        return self._counts[dimension]


# Shared by all sessions: most visitors look at the same few things.
get_result: Final = keep(32)(Result)


@dataclass(frozen=True)
class Session:
    """One run of the page: the data, the view, and what the view shows."""

    edition: Edition
    view: View

    @property
    def chosen(self) -> tuple[str, ...]:
        """The sites that the map marks: the one that is chosen, or those of the programme that is."""
        if self.view.site is not None:
            return (self.view.site,)
        rows = self.edition.rows.list("program", self.view.program) if self.view.program is not None else []
        return tuple(row["site"] for row in rows)

    @property
    def result(self) -> Result:
        """What the filters leave."""
        return get_result(self.edition, self.view.filters)

    @cached_property
    def words(self) -> Words:
        """The language of the page."""
        return Words(self.view.language)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Each programme's title in the language of the page."""
        return self.edition.titles[self.view.language]


def open_session() -> Session:
    """Return the session of this run; raises DataError where there is no data to show."""
    edition = get_store().get()
    query = _read_query()
    if query in st.session_state.get(_UNHEARD, ())[:-1]:
        # The visitor went back to it. Or pressed what a run had replaced meanwhile: then the address has to follow.
        del st.session_state[_UNHEARD]
        st.query_params.from_dict(query)
    return Session(edition, read_view(query, edition.index.known, edition.programs, st.context.locale))


def change(how: Callable[[View], View]) -> None:
    """Show another view, made of the one there is, in a callback: write it to the URL, which the run then reads.

    On a slow line a visitor does two things before the browser has heard of the first, and sends the second with the
    query from before both. So the queries that a browser may still send are kept, with the newest as the last, and what
    it asks for is done to the newest view.
    """
    query, unheard = _read_query(), st.session_state.get(_UNHEARD, ())
    if query in unheard[:-1]:
        st.query_params.from_dict(unheard[-1])
    else:
        unheard = (query,)
    newest = how(open_session().view).to_query()
    st.query_params.from_dict(newest)
    st.session_state[_UNHEARD] = (*unheard, newest)


def _read_query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}
