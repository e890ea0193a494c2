from __future__ import annotations

import dataclasses
import tomllib
from importlib import resources
from typing import cast

import pytest

from geo.building.audit import audit, parse_document
from geo.building.audit.claims import find_one_sided, find_unsaid, is_uncertain
from geo.building.audit.cues import has_status_cue
from geo.building.audit.language import speaks_of
from geo.building.audit.passage import Passage, open_passage
from geo.building.audit.reading import read_document
from geo.building.audit.shorts import find_short_faults
from geo.building.audit.tense import find_wrong_tense, is_to_come
from geo.building.audit.things import check_things
from geo.building.audit.values import count_values
from geo.building.lists import GlossaryTerm
from geo.building.models import Program
from geo.building.records import Records
from geo.contract.vocabulary import Status, Text
from support.audit_samples import DATA, build_records, find_places
from support.records import build_citation, build_overlap, change


def list_faults(records: Records, *programs: Program) -> list[str]:
    """Return the faults of the records with some programmes changed."""
    changed = dataclasses.replace(records, programs={**records.programs, **{one.id: one for one in programs}})
    return [str(fault) for fault in audit(parse_document(DATA, records.source, "x"), changed, find_places).faults]


@pytest.mark.parametrize(
    ("en", "es", "passage", "claims"),
    [
        ("It does not help.", "No ayuda.", "It helps.", 2),
        ("It does not help.", "No ayuda.", "It helps without end.", 0),
        ("Twice as many.", "El doble.", "Many boats.", 2),
        ("Against crime.", "Contra el crimen.", "To combat crime.", 0),
        ("For crime.", "Contra el crimen.", "Of crime.", 1),
        ("The best of the world.", "Lo mejor del mundo.", "A boat.", 2),
        ("The chief port.", "El puerto principal.", "The main port.", 0),
        ("The United States.", "Los Estados Unidos.", "A boat.", 0),
    ],
)
def test_a_claim_is_the_documents(en: str, es: str, passage: str, claims: int) -> None:
    """A negation, a multiple, an opposition or a superlative that the passage does not make is found in each text."""
    assert len(list(find_unsaid(Text(en, es), passage))) == claims


def test_a_claim_is_in_both_languages() -> None:
    """What one language denies the other does too."""
    assert list(find_one_sided(Text("It helps.", "No ayuda."))) == ["a negation ('No')"]
    assert list(find_one_sided(Text("It does not help.", "No ayuda."))) == []


def test_what_is_planned_is_told_as_such() -> None:
    """The summary of what is planned says in both languages that it is to come."""
    assert is_to_come(Text("It is to help.", "Ayuda."), Status.PIPELINE) == "es"
    assert is_to_come(Text("It helps.", "Ayudará."), Status.PIPELINE) == "en"
    assert is_to_come(Text("It will help.", "Ayudará."), Status.PIPELINE) is None
    assert is_to_come(Text("It helps.", "Ayuda."), Status.IMPLEMENTATION) is None


PLANNED = ("The Fund announced nine boats, which it will give to the organized ports.", "It will teach.")


@pytest.mark.parametrize(
    ("en", "es", "status", "verbs"),
    [
        ("Boats were handed over.", "Se entregarán botes.", Status.PIPELINE, ["handed"]),
        ("Boats are to be handed over.", "Se entregaron botes.", Status.PIPELINE, ["entregaron"]),
        (
            "Boats that were announced. It gave lessons.",
            "Botes que se anunciaron. Dio clases.",
            Status.PIPELINE,
            ["gave", "Dio"],
        ),
        ("Boats for organised ports.", "Botes para puertos organizados.", Status.PIPELINE, []),
        ("The Fund gives boats. It will teach.", "El Fondo da botes. Enseñará.", Status.IMPLEMENTATION, []),
        ("It will teach.", "Enseñará.", Status.CLOSED, []),
    ],
)
def test_each_verb_is_of_its_sentences_time(en: str, es: str, status: Status, verbs: list[str]) -> None:
    """What is planned is not told as done in any sentence, but for what goes before it."""
    found = [verb for _, verb in find_wrong_tense(Text(en, es), status, PLANNED, " ".join(PLANNED))]
    assert found == verbs


