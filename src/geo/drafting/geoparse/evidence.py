"""Evidence: the words around a name, and what is known of its own words, for and against its being a place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from geo.drafting.geoparse import words
from geo.drafting.geoparse.index import Word
from geo.drafting.geoparse.mention import MarkedText, Mention
from geo.drafting.geoparse.persons import FIRST_NAME, PERSON_FIRST_NAME
from geo.drafting.geoparse.place import ADM1, ADM2, PCLI, TOWNS
from geo.drafting.geoparse.rules import Rule, Rules
from geo.drafting.geoparse.tokens import Token

_COMMON_FIRST_NAME: Final = 0.02
_COMMON_LAST_NAME: Final = 0.02
# A name that 0.1 per cent of people have counts in full.
_BEARERS: Final = 10.0

# What stands between the names of a list, and before its last: "A, B, and C", "A y B", "A así como de B".
_LISTED: Final = re.compile(
    r", (?:of |de )?|,? (?P<last>and|or|as well as|y|e|o|u|así como|&) (?:of |de |del )?(?:the |la |los |las |el )?"
)

_THREE: Final = 3
_SHORTEST_CAPITALS: Final = 4


def weigh(passage: MarkedText, mention: Mention, persons: frozenset[str], rules: Rules) -> None:
    """Give a mention the evidence that its words and those around it hold."""
    mention.evidence["constant"] = 1
    _weigh_words(passage, mention, persons)
    _weigh_left(passage, mention, rules)
    _weigh_right(passage, mention, rules)


def _weigh_words(passage: MarkedText, mention: Mention, persons: frozenset[str]) -> None:
    evidence, first, last = mention.evidence, passage.tokens[mention.first], passage.tokens[mention.last]
    word = passage.known[mention.first]
    length = mention.last - mention.first + 1
    if length == 1:
        evidence["common word"] = float(word.common)
        evidence["word of an institution"] = float(first.folded in words.INSTITUTION_WORDS)
        evidence["first name"] = min(1.0, word.first * _BEARERS) ** 0.5
        evidence["last name"] = min(1.0, word.last * _BEARERS) ** 0.5
        evidence["person elsewhere"] = float(first.folded in persons)
    elif word.first > PERSON_FIRST_NAME and passage.known[mention.last].last:
        evidence["first name"] = 0.5
    elif last.folded in words.FEATURES:
        evidence["feature word"] = 1
    if length > 1 and all(w.common for w in passage.known[mention.first : mention.last + 1]):
        evidence["common word"] = 0.5
    if length >= _THREE:
        evidence["three words"] = 1
    if mention.announced:
        evidence["announced"] = 1
    if len(first.text) >= _SHORTEST_CAPITALS and first.text.isupper():
        evidence["capitals"] = 1


def _weigh_left(passage: MarkedText, mention: Mention, rules: Rules) -> None:
    left = passage.tokens[mention.first - 1] if mention.first > 0 else None
    if left is not None and _weigh_capital(passage, mention, left, rules):
        return
    before = passage.word_before(mention.start)
    if before is None and left is not None and left.link == " ":
        before = left.folded  # "In Lima", where a sentence begins
    head = passage.head_before(mention.start) if before in _OF else None
    if head in words.HEADS_OF:
        _follow_head(mention, str(head), rules)
        return
    for name, group in _LEFT:
        if before in group:
            mention.evidence[name] = 1
            return


def _weigh_capital(passage: MarkedText, mention: Mention, left: Token, rules: Rules) -> bool:
    """Weigh the capitalised word before a name; return whether nothing further left of it counts."""
    if left.link == " " or (left.gap == ". " and left.folded in words.TITLES):
        name = _kind_of_left(left, passage.known[mention.first - 1])
        if name is not None:
            mention.evidence[name] = 1
            return True
    if left.gap in (" of ", " of the ", " de ", " del ", " de la "):
        _follow_head(mention, left.folded, rules)
        return True
    if left.gap in (", ", ","):
        mention.evidence["after a comma"] = 1
    return False


def _follow_head(mention: Mention, head: str, rules: Rules) -> None:
    """Weigh "port of" before a name, and narrow its candidates to the kinds that follow that word."""
    if head not in words.HEADS_OF:
        return
    mention.evidence["of a head"] = 2 if head in words.SURE_HEADS_OF else 1
    mention.head = head
    _narrow(mention, head, rules)


def _narrow(mention: Mention, head: str, rules: Rules) -> None:
    """Keep the candidates of the kind that a word says; a province may be of the second order where none is higher."""
    choices: tuple[Collection[str], ...] = (
        (TOWNS,) if head in words.TOWN_HEADS
        else ((ADM1,), (ADM2,)) if head in words.REGION_HEADS | words.REGION_WORDS
        else ()
    )  # fmt: skip
    for kinds in choices if rules.on(Rule.FEATURE_KINDS) else ():
        fitting = [candidate for candidate in mention.options if candidate.kind in kinds]
        if fitting:
            mention.options, mention.narrowed = fitting, True
            return


def spread_heads(passage: MarkedText, mentions: Sequence[Mention], rules: Rules) -> None:
    """Give each name of a list the kind that a plural says: "regions of Arequipa and Puno", "Ica and Puno regions"."""
    for names in _find_lists(passage, mentions):
        before, after = names[0].head, passage.word_after(names[-1].end) or ""
        if before in words.PLURALS:
            for mention in names[1:]:
                if not mention.evidence.get("common word"):  # "Departments of State and Commerce"
                    _follow_head(mention, before, rules)
        elif after in words.PLURALS & words.REGION_WORDS:
            for mention in names[:-1]:
                _narrow(mention, after, rules)


def _find_lists(passage: MarkedText, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield the names of each list with an "and" before its last; no country and no name with a head continues one."""
    names: list[Mention] = []
    for before, mention in pairwise(mentions):
        between = _LISTED.fullmatch(passage.text, before.end, mention.start)
        if between is None or mention.head or any(candidate.kind == PCLI for candidate in mention.candidates):
            names = []
            continue
        names = [*(names or [before]), mention]
        if between["last"]:
            yield names
            names = []


