"""Acronyms of institutions: each is one of its name, or stands in the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from geo.building.audit.language import fold_word
from geo.building.audit.mentions import compile_words
from geo.building.audit.reading import Reading
from geo.building.lists import INSTITUTIONS, Institution
from geo.contract.faults import Fault

_DOTS: Final = re.compile(r"(?<=\b\w)\.(?=\w\b|\s|$)")


def find_short_faults(reading: Reading) -> Iterator[Fault]:
    """Yield each `short` of an institution that neither its names make nor the document has."""
    for one in reading.lists.institutions:
        for short in one.short:
            if not _is_of(short, one) and re.search(compile_words(short), reading.document.text) is None:
                yield Fault(INSTITUTIONS, one.en, f"{short!r} is no acronym of the name, and not in the document")


@lru_cache(maxsize=1_000)
def _is_of(short: str, institution: Institution) -> bool:
    """Return whether a short name is made of the beginnings of a name's words, in their order, or a name of it is."""
    names = (institution.en, institution.es, *institution.forms)
    return any(_begins(_join(short), _split(name)) or _begins(_join(name), _split(short)) for name in names)


def _split(name: str) -> list[str]:
    """Return the words of a name, folded, "U.S." as two."""
    return re.findall(r"[^\W\d_]+", fold_word(_DOTS.sub(". ", name)))


def _join(name: str) -> str:
    return "".join(_split(name))


def _begins(letters: str, words: Sequence[str]) -> bool:
    """Return whether letters are made of the beginnings of some words, in their order."""
    reached = {0}
    for word in words:
        reached |= {
            start + length
            for start in reached
            for length in range(1, len(word) + 1)
            if letters[start : start + length] == word[:length]
        }
    return len(letters) in reached
