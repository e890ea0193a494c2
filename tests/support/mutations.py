"""Records with one thing wrong each, made from sound ones: what the audit must catch."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from geo.building.models import Amount, Figure, Others, Program, Site
from geo.building.records import Records
from geo.contract.vocabulary import DATE, SECTORS, AmountType, Qualifier, SiteRole, Status, Text, Theme
from support.records import build_amount, build_overlap, build_placement, change
from support.text_mutations import KINDS, put_text


@dataclass(frozen=True)
class Mutation:
    """What is wrong: its kind, in words, and the records that change by id, None for one that is gone."""

    kind: str
    what: str
    programs: Mapping[str, Program | None]
    sites: Mapping[str, Site] = field(default_factory=dict)

    def apply(self, records: Records) -> Records:
        """Return the records with this change."""
        programs = {id_: one for id_, one in {**records.programs, **self.programs}.items() if one is not None}
        return Records(records.source, {**records.sites, **self.sites}, programs, records.lists)


def make_mutations(records: Records) -> Iterator[Mutation]:
    """Yield every mutation of every record, and of sets of records."""
    for program in records.programs.values():
        yield Mutation("drop", f"{program.id} dropped", {program.id: None})
        yield Mutation("double", f"{program.id} twice", {f"{program.id}-2": change(program, id=f"{program.id}-2")})
        bare = change(program, id=f"{program.id}-2", amount=None, figures=())
        yield Mutation("double", f"{program.id} twice, without figures", {bare.id: bare})
        for kind, make in _KINDS.items():
            for changed in make(program, records):
                if changed != program:
                    yield Mutation(kind, _describe(program, changed), {program.id: changed})
    yield from _drop_sets(records)
    yield from _change_site_records(records)


def _drop_sets(records: Records) -> Iterator[Mutation]:
    """Yield sets of two to six records deleted at once, those of an item, and all of a site."""
    choose = random.Random(13)  # noqa: S311 -- no secret
    ids = sorted(records.programs)
    sets = [choose.sample(ids, size) for size in (2, 3, 4, 5, 6) if size <= len(ids) for _ in range(12)]
    items = {program.citation.item for program in records.programs.values()}
    sets += [[id_ for id_, program in records.programs.items() if program.citation.item == item] for item in items]
    yield from (Mutation("drop a set", f"dropped {', '.join(ids)}", dict.fromkeys(ids)) for ids in sets)


def _change_site_records(records: Records) -> Iterator[Mutation]:
    for id_, site in records.sites.items():
        for index in range(len(site.members)):
            fewer = change(site, members=(*site.members[:index], *site.members[index + 1 :]))
            yield Mutation("site members", f"{id_} without {site.members[index]}", {}, {id_: fewer})
        if site.members:
            more = change(site, members=(*site.members, "PE-LIM"))
            yield Mutation("site members", f"{id_} with PE-LIM", {}, {id_: more})
        if site.note is not None:
            swapped = change(site, note=Text(site.note.es, site.note.en))
            yield Mutation("language", f"{id_} note swapped", {}, {id_: swapped})
        other = next(one for one in records.sites.values() if one.name not in site.name and site.name not in one.name)
        yield Mutation("site name", f"{id_} named {other.name}", {}, {id_: change(site, name=other.name)})


def _change_reasons(program: Program, _: Records) -> Iterator[Program]:
    """Yield reasons that say nothing: a letter, a word, another matter."""
    for reason in ("x", "so it is", "the moon was full on that night"):
        if program.status_reason is not None:
            yield change(program, status_reason=reason)
        if program.amount is not None:
            for key in ("overlaps", "apart_from"):
                entries = getattr(program.amount, key)
                said = Text(reason, "así es la luna") if key == "overlaps" else reason
                for index, entry in enumerate(entries):
                    other = change(entry, reason=said)
                    yield _with(program, **{key: (*entries[:index], other, *entries[index + 1 :])})


def _change_amounts(program: Program, _: Records) -> Iterator[Program]:
    amount = program.amount
    if amount is None:
        yield change(program, amount=build_amount(5_000_000, Qualifier.EXACT))
        return
    for usd in (amount.usd * 10, amount.usd // 10, amount.usd * 1000, amount.usd + 1, amount.usd + 100_000):
        yield change(program, amount=change(amount, usd=usd))
    yield change(program, amount=None)


def _change_types(program: Program, _: Records) -> Iterator[Program]:
    yield from (_with(program, type=kind) for kind in AmountType)


def _change_parts(program: Program, records: Records) -> Iterator[Program]:
    yield _with(program, part_of=None)
    yield from (_with(program, part_of=id_) for id_ in _list_paid(records) if id_ != program.id)


def _change_sharing(program: Program, records: Records) -> Iterator[Program]:
    amount = program.amount
    if amount is None:
        return
    decisions: Mapping[str, tuple[Others, ...]] = {"overlaps": amount.overlaps, "apart_from": amount.apart_from}
    for key, entries in decisions.items():
        for index, entry in enumerate(entries):
            for id_ in entry.programs:
                fewer = change(entry, programs=tuple(other for other in entry.programs if other != id_))
                yield _with(program, **{key: (*entries[:index], fewer, *entries[index + 1 :])})
    decided = {id_ for entry in amount.overlaps for id_ in entry.programs}
    for id_ in _list_paid(records):
        if id_ != program.id and id_ not in decided:
            yield _with(program, overlaps=(*amount.overlaps, build_overlap(id_)))


def _list_paid(records: Records) -> list[str]:
    return [id_ for id_, program in records.programs.items() if program.amount is not None]


def _with(program: Program, **values: object) -> Program:
    amount: Amount | None = program.amount
    return program if amount is None else change(program, amount=change(amount, **values))


def _change_figures(program: Program, _: Records) -> Iterator[Program]:
    for index, figure in enumerate(program.figures):
        rest = [*program.figures[:index], *program.figures[index + 1 :]]
        values = {figure.value + 1, figure.value - 1, figure.value * 10, figure.value * 2, *(o.value for o in rest)}
        for value in sorted(values - {figure.value}):
            yield _put(program, index, change(figure, value=value))
        yield change(program, figures=tuple(rest))
        yield change(program, figures=(*program.figures, figure))
    for index, (one, other) in enumerate(pairwise(program.figures)):
        for swapped in (
            (change(one, value=other.value), change(other, value=one.value)),
            (change(one, unit=other.unit), change(other, unit=one.unit)),
        ):
            yield change(program, figures=(*program.figures[:index], *swapped, *program.figures[index + 2 :]))
    yield change(program, figures=(*program.figures, *_invent_figures(program)))


def _invent_figures(program: Program) -> Iterator[Figure]:
    for figure in program.figures[:1]:
        yield change(figure, value=figure.value + 7)


def _put(program: Program, index: int, figure: Figure) -> Program:
    return change(program, figures=(*program.figures[:index], figure, *program.figures[index + 1 :]))


def _change_units(program: Program, records: Records) -> Iterator[Program]:
    units = {figure.unit for one in records.programs.values() for figure in one.figures}
    swaps = [("month", "year"), ("year", "month"), ("trained", "untrained"), ("planned", "already delivered")]
    swaps += [("helicopters", "planes"), ("producer", "consumer"), ("students", "teachers"), ("new", "former")]
    for index, figure in enumerate(program.figures):
        en, es = figure.unit.en, figure.unit.es
        for unit in sorted(units, key=lambda unit: unit.en)[::4]:
            yield _put(program, index, change(figure, unit=unit))
            yield _put(program, index, change(figure, unit=Text(en, unit.es)))
            yield _put(program, index, change(figure, unit=Text(unit.en, es)))
        for old, new in swaps:
            yield _put(program, index, change(figure, unit=Text(en.replace(old, new), es)))
        yield _put(program, index, change(figure, unit=Text(es, en)))
        yield _put(program, index, change(figure, unit=Text(en, "aviones Hércules")))


def _change_qualifiers(program: Program, _: Records) -> Iterator[Program]:
    for qualifier in Qualifier:
        yield _with(program, qualifier=qualifier)
        for index, figure in enumerate(program.figures):
            yield _put(program, index, change(figure, qualifier=qualifier))


def _change_dates(program: Program, _: Records) -> Iterator[Program]:
    for key in ("start", "end"):
        date = getattr(program, key)
        for other in (None, *_vary(date), "2019", "2024", "2025", "2027-05", program.start, program.end):
            yield change(program, **{key: other})
    yield change(program, start=None, end=None)
    yield change(program, start=program.end, end=program.start)


def _vary(date: str | None) -> Iterator[str]:
    """Yield the date a year later, a year earlier, and more and less precise."""
    if date is not None:
        year, rest = int(date[:4]), date[4:]
        finer = f"{date}-01" if DATE.fullmatch(f"{date}-01") else date[:7]
        yield from (f"{year + 1}{rest}", f"{year - 1}{rest}", finer, date[:4])


def _change_items(program: Program, records: Records) -> Iterator[Program]:
    for item in records.source.digests:
        yield change(program, citation=change(program.citation, item=item))


def _change_citations(program: Program, records: Records) -> Iterator[Program]:
    """Yield the citation of other passages, of its first words alone, and of less at each end."""
    cited = program.citation
    yield change(program, citation=change(cited, end=None))
    if cited.end is not None:
        yield change(program, citation=change(cited, start=cited.end, end=None))
        yield change(program, citation=change(cited, end=" ".join(cited.end.split()[:-1])))
        yield change(program, citation=change(cited, start=" ".join(cited.start.split()[1:])))
    for other in records.programs.values():
        if other.citation.item == cited.item:
            yield change(program, citation=other.citation)
            yield change(program, citation=change(cited, end=other.citation.end))
            yield change(program, citation=change(cited, start=other.citation.start))


def _change_sites(program: Program, records: Records) -> Iterator[Program]:
    used = {placement.site for placement in program.placements}
    placements = program.placements
    for site in (site for site in records.sites if site not in used):
        for index, placement in enumerate(placements):
            changed = change(placement, site=site)
            yield change(program, placements=(*placements[:index], changed, *placements[index + 1 :]))
        yield change(program, placements=(*placements, build_placement(site)))
        yield change(program, placements=(*placements, build_placement(site, SiteRole.PARTNER)))
    if len(placements) > 1:
        for index in range(len(placements)):
            yield change(program, placements=(*placements[:index], *placements[index + 1 :]))


def _change_roles(program: Program, _: Records) -> Iterator[Program]:
    for index, placement in enumerate(program.placements):
        for role in SiteRole:
            changed = change(placement, role=role)
            yield change(program, placements=(*program.placements[:index], changed, *program.placements[index + 1 :]))


def _change_parties(key: str, other_key: str) -> Callable[[Program, Records], Iterator[Program]]:
    """Return what yields a record with another agency or partner, one less, one more, and one on the other side."""

    def make(program: Program, records: Records) -> Iterator[Program]:
        names: tuple[str, ...] = getattr(program, key)
        others: tuple[str, ...] = getattr(program, other_key)
        for index, name in enumerate(names):
            rest = (*names[:index], *names[index + 1 :])
            yield change(program, **{key: rest})
            yield change(program, **{key: rest, other_key: (*others, name)})
            for other in records.lists.institutions[::5]:
                if other.en not in names:
                    yield change(program, **{key: (*names[:index], other.en, *names[index + 1 :])})
        for other in records.lists.institutions[::3]:
            if other.en not in {*names, *others}:
                yield change(program, **{key: (*names, other.en)})
        yield change(program, **{key: (*names, "Ministry of Silly Walks")})

    return make


def _change_statuses(program: Program, _: Records) -> Iterator[Program]:
    yield from (change(program, status=status) for status in Status)
    yield change(program, status_reason=None)
    if program.status_reason is None:
        yield change(program, status_reason="so it is")


def _change_sectors(program: Program, _: Records) -> Iterator[Program]:
    yield from (change(program, sector=sector) for sector in list(SECTORS)[:20])


def _change_themes(program: Program, _: Records) -> Iterator[Program]:
    yield from (change(program, theme=theme) for theme in Theme)


def _change_languages(program: Program, _: Records) -> Iterator[Program]:
    for key in _TEXTS:
        text = getattr(program, key)
        if text is not None:
            for changed in (Text(text.es, text.en), Text(text.en, text.en), Text(text.es, text.es)):
                yield change(program, **{key: changed})


def _change_subjects(program: Program, records: Records) -> Iterator[Program]:
    """Yield the title and the summary of other records, in one language and in both."""
    others = [one for one in records.programs.values() if one.citation.item != program.citation.item]
    for key in ("title", "summary"):
        for other in others[:: max(1, len(others) // 4)]:
            theirs = getattr(other, key)
            yield from put_text(program, key, theirs.en, theirs.es)


def _change_text_numbers(program: Program, _: Records) -> Iterator[Program]:
    """Yield titles, summaries and notes with a number more, in figures and in words, and with each year moved."""
    for key in _TEXTS:
        text = getattr(program, key)
        if text is None:
            continue
        en, es = text.en.rstrip("."), text.es.rstrip(".")
        for more_en, more_es in _NUMBERS:
            yield from put_text(program, key, f"{en} {more_en}.", f"{es} {more_es}.")
        moved = (re.sub(r"\d+", lambda match: str(int(match[0]) + 1), words) for words in (text.en, text.es))
        yield from put_text(program, key, *moved)


def _change_text_names(program: Program, _: Records) -> Iterator[Program]:
    """Yield titles and summaries that name a place or an institution more."""
    for key in ("title", "summary"):
        text = getattr(program, key)
        en, es = text.en.rstrip("."), text.es.rstrip(".")
        for name in ("Cusco", "UNESCO", "Brazil"):
            yield from put_text(program, key, f"{en} in {name}.", f"{es} en {name}.")


def _change_orders(program: Program, _: Records) -> Iterator[Program]:
    """Yield agencies and partners the other way round, and one of them twice."""
    for key in ("agencies", "partners"):
        names: tuple[str, ...] = getattr(program, key)
        if names:
            yield change(program, **{key: tuple(reversed(names))})
            yield change(program, **{key: (*names, names[0])})


def _change_implied(program: Program, records: Records) -> Iterator[Program]:
    """Yield a record that implies an institution of which its passage says nothing."""
    for key, one in (("agencies", True), ("partners", False)):
        names: tuple[str, ...] = getattr(program, key)
        others = [other.en for other in records.lists.institutions if other.agency == one and other.en not in names]
        for other in others[::4]:
            yield change(program, **{key: (*names, other), "implied": (*program.implied, other)})


def _change_claims(program: Program, _: Records) -> Iterator[Program]:
    """Yield titles and summaries that say the contrary, a multiple, or a region in small letters."""
    for key in ("title", "summary"):
        text = getattr(program, key)
        for more_en, more_es in _CLAIMS:
            both = Text(f"{text.en.rstrip('.')}{more_en}.", f"{text.es.rstrip('.')}{more_es}.")
            yield change(program, **{key: both})
            yield change(program, **{key: Text(both.en, text.es)})
            yield change(program, **{key: Text(text.en, both.es)})


def _change_lengths(program: Program, _: Records) -> Iterator[Program]:
    """Yield summaries of which one language is cut to its half or has a sentence more, and with that in both."""
    text = program.summary
    half = Text(*(" ".join(words.split()[: len(words.split()) // 2]) for words in (text.en, text.es)))
    more = Text(f"{text.en} Hospitals are to be built as well.", f"{text.es} Además, se construirán hospitales.")
    for other in (half, more):
        yield change(program, summary=Text(other.en, text.es))
        yield change(program, summary=Text(text.en, other.es))
    yield change(program, summary=more)


def _change_neighbours(program: Program, records: Records) -> Iterator[Program]:
    """Yield the title and the summary of the other records of the item."""
    for other in records.programs.values():
        if other.citation.item == program.citation.item and other.id != program.id:
            for key in ("title", "summary"):
                yield change(program, **{key: getattr(other, key)})


def _change_notes(program: Program, _: Records) -> Iterator[Program]:
    yield change(program, note=None)


def _describe(program: Program, changed: Program) -> str:
    name = next(name for name in Program.model_fields if getattr(program, name) != getattr(changed, name))
    return f"{program.id} {name}: {getattr(changed, name)}"


# The kinds of which a few pass, and why. Each is a change that the document does not contradict.
PASSING: Final = {
    "citation": "a word less at the beginning that says nothing that another does not: 'U.S.' before direct investment",
    "date": "a phrase that a unit uses may as well be the start",
    "status": "a record that gives a reason against the verbs may be of either other status",
    "sector": "words for two sectors stand in one passage",
    "another's text": "a title that shares its words with the item: it is too short to speak of one thing alone",
    "numbers of texts": "a number of the passage, next to a word of it: 'tenth time' of 'first time in 10 years'",
    "note removed": "a note on what no rule asks one for: a name that is cut short, a place that is not given",
    "order": "two institutions that the document names in one breath: Departments of State and Commerce",
    "claim": "a passage that has a negation of its own, such as non-lethal",
    "length": "half of a summary in one language may be as long as the other language is terse",
    "a neighbour's text": "a title or summary whose words stand in both passages, one of which is within the other",
    "tense": "a participle that agrees with the status: a plan that was carried out, in Spanish alone",
    "counted": "a number of the passage with a word of its own unit",
    "one language": "a country, a part of a name, or a name whose English words differ from the Spanish and the list's",
    "deed": "a passage that is unsure of one thing, and the text of another",
    "saying": "a loan where the passage speaks of lending",
    "implied": "the item names the institution, though not in the passage, and nobody else of its side is named there",
}

_TEXTS: Final[Sequence[str]] = ("title", "summary", "note")
_NUMBERS: Final = (
    ("for the tenth time", "por décima vez"),
    ("with 37 people", "con 37 personas"),
    ("in 2019 with ten planes", "en 2019 con diez aviones"),
)
_CLAIMS: Final = (
    (" not at all", " no, en absoluto"),
    (", twice as much as before", ", el doble que antes"),
    (", for hundreds of villages", ", para cientos de pueblos"),
    (", for twenty-one villages", ", para veintiún pueblos"),
    (" in arequipa", " en arequipa"),
)
_KINDS: Final[Mapping[str, Callable[[Program, Records], Iterator[Program]]]] = {
    "amount": _change_amounts,
    "money's kind": _change_types,
    "part of": _change_parts,
    "sharing": _change_sharing,
    "figure": _change_figures,
    "unit": _change_units,
    "qualifier": _change_qualifiers,
    "date": _change_dates,
    "item": _change_items,
    "citation": _change_citations,
    "site": _change_sites,
    "role": _change_roles,
    "agency": _change_parties("agencies", "partners"),
    "partner": _change_parties("partners", "agencies"),
    "status": _change_statuses,
    "reason": _change_reasons,
    "sector": _change_sectors,
    "theme": _change_themes,
    "language": _change_languages,
    "another's text": _change_subjects,
    "numbers of texts": _change_text_numbers,
    "names of texts": _change_text_names,
    "note removed": _change_notes,
    "order": _change_orders,
    "implied": _change_implied,
    "claim": _change_claims,
    "length": _change_lengths,
    "a neighbour's text": _change_neighbours,
    **KINDS,
}
