"""The map as a small SVG, for where Leaflet is not there yet: countries, regions, neighbours and places. Pure.

Web Mercator as Leaflet has it, in hundredths of a degree at the equator with y downwards, simplified to a third of a
pixel of a map that fills a screen. It is a picture: the data and the map itself keep every vertex.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from markupsafe import Markup
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.contract.files import BOUNDARIES_FILE
from geo.contract.geojson import parse_json
from geo.viewing.data.rings import Ring, list_rings

UNITS: Final = 100  # a degree
FINE: Final = 1.0  # units within which a line may be straightened
_RADIUS: Final = 31  # units of the ring that says how well a place is known: about ten pixels of a common screen
_SVG: Final = Markup(
    '<svg viewBox="{box}" role="img" aria-label="{name}" preserveAspectRatio="xMidYMid meet">{ground}{places}</svg>'
)
_PATH: Final = Markup('<path class="{}" d="{}"/>')
_DOUBT: Final = Markup('<path class="doubt {kind}" d="{line}"/>')
_PLACE: Final = Markup('<path class="{kind}" style="--theme:var(--{colour})" d="{line}"/>')


def draw_map(boundaries: bytes, places: gpd.GeoDataFrame, chosen: Collection[str], name: str) -> Markup:
    """Return the map of `boundaries` (a GeoJSON file of the project) with `places`, called `name` by screen readers.

    `places` has a row for each programme at a place, in WGS 84, with its `site`, `theme`, `longitude`, `latitude`,
    `precision` and `uncertainty_km`; a ring is around each site that is `chosen`, and the ring of its precision.
    """
    box, ground = draw_ground(boundaries)
    return _SVG.format(box=box, ground=ground, places=Markup().join(_draw_places(places, chosen)), name=name)


@functools.lru_cache(maxsize=2)
def draw_ground(boundaries: bytes) -> tuple[str, Markup]:
    """Return the box around the countries of the map, as an SVG's `viewBox`, and the paths of the ground."""
    features = parse_json(boundaries, BOUNDARIES_FILE)["features"]
    shapes = project([shape(one["geometry"]) for one in features])
    kinds = np.array([one["properties"]["kind"] for one in features])
    regions = shapely.coverage_simplify(shapes[kinds == "region"], FINE)
    neighbours, country = (shapely.simplify(shapes[kinds == kind], FINE) for kind in ("neighbour", "country"))
    west, north, east, south = shapely.total_bounds(country)
    layers = (("neighbour", neighbours), ("region", regions), ("country", country))
    paths = (_PATH.format(kind, trace_outline(one)) for kind, found in layers for one in found)
    return f"{west:.0f} {north:.0f} {east - west:.0f} {south - north:.0f}", Markup().join(paths)


def _draw_places(places: gpd.GeoDataFrame, chosen: Collection[str]) -> Iterator[Markup]:
    """Yield the areas, then a dot for each place."""
    sites = places.drop_duplicates("site").set_index("site")
    themes = places.groupby("site", sort=False)["theme"].unique()
    colours = {site: found[0] if len(found) == 1 else "quiet" for site, found in themes.items()}
    areas = sites[sites.geometry.geom_type != "Point"].geometry
    for site, area in zip(areas.index, shapely.simplify(project(areas), FINE), strict=True):
        yield _PLACE.format(kind="area", colour=colours[site], line=trace_outline(area))
    points = project(shapely.points(sites["longitude"], sites["latitude"]))
    for site, point, ring in zip(sites.index, points, list_rings(sites), strict=True):
        spot = f"M{point.x:.0f} {point.y:.0f}h0"
        if site in chosen:
            yield _PLACE.format(kind="ring", colour="accent", line=spot)
        if ring is not Ring.NONE:
            yield _DOUBT.format(kind=ring.name.lower(), line=_trace_sign(ring, round(point.x), round(point.y)))
        yield _PLACE.format(kind="dot", colour=colours[site], line=spot)


def _trace_sign(ring: Ring, x: int, y: int) -> str:
    """Return the ring around a point, or the corners of a square, as the data of an SVG path."""
    r, edge = _RADIUS, _RADIUS // 2
    if ring is not Ring.REGION:
        return f"M{x - r} {y}a{r} {r} 0 1 1 {2 * r} 0a{r} {r} 0 1 1-{2 * r} 0z"
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return "".join(f"M{x + i * r} {y + j * (r - edge)}v{j * edge}h{-i * edge}" for i, j in corners)


def project(shapes: Iterable[BaseGeometry]) -> npt.NDArray[np.object_]:
    """Return geometries in WGS 84 (longitude, latitude) as geometries in the units of the picture (x, y)."""

    def to_units(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        longitude, latitude = points.T
        return UNITS * np.column_stack([longitude, -np.degrees(np.arcsinh(np.tan(np.radians(latitude))))])

    projected: npt.NDArray[np.object_] = shapely.transform(np.array(list(shapes), dtype=object), to_units)
    return projected


def trace_outline(area: BaseGeometry) -> str:
    """Return the outline of a polygon or multipolygon as the data of an SVG path, in whole units."""
    return "".join(_trace_ring(ring) for part in shapely.get_parts(area) for ring in (part.exterior, *part.interiors))


def _trace_ring(ring: BaseGeometry) -> str:
    points = shapely.get_coordinates(ring)[:-1].round().astype(int)
    steps = " ".join(f"{x} {y}" for x, y in np.diff(points, axis=0))
    return f"M{points[0][0]} {points[0][1]}l{steps}z"
