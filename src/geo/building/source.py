"""`source.toml`: what the document is, how its items are numbered, and what of it no record uses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from geo.building.tables import FILLED, LAX, BothLanguages, Date, ItemNumber, Line, Table, load_toml, parse_table
from geo.contract.vocabulary import Theme

_Ordinal = Annotated[int, Field(gt=0, lt=100)]  # two digits, as an item's number has at most


class Section(Table):
    """A section of the document: it begins with `heading` and holds `items` bullets.

    `words` are those of the introduction that belong to the section's theme.
    """

    number: _Ordinal
    theme: Annotated[Theme, LAX]
    heading: Line
    items: _Ordinal
    words: Annotated[tuple[Line, ...], LAX] = ()


class Exclusion(Table):
    """Something of the document that no record uses: its words, the item (None for all), and why; visitors read that.

    A passage begins with `what` and ends with the first `until` after it.
    """

    what: Line
    until: Line | None = None
    item: ItemNumber | None = None
    reason: BothLanguages


class Source(Table):
    """The document.

    `dates` gives phrases that mean a date because the document's own date is known ("This year"), `names` what the
    document calls the places that records name otherwise, `digests` the fingerprint of each item, which `geo accept`
    writes. A line that begins with `end_mark` ends the document, if one does.
    """

    title: Line
    publisher: Line
    date: Line
    url: Line
    sha256: Line
    end_mark: Line | None = None
    notice: BothLanguages
    sections: Annotated[tuple[Section, ...], LAX]
    dates: Mapping[Line, Date]
    names: Mapping[Line, Annotated[tuple[Line, ...], LAX, FILLED]]
    digests: Mapping[ItemNumber, Line] = {}
    left_out: Annotated[tuple[Exclusion, ...], LAX]


def load_source(path: Path) -> Source:
    """Return the source that the file at `path` describes. Raises DataError with every fault of the file."""
    return parse_table(Source, load_toml(path, path.name), path.name)
