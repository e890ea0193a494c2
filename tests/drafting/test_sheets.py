"""Drafts of twelve fact sheets against what a reader finds in them; three of them tuned nothing."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from geo.drafting.draft import Draft, build_draft
from geo.drafting.geoparse.tokens import fold_toponym

SHEETS = Path(__file__).with_name("sheets")
TUNED = ("colombia", "ghana", "guatemala", "india", "indonesia", "kenya", "lobito", "morocco", "vietnam")
HELD_BACK = ("jordan", "kazakhstan", "tanzania")


@cache
def _draft(sheet: str) -> tuple[Draft, Mapping[str, Any]]:
    gold = tomllib.loads((SHEETS / f"{sheet}.toml").read_text("utf-8"))
    return build_draft((SHEETS / f"{sheet}.txt").read_text("utf-8")), gold


def _list_items(sheets: Sequence[str]) -> list[tuple[list[Mapping[str, Any]], Draft, Mapping[str, Any]]]:
    """Return the programmes of each item that has a gold answer, their draft, and the answer."""
    found = []
    for sheet in sheets:
        draft, gold = _draft(sheet)
        for item, answer in gold["items"].items():
            programs = [table for table in draft.programs.values() if table["source"]["item"] == item]
            found.append((programs, draft, answer))
    return found


def _list_names(programs: Sequence[Mapping[str, Any]], draft: Draft) -> set[str]:
    return {fold_toponym(draft.sites[site["site"]]["name"]) for table in programs for site in table["sites"]}


@pytest.mark.parametrize("sheets", [TUNED, HELD_BACK])
def test_two_thirds_of_the_sectors_are_right(sheets: Sequence[str]) -> None:
    """The first programme of an item is in a sector that a reader would give it."""
    items = _list_items(sheets)
    right = [
        bool(programs) and any(t["sector"] in answer["sectors"] for t in programs) for programs, _, answer in items
    ]
    assert sum(right) >= len(items) * 2 / 3


@pytest.mark.parametrize("sheets", [TUNED, HELD_BACK])
def test_five_sixths_of_the_sites_are_found(sheets: Sequence[str]) -> None:
    """A site that a reader would draw is drafted, and few others are."""
    items = [item for item in _list_items(sheets) if item[2].get("sites")]
    gold = [({fold_toponym(site) for site in answer["sites"]}, _list_names(p, d)) for p, d, answer in items]
    whole = sum(len(expected) for expected, _ in gold)
    assert sum(len(expected & found) for expected, found in gold) >= whole * 5 / 6
    assert sum(len(found - expected) for expected, found in gold) <= whole / 6


@pytest.mark.parametrize("sheet", [*TUNED, *HELD_BACK])
def test_each_amount_heads_a_programme(sheet: str) -> None:
    """Every sum of dollars stands in the amount of a programme of its own, and in no other place."""
    for programs, _, answer in _list_items([sheet]):
        assert Counter(t["amount"]["usd"] for t in programs if "amount" in t) == Counter(answer["amounts"])
        assert not {f["value"] for t in programs for f in t["figures"]} & set(answer["amounts"])


@pytest.mark.parametrize("sheet", [*TUNED, *HELD_BACK])
def test_no_count_is_spurious(sheet: str) -> None:
    """An ordinal, a part of a name and "one of the" are no figures."""
    for programs, _, answer in _list_items([sheet]):
        if "figures" in answer:
            assert not Counter(f["value"] for t in programs for f in t["figures"]) - Counter(answer["figures"])


@pytest.mark.parametrize(("key", "least"), [("agencies", 0.9), ("partners", 0.7)])
def test_institutions_are_found(key: str, least: float) -> None:
    """Agencies of the United States and partners are told apart, and most of them are found."""
    items = _list_items([*TUNED, *HELD_BACK])
    whole = sum(len(answer.get(key, ())) for _, _, answer in items)
    found = sum(len({n for t in programs for n in t[key]} & set(answer.get(key, ()))) for programs, _, answer in items)
    assert found >= whole * least


@pytest.mark.parametrize("sheet", [*TUNED, *HELD_BACK])
def test_the_draft_of_another_country_does_not_name_peru(sheet: str) -> None:
    """The title and the date are the document's, and no hint speaks of another document."""
    draft, gold = _draft(sheet)
    assert (draft.source["title"], draft.source["date"]) == (gold["title"], gold["date"])
    assert "peru" not in str(draft).lower()
