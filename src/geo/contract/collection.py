"""What the page needs to know of its document and its countries: the member `collection` of the metadata.

So no name of a country, a government or a heading stands in the code. A text in it has one member for each of the
collection's languages. `(date)` in one is the document's date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

LANGUAGES: Final = ("en", "es")  # in which a text may be
Box = tuple[float, float, float, float]  # west, south, east, north, in degrees

MEMBERS: Final = (
    "slug", "name", "authors", "languages", "countries", "keywords", "sections", "texts", "themes", "doubts",
)  # fmt: skip
COUNTRY: Final = ("code", "site", "name", "bounds")
SECTION: Final = ("number", "theme")
# What the page says of a collection, and where. Those of REQUIRED must be given; what is said where another is not
# given stands in `geo.viewing.words`.
TEXTS: Final[Mapping[str, str]] = {
    "title": "the page's title",
    "description": "what the page is, for search engines and whoever shares a link",
    "subtitle": "the line below the title; its (date) becomes the link to the document",
    "dataset": "the title of the data, as it is cited",
    "source": "About: which document it is, and what became of it",
    "notice": "the line below the map that says what kind of document the source is",
    "items": "what the page of the document's items is",
    "open_source": "the link to the document",
    "open_passage": "the link to a passage of it",
    "agency": "what the filter by institutions is of",
    "agencies": "the institutions of a programme that are of the government that gives",
    "nationwide": "why the programmes of the list have no place on the map",
    "capital": "where a programme for the whole country is not placed",
    "fiscal": "About: what a fiscal year of the document is",
    "map": "what screen readers call the map",
    "home": "the button that shows the whole map",
    "picture": "what the picture of a shared link shows, for those who do not see it",
    "picture_line": "the line below the title in it",
}
REQUIRED: Final = ("title", "description")
_DATE: Final = "(date)"
_LINKED: Final = "subtitle"  # the text whose date is a link

_MARGIN: Final = 0.25  # degrees (28 km) around a country for what lies before its coast
_HALF: Final = 180.0  # degrees: what is wider lies on both sides of the antimeridian


def find_collection_problems(collection: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a valid member `collection` beyond the schema, each by its place in it."""
    languages = set(collection["languages"])
    for where, text in _list_texts(collection):
        yield from ((f"{where}.{code}", "missing: the collection has this language") for code in languages - set(text))
        yield from ((f"{where}.{code}", "is of no language of the collection") for code in set(text) - languages)
    for language, line in collection["texts"].get(_LINKED, {}).items():
        if line.count(_DATE) != 1:
            yield f"texts.{_LINKED}.{language}", f"does not hold {_DATE} once, which becomes the link to the document"
    for key, name in (("countries", "code"), ("countries", "site"), ("sections", "number")):
        yield from (
            (key, f"{value!r} stands twice")
            for value, times in Counter(one[name] for one in collection[key]).items()
            if times > 1
        )
    for index, country in enumerate(collection["countries"]):
        if any(west >= east or south >= north for west, south, east, north in country["bounds"]):
            yield f"countries[{index}].bounds", "is no box: west, south, east, north"


def _list_texts(collection: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "name", collection["name"]
    yield from ((f"texts.{name}", text) for name, text in collection["texts"].items())
    yield from ((f"themes.{code}", text) for code, text in collection["themes"].items())
    yield from ((f"doubts[{index}]", text) for index, text in enumerate(collection["doubts"]))
    yield from ((f"countries[{index}].name", one["name"]) for index, one in enumerate(collection["countries"]))


def find_bounds(shape: BaseGeometry) -> list[list[float]]:
    """Return the boxes around an area in WGS 84 with a margin: one, or two where it crosses the antimeridian."""
    west, _, east, _ = shape.bounds
    sides = [shape]
    if east - west > _HALF:
        parts = shapely.get_parts(shape)
        is_east = shapely.get_coordinates(shapely.point_on_surface(parts))[:, 0] >= 0
        sides = [shapely.union_all(parts[is_east]), shapely.union_all(parts[~is_east])]
    return [_widen(side.bounds) for side in sides if not side.is_empty]


def _widen(bounds: Box) -> list[float]:
    west, south, east, north = bounds
    box = (max(west - _MARGIN, -180), max(south - _MARGIN, -90), min(east + _MARGIN, 180), min(north + _MARGIN, 90))
    return [round(degrees, 6) for degrees in box]


def is_within(bounds: Iterable[Box], boxes: Iterable[Sequence[float]]) -> bool:
    """Return whether each of some boxes lies in one of others."""
    others = list(boxes)
    return all(
        any(one[0] <= west and one[1] <= south and east <= one[2] and north <= one[3] for one in others)
        for west, south, east, north in bounds
    )
