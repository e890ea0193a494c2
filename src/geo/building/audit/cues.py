"""What the verbs of an English passage say of a programme's status, and its words of the kind of an amount."""

from __future__ import annotations

import re
from typing import Final

from geo.contract.numerals import MONTHS
from geo.contract.vocabulary import AmountType, Status


def _compile(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


_PLANNED: Final = _compile(
    r"will|plan(?:s|ned) to|to be followed|announced|approved|may lead|decision by|intends?|proposes?|is expected"
)
_ONGOING: Final = _compile(
    r"is|are|has|have|since|provides|maintain|maintains|supports|sustains|conducts|works|uses|visit|form part|form"
    r"|became|joined|established|relaunched|endorsed|agreed|signed|marked|launch|launched|play|get|meet|to date"
    r"|starts?|started|begins?|began|begun|continues?|helps|funds|finances|invests|operates|runs|offers"
    r"|trains|teaches|builds|opened|opens|inaugurated|created|exchanges?"
)
_PAST: Final = _compile(
    r"completed|co-led|processed|traveled|helped|mobilized|trained|gave|built|delivered|donated|held|was|were|concluded"
    r"|ended|invested|provided|awarded|funded|financed|contributed|equipped|renovated|installed|repaired|supplied|lent"
    r"|granted|sent|returned|hosted"
)


_YEAR: Final = _compile(r"(?:in|during) (?:FY ?)?(?:19|20)\d\d")


# The more special words first: "investments" alone says little next to "private investments".
_KINDS: Final = tuple(
    (kind, _compile(words))
    for kind, words in (
        (AmountType.FOREIGN_MILITARY_SALE, r"foreign military sales?"),
        (AmountType.EXPORT_POTENTIAL, r"in (?:[\w.]+ )?exports|exports worth"),
        (AmountType.DIRECT_INVESTMENT, r"direct investment"),
        (AmountType.TRADE, r"trade (?:totaling|worth|of)|bilateral trade"),
        (AmountType.PRIVATE_INVESTMENT, r"private (?:sector )?investments?|leverag(?:es?|ed|ing)"),
        (AmountType.FINANCE, r"financial operations|new investments|loans?|lend(?:ing)?|financing|credit"),
        (
            AmountType.ASSISTANCE,
            r"assistance|provided?|support(?:s|ed)?|invested|given?|grants?|worth|totaling|gave|get",
        ),
    )
)
_PART: Final = re.compile(r"\b(?:includ(?:es|ing)|of which|part of|within)\s(?:(?:more than|over|about|nearly)\s)?\Z")


def read_status(passage: str) -> Status | None:
    """Return the status that the passage's verbs say, or None where they say nothing.

    What is planned is said first ("will donate"); an ongoing state wins over what was done within it.
    """
    planned, ongoing, past = (words.search(passage) for words in (_PLANNED, _ONGOING, _PAST))
    present = ongoing or past
    if planned and not (present and min(m.start() for m in (ongoing, past) if m) < planned.start()):
        return Status.PIPELINE
    if ongoing:
        return Status.IMPLEMENTATION
    return Status.CLOSED if past else None


def has_status_cue(passage: str, status: Status) -> bool:
    """Return whether any word of the passage speaks of the status, whichever it says first; a past year is over.

    Of a status that has no words here any passage may speak.
    """
    cues = {Status.PIPELINE: (_PLANNED,), Status.IMPLEMENTATION: (_ONGOING, _PAST), Status.CLOSED: (_PAST, _YEAR)}
    return status not in cues or any(words.search(passage) for words in cues[status])


def read_amount_type(sentence: str) -> AmountType | None:
    """Return the kind of money that the sentence of an amount speaks of, or None."""
    return next((kind for kind, words in _KINDS if words.search(sentence)), None)


def is_said_to_be_part(before: str) -> bool:
    """Return whether the words right before an amount make it a part of another: "This support includes"."""
    return _PART.search(before) is not None


_RANGE: Final = re.compile(
    r"(?:\b(?:from (?:[\w,.]+ ){1,4}to|between (?:[\w,.]+ ){1,4}and)\s"
    r"|\b(?:(?:FYs? ?)?(?:['’]?\d\d|\d{4})|\d{1,2}(?:st|nd|rd|th)?"
    rf"|(?:{'|'.join(MONTHS['en'])}|[A-Z][a-z]{{2,3}}\.))"
    r"(?: ?[-–/] ?| (?:to|through|until|till) ))$",
    re.IGNORECASE,
)


def ends_range(words: str) -> bool:
    """Return whether the words before a date say that a span ends with it: "from 2022 to", "March–", "FY2021-"."""
    return _RANGE.search(words) is not None
