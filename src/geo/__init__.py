"""One public document: from what people read in it to an audited map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["load"]


def load(path: str | Path | None = None) -> gpd.GeoDataFrame:
    """Return the data, checked, one row for each programme at each site.

    They are the committed ones, or those at `path`, a file of the contract or the folder of a collection. The columns
    are those of the data dictionary, and `geometry` in WGS 84, longitude first, None where a programme is nationwide.
    Codes are categories, whole numbers `Int64`, lists tuples. Raises geo.contract.faults.DataError with every fault of
    the file.
    """
    from geo.contract.files import LOCATIONS, LOCATIONS_FILE  # noqa: PLC0415 -- as below
    from geo.viewing.data.frame import load_frame  # noqa: PLC0415 -- GeoPandas is slow to import, and geo is not

    place = LOCATIONS if path is None else Path(path)
    return load_frame(place / LOCATIONS_FILE if place.is_dir() else place)
