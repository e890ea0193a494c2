"""The passage that a record cites, as the checks of the record read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from geo.building.audit.document import Item
from geo.building.audit.fragments import find_passages
from geo.building.audit.mentions import NameMention, compile_words
from geo.building.audit.numbers import FISCAL, Number, NumberKind
from geo.building.audit.reading import Reading
from geo.building.models import Citation, Program

_Thing = TypeVar("_Thing", Number, NameMention)
_FISCAL: Final = re.compile(r"fiscal|FY", re.IGNORECASE)
# What goes before the last year of a span of fiscal years: "FY2021-23", "fiscal years 2021 to 2023".
_FISCAL_SPAN: Final = re.compile(rf"{FISCAL}\s?['’]?\d{{2,4}}(?:\s?[-–/]\s?|\s\w+\s)\Z", re.IGNORECASE)
_LOOK_BACK: Final = 40  # characters: longer than any of these


@dataclass(frozen=True, slots=True)
class Check:
    """One statement of a record: its key, where in the document it is found, and what is wrong with it, if anything."""

    key: str
    found: tuple[int, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What a record cites: code points `start` to `end` (exclusive) of the document's text, within `item`."""

    reading: Reading
    program: Program
    item: Item
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return the words of the passage."""
        return self.reading.document.text[self.start : self.end]

    @property
    def name(self) -> str:
        """Return what messages call the passage."""
        return f"the passage cited from item {self.item.number}"

    def holds(self, words: str) -> bool:
        """Return whether the passage has these words, whole, however they are spaced."""
        return _holds(self.text, words)

    def list_within(self, things: Iterable[_Thing]) -> list[_Thing]:
        """Return the things that stand in the passage."""
        return [thing for thing in things if self.start <= thing.start and thing.end <= self.end]

    def list_dates(self) -> tuple[tuple[int, str], ...]:
        """Return position and date of each date of the passage, given in figures or by a phrase the source explains."""
        return _list_dates(self.reading, self.start, self.end)

    def is_fiscal(self, position: int) -> bool:
        """Return whether the date at this position of the text is a fiscal year."""
        text = self.reading.document.text
        before = text[max(0, position - _LOOK_BACK) : position]
        return _FISCAL.match(text, position) is not None or _FISCAL_SPAN.search(before) is not None

    def list_sentences(self) -> Iterator[str]:
        """Yield what the passage holds of each sentence of the document."""
        for start, end in self.reading.sentences:
            if start < self.end and self.start < end:
                yield self.reading.document.text[max(start, self.start) : min(end, self.end)]

    def get_sentence(self, position: int) -> str:
        """Return the sentence of the document that holds this position of its text."""
        spans = [(start, end) for start, end in self.reading.sentences if start <= position < end]
        start, end = spans[0] if spans else (self.item.start, self.item.end)
        return self.reading.document.text[start:end]


@lru_cache(maxsize=20_000)
def _holds(text: str, words: str) -> bool:
    return re.search(compile_words(words), text, re.IGNORECASE) is not None


@lru_cache(maxsize=1_000)
def _list_dates(reading: Reading, start: int, end: int) -> tuple[tuple[int, str], ...]:
    numbers = [n for n in reading.numbers if n.kind is NumberKind.DATE and start <= n.start and n.end <= end]
    explained = list(_explain_dates(reading, start, end, numbers))
    taken = {position for position, _ in explained}
    return tuple(sorted([*explained, *((n.start, n.date) for n in numbers if n.date and n.start not in taken)]))


def _explain_dates(reading: Reading, start: int, end: int, numbers: Iterable[Number]) -> Iterator[tuple[int, str]]:
    for phrase, date in reading.source.dates.items():
        words = re.compile(compile_words(phrase), re.IGNORECASE)
        for match in words.finditer(reading.document.text, start, end):
            inside = (number.start for number in numbers if match.start() <= number.start < match.end())
            yield next(inside, match.start()), date


@lru_cache(maxsize=4096)  # bounded; a text and a citation never change
def _list_passages(text: str, citation: Citation) -> tuple[tuple[int, int], ...]:
    return tuple(find_passages(text, citation))


def open_passage(program: Program, reading: Reading) -> Passage | Check:
    """Return the passage that the record cites, or the problem where it cites none, several, or one of another item."""
    citation = program.citation
    item = reading.document.items.get(citation.item)
    if item is None:
        return Check("source.item", problem=f"there is no item {citation.item}")
    passages = _list_passages(reading.document.text, citation)
    if len(passages) != 1:
        what = f"{citation.start!r} … {citation.end!r} occurs {len(passages)} times, not once"
        return Check("source.start", problem=what)
    start, end = passages[0]
    if not (item.start <= start and end <= item.end):
        home = reading.find_item(start)
        what = f"the passage is in item {home.number if home else 'none'}, not {item.number}"
        return Check("source.item", problem=what)
    return Passage(reading, program, item, start, end)
