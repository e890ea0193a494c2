from __future__ import annotations

from pathlib import Path

import pytest

from geo.building.source import load_source
from geo.contract.boundaries import DATA
from geo.contract.faults import DataError

SOUND = (DATA / "source.toml").read_text("utf-8")


def load(folder: Path, text: str | bytes) -> list[str]:
    """Return the faults of a source.toml with this content."""
    path = folder / "source.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError) as caught:
        load_source(path)
    return [str(fault) for fault in caught.value.faults]


def test_the_committed_source_is_sound() -> None:
    """The committed file loads, with a fingerprint for every item and a reason for all that is left out."""
    source = load_source(DATA / "source.toml")
    items = {"0"} | {f"{s.number}.{index}" for s in source.sections for index in range(s.items + 1)}
    assert set(source.digests) == items
    assert all(entry.reason for entry in source.left_out)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"\xff", "source.toml: cannot be read"),
        ("title = ", "source.toml: cannot be read"),
        (SOUND[: len(SOUND) // 3], "source.toml: "),
        ("# empty", "source.toml: title: missing"),
        (SOUND.replace('end_mark = "###"', 'end_mark = "###"\nend_marks = 1'), "source.toml: end_marks: unknown key"),
        (SOUND.replace('theme = "people"', 'theme = "folk"'), "source.toml: sections[4].theme: 'folk' is not allowed"),
        (SOUND.replace('"In October" = "2024-10"', '"In October" = "x"'), "source.toml: dates.In October: not a date"),
        (SOUND.replace('item = "1.6"', 'item = "9"'), "source.toml: left_out"),
        (SOUND.replace("items = 7", "items = true"), "source.toml: sections[0].items: True is not allowed"),
        (SOUND.replace('es = "Material', 'fr = "Material'), "source.toml: notice: not en and es"),
    ],
)  # fmt: skip
def test_faults_are_told(tmp_path: Path, text: str | bytes, fault: str) -> None:
    """What is wrong with the file is told with its key, on one line each."""
    lines = load(tmp_path, text)
    assert any(line.startswith(fault) for line in lines)
    assert all("\n" not in line for line in lines)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Two faults in one file are both told."""
    lines = load(tmp_path, SOUND.replace("items = 7", "items = 0").replace('theme = "people"', 'theme = "folk"'))
    assert len(lines) == 2
