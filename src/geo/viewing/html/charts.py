"""The pictures, from the rows that are shown: tables whose cells are drawn as bars, spans and circles. Pure.

A picture is its own text alternative: what is drawn stands next to it in words, in a table that a screen reader, a
search in the page, a printer and a clipboard read. Its marks are links: those with `data-filter` filter the page, or
take that filter back where it is set; those with `data-program` choose a programme. All from the data is escaped.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
from markupsafe import Markup

from geo.contract.vocabulary import SECTORS, Reason, Status, Theme, slugify
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, cached
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.data.totals import Total, split_total
from geo.viewing.html.bars import Bar, Link, build_link, draw_bars, place_marks
from geo.viewing.html.figures import describe_uncertain
from geo.viewing.html.rendering import draw_template
from geo.viewing.html.timeline import draw_times
from geo.viewing.words import text
from geo.viewing.words.palette import GLYPHS
from geo.viewing.words.wording import Words

_LEAST: Final = 0.005  # of the track: a shorter bar could not be distinguished from one of this length, and has a sign
_MOST: Final = 60  # institutions that the picture of them shows; the document names fewer

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
    return draw_bars(
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
    return draw_bars(
        "themes",
        words,
        title=words.say(text.CHART_THEMES_OF_BOTH if has_statistics else text.CHART_THEMES),
        about=" ".join([*([f"{number}."] if number else []), words.say(text.CHART_THEMES_ABOUT)]),
        head=words.say(text.DIMENSIONS["theme"]),
        columns=[(status, words.say(status.label)) for status in Status],
        bars=bars,
    )


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
