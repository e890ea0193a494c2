"""Collections of the contract, changed in a place or some: many are still sound, and most of the rest only just not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

from geo.contract.fields import FIELDS, Field, Kind

Path = tuple[str | int, ...]

HUGE: Final = 1e300  # what is larger is not reckoned with

ODD: Final[tuple[Any, ...]] = (
    None, True, False, 0, -0.0, 1, -1, 0.5, 180, -180.0, 90.0000001, 1e15, 1e16, 1e308, 10**30, "", " ", "x", "0",
    "1e9", "2024", "2024-02-30", "Ñ", "a\u00a0b", "a\u202eb", "{{7*7}}", "<b>", "=1+1", "x" * 3000, [], {}, [None],
    [[]], {"x": 1},
)  # fmt: skip
TEXTS: Final = (
    "Port", "Año 2024", "=SUM(A1)", "+1", "-1", "@x", "'", '"', "a;b", "a,b", "a | b", "$1 and $2", "# x", "*x*",
    "[x](y)",
    "&amp;", "%3C", "null", "NaN", "1e5", "007", "日本", "🛰", "é", "e\u0301", "السلام", "a\u00a0b", "x" * 40_000,
)  # fmt: skip


def mutate(collection: Any, seed: int) -> Any:
    """Return a copy of a collection with one to four changes; the seed says which."""
    random = Random(seed)  # noqa: S311 -- no secret
    changed = copy.deepcopy(collection)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        if not changed:
            break
        random.choice(CHANGES)(changed, random)
    return changed


def list_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where every value within a value stands."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*path, key)
        yield from list_paths(part, (*path, key))


def _pick(value: Any, random: Random) -> tuple[Any, Any]:
    """Return an object or array somewhere within a value, and one of its keys."""
    paths = list(list_paths(value))
    *inner, key = random.choice(paths)
    for step in inner:
        value = value[step]
    return value, key


def _replace(value: Any, random: Random) -> None:
    holder, key = _pick(value, random)
    holder[key] = copy.deepcopy(random.choice(ODD))


def _remove(value: Any, random: Random) -> None:
    holder, key = _pick(value, random)
    del holder[key]


def _copy_over(value: Any, random: Random) -> None:
    holder, key = _pick(value, random)
    other, name = _pick(value, random)
    holder[key] = copy.deepcopy(other[name])


def _repeat(value: Any, random: Random) -> None:
    holder, key = _pick(value, random)
    if isinstance(holder, list):
        holder.insert(random.randrange(len(holder) + 1), copy.deepcopy(holder[key]))
    else:
        holder[f"{key}2"] = copy.deepcopy(holder[key])


def _nudge(value: Any, random: Random) -> None:
    """Change a number somewhat."""
    numbers = [p for p in list_paths(value) if isinstance(_get(value, p), int | float) and abs(_get(value, p)) < HUGE]
    if numbers:
        path = random.choice(numbers)
        number = _get(value, path)
        step = random.choice((1, -1, 0.5, 1e-6, -1e-9, number, -2 * number))
        _get(value, path[:-1])[path[-1]] = random.choice((number + step, round(number), float(number)))


def _turn(value: Any, random: Random) -> None:
    """Bend a ring or a line: reverse it, begin elsewhere, move a corner, leave one out."""
    lines = [p for p in list_paths(value) if p[-1] not in ("features", "coordinates") and _is_line(_get(value, p))]
    if not lines:
        return
    line = _get(value, random.choice(lines))
    corner = random.randrange(len(line))
    random.choice((
        line.reverse,
        lambda: line.append(line.pop(0)),
        lambda: line.pop(corner),
        lambda: line.insert(corner, [line[corner][0] + random.uniform(-1, 1), line[corner][1] + random.uniform(-1, 1)]),
        lambda: line.__setitem__(slice(None), [*line[corner:-1], *line[: corner + 1]]),
    ))()  # fmt: skip


def _is_line(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(isinstance(one, list) and len(one) == 2 and _are_numbers(one) for one in value)
    )


def _are_numbers(values: list[Any]) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)


def _set_soundly(value: Any, random: Random) -> None:
    """Give a property another value of its kind, on every feature of the same programme or site."""
    features = _list_features(value)
    if not features:
        return
    feature, field = random.choice(features), random.choice(FIELDS)
    new = _draw(field, random, [one["properties"].get(field.name) for one in features])
    for one in features:
        if any(one["properties"].get(key) == feature["properties"].get(key) for key in ("program", "site")):
            one["properties"][field.name] = new
            _settle(one)


def _move(value: Any, random: Random) -> None:
    """Give a feature a site or programme of its own, so that it may differ from the others."""
    features = _list_features(value)
    if features:
        feature = random.choice(features)
        feature["properties"][random.choice(("program", "site"))] = f"new-{random.randrange(9)}"
        _settle(feature)


def _draw(field: Field, random: Random, others: list[Any]) -> Any:
    if field.allowed:
        return random.choice(field.allowed)
    drawn: dict[Kind, Callable[[], Any]] = {
        Kind.TEXT: lambda: random.choice(TEXTS),
        Kind.TEXTS: lambda: random.sample(TEXTS, random.randrange(3)),
        Kind.INTEGER: lambda: random.choice((1, 10**15, random.randrange(1, 10**9))),
        Kind.NUMBER: lambda: round(random.uniform(-80, 80), random.randrange(8)),
        Kind.FIGURES: lambda: [
            {"value": random.choice((0, 0.1, 10**15)), "qualifier": "exact", "unit_en": text, "unit_es": text}
            for text in random.sample(TEXTS, random.randrange(3))
        ],
    }
    return random.choice((drawn.get(field.kind, lambda: random.choice(others))(), random.choice(others)))


def _settle(feature: dict[str, Any]) -> None:
    """Make a feature's id, names of sector and point what its other properties say."""
    properties = feature["properties"]
    feature["id"] = f"{properties.get('program')}/{properties.get('site')}"
    if isinstance(feature.get("geometry"), dict) and feature["geometry"].get("type") == "Point":
        feature["geometry"]["coordinates"] = [properties.get("longitude"), properties.get("latitude")]


def _list_features(value: Any) -> list[Any]:
    features = value.get("features") if isinstance(value, dict) else None
    whole = features if isinstance(features, list) else []
    return [one for one in whole if isinstance(one, dict) and isinstance(one.get("properties"), dict)]


def _get(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


CHANGES: Final = (_replace, _remove, _copy_over, _repeat, _nudge, _turn, _set_soundly, _set_soundly, _move)


def format_compact(value: Any) -> bytes:
    """Return a value as JSON; a number that JSON does not have stands as Python writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
