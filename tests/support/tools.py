"""What reads what is exported: GDAL's ogrinfo, Gnumeric's ssconvert, and the packed parts of the page in one file."""

from __future__ import annotations

import base64
import gzip
import os
import shutil
import subprocess

import pytest


def run_tool(*command: str) -> str:
    """Run a program that finds nothing to complain about, and return what it writes to stdout.

    A machine that lacks it skips the test; the machine that decides has it.
    """
    program = shutil.which(command[0])
    if program is None:
        assert os.environ.get("CI") != "true", f"{command[0]} is not installed"
        pytest.skip(f"needs {command[0]}")
    result = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=60, check=True)
    assert result.stderr == ""
    return result.stdout


def unpack(text: str) -> bytes:
    """Return the bytes of a packed part of the page in one file, as its script reads them."""
    return gzip.decompress(base64.a85decode(text.replace("v", "<")))