def test_what_goes_on_is_not_to_come() -> None:
    """A verb of the future needs one in the sentence of the passage that has most of its words."""
    sentences = ("The Fund gives boats to ports.", "The ports will meet.")
    found = find_wrong_tense(Text("Boats will come.", "Vendrán botes."), Status.IMPLEMENTATION, sentences, "")
    assert list(found) == [("en", "will"), ("es", "Vendrán")]
    meeting = Text("The ports will meet.", "Los puertos se reunirán.")
    assert list(find_wrong_tense(meeting, Status.IMPLEMENTATION, sentences, "")) == []
    lent = ("The bank is lending to a mill near the new farms.", "The mill will grind wheat from 2027.")
    for words, wrong in (("will grind wheat", []), ("will lend more", ["en", "es"])):
        joined = Text(f"The bank is lending to a mill near the farms, which {words}.", "El molino molerá trigo.")
        assert [code for code, _ in find_wrong_tense(joined, Status.IMPLEMENTATION, lent, "")] == wrong


def test_what_may_come_is_told_as_such() -> None:
    """The summary of a possible amount says in each language that it is only possible; "May" is a month."""
    assert is_uncertain(Text("It may come.", "Puede llegar."), "en")
    assert not is_uncertain(Text("It came in May.", "Podrá llegar."), "en")
    assert not is_uncertain(Text("It may come.", "Llegará."), "es")
    records = build_records()
    plan = change(records.programs["plan"], summary=Text("The plan for people.", "Plan para la gente."))
    assert sum("only possible" in one for one in list_faults(records, plan)) == 2


@pytest.mark.parametrize(
    ("en", "es", "claim"),
    [
        ("The plan, rejected in May.", "El plan, rechazado en mayo.", "a refusal"),
        ("It is to sell boats.", "Venderá botes.", "a sale"),
        ("It is a loan.", "Es un préstamo.", "a loan"),
        ("It is certain.", "Es seguro.", "a certainty"),
        ("It might help.", "Podría ayudar.", "a possibility"),
    ],
)
def test_no_other_deed_is_told(en: str, es: str, claim: str) -> None:
    """A refusal, a sale, a loan, a certainty or a possibility that the passage does not speak of is found."""
    found = list(find_unsaid(Text(en, es), "The Fund approved the plan to give boats in May."))
    assert [words.partition(" (")[0] for _, words in found] == [claim] * 2


@pytest.mark.parametrize(
    ("en", "es", "value"),
    [
        ("twenty-one boats", "veintiún botes", "21"),
        ("twenty nine boats", "veintinueve botes", "29"),
        ("thirty-two boats", "treinta y dos botes", "32"),
        ("forty-one boats", "cuarenta y una lanchas", "41"),
    ],
)
def test_numbers_of_two_words_are_one(en: str, es: str, value: str) -> None:
    """Tens and units are one number in both languages."""
    assert count_values(en, "en") == count_values(es, "es") == {value: 1}


def test_an_institution_stands_once_and_in_the_documents_order() -> None:
    """An institution named twice is a fault, and so is one that is implied though nothing near names it."""
    records = build_records()
    boats = records.programs["boats"]
    assert any(
        "names an institution twice" in one
        for one in list_faults(records, change(boats, agencies=("Navy Office",) * 2))
    )
    stranger = change(boats, partners=("Suria Bank",), implied=("Suria Bank",))
    assert any("is not named in the sentence" in one for one in list_faults(records, stranger))


