"""A fact sheet's text to the draft of its records: an item each, with the amounts, dates, agencies and places found."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from geo.building.audit.numbers import Number, NumberKind, find_numbers
from geo.contract.faults import DataError, Fault
from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import DRAFT_MARK, Precision, slugify
from geo.drafting.draft.outline import Bullet, OutlineSection, parse_outline
from geo.drafting.draft.proposals import (
    propose_agencies,
    propose_amount_type,
    propose_sector,
    propose_status,
    propose_theme,
)
from geo.drafting.geoparse import Toponym, find_places

Table = Mapping[str, Any]

_TITLE: Final = f"{DRAFT_MARK} a short name"
_SUMMARY: Final = f"{DRAFT_MARK} one to three sentences in own words"
_UNIT: Final = f"{DRAFT_MARK} what is counted"
_LABEL: Final = f"{DRAFT_MARK} its name"

_SLUG_WORDS: Final = 6
_QUOTED_WORDS: Final = 6
_UNIT_WORDS: Final = 4
_PORT: Final = re.compile(r"\b(?:sea)?ports? (?:of|at) $", re.IGNORECASE)

_SENTENCE_END: Final = re.compile(r"(?<=[a-z\d)])[.!?]\s+(?=[A-Z])")

# The line that ends a fact sheet.
_END: Final = "###"

# What the geocoder can look for; the rest is drafted as the region or country that holds it.
_SITE_KINDS: Final = {"PPL": "PPL", "PPLC": "PPLC", "ADM1": "ADM1", "PCLI": "PCLI", "RGN": "RGN", "ISL": "RGN"}


@dataclass(frozen=True, slots=True)
class Draft:
    """Tables for `programs/ID.toml` and `sites.toml`, by their ids, and for `source.toml`."""

    programs: Mapping[str, Table]
    sites: Mapping[str, Table]
    source: Table


def build_draft(text: str, country: str | None = None) -> Draft:
    """Return the draft of a fact sheet's records: a programme for each bullet.

    `country` (ISO 3166-1 alpha-2) is that of which the text speaks; without it, the one it names most after the United
    States. Raises DataError where the text has no bullets or names no country.
    """
    sections = parse_outline(text)
    if not sections:
        raise DataError([Fault("text", "", "has no bullets: each item begins a line with •, - or *")])
    places = find_places(text, country)
    home = country or _find_home(places)
    if home is None:
        raise DataError([Fault("text", "", "names no country: give --country")])
    sites: dict[str, Table] = {}
    programs: dict[str, Table] = {}
    themes = {
        section.number: propose_theme(section.heading, " ".join(bullet.text for bullet in section.bullets)).value
        for section in sections
    }
    for section in sections:
        for bullet in section.bullets:
            within = [place for place in places if bullet.start <= place.start < bullet.end]
            program = _get_free(slugify(" ".join(bullet.text.split()[:_SLUG_WORDS])) or "item", programs)
            programs[program] = _draft_program(themes[section.number], bullet, _draft_sites(text, within, home, sites))
    source = _draft_source(text, sections, themes)
    return Draft(dict(sorted(programs.items())), dict(sorted(sites.items())), source)


def _find_home(places: Sequence[Toponym]) -> str | None:
    named = [place.place.country for place in places if place.place is not None and place.place.country]
    foreign = [code for code in named if code != "US"] or named
    return max(sorted(set(foreign)), key=foreign.count) if foreign else None


def _draft_program(theme: str, bullet: Bullet, sites: Sequence[str]) -> Table:
    sector = propose_sector(bullet.text)
    numbers = list(find_numbers(bullet.text))
    money = [n for n in numbers if n.kind is NumberKind.MONEY and n.value]
    amount = money[0] if money else None
    figures = [n for n in numbers if n.kind in (NumberKind.MONEY, NumberKind.COUNT) and n is not amount]
    dates = sorted(n.date for n in numbers if n.date is not None and not n.date.startswith("-"))
    table: dict[str, Any] = {
        "theme": theme,
        "sector": sector,
        "agencies": [agency for agency in propose_agencies(bullet.text) if find_text_problem(agency) is None],
        "partners": [],
        "status": propose_status(bullet.text).value,
    }
    if dates:
        table["start"] = dates[0]
    table["title"] = {"en": _TITLE, "es": _TITLE}
    table["summary"] = {"en": _SUMMARY, "es": _SUMMARY}
    if amount is not None:
        table["amount"] = {
            "usd": int(amount.value or 0),
            "qualifier": amount.qualifier.value,
            "type": propose_amount_type(_get_sentence(bullet.text, amount.start)).value,
        }
    table["figures"] = [_draft_figure(bullet.text, number) for number in figures if number.value is not None]
    table["sites"] = [{"site": site} for site in sites]
    table["source"] = {"item": bullet.number, **_draft_citation(bullet.text)}
    return table


def _get_sentence(text: str, position: int) -> str:
    """Return the sentence of a text that holds a code point."""
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return next(text[start:end] for start, end in pairwise(starts) if position < end)


def _draft_source(text: str, sections: Sequence[OutlineSection], themes: Mapping[int, str]) -> Table:
    """Return what is known of the document itself: its sections, and where it ends if a line says so."""
    return {
        **{key: f"{DRAFT_MARK} the document's {key}" for key in ("title", "publisher", "date", "url")},
        "sha256": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        "end_mark": _END if f"\n{_END}" in text else f"{DRAFT_MARK} the line after the last item",
        "left_out": [],
        "notice": {
            "en": f"{DRAFT_MARK} what kind of document it is",
            "es": f"{DRAFT_MARK} what kind of document it is",
        },
        "dates": {},
        "names": {},
        "digests": {},
        "sections": [
            {
                "number": section.number,
                "theme": themes[section.number],
                "heading": _clean(section.heading),
                "items": len(section.bullets),
            }
            for section in sections
        ],
    }


def _draft_figure(text: str, number: Number) -> Table:
    """Return a figure; the words that follow it in the text are in the mark, as a hint for the unit."""
    following = " ".join(re.findall(r"[\w.'’-]+", text[number.end :])[:_UNIT_WORDS])
    unit = f"{_UNIT} ({following})" if following else _UNIT
    return {"value": number.value, "qualifier": number.qualifier.value, "unit": {"en": unit, "es": unit}}


def _draft_citation(text: str) -> Table:
    words = text.split()
    start, end = " ".join(words[:_QUOTED_WORDS]), " ".join(words[-_QUOTED_WORDS:]).rstrip(".")
    if len(words) <= 2 * _QUOTED_WORDS:
        return {"start": _clean(text.rstrip("."))}
    return {"start": _clean(start), "end": _clean(end)}


def _draft_sites(text: str, places: Sequence[Toponym], home: str, sites: dict[str, Table]) -> list[str]:
    """Add the sites that an item names to `sites`, and return their ids: the country where it names no place in it."""
    found = []
    for toponym in places:
        place = toponym.place
        if place is None or place.country is None or place.precision >= Precision.COUNTRY:
            continue
        port = _PORT.search(text, max(0, toponym.start - len("seaports of ")), toponym.start)
        kind = "PRT" if port and place.kind == "PPL" else _SITE_KINDS.get(place.kind)
        site = slugify(f"{'port ' if kind == 'PRT' else ''}{toponym.name}")
        if not site or find_text_problem(toponym.name) is not None:
            continue
        table: dict[str, Any] = {"name": toponym.name, "kind": kind or "ADM1", "country": place.country}
        if place.region is not None:
            table["region"] = place.region
        if kind == "RGN":
            table["members"] = [f"{DRAFT_MARK} ISO 3166-2 of its regions"]
        table["label"] = {"en": f"{_LABEL} ({place.name})", "es": f"{_LABEL} ({place.name})"}
        if kind is None or place.name != toponym.name:
            known = f"{place.name} ({place.kind})"
            note = f"{DRAFT_MARK} the gazetteer has {known} for it; say what is known, or leave this out"
            table["note"] = {"en": note, "es": note}
        sites.setdefault(site, table)
        found.append(site)
    if not found:
        found.append(home.lower())
        name = _get_country_name(home)
        sites.setdefault(
            found[0],
            {"name": name, "kind": "PCLI", "country": home, "label": {"en": _LABEL, "es": _LABEL}},
        )
    return list(dict.fromkeys(found))


def _get_country_name(code: str) -> str:
    import pycountry  # noqa: PLC0415 -- slow to import, and not needed by those who only read drafts

    country = pycountry.countries.get(alpha_2=code)
    return str(getattr(country, "common_name", None) or country.name) if country else code


def _get_free(slug: str, taken: Mapping[str, object]) -> str:
    number, name = 2, slug
    while name in taken:
        number, name = number + 1, f"{slug}-{number}"
    return name


def _clean(words: str) -> str:
    """Return the words without the characters that no record may hold; such a passage is quoted up to the first."""
    clean: list[str] = []
    for word in words.split():
        if find_text_problem(word) is not None:
            break
        clean.append(word)
    return " ".join(clean) or f"{DRAFT_MARK} the first words of the passage"
