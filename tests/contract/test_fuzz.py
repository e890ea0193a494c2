"""The strict check, fuzzed as often as a run of all tests allows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geo.contract.check import parse_collection
from geo.contract.faults import DataError
from support.mutants import format_compact, mutate
from support.samples import AREA, TRIANGLE, make_collection, make_feature
from support.visitor import ROOT


@pytest.mark.parametrize(("module", "runs"), [("fuzz", 20_000), ("fuzz_structure", 150)])
def test_a_number_of_runs_of_fuzzing_finds_nothing(module: str, runs: int, tmp_path: Path) -> None:
    """Files bent byte by byte, and parsed and changed, are each read as what they are, or refused."""
    pytest.importorskip("atheris", reason="atheris comes for Linux on x86-64 alone")
    command = [
        sys.executable,
        "-m",
        f"support.{module}",
        f"-runs={runs}",
        "-seed=1",
        f"-artifact_prefix={tmp_path}/",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT / "tests")
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {runs} runs" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_changed_files_are_sound_and_not() -> None:
    """Of files changed in a place or some, a good part is accepted and a good part refused, by DataError alone."""
    whole = make_collection(make_feature(), make_feature(TRIANGLE, **AREA))
    accepted = 0
    for seed in range(500):
        data = format_compact(mutate(whole, seed))
        assert data == format_compact(mutate(whole, seed))
        try:
            parse_collection(data, "changed.geojson")
        except DataError:
            continue
        accepted += 1
    assert 100 < accepted < 400
