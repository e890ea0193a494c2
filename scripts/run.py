"""`make run`: become Streamlit at an address and port, or say in one line why that cannot be."""

from __future__ import annotations

import errno
import os
import socket
import sys


def find_obstacle(address: str, port: str) -> str | None:
    """Return what keeps a server from listening there, or None."""
    if not (port.isdecimal() and 0 < int(port) < 2**16):
        return f"PORT is {port!r}: give a number from 1 to 65535"
    try:
        family, *_, place = socket.getaddrinfo(address, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} of {address} is taken: make run PORT={min(int(port) + 1, 2**16 - 1)}"
        return f"{address} port {port} cannot be listened on: {error.strerror}"
    return None


if __name__ == "__main__":
    obstacle = find_obstacle(*sys.argv[1:])
    if obstacle is not None:
        sys.exit(obstacle)
    options = [f"--server.{name}={value}" for name, value in zip(("address", "port"), sys.argv[1:], strict=True)]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", "app.py", *options])  # noqa: S606 -- no shell is what is meant
