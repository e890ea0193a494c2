"""What holds between two records: none doubles another, and of any two amounts that may share dollars it is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from geo.building.audit.forward import Trace
from geo.building.audit.reading import Reading
from geo.building.lists import Lists
from geo.building.models import Others, Program
from geo.contract.faults import Fault
from geo.contract.vocabulary import is_after


def find_pair_faults(reading: Reading, traces: Sequence[Trace]) -> Iterator[Fault]:
    """Yield the faults of each pair of records."""
    yield from _find_doubles(reading, traces)
    programs = {one.program.id: one.program for one in traces}
    for one, other in combinations(programs.values(), 2):
        yield from _find_sharing_faults(one, other, reading.lists)
    for program in programs.values():
        whole = programs.get(program.amount.part_of) if program.amount and program.amount.part_of else None
        if whole is not None and whole.citation.item != program.citation.item:
            what = f"{whole.id} is of item {whole.citation.item}, not {program.citation.item}"
            yield Fault(_get_file(program), "amount.part_of", what)


def _find_doubles(reading: Reading, traces: Sequence[Trace]) -> Iterator[Fault]:
    """Yield records of the same words: passages that meet begin with the same word and hold numbers of their own."""
    numbers = {number.start for number in reading.numbers if number.value is not None}
    for one, other in combinations((trace for trace in traces if trace.span is not None), 2):
        if one.span is None or other.span is None or one.span[1] <= other.span[0] or other.span[1] <= one.span[0]:
            continue
        mine, theirs = one.claims & numbers, other.claims & numbers
        if one.span[0] != other.span[0] or not mine or not theirs or mine & theirs:
            what = f"cites words of {other.program.id} too, and has no numbers of its own"
            yield Fault(_get_file(one.program), "source", what)


def may_share(one: Program, other: Program, lists: Lists) -> bool:
    """Return whether two amounts may hold the same dollars: one kind, a giver in common, times that meet.

    An unnamed government may share with any of its agencies. A part shares what its whole shares.
    """
    if one.amount is None or other.amount is None or one.amount.type is not other.amount.type:
        return False
    if one.amount.part_of is not None or other.amount.part_of is not None:
        return False
    return (
        _have_giver_in_common(one, other, lists)
        and _begins_by(one.start, other.end)
        and _begins_by(other.start, one.end)
    )


def _have_giver_in_common(one: Program, other: Program, lists: Lists) -> bool:
    umbrellas = {institution.en for institution in lists.institutions if institution.umbrella}
    mine, theirs = set(one.agencies), set(other.agencies)
    return bool(mine & theirs) or bool(mine and theirs and (mine | theirs) & umbrellas)


def _begins_by(start: str | None, end: str | None) -> bool:
    """Return whether `start` is not after `end`; the shorter of two dates says how far they are compared."""
    return start is None or end is None or not is_after(start, end)


def _find_sharing_faults(one: Program, other: Program, lists: Lists) -> Iterator[Fault]:
    if one.amount is None and other.amount is None:
        return
    decisions = [*_list_decisions(one, other), *_list_decisions(other, one)]
    if may_share(one, other, lists):
        if not decisions:
            what = f"may hold dollars of {other.id}: say so (overlaps), or why not (apart_from)"
            yield Fault(_get_file(one), "amount.overlaps", what)
        elif len(decisions) > 1:
            yield Fault(_get_file(one), "amount.overlaps", f"it is decided twice whether it shares with {other.id}")
    elif decisions:
        yield Fault(_get_file(one), "amount.overlaps", f"cannot share with {other.id}: kind, giver or time differ")


def _list_decisions(one: Program, other: Program) -> Iterator[str]:
    if one.amount is not None:
        decided: tuple[Others, ...] = (*one.amount.overlaps, *one.amount.apart_from)
        yield from (other.id for entry in decided for program in entry.programs if program == other.id)


def _get_file(program: Program) -> str:
    return f"programs/{program.id}.toml"
