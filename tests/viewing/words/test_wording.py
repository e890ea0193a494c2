from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator, Mapping

import pytest

from geo.contract.files import LOCATIONS
from geo.contract.vocabulary import (
    AmountType,
    Precision,
    Qualifier,
    Reason,
    SiteRole,
    Status,
    Term,
    Text,
    Theme,
)
from geo.viewing.words import text
from geo.viewing.words.wording import Words, choose_language, find_language, lies_ahead

EN, ES = Words("en"), Words("es")
NBSP = "\N{NO-BREAK SPACE}"


def list_texts() -> Iterator[tuple[str, Text]]:
    """Yield every text of the page with its name."""
    for name, value in vars(text).items():
        if isinstance(value, Text):
            yield name, value
        elif isinstance(value, Mapping):
            yield from ((f"{name}[{key}]", one) for key, one in value.items() if isinstance(one, Text))


TEXTS = dict(list_texts())


def list_gaps(words: str) -> set[str | None]:
    """Return the names that a text leaves open."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_in_both_languages(name: str) -> None:
    """A text has words in English and Spanish, with the same gaps to fill."""
    words = TEXTS[name]
    assert words.en.strip()
    assert words.es.strip()
    assert list_gaps(words.en) == list_gaps(words.es)
    assert words.en.count("(n)") == words.es.count("(n)")


def test_few_texts_are_the_same_in_both_languages() -> None:
    """What is the same in both is a name or a number, not a forgotten translation."""
    same = {name for name, words in TEXTS.items() if words.en == words.es}
    sectors = {f"{name}[sector]" for name in ("FACTS", "FILTERS", "DIMENSIONS", "COLUMNS")}
    assert same <= {"QUALIFIERS[exact]", "PHRASES[status]"} | sectors


def test_every_source_of_the_data_has_words() -> None:
    """Each line of the data's attribution is known, so that the page can tell it in both languages."""
    assert set(json.loads(LOCATIONS.read_bytes())["metadata"]["attribution"]) <= set(text.ATTRIBUTIONS)


def test_every_institution_has_a_spanish_name() -> None:
    """Agencies and partners of the data each have a Spanish name there; one that is not listed keeps its own."""
    data = json.loads(LOCATIONS.read_bytes())
    names = data["metadata"]["institutions"]
    named = {name for one in data["features"] for key in ("agencies", "partners") for name in one["properties"][key]}
    assert set(names) == named
    assert {name for name in named if names[name] == name} == {"Caltrain"}
    spanish, english = Words("es", names), Words("en", names)
    assert spanish.institution("Department of State") == "Departamento de Estado"
    assert spanish.institution("Government of Peru") == "Gobierno del Perú"
    assert english.institution("Department of State") == "Department of State"
    assert spanish.institution("Nobody's") == "Nobody's"
    assert spanish.label("agency", "department-of-state", {"department-of-state": "Department of State"}) == (
        "Departamento de Estado"
    )


@pytest.mark.parametrize("terms", [Theme, Status, Qualifier, AmountType, SiteRole, Reason, Precision])
def test_every_code_has_words(terms: type[Term | Precision]) -> None:
    """Each value of each list of codes has a label of its own in both languages."""
    labels = [(one.label.en, one.label.es) for one in terms]
    assert all(en and es for en, es in labels)
    assert len(set(labels)) == len(labels)


def test_every_status_has_a_plural() -> None:
    """So that the sentence above the lists can say of several programmes what their status is."""
    assert set(text.STATUSES) == set(Status)


@pytest.mark.parametrize(
    ("usd", "qualifier", "en", "es"),
    [
        (750_000, Qualifier.EXACT, "$750,000", f"US${NBSP}750,000"),
        (8_500_000, Qualifier.MORE_THAN, "more than $8.5 million", f"más de US${NBSP}8.5 millones"),
        (1_000_000_000, Qualifier.POSSIBLE, "possibly $1 billion", f"posiblemente US${NBSP}1,000 millones"),
        (2_813_100_000, Qualifier.EXACT, "$2.8131 billion", f"US${NBSP}2,813.1 millones"),
        (12_345_600_000, Qualifier.EXACT, "$12.3456 billion", f"US${NBSP}12,345.6 millones"),
        (1_000_000, Qualifier.EXACT, "$1 million", f"US${NBSP}1 millón"),
        (1_234_567, Qualifier.UP_TO, "up to $1,234,567", f"hasta US${NBSP}1,234,567"),
    ],
)
def test_money_keeps_every_digit(usd: int, qualifier: Qualifier, en: str, es: str) -> None:
    """An amount is short where that loses nothing, with the qualifier in words."""
    assert EN.money(usd, qualifier) == en
    assert ES.money(usd, qualifier) == es


