"""A fact sheet's text to the draft of its records: programmes with their amounts, dates, institutions and places."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from geo.building.audit.cues import ends_range, read_status
from geo.building.audit.lines import join_lines
from geo.building.audit.numbers import FISCAL, Number, NumberKind, find_numbers
from geo.building.audit.sentences import split_sentences
from geo.contract.faults import DataError, Fault
from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import DRAFT_MARK, Qualifier, Status, Text, slugify
from geo.drafting.draft.counts import is_amount, is_count
from geo.drafting.draft.further import find_further
from geo.drafting.draft.givers import find_giver, get_giver
from geo.drafting.draft.glossary import GlossaryDraft
from geo.drafting.draft.institutions import NamedInstitution, Owners, find_institutions
from geo.drafting.draft.outline import END, Outline, OutlineItem, parse_outline
from geo.drafting.draft.passages import CitedPassage, cut_item, cut_sentence, find_parts
from geo.drafting.draft.places import SiteDraft, TomlTable, get_country_name, get_country_site
from geo.drafting.draft.proposals import (
    is_undertaking,
    propose_amount_type,
    propose_sector,
    propose_status,
    propose_theme,
)
from geo.drafting.geoparse import Toponym, get_geoparser

_TITLE: Final = f"{DRAFT_MARK} a short name"
_LIMIT: Final = f"{DRAFT_MARK} that the amount is a limit or only possible, and counted in no total"
_STATUS: Final = f"{DRAFT_MARK} why it has this status, of which the verbs say nothing"
_SUMMARY: Final = f"{DRAFT_MARK} one to three sentences in own words"

# Why no programme uses what stands above the introduction.
_TITLE_LINE: Final = Text("the title of the document", "el título del documento")
_HEADER_LINE: Final = Text(
    "what the document is, where it is from and its date", "qué es el documento, de dónde es y su fecha"
)
# Why no record has an amount in another currency, a range, "millions of dollars".
_NO_SUM: Final = Text(
    "not one sum of United States dollars, which is what the map counts",
    "no es una suma determinada de dólares estadounidenses, que es lo que cuenta el mapa",
)

_SLUG_WORDS: Final = 6
_QUOTED_WORDS: Final = 6

_LOOK_BACK: Final = 40  # characters: longer than "from September 2022 to "
# What stands after a name: "the Kenya Medical Research Institute (KEMRI)".
_ACRONYM: Final = re.compile(r"\s\(([A-Z][A-Za-z&-]{0,10}[A-Z])\)")
_UNTIL: Final = re.compile(r"\b(?:by|until|till|through)(?: the end of)?(?: [A-Z]\w+)? $")

# A country is one of the document's where it is named half as often as that which is named most.
_OFTEN: Final = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """Tables for `programs/ID.toml` and `sites.toml`, by their ids, and for the files of lists and of the document."""

    programs: Mapping[str, TomlTable]
    sites: Mapping[str, TomlTable]
    institutions: Sequence[TomlTable]
    glossary: TomlTable
    source: TomlTable


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the document passages stand: their item, the heading of its section, and the theme of its programmes."""

    item: OutlineItem
    heading: str
    theme: str


