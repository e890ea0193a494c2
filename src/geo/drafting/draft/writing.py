"""A draft to files: TOML in the form of the project's records, written into a new folder."""

from __future__ import annotations

from pathlib import Path

import tomli_w

from geo.contract.faults import DataError, Fault
from geo.contract.files import write_atomically
from geo.drafting.draft.drafting import Draft


def write_draft(draft: Draft, folder: Path) -> None:
    """Write `programs/*.toml`, `sites.toml` and `source.toml` into a folder that is new or empty.

    Raises DataError where the folder holds anything, so that no one's work is overwritten, or cannot be written to.
    """
    programs = folder / "programs"
    try:
        if folder.exists() and any(folder.iterdir()):
            raise DataError([Fault(str(folder), "", "is not empty: give a new folder")])
        programs.mkdir(parents=True)
    except OSError as error:
        raise DataError([Fault(str(folder), "", f"cannot be written: {error.strerror}")]) from error
    for program, table in draft.programs.items():
        write_atomically(programs / f"{program}.toml", tomli_w.dumps(table).encode())
    write_atomically(folder / "sites.toml", tomli_w.dumps(draft.sites).encode())
    write_atomically(folder / "source.toml", tomli_w.dumps(draft.source).encode())
