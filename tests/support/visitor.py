"""A server as a host starts it, and a visitor without a browser, who speaks Streamlit's WebSocket protocol."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

ROOT = Path(__file__).resolve().parents[2]
Answer = tuple[int, HTTPMessage, bytes]
# Each worker's own, begun at another in each run, below those that the system gives to whoever asks for any.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_PORTS = itertools.count(20_000 + 1000 * (_WORKER % 12) + os.getpid() % 900)
PATIENCE = 60  # seconds after which a server or a page counts as stuck


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port on 127.0.0.1, its process, and the file of its log."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}"

    def fetch(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """Return status, headers and body of the answer to one request."""
        return fetch(self.port, path, method, body, **headers)


def fetch(port: int, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """Return status, headers and body of the answer to one request to a port of 127.0.0.1."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    with contextlib.closing(connection):
        connection.request(method, path, body, names)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def find_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on and that nobody else is given: a server binds it later."""
    return next(port for port in _PORTS if _is_free(port))


def _is_free(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False


def start_server(  # noqa: PLR0913 -- how a host may start it
    log: Path,
    *,
    app: Path = ROOT / "app.py",
    env: Mapping[str, str] | None = None,
    port: int | None = None,
    prepare: str = "",
    base: str = "",
) -> Server:
    """Start the app in a process of its own, from its own folder, and return once it is well.

    The process runs the Python code `prepare` before anything of the app is imported.
    """
    port = find_port() if port is None else port
    options = {"server.address": "127.0.0.1", "server.port": port}
    streamlit = ["-c", f"{prepare}\nfrom streamlit.web.cli import main\nmain()"] if prepare else ["-m", "streamlit"]
    command = [sys.executable, *streamlit, "run", app.name, *(f"--{k}={v}" for k, v in options.items())]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=app.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(env or {})},
        )
    server = Server(port, process, log)
    wait_until_healthy(server, base)
    return server


def stop_server(server: Server) -> None:
    """Stop a server as a host does, and insist after ten seconds."""
    server.process.terminate()
    try:
        server.process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()


@contextlib.contextmanager
def run_server(log: Path, **options: Any) -> Iterator[Server]:
    """Run the app, with the options of `start_server`, until the block ends."""
    server = start_server(log, **options)
    try:
        yield server
    finally:
        stop_server(server)


def wait_until_healthy(server: Server, base: str = "") -> None:
    """Return once the server says that it is well."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            if server.fetch(f"{base}/_stcore/health")[2] == b"ok":
                return
        time.sleep(0.05)
    server.process.kill()
    server.process.wait()
    raise RuntimeError(server.log.read_text(errors="replace"))


@contextlib.contextmanager
def visit(port: int, *, base: str = "", origin: str | None = None, **headers: str) -> Iterator[Visitor]:
    """Hold a session until the block ends; raises websockets' InvalidStatus where the server refuses it."""
    with connect(
        f"ws://127.0.0.1:{port}{base}/_stcore/stream",
        origin=None if origin is None else Origin(origin),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={name.replace("_", "-"): value for name, value in headers.items()},
        max_size=None,
        open_timeout=PATIENCE,
        close_timeout=1,
    ) as connection:
        yield Visitor(connection)


class Visitor:
    """One session: a connection that asks for runs of the page and reads what they send."""

    def __init__(self, connection: ClientConnection) -> None:
        """Speak over an open connection."""
        self._connection = connection
        self._widgets: dict[str, WidgetState] = {}

    def run(self, query: str = "", widgets: Sequence[WidgetState] = (), fragment: str = "") -> list[ForwardMsg]:
        """Ask for a run with a query and newly set widgets; return its messages, the last of which ends it."""
        self.ask(query, widgets, fragment)
        return self.listen()

    def ask(self, query: str = "", widgets: Sequence[WidgetState] = (), fragment: str = "") -> None:
        """Ask for a run, and read nothing."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.fragment_id = fragment
        self._widgets |= {widget.id: widget for widget in widgets}
        message.rerun_script.widget_states.widgets.extend(self._widgets.values())
        self.send(message.SerializeToString())

    def send(self, data: bytes) -> None:
        """Send one frame."""
        self._connection.send(data)

    def listen(self, last: str = "script_finished") -> list[ForwardMsg]:
        """Return the messages up to one of a kind, by default the one that ends a run.

        Raises ConnectionClosed where the server hangs up.
        """
        messages = []
        while True:
            messages.append(ForwardMsg.FromString(_bytes(self._connection.recv(timeout=PATIENCE))))
            if messages[-1].WhichOneof("type") == last:
                return messages


def read_texts(messages: Sequence[ForwardMsg]) -> list[str]:
    """Return the texts that a run shows, in the order of the page: of HTML, Markdown and what can be chosen."""
    deltas = {tuple(one.metadata.delta_path): one.delta for one in messages if one.WhichOneof("type") == "delta"}
    texts = []
    for _, delta in sorted(deltas.items()):
        element = delta.new_element
        texts += [text for text in (element.html.body, element.markdown.body, element.alert.body) if text]
    return texts


def _bytes(data: Any) -> bytes:
    assert isinstance(data, bytes)
    return data
