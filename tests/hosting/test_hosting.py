"""Three replicas behind Debian's nginx with the configuration of deploy/: spread, stickiness, faults, slow clients."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import itertools
import json
import os
import shutil
import signal
import socket
import string
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from support.visitor import (
    PATIENCE,
    ROOT,
    Server,
    Visitor,
    fetch,
    find_port,
    read_texts,
    start_server,
    stop_server,
    visit,
)

TEMPLATE = ROOT / "deploy" / "nginx.conf.template"
LOG = "access_log ${STATE}/access.log plain;"
PREFIX = "/peru"
DATA = "/data/locations.geojson"
NUMBERS = itertools.count()  # of all loads, so that no query comes twice


@dataclass
class House:
    """Nginx on two ports, at the root and under a prefix, before three replicas."""

    replicas: list[Server]
    front: Server
    prefixed: Server
    folder: Path = field(repr=False)

    def read_log(self) -> list[list[str]]:
        """Return the words of each line of nginx's log: time, method, path, status, bytes, seconds, replica."""
        return [line.split() for line in (self.folder / "root" / "access.log").read_text().splitlines()]

    def list_asked(self, path: str) -> list[str]:
        """Return the replica that was asked at each request for a path, `-` for none; nginx logs it once answered."""
        return [line[-1] for line in self.read_log() if line[2] == path]

    def find_replica(self, ask: Callable[[str], object]) -> int:
        """Return the number of the replica that answers a request whose header `Ask` is what `ask` is given."""
        mark = f"ask{next(NUMBERS)}"
        ask(mark)

        def list_marked() -> list[str]:
            lines = (self.folder / "root" / "asked.log").read_text().splitlines()
            return [line.rpartition(" ")[2] for line in lines if line.startswith(f"{mark} ")]

        wait_for(lambda: bool(list_marked()))
        (replica,) = list_marked()
        return [f"127.0.0.1:{replica.port}" for replica in self.replicas].index(replica)

    def restart(self, number: int) -> None:
        """Start a replica anew on its port, and wait until nginx, which leaves it alone for a while, sends visitors."""
        before = self.replicas[number]
        self.replicas[number] = start_server(before.log, port=before.port)
        wait_for(lambda: self.find_replica(partial(open_page, self.front)) == number)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run the replicas and nginx in front of them."""
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        message = "nginx is missing: apt-get install nginx-light"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    folder = tmp_path_factory.mktemp("house")
    with contextlib.ExitStack() as stack:
        with ThreadPoolExecutor() as pool:
            replicas = list(pool.map(start_server, [folder / f"replica-{number}.log" for number in range(3)]))
        front = stack.enter_context(run_nginx(folder / "root", replicas, base=""))
        prefixed = stack.enter_context(run_nginx(folder / "prefix", replicas, base=PREFIX))
        whole = House(replicas, front, prefixed, folder)
        yield whole
        for replica in whole.replicas:
            stop_server(replica)


@contextlib.contextmanager
def run_nginx(folder: Path, replicas: list[Server], *, base: str) -> Iterator[Server]:
    """Run nginx with the template filled in."""
    folder.mkdir()
    port = find_port()
    values = {f"MAP_{number}": f"127.0.0.1:{replica.port}" for number, replica in enumerate(replicas, 1)}
    values |= {"LISTEN": f"127.0.0.1:{port}", "BASE": base, "STATE": str(folder)}
    template = TEMPLATE.read_text()
    assert LOG in template
    asked = "log_format asked '$http_ask $upstream_addr'; access_log ${STATE}/asked.log asked;"  # for `find_replica`
    text = string.Template(template.replace(LOG, f"{LOG} {asked}")).safe_substitute(values)
    (folder / "nginx.conf").write_text(text)
    user = " user root;" if os.geteuid() == 0 else ""  # else its workers could not write to the test's folder
    command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", f"daemon off;{user}"]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with (folder / "error.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    server = Server(port, process, folder / "error.log")
    try:
        wait_for(lambda: server.fetch(f"{base}/_stcore/health")[2] == b"ok")
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)
        process.terminate()
        process.wait(timeout=PATIENCE)


def wait_for(check: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Return once `check` holds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if check():
                return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")


def open_page(server: Server, mark: str = "", *, base: str = "") -> str:
    """Ask for the page as a new visitor, with a mark in the header `Ask`; return the cookie that the answer sets."""
    status, headers, body = server.fetch(f"{base}/", Ask=mark)
    assert (status, b"<title>" in body) == (200, True)
    cookie = headers["Set-Cookie"].partition(";")[0]
    assert cookie.startswith("replica=")
    return cookie


def test_visitors_are_spread_and_each_stays(house: House) -> None:
    """New visitors are spread over the replicas, and all that a visitor asks comes from one of them."""
    cookies: list[str] = []
    replicas = [house.find_replica(lambda mark: cookies.append(open_page(house.front, mark))) for _ in range(60)]
    shares = Counter(replicas)
    assert len(shares) == 3
    assert min(shares.values()) >= 6

    def ask(path: str, cookie: str, mark: str) -> None:
        house.front.fetch(path, Cookie=cookie, Ask=mark)

    def hold_session(cookie: str, mark: str) -> None:
        with visit(house.front.port, Cookie=cookie, Ask=mark) as visitor:
            visitor.run()

    for cookie, replica in zip(cookies[:10], replicas, strict=False):
        for path in ("/_stcore/health", "/_stcore/host-config", "/"):
            assert house.find_replica(partial(ask, path, cookie)) == replica
        assert house.find_replica(partial(hold_session, cookie)) == replica


def test_the_cookie_says_nothing_and_is_guarded(house: House) -> None:
    """The cookie is random, out of reach of scripts, and secure behind TLS; a forged one is replaced."""
    first, second = (house.front.fetch("/")[1]["Set-Cookie"] for _ in range(2))
    assert first != second
    assert first.endswith("; Path=/; HttpOnly; SameSite=Lax")
    assert house.front.fetch("/", X_Forwarded_Proto="https")[1]["Set-Cookie"].endswith("; Secure")
    assert "replica=" in house.front.fetch("/", Cookie="replica=x; a=b")[1]["Set-Cookie"]
    assert house.front.fetch("/", Cookie=first.partition(";")[0])[1]["Set-Cookie"] is None


def test_what_streamlit_sends_plain_is_compressed(house: House) -> None:
    """The front end's scripts and the data cross the wire compressed."""
    page = house.front.fetch("/")[2].decode()
    script = page.partition('<script type="module" crossorigin src=".')[2].partition('"')[0]
    for path in (script, DATA):
        plain, packed = house.front.fetch(path), house.front.fetch(path, Accept_Encoding="gzip")
        assert packed[1]["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed[2]) == plain[2]
        assert len(packed[2]) < 0.5 * len(plain[2])


def test_data_is_kept_and_its_tag_honoured(house: House) -> None:
    """A second request for the data asks no replica, and a browser that holds it is told so."""
    path = "/data/figures.csv"  # which no other test here asks for
    status, headers, _ = house.front.fetch(path)
    again = house.front.fetch(path, If_None_Match=headers["ETag"])
    assert (status, again[0], again[2]) == (200, 304, b"")
    wait_for(lambda: len(house.list_asked(path)) == 2)
    assert sorted(replica == "-" for replica in house.list_asked(path)) == [False, True]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/upload_file/a/b", "/_stcore/agent/openapi.json", "/auth/login"]
)
def test_closed_addresses_reach_no_replica(house: House, path: str) -> None:
    """What the app closes is closed before it, too."""
    assert house.front.fetch(path)[0] == 404
    wait_for(lambda: bool(house.list_asked(path)))
    assert set(house.list_asked(path)) == {"-"}


