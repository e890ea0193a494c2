"""What is wrong with data, where, and what would be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

MAX_FAULTS: Final = 200  # of one file; a log and a terminal hold no more that anyone reads
MAX_MEMBER: Final = 200  # characters of a file's or member's name in a fault
MAX_WHAT: Final = 600  # characters of the rest: a list of the allowed codes has its place
MAX_QUOTE: Final = 80  # characters of a value that is quoted


def quote(value: object) -> str:
    """Return `value` as Python writes it, shortened in the middle, so that a fault can name what was found."""
    return _shorten(repr(value), MAX_QUOTE)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one place: `file`, the `key` or member within it, and what is wrong in one line.

    `count` is how many faults it stands for: more than one where a DataError leaves the rest of a file's faults out.
    """

    file: str
    key: str
    what: str
    count: int = 1

    def __str__(self) -> str:
        """Return `file: key: what`, the form every command and log line uses: printable, and of bounded length."""
        parts = ((self.file, MAX_MEMBER), (self.key, MAX_MEMBER), (self.what, MAX_WHAT))
        line = ": ".join(_shorten(part, most) for part, most in parts if part)
        return " ".join("".join(c if c.isprintable() else " " for c in line).split())


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 3 :]}"


class DataError(Exception):
    """Data cannot be used; `faults` holds what was found, in the order of file and key.

    Raised by whatever reads data from people or from outside. Mend what the faults name and run the command again;
    nothing was written.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Store the faults sorted, each once: at most MAX_FAULTS of a file, the last saying how many more there are."""
        files: defaultdict[str, list[Fault]] = defaultdict(list)
        for fault in sorted(set(faults)):
            files[fault.file].append(fault)
        self.faults: tuple[Fault, ...] = tuple(fault for file in files.values() for fault in _limit(file))
        super().__init__("\n".join(map(str, self.faults)))


def _limit(faults: list[Fault]) -> list[Fault]:
    if len(faults) <= MAX_FAULTS:
        return faults
    more = sum(fault.count for fault in faults[MAX_FAULTS - 1 :])
    return [*faults[: MAX_FAULTS - 1], Fault(faults[0].file, "…", f"{more:,} more faults", more)]


@contextmanager
def gathered(faults: list[Fault]) -> Iterator[None]:
    """Add the faults of a DataError raised inside to `faults`, so that others can be found before all are reported."""
    try:
        yield
    except DataError as error:
        faults.extend(error.faults)
