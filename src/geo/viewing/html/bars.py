"""What pictures are made of: links, bars and their marks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from geo.viewing.data.address import Address
from geo.viewing.html.rendering import draw_template
from geo.viewing.words.wording import Words


class Link(NamedTuple):
    """Where a mark leads, and the codes by which it filters, or the programme that it chooses."""

    href: str
    codes: str = ""
    is_chosen: bool = False
    program: str = ""


def build_link(address: Address, **codes: str) -> Link:
    """Return a link that filters by some codes, or where they are chosen takes that back."""
    is_chosen = all(address.filters.get(dimension) == (code,) for dimension, code in codes.items())
    return Link(address.toggle(codes).href, urlencode(codes), is_chosen)


class Bar(NamedTuple):
    """A row of a picture: its name and link, what is drawn in its track, its cells.

    A mark is a kind and its place as CSS; a cell what a table holds and what people read. `is_least` tells of a bar too
    short to tell apart.
    """

    name: str
    link: Link
    marks: Sequence[tuple[str, str]]
    cells: Sequence[tuple[object, str]]
    glyph: Markup = Markup()
    is_least: bool = False


def place_marks(marks: Iterable[tuple[str, float, float]]) -> list[tuple[str, str]]:
    """Return those marks of a track that have a length, given the kind, start and end of each as parts of one."""
    return [(kind, format_place(start, end - start)) for kind, start, end in marks if end > start]


def draw_bars(name: str, words: Words, **values: object) -> Markup:
    """Return a picture of bars, with the unit of its cells, the lines of its axis and the note under it if any."""
    return draw_template("picture.html", **{"unit": "", "axis": (), "note": ""} | values, name=name, say=words.say)


def format_place(start: float, width: float | None = None) -> str:
    """Return as CSS where something is in a track, as parts of one."""
    return f"left:{start:.2%}" + ("" if width is None else f";width:{width:.2%}")