@pytest.mark.parametrize(
    ("usd", "qualifier", "en", "es"),
    [
        (2_228_600_000, Qualifier.MORE_THAN, "more than $2.22 billion", f"más de US${NBSP}2,220 millones"),
        (2_228_600_000, Qualifier.EXACT, "more than $2.22 billion", f"más de US${NBSP}2,220 millones"),
        (2_228_600_000, Qualifier.ABOUT, "about $2.23 billion", f"cerca de US${NBSP}2,230 millones"),
        (2_220_000_000, Qualifier.EXACT, "$2.22 billion", f"US${NBSP}2,220 millones"),
        (1_234_567, Qualifier.EXACT, "more than $1.23 million", f"más de US${NBSP}1.23 millones"),
        (90, Qualifier.EXACT, "$90", f"US${NBSP}90"),
    ],
)
def test_a_headline_has_three_digits(usd: int, qualifier: Qualifier, en: str, es: str) -> None:
    """A headline is rounded down and says `more than`, so that it stays true."""
    assert EN.headline(usd, qualifier) == en
    assert ES.headline(usd, qualifier) == es


@pytest.mark.parametrize(
    ("start", "end", "en", "es"),
    [
        ("2001", None, "since 2001", "desde 2001"),
        ("2024-11", None, "since November 2024", "desde noviembre de 2024"),
        ("2024-11-01", None, "since November 1, 2024", "desde el 1 de noviembre de 2024"),
        ("2023", "2024", "2023 – 2024", "2023 – 2024"),
        ("2024", "2024", "2024", "2024"),
        (None, "2024-11-15", "until November 15, 2024", "hasta el 15 de noviembre de 2024"),
    ],
)
def test_dates_in_words(start: str | None, end: str | None, en: str, es: str) -> None:
    """Years, months and days are told as precisely as they are known."""
    assert EN.dates(start, end) == en
    assert ES.dates(start, end) == es


@pytest.mark.parametrize(
    ("start", "en", "es"),
    [
        ("2025", "from 2025", "a partir de 2025"),
        ("2024-10", "from October 2024", "a partir de octubre de 2024"),
        ("2025-01-02", "from January 2, 2025", "a partir del 2 de enero de 2025"),
    ],
)
def test_what_had_yet_to_begin_is_not_told_as_begun(start: str, en: str, es: str) -> None:
    """What is planned, or starts after the document's date, is told as ahead and not as `since`."""
    assert EN.dates(start, None, ahead=True) == en
    assert ES.dates(start, None, ahead=True) == es


@pytest.mark.parametrize(
    ("status", "start", "ahead"),
    [
        (Status.PIPELINE, "2024-10", True),
        (Status.PIPELINE, None, True),
        (Status.IMPLEMENTATION, "2025", True),
        (Status.IMPLEMENTATION, "2024-12", True),
        (Status.IMPLEMENTATION, "2024", False),
        (Status.IMPLEMENTATION, "2024-11", False),
        (Status.IMPLEMENTATION, "2024-11-15", False),
        (Status.IMPLEMENTATION, None, False),
    ],
)
def test_what_lies_ahead(status: Status, start: str | None, ahead: bool) -> None:  # noqa: FBT001 -- a test's case
    """A start is compared with the document's date as far as it is known."""
    assert lies_ahead(status, start, "2024-11-15") is ahead


def test_a_sentence_for_each_filter() -> None:
    """Every filter says in words what it shows."""
    query = {"sector": ["210"], "agency": ["usaid"], "q": ["port"]}
    names = {"usaid": "USAID"}
    assert EN.sentence(query, 12, names) == "12 programmes in Transport & Storage by USAID, naming “port”"
    assert ES.sentence(query, 1, names) == "1 programa en Transporte y almacenamiento de USAID, que menciona «port»"
    for dimension in text.DIMENSIONS:
        assert text.PHRASES[dimension].en


