"""The audit's result, as text for a terminal and as JSON."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.building.audit.backward import Account, Thing, account, find_idle
from geo.building.audit.document import Document, find_changes
from geo.building.audit.forward import Trace, trace_program
from geo.building.audit.pairs import find_pair_faults
from geo.building.audit.reading import PlaceFinder, Reading, read_document
from geo.building.audit.shorts import find_short_faults
from geo.building.audit.sites import find_site_faults
from geo.building.findings import fingerprint_records
from geo.building.records import Records
from geo.contract.faults import Fault
from geo.contract.fields import ACCOUNTS, LEFT_OUT
from geo.contract.vocabulary import ThingKind

_ACCOUNTS: Final = (Account.USED, Account.LEFT_OUT)
_SHOWN: Final = 60  # characters of what is left out


@dataclass(frozen=True, slots=True)
class Report:
    """What the audit found: `checked` statements of the records, the document's `things`, and every fault.

    `items` gives the programmes that cite each item of the document, in its order.
    """

    programs: int
    checked: int
    things: tuple[Thing, ...]
    same_bytes: bool
    changes: tuple[str, ...]
    items: Mapping[str, tuple[str, ...]]
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
                {
                    "kind": t.kind,
                    "item": t.item,
                    "start": t.start,
                    "end": t.end,
                    "words": t.words,
                    "account": t.account,
                    "reason": None if t.reason is None else t.reason.en,
                }
                for t in self.things
            ],
            "items": {item: list(programs) for item, programs in self.items.items()},
            "faults": [{"file": f.file, "key": f.key, "what": f.what} for f in self.faults],
        }

    def to_findings(self, records: Records) -> dict[str, Any]:
        """Return what visitors are shown of the audit of `records`: the metadata's `audit`, without sentences."""
        return {
            "records": fingerprint_records(records),
            "checked": self.checked,
            "things": {
                kind.value: {name: counts[account.value] for name, account in zip(ACCOUNTS, _ACCOUNTS, strict=True)}
                for kind in ThingKind
                for counts in [self._count(kind)]
            },
            "items": [
                {"item": item, "programs": list(programs), "left_out": list(self._find_left_out(item))}
                for item, programs in self.items.items()
            ],
        }

    def _find_left_out(self, item: str) -> Iterator[dict[str, Any]]:
        """Yield what is left out of an item: its kind, its words where it is no sentence, how often, and why.

        A sentence stands for all that is in it.
        """
        left_out = [thing for thing in self.things if thing.account is Account.LEFT_OUT and thing.item == item]
        sentences = [(thing.start, thing.end) for thing in left_out if thing.kind is ThingKind.SENTENCE]
        counts = Counter(
            (thing.kind, None if thing.kind is ThingKind.SENTENCE else " ".join(thing.words.split()), thing.reason)
            for thing in left_out
            if thing.kind is ThingKind.SENTENCE
            or not any(start <= thing.start and thing.end <= end for start, end in sentences)
        )
        for (kind, words, reason), count in counts.items():
            if reason is not None:
                values = (kind.value, words, count, reason.en, reason.es)
                yield dict(zip(LEFT_OUT, values, strict=True))

    def to_text(self) -> str:
        """Return the report as lines for a terminal, without the faults."""
        state = "the document of record, byte for byte" if self.same_bytes else "another file than the one of record"
        lines = [f"document  {state}", *(f"          {change}" for change in self.changes)]
        lines.append(f"forward   {self.checked} statements of {self.programs} programmes checked")
        for kind in ThingKind:
            counts = self._count(kind)
            listed = ", ".join(f"{counts[name.value]} {name.value}" for name in Account)
            lines.append(f"backward  {sum(counts.values()):4} {kind.value}: {listed}")
        for item, programs in self.items.items():
            lines.append(f"item {item:4} {', '.join(programs) or 'no programme'}")
        lines += self._list_left_out()
        lines.append(f"covered   {self.share:.1%} of the document; {len(self.faults)} faults")
        return "\n".join(lines)

    def _list_left_out(self) -> list[str]:
        """Return a line for each thing that is left out, with the item and the reason; equal ones are one line."""
        left_out = (thing for thing in self.things if thing.account is Account.LEFT_OUT)
        counts = Counter(
            (textwrap.shorten(t.words, _SHOWN, placeholder=" …"), t.reason and t.reason.en) for t in left_out
        )
        return [
            f"left out  {words!r}{f' ({count} times)' if count > 1 else ''}: {reason}"
            for (words, reason), count in counts.items()
        ]

    def _count(self, kind: ThingKind) -> dict[str, int]:
        counts = Counter(thing.account for thing in self.things if thing.kind is kind)
        return {name.value: counts[name] for name in Account}


def audit(document: Document, records: Records, find_places: PlaceFinder) -> Report:
    """Return the audit of the records against the document, in both directions.

    `find_places` finds the places of the text; whatever it finds must be a site of the item or be left out.
    """
    reading = read_document(document, records, find_places)
    traces = [trace_program(program, reading) for program in records.programs.values()]
    return build_report(reading, traces)


def build_report(reading: Reading, traces: Sequence[Trace]) -> Report:
    """Return the report on traces made from one reading of the document."""
    things = account(reading, traces)
    between = [*find_pair_faults(reading, traces), *find_site_faults(reading), *find_short_faults(reading)]
    changes = find_changes(reading.document, reading.source)
    return Report(
        len(traces),
        sum(one.checked for one in traces),
        tuple(things),
        reading.document.sha256 == reading.source.sha256,
        tuple(changes),
        {item: tuple(one.program.id for one in traces if one.item == item) for item in reading.document.items},
        tuple(sorted({*_find_faults(traces, things, find_idle(reading, things), changes), *between})),
    )


def _find_faults(
    traces: Sequence[Trace], things: Iterable[Thing], idle: Iterable[tuple[str, str, str]], changes: Iterable[str]
) -> Iterable[Fault]:
    for one in traces:
        yield from (Fault(f"programs/{one.program.id}.toml", key, what) for key, what in one.problems)
    for thing in things:
        users = [one.program.id for one in traces if one.item == thing.item and thing.start in one.claims]
        if thing.kind is ThingKind.AMOUNT and len(users) > 1:
            yield Fault("document", f"item {thing.item}", f"{thing.words!r} is the amount of {' and '.join(users)}")
        if thing.account is Account.MISSING:
            what = f"{thing.words!r} ({thing.kind}) is in no record and not left out"
            yield Fault("document", f"item {thing.item or 'none'}", what)
    yield from (Fault(file, key, f"{words!r} stands for nothing in the document") for file, key, words in idle)
    yield from (Fault("document", "", change) for change in changes)
