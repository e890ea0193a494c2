"""A text as the recogniser reads it, and a name in it that may be a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from geo.drafting.geoparse.index import Candidate, Word
from geo.drafting.geoparse.tokens import Token

_CONTEXT: Final = 24
_BEFORE: Final = re.compile(r"([\w’']+)(?:[ \t\u00a0]+|[ \t]*\r?\n[ \t]*|-)$")
_HEAD_BEFORE: Final = re.compile(r"(\w+) (?:of (?:the )?|del |de (?:las? |los )?)$")
_AFTER: Final = re.compile(r"(?:[ \t\u00a0]{1,4}|[ \t]{0,2}\r?\n[ \t]{0,2})(\w+)")


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text, its capitalised words, and what is known of each."""

    text: str
    tokens: Sequence[Token]
    known: Sequence[Word]

    def word_before(self, position: int) -> str | None:
        """Return the lower-case word that ends before a code point."""
        match = _BEFORE.search(self.text[max(0, position - _CONTEXT) : position])
        return match[1] if match and match[1].islower() else None

    def head_before(self, position: int) -> str | None:
        """Return "port" where "port of" stands before a code point."""
        match = _HEAD_BEFORE.search(self.text[max(0, position - _CONTEXT) : position])
        return match[1].lower() if match else None

    def word_after(self, position: int) -> str | None:
        """Return the lower-case word that follows a code point."""
        match = _AFTER.match(self.text, position)
        return match[1] if match and match[1].islower() else None


@dataclass(slots=True)
class Mention:
    """A name in a text that may be a place.

    `start` and `end` are code points, end exclusive; `first` and `last` the tokens it is made of; `evidence` what
    counts for it and against it; `qualifier` the mention that follows it and may hold it ("Paris, Texas").
    `announced` marks a name that only the adjacent words call a place; mentions of one `sense` mean one place;
    `options` are the candidates that fit the words around this mention, and `narrowed` is whether the words before
    it excluded some; `head` is the word that says its kind, such as the "port" of "port of".
    """

    start: int
    end: int
    key: str
    first: int
    last: int
    candidates: Sequence[Candidate]
    evidence: dict[str, float] = field(default_factory=dict)
    qualifier: Mention | None = None
    announced: bool = False
    narrowed: bool = False
    head: str = ""
    sense: str = ""
    options: Sequence[Candidate] = ()

    def __post_init__(self) -> None:
        """Start with every candidate."""
        self.options = self.candidates
