"""Toponym recognition: which capitalised names of a text may be places, and the evidence for and against that.

Every longest name that the gazetteer has is a mention; the words around it are evidence. The classes of evidence are
those of gazetteer-based recognisers (Leidner 2008, "Toponym Resolution in Text"; Lieberman, Samet & Sankaranarayanan
2010, "Geotagging with Local Lexicons"; Tobin et al. 2010, "Evaluation of Georeferencing").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from geo.drafting.geoparse import words
from geo.drafting.geoparse.announced import find_announced
from geo.drafting.geoparse.evidence import spread_heads, weigh
from geo.drafting.geoparse.index import Candidate, GazetteerIndex, Word
from geo.drafting.geoparse.mention import MarkedText, Mention
from geo.drafting.geoparse.persons import find_persons
from geo.drafting.geoparse.place import ADM1, PCLI, NameKind
from geo.drafting.geoparse.rules import Rule, Rules
from geo.drafting.geoparse.tokens import to_key, tokenise

_LONGEST_NAME: Final = 8
_LONGEST_ACRONYM: Final = 3
_LONGEST_ABBREVIATION: Final = 5
_LONGEST_CODE: Final = 5
_THREE: Final = 3

# A word in capitals within plain text is an acronym, unless a town as large as this has it for its name.
_KNOWN_TOWN: Final = 100_000
_DATELINE: Final = re.compile(r",? ?[(\u2013\u2014]|, (?=[A-Z])| - |:")

# Log-odds below which no later evidence can make a name a place.
_HOPELESS: Final = -4.0

_DOTTED: Final = re.compile(r"(?:\w\.)+\w?\.?")
_WITHIN: Final = frozenset({", ", ",", " (", " in ", " in the ", ", in ", " of "})

# Countries whose regions English abbreviates by the letters of ISO 3166-2: "Austin, TX", "B.C.".
_LETTERED: Final = ("US", "CA", "AU")


class Recogniser:
    """Finds mentions with one index and one set of rules."""

    def __init__(self, index: GazetteerIndex, rules: Rules) -> None:
        """Prepare the abbreviations of regions."""
        self._index = index
        self._rules = rules
        self._letters: Mapping[str, Sequence[Candidate]] = self._read_letters()

    def _read_letters(self) -> Mapping[str, Sequence[Candidate]]:
        letters = {}
        for country in reversed(_LETTERED):
            for number, region in self._index.regions.items():
                if region.country == country and region.iso is not None:
                    found = [c for c in self._index.candidates(to_key(region.name)) if c.region == number]
                    letters[region.iso[3:].lower()] = [c._replace(name_kind=0) for c in found if c.kind == ADM1]
        return letters

    def recognise(self, text: str) -> list[Mention]:
        """Return the mentions of `text`, in order, none over another."""
        tokens = tokenise(text)
        passage = MarkedText(text, tokens, [self._index.word(token.folded) for token in tokens])
        mentions: list[Mention] = []
        position = 0
        while position < len(tokens):
            mention = self._match(passage, position)
            position = position + 1 if mention is None else mention.last + 1
            if mention is not None:
                mentions.append(mention)
        if self._rules.on(Rule.ANNOUNCED):
            mentions += find_announced(passage, mentions)
            mentions.sort(key=lambda mention: mention.start)
        self._weigh(passage, mentions)
        return [
            mention
            for mention in mentions
            if mention.qualifier is not None or self._rules.weigh(mention.evidence) > _HOPELESS
        ]

    def _weigh(self, passage: MarkedText, mentions: Sequence[Mention]) -> None:
        persons = find_persons(passage) if self._rules.on(Rule.PERSONS) else frozenset()
        starts = {mention.first: mention for mention in mentions}
        for mention in mentions:
            if passage.tokens[mention.last].gap in _WITHIN:
                mention.qualifier = starts.get(mention.last + 1)
            weigh(passage, mention, persons, self._rules)
        spread_heads(passage, mentions, self._rules)

    def _match(self, passage: MarkedText, position: int) -> Mention | None:
        tokens, most = passage.tokens, min(passage.known[position].longest, _LONGEST_NAME)
        token = tokens[position]
        if len(token.folded) <= _LONGEST_ABBREVIATION and self._rules.on(Rule.ACRONYMS):
            abbreviation = self._match_abbreviation(passage, position)
            if abbreviation is not None:
                return abbreviation
        if token.folded in words.ABBREVIATIONS:
            most = _LONGEST_NAME
        if most == 0:
            return None
        key, keys = token.folded, []
        last = position
        while True:
            keys.append(key)
            link = tokens[last].link
            if link is None or last + 1 - position >= most or last + 1 == len(tokens):
                break
            last += 1
            key += link + tokens[last].folded
        for length in range(len(keys), 0, -1):
            found = self._find(keys[length - 1], passage, position, length)
            if found:
                end = position + length - 1
                return Mention(token.start, tokens[end].end, found[0], position, end, found[1])
        return None

    def _find(
        self, key: str, passage: MarkedText, position: int, length: int
    ) -> tuple[str, Sequence[Candidate]] | None:
        if length > 1:
            return self._find_words(key, passage.known[position : position + length])
        token = passage.tokens[position]
        if token.folded in words.FUNCTION:
            return None
        candidates: Sequence[Candidate] = self._index.candidates(key)
        letters = token.text.replace(".", "")
        if self._rules.on(Rule.ACRONYMS) and len(letters) <= _LONGEST_CODE and letters.isupper():
            # "CAN" is no place, "USA" is; "MERS" is no foreign name of Moers, "LIMA" in a dateline is Lima.
            short = len(letters) <= _LONGEST_ACRONYM
            candidates = [c for c in candidates if (c.kind == PCLI if short else c.name_kind == NameKind.OWN)]
            if len(letters) > _LONGEST_ACRONYM and not _is_among_capitals(passage, position):
                candidates = [c for c in candidates if c.kind != "PPL" or c.population >= _KNOWN_TOWN]
            key = f"{key}!"
        elif len(key) < _THREE:
            return None
        return (key, candidates) if candidates else None

    def _find_words(self, key: str, known: Sequence[Word]) -> tuple[str, Sequence[Candidate]] | None:
        first, _, rest = key.partition(" ")
        key = f"{words.ABBREVIATIONS.get(first, first)} {rest}"
        first, _, final = key.rpartition(" ")
        key = f"{first} {words.FEATURE_ABBREVIATIONS.get(final, final)}"
        candidates: Sequence[Candidate] = self._index.candidates(key)
        if self._rules.on(Rule.COMMON_WORDS) and all(word.common for word in known):
            # "White House" translates a name of Casablanca, and never means it.
            candidates = [c for c in candidates if c.name_kind == NameKind.OWN]
            key = f"{key}!"
        return (key, candidates) if candidates else None

    def _match_abbreviation(self, passage: MarkedText, position: int) -> Mention | None:
        """Match "Ky." or "W.Va.", "B.C." by its initials, and "TX" after a comma."""
        tokens, known, text = passage.tokens, passage.known, passage.text
        token = tokens[position]
        after_comma = position > 0 and tokens[position - 1].gap in (", ", ",")
        end, found = token.end, self._letters.get(token.folded, ())
        if token.text.isupper() and len(token.text) <= _LONGEST_ACRONYM:
            found = found if after_comma else ()
        elif _DOTTED.fullmatch(token.text):
            found = [c for c in found if _initials(self._index.regions[c.region].name) == token.folded]
        else:
            pointed = token.text.endswith(".") or text[token.end : token.end + 1] == "."
            end += not token.text.endswith(".")
            sure = after_comma or not (
                known[position].common or known[position].first or token.folded in words.FUNCTION
            )
            regions = (
                [c for c in self._index.candidates(token.folded) if c.kind == ADM1 and c.name_kind] if pointed else ()
            )
            found = [c for c in regions if self._index.countries[c.country] == "US"] if sure else ()
        if not found:
            return None
        return Mention(
            token.start, end, f"{token.folded}.", position, position, [c._replace(name_kind=0) for c in found]
        )


def _is_among_capitals(passage: MarkedText, position: int) -> bool:
    """Return whether a word in capitals is of a headline or opens a dateline: "NEW IDEAS", "LIMA, Peru"."""
    tokens, token = passage.tokens, passage.tokens[position]
    near = (*tokens[max(0, position - 1) : position], *tokens[position + 1 : position + 2])
    if any(len(one.folded) > 1 and one.text.isupper() for one in near):
        return True
    return _DATELINE.match(passage.text, token.end) is not None


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper()).lower()
