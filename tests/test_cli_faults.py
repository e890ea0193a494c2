"""`geo` when things go wrong: nothing is half written, nothing is lost, and one line says why."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.contract.files import DATA
from support.workshop import Workshop, run_workshop

NOBODY = 65534
OLD, NEW = "Cargo scanners for the Port of Chancay", "Scanners for the port of Chancay"
CHANGED = ["locations.geojson", "locations.csv", "datapackage.json"]  # by another title, in the order of writing


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    """Return a workshop that is ready."""
    with run_workshop(DATA) as ready:
        yield ready


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a copy of the data that any user may read."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(shutil.copytree(DATA, Path(name, "data")))


def retitle(folder: Path) -> None:
    """Give one programme its new title."""
    path = folder / "programs" / "chancay-port-scanners.toml"
    content = path.read_text(encoding="utf-8")
    assert OLD in content
    path.write_text(content.replace(OLD, NEW), encoding="utf-8")


def is_fresh(workshop: Workshop, folder: Path) -> bool:
    """Return whether a folder of records that were changed is what they make: the check finds the stale audit alone."""
    stale = "audit.json: not what an audit of these records found; run geo build --document\n"
    return bool(workshop.ask(args=["check", "--data", str(folder)])["stderr"] == stale)


def read_all(folder: Path) -> dict[str, bytes]:
    """Return the content of every file of a folder by its path there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_at_each_step_of_the_writing_each_file_is_the_old_or_the_new(workshop: Workshop, folder: Path) -> None:
    """Whenever the build is killed, it leaves what it shows while it is stopped: whole files, replaced in their order.

    It is stopped before each call that the atomic write makes, of each file.
    """
    retitle(folder)
    states = [read_all(folder)]
    steps = []
    answer = workshop.build(folder, stepwise=True)
    while "step" in answer:
        steps.append(answer["step"])
        states.append(read_all(folder))
        answer = workshop.go_on(answer)
    assert answer["code"] == 0
    old, new = states[0], read_all(folder)
    assert [name for name in old if old[name] != new[name]] == [name for name in old if name in CHANGED]
    for state in states:
        assert state.keys() >= old.keys()
        for name, content in state.items():
            assert content in (old[name], new[name]) if name in old else name.startswith(".")
    done = [[state[name] == new[name] for name in CHANGED] for state in states]
    assert done == sorted(done)
    assert [list(one) for one in dict.fromkeys(map(tuple, done))] == [
        [number < count for number in range(len(CHANGED))] for count in range(len(CHANGED) + 1)
    ]
    left = {name: content for state in states for name, content in state.items() if name not in old}
    assert len(left) == steps.count("replace") == 5  # each file has a temporary one of its own, which is seen whole
    assert set(left.values()) <= set(new.values())
    assert new.keys() == old.keys()
    for call in ("write", "fsync", "replace"):
        assert steps.count(call) >= 5


@pytest.mark.parametrize("step", ["write", "replace"])
def test_a_killed_build_is_in_nobodys_way(workshop: Workshop, folder: Path, step: str) -> None:
    """Killed in the middle of writing or before the new file has its name, it leaves the old; the next build works."""
    retitle(folder)
    before = read_all(folder)
    if step == "write":
        answer = workshop.build(folder, limit=100_000, fatal=True)
        assert answer["code"] == -signal.SIGXFSZ
    else:
        answer = workshop.go_on(workshop.build(folder, stepwise=True), step)
        assert answer["step"] == step
        answer = workshop.ask(pid=answer["pid"], signal=signal.SIGKILL)
        assert answer["code"] == -signal.SIGKILL
    after = read_all(folder)
    temporaries = {name: after.pop(name) for name in after.keys() - before.keys()}
    assert after == before
    assert all(name.startswith(".") for name in temporaries)
    assert len(temporaries) == (1 if step == "write" else 5)  # all are written before the first is renamed
    (content,) = (temporaries[name] for name in temporaries if name.startswith(".locations.geojson."))
    assert workshop.build(folder)["code"] == 0
    assert is_fresh(workshop, folder)
    new = (folder / "locations.geojson").read_bytes()
    assert content == (new[:100_000] if step == "write" else new)
    assert new != before["locations.geojson"]


