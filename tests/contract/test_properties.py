"""A value is refused by the check exactly where the published JSON Schema refuses it, and the fault says why."""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import Any

import pycountry
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from geo.contract.fields import COUNTRIES, FIELDS, METADATA, SOURCE, Field, Kind
from geo.contract.properties import CONTRACT, Problem, find_text_problem
from geo.contract.schema import build_json_schema
from geo.contract.texts import MOJIBAKE, PADDING, REFUSED_CHARACTERS
from geo.contract.vocabulary import Theme
from support.samples import METADATA as SAMPLE
from support.samples import SCANNERS

SCHEMA = build_json_schema()
PROPERTIES = SCHEMA["$defs"]["feature"]["properties"]["properties"]["properties"]

# Characters about which two readers of one rule could differ.
ODD = "aZ09-é {}<`\\\u00a0\u200b\n\u202e\u0085\u00ad\ufeff\ufffdÃ©â€™\u0301Ñ»”٣\U000e0001\U0001f6f0\u0378/:@."
TEXT = st.text(st.sampled_from(ODD), max_size=6) | st.text(max_size=8)
KNOWN = st.sampled_from(
    ["210", "M01", "PE", "XX", "US-CA", "2024", "2024-13", "2024-11-15", "1.2", "1.03", "0", "https://a.b", "https://a@b",
     "a-b", "exact", "PRT", "PECHY", "0" * 64]
)  # fmt: skip
SCALAR = st.sampled_from([None, True, 0, 1, -1, 2.5, 1.0, 9, 10**15, 10**16, 10**30, -180.5, 1e300]) | KNOWN | TEXT
FIGURE = st.fixed_dictionaries(
    {"value": SCALAR, "qualifier": st.sampled_from(["exact", "x"]), "unit_en": TEXT, "unit_es": TEXT}
)
VALUE = SCALAR | st.lists(SCALAR, max_size=3) | st.lists(FIGURE | SCALAR, max_size=2) | st.dictionaries(TEXT, SCALAR)


def normalize(value: Any) -> Any:
    """Return a value with its texts in form C, the one thing that the schema cannot say."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normalize(inner) for inner in value]
    return {normalize(name): normalize(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def is_valid(value: object, schema: dict[str, Any]) -> bool:
    """Return whether another implementation of JSON Schema accepts the value."""
    return bool(Draft202012Validator({**schema, "$defs": SCHEMA["$defs"]}).is_valid(value))


def find_value_problems(name: str, value: object) -> list[Problem]:
    """Return what is wrong with a value of a property: the part of it (`[2].unit_en`, or nothing), and why."""
    return list(CONTRACT.find_problems(value, f"#/$defs/feature/properties/properties/properties/{name}"))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@given(value=VALUE.map(normalize))
@example(value="a\n")
@example(value=" a")
@example(value="a\u0085b")
@example(value="a\u200b")
@example(value="\u202ea")
def test_check_and_schema_agree_on_a_property(field: Field, value: Any) -> None:
    """The check finds a problem exactly where another validator of the schema does."""
    problems = find_value_problems(field.name, value)
    assert is_valid(value, PROPERTIES[field.name]) == (not problems)
    assert all(what for _, what in problems)


@given(name=st.sampled_from([*METADATA, *SOURCE]), value=VALUE.map(normalize))
@example(name="title", value="a\u202eb")
@example(name="url", value="https://user:secret@example.org/")
def test_check_and_schema_agree_on_metadata(name: str, value: Any) -> None:
    """The same holds for each text of the metadata."""
    changed = SAMPLE | ({name: value} if name in METADATA else {"source": SAMPLE["source"] | {name: value}})
    problems = list(CONTRACT.find_problems(changed, "#/$defs/metadata", "metadata"))
    assert is_valid(changed, {"$ref": "#/$defs/metadata"}) == (not problems)
    assert all(key.startswith("metadata") for key, _ in problems)


@given(TEXT.map(normalize))
def test_check_and_records_agree_on_a_text(text: str) -> None:
    """What a record may not say, the data may not, and the reverse."""
    assert CONTRACT.is_valid(text, "#/$defs/text") == (find_text_problem(text) is None)


def test_no_invisible_character_is_accepted() -> None:
    """Of the characters that Unicode calls control, format, private or separator two spaces may stand in a text."""
    categories = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"}
    hidden = {chr(point) for point in range(sys.maxunicode + 1) if unicodedata.category(chr(point)) in categories}
    assert {character for character in hidden if find_text_problem(f"a{character}a") is None} == {" ", "\u00a0"}


@pytest.mark.parametrize(
    "text",
    ["“PERÚ”", "«PERÚ»", "PERÚ…", "SÃO PAULO", "“AMANHÃ”", "Coração", "château", "Ânimo", "naïve", "«naïf»", "Ñ»",
     "20 °C", "¿Qué?", "東京", "السلام", "🛰", "$1 & 2", "a\u00a0b", "5 ½", "Ã – ã"],
)  # fmt: skip
def test_a_sound_text_is_no_mojibake(text: str) -> None:
    """Capitals with a mark before a quotation mark, other scripts and signs are texts like any other."""
    assert find_text_problem(text) is None


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_letters_read_in_another_encoding_are_noticed(encoding: str) -> None:
    """Any of Spanish's letters and marks in UTF-8, read as Latin-1 or Windows-1252, is refused; one is enough."""
    for letter in "áéíóúüñÁÉÍÓÚÜÑ¿¡«°çâãàèêëïöä":
        assert find_text_problem(f"a{letter.encode().decode(encoding, 'replace')}a") is not None, letter


