"""What the audit reads in texts: sentences, names, numbers in words, language, and the cues of status and money."""

from __future__ import annotations

import dataclasses

import pytest

from geo.building.audit import parse_document
from geo.building.audit.counts import check_counts
from geo.building.audit.cues import is_said_to_be_part, read_amount_type, read_status
from geo.building.audit.language import get_english_share
from geo.building.audit.names import find_names
from geo.building.audit.naming import find_named_once
from geo.building.audit.passage import Passage, open_passage
from geo.building.audit.reading import read_document
from geo.building.audit.sentences import find_uncovered, split_sentences
from geo.building.audit.texts import check_texts
from geo.building.audit.values import count_values
from geo.building.lists import Institution, Name
from geo.contract.vocabulary import AmountType, Status, Text
from support.audit_samples import DATA, build_records, find_places
from support.records import build_citation, change


def test_sentences_are_split() -> None:
    """A full stop ends a sentence but not an abbreviation, and a label before the first sentence is in none."""
    text = "Rail: The U.S. Army came. It left the U.S. soon. USAID paid."
    assert [text[start:end] for start, end in split_sentences(text, 0, len(text))] == [
        "The U.S. Army came.", "It left the U.S. soon.", "USAID paid.",
    ]  # fmt: skip


def test_what_citations_leave_over_is_found() -> None:
    """Words outside every span are uncovered, joining words aside."""
    text = "It paid, and the town built."
    assert find_uncovered(text, 0, len(text), [(0, 7)]) == "town built"
    assert find_uncovered(text, 0, len(text), [(0, 7), (17, 27)]) == ""


def test_names_are_found_by_their_form() -> None:
    """Capitalised words in a row and acronyms are names; the word that begins a sentence is not."""
    text = "The Bureau of Land Affairs (BLA) and Port of Alba met. This year it ended."
    assert [text[start:end] for start, end in find_names(text, 0, len(text))] == [
        "Bureau of Land Affairs", "BLA", "Port of Alba",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("english", "spanish", "values"),
    [
        ("nine boats in May 2026", "nueve botes en mayo de 2026", {"9": 1, "month 5": 1, "2026": 1}),
        ("the second of 1,200", "el segundo de 1.200", {"2": 1, "1200": 1}),
        ("The two countries may meet", "Los dos países pueden reunirse", {}),
        ("three decades, 8.5 million", "tres décadas, 8,5 millones", {"3": 1, "8.5": 1, "1000000": 1}),
    ],
)
def test_numbers_are_the_same_in_both_languages(english: str, spanish: str, values: dict[str, int]) -> None:
    """Figures, number words, ordinals and months are counted alike in English and Spanish."""
    assert dict(count_values(english, "en")) == values
    assert dict(count_values(spanish, "es")) == values


def test_language_is_told_apart() -> None:
    """Function words and accents show the language, and a vocabulary the English of a title without them."""
    assert get_english_share("The boats of the port") > 0 > get_english_share("Los botes del puerto")
    assert get_english_share("Cocoa boats", {"boats"}) > get_english_share("Botes de cacao", {"boats"})


@pytest.mark.parametrize(
    ("passage", "status"),
    [
        ("The Fund will give boats, which are fast", Status.PIPELINE),
        ("The Fund is giving boats that will come", Status.IMPLEMENTATION),
        ("The Fund has given boats", Status.IMPLEMENTATION),
        ("The Fund completed a school", Status.CLOSED),
        ("A school of the Fund", None),
    ],
)
def test_status_is_read_from_verbs(passage: str, status: Status | None) -> None:
    """What is planned is said first, what goes on wins over what was done, and no verb says nothing."""
    assert read_status(passage) is status


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("a foreign military sales case with private investment", AmountType.FOREIGN_MILITARY_SALE),
        ("direct investment was $1", AmountType.DIRECT_INVESTMENT),
        ("mobilized private investments", AmountType.PRIVATE_INVESTMENT),
        ("in new investments", AmountType.FINANCE),
        ("provided $1 in assistance", AmountType.ASSISTANCE),
        ("nothing of money", None),
    ],
)
def test_kind_of_money_is_read(sentence: str, kind: AmountType | None) -> None:
    """The most special words of a sentence say the kind of its amount."""
    assert read_amount_type(sentence) is kind


def test_a_part_is_said() -> None:
    """Only words right before an amount make it part of another."""
    assert is_said_to_be_part("This support includes ")
    assert not is_said_to_be_part("This includes boats worth ")


