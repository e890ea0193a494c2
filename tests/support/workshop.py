"""Runs `geo` again and again in children of one process that has everything imported and loaded.

Reads a JSON object a line: `args` for `geo`, `kill` the seconds after which the child is killed, `limit` the bytes that
a file may have, `user` to run as where this runs as root. Answers each by a line: its `code`, `stderr` and `seconds`.
A run that is not waited for (`wait` false) answers with its `pid`, and `{"wait": pid}` waits for it.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from geo import cli
from geo.building import build
from geo.viewing.downloads import package


def run(job: dict[str, Any], errors: int) -> int:
    """Run `geo` in this process, its talk going to the file `errors`; return the exit code."""
    os.dup2(errors, 2)
    if job.get("limit") is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["limit"], job["limit"]))
    if job.get("user") is not None and os.geteuid() == 0:
        os.setgid(job["user"])
        os.setuid(job["user"])
    with contextlib.redirect_stdout(io.StringIO()), open(2, "w", closefd=False, encoding="utf-8") as sys.stderr:
        return cli._run(job["args"])  # noqa: SLF001 -- `main` without the end of the process


def start(job: dict[str, Any]) -> tuple[int, int]:
    """Start a run in a child; return its process id and the file of its talk."""
    errors = os.open(tempfile.gettempdir(), os.O_TMPFILE | os.O_RDWR)
    child = os.fork()
    if child:
        return child, errors
    code = 70
    try:
        code = run(job, errors)
    finally:
        os._exit(code)


def finish(child: int, errors: int, began: float) -> dict[str, Any]:
    """Wait for a child and say how it ended."""
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - began
    os.lseek(errors, 0, os.SEEK_SET)
    said = os.read(errors, 1_000_000).decode()
    os.close(errors)
    return {"code": os.waitstatus_to_exitcode(status), "stderr": said, "seconds": seconds}


def serve() -> None:
    """Answer each line of stdin."""
    running: dict[int, tuple[int, float]] = {}
    for line in sys.stdin:
        job = json.loads(line)
        began = time.monotonic()
        if isinstance(job.get("wait"), int) and job["wait"] in running:
            answer = finish(job["wait"], *running.pop(job["wait"]))
        else:
            child, errors = start(job)
            if job.get("wait") is False:
                running[child] = (errors, began)
                answer = {"pid": child}
            else:
                if job.get("kill") is not None:
                    time.sleep(job["kill"])
                    os.kill(child, signal.SIGKILL)
                answer = finish(child, errors, began)
        print(json.dumps(answer), flush=True)  # noqa: T201 -- the answer


if __name__ == "__main__":
    build.build(Path(sys.argv[1]))  # loads the gazetteers, which every child then has
    gc.collect()
    gc.freeze()  # else the first collection of each child would copy it all
    print(package.__name__, flush=True)  # noqa: T201 -- says that it is ready
    serve()
