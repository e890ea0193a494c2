"""Where the document names a place or an institution that the records know, and what else in it is a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in the text: code points `start` to `end` (exclusive), and what records call what it may name."""

    start: int
    end: int
    names: frozenset[str]


def find_mentions(
    text: str, forms: Mapping[str, Iterable[str]], spans: Iterable[tuple[int, int]] = ()
) -> list[NameMention]:
    """Return every mention in `text` of the names in `forms`, each given with how the text may write it.

    `spans` are further names, found by others: each that touches no known name becomes a mention that names nothing
    known. Of names that overlap the longer stands: "Peruvian Amazon" holds no mention of Peru.
    """
    names: dict[str, set[str]] = {}
    for name, ways in forms.items():
        for way in ways:
            names.setdefault(" ".join(way.split()).lower(), set()).add(name)
    if not names:
        return sorted((NameMention(*span, frozenset()) for span in spans), key=lambda mention: mention.start)
    longest_first = sorted(names, key=lambda way: (-len(way), way))
    pattern = re.compile("|".join(map(compile_words, longest_first)), re.IGNORECASE)
    known = [
        NameMention(*match.span(), frozenset(names[" ".join(match[0].split()).lower()]))
        for match in pattern.finditer(text)
    ]
    taken = {position for mention in known for position in range(mention.start, mention.end)}
    other = [NameMention(*span, frozenset()) for span in set(spans) if taken.isdisjoint(range(*span))]
    return sorted([*known, *other], key=lambda mention: (mention.start, mention.end))


def compile_words(words: str) -> str:
    """Return the source of a regular expression for `words` as whole words on one line, however they are spaced."""
    return r"(?<!\w)" + r"[^\S\n]+".join(map(re.escape, words.split())) + r"(?!\w)"
