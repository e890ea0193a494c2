"""The pictures, from the rows that are shown: tables whose cells are drawn as bars, spans and circles. Pure.

A picture is its own text alternative: what is drawn stands next to it in words, in a table that a screen reader, a
search in the page, a printer and a clipboard read. Its marks are links: those with `data-filter` filter the page, or
take that filter back where it is set; those with `data-program` choose a programme. All from the data is escaped.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
from geo.viewing.words import text
from geo.viewing.words.wording import Words, lies_ahead

# The document speaks of the years from 2001 and looks ahead to 2026; the axis has a line every five years.
_YEARS: Final = (2000, 2027)
_STEP: Final = 5
_MOST: Final = 60  # institutions that the picture of them shows; the document names fewer

# The columns that the charts need.
_COLUMNS: Final = ["program", "title_en", "title_es", "theme", "sector", "agencies", "status", "start", "end"]
_DATED: Final = 60  # programmes that the chart of dates shows; the document has fewer

_PICTURE: Final = Markup(
    '<section class="picture {name}"><h2>{title}</h2><p class="quiet">{about}</p>'
    '<table aria-label="{title}"><thead>{head}</thead><tbody>{rows}</tbody></table></section>'
)
# Laid out as a list on a narrow screen, it stays a table for screen readers.
_MATRIX: Final = Markup(
    '<section class="picture agencies"><h2>{title}</h2><p class="quiet">{about}</p>'
    '<table role="table" aria-label="{title}"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
    '<tbody role="rowgroup">{rows}</tbody></table></section>'
)
_MATRIX_HEAD: Final = Markup('<th scope="col" role="columnheader"><span>{}</span></th>')
_MATRIX_ROW: Final = Markup('<tr role="row"><th scope="row" role="rowheader">{}</th>{}</tr>')
_MATRIX_CELL: Final = Markup('<td role="cell">{}</td>')
_HEAD: Final = Markup('<th scope="col">{}</th>')
_ROW: Final = Markup(
    '<tr><th scope="row"><span class="line">{name}<span class="track" aria-hidden="true">{marks}</span></span></th>'
    "{cells}</tr>"
)
_CELL: Final = Markup("<td>{}</td>")
_MARK: Final = Markup('<i class="{}" style="left:{:.2f}%;width:{:.2f}%"></i>')
_KEY: Final = Markup('<i class="key {}" aria-hidden="true"></i>{}')
_FILTER: Final = Markup('<a href="{}" data-filter="{}"{}>{}</a>')
_CHOICE: Final = Markup('<a href="{}" data-program="{}">{}</a>')
_CURRENT: Final = Markup(' aria-current="true"')
_TICK: Final = Markup('<b style="left:{:.2f}%">{}</b>')
_NONE: Final = "–"  # where nothing is counted
_DOT: Final = Markup('<b class="dot" style="--n:{}">{}</b><span>{}</span>')


@cached
def draw_charts(edition: Edition, filters: Filters, language: str) -> Markup:
    """Return the pictures of the programmes that are shown, drawn once for all visitors who look at the same."""
    result, words = get_result(edition, filters), edition.get_words(language)
    address = Address(filters, language=language)
    programs = edition.frame[_COLUMNS].loc[result.mask].drop_duplicates("program")
    if programs.empty:
        return Markup()
    sectors = dict(zip(programs["program"], programs["sector"].astype(str), strict=True))
    drawn = (
        draw_money(result.assistance, sectors, address, words),
        draw_themes(programs, address, words),
        draw_times(programs.head(_DATED), edition.metadata["source"]["date"], address, words),
        draw_agencies(programs, address, words),
    )
    return Markup('<div class="pictures">{}</div>').format(Markup().join(drawn))


def draw_money(total: Total, sectors: Mapping[str, str], address: Address, words: Words) -> Markup:
    """Return a total by sector: bars of what is counted, the parts within it paler, then what is planned.

    Nothing is drawn if nothing is counted or planned.
    """
    groups = split_total(total, sectors.items())
    drawn = sorted(
        (pair for pair in groups.items() if pair[1].made_of or pair[1].planned),
        key=lambda pair: (-pair[1].usd, -pair[1].planned_usd),
    )
    if not drawn:
        return Markup()
    most = max(one.usd + one.planned_usd for _, one in drawn)
    inside = {code: sum_contained(one) for code, one in drawn}
    columns = [("counted", text.COUNTED)]
    columns += [("contained", text.CONTAINED)] if any(inside.values()) else []
    columns += [("planned", text.CHART_PLANNED)] if total.planned else []
    rows = []
    for code, one in drawn:
        ends = [(one.usd - inside[code]) / most, one.usd / most, (one.usd + one.planned_usd) / most]
        marks = list(zip(("counted", "contained", "planned"), [0.0, *ends], ends, strict=False))
        cells = {
            "counted": words.money(one.usd, one.qualifier) if one.made_of else _NONE,
            "contained": words.money(inside[code]) if inside[code] else _NONE,
            "planned": words.money(one.planned_usd, one.planned_qualifier) if one.planned else _NONE,
        }
        name = _link(address, words.say(SECTORS[code]), sector=code)
        rows.append(_draw_row(name, marks, [cells[kind] for kind, _ in columns]))
    return _PICTURE.format(
        name="money",
        title=words.say(text.CHART_SECTORS, type=words.say(total.type.label)),
        about=words.say(text.CHART_SECTORS_ABOUT),
        head=_draw_head(
            words.say(text.FACTS["sector"]), [_KEY.format(kind, words.say(name)) for kind, name in columns]
        ),
        rows=Markup().join(rows),
    )


def sum_contained(total: Total) -> int:
    """Return how many of the dollars counted other amounts name again: never more than the amount that holds them."""
    sizes = {one.program: one.usd for one in total.made_of}
    held = dict.fromkeys(sizes, 0)
    for part in total.left_out:
        if part.reason is Reason.PART and part.whole in held:
            held[part.whole] += part.money.usd
    return sum(min(usd, sizes[program]) for program, usd in held.items())


def draw_themes(programs: pd.DataFrame, address: Address, words: Words) -> Markup:
    """Return how many programmes each theme has, by status."""
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
            name = draw_glyph(theme, words) + Markup("{}").format(words.say(theme.label))
            rows.append(
                _draw_row(
                    _link(address, name, theme=theme.value), marks, [words.number(n) if n else _NONE for n in numbers]
                )
            )
    heads = [_KEY.format(status, words.say(status.label)) for status in Status]
    return _PICTURE.format(
        name="themes",
        title=words.say(text.CHART_THEMES),
        about=words.say(text.CHART_THEMES_ABOUT),
        head=_draw_head(words.say(text.DIMENSIONS["theme"]), heads),
        rows=Markup().join(rows),
    )


def draw_times(programs: pd.DataFrame, date: str, address: Address, words: Words) -> Markup:
    """Return when each programme was, `date` being the document's; nothing where no date is known.

    A bar is as long as the dates' own precision: a year that is all we know is a whole year. A thin line goes on to
    the document's date where no end is given.
    """
    columns = ("start", "end", f"title_{words.language}", "program", "theme", "status")
    dated = programs.dropna(subset=["start"])
    rows_dated = zip(*(dated[name] for name in columns), strict=True)
    spans = sorted(_to_span(row, date, words) for row in rows_dated)
    if not spans:
        return Markup()
    rows = [
        _draw_row(
            draw_glyph(theme, words) + _CHOICE.format(address.choose(program=program).href, program, title),
            [(f"{theme} going", _place(end), _place(until)), (theme, _place(start), _place(end))],
            [dates],
        )
        for start, end, until, title, program, theme, dates in spans
    ]
    years = range(_YEARS[0] + _STEP, _YEARS[1], _STEP)
    ticks = Markup().join(_TICK.format(100 * _place(year), year) for year in years)
    name = Markup('<span class="line"><span>{}</span><span class="track" aria-hidden="true">{}</span></span>')
    return _PICTURE.format(
        name="times",
        title=words.say(text.CHART_TIME),
        about=words.say(text.CHART_TIME_ABOUT),
        head=_draw_head(name.format(words.say(text.COLUMNS["title"]), ticks), [words.say(text.FACTS["dates"])]),
        rows=Markup().join(rows),
    )


def draw_agencies(programs: pd.DataFrame, address: Address, words: Words) -> Markup:
    """Return how many programmes each institution has in each sector, as circles; nothing where none is named."""
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
    heads = [words.say(text.DIMENSIONS["agency"]), *(words.say(SECTORS[code]) for code in sectors)]
    return _MATRIX.format(
        title=words.say(text.CHART_AGENCIES),
        about=words.say(text.CHART_AGENCIES_ABOUT),
        head=Markup().join(_MATRIX_HEAD.format(head) for head in heads),
        rows=Markup().join(rows),
    )


def _draw_dot(n: int, agency: str, sector: str, address: Address, words: Words) -> Markup:
    if not n:
        return _MATRIX_CELL.format("")
    dot = _DOT.format(n, words.number(n), words.say(SECTORS[sector]))
    return _MATRIX_CELL.format(_link(address, dot, agency=slugify(agency), sector=sector))


def _draw_head(name: str, others: Iterable[str]) -> Markup:
    return Markup("<tr>{}{}</tr>").format(_HEAD.format(name), Markup().join(_HEAD.format(one) for one in others))


def _draw_row(name: Markup, marks: Iterable[tuple[str, float, float]], cells: Sequence[str]) -> Markup:
    """Return a row: its name, what is drawn in its track (kind, start and end as parts of one), and its cells."""
    drawn = (_MARK.format(kind, 100 * start, 100 * (end - start)) for kind, start, end in marks if end > start)
    return _ROW.format(name=name, marks=Markup().join(drawn), cells=Markup().join(_CELL.format(cell) for cell in cells))


def _link(address: Address, name: str, **codes: str) -> Markup:
    """Return a link that filters by some codes, or where they are chosen takes that back."""
    chosen = all(address.filters.get(dimension) == (code,) for dimension, code in codes.items())
    return _FILTER.format(address.toggle(codes).href, urlencode(codes), _CURRENT if chosen else "", name)


def _to_span(row: tuple[Any, ...], date: str, words: Words) -> tuple[float, float, float, str, str, str, str]:
    """Return when a programme was, in years: from, to, until when it goes on; and its title, code, theme and dates."""
    start, end, title, program, theme, status = row
    known = None if pd.isna(end) else str(end)
    last = _to_years(known or start)[1]
    until = last if known is not None else max(last, _to_years(date)[0])
    dates = words.dates(start, known, ahead=lies_ahead(status, start, date)) or ""
    return _to_years(start)[0], last, until, title, program, theme, dates


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


def _place(year: float) -> float:
    """Return where a year is on the axis, as a part of one; what lies outside is at its end."""
    first, last = _YEARS
    return min(max((year - first) / (last - first), 0), 1)
