"""What is written goes where it is meant to, whatever stands there; what is read is a file and ends."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from geo.contract.faults import DataError
from geo.contract.files import DATA, write_all, write_atomically
from geo.contract.geojson import MAX_BYTES, read_bytes

LIMITED = """
import resource, sys
from pathlib import Path
from geo.contract.faults import DataError
from geo.contract.files import write_all
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
folder = Path(sys.argv[1])
try:
    write_all({folder / "a": b"new", folder / "b": bytes(2000)})
except DataError as error:
    print(error)
"""


def run_geo(
    *arguments: str, stdout: str | None = None, script: str | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `geo` in a process of its own, its stdout a file or a pipe."""
    command = [sys.executable, "-c", "from geo.cli import main; main()", *arguments]
    if script is not None:
        command = ["bash", "-c", script, "bash", *command]
    with Path(stdout or os.devnull).open("wb") as file:
        target = file if stdout else subprocess.PIPE
        return subprocess.run(command, stdout=target, stderr=subprocess.PIPE, check=False, timeout=120)


def test_the_mode_of_a_file_stays(tmp_path: Path) -> None:
    """A file that only its owner may read is replaced by one that only its owner may read."""
    path = tmp_path / "f"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(sys.platform != "linux", reason="access lists are told in each system's own way")
def test_the_access_list_of_a_file_stays(tmp_path: Path) -> None:
    """What else is known of a file, as its access list is, stays with it; its group does, too."""
    path = tmp_path / "f"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.origin", b"archive")
    except OSError:
        pytest.skip("this file system keeps no attributes")
    if os.geteuid() == 0:
        os.chown(path, 12, 34)
    before = path.stat()
    write_atomically(path, b"new")
    after = path.stat()
    assert os.getxattr(path, "user.origin") == b"archive"
    assert (after.st_uid, after.st_gid, after.st_mode) == (before.st_uid, before.st_gid, before.st_mode)


