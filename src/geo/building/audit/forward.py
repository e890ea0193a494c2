"""From a record to the document: everything that the record says stands in the passage that it cites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from geo.building.audit.figures import check_amount, check_dates, check_figures
from geo.building.audit.parties import check_institutions, check_sites
from geo.building.audit.passage import Check, Passage, open_passage
from geo.building.audit.reading import Reading
from geo.building.audit.statements import (
    check_ends,
    check_note,
    check_sector,
    check_statistic,
    check_status,
    check_theme,
)
from geo.building.audit.texts import check_possible, check_tense, check_texts
from geo.building.models import Program

_CHECKS: Final[tuple[Callable[[Passage], Iterator[Check]], ...]] = (
    check_amount, check_figures, check_dates, check_institutions, check_sites, check_status, check_statistic,
    check_sector, check_theme, check_texts, check_tense, check_possible, check_note, check_ends,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trace:
    """What one record says and where it stands.

    `span` is the passage (code points, end exclusive), None where it cites none; `claims` holds where each number,
    place and institution begins that it uses.
    """

    program: Program
    span: tuple[int, int] | None
    checked: int
    problems: tuple[tuple[str, str], ...]
    claims: frozenset[int]

    @property
    def item(self) -> str:
        """Return the number of the item that the record cites."""
        return self.program.citation.item


def trace_program(program: Program, reading: Reading) -> Trace:
    """Return what of the record stands in the passage that it cites, and what does not, with key and reason."""
    passage = open_passage(program, reading)
    if isinstance(passage, Check):
        return Trace(program, None, 1, ((passage.key, str(passage.problem)),), frozenset())
    checks = [check for find in _CHECKS for check in find(passage)]
    problems = tuple((check.key, check.problem) for check in checks if check.problem is not None)
    claims = frozenset(position for check in checks for position in check.found)
    return Trace(program, (passage.start, passage.end), len(checks) + 1, problems, claims)
