from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from geo.viewing.data.address import Address
from geo.viewing.data.edition import load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.html.timeline import build_axis, draw_times
from geo.viewing.words.wording import Words
from support.pictures import list_marks, list_rows, parse, read_row

EACH = load_edition().frame.drop_duplicates("program")
EN, ES = Words("en"), Words("es")
DATE = "2024-11-15"


def draw_dates(rows: pd.DataFrame, words: Words = EN) -> Markup:
    """Return the picture of the dates of some rows."""
    return draw_times(rows, np.arange(len(rows)), DATE, Address(Filters()), words)


@pytest.mark.parametrize(
    ("start", "end", "years", "left", "width"),
    [
        ("2023", "2024", 2, 0, 2),
        ("2024-02", "2024-02", 1, 31 / 366, 29 / 366),
        ("2024-12", "2024-12", 1, 335 / 366, 31 / 366),
        ("2024-12-31", "2024-12-31", 1, 365 / 366, 1 / 366),
        ("2001", "2001", 25, 1, 1),
    ],
)
def test_a_bar_is_as_long_as_its_dates_are_known(start: str, end: str, years: int, left: float, width: float) -> None:
    """A year is a whole year, a month a whole month, a day a day; with an end, no line goes on; the axis fits."""
    drawn = draw_dates(EACH.head(1).assign(start=start, end=end, theme="space"))
    [(kind, *place)] = list_marks(list_rows(drawn)[0])
    assert kind == "space"
    assert place == pytest.approx([100 * left / years, 100 * width / years], abs=0.01)


def test_a_line_goes_on_to_the_date_of_the_document() -> None:
    """What has no end goes on until the document speaks, and no further."""
    drawn = draw_dates(EACH.head(1).assign(start="2001", end=None, theme="people"))
    going, known = list_marks(list_rows(drawn)[0])
    assert (going[0], known[0]) == ("people going", "people")
    assert going[1] + going[2] == pytest.approx(100 * (24 + 319 / 366) / 25, abs=0.02)


@pytest.mark.parametrize(
    ("start", "end", "ticks"),
    [
        (2001.0, 2026.0, [2000, 2005, 2010, 2015, 2020, 2025]),
        (2024.1, 2024.9, [2024, 2025]),
        (2021.0, 2026.5, [2021, 2022, 2023, 2024, 2025, 2026, 2027]),
        (1821.0, 2024.9, [1800, 1850, 1900, 1950, 2000]),
    ],
)
def test_an_axis_begins_with_a_line_and_holds_what_is_shown(start: float, end: float, ticks: list[int]) -> None:
    """Its lines are at round years, few enough to be told apart, and nothing lies outside."""
    axis = build_axis(start, end)
    assert list(axis.ticks) == ticks
    assert axis.place(ticks[0]) == 0 <= axis.place(start) < axis.place(end) <= 1


def test_the_labels_stand_at_their_lines_and_the_document_is_marked() -> None:
    """Each year of the head has a line in each row at the same place; what has no date is counted in words."""
    drawn = parse(draw_dates(EACH))
    labels = [one.get("style") for one in drawn.findall(".//thead//b")]
    rows = drawn.findall(".//tbody/tr")
    assert all([line.get("style") for line in row.findall(".//u")] == labels for row in rows)
    assert [one.text for one in drawn.findall(".//thead//b")] == ["2000", "2005", "2010", "2015", "2020", "2025", "▼"]
    undated = int(EACH["start"].isna().sum())
    assert f"not drawn: {undated} of {len(EACH)}." in "".join(drawn.itertext())
    assert "not drawn" not in draw_dates(EACH.dropna(subset=["start"]))


def test_every_programme_with_a_date_is_in_the_picture_of_dates() -> None:
    """Each has its link and its dates in words."""
    rows = list_rows(draw_dates(EACH, ES))
    links = [row.find(".//a") for row in rows]
    assert {link.get("data-program") for link in links if link is not None} == set(
        EACH[EACH["start"].notna()]["program"]
    )
    assert all(read_row(row)[1] for row in rows)


def test_a_picture_of_many_dates_says_that_it_shows_the_first() -> None:
    """Where more programmes have a date than the picture can show, it is said."""
    rows = pd.concat([EACH.head(1).assign(start="2024")] * 61)
    assert "The first 60;" in draw_dates(rows)
    assert "The first" not in draw_dates(rows.head(60))


def test_without_a_date_there_is_no_picture() -> None:
    """Where nothing is dated, nothing is drawn."""
    assert not draw_dates(EACH.assign(start=None))


def test_a_hostile_title_is_text() -> None:
    """Markup in a title is shown, not run."""
    assert "&lt;img onerror=x&gt;" in draw_dates(EACH.head(1).assign(start="2024", title_en="<img onerror=x>"))
