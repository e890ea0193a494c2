"""Words to rows: what a visitor types is found where a word begins so, in both languages, and amounts by their value.

Each row has one text of folded words, a line for each of `PARTS`; ` port` in it is a word's beginning, ` port ` a whole
word, ` =8500000 ` an amount or a figure, ` =$8500000 ` an amount alone, ` 2024-11-15 ` a date, ` pe-cal ` the code of a
region, and capitals the first letters of a line's words. `assets/search.js` parses a search in the same way. Pure.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
import re
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import cachetools
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.contract.fields import LABELS
from geo.contract.numerals import CARDINALS, DOZENS, HUNDREDS, MONTHS
from geo.contract.texts import fold
from geo.contract.vocabulary import AmountType, Qualifier, Status

Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.intp]

# What a search looks at, in the order of the lines of a row's text; the summary explains what nothing else does.
PARTS: Final = (
    "title", "agencies", "partners", "places", "theme", "sector", "amount", "figures", "status", "dates", "summary",
)  # fmt: skip

_PROSE: Final = ("title", "summary")  # initials are those of the names and lists in them

_ABBREVIATION: Final = re.compile(  # U.S. and, of a Spanish plural, EE. UU.
    r"(?<![^\W_])(?:(?:[^\W\d_]\.){2,}|([^\W\d_])\1(?:\. ?| )([^\W\d_])\2(?:\.|(?![^\W_])))"
)
_ACRONYM: Final = re.compile(r"(?<![^\W_])[A-Z]{3,6}(?![^\W_])")
_PLURAL_NAME: Final = re.compile(r"\b([A-Z])[a-z]+s ([A-Z])[a-z]+s\b")  # Estados Unidos: EEUU
_LITTLE: Final = frozenset(
    ("a", "al", "and", "by", "con", "de", "del", "e", "el", "en", "for", "in", "la", "las", "los", "of", "on", "or",
     "para", "por", "que", "the", "to", "y")
)  # fmt: skip
# What a question has besides its words: not sought where there are others.
_QUESTION: Final = """
    an are at cual cuales cuando cuanta cuantas cuanto cuantos did do does donde es from has have hay how is
    many much o paga pagan paid pay pays quien quienes se son su una was were what when where which who with"""
_ASKING: Final = _LITTLE | frozenset(_QUESTION.split())
_WORD: Final = re.compile(r"[^\W_]+")
_QUOTE: Final = re.compile('["“”„«»]')
_WAYS: Final = 16  # in which a phrase is sought: each word of several spellings doubles them
# What has initials within a text: words in capitals and the little ones between them, or of a list ("illegal,
# unreported and unregulated fishing"). All is bounded: from each letter little is read.
_NAME: Final = re.compile(
    r"[A-ZÀ-Þ][\w’'-]{0,40}(?:[ –-](?:(?:" + "|".join(sorted(_LITTLE)) + r") ){0,4}[A-ZÀ-Þ][\w’'-]{0,40})+"
    r"|[a-z-]{1,40}(?:, [a-z-]{1,40}){1,9} and [a-z-]{1,40}(?: [a-z-]{1,40})?"
)
# "half a million", "medio millón", "a quarter of a million", and what a number has instead.
_FRACTIONS: Final = tuple(
    (rf"\b(?:{words}) (?=[mb]illi?on(?:es)?\b)", value)
    for words, value in (("half(?: of)?(?: an?)?|medio", "0.5 "), ("quarter(?: of)?(?: an?)?", "0.25 "))
)
# What is sought by other words than those that are shown, by code.
_OTHER_WORDS: Final[Mapping[str, str]] = {
    Status.PIPELINE: "pipeline future futuro",
    Status.IMPLEMENTATION: "implementation ongoing active implementación ejecución",
    Status.CLOSED: "closed finished ended cerrado terminado finalizado",
    Qualifier.MORE_THAN: "over above at least al menos",
    Qualifier.LESS_THAN: "under below nearly almost casi",
    Qualifier.ABOUT: "around approximately roughly aproximadamente alrededor de",
    Qualifier.UP_TO: "maximum máximo",
    AmountType.ASSISTANCE: "aid ayuda",
    AmountType.FINANCE: "loan credit préstamo crédito",
    AmountType.DIRECT_INVESTMENT: "FDI IED",
}
_MORE_MONTHS: Final = {"september": ("setiembre", "sept")}
_MONTHS: Final = tuple(
    (name.lower(), spanish, *_MORE_MONTHS.get(name.lower(), ()))
    for name, spanish in zip(MONTHS["en"], MONTHS["es"], strict=True)
)
_MONTH_NUMBERS: Final = {
    name: f"{number:02}" for number, names in enumerate(_MONTHS, 1) for full in names for name in (full, full[:3])
}
# Numbers in words; of several that follow each other the values are added. "un" is an organisation, too.
_SPELLED: Final = {
    word: value for lists in (CARDINALS, HUNDREDS, DOZENS) for some in lists.values() for word, value in some.items()
}
_POWERS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("k", "mil", "miles", "thousand"), 3),
    **dict.fromkeys(("m", "mm", "mn", "million", "millions", "millon", "millones"), 6),
    **dict.fromkeys(("b", "bn", "billion", "billions", "mil millones"), 9),
    **dict.fromkeys(("billon", "billones"), 12),  # the Spanish billion
}
# What an amount is compared by where it is one of money: in dollars, or in millions.
_BOUNDS: Final = {
    "least": ">=|≥|at least|not? less than|al menos|no menos de",
    "more": ">|(?:more|greater) than|over|above|mas de|(?:mayor|superior)(?:es)? (?:a|de|que)",
    "most": "<=|≤|at most|not? more than|como maximo|no mas de",
    "less": "<|less than|under|below|menos de|(?:menor|inferior)(?:es)? (?:a|de|que)",
}


def _join(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MONTH, _NUMBER, _UNIT = _join(_MONTH_NUMBERS), _join(_SPELLED), _join(_POWERS)
_MILLIONS: Final = _join(unit for unit, power in _POWERS.items() if power > _POWERS["k"])
_NUMBERS: Final = rf"(?:{_NUMBER})(?:(?: y | and |[ -])(?:{_NUMBER})(?![^\W_]))*"
_DIGITS: Final = "(?:[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*)"
_CURRENCY: Final = r"(?:us ?\$|\$|usd )"
_DOLLARS: Final = " (?:de )?(?:dollars?|dolares|usd)"
_BOUND: Final = "|".join(f"(?P<{name}>{words})" for name, words in _BOUNDS.items())
_RANGE: Final = rf"(?:between|entre) (?P<from>{_CURRENCY}? ?(?:{_DIGITS}|{_NUMBER})(?: ?(?:{_UNIT}))?) (?:and|y) "
_MONEY: Final = rf"(?:{_CURRENCY} ?[0-9]|(?:{_DIGITS}|{_NUMBERS}) ?(?:{_MILLIONS}|(?:{_UNIT})?{_DOLLARS})(?![^\W_]))"
_WHOLE: Final = re.compile(  # what is sought as one, in the order of its kinds
    r"(?<![^\W_])(?:"
    r"(?P<iso>(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?)"
    r"|(?P<first>[0-3]?[0-9])[/.-](?P<second>[0-3]?[0-9])[/.-](?P<last>(?:19|20)[0-9]{2})"
    rf"|(?:(?P<before>[0-3]?[0-9]) (?:de )?)?(?P<month>{_MONTH})\.?(?: (?P<after>[0-3]?[0-9])(?:,? ))?(?:,? |-)?"
    r"(?:del? )?(?P<year>(?:19|20)[0-9]{2})"
    rf"|(?P<day>[0-3]?[0-9]) (?:de )?(?P<of>{_MONTH})|(?P<in>{_MONTH})\.? (?P<date>[0-3]?[0-9])(?= |$)"
    r"|(?:fy|af|fiscal year|ano fiscal|ejercicio fiscal) ?(?:20)?(?P<fiscal>[0-9]{2})"
    r"|(?P<region>[a-z]{2}-[a-z0-9]{1,3})"
    r"|(?P<phrase>mil millones)"
    rf"|(?:(?P<compared>(?:{_BOUND}) ?|{_RANGE})(?={_MONEY}))?"
    rf"(?:(?P<currency>{_CURRENCY})? ?(?P<digits>{_DIGITS})|(?P<spelled>{_NUMBERS})) ?(?P<unit>{_UNIT})?"
    rf"(?P<dollars>{_DOLLARS})?)(?![^\W_])"
)
_GROUP: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")  # 1.825 is 1825 in one language, no whole in the other
_DECIMAL: Final = re.compile(r"[0-9]+[.,][0-9]{1,2}")
_SHORTEST: Final = 3  # letters of a word that has other forms, or that a slip is looked for in
_MILLION: Final = 1_000_000
_SURE: Final = 6  # letters from which on a word may have two slips
_KIN: Final = 5  # letters that words of one family have in common, and three fifths of the one sought
_OFFERED: Final = 3  # searches that are offered where one finds nothing
_ENDINGS: Final = (("ies", "y"), ("ces", "z"), ("es", ""), ("s", ""), ("y", "ies"), ("z", "ces"), ("", "s"), ("", "es"))
# What `assets/search.js` parses a search by as well.
VOCABULARY: Final = {
    "asking": sorted(_ASKING),
    "months": _MONTHS,
    "spelled": _SPELLED,
    "powers": dict(_POWERS),
    "endings": _ENDINGS,
    "bounds": _BOUNDS,
    "fractions": _FRACTIONS,
}
# What is spelled in two ways, by the British and the Americans anywhere in a word.
_SPELLINGS: Final = tuple(
    (re.compile(pattern), british, american)
    for pattern, british, american in (
        (r"(?<=[^\W_]{3}[iy])[sz](?=[eia]|$)", "s", "z"),  # organise
        (r"(?<=[^\W_]{3})ou?r", "our", "or"),  # labour
        (r"(?<=[^\W_]{2}(?:en|ti))[cs](?=e)", "c", "s"),  # defence, practice
        (r"(?<=gra)m(?:me)?(?=s?$)", "mme", "m"),  # programme
        (r"(?<=log)(?:ue)?(?=s?$)", "ue", ""),  # dialogue
        (r"(?<=[^\W_]{3}[aeiou])ll?(?=ed|ing|er|or|ment|s?$)", "ll", "l"),  # travelled
        (r"(?<=cent|heat)(?:re|er)(?=s?$)", "re", "er"),  # centre
        (r"(?<=met|lit|fib)(?:re|er)(?=s?$)", "re", "er"),  # metre
        # Abbreviations.
        (r"^(?:department|dept)$", "department", "dept"),
        (r"^(?:departamento|dpto|depto)$", "departamento", "dpto"),
        (r"^(?:government|govt)$", "government", "govt"),
        (r"^(?:international|intl)$", "international", "intl"),
        (r"^(?:national|natl)$", "national", "natl"),
    )
)


@dataclass(frozen=True, slots=True)
class Sought:
    """One word or amount of a search: its text, and what a row's text holds where it matches, wholly or in any way.

    A row matches, too, whose dollars are more than the one and less than the other of two that they are `between`.
    """

    text: str
    whole: tuple[str, ...]
    any: tuple[str, ...]
    between: tuple[float, float] | None = None

    def is_in(self, text: str) -> bool:
        """Whether a text holds it, if only as the beginning of a word."""
        return any(pattern in text for pattern in self.any) or self.has_amount_in(text)

    def is_whole_in(self, text: str) -> bool:
        """Whether a text holds it as a whole word, in the singular or the plural."""
        return any(pattern in text for pattern in self.whole) or self.has_amount_in(text)

    def has_amount_in(self, text: str) -> bool:
        """Whether a text has an amount that lies between those that are sought."""
        if self.between is None:
            return False
        low, high = self.between
        return low < float(text.partition(" =$")[2].partition(" ")[0] or math.nan) < high


def list_words(text: str) -> list[str]:
    """Return the words of a text, folded; what is abbreviated by dots is one word."""
    folded = fold(text)
    return _WORD.findall(_ABBREVIATION.sub(_drop_dots, folded) if "." in folded else folded)


def _drop_dots(match: re.Match[str]) -> str:
    return match[0].replace(".", "").replace(" ", "")


@functools.lru_cache(maxsize=256)
def parse_search(q: str) -> tuple[Sought, ...]:
    """Return the words and amounts of a search: a row matches where it has them all."""
    folded = _ABBREVIATION.sub(_drop_dots, fold(q))
    for pattern, value in _FRACTIONS:
        folded = re.sub(pattern, value, folded, flags=re.ASCII)  # in which JavaScript and Python agree
    acronyms = {word.lower() for word in _ACRONYM.findall(q)}
    found: list[Sought] = []
    *closed, last = _QUOTE.split(folded)
    for position, part in enumerate((*closed, last)):
        things = list(_split_into_things(part))
        if position % 2 and position < len(closed) and things:
            found.append(_seek_phrase(things, acronyms))
        else:
            found += (_seek_word(one, one in acronyms) if isinstance(one, str) else _seek_whole(one) for one in things)
    return tuple(one for one in found if one.text not in _ASKING or one.text in acronyms) or tuple(found)


def _split_into_things(folded: str) -> Iterator[str | re.Match[str]]:
    """Yield the words of a search, and what in it is sought as one."""
    start = 0
    for match in _WHOLE.finditer(folded):
        yield from _WORD.findall(folded[start : match.start()])
        yield match
        start = match.end()
    yield from _WORD.findall(folded[start:])


def _seek_phrase(things: Iterable[str | re.Match[str]], acronyms: Collection[str]) -> Sought:
    """Return what is sought by words in quotation marks: these words, whole and next to each other."""
    patterns = [""]
    for one in things:
        if isinstance(one, str):
            ways = [f" {way} " for way in (*_list_spellings(one), *([one.upper()] if one in acronyms else ()))]
        else:
            ways = list(_seek_whole(one).whole)
        patterns = [begun.rstrip(" ") + way for begun in patterns for way in ways][:_WAYS]
    return Sought(f'"{patterns[0].strip()}"', tuple(patterns), tuple(patterns))


def _seek_word(word: str, is_acronym: bool) -> Sought:  # noqa: FBT001 -- what the word was before it was folded
    spelled = _list_spellings(word)
    whole = [f" {one} " for one in spelled]
    if len(word) >= _SHORTEST:
        forms = (one[: len(one) - len(end)] + other for one in spelled for end, other in _ENDINGS if one.endswith(end))
        whole += [f" {form} " for form in forms if len(form) >= _SHORTEST]
    begins = tuple(f" {one}" for one in spelled if not any(one != other and one.startswith(other) for other in spelled))
    whole = list(dict.fromkeys(whole))
    initials = (f" {word.upper()}", f"{word.upper()} ") if is_acronym else ()  # of a name, its beginning or its end
    if initials and word in _ASKING:  # WHO
        return Sought(word, initials, initials)
    return Sought(
        word, (*whole, *initials), (*begins, *(one for one in whole if not one.startswith(begins)), *initials)
    )


def _list_spellings(word: str) -> list[str]:
    """Return a word as it is, and as the British and the Americans have it where they differ."""
    spelled = [word]
    for pattern, *ways in _SPELLINGS:
        if pattern.search(word):
            spelled += [pattern.sub(way, one) for one in spelled for way in ways]
    return list(dict.fromkeys(spelled))


def _seek_whole(match: re.Match[str]) -> Sought:
    if match["digits"] or match["spelled"]:
        amount = _seek_amount(match) if match["digits"] else _seek_number(match)
        return _seek_money(amount, match) if match["compared"] else amount
    patterns: Iterable[str]
    if match["iso"] or match["month"]:
        patterns = _list_dates(match)
    elif match["last"]:
        year, *numbers = (match[name].rjust(2, "0") for name in ("last", "first", "second"))
        patterns = (f" {year}-{month}-{day} " for month, day in (numbers, reversed(numbers)))
    elif match["day"] or match["date"]:
        patterns = _list_days(match["day"] or match["date"], _MONTH_NUMBERS[match["of"] or match["in"]])
    elif match["fiscal"]:
        years = (f"20{match['fiscal']}", match["fiscal"])
        patterns = (f" {name}{year} " for year in years for name in ("fiscal year ", "ano fiscal ", "fy ", "fy"))
    else:
        patterns = (f" {match[0]} ", f" {match[0].replace('-', ' ')} ")
    patterns = tuple(dict.fromkeys(patterns))
    return Sought(match[0], patterns, patterns)


def _list_dates(match: re.Match[str]) -> Iterator[str]:
    """Yield a month or a day as the line of dates has it, then as a text has it."""
    iso, day = match["iso"], match["before"] or match["after"]
    year, month, *days = (
        iso.split("-") if iso else (match["year"], _MONTH_NUMBERS[match["month"]], *([day] if day else ()))
    )
    date = "-".join((year, month, *(one.rjust(2, "0") for one in days)))
    yield f" {date} " if days else f" {date}"
    for name in _MONTHS[int(month) - 1]:
        if not days:
            yield from (f" {name} {year} ", f" {name} de {year} ")
        for one in days:
            number = one.lstrip("0")
            yield from (f" {number} {name} {year} ", f" {name} {number} {year} ", f" {number} de {name} de {year} ")


def _list_days(day: str, month: str) -> Iterator[str]:
    """Yield a day without its year as the line of dates has it, then as a text has it."""
    number = day.lstrip("0")
    yield f"-{month}-{day.rjust(2, '0')} "
    for name in _MONTHS[int(month) - 1]:
        yield from (f" {number} {name} ", f" {name} {number} ", f" {number} de {name} ")


def _seek_amount(match: re.Match[str]) -> Sought:
    digits, unit = match["digits"].replace(" ", ""), match["unit"] or ""
    # A decimal alone is what an amount in words begins with: 8.5 of $8.5 million.
    is_short = not (unit or match["currency"]) and _DECIMAL.fullmatch(digits)
    powers = (0, 6, 9) if is_short else (_POWERS.get(unit, 0),)
    values = tuple(f" ={value} " for power in powers for value in _list_values(digits, power))
    words = " " + " ".join(_WORD.findall(f"{digits} {unit}"))  # as a text may have it
    return Sought(match[0].strip(), (*values, f"{words} "), (*values, words))


def _seek_number(match: re.Match[str]) -> Sought:
    """Return what is sought by a number in words: these words, or the number in figures."""
    value = 0
    for word in _WORD.findall(match["spelled"]):
        value = (value or 1) * 100 if word == "hundred" else value + _SPELLED.get(word, 0)
    unit = match["unit"] or ""
    written = f" {value} {unit}".rstrip()
    patterns = (f" ={_shift(str(value), _POWERS.get(unit, 0))} ", f"{written} ")
    words = _WORD.findall(match[0])
    said = _seek_word(words[0], False) if len(words) == 1 else None
    phrase = f" {' '.join(words)}"
    whole, begun = (said.whole, said.any) if said else ((f"{phrase} ",), (phrase,))
    return Sought(match[0].strip(), (*patterns, *whole), (*patterns, *begun))


def _seek_money(amount: Sought, match: re.Match[str]) -> Sought:
    """Return what is sought by a comparison with an amount: dollars, or what a row has in the same words."""
    value, said = _read_value(amount), f" {re.sub('[ .,$]+', ' ', match[0])} "
    if match["from"]:  # of 1 and 10 million the first is 1 million, of 500,000 and 1 million it is not
        lows = (_read_value(parse_search(f"{match['from']} {unit}")[0]) for unit in (match["unit"] or "", ""))
        low = next((one for one in lows if float(one) <= float(value)), value)
        patterns, between = (said, f" =${low} ", f" =${value} "), (float(low), float(value))
    else:
        is_more = match["least"] or match["more"]
        limit = f" {'more' if is_more else 'less'} than ="
        figures = () if match["currency"] or match["dollars"] else (f"{limit}{value} ",)
        ends = (f" =${value} ",) if match["least"] or match["most"] else ()
        patterns = (said, f"{limit}${value} ", *figures, *ends)
        between = (float(value), math.inf) if is_more else (-math.inf, float(value))
    return Sought(amount.text, patterns, patterns, between)


def _read_value(amount: Sought) -> str:
    """Return the number that an amount is, of several that it can mean the greatest."""
    return max((one.strip(" =") for one in amount.any if one.startswith(" =")), key=float, default="nan")


def _list_values(digits: str, power: int) -> Iterator[str]:
    """Yield what digits with points and commas, times a power of ten, can mean: in full, without trailing zeros."""
    *_, last = re.split("[.,]", digits)
    plain = re.sub("[.,]", "", digits)
    marks = [c for c in digits if c in ".,"]
    if not marks:
        yield _shift(plain, power)
        return
    is_group = _GROUP.fullmatch(digits)
    if (len(marks) == 1 and not (is_group and last.endswith("0"))) or len(set(marks)) > 1:  # no decimal ends in 0
        yield _shift(plain, power - len(last))
    if len(set(marks)) == 1 and (len(marks) > 1 or is_group):
        yield _shift(plain, power)


def _shift(digits: str, power: int) -> str:
    if power >= 0:
        return (digits + "0" * power).lstrip("0") or "0"
    digits = digits.rjust(1 - power, "0")
    return f"{digits[:power].lstrip('0') or '0'}.{digits[power:]}".rstrip("0").rstrip(".")


class SearchIndex:
    """The text of each row, in a frame's order."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Remember the texts, as `list_texts` has them."""
        self.texts: Final = texts
        self._masks: cachetools.LRUCache[Any, Mask] = cachetools.LRUCache(32)
        self._lock = threading.Lock()

    @functools.cached_property
    def vocabulary(self) -> Counter[str]:
        """The words there are, and in how many rows."""
        words = itertools.chain.from_iterable(set(text.split()) for text in self.texts)
        return Counter(
            word for word in words if len(word) >= _SHORTEST and not word.startswith("=") and word == word.lower()
        )

    @cachetools.cachedmethod(lambda self: self._masks, lock=lambda self: self._lock)
    def match(self, q: str) -> Mask:
        """Return which rows have every word of a search, none where it has no word; never change it."""
        sought = parse_search(q)
        rows = list(range(len(self.texts))) if sought or not q else []
        for one in sought:
            rows = self._find(one, rows)
        mask: Mask = np.zeros(len(self.texts), dtype=np.bool_)
        mask[rows] = True
        mask.flags.writeable = False
        return mask

    def _find(self, one: Sought, rows: list[int]) -> list[int]:
        """Return those of some rows that hold a word, in any order: pattern by pattern, which is faster than by row."""
        texts, found = self.texts, list[int]()
        for pattern in one.any:
            held = [pattern in texts[row] for row in rows]
            found += itertools.compress(rows, held)
            rows = list(itertools.compress(rows, map(operator.not_, held)))
        return found + ([row for row in rows if one.has_amount_in(texts[row])] if one.between else [])

    def rank(self, q: str, row: int) -> int:
        """Return how well a row that matches does so: 0 by whole words of its title, 1 by whole words, 2 otherwise."""
        text, sought = self.texts[row], parse_search(q)
        title = text.partition("\n")[0]
        if all(one.is_whole_in(title) for one in sought):
            return 0
        return 1 if all(one.is_whole_in(text) for one in sought) else 2

    def explain(self, q: str, row: int) -> tuple[str, ...]:
        """Return which of `PARTS` of a row that matches hold what is searched: those that are enough to hold it all."""
        lines, explained = dict(zip(PARTS, self.texts[row].split("\n"), strict=True)), dict[str, None]()
        for one in parse_search(q):
            whole = next((part for part, line in lines.items() if one.is_whole_in(line)), None)
            part = whole or next((part for part, line in lines.items() if one.is_in(line)), None)
            if part is not None:
                explained[part] = None
        return tuple(part for part in PARTS if part in explained)

    def suggest(self, q: str, is_found: Callable[[str], bool]) -> tuple[str, ...]:
        """Return searches near one that finds nothing, the nearest first; `is_found` says whether one finds a row.

        A word that no row has is replaced by the nearest there is (optimal string alignment distance; one slip, from
        six letters on two), the two that it is made of, or the one that begins so, or left out; of words that no row
        has together, each is left out in turn. Words in quotation marks are offered without these.
        """
        words = [self._mend(one.text) for one in parse_search(_QUOTE.sub(" ", q))]
        known = [word for word in words if word is not None]
        shorter = (known[:i] + known[i + 1 :] for i in range(len(known))) if len(known) > 1 else ()
        offers = dict.fromkeys(" ".join(some) for some in (known, *shorter))
        return tuple(itertools.islice((one for one in offers if one and one != q and is_found(one)), _OFFERED))

    def _mend(self, word: str) -> str | None:
        as_written = (one for one in (word, word.upper()) if self.match(one).any())  # FMS, where fms is no word
        return next(as_written, None) or self._find_near(word) or self._split(word) or self._find_kin(word)

    def _find_near(self, word: str) -> str | None:
        if len(word) < _SHORTEST:
            return None
        most = 1 if len(word) < _SURE else 2
        near = process.extract(word, self.vocabulary.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
        ranked = sorted((distance, -self.vocabulary[one], one) for one, distance, _ in near)
        return ranked[0][2] if ranked else None

    def _split(self, word: str) -> str | None:
        """Return the two words that one is written for: blackhawk."""
        cuts = ((word[:at], word[at:]) for at in range(_SHORTEST, len(word) - _SHORTEST + 1))
        return next((" ".join(cut) for cut in cuts if all(one in self.vocabulary for one in cut)), None)

    def _find_kin(self, word: str) -> str | None:
        """Return the word that begins most as this one does, the most frequent of several: donate for donation."""
        for length in range(len(word) - 1, max(_KIN, -(-len(word) * 3 // 5)) - 1, -1):
            kin = [(-count, one) for one, count in self.vocabulary.items() if one.startswith(word[:length])]
            if kin:
                return min(kin)[1]
        return None


def list_texts(
    frame: gpd.GeoDataFrame,
    institutions: Mapping[str, str],
    other_names: Mapping[str, Mapping[str, Sequence[str]]],
    own_themes: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> list[str]:
    """Return the text of each row of a frame that `geo.viewing.data.frame` built: a line for each of `PARTS`.

    `institutions` gives Spanish names by English ones, `other_names` what institutions and sites are called besides,
    `own_themes` what the collection calls themes, by code and language.
    """
    normalise, normalise_text = functools.cache(_normalise), functools.cache(_normalise_text)
    acronyms, places = other_names["institutions"], other_names["sites"]

    def name_all(names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield from (name, institutions.get(name, ""), *acronyms.get(name, ()))

    def column(name: str) -> list[Any]:
        return list(frame[name].to_numpy(dtype=object))

    themes, statuses, kinds = map(_list_labels, ("theme", "status", "amount_type"))
    limits = {
        code: [normalise(line) for line in label.replace("{value}", "").split("\n")]
        for code, label in _list_labels("amount_qualifier").items()
    }
    themes |= {code: "\n".join(names.values()) for code, names in own_themes.items()}
    lines = {
        "title": zip(column("title_en"), column("title_es"), strict=True),
        "summary": zip(column("summary_en"), column("summary_es"), strict=True),
        "theme": ((themes[code],) for code in column("theme")),
        "sector": zip(column("sector"), column("sector_en"), column("sector_es"), strict=True),
        "agencies": map(name_all, column("agencies")),
        "partners": map(name_all, column("partners")),
        "places": (
            (english, spanish, "" if pd.isna(locode) else locode, *places.get(site, ()))
            for site, english, spanish, locode in zip(
                *map(column, ("site", "site_en", "site_es", "locode")), strict=True
            )
        ),
        "status": ((statuses[code],) for code in column("status")),
    }
    texts = {
        part: [(normalise_text if part in _PROSE else normalise)("\n".join(values)) for values in lines[part]]
        for part in lines
    }
    texts["places"] = [
        text if pd.isna(region) else f"{text}{fold(region)} "
        for text, region in zip(texts["places"], column("region"), strict=True)
    ]
    texts["dates"] = [
        "".join(_write_date(date) for date in dates if not pd.isna(date)) or " "
        for dates in zip(column("start"), column("end"), strict=True)
    ]
    texts["amount"] = [
        " "
        if pd.isna(usd)
        else normalise(kinds[kind])
        + _write_quantity(limits[limit], usd, _name_size(usd))
        + f"{limits[limit][0]}=${_write_number(usd)} "
        for usd, limit, kind in zip(*map(column, ("amount_usd", "amount_qualifier", "amount_type")), strict=True)
    ]
    texts["figures"] = ["".join(_list_figures(figures, limits, normalise)) or " " for figures in column("figures")]
    return list(map("\n".join, zip(*(texts[part] for part in PARTS), strict=True)))


def _normalise(text: str) -> str:
    """Return the words of names, of which each has a line, then their initials."""
    return _write_words(text, text.split("\n"))


def _normalise_text(text: str) -> str:
    """Return the words of a text, then the initials of the names and lists in it."""
    return _write_words(text, _NAME.findall(text))


def _write_words(text: str, names: Iterable[str]) -> str:
    initials = ("".join([word[0] for word in list_words(name) if word not in _LITTLE]).upper() for name in names)
    long = [one for one in dict.fromkeys(initials) if len(one) >= _SHORTEST and one.isupper()]
    plural = dict.fromkeys((first * 2 + second * 2).lower() for first, second in _PLURAL_NAME.findall(text))
    return f" {' '.join((*list_words(text), *plural, *long))} "


def _write_date(date: str) -> str:
    year, _, rest = date.partition("-")
    return f" {year} {date} {' '.join(_MONTHS[int(rest[:2]) - 1])} " if rest else f" {year} "


def _name_size(usd: float) -> tuple[str, str]:
    """Return the words with which an amount is read in each language."""
    if usd < _MILLION:
        return " ", " "
    return (" million ", " millones ") if usd < 1000 * _MILLION else (" billion ", " mil millones ")


def _list_labels(column: str) -> dict[str, str]:
    return {code: f"{label.en}\n{label.es}\n{_OTHER_WORDS.get(code, '')}" for code, label in LABELS[column].items()}


def _list_figures(
    figures: Iterable[Mapping[str, Any]], limits: Mapping[str, Sequence[str]], normalise: Callable[[str], str]
) -> Iterator[str]:
    for one in figures:
        units = [normalise(one[name]) for name in ("unit_en", "unit_es")]
        yield _write_quantity(limits[one["qualifier"]], one["value"], units)


def _write_quantity(limit: Sequence[str], value: float, units: Sequence[str]) -> str:
    """Return a number as each language words it, then by what else its limit is sought."""
    *worded, others = limit
    said = (f"{words}={_write_number(value)}{unit}" for words, unit in zip(worded, units, strict=True))
    return "".join((*said, others))


def _write_number(value: float) -> str:
    return f"{Decimal(str(value)).normalize():f}"