def _weigh_right(passage: MarkedText, mention: Mention, rules: Rules) -> None:
    last, following = passage.tokens[mention.last], mention.last + 1
    if following < len(passage.tokens) and last.link == " " and last.end == mention.end:
        name = _kind_of_right(passage.tokens[following], passage.known[following])
        if name is not None:
            mention.evidence[name] = 1
        return
    after = passage.word_after(mention.end)
    if after in words.SPEECH:
        mention.evidence["before a verb of saying"] = 1
    elif after in words.REGION_WORDS:
        _narrow(mention, after, rules)


def _kind_of_left(token: Token, word: Word) -> str | None:
    """Return the evidence of a capitalised word before a name; None for one that only begins a sentence."""
    if token.folded in words.TITLES:
        return "after a title"
    if token.folded in words.DIRECTIONS:
        return "after a direction"
    if len(token.folded) == 1 or token.folded in words.FUNCTION or token.folded in words.FEATURE_HEADS:
        return None
    if word.first > (_COMMON_FIRST_NAME if word.common else FIRST_NAME):
        return "after a first name"
    return "after a capital"


def _kind_of_right(token: Token, word: Word) -> str | None:
    """Return the evidence of a capitalised word after a name."""
    for name, group in _RIGHT:
        if token.folded in group:
            return name
    if word.common and (word.last < _COMMON_LAST_NAME or token.folded in words.HEADS_OF):
        return "before a common noun"
    return "before a name"


_OF: Final = frozenset(("of", "the", "de", "del", "la", "las", "los"))
_LEFT: Final = (
    ("place cue", words.PLACE_CUES),
    ("weak cue", words.WEAK_CUES),
    ("article", frozenset({"the"})),
)
_RIGHT: Final = (
    ("before a way", words.WAYS),
    ("before an agreement", words.AGREEMENTS),
    ("before a feature", words.FEATURES),
    (None, words.FUNCTION),
)
