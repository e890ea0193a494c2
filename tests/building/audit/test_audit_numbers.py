from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.building.audit.numbers import NumberKind, find_numbers, is_ordinal
from geo.contract.vocabulary import Qualifier

EXACT, MORE, LESS, ABOUT, UP_TO, POSSIBLE = (
    Qualifier.EXACT,
    Qualifier.MORE_THAN,
    Qualifier.LESS_THAN,
    Qualifier.ABOUT,
    Qualifier.UP_TO,
    Qualifier.POSSIBLE,
)


@pytest.mark.parametrize(
    ("text", "values", "qualifier"),
    [
        ("worth $8.5 million", [8_500_000], EXACT),
        ("worth more than $20.5 billion", [20_500_000_000], MORE),
        ("over $1.8 billion", [1_800_000_000], MORE),
        ("a $65 million plan", [65_000_000], EXACT),
        ("of $750,000 in", [750_000], EXACT),
        ("up to $500 million", [500_000_000], UP_TO),
        ("which may lead to a $1 billion port", [1_000_000_000], POSSIBLE),
        ("USD 12 million", [12_000_000], EXACT),
        ("12 million U.S. dollars", [12_000_000], EXACT),
        ("a $1.5bn port", [1_500_000_000], EXACT),
        ("some $500k", [500_000], ABOUT),
        ("of $12M.", [12_000_000], EXACT),
        ("of $3,2 million", [3_200_000], EXACT),
        ("of US$3.2m", [3_200_000], EXACT),
        ("of U.S. $3 billion", [3_000_000_000], EXACT),
        ("USD5 million", [5_000_000], EXACT),
        ("five million dollars", [5_000_000], EXACT),
        ("of $1 234 567 in", [1_234_567], EXACT),
        ("1 500 000 dollars", [1_500_000], EXACT),
        ("which exceeds $4 billion", [4_000_000_000], MORE),
        ("has passed $138 billion", [138_000_000_000], MORE),
        ("nearly $2 million", [2_000_000], LESS),
        ("a $180-million case", [180_000_000], EXACT),
        ("$5 more", [5], EXACT),
        ("half a billion dollars", [500_000_000], EXACT),
        ("more than two and a half million dollars", [2_500_000], MORE),
        ("a half-a-million-dollar loan", [500_000], EXACT),
        ("a million dollars", [1_000_000], EXACT),
        ("a billion-dollar loan", [1_000_000_000], EXACT),
        ("$three million", [3_000_000], EXACT),
        ("5 million USD", [5_000_000], EXACT),
        ("USD$5m", [5_000_000], EXACT),
        ("$2 bln", [2_000_000_000], EXACT),
        ("$.5 million", [500_000], EXACT),
        ("a $2 billion-plus loan", [2_000_000_000], MORE),
        ("$3 million or more", [3_000_000], MORE),
        ("$3 million or so", [3_000_000], ABOUT),
        ("no less than $3 million", [3_000_000], MORE),
        ("not more than $3 million", [3_000_000], UP_TO),
        ("a maximum of $3 million", [3_000_000], UP_TO),
        ("an estimated $3 million", [3_000_000], ABOUT),
        ("$1.2 million-a-year", [1_200_000], EXACT),
        ("a further $2m and 15 more", [2_000_000], EXACT),
    ],
)
def test_amount_is_read(text: str, values: list[int], qualifier: Qualifier) -> None:
    """An amount of money is read in whole dollars, with what the words before it say."""
    numbers = find_numbers(text)
    money = [(n.kind, n.value, n.qualifier) for n in numbers if n.kind is not NumberKind.COUNT]
    assert money == [(NumberKind.MONEY, v, qualifier) for v in values]
    assert all(isinstance(number.value, int) for number in numbers)