@dataclass(slots=True)
class _Reading:
    """What is found in a document, and the records drafted so far."""

    text: str
    outline: Outline
    toponyms: Sequence[Toponym]
    numbers: Sequence[Number]
    amounts: Sequence[Number]
    sites: SiteDraft
    countries: Sequence[str]
    owners: Owners
    programs: dict[str, TomlTable] = field(default_factory=dict)
    institutions: dict[str, dict[str, Any]] = field(default_factory=dict)
    glossary: GlossaryDraft = field(default_factory=GlossaryDraft)
    left_out: list[TomlTable] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)

    def list_places(self, start: int, end: int) -> list[Toponym]:
        """Return the toponyms of text[start:end]."""
        return [one for one in self.toponyms if start <= one.start and one.end <= end]

    def list_numbers(self, start: int, end: int) -> list[Number]:
        """Return the numbers of text[start:end]."""
        return [one for one in self.numbers if start <= one.start and one.end <= end]

    def list_institutions(self, start: int, end: int) -> list[NamedInstitution]:
        """Return the institutions of text[start:end], and note how it writes them."""
        found = find_institutions(self.text, start, end, self.owners, self.is_place)
        for one in found:
            self.note_institution(one.name, self.text[one.start : one.end], agency=one.agency)
            if acronym := _ACRONYM.match(self.text, one.end, end):
                self.note_institution(one.name, acronym[1], agency=one.agency)
        return found

    def note_institution(self, name: str, form: str, *, agency: bool, spanish: str | None = None) -> None:
        """Note an institution that the text writes as `form`."""
        form = " ".join(form.split())
        if find_text_problem(name) or find_text_problem(form):
            return
        new = {"en": name, "es": spanish or f"{DRAFT_MARK} {name}", "agency": agency, "forms": []}
        forms = self.institutions.setdefault(name, new)["forms"]
        if form not in forms:
            forms.append(form)

    def is_place(self, start: int, end: int) -> bool:
        """Return whether a place of the gazetteers stands at a span or holds it."""
        return any(one.start <= start and end <= one.end for one in self.toponyms if one.place is not None)


def build_draft(text: str, country: str | None = None, giver: str | None = None) -> Draft:
    """Return the draft of a fact sheet's records.

    A programme is drafted for each bullet (or paragraph, where there is no bullet), for each further amount of one, and
    for each sentence of the introduction and of a section's lead that says what is done; the others stand in
    `left_out`. `country` (ISO 3166-1 alpha-2) is that of which the text speaks; without it, the one it names most after
    the giver. `giver` is whose agencies are `agencies`, by ISO 3166-1 alpha-2 or EU; without it, the one that the text
    tells (`find_giver`), if it tells one. Raises DataError where the text has neither bullets nor headings, or names no
    country.
    """
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    text = join_lines(text)
    outline = parse_outline(text)
    if not outline.sections:
        what = (
            "has no bullets: an item begins a line with •, -, a number or the like, or is a paragraph below a heading"
        )
        raise DataError([Fault("text", "", what)])
    # With demonyms, for they tell whose an institution is.
    found = get_geoparser().find_places(text, country, demonyms=True)
    named = [one.place.country for one in found if one.place is not None and one.place.kind == "PCLI"]
    giver = giver or find_giver(text, [code for code in named if code is not None], country)
    countries = _find_countries(found, country, giver)
    toponyms = _drop_namesakes([one for one in found if not _is_demonym(one)], {giver, *countries})
    if not countries:
        raise DataError([Fault("text", "", "names no country: give --country")])
    toponyms = sorted([*toponyms, *find_further(text, found, countries)], key=lambda one: one.start)
    sites = SiteDraft(countries[0], countries)
    numbers = find_numbers(text)
    amounts = [number for number in numbers if is_amount(number)]
    reading = _Reading(text, outline, toponyms, numbers, amounts, sites, countries, _find_owners(found, giver))
    themes = {
        section.number: propose_theme(section.heading, " ".join(bullet.text for bullet in section.bullets)).value
        for section in outline.sections
    }
    for line in outline.header:
        reason = _TITLE_LINE if line == outline.title else _HEADER_LINE
        reading.left_out.append(_draft_exclusion(line, "0", reason.en, reason.es))
    if outline.introduction is not None:
        _draft_sentences(reading, outline.introduction, "", None)
    for section in outline.sections:
        theme = themes[section.number]
        if section.lead is not None:
            _draft_sentences(reading, section.lead, section.heading, theme)
        for bullet in section.bullets:
            place = _Place(bullet, section.heading, theme)
            _draft_item(reading, place, cut_item(text, bullet.body, bullet.end, reading.amounts))
        if section.rest is not None:
            _draft_sentences(reading, section.rest, section.heading, theme)
    programs = dict(sorted(reading.programs.items()))
    return Draft(
        programs,
        dict(sorted(sites.tables.items())),
        list(reading.institutions.values()),
        reading.glossary.build(),
        _draft_source(reading, themes, digest),
    )