@pytest.mark.parametrize(
    ("summary", "what"),
    [
        (
            Text("In 2024, 9 boats for the port.", "En 2024, 9 botes. Además, habrá hospitales."),
            "has 1 and 2 sentences",
        ),
        (Text("In 2024, 9 boats for the port.", "En 2024, 9 botes."), "words in English"),
        (
            Text(
                "In 2024, 9 boats for the port. Hospitals were built.",
                "En 2024, 9 botes para el puerto. Hubo hospitales.",
            ),
            "few words of it stand in item 1.1: 'Hospitals were built.'",
        ),
        (Text("IN 2024, 9 BOATS FOR THE PORT.", "En 2024, 9 botes para el puerto."), "is in capitals"),
    ],
)
def test_a_text_is_as_long_as_its_translation(summary: Text, what: str) -> None:
    """Both languages have as many sentences and about as many words, and each sentence speaks of the item."""
    records = build_records()
    assert any(what in one for one in list_faults(records, change(records.programs["boats"], summary=summary)))


def test_a_record_borrows_no_sentence() -> None:
    """A citation that reaches over a sentence of another record, of which it uses nothing, is a fault."""
    records = build_records()
    wider = change(records.programs["plan"], citation=build_citation("2.1", "Suria's farms", "in Belmar"))
    assert list_faults(records, wider)


def test_what_is_open_needs_a_note() -> None:
    """Without a note a possible amount, a fiscal year and an unknown giver are faults."""
    records = build_records()
    faults = list_faults(records, *(change(records.programs[id_], note=None) for id_ in ("plan", "school", "farms")))
    assert [one.partition(": ")[0] for one in faults] == [f"programs/{id_}.toml" for id_ in ("farms", "plan", "school")]
    assert all(": note: a note must say it: " in one for one in faults)


def test_a_reason_is_in_its_language_and_gives_no_number() -> None:
    """The reason of an overlap that visitors read is checked as the other texts are."""
    records = build_records()
    fund = records.programs["fund"]
    assert fund.amount is not None
    entry = change(build_overlap("farms"), reason=Text("una entidad dio ambos", "one agency gave 37 of both"))
    faults = list_faults(records, change(fund, amount=change(fund.amount, overlaps=(entry,))))
    assert any("holds a number" in one for one in faults)
    assert any("is Spanish" in one or "no more English" in one for one in faults)


@pytest.mark.parametrize(
    ("start", "end", "what"),
    [
        ("Navy Office", "2.5 million", "leaves off 'the' before it"),
        ("In May", "nine boats", None),
        ("In May", "gave nine", "ends within"),
    ],
)
def test_a_citation_has_whole_clauses(start: str, end: str, what: str | None) -> None:
    """A citation takes the article before it along, and ends where a clause does."""
    records = build_records()
    faults = list_faults(records, change(records.programs["boats"], citation=build_citation("1.1", start, end)))
    said = [one for one in faults if ": source." in one]
    assert len(said) == (what is not None)
    assert all(str(what) in one for one in said)


def test_a_statistic_is_told_by_what_it_counts() -> None:
    """A record is a statistic where a unit of the glossary or the kind of its amount is one, and nowhere else."""
    records = build_records()
    school, fund = records.programs["school"], records.programs["fund"]
    counted = tuple(change(unit, statistic=unit.en == "pupils") for unit in records.lists.units)
    travelling = dataclasses.replace(records, lists=dataclasses.replace(records.lists, units=counted))
    assert list_faults(travelling, change(school, statistic=True)) == []
    assert any("what it gives is a statistic" in one for one in list_faults(travelling))
    assert any("what it gives is no statistic" in one for one in list_faults(records, change(fund, statistic=True)))


