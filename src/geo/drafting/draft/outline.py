"""A fact sheet's outline: the introduction, sections with a heading, and their bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_BULLET: Final = re.compile(r"[ \t\u00a0]*(?:[•●▪◦‣·*–—-]|\d{1,2}[.)])[ \t\u00a0]+(?=\S)")
# A heading may run into the section's first sentence, and then no point ends it.
_LONGEST_HEADING: Final = 120


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bullet: `number` is `4.2` for the second of section 4; `start` and `end` are code points, end exclusive."""

    number: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """A section: `heading` begins its line in the text."""

    number: int
    heading: str
    bullets: tuple[Bullet, ...]


def parse_outline(text: str) -> tuple[OutlineSection, ...]:
    """Return the sections of a text that have bullets; what stands before the first bullets is its introduction.

    A paragraph right before bullets is the heading of a section. Bullets begin a line with •, -, * or a number.
    """
    sections: list[OutlineSection] = []
    heading = ""
    bullets: list[Bullet] = []
    for start, end in _lines(text):
        match = _BULLET.match(text, start, end)
        if match is None:
            if bullets:
                sections.append(_close(len(sections) + 1, heading, bullets))
                bullets = []
            heading = _cut_heading(text[start:end].strip())
        else:
            number = f"{len(sections) + 1}.{len(bullets) + 1}"
            bullets.append(Bullet(number, match.end(), end, text[match.end() : end].strip()))
    if bullets:
        sections.append(_close(len(sections) + 1, heading, bullets))
    return tuple(sections)


def _close(number: int, heading: str, bullets: list[Bullet]) -> OutlineSection:
    return OutlineSection(number, heading, tuple(bullets))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line that is not blank."""
    for match in re.finditer(r"[^\r\n]+", text):
        if match[0].strip():
            yield match.span()


def _cut_heading(paragraph: str) -> str:
    """Return the heading that begins a paragraph: up to a point, or to where it runs into the text ("LawThe")."""
    run = re.search(r"(?<=[a-z])(?=[A-Z][a-z]*\s)", paragraph)
    first = paragraph[: run.start()] if run else re.split(r"(?<=[.:])\s", paragraph, maxsplit=1)[0]
    return first if len(first) <= _LONGEST_HEADING else ""
