"""A text as it comes to a text as the recogniser reads it, with the way back to the original's offsets.

Undone are HTML's character references, soft hyphens and other invisible characters, letters with separate accents
(Unicode's normal form C), no-break and other uncommon spaces, and the breaks of lines within a paragraph.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# Soft hyphens with the break of line that they are for, zero-width characters and marks of direction.
_INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_HIDDEN: Final = re.compile(rf"\u00ad[ \t]*\r?\n[ \t]*(?=\w)|[{_INVISIBLE}]+")

# What normal form C changes in Latin text: a letter with what is set upon it, and signs that are letters (Ångström).
_ACCENTED: Final = re.compile(r"[^\W\d_][\u0300-\u036f]+|[\u212a\u212b]")

_SPACE: Final = r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_BREAK: Final = rf"(?:\r\n|[\n\r\u2028\x0b\x0c\x85]){_SPACE}*"
# A word that goes on in the next line: "coop-⏎eration". In "Port-⏎au-Prince" and "Guinea-⏎Bissau" the hyphen stays.
_SPLIT: Final = re.compile(rf"(?<=\w)([-\u2010]){_SPACE}*{_BREAK}(?=(\w+)(-?))")
_BLANKS: Final = re.compile(
    rf"(?<!{_SPACE}){_SPACE}*{_BREAK}((?:{_BREAK})+)?"
    rf"|[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]|(?<! )  {{1,3}}(?=\S)"
)


@dataclass(frozen=True, slots=True)
class _Pass:
    """One replacement throughout a text: where each changed part begins and ends, before and after, in order."""

    text: str
    before: Sequence[tuple[int, int]]
    after: Sequence[tuple[int, int]]

    def to_original(self, position: int, *, end: bool) -> int:
        """Return the code point before the replacement of one after it; `end` tells an end from a start."""
        return _map(self.after, self.before, position, end=end)

    def from_original(self, position: int, *, end: bool) -> int:
        """Return the code point after the replacement of one before it."""
        return _map(self.before, self.after, position, end=end)


def _map(source: Sequence[tuple[int, int]], target: Sequence[tuple[int, int]], position: int, *, end: bool) -> int:
    # An end at the beginning of a part that was changed does not reach into it, and a start at its end follows it.
    index = bisect_right(source, position - end, key=lambda span: span[0]) - 1
    if index < 0:
        return position
    first, last = source[index]
    if position < last + end and first < last:
        return target[index][1] if end else target[index][0]
    return position + target[index][1] - last


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text that is clean, `text`, and the passes that made it."""

    text: str
    passes: tuple[_Pass, ...] = ()

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of one in the clean text; code points, end exclusive."""
        for step in reversed(self.passes):
            start, end = step.to_original(start, end=False), step.to_original(end, end=True)
        return start, end

    def from_original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the clean text of one in the original, empty where nothing of it is left."""
        for step in self.passes:
            start, end = step.from_original(start, end=False), step.from_original(end, end=True)
        return start, max(start, end)


def clean_text(text: str) -> CleanText:
    """Return `text` as the recogniser reads it; linear in its length."""
    passes: list[_Pass] = []
    for pattern, replace in _PASSES:
        made = _replace(text, pattern, replace)
        if made.before:
            passes.append(made)
            text = made.text
    return CleanText(text, tuple(passes))


def _replace(text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> _Pass:
    parts: list[str] = []
    before: list[tuple[int, int]] = []
    after: list[tuple[int, int]] = []
    done = length = 0
    for match in pattern.finditer(text):
        new = replace(match)
        if new == match[0]:
            continue
        parts += text[done : match.start()], new
        length += match.start() - done
        before.append(match.span())
        after.append((length, length + len(new)))
        done, length = match.end(), length + len(new)
    return _Pass("".join((*parts, text[done:])), before, after)


def _join(match: re.Match[str]) -> str:
    hyphen, word, more = match.groups()
    return hyphen if word[0].isupper() or more or word in _LINKS else ""


# The little words of names with hyphens: "Aix-en-⏎Provence", "Stratford-⏎upon-Avon".
_LINKS: Final = frozenset("au aux de del des do du en la le les sur sous upon on the".split())  # noqa: SIM905 -- as in words.py

_PASSES: Final = (
    (_ENTITY, lambda match: html.unescape(match[0])),
    (_HIDDEN, lambda _: ""),
    (_ACCENTED, lambda match: unicodedata.normalize("NFC", match[0])),
    (_SPLIT, _join),
    (_BLANKS, lambda match: match[0] if match[1] else " "),  # what parts paragraphs stays
)