@pytest.mark.parametrize("last", [OLD, NEW])
def test_two_builds_at_once_leave_one_of_the_two(workshop: Workshop, folder: Path, last: str) -> None:
    """Two builds of different records, both about to replace the file, end well; it is that of the last one, whole."""
    runs = {}
    for title in (OLD, NEW):
        if title == NEW:
            retitle(folder)
        runs[title] = workshop.go_on(workshop.build(folder, stepwise=True), "replace")
    (first,) = runs.keys() - {last}
    for title in (first, last):
        assert workshop.finish(runs[title])["code"] == 0
        content = (folder / "locations.geojson").read_bytes()
        assert (content == (DATA / "locations.geojson").read_bytes()) == (title == OLD)
        assert (OLD.encode() in content, NEW.encode() in content) == (title == OLD, title == NEW)
    if last == NEW:
        assert is_fresh(workshop, folder)
    else:
        assert read_all(folder).items() >= {name: (DATA / name).read_bytes() for name in CHANGED}.items()


def test_two_builds_that_nothing_holds_up_leave_whole_files(workshop: Workshop, folder: Path) -> None:
    """Two builds of the same records at once both end well, and what they leave passes the check."""
    retitle(folder)
    pids = [workshop.build(folder, wait=False)["pid"] for _ in range(2)]
    assert [workshop.ask(pid=pid)["code"] for pid in pids] == [0, 0]
    assert read_all(folder).keys() == read_all(DATA).keys()
    assert is_fresh(workshop, folder)


def test_a_full_disk_is_one_line_and_the_old_file_stays(workshop: Workshop, folder: Path) -> None:
    """Where a file cannot grow, the build says so in one line and leaves everything as it was."""
    retitle(folder)
    before = read_all(folder)
    answer = workshop.build(folder, limit=100_000)
    assert (answer["code"], answer["stderr"]) == (1, "locations.geojson: cannot be written: File too large\n")
    assert read_all(folder) == before


def test_a_read_only_folder_is_one_line(workshop: Workshop, folder: Path) -> None:
    """In a folder that only others may write to, the build says so in one line."""
    retitle(folder)
    before = read_all(folder)
    folder.chmod(0o555)
    answer = workshop.build(folder, user=NOBODY)
    folder.chmod(0o755)
    assert (answer["code"], answer["stderr"]) == (1, "locations.geojson: cannot be written: Permission denied\n")
    assert read_all(folder) == before


@pytest.mark.parametrize("command", ["build", "check", "export --format html"])
def test_missing_boundaries_are_one_line(workshop: Workshop, folder: Path, command: str) -> None:
    """Without the boundaries every command that needs them says so in one line."""
    (folder / "boundaries.geojson").unlink()
    answer = workshop.ask(args=[*command.split(), "--data", str(folder)])
    assert answer["code"] == 1
    assert answer["stderr"] == "boundaries.geojson: cannot be read: No such file or directory\n"


@pytest.mark.parametrize("command", ["check", "export", "export --format html", "export --format gpkg"])
@pytest.mark.parametrize("content", [b"", b"\xff", b'{"type": "FeatureCollection"', b"[]"])
def test_a_broken_data_file_is_reported_by_every_command(
    workshop: Workshop, folder: Path, command: str, content: bytes
) -> None:
    """Whatever reads the data says what is wrong with it, in one line that names the file, without a traceback."""
    (folder / "locations.geojson").write_bytes(content)
    answer = workshop.ask(args=[*command.split(), "--data", str(folder)])
    assert answer["code"] == 1
    assert answer["stderr"].count("\n") == 1
    assert answer["stderr"].startswith("locations.geojson: ")
