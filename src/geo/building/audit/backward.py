"""From the document to the records: each number, place and institution is used by a record or left out for a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.building.audit.forward import Trace
from geo.building.audit.mentions import compile_words
from geo.building.audit.numbers import NumberKind
from geo.building.audit.reading import Reading


class ThingKind(StrEnum):
    """What is looked for in the document."""

    AMOUNT = "amounts"
    NUMBER = "numbers"
    DATE = "dates"
    PLACE = "places"
    INSTITUTION = "institutions"


class Account(StrEnum):
    """How a thing in the document is accounted for."""

    USED = "used"
    LEFT_OUT = "left out"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Thing:
    """A number, place or institution of the document: item, code points (end exclusive), words, account."""

    kind: ThingKind
    item: str | None
    start: int
    end: int
    words: str
    account: Account


_KINDS: Final = {
    NumberKind.MONEY: ThingKind.AMOUNT,
    NumberKind.VAGUE: ThingKind.AMOUNT,
    NumberKind.COUNT: ThingKind.NUMBER,
    NumberKind.DATE: ThingKind.DATE,
}


def account(reading: Reading, traces: Iterable[Trace]) -> list[Thing]:
    """Return everything that the document names with its account."""
    claims: dict[str | None, set[int]] = {}
    for trace in traces:
        claims.setdefault(trace.item, set()).update(trace.claims)
    excuses = [span for entry in reading.source.left_out for span in _find_spans(reading, entry.what, entry.item)]
    things = []
    for kind, start, end in _find_things(reading, claims):
        item = reading.find_item(start)
        number = item.number if item else None
        if start in claims.get(number, ()):
            answer = Account.USED
        elif any(first <= start and end <= last for first, last in excuses):
            answer = Account.LEFT_OUT
        else:
            answer = Account.MISSING
        things.append(Thing(kind, number, start, end, reading.document.text[start:end], answer))
    return things


def find_idle(reading: Reading, things: Sequence[Thing]) -> Iterator[tuple[str, str]]:
    """Yield key and words of each idle entry of `source.toml`: a reason for what records use, words not in the text."""
    for entry in reading.source.left_out:
        spans = _find_spans(reading, entry.what, entry.item)
        held = [thing for thing in things if any(first <= thing.start and thing.end <= last for first, last in spans)]
        if not spans or (held and all(thing.account is Account.USED for thing in held)):
            yield "left_out", entry.what
    phrases = [("dates", phrase) for phrase in reading.source.dates]
    phrases += [("names", form) for forms in reading.source.names.values() for form in forms]
    yield from ((key, words) for key, words in phrases if not _find_spans(reading, words, None))


def _find_things(reading: Reading, claims: Mapping[str | None, set[int]]) -> Iterator[tuple[ThingKind, int, int]]:
    """Yield kind, start and end of all that is to be accounted for.

    A country that stands for its government is a place. The home country needs no site where a programme cites the
    item.
    """
    for number in reading.numbers:
        yield _KINDS[number.kind], number.start, number.end
    places = {(mention.start, mention.end) for mention in reading.places}
    for mention in reading.places:
        item = reading.find_item(mention.start)
        home = any(site.kind == "PCLI" and site.name in mention.names for site in reading.sites.values())
        if not (home and item and item.number in claims):
            yield ThingKind.PLACE, mention.start, mention.end
    for mention in reading.institutions:
        if (mention.start, mention.end) not in places:
            yield ThingKind.INSTITUTION, mention.start, mention.end


def _find_spans(reading: Reading, words: str, item: str | None) -> list[tuple[int, int]]:
    """Return start and end of each place where the item, or for None the whole document, has these words."""
    document = reading.document
    if item is not None and item not in document.items:
        return []
    bounds = (0, len(document.text)) if item is None else (document.items[item].start, document.items[item].end)
    found = re.compile(compile_words(words), re.IGNORECASE).finditer(document.text, *bounds)
    return [match.span() for match in found]
