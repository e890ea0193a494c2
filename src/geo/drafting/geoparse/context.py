"""What a document is about: the weight of its countries and regions, and its most certain places."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from geo.drafting.geoparse.index import Candidate
from geo.drafting.geoparse.place import WIDE

# Where the sum of all weights is: no country or region has this number.
_WHOLE_WEIGHT: Final = -1

# How many of the document's most certain places are compared with each candidate.
_ANCHORS: Final = 24
_LEAST_SHARE: Final = 0.01

# A country given by hand counts as this many names of places in it.
_GIVEN: Final = 5.0


@dataclass(slots=True)
class Sense:
    """A name, the places it may mean and how likely each is in this document.

    `weight` is how much the name says about where the document is; `asked` counts how often the text itself picks each
    place; `countries` and `regions` hold what the name adds to those of the document.
    """

    key: str
    candidates: Sequence[Candidate]
    weight: float = 0.0
    asked: Counter[int] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    countries: dict[int, float] = field(default_factory=dict)
    regions: dict[int, float] = field(default_factory=dict)

    @property
    def best(self) -> int:
        """Return the position of the likeliest candidate."""
        return self.shares.index(max(self.shares))


@dataclass(slots=True)
class DocumentContext:
    """What a document is about: the weight of its countries and regions, and its most certain places."""

    senses: dict[str, Sense]
    countries: dict[int, float] = field(default_factory=dict)
    regions: dict[int, float] = field(default_factory=dict)
    anchors: list[tuple[float, str, Candidate]] = field(default_factory=list)

    def country_shares(self, sense: Sense) -> Callable[[int], float]:
        """Return a function that gives the share, 0 to 1, of a country in the rest of the document."""
        return _get_shares(self.countries, sense.countries)

    def region_shares(self, sense: Sense) -> Callable[[int], float]:
        """Return a function that gives the share, 0 to 1, of a first-order region in the rest of the document."""
        return _get_shares(self.regions, sense.regions)

    def survey(self, country: int | None) -> None:
        """Update what the document is about from the shares of its names' places."""
        countries: dict[int, float] = {} if country is None else {country: _GIVEN}
        regions: dict[int, float] = {}
        anchors = []
        for key, sense in self.senses.items():
            sense.countries, sense.regions = {}, {}
            for candidate, share in zip(sense.candidates, sense.shares, strict=True):
                if share >= _LEAST_SHARE:
                    _add(sense.countries, candidate.country, share * sense.weight)
                    _add(sense.regions, candidate.region, share * sense.weight)
            for number, weight in sense.countries.items():
                _add(countries, number, weight)
            for number, weight in sense.regions.items():
                _add(regions, number, weight)
            best = sense.best
            if sense.candidates[best].kind not in WIDE:
                anchors.append((sense.weight * sense.shares[best], key, sense.candidates[best]))
        countries[_WHOLE_WEIGHT], regions[_WHOLE_WEIGHT] = sum(countries.values()), sum(regions.values())
        self.countries, self.regions = countries, regions
        self.anchors = heapq.nlargest(_ANCHORS, anchors, key=lambda anchor: anchor[:2])


def _get_shares(context: dict[int, float], own: dict[int, float]) -> Callable[[int], float]:
    # One is added so that a few names do not count as a whole document.
    whole = context[_WHOLE_WEIGHT] - sum(own.values()) + 1
    return lambda number: max(0.0, context.get(number, 0.0) - own.get(number, 0.0)) / whole


def _add(weights: dict[int, float], number: int, weight: float) -> None:
    """Add to the weight of a country or region; 0 is none."""
    if number:
        weights[number] = weights.get(number, 0.0) + weight
