"""The records that people edit, TOML to model: strict, and every fault of every file told at once."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from geo.building.relations import find_relation_faults
from geo.building.source import Source, load_source
from geo.contract.faults import DataError, Fault, gathered
from geo.contract.fields import FIELDS
from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import (
    DATE,
    DRAFT_MARK,
    ITEM,
    SECTORS,
    SLUG,
    Amount,
    AmountType,
    Citation,
    Figure,
    Placement,
    Program,
    Qualifier,
    Site,
    SiteRole,
    Status,
    Text,
    Theme,
)


@dataclass(frozen=True, slots=True)
class Records:
    """All records: the document, the sites by id, the programmes by id."""

    source: Source
    sites: Mapping[str, Site]
    programs: Mapping[str, Program]


def load_records(folder: Path) -> Records:
    """Return the records in `folder`: source.toml, sites.toml and programs/*.toml.

    Raises DataError with every fault of every file: a file that cannot be read, a key that is unknown, missing or
    wrong, and what contradicts another record.
    """
    faults: list[Fault] = []
    source, sites, programs = None, None, None
    with gathered(faults):
        source = load_source(folder / "source.toml")
    with gathered(faults):
        sites = load_sites(folder / "sites.toml")
    with gathered(faults):
        programs = load_programs(folder / "programs")
    if source is None or sites is None or programs is None:
        raise DataError(faults)
    faults += find_relation_faults(source, sites, programs)
    if faults:
        raise DataError(faults)
    return Records(source, sites, programs)


def load_sites(path: Path) -> Mapping[str, Site]:
    """Return the sites in a sites.toml by their id; raises DataError with every fault of the file."""
    faults: list[Fault] = []
    sites: dict[str, Site] = {}
    for site, value in _load_toml(path, path.name).items():
        with gathered(faults):
            _check_slug(site, path.name, site)
            sites[site] = _parse(_Site, value, path.name, f"{site}.").to_model(site)
    if faults:
        raise DataError(faults)
    return sites


def load_programs(folder: Path) -> Mapping[str, Program]:
    """Return the programmes in a folder of ID.toml by their id; raises DataError with every fault of every file."""
    faults: list[Fault] = []
    programs: dict[str, Program] = {}
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise DataError([Fault(folder.name, "", f"cannot be read: {error.strerror}")]) from error
    if not paths:
        raise DataError([Fault(folder.name, "", "holds no programme")])
    for path in paths:
        file = f"{folder.name}/{path.name}"
        with gathered(faults):
            if path.suffix != ".toml":
                raise DataError([Fault(file, "", "not a record: a programme is a file ID.toml")])
            _check_slug(path.stem, file, "")
            programs[path.stem] = _parse(_Program, _load_toml(path, file), file, "").to_model(path.stem)
    if faults:
        raise DataError(faults)
    return programs


def _load_toml(path: Path, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        what = f"not UTF-8 at byte {error.start}"
    except tomllib.TOMLDecodeError as error:
        what = f"not TOML: {error}"
    except RecursionError:
        what = "nested too deeply"
    raise DataError([Fault(file, "", what)])


def _check_slug(value: str, file: str, key: str) -> None:
    if not SLUG.fullmatch(value):
        raise DataError([Fault(file, key, "the name is not lower-case letters and digits joined by single hyphens")])


# What a TOML file holds, as Pydantic checks it; nothing outside this module sees these classes.


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _check_text(text: str) -> str:
    problem = f"a text with {DRAFT_MARK} is still to be written" if DRAFT_MARK in text else find_text_problem(text)
    if problem:
        raise PydanticCustomError("text", "{problem}", {"problem": problem})
    return text


def _check_sector(code: str) -> str:
    if code not in SECTORS:
        allowed = ", ".join(SECTORS)
        raise PydanticCustomError("sector", "'{code}' is not one of {allowed}", {"code": code, "allowed": allowed})
    return code


def _check_number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PydanticCustomError("number", "{value} is not a number", {"value": str(value)})
    return value


def _check_unique(texts: list[str]) -> list[str]:
    if len(set(texts)) != len(texts):
        raise PydanticCustomError("unique", "holds one thing twice")
    return texts


_PATTERNS: Final = {field.name: field.pattern.pattern for field in FIELDS if field.pattern is not None}


def _matches(pattern: str) -> Any:
    return Field(pattern=f"^(?:{pattern})$")


_Lax = Field(strict=False)  # TOML has no enums: their values are texts there
_Plain = Annotated[str, AfterValidator(_check_text)]
_Plains = Annotated[list[_Plain], AfterValidator(_check_unique)]
_Slug = Annotated[str, _matches(SLUG.pattern)]
_Date = Annotated[str, _matches(DATE.pattern)]
_Qualifier = Annotated[Qualifier, _Lax]


class _Text(_Table):
    en: _Plain
    es: _Plain

    def to_model(self) -> Text:
        return Text(self.en, self.es)


class _Amount(_Table):
    usd: Annotated[int, Field(gt=0)]
    qualifier: _Qualifier
    type: Annotated[AmountType, _Lax]
    part_of: _Slug | None = None


class _Figure(_Table):
    value: Annotated[int | float, PlainValidator(_check_number)]
    qualifier: _Qualifier
    unit: _Text


class _Placement(_Table):
    site: _Slug
    role: Annotated[SiteRole, _Lax] = SiteRole.SITE


class _Citation(_Table):
    item: Annotated[str, _matches(ITEM.pattern)]
    start: _Plain
    end: _Plain | None = None
    prefix: _Plain | None = None
    suffix: _Plain | None = None


class _Program(_Table):
    title: _Text
    summary: _Text
    theme: Annotated[Theme, _Lax]
    sector: Annotated[str, AfterValidator(_check_sector)]
    agencies: _Plains
    partners: _Plains
    amount: _Amount | None = None
    status: Annotated[Status, _Lax]
    start: _Date | None = None
    end: _Date | None = None
    figures: list[_Figure] = []
    sites: Annotated[list[_Placement], Field(min_length=1)]
    note: _Text | None = None
    source: _Citation

    def to_model(self, program: str) -> Program:
        return Program(
            id=program,
            title=self.title.to_model(),
            summary=self.summary.to_model(),
            theme=self.theme,
            sector=self.sector,
            agencies=tuple(self.agencies),
            partners=tuple(self.partners),
            amount=None if self.amount is None else Amount(**dict(self.amount)),
            status=self.status,
            start=self.start,
            end=self.end,
            figures=tuple(Figure(figure.value, figure.qualifier, figure.unit.to_model()) for figure in self.figures),
            placements=tuple(Placement(**dict(placement)) for placement in self.sites),
            note=None if self.note is None else self.note.to_model(),
            citation=Citation(**dict(self.source)),
        )


class _Site(_Table):
    name: _Plain
    label: _Text
    kind: Annotated[str, _matches(_PATTERNS["site_kind"])]
    country: Annotated[str, _matches(_PATTERNS["country"])]
    region: Annotated[str, _matches(_PATTERNS["region"])] | None = None
    members: Annotated[list[Annotated[str, _matches(_PATTERNS["region"])]], AfterValidator(_check_unique)] = []
    note: _Text | None = None

    def to_model(self, site: str) -> Site:
        return Site(
            id=site,
            name=self.name,
            label=self.label.to_model(),
            kind=self.kind,
            country=self.country,
            region=self.region,
            members=tuple(self.members),
            note=None if self.note is None else self.note.to_model(),
        )


_Model = TypeVar("_Model", bound=_Table)


def _parse(model: type[_Model], value: object, file: str, prefix: str) -> _Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = [_to_fault(model, details, file, prefix) for details in error.errors()]
        raise DataError(faults) from error


def _to_fault(model: type[_Table], details: ErrorDetails, file: str, prefix: str) -> Fault:
    where = details["loc"]
    key = prefix + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).removeprefix(".")
    match details["type"]:
        case "extra_forbidden":
            what = f"unknown key; allowed are {', '.join(_get_table(model, where).model_fields)}"
        case "missing":
            what = "missing"
        case "enum":
            what = f"{details['input']!r} is not one of {details['ctx']['expected']}"
        case "string_type":
            what = f"{details['input']} is not a text: write it in quotes"
        case "number" | "sector" | "text" | "unique":
            what = details["msg"]
        case _:
            what = f"{details['input']!r} is wrong: {details['msg']}"
    return Fault(file, key.removesuffix("."), what)


def _get_table(model: type[_Table], where: tuple[int | str, ...]) -> type[_Table]:
    """Return the table that holds the key at `where`."""
    for part in where[:-1]:
        if isinstance(part, str):
            model = next(_find_tables(model.model_fields[part].annotation))
    return model


def _find_tables(annotation: Any) -> Iterator[type[_Table]]:
    if isinstance(annotation, type) and issubclass(annotation, _Table):
        yield annotation
    for inner in get_args(annotation):
        yield from _find_tables(inner)
