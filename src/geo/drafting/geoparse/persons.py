"""The people whom a text names: neither those names nor their later short forms are places."""

from __future__ import annotations

from typing import Final

from geo.drafting.geoparse import words
from geo.drafting.geoparse.mention import MarkedText

# Per cent of people who have a name.
FIRST_NAME: Final = 0.003
PERSON_FIRST_NAME: Final = 0.01
_RARE_LAST_NAME: Final = 0.002
_SHORTEST: Final = 3


def find_persons(passage: MarkedText) -> frozenset[str]:
    """Return the last names of the people whom the text names in full or with a title."""
    tokens, known = passage.tokens, passage.known
    persons = set()
    for position, token in enumerate(tokens[:-1]):
        titled = token.folded in words.TITLES and token.gap in (" ", ". ")
        if not titled and not (token.link == " " and known[position].first >= PERSON_FIRST_NAME):
            continue
        last = _find_last(passage, position + 1)
        name, word = tokens[last], known[last]
        is_name = len(name.text) >= _SHORTEST and not name.text.isupper()
        if is_name and (not word.common or word.last >= _RARE_LAST_NAME):
            persons.add(name.folded)
    return frozenset(persons)


def _find_last(passage: MarkedText, position: int) -> int:
    """Return the position of the last name that follows first names and initials from `position` on."""
    tokens = passage.tokens
    most = min(len(tokens), position + _SHORTEST)
    while position + 1 < most and tokens[position].gap in (" ", ". "):
        initial = len(tokens[position].folded) == 1
        if not initial and (tokens[position].gap != " " or passage.known[position].first <= FIRST_NAME):
            break
        position += 1
    return position
