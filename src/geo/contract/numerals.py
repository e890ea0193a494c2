"""Numbers and months as texts spell them in each language; numbers in lower case and without accents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SMALL: Final = {
    "en": """
        one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen""",
    "es": """
        uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete
        dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete
        veintiocho veintinueve""",
}
_TENS: Final = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_HUNDREDS: Final = """
    ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"""

TENS: Final[Mapping[str, dict[str, int]]] = {
    language: {word: 10 * value for value, word in enumerate(words.split(), 2)} for language, words in _TENS.items()
}
# The numbers below a hundred that are one word.
CARDINALS: Final[Mapping[str, dict[str, int]]] = {
    language: {word: value for value, word in enumerate(words.split(), 1)} | TENS[language]
    for language, words in _SMALL.items()
}
HUNDREDS: Final[Mapping[str, dict[str, int]]] = {
    "en": {"hundred": 100},
    "es": {"cien": 100} | {word: 100 * value for value, word in enumerate(_HUNDREDS.split(), 1)},
}
DOZENS: Final[Mapping[str, dict[str, int]]] = {"en": {"dozen": 12}, "es": {"docena": 12}}
MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
        "diciembre",
    ),
}  # fmt: skip