@pytest.mark.parametrize(
    "pattern", [MOJIBAKE, PADDING, REFUSED_CHARACTERS, *(f.pattern.pattern for f in FIELDS if f.pattern)]
)
def test_no_pattern_can_backtrack(pattern: str) -> None:
    """A pattern has no quantifier within a quantified group that both could take the same characters."""
    for group in re.findall(r"\(([^()]*[+*][^()]*)\)[+*]", pattern):
        assert group == "-[a-z0-9]+", "a group may repeat only where a character that it alone takes begins it"


def test_the_countries_are_those_of_the_standard() -> None:
    """The codes are ISO 3166-1 alpha-2, without those that ISO reserves or leaves to users."""
    assert set(COUNTRIES) == {country.alpha_2 for country in pycountry.countries}


@given(st.text())
def test_a_text_that_passes_is_plain(text: str) -> None:
    """A text that passes holds nothing that a template, a page or a terminal could take for its own."""
    if find_text_problem(text) is None:
        assert text.strip() == text != ""
        assert not set(text) & set("{}<>`\\\n\r\t\0\u202e")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_boolean_is_no_number(field: Any) -> None:
    """JSON's true is refused wherever a number is expected."""
    if field.kind in (Kind.INTEGER, Kind.NUMBER):
        assert find_value_problems(field.name, True)


@pytest.mark.parametrize(("name", "value", "problem"), [
    ("theme", "war", ("", f"'war' is not one of {', '.join(Theme)}")),
    ("country", "XX", ("", "'XX' does not have the form ISO 3166-1 alpha-2")),
    ("title_en", None, ("", "null is not allowed")),
    ("title_en", "PerÃº", ("", "holds 'Ãº': UTF-8 that was read in another encoding")),
    ("agencies", ["A", "A"], ("", "holds one thing twice")),
    ("agencies", ["A", 1], ("[1]", "not a text")),
    ("figures", [SCANNERS["figures"][0] | {"more": 1}], ("[0].more", "unknown member")),
    ("figures", [{}], ("[0].value", "missing")),
    ("amount_usd", "1", ("", "not a whole number or null")),
    ("longitude", 200, ("", "200 is more than 180")),
])  # fmt: skip
def test_a_problem_says_where_and_why(name: str, value: Any, problem: tuple[str, str]) -> None:
    """Each kind of problem is reported in plain words."""
    assert problem in find_value_problems(name, value)
