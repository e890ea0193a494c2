"""What is wrong with data, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one place: `file`, the `key` or member within it, and what is wrong in one line."""

    file: str
    key: str
    what: str

    def __str__(self) -> str:
        """Return `file: key: what`, the form every command and log line uses."""
        line = ": ".join(part for part in (self.file, self.key, self.what) if part)
        return " ".join("".join(c if c.isprintable() else " " for c in line).split())


class DataError(Exception):
    """Data cannot be used; `faults` holds every reason found, in the order of file and key.

    Raised by whatever reads data from people or from outside. Mend what the faults name and run the command again;
    nothing was written.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults sorted, each once."""
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


@contextmanager
def gathered(faults: list[Fault]) -> Iterator[None]:
    """Add the faults of a DataError raised inside to `faults`, so that more can be looked for before they are told."""
    try:
        yield
    except DataError as error:
        faults.extend(error.faults)
