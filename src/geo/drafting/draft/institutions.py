"""The institutions that a passage names: agencies of the giver, and partners, by the form of their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from geo.drafting.draft.givers import get_giver, load_givers

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
    r"|Consortium|Treasury|Administration|Corps|Laborator(?:y|ies)|Survey)\b"
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
# "the Department of State’s Office of": what an agency owns is of the giver, too. Found names are hidden.
_OWNED: Final = re.compile(r"\0[’']s? $")
_SHORT: Final = 3
_LONGEST: Final = 90


@dataclass(frozen=True, slots=True)
class NamedInstitution:
    """An institution named in text[start:end]; `agency` is whether it is of the giver."""

    start: int
    end: int
    name: str
    agency: bool


@dataclass(frozen=True)
class Owners:
    """Whose institutions are: the code of the giver, if one is known, and that of each country's name or adjective."""

    giver: str | None
    countries: Mapping[str, str]

    @cached_property
    def _begins(self) -> re.Pattern[str]:
        """What finds one of the names at the beginning of a text, and whether it is possessive."""
        names = "|".join(map(re.escape, sorted(self.countries, key=len, reverse=True)))
        return re.compile(rf"({names})(?P<possessive>[’']s?)?(?:\s|$)" if names else r"(?!)")

    def find(self, words: str) -> str | None:
        """Return the country that a name begins with or that it is "of", None where it says none."""
        begins = self._begins.match(words)
        last = re.search(r" of (?:the )?([^,()]+)$", words)
        return self.countries[begins[1]] if begins else self.countries.get(last[1]) if last else None

    def cut_possessive(self, words: str) -> tuple[str | None, int]:
        """Return the country that "Peru’s Ministry" belongs to, and how long its name is there."""
        begins = self._begins.match(words)
        return (self.countries[begins[1]], begins.end()) if begins and begins["possessive"] else (None, 0)

    def is_country(self, words: str) -> bool:
        """Return whether words are one of the names."""
        return _POSSESSIVE.sub("", words) in self.countries

    def is_foreign(self, words: str) -> bool:
        """Return whether words are the name or the adjective of another country than the giver."""
        return self.countries.get(_POSSESSIVE.sub("", words), self.giver) != self.giver


def find_institutions(
    text: str, start: int, end: int, owners: Owners, is_place: Callable[[int, int], bool]
) -> list[NamedInstitution]:
    """Return the institutions that text[start:end] names, in order, none within another.

    `is_place` tells whether a place stands at a span of the text.
    """
    found = list(_find_agencies(text, start, end, owners))
    # What is found already is hidden from the search for names by their form.
    rest = _hide(text, found)
    for match in _NAME.finditer(rest, start, end):
        for first, last in _split(rest, *match.span(), owners):
            named = _read(rest, first, last, owners)
            if named is not None and not is_place(named.start, named.end):
                found.append(named)
    return sorted(found, key=lambda one: one.start)


def _hide(text: str, found: Iterable[NamedInstitution]) -> str:
    for one in found:
        text = text[: one.start] + "\0" * (one.end - one.start) + text[one.end :]
    return text


def _find_agencies(text: str, start: int, end: int, owners: Owners) -> Iterator[NamedInstitution]:
    """Yield the institutions of `givers.toml`; those of other givers are partners.

    What others have under the same name is the giver's, but for that of another country: "Vietnamese Coast Guard".
    """
    giver = get_giver(owners.giver)
    known = {**giver.own.names, **giver.agencies.names}
    for match in _DEPARTMENTS.finditer(text, start, end):
        names = [f"Department of {name}" for name in match.groups()]
        if all(name in known for name in names):
            yield NamedInstitution(match.start(), match.start(1), known[names[0]], agency=True)
            yield NamedInstitution(match.start(1), match.end(), known[names[1]], agency=True)
    taken: list[NamedInstitution] = []
    for agencies, is_agency in (
        (giver.agencies, True),
        (giver.own, True),
        *((one.agencies, False) for one in load_givers().values() if one is not giver),
    ):
        for match in agencies.pattern.finditer(_hide(text, taken), start, end):
            before = text[start : match.start()].split()
            after = re.match(r" of (?:the )?(\w+)", text[match.end() : end])
            if not (before and owners.is_foreign(before[-1])) and not (after and owners.is_foreign(after[1])):
                taken.append(NamedInstitution(*match.span(), agencies.names[match[0]], is_agency))
    yield from taken


def _split(text: str, start: int, end: int, owners: Owners) -> list[tuple[int, int]]:
    """Return the names that "and" joins; one that has a head and "of" goes on: "Ministry of Mines and Energy"."""
    spans: list[tuple[int, int]] = []
    begin = start
    for match in (*_AND.finditer(text, start, end), None):
        stop = end if match is None else match.start()
        piece, before = text[begin:stop], text[slice(*spans[-1])] if spans else ""
        # What goes on after "and" is a name of its own with a head, or with a country before it.
        is_own = _HEADS.search(piece) is not None or owners.find(piece) is not None
        if _HEADS.search(before) and re.search(r" (?:of|for|on) ", before) and not is_own:
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((begin, stop))
        begin = stop if match is None else match.end()
    return spans


def _read(text: str, start: int, end: int, owners: Owners) -> NamedInstitution | None:
    """Return the institution that a name in capitals is of, None where it is of none."""
    owner = None
    while True:
        possessor, length = owners.cut_possessive(text[start:end])
        first, _, rest = text[start:end].partition(" ")
        if possessor is not None:
            owner = possessor
        elif rest and first in _OPENERS:
            length = len(first) + 1
        else:
            break
        start += length
    name = _POSSESSIVE.sub("", text[start:end])
    end = start + len(name)
    if name in _OPENERS or not _SHORT < len(name) <= _LONGEST or _NO_INSTITUTION.search(name):
        return None
    owner = owner or owners.find(name)
    is_owned = owner is None and _OWNED.search(text[max(0, start - _SHORT) : start]) is not None
    agency = is_owned or (owner is not None and owner == owners.giver)
    has_head = _HEADS.search(name) is not None and not _HEADS.fullmatch(name)
    acts = _VERB.match(text, end) is not None and not owners.is_country(name)
    if has_head or _LAST.search(name) or (acts and not agency):
        return NamedInstitution(start, end, name, agency)
    return None
