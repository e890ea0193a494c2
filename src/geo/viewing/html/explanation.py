"""Of what each total of money is made, what is not counted, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from geo.viewing.data.totals import LeftOut, Money, Total
from geo.viewing.html.rendering import draw_template
from geo.viewing.words import text
from geo.viewing.words.wording import Words

EXPLAINED: Final = 20  # amounts that an explanation lists; the document has fewer


def explain_totals(
    totals: Iterable[Total], titles: Mapping[str, str], words: Words, notes: Mapping[str, str]
) -> Markup:
    """Return for each kind of money its total, what it is made of, and what is not counted and why.

    `notes` says by programme what the document leaves open about an amount that is counted.
    """
    explained = [_explain_total(total, titles, words, notes) for total in totals]
    return draw_template("explanation.html", totals=explained, say=words.say, number=words.number)


def _explain_total(
    total: Total, titles: Mapping[str, str], words: Words, notes: Mapping[str, str]
) -> Mapping[str, Any]:
    """Return what is said of a total; its lists have a name, lines and how many lines there are more."""

    def list_lines(amounts: Sequence[Money]) -> list[tuple[str, str, str, str]]:
        return [
            (titles[one.program], _describe_money(one, words), "", notes.get(one.program, ""))
            for one in amounts[:EXPLAINED]
        ]

    left_out = [
        (titles[one.money.program], _describe_money(one.money, words), _describe_reason(one, titles, words), "")
        for one in total.left_out[:EXPLAINED]
    ]
    planned = words.money(total.planned_usd, total.planned_qualifier)
    return {
        "kind": words.say(total.type.label),
        "money": words.money(total.usd, total.qualifier) if total.made_of else words.say(text.NOTHING),
        "range": _describe_range(total, titles, words) if total.overlapping else "",
        "lists": [
            (words.say(text.MADE_OF), list_lines(total.made_of), len(total.made_of) - EXPLAINED),
            (words.say(text.PLANNED, money=planned), list_lines(total.planned), len(total.planned) - EXPLAINED),
            (words.say(text.NOT_COUNTED), left_out, len(total.left_out) - EXPLAINED),
        ],
    }


def _describe_range(total: Total, titles: Mapping[str, str], words: Words) -> str:
    """Return what the total is at least and at most, as amounts that may overlap leave that open."""
    overlapping = total.overlapping
    qualifier = Total(total.type, (*total.made_of, *(one.money for one in overlapping)), ()).qualifier
    programs = (words.say(text.QUOTED, title=titles[one.money.program]) for one in overlapping[:EXPLAINED])
    return words.say(
        text.RANGE,
        least=words.headline(total.usd, total.qualifier),
        most=words.headline(total.most, qualifier),
        programs=words.every(programs, len(overlapping) - EXPLAINED),
    )


def _describe_reason(one: LeftOut, titles: Mapping[str, str], words: Words) -> str:
    """Return why an amount is not counted, with the data's own reason for an overlap."""
    reason = words.say(one.reason.label, whole=titles[one.whole or one.money.program])
    return reason if one.why is None else f"{reason}: {words.say(one.why)}"


def _describe_money(money: Money, words: Words) -> str:
    """Return an amount, and the time it is for where that has an end: a year's figure is no running programme's."""
    dates = None if money.end is None else words.dates(money.start, money.end)
    return words.money(money.usd, money.qualifier) + ("" if dates is None else f" ({dates})")
