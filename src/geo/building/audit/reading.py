"""What the audit reads from the document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from geo.building.audit.document import Document, Item
from geo.building.audit.mentions import NameMention, find_mentions
from geo.building.audit.numbers import Number, find_numbers
from geo.building.models import Site
from geo.building.records import Records
from geo.building.source import Source

PlaceFinder = Callable[[str], Iterable[tuple[int, int]]]
"""What finds the places of any text: the start and end (exclusive) of each, in code points."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The document and what stands in it: numbers, places and institutions, each in the order of the text."""

    document: Document
    source: Source
    sites: Mapping[str, Site]
    numbers: tuple[Number, ...]
    places: tuple[NameMention, ...]
    institutions: tuple[NameMention, ...]

    def find_item(self, position: int) -> Item | None:
        """Return the item that holds this code point of the text, or None: a heading."""
        items = list(self.document.items.values())
        found = items[bisect_right([item.start for item in items], position) - 1]
        return found if found.start <= position < found.end else None


def read_document(document: Document, records: Records, find_places: PlaceFinder) -> Reading:
    """Return what the document says, in the names that the records use. Nothing after the end mark is read."""
    text = document.text[: max(item.end for item in document.items.values())]
    sites = [site.name for site in records.sites.values()]
    institutions = [name for program in records.programs.values() for name in (*program.agencies, *program.partners)]
    return Reading(
        document,
        records.source,
        records.sites,
        tuple(find_numbers(text)),
        tuple(find_mentions(text, _get_forms(records.source, sites), find_places(text))),
        tuple(find_mentions(text, _get_forms(records.source, institutions))),
    )


def _get_forms(source: Source, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return how the document writes each of `names`: as the source says, or as it is."""
    return {name: source.names.get(name, (name,)) for name in names}
