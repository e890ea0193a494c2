"""By what the map sizes its signs: the money at each place, with its words and the values of its legend. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from geo.contract.vocabulary import AmountType, follow_wholes
from geo.viewing.data.result import Page
from geo.viewing.data.totals import UNCERTAIN, Total
from geo.viewing.words import text
from geo.viewing.words.wording import Words

MANY: Final = 300  # places above which the map is a canvas (as in `map.js`), whose amounts the browser words itself
_STEPS: Final = (1, 2, 5)  # the leading digits of a legend's values


def describe_size(page: Page) -> Mapping[str, Any] | None:
    """Return how the address sizes the signs, None where it does not.

    `kind` is the kind of money; `sites` holds of each place that has any what was given, what is planned, both in whole
    United States dollars, and the words for them; `legend` holds round values with their words, the largest first.
    Of many places the map draws groups: `programs` holds their amounts (`list_amounts`), for it to count each once in a
    group, and `legend` all round values up to their sum.
    """
    if page.address.size is None:
        return None
    kind = AmountType(page.address.size)
    totals, words = page.result.total_at_sites(kind), page.words
    with_words = len(page.result.sites) <= MANY
    sites = {
        site: [total.usd, total.planned_usd, *([describe_total(total, words)] if with_words else [])]
        for site, total in totals.items()
    }
    largest = max((max(total.usd, total.planned_usd) for total in totals.values()), default=0)
    if not _is_grouped(page):
        return {"kind": kind.value, "sites": sites, "legend": [[usd, words.money(usd)] for usd in list_round(largest)]}
    programs = dict(list_amounts(page, kind))
    legend = [[usd, words.money(usd)] for usd in list_all_round(sum(usd for usd, *_ in programs.values()))]
    return {"kind": kind.value, "sites": sites, "legend": legend, "programs": programs}


def _is_grouped(page: Page) -> bool:
    frame = page.edition.frame
    return int(frame.loc[frame["longitude"].notna(), "site"].nunique()) > MANY


def list_amounts(page: Page, kind: AmountType) -> Iterator[tuple[int, tuple[int, int, list[int], list[int]]]]:
    """Yield the amounts of a kind that a total may count, by the number that the map's data give their programme.

    Each is whole United States dollars, 1 where it is planned, the numbers of the programmes whose amounts contain it,
    the nearest first, and of those that may hold the same dollars.
    """
    money, numbers = page.edition.money, {program: n for n, program in enumerate(page.edition.titles["en"])}
    for program in page.result.programs:
        one = money.get(program)
        if one is None or one.type is not kind or one.qualifier in UNCERTAIN:
            continue
        wholes = follow_wholes(program, lambda code: money[code].part_of if code in money else None)
        inside = [numbers[code] for code in wholes if code in numbers and code != program]
        others = [numbers[code] for code, _ in one.overlaps if code in numbers]
        yield numbers[program], (one.usd, int(one.is_planned), inside, others)


def describe_total(total: Total, words: Words) -> str:
    """Return what was given and what is planned in words."""
    given = [words.money(total.usd, total.qualifier)] if total.made_of else []
    later = words.money(total.planned_usd, total.planned_qualifier) if total.planned else ""
    return ", ".join([*given, *([words.say(text.PLANNED_MONEY, money=later)] if later else [])])


def list_round(largest: int) -> list[int]:
    """Return up to two round numbers that are at most `largest` and a fifth of it."""
    found = (_round_down(value) for value in (largest, largest // 5))
    return [value for value in found if value]


def list_all_round(largest: int) -> list[int]:
    """Return every round number that is at most `largest`, the largest first."""
    scales = (10**power for power in reversed(range(len(str(largest)))))
    return [step * scale for scale in scales for step in reversed(_STEPS) if step * scale <= largest]


def _round_down(value: int) -> int:
    scale = 10 ** (len(str(value)) - 1)
    return max((step * scale for step in _STEPS if step * scale <= value), default=0)
