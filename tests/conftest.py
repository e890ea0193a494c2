"""What takes seconds to load, loaded once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from geo.boundaries import Boundary, load_boundaries
from geo.gazetteer import Gazetteer, load_gazetteer


@pytest.fixture(scope="session")
def boundaries() -> Mapping[str, Boundary]:
    """Return the committed boundaries."""
    return load_boundaries()


@pytest.fixture(scope="session")
def gazetteer(boundaries: Mapping[str, Boundary]) -> Gazetteer:
    """Return the installed gazetteers of Peru and the United States."""
    return load_gazetteer(boundaries, {"PE", "US"})
