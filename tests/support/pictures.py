"""What the pictures of the page show, read from their HTML."""

from __future__ import annotations

import xml.etree.ElementTree as ET


def parse(drawn: str) -> ET.Element:
    """Return what was drawn as a tree."""
    return ET.fromstring(drawn)  # noqa: S314 -- made here


def list_rows(picture: str) -> list[ET.Element]:
    """Return the rows of a picture's table."""
    return parse(picture).findall(".//tbody/tr")


def read_row(row: ET.Element) -> list[str]:
    """Return the texts of a row's cells."""
    return ["".join(cell.itertext()) for cell in row]


def list_marks(row: ET.Element) -> list[tuple[str, float, float]]:
    """Return what is drawn in a row: kind, left and width in parts of a hundred."""
    marks = []
    for mark in row.iterfind(".//i"):
        style = dict(part.split(":") for part in str(mark.get("style")).split(";"))
        marks.append((str(mark.get("class")), float(style["left"][:-1]), float(style["width"][:-1])))
    return marks
