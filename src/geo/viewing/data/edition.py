"""The data that the page and the routes share: read once a process, read again when the file changes.

A file that is broken is told in the log; what was last good stays on show.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar, TypeVarTuple

import geopandas as gpd

from geo.contract.check import parse_collection
from geo.contract.faults import DataError, Fault
from geo.contract.geojson import read_bytes
from geo.contract.vocabulary import slugify
from geo.viewing.data.filters import Index, build_index, group_sectors
from geo.viewing.data.frame import DATA, build_frame
from geo.viewing.data.garbage import paused
from geo.viewing.data.map_data import build_sites
from geo.viewing.data.row_index import Rows
from geo.viewing.data.totals import Money, list_money
from geo.viewing.words.text import LANGUAGES

LOG: Final = logging.getLogger(__name__)
BOUNDARIES: Final = DATA.with_name("boundaries.geojson")
_A = TypeVarTuple("_A")
_R = TypeVar("_R")


@dataclass(frozen=True, eq=False)
class Edition:
    """One state of the data file and all that is worked out from it once: nothing in it is ever changed.

    Two editions are the same only where they are one object, so that an edition can be the key of a cache.
    """

    digest: str
    content: bytes = field(repr=False)
    metadata: Mapping[str, Any] = field(repr=False)
    frame: gpd.GeoDataFrame = field(repr=False)
    index: Index = field(repr=False)
    money: Mapping[str, Money] = field(repr=False)
    sites: bytes = field(repr=False)
    rows: Rows = field(repr=False)
    sectors: Mapping[str, tuple[str, ...]] = field(repr=False)  # by the theme under which the page lists them
    names: Mapping[str, Mapping[str, str]] = field(repr=False)  # of the sites, by language, then site
    titles: Mapping[str, Mapping[str, str]] = field(repr=False)  # by language, then programme
    agencies: Mapping[str, str] = field(repr=False)  # names by their code in the URL
    modified: float = 0  # when the file changed, in seconds since 1970; 0 where that is not known
    kept: dict[Any, Callable[..., Any]] = field(default_factory=dict, repr=False)  # what `keep` keeps

    @property
    def programs(self) -> Collection[str]:
        """Every programme."""
        return self.titles["en"].keys()


def keep(size: int) -> Callable[[Callable[[Edition, *_A], _R]], Callable[[Edition, *_A], _R]]:
    """Keep up to `size` results of a function of an edition, for all visitors, for as long as the edition is shown."""

    def decorate(function: Callable[[Edition, *_A], _R]) -> Callable[[Edition, *_A], _R]:
        @functools.wraps(function)
        def remembered(edition: Edition, *args: *_A) -> _R:
            found = edition.kept.get(function)
            if found is None:
                found = edition.kept[function] = functools.lru_cache(size)(lambda *rest: function(edition, *rest))
            result: _R = found(*args)
            return result

        return remembered

    return decorate


@paused()
def build_edition(content: bytes, file: str, modified: float = 0) -> Edition:
    """Return the edition that the bytes of the file called `file` make; raises DataError with every fault."""
    collection = parse_collection(content, file)
    frame = build_frame(collection)
    return Edition(
        digest=hashlib.sha256(content).hexdigest()[:16],
        content=content,
        metadata=collection.metadata,
        frame=frame,
        index=build_index(frame),
        money=list_money(frame),
        sites=build_sites(frame),
        rows=Rows(frame),
        sectors=group_sectors(frame),
        names={code: dict(zip(frame["site"], frame[f"site_{code}"], strict=True)) for code in LANGUAGES},
        titles={code: dict(zip(frame["program"], frame[f"title_{code}"], strict=True)) for code in LANGUAGES},
        agencies={slugify(name): name for name in sorted({name for names in frame["agencies"] for name in names})},
        modified=modified,
    )


class Store:
    """The newest good edition of a file."""

    def __init__(self, path: Path) -> None:
        """Keep the path; nothing is read yet."""
        self.path: Final = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._edition: Edition | None = None
        self._fault: DataError | None = None

    def get(self) -> Edition:
        """Return the newest good edition; raises DataError while there never was one."""
        with self._lock:
            seen = self._look()
            if seen != self._seen:
                self._seen = seen
                self._read(seen)
            if self._edition is None:
                raise self._fault or DataError([Fault(self.path.name, "", "cannot be read")])
            return self._edition

    def _look(self) -> tuple[int, int, int]:
        try:
            status = self.path.stat()
        except OSError:
            return (0, 0, 0)
        return (status.st_mtime_ns, status.st_size, status.st_ino)

    def _read(self, seen: tuple[int, int, int]) -> None:
        try:
            old, self._edition = self._edition, build_edition(read_bytes(self.path), self.path.name, seen[0] / 1e9)
            if old is not None:
                old.kept.clear()  # it refers to the edition, which would never be let go
        except DataError as error:
            self._fault = error
            for fault in error.faults:
                LOG.error("%s", fault)  # noqa: TRY400 -- the fault tells all; a traceback would hide it


@functools.cache
def get_store() -> Store:
    """Return this process's store: of the file that GEO_DATA names, else of the committed one."""
    return Store(Path(os.environ.get("GEO_DATA") or DATA))
