"""Editions of made-up data, and files made of a frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from geo.contract.files import BOUNDARIES
from geo.viewing.data.edition import Edition, build_edition
from geo.viewing.downloads.registry import FORMATS

GROUND = BOUNDARIES.read_bytes()


def make_edition(content: bytes, file: str = "sample.geojson") -> Edition:
    """Return the edition of the bytes of a file, on the committed boundaries."""
    return build_edition(content, file, GROUND)


def export(frame: gpd.GeoDataFrame, metadata: Mapping[str, Any], code: str, language: str = "en") -> bytes:
    """Return the file of a format that holds a frame."""
    return FORMATS[code].write(frame, metadata, language)
