"""Words to rows: what a visitor types is found where a word begins so, in both languages, and amounts by their value.

`search_query` parses what is typed, `search_texts` writes what it is sought in. Pure.
"""

from __future__ import annotations

import functools
import itertools
import operator
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import cachetools
import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.viewing.data.search_query import QUOTATION_MARK, SHORTEST_WORD, Sought, parse_search
from geo.viewing.data.search_texts import PARTS

Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.intp]

_SURE: Final = 6  # letters from which on a word may have two slips
_KIN: Final = 5  # letters that words of one family have in common, and three fifths of the one sought
_OFFERED: Final = 3  # searches that are offered where one finds nothing


class SearchIndex:
    """The text of each row, in a frame's order."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Remember the texts, as `list_texts` has them."""
        self.texts: Final = texts
        self._masks: cachetools.LRUCache[Any, Mask] = cachetools.LRUCache(32)
        self._lock = threading.Lock()

    @functools.cached_property
    def vocabulary(self) -> Counter[str]:
        """The words there are, and in how many rows."""
        words = itertools.chain.from_iterable(set(text.split()) for text in self.texts)
        return Counter(
            word for word in words if len(word) >= SHORTEST_WORD and not word.startswith("=") and word == word.lower()
        )

    @cachetools.cachedmethod(lambda self: self._masks, lock=lambda self: self._lock)
    def match(self, q: str) -> Mask:
        """Return which rows have every word of a search, none where it has no word; never change it."""
        sought = parse_search(q)
        rows = list(range(len(self.texts))) if sought or not q else []
        for one in sought:
            rows = self._find(one, rows)
        mask: Mask = np.zeros(len(self.texts), dtype=np.bool_)
        mask[rows] = True
        mask.flags.writeable = False
        return mask

    def _find(self, one: Sought, rows: list[int]) -> list[int]:
        """Return those of some rows that hold a word, in any order: pattern by pattern, which is faster than by row."""
        texts, found = self.texts, list[int]()
        for pattern in one.any:
            held = [pattern in texts[row] for row in rows]
            found += itertools.compress(rows, held)
            rows = list(itertools.compress(rows, map(operator.not_, held)))
        return found + ([row for row in rows if one.has_amount_in(texts[row])] if one.between else [])

    def rank(self, q: str, row: int) -> int:
        """Return how well a row that matches does so: 0 by whole words of its title, 1 by whole words, 2 otherwise."""
        text, sought = self.texts[row], parse_search(q)
        title = text.partition("\n")[0]
        if all(one.is_whole_in(title) for one in sought):
            return 0
        return 1 if all(one.is_whole_in(text) for one in sought) else 2

    def explain(self, q: str, row: int) -> tuple[str, ...]:
        """Return which of `PARTS` of a row that matches hold what is searched: those that are enough to hold it all."""
        lines, explained = dict(zip(PARTS, self.texts[row].split("\n"), strict=True)), dict[str, None]()
        for one in parse_search(q):
            whole = next((part for part, line in lines.items() if one.is_whole_in(line)), None)
            part = whole or next((part for part, line in lines.items() if one.is_in(line)), None)
            if part is not None:
                explained[part] = None
        return tuple(part for part in PARTS if part in explained)

    def suggest(self, q: str, is_found: Callable[[str], bool]) -> tuple[str, ...]:
        """Return searches near one that finds nothing, the nearest first; `is_found` says whether one finds a row.

        A word that no row has is replaced by the nearest there is (optimal string alignment distance; one slip, from
        six letters on two), the two that it is made of, or the one that begins so, or left out; of words that no row
        has together, each is left out in turn. Words in quotation marks are offered without these.
        """
        words = [self._mend(one.text) for one in parse_search(QUOTATION_MARK.sub(" ", q))]
        known = [word for word in words if word is not None]
        shorter = (known[:i] + known[i + 1 :] for i in range(len(known))) if len(known) > 1 else ()
        offers = dict.fromkeys(" ".join(some) for some in (known, *shorter))
        return tuple(itertools.islice((one for one in offers if one and one != q and is_found(one)), _OFFERED))

    def _mend(self, word: str) -> str | None:
        as_written = (one for one in (word, word.upper()) if self.match(one).any())  # FMS, where fms is no word
        return next(as_written, None) or self._find_near(word) or self._split(word) or self._find_kin(word)

    def _find_near(self, word: str) -> str | None:
        if len(word) < SHORTEST_WORD:
            return None
        most = 1 if len(word) < _SURE else 2
        near = process.extract(word, self.vocabulary.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
        ranked = sorted((distance, -self.vocabulary[one], one) for one, distance, _ in near)
        return ranked[0][2] if ranked else None

    def _split(self, word: str) -> str | None:
        """Return the two words that one is written for: blackhawk."""
        cuts = ((word[:at], word[at:]) for at in range(SHORTEST_WORD, len(word) - SHORTEST_WORD + 1))
        return next((" ".join(cut) for cut in cuts if all(one in self.vocabulary for one in cut)), None)

    def _find_kin(self, word: str) -> str | None:
        """Return the word that begins most as this one does, the most frequent of several: donate for donation."""
        for length in range(len(word) - 1, max(_KIN, -(-len(word) * 3 // 5)) - 1, -1):
            kin = [(-count, one) for one, count in self.vocabulary.items() if one.startswith(word[:length])]
            if kin:
                return min(kin)[1]
        return None
