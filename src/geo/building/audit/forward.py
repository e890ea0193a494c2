"""From a record to the document: everything that the record says stands in the passage that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from geo.building.audit.fragments import find_passages
from geo.building.audit.mentions import NameMention, compile_words
from geo.building.audit.numbers import Number, NumberKind, find_numbers
from geo.building.audit.reading import Reading
from geo.building.models import Figure, Program
from geo.contract.vocabulary import Qualifier

_STEM: Final = 4  # letters: enough to know "years" in "three-year", "helicopters" in "helicopter"
_EMPTY_WORDS: Final = frozenset({"the", "and", "for", "from", "that", "with", "given", "which", "over", "they", "are"})


_Thing = TypeVar("_Thing", Number, NameMention)


@dataclass(frozen=True, slots=True)
class Trace:
    """What one record says and where it stands: `claims` holds where each number, place and institution begins."""

    program: str
    item: str
    checked: int
    problems: tuple[tuple[str, str], ...]
    claims: frozenset[int]


@dataclass(slots=True)
class _Tracer:
    """Gathers what is found and what is not while one record is read against its passage."""

    reading: Reading
    program: Program
    start: int
    end: int
    checked: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    claims: set[int] = field(default_factory=set)

    def check(self, key: str, found: Iterable[int], what: str) -> None:
        """Count one check; `found` is where the thing stands, empty where it does not; `what` is then the problem."""
        self.checked += 1
        places = set(found)
        self.claims |= places
        if not places:
            self.problems.append((key, what))

    def within(self, things: Iterable[_Thing]) -> list[_Thing]:
        """Return the things that stand in the passage."""
        return [thing for thing in things if self.start <= thing.start and thing.end <= self.end]


def trace(program: Program, reading: Reading) -> Trace:
    """Return what of the record stands in the passage that it cites, and what does not, with key and reason."""
    citation = program.citation
    item = reading.document.items.get(citation.item)
    if item is None:
        return Trace(program.id, citation.item, 1, (("source.item", f"there is no item {citation.item}"),), frozenset())
    passages = list(find_passages(reading.document.text, citation))
    if len(passages) != 1:
        what = f"{citation.start!r} … {citation.end!r} occurs {len(passages)} times, not once"
        return Trace(program.id, item.number, 1, (("source.start", what),), frozenset())
    start, end = passages[0]
    if not (item.start <= start and end <= item.end):
        home = reading.find_item(start)
        what = f"the passage is in item {home.number if home else 'none'}, not {item.number}"
        return Trace(program.id, item.number, 1, (("source.item", what),), frozenset())
    tracer = _Tracer(reading, program, start, end, checked=1)
    _trace_figures(tracer)
    _trace_dates(tracer)
    _trace_institutions(tracer)
    _trace_sites(tracer)
    _trace_texts(tracer)
    return Trace(program.id, item.number, tracer.checked, tuple(tracer.problems), frozenset(tracer.claims))


def _trace_figures(tracer: _Tracer) -> None:
    """Match the amount and each figure with a number of its own: a number of the text is used once for a record.

    Figures are in the order of the text, so that two whose units share a word ("ages 13-18") cannot change places.
    """
    free = tracer.within(tracer.reading.numbers)
    amount = tracer.program.amount
    if amount is not None:
        found = [number for number in free if number.kind is NumberKind.MONEY and number.value == amount.usd]
        _check_number(tracer, "amount.usd", f"${amount.usd:,}", amount.qualifier, found[:1])
    counts = [number for number in free if number.kind is NumberKind.COUNT]
    last = 0
    for index, figure in enumerate(tracer.program.figures):
        same = [number for number in counts if number.value == figure.value]
        fitting = [number for number in same if _fits(figure, number, tracer)]
        key = f"figures[{index}].value"
        if same and not fitting:
            tracer.check(key, (), f"no word of {figure.unit.en!r} stands at {figure.value:,}")
            continue
        _check_number(tracer, key, f"{figure.value:,}", figure.qualifier, fitting[:1])
        if fitting and fitting[0].start < last:
            tracer.problems.append((key, f"{figure.value:,} stands before the figure above it; keep the text's order"))
        last = fitting[0].start if fitting else last
        counts = [number for number in counts if number not in fitting[:1]]


def _check_number(tracer: _Tracer, key: str, shown: str, qualifier: Qualifier, found: list[Number]) -> None:
    tracer.check(key, [number.start for number in found], f"{shown} is not {_where(tracer)}")
    if found:
        tracer.checked += 1
        said = found[0].qualifier
        if said is not qualifier:
            tracer.problems.append((key.partition(".")[0] + ".qualifier", f"{shown} is {said} there, not {qualifier}"))


def _fits(figure: Figure, number: Number, tracer: _Tracer) -> bool:
    """Return whether a word of the figure's unit stands between the number and the next one, or right before it."""
    text = tracer.reading.document.text
    numbers = tracer.reading.numbers
    index = numbers.index(number)
    item = tracer.reading.find_item(number.start)
    stop = item.end if item else tracer.end
    if index + 1 < len(numbers):
        stop = min(stop, numbers[index + 1].start)
    before = text[: number.start].split()[-1:]
    if index and numbers[index - 1].end + 1 >= number.start:  # "ages 13-18": both are ages
        before = text[: numbers[index - 1].start].split()[-1:]
    near = _get_stems(" ".join([*before, text[number.end : stop]]))
    return not near.isdisjoint(_get_stems(figure.unit.en))


