"""Between Streamlit and the pure modules: the view in the URL, the data behind it, and what follows from both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import streamlit as st

from geo.filters import Mask
from geo.store import Edition, get_store
from geo.view import View, read_view
from geo.wording import Words


@dataclass(frozen=True)
class Session:
    """One run of the page: the data, the view, and the rows that the view shows."""

    edition: Edition
    view: View

    @cached_property
    def mask(self) -> Mask:
        """Which rows match the filters."""
        return self.edition.index.match(self.view.filters)

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
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    return Session(edition, read_view(query, edition.index.known, edition.programs, st.context.locale))


def go(view: View) -> None:
    """Show another view: write it to the URL, which the next run reads."""
    st.query_params.from_dict(view.to_query())