@pytest.mark.parametrize(
    ("en", "es", "wrong"),
    [
        ("9 boats for the port.", "9 botes para el puerto.", 0),
        ("Nine boats and 14 engines.", "Nueve botes y 14 motores.", 0),
        ("14 boats and nine engines.", "14 botes y nueve motores.", 4),
        ("9 boats for the port.", "9 motores para el puerto.", 1),
        ("The ninth boat of the port.", "El noveno bote del puerto.", 2),
        ("Boats of $2.5 million.", "Botes por $2.5 millones.", 0),
        ("Boats of $9.", "Botes por $9.", 2),
        ("2.5 million boats.", "2.5 millones de botes.", 2),
        ("9 Navy boats.", "9 botes navales.", 0),
        ("On May 3–5, 2024.", "Del 3 al 5 de mayo de 2024.", 0),
    ],
)
def test_a_number_counts_what_it_does_in_the_document(en: str, es: str, wrong: int) -> None:
    """A number of a text counts in each language what the document counts; ordinals and money are of their own."""
    records = build_records()
    reading = read_document(parse_document(DATA, records.source, "x"), records, find_places)
    passage = open_passage(records.programs["boats"], reading)
    assert isinstance(passage, Passage)
    checks = list(check_counts("summary", Text(en, es), passage))
    assert sum(check.problem is not None for check in checks) == wrong


@pytest.mark.parametrize(
    ("en", "es", "wrong"),
    [
        ("Given since fiscal year 2023.", "Desde el año fiscal 2023.", False),
        ("Fiscal year 2023 began in October 2022.", "El año fiscal 2023 empezó en octubre de 2022.", False),
        ("It ended in September 2023.", "Terminó en setiembre de 2023.", False),
        ("Given since fiscal year 2022.", "Desde el año fiscal 2022.", True),
        ("Given since FY 2024.", "Desde el año fiscal 2024.", True),
        ("Given in 2023.", "Dado en 2023.", True),
        ("Given in 2022.", "Dado en 2022.", True),
        ("It began in October 2023.", "Empezó en octubre de 2023.", True),
    ],
)
def test_a_fiscal_year_is_the_documents(en: str, es: str, *, wrong: bool) -> None:
    """A text has the document's fiscal year and calls it one; the year before is the month in which it begins."""
    records = build_records()
    reading = read_document(parse_document(DATA, records.source, "x"), records, find_places)
    passage = open_passage(change(records.programs["school"], note=Text(en, es)), reading)
    assert isinstance(passage, Passage)
    keys = {check.key for check in check_texts(passage) if check.problem is not None and "20" in check.problem}
    assert ({"note.en", "note.es"} <= keys) is wrong


def test_each_year_of_a_span_is_fiscal() -> None:
    """The last year of "FY2022-23" is a fiscal year as its first is."""
    records = build_records()
    school = change(records.programs["school"], citation=build_citation("1.2", "The Fund built", "FY2022-23"))
    document = parse_document(DATA.replace(b"FY 2023", b"FY2022-23"), records.source, "x")
    passage = open_passage(school, read_document(document, records, find_places))
    assert isinstance(passage, Passage)
    assert [(date, passage.is_fiscal(at)) for at, date in passage.list_dates()] == [("2022", True), ("2023", True)]


@pytest.mark.parametrize(
    ("en", "es", "names"),
    [
        ("The Fund builds in Belmar.", "El Fondo construye en Belmar.", []),
        ("The Fund builds in Belmar.", "El Fondo construye.", ["Belmar"]),
        ("It builds in Suria.", "Construye.", []),
        ("The Navy Office gives boats.", "Da botes.", ["Navy Office"]),
        ("Boats.", "Botes de la Oficina Naval.", ["Navy Office"]),
        ("Boats.", "Botes de Ships.", ["Ships"]),
    ],
)
def test_a_name_stands_in_both_languages(en: str, es: str, names: list[str]) -> None:
    """A site, an institution or a name that is not translated stands in both languages; a country may be implied."""
    records = build_records()
    reading = read_document(parse_document(DATA, records.source, "x"), records, find_places)
    assert list(find_named_once(Text(en, es), reading)) == names


@pytest.mark.parametrize(
    ("en", "es", "names"),
    [
        ("The Farm Bank pays.", "El Banco Agrario paga.", []),
        ("Suria's Farm Bank pays.", "El Banco Agrario paga.", []),
        ("The Farm Bank pays.", "Paga.", ["Suria Farm Bank"]),
    ],
)
def test_an_institution_is_named_without_whose_it_is(en: str, es: str, names: list[str]) -> None:
    """What the glossary names as a country may be left off an institution's name in both languages."""
    records = build_records()
    bank = Institution(en="Suria Farm Bank", es="Banco Agrario de Suria", agency=False)
    lists = dataclasses.replace(records.lists, institutions=(bank,), names=(Name(en="Suria", es="Suria"),))
    changed = dataclasses.replace(records, lists=lists)
    reading = read_document(parse_document(DATA, records.source, "x"), changed, find_places)
    assert list(find_named_once(Text(en, es), reading)) == names


def test_the_number_before_an_item_is_none_of_the_documents() -> None:
    """What numbers an item is no number that a record must have, and the numbers of its text are those of before."""
    records = build_records()
    numbered = (
        DATA.replace("• In".encode(), b"1.1 In").replace("• The".encode(), b"1.2 The").replace("•".encode(), b"3)")
    )
    assert numbered.count("•".encode()) == 0
    plain, marked = (read_document(parse_document(data, records.source, "x"), records, find_places).numbers
                     for data in (DATA, numbered))  # fmt: skip
    assert [one.value or one.date for one in marked] == [one.value or one.date for one in plain]
