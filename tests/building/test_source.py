from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from geo.building.source import check_date, load_source
from geo.contract.faults import DataError
from geo.contract.files import DATA
from geo.contract.vocabulary import DRAFT_MARK

Keys = tuple[str | int, ...]

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


BAD = {
    "unknown key": (
        'end_mark = "###"',
        'end_marks = "###"',
        "end_marks: unknown key; allowed are title, ",
    ),
    "missing": ('date = "2024-11-15"', "", "date: missing"),
    "theme": ('theme = "people"', 'theme = "folk"', "sections[4].theme: 'folk' is not one of 'security', "),
    "items": ("items = 7", "items = true", "sections[0].items: True is wrong: Input should be a valid integer"),
    "no items": ("items = 7", "items = 0", "sections[0].items: 0 is wrong: Input should be greater than 0"),
    "many items": ("items = 7", "items = 100", "sections[0].items: 100 is wrong: Input should be less than 100"),
    "long number": ("items = 7", f"items = {'9' * 5000}", "holds a number of too many digits"),
    "key of a section": (
        "items = 7",
        "item = 7",
        "sections[0].item: unknown key; allowed are number, ",
    ),
    "language": ('es = "Material', 'fr = "Material', "notice.fr: unknown key; allowed are en, es"),
    "list of notices": ("[notice]", "[[notice]]", "notice: [{'en': "),
    "date": ('"In October" = "2024-10"', '"In October" = "x"', "dates.In October: 'x' is wrong: String should match "),
    "list of dates": ("[dates]", "[[dates]]", "dates: [{'This year': '2024', "),
    "item": (
        'what = "two centuries"\nitem = "0"',
        'what = "two"\nitem = "9"',
        "left_out[5].item: '9' is wrong: ",
    ),
    "item of a digest": ('"1.6" = "', '"9" = "', "digests.9: '9' is wrong: String should match pattern"),
    "form": (
        '= ["Peruvian Amazon',
        '= [1, "Peruvian Amazon',
        "names.Peruvian Amazon[0]: 1 is not a text: ",
    ),
    "no form": ('["Peruvian Amazon", "Amazon", "Amazonia"]', "[]", "names.Peruvian Amazon: empty: give one at least"),
    "markup": ('publisher = "', 'publisher = "<b>', "publisher: holds U+003C, U+003E, which no text may hold"),
    "not TOML": ("title =", "title ==", "not TOML: "),
    "cut": (SOUND[len(SOUND) // 3 :], "", ""),
    "nothing": (SOUND, "", "title: missing"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_names_its_key(tmp_path: Path, name: str) -> None:
    """Every fault of the file is a line with its key, what is wrong and what is allowed."""
    old, new, what = BAD[name]
    assert old in SOUND
    faults = load(tmp_path, SOUND.replace(old, new, 1))
    assert any(fault.startswith(f"source.toml: {what}") for fault in faults), faults
    assert all(fault.isprintable() for fault in faults)


def test_other_bytes_are_refused(tmp_path: Path) -> None:
    """What is not UTF-8 is one fault."""
    assert load(tmp_path, b"\xff") == ["source.toml: not UTF-8 at byte 0"]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Two faults in one file are both told."""
    lines = load(tmp_path, SOUND.replace("items = 7", "items = 0", 1).replace('theme = "people"', 'theme = "folk"'))
    assert len(lines) == 2


def _list_texts(value: Any, path: Keys = ()) -> Iterator[Keys]:
    """Yield the keys that lead to each text within a value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, str):
            yield (*path, key)
        elif isinstance(inner, dict | list):
            yield from _list_texts(inner, (*path, key))


def test_a_draft_is_refused_everywhere(tmp_path: Path) -> None:
    """Whichever text of the file is still marked as a draft, the file is refused, and the fault names its key."""
    paths = list(_list_texts(tomllib.loads(SOUND)))
    assert len(paths) > 60
    for path in paths:
        table = tomllib.loads(SOUND)
        holder: Any = table
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = f"{DRAFT_MARK} {holder[path[-1]]}"
        (line,) = load(tmp_path, tomli_w.dumps(table))
        name = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)[1:]
        assert line.startswith(f"source.toml: {name}: ")


@pytest.mark.parametrize("key", ["dates", "names"])
def test_a_draft_is_refused_as_a_key(tmp_path: Path, key: str) -> None:
    """A phrase or a name may not be marked as a draft either."""
    table = tomllib.loads(SOUND)
    first = next(iter(table[key]))
    table[key] = {f"{DRAFT_MARK} {first}": table[key][first]}
    (line,) = load(tmp_path, tomli_w.dumps(table))
    assert line == f"source.toml: {key}.{DRAFT_MARK} {first}: a text with {DRAFT_MARK} is still to be written"


@pytest.mark.parametrize("date", ["2024-11", "2024-11-31", "20241115"])
def test_a_date_that_is_no_day_is_told(tmp_path: Path, date: str) -> None:
    """A draft may have the month alone, which the data cannot say."""
    path = tmp_path / "source.toml"
    path.write_text(SOUND.replace('date = "2024-11-15"', f'date = "{date}"', 1), "utf-8")
    with pytest.raises(DataError, match=f"^source.toml: date: '{date}' is not a day, YYYY-MM-DD$"):
        check_date(load_source(path))
