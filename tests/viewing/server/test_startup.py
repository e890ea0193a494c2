from __future__ import annotations

import contextlib
import http.client
import socket
import time
from pathlib import Path

from geo.viewing.server.startup import disable_nagle
from support.visitor import PATIENCE, Server


def test_accepted_connections_disable_nagle() -> None:
    """A listener made as Streamlit makes it hands the option on to what it accepts; other files are left alone."""
    with socket.socket(socket.AF_INET) as listener, Path(__file__).open("rb") as file:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with socket.create_connection(listener.getsockname()) as before, listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
            assert disable_nagle() >= 1
            assert before.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
        assert file.read(4) == b"from"


def test_a_kept_connection_waits_for_no_acknowledgement(server: Server) -> None:
    """Among requests on one connection is one that takes less than the 40 ms of a delayed acknowledgement."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:

        def ask() -> float:
            begun = time.perf_counter()
            connection.request("GET", "/data/figures.csv")
            connection.getresponse().read()
            return time.perf_counter() - begun

        [ask() for _ in range(5)]  # the first are acknowledged at once in any case
        assert any(ask() < 0.03 for _ in range(100))