def test_another_sites_page_opens_no_session(house: House) -> None:
    """The origin of a WebSocket is compared with the name the visitor asked for, through nginx as without it."""
    with visit(house.front.port, Origin=house.front.url) as visitor:
        assert visitor.run()
    with pytest.raises(InvalidStatus), visit(house.front.port, Origin="https://evil.example"):
        pass


def test_the_map_works_under_a_prefix(house: House) -> None:
    """Page, session, data and redirects work below a path."""
    cookie = open_page(house.prefixed, base=PREFIX)
    assert "Path=/peru/;" in house.prefixed.fetch(f"{PREFIX}/")[1]["Set-Cookie"]
    assert json.loads(house.prefixed.fetch(PREFIX + DATA)[2])["type"] == "FeatureCollection"
    with visit(house.prefixed.port, base=PREFIX, Cookie=cookie) as visitor:
        assert visitor.run()[-1].script_finished == 0
    assert house.prefixed.fetch(f"{PREFIX}/x/")[0] == 404
    assert house.prefixed.fetch("/")[0] == 404


@dataclass
class Load:
    """Requests for data, each for another query so that none is answered from nginx's store, until told to stop."""

    port: int
    statuses: Counter[int | str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)
    between: threading.Lock = field(default_factory=threading.Lock)  # held while a request is under way

    def __enter__(self) -> Self:
        """Begin."""
        self.thread = threading.Thread(target=self._ask)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self.stop.set()
        self.thread.join()

    def _ask(self) -> None:
        while not self.stop.wait(0.01):
            with self.between:
                try:
                    status, _, body = fetch(self.port, f"{DATA}?v={next(NUMBERS)}")
                    self.statuses[status if body.endswith(b"\n") else "cut"] += 1
                except (OSError, http.client.HTTPException) as error:
                    self.statuses[type(error).__name__] += 1


