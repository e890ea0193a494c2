"""What holds between records: each place, amount and item that one names must fit the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geo.building.models import Amount, Program, Site
from geo.building.source import Section, Source
from geo.contract.faults import Fault
from geo.contract.vocabulary import follow_wholes, is_after


def find_relation_faults(source: Source, sites: Mapping[str, Site], programs: Mapping[str, Program]) -> Iterator[Fault]:
    """Yield what contradicts another record: sites and programmes are given by their id."""
    sections = {section.number: section for section in source.sections}
    for program in programs.values():
        file = f"programs/{program.id}.toml"
        problems = (
            *_find_placement_problems(program, sites),
            *_find_date_problems(program),
            *_find_amount_problems(program, programs),
            *_find_item_problems(program, sections),
        )
        yield from (Fault(file, key, what) for key, what in problems)
    used = {placement.site for program in programs.values() for placement in program.placements}
    yield from (Fault("sites.toml", site, "no programme is there") for site in sites if site not in used)


def _find_placement_problems(program: Program, sites: Mapping[str, Site]) -> Iterator[tuple[str, str]]:
    seen = set()
    for index, placement in enumerate(program.placements):
        if placement.site not in sites:
            known = ", ".join(sorted(sites))
            yield f"sites[{index}].site", f"{placement.site!r} is not one of {known}: sites.toml has no other"
        if placement.site in seen:
            yield f"sites[{index}].site", f"{placement.site!r} stands twice"
        seen.add(placement.site)


def _find_date_problems(program: Program) -> Iterator[tuple[str, str]]:
    start, end = program.start, program.end
    if start is not None and end is not None and is_after(start, end):
        yield "end", f"{end} is before {start}"


def _find_amount_problems(program: Program, programs: Mapping[str, Program]) -> Iterator[tuple[str, str]]:
    part = program.amount
    if part is None:
        return
    yield from _find_sharing_problems(program.id, part, programs)
    if part.part_of is None:
        return
    whole = programs.get(part.part_of)
    if whole is None:
        yield "amount.part_of", f"there is no programme {part.part_of!r}"
    elif whole.amount is None:
        yield "amount.part_of", f"{whole.id} has no amount"
    elif whole.amount.type is not part.type:
        yield "amount.type", f"{part.type} cannot be part of {whole.id}, which is {whole.amount.type}"
    elif part.usd > whole.amount.usd:
        yield "amount.usd", f"{part.usd} is more than the {whole.amount.usd} of {whole.id}, which it is part of"
    if program.id in follow_wholes(program.id, lambda one: _find_whole(one, programs)):
        yield "amount.part_of", "the amount is part of itself"


def _find_whole(program: str, programs: Mapping[str, Program]) -> str | None:
    amount = programs[program].amount if program in programs else None
    return None if amount is None else amount.part_of


def _find_sharing_problems(program: str, amount: Amount, programs: Mapping[str, Program]) -> Iterator[tuple[str, str]]:
    for key, entries in (("overlaps", amount.overlaps), ("apart_from", amount.apart_from)):
        for other in (other for entry in entries for other in entry.programs):
            if other not in programs or other == program:
                yield f"amount.{key}", f"there is no other programme {other!r}"


def _find_item_problems(program: Program, sections: Mapping[int, Section]) -> Iterator[tuple[str, str]]:
    if program.theme is None:
        yield "theme", f"missing: item {program.citation.item} is in no section that has one"
    if program.citation.item == "0":
        return
    number, bullet = map(int, program.citation.item.split("."))
    section = sections.get(number)
    if section is None or bullet > section.items:
        item = program.citation.item
        yield (
            "source.item",
            f"the document has no item {item} that source.toml knows: geo accept notes a new one",
        )
