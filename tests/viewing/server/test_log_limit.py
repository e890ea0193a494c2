from __future__ import annotations

import contextlib
import io
import logging
import resource
import socket
import time
from pathlib import Path

from geo.viewing.server.log_limit import MAX_RECORDS, PERIOD, LogLimit
from support.visitor import PATIENCE, run_server


def test_one_place_writes_a_few_lines_a_minute() -> None:
    """However often one place fails, its lines are few, the last says so, and others are written; then it may again."""
    now = [0.0]
    stream, other = io.StringIO(), io.StringIO()
    logger = logging.getLogger(f"{__name__}.limited")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    limit = LogLimit(lambda: now[0])
    for one in (stream, other):
        handler = logging.StreamHandler(one)
        handler.addFilter(limit)
        logger.addHandler(handler)

    def fail(times: int) -> None:
        for number in range(times):
            logger.error("socket %d cannot be accepted", number)
            logger.info("as usual")

    fail(1000)
    logger.error("something else")
    lines = stream.getvalue().splitlines()
    failed = [line for line in lines if "accepted" in line]
    assert len(failed) == MAX_RECORDS
    assert failed[-1].endswith("(more of these are left out)")
    assert lines.count("as usual") == 1000
    assert lines[-1] == "something else"
    assert other.getvalue() == stream.getvalue()
    now[0] = PERIOD + 1
    fail(1)
    assert stream.getvalue().count("accepted") == MAX_RECORDS + 1


def test_sockets_beyond_the_limit_of_files_write_a_small_log(tmp_path: Path) -> None:
    """Where no more connections can be accepted the log says so in a few lines, and the server is well afterwards."""
    with run_server(tmp_path / "log") as server:
        files = len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (files + 10, hard))
        until = time.monotonic() + PATIENCE
        with contextlib.ExitStack() as stack:
            for _ in range(60):
                stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            while "out of system resource" not in server.log.read_text():
                assert time.monotonic() < until
                time.sleep(0.1)
            time.sleep(3)  # asyncio tries again each second, two thousand times
            assert server.log.stat().st_size < 100_000
        while True:
            with contextlib.suppress(OSError):
                assert server.fetch("/_stcore/health")[2] == b"ok"
                break
            assert time.monotonic() < until
