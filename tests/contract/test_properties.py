"""A property's value is judged alike whether it is looked at alone or in its column."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.contract.fields import FIELDS, Field, Kind
from geo.contract.properties import are_sound, find_text_problem, find_value_problems
from support.samples import SCANNERS

TEXT = st.text(st.sampled_from("aZ0-é {}<`\\\u00a0\u200b\n"), max_size=4)
SCALAR = (
    st.sampled_from([None, True, 0, 1, -1, 2.5, 1.0, 9, 10**16, "210", "M01", "PE", "2024", "1.2", "https://a.b"])
    | TEXT
)
FIGURE = st.fixed_dictionaries(
    {"value": SCALAR, "qualifier": st.sampled_from(["exact", "x"]), "unit_en": TEXT, "unit_es": TEXT}
)
VALUE = SCALAR | st.lists(SCALAR, max_size=3) | st.lists(FIGURE | SCALAR, max_size=2)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@given(column=st.data())
def test_a_column_is_sound_where_each_of_its_values_is(field: Field, column: st.DataObject) -> None:
    """A whole column passes if and only if nothing is wrong with any value in it."""
    sound = SCANNERS[field.name]
    values = [sound, *column.draw(st.lists(VALUE | st.just(sound), max_size=3))]
    assert are_sound(field, values) == (not any(list(find_value_problems(field, value)) for value in values))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_one_bad_value_spoils_its_column(field: Field) -> None:
    """Among a thousand sound values one that is not is noticed, first, last or between."""
    bad: Any = {Kind.TEXT: "a\u202eb", Kind.TEXTS: ["a", "a"]}.get(field.kind, [{}])
    for place in (0, 500, 1000):
        column = [SCANNERS[field.name]] * 1000
        assert are_sound(field, column)
        column.insert(place, bad)
        assert not are_sound(field, column)


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
        assert list(find_value_problems(field, True))
