"""Which places and institutions a text of ours names in one of its languages alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from geo.building.audit.language import fold_word, list_folded
from geo.building.audit.reading import Reading
from geo.contract.vocabulary import Text

_COUNTRY: Final = "PCLI"  # GeoNames: a country as a whole, which Spanish and English imply and name at different places
_BEGIN: Final = 6  # letters that "California" and "californiano" share
_LEAST: Final = 4  # letters of a name: shorter words of one language are often words of the other
_PROPER: Final = re.compile(r"[A-ZÁÉÍÓÚÑ]\w{2,}")


def find_named_once(text: Text, reading: Reading) -> Iterator[str]:
    """Yield the names of sites, institutions and others that one language of the text holds and the other not."""
    texts = text.en, text.es
    folded = tuple(map(fold_word, texts))
    for site in reading.sites.values():
        begins = () if site.kind == _COUNTRY else list_shared(site.name, site.label.en, site.label.es)
        if any(_has_begin(folded[0], begin) != _has_begin(folded[1], begin) for begin in begins):
            yield site.label.en
    owners = tuple((name.es, (name.en, *name.forms)) for name in reading.lists.names)
    for one in reading.lists.institutions:
        cores = _get_cores(one.en, one.es, owners)
        names = [_has_word(words, core) for words, core in zip(texts, cores, strict=True)]
        acronyms = [any(_has_word(words, short) for short in one.short) for words in texts]
        # "California's port of Hueneme": named all the same.
        shared = list_shared(one.en, one.es)
        is_in_both = bool(shared) and all(_has_begin(words, begin) for words in folded for begin in shared)
        if (names[0] or acronyms[0]) != (names[1] or acronyms[1]) and not is_in_both:
            yield one.en
    # A name that Spanish writes as the document does, "Black Hawk", is the same in English; an acronym is in both.
    known = frozenset().union(*(list_folded(f"{one.es} {' '.join(one.short)}") for one in reading.lists.institutions))
    said = frozenset(_PROPER.findall(reading.document.text))
    english, spanish = list_folded(text.en), list_folded(text.es)
    untranslated = {word for word in _PROPER.findall(text.es) if fold_word(word) not in english}
    acronyms_alone = {word for word in _PROPER.findall(text.en) if word.isupper() and fold_word(word) not in spanish}
    for word in sorted(untranslated | acronyms_alone):
        if len(word) >= _LEAST and word in said and fold_word(word) not in known:
            yield word


@lru_cache(maxsize=1_000)
def list_shared(*names: str) -> frozenset[str]:
    """Return how the proper names begin that all these names hold."""
    beginnings = (frozenset(fold_word(word)[:_BEGIN] for word in _PROPER.findall(name)) for name in names)
    return frozenset.intersection(*beginnings)


def _has_begin(words: str, begin: str) -> bool:
    return re.search(rf"\b{re.escape(begin)}", words) is not None


def _has_word(words: str, name: str) -> bool:
    return _compile_name(name).search(words) is not None


@lru_cache(maxsize=1_000)
def _compile_name(name: str) -> re.Pattern[str]:
    # One word in small letters is a word, not a name: "a fund".
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE if " " in name else re.NOFLAG)


@lru_cache(maxsize=1_000)
def _get_cores(en: str, es: str, owners: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, str]:
    """Return an institution's names without an acronym in brackets, and without whose it is if two words are left.

    That is a name of the glossary, in Spanish with its English ways, which both languages give.
    """
    whole = re.sub(r"\s*\(.*\)", "", en), re.sub(r"\s*\(.*\)", "", es)
    for spanish, ways in owners:
        names = "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))
        cores = (
            re.sub(rf"^(?:{names})\s|\s(?:of|in)\s(?:the\s)?(?:{names})\b", "", whole[0]),
            re.sub(rf"\s(?:del?|en)\s(?:los\s|las\s|el\s|la\s)?{re.escape(spanish)}\b", "", whole[1]),
        )
        if all(core != name and " " in core for core, name in zip(cores, whole, strict=True)):
            return cores
    return whole
