"""The pictures, from the rows that are shown: tables whose cells are drawn as bars, spans and circles. Pure.

A picture is its own text alternative: what is drawn stands next to it in words, in a table that a screen reader, a
search in the page, a printer and a clipboard read. Its marks are links: those with `data-filter` filter the page, or
take that filter back where it is set; those with `data-program` choose a programme. All from the data is escaped.
"""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from geo.contract.vocabulary import SECTORS, Reason, Status, Theme, slugify
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, cached
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.data.search import Positions
from geo.viewing.data.totals import Total, split_total
from geo.viewing.html.details import draw_glyph
from geo.viewing.html.figures import describe_uncertain
from geo.viewing.html.rendering import draw_template
from geo.viewing.words import text
from geo.viewing.words.palette import GLYPHS
from geo.viewing.words.wording import Words, lies_ahead

# Years between two lines of the axis, the first that leaves at most this many of them.
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
_LINES: Final = 7
_LEAST: Final = 0.005  # of the track: a shorter bar could not be distinguished from one of this length, and has a sign
_MOST: Final = 60  # institutions that the picture of them shows; the document names fewer

_DATED: Final = 60  # programmes that the chart of dates shows; the document has fewer

_NONE: Final = "–"  # where nothing is counted
_SIGN: Final = Markup('<span class="glyph {}" aria-hidden="true">{}</span>{}')


@cached
def draw_charts(
    edition: Edition, filters: Filters, language: str, embedding: tuple[tuple[str, str], ...] = ()
) -> Markup:
    """Return the pictures of the programmes that are shown, drawn once for all visitors who look at the same."""
    page = Page(edition, Address(filters, language=language, embedding=embedding))
    result, words, address = page.result, page.words, page.address
    each = edition.rows.find_each("program", result.mask)
    programs = edition.frame[["theme", "status", "sector", "agencies"]].take(each)
    if programs.empty:
        return Markup()
    sectors = dict(zip(result.programs, programs["sector"].tolist(), strict=True))
    source = edition.metadata["source"]
    date = words.date(source["date"])
    statistics = edition.statistics.intersection(result.programs)
    number = page.describe_number(result.programs)

    def has_agencies(program: str) -> bool:
        return bool(edition.rows.get_cell(edition.rows.find("program", program)[0], "agencies"))

    drawn = (
        draw_kinds(result.totals, sectors, address, words),
        draw_themes(programs, address, words, number, has_statistics=bool(statistics)),
        draw_times(edition.frame, each, source["date"], address, words),
        draw_agencies(programs, address, words, has_statistics=any(map(has_agencies, statistics))),
    )
    cited = words.say(text.PICTURE_SOURCE, publisher=source["publisher"], title=source["title"], date=date)
    cited = f"{page.sentence}. {cited}" if filters else cited
    return draw_template("pictures.html", source=cited, date=source["date"], pictures=drawn)


def draw_kinds(totals: Sequence[Total], sectors: Mapping[str, str], address: Address, words: Words) -> Markup:
    """Return a picture for each kind of money, the first that is filtered by, or that is there, unfolded.

    Different kinds are never on one scale: nothing of one says how much another is.
    """
    links = {code: build_link(address, sector=code) for code in set(sectors.values())}
    drawn = {total.type: draw_money(total, sectors, links, words) for total in totals}
    pictures = {kind: picture for kind, picture in drawn.items() if picture}
    if not pictures:
        return Markup()
    first = next((kind for kind in pictures if kind in address.filters.amount), next(iter(pictures)))
    return draw_template("kinds.html", pictures=pictures, first=first, say=words.say)