def test_a_killed_replica_loses_nothing(house: House) -> None:
    """When a replica is killed its visitors are served elsewhere, with language and filter; no data request fails."""
    query = "sector=210&lang=es"
    cookies: list[str] = []
    victim = house.find_replica(lambda mark: cookies.append(open_page(house.front, mark)))
    cookies += [open_page(house.front) for _ in range(8)]
    with contextlib.ExitStack() as stack, Load(house.front.port) as load:
        visitors = [stack.enter_context(visit(house.front.port, Cookie=cookie)) for cookie in cookies]
        before = [read_texts(visitor.run(query)) for visitor in visitors]
        parts = house.front.fetch(f"/data/parts?{query}")[2]
        with load.between:  # half an answer, sent when its replica dies, can be mended by nobody
            house.replicas[victim].process.kill()
            house.replicas[victim].process.wait()
        moved = 0
        for cookie, visitor, was in zip(cookies, visitors, before, strict=True):
            try:
                texts = read_texts(visitor.run(query))
            except ConnectionClosed:
                moved += 1
                with visit(house.front.port, Cookie=cookie) as again:
                    texts = read_texts(again.run(query))
            assert texts == was
            assert house.front.fetch(f"/data/parts?{query}")[2] == parts
        assert moved > 0
        wait_for(lambda: load.statuses[200] > 100)
        house.restart(victim)
    assert set(load.statuses) == {200}


PRIVATE = "q=private-words"


def check_logs(house: House) -> None:
    """Check that nginx wrote down neither an address nor a query."""
    for name in ("root/access.log", "root/error.log"):
        log = (house.folder / name).read_text()
        assert "private-words" not in log
        assert "127.0.0.1, " not in log
        assert "client:" not in log


def test_a_rolling_restart_fails_no_request(house: House) -> None:
    """While every replica in turn is stopped and started, every request for data and for the page is answered.

    Also where a replica failed nginx writes down neither addresses nor queries.
    """
    before = len(house.list_asked(DATA))
    with Load(house.front.port) as load:
        for number in range(3):
            stop_server(house.replicas[number])
            for _ in range(4):
                open_page(house.front)
                assert house.front.fetch(f"/?{PRIVATE}")[0] == 200
                assert house.front.fetch(f"{DATA}?{PRIVATE}{next(NUMBERS)}")[0] == 200
            house.restart(number)
            open_page(house.front)
    assert set(load.statuses) == {200}
    assert load.statuses[200] > 100
    wait_for(lambda: len(house.list_asked(DATA)) >= before + 112)
    check_logs(house)


def test_slow_clients_are_shed(house: House) -> None:
    """Two hundred clients that never finish their request are cut off, and others are served meanwhile."""

    def goes_on(client: socket.socket) -> bool:
        try:
            client.sendall(b"x")
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", house.front.port))) for _ in range(200)]
        for client in slow:
            client.sendall(b"GET / HTTP/1.1\r\nHost: map.example\r\nX-Slow: ")
        until = time.monotonic() + 30  # half of nginx' own patience
        while slow:
            assert house.front.fetch("/_stcore/health")[2] == b"ok"
            slow = [client for client in slow if goes_on(client)]
            assert time.monotonic() < until
            time.sleep(0.5)


