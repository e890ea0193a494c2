"""What a stranger's file costs grows no faster than the file, and what is said of it stays short."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from geo.contract.boundaries import parse_boundaries
from geo.contract.check import parse_collection
from geo.contract.faults import MAX_FAULTS, DataError, Fault, gathered
from geo.contract.geojson import build_object, parse_json
from support.samples import AREA, METADATA, NATIONWIDE, SCANNERS, make_bytes, make_collection, make_feature

LINE = 1_100  # characters of a fault: a file, a member and a reason, each shortened
FILE = 250_000  # characters of all faults of a file


def count_steps(run: Callable[[], object]) -> int:
    """Return how many functions, in Python or C, are called until `run` ends, well or with a DataError."""
    steps = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    except DataError:
        pass
    finally:
        sys.setprofile(None)
    return steps


def _members(n: int) -> dict[str, int]:
    return {f"member{number}": number for number in range(n)}


def _ring(n: int) -> dict[str, Any]:
    """Return a triangle with `n` more corners on its first side."""
    side = [[-78 + 2 * step / (n + 1), -8] for step in range(n + 2)]
    return {"type": "Polygon", "coordinates": [[*side, [-77, -6], [-78, -8]]]}


def _chain(n: int) -> bytes:
    """Return programmes each of which is part of the next, the last of the first."""
    parts = (make_feature(None, **NATIONWIDE, program=f"p{k}", amount_part_of=f"p{(k + 1) % n}") for k in range(n))
    return make_bytes(*parts)


def _mark(number: int) -> str:
    """Return a name whose code is `a`, another for each number."""
    return f"A{number:06}".translate(str.maketrans("0123456789", "!#%&*+-:;="))


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "unknown members": lambda n: make_bytes(make_feature(), **_members(n)),
    "unknown members of a feature": lambda n: make_bytes(make_feature() | _members(n)),
    "unknown properties": lambda n: make_bytes(make_feature() | {"properties": SCANNERS | _members(n)}),
    "unknown metadata": lambda n: make_bytes(make_feature(), metadata=METADATA | _members(n)),
    "unknown fields": lambda n: make_bytes(make_feature(), metadata=METADATA | {"fields": _members(n)}),
    "bad features": lambda n: make_bytes(features=[1] * n),
    "bad properties": lambda n: make_bytes(*(make_feature(theme="war", precision=0) for _ in range(n // 10))),
    "bad agencies": lambda n: make_bytes(make_feature(agencies=[1] * n)),
    "bad figures": lambda n: make_bytes(make_feature(figures=[{}] * n)),
    "bad attribution": lambda n: make_bytes(make_feature(), metadata=METADATA | {"attribution": [1] * n}),
    "bad positions": lambda n: make_bytes(make_feature({"type": "Polygon", "coordinates": [[1] * n]}, **AREA)),
    "a long ring": lambda n: make_bytes(make_feature(_ring(n), **AREA)),
    "one id": lambda n: make_bytes(*[make_feature()] * (n // 10)),
    "a circle of parts": lambda n: _chain(n // 10),
    "agencies of one code": lambda n: make_bytes(make_feature(agencies=[_mark(k) for k in range(n // 10)])),
    "escapes": lambda n: json.dumps(make_collection(make_feature(title_en="é" * n))).encode(),
    "a long member": lambda n: make_bytes(make_feature(), **{"x" * n: 1}),
    "a long text": lambda n: make_bytes(make_feature(title_en="Ã©" * n)),
    "a long code": lambda n: make_bytes(make_feature(program="a-" * n)),
    "a long date": lambda n: make_bytes(make_feature(start="2" * n)),
    "a long address": lambda n: make_bytes(make_feature(source_url="https://" + "a" * n + "@")),
    "a long number": lambda n: make_bytes(make_feature()).replace(b"8500000", b"9" * n),
    "a long fraction": lambda n: make_bytes(make_feature()).replace(b"8500000", b"0." + b"9" * n + b"e999"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_file_costs_twice_the_steps(kind: str) -> None:
    """A hostile file of double size takes at most a little more than double the steps."""
    small, large = (HOSTILE[kind](n) for n in (2_000, 4_000))
    parse = parse_collection
    count_steps(lambda: parse(small, "warm"))
    assert count_steps(lambda: parse(large, "b")) < 2.3 * count_steps(lambda: parse(small, "a")) + 500


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_said_of_a_file_is_short(kind: str) -> None:
    """Each fault is one line of bounded length, and a file has a bounded number of them."""
    if kind == "a long ring":
        return
    with pytest.raises(DataError) as error:
        parse_collection(HOSTILE[kind](20_000), "x.geojson")
    assert len(error.value.faults) <= MAX_FAULTS
    assert all(len(str(fault)) < LINE and "\n" not in str(fault) for fault in error.value.faults)
    assert len(str(error.value)) < FILE


class Name(str):
    """A name that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        """Compare, and count."""
        Name.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_member_that_stands_twice_is_found_in_one_pass() -> None:
    """Among many members that stand once the one that stands twice is found without comparing each with each."""
    costs = []
    for n in (5_000, 10_000):
        pairs = [(Name(f"member{number}"), number) for number in range(n)]
        Name.compared = 0
        with pytest.raises(ValueError, match=f"'member{n - 1}' stands twice"):
            build_object([*pairs, (Name(f"member{n - 1}"), 0)])
        costs.append(Name.compared)
    assert costs[1] < 2.5 * costs[0] + 100


