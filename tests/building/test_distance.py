"""Distances on the Earth are what a sphere of its mean radius gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import get_distance_km

DEGREES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(DEGREES, DEGREES)
def test_distance_is_the_same_both_ways(here: tuple[float, float], there: tuple[float, float]) -> None:
    """A distance is never negative, never more than half way round, none to itself, and the same back."""
    distance = get_distance_km(*here, *there)
    assert 0 <= distance <= 20_016
    assert get_distance_km(*here, *here) == 0
    assert distance == pytest.approx(get_distance_km(*there, *here))


def test_a_degree_of_the_equator() -> None:
    """One degree of the equator is 111.195 km on a sphere of the mean radius."""
    assert get_distance_km(-77, 0, -76, 0) == pytest.approx(111.195, abs=0.001)
