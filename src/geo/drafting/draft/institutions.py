"""The institutions that a passage names: agencies of the United States, and partners, by the form of their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from geo.drafting.draft.vocabulary import load_vocabulary

_WORD: Final = r"(?:(?:[A-Z]\.)+|[A-ZÀ-Þ][\w&]*(?:[-’'][\w&]+)*)"
_LINK: Final = r"(?:\s+|,?\s+(?:and|&)\s+(?:the\s+)?|\s+(?:of|for|on|de|del|du)\s+(?:the\s+|la\s+)?)"
_NAME: Final = re.compile(rf"(?<![\w’'-]){_WORD}(?:{_LINK}{_WORD})*")
_AND: Final = re.compile(r",?\s+(?:and|&)\s+(?:the\s+)?")

# Words that say of a name that it is an institution's: wherever they stand in it, or as its last word.
_HEADS: Final = re.compile(
    r"\b(?:Minist(?:ry|ries)|Departments?|Directorate|Secretariat|Agency|Authority|Commission|Council|Board|Bureau|Office|Bank"
    r"|University|College|Institutes?|Academy|Cent(?:er|re)s?|Hospital|Foundation|Corporation|Company|Association"
    r"|Federation|Organi[sz]ation|Society|Trust|Chamber|Police|Army|Navy|Air Force|Coast Guard|Armed Forces|Service"
    r"|Command|Parliament|National Assembly|Congress|Supreme Court|Railways?|Airlines|Airways|Government|Alliance"
    r"|Consortium|Administration|Corps|Laborator(?:y|ies)|Survey)\b"
)
_LAST: Final = re.compile(
    r"\w\s+(?:Limited|Ltd|Inc|LLC|Corp|PLC|Technolog(?:y|ies)|Capital|Manufacturing|Holdings|Ventures|Systems|Motors"
    r"|Energy|Industries|Partners|Telecom|Group|Labs|Aerospace|Pharmaceuticals|Semiconductors?)\.?$"
)
# What is made, not what makes it.
_NO_INSTITUTION: Final = re.compile(
    r"\b(?:Agreement|Accords?|Declaration|Dialogue|Memorandum|Program(?:me)?|Initiative|Partnership|Fund|Plan|Act"
    r"|Week|Summit|Forum|Conference|Strategy|Project|Package|Exercise|Treaty|Scholarships?|Compact|Corridor"
    r"|Working Group|Prime Minister|President|Secretary|Minister)s?\b(?! of the Republic)"
)
# A name that does something is a company's or an organisation's.
_VERB: Final = re.compile(
    r"\s+(?:will|has|have|had|plans?|intends?|announce[sd]|sign(?:s|ed)?|open(?:s|ed)?|invest(?:s|ed)?|proposed"
    r"|builds?|built|launched|extended|completed|committed|pledged|agreed|met|works?|makes?|gave|gives|supplied"
    r"|(?:is|are) building)\b"
)
_AMERICAN: Final = re.compile(r"(?:U\.S\.|United States)\s")
_DEPARTMENTS: Final = re.compile(
    r"Departments of (?:the )?([A-Z]\w+(?: [A-Z]\w+)?) and (?:the )?([A-Z]\w+(?: [A-Z]\w+)?)"
)
_POSSESSIVE: Final = re.compile(r"[’']s?$")
# Words that begin a sentence before a name.
_OPENERS: Final = frozenset(
    {
        "A", "An", "The", "This", "These", "Through", "With", "In", "On", "At", "By", "For", "From", "To", "And",
        "Under", "Over", "Since", "Half", "Both", "Its", "Their", "Our", "After", "During", "Between", "As", "All",
        "Additionally",
    }
)  # fmt: skip
# What goes on after "and" is a name of its own with a head, or the giver's.
_ENDS: Final = re.compile(rf"{_HEADS.pattern}|^(?:U\.S\.|United States)")
# "the Department of State’s Office of": what an agency owns is of the United States, too. Found names are hidden.
_OWNED: Final = re.compile(r"\0[’']s? $")
_SHORT: Final = 3
_LONGEST: Final = 90


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution named in text[start:end]; `agency` is whether it is of the giver, the United States."""

    start: int
    end: int
    name: str
    agency: bool


