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
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from geo.contract.vocabulary import SECTORS, Reason, Status, Theme, slugify
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, cached
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import get_result
from geo.viewing.data.totals import Total, split_total
from geo.viewing.html.details import draw_glyph
from geo.viewing.html.figures import describe_uncertain
from geo.viewing.words import text
from geo.viewing.words.palette import GLYPHS
from geo.viewing.words.wording import Words, lies_ahead

# Years between two lines of the axis, the first that leaves at most this many of them.
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
_LINES: Final = 7
_LEAST: Final = 0.005  # of the track: a shorter bar could not be distinguished from one of this length, and has a sign
_MOST: Final = 60  # institutions that the picture of them shows; the document names fewer

# The columns that the charts need.
_COLUMNS: Final = ["program", "title_en", "title_es", "theme", "sector", "agencies", "status", "start", "end"]
_DATED: Final = 60  # programmes that the chart of dates shows; the document has fewer

_PICTURE: Final = Markup(
    '<section class="picture {name}" data-title="{title}"><h2>{title}</h2><p class="quiet">{about}</p>'
    '<table aria-label="{title}"><thead>{head}</thead><tbody>{rows}</tbody></table>{after}{save}</section>'
)
# For a screen reader it is a list of institutions, each with its links: as a table it would have hundreds of blanks.
_MATRIX: Final = Markup(
    '<section class="picture agencies" data-title="{title}"><h2>{title}</h2><p class="quiet">{about}</p>'
    '<table role="list" aria-label="{title}"><thead aria-hidden="true"><tr>{head}</tr></thead>'
    '<tbody role="presentation">{rows}</tbody></table>{save}</section>'
)
_SAVE: Final = Markup('<p class="tools save">{} {}</p>')
_BUTTON: Final = Markup('<button type="button" data-picture="{}">{}</button>')
_KINDS: Final = Markup('<div class="kinds">{}</div>')
_KIND: Final = Markup('<details name="kind-of-money" data-key="{}"{}><summary>{}</summary>{}</details>')
_MATRIX_HEAD: Final = Markup("<th><span>{}</span></th>")
_MATRIX_ROW: Final = Markup('<tr role="listitem"><th role="presentation">{}</th>{}</tr>')
_MATRIX_CELL: Final = Markup('<td role="presentation">{}</td>')
_BLANK: Final = Markup('<td aria-hidden="true"></td>')
_HEAD: Final = Markup('<th scope="col"{}>{}</th>')
_ROW: Final = Markup(
    '<tr><th scope="row"><span class="line">{name}<span class="{track}" aria-hidden="true">{marks}</span></span></th>'
    "{cells}</tr>"
)
_CELL: Final = Markup("<td{}>{}</td>")
_VALUE: Final = Markup(' data-value="{}"')
_SIGN: Final = Markup('<span class="glyph {}" aria-hidden="true">{}</span>')
_MARK: Final = Markup('<i class="{}" style="left:{:.2f}%;width:{:.2f}%"></i>')
_KEY: Final = Markup('<i class="key {}" aria-hidden="true"></i>{}')
_FILTER: Final = Markup('<a href="{}" data-filter="{}"{}>{}</a>')
_CHOICE: Final = Markup('<a href="{}" data-program="{}">{}</a>')
_CURRENT: Final = Markup(' aria-current="true"')
_TICK: Final = Markup('<b{} style="left:{:.2f}%">{}</b>')
_LINE: Final = Markup('<u{} style="left:{:.2f}%"></u>')
_NOTE: Final = Markup('<p class="quiet">{}</p>')
_NOTHING: Final = Markup()
_NONE: Final = "–"  # where nothing is counted
_DOT: Final = Markup('<b class="dot">{}</b> <span>{}</span>')


