"""What the codes of the data mean, in both languages. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from geo.contract.fields import LABELLED, STATISTICS
from geo.contract.vocabulary import (
    SECTORS,
    AmountType,
    Entry,
    Precision,
    Qualifier,
    SiteRole,
    Status,
    Term,
    Text,
    Theme,
)

_TERMS: Final[Mapping[str, type[Term]]] = {
    "theme": Theme,
    "amount_qualifier": Qualifier,
    "amount_type": AmountType,
    "status": Status,
    "site_role": SiteRole,
}
_VALUE: Final = "…"  # stands for the figure in what a qualifier says of it


def get_labels(column: str, language: str) -> dict[str, str]:
    """Return what each code of a column is called in a language (`en`, `es`)."""
    terms = Precision if column == "precision" else _TERMS[column]
    return {str(one.value): getattr(one.label, language).format(value=_VALUE) for one in terms}


def label_row(row: Mapping[str, object], metadata: Mapping[str, Any]) -> list[str | None]:
    """Return what a row is and the labels of its codes, by `LABEL_COLUMNS`; None where there is no code."""
    entry = find_entry(row, metadata)
    codes = ((row[name], labels) for name, labels in _LABELS)
    return [entry.label.en, entry.label.es, *(None if code is None else labels[str(code)] for code, labels in codes)]


def find_entry(row: Mapping[str, object], metadata: Mapping[str, Any]) -> Entry:
    """Return whether a row is of a programme or of a statistic, as the metadata say."""
    return Entry.STATISTIC if row["program"] in metadata.get(STATISTICS, ()) else Entry.PROGRAM


_LABELS: Final = [(name, get_labels(name, language)) for name in LABELLED for language in ("en", "es")]


def list_codes(language: str) -> Iterator[tuple[str, str, str, str | None, str | None]]:
    """Yield each code: its column, itself, its label, its definition where it has one, and IATI's code for it."""
    for column, terms in _TERMS.items():
        for one in terms:
            yield column, one.value, get_labels(column, language)[one.value], _say(one.definition, language), one.iati
    for level in Precision:
        code = str(level.value)
        yield "precision", code, getattr(level.label, language), _say(level.definition, language), code
    for code, name in SECTORS.items():
        yield "sector", code, getattr(name, language), None, None


def _say(text: Text | None, language: str) -> str | None:
    return None if text is None else getattr(text, language)
