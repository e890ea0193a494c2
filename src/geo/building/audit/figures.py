"""A record's amount, figures and dates against the numbers of its passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from geo.building.audit.cues import ends_range, is_said_to_be_part, read_amount_type
from geo.building.audit.mentions import compile_words
from geo.building.audit.numbers import Number, NumberKind, find_numbers
from geo.building.audit.passage import Check, Passage
from geo.building.models import Amount, Figure
from geo.contract.vocabulary import Qualifier, Status

_MARK: Final = "#"  # stands for the number in the words of a unit
# Words that give what goes on an end.
_UNTIL: Final = re.compile(r"\b(?:until|till|through|by|from)\s", re.IGNORECASE)
_LOOK_BACK: Final = 40  # characters: longer than the first date of a span with "from"


def check_amount(passage: Passage) -> Iterator[Check]:
    """Yield the checks of the amount: number, qualifier, kind, and whether it is said to be part of another."""
    amount = passage.program.amount
    if amount is None:
        return
    money = [n for n in passage.list_within(passage.reading.numbers) if n.kind is NumberKind.MONEY]
    found = next((number for number in money if number.value == amount.usd), None)
    yield from _check_number(passage, "amount.usd", f"${amount.usd:,}", amount, found)
    if found is None:
        return
    said = read_amount_type(passage.get_sentence(found.start))
    wrong = f"the sentence of ${amount.usd:,} speaks of {said or 'no kind of money'}, not {amount.type}"
    yield Check("amount.type", problem=None if said is amount.type else wrong)
    before = passage.reading.document.text[passage.item.start : found.start]
    is_part = is_said_to_be_part(before)
    if is_part != (amount.part_of is not None):
        said_so = "says that it is part of another" if is_part else "does not say that it is part of another"
        yield Check("amount.part_of", problem=f"the document {said_so} at ${amount.usd:,}")


def check_figures(passage: Passage) -> Iterator[Check]:
    """Yield the checks of each figure: its unit is one of the glossary, whose words stand at the number.

    A number of the text is used once for a record; figures are in the order of the text.
    """
    units = {(unit.en, unit.es): unit for unit in passage.reading.lists.units}
    counts = [n for n in passage.list_within(passage.reading.numbers) if n.kind is NumberKind.COUNT]
    last = -1
    for index, figure in enumerate(passage.program.figures):
        key = f"figures[{index}]"
        unit = units.get((figure.unit.en, figure.unit.es))
        if unit is None:
            yield Check(
                f"{key}.unit", problem=f"{figure.unit.en!r} with {figure.unit.es!r} is no unit of glossary.toml"
            )
            continue
        same = [number for number in counts if number.value == figure.value]
        fitting = [number for number in same if any(stands_at(passage, number, words) for words in unit.words)]
        if same and not fitting:
            yield Check(f"{key}.value", problem=f"{unit.words[0]!r} does not stand at {figure.value:,}")
            continue
        found = fitting[0] if fitting else None
        yield from _check_number(passage, f"{key}.value", f"{figure.value:,}", figure, found)
        yield from _check_unit_dates(passage, index, figure)
        if found is not None:
            if found.start < last:
                yield Check(f"{key}.value", problem=f"{figure.value:,} stands before the figure above it in the text")
            last = found.start
            counts.remove(found)


def check_dates(passage: Passage) -> Iterator[Check]:
    """Yield the checks of start and end, and of each date of the passage: the record uses it, or it is left out.

    What is over has an end, what goes on has none unless the text gives one.
    """
    program = passage.program
    dates = passage.list_dates()
    used: set[str] = set()
    for key, date in (("start", program.start), ("end", program.end)):
        if date is not None:
            found = tuple(position for position, said in dates if said == date)
            yield Check(key, found, None if found else f"{date} is not in {passage.name}")
            used.add(date)
    used |= {number.date for figure in program.figures for number in find_numbers(figure.unit.en) if number.date}
    for position, date in dates:
        if (
            date not in used
            and not _is_completed(date, used)
            and not passage.reading.is_left_out(position, position + 1, passage.item)
        ):
            yield Check("start", problem=f"{date} is in {passage.name}, but neither start, end nor in a unit")
    yield from _check_span(passage, [date for _, date in dates])


def _check_span(passage: Passage, dates: list[str]) -> Iterator[Check]:
    program = passage.program
    if program.start is None and program.end is None:
        return
    if program.status is Status.CLOSED:
        if (program.start, program.end) != (min(dates, default=None), max(dates, default=None)):
            yield Check(
                "end", problem="what is completed starts and ends with the first and the last date of the passage"
            )
    elif program.end is not None:
        position = next((place for place, date in passage.list_dates() if date == program.end), passage.start)
        words = passage.reading.document.text[max(passage.item.start, position - 12) : position]
        before = passage.reading.document.text[max(passage.item.start, position - _LOOK_BACK) : position]
        if not _UNTIL.search(words) and not ends_range(before):
            yield Check("end", problem=f"no word of {passage.name} makes {program.end} an end of what is not completed")


def _is_completed(date: str, used: set[str]) -> bool:
    """Return whether a date without a year is that of one that is used: --11-01 of 2024-11-01."""
    return date.startswith("--") and any(one.endswith(date[1:]) for one in used)


def _check_unit_dates(passage: Passage, index: int, figure: Figure) -> Iterator[Check]:
    for number in find_numbers(figure.unit.en):
        if number.date is not None:
            found = tuple(position for position, date in passage.list_dates() if date == number.date)
            yield Check(f"figures[{index}].unit", found, None if found else f"{number.date} is not in {passage.name}")


def _check_number(
    passage: Passage, key: str, shown: str, said: Amount | Figure, found: Number | None
) -> Iterator[Check]:
    if found is None:
        yield Check(key, problem=f"{shown} is not in {passage.name}")
        return
    yield Check(key, (found.start,))
    table = key.rpartition(".")[0]
    if said.qualifier_words is None:
        wrong = f"{shown} is {found.qualifier} there, not {said.qualifier}"
        yield Check(f"{table}.qualifier", problem=None if found.qualifier is said.qualifier else wrong)
    else:
        problem = _find_words_problem(passage, said.qualifier, said.qualifier_words, found)
        yield Check(f"{table}.qualifier_words", problem=problem)


def _find_words_problem(passage: Passage, qualifier: Qualifier, words: str, found: Number) -> str | None:
    """Return what is wrong with the document's words for a qualifier that was read otherwise."""
    if found.qualifier is qualifier:
        return f"the number is read as {qualifier} without them"
    sentence = passage.get_sentence(found.start)
    is_there = re.search(compile_words(words), sentence, re.IGNORECASE) is not None
    return None if is_there else f"{words!r} is not in the sentence of the number"


def stands_at(passage: Passage, number: Number, words: str) -> bool:
    """Return whether the unit's words stand around the number, which they write as #, however they are spaced."""
    before, _, after = (" ".join(part.split()).lower() for part in words.partition(_MARK))
    text = passage.reading.document.text
    left = " ".join(text[passage.item.start : number.start].split()).lower()
    right = " ".join(text[number.end : passage.item.end].split()).lower()
    return left.endswith(before) and right.startswith(after) and not right.removeprefix(after)[:1].isalpha()
