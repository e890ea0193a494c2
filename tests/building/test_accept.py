"""`geo accept` writes what a document is into source.toml, shows what changed, and leaves everything else as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from geo.building.accept import accept
from geo.building.audit.document import find_changes, fingerprint, load_document
from geo.building.source import load_source
from geo.cli import cli
from geo.contract.faults import DataError

SOURCE = """# What it is.
title = "Friends"
publisher = "Suria"
date = "2024-01-02"
url = "https://suria.example/friends"
sha256 = "0"  # of the file
left_out = []
notice = { en = "Old.", es = "Antiguo." }
dates = {}
names = {}

[collection]
slug = "suria"
countries = [{ code = "SR" }]
texts = { title = { en = "Suria", es = "Suria" }, description = { en = "A map.", es = "Un mapa." } }

[[sections]]
number = 1
theme = "economy"
heading = "Ships"
items = 2 # bullets

[digests]
"0" = "0a0a0a0a0a0a"
# The first section.
"1.1" = "1a1a1a1a1a1a"
"1.9" = "9a9a9a9a9a9a"

# How the document writes places.
"""
TEXT = """Friends

Suria has friends.

Ships
They sail.
  - Nine boats.
  2. A pier
that is long.
* A crane.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a source.toml, a document and nothing else."""
    (tmp_path / "source.toml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_what_changed_is_shown_and_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line says old and new; the file then is the document's, and its comments and order are as they were."""
    cli.main(["accept", "--data", str(folder), "--document", str(folder / "page.txt")], standalone_mode=False)
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    boats, pier, crane = fingerprint("Nine boats."), fingerprint("A pier that is long."), fingerprint("A crane.")
    opening, lead = fingerprint("Friends Suria has friends."), fingerprint("They sail.")
    assert capsys.readouterr().out.splitlines() == [
        f"document: 0 → {digest}",
        f"item 0: 0a0a0a0a0a0a → {opening}",
        f"item 1.0 added: {lead}",
        f"item 1.1: 1a1a1a1a1a1a → {boats}",
        f"item 1.2 added: {pier}",
        f"item 1.3 added: {crane}",
        "item 1.9 removed: 9a9a9a9a9a9a",
        "section 1: 2 → 3 items",
    ]
    assert (folder / "source.toml").read_text(encoding="utf-8") == (
        SOURCE.replace('"0"  #', f'"{digest}"  #')
        .replace("items = 2", "items = 3")
        .replace('"0" = "0a0a0a0a0a0a"', f'"0" = "{opening}"\n"1.0" = "{lead}"')
        .replace('"1.1" = "1a1a1a1a1a1a"', f'"1.1" = "{boats}"\n"1.2" = "{pier}"\n"1.3" = "{crane}"')
        .replace('"1.9" = "9a9a9a9a9a9a"\n', "")
    )
    source = load_source(folder / "source.toml")
    assert find_changes(load_document(folder / "page.txt", source), source) == []


def test_what_is_accepted_already_is_not_written(folder: Path) -> None:
    """A second time nothing changes, and the file is left alone."""
    assert accept(folder, folder / "page.txt")
    (folder / "source.toml").chmod(0o400)
    before = (folder / "source.toml").stat()
    assert accept(folder, folder / "page.txt") == []
    assert (folder / "source.toml").stat() == before


def test_a_text_that_moved_is_said_to(folder: Path) -> None:
    """An item whose text another item had says which."""
    accept(folder, folder / "page.txt")
    (folder / "page.txt").write_text(TEXT.replace("  - Nine boats.\n", ""), encoding="utf-8")
    pier = fingerprint("A pier that is long.")
    assert f"item 1.1: {fingerprint('Nine boats.')} → {pier}, the text of item 1.2 before" in accept(
        folder, folder / "page.txt"
    )


@pytest.mark.parametrize("without", ["[digests]", '"0" = ', "# The first"])
def test_digests_may_be_missing(folder: Path, without: str) -> None:
    """Where the table or a line of it is not there yet, it is written in the document's order."""
    text = (folder / "source.toml").read_text(encoding="utf-8")
    (folder / "source.toml").write_text(text.partition(without)[0], encoding="utf-8")
    accept(folder, folder / "page.txt")
    assert list(load_source(folder / "source.toml").digests) == ["0", "1.0", "1.1", "1.2", "1.3"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xff\xfe", "page.txt: not UTF-8"),
        (b"", "page.txt: is not the document, or a part of it: it lacks the heading 'Ships'"),
        (b"Ships\nNone.\n", "page.txt: is not the document, or a part of it: section 1 has no bullet"),
        (None, "page.txt: cannot be read"),
    ],
)
def test_what_is_no_document_is_refused(folder: Path, content: bytes | None, what: str) -> None:
    """A file that is not the document is one line, and source.toml stays as it is."""
    page = folder / "page.txt"
    page.unlink() if content is None else page.write_bytes(content)
    before = (folder / "source.toml").read_bytes()
    with pytest.raises(DataError, match=what):
        accept(folder, page)
    assert (folder / "source.toml").read_bytes() == before


def test_a_form_that_cannot_be_edited_is_refused(folder: Path) -> None:
    """Digests in one line are not overwritten blindly."""
    text = (folder / "source.toml").read_text(encoding="utf-8").partition("[digests]")[0]
    (folder / "source.toml").write_text(text.replace("left_out", 'digests = { "0" = "1" }\nleft_out'), encoding="utf-8")
    with pytest.raises(DataError, match=r"source\.toml: cannot be edited"):
        accept(folder, folder / "page.txt")
