"""A file is replaced whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo.contract.faults import DataError
from geo.contract.files import write_atomically

WRITER = """
import sys
from pathlib import Path
from geo.contract.files import write_atomically
while True:
    for letter in b"ba":
        write_atomically(Path(sys.argv[1]), bytes([letter]) * 3_000_000)
        print(letter, flush=True)
"""

LIMITED = """
import resource, sys
from pathlib import Path
from geo.contract.faults import DataError
from geo.contract.files import write_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomically(Path(sys.argv[1]), bytes(2000))
except DataError as error:
    print(error)
"""


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """The new content stands under the name, others may read it, and nothing else is left in the folder."""
    path = tmp_path / "f"
    path.write_bytes(b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    """Eight writers at once leave the file of one of them, and no other."""
    path = tmp_path / "f"
    contents = [bytes([letter]) * 1_000_000 for letter in b"abcdefgh"]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda data: write_atomically(path, data), contents))
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    """Killed at any moment, a writer leaves the content before or the content after."""
    path = tmp_path / "f"
    path.write_bytes(b"a" * 3_000_000)
    for moment in range(10):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()  # it is at work
            time.sleep(moment * 0.0013)  # no wait for a state: the moment of the kill is to be any
            writer.kill()
        assert path.read_bytes() in (b"a" * 3_000_000, b"b" * 3_000_000)


def test_a_folder_that_cannot_be_written_to_is_one_line(tmp_path: Path) -> None:
    """A folder that is not there is one clear line."""
    with pytest.raises(DataError) as error:
        write_atomically(tmp_path / "none" / "f", b"new")
    assert str(error.value) == "f: cannot be written: No such file or directory"


def test_a_write_that_fails_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    """Where the system takes no more bytes the old file stays, nothing else is left behind, and one line says so."""
    path = tmp_path / "f"
    path.write_bytes(b"old")
    run = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=False)
    assert run.stdout == "f: cannot be written: File too large\n"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def _nobody() -> Iterator[None]:
    """Give up root's right to write anywhere."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


@pytest.mark.usefixtures("_nobody")
def test_a_read_only_folder_leaves_the_old_file() -> None:
    """A folder that may not be written to is one clear line."""
    with pytest.raises(DataError, match=r"^f: cannot be written: Permission denied$"):
        write_atomically(Path("/f"), b"new")
    assert not Path("/f").exists()
