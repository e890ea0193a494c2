"""`words.toml`: the words by which sectors, themes and kinds of money are proposed, and what is no title."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from geo.contract.vocabulary import SECTORS, AmountType, Theme

_NOTHING: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class SectorWords:
    """What calls for a sector: `sure` words, and those that may."""

    sure: re.Pattern[str]
    may: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What `words.toml` holds; `no_title` finds a line that says what a document is or who publishes it."""

    sectors: Mapping[str, SectorWords]
    purposes: Mapping[str, str]
    themes: Mapping[Theme, re.Pattern[str]]
    theme_of_sector: Mapping[str, Theme]
    amounts: Mapping[AmountType, re.Pattern[str]]
    no_title: re.Pattern[str]


@cache
def load_vocabulary() -> Vocabulary:
    """Return the words of this room's `words.toml`."""
    table = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text("utf-8"))
    lines, notices = (
        "|".join(re.escape(one) for key in keys for one in table["header"][key])
        for keys in (("kinds", "publishers"), ("notices",))
    )
    return Vocabulary(
        {
            code: SectorWords(_compile(words["sure"]), _compile(words["may"]))
            for code, words in table["sectors"].items()
            if code in SECTORS
        },
        table["purposes"],
        {Theme(code): _compile(words["words"]) for code, words in table["themes"].items()},
        {sector: Theme(code) for code, words in table["themes"].items() for sector in words["sectors"]},
        {AmountType(code): _compile(words) for code, words in table["amounts"].items()},
        re.compile(rf"{notices}|^(?:{lines})$", re.IGNORECASE),
    )


def _compile(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of any of some words, whole, the longest first; `*` stands for the rest of a word."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    parts = [re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in ordered]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else _NOTHING
