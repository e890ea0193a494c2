"""What is wrong with a value, in words: JSON Schema says whether, this module where and why.

`jsonschema-rs` validates a file of 100,000 sites in half a second. Only what it refuses is looked at again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import jsonschema_rs

from geo.contract.faults import quote
from geo.contract.fields import FIELDS
from geo.contract.schema import Json, build_json_schema
from geo.contract.texts import MAX_TEXT, MOJIBAKE, PADDING, REFUSED_CHARACTERS

Problem = tuple[str, str]  # the member, and what is wrong with it

_PADDING: Final = re.compile(PADDING)
_CHARACTERS: Final = re.compile(f"{REFUSED_CHARACTERS}|[\ud800-\udfff]")
_MOJIBAKE: Final = re.compile(MOJIBAKE)
_TYPES: Final = {
    "string": "a text", "integer": "a whole number", "number": "a number", "array": "an array", "object": "an object",
    "null": "null",
}  # fmt: skip
# A value of more parts than this is validated part by part, so that millions of errors are not made at once.
_MAX_PARTS: Final = 1_000
_MAX_UNKNOWN: Final = 20  # unknown members of one object that are named
_LONG: Final = 100  # characters of a pattern that nobody would read: a list of codes


def find_text_problem(text: str) -> str | None:
    """Return why `text` may not be shown, or None.

    It is empty, too long, padded or misread (mojibake), is not in Unicode's normal form C, or holds a character that is
    invisible or that a template or a page would take for its own.
    """
    if not text or _PADDING.search(text):
        return "empty, or begins or ends with a space"
    if len(text) > MAX_TEXT:
        return f"longer than {MAX_TEXT:,} characters"
    bad = sorted(set(_CHARACTERS.findall(text)))
    if bad:
        return "holds " + ", ".join(f"U+{ord(character):04X}" for character in bad) + ", which no text may hold"
    misread = _MOJIBAKE.search(text)
    if misread:
        return f"holds {misread[0]!r}: UTF-8 that was read in another encoding"
    if not unicodedata.is_normalized("NFC", text):
        return "is not in Unicode's normal form C (NFC)"
    return None


class Schema:
    """A JSON Schema whose errors are worded as faults."""

    def __init__(self, root: Json) -> None:
        """Compile the schema; its parts are compiled when they are needed."""
        self._root = root
        self._compile = cache(self._build_validator)

    def _build_validator(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator({**self._get(pointer), "$defs": self._root["$defs"]})

    def is_valid(self, value: object, pointer: str = "#") -> bool:
        """Return whether `value` is what the schema at the JSON pointer `pointer` describes."""
        return self._compile(pointer).is_valid(value)

    def find_problems(self, value: object, pointer: str = "#", where: str = "") -> Iterator[Problem]:
        """Yield what is wrong with `value`, which stands at `where`: lazily, as there may be millions."""
        if self.is_valid(value, pointer):
            return
        find = self._find_in_parts if _is_large(value) else self._find_all
        found = False
        for problem in find(value, pointer, where):
            found = True
            yield problem
        if not found:  # what is wrong is no part
            yield self._find_first(value, pointer, where)

    def _find_all(self, value: object, pointer: str, where: str) -> Iterator[Problem]:
        try:
            errors = self._compile(pointer).iter_errors(value)
        except ValueError:  # jsonschema-rs: "Recursion limit reached", by one part of it
            yield from self._find_in_parts(value, pointer, where)
        else:
            for error in errors:
                yield from _describe(error, where)

    def _find_first(self, value: object, pointer: str, where: str) -> Problem:
        try:
            self._compile(pointer).validate(value)
        except jsonschema_rs.ValidationError as error:
            return next(_describe(error, where))
        except ValueError:  # jsonschema-rs: "Recursion limit reached"
            return where, "nested too deeply"
        raise AssertionError

    def _find_in_parts(self, value: object, pointer: str, where: str) -> Iterator[Problem]:
        pointer, schema = self._resolve(pointer)
        if isinstance(value, list) and "items" in schema and len(value) <= schema.get("maxItems", len(value)):
            for index, item in enumerate(value):
                yield from self.find_problems(item, f"{pointer}/items", f"{where}[{index}]")
        elif isinstance(value, Mapping) and "properties" in schema:
            for error in self._compile(pointer).iter_errors(dict.fromkeys(value)):
                if error.kind.name in ("required", "additionalProperties"):
                    yield from _describe(error, where)
            for name in schema["properties"]:
                if name in value:
                    yield from self.find_problems(value[name], f"{pointer}/properties/{name}", _join(where, name))

    def _get(self, pointer: str) -> Json:
        part: Any = self._root
        for name in pointer.split("/")[1:]:
            part = part[name]
        return part  # type: ignore[no-any-return]

    def _resolve(self, pointer: str) -> tuple[str, Json]:
        part = self._get(pointer)
        return self._resolve(part["$ref"]) if "$ref" in part else (pointer, part)


def _is_large(value: object) -> bool:
    """Return whether `value` has more than _MAX_PARTS parts; no more of them are looked at."""
    parts, seen = [value], 0
    while parts and seen <= _MAX_PARTS:
        part = parts.pop()
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        seen += 1 + len(inner)
        if seen <= _MAX_PARTS:
            parts += inner
    return seen > _MAX_PARTS


def _join(where: str, *path: str | int) -> str:
    for part in path:
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else part
    return where


def _describe(error: jsonschema_rs.ValidationError, where: str) -> Iterator[Problem]:
    kind: Any = error.kind
    where = _join(where, *error.instance_path)
    match kind.name:
        case "required":
            yield _join(where, kind.property), "missing"
        case "additionalProperties":
            names = kind.unexpected
            yield from ((_join(where, name), "unknown member") for name in names[:_MAX_UNKNOWN])
            if len(names) > _MAX_UNKNOWN:
                yield _join(where, "…"), f"{len(names) - _MAX_UNKNOWN:,} more unknown members"
        case _:
            yield where, _word(kind, error.instance)


def _word(kind: Any, value: Any) -> str:
    if kind.name in ("type", "enum") and value is None:
        return "null is not allowed"
    if kind.name == "type":
        return "not " + " or ".join(_TYPES[name] for name in reversed(kind.types))
    if kind.name in ("not", "minLength", "maxLength"):
        return find_text_problem(value) or "not a text that may be shown"
    if kind.name == "enum":
        return f"{quote(value)} is not one of {', '.join(str(one) for one in kind.options if one is not None)}"
    if kind.name == "pattern":
        return f"{quote(value)} does not have the form {_FORMS.get(kind.pattern, kind.pattern)}"
    return _WORDS[kind.name].format(kind=kind, value=quote(value))


_WORDS: Final = {
    "const": "is not {kind.expected_value}",
    "minimum": "{value} is less than {kind.limit}",
    "maximum": "{value} is more than {kind.limit}",
    "minItems": "not an array of at least {kind.limit}",
    "maxItems": "not an array of at most {kind.limit}",
    "uniqueItems": "holds one thing twice",
    "propertyNames": "has a name that is no text that may be shown",
}
# A pattern that lists codes is named by what they mean.
_FORMS: Final = {
    f"^(?:{field.pattern.pattern})$": field.meaning.en
    for field in FIELDS
    if field.pattern is not None and len(field.pattern.pattern) > _LONG
}
CONTRACT: Final = Schema(build_json_schema())
