"""What the codes of the data mean, in both languages. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from geo.contract.collection import LANGUAGES
from geo.contract.fields import CODE_LISTS, LABELLED, LABELS, STATISTICS
from geo.contract.vocabulary import Entry

Names = Mapping[str, Mapping[str, str]]  # by code, then language
_VALUE: Final = "…"  # stands for the figure in what a qualifier says of it


def get_labels(column: str, language: str, own: Names = MappingProxyType({})) -> dict[str, str]:
    """Return what each code of a column is called in a language; `own` are a collection's names of themes."""
    labels = {code: getattr(label, language).format(value=_VALUE) for code, label in LABELS[column].items()}
    named = {code: names[language] for code, names in own.items() if language in names}
    return labels | named if column == "theme" else labels


def label_row(row: Mapping[str, object], metadata: Mapping[str, Any]) -> list[str | None]:
    """Return what a row is and the labels of its codes, by `LABEL_COLUMNS`; None where there is no code."""
    entry = find_entry(row, metadata)
    own = metadata["collection"]["themes"]
    labels = _LABELS if not own else _list_labels(own)
    codes = ((row[name], known) for name, known in labels)
    return [entry.label.en, entry.label.es, *(None if code is None else known[str(code)] for code, known in codes)]


def find_entry(row: Mapping[str, object], metadata: Mapping[str, Any]) -> Entry:
    """Return whether a row is of a programme or of a statistic, as the metadata say."""
    return Entry.STATISTIC if row["program"] in metadata.get(STATISTICS, ()) else Entry.PROGRAM


def _list_labels(own: Names) -> list[tuple[str, dict[str, str]]]:
    return [(name, get_labels(name, language, own)) for name in LABELLED for language in LANGUAGES]


_LABELS: Final = _list_labels(MappingProxyType({}))


def list_codes(
    language: str, own: Names = MappingProxyType({})
) -> Iterator[tuple[str, str, str, str | None, str | None]]:
    """Yield each code: its column, itself, its label, its definition where it has one, and IATI's code for it."""
    for column in LABELS:
        terms = {str(one.value): one for one in CODE_LISTS.get(column, ())}
        for code, label in get_labels(column, language, own).items():
            one = terms.get(code)
            definition, iati = (None, None) if one is None else (one.definition, one.iati)
            yield column, code, label, getattr(definition, language, None), iati
