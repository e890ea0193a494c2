"""What one stranger costs the others: their times without and under each attack, directly and through nginx.

`python benchmarks/attack.py [--seconds 8]` prints tables in Markdown after about four minutes. Everything is on the
loopback of this machine: it starts the servers itself, attacks no others, and each attack is bounded in count and time.
The others are one client that asks for data and for the page, and one session that has it run.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import shutil
import signal
import socket
import statistics
import string
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.visitor import Server, fetch, find_port, run_server, visit  # noqa: E402 -- found by the line above

DATA: Final = "/data/locations.geojson"
PAUSE: Final = 0.03  # seconds between two requests of the others
MOST: Final = 2000  # requests, messages or connections of one attack
AT_ONCE: Final = 12
UNFINISHED: Final = 40
ANNOUNCED: Final = 20_000_000  # bytes
HANDSHAKE: Final = (
    b"GET /_stcore/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: streamlit\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)

Attack = Callable[[int, threading.Event], None]


def repeat(count: int, over: threading.Event, act: Callable[[int], object]) -> None:
    """Do something so often, or until it is over; what the server refuses is an answer, too."""
    for number in range(count):
        if over.is_set():
            return
        with contextlib.suppress(OSError, http.client.HTTPException):
            act(number)


def together(act: Callable[[int], object]) -> Attack:
    """Return the attack of some clients that each do the same again and again."""

    def attack(_: int, over: threading.Event) -> None:
        threads = [threading.Thread(target=repeat, args=(MOST // AT_ONCE, over, act)) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return attack


def send_range(value: str) -> Attack:
    """Return the attack of a Range header."""

    def attack(port: int, over: threading.Event) -> None:
        together(lambda number: fetch(port, f"{DATA}?v=a{number}", Range=value))(port, over)

    return attack


def flood(message: BackMsg, pace: float = 0) -> Attack:
    """Return the attack of a client that sends messages and reads nothing; it comes again when it is closed."""
    data = message.SerializeToString()
    frame = bytes([0x82, 0x80 | len(data), 0, 0, 0, 0]) + data

    def attack(port: int, over: threading.Event) -> None:
        def send(_: int) -> None:
            with open_session(port) as client:
                for _ in range(1 if not pace else MOST):
                    client.sendall(frame if pace else frame * 1000)
                    if over.wait(pace):
                        return
                over.wait(1)

        repeat(MOST // 100, over, send)

    return attack


def hold_unfinished(port: int, over: threading.Event) -> None:
    """Announce large messages on many connections, and send of each what the server takes."""
    with contextlib.ExitStack() as stack:
        for _ in range(UNFINISHED):
            with contextlib.suppress(OSError):
                client = stack.enter_context(open_session(port))
                client.settimeout(1)
                client.sendall(bytes([0x82, 0xFF]) + struct.pack("!Q", ANNOUNCED) + bytes(4))
                client.sendall(bytes(ANNOUNCED - 1_000_000))
        over.wait()


def send_frames(opcode: int) -> Attack:
    """Return the attack of empty frames, thousands in each segment."""
    frame = bytes([opcode, 0x80, 0, 0, 0, 0])

    def attack(port: int, over: threading.Event) -> None:
        def send(_: int) -> None:
            with open_session(port) as client:
                client.sendall(frame * 40_000)

        repeat(MOST // 10, over, send)

    return attack


@contextlib.contextmanager
def open_session(port: int) -> Iterator[socket.socket]:
    """Hold a connection that speaks the protocol of WebSockets; raises OSError where it is refused."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(HANDSHAKE)
        if b" 101 " not in client.recv(4096):
            raise ConnectionRefusedError
        yield client


def build_message(**kinds: object) -> BackMsg:
    """Return a message of the page, or of a kind that it never sends."""
    message = BackMsg(**kinds)  # type: ignore[arg-type]
    if not kinds:
        message.rerun_script.query_string = "lang=en&q=port"
    return message


ATTACKS: Final[dict[str, Attack | None]] = {
    "none": None,
    "Range with 7,900 spaces": send_range(f"bytes=0-{' ' * 7900}x"),
    "Range with 4,301 digits": send_range(f"bytes={'9' * 4301}-"),
    "reruns, as fast as they go": flood(build_message()),
    "reruns, 25 a second": flood(build_message(), 0.04),
    "load_git_info": flood(build_message(load_git_info=True)),
    "empty fragments": send_frames(0x02),
    "pings": send_frames(0x89),
    "unfinished messages": hold_unfinished,
}


