"""The numbers in a text of ours, in figures or words, as strings that both languages share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from geo.building.audit.language import fold_word
from geo.building.audit.numbers import ORDINALS, SCALES
from geo.contract.numerals import CARDINALS, DOZENS, HUNDREDS, MONTHS, TENS

_ORDINALS: Final = {
    "en": ORDINALS[:10],
    "es": ("primer", "segund", "tercer", "cuart", "quint", "sext", "septim", "octav", "noven", "decim"),
}
_LARGE: Final = {
    "en": DOZENS["en"] | HUNDREDS["en"] | SCALES,
    "es": DOZENS["es"] | {"cien": 100, "ciento": 100, "mil": 1000, "millon": 10**6},
}
SPANISH_MONTHS: Final = (*MONTHS["es"], "setiembre")


def _list_ordinals(language: str) -> dict[str, int]:
    endings = ("",) if language == "en" else ("", "o", "a")
    return {f"{word}{end}": value for value, word in enumerate(_ORDINALS[language], 1) for end in endings}


def _list_words(language: str) -> dict[str, str]:
    cardinals = {word: value for word, value in CARDINALS[language].items() if value > 1}
    large = {form: value for word, value in _LARGE[language].items() for form in (word, f"{word}s", f"{word}es")}
    months = {fold_word(word): f"month {number}" for number, word in enumerate(MONTHS[language], 1)}
    if language == "es":
        months["setiembre"] = "month 9"
        cardinals |= {"veintiun": 21, "veintiuna": 21}
    return {word: str(value) for word, value in (cardinals | _list_ordinals(language) | large | months).items()}


_WORDS: Final = {language: _list_words(language) for language in ("en", "es")}
_RANKS: Final = {language: frozenset(_list_ordinals(language)) for language in ("en", "es")}
_UNITS: Final = {language: tuple(words)[:9] for language, words in CARDINALS.items()}
_ORDINAL_MARK: Final = re.compile(r"(?:st|nd|rd|th)\b|\.?[ºª°]|\.?(?:er|[oa])\b")
# "Twenty-one" and "treinta y uno": tens and what is added to them.
_TENS_AND_UNITS: Final = {
    language: re.compile(
        rf"\b({'|'.join(TENS[language])})({'-| ' if language == 'en' else ' y '})"
        rf"({'|'.join(_UNITS[language])}{'|un|una' if language == 'es' else ''})\b",
        re.IGNORECASE,
    )
    for language in ("en", "es")
}
_FIGURE: Final = re.compile(r"(?<![\w.,])\d+(?:[.,\s]\d{3})*(?:[.,]\d{1,2})?(?!\d)|[^\W\d_]+")
# What is a number in form only: "the two countries" are those that the document speaks of, "second" may be a noun.
_BOTH: Final = {
    "en": re.compile(r"\btwo (?=countries|governments|nations|navies)", re.IGNORECASE),
    "es": re.compile(r"\bdos (?=países|gobiernos|naciones)", re.IGNORECASE),
}


def _add_up(match: re.Match[str], language: str) -> str:
    unit = CARDINALS[language].get(match[3].lower(), 1)  # "un" and "una"
    return str(TENS[language][match[1].lower()] + unit)


def join_numbers(text: str, language: str) -> str:
    """Return the text with numbers of two words in figures, and without those that are numbers in form only."""
    return _TENS_AND_UNITS[language].sub(lambda match: _add_up(match, language), _BOTH[language].sub("", text))


def find_values(joined: str, language: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield start, end (exclusive) and value of each number and month, and whether it is an ordinal.

    `joined` is a text as `join_numbers` gives it; a month is "month 5".
    """
    words = _WORDS[language]
    for match in _FIGURE.finditer(joined):
        token = match[0]
        if token[0].isdigit():
            value = re.sub(r"[.,\s](?=\d{3})", "", token).replace(",", ".")
            yield *match.span(), value, _ORDINAL_MARK.match(joined, match.end()) is not None
        elif (word := fold_word(token)) in words:
            value = words[word]
            if not (value.startswith("month") and language == "en" and token[0].islower()):  # "may" is no month
                yield *match.span(), value, word in _RANKS[language]


def count_values(text: str, language: str) -> Counter[str]:
    """Return how often each number and month stands in the text: "9" for nine, nueve and 9, "month 5" for May.

    `language` is "en" or "es". One is left aside: it is an article and a pronoun as well.
    """
    return Counter(value for _, _, value, _ in find_values(join_numbers(text, language), language))
