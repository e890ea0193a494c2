from __future__ import annotations

from urllib.parse import parse_qsl

import pandas as pd
import pytest

from geo.contract.vocabulary import AmountType, Qualifier, Reason, Status, Theme, slugify
from geo.viewing.data.address import Address
from geo.viewing.data.edition import load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import get_result
from geo.viewing.data.totals import LeftOut, Money, Total, build_total, split_total
from geo.viewing.html.bars import build_link
from geo.viewing.html.charts import (
    draw_agencies,
    draw_charts,
    draw_kinds,
    draw_money,
    draw_themes,
    sum_contained,
)
from geo.viewing.words import text
from geo.viewing.words.wording import Words
from support.pictures import list_marks, list_rows, parse, read_row

EDITION = load_edition()
FRAME = EDITION.frame
EACH = FRAME.drop_duplicates("program")
SECTORS = dict(zip(FRAME["program"], FRAME["sector"].astype(str), strict=True))
PROGRAMS = list(SECTORS)
EN, ES = Words("en"), Words("es")
VIEW = Address(Filters())
LINKS = {code: build_link(VIEW, sector=code) for code in {*SECTORS.values(), "111", "210"}}


def pay(program: str, usd: int) -> Money:
    """Return an amount of assistance."""
    return Money(program, usd, Qualifier.EXACT, AmountType.ASSISTANCE, None)


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
    for row, theme in zip(list_rows(drawn), (one for one in Theme if any(counts[one])), strict=True):
        assert read_row(row)[1:] == [words.number(n) if n else "–" for n in counts[theme]]
        assert len(list_marks(row)) == sum(n > 0 for n in counts[theme])
    assert [key.get("class") for key in parse(drawn).iterfind(".//thead//i")] == [
        "key pipeline",
        "key implementation",
        "key closed",
    ]


def test_a_picture_of_many_says_that_it_shows_the_first() -> None:
    """Where more institutions are named than the picture can show, it is said."""
    rows = pd.concat([EACH.head(1).assign(agencies=[(f"Agency {n}",)]) for n in range(61)])
    assert "The first 60;" in draw_agencies(rows, VIEW, EN)
    assert "The first" not in draw_agencies(rows.head(60), VIEW, EN)


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
    """Without money or institutions there is no picture of them."""
    assert not draw_money(Total(AmountType.ASSISTANCE, (), ()), SECTORS, LINKS, EN)
    assert not draw_agencies(EACH.assign(agencies=[()] * len(EACH)), VIEW, EN)


def test_hostile_text_is_text() -> None:
    """Markup in a name of an institution is shown, not run."""
    drawn = draw_agencies(EACH.head(1).assign(agencies=[("<b>&\"'",)]), VIEW, EN)
    assert "&lt;b&gt;&amp;&#34;&#39;" in drawn
    assert f'data-filter="agency={slugify("<b>&")}"' in drawn