def measure_others(port: int, seconds: float) -> list[list[float]]:
    """Return the milliseconds of requests for data, for the page, and of a session's runs, for some seconds."""
    times: list[list[float]] = [[], [], []]
    until = time.monotonic() + seconds

    def take(which: int, act: Callable[[], object]) -> None:
        began = time.perf_counter()
        try:
            act()
        except (OSError, http.client.HTTPException, ConnectionClosed) as error:
            print(f"not answered: {type(error).__name__}", file=sys.stderr)
        times[which].append(1000 * (time.perf_counter() - began))

    def run_on() -> None:
        with visit(port) as visitor:
            visitor.run("lang=en")
            for word in ("port", "water", "police", "space") * MOST:
                if time.monotonic() > until:
                    return
                take(2, lambda word=word: visitor.run(f"lang=en&q={word}"))  # type: ignore[misc]
                time.sleep(10 * PAUSE)

    session = threading.Thread(target=run_on)
    session.start()
    while time.monotonic() < until:
        take(0, lambda: fetch(port, DATA))
        take(1, lambda: fetch(port, "/?lang=en"))
        time.sleep(PAUSE)
    session.join()
    return times


def tell(times: Sequence[float]) -> str:
    """Return median and 95th percentile."""
    ordered = sorted(times)
    return f"{statistics.median(ordered):.1f} / {ordered[min(round(0.95 * len(ordered)), len(ordered) - 1)]:.1f}"


@contextlib.contextmanager
def under(attack: Attack | None, port: int, server: Server) -> Iterator[list[int]]:
    """Attack until the block ends; yield a list whose one item is the most megabytes of a server meanwhile."""
    over, most = threading.Event(), [0]

    def watch() -> None:
        while not over.wait(0.05):
            most[0] = max(most[0], read_memory(server))

    threads = [threading.Thread(target=watch)]
    if attack is not None:
        threads.append(threading.Thread(target=attack, args=(port, over)))
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    try:
        yield most
    finally:
        over.set()
        for thread in threads:
            thread.join()
        time.sleep(1)


def measure(port: int, attack: Attack | None, seconds: float, server: Server) -> list[str]:
    """Return the others' times under an attack, and the most memory of a server meanwhile."""
    with under(attack, port, server) as most:
        return [*map(tell, measure_others(port, seconds)), str(most[0])]


def read_memory(server: Server) -> int:
    """Return the megabytes that a process holds."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


@contextlib.contextmanager
def run_nginx(folder: Path, servers: Sequence[Server]) -> Iterator[int]:
    """Run nginx with the configuration of `deploy/` before three servers; yield its port."""
    port, program = find_port(), shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise SystemExit("nginx is missing: apt-get install nginx-light")
    values = {f"MAP_{number}": f"127.0.0.1:{server.port}" for number, server in enumerate(servers, 1)}
    values |= {"LISTEN": f"127.0.0.1:{port}", "BASE": "", "STATE": str(folder)}
    template = string.Template((ROOT / "deploy" / "nginx.conf.template").read_text(encoding="utf-8"))
    (folder / "nginx.conf").write_text(template.safe_substitute(values), encoding="utf-8")
    user = " user root;" if os.geteuid() == 0 else ""  # else its workers could not write to the folder
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", f"daemon off;{user}"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 -- our own
        try:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    fetch(port, "/_stcore/health")
                    break
                time.sleep(0.05)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="for which each attack lasts")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        servers = [stack.enter_context(run_server(folder / f"log{number}")) for number in range(3)]
        front = stack.enter_context(run_nginx(folder, servers))
        for server in servers:
            with visit(server.port) as visitor:
                visitor.run("lang=en")
        for where, port in (("directly", servers[0].port), ("through nginx", front)):
            print(f"| {where} | data, ms p50 / p95 | page | run | memory, MB |\n| --- | --- | --- | --- | --- |")
            for title, attack in ATTACKS.items():
                print(f"| {title} | {' | '.join(measure(port, attack, seconds, servers[0]))} |", flush=True)
            print()
        print(f"The logs have {sum(server.log.stat().st_size for server in servers)} bytes.")


if __name__ == "__main__":
    main()
