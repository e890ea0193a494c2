"""The strict check, fuzzed for as long as a run of all tests allows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def test_ten_seconds_of_fuzzing_find_nothing(tmp_path: Path) -> None:
    """Tens of thousands of files bent by atheris are each read as what they are, or refused."""
    pytest.importorskip("atheris", reason="atheris comes for Linux on x86-64 alone")
    script = Path(__file__).with_name("fuzz.py")
    command = [sys.executable, str(script), "-max_total_time=10", "-seed=1", f"-artifact_prefix={tmp_path}/"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    runs = int(done.stderr.rpartition("Done ")[2].split()[0])
    assert runs > 1000
    assert list(tmp_path.iterdir()) == []
