"""The picture that a shared link shows, and the icon of the page, as files that every network and browser reads. Pure.

The picture has the size that the networks ask for (Open Graph: 1200 by 630): the country with its regions and places,
and the title next to it.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import shapely
from PIL import Image, ImageDraw, ImageFont
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.contract.files import BOUNDARIES_FILE
from geo.contract.geojson import parse_json
from geo.contract.vocabulary import Theme
from geo.viewing.data.edition import Edition, cached
from geo.viewing.html.svg_map import project
from geo.viewing.words import text
from geo.viewing.words.palette import GROUND, THEMES

WIDTH, HEIGHT = 1200, 630
_FINE: Final = 2  # times as large as it is drawn, so that lines are smooth
_MARGIN: Final = 40
_COLUMN: Final = 17  # characters of a line of the title; the other text has more than twice as many
_ICON: Final = 256
_ICON_SIZES: Final = [(16, 16), (32, 32), (48, 48)]


@cached
def draw_picture(edition: Edition, language: str, font: Path | None = None) -> bytes:
    """Return the picture of an edition as PNG, its title in a language; `font` is a variable font, or none."""
    words = edition.get_words(language)
    image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), GROUND["sea"].light)
    draw = ImageDraw.Draw(image)
    if edition.boundaries:
        _draw_map(draw, edition)
    draw.rectangle((HEIGHT * _FINE, 0, WIDTH * _FINE, HEIGHT * _FINE), fill=GROUND["paper"].light)
    title = "\n".join(textwrap.wrap(words.say(text.TITLE), _COLUMN))
    place = (HEIGHT + _MARGIN) * _FINE
    draw.multiline_text((place, 150 * _FINE), title, GROUND["ink"].light, _load_font(font, 60, b"Semibold"), spacing=20)
    date = words.date(edition.metadata["source"]["date"])
    about = "\n".join(textwrap.wrap(words.say(text.PICTURE_LINE, date=date), 38))
    draw.multiline_text(
        (place, 430 * _FINE), about, GROUND["quiet"].light, _load_font(font, 28, b"Regular"), spacing=16
    )
    return _save(image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), "PNG", optimize=True)


def _draw_map(draw: ImageDraw.ImageDraw, edition: Edition) -> None:
    features = parse_json(edition.boundaries, BOUNDARIES_FILE)["features"]
    shapes = project([shape(one["geometry"]) for one in features])
    kinds = [one["properties"]["kind"] for one in features]
    country = [one for one, kind in zip(shapes, kinds, strict=True) if kind == "country"]
    west, north, east, south = shapely.total_bounds(country)
    scale = (HEIGHT - 2 * _MARGIN) * _FINE / max(east - west, south - north)
    left = (HEIGHT * _FINE - (east - west) * scale) / 2 - west * scale
    top = (HEIGHT * _FINE - (south - north) * scale) / 2 - north * scale

    def place(x: float, y: float) -> tuple[float, float]:
        return x * scale + left, y * scale + top

    for kind, fill, line in (("neighbour", "neighbour", "border"), ("region", "land", "border")):
        for one in (one for one, found in zip(shapes, kinds, strict=True) if found == kind):
            for ring in _list_rings(one):
                draw.polygon([place(x, y) for x, y in ring], GROUND[fill].light, GROUND[line].light, _FINE)
    sites = edition.frame[edition.rows.on_map].drop_duplicates("site")
    points = project(shapely.points(sites["longitude"], sites["latitude"]))
    for point, theme in zip(points, sites["theme"], strict=True):
        x, y = place(point.x, point.y)
        draw.circle((x, y), 11 * _FINE, THEMES[Theme(theme)].light, GROUND["paper"].light, 3 * _FINE)


def _list_rings(area: BaseGeometry) -> Iterator[list[tuple[float, float]]]:
    for part in shapely.get_parts(area):
        yield [(x, y) for x, y in shapely.get_coordinates(part.exterior)]


def draw_icon() -> bytes:
    """Return the icon of the page, which `icon.svg` draws too, as an ICO file."""
    image = Image.new("RGBA", (_ICON, _ICON))
    draw = ImageDraw.Draw(image)
    part = _ICON / 32
    accent = GROUND["accent"].light
    draw.circle((16 * part, 12 * part), 11 * part, accent)
    draw.polygon([(x * part, y * part) for x, y in ((6.6, 18), (16, 30), (25.4, 18))], accent)
    draw.polygon([(x * part, y * part) for x, y in ((16, 6.5), (21.5, 12), (16, 17.5), (10.5, 12))], "#ffffff")
    return _save(image, "ICO", sizes=_ICON_SIZES)


def _load_font(path: Path | None, size: int, weight: bytes) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if path is None:
        return ImageFont.load_default(size * _FINE)
    font = ImageFont.truetype(path, size * _FINE)
    font.set_variation_by_name(weight)
    return font


def _save(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
