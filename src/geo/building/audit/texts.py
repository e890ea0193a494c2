"""A record's texts: each in its language, saying the same in both, and no number or name that its passage lacks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

import pycountry
from babel import Locale

from geo.building.audit.claims import find_one_sided, find_unsaid, is_uncertain
from geo.building.audit.counts import check_counts
from geo.building.audit.language import (
    ENGLISH,
    SPANISH,
    fold_word,
    get_english_share,
    get_stem,
    list_folded,
    list_stems,
    split_words,
)
from geo.building.audit.naming import find_named_once
from geo.building.audit.passage import Check, Passage
from geo.building.audit.reading import Reading
from geo.building.audit.sentences import split_text
from geo.building.audit.tense import find_wrong_tense, is_to_come
from geo.building.audit.things import check_things
from geo.building.audit.values import count_values
from geo.contract.collection import LANGUAGES
from geo.contract.numerals import MONTHS
from geo.contract.vocabulary import Qualifier, Text

# Years that a text calls fiscal.
_FISCAL: Final = {
    "en": re.compile(r"\b(?:fiscal\s(?:year\s)?(?:\(FY\)\s)?|FY\s?)(\d{4})", re.IGNORECASE),
    "es": re.compile(r"\b(?:(?:año|ejercicio)s?\sfiscal(?:es)?\s(?:de\s)?|AF\s?)(\d{4})", re.IGNORECASE),
}
_NAME: Final = re.compile(r"(?<=[^.:?!]\s)[A-ZÁÉÍÓÚÑ][\w.’-]*\w|(?<=[(«“])[A-ZÁÉÍÓÚÑ][\w.’-]*\w|\b[A-Z]{2,}\b")
# The share of a text's words that stand in its item: ours have more, texts of other items mostly less.
_LEAST_SHARES: Final = {"title": 0.33, "summary": 0.28}
_LEAST_OF_SENTENCE: Final = 0.2
# Spanish has more words than English, seldom three quarters more.
_LEAST_LENGTH: Final = 0.7
_MOST_LENGTH: Final = 1.75
_MOST_OF_TITLE: Final = 2.5
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


def check_texts(passage: Passage) -> Iterator[Check]:
    """Yield the checks of title, summary and note in the collection's languages."""
    program, languages = passage.program, passage.reading.languages
    values = _list_values(passage)
    for key, text in (("title", program.title), ("summary", program.summary), ("note", program.note)):
        if text is None:
            continue
        yield from check_languages(key, text, passage.reading.vocabulary, languages)
        if len(languages) > 1:
            yield from _list_parity(key, text, passage.reading)
        yield from _check_names(key, text, passage)
        yield from _check_regions(key, text, passage)
        if key != "note" and "en" in languages:
            yield from _check_subject(key, text, passage)
        for language, claim in _list_unsaid(key, text, passage.text, tuple(passage.list_sentences())):
            if language in languages:
                yield Check(f"{key}.{language}", problem=f"{claim} that {passage.name} does not make")
        yield from check_counts(key, text, passage)
        yield from check_things(key, text, passage)
        for language in languages:
            yield from _check_fiscal(f"{key}.{language}", getattr(text, language), passage, language)
            for value in count_values(_cut_fiscal_dates(getattr(text, language), passage, language), language):
                wrong = f"{value} is not in {passage.name}"
                yield Check(f"{key}.{language}", problem=None if value in values else wrong)


def check_tense(passage: Passage) -> Iterator[Check]:
    """Yield the checks that what is planned is to come in each language, and verbs are of the passage's time."""
    language = is_to_come(passage.program.summary, passage.program.status, passage.reading.languages)
    yield Check("summary", problem=None if language is None else f"summary.{language} does not say that it is planned")
    item, sentences = passage.reading.document.get_text(passage.item.number), list(passage.list_sentences())
    for key, text in (("title", passage.program.title), ("summary", passage.program.summary)):
        for code, verb in find_wrong_tense(text, passage.program.status, sentences, item):
            if code in passage.reading.languages:
                wrong = f"{verb!r} is of another time than the verbs of {passage.name}"
                yield Check(f"{key}.{code}", problem=wrong)


def check_possible(passage: Passage) -> Iterator[Check]:
    """Yield the checks that the summary of what may only come says so in each language."""
    program = passage.program
    if program.amount is not None and program.amount.qualifier is Qualifier.POSSIBLE:
        for language in passage.reading.languages:
            is_said = is_uncertain(program.summary, language)
            yield Check(f"summary.{language}", problem=None if is_said else "does not say that it is only possible")


