"""What stands below the map, at any address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.viewing.data.address import TABS, Address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.downloads.below import ROWS, draw_below
from geo.viewing.words import text
from support.editions import make_edition
from support.samples import make_bytes, make_feature

EDITION = get_edition()
SPACE = Address(Filters(theme=("space",)), language="es")


@pytest.mark.parametrize("tab", TABS)
def test_the_tab_of_the_address_is_open(tab: str) -> None:
    """The links to the tabs keep filters and language, and the one that is open says so."""
    drawn = draw_below(EDITION, replace(SPACE, tab=tab))
    assert drawn.count('aria-current="page"') == 1
    assert f'data-tab="{tab}" aria-current="page">' in drawn
    assert '<a href="?theme=space&amp;tab=downloads&amp;lang=es" data-tab="downloads"' in drawn
    assert EDITION.metadata["source"]["url"] in drawn


def test_a_filter_narrows_the_table() -> None:
    """The table holds the rows of the address."""
    drawn = draw_below(EDITION, replace(SPACE, tab="table"))
    assert drawn.partition("<tbody>")[2].count("<th") == int((EDITION.frame["theme"] == "space").sum())


def test_a_long_table_ends_and_says_so() -> None:
    """What is beyond the rows that a page can hold is left to the downloads."""
    features = [make_feature(site=f"s{n}", site_en=f"S{n}", longitude=-77 + n / 1000) for n in range(ROWS + 1)]
    drawn = draw_below(make_edition(make_bytes(*features)), Address(Filters(), language="en", tab="table"))
    assert drawn.partition("<tbody>")[2].count("<tr>") == ROWS
    assert text.TABLE_LIMIT.en.format(n=ROWS, all=ROWS + 1) in drawn


def test_no_pictures_are_told() -> None:
    """Where the filters leave nothing to draw, one line says so."""
    assert text.CHART_EMPTY.es in draw_below(EDITION, replace(SPACE, filters=Filters(q="zzzzzz")))
