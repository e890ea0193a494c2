"""The pictures, from the rows that are shown: for each a table of what it says, and how it is drawn. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd

from geo import text
from geo.model import SECTORS, Status, Text, Theme
from geo.palette import GROUND, THEMES
from geo.totals import Reason, Total
from geo.wording import Words

PICK: Final = "pick"  # what a click on a picture is called
_ROW: Final = 26  # pixels a bar takes
# The document speaks of the years from 2001 and looks ahead to 2026.
_YEARS: Final = ("2001-01-01", "2027-01-01")


@dataclass(frozen=True)
class Picture:
    """A picture: its name, what is drawn, the same as a table, and the filter that a click sets (None: none)."""

    name: str
    title: str
    described: Text
    chart: alt.LayerChart | alt.Chart
    table: pd.DataFrame
    dimension: str | None = None


def draw_money(total: Total, sectors: Mapping[str, str], words: Words, *, dark: bool) -> Picture | None:
    """Return a total by sector: bars of what is counted, and within them what they contain; None where it is empty."""
    counted = [(sectors[one.program], one.usd, 0) for one in total.made_of]
    inside = [
        (sectors[one.whole], 0, one.money.usd)
        for one in total.left_out
        if one.reason is Reason.PART and one.whole is not None
    ]
    if not counted:
        return None
    frame = pd.DataFrame(counted + inside, columns=["code", "counted", "inside"]).groupby("code").sum()
    frame = frame.sort_values("counted", ascending=False).reset_index()
    frame["sector"] = [words.say(SECTORS[code]) for code in frame["code"]]
    frame["told"] = [words.money(int(usd)) for usd in frame["counted"]]
    frame["told_inside"] = [words.money(int(usd)) if usd else "–" for usd in frame["inside"]]
    ink = GROUND["accent"].dark if dark else GROUND["accent"].light
    paper = GROUND["paper"].dark if dark else GROUND["paper"].light
    pick = _pick("code")
    base = alt.Chart(frame).encode(
        y=alt.Y("sector:N", sort=None, title=None, axis=alt.Axis(labelLimit=240, labelOverlap=False)),
        tooltip=[_tip("sector", text.FACTS["sector"], words), _tip("told", text.COUNTED, words),
                 _tip("told_inside", text.CONTAINED, words)],
    )  # fmt: skip
    scale = alt.X("counted:Q", axis=None)
    bars = base.mark_bar(color=ink, height=16).encode(x=scale, opacity=_faded(pick)).add_params(pick)
    inner = base.mark_bar(color=paper, height=6, opacity=0.75).encode(x="inside:Q").transform_filter("datum.inside > 0")
    labels = base.mark_text(align="left", dx=5, color=_ink(dark=dark)).encode(x=scale, text="told:N")
    kind = words.say(text.AMOUNT_TYPES[total.type])
    table = frame[["sector", "told", "told_inside"]].set_axis(
        [words.say(text.FACTS["sector"]), words.say(text.COUNTED), words.say(text.CONTAINED)], axis=1
    )
    title = words.say(text.CHART_SECTORS, type=kind)
    chart = (bars + inner + labels).properties(height=_ROW * len(frame) + 40)
    return Picture("money", title, text.CHART_SECTORS_ALT, chart, table, "sector")


def draw_themes(programs: pd.DataFrame, words: Words, *, dark: bool) -> Picture:
    """Return how many programmes each theme has, by status."""
    frame = programs.groupby(["theme", "status"], observed=True).size().rename("n").reset_index()
    frame["code"] = frame["theme"].astype(str)
    frame["theme"] = [words.say(text.THEMES[Theme(code)]) for code in frame["code"]]
    frame["order"] = [list(Status).index(Status(code)) for code in frame["status"]]
    frame["status"] = [words.say(text.STATUSES[Status(code)]) for code in frame["status"]]
    themes = [words.say(text.THEMES[theme]) for theme in Theme]
    colours = [colour.dark if dark else colour.light for colour in THEMES.values()]
    pick = _pick("code")
    chart = (
        alt.Chart(frame)
        .mark_bar(height=16, stroke=GROUND["paper"].dark if dark else GROUND["paper"].light)
        .encode(
            y=alt.Y("theme:N", sort=themes, title=None),
            x=alt.X("n:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("theme:N", scale=alt.Scale(domain=themes, range=colours), legend=None),
            fillOpacity=alt.Opacity("order:O", scale=alt.Scale(range=[0.35, 0.7, 1]), legend=None),
            opacity=_faded(pick),
            order="order:Q",
            tooltip=[_tip("theme", text.DIMENSIONS["theme"], words), _tip("status", text.FACTS["status"], words),
                     _tip("n", text.N_PROGRAMS, words)],
        )
        .add_params(pick)
        .properties(height=_ROW * len(set(frame["theme"])) + 40)
    )  # fmt: skip
    table = frame.pivot_table(index="theme", columns="status", values="n", fill_value=0, sort=False).reset_index()
    table = table.rename(columns={"theme": words.say(text.DIMENSIONS["theme"])})
    return Picture("themes", words.say(text.CHART_THEMES), text.CHART_THEMES_ALT, chart, table, "theme")


def draw_times(programs: pd.DataFrame, date: str, words: Words, *, dark: bool) -> Picture | None:
    """Return when each programme was, `date` being the document's.

    A bar is as long as the dates' own precision: a year that is all we know is a whole year. Dashes go on to the
    document's date where no end is given.
    """
    dated = programs.dropna(subset=["start"])
    if dated.empty:
        return None
    frame = pd.DataFrame([_to_span(row, date, words) for row in dated.itertuples()])
    frame = frame.sort_values(["from", "to"]).reset_index(drop=True)
    colours = [colour.dark if dark else colour.light for colour in THEMES.values()]
    years = alt.X("from:T", title=None, scale=alt.Scale(domain=list(_YEARS)), axis=alt.Axis(format="%Y", tickCount=8))
    base = alt.Chart(frame).encode(
        y=alt.Y("title:N", sort=None, title=None, axis=alt.Axis(labelLimit=280, ticks=False, labelOverlap=False)),
        color=alt.Color("theme:N", scale=alt.Scale(domain=list(Theme), range=colours), legend=None),
        tooltip=[_tip("title", text.COLUMNS["title"], words), _tip("told", text.FACTS["dates"], words)],
    )
    going = base.mark_rule(strokeWidth=2, strokeDash=[2, 3]).encode(x=years, x2="until:T")
    known = base.mark_bar(height=9, minBandSize=3).encode(x=years, x2="to:T")
    names = [words.say(text.COLUMNS["title"]), words.say(text.FACTS["dates"])]
    table = frame[["title", "told"]].set_axis(names, axis=1)
    chart = (going + known).properties(height=20 * len(frame) + 40)
    return Picture("times", words.say(text.CHART_TIME), text.CHART_TIME_ALT, chart, table)


def draw_agencies(programs: pd.DataFrame, words: Words, *, dark: bool) -> Picture | None:
    """Return how many programmes each institution has in each sector, as circles."""
    frame = programs.explode("agencies").dropna(subset=["agencies"])
    if frame.empty:
        return None
    frame = frame.groupby(["agencies", "sector"], observed=True).size().rename("n").reset_index()
    frame["code"] = frame["sector"].astype(str)
    frame["sector"] = [words.say(SECTORS[code]) for code in frame["code"]]
    order = frame.groupby("agencies")["n"].sum().sort_values(ascending=False)
    pick = _pick("code")
    chart = (
        alt.Chart(frame)
        .mark_circle(color=GROUND["accent"].dark if dark else GROUND["accent"].light)
        .encode(
            y=alt.Y("agencies:N", sort=list(order.index), title=None, axis=alt.Axis(labelLimit=300, grid=True, labelOverlap=False)),
            x=alt.X("sector:N", title=None, axis=alt.Axis(labelAngle=-45, labelLimit=180, grid=True, labelOverlap=False)),
            size=alt.Size("n:Q", scale=alt.Scale(domainMin=0, rangeMin=0, rangeMax=320), legend=None),
            opacity=_faded(pick),
            tooltip=[_tip("agencies", text.DIMENSIONS["agency"], words), _tip("sector", text.FACTS["sector"], words),
                     _tip("n", text.N_PROGRAMS, words)],
        )
        .add_params(pick)
        .properties(height=24 * len(order) + 160)
    )  # fmt: skip
    table = frame[["agencies", "sector", "n"]].set_axis(
        [words.say(text.DIMENSIONS["agency"]), words.say(text.FACTS["sector"]), words.say(text.N_PROGRAMS)], axis=1
    )
    return Picture("agencies", words.say(text.CHART_AGENCIES), text.CHART_AGENCIES_ALT, chart, table, "sector")


def _to_span(row: Any, date: str, words: Words) -> dict[str, object]:
    """Return when a programme was: the span that its dates allow, and until when it goes on without an end."""
    start, end = str(row.start), None if pd.isna(row.end) else str(row.end)
    last = str(pd.Period(end or start).end_time.date())
    return {
        "title": getattr(row, f"title_{words.language}"),
        "theme": row.theme,
        "from": str(pd.Period(start).start_time.date()),
        "to": last,
        "until": max(last, date) if end is None else last,
        "told": words.dates(start, end),
    }


def _pick(field: str) -> alt.Parameter:
    return alt.selection_point(name=PICK, fields=[field])


def _faded(pick: alt.Parameter) -> Any:
    return alt.condition(pick, alt.value(1), alt.value(0.35))


def _tip(field: str, label: Text, words: Words) -> alt.Tooltip:
    return alt.Tooltip(field, title=words.say(label))


def _ink(*, dark: bool) -> str:
    return GROUND["ink"].dark if dark else GROUND["ink"].light
