from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from geo.contract.vocabulary import AmountType, Qualifier, Reason, Status, slugify
from geo.viewing.data.address import Address
from geo.viewing.data.edition import load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import get_result
from geo.viewing.data.totals import LeftOut, Money, Total, build_total, split_total
from geo.viewing.html.charts import (
    build_axis,
    build_link,
    draw_agencies,
    draw_charts,
    draw_kinds,
    draw_money,
    draw_themes,
    draw_times,
    sum_contained,
)
from geo.viewing.words import text
from geo.viewing.words.wording import Words

EDITION = load_edition()
FRAME = EDITION.frame
EACH = FRAME.drop_duplicates("program")
SECTORS = dict(zip(FRAME["program"], FRAME["sector"].astype(str), strict=True))
PROGRAMS = list(SECTORS)
EN, ES = Words("en"), Words("es")
VIEW = Address(Filters())
DATE = "2024-11-15"
LINKS = {code: build_link(VIEW, sector=code) for code in {*SECTORS.values(), "111", "210"}}


def parse(drawn: str) -> ET.Element:
    """Return what was drawn as a tree."""
    return ET.fromstring(drawn)  # noqa: S314 -- made here


def list_rows(picture: str) -> list[ET.Element]:
    """Return the rows of a picture's table."""
    return parse(picture).findall(".//tbody/tr")


def read_row(row: ET.Element) -> list[str]:
    """Return the texts of a row's cells."""
    return ["".join(cell.itertext()) for cell in row]


def list_marks(row: ET.Element) -> list[tuple[str, float, float]]:
    """Return what is drawn in a row: kind, left and width in parts of a hundred."""
    marks = []
    for mark in row.iterfind(".//i"):
        style = dict(part.split(":") for part in str(mark.get("style")).split(";"))
        marks.append((str(mark.get("class")), float(style["left"][:-1]), float(style["width"][:-1])))
    return marks


def pay(program: str, usd: int) -> Money:
    """Return an amount of assistance."""
    return Money(program, usd, Qualifier.EXACT, AmountType.ASSISTANCE, None)


def draw_dates(rows: pd.DataFrame, words: Words = EN) -> Markup:
    """Return the picture of the dates of some rows."""
    return draw_times(rows, np.arange(len(rows)), DATE, VIEW, words)


@pytest.mark.parametrize("kind", AmountType)
@pytest.mark.parametrize("sector", [None, *sorted(set(SECTORS.values()))])
def test_a_bar_holds_only_parts_of_what_it_counts(kind: AmountType, sector: str | None) -> None:
    """For each kind of money and choice of sectors, every part drawn has its whole in the bar, and fits in it."""
    chosen = [program for program in PROGRAMS if sector in (None, SECTORS[program])]
    total = build_total(EDITION.money, chosen, kind)
    for one in split_total(total, SECTORS).values():
        counted = {money.program for money in one.made_of}
        parts = [part.money.usd for part in one.left_out if part.reason is Reason.PART and part.whole in counted]
        assert sum_contained(one) <= min(one.usd, sum(parts))


def test_the_bars_are_as_long_as_what_they_count() -> None:
    """Each sector's bar has its share of the largest, and its amount stands beside it with `more than`."""
    total = build_total(EDITION.money, PROGRAMS, AmountType.ASSISTANCE)
    groups = {code: one for code, one in split_total(total, SECTORS).items() if one.made_of or one.planned}
    assert sum(one.usd for one in groups.values()) == total.usd
    rows = list_rows(draw_money(total, SECTORS, LINKS, EN))
    assert len(rows) == len(groups)
    most = max(one.usd + one.planned_usd for one in groups.values())
    for planned in (False, True):
        widths = [sum(wide for kind, _, wide in list_marks(row) if (kind == "planned") == planned) for row in rows]
        sums = (100 * (one.planned_usd if planned else one.usd) / most for one in groups.values())
        assert sorted(widths) == pytest.approx(sorted(sums), abs=0.02)
    assert "more than $1.8 billion" in [read_row(row)[1] for row in rows]


