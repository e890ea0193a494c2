from __future__ import annotations

from collections import Counter

import pytest

from geo.building.models import Program
from geo.building.records import load_records
from geo.contract.files import DATA
from geo.contract.vocabulary import Qualifier, Text, Theme

RECORDS = load_records(DATA)
PROGRAMS = list(RECORDS.programs.values())


def list_texts(program: Program) -> list[Text]:
    """Return every text of a programme that people read."""
    return [
        program.title,
        program.summary,
        *(figure.unit for figure in program.figures),
        *([program.note] if program.note else []),
    ]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.id)
def test_texts_are_in_both_languages(program: Program) -> None:
    """Titles are short, and a summary or note is not the same in both languages."""
    assert max(len(program.title.en), len(program.title.es)) <= 60
    assert program.summary.en != program.summary.es
    assert program.note is None or program.note.en != program.note.es


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.id)
def test_summary_is_one_to_three_sentences(program: Program) -> None:
    """A summary ends with a full stop and has at most three sentences, as many in Spanish as a reader needs."""
    for text in (program.summary.en, program.summary.es):
        assert text.endswith(".")
        assert sum(text.count(mark) for mark in (". ", "? ", "! ")) <= 2


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.id)
def test_figures_in_texts_are_the_same_in_both_languages(program: Program) -> None:
    """A year or figure that stands in one language stands in the other."""
    for text in list_texts(program):
        english, spanish = (
            Counter("".join(c if c.isdigit() else " " for c in side).split()) for side in (text.en, text.es)
        )
        assert english == spanish


def test_every_item_has_a_program() -> None:
    """Each bullet of the document's sections is cited by at least one programme, and the introduction too."""
    cited = {program.citation.item for program in PROGRAMS}
    bullets = {f"{s.number}.{index}" for s in RECORDS.source.sections for index in range(1, s.items + 1)}
    assert bullets | {"0"} <= cited
    assert {program.theme for program in PROGRAMS} == set(Theme)


def test_institutions_have_one_spelling() -> None:
    """No two institutions differ only in case, spaces or punctuation."""
    names = {name for program in PROGRAMS for name in (*program.agencies, *program.partners)}
    plain = Counter("".join(filter(str.isalnum, name.lower())) for name in names)
    assert [name for name, count in plain.items() if count > 1] == []


def test_programs_elsewhere_are_not_pinned_on_the_capital() -> None:
    """Only what the document sets in Lima is there: the rail cars for the city, and the embassy's visas."""
    lima = {program.id for program in PROGRAMS for placement in program.placements if placement.site == "lima"}
    assert lima == {"caltrain-rail-cars-for-lima", "visa-applications"}


def test_what_may_come_is_no_fact() -> None:
    """The new naval port is the one amount that is only possible, and it is still in the pipeline."""
    possible = [p for p in PROGRAMS if p.amount is not None and p.amount.qualifier is Qualifier.POSSIBLE]
    assert [(program.id, program.status) for program in possible] == [("callao-new-naval-port", "pipeline")]


def test_humanitarian_aid_is_part_of_the_whole() -> None:
    """The one amount that the document puts inside another says so."""
    parts = {p.id: p.amount.part_of for p in PROGRAMS if p.amount is not None and p.amount.part_of is not None}
    assert parts == {"migrant-humanitarian-aid": "development-and-humanitarian-aid"}
