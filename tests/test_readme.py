"""README's worked examples do what README says that they do, and print what it shows."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from geo.cli import cli
from geo.viewing.data.edition import load_edition
from support.visitor import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^\$ geo (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def read_blocks(heading: str) -> list[tuple[str, str]]:
    """Return the blocks of code below a heading, each with its language."""
    return BLOCK.findall(README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0])


def run_all(console: str) -> None:
    """Run each command of a block, and compare what it prints; `…` there stands for anything."""
    for command, printed in RUN.findall(console):
        result = CliRunner().invoke(cli, shlex.split(command))
        assert result.exception is None, (command, result.exception)
        pattern = ".*".join(map(re.escape, printed.split("…")))
        assert re.fullmatch(pattern, result.output), (command, result.output)


def find_world_map() -> Path:
    """Return where `geo boundaries` looks for Natural Earth unless told otherwise."""
    option = next(one for one in cli.commands["boundaries"].params if one.name == "world_map")
    assert isinstance(option, click.Option)
    return Path(str(option.default))


def test_add_a_programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A point more in the document becomes a programme more: its record, its words, accepted, built and checked."""
    monkeypatch.chdir(tmp_path)
    folder = Path("examples/philippines")
    shutil.copytree(ROOT / folder, folder)
    (_, point), (_, record), (_, glossary), (kind, console) = read_blocks("Add a programme")
    for name, text in (("document.txt", point), ("glossary.toml", f"\n{glossary}")):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
    (folder / "programs" / "batangas-pier.toml").write_text(record, "utf-8")
    assert kind == "console"
    run_all(console)
    row = load_edition(folder).frame.set_index("program").loc["batangas-pier"]
    assert (row["site"], row["amount_usd"], row["source_item"]) == ("batangas", 2_000_000, "1.3")


def write(folder: Path, file: str, key: str, words: str) -> None:
    """Write words in the place of a draft: the first that a key has, or English and Spanish into a table."""
    path = next(folder.rglob(file))
    english, _, spanish = words.partition(" | ")
    last = key.rpartition(".")[2]
    old = rf"^\[{re.escape(key)}\]\nen = .*\nes = .*$" if spanish else rf'^{last} = "DRAFT.*$'
    new = f'[{key}]\nen = "{english}"\nes = "{spanish}"' if spanish else f'{last} = "{words}"'
    text, found = re.subn(old, new, path.read_text("utf-8"), count=not spanish, flags=re.MULTILINE)
    assert found == 1, (file, key)
    path.write_text(text, "utf-8")


@pytest.mark.usefixtures("index_peak")
@pytest.mark.skipif(not find_world_map().exists(), reason="geo boundaries needs world_map.gpkg of Debian's qgis-common")
def test_map_the_next_fact_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the document by way of a draft, what a person writes and the ground to the finished page."""
    monkeypatch.chdir(tmp_path)
    (_, sheet), (_, drafting), (_, written), (_, console) = read_blocks("Map the next fact sheet")
    Path("sheet.txt").write_text(sheet, "utf-8")
    run_all(drafting)
    for line in written.splitlines():
        write(Path("draft"), *re.split(r" {2,}", line, maxsplit=2))
    run_all(console)
    edition = load_edition(Path("draft"))
    assert edition.known["site"] == ("cuenca", "manabi")
    assert "Water and light in Ecuador" in Path("map.html").read_text("utf-8")
    assert CliRunner().invoke(cli, ["check", "--data", "draft"]).exception is None
