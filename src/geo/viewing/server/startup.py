"""What is done once when the server starts, so that no visitor waits for it."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final

from anyio.to_thread import run_sync

from geo.contract.faults import DataError
from geo.viewing.data.edition import Edition, get_edition, get_edition_file
from geo.viewing.server import data_routes, index_page
from geo.viewing.server.log_limit import limit_logs

# Seconds after which a thread that computes lets another go on; Python's own 5 ms add up over the turns of one request.
SWITCH: Final = 0.001
_DESCRIPTORS: Final = Path("/dev/fd")  # the open files of this process, on Linux and macOS


@asynccontextmanager
async def warm_up(_app: object) -> AsyncIterator[None]:
    """Prepare the data before the first visit (an ASGI lifespan).

    Streamlit collects garbage after every run of the page, and a collection looks at every object there is: a tenth of
    a second with pandas and folium imported. What is there now stays for good, so it is taken out of the collector's
    sight (`gc.freeze`), and a click costs its own objects alone.
    """
    disable_nagle()
    limit_logs()
    sys.setswitchinterval(SWITCH)
    get_edition_file().prepare = prepare
    with suppress(DataError):  # without data the app starts all the same, and says so
        await run_sync(get_edition)
    gc.collect()
    gc.freeze()
    yield


def prepare(edition: Edition) -> None:
    """Make what most visitors ask for first; whatever it raises, the edition is not shown."""
    data_routes.prepare_files(edition)
    index_page.prepare_page(edition)


def disable_nagle() -> int:
    """Have every connection accepted from now on send what it has without waiting; return on how many listeners.

    asyncio sets TCP_NODELAY where a socket says that it is TCP, but Streamlit makes its listener without naming the
    protocol, and what it accepts inherits that. Head and body of an answer are two writes: on a connection that stays
    open the second waits for the client to acknowledge the first, and clients delay that by 40 ms (Nagle's algorithm,
    RFC 896, against delayed acknowledgement, RFC 1122 §4.2.3.2). Accepted connections inherit the option set here.
    """
    listening = 0
    for descriptor in list(_DESCRIPTORS.iterdir()) if _DESCRIPTORS.is_dir() else []:
        with suppress(OSError), _borrow(int(descriptor.name)) as one:  # no socket, or closed since
            is_tcp = one.family in (socket.AF_INET, socket.AF_INET6) and one.type == socket.SOCK_STREAM
            if is_tcp and one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                listening += 1
    return listening


@contextmanager
def _borrow(descriptor: int) -> Iterator[socket.socket]:
    """Lend the socket that an open file is, and leave it open; raises OSError where it is none."""
    one = socket.socket(fileno=descriptor)
    try:
        yield one
    finally:
        one.detach()
