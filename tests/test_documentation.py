"""What there is stands in the documentation, and what the documentation names is there."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator

import click
import pytest
from starlette.routing import Mount, Route

from geo.cli import cli
from geo.contract.fields import QUERY
from geo.viewing.data.address import QUERY_NAMES, SORTS, TABS
from geo.viewing.downloads.registry import DOWNLOADS, FORMATS
from geo.viewing.server import data_routes, index_page, map_routes
from support.visitor import ROOT

DOCUMENTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
    if path.name != "CHANGELOG.md"
}
REFERENCE = DOCUMENTS["reference.md"]
CODE = re.compile(r"`([^`\n]+)`|^    (\S.*)$|^(?:\$ )?((?:geo|make) .*)$", re.MULTILINE)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def list_code() -> Iterator[tuple[str, str]]:
    """Yield each piece of code of the documentation with the document it stands in."""
    for name, text in DOCUMENTS.items():
        yield from ((name, next(filter(None, match.groups()))) for match in CODE.finditer(text))


def list_options(command: click.Command) -> set[str]:
    """Return the long and short options of a command."""
    return {option for one in command.params if isinstance(one, click.Option) for option in one.opts}


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_and_option_is_documented(name: str) -> None:
    """The reference has a row for each command, and in its rows each option."""
    section = re.search(rf"^\| `geo {name}(?: FILE)?` (.*?)(?=^\| `geo |^$)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert section is not None, f"docs/reference.md has no row that begins with | `geo {name}` |"
    documented = set(re.findall(r"`(--?[a-z-]+)", section[1]))
    assert documented == list_options(cli.commands[name])


def test_every_command_line_in_the_documentation_exists() -> None:
    """Each `geo …` names a command and options that it has, each `make …` a target."""
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    for document, code in list_code():
        words = code.removeprefix(".venv/bin/").split()
        if words[:1] == ["make"] and len(words) > 1:
            assert words[1] in targets, (document, code)
        if words[:1] == ["geo"] and len(words) > 1 and words[1].islower():
            command = cli.commands.get(words[1])
            assert command is not None, (document, code)
            options = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
            assert options <= {*list_options(command), "--help"}, (document, code)


def test_every_target_is_documented() -> None:
    """The reference names each target of the Makefile."""
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert set(re.findall(r"^\| `make ([a-z-]+)`", REFERENCE, re.MULTILINE)) == set(phony[1].split())


def test_every_address_is_documented() -> None:
    """The reference has a row for each route, and no other."""
    routes = (*index_page.ROUTES, *map_routes.ROUTES, *data_routes.ROUTES)
    paths = {route.path for route in routes if isinstance(route, Route | Mount)}
    rows = REFERENCE.partition("## Addresses of the server")[2].partition("## ")[0]
    assert set(re.findall(r"^\| `(/[^`]*)`", rows, re.MULTILINE)) == {*paths, "/_stcore/health"}


def test_every_parameter_is_documented() -> None:
    """The reference names each parameter of the page's address with its closed values, docs/downloads.md the data's."""
    rows = REFERENCE.partition("## The address of the page")[2].partition("## ")[0]
    named = set(re.findall(r"`([a-z]+)`", "".join(re.findall(r"^\| (`.*?) \|", rows, re.MULTILINE))))
    assert named <= {*QUERY_NAMES} <= set(re.findall(r"`([a-z]+)`", rows))
    assert set(TABS) <= set(re.findall(r"`([a-z]+)`", rows))
    assert len(SORTS) > 1
    for name in QUERY:
        assert f"`{name}`" in DOCUMENTS["downloads.md"]


def test_every_download_is_documented() -> None:
    """docs/downloads.md has a row for each format and names every other file; the command's help lists the formats."""
    text = DOCUMENTS["downloads.md"]
    assert set(re.findall(r"^\| `locations\.(\w+)`", text, re.MULTILINE)) == set(FORMATS)
    for name in DOWNLOADS.keys() - {f"locations.{code}" for code in FORMATS}:
        assert name in text, name
    export = next(one for one in cli.commands["export"].params if one.name == "code")
    assert isinstance(export, click.Option)
    assert export.help is not None
    assert all(f"{code}" in export.help for code in (*FORMATS, "html"))


def test_every_setting_is_documented() -> None:
    """Each variable that the code reads stands among the settings, and each of ours that stands there is read."""
    settings = set(re.findall(r"`(GEO_[A-Z]+)`", REFERENCE))
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    read = {name for path in files for name in re.findall(r"environ[^\n]*?\"(GEO_[A-Z]+)\"", path.read_text("utf-8"))}
    assert settings == read


def test_every_file_that_is_named_exists() -> None:
    """Each path of the repository that the documentation names is there, and each link between documents leads on."""
    paths = re.compile(r"(?:src|tests|docs|data|deploy|benchmarks|scripts)/[\w./*-]+\w")
    for document, code in list_code():
        for path in paths.findall(code):
            if path.startswith("data/") and (document != "README.md" or path.startswith("data/programs/")):
                continue  # an address of the server, or a record that the reader is to write
            assert list(ROOT.glob(path)), (document, path)
    for document, text in DOCUMENTS.items():
        folder = ROOT if (ROOT / document).exists() else ROOT / "docs"
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (folder / os.fspath(link)).exists(), (document, link)


def test_the_documentation_names_the_python_that_is_needed() -> None:
    """README names the oldest Python that pyproject allows, and this is not older."""
    oldest = re.search(r'requires-python = ">=(\d+)\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert oldest is not None
    assert f"Python {oldest[1]}.{oldest[2]}" in DOCUMENTS["README.md"]
    assert sys.version_info >= (int(oldest[1]), int(oldest[2]))
