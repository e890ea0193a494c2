"""Money counted once: what is added, what is not, and why. Pure.

An amount is counted once for a programme, however many sites it has. Amounts of different types are never added. An
amount that is part of one that is counted is not counted again. What is only possible, or an upper limit, is no money
spent: it is listed, not counted.

Two amounts may hold the same dollars though neither is part of the other: what an agency gave for many purposes since
2001, and what it gave with another for many purposes since 2021. So, where one of two amounts of a type is for several
sectors, an agency gave both, and their times meet, only the larger is counted: a total is never more than was given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.contract.vocabulary import AmountType, Qualifier, Reason, follow_wholes, is_after

_UNCERTAIN: Final = frozenset({Qualifier.POSSIBLE, Qualifier.UP_TO})
_MULTISECTOR: Final = "430"  # OECD DAC: Other Multisector


@dataclass(frozen=True, slots=True)
class Money:
    """A programme's amount in whole United States dollars."""

    program: str
    usd: int
    qualifier: Qualifier
    type: AmountType
    part_of: str | None
    sector: str = ""
    agencies: frozenset[str] = frozenset()
    start: str | None = None
    end: str | None = None

    def may_share(self, other: Money) -> bool:
        """Tell whether both may hold the same dollars; a time whose start or end is not known has none."""
        return (
            _MULTISECTOR in (self.sector, other.sector)
            and not self.agencies.isdisjoint(other.agencies)
            and not _is_over(self.start, other.end)
            and not _is_over(other.start, self.end)
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An amount that is not counted, why, and for a part or an overlap the programme of the other amount."""

    money: Money
    reason: Reason
    whole: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The amounts of one type: what is counted, and what is not."""

    type: AmountType
    made_of: tuple[Money, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def usd(self) -> int:
        """The sum in whole United States dollars."""
        return sum(money.usd for money in self.made_of)

    @property
    def qualifier(self) -> Qualifier:
        """What the parts' qualifiers say of their sum: exact if all are, more_than if some are, else about."""
        qualifiers = {money.qualifier for money in self.made_of}
        if not qualifiers <= {Qualifier.EXACT, Qualifier.MORE_THAN}:
            return Qualifier.ABOUT
        return Qualifier.MORE_THAN if Qualifier.MORE_THAN in qualifiers else Qualifier.EXACT


def list_money(frame: gpd.GeoDataFrame) -> dict[str, Money]:
    """Return each programme's amount once, by programme, in the frame's order."""
    rows = frame.loc[frame["amount_usd"].notna()].drop_duplicates("program")
    columns = (
        "program", "amount_usd", "amount_qualifier", "amount_type", "amount_part_of", "sector", "agencies", "start",
        "end",
    )  # fmt: skip
    return {
        program: Money(
            program, int(usd), Qualifier(qualifier), AmountType(kind), _to_text(part_of), str(sector),
            frozenset(agencies), _to_text(start), _to_text(end),
        )
        for program, usd, qualifier, kind, part_of, sector, agencies, start, end
        in zip(*(rows[name] for name in columns), strict=True)
    }  # fmt: skip


def build_total(money: Mapping[str, Money], programs: Collection[str], kind: AmountType) -> Total:
    """Return the total of type `kind` over `programs`; `money` holds every amount of the data, to follow its wholes."""
    return _build_total(money, _list_amounts(money, programs)[kind], kind)


def build_totals(money: Mapping[str, Money], programs: Collection[str]) -> tuple[Total, ...]:
    """Return the totals over `programs` of each type that occurs, in the contract's order of types."""
    totals = (_build_total(money, amounts, kind) for kind, amounts in _list_amounts(money, programs).items())
    return tuple(total for total in totals if total.made_of or total.left_out)


def split_total(total: Total, groups: Iterable[tuple[str, str]]) -> dict[str, Total]:
    """Return `total` by group, given pairs of programme and group (a sector, theme, agency or site).

    A part stays with the programme that holds it: no other group counts it again, so that the groups
    of a dimension where a programme has one group only add up to the total.
    """
    counted = {one.program: one for one in total.made_of}
    excluded: dict[str, list[LeftOut]] = {}
    for one in total.left_out:
        excluded.setdefault(one.whole or one.money.program, []).append(one)
    made_of: dict[str, list[Money]] = {}
    left_out: dict[str, list[LeftOut]] = {}
    for program, group in dict.fromkeys(groups):
        if program in counted:
            made_of.setdefault(group, []).append(counted[program])
        left_out.setdefault(group, []).extend(excluded.get(program, ()))
    return {
        group: Total(total.type, tuple(made_of.get(group, ())), tuple(dict.fromkeys(left_out[group])))
        for group in left_out
        if made_of.get(group) or left_out[group]
    }


def _list_amounts(money: Mapping[str, Money], programs: Collection[str]) -> dict[AmountType, list[Money]]:
    """Return the amounts of `programs` by type, each once."""
    amounts: dict[AmountType, list[Money]] = {kind: [] for kind in AmountType}
    for program in dict.fromkeys(programs):
        if program in money:
            amounts[money[program].type].append(money[program])
    return amounts


def _build_total(money: Mapping[str, Money], candidates: Sequence[Money], kind: AmountType) -> Total:
    firm = {one.program for one in candidates if one.qualifier not in _UNCERTAIN}
    holders = {one.program: _find_holder(money, one, firm) for one in candidates}
    roots = (one for one in candidates if one.program in firm and holders[one.program] is None)
    overlaps = _find_overlaps(roots)
    made_of, left_out = [], []
    for one in candidates:
        whole = holders[one.program]
        if one.qualifier in _UNCERTAIN:
            left_out.append(LeftOut(one, Reason(one.qualifier.value)))
        elif whole is not None:
            left_out.append(LeftOut(one, Reason.PART, whole))
        elif one.program in overlaps:
            left_out.append(LeftOut(one, Reason.OVERLAP, overlaps[one.program]))
        else:
            made_of.append(one)
    return Total(kind, tuple(made_of), tuple(left_out))


def _find_holder(money: Mapping[str, Money], part: Money, firm: Collection[str]) -> str | None:
    """Return the nearest programme of `firm` whose amount contains `part`."""
    wholes = follow_wholes(part.program, lambda program: money[program].part_of if program in money else None)
    return next((one for one in wholes if one in firm and one != part.program), None)


def _find_overlaps(roots: Iterable[Money]) -> dict[str, str]:
    """Return, for each amount that may share dollars with a larger one that is counted, the programme of that one."""
    overlaps: dict[str, str] = {}
    counted: dict[str, list[Money]] = {}
    wide: dict[str, list[Money]] = {}
    for one in sorted(roots, key=lambda money: (-money.usd, money.program)):
        rivals = counted if one.sector == _MULTISECTOR else wide
        larger = (other for agency in sorted(one.agencies) for other in rivals.get(agency, ()))
        found = next((other.program for other in larger if one.may_share(other)), None)
        if found is not None:
            overlaps[one.program] = found
            continue
        for agency in one.agencies:
            counted.setdefault(agency, []).append(one)
            if one.sector == _MULTISECTOR:
                wide.setdefault(agency, []).append(one)
    return overlaps


def _is_over(start: str | None, end: str | None) -> bool:
    """Tell whether what ends at `end` is over when the other begins; where a date is not known nobody can say."""
    return start is not None and end is not None and is_after(start, end)


def _to_text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
