"""By what the map sizes its signs: the money at each place, with its words and the values of its legend. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geo.contract.vocabulary import AmountType
from geo.viewing.data.result import Page
from geo.viewing.data.totals import Total
from geo.viewing.words import text
from geo.viewing.words.wording import Words

MANY: Final = 300  # places above which the map draws a canvas, whose amounts the browser words itself
_STEPS: Final = (1, 2, 5)  # the leading digits of a legend's values


def describe_size(page: Page) -> Mapping[str, Any] | None:
    """Return how the address sizes the signs, None where it does not.

    `kind` is the kind of money; `sites` holds of each place that has any what was given, what is planned, both in whole
    United States dollars, and the words for them; `legend` holds round values with their words, the largest first.
    """
    if page.address.size is None:
        return None
    kind = AmountType(page.address.size)
    totals, words = page.result.total_at_sites(kind), page.words
    with_words = len(page.result.sites) <= MANY
    sites = {
        site: [total.usd, total.planned_usd, *([tell_total(total, words)] if with_words else [])]
        for site, total in totals.items()
    }
    largest = max((max(total.usd, total.planned_usd) for total in totals.values()), default=0)
    legend = [[usd, words.money(usd)] for usd in list_round(largest)]
    return {"kind": kind.value, "sites": sites, "legend": legend}


def tell_total(total: Total, words: Words) -> str:
    """Return what was given and what is planned in words."""
    given = [words.money(total.usd, total.qualifier)] if total.made_of else []
    later = words.money(total.planned_usd, total.planned_qualifier) if total.planned else ""
    return ", ".join([*given, *([words.say(text.PLANNED_MONEY, money=later)] if later else [])])


def list_round(largest: int) -> list[int]:
    """Return up to two round numbers that are at most `largest` and a fifth of it."""
    found = (_round_down(value) for value in (largest, largest // 5))
    return [value for value in found if value]


def _round_down(value: int) -> int:
    scale = 10 ** (len(str(value)) - 1)
    return max((step * scale for step in _STEPS if step * scale <= value), default=0)