def check_languages(
    key: str, text: Text, vocabulary: Collection[str], languages: Collection[str] = LANGUAGES
) -> Iterator[Check]:
    """Yield the checks that a text is English and Spanish where it says so, and has these languages."""
    english, spanish = get_english_share(text.en, vocabulary), get_english_share(text.es, vocabulary)
    if english <= spanish and len(languages) > 1:
        yield Check(f"{key}.en", problem=f"{text.en!r} is no more English than {text.es!r}")
    if "en" in languages:
        yield Check(f"{key}.en", problem=None if get_english_share(text.en) >= 0 else f"{text.en!r} is Spanish")
    if "es" in languages:
        yield Check(f"{key}.es", problem=None if get_english_share(text.es) <= 0 else f"{text.es!r} is English")


@lru_cache(maxsize=1_000)
def _list_parity(key: str, text: Text, reading: Reading) -> tuple[Check, ...]:
    return tuple(_check_parity(key, text, reading))


@lru_cache(maxsize=1_000)
def _list_unsaid(key: str, text: Text, passage: str, sentences: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(find_unsaid(text, passage, is_note=key == "note", sentences=sentences))


def _check_parity(key: str, text: Text, reading: Reading) -> Iterator[Check]:
    """Yield the checks that numbers and the glossary's terms stand in both languages or in neither."""
    english, spanish = count_values(text.en, "en"), count_values(text.es, "es")
    differing = sorted((english - spanish) + (spanish - english))
    yield Check(key, problem=f"{', '.join(differing)} stands in one language alone" if differing else None)
    for claim in find_one_sided(text):
        yield Check(key, problem=f"{claim} stands in one language alone")
    for name in find_named_once(text, reading):
        yield Check(key, problem=f"{name!r} is named in one language alone")
    yield from _check_length(key, text)
    folded = {"en": fold_word(text.en), "es": fold_word(text.es)}
    for term in reading.lists.terms:
        en, es = (_compile_beginnings(getattr(term, side)).search(folded[side]) is not None for side in ("en", "es"))
        if en != es:
            yield Check(key, problem=f"{term.en[0]!r} stands in one language alone ({term.es[0]!r})")


def _check_length(key: str, text: Text) -> Iterator[Check]:
    """Yield the checks that both languages have as many sentences and about as many words."""
    for words in (text.en, text.es):
        yield Check(key, problem=f"{words!r} is in capitals" if words.isupper() and " " in words else None)
    sentences = [len(split_text(words)) for words in (text.en, text.es)]
    yield Check(
        key, problem=None if sentences[0] == sentences[1] else f"has {sentences[0]} and {sentences[1]} sentences"
    )
    english, spanish = (len(split_words(words)) for words in (text.en, text.es))
    is_close = _LEAST_LENGTH * english <= spanish <= (_MOST_OF_TITLE if key == "title" else _MOST_LENGTH) * english
    yield Check(key, problem=None if is_close else f"has {english} words in English and {spanish} in Spanish")


@lru_cache(maxsize=1_000)
def _compile_beginnings(begins: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(fold_word(begin)) for begin in begins)})")


def _check_names(key: str, text: Text, passage: Passage) -> Iterator[Check]:
    """Yield the checks that each name in the text is of the item, in the words of its language.

    A note may name what the document or the glossary names anywhere: it speaks of what the item leaves open.
    """
    reading, program = passage.reading, passage.program
    is_note = key == "note"
    said = reading.document.text if is_note else reading.document.get_text(passage.item.number)
    parties = {*program.agencies, *program.partners}
    named = [one for one in reading.lists.institutions if is_note or one.en in parties]
    forms = {name: name.forms or (name.en,) for name in reading.lists.names}
    listed = [name for name in reading.lists.names if is_note or any(form in said for form in forms[name])]
    labels = [reading.sites[placement.site].label for placement in program.placements]
    for language in reading.languages:
        words: str = getattr(text, language)
        known = [said, *(getattr(one, language) for one in (*named, *listed, *labels))]
        allowed = frozenset().union(*map(list_folded, known))
        for match in _NAME.finditer(words):
            for word in re.findall(r"\w+", match[0].removesuffix("'s")):
                wrong = f"{match[0]!r} is not named in item {passage.item.number}"
                is_known = fold_word(word) in allowed or word in MONTHS["en"]  # which is checked as a number
                yield Check(f"{key}.{language}", problem=None if is_known else wrong)


