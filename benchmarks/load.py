"""Visits by the hundred: ours beside the stock recipe, in the same run, over Streamlit's own protocol.

`python benchmarks/load.py [--most 250]` prints tables in Markdown. A visitor is a WebSocket session that asks for the
page, clicks a place and filters; its times are from the question to the last message of the answer. Memory is the
server's resident set, which Linux tells.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from visitor import Server, Visitor, run_server, visit  # noqa: E402 -- found by way of the line above

STEPS: Final = (1, 10, 25, 50, 100, 250)
ACTIONS: Final = 40  # clicks and filters timed at each step, by four visitors at a time
BURST: Final = 25
ROUNDS: Final = 4
ROUND: Final = 100

# What tutorials show: the file read by the page, a marker with a popup for each place, st_folium as it comes.
STOCK: Final = f"""
import folium, geopandas as gpd, streamlit as st
from streamlit_folium import st_folium

@st.cache_data
def load():
    return gpd.read_file({str(ROOT / "data" / "locations.geojson")!r})

st.set_page_config(layout="wide")
st.title("Peru")
data = load()
sectors = st.multiselect("Sector", sorted(data["sector_en"].unique()))
shown = data[data["sector_en"].isin(sectors)] if sectors else data
left, right = st.columns([2, 1])
with left:
    map_ = folium.Map(location=[-9, -75], zoom_start=5)
    for _, row in shown[shown["longitude"].notna()].iterrows():
        folium.Marker([row["latitude"], row["longitude"]], popup=row["title_en"], tooltip=row["site_en"]).add_to(map_)
    state = st_folium(map_, width=800, height=560)
with right:
    clicked = (state or {{}}).get("last_object_clicked")
    if clicked:
        here = shown[(shown["latitude"] == clicked["lat"]) & (shown["longitude"] == clicked["lng"])]
        for _, row in here.iterrows():
            st.subheader(row["title_en"])
            st.write(row["summary_en"])
    else:
        for _, row in shown.iterrows():
            st.write(row["title_en"])
st.dataframe(shown.drop(columns="geometry"))
"""


@dataclass(frozen=True)
class System:
    """One of the two: its name, how to start it, and what its visitors do."""

    name: str
    app: Path
    click: Callable[[Sequence[ForwardMsg], int], tuple[WidgetState, str]]
    filter: Callable[[Sequence[ForwardMsg], int], tuple[WidgetState, str]]


def find(messages: Sequence[ForwardMsg], kind: str, part: str = "") -> tuple[str, str]:
    """Return the id and the fragment of the first widget of a kind."""
    for message in messages:
        element = message.delta.new_element
        if message.WhichOneof("type") == "delta" and element.WhichOneof("type") == kind:
            widget: str = getattr(element, kind).id
            if part in widget:
                return widget, message.delta.fragment_id
    raise LookupError(kind)


def click_ours(messages: Sequence[ForwardMsg], number: int) -> tuple[WidgetState, str]:
    """Click one place after the other."""
    widget, fragment = find(messages, "component_instance")
    site = ("lima", "callao", "chancay", "paita")[number % 4]
    return WidgetState(id=widget, json_value=json.dumps({"site": site, "n": number})), fragment


def filter_ours(messages: Sequence[ForwardMsg], number: int) -> tuple[WidgetState, str]:
    """Search for one word after the other."""
    widget, _ = find(messages, "text_input")
    return WidgetState(id=widget, string_value=("port", "water", "police", "space")[number % 4]), ""


def click_stock(messages: Sequence[ForwardMsg], number: int) -> tuple[WidgetState, str]:
    """Click one marker after the other."""
    widget, _ = find(messages, "component_instance")
    points = ((-12.04318, -77.02824), (-12.05659, -77.11814), (-11.57139, -77.26722), (-5.08917, -81.11444))
    latitude, longitude = points[number % 4]
    clicked = {"lat": latitude, "lng": longitude}
    return WidgetState(id=widget, json_value=json.dumps({"last_object_clicked": clicked, "zoom": 5 + number % 3})), ""


def filter_stock(messages: Sequence[ForwardMsg], number: int) -> tuple[WidgetState, str]:
    """Choose one sector after the other."""
    widget, _ = find(messages, "multiselect")
    state = WidgetState(id=widget)
    names = ("Transport & Storage", "Agriculture", "Fishing", "Tourism")
    state.string_array_value.data.append(names[number % 4])
    return state, ""


def get_memory(server: Server) -> float:
    """Return the resident set of the server, in megabytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


