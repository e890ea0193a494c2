"""What a data URL or `geo export` asks for: the page's own query, but nothing unknown is let pass. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd

from geo.contract.fields import QUERY
from geo.contract.vocabulary import SECTORS, slugify
from geo.viewing.data.edition import Edition
from geo.viewing.data.filters import MAX_WORDS, Filters

_MOST: Final = 3  # codes that a file name lists


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters, programmes (none: all), and the language of what describes the data."""

    filters: Filters
    programs: tuple[str, ...] = ()
    language: str = "en"

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return not self.filters and not self.programs


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """A parameter of a query that is wrong: its name, what is wrong, and what is allowed there."""

    parameter: str
    what: str
    allowed: tuple[str, ...]


class QueryError(Exception):
    """A query asks for what does not exist; `problems` says of each parameter what is allowed.

    Raised for what people or programs write into a URL or a command; mend the parameters it names and ask again.
    """

    def __init__(self, problems: Collection[QueryProblem]) -> None:
        """Keep the problems."""
        self.problems: Final = tuple(problems)
        super().__init__("; ".join(f"{problem.parameter}: {problem.what}" for problem in self.problems))


def parse_selection(query: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[str]]) -> Selection:
    """Return what `query` selects, given the codes there are by parameter (`Edition.known`); an empty value is none.

    Raises QueryError with every parameter and value that is not known.
    """
    given = {name: tuple(value for value in values if value) for name, values in query.items()}
    problems = list(_find_problems(given, known))
    if problems:
        raise QueryError(problems)
    chosen = set(given.get("program", ()))
    return Selection(
        filters=Filters.from_query(given, known),
        programs=tuple(program for program in known["program"] if program in chosen),
        language=next(iter(given.get("lang", ())), known["lang"][0]),
    )


def _find_problems(given: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[str]]) -> Iterator[QueryProblem]:
    for name, values in given.items():
        if name not in QUERY:
            yield QueryProblem(name, "is no parameter", QUERY)
        elif name == "q":
            if len(" ".join(values)) > MAX_WORDS:
                yield QueryProblem(name, f"is longer than {MAX_WORDS} characters", ())
        else:
            unknown = sorted({value for value in values if value not in known[name]})
            if unknown:
                yield QueryProblem(name, f"{', '.join(map(repr, unknown))} is not known", tuple(known[name]))


def select(edition: Edition, selection: Selection) -> gpd.GeoDataFrame:
    """Return the rows of an edition that `selection` asks for."""
    if selection.is_whole:
        return edition.frame
    mask = edition.index.match(selection.filters)
    if selection.programs:
        mask &= edition.frame["program"].isin(selection.programs).to_numpy()
    return edition.frame[mask]


def build_file_name(selection: Selection, suffix: str, stem: str) -> str:
    """Return a file name that says what is inside, made of [a-z0-9_-.] whatever the selection holds.

    It begins with `stem`. Codes name themselves and a sector also its first word; more than three become `selection`,
    words searched for `search`, as no visitor's text belongs into a name.
    """
    query = selection.filters.to_query() | {"program": list(selection.programs)}
    parts = [_name(dimension, value) for dimension, values in query.items() if dimension != "q" for value in values]
    parts += ["search"] * ("q" in query)
    shown = parts if len(parts) <= _MOST else ["selection"]
    return "_".join([stem, *shown, selection.language]) + f".{suffix}"


def _name(dimension: str, value: str) -> str:
    if dimension == "sector" and value in SECTORS:
        value = f"{value} {SECTORS[value].en.split()[0]}"
    return slugify(value)
