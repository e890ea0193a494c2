"""What the words of a passage propose: its sector and theme, the type of its money, its status."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from geo.building.audit.cues import read_amount_type, read_status
from geo.contract.vocabulary import AmountType, Status, Theme
from geo.drafting.draft.vocabulary import load_vocabulary

# What has no word of any sector is of none in particular.
_NO_SECTOR: Final = "430"

# A word of the run-in head weighs as much as two of the text, and one that is sure as much as three that are not.
_HEAD: Final = 2
_SURE: Final = 3
_LEAST: Final = 2


def propose_sector(text: str, head: str = "", heading: str = "") -> str:
    """Return the OECD DAC sector that the words of a text call for most, of two the one that they name first.

    `head` is the text's own run-in head, `heading` that of its section, which decides where the text says little.
    """
    scores = Counter(_weigh(text, 1))
    scores.update(_weigh(head, _HEAD))
    if max(scores.values(), default=0) < _LEAST:
        scores.update(dict.fromkeys(_weigh(heading, 1), 1))
    words = load_vocabulary().sectors
    whole = f"{head} {text} {heading}"

    def get_rank(sector: str) -> tuple[int, int]:
        first = words[sector].sure.search(whole) or words[sector].may.search(whole)
        return scores[sector], -first.start() if first else 0

    return max(scores, key=get_rank, default=_NO_SECTOR)


def _weigh(text: str, weight: int) -> dict[str, int]:
    """Return the score of each sector that a text has words for; a word counts once however often it stands."""
    scores: dict[str, int] = {}
    for code, words in load_vocabulary().sectors.items():
        sure, may = ({match[0].lower() for match in pattern.finditer(text)} for pattern in (words.sure, words.may))
        if sure or may:
            scores[code] = weight * (_SURE * len(sure) + len(may - sure))
    return scores


def find_sector_words(text: str, sector: str) -> list[str]:
    """Return the words of a text that call for a sector, those that are sure of it if there are any."""
    words = load_vocabulary().sectors.get(sector)
    found = [] if words is None else [*words.sure.finditer(text)] or [*words.may.finditer(text)]
    return list(dict.fromkeys(match[0].lower() for match in found))


def propose_theme(heading: str, text: str) -> Theme:
    """Return the theme that the words of a heading name first, or that of the sector that its text calls for."""
    words = load_vocabulary()
    found = {theme: match.start() for theme, pattern in words.themes.items() if (match := pattern.search(heading))}
    if found:
        return min(found, key=lambda theme: found[theme])
    return words.theme_of_sector.get(propose_sector(text), Theme.ECONOMY)


def propose_amount_type(sentence: str) -> AmountType:
    """Return the type of the money that a sentence speaks of, by the audit's words first."""
    read = read_amount_type(sentence)
    if read not in (None, AmountType.ASSISTANCE):
        return read
    found = (kind for kind, words in load_vocabulary().amounts.items() if words.search(sentence))
    return read or next(found, AmountType.ASSISTANCE)


def propose_status(text: str) -> Status:
    """Return the status that a text's verbs say, under way where they say nothing."""
    return read_status(text) or Status.IMPLEMENTATION


_UNDERTAKING: Final = re.compile(
    r"\b(?:signed|joined|joins|launched|established|endorsed|agreed|will|invested|provided|supports?|trained|announced)\b"
)


def is_undertaking(sentence: str) -> bool:
    """Return whether a sentence of an introduction says that something is done, and does not only lead over."""
    return not sentence.rstrip().endswith(":") and _UNDERTAKING.search(sentence) is not None
