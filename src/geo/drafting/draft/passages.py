"""The passages that programmes cite: the sentences of an item, cut where another amount begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Final

from geo.building.audit.cues import is_said_to_be_part
from geo.building.audit.numbers import Number
from geo.building.audit.sentences import split_sentences

# The sum that another adds to: "bringing the total to $218 million".
_TOTAL: Final = re.compile(r"\btotal(?:\s\w+)? (?:to|of) (?:\w+ )?(?:\w+ )?$", re.IGNORECASE)
_LOOK_BACK: Final = len("bringing the total amount to more than ")
_CLAUSE: Final = re.compile(r"[;,]\s")


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """What one programme cites: code points `start` to `end` of the text, and the headline amount in it, if any."""

    start: int
    end: int
    amount: Number | None = None


def cut_item(text: str, start: int, end: int, amounts: Sequence[Number]) -> list[CitedPassage]:
    """Return the passages of text[start:end]: each of its `amounts` after the first begins one of its own."""
    passages: list[CitedPassage] = []
    for first, last in split_sentences(text, start, end):
        found = cut_sentence(text, first, last, amounts)
        before = passages[-1] if passages else None
        if before is not None and (before.amount is None or found[0].amount is None):
            # The sentence goes on with the passage before it.
            passages[-1] = CitedPassage(before.start, found[0].end, before.amount or found[0].amount)
            found = found[1:]
        passages += found
    return passages or [CitedPassage(start, end)]


def cut_sentence(text: str, start: int, end: int, amounts: Sequence[Number]) -> list[CitedPassage]:
    """Return the passages of a sentence: one for each amount in it, cut where a clause ends between two of them."""
    within = [amount for amount in amounts if start <= amount.start and amount.end <= end]
    passages: list[CitedPassage] = []
    begin = start
    for amount, following in zip_longest(within, within[1:]):
        cuts = [] if following is None else list(_CLAUSE.finditer(text, amount.end, following.start))
        passages.append(CitedPassage(begin, cuts[-1].start() if cuts else end, amount))
        begin = cuts[-1].end() if cuts else begin
    return passages or [CitedPassage(start, end)]


def find_parts(text: str, passages: Sequence[CitedPassage]) -> Iterator[tuple[int, int]]:
    """Yield the positions of a passage whose amount is said to be part of another's, and of that other."""
    for before, after in pairwise(range(len(passages))):
        one, other = passages[before].amount, passages[after].amount
        if one is None or other is None or one.value is None or other.value is None:
            continue
        words = text[max(0, other.start - _LOOK_BACK) : other.start]
        if is_said_to_be_part(words) and other.value <= one.value:
            yield after, before
        elif _TOTAL.search(words) and one.value <= other.value:
            yield before, after
