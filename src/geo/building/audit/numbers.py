"""The numbers and dates of an English text, in whatever form they are written, with what the words say of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.contract.numerals import CARDINALS, MONTHS, TENS
from geo.contract.vocabulary import Qualifier


class NumberKind(StrEnum):
    """What a number in the text is."""

    MONEY = "money"  # United States dollars: "$8.5 million"
    COUNT = "count"  # "1.1 million", "nine", "200,000+", "70th", "second", "18-month"
    DATE = "date"  # "2023", "FY 2023", "April 2023", "November 1"
    VAGUE = "vague"  # "millions of dollars", "$100-200 million", "$5x", "€3m": marked, never cut to a number


@dataclass(frozen=True, slots=True)
class Number:
    """One number: code points `start` to `end` (exclusive) of the text.

    `value` is None for a date and for an amount that is no single number: a vague one, a range, digits that touch
    letters which are no scale. `date` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or `--MM-DD` where
    the text gives no year; None for what is no date.
    """

    start: int
    end: int
    kind: NumberKind
    value: int | float | None
    date: str | None
    qualifier: Qualifier


SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_LETTERS: Final = {
    "k": 10**3, "m": 10**6, "mn": 10**6, "mm": 10**6, "mln": 10**6, "b": 10**9, "bn": 10**9, "bln": 10**9, "tn": 10**12,
}  # fmt: skip
ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
_TENTHS: Final = (
    "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth", "hundredth",
)  # fmt: skip
_WORDS: Final = (
    {"zero": 0}
    | CARDINALS["en"]
    | {word: value for value, word in enumerate(ORDINALS, 1)}
    | {word: 10 * value for value, word in enumerate(_TENTHS, 3)}
)

# At most 18 digits before the point, 9 after: no document has more, and Python does not convert thousands of digits.
_PARTS: Final = "½¼¾⅓⅔"
# A comma that three digits do not follow is a decimal comma: "3,2 million". Spaces and apostrophes set thousands apart.
_GROUPS: Final = r"(?:(?:,\d{3}){1,5}|(?:[ \u00a0\u202f]\d{3}){1,5}|(?:['’]\d{3}){1,5})"
_DIGITS: Final = rf"(?:(?:\d{{1,3}}{_GROUPS}|\d{{1,18}})(?!\d)(?:\.\d{{1,9}}(?!\d))?|\.\d{{1,9}}(?!\d))"
_DECIMAL_COMMA: Final = r"\d{1,3},\d{1,2}(?=[\s-]?(?:million|billion|trillion|thousand|bn|[mbk])\b)"
_CARDINAL: Final = "|".join(["zero", *CARDINALS["en"]])
_WORDED: Final = rf"(?:{_CARDINAL})\b(?:[\s-](?:and\s)?(?:{_CARDINAL}|hundred|{'|'.join(SCALES)})\b)*"
_LARGE: Final = rf"(?:{'|'.join(SCALES)})"
_MONTH: Final = "|".join([*MONTHS["en"], r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"])
_YEAR: Final = r"(?:19|20)\d\d"
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d)"
# What joins the first date of a range to the last, which has the year of both: "March to June 2024".
_JOINS: Final = r"(?:\s(?:to|through|until|till|and)\s|\s?[-–/]\s?)"
_TO: Final = r"(?:\s(?:to|through|until|till)\s|\s?[-–]\s?)"  # without a year "March 3 and 5 boats" is a count
FISCAL: Final = r"(?:fiscal\syears?(?:\s\(FYs?\))?|FYs?)"
_CURRENCY: Final = r"(?:(?:USD?|U\.S\.\s?)?\$\s?|(?:US|U\.S\.\s)?dollars\s|USD\s?)"
_AFTER: Final = (
    # "five million dollars", "a billion-dollar loan", "300 $"
    r"(?:\s(?:(?:U\.S\.|US)\s)?dollars\b|\sUSD\b|-dollar\b|\s?\$(?!\s?\d))"
)
# Other money than United States dollars: signs, codes and letters before the number, names and codes after it.
_CODES: Final = (
    "AED|ARS|AUD|BDT|BOB|BRL|CAD|CHF|CLP|CNY|CRC|CZK|DKK|DOP|EGP|ETB|EUR|GBP|GEL|GHS|GTQ|HNL|HUF|IDR|ILS|INR|JMD|JOD"
    "|JPY|KES|KRW|KZT|LKR|MAD|MMK|MXN|MYR|MZN|NGN|NIO|NOK|NPR|NZD|PEN|PHP|PKR|PLN|PYG|QAR|RON|RUB|RWF|SDR|SEK|SGD|THB"
    "|TND|TRY|TTD|TWD|TZS|UAH|UGX|UYU|UZS|VND|XAF|XDR|XOF|ZAR|ZMW"
)
_DOLLAR_LANDS: Final = (
    r"australian|bahamian|barbadian|belize|bermud(?:a|ian)|bruneian?|canadian|fijian|guyanese|hong\skong|jamaican|liberian"
    r"|namibian|new\szealand|singapore(?:an)?|solomon|surinamese|taiwan(?:ese)?|trinidad(?:ian)?"
)
_FOREIGN: Final = (
    rf"(?:(?:{_DOLLAR_LANDS})\s\$|(?!US)(?-i:[A-Z]{{1,3}})\$"
    r"|S/\.?|B/\.|[€£¢¥₠-⃏฿]|\b(?-i:[KTU]?Sh\.?|[FX]?CFA|R[sMp]\.?|Bs\.?|Fr\.)"
    rf"|\b(?-i:{_CODES})\b|(?-i:\b[RQL])(?=\d[\d.,]*\s?(?:m|bn|million|billion)\b))\s?"
)
_FOREIGN_AFTER: Final = (
    rf"(?:\s?[€£¥₹]|\s(?:(?:{_DOLLAR_LANDS})\sdollars?|(?:south\s)?korean\swon|(?:(?:[a-z]+(?:an|ese|ish)|new|swiss|cfa)\s)?(?:soles?|euros?"
    r"|pounds?|yen|yuan|renminbi|pesos?|reais|francs?|kron(?:or|er|e|a)|rupees?|rupiahs?|shillings?|naira|rand|baht|dong"
    r"|ringgit|birr|cedis?|kwacha|dirhams?|riyals?|rials?|dinars?|liras?|zloty|hryvnias?|roubles?|rubles?|taka|tenge"
    rf"|quetzal(?:es)?|lempiras?|c[oó]rdobas?|col[oó]nes|guaran[ií](?:es)?|bolivianos?|(?-i:{_CODES})))(?!\w))"
)
# What multiplies the number before it: a word, or letters that touch it ("1.5bn", "500k", "12M", "3.2m").
_SCALE: Final = rf"(?:[\s-]?(?:{'|'.join(SCALES)})|\s?(?:bn|tn|mn|mm|bln|mln)|[kmb])(?![^\W_])"

# A year stands after one of these words, after a year and a dash, or in brackets; any other four digits are a count.
_BEFORE_YEAR: Final = (
    r"(?:\b(?:in|since|from|by|until|till|during|through|before|after|between|and|of|to|late|early|mid|this|spring|summer|autumn|fall|winter|Q[1-4])\s|\b(?:late|early|mid)-"
    r"|(?<=\b\d{4}[-–])|(?<=\b\d{4}\s[-–]\s)|(?<=\())"
)

_NUMBER: Final = re.compile(
    rf"""
    (?P<days>\b(?P<month5>{_MONTH})\s(?P<from1>{_DAY})
        (?:{_JOINS}(?P<to1>{_DAY},?\s(?P<year7>{_YEAR})\b)|{_TO}(?P<to4>{_DAY}\b))(?!,\d|\s(?:{_MONTH})))
    | (?P<spanned>(?<![\w.,$])(?P<from2>{_DAY}){_JOINS}
        (?P<to2>{_DAY}\s(?P<month6>(?-i:{_MONTH}))(?:,?\s(?P<year8>{_YEAR}))?\b))
    | (?P<day>\b(?P<month1>{_MONTH})\s(?P<day1>{_DAY})
        (?:,?\s(?P<year1>{_YEAR})\b|(?={_JOINS}(?:{_MONTH})\s{_DAY},?\s(?P<year9>{_YEAR})\b)|\b)(?!,\d))
    | (?P<monthly>\b(?P<month2>{_MONTH})\s(?P<year2>{_YEAR})\b)
    | (?P<daily>(?<![\w.,$])(?P<day3>{_DAY})\s(?:of\s)?(?P<month3>(?-i:{_MONTH}))
        (?:,?\s(?P<year5>{_YEAR})\b|(?={_JOINS}{_DAY}\s(?:{_MONTH}),?\s(?P<year10>{_YEAR})\b)|\b))
    | (?P<first>\b(?P<month4>{_MONTH})(?={_JOINS}(?:{_MONTH})\s(?P<year6>{_YEAR})\b))
    | (?P<fiscals>\b(?P<from3>{FISCAL}\s?(?:(?P<year11>{_YEAR})|['’]?(?P<short11>\d\d)))
        (?:\s?[-–/]\s?|{_JOINS}(?=FY|\d{{4}}))(?P<to3>(?:FY\s?)?(?:(?P<year12>{_YEAR})|['’]?(?P<short12>\d\d))\b)(?![-–/,.]\d))
    | (?P<fiscal>\b{FISCAL}\s?(?:(?P<year3>{_YEAR})|['’]?(?P<short3>\d\d))\b)
    | (?P<short>(?<=(?:19|20)\d\d[-–/])\d\d\b(?![-–/]?\d))
    | (?P<yearly>(?:{_BEFORE_YEAR}
        |(?<![\w.,$-])(?=\d{{4}}(?:\s?[-–]\s?{_YEAR}|[-–/]\d\d)\b(?![-–/]?\d)))(?P<year4>{_YEAR})\b(?![,.]?\d|\+))
    | (?P<vague>\b(?:dozens|hundreds|thousands|millions|billions)\sof\b(?:\s\w+)?
        |\b(?:several|(?:a\s)?few|many|some)\s(?:hundred\s)?{_LARGE}{_AFTER}
        |[{_PARTS}](?:{_SCALE})?|\bquarter\s(?:of\s)?(?:a\s)?{_LARGE}{_AFTER}|{_CURRENCY}[-−]\s?{_DIGITS}(?:{_SCALE})?)
    | (?P<range>(?<![\w.,])(?P<dollar1>{_CURRENCY})(?P<low>{_DIGITS})(?P<scale2>{_SCALE})?\s?(?:[-–—]|(?:to|or)\s)\s?
        (?:{_CURRENCY})?(?P<high>{_DIGITS})(?P<scale3>{_SCALE})?
        |\bbetween\s{_CURRENCY}(?:{_DIGITS})(?:{_SCALE})?\sand\s(?:{_CURRENCY})?(?:{_DIGITS})(?:{_SCALE})?)
    | (?P<foreign>(?<!\w){_FOREIGN}{_DIGITS}(?:{_SCALE})?
        (?:(?:\s?[-–—]\s?|\sto\s)(?:{_FOREIGN})?{_DIGITS}(?:{_SCALE})?)?
        |(?<![\w$.,]){_DIGITS}(?:{_SCALE})?{_FOREIGN_AFTER}|\b(?:{_WORDED}|(?:half\s)?an?\s{_LARGE}){_FOREIGN_AFTER})
    | (?P<dozen>\b(?:(?P<dozens>{_CARDINAL})|(?P<part>half)\sa|an?)[\s-]dozen\b)
    | (?P<half>\b(?:(?P<wholes>{_CARDINAL})[\s-]and[\s-]a[\s-])?half(?:\sa|-a)?[\s-](?P<scale4>{_LARGE})\b
        (?P<dollars3>{_AFTER})?)
    | (?P<large>\ba[n]?\s(?P<scale5>{_LARGE})(?P<dollars4>{_AFTER}))
    | (?P<digits>(?<!\w)(?P<dollar>{_CURRENCY})?(?P<figure>{_DECIMAL_COMMA}|{_DIGITS})
        (?P<scale1>{_SCALE})?(?:(?:st|nd|rd|th)\b|(?P<plus>\+|[-\s]plus\b))?(?P<dollars>{_AFTER})?)
    | (?P<ordinal>\b(?:(?P<tens>{"|".join(TENS["en"])})[\s-])?(?P<unit>{"|".join([*ORDINALS, *_TENTHS])})\b)
    | (?P<words>(?:\b|(?P<dollar2>{_CURRENCY}))(?P<worded>{_WORDED})(?P<dollars2>{_AFTER})?)
    """,
    re.VERBOSE | re.IGNORECASE,
)

# The words that end right before a number, and the qualifier that they mean.
_QUALIFIERS: Final = tuple(
    (re.compile(rf"(?:{words})\s+(?:an?\s+|the\s+)?\Z", re.IGNORECASE), qualifier)
    for words, qualifier in (
        ("may lead to|might lead to|could lead to|potentially|possibly", Qualifier.POSSIBLE),
        ("up to|as many as|as much as|not? more than|at most|maximum of", Qualifier.UP_TO),
        (
            (
                "more than|greater than|over|above|at least|not? less than|not? fewer than|minimum of|"
                "upwards? of|in excess of|exceed[a-z]*|(?:sur)?pass(?:ed|es|ing)?"
            ),
            Qualifier.MORE_THAN,
        ),
        ("nearly|almost|less than|fewer than|under|below|just short of", Qualifier.LESS_THAN),
        ("about|around|approximately|roughly|some|estimated|an average of|average of|close to", Qualifier.ABOUT),
    )
)
# The words that stand right after a number, and the qualifier that they mean.
_QUALIFIERS_AFTER: Final = (
    (re.compile(r"\s(?:or|and)\s(?:more|above)\b", re.IGNORECASE), Qualifier.MORE_THAN),
    (re.compile(r"\sor\s(?:less|fewer)\b", re.IGNORECASE), Qualifier.UP_TO),
    (re.compile(r"\sor\sso\b", re.IGNORECASE), Qualifier.ABOUT),
)
# What is left of an amount that was not read to its end: digits, signs or letters that touch it, thousands set apart by
# spaces, another scale.
_TOUCHING: Final = re.compile(
    rf"(?:[.,/×*^⁄]?\w+|[{_PARTS}])+|(?:\s\d{{3}}\b)+|\s\d/\d\b|\s?(?:hundred|thousand|lakh|crore|mill\w+|[kmb])(?!\w)(?:\s(?:million|billion))?",
    re.IGNORECASE,
)
# The groups of a number that make it an amount.
_DOLLARS: Final = ("dollar", "dollars", "dollar2", "dollars2", "dollars3", "dollars4")
_LOOK_BACK: Final = 40  # characters: longer than any phrase above


def find_numbers(text: str) -> list[Number]:
    """Return every number and date of `text`, in order, none within another."""
    numbers: list[Number] = []
    position = 0
    while match := _NUMBER.search(text, position):
        numbers += _read_span(match) or [_read(match, text)]
        position = numbers[-1].end
    return numbers


def _read_span(match: re.Match[str]) -> list[Number]:
    """Return both dates of a span whose month, year or calendar is said once: "March 15-17, 2024", "FY2021-23"."""
    if match["fiscals"]:
        first = match["year11"] or f"20{match['short11']}"
        dates, group, last = (first, match["year12"] or f"{first[:2]}{match['short12']}"), "3", "to3"
    elif match["days"] or match["spanned"]:
        group = "1" if match["days"] else "2"
        month = _get_month(match["month5"] or match["month6"])
        year = match["year7"] or match["year8"] or "-"
        last = "to4" if match["to4"] else f"to{group}"
        days = [_get_day(words) for words in (match[f"from{group}"], match[last])]
        dates = f"{year}-{month:02d}-{days[0]:02d}", f"{year}-{month:02d}-{days[1]:02d}"
    else:
        return []
    spans = ((match.start(), match.end(f"from{group}")), match.span(last))
    return [
        Number(*span, NumberKind.DATE, None, date, Qualifier.EXACT) for span, date in zip(spans, dates, strict=True)
    ]


def _get_day(words: str) -> int:
    """Return the day of "15th", "15, 2024" or "15 March"."""
    return int(re.split(r"\D", words, maxsplit=1)[0])


def _get_month(name: str) -> int:
    return next(number for number, one in enumerate(MONTHS["en"], 1) if one.startswith(name[:3].capitalize()))


def is_ordinal(word: str) -> bool:
    """Return whether the words of a number are an ordinal: "70th", "second", "twenty-first"."""
    last = re.split(r"[\s-]", word.lower())[-1]
    return last in (*ORDINALS, *_TENTHS) or re.fullmatch(r"[\d,]+(?:st|nd|rd|th)", word) is not None


def _read(match: re.Match[str], text: str) -> Number:
    start, end = match.span()
    kind, value, date = NumberKind.DATE, None, None
    if match["day"] or match["monthly"] or match["daily"] or match["first"]:
        name = match["month1"] or match["month2"] or match["month3"] or match["month4"]
        month = _get_month(name)
        years = (match[f"year{number}"] for number in (1, 2, 5, 6, 9, 10))
        year = next(filter(None, years), "-")
        day = match["day1"] or match["day3"]
        date = f"{year}-{month:02d}" + (f"-{_get_day(day):02d}" if day else "")
    elif match["fiscal"]:
        date = match["year3"] or f"20{match['short3']}"
    elif match["short"] and match["short"] > text[start - 3 : start - 1]:
        date = text[start - 5 : start - 3] + match["short"]
    elif match["yearly"]:
        start, date = match.start("year4"), match["year4"]
    elif match["vague"] or match["range"] or match["foreign"]:
        kind = NumberKind.VAGUE
    else:
        is_money = any(match[group] for group in _DOLLARS)
        kind = NumberKind.MONEY if is_money else NumberKind.COUNT
        value = _get_value(match)
        touching = _TOUCHING.match(text, end)
        if touching and (kind is NumberKind.MONEY or touching[0][0] in _PARTS):
            kind, value, end = NumberKind.VAGUE, None, touching.end()
    plus = Qualifier.MORE_THAN if match["plus"] else None
    return Number(start, end, kind, value, date, plus or _get_qualifier(text, start, end))


def _get_value(match: re.Match[str]) -> int | float:
    if match["large"] or match["half"] or match["dozen"]:
        return _get_round_value(match)
    if match["short"]:
        return int(match["short"])
    if match["digits"]:
        scale = _get_scale(match["scale1"])
        figure = match["figure"]
        figure = re.sub(r"[,\s'’]", "", figure) if re.fullmatch(_DIGITS, figure) else figure.replace(",", ".")
        whole, _, decimals = figure.partition(".")
        # Whole-number arithmetic: 8.5 million is 8 500 000, not a float near it.
        value = int(whole + decimals) * scale
        parts: int = 10 ** len(decimals)
        return value // parts if value % parts == 0 else value / parts
    if match["ordinal"]:
        return _WORDS.get((match["tens"] or "").lower(), 0) + _WORDS[match["unit"].lower()]
    total = part = 0
    for word in re.findall(r"[a-z]+", match["worded"].lower()):
        if word in SCALES:
            total, part = total + part * SCALES[word], 0
        elif word == "hundred":
            part *= 100
        elif word != "and":
            part += _WORDS[word]
    return total + part


def _get_round_value(match: re.Match[str]) -> int:
    if match["large"]:
        return SCALES[match["scale5"].lower()]
    if match["half"]:
        return (2 * _WORDS.get((match["wholes"] or "").lower(), 0) + 1) * SCALES[match["scale4"].lower()] // 2
    return 6 if match["part"] else 12 * _WORDS.get((match["dozens"] or "").lower(), 1)


def _get_scale(scale: str | None) -> int:
    word = (scale or "").strip(" -\t\n").lower()
    return SCALES.get(word) or _LETTERS.get(word, 1)


def _get_qualifier(text: str, start: int, end: int) -> Qualifier:
    before = text[max(0, start - _LOOK_BACK) : start]
    said = (qualifier for words, qualifier in _QUALIFIERS if words.search(before))
    said_after = (qualifier for words, qualifier in _QUALIFIERS_AFTER if words.match(text, end))
    return next(said, None) or next(said_after, Qualifier.EXACT)
