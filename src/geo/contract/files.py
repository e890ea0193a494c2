"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from geo.contract.faults import DataError, Fault

# What the process has open already, such as a shell's `>(wc -c)`.
_OPEN_FILE: Final = re.compile(r"/dev/(stdout|stderr|fd/[0-9]+)|/proc/self/fd/[0-9]+")


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the content of `path` by `data`: a reader sees the old file or the new one, whole, even after a crash.

    A symbolic link stays and its target is replaced; an existing file keeps its mode, a new one gets what the umask
    leaves. What is no regular file (a device, a pipe) is written straight into. Writers at once leave the file of one
    of them. Raises DataError where the disk is full or the file cannot be written; the old file stays.
    """
    write_all({path: data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Replace the content of each path: all are written under temporary names first, then all are renamed.

    So a full disk, or a folder that stands in the place of one, leaves every old file. Each is written as
    `write_atomically` does; raises DataError as that does.
    """
    temporaries: dict[Path, Path] = {}  # the file to replace, and its replacement
    try:
        for path, data in files.items():
            with _reported(path):
                mode = _find_mode(path)
                if mode is not None and stat.S_ISDIR(mode):
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                if _OPEN_FILE.fullmatch(str(path)) or not (mode is None or stat.S_ISREG(mode)):
                    _write_into(path, data)
                else:
                    place = path.resolve()
                    temporaries[place] = _write_temporary(place, data, mode)
        for place, temporary in list(temporaries.items()):
            with _reported(place):
                temporary.replace(place)
                del temporaries[place]
                _sync_folder(place.parent)
    finally:
        for temporary in temporaries.values():
            with contextlib.suppress(OSError):
                temporary.unlink()


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Raise DataError for an OSError of `path`."""
    try:
        yield
    except OSError as error:
        raise DataError([Fault(path.name, "", f"cannot be written: {error.strerror}")]) from error


def _find_mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _write_temporary(place: Path, data: bytes, mode: int | None) -> Path:
    temporary = place.with_name(f".{place.name[:50]}.{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            if mode is not None:
                os.fchmod(file.fileno(), stat.S_IMODE(mode))
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _write_into(path: Path, data: bytes) -> None:
    # Not truncated: behind /dev/stdout can be a file that a shell appends to.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as file:
        file.write(data)


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a crash."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
