"""Which of the two languages a text is in: by function words, accents, and the words of an English document."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from geo.contract import texts

# Words that only one of the languages has, as common as they are short.
_ENGLISH_WORDS: Final = """
the of and to in that with for which is are by on from its it has have as an their this these than not or where who be
was were into at will they only since during through over more after there them out under between
"""
_SPANISH_WORDS: Final = """
el la los las de del en y que con para por se su sus un una unos unas es al como más lo les entre sobre hasta desde ya
ni si sin pero este esta estos estas ese esa muy fue son han ha
"""
ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())
SPANISH: Final = frozenset(_SPANISH_WORDS.split())
_ACCENTS: Final = re.compile(r"[áéíóúñü¿¡]")
_STEM: Final = 5
_LEAST_REASON: Final = 3  # words

fold_word: Final = lru_cache(maxsize=20_000)(texts.fold)


def split_words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return re.findall(r"[^\W\d_]+", text.lower())


def get_english_share(text: str, vocabulary: Collection[str] = ()) -> float:
    """Return how English a text is, -1 (Spanish) to 1, 0 where nothing shows it.

    `vocabulary` holds words that are known to be English.
    """
    words = split_words(text)
    english = sum(word in ENGLISH for word in words)
    spanish = sum(word in SPANISH or _ACCENTS.search(word) is not None for word in words)
    known = sum(word not in ENGLISH and word in vocabulary for word in words)
    return (2 * english - 2 * spanish + known) / (2 * len(words)) if words else 0.0


@lru_cache(maxsize=20_000)
def get_stem(word: str) -> str:
    """Return the beginning of a word, which its forms share."""
    return fold_word(word).rstrip("s")[:_STEM]


@lru_cache(maxsize=2_000)
def list_stems(text: str) -> frozenset[str]:
    """Return the stems of the text's words."""
    return frozenset(map(get_stem, split_words(text)))


@lru_cache(maxsize=2_000)
def list_folded(text: str) -> frozenset[str]:
    """Return the text's words and figures, folded."""
    return frozenset(map(fold_word, re.findall(r"\w+", text)))


def speaks_of(reason: str, texts: Iterable[str]) -> bool:
    """Return whether an English reason can be checked: it has some words, and a word of the texts or two short ones.

    "New", "full" and "may" are of anything.
    """
    words = re.findall(r"\w+", reason.lower())
    said = frozenset().union(*map(_list_all_stems, texts))
    shared = {word for word in words if word not in ENGLISH and len(word) >= _LEAST_REASON and get_stem(word) in said}
    is_clear = any(len(word) >= _STEM or word.isdigit() for word in shared) or len(shared) > 1
    return len(words) >= _LEAST_REASON and is_clear


@lru_cache(maxsize=200)
def _list_all_stems(text: str) -> frozenset[str]:
    """Return the stems of the text's words and figures."""
    return frozenset(map(get_stem, re.findall(r"\w+", text.lower())))
