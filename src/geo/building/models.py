"""What the records say: programmes with their amounts, figures, placements and citation, and sites."""

from __future__ import annotations

import math
from typing import Annotated, Final

from pydantic import AfterValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from geo.building.tables import (
    FILLED,
    LAX,
    UNIQUE,
    BothLanguages,
    Date,
    ItemNumber,
    Line,
    Record,
    Slug,
    Table,
    format_value,
    matches,
)
from geo.contract.fields import FIELDS
from geo.contract.vocabulary import SECTORS, AmountType, Qualifier, SiteRole, Status, Theme

_MAX_NUMBER: Final = 10**15  # as the contract has it: more than any amount or count there is
_PATTERNS: Final = {field.name: field.pattern.pattern for field in FIELDS if field.pattern is not None}


def _check_sector(code: str) -> str:
    if code not in SECTORS:
        allowed = ", ".join(SECTORS)
        raise PydanticCustomError("message", "'{code}' is not one of {allowed}", {"code": code, "allowed": allowed})
    return code


def _check_number(value: object) -> int | float:
    # A whole number may be too large for isfinite().
    is_finite = isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not is_finite:
        raise PydanticCustomError("message", "{value} is not a number", {"value": format_value(value, str)})
    if not 0 <= value <= _MAX_NUMBER:
        raise PydanticCustomError("message", "is not between 0 and {most}", {"most": _MAX_NUMBER})
    return value


_Qualifier = Annotated[Qualifier, LAX]
_Lines = Annotated[tuple[Line, ...], LAX, UNIQUE]
_Region = Annotated[str, matches(_PATTERNS["region"])]


class Others(Table):
    """Other programmes, about whose amounts something is decided."""

    programs: Annotated[tuple[Slug, ...], LAX, FILLED, UNIQUE]


class Apart(Others):
    """Programmes whose amounts hold none of the same dollars, though giver and time would allow it, and why."""

    reason: Line


class Overlap(Others):
    """Programmes whose amounts may hold some of the same dollars, and why; visitors read the reason."""

    reason: BothLanguages


class Amount(Table):
    """A programme's headline amount in United States dollars.

    `part_of` is the programme whose amount contains it, `overlaps` gives those whose amounts may hold the same dollars,
    `apart_from` those of which that might be thought, with the reason why it is not so. `qualifier_words` are the
    document's words for a qualifier that the audit reads otherwise.
    """

    usd: Annotated[int, Field(gt=0, le=_MAX_NUMBER)]
    qualifier: _Qualifier
    qualifier_words: Line | None = None
    type: Annotated[AmountType, LAX]
    part_of: Slug | None = None
    overlaps: Annotated[tuple[Overlap, ...], LAX] = ()
    apart_from: Annotated[tuple[Apart, ...], LAX] = ()


class Figure(Table):
    """Any other figure of the item: a value and its unit, such as 9 helicopters; `qualifier_words` as of an amount."""

    value: Annotated[int | float, PlainValidator(_check_number)]
    qualifier: _Qualifier
    qualifier_words: Line | None = None
    unit: BothLanguages


class Placement(Table):
    """A programme at a site."""

    site: Slug
    role: Annotated[SiteRole, LAX] = SiteRole.SITE


class Citation(Table):
    """A passage of the document: its item (`4.2`) and a URL text fragment (WICG Scroll to Text Fragment).

    The passage begins with `start` and, where `end` is given, goes on to the end of `end`. `prefix` and `suffix` are
    the words around it, given where the passage would not be unique without them.
    """

    item: ItemNumber
    start: Line
    end: Line | None = None
    prefix: Line | None = None
    suffix: Line | None = None


class Program(Record):
    """One distinct undertaking of the document; `id` is the name of its file.

    `theme` is that of the document's section unless given. `statistic` says that it is a figure of trade or travel and
    nobody's programme. `implied` lists those of `agencies` and `partners` that the passage cited does not name,
    `status_reason` says why the status is not what the passage's verbs say.
    """

    title: BothLanguages
    summary: BothLanguages
    theme: Annotated[Theme, LAX] | None = None
    sector: Annotated[str, AfterValidator(_check_sector)]
    agencies: _Lines
    partners: _Lines
    implied: _Lines = ()
    amount: Amount | None = None
    statistic: bool = False
    status: Annotated[Status, LAX]
    status_reason: Line | None = None
    start: Date | None = None
    end: Date | None = None
    figures: Annotated[tuple[Figure, ...], LAX] = ()
    placements: Annotated[tuple[Placement, ...], LAX, FILLED, Field(validation_alias="sites")]
    note: BothLanguages | None = None
    citation: Annotated[Citation, Field(validation_alias="source")]


class Site(Record):
    """A place that programmes name, and what the geocoder looks it up by. It holds no coordinates.

    `name` is the document's spelling, `label` what people read, `kind` a GeoNames feature code, `country` ISO 3166-1
    alpha-2, `region` ISO 3166-2. `members` names, by their codes in boundaries.geojson (ISO 3166-2, for a whole country
    ISO 3166-1), what makes up an area or corridor that no gazetteer holds.
    """

    name: Line
    label: BothLanguages
    kind: Annotated[str, matches(_PATTERNS["site_kind"])]
    country: Annotated[str, matches(_PATTERNS["country"])]
    region: _Region | None = None
    members: _Lines = ()
    note: BothLanguages | None = None
