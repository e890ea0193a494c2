from __future__ import annotations

from typing import Any

import pytest

from geo.charts import Picture, draw_agencies, draw_money, draw_themes, draw_times, sum_contained
from geo.frame import load_frame
from geo.model import AmountType, Qualifier
from geo.totals import LeftOut, Money, Reason, Total, build_total, list_money, split_total
from geo.wording import Words

FRAME = load_frame()
SECTORS = dict(zip(FRAME["program"], FRAME["sector"].astype(str), strict=True))
PROGRAMS = list(SECTORS)
EN, ES = Words("en"), Words("es")


def list_values(picture: Picture) -> list[dict[str, Any]]:
    """Return the rows that a picture draws."""
    return [row for rows in picture.spec["datasets"].values() for row in rows]


@pytest.mark.parametrize("kind", AmountType)
@pytest.mark.parametrize("sector", [None, *sorted(set(SECTORS.values()))])
def test_a_bar_holds_only_parts_of_what_it_counts(kind: AmountType, sector: str | None) -> None:
    """For each kind of money and choice of sectors, every part drawn has its whole in the bar, and fits in it."""
    chosen = [program for program in PROGRAMS if sector in (None, SECTORS[program])]
    total = build_total(list_money(FRAME), chosen, kind)
    for one in split_total(total, SECTORS.items()).values():
        counted = {money.program for money in one.made_of}
        parts = [part.money.usd for part in one.left_out if part.reason is Reason.PART and part.whole in counted]
        assert sum_contained(one) <= min(one.usd, sum(parts))


def test_the_bars_add_up_to_the_total() -> None:
    """What is counted and what is contained make the length of all bars together, the sum that the total tells."""
    total = build_total(list_money(FRAME), PROGRAMS, AmountType.ASSISTANCE)
    picture = draw_money(total, SECTORS, EN, dark=False)
    assert picture is not None
    assert sum(row["usd"] for row in list_values(picture)) == total.usd


def test_a_part_of_what_is_not_counted_is_not_drawn() -> None:
    """An amount within one that overlaps another is in no bar, and parts never outgrow the amount that holds them."""

    def pay(program: str, usd: int) -> Money:
        return Money(program, usd, Qualifier.EXACT, AmountType.ASSISTANCE, None)

    left_out = (
        LeftOut(pay("overlap", 50), Reason.OVERLAP, "whole"),
        LeftOut(pay("within", 30), Reason.PART, "overlap"),
        LeftOut(pay("first", 80), Reason.PART, "whole"),
        LeftOut(pay("second", 90), Reason.PART, "whole"),
    )
    assert sum_contained(Total(AmountType.ASSISTANCE, (pay("whole", 100),), left_out[:2])) == 0
    assert sum_contained(Total(AmountType.ASSISTANCE, (pay("whole", 100),), left_out)) == 100


def test_a_bar_is_named_with_its_qualifier() -> None:
    """A bar's name says `more than` where the document does, and each bar has a sentence for screen readers."""
    picture = draw_money(build_total(list_money(FRAME), PROGRAMS, AmountType.ASSISTANCE), SECTORS, EN, dark=False)
    assert picture is not None
    assert any("more than $1.8 billion" in row["name"] for row in list_values(picture))
    assert picture.spec["encoding"]["description"]["field"] == "described"


@pytest.mark.parametrize("words", [EN, ES])
def test_every_mark_has_a_sentence_of_its_own(words: Words) -> None:
    """A screen reader hears no names of fields: each mark is described in the page's language."""
    programs = FRAME.drop_duplicates("program")
    total = build_total(list_money(FRAME), PROGRAMS, AmountType.ASSISTANCE)
    pictures = (
        draw_money(total, SECTORS, words, dark=False),
        draw_themes(programs, words, dark=False),
        draw_times(programs, "2024-11-15", words, dark=True),
        draw_agencies(programs, words, dark=True),
    )
    for picture in pictures:
        assert picture is not None
        assert picture.spec["encoding"]["description"] == {"field": "described", "type": "nominal"}
        assert all(row["described"] for row in list_values(picture))


def test_the_shades_of_the_status_are_explained() -> None:
    """The picture of themes has a legend that names every status."""
    picture = draw_themes(FRAME.drop_duplicates("program"), ES, dark=False)
    shades = picture.spec["encoding"]["opacity"]
    assert shades["legend"]["orient"] == "bottom"
    assert shades["scale"]["domain"] == ["previsto", "en curso", "concluido"]


def test_no_programme_is_too_short_to_be_seen() -> None:
    """A programme of one day has an outline, and no line where nothing goes on."""
    programs = FRAME.drop_duplicates("program").head(1).assign(start="2024-11-01", end="2024-11-01")
    picture = draw_times(programs, "2024-11-15", EN, dark=False)
    assert picture is not None
    assert len(list_values(picture)) == 1
    assert picture.spec["mark"]["strokeWidth"] >= 2
    assert "stroke" in picture.spec["encoding"]
