"""What the numbers of our texts count, in both languages, against what the document counts with the same number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.building.audit.figures import stands_at
from geo.building.audit.language import ENGLISH, SPANISH, get_stem
from geo.building.audit.numbers import Number, NumberKind, find_numbers, is_ordinal
from geo.building.audit.passage import Check, Passage
from geo.building.audit.values import SPANISH_MONTHS, find_values, join_numbers
from geo.contract.vocabulary import Text

_WORD: Final = re.compile(r"[^\W\d_]+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
# What a number counts ends with its phrase: at a stop, another number, or a preposition; Spanish ones have "de" within.
_PHRASE_END: Final = {
    "en": re.compile(r"[.;:()!?—–]|,\s|\s(?:in|to|of|for|over|from|with|at|by|on|per|through|under)\s|\d|\Z"),
    "es": re.compile(r"[.;:()!?—–]|,\s|\s(?:en|a|para|con|por|desde|hasta|sobre|durante)\s|\d|\Z"),
}
_MOST_WORDS: Final = 5
# "Peruvian staff" are staff: of a people's name its noun alone says what is counted, and that is the first word.
_PEOPLE: Final = {
    "en": re.compile(r"[A-Z]\w+(?:an|ese|ish)\Z|[A-Z]\Z"),
    "es": re.compile(r"\w+an[oa]s?\Z|\w+enses?\Z"),
}
_RANK: Final = re.compile(r"\b(?:number|no\.)\s\Z", re.IGNORECASE)
_SMALL_ORDINAL: Final = 10  # above it Spanish counts anniversaries and the like with cardinals
_SCALES: Final = {"mil": 10**3, "millón": 10**6, "millones": 10**6, "mil millones": 10**9}
# "15 de marzo", "del 15 al 17 de marzo": days are numbers of a date.
_SPANISH_DAY: Final = re.compile(
    rf"(?:\.?º)?(?:\s?(?:[-–]|al?|y)\s?\d{{1,2}})?\sde\s(?:{'|'.join(SPANISH_MONTHS)})\b", re.IGNORECASE
)
_SPANISH_SCALE: Final = re.compile(r"\s(mil millones|mil|millón|millones)\b")


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of a text: what it is, and the stems of the words that say what it counts."""

    words: str
    value: int | float
    is_ordinal: bool
    is_money: bool
    stems: frozenset[str]


def check_counts(key: str, text: Text, passage: Passage) -> Iterator[Check]:
    """Yield the checks that each number of a text counts in each language what the passage counts with it.

    That is said by the document's words at the number or by those of the glossary's unit there. An ordinal is one in
    the document too, and an amount of money is one.
    """
    numbers = passage.list_within(passage.reading.numbers)
    for language in passage.reading.languages:
        for count in _list_counts(getattr(text, language), language):
            same = [number for number in numbers if _is_same(count, number, passage, language)]
            wrong = f"{count.words!r} is of no such number of {passage.name}"
            is_said = count.is_money or any(_counts_the_same(count, number, passage, language) for number in same)
            yield Check(f"{key}.{language}", problem=None if same and is_said else wrong)


@lru_cache(maxsize=4_000)
def _list_counts(text: str, language: str) -> tuple[_Count, ...]:
    return tuple(_find_counts(join_numbers(text, language), language))


def _find_counts(words: str, language: str) -> Iterator[_Count]:
    found = _list_english(words) if language == "en" else _list_spanish(words)
    for start, end, value, is_rank, is_money in found:
        is_year = not is_money and _YEAR.fullmatch(words, start, end) is not None
        if not is_year and (is_rank or value > 1 or words[start].isdigit()):
            stems = _list_counted(words[end:], language)
            yield _Count(words[start : end + 25].partition(".")[0], value, is_rank, is_money, stems)


def _list_english(words: str) -> Iterator[tuple[int, int, int | float, bool, bool]]:
    """Yield start, end, value, whether an ordinal, and whether money, of each number."""
    for number in find_numbers(words):
        if number.value is not None:
            yield number.start, number.end, number.value, _is_rank(words, number), number.kind is NumberKind.MONEY


def _list_spanish(words: str) -> Iterator[tuple[int, int, int | float, bool, bool]]:
    last = 0
    for start, end, value, is_rank in find_values(words, "es"):
        if value.startswith("month") or start < last or _SPANISH_DAY.match(words, end):
            continue
        scale = _SPANISH_SCALE.match(words, end)
        last = scale.end() if scale else end
        is_money = re.search(r"\$\s?\Z", words[:start]) is not None or re.match(r"\s(?:de )?dólares", words[last:])
        yield start, last, float(value) * (_SCALES[scale[1]] if scale else 1), is_rank, bool(is_money)


def _is_rank(words: str, number: Number) -> bool:
    """Return whether the number is an ordinal, or as "number one" says the same."""
    return is_ordinal(words[number.start : number.end]) or _RANK.search(words[: number.start]) is not None


@lru_cache(maxsize=4_000)
def _list_counted(after: str, language: str) -> frozenset[str]:
    """Return the stems of the words that say what the number before them counts."""
    end = _PHRASE_END[language].search(after)
    phrase = after[: end.start()] if end else after
    numbers = find_numbers(phrase) if language == "en" else ()
    starts = [one.start for one in numbers] or [start for start, *_ in find_values(phrase, language)]
    words = _WORD.findall(phrase[: min(starts, default=None)])
    small = ENGLISH if language == "en" else SPANISH
    counted = [word for word in words if word.lower() not in small][:_MOST_WORDS]
    people = _PEOPLE[language]
    return frozenset(get_stem(word) for place, word in enumerate(counted) if place == 0 or not people.match(word))


def _is_same(count: _Count, number: Number, passage: Passage, language: str) -> bool:
    if number.value != count.value or (number.kind is NumberKind.MONEY) != count.is_money:
        return False
    is_rank = _is_rank(passage.reading.document.text, number)
    return count.is_ordinal == is_rank or (language == "es" and is_rank and number.value > _SMALL_ORDINAL)


def _counts_the_same(count: _Count, number: Number, passage: Passage, language: str) -> bool:
    units = [unit for unit in passage.reading.lists.units if any(stands_at(passage, number, at) for at in unit.words)]
    said = frozenset().union(*(_list_counted(getattr(unit, language).strip("()"), language) for unit in units))
    if language == "en":
        said |= _list_counted(passage.reading.document.text[number.end : passage.item.end], "en")
    return bool(count.stems & said) or (language == "es" and not units)
