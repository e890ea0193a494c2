"""A fact sheet's outline: its title and date, the introduction, and sections with a heading, a lead and bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Final

from geo.building.audit.lines import BULLET, PARAGRAPH
from geo.building.audit.numbers import NumberKind, find_numbers
from geo.drafting.draft.givers import is_publisher
from geo.drafting.draft.vocabulary import load_vocabulary

# A heading may run into the section's first sentence, and then no point ends it.
_LONGEST_HEADING: Final = 120
# The "W" of "KfW" begins no sentence.
_RUN_IN: Final = re.compile(r"(?<=[a-z])(?=(?:[A-Z][a-z]+|A)\s)")
_PART: Final = re.compile(r"(?<=[.:])\s")
_SENTENCE: Final = re.compile(r"[.!?;,:]$")
# What opens a passage and names its matter: "Sister Ports:", "Jet Engines."
_HEAD: Final = re.compile(
    r"([A-Z][^\s.:!?]*(?: [^\s.:!?]+){0,5}):\s+|([A-Z][\w-]*(?: (?:and |of )?[A-Z][\w-]*){0,2})\.\s+(?=[A-Z])"
)
_HEADER_LINES: Final = 6

# The line that ends a fact sheet.
END: Final = "###"


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """What records cite: `0` is the introduction, `4.0` the lead of section 4, `4.2` its second bullet.

    `start` and `end` are code points of the text, end exclusive; `head` opens a bullet's text and names its matter.
    """

    number: str
    start: int
    end: int
    text: str
    head: str = ""

    @property
    def body(self) -> int:
        """Where the text begins after the head."""
        return self.start + (len(match[0]) if self.head and (match := _HEAD.match(self.text)) else 0)


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """A section: `heading` begins its line in the text, `lead` stands between it and the first bullet.

    `rest` are the paragraphs after the last bullet, of whose item they are.
    """

    number: int
    heading: str
    lead: OutlineItem | None
    bullets: tuple[OutlineItem, ...]
    rest: OutlineItem | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """A document: `title` and `date` (YYYY, YYYY-MM or YYYY-MM-DD) are None where no line gives them.

    `header` are the lines above the introduction: what the document is, where it is from, its title and date.
    `paragraphs` says that it has no bullets, so that its paragraphs are the items.
    """

    title: str | None
    date: str | None
    introduction: OutlineItem | None
    sections: tuple[OutlineSection, ...]
    header: tuple[str, ...] = ()
    paragraphs: bool = False


def parse_outline(text: str) -> Outline:
    """Return the outline of a text; without bullets, and without headings above paragraphs, it has no sections.

    The last line before bullets that is short, or that runs into a sentence, is the heading of a section. Bullets begin
    a line with •, -, * and the like, a number or a letter; where no line does, the paragraphs below headings are items.
    """
    sections: list[OutlineSection] = []
    block: list[tuple[int, int]] = []
    bullets: list[OutlineItem] = []
    first: Sequence[tuple[int, int]] = ()
    bullet = BULLET if BULLET.search(text) else PARAGRAPH
    items = _find_items(text, bullet)
    for start, end in (*_lines(text), (len(text), len(text))):
        if start in items:
            number = f"{len(sections) + 1}.{len(bullets) + 1}"
            bullets.append(_cut(number, text, items[start], end))
            continue
        if bullets:
            heading, before, lead = _find_heading(text, block, is_first=not sections)
            if sections:
                sections[-1] = _add_rest(text, sections[-1], before)
            else:
                first = before
            number = f"{len(sections) + 1}.0"
            item = _cut(number, text, lead, block[-1][1]) if block and text[lead : block[-1][1]].strip() else None
            sections.append(OutlineSection(len(sections) + 1, heading, item, tuple(bullets)))
            block, bullets = [], []
        block.append((start, end))
    if sections:
        ends = [index for index, (start, _) in enumerate(block) if start == len(text) or text.startswith(END, start)]
        sections[-1] = _add_rest(text, sections[-1], block[: ends[0]])
    title, date, rest = _read_header(text, first)
    introduction = _cut("0", text, rest[0][0], rest[-1][1]) if rest else None
    header = tuple(text[slice(*line)].strip() for line in first[: len(first) - len(rest)])
    return Outline(title, date, introduction, tuple(sections), header, bullet is PARAGRAPH)


def _find_items(text: str, bullet: re.Pattern[str]) -> dict[int, int]:
    """Return where the lines of items begin, and where their text does."""
    lines = list(_lines(text))
    found = {start: match for start, end in lines if (match := bullet.match(text, start, end)) is not None}
    if bullet is BULLET:
        # A numbered line right above bullets of another kind, or above parts of its number, is their heading.
        for (start, end), (after, _) in pairwise(lines):
            if start not in found or found[start]["counted"] is None or after not in found:
                continue
            number, part = (found[one]["counted"] for one in (start, after))
            is_above = part is None or part.startswith(f"{number.rstrip('.')}.1")
            if is_above and not _SENTENCE.search(text[start:end].rstrip()):
                del found[start]
    else:
        # What stands between the title and the first heading after it is the introduction.
        header = [text[slice(*line)].strip() for line in takewhile(lambda line: line[0] not in found, lines)]
        named = [line for line in header if not _is_header(line) and not _is_date(line)]
        headings = [start for (before, _), (start, _) in pairwise(lines) if before in found and start not in found]
        above = next((start for start in headings if any(one > start for one in found)), 0)
        least = above if len(named) <= 1 or named[-1] != header[-1] else 0
        found = {start: match for start, match in found.items() if start >= least} if header else {}
    return {start: match.end() for start, match in found.items()}


def _add_rest(text: str, section: OutlineSection, lines: Sequence[tuple[int, int]]) -> OutlineSection:
    rest = _cut(section.bullets[-1].number, text, lines[0][0], lines[-1][1]) if lines else None
    return replace(section, rest=rest and replace(rest, head=""))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line that is not blank."""
    for match in re.finditer(r"[^\r\n]+", text):
        if match[0].strip():
            yield match.span()


