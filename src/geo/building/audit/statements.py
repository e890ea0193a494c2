"""A record's status, sector and theme against the words of its passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from geo.building.audit.cues import has_status_cue, read_status
from geo.building.audit.language import speaks_of
from geo.building.audit.passage import Check, Passage
from geo.contract.vocabulary import AmountType, Qualifier

_STATISTICS: Final = (AmountType.TRADE, AmountType.DIRECT_INVESTMENT)  # of two countries: nobody's programme
_ARTICLE: Final = re.compile(r"\b(?:the|this|these|an?|its)\s\Z", re.IGNORECASE)
_LOOK_BACK: Final = 20  # characters: longer than an article and what is before it
_CLAUSE_END: Final = re.compile(r"\s*(?:[.,;:–—)”]|(?:and|or|to|which|that|while|but|with|as)\b|\Z)")


def check_status(passage: Passage) -> Iterator[Check]:
    """Yield the check of the status: what the verbs say, or a reason; a reason for what they say is idle."""
    program = passage.program
    said = read_status(passage.text)
    if said is program.status:
        idle = "the verbs say so without a reason" if program.status_reason else None
        yield Check("status_reason" if idle else "status", problem=idle)
    elif program.status_reason is None:
        yield Check("status", problem=f"the verbs of {passage.name} say {said or 'nothing'}, not {program.status}")
    else:
        has_cue = said is None or has_status_cue(passage.text, program.status)
        wrong = f"no word of {passage.name} speaks of {program.status}, whatever the reason"
        yield Check("status_reason", problem=None if has_cue else wrong)
        is_said = speaks_of(program.status_reason, [passage.reading.document.get_text(passage.item.number)])
        wrong = f"{program.status_reason!r} speaks of nothing in item {passage.item.number}"
        yield Check("status_reason", problem=None if is_said else wrong)


def check_statistic(passage: Passage) -> Iterator[Check]:
    """Yield the check that a record is a statistic just where its amount's kind or a unit of its figures is one."""
    program = passage.program
    units = {(unit.en, unit.es) for unit in passage.reading.lists.units if unit.statistic}
    is_counted = any((figure.unit.en, figure.unit.es) in units for figure in program.figures)
    is_statistic = is_counted or (program.amount is not None and program.amount.type in _STATISTICS)
    wrong = f"what it gives is {'a' if is_statistic else 'no'} statistic"
    yield Check("statistic", problem=None if program.statistic == is_statistic else wrong)


def check_sector(passage: Passage) -> Iterator[Check]:
    """Yield the check of the sector: the glossary has words of the passage that call for it."""
    words = [purpose for purpose in passage.reading.lists.purposes if any(map(passage.holds, purpose.words))]
    said = sorted({purpose.sector for purpose in words})
    wrong = (
        f"{passage.name} calls for {' or '.join(said) or 'no sector of glossary.toml'}, not {passage.program.sector}"
    )
    yield Check("sector", problem=None if passage.program.sector in said else wrong)


def check_theme(passage: Passage) -> Iterator[Check]:
    """Yield the check of the theme: the section's, or one to whose words the passage belongs.

    The introduction has no theme of its own; where a section has none, the record alone says it.
    """
    sections = passage.reading.source.sections
    number = passage.item.number.partition(".")[0]
    themes = [
        section.theme for section in sections if str(section.number) == number or any(map(passage.holds, section.words))
    ]
    if None in themes:
        return
    known = " or ".join(map(str, themes)) or "no theme of source.toml"
    wrong = f"{passage.name} is on {known}, not {passage.program.theme}"
    yield Check("theme", problem=None if passage.program.theme in themes else wrong)


def check_ends(passage: Passage) -> Iterator[Check]:
    """Yield the checks that the passage leaves off no article before it, and ends where a clause does."""
    text = passage.reading.document.text
    # With the text before the item: a heading may run into its first word, which then is none that can be cited.
    article, after = (
        _ARTICLE.search(text[max(0, passage.start - _LOOK_BACK) : passage.start]),
        text[passage.end : passage.item.end],
    )
    yield Check("source.start", problem=f"leaves off {article[0].strip()!r} before it" if article else None)
    yield Check("source.end", problem=None if _CLAUSE_END.match(after) else "ends within a clause")


def check_note(passage: Passage) -> Iterator[Check]:
    """Yield the check that an editor's note stands where the record shows something that the document leaves open."""
    if passage.program.note is None:
        reasons = list(_list_open(passage))
        yield Check("note", problem=f"a note must say it: {reasons[0]}" if reasons else None)


def _list_open(passage: Passage) -> Iterator[str]:
    program, amount, reading = passage.program, passage.program.amount, passage.reading
    if any(passage.is_fiscal(position) for position, _ in passage.list_dates()):
        yield "a fiscal year is no year of the calendar"
    if any(reading.sites[placement.site].members for placement in program.placements):
        yield "an area is made up of regions, and the programme may not be in all of them"
    if amount is None:
        return
    named = [one for name in program.agencies if (one := reading.lists.find_institution(name)) is not None]
    if amount.type is AmountType.ASSISTANCE and all(one.umbrella for one in named):
        yield "the document does not name who gives the assistance"
    if amount.overlaps:
        yield "the amount may hold dollars of others"
    if amount.qualifier in (Qualifier.POSSIBLE, Qualifier.UP_TO):
        yield f"the amount is {amount.qualifier}, which no total counts"
    if amount.type in (AmountType.DIRECT_INVESTMENT, AmountType.FOREIGN_MILITARY_SALE, AmountType.EXPORT_POTENTIAL):
        yield f"{amount.type} is no money given to a programme"
