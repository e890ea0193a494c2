"""Tokens: the capitalised words of a text, what stands between them, and names in the form they are compared in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple


def _letters(first: int, last: int, chosen: Callable[[str], bool]) -> str:
    return "".join(filter(chosen, map(chr, range(first, last))))


# Capital letters of the Latin script; names in other scripts are not looked for.
_CAPITAL: Final = "A-Z" + _letters(0xC0, 0x250, str.isupper) + _letters(0x1E00, 0x1F00, str.isupper)

# "U.S.", "W.Va.", or a word that begins with a capital; the "'s" of "Peru's" and the "'ll" of "I'll" are no part of it.
_TOKEN: Final = re.compile(
    rf"(?<!\w)(?:(?:[{_CAPITAL}]\.){{2,6}}(?:[{_CAPITAL}][a-z]+\.)?|[{_CAPITAL}]\.[{_CAPITAL}][a-z]+\."
    rf"|[{_CAPITAL}](?:\w|['’](?=\w)(?!(?:s|ll|d|m|re|ve)\b))*)(?!\w)"
)

# What may stand between two capitalised words of one name: "Isle of Wight", "Aix-en-Provence", "San José de Metán",
# "Dar es Salaam", "Santa Bárbara d'Oeste".
_LINK: Final = re.compile(
    r"[ -](?:of|of the|de|del|de la|de los|de las|da|das|do|dos|di|du|des|la|le|les|el|al|y|e|and|upon|on|am|an der|au"
    r"|aux|sous|sur|en|the|under|by|with|&|es|ez|ed|ash|az|ya|nad|op|aan den|vor der|i la|de les|super|na)[ -]|['’]s "
    r"|[ -](?P<elided>(?:de )?l|d|dell|nell)['’]"
)
_BLANK: Final = re.compile(r"[ \t\u00a0\u202f]{1,4}|[ \t]{0,2}\r?\n[ \t]{0,2}|[-‐‑–]")
_LONGEST_GAP: Final = 12

# "St. Petersburg": the point of these abbreviations ends no sentence.
_OPENERS: Final = {"st": "saint", "ste": "saint", "mt": "mount", "ft": "fort", "pt": "port"}
_APOSTROPHES: Final = re.compile(r"['’‘ʻʼʽ`´.]")
_SPACES: Final = re.compile(r"[\W_]+")


class Token(NamedTuple):
    """A capitalised word: its span in code points, its text, its folded form.

    `gap` is what stands between it and the next capitalised word, None where that is far; `link` is the folded form
    of the gap where both words may belong to one name (" ", " of ", ...), else None.
    """

    start: int
    end: int
    text: str
    folded: str
    gap: str | None
    link: str | None


@lru_cache(maxsize=200_000)
def fold_toponym(name: str) -> str:
    """Return `name` for comparison: no accents, no case, no points or apostrophes, hyphens as spaces."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return _SPACES.sub(" ", _APOSTROPHES.sub("", name.casefold())).strip()


def to_key(name: str) -> str:
    """Return the key of a whole name: folded, and an opening "St.", "Mt.", "Ft." or "Pt." written out."""
    folded = fold_toponym(name)
    first, space, rest = folded.partition(" ")
    return f"{_OPENERS[first]} {rest}" if space and first in _OPENERS else folded


def tokenise(text: str) -> list[Token]:
    """Return the capitalised words of `text`, in order."""
    matches = [(match.start(), match.end(), match[0]) for match in _TOKEN.finditer(text)]
    tokens = []
    for index, (start, end, word) in enumerate(matches):
        following = matches[index + 1][0] if index + 1 < len(matches) else end + _LONGEST_GAP + 1
        gap = text[end:following] if following - end <= _LONGEST_GAP else None
        folded = fold_toponym(word)
        tokens.append(Token(start, end, word, folded, gap, _link(folded, gap)))
    return tokens


def _link(folded: str, gap: str | None) -> str | None:
    if gap is None:
        return None
    if gap == " " or _BLANK.fullmatch(gap) or (gap == ". " and folded in _OPENERS):
        return " "
    match = _LINK.fullmatch(gap)
    if match is None:
        return None
    if match["elided"]:
        return f" {match['elided']}"
    return f" {fold_toponym(gap)} " if fold_toponym(gap) != "s" else "s "
