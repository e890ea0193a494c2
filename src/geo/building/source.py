"""`data/source.toml`, read strictly: what the document is, how its items are numbered, what of it no record uses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.contract.faults import DataError, Fault
from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import DATE, ITEM, Text, Theme

_TEXTS: Final = ("title", "publisher", "date", "url", "sha256", "end_mark")
_TABLES: Final = ("notice", "dates", "names", "digests")
_LISTS: Final = {"sections": ("number", "theme", "heading", "items"), "left_out": ("what", "item", "reason")}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the document: it begins with `heading` and holds `items` bullets."""

    number: int
    theme: Theme
    heading: str
    items: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A number, amount or place that no record uses: the words around it, the item (None for all), and the reason."""

    what: str
    item: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """The document.

    `dates` gives phrases that mean a date because the document's own date is known ("This year"), `names` how the
    document writes the institutions and places that records name otherwise, `digests` the fingerprint of each item.
    """

    title: str
    publisher: str
    date: str
    url: str
    sha256: str
    end_mark: str
    notice: Text
    sections: tuple[Section, ...]
    dates: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]
    digests: Mapping[str, str]
    left_out: tuple[Exclusion, ...]


def load_source(path: Path) -> Source:
    """Return the source that the file at `path` describes. Raises DataError with every fault of the file."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError([Fault(path.name, "", f"cannot be read: {error}")]) from error
    faults = [Fault(path.name, key, what) for key, what in _find_problems(table)]
    if faults:
        raise DataError(faults)
    return Source(
        **{name: table[name] for name in _TEXTS},
        notice=Text(**table["notice"]),
        sections=tuple(Section(**{**entry, "theme": Theme(entry["theme"])}) for entry in table["sections"]),
        dates=table["dates"],
        names={name: tuple(forms) for name, forms in table["names"].items()},
        digests=table["digests"],
        left_out=tuple(Exclusion(e["what"], e.get("item"), e["reason"]) for e in table["left_out"]),
    )


def _find_problems(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    known = (*_TEXTS, *_TABLES, *_LISTS)
    problems = [(key, "missing") for key in known if key not in table]
    problems += [(key, f"unknown key; known are {', '.join(known)}") for key in table if key not in known]
    problems += [(key, "not a text") for key in _TEXTS if not _is_text(table.get(key, "-"))]
    problems += [(key, "not a table") for key in _TABLES if not isinstance(table.get(key, {}), dict)]
    problems += [(key, "not an array of tables") for key in _LISTS if not _is_tables(table.get(key, []))]
    return problems or [
        *_find_notice_problems(table["notice"]),
        *((f"dates.{k}", "not a date") for k, v in table["dates"].items() if not _is_text(v) or not DATE.fullmatch(v)),
        *((f"names.{k}", "not an array of texts") for k, v in table["names"].items() if not _is_texts(v)),
        *((f"digests.{k}", "not an item and its fingerprint") for k, v in table["digests"].items()
          if not ITEM.fullmatch(k) or not _is_text(v)),
        *(problem for key, members in _LISTS.items() for index, entry in enumerate(table[key])
          for problem in _find_entry_problems(f"{key}[{index}]", entry, members)),
    ]  # fmt: skip


def _find_notice_problems(notice: Mapping[str, object]) -> list[tuple[str, str]]:
    return [] if sorted(notice) == ["en", "es"] and _is_texts(list(notice.values())) else [("notice", "not en and es")]


def _find_entry_problems(where: str, entry: Mapping[str, Any], members: tuple[str, ...]) -> list[tuple[str, str]]:
    problems = [(f"{where}.{name}", "unknown key") for name in entry if name not in members]
    problems += [(f"{where}.{name}", "missing") for name in members if name not in entry and name != "item"]
    for name, value in entry.items():
        match name:
            case "number" | "items":
                sound = isinstance(value, int) and not isinstance(value, bool) and value > 0
            case "theme":
                sound = value in tuple(Theme)
            case "item":
                sound = isinstance(value, str) and ITEM.fullmatch(value) is not None
            case _:
                sound = _is_text(value)
        if not sound:
            problems.append((f"{where}.{name}", f"{value!r} is not allowed"))
    return problems


def _is_text(value: object) -> bool:
    return isinstance(value, str) and find_text_problem(value) is None


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)