@cached
def draw_charts(
    edition: Edition, filters: Filters, language: str, embedding: tuple[tuple[str, str], ...] = ()
) -> Markup:
    """Return the pictures of the programmes that are shown, drawn once for all visitors who look at the same."""
    result, words = get_result(edition, filters), edition.get_words(language)
    address = Address(filters, language=language, embedding=embedding)
    programs = edition.frame[_COLUMNS].loc[result.mask].drop_duplicates("program")
    if programs.empty:
        return Markup()
    sectors = dict(zip(programs["program"], programs["sector"].astype(str), strict=True))
    source = edition.metadata["source"]
    date = words.date(source["date"])
    statistics = edition.statistics.intersection(result.programs)
    number = words.programs(len(result.programs), len(statistics))
    drawn = (
        draw_kinds(result.totals, sectors, address, words),
        draw_themes(programs, address, words, number, statistics),
        draw_times(programs, source["date"], address, words),
        draw_agencies(programs, address, words, statistics),
    )
    cited = words.say(text.PICTURE_SOURCE, publisher=source["publisher"], title=source["title"], date=date)
    names = edition.get_names(language)
    shown = words.sentence(filters.to_query(), len(result.programs), names, len(statistics)) if filters else ""
    return Markup('<div class="pictures" data-source="{}" data-file="{}">{}</div>').format(
        ". ".join([*([shown] if shown else []), cited]), source["date"], Markup().join(drawn)
    )


def draw_kinds(totals: Sequence[Total], sectors: Mapping[str, str], address: Address, words: Words) -> Markup:
    """Return a picture for each kind of money, the first that is filtered by, or that is there, unfolded.

    Different kinds are never on one scale: nothing of one says how much another is.
    """
    drawn = {total.type: draw_money(total, sectors, address, words) for total in totals}
    kinds = [kind for kind, picture in drawn.items() if picture]
    first = next((kind for kind in kinds if kind.value in address.filters.amount), next(iter(kinds), None))
    parts = (
        _KIND.format(kind.value, Markup(" open") if kind is first else "", words.say(kind.label), drawn[kind])
        for kind in kinds
    )
    return _KINDS.format(Markup().join(parts)) if kinds else Markup()


def draw_money(total: Total, sectors: Mapping[str, str], address: Address, words: Words) -> Markup:
    """Return a total by sector: bars of what is counted, the parts within it paler, then what is planned, then what is
    only possible or an upper limit.

    Nothing is drawn if there is none of it.
    """  # noqa: D205 -- one sentence
    groups = split_total(total, sectors.items())
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
    is_short = False
    rows = []
    for code, one in drawn:
        parts = (one.usd - inside[code], inside[code], one.planned_usd, sums[code])
        ends = [end / most for end in itertools.accumulate(parts)]
        marks = list(zip(("counted", "contained", "planned", "maybe"), [0.0, *ends], ends, strict=False))
        cells = {
            "counted": (one.usd, words.money(one.usd, one.qualifier) if one.made_of else _NONE),
            "contained": (inside[code], words.money(inside[code]) if inside[code] else _NONE),
            "planned": (one.planned_usd, words.money(one.planned_usd, one.planned_qualifier) if one.planned else _NONE),
            "maybe": (sums[code], describe_uncertain(one, words) or _NONE),
        }
        name = _link(address, words.term("sector", code), sector=code)
        rows.append(_draw_row(name, marks, [cells[kind] for kind, _ in columns], is_least=ends[-1] < _LEAST))
        is_short |= ends[-1] < _LEAST
    return _PICTURE.format(
        name="money",
        title=words.say(text.CHART_SECTORS, type=words.say(total.type.label)),
        about=words.say(text.CHART_SECTORS_ABOUT),
        head=_draw_head(
            words.say(text.FACTS["sector"]), [_KEY.format(kind, words.say(name)) for kind, name in columns], "USD"
        ),
        rows=Markup().join(rows),
        after=_NOTE.format(words.say(text.CHART_LEAST)) if is_short else "",
        save=_draw_save(words),
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
    programs: pd.DataFrame, address: Address, words: Words, number: str = "", statistics: Collection[str] = ()
) -> Markup:
    """Return how many programmes each theme has, by status; `number` says in words how many there are.

    The title names the `statistics` too, where some of the programmes are but that.
    """
    counts = Counter(zip(programs["theme"], programs["status"], strict=True))
    sums = {theme: [counts[theme, status] for status in Status] for theme in Theme}
    most = max(sum(numbers) for numbers in sums.values())
    rows = []
    for theme, numbers in sums.items():
        if sum(numbers):
            ends = [sum(numbers[: n + 1]) / most for n in range(len(numbers))]
            marks = [
                (f"{theme} {status}", start, end)
                for status, start, end in zip(Status, [0.0, *ends], ends, strict=False)
            ]
            name = _SIGN.format(theme, GLYPHS[theme]) + Markup("{}").format(words.theme(theme))
            cells = [(n, words.number(n) if n else _NONE) for n in numbers]
            rows.append(_draw_row(_link(address, name, theme=theme.value), marks, cells))
    heads = [_KEY.format(status, words.say(status.label)) for status in Status]
    return _PICTURE.format(
        name="themes",
        title=words.say(text.CHART_THEMES_OF_BOTH if statistics else text.CHART_THEMES),
        about=" ".join([*([f"{number}."] if number else []), words.say(text.CHART_THEMES_ABOUT)]),
        head=_draw_head(words.say(text.DIMENSIONS["theme"]), heads),
        rows=Markup().join(rows),
        after="",
        save=_draw_save(words),
    )


