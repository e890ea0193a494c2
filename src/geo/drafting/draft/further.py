"""Names that stand where a place does, though the geoparser is not sure of them or no gazetteer has them.

A draft is read by a person: it is worth more with a place too many than with one too few, as long as it says which.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

from geo.drafting.geoparse import Toponym, get_geoparser
from geo.drafting.geoparse import words as grammar
from geo.drafting.geoparse.place import ADM1, ADM2, PCLI, TOWNS
from geo.drafting.geoparse.tokens import fold_toponym, to_key

_WORD: Final = r"[A-ZÀ-Þ][\w’-]*[\wÀ-ÿ]"
_NAME: Final = rf"{_WORD}(?: (?:de |del |el |al |la )?{_WORD}){{0,3}}"
_KINDS: Final = "port|city|town|village|provinces?|regions?|districts?|departments?"
_LIST: Final = re.compile(
    rf"\b(in|at|near|around|outside|to|between|from) (?:the )?(?:(?:{_KINDS}) of )?"
    rf"({_NAME}(?:, {_NAME})*(?:,? and {_NAME})?)"
)
_LISTED: Final = re.compile(rf"(?: [A-Z]\w+)?, ({_WORD}(?: {_WORD})?)(?:, |,? and )")
_FAR: Final = 60
_EACH: Final = re.compile(_NAME)
# After these a name that nobody knows is a place's; the others stand before anything.
_SURE: Final = frozenset({"in", "at", "near", "around", "outside"})
_LEAST: Final = 3
_WIDE: Final = frozenset({PCLI, "CONT", "RGN", "SEA"})


def find_further(text: str, found: Sequence[Toponym], countries: Collection[str]) -> list[Toponym]:
    """Return the names after "in", "to" and the like that lie in one of `countries`, and those that no gazetteer has.

    A name between two places of a list ("Subic Bay, Clark, Manila and Batangas") is one as well.

    `found` are the places, and the words for what is of a country, that the geoparser has found; no name over one of
    them is returned. A name that no gazetteer has comes without a place.
    """
    taken = {position for one in found for position in range(one.start, one.end)}
    known: list[tuple[int, int]] = []
    unknown: list[Toponym] = []
    for match in _LIST.finditer(text):
        for name in _EACH.finditer(text, *match.span(2)):
            if taken.isdisjoint(range(*name.span())):
                if _is_known(name[0], countries):
                    known.append(name.span())
                elif match[1] in _SURE and _is_unusual(name[0]):
                    unknown.append(Toponym(*name.span(), name[0], None, 0.0))
    for before, after in pairwise(found):
        between = _LISTED.fullmatch(text, before.end, after.start) if after.start - before.end < _FAR else None
        if between is not None and taken.isdisjoint(range(*between.span(1))) and _is_unusual(between[1]):
            unknown.append(Toponym(*between.span(1), between[1], None, 0.0))
    resolved = get_geoparser().resolve(text, known, next(iter(countries))) if known else []
    inside = [one for one in resolved if one.place is not None and one.place.country in countries]
    return sorted([*inside, *unknown], key=lambda one: one.start)


def _is_known(name: str, countries: Collection[str]) -> bool:
    """Return whether a gazetteer has a town or a division of this name in one of some countries."""
    parser = get_geoparser()
    if fold_toponym(name) in grammar.FUNCTION | grammar.INSTITUTION_WORDS:
        return False
    numbers = {parser.countries[code] for code in countries if code in parser.countries}
    kinds = TOWNS | {ADM1, ADM2}
    return any(c.country in numbers and c.kind in kinds for c in parser.index.candidates(to_key(name)))


def _is_unusual(name: str) -> bool:
    """Return whether a name is neither of English words, nor an acronym, nor a part of the world ("Indo-Pacific")."""
    words = [fold_toponym(word) for word in name.split()]
    index = get_geoparser().index
    is_plain = all(index.word(word).common or word in grammar.FUNCTION for word in words)
    kinds = {
        c.kind
        for word in re.split("[ -]", name)
        for end in ("", " ocean")
        for c in index.candidates(to_key(word + end))
    }
    is_wide = not kinds.isdisjoint(_WIDE)
    return not is_plain and not is_wide and len(name) > _LEAST and not any(word.isupper() for word in name.split())