def test_what_is_contained_is_drawn_inside() -> None:
    """A part is the pale end of its bar, told in a column of its own; where nothing is contained there is neither."""
    whole, part = pay("whole", 100), LeftOut(pay("part", 30), Reason.PART, "whole")
    drawn = draw_money(Total(AmountType.ASSISTANCE, (whole,), (part,)), {"whole": "210", "part": "210"}, LINKS, EN)
    [row] = list_rows(drawn)
    assert list_marks(row) == [("counted", 0, 70), ("contained", 70, 30)]
    assert read_row(row)[1:] == ["$100", "$30"]
    [row] = list_rows(draw_money(Total(AmountType.ASSISTANCE, (whole,), ()), {"whole": "210"}, LINKS, EN))
    assert read_row(row)[1:] == ["$100"]


def test_what_is_planned_is_drawn_apart() -> None:
    """What is planned stands after what is counted, in a column of its own, also where nothing is counted."""
    planned = Money("planned", 50, Qualifier.EXACT, AmountType.ASSISTANCE, status=Status.PIPELINE)
    total = Total(AmountType.ASSISTANCE, (pay("given", 100),), (), (planned,))
    [row] = list_rows(draw_money(total, {"given": "210", "planned": "210"}, LINKS, EN))
    assert list_marks(row) == [("counted", 0, 66.67), ("planned", 66.67, 33.33)]
    assert read_row(row)[1:] == ["$100", "$50"]
    first, second = list_rows(draw_money(total, {"given": "210", "planned": "111"}, LINKS, EN))
    assert (read_row(first)[1:], read_row(second)[1:]) == (["$100", "–"], ["–", "$50"])
    assert list_marks(second) == [("planned", 0, 50)]


def test_a_part_of_what_is_not_counted_is_not_drawn() -> None:
    """An amount within one that overlaps another is in no bar, and parts never outgrow the amount that holds them."""
    left_out = (
        LeftOut(pay("overlap", 50), Reason.OVERLAP, "whole"),
        LeftOut(pay("within", 30), Reason.PART, "overlap"),
        LeftOut(pay("first", 80), Reason.PART, "whole"),
        LeftOut(pay("second", 90), Reason.PART, "whole"),
    )
    assert sum_contained(Total(AmountType.ASSISTANCE, (pay("whole", 100),), left_out[:2])) == 0
    assert sum_contained(Total(AmountType.ASSISTANCE, (pay("whole", 100),), left_out)) == 100


@pytest.mark.parametrize("words", [EN, ES])
def test_themes_are_counted_by_status(words: Words) -> None:
    """The numbers are those of the data, and each status has its sign in the head of the table."""
    drawn = draw_themes(EACH, VIEW, words)
    counts = EACH.groupby(["theme", "status"], observed=False).size()
    for row, theme in zip(list_rows(drawn), counts.index.levels[0], strict=True):
        assert read_row(row)[1:] == [words.number(n) if n else "–" for n in counts[theme]]
        assert len(list_marks(row)) == sum(n > 0 for n in counts[theme])
    assert [key.get("class") for key in parse(drawn).iterfind(".//thead//i")] == [
        "key pipeline",
        "key implementation",
        "key closed",
    ]


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


def test_a_picture_of_many_says_that_it_shows_the_first() -> None:
    """Where more have a date, or more institutions are named, than a picture can show, it is said."""
    rows = pd.concat([EACH.head(1).assign(start="2024", agencies=[(f"Agency {n}",)]) for n in range(61)])
    for draw in (draw_dates, lambda some: draw_agencies(some, VIEW, EN)):
        assert "The first 60;" in draw(rows)
        assert "The first" not in draw(rows.head(60))


def test_a_small_amount_has_a_sign() -> None:
    """A bar that is too short to be told from another is marked as such, and the sign is explained."""
    total = Total(AmountType.ASSISTANCE, (pay("large", 1_800_000_000), pay("small", 250_000)), ())
    drawn = draw_money(total, {"large": "210", "small": "111"}, LINKS, EN)
    tracks = [row.find(".//*[@aria-hidden]") for row in list_rows(drawn)]
    assert [track is not None and track.get("class") for track in tracks] == ["track", "track least"]
    assert "too small for the scale" in drawn


