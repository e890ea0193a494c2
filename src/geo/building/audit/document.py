"""The document's text, cut into the items that records cite."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from geo.building.audit.lines import BULLET, PARAGRAPH, join_lines
from geo.building.source import Section, Source
from geo.contract.faults import DataError, Fault

_DIGEST_LENGTH: Final = 12  # hexadecimal digits: enough to distinguish thirty items


@dataclass(frozen=True, slots=True)
class Item:
    """A passage that records cite: `0` the introduction, `4.0` the lead of section 4, `4.2` its second bullet.

    `start` and `end` are code points of the document's text, end exclusive.
    """

    number: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """The text, each no-break space a space and broken lines joined, and its items in their order.

    `sha256` is that of the file's bytes.
    """

    text: str
    items: Mapping[str, Item]
    sha256: str

    def get_text(self, item: str) -> str:
        """Return the text of the item with this number. Raises KeyError for a number that the document lacks."""
        found = self.items[item]
        return self.text[found.start : found.end]


def load_document(path: Path, source: Source) -> Document:
    """Return the document at `path`, cut as `source` says. Raises DataError where it is not that document."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError([Fault(str(path), "", f"cannot be read: {error.strerror}")]) from error
    return parse_document(data, source, str(path))


def parse_document(data: bytes, source: Source, file: str) -> Document:
    """Return the document whose bytes are `data`; `file` is its name in messages.

    Raises DataError where the bytes are not UTF-8, cut short, or of a document with other headings. Where the source
    has no end mark, the document goes on to the end of the text.
    """
    try:
        text = join_lines(data.decode("utf-8-sig").replace("\N{NO-BREAK SPACE}", " "))
    except UnicodeDecodeError as error:
        raise DataError([Fault(file, "", f"not UTF-8: byte {error.start}")]) from error
    starts = [_find_heading(text, section.heading) for section in source.sections]
    if None in starts or sorted(starts, key=lambda start: start or 0) != starts:
        missing = [s.heading for s, start in zip(source.sections, starts, strict=True) if start is None]
        why = f"lacks the heading {missing[0]!r}" if missing else "has its headings in another order"
        raise DataError([Fault(file, "", f"is not the document, or a part of it: it {why}")])
    end = len(text) if source.end_mark is None else text.find(f"\n{source.end_mark}", starts[-1] if starts else 0)
    if end < 0:
        raise DataError([Fault(file, "", f"is cut short: the end mark {source.end_mark} is missing")])
    bounds = [start for start in starts if start is not None] + [end]
    items = [_strip("0", text, 0, bounds[0])]
    for section, (begin, stop) in zip(source.sections, pairwise(bounds), strict=True):
        items += _cut_section(text, section, begin, stop, PARAGRAPH if source.paragraphs else BULLET)
    return Document(text, {item.number: item for item in items}, hashlib.sha256(data).hexdigest())


def fingerprint(text: str) -> str:
    """Return a short SHA-256 of `text` that does not change with its spacing."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:_DIGEST_LENGTH]


def find_changes(document: Document, source: Source) -> list[str]:
    """Return, in words, which items do not stand where and as `source` knows them; empty where only spacing differs."""
    known = {digest: number for number, digest in source.digests.items()}
    changes = []
    for number in document.items:
        digest = fingerprint(document.get_text(number))
        if source.digests.get(number) != digest:
            changes.append(f"item {number} " + (f"was item {known[digest]}" if digest in known else "has another text"))
    changes += [f"item {number} is missing" for number in source.digests if number not in document.items]
    return changes


def _find_heading(text: str, heading: str) -> int | None:
    """Return where a line begins with `heading`, or None."""
    found = 0 if text.startswith(heading) else text.find("\n" + heading) + 1
    return found if text.startswith(heading, found) else None


def _cut_section(text: str, section: Section, start: int, end: int, bullet: re.Pattern[str]) -> list[Item]:
    """Return the lead and the items of the section, which `bullet` begins, each without the white space around it."""
    bullets = list(bullet.finditer(text, start + len(section.heading), end))
    cuts = [start + len(section.heading), *(bullet.end() for bullet in bullets)]
    stops = [*(bullet.start() for bullet in bullets), end]
    return [
        _strip(f"{section.number}.{index}", text, begin, stop)
        for index, (begin, stop) in enumerate(zip(cuts, stops, strict=True))
    ]


def _strip(number: str, text: str, start: int, end: int) -> Item:
    inner = text[start:end]
    left = start + len(inner) - len(inner.lstrip())
    return Item(number, left, left + len(inner.strip()))
