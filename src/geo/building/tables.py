"""TOML that people edit, read strictly into frozen pydantic models; every fault of a file is reported at once."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from geo.contract.collection import LANGUAGES
from geo.contract.faults import DataError, Fault
from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import DATE, DRAFT_MARK, ITEM, SLUG, Text

MAX_TOML_BYTES: Final = 1_000_000  # a hundred times the longest file there is
_MAX_SHOWN: Final = 200  # characters of a wrong value in a message


class Table(BaseModel):
    """A table of a TOML file. A field's alias is its key in the file where that is not the attribute's name."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_by_name=True, validate_by_alias=True)


class Record(Table):
    """A table identified by the name of its file or by its heading: `id` is not a key of it."""

    id: str


def matches(pattern: str) -> Any:
    """Return the constraint that a text is of the form `pattern` from its first character to its last."""
    return Field(pattern=f"^(?:{pattern})$")


def _check_text(text: str) -> str:
    problem = f"a text with {DRAFT_MARK} is still to be written" if DRAFT_MARK in text else find_text_problem(text)
    if problem:
        raise PydanticCustomError("message", "{problem}", {"problem": problem})
    return text


def _check_unique(texts: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(texts)) != len(texts):
        raise PydanticCustomError("message", "holds one thing twice")
    return texts


def _check_filled(entries: tuple[object, ...]) -> tuple[object, ...]:
    if not entries:
        raise PydanticCustomError("message", "empty: give one at least")
    return entries


LAX: Final = Field(strict=False)  # TOML has neither enums nor tuples: they are texts and arrays there
UNIQUE: Final = AfterValidator(_check_unique)
FILLED: Final = AfterValidator(_check_filled)  # unlike min_length, it reports nothing where an entry is wrong

Line = Annotated[str, AfterValidator(_check_text)]
"""A text that may be shown: not empty, no spaces around it, no markup, no draft."""
Slug = Annotated[str, matches(SLUG.pattern)]
Date = Annotated[str, matches(DATE.pattern)]
ItemNumber = Annotated[str, matches(ITEM.pattern)]


class Bilingual(Table):
    """A table of `en` and `es`; where the collection has one language alone, that is enough and stands for both."""

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, value: object, info: ValidationInfo) -> object:
        languages = (info.context or {}).get("languages", LANGUAGES)
        if not isinstance(value, dict) or len(languages) == len(LANGUAGES) or languages[0] not in value:
            return value
        return dict.fromkeys((code for code in LANGUAGES if code not in value), value[languages[0]]) | value


class _Translations(Bilingual):
    en: Line
    es: Line


def _to_text(value: object, info: ValidationInfo) -> Text:
    # A ValidationError raised here becomes part of the one for the whole table.
    given = {"en": value.en, "es": value.es} if isinstance(value, Text) else value
    table = _Translations.model_validate(given, context=info.context)
    return Text(table.en, table.es)


BothLanguages = Annotated[Text, PlainValidator(_to_text)]
"""A table of `en` and `es`, or the Text of both."""


def load_toml(path: Path, file: str) -> dict[str, Any]:
    """Return the table in a TOML file; `file` is its name in messages.

    Raises DataError where it is not a regular file, larger than MAX_BYTES, not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(_read_regular_file(path, file).decode("utf-8-sig"))
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        what = f"not UTF-8 at byte {error.start}"
    except tomllib.TOMLDecodeError as error:
        what = f"not TOML: {error}"
    except ValueError:  # Python refuses to convert them: sys.int_info.default_max_str_digits
        what = "holds a number of too many digits"
    except RecursionError:
        what = "nested too deeply"
    raise DataError([Fault(file, "", what)])


def _read_regular_file(path: Path, file: str) -> bytes:
    with open(path, "rb", opener=_open_without_waiting) as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise DataError([Fault(file, "", "not a regular file")])
        data = opened.read(MAX_TOML_BYTES + 1)
    if len(data) > MAX_TOML_BYTES:
        raise DataError([Fault(file, "", f"larger than {MAX_TOML_BYTES} bytes")])
    return data


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # without it, opening a pipe waits for a writer


AnyTable = TypeVar("AnyTable", bound=Table)


def parse_table(
    model: type[AnyTable],
    value: object,
    file: str,
    prefix: str = "",
    *,
    languages: Sequence[str] = LANGUAGES,
    **given: str,
) -> AnyTable:
    """Return the model of a TOML table.

    `languages` are those that its texts must have; `given` are attributes that come from elsewhere and may not be keys
    of the table; `prefix` stands before the keys in messages. Raises DataError with every fault of the table.
    """
    faults = []
    if isinstance(value, dict):
        faults = [Fault(file, prefix + key, _list_allowed(model, (key,))) for key in given if key in value]
        value = {**value, **given}
    try:
        table = model.model_validate(value, by_alias=True, by_name=False, context={"languages": languages})
    except ValidationError as error:
        faults += [_to_fault(model, details, file, prefix) for details in error.errors()]
        raise DataError(faults) from error
    if faults:
        raise DataError(faults)
    return table


def _to_fault(model: type[Table], details: ErrorDetails, file: str, prefix: str) -> Fault:
    where = tuple(part for part in details["loc"] if part != "[key]")  # which says that the key itself is wrong
    key = prefix + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).removeprefix(".")
    match details["type"]:
        case "extra_forbidden":
            what = _list_allowed(model, where)
        case "missing":
            what = "missing"
        case "enum":
            what = f"{format_value(details['input'])} is not one of {details['ctx']['expected']}"
        case "string_type":
            what = f"{format_value(details['input'], str)} is not a text: write it in quotes"
        case "message":
            what = details["msg"]
        case _:
            what = f"{format_value(details['input'])} is wrong: {details['msg']:.200}"
    return Fault(file, key.removesuffix("."), what)


def format_value(value: object, convert: Callable[[object], str] = repr) -> str:
    """Return a value of a TOML file for a message, cut where it is long."""
    try:
        text = convert(value)
    except (ValueError, RecursionError):  # a hexadecimal number of any length, tables of any depth
        return "a value too large to show"
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def _list_allowed(model: type[Table], where: tuple[int | str, ...]) -> str:
    keys = (key for key in _get_fields(_get_table(model, where)) if key not in Record.model_fields)
    return f"unknown key; allowed are {', '.join(keys)}"


def _get_table(model: type[Table], where: tuple[int | str, ...]) -> type[Table]:
    """Return the table that holds the key at `where`."""
    for part in where[:-1]:
        if isinstance(part, str):
            model = next(_find_tables(_get_fields(model)[part].annotation))
    return model


def _get_fields(model: type[Table]) -> dict[str, FieldInfo]:
    """Return the fields of a table by their keys in the file."""
    return {str(field.validation_alias or name): field for name, field in model.model_fields.items()}


def _find_tables(annotation: Any) -> Iterator[type[Table]]:
    if annotation is Text:
        yield _Translations
    elif isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    for inner in get_args(annotation):
        yield from _find_tables(inner)