def draw_times(programs: pd.DataFrame, date: str, address: Address, words: Words) -> Markup:
    """Return when each programme was, `date` being the document's; nothing where no date is known.

    A bar is as long as the dates' own precision: a year that is all we know is a whole year. A thin line goes on to
    the document's date where no end is given. The axis is as long as what is shown, the document's date is marked on
    it, and what has no date is counted.
    """
    columns = ("start", "end", f"title_{words.language}", "program", "theme", "status")
    dated = programs.dropna(subset=["start"]).head(_DATED)
    rows_dated = zip(*(dated[name] for name in columns), strict=True)
    spans = sorted(_to_span(row, date, words) for row in rows_dated)
    if not spans:
        return Markup()
    today = _to_years(date)[0]
    axis = build_axis(min(today, spans[0][0]), max(today, *(until for _, _, until, *_ in spans)))
    lines = Markup().join(_LINE.format("", 100 * axis.place(year)) for year in axis.ticks)
    lines += _LINE.format(Markup(' class="date"'), 100 * axis.place(today))
    rows = [
        _draw_row(
            draw_glyph(theme, words) + _CHOICE.format(address.choose(program=program).href, program, title),
            [
                (f"{theme} going", axis.place(end), axis.place(until)),
                (theme, axis.place(start), axis.place(end)),
            ],
            [(value, dates)],
            lines,
        )
        for start, end, until, title, program, theme, dates, value in spans
    ]
    ticks = Markup().join(_TICK.format("", 100 * axis.place(year), year) for year in axis.ticks)
    ticks += _TICK.format(Markup(' class="date"'), 100 * axis.place(today), "▼")
    name = Markup(
        '<span class="line"><span class="glyph" aria-hidden="true"></span><span>{}</span>'
        '<span class="track" aria-hidden="true">{}</span></span>'
    )
    undated = int(programs["start"].isna().sum())
    notes = [words.say(text.CHART_DATE, date=words.date(date))]
    if undated:
        notes.append(words.say(text.CHART_UNDATED, n=words.number(undated), all=words.number(len(programs))))
    return _PICTURE.format(
        name="times",
        title=words.say(text.CHART_TIME),
        about=words.say(text.CHART_TIME_ABOUT),
        head=_draw_head(
            name.format(words.say(text.COLUMNS["title"]), ticks), [words.say(text.FACTS["dates"])], "ISO 8601"
        ),
        rows=Markup().join(rows),
        after=_NOTE.format(" ".join(notes)),
        save=_draw_save(words),
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


def draw_agencies(programs: pd.DataFrame, address: Address, words: Words, statistics: Collection[str] = ()) -> Markup:
    """Return how many programmes each institution has in each sector, as circles; nothing where none is named.

    The text above names the `statistics` too, where an institution has one.
    """
    pairs = zip(programs["agencies"], programs["sector"], strict=True)
    counts = Counter((name, str(code)) for names, code in pairs for name in names)
    if not counts:
        return Markup()
    sums: Counter[str] = Counter()
    for (name, _), n in counts.items():
        sums[name] += n
    names = sorted(sums, key=lambda name: (-sums[name], name))[:_MOST]
    found = {code for name, code in counts if name in names}
    sectors = [code for code in SECTORS if code in found]
    rows = (
        _MATRIX_ROW.format(
            _link(address, words.institution(name), agency=slugify(name)),
            Markup().join(_draw_dot(counts[name, code], name, code, address, words) for code in sectors),
        )
        for name in names
    )
    has_statistics = programs.loc[programs["program"].isin(statistics), "agencies"].map(len).any()
    heads = [words.say(text.DIMENSIONS["agency"]), *(words.term("sector", code) for code in sectors)]
    return _MATRIX.format(
        title=words.say(text.CHART_AGENCIES),
        about=words.say(text.CHART_AGENCIES_OF_BOTH if has_statistics else text.CHART_AGENCIES_ABOUT),
        head=Markup().join(_MATRIX_HEAD.format(head) for head in heads),
        rows=Markup().join(rows),
        save=_draw_save(words),
    )


def _draw_dot(n: int, agency: str, sector: str, address: Address, words: Words) -> Markup:
    if not n:
        return _BLANK
    dot = _DOT.format(words.number(n), words.term("sector", sector))
    return _MATRIX_CELL.format(_link(address, dot, agency=slugify(agency), sector=sector))


def _draw_head(name: str, others: Iterable[str], unit: str = "") -> Markup:
    """Return the head of a table; with a `unit`, its cells are in words, and in a file a value stands next to them."""
    values = Markup(' data-unit="{}"').format(unit) if unit else ""
    heads = (_HEAD.format(values, one) for one in others)
    return Markup("<tr>{}{}</tr>").format(_HEAD.format("", name), Markup().join(heads))


def _draw_save(words: Words) -> Markup:
    buttons = (_BUTTON.format(code, code.upper()) for code in ("svg", "png", "csv"))
    return _SAVE.format(words.say(text.CHART_SAVE), Markup(" ").join(buttons))


def _draw_row(
    name: Markup,
    marks: Iterable[tuple[str, float, float]],
    cells: Sequence[tuple[object, str]],
    lines: Markup = _NOTHING,
    *,
    is_least: bool = False,
) -> Markup:
    """Return a row: its name, what is drawn in its track, and its cells; `is_least` of a bar too short to tell apart.

    A mark is a kind, a start and an end as parts of one; a cell what a table holds and what people read.
    """
    drawn = (_MARK.format(kind, 100 * start, 100 * (end - start)) for kind, start, end in marks if end > start)
    said = (_CELL.format(_VALUE.format(value), cell) for value, cell in cells)
    track = "track least" if is_least else "track"
    return _ROW.format(name=name, track=track, marks=lines + Markup().join(drawn), cells=Markup().join(said))


def _link(address: Address, name: str, **codes: str) -> Markup:
    """Return a link that filters by some codes, or where they are chosen takes that back."""
    chosen = all(address.filters.get(dimension) == (code,) for dimension, code in codes.items())
    return _FILTER.format(address.toggle(codes).href, urlencode(codes), _CURRENT if chosen else "", name)


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
