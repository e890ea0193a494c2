"""Single rows of a frame as plain values, and counts of some of them, without going through the whole frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.contract.vocabulary import SiteRole
from geo.viewing.data.search import Mask

Row = Mapping[str, Any]
Positions = npt.NDArray[np.intp]


class RowIndex:
    """The rows of a frame that `geo.viewing.data.frame` built: its properties, None where nothing is known."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        """Remember which rows each programme and each site has."""
        self._columns = {name: frame[name].array for name in frame.columns if name != "geometry"}
        self._positions: dict[str, Mapping[str, Positions]] = {
            name: frame.groupby(name, sort=False).indices for name in ("program", "site")
        }
        self._codes = {name: pd.factorize(frame[name]) for name in ("program", "site")}
        placed = frame["longitude"].notna()
        self.nationwide: Mask = ~placed.to_numpy()
        self.on_map: Mask = (placed & (frame["site_role"] == SiteRole.SITE)).to_numpy()

    def get(self, position: int) -> Row:
        """Return one row."""
        return {name: self.get_cell(position, name) for name in self._columns}

    def find(self, column: str, value: str) -> Positions:
        """Return the positions of the rows of a `program` or `site`, in the frame's order."""
        return self._positions[column].get(value, np.array([], dtype=np.intp))

    def get_cell(self, position: int, column: str) -> Any:
        """Return one value of one row."""
        value = self._columns[column][position]
        return value if isinstance(value, tuple) or not pd.isna(value) else None

    def list(self, column: str, value: str) -> Sequence[Row]:
        """Return the rows of a `program` or `site`, in the frame's order."""
        return [self.get(int(position)) for position in self.find(column, value)]

    def pair(self, mask: Mask) -> Iterable[tuple[str, str]]:
        """Return the programme and the site of each row in `mask`, in the frame's order."""
        programs, sites = (self._columns[name][mask].tolist() for name in ("program", "site"))
        return zip(programs, sites, strict=True)

    def count(self, column: str, mask: Mask) -> dict[str, int]:
        """Return how many of the rows in `mask` each `program` or `site` has, in the frame's order."""
        codes, names = self._codes[column]
        found, counts = np.unique(codes[mask], return_counts=True)
        return dict(zip(names[found].tolist(), counts.tolist(), strict=True))
