"""Numbers, money, dates and sentences as each language writes them. Pure."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from babel import Locale, localedata
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal

from geo.contract.fields import DIMENSIONS, LABELS, NAMED
from geo.contract.vocabulary import Qualifier, Status, Text, is_after
from geo.viewing.words import text

_VARIETIES: Final = {"en": "en_US", "es": "es_419"}  # of a language, where a country has none of its own
_DOLLAR: Final = Text("$", "US$\N{NO-BREAK SPACE}")
_MILLION: Final = 1_000_000
# `de` with the article of a Spanish noun, by its ending.
_ARTICLES: Final[Mapping[str, str]] = {
    "o": "del", "a": "de la", "d": "de la", "ción": "de la", "sión": "de la", "os": "de los", "es": "de las",
}  # fmt: skip
_DAY, _MONTH = len("2024-11-15"), len("2024-11")
_MAX_TAGS: Final = 100  # that a header may name: more are not looked at
_WEIGHTED: Final = re.compile(
    r"(?P<tag>[A-Za-z0-9*-]+)[ \t]*(?:;[ \t]*[qQ]=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)


@dataclass(frozen=True, slots=True)
class Words:
    """One language, `en` or `es`, and what a collection says in it.

    `institutions` gives the Spanish names of institutions by their English ones, `own` the collection's own texts by
    name, `themes` what it calls themes, by code; `country` (ISO 3166-1 alpha-2) is where its Spanish is spoken.
    """

    language: str
    institutions: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    own: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    themes: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    country: str = ""

    @property
    def locale(self) -> Locale:
        """Babel's locale of the language: American English, the country's Spanish."""
        return _get_locale(self.language, self.country)

    def say(self, words: Text, **values: object) -> str:
        """Return a text in this language, with its gaps filled."""
        chosen: str = getattr(words, self.language)
        if isinstance(words, text.Own):
            chosen = self.own.get(words.name, chosen)
        return chosen.format(**values) if values else chosen

    def number(self, value: float) -> str:
        """Return a number with this language's separators."""
        return _format_number(value, self.locale)

    def programs(self, n: int, statistics: int = 0) -> str:
        """Return how many programmes there are, of which some are but statistics: `7 programmes and 1 statistic`."""
        besides = self.say(text.STATISTIC_ONE if statistics == 1 else text.STATISTICS, n=self.number(statistics))
        if statistics and n == statistics:
            return besides
        programs = self.say(text.SHOWN_ONE if n - statistics == 1 else text.SHOWN, n=self.number(n - statistics))
        return self.every([programs, besides]) if statistics else programs

    def figure(self, value: float, qualifier: Qualifier) -> str:
        """Return a number and what the document says of it: `more than 1,750`."""
        return self.say(qualifier.label, value=self.number(value))

    def money(self, usd: int, qualifier: Qualifier = Qualifier.EXACT) -> str:
        """Return an amount: `more than $8.5 million`. From a million on it is in words, with every digit it has."""
        unit = _MILLION if usd < 1000 * _MILLION else 1000 * _MILLION
        exact = usd % (unit // 10_000) == 0
        plain = _shorten(usd, self.locale) if usd >= _MILLION and exact else self.number(usd)
        return self.say(qualifier.label, value=self.say(_DOLLAR) + plain)

    def headline(self, usd: int, qualifier: Qualifier = Qualifier.EXACT) -> str:
        """Return an amount to three digits: `more than $2.22 billion`; rounded down, so that it is more than that."""
        unit = 10 ** max(len(str(usd)) - 3, 0)
        rounded = (usd + unit // 2 if qualifier is Qualifier.ABOUT else usd) // unit * unit
        less = rounded < usd and qualifier is Qualifier.EXACT
        return self.money(rounded, Qualifier.MORE_THAN if less else qualifier)

    def date(self, date: str) -> str:
        """Return a year, month or day of the contract (`2024-11`) in words."""
        year, _, month = date.partition("-")
        if not month:
            return year
        if "-" not in month:
            return format_skeleton("yMMMM", dt.date(int(year), int(month), 1), locale=self.locale)
        return format_date(dt.date.fromisoformat(date), "long", locale=self.locale)

    def dates(self, start: str | None, end: str | None, *, ahead: bool = False) -> str | None:
        """Return a range of dates in words, or None where there is none; `ahead` of what had yet to begin."""
        if start is None:
            if end is None:
                return None
            return self.say(text.UNTIL_DAY if len(end) == _DAY else text.UNTIL, end=self.date(end))
        if end is None:
            month, day = (text.FROM, text.FROM_DAY) if ahead else (text.SINCE, text.SINCE_DAY)
            return self.say(day if len(start) == _DAY else month, start=self.date(start))
        return self.date(start) if start == end else f"{self.date(start)} – {self.date(end)}"

    def every(self, values: Iterable[str], others: int = 0) -> str:
        """Return values joined by commas and a last `and`, after which stands how many others there are, if any."""
        more = [self.say(text.MORE, n=self.number(others))] if others > 0 else []
        return format_list([*values, *more], locale=self.locale)

    def theme(self, code: str) -> str:
        """Return what a theme is called."""
        return self.themes.get(code) or self.say(LABELS["theme"][code])

    def term(self, column: str, code: object) -> str:
        """Return what a code of a property is called."""
        return self.theme(str(code)) if column == "theme" else self.say(LABELS[column][str(code)])

    def institution(self, name: str) -> str:
        """Return what an institution, by its English name, is called; one that has no Spanish name keeps its own."""
        return self.institutions.get(name, name) if self.language == "es" else name

    def label(self, dimension: str, code: str, names: Mapping[str, str]) -> str:
        """Return what a code of a filter is called; `names` are those of institutions and places, by their code."""
        column = DIMENSIONS[dimension]
        if column in LABELS:
            return self.term(column, code)
        name = names.get(code, code)
        return self.institution(name) if column in NAMED else name

    def label_in_sentence(self, dimension: str, code: str, names: Mapping[str, str], programs: int) -> str:
        """Return what a code is called after `programs` programmes: `space`, `the Department of State`, `previstos`."""
        label = self.label(dimension, code, names)
        if dimension in ("theme", "amount"):
            return label[0].lower() + label[1:]
        if dimension == "status" and programs != 1:
            return self.say(text.STATUSES[code])
        return self._add_article(label) if DIMENSIONS[dimension] in NAMED else label

    def get_phrase(self, dimension: str, programs: int) -> str:
        """Return the phrase on a dimension, with the gap `{values}`, after `programs` programmes."""
        phrases = text.PHRASES_OF_ONE if programs == 1 and dimension in text.PHRASES_OF_ONE else text.PHRASES
        return self.say(phrases[dimension])

    def _add_article(self, name: str) -> str:
        """Return an institution with its article, in Spanish after `de`; a name of one word has none."""
        first, _, rest = name.partition(" ")
        if self.language == "en":
            return f"the {name}" if rest else name
        if not rest:
            return f"de {name}"
        gender = next((article for ending, article in _ARTICLES.items() if first.endswith(ending)), "de")
        return f"{gender} {name}"

    def sentence(
        self, query: Mapping[str, Sequence[str]], programs: int, names: Mapping[str, str], statistics: int = 0
    ) -> str:
        """Return in one line what a query shows: `12 programmes in Transport & Storage by NASA`.

        Of the programmes some may be but statistics.
        """
        parts = [self.programs(programs, statistics)]
        for dimension in DIMENSIONS:
            codes = query.get(dimension)
            if codes:
                values = self.every(self.label_in_sentence(dimension, code, names, programs) for code in codes)
                parts.append(self.get_phrase(dimension, programs).format(values=values))
        if query.get("q"):
            parts.append(self.get_phrase("q", programs).format(values=" ".join(query["q"])))
        return "".join(parts)

    def item(self, item: str) -> str:
        """Return an item of the document in words: `4.2` is section 4, item 2."""
        section, _, number = item.partition(".")
        if not number:
            return self.say(text.ITEM_INTRODUCTION)
        if number == "0":
            return self.say(text.ITEM_LEAD, section=section)
        return self.say(text.ITEM, section=section, item=number)


# The page shows the same few counts again and again.
@functools.lru_cache(maxsize=4096)
def _format_number(value: float, locale: Locale) -> str:
    return str(format_decimal(value, locale=locale))


# Most amounts are shown with every filter.
@functools.lru_cache(maxsize=4096)
def _shorten(usd: int, locale: Locale) -> str:
    """Return millions and billions in words; Spanish counts in millions up to a million of them."""
    if locale.language == "es" and 1000 * _MILLION <= usd < _MILLION * _MILLION:
        millions, rest = divmod(usd, _MILLION)
        value = format_decimal(millions + Decimal(rest) / _MILLION, "#,##0.######", locale=locale)
        return text.MILLIONS.es.format(value=value)
    return str(format_compact_decimal(usd, format_type="long", locale=locale, fraction_digits=4))


@functools.cache
def _get_locale(language: str, country: str) -> Locale:
    own = f"{language}_{country}"
    return Locale.parse(own if language == "es" and localedata.exists(own) else _VARIETIES[language])


def build_words(metadata: Mapping[str, Any], language: str) -> Words:
    """Return a language with what the data's metadata say in it."""
    collection, date = metadata["collection"], metadata["source"]["date"]
    country = collection["countries"][0]["code"]
    own = {name: texts[language].replace("(date)", "{date}") for name, texts in collection["texts"].items()}
    month = Words(language, country=country).date(date[:_MONTH])
    own["status"] = getattr(text.STATUS_IN, language).format(month=month)
    themes = {code: names[language] for code, names in collection["themes"].items()}
    return Words(language, metadata["institutions"], own, themes, country)


def lies_ahead(status: str, start: str | None, date: str) -> bool:
    """Tell whether something had yet to begin on `date`: it was planned, or its start is later."""
    return status == Status.PIPELINE or (start is not None and is_after(start, date))


def find_language(accepted: str) -> str | None:
    """Return the tag of greatest weight in an `Accept-Language` header (RFC 9110, 12.5.4) that is ours, or None.

    Of equal weight it is the first; a weight of 0, or one that is none, takes a tag out. Where that takes out the
    language that is shown otherwise, and no other of ours is named, it is the next of ours.
    """
    parts = (_WEIGHTED.fullmatch(one.strip()) for one in accepted.split(",", _MAX_TAGS)[:_MAX_TAGS])
    tags = [(float(part["weight"] or 1), part["tag"]) for part in parts if part is not None]
    ours = [one for one in tags if one[0] > 0 and one[1].partition("-")[0].lower() in text.LANGUAGES]
    if ours:
        return max(ours, key=lambda one: one[0])[1]
    refused = {tag.lower() for weight, tag in tags if weight == 0}
    first, *others = text.LANGUAGES
    return next((code for code in others if code not in refused), None) if first in refused else None


def choose_language(requested: str | None, browser: str | None, known: Sequence[str] = tuple(text.LANGUAGES)) -> str:
    """Return the language of the URL, else the browser's (a BCP 47 tag), else the first of those that are `known`."""
    for tag in (requested, browser):
        code = (tag or "").split("-")[0].lower()
        if code in known:
            return code
    return known[0]