def test_every_kind_of_money_can_be_drawn_one_at_a_time() -> None:
    """Each kind that is there has a picture, of which one is open: the one that is filtered by, else the first."""
    totals = get_result(EDITION, Filters()).totals
    for address, opened in ((VIEW, AmountType.ASSISTANCE), (VIEW.switch("amount", "finance"), AmountType.FINANCE)):
        kinds = parse(str(draw_kinds(totals, SECTORS, address, EN)).replace(" open>", ' open="">')).findall("details")
        assert [kind.findtext("summary") for kind in kinds] == [total.type.label.en for total in totals]
        assert [kind.findtext("summary") for kind in kinds if "open" in kind.attrib] == [opened.label.en]


def test_every_programme_with_a_date_is_in_the_picture_of_dates() -> None:
    """Each has its link and its dates in words."""
    rows = list_rows(draw_dates(EACH, ES))
    links = [row.find(".//a") for row in rows]
    assert {link.get("data-program") for link in links if link is not None} == set(
        EACH[EACH["start"].notna()]["program"]
    )
    assert all(read_row(row)[1] for row in rows)


@pytest.mark.parametrize("words", [EN, ES])
def test_institutions_and_sectors_are_the_datas(words: Words) -> None:
    """Each circle has the number of its institution's programmes in its sector; names are in the page's language."""
    found = {}
    for row in list_rows(draw_agencies(EACH, VIEW, words)):
        for link in row.iterfind("td/a"):
            codes = dict(parse_qsl(str(link.get("data-filter"))))
            found[read_row(row)[0], codes["sector"]] = int(str(link.findtext("b")))
    pairs = EACH.explode("agencies").dropna(subset=["agencies"]).groupby(["agencies", "sector"], observed=True).size()
    assert found == {(words.institution(name), str(code)): n for (name, code), n in pairs.items()}


def test_a_mark_filters_and_where_it_is_set_takes_the_filter_back() -> None:
    """A link leads to the filter, and from there back to where no such filter is; another filter stays."""
    total = build_total(EDITION.money, PROGRAMS, AmountType.ASSISTANCE)
    searched = VIEW.filter(Filters(q="x"))
    for address, href, current in (
        (searched, "?sector=160&q=x&lang=en", None),
        (searched.toggle({"sector": "160"}), "?q=x&lang=en", "true"),
    ):
        links = {code: build_link(address, sector=code) for code in LINKS}
        drawn = parse(draw_money(total, SECTORS, links, EN)).iterfind(".//a")
        [link] = [one for one in drawn if one.get("data-filter") == "sector=160"]
        assert (link.get("href"), link.get("aria-current")) == (href, current)


@pytest.mark.parametrize("language", ["en", "es"])
def test_pictures_say_that_statistics_are_among_what_they_count(language: str) -> None:
    """Title, text and sentence name them where some are shown, and no programme is one where none is."""
    edition = load_edition()
    words = edition.get_words(language)
    themes, agencies = text.CHART_THEMES_OF_BOTH, text.CHART_AGENCIES_OF_BOTH
    drawn = draw_charts(edition, Filters(theme=("people",)), language)
    assert words.say(themes) in drawn
    assert words.say(agencies) in drawn
    found = get_result(edition, Filters(theme=("people",))).programs
    statistics = len(edition.statistics.intersection(found))
    assert f'data-source="{words.programs(len(found), statistics)} ' in drawn
    without = draw_charts(edition, Filters(theme=("security",)), language)
    assert words.say(themes) not in without
    assert words.say(agencies) not in without


def test_nothing_is_drawn_of_nothing() -> None:
    """Without money, dates or institutions there is no picture of them."""
    none = EACH.assign(start=None, agencies=[()] * len(EACH))
    assert not draw_money(Total(AmountType.ASSISTANCE, (), ()), SECTORS, LINKS, EN)
    assert not draw_dates(none)
    assert not draw_agencies(none, VIEW, EN)


def test_hostile_text_is_text() -> None:
    """Markup in a title or a name of an institution is shown, not run."""
    hostile = EACH.head(1).assign(start="2024", title_en="<img onerror=x>", agencies=[("<b>&\"'",)])
    assert "&lt;img onerror=x&gt;" in draw_dates(hostile)
    drawn = draw_agencies(hostile, VIEW, EN)
    assert "&lt;b&gt;&amp;&#34;&#39;" in drawn
    assert f'data-filter="agency={slugify("<b>&")}"' in drawn
