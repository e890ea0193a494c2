"""The headline: how many programmes, statistics and places are shown, and a line for each kind of money. Pure.

What was given, with the years that it is of, stands apart from what is planned and from what the document only calls
possible or an upper limit. A kind that nobody gave is no "none" above one that was.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from geo.contract.vocabulary import Entry
from geo.viewing.data.result import Page
from geo.viewing.data.totals import Money, Total, find_period
from geo.viewing.html.rendering import draw_template
from geo.viewing.words import text
from geo.viewing.words.wording import Words

NAMED_AMOUNTS: Final = 3  # amounts that are not counted which a line or a cell names; the explanation lists more


def draw_figures(page: Page) -> Markup:
    """Return the headline of what an address shows."""
    words, result = page.words, page.result
    counts = {
        text.PROGRAMS_AND_STATISTICS if page.count_statistics(result.programs) else text.PROGRAMS: result.programs,
        text.SITES: result.sites,
    }
    return draw_template(
        "figures.html",
        counts={words.say(name): words.number(len(found)) for name, found in counts.items()},
        sentence=page.sentence,
        money=list(list_money_lines(page)),
        say=words.say,
    )


def list_money_lines(page: Page) -> Iterator[Mapping[str, Any]]:
    """Yield a line for each kind of money that is shown: its name, the amount in the first place, and what to know."""
    for total in page.result.totals:
        amounts = [*total.made_of, *total.planned, *(one.money for one in total.left_out)]
        is_statistic = page.count_statistics(one.program for one in amounts) == len(amounts)
        amount, notes = _describe(total, page.words)
        yield {
            "kind": page.words.say(total.type.label),
            "mark": page.words.say(Entry.STATISTIC.label) if is_statistic else "",
            "amount": amount,
            "notes": notes,
        }


def _describe(total: Total, words: Words) -> tuple[str, list[str]]:
    """Return the amount of a kind that stands first, and the notes under it."""
    uncertain, open_money = total.uncertain, describe_uncertain(total, words)
    if not (total.made_of or total.planned):
        reasons = dict.fromkeys(words.say(one.reason.label) for one in uncertain)
        return open_money, [words.say(text.MONEY_OPEN, money=words.every(reasons))] if uncertain else []
    planned = words.money(total.planned_usd, total.planned_qualifier)
    later = describe_period(total.planned, words, ahead=True)
    rest = [words.say(text.MONEY_OPEN, money=open_money)] if uncertain else []
    if not total.made_of:
        return planned, [words.say(text.MONEY_PLANNED, period=later), *rest]
    notes = [describe_period(total.made_of, words)]
    if total.planned:
        notes.append(words.say(text.AND_PLANNED, money=planned, period=later))
    return words.headline(total.usd, total.qualifier), [*notes, *rest]


def describe_uncertain(total: Total, words: Words) -> str:
    """Return in words the amounts that are only possible or a limit, and of many how many others there are."""
    amounts = total.uncertain
    named = (words.money(one.money.usd, one.money.qualifier) for one in amounts[:NAMED_AMOUNTS])
    return words.every(named, len(amounts) - NAMED_AMOUNTS)


def describe_period(amounts: Sequence[Money], words: Words, *, ahead: bool = False) -> str:
    """Return the years that some amounts are of, as far as the document dates them: `since 2001, 4 undated`."""
    period = find_period(amounts)
    dates = words.dates(period.start, period.end, ahead=ahead)
    if dates is None:
        return words.say(text.DATELESS)
    return dates if not period.undated else words.say(text.PARTLY_DATED, dates=dates, n=words.number(period.undated))


def mark_statistic(program: str, statistics: Container[str], words: Words) -> str:
    """Return the word that tells a statistic from a programme; nothing for a programme."""
    return words.say(Entry.STATISTIC.label) if program in statistics else ""
