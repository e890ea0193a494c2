"""What a sign says of how well its place is known. Pure.

A ring around it is the more broken the farther the true place may lie; a place that is exact has none, nor has one
whose area is drawn. A region that is a point alone has corners in place of a ring.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.contract.vocabulary import Precision


class Ring(IntEnum):
    """The sign's ring; the numbers are those of `RINGS` in `assets/map/basics.js`."""

    NONE = 0
    NEAR = 1
    AROUND = 2
    FAR = 3
    REGION = 4


# Kilometres up to which a place has a ring; what lies farther, or nobody knows how far, has the last.
LIMITS: Final = {Ring.NEAR: 5, Ring.AROUND: 15}
_REGIONS: Final = (Precision.REGION, Precision.ESTIMATED, Precision.COUNTRY)


def find_ring(precision: int, uncertainty_km: float | None, *, is_area: bool) -> Ring:
    """Return the ring of a place from its IATI precision and its uncertainty in kilometres."""
    if is_area or precision == Precision.EXACT:
        return Ring.NONE
    if precision in _REGIONS:
        return Ring.REGION
    return next((ring for ring, km in LIMITS.items() if uncertainty_km is not None and uncertainty_km <= km), Ring.FAR)


def list_rings(places: gpd.GeoDataFrame) -> list[Ring]:
    """Return the ring of each row of a frame that `geo.viewing.data.frame` built."""
    columns = (places["precision"], places["uncertainty_km"], places.geom_type != "Point")
    return [
        find_ring(int(precision), None if pd.isna(km) else float(km), is_area=bool(area))
        for precision, km, area in zip(*columns, strict=True)
    ]
