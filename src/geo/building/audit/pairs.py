"""What holds between two records: none doubles another, and of any two amounts that may share dollars it is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations
from typing import Final

from geo.building.audit.forward import Trace
from geo.building.audit.language import ENGLISH, get_stem, list_stems, speaks_of, split_words
from geo.building.audit.reading import Reading
from geo.building.audit.texts import check_languages
from geo.building.audit.values import count_values
from geo.building.lists import Lists
from geo.building.models import Apart, Others, Overlap, Program
from geo.contract.faults import Fault
from geo.contract.vocabulary import Status, is_after

# What two amounts can have in common besides.
_SHARED: Final = "agency government giver purpose"

# By how many words a text may fit another passage better: a summary may name the other ("after the group").
_SLACK: Final = {"title": 0, "summary": 1}


def find_pair_faults(reading: Reading, traces: Sequence[Trace]) -> Iterator[Fault]:
    """Yield the faults of each pair of records."""
    yield from _find_doubles(reading, traces)
    yield from _find_borrowed(reading, traces)
    yield from _find_misplaced(reading, traces)
    programs = {one.program.id: one.program for one in traces}
    for one, other in combinations(programs.values(), 2):
        yield from _find_sharing_faults(one, other, reading.lists)
    for program in programs.values():
        yield from _find_reason_faults(program, programs, reading)
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


def _find_borrowed(reading: Reading, traces: Sequence[Trace]) -> Iterator[Fault]:
    """Yield records that cite a sentence of which they use no number and no institution, while another uses some."""
    facts = {number.start for number in reading.numbers} | {mention.start for mention in reading.institutions}
    cited = [(trace, *trace.span) for trace in traces if trace.span is not None]
    for start, end in reading.sentences:
        holders = [(one, first, last) for one, first, last in cited if first < end and start < last]
        uses = {one.program.id: {claim for claim in one.claims & facts if start <= claim < end} for one, *_ in holders}
        for one, first, last in holders:
            others = [id_ for id_, used in uses.items() if used and id_ != one.program.id]
            if others and not uses[one.program.id] and first <= start and end - 1 <= last:
                what = f"cites a sentence of {' and '.join(others)}, of which it uses nothing"
                yield Fault(_get_file(one.program), "source", what)


def _find_misplaced(reading: Reading, traces: Sequence[Trace]) -> Iterator[Fault]:
    """Yield texts that fit the passage of another record of their item better than their own."""
    stems = {trace.program.id: list_stems(reading.document.text[slice(*trace.span)]) for trace in traces if trace.span}
    for one, other in permutations((trace.program for trace in traces if trace.span is not None), 2):
        if one.citation.item != other.citation.item:
            continue
        mine, theirs = stems[one.id] - stems[other.id], stems[other.id] - stems[one.id]
        for key, slack in _SLACK.items():
            said = {get_stem(word) for word in split_words(getattr(one, key).en) if word not in ENGLISH}
            if len(said & theirs) > len(said & mine) + slack:
                yield Fault(_get_file(one), f"{key}.en", f"has more words of what {other.id} cites than of its own")


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
        elif _is_planned(one) != _is_planned(other) and any(isinstance(entry, Overlap) for entry in decisions):
            yield Fault(
                _get_file(one), "amount.overlaps", f"what is planned holds no dollars that were given: {other.id}"
            )
        elif len(decisions) > 1:
            yield Fault(_get_file(one), "amount.overlaps", f"it is decided twice whether it shares with {other.id}")
    elif decisions:
        yield Fault(_get_file(one), "amount.overlaps", f"cannot share with {other.id}: kind, giver or time differ")


def _find_reason_faults(program: Program, programs: Mapping[str, Program], reading: Reading) -> Iterator[Fault]:
    """Yield reasons that speak of neither programme, and those for visitors in the wrong language or with a number."""
    amount, languages = program.amount, reading.languages
    entries: tuple[Overlap | Apart, ...] = () if amount is None else (*amount.overlaps, *amount.apart_from)
    for entry in entries:
        both = [program, *(programs[id_] for id_ in entry.programs if id_ in programs)]
        said = [
            reading.document.get_text(one.citation.item) for one in both if one.citation.item in reading.document.items
        ]
        said += [_SHARED, *(name for one in both for name in _list_names(one, reading.lists))]
        problems = []
        if isinstance(entry, Overlap):
            checks = check_languages("reason", entry.reason, (), languages)
            problems = [check.problem for check in checks if check.problem is not None]
            if any(count_values(getattr(entry.reason, code), code) for code in languages):
                problems.append(f"{entry.reason.en!r} holds a number")
        reason = entry.reason.en if isinstance(entry, Overlap) else entry.reason
        if "en" in languages and not speaks_of(reason, said):
            problems.append(f"{reason!r} speaks of nothing that the document says of either")
        key = "amount.overlaps" if isinstance(entry, Overlap) else "amount.apart_from"
        yield from (Fault(_get_file(program), key, problem) for problem in problems)


def _list_names(program: Program, lists: Lists) -> Iterator[str]:
    for name in program.agencies:
        one = lists.find_institution(name)
        yield from (name, *(() if one is None else one.short))


def _is_planned(program: Program) -> bool:
    return program.status is Status.PIPELINE


def _list_decisions(one: Program, other: Program) -> Iterator[Others]:
    if one.amount is not None:
        decided: tuple[Others, ...] = (*one.amount.overlaps, *one.amount.apart_from)
        yield from (entry for entry in decided for program in entry.programs if program == other.id)


def _get_file(program: Program) -> str:
    return f"programs/{program.id}.toml"
