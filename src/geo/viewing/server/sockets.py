"""The sockets that this process listens on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_DESCRIPTORS: Final = Path("/dev/fd")  # the open files of this process, on Linux and macOS


def send_at_once() -> int:
    """Have every connection accepted from now on send what it has without waiting; return on how many listeners.

    asyncio sets TCP_NODELAY where a socket says that it is TCP, but Streamlit makes its listener without naming the
    protocol, and what it accepts inherits that. Head and body of an answer are two writes: on a connection that is kept
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
