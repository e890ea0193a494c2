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
from geo.totals import Reason, Total, split_total
from geo.wording import Words, lies_ahead

PICK: Final = "pick"  # what a click on a picture is called
_ROW: Final = 26  # pixels a bar takes
# The document speaks of the years from 2001 and looks ahead to 2026.
_YEARS: Final = (2001, 2027)


@dataclass(frozen=True)
class Picture:
    """A picture: its name, what is drawn, the same as a table, and the filter that a click sets (None: none)."""

    name: str
    title: str
    described: Text
    spec: dict[str, Any]
    table: pd.DataFrame
    dimension: str | None = None


def draw_money(total: Total, sectors: Mapping[str, str], words: Words, *, dark: bool) -> Picture | None:
    """Return a total by sector: bars of what is counted, the parts within it paler; None where nothing is counted."""
    if not total.made_of:
        return None
    groups = split_total(total, sectors.items())
    counted = sorted((pair for pair in groups.items() if pair[1].made_of), key=lambda pair: -pair[1].usd)
    sums = {code: words.money(one.usd, one.qualifier) for code, one in counted}
    inside = {code: sum_contained(one) for code, one in counted}
    named = {code: words.say(SECTORS[code]) for code in sums}
    names = [f"{named[code]}: {told}" for code, told in sums.items()]
    table = pd.DataFrame(
        {
            words.say(text.FACTS["sector"]): named.values(),
            words.say(text.COUNTED): sums.values(),
            words.say(text.CONTAINED): [words.money(usd) if usd else "–" for usd in inside.values()],
        }
    )
    kinds = [words.say(text.COUNTED), words.say(text.CONTAINED)]
    frame = pd.DataFrame(
        [
            {"code": code, "name": name, "usd": usd, "kind": kind, "order": order, "told": told,
             "described": f"{named[code]}, {kind}: {told}"}
            for name, (code, one) in zip(names, counted, strict=True)
            for order, (kind, usd, told) in enumerate((
                (kinds[0], one.usd - inside[code], sums[code]), (kinds[1], inside[code], words.money(inside[code])),
            ))
            if usd
        ]
    )  # fmt: skip
    accent = GROUND["accent"].dark if dark else GROUND["accent"].light
    pale = GROUND["outline"].dark if dark else GROUND["outline"].light
    shades = alt.Scale(domain=kinds, range=[accent, pale])
    pick = _pick("code")
    chart = (
        alt.Chart(frame)
        .mark_bar(height=16)
        .encode(
            y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=340, labelOverlap=False)),
            x=alt.X("usd:Q", title=None, axis=None),
            color=alt.Color("kind:N", scale=shades, legend=alt.Legend(orient="bottom", title=None)),
            opacity=_faded(pick),
            order="order:Q",
            description="described:N",
            tooltip=[_tip("name", text.FACTS["sector"], words), _tip("kind", text.COLUMNS["amount_kind"], words),
                     _tip("told", text.FACTS["amount"], words)],
        )
        .add_params(pick)
        .properties(height=_ROW * len(sums) + 60)
    )  # fmt: skip
    title = words.say(text.CHART_SECTORS, type=words.say(text.AMOUNT_TYPES[total.type]))
    return Picture("money", title, text.CHART_SECTORS_ALT, chart.to_dict(validate=False), table, "sector")


def sum_contained(total: Total) -> int:
    """Return how many of the dollars counted other amounts name again: never more than the amount that holds them."""
    sizes = {one.program: one.usd for one in total.made_of}
    held = dict.fromkeys(sizes, 0)
    for part in total.left_out:
        if part.reason is Reason.PART and part.whole in held:
            held[part.whole] += part.money.usd
    return sum(min(usd, sizes[program]) for program, usd in held.items())


