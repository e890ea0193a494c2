"""Of what each total of money is made, what is not counted, and why. Pure: every value is escaped by MarkupSafe."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from markupsafe import Markup

from geo.viewing.data.totals import LeftOut, Money, Total
from geo.viewing.words import text
from geo.viewing.words.wording import Words

EXPLAINED: Final = 20  # amounts that an explanation lists; the document has fewer
_NOTE: Final = Markup('<br><span class="quiet">{}</span>')


def explain_totals(
    totals: Iterable[Total], titles: Mapping[str, str], words: Words, notes: Mapping[str, str]
) -> Markup:
    """Return for each kind of money its total, what it is made of, and what is not counted and why.

    `notes` says by programme what the document leaves open about an amount that is counted.
    """
    sections = [_explain_total(total, titles, words, notes) for total in totals]
    return Markup('<div class="explained"><p class="quiet">{}</p>{}</div>').format(
        words.say(text.NEVER_ADDED), Markup().join(sections)
    )


def _explain_total(total: Total, titles: Mapping[str, str], words: Words, notes: Mapping[str, str]) -> Markup:
    line = Markup("<li>{}: {}{}</li>")

    def draw(amounts: Iterable[Money]) -> Iterator[Markup]:
        for one in amounts:
            note = _NOTE.format(notes[one.program]) if one.program in notes else ""
            yield line.format(titles[one.program], _describe_money(one, words), note)

    left_out = (
        line.format(
            titles[one.money.program], _describe_money(one.money, words), f" – {_describe_reason(one, titles, words)}"
        )
        for one in total.left_out
    )
    planned = words.money(total.planned_usd, total.planned_qualifier)
    section = Markup("<p>{}</p><ul>{}</ul>")
    sections = []
    for name, lines, size in (
        (words.say(text.MADE_OF), draw(total.made_of), len(total.made_of)),
        (words.say(text.PLANNED, money=planned), draw(total.planned), len(total.planned)),
        (words.say(text.NOT_COUNTED), left_out, len(total.left_out)),
    ):
        shown = list(itertools.islice(lines, EXPLAINED))
        if size > EXPLAINED:
            shown.append(Markup("<li>{}</li>").format(words.say(text.AND_MORE, n=words.number(size - EXPLAINED))))
        if shown:
            sections.append(section.format(name, Markup().join(shown)))
    money = words.money(total.usd, total.qualifier) if total.made_of else words.say(text.NOTHING)
    head = Markup("<h3>{}: {}</h3>").format(words.say(total.type.label), money)
    return head + _describe_range(total, titles, words) + Markup().join(sections)


def _describe_range(total: Total, titles: Mapping[str, str], words: Words) -> Markup:
    """Return what the total is at least and at most, where amounts that may overlap leave that open."""
    overlapping = total.overlapping
    if not overlapping:
        return Markup()
    qualifier = Total(total.type, (*total.made_of, *(one.money for one in overlapping)), ()).qualifier
    programs = (words.say(text.QUOTED, title=titles[one.money.program]) for one in overlapping[:EXPLAINED])
    return Markup("<p>{}</p>").format(
        words.say(
            text.RANGE,
            least=words.headline(total.usd, total.qualifier),
            most=words.headline(total.most, qualifier),
            programs=words.every(programs, len(overlapping) - EXPLAINED),
        )
    )


def _describe_reason(one: LeftOut, titles: Mapping[str, str], words: Words) -> str:
    """Return why an amount is not counted, with the data's own reason for an overlap."""
    reason = words.say(one.reason.label, whole=titles[one.whole or one.money.program])
    return reason if one.why is None else f"{reason}: {words.say(one.why)}"


def _describe_money(money: Money, words: Words) -> str:
    """Return an amount, and the time it is for where that has an end: a year's figure is no running programme's."""
    dates = None if money.end is None else words.dates(money.start, money.end)
    return words.money(money.usd, money.qualifier) + ("" if dates is None else f" ({dates})")
