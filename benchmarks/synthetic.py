"""Make a file of the data contract with any number of sites: `python benchmarks/synthetic.py 1000 > sites.geojson`.

Seeded, so that one number of sites is always the same file. The points are random within Peru's outline.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from geo.contract.fields import FIELDS
from geo.contract.files import DATA
from geo.contract.vocabulary import SECTORS, AmountType, Qualifier, Status, Theme, slugify

BOUNDARIES: Final = Path(__file__).parent.parent / "data" / "boundaries.geojson"
AGENCIES: Final = (
    "Department of Commerce",
    "Department of Defense",
    "Department of State",
    "NASA",
    "U.S. Agency for International Development (USAID)",
    "U.S. Coast Guard",
)
NOUNS: Final = ("Scanners", "Training", "Clinic", "Reservoir", "School", "Harbour", "Research", "Scholarships")
SITES_PER_AREA: Final = 500
MANY_AT_ONE_SITE: Final = 0.2


def load_outline() -> BaseGeometry:
    """Return Peru's outline from the committed boundaries."""
    features = json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"]
    peru = [f for f in features if f["properties"]["kind"] == "country"]
    return shapely.union_all([shapely.from_geojson(json.dumps(f["geometry"])) for f in peru])


def build_collection(sites: int, seed: int = 1) -> dict[str, Any]:
    """Return a FeatureCollection of the contract with `sites` sites, each with one to three programmes."""
    rng = random.Random(seed)  # noqa: S311 -- a benchmark's data, not a secret
    features = [feature for number in range(sites // 2 + 1) for feature in _build_nationwide(rng, number)]
    outline = load_outline()
    shapely.prepare(outline)
    for number in range(sites):
        features += _build_site(rng, number, outline)
    return {
        "type": "FeatureCollection",
        "metadata": {
            "title": f"{sites} synthetic sites",
            "description": "Made by a seeded generator for measurements",
            "source": {
                "title": "No document",
                "publisher": "A generator",
                "date": "2024-11-15",
                "url": "https://example.org/",
                "sha256": "0" * 64,
            },
            "license": "CC BY 4.0",
            "attribution": ["A generator"],
            "version": "1.0.0",
            "fields": {field.name: field.meaning.en for field in FIELDS},
            "institutions": {},
            "overlaps": [],
            "audit": None,
            "other_names": {"institutions": {"Department of Defense": ["DoD"]}, "sites": {}},
            "collection": json.loads((DATA / "locations.geojson").read_bytes())["metadata"]["collection"],
        },
        "features": features,
    }


def _build_nationwide(rng: random.Random, number: int) -> Iterator[dict[str, Any]]:
    if number % 10:
        return
    place = dict.fromkeys(("region", "longitude", "latitude", "uncertainty_km", "locode"))
    place |= {"site": "peru", "site_en": "Peru (nationwide)", "site_es": "Perú (todo el país)", "site_kind": "PCLI"}
    place |= {"country": "PE", "precision": 6, "gazetteer": "GeoNames", "gazetteer_id": "3932488"}
    yield _build_feature(_build_program(rng, f"nationwide-{number}"), place, None)


def _build_site(rng: random.Random, number: int, outline: BaseGeometry) -> Iterator[dict[str, Any]]:
    point = _draw_point(rng, outline)
    geometry: dict[str, Any] = {"type": "Point", "coordinates": [point.x, point.y]}
    if number % SITES_PER_AREA == SITES_PER_AREA // 10:
        ring = shapely.normalize(point.buffer(0.4, quad_segs=4))
        corners = [[round(x, 6), round(y, 6)] for x, y in ring.exterior.coords]
        geometry = {"type": "Polygon", "coordinates": [corners[::-1]]}
    near = geometry["type"] == "Point" and rng.random() < 0.5  # noqa: PLR2004 -- half of them
    place = {
        "site": f"site-{number}",
        "site_en": f"Site {number}",
        "site_es": f"Lugar {number}",
        "site_kind": "PPL",
        "country": "PE",
        "region": None,
        "longitude": point.x,
        "latitude": point.y,
        "precision": (2 if near else 1) if geometry["type"] == "Point" else 5,
        "uncertainty_km": rng.choice([2, 5, 20]) if near else None,
        "gazetteer": "GeoNames",
        "gazetteer_id": str(number + 1),
        "locode": None,
    }
    for index in range(rng.choice([2, 3]) if rng.random() < MANY_AT_ONE_SITE else 1):
        yield _build_feature(_build_program(rng, f"program-{number}-{index}"), place, geometry)


def _draw_point(rng: random.Random, outline: BaseGeometry) -> shapely.Point:
    west, south, east, north = outline.bounds
    while True:
        point = shapely.Point(round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6))
        if outline.contains(point):
            return point


def _build_program(rng: random.Random, program: str) -> dict[str, Any]:
    sector = rng.choice(list(SECTORS))
    noun = rng.choice(NOUNS)
    amount = rng.choice([None, rng.randrange(1, 1000) * 100_000])
    start = rng.choice([None, "2023", "2024-02", "2024-11-01"])
    return {
        "program": slugify(program),
        "title_en": f"{noun} {program}",
        "title_es": f"{noun} {program} (es)",
        "summary_en": f"{noun} made up for a measurement.",
        "summary_es": f"{noun}: programa inventado para una medición.",
        "theme": rng.choice(list(Theme)).value,
        "sector": sector,
        "sector_en": SECTORS[sector].en,
        "sector_es": SECTORS[sector].es,
        "agencies": sorted(rng.sample(AGENCIES, rng.choice([1, 1, 2]))),
        "partners": ["Marina de Guerra del Perú"],
        "amount_usd": amount,
        "amount_qualifier": None if amount is None else rng.choice(list(Qualifier)).value,
        "amount_type": None if amount is None else rng.choice(list(AmountType)).value,
        "amount_part_of": None,
        "status": rng.choice(list(Status)).value,
        "start": start,
        "end": None if start is None else "2025",
        "figures": [{"value": 3, "qualifier": "exact", "unit_en": "scanners", "unit_es": "escáneres"}],
    }


def _build_feature(
    program: Mapping[str, Any], place: Mapping[str, Any], geometry: Mapping[str, Any] | None
) -> dict[str, Any]:
    known = {**program, **place, "site_role": "site", "note_en": None, "note_es": None}
    known |= {"source_item": "0", "source_url": "https://example.org/"}
    return {
        "type": "Feature",
        "id": f"{program['program']}/{place['site']}",
        "geometry": geometry,
        "properties": {field.name: known[field.name] for field in FIELDS},
    }


def main() -> None:
    """Write the collection with as many sites as the first argument says to stdout."""
    json.dump(build_collection(int(sys.argv[1])), sys.stdout, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
