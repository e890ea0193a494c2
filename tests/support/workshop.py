"""Runs `geo` in children of one process that has everything imported and loaded; a run can be stopped at each step.

The process reads a JSON object a line and answers each by a line. A run has `args` for `geo`, and may have `limit`, the
bytes that a file may have (with `fatal`, a longer one kills the run, else its write fails), `user` to run as where this
runs as root, `stepwise` to be stopped before each call that the module of the atomic write makes, and `wait` false to
be answered at once. The answer is the `code` and `stderr` of a run that ended, the `pid` of one that goes on, with the
name of its next `step` where it is stopped. A job with a `pid` sends that run a `signal` and waits for it again.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import io
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from geo import cli
from geo.building import build
from geo.building.gazetteer import Gazetteer, load_gazetteer
from geo.contract import files
from geo.contract.boundaries import Boundary
from geo.viewing.downloads import registry


@functools.cache
def _load(boundaries: frozenset[tuple[str, Boundary]], countries: frozenset[str]) -> Gazetteer:
    return load_gazetteer(dict(sorted(boundaries)), countries)


def recall_gazetteer(boundaries: Mapping[str, Boundary], countries: Collection[str]) -> Gazetteer:
    """Return the gazetteer of some boundaries and countries: loaded in a second, and for a process once."""
    return _load(frozenset(boundaries.items()), frozenset(countries))


class Workshop:
    """A process that runs `geo` in children."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Speak to a process that is ready."""
        self._process = process

    def ask(self, **job: Any) -> dict[str, Any]:
        """Have a job done and return its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def build(self, folder: Path, **options: Any) -> dict[str, Any]:
        """Build in a folder."""
        return self.ask(args=["build", "--data", str(folder)], **options)

    def go_on(self, stopped: dict[str, Any], step: str | None = None) -> dict[str, Any]:
        """Let a stopped run go on to its next step, or to the next of that name, or else to its end."""
        answer = self.ask(pid=stopped["pid"], signal=signal.SIGCONT)
        while step is not None and answer.get("step") not in (step, None):
            answer = self.ask(pid=answer["pid"], signal=signal.SIGCONT)
        return answer

    def finish(self, stopped: dict[str, Any]) -> dict[str, Any]:
        """Let a stopped run go on to its end."""
        return self.go_on(stopped, "none has this name")


@contextlib.contextmanager
def run_workshop(data: Path) -> Iterator[Workshop]:
    """Run a workshop that has built from a folder once, and so has its gazetteers loaded."""
    command = [sys.executable, __file__, str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{registry.__name__}\n"
        yield Workshop(process)
        process.kill()


def run(job: dict[str, Any], errors: int) -> int:
    """Run `geo` in this process, its stderr going to the file `errors`; return the exit code."""
    os.dup2(errors, 2)
    if job.get("limit") is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["limit"], job["limit"]))
    if job.get("fatal"):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    if job.get("user") is not None and os.geteuid() == 0:
        os.setgid(job["user"])
        os.setuid(job["user"])
    with contextlib.redirect_stdout(io.StringIO()), open(2, "w", closefd=False, encoding="utf-8") as sys.stderr:
        if job.get("stepwise"):
            sys.addaudithook(watch_the_writing)
        return cli._run(job["args"])  # noqa: SLF001 -- `main` without the end of the process


def watch_the_writing(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop at each step from the first temporary file on: before it a build only reads (an audit hook)."""
    if event == "open" and str(arguments[0]).endswith(".tmp"):
        sys.setprofile(stop_before_calls)


def stop_before_calls(frame: FrameType, event: str, called: Any) -> None:
    """Stop this process before each call that the module of the atomic write makes (a profile function)."""
    caller = {"call": frame.f_back, "c_call": frame}.get(event)
    if caller is not None and caller.f_code.co_filename == files.__file__:
        os.write(2, f"{called.__name__ if event == 'c_call' else frame.f_code.co_name}\n".encode())
        os.kill(os.getpid(), signal.SIGSTOP)


def start(job: dict[str, Any]) -> tuple[int, int]:
    """Start a run in a child; return its process id and the file of its stderr."""
    errors = os.open(tempfile.gettempdir(), os.O_TMPFILE | os.O_RDWR)
    child = os.fork()
    if child:
        return child, errors
    code = 70
    try:
        code = run(job, errors)
    finally:
        os._exit(code)


def wait(child: int, errors: int) -> dict[str, Any]:
    """Wait until a child ends or is stopped, and say how it is."""
    _, status = os.waitpid(child, os.WUNTRACED)
    said = os.pread(errors, 1_000_000, 0).decode()
    if os.WIFSTOPPED(status):
        return {"pid": child, "step": said.split()[-1]}
    os.close(errors)
    return {"code": os.waitstatus_to_exitcode(status), "stderr": said}


def serve() -> None:
    """Answer each line of stdin."""
    running: dict[int, int] = {}
    for line in sys.stdin:
        job = json.loads(line)
        child = job.get("pid")
        if child is None:
            child, errors = start(job)
            running[child] = errors
        else:
            os.kill(child, job.get("signal", 0))
        answer = {"pid": child} if job.get("wait") is False else wait(child, running[child])
        print(json.dumps(answer), flush=True)  # noqa: T201 -- the answer


if __name__ == "__main__":
    setattr(build, "load_gazetteer", recall_gazetteer)  # noqa: B010 -- what a module imports is no name of its own
    build.build(Path(sys.argv[1]))  # loads the gazetteers, which every child then has
    gc.collect()
    gc.freeze()  # else the first collection of each child would copy it all
    print(registry.__name__, flush=True)  # noqa: T201 -- says that it is ready
    serve()
