"""The data on show: one state of its files with all that follows from it, and the newest good state of a file.

A file that is broken is reported in the log; what was last good stays on show.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import cachetools
import cachetools.keys
import geopandas as gpd

from geo.contract.boundaries import BoundaryKind, parse_boundaries
from geo.contract.check import parse_collection
from geo.contract.faults import DataError, Fault
from geo.contract.fields import NAMED, STATISTICS
from geo.contract.files import BOUNDARIES, BOUNDARIES_FILE, LOCATIONS, LOCATIONS_FILE
from geo.contract.geojson import parse_json, read_bytes
from geo.contract.ground import FOLDER, RELIEF, SHEETS, check_relief, check_sheet
from geo.contract.vocabulary import slugify
from geo.viewing.data.filters import FilterIndex, build_index
from geo.viewing.data.frame import build_frame
from geo.viewing.data.map_data import build_map_data
from geo.viewing.data.row_index import RowIndex
from geo.viewing.data.totals import Money, list_money
from geo.viewing.words.text import LANGUAGES
from geo.viewing.words.wording import Words, build_words

LOG: Final = logging.getLogger(__name__)
PATIENCE: Final = 2.0  # seconds for which a change is waited for by the first who asks after it
CACHE_BYTES: Final = 64 * 1024 * 1024  # of what is derived from an edition and cached for all visitors
_SMALL: Final = 1024  # bytes that a cached value without a size of its own counts as
_P = ParamSpec("_P")
_R = TypeVar("_R")


def get_digest(content: bytes) -> str:
    """Return 16 hexadecimal digits that tell one version of a file from the next (SHA-256, shortened)."""
    return hashlib.sha256(content).hexdigest()[:16]


def _measure(value: object) -> int:
    return len(value) if isinstance(value, Sized) else _SMALL


def build_recall(cache: cachetools.LRUCache[Any, Any]) -> Callable[..., Any]:
    """Return what calls a function of an edition, or finds its result in `cache`; who asks meanwhile waits.

    The edition is no part of the key and the cache does not refer to it: it is let go with the last who looks at it.
    """

    def call(edition: Edition, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return function(edition, *args, **kwargs)

    def build_key(_: Edition, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return cachetools.keys.hashkey(function, *args, **kwargs)

    remembered: Callable[..., Any] = cachetools.cached(cache, key=build_key, condition=threading.Condition())(call)
    return remembered


@dataclass(frozen=True, eq=False)
class Edition:
    """One state of the data and its ground, and what is worked out from them once: nothing in it is ever changed.

    Two editions are the same only where they are one object.
    """

    digest: str
    content: bytes = field(repr=False)
    boundaries: bytes = field(repr=False)  # nothing where there are none to show
    sheets: Mapping[str, bytes] = field(repr=False)  # of the ground's detail and its relief, by name; those there are
    metadata: Mapping[str, Any] = field(repr=False)
    frame: gpd.GeoDataFrame = field(repr=False)
    index: FilterIndex = field(repr=False)
    rows: RowIndex = field(repr=False)
    money: Mapping[str, Money] = field(repr=False)
    map_data: bytes = field(repr=False)
    names: Mapping[str, Mapping[str, str]] = field(repr=False)  # of sites and institutions, by language, then code
    titles: Mapping[str, Mapping[str, str]] = field(repr=False)  # by language, then programme
    modified: float = 0  # when the file changed, in seconds since 1970; 0 where that is not known
    recall: Callable[..., Any] = field(
        default_factory=lambda: build_recall(cachetools.LRUCache(CACHE_BYTES, getsizeof=_measure)), repr=False
    )

    @functools.cached_property
    def known(self) -> Mapping[str, tuple[str, ...]]:
        """The codes that an address may name, by its parameter, in the order in which they are listed."""
        return {**self.index.known, "program": tuple(self.titles["en"]), "lang": tuple(self.languages)}

    @property
    def collection(self) -> Mapping[str, Any]:
        """What the data say of their document and their countries."""
        collection: Mapping[str, Any] = self.metadata["collection"]
        return collection

    @property
    def slug(self) -> str:
        """What the names of saved files begin with."""
        return str(self.collection["slug"])

    @functools.cached_property
    def languages(self) -> Mapping[str, str]:
        """The languages of the data by their code, each called what it calls itself."""
        return {code: LANGUAGES[code] for code in self.collection["languages"]}

    @functools.cached_property
    def statistics(self) -> frozenset[str]:
        """The programmes that are but statistics: they are counted and listed as such."""
        return frozenset(self.metadata.get(STATISTICS, ()))

    @functools.cached_property
    def headings(self) -> Mapping[str, str]:
        """The document's headings by the number of their section, where the data have them."""
        sections = self.metadata.get("collection", {}).get("sections", ())
        return {str(one["number"]): one["heading"] for one in sections if "heading" in one}

    def get_words(self, language: str) -> Words:
        """Return a language with what the data say in it."""
        return build_words(self.metadata, language)


