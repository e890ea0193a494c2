from __future__ import annotations

import gc
import json
import shutil
import threading
import time
import weakref
from pathlib import Path

import pytest
from shapely.geometry import shape

import geo.viewing.data.edition
from geo.contract.boundaries import Boundary, BoundaryKind, to_feature
from geo.contract.faults import DataError
from geo.contract.files import BOUNDARIES, write_atomically
from geo.contract.ground import FOLDER
from geo.contract.vocabulary import Text
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, EditionFile, cached, load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import get_result
from geo.viewing.downloads.below import draw_below
from geo.viewing.html.charts import draw_charts
from geo.viewing.html.first_page import draw_first_page
from geo.viewing.html.panel import draw_panel
from support.samples import COLLECTION, METADATA, TRIANGLE, make_bytes, make_feature


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
        draw_first_page(edition, address, "", draw_below(edition, address))
        draw_charts(edition, address.filters, "en")
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


def wait_for(store: EditionFile, site: str) -> Edition:
    """Return the edition on show once its place has this name."""
    until = time.monotonic() + 60
    while store.get().names["en"]["chancay"] != site:
        assert time.monotonic() < until
        time.sleep(0.01)
    return store.get()


def test_the_old_edition_is_on_show_while_the_new_one_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a new file takes, whoever asks meanwhile is answered with the old one; then comes the new one."""
    monkeypatch.setattr(geo.viewing.data.edition, "PATIENCE", 0)
    path = tmp_path / "x.geojson"
    replace(path, "A")
    going_on = threading.Event()
    store = EditionFile(path)
    old = store.get()
    store.prepare = lambda _: going_on.wait()
    replace(path, "B")
    for _ in range(10):
        assert store.get() is old
    going_on.set()
    assert wait_for(store, "B") is not old


@pytest.mark.parametrize("error", [ValueError("x"), MemoryError(), RecursionError(), KeyError("x")])
def test_what_cannot_be_prepared_is_not_shown(tmp_path: Path, error: Exception) -> None:
    """Whatever preparing an edition raises, the one before it stays; where there is none it is told as a fault."""

    def fail(edition: Edition) -> None:
        if edition.names["en"]["chancay"] == "bad":
            raise error

    path = tmp_path / "x.geojson"
    replace(path, "bad")
    store = EditionFile(path, fail)
    with pytest.raises(DataError, match="cannot be prepared"):
        store.get()
    replace(path, "A")
    good = store.get()
    replace(path, "bad")
    for _ in range(3):
        assert store.get() is good
    replace(path, "B")
    assert wait_for(store, "B") is not good


@pytest.mark.parametrize("content", [b"{}", b'{"type": "FeatureCollection", "features": [', b"\xff", b"[]"])
def test_broken_boundaries_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    """A broken file of boundaries leaves those of before, at the start none, and never the data; the log says why."""
    path, ground = tmp_path / "x.geojson", tmp_path / "boundaries.geojson"
    good = BOUNDARIES.read_bytes()
    monkeypatch.setattr(geo.viewing.data.edition, "BOUNDARIES", ground)
    replace(path, "A")
    ground.write_bytes(content)
    store = EditionFile(path)
    assert store.get().boundaries == b""
    assert "boundaries.geojson" in caplog.text
    ground.write_bytes(good)
    edition = store.get()
    assert edition.boundaries == good
    ground.write_bytes(content)
    for _ in range(3):
        assert store.get().boundaries == good
    assert store.get().names == edition.names


@pytest.mark.parametrize("content", [None, b"{}", b"\xff", b'{"credit": "x"}'])
def test_a_broken_sheet_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    """A sheet of the ground that is missing or broken is left out, in one line of the log; the others are there."""
    path, ground = tmp_path / "x.geojson", tmp_path / "boundaries.geojson"
    ground.write_bytes(BOUNDARIES.read_bytes())
    shutil.copytree(BOUNDARIES.with_name(FOLDER), tmp_path / FOLDER)
    monkeypatch.setattr(geo.viewing.data.edition, "BOUNDARIES", ground)
    replace(path, "A")
    sheet = tmp_path / FOLDER / "near.json"
    sheet.unlink()
    if content is not None:
        sheet.write_bytes(content)
    edition = EditionFile(path).get()
    assert list(edition.sheets) == ["world", "middle", "relief"]
    assert edition.boundaries
    assert ["near.json" in record.message for record in caplog.records] == [True]


def test_a_folder_is_shown_on_its_own_ground(tmp_path: Path) -> None:
    """What GEO_DATA names can be a collection's folder; the boundaries beside its file are its ground."""
    country = Boundary("PE", Text("Here", "Aquí"), BoundaryKind.COUNTRY, None, shape(TRIANGLE))
    ground = json.dumps({"type": "FeatureCollection", "features": [to_feature(country)]}).encode()
    (tmp_path / "boundaries.geojson").write_bytes(ground)
    replace(tmp_path / "locations.geojson", "A")
    assert EditionFile(tmp_path).get().boundaries == ground
    assert load_edition(tmp_path).boundaries == ground


@pytest.mark.parametrize("country", ["EC", "CL"])
def test_no_map_stands_on_the_ground_of_another_country(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, country: str
) -> None:
    """A file without boundaries of its own is drawn on the committed ones if they are of its country, else on none."""
    path = tmp_path / "x.geojson"
    replace(path, "A")
    assert EditionFile(path).get().boundaries == BOUNDARIES.read_bytes()
    other = COLLECTION | {"countries": [COLLECTION["countries"][0] | {"code": country, "site": "other", "bounds": []}]}
    path.write_bytes(make_bytes(make_feature(), metadata=METADATA | {"collection": other}))
    edition = EditionFile(path).get()
    assert (edition.boundaries, edition.sheets) == (b"", {})
    assert "has no ground" in caplog.text
