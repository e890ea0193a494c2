"""What is done once when the server starts, so that no visitor waits for it."""

from __future__ import annotations

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from anyio.to_thread import run_sync

from geo.contract.faults import DataError
from geo.viewing.server import data_routes, index_page
from geo.viewing.server.sockets import send_at_once

# What the page builds on. The page itself is imported by its first run: streamlit_folium announces its component only
# to a server that is running a page.
_MODULES: Final = (
    "geo.viewing.dashboard.controls",
    "geo.viewing.html.details",
    "geo.viewing.html.folium_map",
    "geo.viewing.dashboard.tabs",
)


@asynccontextmanager
async def start_warm(app: object) -> AsyncIterator[None]:
    """Import what the page needs and prepare the data before the first visit (an ASGI lifespan).

    Streamlit collects garbage after every run of the page, and a collection looks at every object there is: a tenth of
    a second with pandas and folium imported. What is there now stays for good, so it is taken out of the collector's
    sight (`gc.freeze`), and a click costs its own objects alone.
    """
    send_at_once()
    for name in _MODULES:
        importlib.import_module(name)
    async with data_routes.lifespan(app):
        with suppress(DataError):  # without data the app starts all the same, and says so
            await run_sync(index_page.prepare)
        gc.collect()
        gc.freeze()
        yield
