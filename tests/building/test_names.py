"""Names from outside are shown in the form that the contract accepts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.building.names import clean_name, normalise_name
from geo.contract.properties import find_text_problem
from geo.contract.texts import REFUSED_CHARACTERS


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Ma`an", "Ma‘an"),
        ("Slov´yanoserbsk", "Slov’yanoserbsk"),
        ("Province of  Zamboanga\tdel\u00a0Sur ", "Province of Zamboanga del Sur"),
        ("SÃ£o Filipe", "São Filipe"),
        ("RÃ\u00ado San Juan", "Río San Juan"),
        ("C\u00f4te d’Ivoire", "Côte d’Ivoire"),
        ("Cote\u0302 d'Ivoire", "Cotê d'Ivoire"),
        ("\u200eAl\u0007-{Ula}\\\n", "Al-Ula"),
        ("São Tomé", "São Tomé"),
    ],
)
def test_a_source_s_name_is_cleaned(source: str, name: str) -> None:
    """Backticks, spaces, hidden and misread signs go; a name that is well stays."""
    assert clean_name(source) == name
    assert find_text_problem(name) is None


@given(st.text(max_size=20))
def test_no_refused_sign_is_left(source: str) -> None:
    """Whatever comes in, nothing comes out that no text may hold, and no space too many."""
    name = clean_name(source)
    assert not re.search(f"{REFUSED_CHARACTERS}|^ | $|  ", name)


def test_a_cleaned_name_is_compared_as_before() -> None:
    """The signs between letters do not decide whether two names are one."""
    assert normalise_name(clean_name("Ma`an")) == normalise_name("Ma'an")
