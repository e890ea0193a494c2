"""Every test of the drafting wing finds the geoparser's index made."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _index(index_peak: int) -> None:
    """Have the index made before the first test."""
