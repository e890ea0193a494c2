"""`institutions.toml` and `glossary.toml`: names, units and words that the audit does not take from the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from geo.building.tables import FILLED, LAX, Bilingual, Line, Table, load_toml, matches, parse_table
from geo.contract.collection import LANGUAGES
from geo.contract.faults import DataError, Fault, gathered

INSTITUTIONS: Final = "institutions.toml"
GLOSSARY: Final = "glossary.toml"

_Lines = Annotated[tuple[Line, ...], LAX, FILLED]


class Institution(Bilingual):
    """An institution by its names in English (which records use) and Spanish.

    `agency` says that it is of the government that gives, `umbrella` that it stands for any institution of that
    government; `forms` is every way the document writes it, its English name unless given; `short` are its acronyms.
    """

    en: Line
    es: Line
    agency: bool
    umbrella: bool = False
    forms: Annotated[tuple[Line, ...], LAX] = ()
    short: Annotated[tuple[Line, ...], LAX] = ()


class Unit(Bilingual):
    """What a figure counts; each of `words` is what stands in the document at such a number, which is written `#`.

    `statistic` says that who or what is counted is nobody's programme: visitors, travellers, visas.
    """

    en: Line
    es: Line
    words: _Lines
    statistic: bool = False


class Purpose(Table):
    """A DAC purpose code, and the words of the document that call for it; the sector is its first three digits."""

    code: Annotated[str, matches(r"\d{5}|M01")]
    words: _Lines

    @property
    def sector(self) -> str:
        """Return the sector's code."""
        return self.code[:3]


class Name(Bilingual):
    """A proper name in both languages that is no institution's, and how the document writes it if not as in English."""

    en: Line
    es: Line
    forms: Annotated[tuple[Line, ...], LAX] = ()


class GlossaryTerm(Bilingual):
    """How a word begins in each language: a text has it in both or in neither."""

    en: _Lines
    es: _Lines


class _Institutions(Table):
    institutions: Annotated[tuple[Institution, ...], LAX] = ()


class _Glossary(Table):
    units: Annotated[tuple[Unit, ...], LAX] = ()
    purposes: Annotated[tuple[Purpose, ...], LAX] = ()
    names: Annotated[tuple[Name, ...], LAX] = ()
    terms: Annotated[tuple[GlossaryTerm, ...], Field(strict=False)] = ()


@dataclass(frozen=True, slots=True)
class Lists:
    """What both files hold, in their order."""

    institutions: tuple[Institution, ...] = ()
    units: tuple[Unit, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    names: tuple[Name, ...] = ()
    terms: tuple[GlossaryTerm, ...] = ()

    def find_institution(self, name: str) -> Institution | None:
        """Return the institution with this English name, or None."""
        return next((one for one in self.institutions if one.en == name), None)


def load_lists(folder: Path, languages: Sequence[str] = LANGUAGES) -> Lists:
    """Return the lists in `folder`, in some languages; a file that is not there is an empty list.

    Raises DataError with every fault of both files: a key that is wrong, a name or a unit that stands twice.
    """
    faults: list[Fault] = []
    institutions, glossary = _Institutions(), _Glossary()
    with gathered(faults):
        if (folder / INSTITUTIONS).exists():
            table = load_toml(folder / INSTITUTIONS, INSTITUTIONS)
            institutions = parse_table(_Institutions, table, INSTITUTIONS, languages=languages)
    with gathered(faults):
        if (folder / GLOSSARY).exists():
            table = load_toml(folder / GLOSSARY, GLOSSARY)
            glossary = parse_table(_Glossary, table, GLOSSARY, languages=languages)
    faults += _find_twins(INSTITUTIONS, [one.en for one in institutions.institutions])
    faults += _find_twins(GLOSSARY, [one.en for one in glossary.units])
    if faults:
        raise DataError(faults)
    return Lists(institutions.institutions, glossary.units, glossary.purposes, glossary.names, glossary.terms)


def _find_twins(file: str, names: list[str]) -> list[Fault]:
    return [Fault(file, name, "stands twice") for name in dict.fromkeys(names) if names.count(name) > 1]