def draw_money(total: Total, sectors: Mapping[str, str], links: Mapping[str, Link], words: Words) -> Markup:
    """Return a total by sector: bars of what is counted, the parts within it paler, then what is planned, then what is
    only possible or an upper limit.

    Nothing is drawn if there is none of it. `links` holds that of each sector.
    """  # noqa: D205 -- one sentence
    groups = split_total(total, sectors)
    sums = {code: sum(maybe.money.usd for maybe in one.uncertain) for code, one in groups.items()}
    drawn = sorted(
        (pair for pair in groups.items() if pair[1].made_of or pair[1].planned or pair[1].uncertain),
        key=lambda pair: (-pair[1].usd, -pair[1].planned_usd, -sums[pair[0]]),
    )
    if not drawn:
        return Markup()
    most = max(one.usd + one.planned_usd + sums[code] for code, one in drawn)
    inside = {code: sum_contained(one) for code, one in drawn}
    columns = [("counted", text.COUNTED)]
    columns += [("contained", text.CONTAINED)] if any(inside.values()) else []
    columns += [("planned", text.CHART_PLANNED)] if total.planned else []
    columns += [("maybe", text.CHART_MAYBE)] if any(sums.values()) else []
    bars = []
    for code, one in drawn:
        parts = (one.usd - inside[code], inside[code], one.planned_usd, sums[code])
        ends = [end / most for end in itertools.accumulate(parts)]
        marks = zip(("counted", "contained", "planned", "maybe"), [0.0, *ends], ends, strict=False)
        cells = {
            "counted": (one.usd, words.money(one.usd, one.qualifier) if one.made_of else _NONE),
            "contained": (inside[code], words.money(inside[code]) if inside[code] else _NONE),
            "planned": (one.planned_usd, words.money(one.planned_usd, one.planned_qualifier) if one.planned else _NONE),
            "maybe": (sums[code], describe_uncertain(one, words) or _NONE),
        }
        shown = [cells[kind] for kind, _ in columns]
        name, is_least = words.term("sector", code), ends[-1] < _LEAST
        bars.append(Bar(name, links[code], place_marks(marks), shown, is_least=is_least))
    return _draw_picture(
        "money",
        words,
        title=words.say(text.CHART_SECTORS, type=words.say(total.type.label)),
        about=words.say(text.CHART_SECTORS_ABOUT),
        head=words.say(text.FACTS["sector"]),
        columns=[(kind, words.say(name)) for kind, name in columns],
        unit="USD",
        bars=bars,
        note=words.say(text.CHART_LEAST) if any(bar.is_least for bar in bars) else "",
    )


def sum_contained(total: Total) -> int:
    """Return how many of the dollars counted other amounts name again: never more than the amount that holds them."""
    sizes = {one.program: one.usd for one in total.made_of}
    held = dict.fromkeys(sizes, 0)
    for part in total.left_out:
        if part.reason is Reason.PART and part.whole in held:
            held[part.whole] += part.money.usd
    return sum(min(usd, sizes[program]) for program, usd in held.items())


