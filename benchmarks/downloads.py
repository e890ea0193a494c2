"""Measure the downloads: bytes and time of each format, and how a server gives out the whole file under load.

`python benchmarks/downloads.py [SECONDS]` starts the app on a free port, asks for the GeoJSON 200 times a second while
ten visitors click, and prints what each request waited from the moment at which it was due.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import itertools
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import geo
from geo.contract.check import parse_collection
from geo.contract.files import LOCATIONS
from geo.viewing.downloads.registry import FORMATS
from support.visitor import Server, run_server, visit

RATE: Final = 200  # requests a second
VISITORS: Final = 10
PAUSE: Final = 3.0  # seconds between two clicks of a visitor, on average
CONNECTIONS: Final = 32
PATHS: Final = {
    "the whole file, compressed": "/data/locations.geojson",
    "one filter, CSV": "/data/locations.csv?sector=210",
}
SITES: Final = ("callao", "lima", "paita", "iquitos", "matarani", "chancay")


def measure_formats() -> Iterator[str]:
    """Yield a row for each format: bytes, bytes compressed, the least of ten times in milliseconds."""
    frame, metadata = geo.load(), parse_collection(LOCATIONS.read_bytes(), LOCATIONS.name).metadata
    for one in FORMATS.values():
        times = []
        for _ in range(10):
            begun = time.perf_counter()
            content = one.write(frame, metadata, "en")
            times.append(time.perf_counter() - begun)
        packed = len(gzip.compress(content, 6))
        yield f"| {one.name} | {len(content):,} | {packed:,} | {min(times) * 1000:.1f} |"


def click(port: int, number: int) -> None:
    """Choose one site after the other at moments of one's own, until the process is ended."""
    moments = random.Random(number)  # noqa: S311 -- no secret
    with visit(port) as visitor:
        for site in itertools.islice(itertools.cycle(SITES), number, None):
            visitor.run(f"site={site}")
            time.sleep(moments.expovariate(1 / PAUSE))


class Client:
    """Connections that are kept open and take turns."""

    def __init__(self, port: int) -> None:
        """Remember the port; a connection is opened when it is first needed."""
        self._port = port
        self._free: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.LifoQueue()
        for _ in range(CONNECTIONS):
            self._free.put_nowait(None)

    async def get(self, path: str) -> None:
        """Ask for a file and read it to its end; raises RuntimeError where the answer is not 200."""
        streams = await self._free.get()
        if streams is None or streams[0].at_eof():  # a server hangs up on who says nothing for a while
            streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = streams
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if not head.startswith("HTTP/1.1 200 "):
            raise RuntimeError(head)
        length = next(line for line in head.lower().splitlines() if line.startswith("content-length:"))
        await reader.readexactly(int(length.partition(":")[2]))
        self._free.put_nowait((reader, writer))


async def load(port: int, path: str, seconds: float) -> list[float]:
    """Return the milliseconds that each of RATE requests a second took, counted from when it was due."""
    client = Client(port)
    await client.get(path)
    begun = asyncio.get_running_loop().time()

    async def ask(number: int) -> float:
        due = begun + number / RATE
        await asyncio.sleep(max(0, due - asyncio.get_running_loop().time()))
        await client.get(path)
        return (asyncio.get_running_loop().time() - due) * 1000

    return await asyncio.gather(*(ask(number) for number in range(int(RATE * seconds))))


async def flood(port: int, path: str, seconds: float) -> float:
    """Return how many requests a second the server answers when 16 clients never pause."""
    client = Client(port)
    until = time.monotonic() + seconds

    async def ask() -> int:
        number = 0
        while time.monotonic() < until:
            await client.get(path)
            number += 1
        return number

    return sum(await asyncio.gather(*(ask() for _ in range(16)))) / seconds


def read_cpu(pid: int) -> float:
    """Return the seconds of CPU that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(server: Server, name: str, path: str, seconds: float) -> str:
    """Return a row: percentiles of the wait, and the server's CPU for each request."""
    gc.collect()
    gc.freeze()  # so that the client's own pauses do not count as the server's
    before = read_cpu(server.process.pid)
    times = asyncio.run(load(server.port, path, seconds))
    cpu = (read_cpu(server.process.pid) - before) * 1000 / len(times)
    cuts = statistics.quantiles(times, n=1000)
    return f"| {name} | {cuts[499]:.1f} | {cuts[949]:.1f} | {cuts[989]:.1f} | {max(times):.1f} | {cpu:.2f} |"


def click_all(port: int) -> None:
    """Let ten visitors click, each in a thread."""
    threads = [threading.Thread(target=click, args=(port, number)) for number in range(VISITORS)]
    for one in threads:
        one.start()


def main(seconds: float) -> None:
    """Print both tables."""
    print("| format | bytes | gzip | ms |\n| --- | ---: | ---: | ---: |", *measure_formats(), sep="\n")
    with tempfile.TemporaryDirectory() as folder, run_server(Path(folder) / "log") as server:
        print(f"\n| {RATE} requests a second | p50 ms | p95 ms | p99 ms | most ms | server CPU ms |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for name, path in PATHS.items():
            print(measure(server, name, path, seconds), flush=True)
        # Forked: a new interpreter would import all of this again, on the cores that are measured.
        visitors = multiprocessing.get_context("fork").Process(target=click_all, args=(server.port,), daemon=True)
        visitors.start()
        time.sleep(5)  # until all of them have the page
        for name, path in PATHS.items():
            print(measure(server, f"{name}; {VISITORS} visitors click", path, seconds), flush=True)
        visitors.terminate()
        visitors.join()
        most = asyncio.run(flood(server.port, PATHS["the whole file, compressed"], 5))
        print(f"\n{most:.0f} whole files a second at most")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20)
