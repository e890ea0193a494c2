"""Names of places as they may be shown, for comparison, and without the word for their kind."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from typing import Final

from geo.contract.texts import REFUSED_CHARACTERS

_DIVISION: Final = (
    r"Provincia de|Provincia|Departamento del?|Región|Gobierno Regional de|State of|Province of|Republic of|Canton of"
    r"|Oblast'?|Province|Prefecture|State|Region|Governorate|Muhafazat|County|Parish|Department|District|Land|Voivodeship"
    r"|Krai|Kray|Republic|Canton|Shi"
)
_SHORTENED: Final = re.compile(rf"^(?:{_DIVISION}) | (?:{_DIVISION})$", re.IGNORECASE)
_REFUSED: Final = re.compile(REFUSED_CHARACTERS)
# What sources in ASCII write for the turned comma of Arabic and Polynesian names, and for an apostrophe.
_QUOTES: Final = str.maketrans({"`": "‘", "´": "’"})
_WORD: Final = re.compile(r"\w+")
_SHORTEST: Final = 2  # characters: what is left must still be a name


def clean_name(name: str) -> str:
    """Return a source's `name` as the contract has texts: read in UTF-8, in form C, without hidden signs, spaced once.

    What cannot be mended stays: a sign that stands for a letter that was lost.
    """
    for encoding in ("latin-1", "cp1252"):  # in which UTF-8 is misread
        with suppress(UnicodeError):
            name = name.encode(encoding).decode()
    shown = _REFUSED.sub(lambda sign: " " if sign[0].isspace() else "", name.translate(_QUOTES))
    return unicodedata.normalize("NFC", " ".join(shown.split()))


def normalise_name(name: str) -> str:
    """Return `name` for comparison: no accents, no case, words joined by one space."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(name.casefold()))


def shorten_division(name: str) -> str | None:
    """Return "Laurel" for "Laurel County", None for a name without such a word."""
    short = _SHORTENED.sub("", name)
    return short if short != name and len(short) > _SHORTEST else None
