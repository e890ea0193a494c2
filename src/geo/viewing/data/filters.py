"""What a visitor chose: read from a URL's query, applied to the data, counted. Pure.

The same query serves the page and the downloads: `theme`, `sector`, `agency`, `status`, `amount`, `precision` and
`site`, each as often as needed (any of them matches), and `q`, the words that must all occur.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Self

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.contract.fields import DIMENSIONS, FIELDS, NAMED
from geo.contract.vocabulary import slugify
from geo.viewing.data.search import Mask, Positions, SearchIndex
from geo.viewing.data.search_query import parse_search
from geo.viewing.data.search_texts import list_texts

MAX_WORDS: Final = 200  # characters of `q` that are looked at: more than any title has

_CLOSED: Final = {one.name: tuple(map(str, one.allowed)) for one in FIELDS if one.allowed}


@dataclass(frozen=True, slots=True)
class Filters:
    """The codes chosen in each dimension (none: all), and the words searched for."""

    theme: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    amount: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    q: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[str]]) -> Self:
        """Return the filters that a query means, by the codes that are `known`; see `find_unknown` for the others."""
        requested = {name: set(query[name]) for name in DIMENSIONS if query.get(name)}
        chosen: dict[str, Any] = {
            name: tuple(code for code in known[name] if code in codes) for name, codes in requested.items()
        }
        return cls(**chosen).search(" ".join(query.get("q", ())))

    def to_query(self) -> dict[str, list[str]]:
        """Return the query that `from_query` reads back, without what is not chosen."""
        query = {name: list(self.get(name)) for name in DIMENSIONS if self.get(name)}
        return query | ({"q": [self.q]} if self.q else {})

    def get(self, dimension: str) -> tuple[str, ...]:
        """Return the codes chosen in `dimension`."""
        codes: tuple[str, ...] = getattr(self, dimension)
        return codes

    def choose(self, dimension: str, codes: Sequence[str]) -> Self:
        """Return these filters with other codes in `dimension`."""
        chosen: dict[str, Any] = {dimension: tuple(codes)}
        return replace(self, **chosen)

    def search(self, words: str) -> Self:
        """Return these filters with other words, in one line of at most MAX_WORDS characters that can be seen."""
        line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
        return replace(self, q=line[:MAX_WORDS].strip())

    def __bool__(self) -> bool:
        """Whether anything is chosen."""
        return self != type(self)()


def find_unknown(query: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Return the (parameter, value) pairs of a query that name no code known, sorted, each once."""
    return tuple(sorted({(name, v) for name in DIMENSIONS for v in query.get(name, ()) if v not in known[name]}))


@dataclass(frozen=True)
class FilterIndex:
    """What filtering needs of a frame, worked out once: for each dimension its codes, and which row has which.

    `pairs[dimension]` holds two arrays, the rows and the positions of their codes in `known[dimension]`; a row with two
    agencies stands twice. `programs` numbers each row's programme. `search` finds rows by words.
    """

    known: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, tuple[Positions, Positions]]
    programs: Positions
    search: SearchIndex

    def match(self, filters: Filters) -> Mask:
        """Return which rows match every dimension and every word."""
        mask = self.search.match(filters.q).copy()
        for name in DIMENSIONS:
            if filters.get(name):
                mask &= self._match_codes(name, filters.get(name))
        return mask

    def count(self, mask: Mask, dimension: str) -> dict[str, int]:
        """Return how many programmes of the rows in `mask` have each code of `dimension`."""
        rows, _ = self.pairs[dimension]
        numbers, codes = self._counted[dimension]
        matching = np.zeros(len(codes), dtype=bool)
        matching[numbers[mask[rows]]] = True
        counts = np.bincount(codes[matching], minlength=len(self.known[dimension]))
        return dict(zip(self.known[dimension], counts.tolist(), strict=True))

    def suggest(self, filters: Filters) -> tuple[Filters, ...]:
        """Return filters near some that leave nothing, each of which leaves something, the nearest first.

        They have nearby words, or the same codes without the words; where that is not enough, no codes.
        """
        if not parse_search(filters.q):
            return ()
        for some in (filters, Filters(q=filters.q)):
            as_written = [some.q] if some != filters and self.match(some).any() else []
            near = self.search.suggest(some.q, lambda q, some=some: bool(self.match(some.search(q)).any()))  # type: ignore[misc]
            if as_written or near:
                return tuple(some.search(q) for q in (*as_written, *near))
        return ()

    def _match_codes(self, dimension: str, chosen: tuple[str, ...]) -> Mask:
        mask: Mask = np.zeros(len(self.programs), dtype=bool)
        rows, codes = self.pairs[dimension]
        is_chosen = np.array([code in chosen for code in self.known[dimension]])
        mask[rows[is_chosen[codes]]] = True
        return mask

    @cached_property
    def _counted(self) -> Mapping[str, tuple[Positions, Positions]]:
        """For each dimension, the number of each pair's code of a programme, and by that number the code's position."""
        programs = int(self.programs.max(initial=0)) + 1
        counted = {}
        for name, (rows, codes) in self.pairs.items():
            distinct, numbers = np.unique(codes * programs + self.programs[rows], return_inverse=True)
            counted[name] = (numbers, distinct // programs)
        return counted


def build_index(
    frame: gpd.GeoDataFrame,
    institutions: Mapping[str, str],
    other_names: Mapping[str, Mapping[str, Sequence[str]]],
    own_themes: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> FilterIndex:
    """Return the index of a frame that `geo.viewing.data.frame` built; the names are those of its metadata.

    `institutions` gives Spanish names by the English ones, `other_names` what they and the sites are called besides,
    `own_themes` what the collection calls themes.
    """
    known, pairs = {}, {}
    for name, column in DIMENSIONS.items():
        values = frame[column].reset_index(drop=True).explode().dropna()
        numbers, distinct = pd.factorize(values)
        codes = [slugify(value) if column in NAMED else str(value) for value in distinct]
        known[name] = tuple(sorted(set(codes), key=_CLOSED[column].index if column in _CLOSED else None))
        position = {code: i for i, code in enumerate(known[name])}
        positions = np.array([position[code] for code in codes], dtype=np.intp)
        pairs[name] = (values.index.to_numpy(), positions[numbers])
    search = SearchIndex(list_texts(frame, institutions, other_names, own_themes))
    return FilterIndex(known, pairs, pd.factorize(frame["program"])[0], search)
