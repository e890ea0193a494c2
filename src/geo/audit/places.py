"""The place names of the document, found by the geoparser."""

from __future__ import annotations

from geo.geoparse import find_places


def find_place_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end (code points, end exclusive) of each place that an English text names, in order."""
    return [(toponym.start, toponym.end) for toponym in find_places(text)]
