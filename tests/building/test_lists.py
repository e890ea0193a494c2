"""The lists that the audit needs are read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.building.lists import GLOSSARY, INSTITUTIONS, Lists, load_lists
from geo.contract.faults import DataError
from geo.contract.files import DATA


def test_the_committed_lists_are_sound() -> None:
    """Both files load; each institution has a name in Spanish, and each unit marks its number."""
    lists = load_lists(DATA)
    assert min(map(len, (lists.institutions, lists.units, lists.purposes, lists.names, lists.terms))) > 10
    assert all(words.count("#") == 1 for unit in lists.units for words in unit.words)
    assert [one.en for one in lists.institutions if one.umbrella] == ["U.S. Government"]


def test_a_folder_without_lists_has_empty_ones(tmp_path: Path) -> None:
    """A first draft has neither file."""
    assert load_lists(tmp_path) == Lists()


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        (INSTITUTIONS, '[[institutions]]\nen = "A"\nes = "B"', "institutions.toml: institutions[0].agency: missing"),
        (INSTITUTIONS, '[[institutions]]\nen = "A"\nes = "B"\nagency = true\n' * 2, "institutions.toml: A: stands tw"),
        (GLOSSARY, '[[units]]\nen = "A"\nes = "B"\nwords = []', "glossary.toml: units[0].words: empty: give one at"),
        (GLOSSARY, '[[purposes]]\ncode = "1"\nwords = ["a"]', "glossary.toml: purposes[0].code: '1' is wrong: "),
        (GLOSSARY, "[unit]", "glossary.toml: unit: unknown key; allowed are units, "),
    ],
)
def test_a_fault_names_its_key(tmp_path: Path, file: str, text: str, fault: str) -> None:
    """Every fault is a line with file, key and what is wrong."""
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        load_lists(tmp_path)
    assert str(caught.value.faults[0]).startswith(fault)
