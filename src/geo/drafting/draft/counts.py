"""Which numbers of a text are amounts, and which are counts that a record has as figures."""

from __future__ import annotations

import re
from typing import Final

from geo.building.audit.numbers import Number, NumberKind

_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th)|[a-z]*(?:first|second|third|[a-z]th)", re.IGNORECASE)
# "one of the", "the two countries", "number one", "children under five": they count nothing that is given.
_IDLE_AFTER: Final = re.compile(
    r"(?:\s+of\s+(?:the|its|our|their|these)|\s+(?:countr(?:y|ies)|governments|nations|sides|leaders|peoples|presidents"
    r"|another|other)|[’'])\b",
    re.IGNORECASE,
)
_IDLE_BEFORE: Final = re.compile(
    r"\b(?:number|no\.|section|article|chapter|phase|version|track|resolution|step|level"
    r"|(?:children|girls|boys) (?:under|over|aged))\s$",
    re.IGNORECASE,
)
# A number right after a name is part of it ("Boeing 737", "MD-500"), and so is one with a name's letters.
_NAMED: Final = re.compile(r"(?:[A-Z][\w&.]*[ -])$")
_OPENS: Final = re.compile(r"(?:^|[.:;!?•●▪*–-]\s+|\n\s*)$")
_MODEL: Final = re.compile(r"\s(?:MAX|neo|ER)\b|-[A-Z]")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
# "net-zero", "COVID-19"
_JOINED: Final = ("-", "‑", "–")
_BOTH: Final = 2
_CONTEXT: Final = 40


def is_amount(number: Number) -> bool:
    """Return whether a number is a sum of dollars."""
    return number.kind is NumberKind.MONEY and bool(number.value)


def is_count(text: str, number: Number) -> bool:
    """Return whether a number of a text counts something: no ordinal, no part of a name, no "one of the"."""
    if number.kind is not NumberKind.COUNT or number.value is None:
        return False
    written, before = text[number.start : number.end], text[max(0, number.start - _CONTEXT) : number.start]
    if _ORDINAL.fullmatch(written) or text[number.end : number.end + 1].isalpha():
        return False
    if (
        (number.value <= _BOTH and _IDLE_AFTER.match(text, number.end))
        or _IDLE_BEFORE.search(before)
        or _MODEL.match(text, number.end)
    ):
        return False
    if before.endswith(_JOINED) or written.lower() == "one" or _YEAR.fullmatch(written):
        return False
    name = _NAMED.search(before) if written[0].isdigit() else None
    return name is None or _OPENS.search(before[: name.start()]) is not None
