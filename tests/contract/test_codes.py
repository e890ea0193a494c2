"""Codes of institutions and sectors: each of one thing alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.contract.vocabulary import SECTORS, SLUG, Text, slugify


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("U.S. Agency for International Development (USAID)", "u-s-agency-for-international-development-usaid"),
        ("Policía Nacional del Perú", "policia-nacional-del-peru"),
        ("東京", "6771-4eac"),
        ("Łódź", "141-odz"),
        ("Office 東", "office-6771"),
        ("Agency A+", "agency-a"),
        ("+", ""),
    ],
)
def test_a_name_has_a_code(name: str, code: str) -> None:
    """ASCII words stay words, accents go, and other letters stand as their code points."""
    assert slugify(name) == code


@given(st.text())
def test_a_name_with_a_letter_has_a_code_of_the_form(name: str) -> None:
    """Whatever the script, a letter or digit makes a code, of the form of every code in an address."""
    code = slugify(name)
    assert SLUG.fullmatch(code) if code else not any(character.isalnum() for character in name)


def test_the_sectors_are_dac_s() -> None:
    """Every sector of the DAC list has its code and both names; ours alone has no number."""
    assert len(SECTORS) == 43
    assert [code for code in SECTORS if not code.isdigit()] == ["M01"]
    assert list(SECTORS) == sorted(SECTORS)
    assert SECTORS["151"] == Text("Government & Civil Society-general", "Gobierno y sociedad civil, general")
    assert SECTORS["430"] == Text("Other Multisector", "Otros multisectorial")
    assert len({name.en for name in SECTORS.values()}) == len({name.es for name in SECTORS.values()}) == len(SECTORS)
