"""`source.toml`: what the document is, how its items are numbered, and what of it no record uses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from geo.building.collection import Presentation, find_languages
from geo.building.tables import FILLED, LAX, BothLanguages, Date, ItemNumber, Line, Table, load_toml, parse_table
from geo.contract.check import is_in_calendar
from geo.contract.faults import DataError, Fault, gathered
from geo.contract.fields import SOURCE_FORMS
from geo.contract.vocabulary import Theme

_Ordinal = Annotated[int, Field(gt=0, lt=100)]  # two digits, as an item's number has at most


class Section(Table):
    """A section of the document: it begins with `heading` and holds `items` bullets.

    `theme` is that of its programmes where they name none; `words` tell that theme in the introduction, and in a
    section of another.
    """

    number: _Ordinal
    theme: Annotated[Theme, LAX] | None = None
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


class FiscalYear(Table):
    """The document's fiscal years: each begins in `month`, where `before` is true in that of the year before it."""

    month: Annotated[int, Field(ge=1, le=12)]
    before: bool = False


class Source(Table):
    """The document, and what the page needs to know of it.

    `dates` gives phrases that mean a date because the document's own date is known ("This year"), `names` what the
    document calls the places that records name otherwise, `digests` the fingerprint of each item, which `geo accept`
    writes. `fiscal_year` says when its fiscal years begin, if it speaks of any. A line that begins with `end_mark` ends
    the document, if one does. `paragraphs` says that it has no bullets, so that each paragraph below a heading is an
    item.
    """

    title: Line
    publisher: Line
    date: Line
    url: Line
    sha256: Line
    end_mark: Line | None = None
    paragraphs: bool = False
    notice: BothLanguages | None = None
    collection: Presentation
    sections: Annotated[tuple[Section, ...], LAX]
    dates: Mapping[Line, Date]
    fiscal_year: FiscalYear | None = None
    names: Mapping[Line, Annotated[tuple[Line, ...], LAX, FILLED]]
    digests: Mapping[ItemNumber, Line] = {}
    left_out: Annotated[tuple[Exclusion, ...], LAX]


def load_source(path: Path) -> Source:
    """Return the source that the file at `path` describes. Raises DataError with every fault of the file."""
    table = load_toml(path, path.name)
    return parse_table(Source, table, path.name, languages=find_languages(table))


def check_date(source: Source) -> None:
    """Raise DataError where the document's date is no day: a draft may have the month alone."""
    if not SOURCE_FORMS["date"].fullmatch(source.date) or not is_in_calendar(source.date):
        raise DataError([Fault("source.toml", "date", f"{source.date!r} is not a day, YYYY-MM-DD")])


def load_languages(path: Path) -> tuple[str, ...]:
    """Return the languages of the collection whose source.toml is at `path`; both where that cannot be read."""
    table: dict[str, Any] = {}
    with gathered([]):
        table = load_toml(path, path.name)
    return find_languages(table)