def _is_demonym(toponym: Toponym) -> bool:
    place = toponym.place
    return place is not None and place.kind == "PCLI" and _is_adjective(toponym.name, place.country or "")


@cache
def _is_adjective(name: str, country: str) -> bool:
    """Return whether a name is the word for what is of a country, and no name of it."""
    places = get_geoparser().find_places(f"{name} rose.", country)
    return not any(one.name == name for one in places)


def _drop_namesakes(toponyms: Sequence[Toponym], countries: Collection[str | None]) -> list[Toponym]:
    """Return the toponyms, without a place where that is in a country that the text does not name."""
    named = {one.place.country for one in toponyms if one.place is not None and one.place.kind == "PCLI"}
    known = {None, *named, *countries}
    return [one if one.place is None or one.place.country in known else replace(one, place=None) for one in toponyms]


def _find_countries(toponyms: Sequence[Toponym], country: str | None, giver: str | None) -> list[str]:
    """Return the countries that a text is about, the most named first; the giver only where it names no other."""
    if country is not None:
        return [country]
    named = [one.place.country for one in toponyms if one.place is not None and one.place.country]
    foreign = [code for code in named if code != giver] or named
    ranked = sorted(set(foreign), key=lambda code: (-foreign.count(code), code))
    return [code for code in ranked if _OFTEN * foreign.count(code) >= foreign.count(ranked[0])]


def _find_owners(toponyms: Sequence[Toponym], giver: str | None) -> Owners:
    """Return the text's names for countries and words for what is of one, and other names of the giver."""
    names = {
        word: one.place.country
        for one in toponyms
        if one.place is not None and one.place.kind == "PCLI" and one.place.country is not None
        for word in (one.name, one.name.split()[-1])
    }
    return Owners(giver, names if giver is None else dict.fromkeys(get_giver(giver).names, giver) | names)


def _draft_sentences(reading: _Reading, item: OutlineItem, heading: str, theme: str | None) -> None:
    """Draft the sentences of an introduction or a lead that say what is done; the others are left out."""
    for start, end in split_sentences(reading.text, item.start, item.end):
        sentence = reading.text[start:end]
        passages = cut_sentence(reading.text, start, end, reading.amounts)
        if passages[0].amount is not None or is_undertaking(sentence):
            _draft_item(reading, _Place(item, heading, theme or propose_theme("", sentence).value), passages)
        else:
            reading.list_institutions(start, end)
            reason = f"{DRAFT_MARK} why no programme uses it"
            reading.left_out.append(_draft_exclusion(sentence, item.number, reason, reason))


def _draft_exclusion(words: str, item: str, english: str, spanish: str) -> TomlTable:
    cited = _draft_citation(words)
    until = {"until": cited["end"]} if "end" in cited else {}
    return {"what": cited["start"], **until, "item": item, "reason": {"en": english, "es": spanish}}


def _draft_item(reading: _Reading, place: _Place, passages: Sequence[CitedPassage]) -> None:
    """Draft a programme for each passage of an item; one that names no site is where the one before it is."""
    placements: list[TomlTable] = []
    slugs: list[str] = []
    _leave_out_vague(reading, place.item)
    for passage in passages:
        head = "" if slugs else place.item.head
        table = _draft_program(reading, place, passage, head, placements)
        placements = table["sites"]
        words = " ".join(reading.text[passage.start : passage.end].split()[:_SLUG_WORDS])
        slugs.append(_get_free(slugify(head or words) or "item", reading.programs))
        reading.programs[slugs[-1]] = table
    for part, whole in find_parts(reading.text, passages):
        inner, outer = reading.programs[slugs[part]], reading.programs[slugs[whole]]
        amount = {**inner["amount"], "type": outer["amount"]["type"], "part_of": slugs[whole]}
        reading.programs[slugs[part]] = {**inner, "amount": amount}


