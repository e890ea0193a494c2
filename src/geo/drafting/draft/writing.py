"""A draft to files: TOML in the form of the project's records, written into a new folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geo.contract.faults import DataError, Fault
from geo.contract.files import write_atomically
from geo.drafting.draft.drafting import Draft


def write_draft(draft: Draft, folder: Path) -> None:
    """Write `programs/*.toml`, `sites.toml` and `source.toml` into a folder that is new or empty.

    Raises DataError where the folder holds anything, so that no one's work is written over, or cannot be written to.
    """
    programs = folder / "programs"
    try:
        if folder.exists() and any(folder.iterdir()):
            raise DataError([Fault(str(folder), "", "is not empty: give a new folder")])
        programs.mkdir(parents=True)
    except OSError as error:
        raise DataError([Fault(str(folder), "", f"cannot be written: {error.strerror}")]) from error
    for program, table in draft.programs.items():
        write_atomically(programs / f"{program}.toml", to_toml(table).encode())
    sites = "\n".join(to_toml(table, site) for site, table in draft.sites.items())
    write_atomically(folder / "sites.toml", sites.encode())
    write_atomically(folder / "source.toml", to_toml(draft.source).encode())


def to_toml(table: Mapping[str, Any], name: str = "") -> str:
    """Return a table as TOML, under the heading `name` if it has one: plain values first, then its tables."""
    plain = {key: value for key, value in table.items() if not _is_tables(value) and not isinstance(value, Mapping)}
    blocks = ["".join([f"[{name}]\n"] * bool(name) + [f"{key} = {_to_value(value)}\n" for key, value in plain.items()])]
    for key, value in table.items():
        path = f"{name}.{key}" if name else key
        if isinstance(value, Mapping):
            blocks.append(f"[{path}]\n" + "".join(_to_lines(value)))
        elif _is_tables(value):
            blocks += [f"[[{path}]]\n" + "".join(_to_lines(entry)) for entry in value]
    return "\n".join(block for block in blocks if block)


def _to_lines(table: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{key} = {_to_value(value)}\n" for key, value in table.items())


def _to_value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_to_value(inner)}" for key, inner in value.items()) + " }"
    # A TOML basic string, number or array of them is written as in JSON, but for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
