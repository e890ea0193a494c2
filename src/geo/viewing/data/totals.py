"""Money counted once: what is added, what is not, and why. Pure.

An amount is counted once for a programme, however many sites it has. Amounts of different types are never added. An
amount that is part of one that is counted is not counted again. What is only possible, or an upper limit, is no money
spent: it is listed, not counted. What was planned at the document's date is a sum of its own, next to what was given.

Two amounts may hold the same dollars though neither is part of the other: what an agency gave for many purposes since
2001, and what it gave with another since 2021. The data say so of each such pair (`overlaps` of its metadata). Of such
a pair only the larger is counted, so that a total is never more than was given; `Total.most` is what it would be if no
two of them shared a dollar.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.contract.vocabulary import AmountType, Qualifier, Reason, Status, Text, follow_wholes

UNCERTAIN: Final = frozenset({Qualifier.POSSIBLE, Qualifier.UP_TO})
_YEAR: Final = len("2024")


@dataclass(frozen=True, slots=True)
class Money:
    """A programme's amount in whole United States dollars.

    `overlaps` names the programmes whose amounts may hold some of the same dollars, each with the reason.
    """

    program: str
    usd: int
    qualifier: Qualifier
    type: AmountType
    part_of: str | None = None
    status: Status = Status.IMPLEMENTATION
    overlaps: tuple[tuple[str, Text], ...] = ()
    start: str | None = None
    end: str | None = None

    @property
    def is_planned(self) -> bool:
        """Whether it was planned at the document's date and not yet given."""
        return self.status is Status.PIPELINE


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An amount that is not counted and why: for a part or an overlap the programme of the other amount.

    `why` is the data's reason for an overlap.
    """

    money: Money
    reason: Reason
    whole: str | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The amounts of one type: what is counted, what is not, and what is planned, which is no part of the sum."""

    type: AmountType
    made_of: tuple[Money, ...]
    left_out: tuple[LeftOut, ...]
    planned: tuple[Money, ...] = ()

    @property
    def usd(self) -> int:
        """The sum in whole United States dollars."""
        return sum(money.usd for money in self.made_of)

    @property
    def qualifier(self) -> Qualifier:
        """What the qualifiers of the amounts counted say of their sum."""
        return _join_qualifiers(self.made_of)

    @property
    def planned_usd(self) -> int:
        """The sum of what is planned, in whole United States dollars."""
        return sum(money.usd for money in self.planned)

    @property
    def planned_qualifier(self) -> Qualifier:
        """What the qualifiers of the planned amounts say of their sum."""
        return _join_qualifiers(self.planned)

    @property
    def overlapping(self) -> tuple[LeftOut, ...]:
        """The amounts given that are not counted, since they may hold dollars of some that are."""
        return tuple(one for one in self.left_out if one.reason is Reason.OVERLAP and not one.money.is_planned)

    @property
    def uncertain(self) -> tuple[LeftOut, ...]:
        """The amounts that are only possible or an upper limit."""
        return tuple(one for one in self.left_out if one.money.qualifier in UNCERTAIN)

    @property
    def most(self) -> int:
        """The sum if no two amounts shared a dollar: with those that may overlap, in whole United States dollars."""
        return self.usd + sum(one.money.usd for one in self.overlapping)


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last year of some amounts, None where that is open, and how many of them have no date."""

    start: str | None
    end: str | None
    undated: int


def find_period(amounts: Collection[Money]) -> Period:
    """Return the years that some amounts are of; there is no last one where an amount that has a date has no end."""
    dated = [one for one in amounts if one.start is not None or one.end is not None]
    starts = [one.start[:_YEAR] for one in dated if one.start is not None]
    ends = [one.end[:_YEAR] for one in dated if one.end is not None]
    end = max(ends) if ends and len(ends) == len(dated) else None
    return Period(min(starts, default=None), end, len(amounts) - len(dated))


def _join_qualifiers(amounts: Iterable[Money]) -> Qualifier:
    """Return what qualifiers say of a sum: exact if all are, more or less than if some are and none the other way."""
    qualifiers = {money.qualifier for money in amounts} - {Qualifier.EXACT}
    if not qualifiers:
        return Qualifier.EXACT
    return qualifiers.pop() if len(qualifiers) == 1 else Qualifier.ABOUT


def list_money(frame: gpd.GeoDataFrame, overlaps: Iterable[Mapping[str, Any]]) -> dict[str, Money]:
    """Return each programme's amount once, by programme, in the frame's order; `overlaps` is that of the metadata."""
    shared: dict[str, list[tuple[str, Text]]] = defaultdict(list)
    for overlap in overlaps:
        one, other = overlap["programs"]
        why = Text(overlap["reason_en"], overlap["reason_es"])
        shared[one].append((other, why))
        shared[other].append((one, why))
    rows = frame.loc[frame["amount_usd"].notna()].drop_duplicates("program")
    columns = (
        "program", "amount_usd", "amount_qualifier", "amount_type", "amount_part_of", "status", "start", "end",
    )  # fmt: skip
    return {
        program: Money(
            program, int(usd), Qualifier(qualifier), AmountType(kind), _to_text(part_of), Status(status),
            tuple(shared.get(program, ())), _to_text(start), _to_text(end),
        )
        for program, usd, qualifier, kind, part_of, status, start, end
        in zip(*(rows[name] for name in columns), strict=True)
    }  # fmt: skip


def build_total(money: Mapping[str, Money], programs: Collection[str], kind: AmountType) -> Total:
    """Return the total of type `kind` over `programs`; `money` holds every amount of the data, to follow its wholes."""
    return _build_total(money, _list_amounts(money, programs)[kind], kind)


def build_totals(money: Mapping[str, Money], programs: Collection[str]) -> tuple[Total, ...]:
    """Return the totals over `programs` of each type that occurs, in the contract's order of types."""
    totals = (_build_total(money, amounts, kind) for kind, amounts in _list_amounts(money, programs).items())
    return tuple(total for total in totals if total.made_of or total.left_out or total.planned)


