"""Fuzzes the strict check with atheris: in tests/, `python -m support.fuzz -max_total_time=3600 [FOLDER]`.

It begins with the bad files and sound ones, and ends at once where anything but DataError is raised, or where a file is
accepted that is not what it seems.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["geo.contract.check", "geo.contract.geojson", "geo.contract.properties"]):
    from geo.contract.check import parse_collection

from geo.contract.faults import DataError
from geo.contract.properties import find_text_problem
from support.bad_files import make_cases
from support.samples import AREA, NATIONWIDE, TRIANGLE, make_bytes, make_feature

LARGEST = 20_000  # bytes of a seed


def read_one(data: bytes) -> None:
    """Read bytes; whatever is accepted holds finite numbers and plain texts alone."""
    try:
        collection = parse_collection(data, "fuzz.geojson")
    except DataError:
        return
    for value in walk(list(collection.features)):
        if isinstance(value, str):
            assert find_text_problem(value) is None
        elif isinstance(value, float):
            assert math.isfinite(value)
    assert json.loads(data.decode("utf-8-sig"))["features"] == list(collection.features)


def walk(value: Any) -> list[Any]:
    """Return every value within a value."""
    if isinstance(value, dict):
        return [inner for member in value.values() for inner in walk(member)]
    if isinstance(value, list):
        return [inner for member in value for inner in walk(member)]
    return [value]


def write_seeds(folder: Path) -> None:
    """Write what the fuzzer begins with."""
    sound = make_bytes(make_feature(), make_feature(TRIANGLE, **AREA), make_feature(None, program="n", **NATIONWIDE))
    bad = [data for data, _ in make_cases().values() if len(data) < LARGEST]
    for number, data in enumerate([sound, *bad]):
        (folder / f"{number:04}").write_bytes(data)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        write_seeds(Path(name))
        atheris.Setup([*sys.argv, name], read_one)
        atheris.Fuzz()
