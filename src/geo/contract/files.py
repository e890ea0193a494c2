"""Where the committed collection lies, and files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from geo.contract.faults import DataError, Fault

LOCATIONS_FILE: Final = "locations.geojson"
BOUNDARIES_FILE: Final = "boundaries.geojson"
DATA: Final = Path(__file__).resolve().parents[3] / "data"
LOCATIONS: Final = DATA / LOCATIONS_FILE
BOUNDARIES: Final = DATA / BOUNDARIES_FILE

# What the process has open already, such as a shell's `>(wc -c)`.
_OPEN_FILE: Final = re.compile(r"/dev/(stdout|stderr|fd/[0-9]+)|/proc/self/fd/[0-9]+")


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the content of `path` by `data`: a reader sees the old file or the new one, whole, even after a crash.

    A symbolic link stays and its target is replaced; an existing file keeps its mode, access list and, as far as the
    user may set them, owner and group; a new one gets what the umask leaves. A hard link keeps the old content. What is
    no regular file (a device, a pipe) is written straight into. Writers at once leave the file of one of them. Raises
    DataError where the disk is full or the file cannot be written; the old file stays.
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
                old = _find_status(path)
                if old is not None and stat.S_ISDIR(old.st_mode):
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                if _OPEN_FILE.fullmatch(str(path)) or not (old is None or stat.S_ISREG(old.st_mode)):
                    _write_into(path, data)
                else:
                    place = path.resolve()
                    temporaries[place] = _write_temporary(place, data, old)
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
        raise DataError([Fault(path.name or str(path), "", f"cannot be written: {error.strerror}")]) from error


def _find_status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _write_temporary(place: Path, data: bytes, old: os.stat_result | None) -> Path:
    temporary = place.with_name(f".{place.name[:50]}.{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            if old is not None:
                _copy_rights(place, old, file.fileno())
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _copy_rights(place: Path, old: os.stat_result, descriptor: int) -> None:
    """Give the file at `descriptor` who may do what with the one at `place`."""
    if sys.platform == "win32":  # a new file there has the rights of its folder
        return
    for owner, group in ((-1, old.st_gid), (old.st_uid, -1)):
        with contextlib.suppress(OSError):  # the user may not be root, nor of that group
            os.fchown(descriptor, owner, group)
    if sys.platform == "linux":  # with an access list, the mode's bits of the group are the list's mask
        with contextlib.suppress(OSError):  # a file system may have none
            for name in os.listxattr(place):
                os.setxattr(descriptor, name, os.getxattr(place, name))
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def _write_into(path: Path, data: bytes) -> None:
    # Not truncated: behind /dev/stdout can be a file that a shell appends to.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as file:
        file.write(data)


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a crash."""
    if sys.platform == "win32":  # it opens no folder as a file
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
