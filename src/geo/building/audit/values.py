"""The numbers in a text of ours, in figures or words, as strings that both languages share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

_CARDINALS: Final = {
    "en": """
        two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
        nineteen""",
    "es": """
        dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho
        diecinueve""",
}
_TENS: Final = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_ORDINALS: Final = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth",
    "es": "primer segund tercer cuart quint sext séptim octav noven décim",
}
_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
}
SPANISH_MONTHS: Final = (*_MONTHS["es"].split(), "septiembre")
_LARGE: Final = {
    "en": {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9},
    "es": {"docena": 12, "cien": 100, "ciento": 100, "mil": 1000, "millon": 10**6, "millón": 10**6},
}


_UNITS: Final = {
    "en": "one two three four five six seven eight nine",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve",
}


def _list_compounds() -> dict[str, str]:
    """Return Spanish numbers from 21 to 29, which are one word."""
    units = (*enumerate(_UNITS["es"].split(), 21), (21, "ún"), (21, "una"), (22, "dós"), (23, "trés"), (26, "séis"))
    return {f"veinti{unit}": str(value) for value, unit in units}


def _list_ordinals(language: str) -> dict[str, int]:
    endings = ("",) if language == "en" else ("", "o", "a")
    return {f"{word}{end}": value for value, word in enumerate(_ORDINALS[language].split(), 1) for end in endings}


def _list_words(language: str) -> dict[str, str]:
    cardinals = dict(zip(_CARDINALS[language].split(), range(2, 20), strict=True))
    tens = dict(zip(_TENS[language].split(), range(20, 100, 10), strict=True))
    ordinals = _list_ordinals(language)
    large = {form: value for word, value in _LARGE[language].items() for form in (word, f"{word}s", f"{word}es")}
    months = {word: f"month {number}" for number, word in enumerate(_MONTHS[language].split(), 1)}
    if language == "es":
        months["septiembre"] = "month 9"
        large |= {word: int(value) for word, value in _list_compounds().items()}
    return {word: str(value) for word, value in (cardinals | tens | ordinals | large | months).items()}


_WORDS: Final = {language: _list_words(language) for language in ("en", "es")}
_RANKS: Final = {language: frozenset(_list_ordinals(language)) for language in ("en", "es")}
_ORDINAL_MARK: Final = re.compile(r"(?:st|nd|rd|th)\b|\.?[ºª°]|\.?(?:er|[oa])\b")
# "Twenty-one" and "treinta y uno": tens and what is added to them.
_TENS_AND_UNITS: Final = {
    language: re.compile(
        rf"\b({'|'.join(_TENS[language].split())})({'-| ' if language == 'en' else ' y '})"
        rf"({'|'.join(_UNITS[language].split())}{'|un|una' if language == 'es' else ''})\b",
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
    unit = match[3].lower()
    units = _UNITS[language].split()
    value = units.index(unit) + 1 if unit in units else 1  # "un" and "una"
    return str(int(_WORDS[language][match[1].lower()]) + value)


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
        elif token in words or token.lower() in words:
            value = words.get(token) or words[token.lower()]
            if not (value.startswith("month") and language == "en" and token[0].islower()):  # "may" is no month
                yield *match.span(), value, token.lower() in _RANKS[language]


def count_values(text: str, language: str) -> Counter[str]:
    """Return how often each number and month stands in the text: "9" for nine, nueve and 9, "month 5" for May.

    `language` is "en" or "es". One is left aside: it is an article and a pronoun as well.
    """
    return Counter(value for _, _, value, _ in find_values(join_numbers(text, language), language))