def test_an_integer_of_many_digits_is_one_fault() -> None:
    """Python's limit on digits is a fault of the file, in locations and boundaries."""
    data = b'{"features": ' + b"9" * 5_000 + b"}"
    for parse in (parse_json, parse_collection, parse_boundaries):
        with pytest.raises(DataError) as error:
            parse(data, "x")
        assert len(error.value.faults) == 1
        assert "digits" in str(error.value)


def test_the_last_fault_says_how_many_more_there_are() -> None:
    """Of a thousand faults of one file a part is reported, then one line counts the rest; another file's stay."""
    faults = [Fault("a", f"k{number:04}", "wrong") for number in range(1_000)]
    error = DataError([*faults, Fault("b", "k", "wrong")])
    assert len(error.faults) == MAX_FAULTS + 1
    assert str(error.faults[MAX_FAULTS - 1]) == f"a: …: {1_000 - MAX_FAULTS + 1} more faults"
    assert error.faults[-1] == Fault("b", "k", "wrong")


def test_the_count_survives_being_gathered() -> None:
    """Faults that were limited once and are put together with others still stand for all of them."""
    faults: list[Fault] = [Fault("a", "z", "wrong")]
    with gathered(faults):
        raise DataError(Fault("a", f"k{number:04}", "wrong") for number in range(1_000))
    error = DataError(faults)
    assert len(error.faults) == MAX_FAULTS
    assert sum(fault.count for fault in error.faults) == 1_001


def test_unknown_members_of_one_object_are_counted() -> None:
    """The first of many unknown members are named, then one line counts the rest."""
    with pytest.raises(DataError) as error:
        parse_collection(HOSTILE["unknown members"](200_000), "x")
    assert len(error.value.faults) == 21
    assert str(error.value.faults[-1]) == "x: …: 199,980 more unknown members"


def test_deep_nesting_is_one_fault() -> None:
    """A value nested as deeply as the parser allows is refused wherever it stands."""
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    for name in ("agencies", "title_en", "amount_usd", "figures"):
        with pytest.raises(DataError):
            parse_collection(make_bytes(make_feature(**{name: deep})), "x")
    with pytest.raises(DataError):
        parse_collection(make_bytes(make_feature({"type": "Polygon", "coordinates": deep}, **AREA)), "x")


def test_a_file_of_a_million_faults_is_not_checked_to_its_end() -> None:
    """After ten thousand faults the check stops, and the first line says so."""
    with pytest.raises(DataError) as error:
        parse_collection(make_bytes(features=[1] * 1_000_000), "x")
    assert str(error.value.faults[0]) == "x: has more than 10,000 faults: the rest of it was not checked"
    assert len(error.value.faults) == MAX_FAULTS
