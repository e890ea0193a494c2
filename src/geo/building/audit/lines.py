"""The lines of a document: which begin an item, and which go on with the one before, as PDF and mail break them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import Final

# What begins a bullet, which begins a line: a sign, a number or a letter.
_SIGN: Final = r"[●▪◦‣·○■□►▶➢➤→✓✔❖\uf0b7\uf0a7*–—-]|o(?=[ \t]+[A-Z])"
_COUNTED: Final = (
    r"\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})\)|(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})\."
    r"|\d{1,2}(?:\.\d{1,2}){1,3}(?=[ \t\u00a0]+[^\W\d_a-z])"  # "2.1 KfW lends"; "2.1 million" is none
)
BULLET: Final = re.compile(
    rf"(?<![^\r\n])[ \t\u00a0]*(?:•[ \t\u00a0]*|(?:{_SIGN}|(?P<counted>{_COUNTED}))[ \t\u00a0]+)(?=\S)"
)
# What begins a paragraph: a line that is too long for a heading, or ends as a sentence does.
PARAGRAPH: Final = re.compile(
    r"(?<![^\r\n])[ \t\u00a0]*(?=\S)(?=[^\r\n]{121}|[^\r\n]*[.!?;,:][”’\"')]?[ \t\u00a0]*(?:[\r\n]|\Z))"
)

_LINE: Final = re.compile(r"([^\r\n]*)(\r\n?|\n|\Z)")
_WIDEST: Final = 120  # characters: a text with a longer line is not broken at a width
_SENTENCE_END: Final = re.compile(r"[.!?:;][”’\"')\]]*$")
# What no clause ends with: a comma, a bracket, a dash, an article, a preposition.
_OPEN: Final = re.compile(
    r"(?:[,(–—-]|\s(?:an?|the|and|or|of|in|on|at|to|by|for|with|from|into|through|under|near|between))$", re.IGNORECASE
)
# Within a line a sentence ends, or a heading runs into one ("LawThe").
_INNER_END: Final = re.compile(r"[a-z](?:[.!?]\s|[A-Z][a-z]*(?:\s|$))")
_SMALL: Final = frozenset(
    ("a", "an", "the", "and", "or", "of", "in", "on", "at", "to", "by", "for", "with", "from", "as", "its", "our")
)
_DATED: Final = re.compile(r"\s*(?:\w+ )?\w+\.?(?: \d{1,2},)? (?:19|20)\d\d\s*$")
_END_MARK: Final = re.compile(r"[#*_=-]{3,}")
_INNER_HYPHEN: Final = re.compile(r"\S-$")


def join_lines(text: str) -> str:
    """Return a text with each line that only goes on with the one before joined to it by a space.

    Within a bullet that is a line set in farther than its sign; and anywhere one that begins with a small letter, or
    follows words that end nothing, or begins with a word for which the line before had no room. A blank line, a bullet,
    an end mark and a heading are never joined. A text that is not broken comes back as it is.
    """
    lines = [match.groups() for match in _LINE.finditer(text)]
    width = _find_width([line for line, _ in lines])
    joined: list[str] = []
    sign: int | None = None  # how far the sign of the bullet that goes on is set in
    before = ""
    for (line, end), (following, _) in zip_longest(lines, lines[1:], fillvalue=("", "")):
        is_bullet = BULLET.match(line) is not None
        whole = joined[-1].rstrip() if joined else ""
        is_full = len(before) + 1 + len(line.lstrip().partition(" ")[0]) > width > 0
        if (
            before
            and not is_bullet
            and (_goes_on(before, line, sign) or (is_full and not _is_heading(whole, line, following, sign)))
        ):
            joined.pop()
            joined.append(f"{whole}{'' if _INNER_HYPHEN.search(whole) else ' '}{line.lstrip()}{end}")
        else:
            joined.append(line + end)
            sign = _count_indent(line) if is_bullet else None
        before = line.rstrip()
    return "".join(joined)


def _find_width(lines: Sequence[str]) -> int:
    """Return at how many characters a text is broken, 0 where it is not: no line goes on with a small letter."""
    width = max((len(line.rstrip()) for line in lines if " " in line.strip()), default=0)
    is_broken = any(_is_clear(before, line) for before, line in pairwise(lines) if before.strip())
    return width if is_broken and width <= _WIDEST else 0


def _is_clear(before: str, line: str) -> bool:
    """Return whether a line goes on with an unfinished one in the midst of a clause."""
    return _SENTENCE_END.search(before.rstrip()) is None and line.lstrip()[:1].islower() and not BULLET.match(line)


def _goes_on(before: str, line: str, sign: int | None) -> bool:
    """Return whether a line, which begins no bullet, goes on with the one before it, however long that is."""
    if _is_apart(line):
        return False
    is_inside = sign is not None and _count_indent(line) > sign
    return is_inside or _is_clear(before, line) or _OPEN.search(before) is not None


def _is_apart(line: str) -> bool:
    return not line.strip() or _END_MARK.match(line.strip()) is not None


def _is_heading(whole: str, line: str, following: str, sign: int | None) -> bool:
    """Return whether a line is not of the paragraph before it: it is a heading after a bullet, or stands below one.

    `whole` is that paragraph so far. A heading of two lines is followed by a blank one or a date.
    """
    if _is_apart(line):
        return True
    if sign is not None:
        return _SENTENCE_END.search(whole) is not None and _is_titled(line)
    is_last = not following.strip() or _DATED.match(following) is not None
    return _is_titled(whole) and not (is_last and _is_titled(line) and not _DATED.match(line))


def _count_indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_titled(line: str) -> bool:
    """Return whether a line may be a heading: it is no sentence, and small words alone begin with a small letter."""
    words = [word for word in line.split() if word not in _SMALL]
    is_sentence = _SENTENCE_END.search(line.rstrip()) is not None or _INNER_END.search(line) is not None
    return not is_sentence and all(word[0].isupper() or not word[0].isalpha() for word in words)
