from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from geo.contract.faults import DataError
from geo.contract.files import write_atomically
from geo.viewing.dashboard.tabs import draw_pictures
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, EditionFile, cached
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import get_result
from geo.viewing.html.first_page import draw_first_page
from geo.viewing.html.panel import draw_panel
from support.samples import make_bytes, make_feature


def replace(path: Path, site: str) -> None:
    """Put a file with a place of this name where the store looks."""
    write_atomically(path, make_bytes(make_feature(site_en=site)))


def test_what_is_kept_is_made_once_and_for_one_edition(tmp_path: Path) -> None:
    """A function of an edition runs once for the same arguments, and again for the next edition."""
    made: list[str] = []

    @cached
    def tell(edition: Edition, ending: str) -> str:
        made.append(ending)
        return edition.digest + ending

    path = tmp_path / "x.geojson"
    replace(path, "A")
    store = EditionFile(path)
    assert tell(store.get(), "!") == tell(store.get(), "!")
    assert made == ["!"]
    replace(path, "B")
    assert tell(store.get(), "!").removesuffix("!") == store.get().digest
    assert made == ["!", "!"]


def test_a_replaced_edition_is_let_go(tmp_path: Path) -> None:
    """However much of it was shown, nothing holds the data of before: memory does not grow with each new file.

    Without the collector, out of whose sight the server takes what it starts with.
    """
    path = tmp_path / "x.geojson"
    replace(path, "A")
    store = EditionFile(path)
    gone = []
    gc.disable()
    for site in ("B", "C", "D"):
        edition = store.get()
        address = Address(Filters(theme=("security",)))
        draw_panel(edition, address)
        draw_first_page(edition, address, "")
        draw_pictures(edition, address.filters, "en")
        assert get_result(edition, address.filters).totals
        gone.append(weakref.ref(edition))
        del edition
        replace(path, site)
        assert store.get().names["en"]["chancay"] == site
    found = [one() for one in gone]
    gc.enable()
    assert found == [None] * 3


def test_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    """The last good edition stays, with what was kept of it; where there never was one, the fault is told."""
    path = tmp_path / "x.geojson"
    store = EditionFile(path)
    with pytest.raises(DataError, match=r"x\.geojson: cannot be read"):
        store.get()
    replace(path, "A")
    edition = store.get()
    result = get_result(edition, Filters())
    path.write_bytes(b"{")
    assert store.get() is edition
    assert get_result(store.get(), Filters()) is result