def cached(function: Callable[Concatenate[Edition, _P], _R]) -> Callable[Concatenate[Edition, _P], _R]:
    """Keep the results of a function of an edition, for all visitors, while the edition is shown and there is room."""

    @functools.wraps(function)
    def remembered(edition: Edition, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        result: _R = edition.recall(edition, function, *args, **kwargs)
        return result

    return remembered


@contextmanager
def paused_collector() -> Iterator[None]:
    """Keep Python from looking for garbage while much is made that stays.

    It looks again at all there is each time that this has grown by a quarter: of the time to read a file of 100,000
    sites that is more than a third. What nothing refers to is freed all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@paused_collector()
def build_edition(
    content: bytes,
    file: str,
    boundaries: bytes,
    sheets: Mapping[str, bytes] = MappingProxyType({}),
    modified: float = 0,
) -> Edition:
    """Return the edition of the bytes of the file called `file` on the ground of `boundaries`, a GeoJSON file.

    `sheets` are the ground's detail by name. Where the ground is not that of the data's countries, there is none.
    Raises DataError with every fault.
    """
    collection = parse_collection(content, file)
    if boundaries and not is_ground_of(boundaries, collection.metadata["collection"]):
        LOG.warning("%s: no boundaries.geojson of its countries lies next to it; the map has no ground", file)
        boundaries, sheets = b"", {}
    frame = build_frame(collection)
    rows = RowIndex(frame)
    institutions = {slugify(one): one for column in NAMED for one in frame[column].explode().dropna().unique()}
    return Edition(
        digest=get_digest(content),
        content=content,
        boundaries=boundaries,
        sheets=sheets,
        metadata=collection.metadata,
        frame=frame,
        index=build_index(
            frame,
            collection.metadata["institutions"],
            collection.metadata["other_names"],
            collection.metadata["collection"]["themes"],
        ),
        rows=rows,
        money=list_money(frame, collection.metadata["overlaps"]),
        map_data=build_map_data(frame, collection.metadata.get(STATISTICS, ())),
        names={code: institutions | rows.map("site", f"site_{code}") for code in LANGUAGES},
        titles={code: rows.map("program", f"title_{code}") for code in LANGUAGES},
        modified=modified,
    )


def is_ground_of(boundaries: bytes, collection: Mapping[str, Any]) -> bool:
    """Return whether a GeoJSON file of boundaries has the countries of a `metadata.collection`."""
    features = parse_json(boundaries, BOUNDARIES_FILE)["features"]
    drawn = {one["properties"]["code"] for one in features if one["properties"]["kind"] == BoundaryKind.COUNTRY}
    return drawn.issuperset(country["code"] for country in collection["countries"])


def find_file(place: Path) -> Path:
    """Return the GeoJSON file of a collection, given its folder or that file."""
    return place / LOCATIONS_FILE if place.is_dir() else place


def find_boundaries(path: Path) -> Path:
    """Return the boundaries next to a GeoJSON file, or else the committed ones, which a part of those data lies on."""
    own = path.with_name(BOUNDARIES_FILE)
    return own if own.exists() else BOUNDARIES


def load_edition(path: Path = LOCATIONS, boundaries: Path | None = None) -> Edition:
    """Return the edition of two GeoJSON files; raises DataError where one of them cannot be used.

    `path` is a collection's folder or its file, `boundaries` those next to it unless given.
    """
    if boundaries is None:
        boundaries = path / BOUNDARIES_FILE if path.is_dir() else find_boundaries(path)
    path = find_file(path)
    sheets = read_sheets(boundaries.with_name(FOLDER))
    return build_edition(read_bytes(path), path.name, read_boundaries(boundaries), sheets, path.stat().st_mtime)


def read_boundaries(path: Path) -> bytes:
    """Return the content of a checked file of boundaries; raises DataError with every fault of it."""
    content = read_bytes(path)
    parse_boundaries(content, path.name)
    return content


def read_sheets(folder: Path) -> dict[str, bytes]:
    """Return the ground's sheets in a folder, by name; one that cannot be used is reported and left out."""
    sheets = {}
    # The nearer sheets are made together: a collection without them has a map without detail.
    is_detailed = any((folder / f"{name}.json").exists() for name in SHEETS[1:])
    alone = [name for name in (SHEETS[0], RELIEF) if (folder / f"{name}.json").exists()]
    for name in dict.fromkeys((*SHEETS, *alone)) if is_detailed else alone:
        path = folder / f"{name}.json"
        try:
            content = read_bytes(path)
            (check_relief if name == RELIEF else check_sheet)(content, f"{FOLDER}/{path.name}")
        except DataError as error:
            LOG.warning("%s: the map does without it", error.faults[0])
        else:
            sheets[name] = content
    return sheets


class EditionFile:
    """The newest good edition of a file. While a newer one is read, in a thread, the one before it is on show."""

    def __init__(self, path: Path, prepare: Callable[[Edition], object] | None = None) -> None:
        """Remember the path, a collection's folder or its file; nothing is read yet.

        `prepare` makes what is to be there before an edition is on show.
        """
        self.path: Final = find_file(path)
        self.prepare = prepare
        self._lock = threading.Lock()  # held while an edition is chosen, and while the first is read
        self._reader: threading.Thread | None = None
        self._seen: tuple[int, ...] | None = None
        self._edition: Edition | None = None
        self._error: DataError | None = None

    def get(self) -> Edition:
        """Return the newest good edition; raises DataError while there never was one.

        Who is the first to ask after a change waits for it a moment: most files are read within that.
        """
        reader = None
        with self._lock:
            boundaries = find_boundaries(self.path)
            detail = boundaries.with_name(FOLDER)
            ground = (boundaries, *(detail / f"{name}.json" for name in (*SHEETS, RELIEF)))
            seen = tuple(value for path in (self.path, *ground) for value in _look(path))
            is_reading = self._reader is not None and self._reader.is_alive()
            if seen != self._seen and not is_reading:
                self._seen = seen
                if self._edition is None:
                    self._load()
                else:
                    self._reader = reader = threading.Thread(target=self._load, name="edition", daemon=True)
                    reader.start()
        if reader is not None:
            reader.join(PATIENCE)
        if self._edition is None:
            raise self._error or DataError([Fault(self.path.name, "", "cannot be read")])
        return self._edition

    def _load(self) -> None:
        """Read and prepare the file; whatever goes wrong is reported, and what was good stays."""
        try:
            boundaries = find_boundaries(self.path)
            sheets = read_sheets(boundaries.with_name(FOLDER))
            content, ground = read_bytes(self.path), self._read_ground(boundaries)
            edition = build_edition(content, self.path.name, ground, sheets, self.path.stat().st_mtime)
            if self.prepare is not None:
                self.prepare(edition)
        except DataError as error:
            self._error = error
            for fault in error.faults:
                LOG.error("%s", fault)  # noqa: TRY400 -- the fault says all; a traceback would hide it
        except Exception as error:
            self._error = DataError([Fault(self.path.name, "", f"cannot be prepared: {type(error).__name__}")])
            LOG.exception("%s cannot be prepared", self.path.name)
        else:
            self._edition = edition

    def _read_ground(self, path: Path) -> bytes:
        """Return the boundaries; where they are broken those of before, or none: the lists and the table need none."""
        try:
            return read_boundaries(path)
        except DataError as error:
            for fault in error.faults:
                LOG.error("%s", fault)  # noqa: TRY400 -- the fault says all; a traceback would hide it
            return b"" if self._edition is None else self._edition.boundaries


def _look(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file does: its time, size and inode."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)


@functools.cache
def get_edition_file() -> EditionFile:
    """Return this process's file: that of the folder or file that GEO_DATA names, else the committed one."""
    return EditionFile(Path(os.environ.get("GEO_DATA") or LOCATIONS))


def get_edition() -> Edition:
    """Return the data on show; raises DataError while there is none."""
    return get_edition_file().get()
