"""What the map says, in each language: its texts, those of its legend and of its picture, names of codes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.contract.vocabulary import AmountType, Text, Theme
from geo.viewing.data.edition import Edition
from geo.viewing.data.rings import LIMITS
from geo.viewing.html.citation import list_sources
from geo.viewing.words import text
from geo.viewing.words.wording import Words


def build_labels(edition: Edition) -> dict[str, dict[str, str]]:
    """Return each text of the map by language and name; `(name)` in one is filled in by the browser."""
    return {
        code: _list_labels(edition.get_words(code), edition.metadata, list_sources(edition, code))
        | {"file": edition.slug}
        for code in edition.languages
    }


def name_map(words: Words) -> str:
    """Return what screen readers call the map, with the keys that move about in it."""
    return words.say(text.MAP_KEYS, map=words.say(text.MAP_NAME))


def _list_labels(words: Words, metadata: Mapping[str, Any], sources: Sequence[str]) -> dict[str, str]:
    source = metadata["source"]
    date = words.date(source["date"])
    names: Mapping[str, Text] = {**text.MAP, **text.LEGEND, **{one.value: one.label for one in AmountType}}
    limits = {ring.name.lower(): words.say(text.KNOWN_WITHIN, km=words.number(km)) for ring, km in LIMITS.items()}
    return {
        **{key: words.say(one) for key, one in names.items()},
        **{one.value: words.theme(one) for one in Theme},
        "map": name_map(words),
        **limits,
        "programme": words.say(text.SHOWN_ONE),
        "programmes": words.say(text.SHOWN, n="(n)"),
        "statistic": words.say(text.STATISTIC_ONE),
        "statistics": words.say(text.STATISTICS, n="(n)"),
        "unfiltered": words.say(text.OFFLINE_MONEY),
        "more": words.say(text.AND_MORE, n="(n)"),
        "title": words.say(text.TITLE),
        "source": words.say(text.PICTURE_SOURCE, publisher=source["publisher"], title=source["title"], date=date),
        "credit": words.say(text.PICTURE_CREDIT, license=metadata["license"], lines="; ".join(sources)),
        "date": source["date"],
    }
