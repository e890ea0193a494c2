"""A draft to files: TOML in the form of the project's records, written into a new folder."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

import tomli_w

from geo.contract.faults import DataError, Fault
from geo.contract.files import write_all
from geo.drafting.draft.drafting import Draft

_INSTITUTIONS: Final = """\
# Institutions that the document names: the audit looks for them. Add those that the draft has not found.
#
# en, es    names; records use the English one in `agencies` and `partners`
# agency    whether it is of the government that gives; otherwise it is a partner
# forms     how the document writes it

"""

_GLOSSARY: Final = """\
# What the audit knows words by. Write each unit as it is in the programmes' figures; read the rest.
#
# units     what figures count; `words` is what stands in the document at the number, which is written #
# purposes  DAC purpose codes: the first three digits are the sector, for which the document's `words` call
# names     proper names that are no institution's, and how the document writes them if not as in English
# terms     words that are said in both languages or in neither, as they begin

"""


def write_draft(draft: Draft, folder: Path) -> None:
    """Write `programs/*.toml`, `sites.toml` and the draft's other files into a folder that is new or empty.

    Raises DataError where the folder holds anything, so that no one's work is overwritten, or cannot be written to.
    """
    tables = {f"programs/{program}.toml": table for program, table in draft.programs.items()}
    tables |= {"sites.toml": draft.sites, "source.toml": draft.source}
    # An empty list would forbid to append a table.
    institutions = {"institutions": draft.institutions} if draft.institutions else {}
    programs = Path(os.path.realpath(folder), "programs")  # behind a link, too
    try:
        if folder.exists() and any(folder.iterdir()):
            raise DataError([Fault(str(folder), "", "is not empty: give a new folder")])
        programs.mkdir(parents=True)
    except OSError as error:
        raise DataError([Fault(str(folder), "", f"cannot be written: {error.strerror}")]) from error
    try:
        texts = {name: tomli_w.dumps(table) for name, table in tables.items()}
        texts["glossary.toml"] = _GLOSSARY + tomli_w.dumps(draft.glossary)
        texts["institutions.toml"] = _INSTITUTIONS + tomli_w.dumps(institutions)
        write_all({programs.parent / name: text.encode() for name, text in texts.items()})
    except DataError:
        with contextlib.suppress(OSError):
            programs.rmdir()  # so that the next try finds an empty folder
        raise