@pytest.mark.parametrize(
    ("en", "es", "things"),
    [
        ("9 boats for the port.", "9 botes para el puerto.", []),
        ("9 vessels for the harbour.", "9 embarcaciones para el muelle.", []),
        ("Gold for the port.", "Oro para el puerto.", ["en 'gold'", "es 'gold'"]),
        ("9 boats for the airport.", "9 botes para el aeropuerto.", ["en 'airport'", "es 'airport'"]),
        ("9 planes for the port.", "9 aviones para el puerto.", []),
        ("Teachers in the port.", "Enfermeros en el puerto.", ["en 'teacher'", "es 'nurse'"]),
    ],
)
def test_a_thing_is_the_items_or_the_glossarys(en: str, es: str, things: list[str]) -> None:
    """A thing of a field that the item does not name is found in each language, unless the glossary pairs it."""
    records = build_records()
    lists = dataclasses.replace(records.lists, terms=(GlossaryTerm(en=("boat", "plane"), es=("bote", "avion")),))
    reading = read_document(
        parse_document(DATA, records.source, "x"), dataclasses.replace(records, lists=lists), find_places
    )
    passage = open_passage(records.programs["boats"], reading)
    assert isinstance(passage, Passage)
    found = [check for check in check_things("summary", Text(en, es), passage) if check.problem is not None]
    assert [f"{check.key[-2:]} {str(check.problem).split(' is ')[0]}" for check in found] == things


def test_each_thing_has_words() -> None:
    """No thing stands twice, and each has words in English and in Spanish."""
    fields = tomllib.loads(resources.files("geo.building.audit").joinpath("things.toml").read_text("utf-8"))
    entries = [[part.strip() for part in entry.split("|")] for field in fields.values() for entry in field]
    assert all(len(parts) in (2, 3) and all(parts) for parts in entries)
    names = [parts[0].partition(",")[0] for parts in entries]
    assert len(set(names)) == len(names)


def test_a_possibility_is_of_its_sentence() -> None:
    """Where one sentence gives a limit, the text of another may not be unsure: "may give" is not "will give"."""
    sentences = ["The Fund will give boats.", "It may bring up to $7."]
    text = Text("The Fund may give boats. It could bring money.", "El Fondo puede dar botes. Podría traer dinero.")
    assert list(find_unsaid(text, " ".join(sentences))) == []
    assert list(find_unsaid(text, " ".join(sentences), sentences=sentences)) == [
        ("en", "a possibility ('may')"), ("es", "a possibility ('puede')"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "sound"),
    [
        ("x", False),
        ("boats", False),
        ("so it is", False),
        ("the boats are under way", True),
        ("a full new plan", False),
    ],
)
def test_a_reason_can_be_checked(reason: str, *, sound: bool) -> None:
    """A reason has some words, and one of the item that is not of anything."""
    assert speaks_of(reason, ["The full fleet of boats."]) is sound
    records = build_records()
    school = change(records.programs["boats"], status=Status.IMPLEMENTATION, end=None, status_reason=reason)
    said = [one for one in list_faults(records, school) if "speaks of nothing in item 1.1" in one]
    assert bool(said) is not sound


def test_a_status_that_the_audit_has_no_words_for_needs_a_reason_alone() -> None:
    """So a code can be added to the list before the audit can read it; of the others a word must speak."""
    assert has_status_cue("The boats of the fleet.", cast("Status", "suspended"))
    assert not any(has_status_cue("The boats of the fleet.", status) for status in Status)


@pytest.mark.parametrize(
    ("short", "sound"),
    [("NO", True), ("NAVOFF", True), ("ON", True), ("NVY", False), ("Fund", True), ("UNO", False), ("N", True)],
)
def test_an_acronym_is_of_its_institution(short: str, *, sound: bool) -> None:
    """It is made of the beginnings of the words of a name in either language, or stands in the document."""
    records = build_records()
    office = change(records.lists.institutions[1], short=(short,))
    changed = dataclasses.replace(records, lists=dataclasses.replace(records.lists, institutions=(office,)))
    reading = read_document(parse_document(DATA, records.source, "x"), changed, find_places)
    assert [fault.what for fault in find_short_faults(reading)] == (
        [] if sound else [f"{short!r} is no acronym of the name, and not in the document"]
    )
