"""Rows as CSV that Excel opens as it is: accents right, numbers as numbers, and no text run as a formula. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

# What Excel takes in one cell; the rest of a longer text spills into the rows below.
CELL: Final = 32_767

# OWASP, "CSV Injection": what begins a formula, also behind spaces and in the full-width forms that Excel reads alike.
_FORMULA: Final = re.compile(
    r"\s*[=+\-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}"
    r"\N{FULLWIDTH COMMERCIAL AT}]"
)
_TOLERANCES: Final = tuple(0.001 * 2**step for step in range(11))  # degrees: 0.001 to 1.024


def format_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV file (RFC 4180 with LF); None is an empty cell, a text may be disarmed, a number never is."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([disarm(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return "".join(lines).encode("utf-8-sig")  # Excel knows by the byte-order mark that the file is UTF-8


class _Lines(list[str]):
    """The lines of a file. A writer puts a text into quotes for a CR only where CR ends its lines; here LF does."""

    def write(self, line: str) -> None:
        """Add one line, ended by LF."""
        self.append(line.removesuffix("\r\n") + "\n")


def disarm(text: str) -> str:
    """Return `text`, behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def format_wkt(shape: BaseGeometry | None) -> str | None:
    """Return a shape as WKT that fits into a cell, six decimals; a longer one is simplified as little as that needs.

    Simplified is by Douglas and Peucker's method to 0.001°, 0.002°, 0.004°… up to about 1°; a shape of
    so many parts that this is not enough becomes its convex hull.
    """
    if shape is None:
        return None
    wkt = _write(shape)
    if len(wkt) <= CELL:
        return wkt
    simpler = (shapely.simplify(one, by) for one in (shape, shape.convex_hull) for by in _TOLERANCES)
    return next(wkt for wkt in map(_write, simpler) if len(wkt) <= CELL)


def _write(shape: BaseGeometry) -> str:
    return str(shapely.to_wkt(shape, rounding_precision=6))
