"""What small words claim: that a thing is not so, is so many times another, is surpassed by none, is to come.

Each is a closed class of words in both languages; the document's own words of the class are English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.contract.collection import LANGUAGES
from geo.contract.vocabulary import Status, Text


@dataclass(frozen=True, slots=True)
class Claim:
    """A class of words: its name, and how it is said in English, in Spanish and in the document.

    What `is_paired` is said in both languages or in neither; what `is_strict` no note may say of itself either.
    """

    name: str
    en: re.Pattern[str]
    es: re.Pattern[str]
    said: re.Pattern[str]
    is_paired: bool = True
    is_strict: bool = False


def _compile(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


_CLAIMS: Final = (
    Claim(
        "a negation",
        _compile(
            r"not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|non-\w+|before any other"
            r"|than ever|unreported|unregulated"
        ),
        _compile(r"no|nunca|jamás|ning[uú]n\w*|nadie|nada|ni|sin|tampoco|antes que"),
        _compile(
            r"not|no|never|none|without|lack|inadequate|non-\w+|unreported|unregulated|first|largest"
            r"|record"
        ),
    ),
    Claim(
        "a multiple",
        _compile(
            r"twice|thrice|doubl\w+|tripl\w+|half|halved|a quarter|dozens?|hundreds|thousands|per ?cent|percentage|%"
        ),
        _compile(r"dobles?|duplic\w+|tripl\w+|mitad|docenas?|cientos|miles|por ciento|porcentaje|%"),
        _compile(r"twice|doubl\w+|tripl\w+|half|quarter|dozens?|hundreds|thousands|per ?cent|%"),
        is_strict=True,
    ),
    Claim(
        "an opposition",
        _compile(r"against|fight\w*|combat\w*|counter(?:ing)?"),
        _compile(r"contra"),
        _compile(
            r"against|combat\w*|disrupt\w*|fight\w*|tackl\w*|counter\w*|interception|threat\w*|resilien\w+|risks?"
        ),
    ),
    Claim(
        "a superlative",
        _compile(
            r"best|worst|biggest|largest|greatest|highest|finest|ever|only|unique|chief|main|foremost|leading|top"
            r"|world|worldwide"
        ),
        _compile(r"mejor(?= del| de la| que)|peor|máxim\w+|únic\w+|principal\w*|mundo|mundial|nunca"),
        _compile(
            r"best|biggest|largest|greatest|highest|first|only|main|leading|top|number one|record|world|global|may"
        ),
        is_paired=False,
    ),
)
_TO_COME: Final = {
    "en": _compile(
        r"will|is to|are to|to be|may|could|might|would|plan(?:s|ned)?|planning|about to|due|announced|possible"
        r"|have decided|has decided|prepar\w+|approved|mark the|next|ahead|later"
    ),
    "es": re.compile(
        r"\b\w+(?:ará|erá|irá|arán|erán|irán|drá|drán|ría|rían)\b|\bprevist|\banunci|\bpodr|\bplan|\bprev|\bdecidieron"
        r"|\bpropon|\baprobad|\bposib|\bfutur|\bconmemora",
        re.IGNORECASE,
    ),
}


def find_one_sided(text: Text) -> Iterator[str]:
    """Yield the claims that a text makes in one of its languages alone; superlatives are worded too freely for that."""
    for claim in _CLAIMS:
        matches = claim.en.search(text.en), claim.es.search(text.es)
        yield from (
            f"{claim.name} ({one[0]!r})" for one in matches if claim.is_paired and one is not None and None in matches
        )


def find_unsaid(text: Text, passage: str, *, is_note: bool = False) -> Iterator[tuple[str, str]]:
    """Yield language and words of each claim of a text that the English passage does not make.

    An editor's note may deny and compare: it speaks of what the document does not say.
    """
    for claim in _CLAIMS:
        if is_note and not claim.is_strict:
            continue
        if claim.said.search(passage) is None:
            for language in ("en", "es"):
                match = getattr(claim, language).search(getattr(text, language))
                if match is not None:
                    yield language, f"{claim.name} ({match[0]!r})"


def is_to_come(text: Text, status: Status, languages: Sequence[str] = LANGUAGES) -> str | None:
    """Return the language in which a text on what is planned does not say so, None where it does or need not."""
    if status is not Status.PIPELINE:
        return None
    return next((code for code in languages if _TO_COME[code].search(getattr(text, code)) is None), None)