def split_total(total: Total, groups: Mapping[str, str]) -> dict[str, Total]:
    """Return `total` by group, given the group of each programme (its sector or theme).

    A part stays with the programme that holds it: no other group counts it again, so that the groups add up.
    """
    made_of: dict[str, list[Money]] = defaultdict(list)
    left_out: dict[str, list[LeftOut]] = defaultdict(list)
    planned: dict[str, list[Money]] = defaultdict(list)
    for one in total.made_of:
        made_of[groups[one.program]].append(one)
    for excluded in total.left_out:
        left_out[groups[excluded.whole or excluded.money.program]].append(excluded)
    for one in total.planned:
        planned[groups[one.program]].append(one)
    return {
        group: Total(total.type, tuple(made_of[group]), tuple(left_out[group]), tuple(planned[group]))
        for group in dict.fromkeys((*made_of, *left_out, *planned))
    }


def _list_amounts(money: Mapping[str, Money], programs: Collection[str]) -> dict[AmountType, list[Money]]:
    """Return the amounts of `programs` by type, each once."""
    amounts: dict[AmountType, list[Money]] = {kind: [] for kind in AmountType}
    for one in map(money.get, dict.fromkeys(programs)):
        if one is not None:
            amounts[one.type].append(one)
    return amounts


def _build_total(money: Mapping[str, Money], candidates: Sequence[Money], kind: AmountType) -> Total:
    firm = {one.program: one for one in candidates if one.qualifier not in UNCERTAIN}
    # What was given is never within what is planned.
    given = {program for program, one in firm.items() if not one.is_planned}
    parts = [one for one in firm.values() if one.part_of is not None]
    holders = {one.program: _find_holder(money, one, firm if one.is_planned else given) for one in parts}
    shared = [one for one in firm.values() if one.overlaps and holders.get(one.program) is None]
    overlaps = _find_overlaps(sorted(shared, key=lambda one: (one.is_planned, -one.usd, one.program)))
    made_of: list[Money] = []
    left_out: list[LeftOut] = []
    planned: list[Money] = []
    for one in candidates:
        whole = holders.get(one.program)
        if one.program not in firm:
            left_out.append(LeftOut(one, Reason(one.qualifier.value)))
        elif whole is not None:
            left_out.append(LeftOut(one, Reason.PART, whole))
        elif one.program in overlaps:
            left_out.append(LeftOut(one, Reason.OVERLAP, *overlaps[one.program]))
        else:
            (planned if one.is_planned else made_of).append(one)
    return Total(kind, tuple(made_of), tuple(left_out), tuple(planned))


def _find_holder(money: Mapping[str, Money], part: Money, firm: Collection[str]) -> str | None:
    """Return the nearest programme of `firm` whose amount contains `part`."""
    wholes = follow_wholes(part.program, lambda program: money[program].part_of if program in money else None)
    return next((one for one in wholes if one in firm and one != part.program), None)


def _find_overlaps(roots: Iterable[Money]) -> dict[str, tuple[str, Text]]:
    """Return, for each amount that may hold dollars of one before it that is counted, that programme and why."""
    overlaps: dict[str, tuple[str, Text]] = {}
    counted: set[str] = set()
    for one in roots:
        found = next((overlap for overlap in one.overlaps if overlap[0] in counted), None)
        if found is None:
            counted.add(one.program)
        else:
            overlaps[one.program] = found
    return overlaps


def _to_text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
