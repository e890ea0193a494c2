"""How much a WebSocket may send: what a browser's page does with room to spare, and no more (RFC 6455).

Streamlit limits neither. It handles every message that has arrived before anything else gets its turn, and uvicorn
holds unfinished messages of `server.maxMessageSize`, which is the limit for what is sent. So a message is limited while
it is incomplete, in the protocol, and messages by the second, in the middleware.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # it has no types
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from uvicorn import Config
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

LOG: Final = logging.getLogger(__name__)

MAX_MESSAGE: Final = (
    512 * 1024
)  # bytes; the page sends a few hundred, and the query of its address, however long that is
MAX_FRAGMENTS: Final = 64  # frames of one message; a browser sends one of this size in one
MAX_QUEUED: Final = 256  # messages that have arrived and wait for their turn
MAX_UNFINISHED: Final = 16 * 1024 * 1024  # bytes of all incomplete messages of the process
RATE: Final = 30.0  # messages a second; a held key repeats 30 times a second at the most
BURST: Final = 100  # messages at once
MAX_DELAY: Final = 2.0  # seconds by which a session may be behind before it is closed
CLOSING: Final = 2.0  # seconds that the other side has to answer a close; uvicorn gives ten
CONTROLS: Final = (1.0, 30)  # pings and pongs: rate and burst; a server's ping every 30 s is answered once
SLICE: Final = 4096  # bytes that are parsed before the limits are looked at
# What the page sends; also what a host's frame around it does (`app_heartbeat`).
MESSAGE_KINDS: Final = frozenset({"rerun_script", "stop_script", "app_heartbeat"})


class Bucket:
    """A token bucket: `burst` at once, `rate` a second for good."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin full."""
        self._rate, self._burst, self._clock = rate, burst, clock
        self._tokens, self._looked = burst, clock()

    def take(self) -> float:
        """Take one token; return the seconds until it is there, 0 where it is already."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._looked) * self._rate) - 1
        self._looked = now
        return max(0.0, -self._tokens / self._rate)


def find_kind(data: bytes) -> str | None:
    """Return which kind of message the bytes are, None where there is no kind; raises DecodeError for none of ours."""
    kind: str | None = BackMsg.FromString(data).WhichOneof("type")
    return kind


class LimitedSession:
    """The two ends of a WebSocket, with what arrives limited: hand `receive` and `send` on to the app.

    Before each message others get their turn, and one ahead of its time waits. Who is behind by more than PATIENCE is
    closed (1008), as is who sends no binary message of Streamlit (1003, 1007). What the page never sends is dropped.
    """

    def __init__(self, receive: Receive, send: Send, bucket: Bucket | None = None) -> None:
        """Stand between a server's `receive` and `send` and the app."""
        self._receive, self._send = receive, send
        self._bucket = bucket or Bucket(RATE, BURST)
        self._behind = 0.0  # seconds waited without a message that had not to
        self._is_closed = False

    async def receive(self) -> Message:
        """Return the next message for the app."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            seconds = self._bucket.take()
            self._behind = self._behind + seconds if seconds else 0.0
            if self._behind > MAX_DELAY:
                return await self._close(CloseCode.POLICY_VIOLATION)
            await asyncio.sleep(seconds)
            data = message.get("bytes")
            if data is None:
                return await self._close(CloseCode.UNSUPPORTED_DATA)
            try:
                kind = find_kind(data)
            except DecodeError:
                return await self._close(CloseCode.INVALID_DATA)
            if kind in MESSAGE_KINDS:
                return message

    async def send(self, message: Message) -> None:
        """Send what the app sends; raises OSError, as a server does whose client is gone, once it is closed here."""
        if self._is_closed:
            raise ConnectionAbortedError
        await self._send(message)

    async def _close(self, code: CloseCode) -> Message:
        self._is_closed = True
        with suppress(OSError):  # gone already
            await self._send({"type": "websocket.close", "code": int(code)})
        return {"type": "websocket.disconnect", "code": int(code)}


class BoundedProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol that closes a connection as soon as it holds more than a browser ever sends."""

    unfinished: ClassVar[int] = 0  # bytes, of all connections

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing received."""
        super().__init__(*args, **kwargs)
        self.close_timeout = CLOSING
        self._held = 0  # bytes since the last whole message
        self._controls = Bucket(*CONTROLS)

    def data_received(self, data: bytes) -> None:
        """Parse a slice at a time: of 256 kB that arrive at once 40,000 messages could be made before any is seen."""
        for start in range(0, len(data), SLICE):
            piece = data[start : start + SLICE]
            self._hold(self._held + len(piece))
            super().data_received(piece)
            if self.close_sent or self.transport.is_closing():
                self._hold(0)
                return
            if BoundedProtocol.unfinished > MAX_UNFINISHED and self._held > SLICE:
                self._refuse(CloseCode.TRY_AGAIN_LATER)
                return

    async def send(self, message: Any) -> None:
        """Send what the app sends; raises ClientDisconnected once the connection is closed, which is no fault of it."""
        try:
            await super().send(message)
        except RuntimeError:
            if not self.close_sent:
                raise
            raise ClientDisconnected from None

    def connection_lost(self, exc: Exception | None) -> None:
        """Give back what was held."""
        self._hold(0)
        super().connection_lost(exc)

    def send_receive_event_to_app(self) -> None:
        """Queue a whole message."""
        super().send_receive_event_to_app()
        self._hold(0)
        if self.queue.qsize() > MAX_QUEUED:
            self._refuse(CloseCode.POLICY_VIOLATION)

    def handle_cont(self, event: Frame) -> None:
        """Take a further fragment of a message."""
        if len(self.frames) >= MAX_FRAGMENTS:
            self._refuse(CloseCode.MESSAGE_TOO_BIG)
        else:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer a ping, unless there are many: the answers wait here for as long as nobody reads them."""
        if self._controls.take() > 0:
            self._refuse(CloseCode.POLICY_VIOLATION)
        else:
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Take note of a pong."""
        if self._controls.take() > 0:
            self._refuse(CloseCode.POLICY_VIOLATION)
        else:
            super().handle_pong(event)

    def _hold(self, size: int) -> None:
        BoundedProtocol.unfinished += size - self._held
        self._held = size

    def _refuse(self, code: CloseCode) -> None:
        """Close at once and let go of all that has arrived."""
        self._hold(0)
        if not self.close_sent:
            self.frames.clear()
            waiting = [self.queue.get_nowait() for _ in range(self.queue.qsize())]
            for one in waiting:
                if one["type"] != "websocket.receive":
                    self.queue.put_nowait(one)
            self.conn.fail(code)
            self.handle_parser_exception()
            self._drop_unread()

    def keepalive_timeout(self) -> None:
        """Close for who answers no ping."""
        super().keepalive_timeout()
        self._drop_unread()

    def _drop_unread(self) -> None:
        """Let go of what the other side does not read: a transport that is closed waits for it for ever."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()


def limit_connections(receive: Receive) -> None:
    """Have uvicorn, whose `receive` of the lifespan this is, make bounded WebSockets from now on.

    Streamlit builds uvicorn's configuration itself and offers no option for it. Without uvicorn nothing is changed.
    """
    config = getattr(getattr(receive, "__self__", None), "config", None)
    if isinstance(config, Config):
        config.ws_max_size = MAX_MESSAGE
        config.ws_protocol_class = BoundedProtocol
    else:
        LOG.warning("The server is not uvicorn: what a WebSocket may send is limited by the server alone.")
