"""The audit's result, as text for a terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from geo.building.audit.backward import Account, Thing, ThingKind, account, find_idle
from geo.building.audit.document import Document, find_changes
from geo.building.audit.forward import Trace, trace
from geo.building.audit.reading import PlaceFinder, Reading, read_document
from geo.building.records import Records
from geo.contract.faults import Fault


@dataclass(frozen=True, slots=True)
class Report:
    """What the audit found: `checked` statements of the records, the document's `things`, and every fault."""

    programs: int
    checked: int
    things: tuple[Thing, ...]
    same_bytes: bool
    changes: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def share(self) -> float:
        """Return the share of the document's things that are accounted for, 0 to 1; 1 where there are none."""
        missing = sum(thing.account is Account.MISSING for thing in self.things)
        return 1 - missing / len(self.things) if self.things else 1.0

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "sound": not self.faults,
            "document": {"same_bytes": self.same_bytes, "changes": list(self.changes)},
            "forward": {"programs": self.programs, "checked": self.checked},
            "backward": {"share": self.share, **{kind.value: self._count(kind) for kind in ThingKind}},
            "things": [
                {"kind": t.kind, "item": t.item, "start": t.start, "end": t.end, "words": t.words, "account": t.account}
                for t in self.things
            ],
            "faults": [{"file": f.file, "key": f.key, "what": f.what} for f in self.faults],
        }

    def to_text(self) -> str:
        """Return the report as lines for a terminal, without the faults."""
        state = "the document of record, byte for byte" if self.same_bytes else "another file than the one of record"
        lines = [f"document  {state}", *(f"          {change}" for change in self.changes)]
        lines.append(f"forward   {self.checked} statements of {self.programs} programmes checked")
        for kind in ThingKind:
            counts = self._count(kind)
            listed = ", ".join(f"{counts[name.value]} {name.value}" for name in Account)
            lines.append(f"backward  {sum(counts.values()):4} {kind.value}: {listed}")
        lines.append(f"covered   {self.share:.1%} of the document; {len(self.faults)} faults")
        return "\n".join(lines)

    def _count(self, kind: ThingKind) -> dict[str, int]:
        counts = Counter(thing.account for thing in self.things if thing.kind is kind)
        return {name.value: counts[name] for name in Account}


def audit(document: Document, records: Records, find_places: PlaceFinder) -> Report:
    """Return the audit of the records against the document, in both directions.

    `find_places` finds the places of the text; whatever it finds must be a site of the item or be left out.
    """
    reading = read_document(document, records, find_places)
    traces = [trace(program, reading) for program in records.programs.values()]
    return build_report(reading, traces)


def build_report(reading: Reading, traces: Sequence[Trace]) -> Report:
    """Return the report on traces made from one reading of the document."""
    things = account(reading, traces)
    changes = find_changes(reading.document, reading.source)
    return Report(
        len(traces),
        sum(one.checked for one in traces),
        tuple(things),
        reading.document.sha256 == reading.source.sha256,
        tuple(changes),
        tuple(sorted(_find_faults(traces, things, find_idle(reading, things), changes))),
    )


def _find_faults(
    traces: Sequence[Trace], things: Iterable[Thing], idle: Iterable[tuple[str, str]], changes: Iterable[str]
) -> Iterable[Fault]:
    for one in traces:
        yield from (Fault(f"programs/{one.program}.toml", key, what) for key, what in one.problems)
    for thing in things:
        users = [one.program for one in traces if one.item == thing.item and thing.start in one.claims]
        if thing.kind is ThingKind.AMOUNT and len(users) > 1:
            yield Fault("document", f"item {thing.item}", f"{thing.words!r} is the amount of {' and '.join(users)}")
        if thing.account is Account.MISSING:
            what = f"{thing.words!r} ({thing.kind}) is in no record and not left out"
            yield Fault("document", f"item {thing.item or 'none'}", what)
    yield from (Fault("source.toml", key, f"{words!r} stands for nothing in the document") for key, words in idle)
    yield from (Fault("document", "", change) for change in changes)