def _cut(number: str, text: str, start: int, end: int) -> OutlineItem:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    inner = inner.strip()
    head = _HEAD.match(inner) if not number.endswith(".0") and number != "0" else None
    return OutlineItem(number, start, start + len(inner), inner, (head[1] or head[2]) if head else "")


def _find_heading(
    text: str, block: Sequence[tuple[int, int]], *, is_first: bool
) -> tuple[str, Sequence[tuple[int, int]], int]:
    """Return the heading among the lines before bullets, the lines before it, and where the lead begins."""
    least = 1 if is_first and len(block) > 1 else 0  # the first line of all is the title
    for index in range(len(block) - 1, least - 1, -1):
        start, end = block[index]
        line = text[start:end].strip()
        heading = _cut_heading(line)
        if heading and (heading != line or not _SENTENCE.search(line)):
            begin = text.index(heading, start)
            return heading, block[:index], begin + len(heading)
    if not block:
        return "", block, 0
    start, end = block[-1]
    heading = re.split(_PART, text[start:end].strip(), maxsplit=1)[0]
    heading = heading if len(heading) <= _LONGEST_HEADING else ""
    return heading, block[:-1], text.index(heading, start) + len(heading)


def _cut_heading(line: str) -> str:
    """Return the heading that a line is or begins with, "" if none: it may run into the text ("LawThe")."""
    number = BULLET.match(line)
    if number is not None and number["counted"] is not None:
        rest = _cut_heading(line[number.end() :])
        return rest and line[: number.end()] + rest
    run = _RUN_IN.search(line)
    if run and run.start() <= _LONGEST_HEADING and _is_titled(line[: run.start()]):
        return line[: run.start()]
    first = _PART.split(line, maxsplit=1)[0]
    if first != line:
        return first if first.endswith(".") and _is_titled(first) and " " in first else ""
    return line if len(line) <= _LONGEST_HEADING else ""


def _is_titled(words: str) -> bool:
    """Return whether every longer word begins with a capital, as in a title."""
    return all(word[0].isupper() or not word[0].isalpha() for word in words.split() if len(word) > len("with"))


def _is_header(line: str) -> bool:
    """Return whether a line is no title: it says what kind of document it is, or who publishes it."""
    return load_vocabulary().no_title.search(line) is not None or is_publisher(line)


def _list_dates(line: str) -> list[str]:
    return [number.date for number in find_numbers(line) if number.kind is NumberKind.DATE and number.date]


def _is_date(line: str) -> bool:
    return bool(_list_dates(line)) and len(line.split()) <= len(("May", "23,", "2024"))


def _read_header(
    text: str, lines: Sequence[tuple[int, int]]
) -> tuple[str | None, str | None, Sequence[tuple[int, int]]]:
    """Return the title and the date that stand above the introduction, and the introduction's lines."""
    title, date, index = None, None, 0
    for start, end in lines[:_HEADER_LINES]:
        line = text[start:end].strip()
        dates = _list_dates(line)
        is_short = len(line) <= _LONGEST_HEADING and not line.endswith((".", "!", "?", ":", ";"))
        if not is_short and not _is_header(line):
            break
        index += 1
        if _is_header(line):
            continue
        date = date or max((one for one in dates if one[0] != "-"), key=len, default=None)
        if title is None and not _is_date(line):
            title = line
    return title, date, lines[index:]
