"""A record's agencies, partners and sites against the institutions and places of its passage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from geo.building.audit.passage import Check, Passage
from geo.building.models import Site
from geo.contract.vocabulary import SiteRole


def check_institutions(passage: Passage) -> Iterator[Check]:
    """Yield the checks of agencies and partners: listed, on the right side, and named in the passage or implied.

    Each institution that the passage names is one of them, or left out.
    """
    program = passage.program
    mentions = passage.list_within(passage.reading.institutions)
    for key, names in (("agencies", program.agencies), ("partners", program.partners)):
        for index, name in enumerate(names):
            found = tuple(mention.start for mention in mentions if name in mention.names)
            yield Check(f"{key}[{index}]", found, _find_problem(passage, name, key, is_named=bool(found)))
        yield Check(key, problem=_find_order_problem(passage, names))
        yield from _check_implied(passage, names)
    named = {*program.agencies, *program.partners}
    for name in sorted(set(program.implied) - named):
        yield Check("implied", problem=f"{name!r} is neither an agency nor a partner")
    for mention in mentions:
        missing = sorted(mention.names - named)
        if missing and not passage.reading.is_left_out(mention.start, mention.end, passage.item):
            words = passage.reading.document.text[mention.start : mention.end]
            yield Check("agencies", problem=f"{words!r} in {passage.name} is {missing[0]}, which is not named")


def _find_problem(passage: Passage, name: str, key: str, *, is_named: bool) -> str | None:
    institution = passage.reading.lists.find_institution(name)
    if institution is None:
        return f"{name!r} is not in institutions.toml"
    if institution.agency != (key == "agencies"):
        return f"{name} is {'an agency' if institution.agency else 'a partner'}"
    if is_named == (name in passage.program.implied):
        return f"{name} is named there, not implied" if is_named else f"{name} is not named in {passage.name}"
    return None


def _find_order_problem(passage: Passage, names: Sequence[str]) -> str | None:
    """Return what is wrong with the order of institutions: each once, those that the passage names as it names them."""
    mentions = passage.list_within(passage.reading.institutions)
    firsts = {name: next((one.start for one in mentions if name in one.names), None) for name in names}
    positions = [position for position in firsts.values() if position is not None]
    if len(firsts) != len(names):
        return "names an institution twice"
    return None if positions == sorted(positions) else f"{', '.join(names)} are not in the order of {passage.name}"


def _check_implied(passage: Passage, names: Sequence[str]) -> Iterator[Check]:
    """Yield the checks that what is implied is named in the sentence, and that nobody of its side is in the passage."""
    reading = passage.reading
    implied = [name for name in names if name in passage.program.implied]
    touching = [(start, end) for start, end in reading.sentences if start < passage.end and passage.start < end]
    for name in implied:
        mentions = [mention.start for mention in reading.institutions if name in mention.names]
        near = any(start <= position < end for position in mentions for start, end in touching)
        wrong = f"{name} is not named in the sentence of {passage.name}"
        if len(implied) < len(names):
            wrong = f"{passage.name} names others of its side: {name} cannot be implied"
        yield Check("implied", problem=None if near and len(implied) == len(names) else wrong)


def check_sites(passage: Passage) -> Iterator[Check]:
    """Yield the checks of each site: named in the passage or, where that names no place of ours, in the item.

    A site abroad is the other end of a programme, one in a country of the map is where it happens; and what is
    nationwide names no narrower place of the same country.
    """
    sites = passage.reading.sites
    mentions = [mention for mention in passage.list_within(passage.reading.places) if mention.names]
    if not mentions:
        item = passage.item
        mentions = [m for m in passage.reading.places if item.start <= m.start and m.end <= item.end]
    home = {country.code for country in passage.reading.source.collection.countries}
    used = {sites[placement.site].name for placement in passage.program.placements if placement.site in sites}
    for index, placement in enumerate(passage.program.placements):
        site, key = sites[placement.site], f"sites[{index}]"
        found = tuple(mention.start for mention in mentions if site.name in mention.names)
        yield Check(key, found, None if found else f"{site.name} is not named in {passage.name}")
        role = SiteRole.SITE if site.country in home else SiteRole.PARTNER
        wrong = f"{site.name} is {'at home' if role is SiteRole.SITE else 'abroad'}: its role is {role}"
        yield Check(f"{key}.role", problem=None if placement.role is role else wrong)
        if site.kind == "PCLI":
            named = {name for mention in mentions for name in mention.names}
            narrower = sorted(
                other.name
                for other in sites.values()
                if other.name in named and other.country == site.country and other.kind != "PCLI"
            )
            if narrower:
                yield Check(key, problem=f"nationwide, but the passage names {', '.join(narrower)}")
    for mention in passage.list_within(passage.reading.places):
        places = {name for name in mention.names if not _is_country(sites, name)}
        if places and not places & used and not passage.reading.is_left_out(mention.start, mention.end, passage.item):
            yield Check("sites", problem=f"{', '.join(sorted(places))} in {passage.name} is no site of the record")


def _is_country(sites: Mapping[str, Site], name: str) -> bool:
    return any(site.kind == "PCLI" and site.name == name for site in sites.values())
