"""The geoparser: recognition, candidates and choice put together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from geo.contract.vocabulary import Precision
from geo.drafting.geoparse import words
from geo.drafting.geoparse.choice import Chooser
from geo.drafting.geoparse.cleaning import clean_text
from geo.drafting.geoparse.context import DocumentContext, Sense
from geo.drafting.geoparse.index import Candidate, GazetteerIndex
from geo.drafting.geoparse.mention import Mention
from geo.drafting.geoparse.place import ADM1, ADM2, PCLI, NameKind
from geo.drafting.geoparse.recognition import Recogniser
from geo.drafting.geoparse.rules import THRESHOLD, Rule, Rules, get_rules
from geo.drafting.geoparse.tokens import to_key

# Evidence is counted from a town of this size.
_TOWN: Final = 10_000
_SOMEBODY: Final = 100

_RUNNERS_UP: Final = 3
_METRES: Final = 5  # decimals of a degree

_CUES: Final = frozenset({"place cue", "weak cue"})

_PRECISIONS: Final = {
    PCLI: Precision.COUNTRY, ADM1: Precision.REGION, ADM2: Precision.DISTRICT, "AIRP": Precision.EXACT,
    "PPL": Precision.NEAR, "PPLC": Precision.NEAR,
}  # fmt: skip

# Why a runner-up was not chosen, in the order of `ScoreParts`.
_PICKED: Final = "the text itself picks another"
_REASONS: Final = (
    "fewer people live there",
    "a place of a lesser kind",
    "known there by another name",
    _PICKED,
    "the document speaks of another country",
    "the document speaks of another region",
    "farther from the document's other places",
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A place of the gazetteer: `longitude` and `latitude` in degrees, WGS 84.

    `country` is ISO 3166-1 alpha-2, `region` ISO 3166-2 where it is known and `region_name` its name, `kind` a
    GeoNames feature code, `precision` how well the mention is placed.
    """

    name: str
    longitude: float
    latitude: float
    country: str | None
    region: str | None
    region_name: str | None
    kind: str
    precision: Precision
    gazetteer: str
    gazetteer_id: str | None


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """A place that was not chosen: its share of the probability, and the main reason against it."""

    place: Resolved
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place that a text names: `text[start:end]` is `name`; code points, end exclusive.

    `place` is None where its location is unknown. `score` is the probability that the name is a place, 0 to 1.
    """

    start: int
    end: int
    name: str
    place: Resolved | None
    score: float
    runners_up: tuple[RunnerUp, ...] = field(default=(), compare=False)


class Geoparser:
    """Finds the places that texts name."""

    def __init__(self, index: GazetteerIndex, off: Iterable[Rule] = ()) -> None:
        """Parse with `index`; `off` are rules to leave out."""
        self.index = index
        self._rules: Rules = get_rules(frozenset(off))
        self._recogniser = Recogniser(index, self._rules)
        self._chooser = Chooser(self._rules)
        self._resolve = lru_cache(maxsize=50_000)(self._read)

    @cached_property
    def countries(self) -> dict[str, int]:
        """The index's numbers of countries by ISO 3166-1 alpha-2."""
        return {code: number for number, code in self.index.countries.items()}

    def find_places(
        self, text: str, country: str | None = None, *, runners_up: bool = False, demonyms: bool = False
    ) -> list[Toponym]:
        """Return the places that `text` names, in order, none over another.

        `country` (ISO 3166-1 alpha-2) is the country the text is about; without it, that is inferred from the
        text. The text is read as it comes (`cleaning`), and the spans are its own. `demonyms` returns "Peruvian" as
        well. Linear in the length of the text.
        """
        clean = clean_text(text)
        mentions = self._recogniser.recognise(clean.text)
        context = self._chooser.choose(mentions, self.countries.get(country or ""))
        self._conclude(mentions, context)
        found = []
        for mention in mentions:
            score = _sigmoid(self._rules.weigh(mention.evidence))
            if score < THRESHOLD or (not demonyms and _is_demonym(mention, context)):
                continue
            found.append((mention, score))
        placed = self._place([mention for mention, _ in found], context)
        spans = [clean.to_original(mention.start, mention.end) for mention, _ in found]
        return [
            Toponym(
                start, end, text[start:end], place, round(score, 3),
                self._runners_up(mention, context) if runners_up else (),
            )
            for (mention, score), place, (start, end) in zip(found, placed, spans, strict=True)
        ]  # fmt: skip

    def resolve(
        self, text: str, spans: Sequence[tuple[int, int]], country: str | None = None, *, runners_up: bool = False
    ) -> list[Toponym]:
        """Return the place of each of `spans` (start, end in code points), and of nothing else."""
        clean = clean_text(text)
        every = self._recogniser.recognise(clean.text)
        inner = [clean.from_original(*span) for span in spans]
        given = [self._take(clean.text, span, every) for span in inner]
        rest = [m for m in every if not any(m.start < end and start < m.end for start, end in inner)]
        context = self._chooser.choose(
            sorted((*given, *rest), key=lambda m: (m.start, m.end)), self.countries.get(country or "")
        )
        self._conclude(given, context)
        return [
            Toponym(
                start, end, text[start:end], place, 1.0, self._runners_up(mention, context) if runners_up else ()
            )
            for mention, place, (start, end) in zip(given, self._place(given, context), spans, strict=True)
        ]  # fmt: skip

    def _take(self, text: str, span: tuple[int, int], mentions: Sequence[Mention]) -> Mention:
        """Return the mention of a span: the recognised one, or one looked up by the span's own words."""
        start, end = span
        for mention in mentions:
            if (mention.start, mention.end) == span:
                return mention
        key = to_key(text[start:end])
        for name in (key, *_shorter(key)):
            candidates = self.index.candidates(name)
            if candidates:
                qualifier = next(
                    (m for m in mentions if end < m.start <= end + 2 and text[end : m.start] in (", ", " (")), None
                )
                return Mention(start, end, name, 0, 0, candidates, {"constant": 1, "place cue": 1}, qualifier)
        inner = [m for m in mentions if m.start < end and start < m.end and m.candidates]
        if inner:
            longest = max(inner, key=lambda m: m.end - m.start)
            return Mention(start, end, longest.key, 0, 0, longest.candidates, dict(longest.evidence), longest.qualifier)
        return Mention(start, end, key, 0, 0, (), {"constant": 1}, announced=True)

    def _conclude(self, mentions: Sequence[Mention], context: DocumentContext) -> None:
        """Add the evidence that depends on the chosen place and on the other mentions of a name."""
        groups: defaultdict[str, list[Mention]] = defaultdict(list)
        shares: dict[tuple[str, int], tuple[float, float]] = {}
        for mention in mentions:
            groups[mention.key].append(mention)
            if mention.candidates:
                best = _get_best(mention, context.senses[mention.sense])
                evidence = mention.evidence
                evidence["population"] = math.log10((best.population + _SOMEBODY) / _TOWN)
                if best.kind == ADM1 and best.name_kind == NameKind.OWN and self._is_name(mention):
                    # "Wales" is a word, too, but names of regions like it are few and well known.
                    evidence["common word"] *= 0.5
                if best.name_kind in (NameKind.ALTERNATE, NameKind.SHORTENED):
                    evidence["other name"] = 1
                if best.kind in (ADM1, ADM2):
                    evidence["region" if best.kind == ADM1 else "district"] = 1
                key = mention.sense, best.place
                if key not in shares:
                    sense = context.senses[mention.sense]
                    shares[key] = (
                        context.country_shares(sense)(best.country) if best.country else 0.0,
                        context.region_shares(sense)(best.region) if best.region else 0.2,
                    )
                evidence["country of the document"], evidence["region of the document"] = shares[key]
        for group in groups.values():
            if len(group) > 1:
                _spread(group, "qualified elsewhere", {"qualified"})
                _spread(group, "cue elsewhere", _CUES)

    def _is_name(self, mention: Mention) -> bool:
        """Return whether a common word is a proper name as well."""
        return "common word" in mention.evidence and self.index.word(mention.key).proper

    def _place(self, mentions: Sequence[Mention], context: DocumentContext) -> list[Resolved | None]:
        """Return where each mention is; an announced name is somewhere in the region named nearest to it."""
        places: list[Resolved | None] = [
            self._resolve(_get_best(mention, context.senses[mention.sense])) if mention.candidates else None
            for mention in mentions
        ]
        known = [i for i, place in enumerate(places) if place is not None and place.precision < Precision.ESTIMATED]
        for position, mention in enumerate(mentions):
            if places[position] is None and known:
                nearest = min(known, key=lambda i: abs(mentions[i].start - mention.start))
                places[position] = _fall_back(places[nearest])
        return places

    def _read(self, candidate: Candidate) -> Resolved:
        record = self.index.record(candidate.place)
        region = self.index.regions.get(candidate.region)
        return Resolved(
            record.name, round(record.longitude, _METRES), round(record.latitude, _METRES),
            self.index.countries.get(candidate.country), region and region.iso, region and region.name,
            candidate.kind, _PRECISIONS.get(candidate.kind, Precision.ESTIMATED), record.gazetteer, record.gazetteer_id,
        )  # fmt: skip

    def _runners_up(self, mention: Mention, context: DocumentContext) -> tuple[RunnerUp, ...]:
        if not mention.candidates:
            return ()
        sense = context.senses[mention.sense]
        best = _get_best(mention, sense)
        winner = self._chooser.explain(context, mention.sense, best)
        ranked = sorted(zip(sense.shares, sense.candidates, strict=True), key=lambda pair: -pair[0])
        found = []
        for share, candidate in [pair for pair in ranked if pair[1].place != best.place][:_RUNNERS_UP]:
            parts = self._chooser.explain(context, mention.sense, candidate)
            losses = [own - other for own, other in zip(winner, parts, strict=True)]
            reason = _REASONS[losses.index(max(losses))]
            if candidate not in mention.options:
                reason = _PICKED
            found.append(RunnerUp(self._resolve(candidate), round(share, 3), reason))
        return tuple(found)


