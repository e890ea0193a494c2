"""The log's size: the same place in the code writes a few lines a minute, however often it has something to say."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

MAX_RECORDS: Final = 20  # records of one place in a period
PERIOD: Final = 60.0  # seconds
_MAX_LENGTH: Final = 4000  # characters of one record


class LogLimit(logging.Filter):
    """Drops the warnings and errors of one place in the code beyond LINES in a PERIOD, and says then that it does.

    asyncio writes a traceback for each connection that it cannot accept, 2,048 times in one turn: a limit of open files
    that many sockets reach made a log of 266 MB.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to count."""
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._began = clock()
        self._counts: dict[tuple[str, int], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written."""
        if record.levelno < logging.WARNING:
            return True
        if hasattr(record, "is_written"):  # another handler has asked
            return bool(record.is_written)
        place = (record.pathname, record.lineno)
        with self._lock:
            if self._clock() - self._began > PERIOD:
                self._began = self._clock()
                self._counts.clear()
            self._counts[place] = self._counts.get(place, 0) + 1
            count = self._counts[place]
        if count == MAX_RECORDS:
            record.msg, record.args = f"{record.getMessage():.{_MAX_LENGTH}} (more of these are left out)", ()
        record.is_written = count <= MAX_RECORDS
        return count <= MAX_RECORDS


def list_handlers() -> Iterator[logging.Handler]:
    """Yield every handler of the process, the one of last resort included."""
    if logging.lastResort is not None:
        yield logging.lastResort
    for logger in (logging.root, *logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            yield from logger.handlers


def limit_logs() -> None:
    """Limit what every handler of the process writes."""
    limit = LogLimit()
    for handler in set(list_handlers()):
        handler.addFilter(limit)