def timed(call: Callable[[], object]) -> float:
    """Return the milliseconds that a call takes."""
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def tell(times: Sequence[float]) -> str:
    """Return median and 95th percentile."""
    return f"{statistics.median(times):.0f} / {sorted(times)[int(0.95 * (len(times) - 1))]:.0f}"


@dataclass
class Guest:
    """A visitor with the page it has."""

    visitor: Visitor
    page: Sequence[ForwardMsg] = ()
    number: int = 0

    def load(self) -> None:
        """Ask for the page."""
        self.page = self.visitor.run("lang=en")

    def act(self, how: Callable[[Sequence[ForwardMsg], int], tuple[WidgetState, str]]) -> None:
        """Click or filter."""
        self.number += 1
        state, fragment = how(self.page, self.number)
        self.visitor.run("lang=en", [state], fragment)


def hold(system: System, server: Server, most: int) -> Iterator[tuple[object, ...]]:
    """Let the visitors grow; yield for each step their number, memory, and the times of loads, clicks and filters."""
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        guests: list[Guest] = []
        for step in (one for one in STEPS if one <= most):
            new = [Guest(stack.enter_context(visit(server.port))) for _ in range(step - len(guests))]
            loads = list(pool.map(lambda guest: timed(guest.load), new))
            guests += new
            some = [guests[number * len(guests) // ACTIONS % len(guests)] for number in range(ACTIONS)]
            if step < ACTIONS:  # one visitor does one thing at a time
                clicks = [timed(partial(guest.act, system.click)) for guest in some]
                filters = [timed(partial(guest.act, system.filter)) for guest in some]
            else:
                clicks = list(pool.map(lambda guest: timed(lambda: guest.act(system.click)), some))
                filters = list(pool.map(lambda guest: timed(lambda: guest.act(system.filter)), some))
            yield step, f"{get_memory(server):.0f}", tell(loads), tell(clicks), tell(filters)


def burst(server: Server) -> tuple[float, list[float]]:
    """Return the seconds that many first loads at once take, and the milliseconds of each."""
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(BURST) as pool:
        guests = [Guest(stack.enter_context(visit(server.port))) for _ in range(BURST)]
        began = time.perf_counter()
        times = list(pool.map(lambda guest: timed(guest.load), guests))
        return time.perf_counter() - began, times


def come_and_go(server: Server) -> list[float]:
    """Return the memory after each round of visitors who come, look and leave."""
    memory = []
    for _ in range(ROUNDS):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: _visit_once(server), range(ROUND)))
        memory.append(get_memory(server))
    return memory


def _visit_once(server: Server) -> None:
    with visit(server.port) as visitor:
        visitor.run("lang=en")


def print_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown."""
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")
    print(flush=True)


def main() -> None:
    """Measure both and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=STEPS[-1], help="the most sessions held")
    most = parser.parse_args().most
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "app.py").write_text(STOCK)
        systems = (
            System("ours", ROOT / "app.py", click_ours, filter_ours),
            System("stock recipe", folder / "app.py", click_stock, filter_stock),
        )
        held, bursts, rounds = [], [], []
        for system in systems:
            env = {"STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false", "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none"}
            with run_server(folder / "log", app=system.app, env=env) as server:
                _visit_once(server)  # a host's first visitor, who pays for the imports
                seconds, times = burst(server)
                bursts.append((system.name, f"{seconds:.2f}", tell(times)))
            with run_server(folder / "log", app=system.app, env=env) as server:
                _visit_once(server)
                held += [(system.name, *row) for row in hold(system, server, most)]
            with run_server(folder / "log", app=system.app, env=env) as server:
                _visit_once(server)
                memory = come_and_go(server)
                growth = 100 * (memory[-1] / memory[0] - 1)
                rounds.append((system.name, *(f"{one:.0f}" for one in memory), f"{growth:+.1f} %"))
    print_table(("", "sessions", "memory, MB", "first load, ms p50 / p95", "click", "filter"), held)
    print_table(("", f"{BURST} first loads at once, s", "each, ms p50 / p95"), bursts)
    heads = [f"after {ROUND * number} visits, MB" for number in range(1, ROUNDS + 1)]
    print_table(("", *heads, "growth"), rounds)


if __name__ == "__main__":
    main()
