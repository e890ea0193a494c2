"""`make run` on the machines that people have: it starts, or one line says why not and nothing is half installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.visitor import ROOT, find_port

# A Python whose pip does at once what it is told here; what it installs is a Python that says what it runs.
PYTHON = """#!/bin/sh
case "$*" in
*version_info*) {new} ;;
--version) echo Python 3.10.12 ;;
*ensurepip*) {venv} ;;
"-m venv "*) {made}; mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
"-m pip "*) {pip} ;;
*run.py*) echo "runs $*" ;;
esac
"""
REFUSED = """cat >&2 <<'END'
WARNING: Retrying (Retry(total=0)) after connection broken by 'ConnectTimeoutError': /simple/altair/
ERROR: Could not find a version that satisfies the requirement altair==6.0 (from versions: none)
ERROR: No matching distribution found for altair==6.0
END
exit 1"""
WHEELLESS = """cat >&2 <<'END'
ERROR: Could not find a version that satisfies the requirement pyarrow==26 (from versions: 20, 21)
ERROR: No matching distribution found for pyarrow==26
END
exit 1"""
BROKEN = "printf 'Traceback\\n  File x\\nTimeoutError: Read timed out.\\n' >&2; exit 2"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of what `make run` needs, in a folder with a space in its name."""
    folder = tmp_path / "my copy (1)"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    (folder / "bin").mkdir()
    return folder


def run_make(folder: Path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run `make run` with a Python that behaves as given."""
    python = folder / "bin" / "python3"
    python.write_text(
        PYTHON.format(**{**dict.fromkeys(("new", "venv", "pip"), "exit 0"), "made": ":", **given}), encoding="utf-8"
    )
    python.chmod(0o755)
    path = f"{python.parent}:{os.environ['PATH']}"
    command = ["make", "run", *arguments]
    return subprocess.run(command, cwd=folder, env={"PATH": path}, capture_output=True, text=True, check=False)


def list_said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines on stderr that are not make's own, nor say that installing begins."""
    return [line for line in done.stderr.splitlines() if not line.startswith(("make: ", "Installing "))]


def test_a_folder_with_a_space_in_its_name_does(folder: Path) -> None:
    """The first run installs, the second does not, and both start the dashboard where they are told to."""
    for is_first in (True, False):
        done = run_make(folder, "PORT=8600", pip="exit 0" if is_first else "exit 1")
        assert (done.returncode, done.stdout) == (0, "runs scripts/run.py 127.0.0.1 8600\n")
        assert ("Installing" in done.stderr, list_said(done)) == (is_first, [])
    assert (folder / ".venv-run" / ".done").exists()
    assert not (folder / ".venv-run.log").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"new": "exit 1"}, "Python 3.10.12 is too old: Python 3.11 or newer is needed"),
        ({"venv": "exit 1"}, "python3 makes no virtual environments"),
        ({"made": "echo No space left >&2; exit 1"}, "python3 makes no virtual environment here: No space left"),
        ({"pip": REFUSED}, "Nothing was installed: the package index does not answer"),
        ({"pip": WHEELLESS}, "Nothing was installed: ERROR: No matching distribution found for pyarrow==26"),
        ({"pip": BROKEN}, "Nothing was installed: TimeoutError: Read timed out."),
    ],
    ids=["old", "without-venv", "full", "no-index", "no-wheel", "slow"],
)
def test_what_is_in_the_way_is_one_line(folder: Path, given: dict[str, str], said: str) -> None:
    """Of what could not be installed whole nothing is left, and the next try begins anew."""
    before = sorted(path.name for path in folder.iterdir())
    done = run_make(folder, **given)
    (line,) = list_said(done)
    assert (done.returncode, line[: len(said)]) == (2, said)
    assert sorted(path.name for path in folder.iterdir()) == before
    assert run_make(folder).returncode == 0


def test_a_newer_lock_that_cannot_be_installed_leaves_nothing_that_seems_done(folder: Path) -> None:
    """An environment of the lock before is not taken for one of this."""
    assert run_make(folder).returncode == 0
    os.utime(folder / "requirements.txt", (2**32, 2**32))
    for _ in range(2):
        assert run_make(folder, pip=WHEELLESS).returncode == 2
        assert not (folder / ".venv-run").exists()


def test_a_python_that_is_not_there_is_one_line(folder: Path) -> None:
    """The name that was given is said."""
    assert list_said(run_make(folder, "PYTHON=python9"))[0].startswith("python9 is not there: install Python 3.11")


def test_a_folder_that_cannot_be_written_to_is_one_line() -> None:
    """Nothing is tried there; not even root makes a folder in `/proc`."""
    command = [str(ROOT / "scripts" / "make_venv.sh"), sys.executable, "/proc/none", "requirements.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("This folder cannot be written to, or its disk is full: ")
    assert done.stderr.count("\n") == 1


@contextlib.contextmanager
def listen() -> Iterator[int]:
    """Listen on a port until the block ends."""
    with socket.create_server(("127.0.0.1", find_port())) as listener:
        yield listener.getsockname()[1]


def test_a_port_that_is_taken_is_one_line() -> None:
    """So is one that is none, and an address of another machine."""
    with listen() as taken:
        cases = [
            ("127.0.0.1", str(taken), f"Port {taken} of 127.0.0.1 is taken: make run PORT={taken + 1}"),
            ("127.0.0.1", "99999", "PORT is '99999': give a number from 1 to 65535"),
            ("127.0.0.1", "abc", "PORT is 'abc': give a number from 1 to 65535"),
            ("192.0.2.1", "8501", "192.0.2.1 port 8501 cannot be listened on: Cannot assign requested address"),
        ]
        for address, port, said in cases:
            command = [sys.executable, str(ROOT / "scripts" / "run.py"), address, port]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (1, f"{said}\n")


def test_a_lock_keeps_the_versions_that_are_there(folder: Path) -> None:
    """Also where the environment is older than what is named now; newer versions are for another target to take."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "uv").touch()
    plans, alone = {}, {"PATH": os.environ["PATH"]}  # not as a part of the make that runs the tests
    for target in ("lock", "upgrade"):
        command = ["make", "-n", target]
        plans[target] = subprocess.run(
            command, cwd=folder, env=alone, capture_output=True, text=True, check=True
        ).stdout
    assert [line.split()[:3] for line in plans["lock"].splitlines()] == [[".venv/bin/uv", "pip", "compile"]] * 2
    assert plans["upgrade"].count(" --upgrade ") == 2
    assert plans["upgrade"].replace(" --upgrade", "") == plans["lock"]
