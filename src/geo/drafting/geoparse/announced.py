"""Names that only the adjacent words call places: "Readington Township", "Huatalpampa reservoir"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from geo.drafting.geoparse import words
from geo.drafting.geoparse.mention import MarkedText, Mention
from geo.drafting.geoparse.tokens import to_key

# Per cent of people with a first name; above it, the name rarely begins the name of a river.
_FIRST_NAME: Final = 0.02
_LONGEST_NAME: Final = 3
_LONGEST_ACRONYM: Final = 3
_LONGEST_HEAD: Final = 20


def find_announced(passage: MarkedText, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the announced names of a text that are not among its `mentions`."""
    tokens = passage.tokens
    taken = {position for mention in mentions for position in range(mention.first, mention.last + 1)}
    for last, token in enumerate(tokens):
        if last in taken:
            continue
        first = _find_first(passage, last, taken) if token.folded in words.SURE_FEATURES else last
        if first == last and not _is_announced(passage, last):
            continue
        # "Economic Zone": English words alone are not a name.
        if all(passage.known[position].common for position in range(first, last + 1)):
            continue
        if first > 0 and first - 1 not in taken and _is_head(passage, first - 1):
            first -= 1
        taken.update(range(first, last + 1))
        start, end = tokens[first].start, token.end
        yield Mention(start, end, to_key(passage.text[start:end]), first, last, (), announced=True)


def _find_first(passage: MarkedText, last: int, taken: set[int]) -> int:
    """Return where the name begins whose last word is a feature: that of "Neches River" is what stands before it."""
    first = last
    while first > max(0, last - _LONGEST_NAME) and passage.tokens[first - 1].link == " ":
        before = passage.tokens[first - 1].folded
        if first - 1 in taken or before in words.FUNCTION or passage.known[first - 1].first > _FIRST_NAME:
            break
        first -= 1
    return first


def _is_announced(passage: MarkedText, position: int) -> bool:
    """Return whether a word that is not English is called a place: "Huatalpampa reservoir", "the town of Holopaw"."""
    token = passage.tokens[position]
    if token.folded in words.FUNCTION or passage.known[position].common or len(token.folded) <= _LONGEST_ACRONYM:
        return False
    if passage.word_after(token.end) in words.SURE_FEATURES:
        return True
    if position > 0:
        before = passage.tokens[position - 1]
        if before.gap in (" of ", " of the ") and before.folded in words.SURE_HEADS_OF:
            return True
    return _is_head(passage, position - 1) or passage.text.endswith(
        words.CALLS, max(0, token.start - _LONGEST_HEAD), token.start
    )


def _is_head(passage: MarkedText, position: int) -> bool:
    """Return whether a word is the "Lake" of "Lake Hartwell"."""
    return (
        position >= 0 and passage.tokens[position].gap == " " and passage.tokens[position].folded in words.FEATURE_HEADS
    )
