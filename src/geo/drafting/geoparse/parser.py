"""The geoparser of this process, built once."""

from __future__ import annotations

import functools

from geo.drafting.geoparse.geoparser import Geoparser, Toponym
from geo.drafting.geoparse.index import load_index


@functools.cache
def get_geoparser() -> Geoparser:
    """Return the geoparser on the index in the user's cache directory, built first where there is none."""
    return Geoparser(load_index())


def find_places(text: str, country: str | None = None) -> list[Toponym]:
    """Return the places that an English text names, in order, none over another.

    `country` (ISO 3166-1 alpha-2) is the country the text is about; without it, that is inferred from the text.
    """
    return get_geoparser().find_places(text, country)


def find_place_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end (code points, end exclusive) of each place that an English text names, in order."""
    return [(toponym.start, toponym.end) for toponym in find_places(text)]