def _spread(mentions: Sequence[Mention], name: str, causes: Collection[str]) -> None:
    """Give the evidence `name` to each of a name's mentions of which another has one of `causes`."""
    having = [mention for mention in mentions if not mention.evidence.keys().isdisjoint(causes)]
    for mention in mentions if having else ():
        if having != [mention]:
            mention.evidence[name] = 1


def _get_best(mention: Mention, sense: Sense) -> Candidate:
    """Return the likeliest of the places that a mention's qualifier leaves."""
    if len(mention.options) == len(sense.candidates):
        return sense.candidates[sense.best]
    left = {candidate.place for candidate in mention.options}
    ranked = [(share, -i) for i, share in enumerate(sense.shares) if sense.candidates[i].place in left]
    return sense.candidates[-max(ranked)[1]] if ranked else mention.options[0]


def _is_demonym(mention: Mention, context: DocumentContext) -> bool:
    return bool(mention.candidates) and _get_best(mention, context.senses[mention.sense]).name_kind == NameKind.DEMONYM


def _fall_back(place: Resolved | None) -> Resolved | None:
    """Return the region of `place` as what is known of a name that no gazetteer has."""
    if place is None:
        return None
    precision = Precision.REGION if place.kind == ADM1 else Precision.ESTIMATED
    return Resolved(
        place.name, place.longitude, place.latitude, place.country, place.region, place.region_name, place.kind,
        precision, place.gazetteer, place.gazetteer_id,
    )  # fmt: skip


def _shorter(key: str) -> list[str]:
    """Return the name without the word for its kind of place."""
    first, _, rest = key.partition(" ")
    start, _, last = key.rpartition(" ")
    found = [start] if start and last in words.FEATURES else []
    if rest and (first in words.FEATURE_HEADS or first in words.SURE_HEADS_OF):
        found.append(rest.removeprefix("of "))
    if start and last == "co":
        found.insert(0, f"{start} county")
    return found


def _sigmoid(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -700 else 0.0  # noqa: PLR2004 -- where exp overflows