def _check_regions(key: str, text: Text, passage: Passage) -> Iterator[Check]:
    """Yield the checks that no region of the country is named, in small letters either, that the record has not."""
    reading, program = passage.reading, passage.program
    labels = [reading.sites[placement.site].label for placement in program.placements]
    notes = [site.note for site in (reading.sites[one.site] for one in program.placements) if site.note is not None]
    said = reading.document.text if key == "note" else reading.document.get_text(passage.item.number)
    for language in reading.languages:
        words: str = getattr(text, language)
        known = list_folded(" ".join([said, *(getattr(one, language) for one in (*labels, *notes))]))
        found = sorted((list_folded(words) & _list_regions(frozenset(reading.countries))) - known)
        yield Check(f"{key}.{language}", problem=f"{', '.join(found)} is a region of no record" if found else None)


@lru_cache(maxsize=8)
def _list_regions(countries: frozenset[str]) -> frozenset[str]:
    """Return the folded names of one word that regions of the countries have (ISO 3166-2)."""
    names = (one.name for one in pycountry.subdivisions if one.country_code in countries)
    return frozenset(fold_word(name) for name in names if " " not in name) - SPANISH - ENGLISH


def _check_subject(key: str, text: Text, passage: Passage) -> Iterator[Check]:
    """Yield the check that the English text speaks of what the item does: they share words."""
    reading = passage.reading
    parts = (reading.document.get_text(passage.item.number), *passage.program.agencies, *passage.program.partners)
    said = frozenset().union(*map(list_stems, parts))
    wrong = f"few words of it stand in item {passage.item.number}"
    for words, least in (
        (text.en, _LEAST_SHARES[key]),
        *((sentence, _LEAST_OF_SENTENCE) for sentence in split_text(text.en)),
    ):
        stems = _list_subjects(words)
        share = len(stems & said) / len(stems) if stems else 0.0
        yield Check(f"{key}.en", problem=None if share >= least else f"{wrong}: {words!r}")


@lru_cache(maxsize=4_000)
def _list_subjects(words: str) -> frozenset[str]:
    """Return the stems of the words that are no small words of either language."""
    return frozenset(get_stem(word) for word in split_words(words) if get_english_share(word) == 0)


def _check_fiscal(key: str, words: str, passage: Passage, language: str) -> Iterator[Check]:
    """Yield the checks that a year is called fiscal just where it is a fiscal year of the passage."""
    years = {is_fiscal: {date[:4] for at, date in passage.list_dates() if passage.is_fiscal(at) is is_fiscal}
             for is_fiscal in (True, False)}  # fmt: skip
    called = {match[1] for match in _FISCAL[language].finditer(words)}
    plain = set(_YEAR.findall(_FISCAL[language].sub("", _cut_fiscal_dates(words, passage, language))))
    for year in sorted(called - years[True]):
        yield Check(key, problem=f"{year} is no fiscal year of {passage.name}")
    for year in sorted(plain & (years[True] - years[False])):
        yield Check(key, problem=f"{year} is a fiscal year in {passage.name}, and no year of the calendar")


def _cut_fiscal_dates(words: str, passage: Passage, language: str) -> str:
    """Return the text without the months in which the passage's fiscal years begin and end."""
    fiscal = passage.reading.source.fiscal_year
    if fiscal is None:
        return words
    months = Locale(language).months["format"]["wide"]
    for year in {int(date[:4]) for position, date in passage.list_dates() if passage.is_fiscal(position)}:
        first = year - fiscal.before
        begins, ends = (first, fiscal.month), (first + (fiscal.month > 1), (fiscal.month - 2) % 12 + 1)
        for then, month in (begins, ends):
            name = months[month].replace("sept", "sep?t")  # "setiembre", too
            words = re.sub(rf"\b{name}\s(?:del?\s)?{then}\b", "", words)
    return words


def _list_values(passage: Passage) -> Collection[str]:
    """Return every number that a text of the record may hold: those of its passage and of the dates it means."""
    values: set[str] = set()
    for number in passage.list_within(passage.reading.numbers):
        values.add(f"{number.value}")
        if isinstance(number.value, int) and number.value >= 10**6:
            values |= {f"{number.value / scale:g}" for scale in (10**6, 10**9)} | {str(10**6), str(10**9)}
    for _, date in passage.list_dates():
        year, *rest = date.lstrip("-").split("-")
        values |= {year, *(f"month {int(part)}" for part in rest[:1]), *(str(int(part)) for part in rest)}
    return values
