"""Names of places for comparison, and without the word for their kind."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DIVISION: Final = (
    r"Provincia de|Provincia|Departamento del?|Región|Gobierno Regional de|State of|Province of|Republic of|Canton of"
    r"|Oblast'?|Province|Prefecture|State|Region|Governorate|Muhafazat|County|Parish|Department|District|Land|Voivodeship"
    r"|Krai|Kray|Republic|Canton|Shi"
)
_SHORTENED: Final = re.compile(rf"^(?:{_DIVISION}) | (?:{_DIVISION})$", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")
_SHORTEST: Final = 2  # characters: what is left must still be a name


def normalise_name(name: str) -> str:
    """Return `name` for comparison: no accents, no case, words joined by one space."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(name.casefold()))


def shorten_division(name: str) -> str | None:
    """Return "Laurel" for "Laurel County", None for a name without such a word."""
    short = _SHORTENED.sub("", name)
    return short if short != name and len(short) > _SHORTEST else None