@pytest.mark.parametrize(
    ("query", "programs", "en", "es"),
    [
        ({"theme": ["space"]}, 7, "7 programmes on space", "7 programas sobre espacio"),
        ({"status": ["pipeline"]}, 12, "12 programmes, planned", "12 programas, previstos"),
        ({"status": ["closed"]}, 1, "1 programme, completed", "1 programa, concluido"),
        ({"q": ["agua"]}, 2, "2 programmes, naming “agua”", "2 programas, que mencionan «agua»"),
        ({"amount": ["trade"]}, 1, "1 programme, with trade", "1 programa, con comercio"),
        (
            {"agency": ["state", "usaid"]},
            3,
            "3 programmes by the Department of State and the U.S. Agency for International Development",
            "3 programas del Departamento de Estado y de la Agencia para el Desarrollo",
        ),
    ],
)
def test_a_sentence_agrees_with_its_number(query: dict[str, list[str]], programs: int, en: str, es: str) -> None:
    """One or several, a theme in small letters, an institution with its article."""
    names = {"state": "Department of State", "usaid": "U.S. Agency for International Development"}
    spanish = {names["state"]: "Departamento de Estado", names["usaid"]: "Agencia para el Desarrollo"}
    assert EN.sentence(query, programs, names) == en
    assert Words("es", spanish).sentence(query, programs, names) == es


@pytest.mark.parametrize("name", json.loads(LOCATIONS.read_bytes())["metadata"]["institutions"].values())
def test_every_spanish_name_has_an_article(name: str) -> None:
    """Each institution of several words has `del`, `de la`, `de los` or `de las` before it."""
    said = ES.label_in_sentence("agency", "x", {"x": name}, 1)
    assert said == f"de {name}" if " " not in name else re.match(r"del |de l[ao]s? ", said)


def test_items_in_words() -> None:
    """An item of the document is told by section and number."""
    assert [EN.item(item) for item in ("0", "4.0", "4.2")] == [
        "introduction",
        "section 4, opening",
        "section 4, item 2",
    ]


@pytest.mark.parametrize(
    ("wanted", "browser", "language"),
    [
        ("es", "en-US", "es"),
        (None, "es-PE", "es"),
        (None, "es", "es"),
        ("fr", "es-419", "es"),
        (None, None, "en"),
        ("", "de", "en"),
    ],
)
def test_the_language_of_the_link_then_of_the_browser(wanted: str | None, browser: str | None, language: str) -> None:
    """A link's language wins, then the browser's, then English."""
    assert choose_language(wanted, browser) == language


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("", None),
        ("en-US,en;q=0.9", "en-US"),
        ("qu, es", "es"),
        ("ca,eu;q=0.9,pt;q=0.8,es-PE;q=0.7,en;q=0.6", "es-PE"),
        ("en;q=0.3, es;q=0.9", "es"),
        ("es;q=0.300, en;q=0.30", "es"),
        ("es;q=0", None),
        ("es;q=0, en;q=0.1", "en"),
        ("*, es;q=0.5", "es"),
        ("*", None),
        ("*,en;q=0", "es"),
        ("en;q=0, *;q=0.5", "es"),
        ("fr, EN;q=0.0", "es"),
        ("en;q=0, en-GB", "en-GB"),
        ("*, en-US;q=0", None),
        ("en;q=0, es;q=0, *", None),
        ("EN ; Q=1.000", "EN"),
        ("es;q=2, en;q=0.1", "en"),
        ("es;level=1, en", "en"),
        ("qu", None),
        (f"{'xx,' * 200}es", None),
        (";,;q=,es", "es"),
    ],
)
def test_the_browsers_language_is_the_one_of_greatest_weight(accepted: str, tag: str | None) -> None:
    """Weights are RFC 9110's: the greatest first, none for what is refused, the first of equal ones."""
    assert find_language(accepted) == tag


@pytest.mark.parametrize(
    ("n", "statistics", "en", "es"),
    [
        (3, 0, "3 programmes", "3 programas"),
        (2, 1, "1 programme and 1 statistic", "1 programa y 1 estadística"),
        (7, 2, "5 programmes and 2 statistics", "5 programas y 2 estadísticas"),
        (2, 2, "2 statistics", "2 estadísticas"),
    ],
)
def test_a_statistic_is_no_programme(n: int, statistics: int, en: str, es: str) -> None:
    """They are counted apart, and nothing is said of what there is none of."""
    assert (EN.programs(n, statistics), ES.programs(n, statistics)) == (en, es)
