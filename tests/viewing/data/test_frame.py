from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.contract.faults import DataError
from geo.contract.fields import FIELDS
from geo.viewing.data.frame import load_frame


def test_the_committed_data_has_every_column_and_programme() -> None:
    """The frame of the committed file has the contract's columns, and one row a feature."""
    frame = load_frame()
    assert list(frame.columns) == [*(field.name for field in FIELDS), "geometry"]
    assert frame.index.is_unique
    assert frame["program"].nunique() >= 50


def test_dtypes_make_sense(synthetic: Path) -> None:
    """Closed lists are ordered categories of the whole list, whole numbers are nullable integers, lists are tuples."""
    frame = load_frame(synthetic)
    assert list(frame["status"].cat.categories) == ["pipeline", "implementation", "closed"]
    assert frame["theme"].cat.ordered
    assert frame["amount_usd"].dtype == "Int64"
    assert frame["amount_usd"].isna().any()
    assert pd.api.types.is_float_dtype(frame["longitude"])
    assert all(isinstance(agencies, tuple) for agencies in frame["agencies"])
    assert frame.crs.to_authority() == ("EPSG", "4326")


def test_nationwide_programmes_have_no_geometry(synthetic: Path) -> None:
    """A nationwide row has neither geometry nor coordinates, any other row has all of them."""
    frame = load_frame(synthetic)
    nationwide = frame["site"] == "peru"
    assert frame.geometry[nationwide].isna().all()
    assert frame["longitude"][nationwide].isna().all()
    assert frame.geometry[~nationwide].notna().all()


def test_the_point_is_longitude_first(synthetic: Path) -> None:
    """A point's x is the longitude, west of Greenwich and far from the latitude."""
    frame = load_frame(synthetic)
    points = frame[frame.geom_type == "Point"]
    assert (points.geometry.x == points["longitude"]).all()
    assert (points.geometry.y == points["latitude"]).all()


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    """A file that is no GeoJSON raises DataError and gives no frame."""
    path = tmp_path / "broken.geojson"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.geojson"):
        load_frame(path)
