"""Toponym resolution: which of the places of one name a text means.

A name's candidates are weighed by how many people live there, by the country and the region that the rest of the
document is about, and by how near the document's other places are; what a text says itself ("Paris, Texas") outweighs
all of it, and a name means one place throughout. The document's countries and regions are in turn those of its
candidates, so that both are found together in a few rounds.

Sources: Leidner 2008, "Toponym Resolution in Text" (population, spatial minimality, one sense per discourse,
containment qualifiers); Lieberman & Samet 2012, "Adaptive Context Features for Toponym Resolution in Streaming News"
(closeness); Kamalloo & Rafiei 2018, "A Coherent Unsupervised Model for Toponym Resolution" (containment at each
level of the hierarchy); Gritta, Pilehvar & Collier 2018, "Which Melbourne?" (population as the baseline to beat).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from geo.drafting.geoparse.context import DocumentContext, Sense
from geo.drafting.geoparse.index import Candidate
from geo.drafting.geoparse.mention import Mention
from geo.drafting.geoparse.place import ADM1, ADM2, PCLI, TOWNS, WIDE, NameKind
from geo.drafting.geoparse.rules import Rule, Rules

_ROUNDS: Final = 2

# A place of unknown population counts as a hamlet.
_FEWEST: Final = 300

# Share of a country or a region that the document does not name.
_UNNAMED: Final = 0.02

# The region of a town whose region is not known: no region has this number.
_NOWHERE: Final = -2

# Share used for a country in place of that of its region, and for a continent in place of that of its country.
_COUNTRY: Final = 0.12
_CONTINENT: Final = 0.24

# Kilometres within which most of a local story happens, and the degrees beyond which no distance is worked out.
_NEIGHBOURHOOD_KM: Final = 60.0
_FAR: Final = 3.0
_DEGREE_KM: Final = 111.2
_EARTH_RADIUS_KM: Final = 6371.0088  # the mean (IUGG)
_DISTRICT_KM: Final = 60.0

# Added to a name's log-odds before the evidence is complete.
_PRIOR: Final = 1.0


class ScoreParts(NamedTuple):
    """The parts of a candidate's score; the highest sum wins."""

    population: float
    kind: float
    name: float
    qualifier: float
    country: float
    region: float
    closeness: float


def lies_in(inner: Candidate, outer: Candidate) -> bool:
    """Return whether a place lies in a country, a region or a district."""
    if inner.kind in (outer.kind, PCLI):
        return False
    if outer.kind == PCLI:
        return inner.country == outer.country
    if outer.kind == ADM1:
        return inner.region == outer.region != 0
    return outer.kind == ADM2 and inner.region == outer.region and _distance(inner, outer) < _DISTRICT_KM


