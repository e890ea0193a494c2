"""What a WebSocket may send: one greedy or malicious client is closed, while a person and everybody else go on."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from geo.viewing.server.websocket_limits import (
    BURST,
    CONTROLS,
    MAX_FRAGMENTS,
    MAX_MESSAGE,
    MAX_QUEUED,
    MAX_UNFINISHED,
    MESSAGE_KINDS,
    RATE,
    Bucket,
    LimitedSession,
)
from support.visitor import PATIENCE as STUCK
from support.visitor import Server, run_server, visit

BINARY, CONTINUED, PING, FINAL = 0x2, 0x0, 0x9, 0x80
RERUN = BackMsg()
RERUN.rerun_script.query_string = "lang=en"
HANDSHAKE = (
    b"GET /_stcore/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: streamlit\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server that nothing else asks."""
    with run_server(tmp_path_factory.mktemp("attacked") / "log") as server:
        yield server


# --- Without a server


def run_session(messages: Sequence[Message], bucket: Bucket) -> tuple[list[Message], list[Message]]:
    """Return what the app receives of some messages, and what is sent meanwhile."""
    waiting, sent = [*messages, {"type": "websocket.disconnect", "code": 1000}], []

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    async def drain() -> list[Message]:
        session = LimitedSession(receive, send, bucket)
        received: list[Message] = []
        while not received or received[-1]["type"] != "websocket.disconnect":
            received.append(await session.receive())
        if sent:
            with pytest.raises(OSError):  # noqa: PT011 -- whichever: it is what Starlette knows
                await session.send({"type": "websocket.send", "bytes": b""})
        return received

    with ThreadPoolExecutor(1) as pool:  # Playwright, where it is at work, has a loop in this thread
        return pool.submit(asyncio.run, drain()).result(), sent


def build(**kinds: object) -> Message:
    """Return a received message of some kind."""
    return {"type": "websocket.receive", "bytes": BackMsg(**kinds).SerializeToString()}  # type: ignore[arg-type]


def test_a_bucket_gives_a_burst_and_then_a_rate() -> None:
    """So many at once without waiting, then one after the other; what is not taken is saved up to the burst."""
    now = [0.0]
    bucket = Bucket(10, 3, lambda: now[0])
    assert [bucket.take() for _ in range(5)] == pytest.approx([0, 0, 0, 0.1, 0.2])
    now[0] = 0.3
    assert bucket.take() == 0
    now[0] = 1000
    assert [bucket.take() for _ in range(4)] == pytest.approx([0, 0, 0, 0.1])


def test_a_person_waits_for_nothing() -> None:
    """A key held for a minute at the highest rate of a keyboard, and a burst before it, pass without a wait."""
    now = [0.0]
    bucket = Bucket(RATE, BURST, lambda: now[0])
    assert {bucket.take() for _ in range(BURST)} == {0}
    waits = []
    for _ in range(60 * 30):
        now[0] += 1 / 30
        waits.append(bucket.take())
    assert max(waits) < 0.001


def test_only_what_the_page_sends_is_handed_on() -> None:
    """Other kinds of messages are dropped, also where one hides behind a kind that is handed on."""
    allowed = [build(rerun_script={}), build(stop_script=True), build(app_heartbeat=True)]
    others = [
        build(load_git_info=True),
        build(clear_cache=True),
        build(set_run_on_save=True),
        build(debug_shutdown_runtime=True),
        build(debug_disconnect_websocket=True),
        build(file_urls_request={}),
        build(backend_operation_request={}),
        build(),
    ]
    hidden = {"type": "websocket.receive", "bytes": allowed[0]["bytes"] + others[0]["bytes"]}
    received, sent = run_session([*others, *allowed, hidden], Bucket(RATE, BURST))
    assert received[:-1] == allowed
    assert len(allowed) == len(MESSAGE_KINDS)
    assert sent == []


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "websocket.receive", "text": "hello"}, 1003),
        ({"type": "websocket.receive", "bytes": b"\xff" * 20}, 1007),
        ({"type": "websocket.receive", "bytes": b"\x82\x01\xff\xff\xff\xff\x0f"}, 1007),
    ],
)
def test_what_is_no_message_closes(message: Message, code: int) -> None:
    """Text, and bytes that are none of Streamlit's messages, end the session."""
    received, sent = run_session([message], Bucket(RATE, BURST))
    assert [one["type"] for one in received] == ["websocket.disconnect"]
    assert sent == [{"type": "websocket.close", "code": code}]


def test_who_goes_on_is_closed() -> None:
    """Messages without an end are handed on in their time until the session is behind by more than is waited for."""
    received, sent = run_session([build(rerun_script={})] * 1000, Bucket(1000, 10))
    assert len(received) == 1001
    assert sent == []
    clock = itertools.count(0, 0.001)  # a message a millisecond, however slow the machine is
    received, sent = run_session([build(rerun_script={})] * 1000, Bucket(100, 10, lambda: next(clock)))
    assert 20 < len(received) < 50
    assert sent == [{"type": "websocket.close", "code": 1008}]


