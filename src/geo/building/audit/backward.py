"""From the document to the records: each number, place and institution is used by a record or left out for a reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.building.audit.forward import Trace
from geo.building.audit.language import get_stem
from geo.building.audit.mentions import compile_words
from geo.building.audit.names import list_name_words
from geo.building.audit.numbers import NumberKind
from geo.building.audit.reading import Reading, find_excused
from geo.building.audit.sentences import find_uncovered
from geo.contract.vocabulary import Text, ThingKind


class Account(StrEnum):
    """How a thing in the document is accounted for."""

    USED = "used"
    LEFT_OUT = "left out"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Thing:
    """A number, name or sentence of the document: item, code points (end exclusive), words, account.

    `reason` is that of what is left out. The words of a sentence that is missing are those that no citation holds.
    """

    kind: ThingKind
    item: str | None
    start: int
    end: int
    words: str
    account: Account
    reason: Text | None = None


_KINDS: Final = {
    NumberKind.MONEY: ThingKind.AMOUNT,
    NumberKind.VAGUE: ThingKind.AMOUNT,
    NumberKind.COUNT: ThingKind.NUMBER,
    NumberKind.DATE: ThingKind.DATE,
}


def account(reading: Reading, traces: Sequence[Trace]) -> list[Thing]:
    """Return everything that the document names, and each of its sentences, with its account."""
    claims: dict[str | None, set[int]] = {}
    for trace in traces:
        claims.setdefault(trace.item, set()).update(trace.claims)
    things = [
        _account_for(reading, kind, start, end, claims.get(_get_number(reading, start), set()))
        for kind, start, end in _find_things(reading, claims)
    ]
    things += _account_for_names(reading, traces)
    things += _account_for_sentences(reading, traces)
    return things


def find_idle(reading: Reading, things: Sequence[Thing]) -> Iterator[tuple[str, str, str]]:
    """Yield file, key and words of each idle entry: a reason for what records use, words that are not in the text."""
    for entry in reading.source.left_out:
        spans = find_excused(reading.document, entry)
        held = [thing for thing in things if any(first <= thing.start and thing.end <= last for first, last in spans)]
        if not spans or (held and all(thing.account is Account.USED for thing in held)):
            yield "source.toml", "left_out", entry.what
    phrases = [("source.toml", "dates", phrase) for phrase in reading.source.dates]
    phrases += [("source.toml", "names", form) for forms in reading.source.names.values() for form in forms]
    phrases += [("institutions.toml", one.en, form) for one in reading.lists.institutions for form in one.forms]
    text = " ".join(reading.document.text.split())
    for file, key, words in phrases:
        if not re.search(compile_words(words), text, re.IGNORECASE):
            yield file, key, words


def _get_number(reading: Reading, position: int) -> str | None:
    item = reading.find_item(position)
    return item.number if item else None


def _account_for(reading: Reading, kind: ThingKind, start: int, end: int, claims: Collection[int]) -> Thing:
    number, words = _get_number(reading, start), reading.document.text[start:end]
    if start in claims:
        return Thing(kind, number, start, end, words, Account.USED)
    reason = _find_reason(reading, start, end)
    return Thing(kind, number, start, end, words, Account.LEFT_OUT if reason else Account.MISSING, reason)


def _find_reason(reading: Reading, start: int, end: int) -> Text | None:
    return next((entry.reason for first, last, entry in reading.excused if first <= start and end <= last), None)


def _find_things(reading: Reading, claims: Mapping[str | None, set[int]]) -> Iterator[tuple[ThingKind, int, int]]:
    """Yield kind, start and end of all that is to be accounted for.

    A country that stands for its government is a place. The home country needs no site where a programme cites the
    item.
    """
    for number in reading.numbers:
        yield _KINDS[number.kind], number.start, number.end
    places = {(mention.start, mention.end) for mention in reading.places}
    countries = {site.name for site in reading.sites.values() if site.kind == "PCLI"}
    countries |= {country.names.en for country in reading.source.collection.countries}
    for mention in reading.places:
        item = reading.find_item(mention.start)
        home = bool(countries & {*mention.names, reading.document.text[mention.start : mention.end]})
        if not (home and item and item.number in claims):
            yield ThingKind.PLACE, mention.start, mention.end
    for mention in reading.institutions:
        if (mention.start, mention.end) not in places:
            yield ThingKind.INSTITUTION, mention.start, mention.end


def _account_for_names(reading: Reading, traces: Sequence[Trace]) -> Iterator[Thing]:
    """Yield each name by its form that is no institution, place or date: a record that cites it has its words."""
    known = [(one.start, one.end) for one in (*reading.institutions, *reading.places)]
    known += [(one.start, one.end) for one in reading.numbers]
    known += [match.span() for phrase in reading.source.dates for match in _find_words(reading, phrase)]
    texts = [(trace.span, _list_said(trace)) for trace in traces if trace.span is not None]
    for start, end in reading.names:
        words = {get_stem(word) for word in list_name_words(_blank(reading.document.text, start, end, known))}
        if not words:
            continue
        used = any(first <= start and end <= last and words <= said for (first, last), said in texts)
        yield _account_for(reading, ThingKind.NAME, start, end, {start} if used else ())


def _find_words(reading: Reading, words: str) -> Iterator[re.Match[str]]:
    return re.compile(compile_words(words), re.IGNORECASE).finditer(reading.document.text)


def _blank(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> str:
    """Return text[start:end] without what is known in it."""
    touching = [(first, last) for first, last in known if first < end and start < last]
    rest = (c if not any(f <= i < t for f, t in touching) else " " for i, c in enumerate(text[start:end], start))
    return "".join(rest)


def _list_said(trace: Trace) -> set[str]:
    """Return the words of the record's English texts."""
    program = trace.program
    texts = [program.title, program.summary, *(figure.unit for figure in program.figures)]
    texts += [program.note] if program.note else []
    words = (word for text in texts for word in re.findall(r"[\w&]+(?:[-’]\w+)+|\w+", text.en))
    return {get_stem(part) for word in words for part in (word, *re.findall(r"\w+", word))}


def _account_for_sentences(reading: Reading, traces: Sequence[Trace]) -> Iterator[Thing]:
    text = reading.document.text
    cited = [trace.span for trace in traces if trace.span is not None]
    excused = [(start, end) for start, end, _ in reading.excused]
    for start, end in reading.sentences:
        number = _get_number(reading, start)
        uncovered = find_uncovered(text, start, end, cited)
        if not uncovered:
            yield Thing(ThingKind.SENTENCE, number, start, end, text[start:end], Account.USED)
        elif missing := find_uncovered(text, start, end, [*cited, *excused]):
            yield Thing(ThingKind.SENTENCE, number, start, end, missing, Account.MISSING)
        else:
            reason = _find_sentence_reason(reading, start, end, cited)
            yield Thing(ThingKind.SENTENCE, number, start, end, text[start:end], Account.LEFT_OUT, reason)


def _find_sentence_reason(reading: Reading, start: int, end: int, cited: Sequence[tuple[int, int]]) -> Text:
    """Return why a sentence is left out: the reasons of the longest entries that hold it, as many as it takes."""
    touching = [(first, last, entry) for first, last, entry in reading.excused if first < end and start < last]
    held, reasons = list(cited), list[Text]()
    for first, last, entry in sorted(touching, key=lambda one: one[0] - one[1]):
        if find_uncovered(reading.document.text, start, end, held):
            held.append((first, last))
            reasons.append(entry.reason)
    said = list(dict.fromkeys(reasons))
    return Text("; ".join(one.en for one in said), "; ".join(one.es for one in said))
