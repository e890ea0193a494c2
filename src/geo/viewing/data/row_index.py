"""Single rows of a frame as plain values, and counts of some of them, without going through the whole frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.contract.vocabulary import SiteRole
from geo.viewing.data.search import Mask, Positions

Row = Mapping[str, Any]


class RowIndex:
    """The rows of a frame that `geo.viewing.data.frame` built: its properties, None where nothing is known."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        """Remember which rows each programme and each site has."""
        self._columns = {name: frame[name].array for name in frame.columns if name != "geometry"}
        self._positions: dict[str, Mapping[str, Positions]] = {
            name: frame.groupby(name, sort=False).indices for name in ("program", "site")
        }
        self._codes = {name: _number(frame[name]) for name in ("program", "site")}
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

    def map(self, column: str, text: str) -> dict[str, str]:
        """Return a text of each `program` or `site` by its code, in the frame's order."""
        codes, names = self._codes[column]
        firsts = self.find_each(column, np.ones(len(codes), dtype=bool))
        return dict(zip(names.tolist(), self._columns[text][firsts].tolist(), strict=True))

    def pair(self, mask: Mask) -> Iterable[tuple[str, str]]:
        """Return the programme and the site of each row in `mask`, in the frame's order."""
        programs, sites = (self._columns[name][mask].tolist() for name in ("program", "site"))
        return zip(programs, sites, strict=True)

    def find_each(self, column: str, mask: Mask) -> Positions:
        """Return for each `program` or `site` of the rows in `mask` the position of its first one there."""
        codes, names = self._codes[column]
        last_first = np.flatnonzero(mask)[::-1]
        firsts = np.full(len(names), -1)
        firsts[codes[last_first]] = last_first  # of several the one that is written last
        return firsts[firsts >= 0]

    def count(self, column: str, mask: Mask) -> dict[str, int]:
        """Return how many of the rows in `mask` each `program` or `site` has, in the frame's order."""
        codes, names = self._codes[column]
        counts = np.bincount(codes[mask], minlength=len(names))
        found = np.flatnonzero(counts)
        return dict(zip(names[found].tolist(), counts[found].tolist(), strict=True))


def _number(column: pd.Series[Any]) -> tuple[Positions, npt.NDArray[np.object_]]:
    """Return a number for each value, by which one is first, and the values by their number."""
    codes, values = pd.factorize(column)
    return codes, np.asarray(values, dtype=object)