@pytest.mark.parametrize(
    ("text", "values", "qualifier"),
    [
        ("more than 100 villages", [100], MORE),
        ("nine boats", [9], EXACT),
        ("a record 200,000+ forms", [200_000], MORE),
        ("ages 13-18", [13, 18], EXACT),
        ("an 18-month study", [18], EXACT),
        ("a three-year plan", [3], EXACT),
        ("nearly 180 staff", [180], LESS),
        ("an average of 60 a year", [60], ABOUT),
        ("over 1.1 million jobs", [1_100_000], MORE),
        ("its 70th birthday", [70], EXACT),
        ("its twenty-first birthday", [21], EXACT),
        ("its fiftieth birthday", [50], EXACT),
        ("nearly a dozen boats", [12], LESS),
        ("two dozen boats", [24], EXACT),
        ("half a dozen boats", [6], EXACT),
        ("1 500 000 people", [1_500_000], EXACT),
        ("the second phase", [2], EXACT),
        ("forty-two boats", [42], EXACT),
        ("two hundred and five boats", [205], EXACT),
        ("three thousand two hundred boats", [3_200], EXACT),
        ("over the next five years", [5], EXACT),
        ("2,000 objects", [2_000], EXACT),
        ("3.5 metres", [3.5], EXACT),
        ("2000 objects", [2_000], EXACT),
        ("in rows 1,2,3", [1, 2, 3], EXACT),
        ("1,234,567 and 12,345", [1_234_567, 12_345], EXACT),
        ("a run of " + "7" * 5_000, [], EXACT),
    ],
)
def test_count_is_read(text: str, values: list[float], qualifier: Qualifier) -> None:
    """A count is read in figures, in words and as an ordinal, with what the words around it say."""
    numbers = find_numbers(text)
    assert [(n.kind, n.value) for n in numbers] == [(NumberKind.COUNT, value) for value in values]
    assert {number.qualifier for number in numbers} <= {qualifier}


def test_an_ordinal_is_known_by_its_last_word() -> None:
    """In figures, in one word or in two, and beyond the twentieth."""
    assert all(map(is_ordinal, ("70th", "second", "twenty-first", "Fiftieth")))
    assert not any(map(is_ordinal, ("70", "two", "twenty-one", "fifty")))


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("in 2023 and 2024", ["2023", "2024"]),
        ("from 2019-2021", ["2019", "2021"]),
        ("since Fiscal Year (FY) 2015", ["2015"]),
        ("in FY 2023", ["2023"]),
        ("in FY2024", ["2024"]),
        ("in FY24", ["2024"]),
        ("in FY2024-25", ["2024", "2025"]),
        ("in 2023–24", ["2023", "2024"]),
        ("In February 2024", ["2024-02"]),
        ("On November 1, the", ["--11-01"]),
        ("on July 4, 2026", ["2026-07-04"]),
    ],
)
def test_date_is_read(text: str, dates: list[str]) -> None:
    """A year, a fiscal year, a month and a day are dates, not counts."""
    assert [(n.kind, n.date) for n in find_numbers(text)] == [(NumberKind.DATE, date) for date in dates]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("it will save millions of dollars", "millions of dollars"),
        ("of $100–200 million in", "$100–200 million"),
        ("of $100 million to $200 million in", "$100 million to $200 million"),
        ("of $5x in", "$5x"),
        ("some 3½ million people", "3½"),
        ("a ½ million people", "½ million"),
        ("of $1.5.2 in", "$1.5.2"),
        ("of $5 or 6 million", "$5 or 6 million"),
        ("of $2-3bn", "$2-3bn"),
        ("between $2 million and $3 million", "between $2 million and $3 million"),
        ("several million dollars", "several million dollars"),
        ("a quarter of a billion dollars", "quarter of a billion dollars"),
        ("of €3m", "€3m"),
        ("of EUR 5 million", "EUR 5 million"),
        ("of 1.5 million soles", "1.5 million soles"),
        ("of S/ 12 million", "S/ 12 million"),
        ("of C$5 million", "C$5 million"),
        ("of $12,34,567 in", "$12,34,567"),
        ("of $1,5 millones", "$1,5"),
        ("of $1/2 million", "$1/2"),
        ("of $1½ million", "$1½"),
        ("of $3 hundred million", "$3 hundred million"),
        ("of $2 thousand million", "$2 thousand million"),
        ("of $5×10^6", "$5×10^6"),
        ("of $500 K", "$500 K"),
        ("of $-5 million", "$-5 million"),
        ("of $1 1/2 million", "$1 1/2"),
        ("of 2$ million", "2$ million"),
        ("of KSh 600 million", "KSh 600 million"),
        ("of R$5 million", "R$5 million"),
        ("of R10 million", "R10 million"),
        ("of ₦2bn", "₦2bn"),
        ("of NOK 300 million", "NOK 300 million"),
        ("of €5-7 million", "€5-7 million"),
        ("of 2 billion naira", "2 billion naira"),
        ("of 5 million Australian dollars", "5 million Australian dollars"),
        ("a Canadian $5 million", "Canadian $5 million"),
        ("half a million euros", "half a million euros"),
    ],
)
def test_an_amount_that_is_no_number_is_marked(text: str, words: str) -> None:
    """An amount without a figure, a range and digits in letters are found whole, and never cut to a number."""
    (number,) = find_numbers(text)
    assert (number.kind, number.value, text[number.start : number.end]) == (NumberKind.VAGUE, None, words)