class Chooser:
    """Chooses with one set of rules."""

    def __init__(self, rules: Rules) -> None:
        """Take the weights of `rules`."""
        self._rules = rules
        self._weights = rules.preferences
        self._scores: dict[str, list[float]] = {}

    def choose(self, mentions: Sequence[Mention], country: int | None = None) -> DocumentContext:
        """Return the document that `mentions` make, each name with the share of each of its places.

        Mentions are narrowed by their qualifiers first. `country` is the index's number of a country given by hand.
        """
        if self._rules.on(Rule.QUALIFIERS):
            _narrow(mentions)
        for mention in mentions:
            mention.sense = mention.key if self._rules.on(Rule.DISCOURSE) else f"{mention.key}@{mention.start}"
        context = DocumentContext(self._gather(mentions))
        for _ in range(_ROUNDS):
            context.survey(country)
            for key, sense in context.senses.items():
                if len(sense.candidates) > 1:
                    sense.shares = self._judge(context, key, sense)
        return context

    def _gather(self, mentions: Sequence[Mention]) -> dict[str, Sense]:
        senses: dict[str, Sense] = {}
        for mention in mentions:
            if not mention.candidates:
                continue
            sense = senses.get(mention.sense)
            if sense is None:
                sense = senses[mention.sense] = Sense(mention.key, mention.candidates)
            sense.weight += _sigmoid(self._rules.weigh(mention.evidence) + _PRIOR)
            if "qualified" in mention.evidence or "qualifies" in mention.evidence or mention.narrowed:
                sense.asked.update(candidate.place for candidate in mention.options)
            if len(mention.candidates) > len(sense.candidates):
                sense.candidates = mention.candidates
        for sense in senses.values():
            sense.weight = math.log1p(sense.weight)
            if len(self._scores.get(sense.key, ())) != len(sense.candidates):
                self._scores[sense.key] = [sum(parts) for parts in self._weigh_alone(sense.candidates)]
            sense.scores = self._scores[sense.key]
            if sense.asked:
                asked = (self._weigh_asked(sense, candidate) for candidate in sense.candidates)
                sense.scores = [score + more for score, more in zip(sense.scores, asked, strict=True)]
            sense.shares = _softmax(sense.scores)
        return senses

    def _weigh_alone(self, candidates: Sequence[Candidate]) -> Iterator[tuple[float, float, float]]:
        """Yield the parts of each candidate's score that no document changes: population, kind, name."""
        weights = self._weights
        towns = {c.region for c in candidates if c.kind in TOWNS and c.name_kind == NameKind.OWN}
        for candidate in candidates:
            kind = weights[_KIND_WEIGHTS[candidate.kind]] if candidate.kind in _KIND_WEIGHTS else 0.0
            if candidate.kind == ADM1 and candidate.region in towns:
                kind = weights["region of a town of its name"]
            name = weights[_NAME_WEIGHTS[candidate.name_kind]] if candidate.name_kind in _NAME_WEIGHTS else 0.0
            yield weights["population"] * math.log10(candidate.population + _FEWEST), kind, name

    def _weigh_asked(self, sense: Sense, candidate: Candidate) -> float:
        asked = sense.asked.get(candidate.place, 0)
        return self._weights["qualifier"] + 2 * math.log(asked) if asked else 0.0

    def _judge(self, context: DocumentContext, key: str, sense: Sense) -> list[float]:
        """Return the shares of a name's places, given the rest of the document."""
        country_weight, region_weight = self._weights["country prior"], self._weights["region prior"]
        by_country = {0: country_weight * math.log(_CONTINENT)}
        by_region = {0: region_weight * math.log(_COUNTRY)}
        country_share, region_share = context.country_shares(sense), context.region_shares(sense)
        scores = []
        for candidate, score in zip(sense.candidates, sense.scores, strict=True):
            country, region = candidate.country, candidate.region
            if not region and candidate.kind not in WIDE:
                region = _NOWHERE
            if country not in by_country:
                by_country[country] = country_weight * math.log(country_share(country) + _UNNAMED)
            if region not in by_region:
                by_region[region] = region_weight * math.log(region_share(region) + _UNNAMED)
            scores.append(score + by_country[country] + by_region[region])
        # Skip the distances of a candidate that is too far behind for closeness to matter.
        least = max(scores) - self._weights["closeness"] * math.log1p(sum(anchor[0] for anchor in context.anchors))
        return _softmax(
            [
                score + self._closeness(context, key, candidate) if score > least else score
                for candidate, score in zip(sense.candidates, scores, strict=True)
            ]
        )

    def _closeness(self, context: DocumentContext, key: str, candidate: Candidate) -> float:
        weight = self._weights["closeness"]
        if not weight or candidate.kind in WIDE:
            return 0.0
        near = 0.0
        latitude, longitude, place = candidate.latitude, candidate.longitude, candidate.place
        for sureness, name, anchor in context.anchors:
            north = anchor.latitude - latitude
            if -_FAR < north < _FAR:
                east = anchor.longitude - longitude
                if -2 * _FAR < east < 2 * _FAR and name != key and anchor.place != place:
                    # Flat within a few degrees: the distance only ranks candidates, and is not reported.
                    east *= math.cos(math.radians(latitude))
                    near += sureness * math.exp(-_DEGREE_KM / _NEIGHBOURHOOD_KM * math.hypot(north, east))
        return weight * math.log1p(near)

    def explain(self, context: DocumentContext, key: str, candidate: Candidate) -> ScoreParts:
        """Return the parts of a candidate's score."""
        sense = context.senses[key]
        weights = self._weights
        alone = dict(zip(sense.candidates, self._weigh_alone(sense.candidates), strict=True))
        country = context.country_shares(sense)(candidate.country) + _UNNAMED if candidate.country else _CONTINENT
        wide = not candidate.region and candidate.kind in WIDE
        region = _COUNTRY if wide else context.region_shares(sense)(candidate.region or _NOWHERE) + _UNNAMED
        return ScoreParts(
            *alone[candidate], self._weigh_asked(sense, candidate),
            weights["country prior"] * math.log(country), weights["region prior"] * math.log(region),
            self._closeness(context, key, candidate),
        )  # fmt: skip


def _narrow(mentions: Sequence[Mention]) -> None:
    """Keep those candidates of "Paris, Texas" that lie in Texas, and that Texas in which they do."""
    # From the last: of "Paris, Lamar County, Texas" the county is narrowed before the town.
    for mention in reversed(mentions):
        holder = mention.qualifier
        if holder is None:
            continue
        inner = [c for c in mention.options if any(lies_in(c, outer) for outer in holder.options)]
        if inner:
            holder.options = [c for c in holder.options if any(lies_in(other, c) for other in inner)]
            mention.options = inner
            mention.evidence["qualified"] = holder.evidence["qualifies"] = 1
            holder.evidence.pop("after a comma", None)


_KIND_WEIGHTS: Final = {
    ADM1: "region",
    PCLI: "country",
    "CONT": "continent",
    "RGN": "continent",
    "AIRP": "airport",
    "PPLC": "capital",
}
_NAME_WEIGHTS: Final[dict[int, str]] = {NameKind.ALTERNATE: "alternate", NameKind.SHORTENED: "shortened"}


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    odds = [math.exp(score - top) for score in scores]
    total = sum(odds)
    return [odd / total for odd in odds]


def _sigmoid(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _distance(a: Candidate, b: Candidate) -> float:
    """Return the great-circle distance in kilometres (haversine formula); importing pyproj would take long."""
    phi, phi2 = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((phi2 - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(phi2) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