def find_institutions(
    text: str, start: int, end: int, is_foreign: Callable[[str], bool], is_place: Callable[[int, int], bool]
) -> list[Institution]:
    """Return the institutions that text[start:end] names, in order, none within another.

    `is_foreign` tells whether a word is the name of another country than the United States, or the word for what is of
    one ("Vietnamese"); `is_place` whether a place stands at a span of the text.
    """
    found = list(_find_agencies(text, start, end, is_foreign))
    # What is found already is hidden from the search for names by their form.
    rest = text
    for one in found:
        rest = rest[: one.start] + "\0" * (one.end - one.start) + rest[one.end :]
    for match in _NAME.finditer(rest, start, end):
        for first, last in _split(rest, *match.span()):
            named = _read(rest, first, last, is_foreign)
            if named is not None and not is_place(named.start, named.end):
                found.append(named)
    return sorted(found, key=lambda one: one.start)


def _find_agencies(text: str, start: int, end: int, is_foreign: Callable[[str], bool]) -> Iterator[Institution]:
    """Yield the institutions of the vocabulary, but for those of another country: "Vietnamese Coast Guard"."""
    known, pattern = load_vocabulary().agencies, load_vocabulary().any_agency
    for match in _DEPARTMENTS.finditer(text, start, end):
        names = [f"Department of {name}" for name in match.groups()]
        if all(name in known for name in names):
            yield Institution(match.start(), match.start(1), known[names[0]], agency=True)
            yield Institution(match.start(1), match.end(), known[names[1]], agency=True)
    for match in pattern.finditer(text, start, end):
        before = text[start : match.start()].split()
        after = re.match(r" of (?:the )?(\w+)", text[match.end() : end])
        if not (before and is_foreign(before[-1])) and not (after and is_foreign(after[1])):
            yield Institution(match.start(), match.end(), known[match[0]], agency=True)


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the names that "and" joins; one that has a head and "of" goes on: "Ministry of Mines and Energy"."""
    spans: list[tuple[int, int]] = []
    begin = start
    for match in (*_AND.finditer(text, start, end), None):
        stop = end if match is None else match.start()
        piece, before = text[begin:stop], text[slice(*spans[-1])] if spans else ""
        if _HEADS.search(before) and re.search(r" (?:of|for|on) ", before) and not _ENDS.search(piece):
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((begin, stop))
        begin = stop if match is None else match.end()
    return spans


def _read(text: str, start: int, end: int, is_foreign: Callable[[str], bool]) -> Institution | None:
    """Return the institution that a name in capitals is of, None where it is of none."""
    foreign = False
    while (first := text[start:end].split(" ", 1)) and len(first) > 1:
        possessed = _POSSESSIVE.search(first[0]) is not None
        if first[0] not in _OPENERS and not (possessed and is_foreign(first[0])):
            break
        foreign = foreign or possessed
        start += len(first[0]) + 1
    name = _POSSESSIVE.sub("", text[start:end])
    end = start + len(name)
    if name in _OPENERS or not _SHORT < len(name) <= _LONGEST or _NO_INSTITUTION.search(name):
        return None
    agency = not foreign and (_AMERICAN.match(name) or _OWNED.search(text[max(0, start - _SHORT) : start])) is not None
    has_head = _HEADS.search(name) is not None and not _HEADS.fullmatch(name)
    acts = _VERB.match(text, end) is not None and not is_foreign(name) and name not in ("United States", "U.S.")
    if has_head or _LAST.search(name) or (acts and not agency):
        return Institution(start, end, name, agency)
    return None
