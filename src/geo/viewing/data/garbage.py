"""Python's garbage collector, told what is no garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Keep the collector from looking for garbage while much is made that stays.

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
