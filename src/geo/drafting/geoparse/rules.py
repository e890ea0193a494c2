"""The rules of the geoparser, what each weighs, and which are switched on.

Recognition adds up evidence as log-odds, as a logistic model does; choice adds up the parts of a candidate's score.
Weights were fitted on each of two public corpora, checked on the other, and rounded: only the first digit of each is
meaningful.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Rule(StrEnum):
    """What can be switched off, each on its own."""

    COMMON_WORDS = "common words"  # "Reading" is often no place
    PERSONS = "person names"  # "Paris Hilton", "Mr. Lincoln", and "Lincoln" after it
    LONGER_NAMES = "longer names"  # "Memphis Street", "Los Angeles Declaration", "Toyota Tacoma"
    ACRONYMS = "acronyms"  # "CAN", "MAR"; "Ky.", "B.C." and ", TX" are regions
    CUES = "cues"  # "in X", "near X", "X said"
    QUALIFIERS = "qualifiers"  # "X, Y" and "X in Y": X lies in Y
    DISCOURSE = "one sense per discourse"  # a name means the same place throughout
    POPULATION = "population"  # the larger of two places
    NAME_KINDS = "kinds of names"  # a place's own name before its other ones
    FEATURE_KINDS = "kinds of features"  # countries and regions before towns
    COUNTRY_PRIOR = "country prior"  # the country that the document is about
    REGION_PRIOR = "region prior"  # the region that it is about
    CLOSENESS = "closeness"  # near the document's other places
    ANNOUNCED = "announced names"  # "X reservoir": a place, though no gazetteer has it


# Evidence that a capitalised name is a place here: the rule it belongs to, and its log-odds.
EVIDENCE: Final[Mapping[str, tuple[Rule | None, float]]] = MappingProxyType({
    "constant": (None, -0.7),
    "three words": (None, 0.6),
    "capitals": (None, 0.7),
    "common word": (Rule.COMMON_WORDS, -1.6),
    "word of an institution": (Rule.COMMON_WORDS, -3.0),
    "after a first name": (Rule.PERSONS, -1.3),
    "after a title": (Rule.PERSONS, -0.7),
    "first name": (Rule.PERSONS, -1.5),
    "last name": (Rule.PERSONS, -1.3),
    "person elsewhere": (Rule.PERSONS, -2.5),
    "before a verb of saying": (Rule.PERSONS, -1.6),
    "after a direction": (Rule.LONGER_NAMES, 0.7),
    "after a capital": (Rule.LONGER_NAMES, -0.6),
    "before a feature": (Rule.LONGER_NAMES, 0.5),
    "before a common noun": (Rule.LONGER_NAMES, -0.9),
    "before a name": (Rule.LONGER_NAMES, -1.5),
    "before a way": (Rule.LONGER_NAMES, -1.4),
    "before an agreement": (Rule.LONGER_NAMES, -4.0),
    "of a head": (Rule.CUES, 1.3),
    "place cue": (Rule.CUES, 1.8),
    "weak cue": (Rule.CUES, 0.6),
    "article": (Rule.CUES, 0.3),
    "qualified": (Rule.QUALIFIERS, 1.9),
    "qualifies": (Rule.QUALIFIERS, 0.9),
    "after a comma": (Rule.QUALIFIERS, 1.1),
    "qualified elsewhere": (Rule.DISCOURSE, 1.1),
    "cue elsewhere": (Rule.DISCOURSE, 1.0),
    "population": (Rule.POPULATION, 0.7),
    "other name": (Rule.NAME_KINDS, -1.2),
    "region": (Rule.FEATURE_KINDS, 0.5),
    "district": (Rule.FEATURE_KINDS, 0.5),
    "feature word": (Rule.FEATURE_KINDS, 1.3),
    "announced": (Rule.ANNOUNCED, 1.5),
    "country of the document": (Rule.COUNTRY_PRIOR, 1.2),
    "region of the document": (Rule.REGION_PRIOR, 4.0),
})  # fmt: skip

# The weights of a candidate's score, each per unit of its rule.
PREFERENCES: Final[Mapping[str, tuple[Rule | None, float]]] = MappingProxyType({
    "population": (Rule.POPULATION, 0.7),
    "region": (Rule.FEATURE_KINDS, 1.0),
    "region of a town of its name": (Rule.FEATURE_KINDS, -1.0),
    "country": (Rule.FEATURE_KINDS, 2.5),
    "continent": (Rule.FEATURE_KINDS, 1.5),
    "capital": (Rule.FEATURE_KINDS, 2.0),
    "airport": (Rule.FEATURE_KINDS, -1.0),
    "alternate": (Rule.NAME_KINDS, -1.2),
    "shortened": (Rule.NAME_KINDS, -1.6),
    "country prior": (Rule.COUNTRY_PRIOR, 0.9),
    "region prior": (Rule.REGION_PRIOR, 0.9),
    "closeness": (Rule.CLOSENESS, 1.6),
    "qualifier": (Rule.QUALIFIERS, 8.0),
})  # fmt: skip

# A name is a place from this probability on.
THRESHOLD: Final = 0.5


@dataclass(frozen=True, slots=True)
class Rules:
    """Weights with some rules switched off."""

    off: frozenset[Rule]
    evidence: Mapping[str, float]
    preferences: Mapping[str, float]

    def on(self, rule: Rule) -> bool:
        """Return whether a rule is switched on."""
        return rule not in self.off

    def weigh(self, evidence: Mapping[str, float]) -> float:
        """Return the log-odds that a mention with this evidence is a place."""
        weights = self.evidence
        return sum(weights[name] * value for name, value in evidence.items())


def get_rules(off: frozenset[Rule] = frozenset()) -> Rules:
    """Return the weights with the rules in `off` switched off."""
    return Rules(
        off,
        {name: 0.0 if rule in off else weight for name, (rule, weight) in EVIDENCE.items()},
        {name: 0.0 if rule in off else weight for name, (rule, weight) in PREFERENCES.items()},
    )