@given(st.integers(min_value=0, max_value=10**12))
def test_any_whole_number_is_read_back(value: int) -> None:
    """A whole number written with commas is read as itself, as money too."""
    assert [number.value for number in find_numbers(f"gave {value:,} and ${value:,}.")] == [value, value]


@given(st.text())
def test_numbers_never_overlap(text: str) -> None:
    """Whatever the text, the numbers come in its order, and none lies within another."""
    numbers = find_numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert all(one.end <= other.start for one, other in pairwise(numbers))


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("since 15 March 2024", ["2024-03-15"]),
        ("on Sept. 3, 2024 and in Dec 2025", ["2024-09-03", "2025-12"]),
        ("from March to June 2024", ["2024-03", "2024-06"]),
        ("March–June 2024", ["2024-03", "2024-06"]),
        ("the plan 2021–2025", ["2021", "2025"]),
        ("32 March 2024", ["2024-03"]),
        ("March 15–17, 2024", ["2024-03-15", "2024-03-17"]),
        ("15 to 17 March 2024", ["2024-03-15", "2024-03-17"]),
        ("November 1 and 2, 2024", ["2024-11-01", "2024-11-02"]),
        ("3–5 April", ["--04-03", "--04-05"]),
        ("March 3 to April 2, 2024", ["2024-03-03", "2024-04-02"]),
        ("3 March–2 April 2024", ["2024-03-03", "2024-04-02"]),
        ("March 30 – 2 April 2024", ["--03-30", "2024-04-02"]),
        ("FY21-23 and FY 2025–FY 2026", ["2021", "2023", "2025", "2026"]),
        ("fiscal years 2021 to 2023", ["2021", "2023"]),
        ("March 3 and 5 boats, FY 2023 and 24 boats, the 12 may lead", ["--03-03", "2023"]),
        ("2,000–2,010 marched at $2000-2010", []),
    ],
)
def test_dates_of_other_forms_are_read(text: str, dates: list[str]) -> None:
    """A day before its month, a short month, and both ends of a span of months or years."""
    assert [number.date for number in find_numbers(text) if number.kind is NumberKind.DATE] == dates


@pytest.mark.parametrize(
    ("text", "kind", "value", "date"),
    [
        ("of $1'000'000", NumberKind.MONEY, 1_000_000, None),
        ("at 300 $", NumberKind.MONEY, 300, None),
        ("one-and-a-half million dollars", NumberKind.MONEY, 1_500_000, None),
        ("at COP 28", NumberKind.COUNT, 28, None),
        ("Three won medals", NumberKind.COUNT, 3, None),
        ("the 4th of July 2024", NumberKind.DATE, None, "2024-07-04"),
        ("mid-2024", NumberKind.DATE, None, "2024"),
        ("Q3 2024", NumberKind.DATE, None, "2024"),
        ("spring 2025", NumberKind.DATE, None, "2025"),
    ],
)
def test_what_others_write_is_read_whole(text: str, kind: NumberKind, value: int | None, date: str | None) -> None:
    """Swiss groups, a sign after the sum and dates of other calendars of speech are read; words are no currencies."""
    assert [(n.kind, n.value, n.date) for n in find_numbers(text)] == [(kind, value, date)]
