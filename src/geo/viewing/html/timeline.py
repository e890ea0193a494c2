"""The picture of when each programme was: spans on an axis of years. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from geo.viewing.data.address import Address
from geo.viewing.data.search import Positions
from geo.viewing.html.bars import Bar, Link, draw_bars, format_place, place_marks
from geo.viewing.html.details import draw_glyph
from geo.viewing.words import text
from geo.viewing.words.wording import Words, lies_ahead

# Years between two lines of the axis, the first that leaves at most this many of them.
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
_LINES: Final = 7
_DATED: Final = 60  # programmes that the chart of dates shows; the document has fewer


def draw_times(frame: pd.DataFrame, shown: Positions, date: str, address: Address, words: Words) -> Markup:
    """Return when each programme of the rows that are shown was, `date` being the document's; nothing without a date.

    A bar is as long as the dates' own precision: a year that is all we know is a whole year. A thin line goes on to
    the document's date where no end is given. The axis is as long as what is shown, the document's date is marked on
    it, and what has no date is counted.
    """
    columns = ("start", "end", f"title_{words.language}", "program", "theme", "status")
    is_dated = frame["start"].notna().to_numpy()[shown]
    dated = frame[list(columns)].take(shown[is_dated][:_DATED])
    rows_dated = zip(*(dated[name] for name in columns), strict=True)
    spans = sorted(_to_span(row, date, words) for row in rows_dated)
    if not spans:
        return Markup()
    today = _to_years(date)[0]
    axis = build_axis(min(today, spans[0][0]), max(today, *(until for _, _, until, *_ in spans)))
    axis_lines = [(format_place(axis.place(year)), str(year), False) for year in axis.ticks]
    axis_lines.append((format_place(axis.place(today)), "▼", True))
    bars = [
        Bar(
            title,
            Link(address.choose(program=program).href, program=program),
            place_marks(
                [(f"{theme} going", axis.place(end), axis.place(until)), (theme, axis.place(start), axis.place(end))]
            ),
            [(value, dates)],
            draw_glyph(theme, words),
        )
        for start, end, until, title, program, theme, dates, value in spans
    ]
    undated = len(shown) - int(is_dated.sum())
    notes = [words.say(text.CHART_DATE, date=words.date(date))]
    if undated:
        notes.append(words.say(text.CHART_UNDATED, n=words.number(undated), all=words.number(len(shown))))
    if len(shown) - undated > _DATED:
        notes.append(words.say(text.MORE_IN_TABLE, n=_DATED))
    return draw_bars(
        "times",
        words,
        title=words.say(text.CHART_TIME),
        about=words.say(text.CHART_TIME_ABOUT),
        head=words.say(text.COLUMNS["title"]),
        columns=[("", words.say(text.FACTS["dates"]))],
        unit="ISO 8601",
        axis=axis_lines,
        bars=bars,
        note=" ".join(notes),
    )


@dataclass(frozen=True, slots=True)
class Axis:
    """The years from one to another, with the years that have a line."""

    first: int
    last: int
    ticks: range

    def place(self, year: float) -> float:
        """Return where a time is on the axis, as a part of one."""
        return (year - self.first) / (self.last - self.first)


def build_axis(start: float, end: float) -> Axis:
    """Return an axis that holds the times from `start` to `end`, in years, and begins with a line."""
    step = next((one for one in _STEPS if end - start <= one * (_LINES - 1)), _STEPS[-1])
    first, last = math.floor(start / step) * step, max(math.ceil(end), math.floor(start) + 1)
    return Axis(first, last, range(first, last + 1, step))


def _to_span(row: tuple[Any, ...], date: str, words: Words) -> tuple[float, float, float, str, str, str, str, str]:
    """Return when a programme was, in years: from, to, until when it goes on; and its title, code, theme and dates.

    The dates are in words, and as an interval of ISO 8601.
    """
    start, end, title, program, theme, status = row
    known = None if pd.isna(end) else str(end)
    last = _to_years(known or start)[1]
    until = last if known is not None else max(last, _to_years(date)[0])
    dates = words.dates(start, known, ahead=lies_ahead(status, start, date)) or ""
    return _to_years(start)[0], last, until, title, program, theme, dates, f"{start}/{known or '..'}"


def _to_years(date: str) -> tuple[float, float]:
    """Return when a year, month or day of the contract begins and ends, as a year and its part: 2023 ends at 2024.0."""
    year, *rest = map(int, date.split("-"))
    begin = dt.date(year, *[*rest, 1, 1][:2])
    match rest:
        case []:
            end = dt.date(year + 1, 1, 1)
        case [month]:
            end = dt.date(year + month // 12, month % 12 + 1, 1)
        case _:
            end = begin + dt.timedelta(days=1)
    return _to_part(begin), _to_part(end)


def _to_part(day: dt.date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / (365 + calendar.isleap(day.year))