def _get_stems(text: str) -> set[str]:
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return {word.rstrip("s")[:_STEM] for word in words if word not in _EMPTY_WORDS}


def _trace_dates(tracer: _Tracer) -> None:
    """Check start and end; a date within a unit ("anniversary in May 2026") uses its mention too."""
    program = tracer.program
    for key, date in (("start", program.start), ("end", program.end)):
        if date is not None:
            tracer.check(key, _find_date(tracer, date), f"{date} is not {_where(tracer)}")
    for index, figure in enumerate(program.figures):
        for number in find_numbers(figure.unit.en):
            if number.date is not None:
                found = _find_date(tracer, number.date)
                tracer.check(f"figures[{index}].unit", found, f"{number.date} is not {_where(tracer)}")


def _find_date(tracer: _Tracer, date: str) -> list[int]:
    """Return where the passage gives this date, in figures or by a phrase that the source explains."""
    dates = [number for number in tracer.within(tracer.reading.numbers) if number.kind is NumberKind.DATE]
    found = [number.start for number in dates if number.date == date]
    for phrase, meaning in tracer.reading.source.dates.items():
        if meaning == date:
            words = re.compile(compile_words(phrase), re.IGNORECASE)
            for match in words.finditer(tracer.reading.document.text, tracer.start, tracer.end):
                inside = [number.start for number in dates if match.start() <= number.start < match.end()]
                found += inside or [match.start()]
    return found


def _trace_institutions(tracer: _Tracer) -> None:
    mentions = tracer.within(tracer.reading.institutions)
    for key, names in (("agencies", tracer.program.agencies), ("partners", tracer.program.partners)):
        for index, name in enumerate(names):
            found = [mention.start for mention in mentions if name in mention.names]
            tracer.check(f"{key}[{index}]", found, f"{name} is not named {_where(tracer)}")


def _trace_sites(tracer: _Tracer) -> None:
    """Check that each site is named in the passage or, where the passage names no place of ours, in the item."""
    mentions = [mention for mention in tracer.within(tracer.reading.places) if mention.names]
    if not mentions:
        item = tracer.reading.document.items[tracer.program.citation.item]
        mentions = [m for m in tracer.reading.places if item.start <= m.start and m.end <= item.end]
    for index, placement in enumerate(tracer.program.placements):
        site = tracer.reading.sites[placement.site]
        found = [mention.start for mention in mentions if site.name in mention.names]
        tracer.check(f"sites[{index}]", found, f"{site.name} is not named {_where(tracer)}")
        countries = {site.name for site in tracer.reading.sites.values() if site.kind == "PCLI"}
        narrower = ", ".join(sorted({name for mention in mentions for name in mention.names} - countries))
        if site.name in countries and narrower:
            tracer.problems.append((f"sites[{index}]", f"nationwide, but the passage names {narrower}"))


def _trace_texts(tracer: _Tracer) -> None:
    """Check that every figure in title and summary, in both languages, is one of the item's."""
    allowed = set(_get_values(tracer))
    program = tracer.program
    for key, text in (("title", program.title), ("summary", program.summary)):
        for language, words in (("en", text.en), ("es", text.es)):
            for figure in re.findall(r"(?<![\w.,])\d[\d.,]*(?<![.,])(?!\w)", words):
                tracer.checked += 1
                if re.sub(r"[.,]", "", figure) not in allowed:
                    tracer.problems.append((f"{key}.{language}", f"{figure} is not {_where(tracer)}"))


def _get_values(tracer: _Tracer) -> Iterator[str]:
    """Yield the digits of every number and date of the item, and of the dates that its phrases mean."""
    reading = tracer.reading
    item = reading.document.items[tracer.program.citation.item]
    for number in reading.numbers:
        if item.start <= number.start < item.end:
            yield str(number.value)
            yield from (number.date or "").split("-")
    text = reading.document.get_text(item.number)
    for phrase, date in reading.source.dates.items():
        if re.search(compile_words(phrase), text, re.IGNORECASE):
            yield from date.split("-")


def _where(tracer: _Tracer) -> str:
    return f"in the passage cited from item {tracer.program.citation.item}"
