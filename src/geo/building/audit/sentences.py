"""The sentences of a text, and which of its words citations leave over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_LABEL: Final = re.compile(r"[A-Z][\w -]{2,30}:\s+")  # "Sister Ports:" before the sentence of an item
# A full stop ends a sentence before a capital letter or a quotation mark, but not after a single one: "U.S. Army".
_END: Final = re.compile(r"(?<!\b[A-Z]\.)(?<=[.!?])\s+(?=[A-Z“\"])|\s*\n\s*")
_OUR_END: Final = re.compile(r"(?<!\b[A-Z]\.)(?<=[.!?])\s+(?=[A-ZÁÉÍÓÚÑ¿“«])")
_WORD: Final = re.compile(r"\w[\w’'.-]*\w|\w")
# Words that join what two citations hold, and say nothing themselves.
_JOINING: Final = frozenset({"and", "also", "additionally", "furthermore", "the", "this", "along", "with", "which"})


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end (exclusive) of each sentence of text[start:end]; a label before the first is in none."""
    label = _LABEL.match(text, start, end)
    begin = label.end() if label else start
    for match in _END.finditer(text, begin, end):
        if text[begin : match.start()].strip():
            yield begin, match.start()
        begin = match.end()
    if text[begin:end].strip():
        yield begin, end


def find_uncovered(text: str, start: int, end: int, spans: Iterable[tuple[int, int]]) -> str:
    """Return the words of text[start:end] that no span holds, joining words aside; empty where all are held."""
    held = [(first, last) for first, last in spans if first < end and start < last]
    words = (
        match[0]
        for match in _WORD.finditer(text, start, end)
        if match[0].lower() not in _JOINING
        and not any(first <= match.start() and match.end() <= last for first, last in held)
    )
    return " ".join(words)


def split_text(text: str) -> list[str]:
    """Return the sentences of a text of ours; "U.S." ends none."""
    return [sentence for sentence in _OUR_END.split(text) if sentence]
