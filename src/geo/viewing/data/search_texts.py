"""The text of each row that a search looks at, of folded words: a line for each of `PARTS`. Pure.

` port` in it is a word's beginning, ` port ` a whole word, ` =8500000 ` an amount or a figure, ` =$8500000 ` an amount
alone, ` 2024-11-15 ` a date, ` pe-cal ` the code of a region, and capitals the first letters of a line's words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.contract.fields import LABELS
from geo.contract.texts import fold
from geo.contract.vocabulary import AmountType, Qualifier, Status
from geo.viewing.data.search_query import LITTLE_WORDS, MONTH_NAMES, SHORTEST_WORD, list_words

# What a search looks at, in the order of the lines of a row's text; the summary explains what nothing else does.
PARTS: Final = (
    "title", "agencies", "partners", "places", "theme", "sector", "amount", "figures", "status", "dates", "summary",
)  # fmt: skip

_PROSE: Final = ("title", "summary")  # initials are those of the names and lists in them
_PLURAL_NAME: Final = re.compile(r"\b([A-Z])[a-z]+s ([A-Z])[a-z]+s\b")  # Estados Unidos: EEUU
# What has initials within a text: words in capitals and the little ones between them, or of a list ("illegal,
# unreported and unregulated fishing"). All is bounded: from each letter little is read.
_NAME: Final = re.compile(
    r"[A-ZÀ-Þ][\w’'-]{0,40}(?:[ –-](?:(?:" + "|".join(sorted(LITTLE_WORDS)) + r") ){0,4}[A-ZÀ-Þ][\w’'-]{0,40})+"
    r"|[a-z-]{1,40}(?:, [a-z-]{1,40}){1,9} and [a-z-]{1,40}(?: [a-z-]{1,40})?"
)
# What is sought by other words than those that are shown, by code.
_OTHER_WORDS: Final[Mapping[str, str]] = {
    Status.PIPELINE: "pipeline future futuro",
    Status.IMPLEMENTATION: "implementation ongoing active implementación ejecución",
    Status.CLOSED: "closed finished ended cerrado terminado finalizado",
    Qualifier.MORE_THAN: "over above at least al menos",
    Qualifier.LESS_THAN: "under below nearly almost casi",
    Qualifier.ABOUT: "around approximately roughly aproximadamente alrededor de",
    Qualifier.UP_TO: "maximum máximo",
    AmountType.ASSISTANCE: "aid ayuda",
    AmountType.FINANCE: "loan credit préstamo crédito",
    AmountType.DIRECT_INVESTMENT: "FDI IED",
}
_MILLION: Final = 1_000_000


def list_texts(
    frame: gpd.GeoDataFrame,
    institutions: Mapping[str, str],
    other_names: Mapping[str, Mapping[str, Sequence[str]]],
    own_themes: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> list[str]:
    """Return the text of each row of a frame that `geo.viewing.data.frame` built: a line for each of `PARTS`.

    `institutions` gives Spanish names by English ones, `other_names` what institutions and sites are called besides,
    `own_themes` what the collection calls themes, by code and language.
    """
    normalise, normalise_text = functools.cache(_normalise), functools.cache(_normalise_text)
    acronyms, places = other_names["institutions"], other_names["sites"]

    def name_all(names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield from (name, institutions.get(name, ""), *acronyms.get(name, ()))

    def column(name: str) -> list[Any]:
        return list(frame[name].to_numpy(dtype=object))

    themes, statuses, kinds = map(_list_labels, ("theme", "status", "amount_type"))
    limits = {
        code: [normalise(line) for line in label.replace("{value}", "").split("\n")]
        for code, label in _list_labels("amount_qualifier").items()
    }
    themes |= {code: "\n".join(names.values()) for code, names in own_themes.items()}
    lines = {
        "title": zip(column("title_en"), column("title_es"), strict=True),
        "summary": zip(column("summary_en"), column("summary_es"), strict=True),
        "theme": ((themes[code],) for code in column("theme")),
        "sector": zip(column("sector"), column("sector_en"), column("sector_es"), strict=True),
        "agencies": map(name_all, column("agencies")),
        "partners": map(name_all, column("partners")),
        "places": (
            (english, spanish, "" if pd.isna(locode) else locode, *places.get(site, ()))
            for site, english, spanish, locode in zip(
                *map(column, ("site", "site_en", "site_es", "locode")), strict=True
            )
        ),
        "status": ((statuses[code],) for code in column("status")),
    }
    texts = {
        part: [(normalise_text if part in _PROSE else normalise)("\n".join(values)) for values in lines[part]]
        for part in lines
    }
    texts["places"] = [
        text if pd.isna(region) else f"{text}{fold(region)} "
        for text, region in zip(texts["places"], column("region"), strict=True)
    ]
    texts["dates"] = [
        "".join(_write_date(date) for date in dates if not pd.isna(date)) or " "
        for dates in zip(column("start"), column("end"), strict=True)
    ]
    texts["amount"] = [
        " "
        if pd.isna(usd)
        else normalise(kinds[kind])
        + _write_quantity(limits[limit], usd, _name_size(usd))
        + f"{limits[limit][0]}=${_write_number(usd)} "
        for usd, limit, kind in zip(*map(column, ("amount_usd", "amount_qualifier", "amount_type")), strict=True)
    ]
    texts["figures"] = ["".join(_list_figures(figures, limits, normalise)) or " " for figures in column("figures")]
    return list(map("\n".join, zip(*(texts[part] for part in PARTS), strict=True)))


def _normalise(text: str) -> str:
    """Return the words of names, of which each has a line, then their initials."""
    return _write_words(text, text.split("\n"))


def _normalise_text(text: str) -> str:
    """Return the words of a text, then the initials of the names and lists in it."""
    return _write_words(text, _NAME.findall(text))


def _write_words(text: str, names: Iterable[str]) -> str:
    initials = ("".join([word[0] for word in list_words(name) if word not in LITTLE_WORDS]).upper() for name in names)
    long = [one for one in dict.fromkeys(initials) if len(one) >= SHORTEST_WORD and one.isupper()]
    plural = dict.fromkeys((first * 2 + second * 2).lower() for first, second in _PLURAL_NAME.findall(text))
    return f" {' '.join((*list_words(text), *plural, *long))} "


def _write_date(date: str) -> str:
    year, _, rest = date.partition("-")
    return f" {year} {date} {' '.join(MONTH_NAMES[int(rest[:2]) - 1])} " if rest else f" {year} "


def _name_size(usd: float) -> tuple[str, str]:
    """Return the words with which an amount is read in each language."""
    if usd < _MILLION:
        return " ", " "
    return (" million ", " millones ") if usd < 1000 * _MILLION else (" billion ", " mil millones ")


def _list_labels(column: str) -> dict[str, str]:
    return {code: f"{label.en}\n{label.es}\n{_OTHER_WORDS.get(code, '')}" for code, label in LABELS[column].items()}


def _list_figures(
    figures: Iterable[Mapping[str, Any]], limits: Mapping[str, Sequence[str]], normalise: Callable[[str], str]
) -> Iterator[str]:
    for one in figures:
        units = [normalise(one[name]) for name in ("unit_en", "unit_es")]
        yield _write_quantity(limits[one["qualifier"]], one["value"], units)


def _write_quantity(limit: Sequence[str], value: float, units: Sequence[str]) -> str:
    """Return a number as each language words it, then by what else its limit is sought."""
    *worded, others = limit
    said = (f"{words}={_write_number(value)}{unit}" for words, unit in zip(worded, units, strict=True))
    return "".join((*said, others))


def _write_number(value: float) -> str:
    return f"{Decimal(str(value)).normalize():f}"
