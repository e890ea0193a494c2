"""What a visitor types to what is sought: words, amounts, dates and phrases. `assets/search.js` does the same. Pure."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from geo.contract.numerals import CARDINALS, DOZENS, HUNDREDS, MONTHS
from geo.contract.texts import fold

_ABBREVIATION: Final = re.compile(  # U.S. and, of a Spanish plural, EE. UU.
    r"(?<![^\W_])(?:(?:[^\W\d_]\.){2,}|([^\W\d_])\1(?:\. ?| )([^\W\d_])\2(?:\.|(?![^\W_])))"
)
_ACRONYM: Final = re.compile(r"(?<![^\W_])[A-Z]{3,6}(?![^\W_])")
LITTLE_WORDS: Final = frozenset(
    ("a", "al", "and", "by", "con", "de", "del", "e", "el", "en", "for", "in", "la", "las", "los", "of", "on", "or",
     "para", "por", "que", "the", "to", "y")
)  # fmt: skip
# What a question has besides its words: not sought where there are others.
_QUESTION: Final = """
    an are at cual cuales cuando cuanta cuantas cuanto cuantos did do does donde es from has have hay how is
    many much o paga pagan paid pay pays quien quienes se son su una was were what when where which who with"""
_ASKING: Final = LITTLE_WORDS | frozenset(_QUESTION.split())
_WORD: Final = re.compile(r"[^\W_]+")
QUOTATION_MARK: Final = re.compile('["“”„«»]')
_WAYS: Final = 16  # in which a phrase is sought: each word of several spellings doubles them
# "half a million", "medio millón", "a quarter of a million", and what a number has instead.
_FRACTIONS: Final = tuple(
    (rf"\b(?:{words}) (?=[mb]illi?on(?:es)?\b)", value)
    for words, value in (("half(?: of)?(?: an?)?|medio", "0.5 "), ("quarter(?: of)?(?: an?)?", "0.25 "))
)
_MORE_MONTHS: Final = {"september": ("setiembre", "sept")}
MONTH_NAMES: Final = tuple(
    (name.lower(), spanish, *_MORE_MONTHS.get(name.lower(), ()))
    for name, spanish in zip(MONTHS["en"], MONTHS["es"], strict=True)
)
_MONTH_NUMBERS: Final = {
    name: f"{number:02}" for number, names in enumerate(MONTH_NAMES, 1) for full in names for name in (full, full[:3])
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
SHORTEST_WORD: Final = 3  # letters of a word that has other forms, or that a slip is looked for in
_ENDINGS: Final = (("ies", "y"), ("ces", "z"), ("es", ""), ("s", ""), ("y", "ies"), ("z", "ces"), ("", "s"), ("", "es"))
# What `assets/search.js` parses a search by as well.
VOCABULARY: Final = {
    "asking": sorted(_ASKING),
    "months": MONTH_NAMES,
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
    *closed, last = QUOTATION_MARK.split(folded)
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
    if len(word) >= SHORTEST_WORD:
        forms = (one[: len(one) - len(end)] + other for one in spelled for end, other in _ENDINGS if one.endswith(end))
        whole += [f" {form} " for form in forms if len(form) >= SHORTEST_WORD]
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
    for name in MONTH_NAMES[int(month) - 1]:
        if not days:
            yield from (f" {name} {year} ", f" {name} de {year} ")
        for one in days:
            number = one.lstrip("0")
            yield from (f" {number} {name} {year} ", f" {name} {number} {year} ", f" {number} de {name} de {year} ")


def _list_days(day: str, month: str) -> Iterator[str]:
    """Yield a day without its year as the line of dates has it, then as a text has it."""
    number = day.lstrip("0")
    yield f"-{month}-{day.rjust(2, '0')} "
    for name in MONTH_NAMES[int(month) - 1]:
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