def _leave_out_vague(reading: _Reading, item: OutlineItem) -> None:
    """Leave the amounts of an item out that are no sum of dollars: no record can have them."""
    for number in reading.list_numbers(item.start, item.end):
        words = reading.text[number.start : number.end]
        if number.kind is NumberKind.VAGUE and find_text_problem(words) is None:
            entry = _draft_exclusion(words, item.number, _NO_SUM.en, _NO_SUM.es)
            reading.left_out += [entry] if entry not in reading.left_out else []


def _draft_program(
    reading: _Reading, place: _Place, passage: CitedPassage, head: str, inherited: Sequence[TomlTable]
) -> dict[str, Any]:
    """Return the table of one programme; `head` is its title, if any, `inherited` its sites where it names none."""
    text, words = reading.text, reading.text[passage.start : passage.end]
    institutions = reading.list_institutions(passage.start, passage.end)
    toponyms = reading.list_places(passage.start, passage.end)
    placements = reading.sites.place(text, toponyms, institutions, inherited)
    numbers = reading.list_numbers(passage.start, passage.end)
    plain = _hide_agencies(text, passage, institutions)
    status = propose_status(words)
    sector = propose_sector(plain, place.item.head, place.heading)
    reading.glossary.add_sector(sector, words)
    table: dict[str, Any] = {
        "theme": place.theme,
        "sector": sector,
        "agencies": _list_names([one.name for one in institutions if one.agency]),
        "partners": _list_names(
            [*(one.name for one in institutions if not one.agency), *_find_partner_countries(reading, passage)]
        ),
        "status": status.value,
        **({} if read_status(words) else {"status_reason": _STATUS}),
        **_draft_dates(text, numbers, status),
    }
    is_title = bool(head) and head not in reading.titles and find_text_problem(head) is None
    reading.titles.add(head)
    table["title"] = {"en": head, "es": f"{_TITLE} ({head})"} if is_title else {"en": _TITLE, "es": _TITLE}
    table["summary"] = {"en": _SUMMARY, "es": _SUMMARY}
    if passage.amount is not None:
        table["amount"] = {
            "usd": int(passage.amount.value or 0),
            "qualifier": passage.amount.qualifier.value,
            "type": propose_amount_type(plain).value,
        }
        if passage.amount.qualifier in (Qualifier.UP_TO, Qualifier.POSSIBLE):
            table["note"] = {"en": _LIMIT, "es": _LIMIT}
    table["figures"] = [reading.glossary.add_figure(text, number) for number in numbers if is_count(text, number)]
    table["sites"] = placements
    table["source"] = {"item": place.item.number, **_draft_citation(words)}
    return table


def _hide_agencies(text: str, passage: CitedPassage, institutions: Sequence[NamedInstitution]) -> str:
    """Return a passage without its agencies: "Trade and Development Agency" says nothing of sector or money."""
    words = text
    for one in institutions:
        if one.agency:
            words = f"{words[: one.start]}{'–' * (one.end - one.start)}{words[one.end :]}"
    return words[passage.start : passage.end]


def _list_names(names: Iterator[str] | Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if find_text_problem(name) is None]


# A country that takes part: "Japan, the Philippines and the United States launched", "together with Japan".
_TAKES_PART: Final = re.compile(r"(?:^|\b(?:with|and) (?:the )?|, (?:the )?)$")
_LOCATED: Final = re.compile(r"\b(?:border|in|across|throughout|from|to|between)\b")


def _find_partner_countries(reading: _Reading, passage: CitedPassage) -> Iterator[str]:
    """Yield the names of countries that take part, neither the giver nor one of those that the document is about."""
    for one in reading.list_places(passage.start, passage.end):
        place = one.place
        if (
            place is None
            or place.kind != "PCLI"
            or place.country is None
            or place.country in (reading.owners.giver, *reading.countries)
        ):
            continue
        sentence = reading.text[passage.start : one.start]
        before = sentence[sentence.rfind(". ") + 1 :]
        if _TAKES_PART.search(before) and not _LOCATED.search(before):
            name = get_country_name(place.country, "en")
            reading.note_institution(name, one.name, agency=False, spanish=get_country_name(place.country, "es"))
            yield name


