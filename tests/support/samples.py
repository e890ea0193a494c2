"""Small sound values of the contract, for tests to bend."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from geo.contract.fields import FIELDS

SCANNERS: dict[str, Any] = {
    "program": "port-scanners",
    "title_en": "Port scanners",
    "title_es": "Escáneres portuarios",
    "summary_en": "Three scanners worth $8.5 million check cargo at the port.",
    "summary_es": "Tres escáneres por $8,5 millones revisan la carga del puerto.",
    "theme": "security",
    "sector": "331",
    "sector_en": "Trade Policies & Regulations",
    "sector_es": "Políticas y regulaciones comerciales",
    "agencies": ["U.S. Customs and Border Protection"],
    "partners": ["SUNAT"],
    "amount_usd": 8_500_000,
    "amount_qualifier": "more_than",
    "amount_type": "assistance",
    "amount_part_of": None,
    "status": "implementation",
    "start": "2023",
    "end": None,
    "figures": [{"value": 3, "qualifier": "exact", "unit_en": "scanners", "unit_es": "escáneres"}],
    "site": "chancay",
    "site_en": "Port of Chancay",
    "site_es": "Puerto de Chancay",
    "site_role": "site",
    "site_kind": "PRT",
    "country": "PE",
    "region": "PE-LIM",
    "longitude": -77.26722,
    "latitude": -11.57139,
    "precision": 2,
    "uncertainty_km": 3,
    "gazetteer": "GeoNames",
    "gazetteer_id": "3944399",
    "locode": "PECHY",
    "note_en": None,
    "note_es": None,
    "source_item": "1.3",
    "source_url": "https://example.org/page/#:~:text=three%20scanners",
}

TRIANGLE: dict[str, Any] = {"type": "Polygon", "coordinates": [[[-78, -8], [-76, -8], [-77, -6], [-78, -8]]]}

AREA = {"site": "north", "site_en": "North", "site_es": "Norte", "site_kind": "RGN", "longitude": -77.0,
        "latitude": -7.0, "precision": 5, "uncertainty_km": None, "gazetteer": "Natural Earth",
        "gazetteer_id": "PE01", "locode": None, "region": None}  # fmt: skip

NATIONWIDE = AREA | {"site": "peru", "site_en": "Peru", "site_es": "Perú", "site_kind": "PCLI", "longitude": None,
                     "latitude": None, "precision": 6}  # fmt: skip

COLLECTION: dict[str, Any] = {
    "slug": "sample",
    "name": {"en": "Peru", "es": "Perú"},
    "authors": "Somebody",
    "languages": ["en", "es"],
    "countries": [{"code": "PE", "site": "peru", "name": {"en": "Peru", "es": "Perú"},
                   "bounds": [[-81.6, -18.6, -68.4, 0.2]]}],
    "keywords": ["sample"],
    "sections": [{"number": 1, "theme": "security"}],
    "texts": {"title": {"en": "A sample", "es": "Una muestra"},
              "description": {"en": "A sample of a map.", "es": "Una muestra de mapa."}},
    "themes": {},
    "doubts": [],
}  # fmt: skip

METADATA: dict[str, Any] = {
    "title": "Sample",
    "description": "A sample of the contract.",
    "source": {"title": "Page", "publisher": "Office", "date": "2024-11-15", "url": "https://example.org/page/",
               "sha256": "0" * 64},
    "license": "CC-BY-4.0",
    "attribution": ["GeoNames"],
    "version": "1.0.0",
    "fields": {field.name: field.meaning.en for field in FIELDS},
    "institutions": {"SUNAT": "SUNAT"},
    "overlaps": [],
    "audit": None,
    "other_names": {"institutions": {"U.S. Customs and Border Protection": ["CBP"]}, "sites": {"chancay": ["Lima"]}},
    "collection": COLLECTION,
}  # fmt: skip


def make_feature(geometry: Mapping[str, Any] | str | None = "point", **changes: Any) -> dict[str, Any]:
    """Return a feature of the contract with some properties changed; its geometry is its point unless given."""
    properties = SCANNERS | changes
    if geometry == "point":
        geometry = {"type": "Point", "coordinates": [properties["longitude"], properties["latitude"]]}
    return {
        "type": "Feature",
        "id": f"{properties['program']}/{properties['site']}",
        "geometry": geometry,
        "properties": properties,
    }


def make_collection(*features: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """Return a collection of the features, with some members changed."""
    return {"type": "FeatureCollection", "metadata": METADATA, "features": list(features)} | members


def make_bytes(*features: Mapping[str, Any], **members: Any) -> bytes:
    """Return the bytes of a file that holds the features."""
    return json.dumps(make_collection(*features, **members), ensure_ascii=False).encode()