def test_a_greedy_client_is_told_to_wait(house: House) -> None:
    """A client that opens more connections than an office full of visitors is refused the rest."""
    with contextlib.ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_connection(("127.0.0.1", house.prefixed.port))) for _ in range(420)
        ]
        for client in sockets:
            client.sendall(f"GET {PREFIX}/_stcore/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())  # fmt: skip
        statuses = Counter(client.recv(12)[9:] for client in sockets)
    assert set(statuses) == {b"101", b"429"}
    assert 390 <= statuses[b"101"] <= 400


# --- What a stranger sends, behind nginx as without it


def ask_raw(port: int, path: str) -> int:
    """Return the status of a request whose path is sent as it stands."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode("latin-1"))
        return int(client.makefile("rb").readline().split()[1])


def test_a_hostile_range_takes_no_replica_out(house: House) -> None:
    """Digits and spaces without an end are answered as they should be, and no replica is left alone for them."""
    for number in range(30):
        path = f"{DATA}?v=range{number}"
        assert house.front.fetch(path, Range=f"bytes={'9' * 4301}-")[0] in {200, 206, 416}
        assert house.front.fetch(path, Range=f"bytes=0-{' ' * 7000}x")[0] in {200, 416}
        assert house.front.fetch("/_stcore/health")[2] == b"ok"
    assert 500 not in {int(line[3]) for line in house.read_log() if "." not in line[3] and line[3].isdigit()}
    replicas = {house.find_replica(partial(open_page, house.front)) for _ in range(40)}
    assert replicas == {0, 1, 2}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/data/x%20y", 404),
        ("/data/%6cocations.csv", 200),
        ("/data/sub/x", 404),
        ("/data//locations.csv", 404),
        ("/DATA/locations.csv", 404),
        ("/data/%2e%2e/_stcore/metrics", 404),
        ("/x/../_stcore/metrics", 404),
        ("/_stcore/%6detrics", 404),
        ("/data/x%0d%0aSet-Cookie:%20a=b", 404),
    ],
)
def test_a_path_is_handed_on_as_it_was_sent(house: House, path: str, status: int) -> None:
    """The app sees the path that the visitor sent, whatever is quoted in it, at the root and under a prefix."""
    assert ask_raw(house.front.port, path) == status
    assert ask_raw(house.prefixed.port, PREFIX + path) == status
    assert [ask_raw(replica.port, path) for replica in house.replicas[:1]] in ([status], [400])


def test_codings_are_as_the_app_has_them(house: House) -> None:
    """Who refuses gzip does not get it from nginx's store either, and Vary names each header once."""
    for path in (DATA, "/data/sites.json", "/data/panel", "/"):
        for accepted, coding in (("gzip", "gzip"), ("gzip;q=0", None), ("notgzip", None), ("", None)):
            for _ in range(2):
                _, headers, _ = house.front.fetch(path, Accept_Encoding=accepted)
                assert headers["Content-Encoding"] == (None if path == "/" and coding is None else coding)
                names = ", ".join(headers.get_all("Vary") or ["-"]).lower().split(", ")
                assert len(names) == len(set(names)), (path, accepted)


def listen_on(visitor: Visitor) -> None:
    """Read whatever a session sends, without an end."""
    while True:
        visitor.listen()


def test_a_greedy_session_is_closed(house: House) -> None:
    """A client that sends a thousand messages without reading is closed through nginx, too; others go on."""
    message = BackMsg()
    message.rerun_script.query_string = "lang=en"
    cookie = open_page(house.front)
    with visit(house.front.port, Cookie=cookie) as greedy, visit(house.front.port, Cookie=cookie) as other:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(1000):
                greedy.send(message.SerializeToString())
        assert other.run("lang=en")
        with pytest.raises(ConnectionClosed):
            listen_on(greedy)
    assert house.front.fetch("/")[0] == 200


def test_the_logs_name_no_visitor(house: House) -> None:
    """Of a request that is refused, too, nginx writes down neither address nor query."""
    house.front.fetch(f"/?{PRIVATE}", X_Forwarded_For="203.0.113.7")
    house.front.fetch(f"{DATA}?{PRIVATE}")
    ask_raw(house.front.port, f"/?{PRIVATE}&{'x' * 9000}")
    ask_raw(house.front.port, f"/\x01?{PRIVATE}")
    wait_for(lambda: bool(house.list_asked(DATA)))
    check_logs(house)