def _draft_dates(text: str, numbers: Sequence[Number], status: Status) -> dict[str, str]:
    """Return the first date as the start, and as the end one after "by", or the last of a span or of what is over.

    Each is as exact as the text: a year, a month or a day.
    """
    dates = [(one.date, text[max(0, one.start - _LOOK_BACK) : one.start]) for one in numbers if one.date]
    known = [(date, before) for date, before in dates if not date.startswith("-")]
    ends = sorted(date for date, before in known if _UNTIL.search(before) or ends_range(before))
    starts = sorted(date for date, _ in known if date not in ends)
    if status is Status.CLOSED:
        starts = ends = sorted(date for date, _ in known)
    found = {"start": starts[0]} if starts else {}
    if ends and (not starts or starts[0] <= ends[-1]):
        found["end"] = ends[-1]
    return found


def _draft_source(reading: _Reading, themes: Mapping[int, str], digest: str) -> TomlTable:
    """Return what is known of the document itself: its title and date, its sections, and where it ends."""
    text, outline = reading.text, reading.outline
    title = outline.title if outline.title and find_text_problem(outline.title) is None else None
    return {
        "title": title or f"{DRAFT_MARK} the document's title",
        "publisher": f"{DRAFT_MARK} the document's publisher",
        "date": outline.date or f"{DRAFT_MARK} the document's date",
        "url": f"{DRAFT_MARK} the document's url",
        "sha256": digest,
        **({"end_mark": END} if f"\n{END}" in text else {}),
        **({"paragraphs": True} if outline.paragraphs else {}),
        "left_out": reading.left_out,
        "notice": {
            "en": f"{DRAFT_MARK} what kind of document it is",
            "es": f"{DRAFT_MARK} what kind of document it is",
        },
        "collection": {
            "slug": slugify(" ".join(get_country_name(code, "en") for code in reading.countries)),
            "languages": ["en", "es"],
            "countries": [{"code": code, "site": get_country_site(code)} for code in reading.countries],
            "texts": {
                name: dict.fromkeys(("en", "es"), f"{DRAFT_MARK} {what}")
                for name, what in (("title", "the title of the page"), ("description", "what the page is"))
            },
        },
        "dates": {},
        **_draft_fiscal_year(reading),
        "names": {},
        "digests": {},
        "sections": [
            {
                "number": section.number,
                "theme": themes[section.number],
                "heading": _clean(section.heading),
                "items": len(section.bullets),
            }
            for section in outline.sections
        ],
    }


def _draft_fiscal_year(reading: _Reading) -> TomlTable:
    """Return when the giver's fiscal years begin, where that is known and the text speaks of one."""
    known = get_giver(reading.owners.giver).fiscal_year
    return {} if known is None or re.search(rf"\b{FISCAL}\b", reading.text) is None else {"fiscal_year": known}


def _draft_citation(text: str) -> dict[str, str]:
    words = text.split()
    start, end = " ".join(words[:_QUOTED_WORDS]), " ".join(words[-_QUOTED_WORDS:]).rstrip(".")
    if len(words) <= 2 * _QUOTED_WORDS:
        return {"start": _clean(text.rstrip("."))}
    return {"start": _clean(start), "end": _clean(end)}


def _get_free(slug: str, taken: Mapping[str, object]) -> str:
    number, name = 2, slug
    while name in taken:
        number, name = number + 1, f"{slug}-{number}"
    return name


def _clean(words: str) -> str:
    """Return the words without the characters that no record may hold; such a passage is quoted up to the first."""
    clean: list[str] = []
    for word in words.split():
        if find_text_problem(word) is not None:
            break
        clean.append(word)
    return " ".join(clean) or f"{DRAFT_MARK} the first words of the passage"
