"""Fuzzes what comes behind the parser: `python -m support.fuzz_structure -max_total_time=3600 [FOLDER]`.

atheris chooses by what it reaches, `mutants` changes parsed files. Whatever the check accepts has valid geometries,
makes every download, the map's sites and the static edition, and reads back from each format with all its rows.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["geo.contract.check", "geo.contract.geojson", "geo.contract.properties"]):
    from geo.contract.check import parse_collection

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.contract.faults import DataError
from geo.viewing.data.edition import Edition
from geo.viewing.downloads.export import build_figures
from geo.viewing.downloads.offline_page import build_offline_page
from geo.viewing.downloads.registry import FORMATS
from support.editions import export, make_edition
from support.mutants import format_compact, mutate
from support.samples import AREA, NATIONWIDE, TRIANGLE, make_bytes, make_feature


def make_seeds() -> list[bytes]:
    """Return sound files: of a point, and of every kind of feature together."""
    area = {"type": "MultiPolygon", "coordinates": [TRIANGLE["coordinates"]]}
    many = (
        make_feature(),
        make_feature(TRIANGLE, **AREA),
        make_feature(area, program="c", **AREA | {"note_en": "A note.", "note_es": "Una nota."}),
        make_feature(None, program="n", amount_part_of="port-scanners", **NATIONWIDE),
        make_feature(country="US", program="h", site="hueneme", region="US-CA", site_role="partner", longitude=-119.2),
    )
    return [make_bytes(make_feature()), make_bytes(*many)]


def change(data: bytes, most: int, seed: int) -> bytes:
    """Return the file that a seed makes of a file."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or not value:
        seeds = make_seeds()
        return seeds[seed % len(seeds)]
    changed = format_compact(mutate(value, seed))
    return changed if len(changed) <= most else data[:most]


def read_one(data: bytes) -> None:
    """Read a file; make and read back all that can be made of one that is accepted."""
    try:
        collection = parse_collection(data, "fuzz.geojson")
    except DataError:
        return
    edition = make_edition(data)
    assert edition.frame.geometry.dropna().is_valid.all()
    assert len(edition.frame) == len(collection.features)
    assert json.loads(edition.map_data)["rows"] is not None
    build_figures(edition.frame)
    for code in FORMATS:
        for language in ("en", "es"):
            content = export(edition.frame, edition.metadata, code, language)
        assert_read_back(edition, code, content)
    assert build_offline_page(edition).startswith(b"<!")


def assert_read_back(edition: Edition, code: str, content: bytes) -> None:
    """Let others read a download; it has every row, and the geometries that the data has."""
    if code == "geojson":
        assert parse_collection(content, "back.geojson").features == parse_collection(edition.content, "x").features
    if code == "csv":
        rows = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
        assert len(rows) == len(edition.frame)
        return
    reader = gpd.read_parquet if code == "parquet" else pyogrio.read_dataframe
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # GDAL's opinion of an empty layer
        back = reader(io.BytesIO(content))
    assert len(back) == len(edition.frame), code
    if len(back):
        assert back.geometry.notna().tolist() == edition.frame.geometry.notna().tolist(), code


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for number, seed in enumerate(make_seeds()):
            (Path(name) / f"{number:04}").write_bytes(seed)
        atheris.Setup([*sys.argv, "-max_len=200000", name], read_one, custom_mutator=change)
        atheris.Fuzz()
