"""The draft of `glossary.toml`: what the figures count, and the text's words that call for the sectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from geo.building.audit.numbers import Number
from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import DRAFT_MARK
from geo.drafting.draft.proposals import find_sector_words
from geo.drafting.draft.vocabulary import load_vocabulary

_UNIT: Final = f"{DRAFT_MARK} what is counted"
_COUNTED: Final = re.compile(r"(?:[-\s]+[^\W\d_][\w’'-]*){1,4}")  # what a number counts, up to a stop
_LAST_WORDS: Final = 3


class GlossaryDraft:
    """The lists of a draft's glossary, added to as programmes are drafted."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._units: dict[str, list[str]] = {}
        self._purposes: dict[str, list[str]] = {}

    def add_figure(self, text: str, number: Number) -> dict[str, Any]:
        """Return a figure, with the words after it as a hint for its unit, which is added as the text writes it."""
        after = _COUNTED.match(text, number.end)
        counted = " ".join(after[0].split()) if after else ""
        unit = f"{_UNIT} ({counted.removeprefix('-')})" if counted else _UNIT
        space = " " if after and after[0][0].isspace() else ""
        before = " ".join(text[: number.start].split()[-_LAST_WORDS:])
        _add(self._units.setdefault(unit, []), f"#{space}{counted}" if counted else f"{before} #".strip())
        return {"value": number.value, "qualifier": number.qualifier.value, "unit": {"en": unit, "es": unit}}

    def add_sector(self, sector: str, passage: str) -> None:
        """Add the words of a passage that call for its sector, or that a person is to find some."""
        found = find_sector_words(passage, sector) or [f"{DRAFT_MARK} words of the document that call for {sector}"]
        for words in found:
            _add(self._purposes.setdefault(load_vocabulary().purposes[sector], []), words)

    def build(self) -> dict[str, Sequence[dict[str, Any]]]:
        """Return the tables of `glossary.toml`, without lists that are empty, which would forbid to append a table."""
        units = [{"en": unit, "es": unit, "words": words} for unit, words in self._units.items() if words]
        purposes = [{"code": code, "words": words} for code, words in sorted(self._purposes.items()) if words]
        return {key: tables for key, tables in (("units", units), ("purposes", purposes)) if tables}


def _add(words: list[str], more: str) -> None:
    if more not in words and find_text_problem(more.replace(DRAFT_MARK, "")) is None:
        words.append(more)