def draw_themes(programs: pd.DataFrame, words: Words, *, dark: bool) -> Picture:
    """Return how many programmes each theme has, by status."""
    frame = programs.groupby(["theme", "status"], observed=True).size().rename("n").reset_index()
    frame["code"] = frame["theme"].astype(str)
    frame["theme"] = [words.say(text.THEMES[Theme(code)]) for code in frame["code"]]
    frame["order"] = [list(Status).index(Status(code)) for code in frame["status"]]
    statuses = [words.say(text.STATUSES[status]) for status in Status]
    shades = alt.Scale(domain=statuses, range=[0.35, 0.7, 1])
    frame["status"] = [words.say(text.STATUSES[Status(code)]) for code in frame["status"]]
    frame["described"] = _describe(frame, ["theme", "status"], words)
    themes = [words.say(text.THEMES[theme]) for theme in Theme]
    colours = [colour.dark if dark else colour.light for colour in THEMES.values()]
    pick = _pick("code")
    chart = (
        alt.Chart(frame)
        .mark_bar(height=16, stroke=GROUND["paper"].dark if dark else GROUND["paper"].light)
        .encode(
            y=alt.Y("theme:N", sort=themes, title=None, axis=alt.Axis(labelOverlap=False)),
            x=alt.X("n:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("theme:N", scale=alt.Scale(domain=themes, range=colours), legend=None),
            opacity=alt.Opacity(
                "status:N", sort=statuses, scale=shades, legend=alt.Legend(orient="bottom", title=None)
            ),
            fillOpacity=_faded(pick),
            order="order:Q",
            description="described:N",
            tooltip=[_tip("theme", text.DIMENSIONS["theme"], words), _tip("status", text.FACTS["status"], words),
                     _tip("n", text.N_PROGRAMS, words)],
        )
        .add_params(pick)
        .properties(height=_ROW * len(set(frame["theme"])) + 120)
    )  # fmt: skip
    table = frame.pivot_table(index="theme", columns="status", values="n", fill_value=0, sort=False).reset_index()
    table = table.rename(columns={"theme": words.say(text.DIMENSIONS["theme"])})
    return Picture(
        "themes", words.say(text.CHART_THEMES), text.CHART_THEMES_ALT, chart.to_dict(validate=False), table, "theme"
    )


def draw_times(programs: pd.DataFrame, date: str, words: Words, *, dark: bool) -> Picture | None:
    """Return when each programme was, `date` being the document's.

    A bar is as long as the dates' own precision: a year that is all we know is a whole year. A thin line goes on to
    the document's date where no end is given. An outline keeps what lasted a day in sight.
    """
    dated = programs.dropna(subset=["start"])
    if dated.empty:
        return None
    spans = [_to_span(row, date, words) for row in dated.itertuples()]
    spans.sort(key=lambda span: (span["from"], span["to"]))
    names: list[str] = [span["title"] for span in spans]
    known = [{**span, "thickness": 8} for span in spans]
    going = [
        {**span, "from": span["to"], "to": span["until"], "thickness": 0.5}
        for span in spans
        if span["until"] > span["to"]
    ]
    colours = [colour.dark if dark else colour.light for colour in THEMES.values()]
    shades = alt.Scale(domain=list(Theme), range=colours)
    chart = (
        alt.Chart(pd.DataFrame(known + going).drop(columns="until"))
        .mark_bar(strokeWidth=2)
        .encode(
            y=alt.Y("title:N", sort=names, title=None, axis=alt.Axis(labelLimit=280, labelOverlap=False)),
            x=alt.X("from:Q", title=None, scale=alt.Scale(domain=_YEARS, nice=False), axis=alt.Axis(format="d")),
            x2="to:Q",
            size=alt.Size("thickness:Q", scale=None),
            color=alt.Color("theme:N", scale=shades, legend=None),
            stroke=alt.Stroke("theme:N", scale=shades, legend=None),
            description="described:N",
            tooltip=[_tip("title", text.COLUMNS["title"], words), _tip("told", text.FACTS["dates"], words)],
        )
        .properties(height=21 * len(spans) + 40)
    )
    table = pd.DataFrame(
        {
            words.say(text.COLUMNS["title"]): names,
            words.say(text.FACTS["dates"]): [span["told"] for span in spans],
        }
    )
    return Picture("times", words.say(text.CHART_TIME), text.CHART_TIME_ALT, chart.to_dict(validate=False), table)


def draw_agencies(programs: pd.DataFrame, words: Words, *, dark: bool) -> Picture | None:
    """Return how many programmes each institution has in each sector, as circles."""
    frame = programs.explode("agencies").dropna(subset=["agencies"])
    if frame.empty:
        return None
    frame = frame.groupby(["agencies", "sector"], observed=True).size().rename("n").reset_index()
    frame["code"] = frame["sector"].astype(str)
    frame["sector"] = [words.say(SECTORS[code]) for code in frame["code"]]
    frame["described"] = _describe(frame, ["agencies", "sector"], words)
    every: dict[str, Any] = {"grid": True, "labelOverlap": False}
    order = frame.groupby("agencies")["n"].sum().sort_values(ascending=False)
    pick = _pick("code")
    chart = (
        alt.Chart(frame)
        .mark_circle(color=GROUND["accent"].dark if dark else GROUND["accent"].light)
        .encode(
            y=alt.Y("agencies:N", sort=list(order.index), title=None, axis=alt.Axis(labelLimit=300, **every)),
            x=alt.X("sector:N", title=None, axis=alt.Axis(labelAngle=-45, labelLimit=180, **every)),
            size=alt.Size("n:Q", scale=alt.Scale(domainMin=0, rangeMin=0, rangeMax=320), legend=None),
            opacity=_faded(pick),
            description="described:N",
            tooltip=[_tip("agencies", text.DIMENSIONS["agency"], words), _tip("sector", text.FACTS["sector"], words),
                     _tip("n", text.N_PROGRAMS, words)],
        )
        .add_params(pick)
        .properties(height=24 * len(order) + 160)
    )  # fmt: skip
    table = frame[["agencies", "sector", "n"]].set_axis(
        [words.say(text.DIMENSIONS["agency"]), words.say(text.FACTS["sector"]), words.say(text.N_PROGRAMS)], axis=1
    )
    return Picture(
        "agencies",
        words.say(text.CHART_AGENCIES),
        text.CHART_AGENCIES_ALT,
        chart.to_dict(validate=False),
        table,
        "sector",
    )


def _to_span(row: Any, date: str, words: Words) -> dict[str, Any]:
    """Return when a programme was, in years: the span that its dates allow, and until when it goes on."""
    start, end = str(row.start), None if pd.isna(row.end) else str(row.end)
    last = _to_year(pd.Period(end or start).end_time)
    title = getattr(row, f"title_{words.language}")
    told = words.dates(start, end, ahead=lies_ahead(row.status, start, date))
    return {
        "title": title,
        "described": f"{title}: {told}",
        "theme": row.theme,
        "from": _to_year(pd.Period(start).start_time),
        "to": last,
        "until": max(last, _to_year(pd.Timestamp(date))) if end is None else last,
        "told": told,
    }


def _describe(frame: pd.DataFrame, names: list[str], words: Words) -> list[str]:
    """Return for each mark what a screen reader says of it: `Space, planned: 2 programmes`."""
    return [
        f"{', '.join(map(str, values))}: " + (words.say(text.SHOWN_ONE) if n == 1 else words.say(text.SHOWN, n=n))
        for *values, n in frame[[*names, "n"]].itertuples(index=False)
    ]


def _to_year(moment: pd.Timestamp) -> float:
    """Return a moment as a year and its part: the end of 2023 is 2024.0."""
    days = moment.day_of_year - (moment.hour == 0)
    return round(moment.year + days / (365 + moment.is_leap_year), 3)


def _pick(field: str) -> alt.Parameter:
    return alt.selection_point(name=PICK, fields=[field])


def _faded(pick: alt.Parameter) -> Any:
    return alt.condition(pick, alt.value(1), alt.value(0.35))


def _tip(field: str, label: Text, words: Words) -> alt.Tooltip:
    return alt.Tooltip(field, title=words.say(label))
