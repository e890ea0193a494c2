"""Records with one thing wrong each, made from sound ones: what the audit must catch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.building.models import Figure, Program
from geo.contract.vocabulary import DATE, Qualifier
from support.records import build_amount, change


@dataclass(frozen=True)
class Mutation:
    """A record with one thing changed, and what that is."""

    kind: str
    what: str
    program: Program


def make_mutations(
    program: Program, *, items: Sequence[str], sites: Sequence[str], agencies: Sequence[str]
) -> Iterator[Mutation]:
    """Yield the record with another amount, figure, qualifier, date, item, site or agency, one at a time."""
    for kind, changed in (
        *(("amount", one) for one in _change_amounts(program)),
        *(("figure", one) for one in _change_figures(program)),
        *(("qualifier", one) for one in _change_qualifiers(program)),
        *(("date", one) for one in _change_dates(program)),
        *(("item", one) for one in _change_items(program, items)),
        *(("site", one) for one in _change_sites(program, sites)),
        *(("agency", one) for one in _change_agencies(program, agencies)),
    ):
        yield Mutation(kind, _describe(program, changed), changed)


def _change_amounts(program: Program) -> Iterator[Program]:
    amount = program.amount
    if amount is not None:
        for usd in (amount.usd * 10, amount.usd // 10, amount.usd * 1000, amount.usd + 1, amount.usd + 100_000):
            yield change(program, amount=change(amount, usd=usd))
        yield change(program, amount=None)
    else:
        yield change(program, amount=build_amount(5_000_000, Qualifier.EXACT))


def _change_figures(program: Program) -> Iterator[Program]:
    for index, figure in enumerate(program.figures):
        rest = [*program.figures[:index], *program.figures[index + 1 :]]
        others = {other.value for other in rest} - {figure.value}
        for value in {figure.value + 1, figure.value * 10, figure.value * 2, *others} - {figure.value}:
            changed = change(figure, value=value)
            yield change(program, figures=_put(program, index, changed))
        yield change(program, figures=tuple(rest))
    for index, (one, other) in enumerate(zip(program.figures, program.figures[1:], strict=False)):
        if one.value != other.value:
            swapped = (change(one, value=other.value), change(other, value=one.value))
            figures = (*program.figures[:index], *swapped, *program.figures[index + 2 :])
            yield change(program, figures=figures)


def _put(program: Program, index: int, figure: Figure) -> tuple[Figure, ...]:
    return (*program.figures[:index], figure, *program.figures[index + 1 :])


def _change_qualifiers(program: Program) -> Iterator[Program]:
    if program.amount is not None:
        for qualifier in set(Qualifier) - {program.amount.qualifier}:
            yield change(program, amount=change(program.amount, qualifier=qualifier))
    for index, figure in enumerate(program.figures):
        for qualifier in set(Qualifier) - {figure.qualifier}:
            changed: Figure = change(figure, qualifier=qualifier)
            yield change(program, figures=_put(program, index, changed))


def _change_dates(program: Program) -> Iterator[Program]:
    for date in _vary(program.start):
        yield change(program, start=date)
    for date in _vary(program.end):
        yield change(program, end=date)


def _vary(date: str | None) -> Iterator[str]:
    """Yield the date a year later, a year earlier, and more or less precise."""
    if date is not None:
        year, rest = int(date[:4]), date[4:]
        finer = f"{date}-01" if DATE.fullmatch(f"{date}-01") else date[:7]
        yield from (f"{year + 1}{rest}", f"{year - 1}{rest}", finer)


def _change_items(program: Program, items: Sequence[str]) -> Iterator[Program]:
    for item in items:
        if item != program.citation.item:
            yield change(program, citation=change(program.citation, item=item))


def _change_sites(program: Program, sites: Sequence[str]) -> Iterator[Program]:
    used = {placement.site for placement in program.placements}
    for index, placement in enumerate(program.placements):
        for site in sites:
            if site not in used:
                changed = change(placement, site=site)
                placements = (*program.placements[:index], changed, *program.placements[index + 1 :])
                yield change(program, placements=placements)


def _change_agencies(program: Program, agencies: Sequence[str]) -> Iterator[Program]:
    for index in range(len(program.agencies)):
        for agency in agencies:
            if agency not in program.agencies:
                changed = (*program.agencies[:index], agency, *program.agencies[index + 1 :])
                yield change(program, agencies=changed)


def _describe(program: Program, changed: Program) -> str:
    name = next(name for name in Program.model_fields if getattr(program, name) != getattr(changed, name))
    return f"{program.id} {name}: {getattr(changed, name)}"
