"""Things that a text names though its item does not: gold for copper, nurses for teachers, the same in both languages.

`things.toml` has the things by their fields. A text may call one by words of its own, as long as the document's item, a
name or a label of the record, or a term of the glossary speaks of it, too.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from geo.building.audit.language import fold_word
from geo.building.audit.passage import Check, Passage
from geo.building.lists import GlossaryTerm
from geo.contract.vocabulary import Text

_BEGIN: Final = 3  # letters by which the things that a text may name are looked up
_PLURAL: Final = {"en": "s?", "es": "(?:e?s)?"}


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of things: what finds those of each, and the names of the things by the first letters of their words."""

    patterns: Mapping[str, re.Pattern[str]]
    begins: Mapping[str, frozenset[str]]


@cache
def _load_words(side: str) -> _Words:
    """Return the words of things in English ("en"), in Spanish ("es"), or of documents that speak of them ("said")."""
    table = tomllib.loads(resources.files(__package__).joinpath("things.toml").read_text("utf-8"))
    patterns, begins = {}, defaultdict[str, set[str]](set)
    for entry in (entry for field in table.values() for entry in field):
        english, spanish, said = (*entry.split("|"), "")[:3]
        words = {"en": english, "es": spanish, "said": f"{english},{said}"}[side]
        name = english.partition(",")[0].strip()
        ways = [fold_word(word.strip()) for word in words.split(",") if word.strip()]
        plural = _PLURAL["es" if side == "es" else "en"]
        parts = (re.escape(way[:-1]) + r"\w*" if way.endswith("*") else re.escape(way) + plural for way in ways)
        patterns[name] = re.compile(rf"\b(?:{'|'.join(parts)})\b")
        for way in ways:
            begins[way.rstrip("*")[:_BEGIN]].add(name)
    return _Words(patterns, {begin: frozenset(names) for begin, names in begins.items()})


def check_things(key: str, text: Text, passage: Passage) -> Iterator[Check]:
    """Yield the checks that each thing of a text is one of the item, of a note's that it is one of the document."""
    reading, program, is_note = passage.reading, passage.program, key == "note"
    parties = {*program.agencies, *program.partners}
    labels = [reading.sites[placement.site].label for placement in program.placements]
    named = [Text(one.en, one.es) for one in reading.lists.institutions if is_note or one.en in parties]
    names = [Text(one.en, one.es) for one in reading.lists.names]
    known = (*labels, *named, *names, *(figure.unit for figure in program.figures))
    said = reading.document.text if is_note else reading.document.get_text(passage.item.number)
    # Each by itself: most stay the same from record to record.
    english = (said, *(one.en for one in known), *_list_terms(said, reading.lists.terms))
    parts = (*(_find(one, "said") for one in english), *(_find(one.es, "es") for one in known))
    allowed = frozenset[str]().union(*parts)
    for language in reading.languages:
        for thing in sorted(_find(getattr(text, language), language) - allowed):
            wrong = f"{thing!r} is neither of item {passage.item.number} nor a term of glossary.toml"
            yield Check(f"{key}.{language}", problem=wrong)


@lru_cache(maxsize=100)
def _list_terms(said: str, terms: tuple[GlossaryTerm, ...]) -> tuple[str, ...]:
    """Return the English beginnings of the glossary's terms of which the document has one."""
    folded = fold_word(said)
    return tuple(
        begin
        for term in terms
        if any(re.search(rf"\b{re.escape(fold_word(one))}", folded) for one in term.en)
        for begin in term.en
    )


@lru_cache(maxsize=4_000)
def _find(text: str, side: str) -> frozenset[str]:
    """Return the things of which a text has words of a side."""
    folded, words = fold_word(text), _load_words(side)
    begins = {word[:length] for word in re.findall(r"\w+", folded) for length in range(1, _BEGIN + 1)}
    near = frozenset[str]().union(*(words.begins.get(begin, ()) for begin in begins))
    return frozenset(name for name in near if words.patterns[name].search(folded))
