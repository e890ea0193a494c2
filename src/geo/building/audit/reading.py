"""What the audit reads from the document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from geo.building.audit.document import Document, Item
from geo.building.audit.language import split_words
from geo.building.audit.lines import BULLET
from geo.building.audit.mentions import NameMention, compile_words, find_mentions
from geo.building.audit.names import find_names
from geo.building.audit.numbers import Number, find_numbers
from geo.building.audit.sentences import split_sentences
from geo.building.lists import Lists
from geo.building.models import Site
from geo.building.records import Records
from geo.building.source import Exclusion, Source

PlaceFinder = Callable[[str], Iterable[tuple[int, int]]]
"""What finds the places of any text: the start and end (exclusive) of each, in code points."""


@dataclass(frozen=True, slots=True, eq=False)  # what is found of one object is cached
class Reading:
    """The document and what stands in it, each in the order of the text.

    `sentences`, `names` and `excused` are spans (code points, end exclusive): the sentences, what is a proper name by
    its form, and what the source leaves out, each with its entry. `vocabulary` holds the text's words.
    """

    document: Document
    source: Source
    lists: Lists
    sites: Mapping[str, Site]
    numbers: tuple[Number, ...]
    places: tuple[NameMention, ...]
    institutions: tuple[NameMention, ...]
    sentences: tuple[tuple[int, int], ...]
    names: tuple[tuple[int, int], ...]
    excused: tuple[tuple[int, int, Exclusion], ...]
    vocabulary: frozenset[str]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the records' texts are."""
        return self.source.collection.languages

    @property
    def countries(self) -> frozenset[str]:
        """The countries of the sites, ISO 3166-1 alpha-2."""
        return frozenset(site.country for site in self.sites.values())

    def is_left_out(self, begin: int, stop: int, item: Item) -> bool:
        """Return whether the source leaves out text[begin:stop], which is of the item."""
        return any(
            start <= begin and stop <= end and entry.item in {None, item.number} for start, end, entry in self.excused
        )

    def find_item(self, position: int) -> Item | None:
        """Return the item that holds this code point of the text, or None: a heading."""
        items = list(self.document.items.values())
        found = items[bisect_right([item.start for item in items], position) - 1]
        return found if found.start <= position < found.end else None


def read_document(document: Document, records: Records, find_places: PlaceFinder) -> Reading:
    """Return what the document says: institutions by their list, names by their form, places by `find_places` too.

    Nothing after the end mark is read, and no number that an item or a heading has before it.
    """
    text = document.text[: max(item.end for item in document.items.values())]
    source, lists = records.source, records.lists
    places = {site.name: source.names.get(site.name, (site.name,)) for site in records.sites.values()}
    marks = [match.span() for match in BULLET.finditer(text) if match["counted"]]
    numbers = (one for one in find_numbers(text) if not any(start <= one.start < end for start, end in marks))
    sentences = [span for item in document.items.values() for span in split_sentences(text, item.start, item.end)]
    return Reading(
        document,
        source,
        lists,
        records.sites,
        tuple(numbers),
        tuple(find_mentions(text, places, find_places(text))),
        tuple(find_mentions(text, {one.en: one.forms or (one.en,) for one in lists.institutions})),
        tuple(sentences),
        tuple(span for start, end in sentences for span in find_names(text, start, end)),
        tuple((*span, entry) for entry in source.left_out for span in find_excused(document, entry)),
        frozenset(split_words(text)),
    )


def find_excused(document: Document, entry: Exclusion) -> list[tuple[int, int]]:
    """Return start and end of each place where the entry's item, or without one the whole document, has its words."""
    if entry.item is not None and entry.item not in document.items:
        return []
    item = None if entry.item is None else document.items[entry.item]
    begin, end = (0, len(document.text)) if item is None else (item.start, item.end)
    words = compile_words(entry.what)
    if entry.until is not None:
        words += rf"[^\n]*?{compile_words(entry.until)}"
    return [match.span() for match in re.compile(words, re.IGNORECASE).finditer(document.text, begin, end)]
