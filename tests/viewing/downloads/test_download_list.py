from __future__ import annotations

import dataclasses
import io
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pandas as pd
import pytest

import geo
from geo.contract.files import LOCATIONS
from geo.viewing.data.address import Address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.downloads.dataset_page import build_dataset_page
from geo.viewing.downloads.download_list import draw_downloads
from geo.viewing.downloads.query import parse_selection
from geo.viewing.downloads.registry import DOWNLOADS, SMALL, build_download, measure_downloads
from geo.viewing.words.text import LANGUAGES

EDITION = get_edition()
LINK = re.compile(r'<a href="data/([^"?]+)\?([^"]*)" download>([^<]*)</a>')


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_link_says_what_it_gives(language: str) -> None:
    """What is filtered and the whole are offered in every format, with as many programmes as the link says."""
    page = Page(EDITION, Address(Filters(theme=("space",)), language=language))
    links = LINK.findall(str(draw_downloads(page)))
    assert {name for name, _, _ in links} == set(DOWNLOADS)
    for name, query, words in links:
        selection = parse_selection(parse_qs(unescape(query)), EDITION.known)
        assert selection.language == language
        if DOWNLOADS[name].stem is not None:
            left = EDITION.known["program"] if selection.is_whole else page.result.programs
            assert page.describe_number(left) in words
    assert sum("theme=space" in query for _, query, _ in links) == sum(
        one.stem is not None for one in DOWNLOADS.values()
    )


def test_the_figures_follow_the_filters() -> None:
    """The link to the figures has the filters of the page, and so has what it gives."""
    links = LINK.findall(str(draw_downloads(Page(EDITION, Address(Filters(theme=("space",)))))))
    query = next(unescape(query) for name, query, _ in links if name == "figures.csv" and "theme" in query)
    table = pd.read_csv(
        io.BytesIO(build_download(EDITION, "figures.csv", parse_selection(parse_qs(query), EDITION.known)))
    )
    assert set(table["program"]) <= set(EDITION.frame.loc[EDITION.frame["theme"] == "space", "program"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_data_offers_the_same(language: str) -> None:
    """The tab and /dataset offer the same files in the same order, with the same sizes; the tab leads to /dataset."""
    tab = str(draw_downloads(Page(EDITION, Address(Filters(), language=language))))
    page = build_dataset_page(EDITION, language, measure_downloads(EDITION, language))
    named = re.findall(r'<th scope="row"><a href="data/([^"?]+)', page)
    assert named == [name for name, _, _ in LINK.findall(tab)] == list(DOWNLOADS)
    assert [urlsplit(href).path for href in re.findall(r'href="(dataset[^"]*)"', tab)] == ["dataset"]


def test_sizes_of_large_data_are_not_worked_out() -> None:
    """Where it takes long to make every file, tab and /dataset offer the same files without their sizes."""
    large = dataclasses.replace(EDITION, content=EDITION.content + b" " * SMALL)
    assert measure_downloads(large, "en") == {}
    tab = str(draw_downloads(Page(large, Address(Filters()))))
    page = build_dataset_page(large, "en", {})
    assert len(LINK.findall(tab)) == page.count('<th scope="row"><a href="data/') == len(DOWNLOADS)
    assert " kB" not in tab + page
    assert "contentSize" not in page


def test_what_is_loaded_and_what_is_read_can_be_joined(tmp_path: Path) -> None:
    """The frame, GeoParquet and the GeoJSON as GeoPandas reads it have one reference system: concat and sjoin work."""
    package = tmp_path / "locations.gpkg"
    package.write_bytes(build_download(EDITION, package.name))
    frames = [
        geo.load(),
        gpd.read_parquet(io.BytesIO(build_download(EDITION, "locations.parquet"))),
        gpd.read_file(LOCATIONS),
        gpd.read_file(package),
    ]
    shapes = [frame[["geometry"]][frame.geometry.notna()] for frame in frames]
    for one in shapes:
        assert len(pd.concat([shapes[0], one])) == len(shapes[0]) + len(one)
        assert not gpd.sjoin(shapes[0], one).empty


def test_readers_take_items_for_texts() -> None:
    """pandas, left to guess, keeps an item as it is."""
    for name in ("locations.csv", "figures.csv"):
        table = pd.read_csv(io.BytesIO(build_download(EDITION, name)))
        assert table["source_item"].str.startswith("§").all()
