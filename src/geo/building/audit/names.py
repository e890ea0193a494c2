"""Proper names in an English text, found by their form: capitalised words in a row, and acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from geo.building.audit.language import ENGLISH

_WORD: Final = r"(?:[A-Z]\.)+(?:[A-Z]\b)?|[A-Z][\w’&]*(?:-[A-Z]\w*)*"
_NAME: Final = re.compile(rf"(?<![\w’])(?:{_WORD})(?:\s+(?:(?:of|for|on|and|in)\s+(?:the\s+)?)?(?:{_WORD}))*")
_FIRST: Final = re.compile(rf"(?:{_WORD})\s*(?:(?:of|for|on|and|in)\s+(?:the\s+)?)?")
_BEGINS: Final = re.compile(r"(?:[.!?:•“\"]|\n|\A)\s*\Z")


def find_names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end (exclusive) of each proper name within text[start:end].

    The word that begins a sentence is none of a name where the language or the text writes it small elsewhere.
    """
    for match in _NAME.finditer(text, start, end):
        begin = match.start()
        first = _FIRST.match(text, begin)
        if first is not None and _BEGINS.search(text[start:begin]) and _is_common(first[0], text):
            begin = first.end()
        if begin < match.end():
            yield begin, match.end()


def list_name_words(name: str) -> list[str]:
    """Return the capitalised words of a name, without the possessive."""
    return [word.removesuffix("’s") for word in re.findall(_WORD, name)]


def _is_common(first: str, text: str) -> bool:
    word = first.split(maxsplit=1)[0].lower()
    return (
        word in ENGLISH
        or word.endswith(("more", "ly"))
        or re.search(rf"(?<![\w-]){re.escape(word)}(?!\w)", text) is not None
    )
