"""What an address shows: the programmes that its filters leave, their places and money, and what is chosen. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd

from geo.contract.vocabulary import AmountType
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, cached
from geo.viewing.data.filters import FilterIndex, Filters
from geo.viewing.data.row_index import RowIndex
from geo.viewing.data.search import Mask
from geo.viewing.data.totals import Money, Total, build_total, build_totals
from geo.viewing.words.wording import Words


class Result:
    """What some filters leave of an edition; each part is worked out when it is first asked for."""

    def __init__(self, index: FilterIndex, rows: RowIndex, money: Mapping[str, Money], filters: Filters) -> None:
        """Work out which rows match."""
        self._index, self._rows, self._money, self._filters = index, rows, money, filters
        self.mask: Mask = index.match(filters)
        self._counts: dict[str, dict[str, int]] = {}

    def __len__(self) -> int:
        """Return about how many bytes this takes: a bit mask, and a name and a count for each programme and site."""
        return 128 * len(self.mask)

    @cached_property
    def programs(self) -> list[str]:
        """The programmes that match, each once, in the document's order."""
        return list(self._rows.count("program", self.mask))

    @cached_property
    def sites(self) -> dict[str, int]:
        """The sites on the map that match, and how many programmes each has there."""
        return self._rows.count("site", self.mask & self._rows.on_map)

    @cached_property
    def totals(self) -> tuple[Total, ...]:
        """The money of the programmes that match, by type, counted once."""
        return build_totals(self._money, self.programs)

    @cached_property
    def assistance(self) -> Total:
        """The assistance among it."""
        none = Total(AmountType.ASSISTANCE, (), ())
        return next((total for total in self.totals if total.type is AmountType.ASSISTANCE), none)

    def total_at_sites(self, kind: AmountType) -> dict[str, Total]:
        """Return the money of a type at each site on the map that has any, each dollar counted once there.

        A programme has its whole amount at each of its sites, and none where it is nationwide.
        """
        programs: dict[str, list[str]] = {}
        for program, site in self._rows.pair(self.mask & self._rows.on_map):
            if program in self._money and self._money[program].type is kind:
                programs.setdefault(site, []).append(program)
        totals = {site: build_total(self._money, found, kind) for site, found in programs.items()}
        return {site: total for site, total in totals.items() if total.made_of or total.planned}

    def count(self, dimension: str) -> dict[str, int]:
        """Return how many programmes each code of a dimension would show with the other filters."""
        if dimension not in self._counts:
            others = self._filters.choose(dimension, ())
            mask = self.mask if others == self._filters else self._index.match(others)
            self._counts[dimension] = self._index.count(mask, dimension)
        return self._counts[dimension]


@cached
def get_result(edition: Edition, filters: Filters) -> Result:
    """Return what some filters leave of an edition, worked out once for all visitors."""
    return Result(edition.index, edition.rows, edition.money, filters)


@dataclass(frozen=True)
class Page:
    """One page: an edition at an address, and what that shows."""

    edition: Edition
    address: Address

    @property
    def chosen(self) -> tuple[str, ...]:
        """The sites that the map marks: the one that is chosen, or those of the programme that is."""
        if self.address.site is not None:
            return (self.address.site,)
        program = self.address.program
        rows = self.edition.rows.list("program", program) if program is not None else []
        return tuple(row["site"] for row in rows)

    @property
    def result(self) -> Result:
        """What the filters leave."""
        return get_result(self.edition, self.address.filters)

    @property
    def rows(self) -> gpd.GeoDataFrame:
        """The rows that match the filters."""
        return self.edition.frame[self.result.mask]

    @cached_property
    def words(self) -> Words:
        """The language of the page."""
        return self.edition.get_words(self.address.language)

    @cached_property
    def sentence(self) -> str:
        """What the filters show, in one line."""
        programs = self.result.programs
        statistics = self.count_statistics(programs)
        return self.words.sentence(self.address.filters.to_query(), len(programs), self.names, statistics)

    def count_statistics(self, programs: Iterable[str]) -> int:
        """Return how many of some programmes are but statistics."""
        return len(self.edition.statistics.intersection(programs))

    def describe_number(self, programs: Collection[str]) -> str:
        """Return how many programmes and statistics there are, in words."""
        return self.words.programs(len(programs), self.count_statistics(programs))

    def label(self, dimension: str, code: str) -> str:
        """Return what a code of a filter is called."""
        return self.words.label(dimension, code, self.names)

    @property
    def names(self) -> Mapping[str, str]:
        """The name of each site and institution in the language of the page."""
        return self.edition.names[self.address.language]

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Each programme's title in the language of the page."""
        return self.edition.titles[self.address.language]