def draw_themes(
    programs: pd.DataFrame, address: Address, words: Words, number: str = "", *, has_statistics: bool = False
) -> Markup:
    """Return how many programmes each theme has, by status; `number` says in words how many there are.

    The title names the statistics too, where some of the programmes are but that.
    """
    counts = Counter(zip(programs["theme"].tolist(), programs["status"].tolist(), strict=True))
    sums = {theme: [counts[theme, status] for status in Status] for theme in Theme}
    most = max(sum(numbers) for numbers in sums.values())
    bars = []
    for theme, numbers in sums.items():
        if sum(numbers):
            ends = [end / most for end in itertools.accumulate(numbers)]
            kinds = (f"{theme} {status}" for status in Status)
            name = _SIGN.format(theme, GLYPHS[theme], words.theme(theme))
            cells = [(n, words.number(n) if n else _NONE) for n in numbers]
            marks = zip(kinds, [0.0, *ends], ends, strict=False)
            bars.append(Bar(name, build_link(address, theme=theme.value), place_marks(marks), cells))
    return _draw_picture(
        "themes",
        words,
        title=words.say(text.CHART_THEMES_OF_BOTH if has_statistics else text.CHART_THEMES),
        about=" ".join([*([f"{number}."] if number else []), words.say(text.CHART_THEMES_ABOUT)]),
        head=words.say(text.DIMENSIONS["theme"]),
        columns=[(status, words.say(status.label)) for status in Status],
        bars=bars,
    )


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
    axis_lines = [(_place(axis.place(year)), str(year), False) for year in axis.ticks]
    axis_lines.append((_place(axis.place(today)), "▼", True))
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
    return _draw_picture(
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


def draw_agencies(programs: pd.DataFrame, address: Address, words: Words, *, has_statistics: bool = False) -> Markup:
    """Return how many programmes each institution has in each sector, as circles; nothing where none is named.

    The text above names the statistics too, where an institution has one.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for (together, code), n in Counter(zip(programs["agencies"], programs["sector"].tolist(), strict=True)).items():
        counts.update({(name, code): n for name in together})
    if not counts:
        return Markup()
    sums: Counter[str] = Counter()
    for (name, _), n in counts.items():
        sums[name] += n
    names = sorted(sums, key=lambda name: (-sums[name], name))[:_MOST]
    found = {code for name, code in counts if name in names}
    sectors = [code for code in SECTORS if code in found]
    agencies = [
        (
            words.institution(name),
            build_link(address, agency=slugify(name)),
            [_build_dot(counts[name, code], name, code, address, words) for code in sectors],
        )
        for name in names
    ]
    return draw_template(
        "agencies.html",
        name="agencies",
        title=words.say(text.CHART_AGENCIES),
        about=words.say(text.CHART_AGENCIES_OF_BOTH if has_statistics else text.CHART_AGENCIES_ABOUT),
        columns=[words.say(text.DIMENSIONS["agency"]), *(words.term("sector", code) for code in sectors)],
        agencies=agencies,
        note=words.say(text.MORE_IN_TABLE, n=_MOST) if len(sums) > _MOST else "",
        say=words.say,
    )


def _build_dot(n: int, agency: str, sector: str, address: Address, words: Words) -> tuple[str, str, Link | None]:
    if not n:
        return "", "", None
    return words.number(n), words.term("sector", sector), build_link(address, agency=slugify(agency), sector=sector)


class Link(NamedTuple):
    """Where a mark leads, and the codes by which it filters, or the programme that it chooses."""

    href: str
    codes: str = ""
    is_chosen: bool = False
    program: str = ""


def build_link(address: Address, **codes: str) -> Link:
    """Return a link that filters by some codes, or where they are chosen takes that back."""
    is_chosen = all(address.filters.get(dimension) == (code,) for dimension, code in codes.items())
    return Link(address.toggle(codes).href, urlencode(codes), is_chosen)


class Bar(NamedTuple):
    """A row of a picture: its name and link, what is drawn in its track, its cells.

    A mark is a kind and its place as CSS; a cell what a table holds and what people read. `is_least` tells of a bar too
    short to tell apart.
    """

    name: str
    link: Link
    marks: Sequence[tuple[str, str]]
    cells: Sequence[tuple[object, str]]
    glyph: Markup = Markup()
    is_least: bool = False


def place_marks(marks: Iterable[tuple[str, float, float]]) -> list[tuple[str, str]]:
    """Return those marks of a track that have a length, given the kind, start and end of each as parts of one."""
    return [(kind, _place(start, end - start)) for kind, start, end in marks if end > start]


def _draw_picture(name: str, words: Words, **values: object) -> Markup:
    """Return a picture of bars, with the unit of its cells, the lines of its axis and the note under it if any."""
    return draw_template("picture.html", **{"unit": "", "axis": (), "note": ""} | values, name=name, say=words.say)


def _place(start: float, width: float | None = None) -> str:
    """Return as CSS where something is in a track, as parts of one."""
    return f"left:{start:.2%}" + ("" if width is None else f";width:{width:.2%}")


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