@pytest.mark.parametrize(("umask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
def test_a_new_file_has_what_the_umask_leaves(tmp_path: Path, umask: int, mode: int) -> None:
    """The mode of a new file is that of any other that the user makes."""
    before = os.umask(umask)
    try:
        write_atomically(tmp_path / "f", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == mode


@pytest.mark.parametrize("target", ["there", "dangling"])
def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path, target: str) -> None:
    """A symbolic link, by way of another, leads to the new content, also where its target was not there yet."""
    (tmp_path / "there").write_bytes(b"old")
    (tmp_path / "one").symlink_to(target)
    (tmp_path / "two").symlink_to(tmp_path / "one")
    write_atomically(tmp_path / "two", b"new")
    assert (tmp_path / "two").is_symlink()
    assert (tmp_path / "one").is_symlink()
    assert (tmp_path / target).read_bytes() == b"new"


def test_a_circle_of_links_is_one_line(tmp_path: Path) -> None:
    """A link to itself is one clear line."""
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(DataError, match=r"^loop: cannot be written: Too many levels of symbolic links$"):
        write_atomically(tmp_path / "loop", b"new")


def test_a_pipe_gets_the_content(tmp_path: Path) -> None:
    """The reader of a named pipe gets every byte, and the pipe stays one."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()))
    reader.start()
    write_atomically(path, b"new" * 100_000)
    reader.join()
    assert read == [b"new" * 100_000]
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert list(tmp_path.iterdir()) == [path]


def test_a_device_stays_one(tmp_path: Path) -> None:
    """A device node is written into."""
    path = tmp_path / "null"
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        path.open("wb").close()
    except PermissionError:
        path = Path(os.devnull)  # who may not make a node may not replace this one either
    write_atomically(path, b"new")
    assert stat.S_ISCHR(path.stat().st_mode)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder is not replaced."""
    (tmp_path / "d").mkdir()
    with pytest.raises(DataError, match=r"^d: cannot be written: Is a directory$"):
        write_atomically(tmp_path / "d", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["d"]


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path: Path) -> None:
    """The name of the temporary file is not longer than that of the file."""
    path = tmp_path / ("é" * 127)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_all_files_are_replaced_or_none(tmp_path: Path) -> None:
    """Where the disk takes one file and not the next, the first is not replaced either."""
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    run = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=False)
    assert run.stdout == "b: cannot be written: File too large\n"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_a_folder_in_the_place_of_one_file_leaves_all(tmp_path: Path) -> None:
    """A folder where the second of two files belongs leaves the first as it was."""
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").mkdir()
    with pytest.raises(DataError, match=r"^b: cannot be written: Is a directory$"):
        write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


# --- Reading


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe that nobody writes into is refused at once."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match=r"^pipe: cannot be read: not a regular file$"):
        read_bytes(tmp_path / "pipe")


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_read(path: str) -> None:
    """A device, endless or empty, is refused."""
    with pytest.raises(DataError, match="not a regular file"):
        read_bytes(Path(path))


def test_a_folder_is_not_read(tmp_path: Path) -> None:
    """A folder is one clear line."""
    with pytest.raises(DataError, match=rf"^{tmp_path.name}: cannot be read: Is a directory$"):
        read_bytes(tmp_path)


def test_a_file_of_another_size_than_it_says_is_read() -> None:
    """What says to have no bytes is read as far as it goes."""
    assert read_bytes(Path("/proc/self/status")).startswith(b"Name:")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """One byte more than allowed is refused; a sparse file of them costs no disk."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DataError, match=rf"^large: larger than {MAX_BYTES} bytes$"):
        read_bytes(path)


# --- The command


def test_export_to_a_dash_is_stdout(tmp_path: Path) -> None:
    """`-o -` writes to stdout and makes no file."""
    done = run_geo("export", "-o", "-", script=f'cd "{tmp_path}" && exec "$@"')
    assert done.stdout == (DATA / "locations.geojson").read_bytes()
    assert list(tmp_path.iterdir()) == []


def test_export_into_a_shell_s_pipe() -> None:
    """`-o >(wc -c)` and `-o /dev/stdout` reach their reader."""
    size = len((DATA / "locations.geojson").read_bytes())
    done = run_geo("export", script='"$@" -o >(wc -c); wait $!')
    assert done.stdout.split() == [str(size).encode()]
    assert len(run_geo("export", "--format", "geojson", "-o", "/dev/stdout").stdout) == size


def test_stdout_that_is_appended_to_keeps_what_was_there(tmp_path: Path) -> None:
    """`-o /dev/stdout >> file` appends."""
    path = tmp_path / "f"
    path.write_bytes(b"before\n")
    run_geo("export", "--format", "geojson", script=f'"$@" -o /dev/stdout >> "{path}"')
    assert path.read_bytes() == b"before\n" + (DATA / "locations.geojson").read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux alone has a device that is always full")
@pytest.mark.parametrize("arguments", [("export",), ("export", "--format", "csv"), ("--help",)])
def test_a_full_disk_is_one_line(arguments: tuple[str, ...]) -> None:
    """Where stdout takes no byte, one line says so and the exit code is 1."""
    done = run_geo(*arguments, stdout="/dev/full")
    assert done.returncode == 1
    assert done.stderr.decode() == "geo: cannot write to stdout: No space left on device\n"


def test_a_closed_stdout_is_one_line() -> None:
    """What cannot be written anywhere is not lost without a word; a file needs no stdout."""
    done = run_geo("export", "--site", "callao", script='"$@" >&-')
    assert (done.returncode, done.stderr) == (1, b"geo: cannot write to stdout: Bad file descriptor\n")
    assert run_geo("export", "-o", os.devnull, "--format", "csv", script='"$@" >&-').returncode == 0


def test_export_to_a_folder_is_one_line(tmp_path: Path) -> None:
    """A folder as output is refused in one line."""
    done = run_geo("export", "--format", "csv", "-o", str(tmp_path))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert b"is a folder: name a file" in done.stderr