# --- With a server


def build_frame(size: int, opcode: int = BINARY | FINAL) -> bytes:
    """Return the beginning of a frame that announces `size` bytes, masked with zeros."""
    return bytes([opcode, 0x80 | 127]) + struct.pack("!Q", size) + bytes(4)


def measure(server: Server) -> int:
    """Return the kilobytes that a process holds in memory."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


@contextlib.contextmanager
def open_many(server: Server, count: int) -> Iterator[list[socket.socket]]:
    """Hold some sessions open."""
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(count)]
        for client in clients:
            client.settimeout(STUCK)
            client.sendall(HANDSHAKE)
            assert client.recv(12) == b"HTTP/1.1 101"
        yield clients


def push(client: socket.socket, data: bytes) -> bool:
    """Send all of some bytes; return whether the server took them."""
    try:
        client.sendall(data)
    except OSError:
        return False
    return True


def is_closed(client: socket.socket) -> bool:
    """Return whether a server has closed a connection, waiting for it; raises TimeoutError where it does not."""
    with contextlib.suppress(ConnectionError):
        while client.recv(65536):
            pass
    return True


def read_answer(server: Server) -> float:
    """Return the seconds after which a page is there."""
    began = time.monotonic()
    assert server.fetch("/?lang=en")[0] == 200
    return time.monotonic() - began


def test_unfinished_messages_take_little_memory(attacked: Server) -> None:
    """Forty messages announced with 20 MB are refused, and forty of the size allowed are held within one bound."""
    with visit(attacked.port) as visitor:
        visitor.run("lang=en")
        before = measure(attacked)
        with open_many(attacked, 40) as clients:
            for client in clients:
                push(client, build_frame(20_000_000) + bytes(100_000))
            assert all(map(is_closed, clients))
        with open_many(attacked, 60) as clients:
            for client in clients:
                push(client, build_frame(MAX_MESSAGE) + bytes(MAX_MESSAGE - 1))
            assert read_answer(attacked) < STUCK
            assert visitor.run("lang=en")
            assert measure(attacked) - before < 3 * MAX_UNFINISHED // 1024
    with visit(attacked.port) as visitor:
        assert visitor.run("lang=en")


@pytest.mark.parametrize(
    "flood",
    [
        bytes([BINARY, 0x80, 0, 0, 0, 0]) + bytes([CONTINUED, 0x80, 0, 0, 0, 0]) * (2 * MAX_FRAGMENTS),
        bytes([BINARY | FINAL, 0x80, 0, 0, 0, 0]) * (4 * MAX_QUEUED),
        bytes([PING | FINAL, 0x80, 0, 0, 0, 0]) * (2 * CONTROLS[1]),
        bytes([(PING + 1) | FINAL, 0x80, 0, 0, 0, 0]) * (2 * CONTROLS[1]),
        bytes([BINARY | FINAL, 0x81, 0, 0, 0, 0, 0xFF]),
        build_frame(MAX_MESSAGE + 1),
    ],
    ids=["fragments", "empty messages", "pings", "pongs", "no message", "too large"],
)
def test_what_no_browser_sends_closes_the_connection(attacked: Server, flood: bytes) -> None:
    """Fragments, empty messages and control frames without an end cost one connection, and nobody else's time."""
    with open_many(attacked, 3) as clients:
        for client in clients:
            push(client, flood)
        assert all(map(is_closed, clients))
    assert attacked.fetch("/_stcore/health")[2] == b"ok"


@pytest.mark.parametrize("message", [RERUN, BackMsg(load_git_info=True)], ids=["reruns", "git"])
def test_a_thousand_messages_stop_nobody(attacked: Server, message: BackMsg) -> None:
    """While a client sends without reading, others are answered, and in the end it is closed."""
    with visit(attacked.port) as other, open_many(attacked, 1) as (client,):
        other.run("lang=en")
        data = message.SerializeToString()
        frame = bytes([BINARY | FINAL, 0x80 | len(data), 0, 0, 0, 0]) + data
        push(client, frame * 200)
        for _ in range(5):
            assert read_answer(attacked) < STUCK / 10
            assert other.run("lang=en")
        push(client, frame * 800)
        assert is_closed(client)
    assert "Traceback" not in attacked.log.read_text()


def test_a_burst_of_choices_ends_with_the_last(attacked: Server) -> None:
    """Choices made faster than the page runs are all taken in, and what is shown in the end is the last one."""
    with visit(attacked.port) as visitor:
        visitor.run("lang=en")
        for number in range(40):
            message = BackMsg()
            message.rerun_script.query_string = f"lang={('en', 'es')[number % 2]}"
            visitor.send(message.SerializeToString())
        messages: list[ForwardMsg] = []
        until = time.monotonic() + STUCK
        while "programas" not in str(messages[-400:]) and time.monotonic() < until:
            with contextlib.suppress(ConnectionClosed):
                messages += visitor.listen()
        assert "programas" in str(messages[-400:])
