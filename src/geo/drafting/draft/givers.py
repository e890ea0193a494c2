"""Who gives: the governments of `givers.toml` with their agencies, and which of them a text is of."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from babel import Locale

from geo.contract.faults import DataError, Fault
from geo.drafting.geoparse import get_geoparser

_NOTHING: Final = re.compile(r"(?!)")
# A giver is named at least half as often as the country that is named most of those that give.
_OFTEN: Final = 2


@dataclass(frozen=True, slots=True)
class Agencies:
    """Institutions: the name that records use by each form of it, and what finds any of the forms."""

    names: Mapping[str, str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Giver:
    """A government that gives: `names` is what English calls it, `publishers` where it publishes.

    `agencies` are known by their names alone, `own` are so named by others too. `fiscal_year` is as in `source.toml`.
    """

    names: tuple[str, ...]
    publishers: tuple[str, ...]
    agencies: Agencies
    own: Agencies
    fiscal_year: Mapping[str, Any] | None

    def find_all(self, text: str) -> int:
        """Return how often a text names an agency that nobody else has."""
        return len(self.agencies.pattern.findall(text))


@cache
def load_givers() -> Mapping[str, Giver]:
    """Return the givers of this room's `givers.toml` by ISO 3166-1 alpha-2, those that give most first."""
    tables = tomllib.loads(resources.files(__package__).joinpath("givers.toml").read_text("utf-8"))
    return {
        code: Giver(
            (_name(code), *table.get("names", ())),
            tuple(table.get("publishers", ())),
            _compile({name: (*(() if name in own else (name,)), *forms) for name, forms in table["agencies"].items()}),
            _compile({name: (name, *forms) for name, forms in own.items()}),
            table.get("fiscal_year"),
        )
        for code, table in tables.items()
        for own in [table.get("own", {})]
    }


def get_giver(code: str | None) -> Giver:
    """Return a giver; one that the file lacks has a name, if it has a code, and no agencies."""
    empty = Agencies({}, _NOTHING)
    return load_givers().get(code or "") or Giver(() if code is None else (_name(code),), (), empty, empty, None)


def _name(code: str) -> str:
    """Return a country's name in Unicode's CLDR."""
    return str(Locale("en").territories.get(code, code))


def _compile(table: Mapping[str, Sequence[str]]) -> Agencies:
    names = {form: name for name, ways in table.items() for form in ways}
    forms = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return Agencies(names, re.compile(rf"(?<![\w-])(?:{forms})(?!\w)") if names else _NOTHING)


def check_giver(code: str | None) -> str | None:
    """Return the code of a giver in capitals; raises DataError where nobody has it."""
    if code is not None and code.upper() not in {"EU", *get_geoparser().countries}:
        raise DataError([Fault("--giver", "", f"{code} is neither an ISO 3166-1 alpha-2 code nor EU")])
    return code and code.upper()


def is_publisher(line: str) -> bool:
    """Return whether a line is the name of some giver's agency, or of where one publishes, and nothing else."""
    name = line.lower().removeprefix("the ")
    names = (form for giver in load_givers().values() for form in (*giver.agencies.names, *giver.publishers))
    return any(name == form.lower() for form in names)


def find_giver(text: str, named: Sequence[str], country: str | None) -> str | None:
    """Return the code of the giver of a text, None where nobody is known to give.

    `named` holds the country of each mention of one, `country` that of which the text speaks, if it is given. Of those
    that the text names about as often as any, it is the one with the most agencies in it; of equals, the larger giver.
    """
    agencies: dict[str, int] = {}
    mentions: Counter[str] = Counter()
    for code, giver in load_givers().items():
        agencies[code] = giver.find_all(text)
        # Where no country has the name, no gazetteer finds it.
        names = named.count(code) or sum(len(_find(name, text)) for name in giver.names)
        if names or agencies[code]:
            agencies[code] += len(giver.own.pattern.findall(text))
            mentions[code] = names + agencies[code]
    mentions.pop(country or "", None)
    if len({*named, *mentions, *([country] if country else [])}) <= 1:
        mentions = Counter({code: count for code, count in mentions.items() if agencies[code]})
    most = max(mentions.values(), default=0)
    often = [code for code in load_givers() if mentions[code] and _OFTEN * mentions[code] >= most]
    return max(often, key=lambda code: agencies[code], default=None)


def _find(name: str, text: str) -> list[str]:
    return re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)
