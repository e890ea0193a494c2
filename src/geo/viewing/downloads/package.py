"""The data package: the tables and schemas that go with `locations.geojson`, and `datapackage.json` that describes all.

Frictionless Data Package 2.0, https://datapackage.org/standard/data-package/.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from geo.contract.faults import DataError, Fault, gathered
from geo.contract.files import BOUNDARIES_FILE, LOCATIONS_FILE
from geo.contract.geojson import read_bytes
from geo.contract.ground import FOLDER, RELIEF
from geo.contract.schema import build_figures_table, build_json_schema, build_locations_table
from geo.viewing.data.edition import Edition
from geo.viewing.downloads.export import build_csv, build_figures

_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_RESOURCE: Final = "https://datapackage.org/profiles/2.0/dataresource.json"
_LICENSES: Final = {
    "CC-BY-4.0": {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0 International",
    }
}
_PUBLIC_DOMAIN: Final = {"path": "https://www.naturalearthdata.com/about/terms-of-use/", "title": "Public domain"}
_SHORES: Final = {
    "path": "https://www.gnu.org/licenses/lgpl-3.0.html",
    "title": "GSHHG: LGPL 3.0; WDBII: public domain",
}
_SHEETS: Final = {
    "world": "All countries, for a view that leaves the boundaries",
    "middle": "Shores, lakes, great rivers and names, from zoom 6.5",
    "near": "Shores, lakes, rivers and names, from zoom 9",
    RELIEF: "Light and shade of the mountains, up to zoom 8",
}
_OPEN: Final = ("world", RELIEF)  # of Natural Earth alone
_KEYWORDS: Final = ("development cooperation", "IATI", "OECD DAC")
_CSV: Final = {"format": "csv", "mediatype": "text/csv"}
_GEOJSON: Final = {"format": "geojson", "mediatype": "application/geo+json"}

SCHEMA: Final = "locations.schema.json"


def build_package(edition: Edition) -> dict[str, bytes]:
    """Return the package's other files by name: tables, schema, and the description of all."""
    made = {
        "locations.csv": build_csv(edition.frame, edition.metadata, "en"),
        "figures.csv": build_figures(edition.frame),
        SCHEMA: dump(build_json_schema()),
    }
    sheets = {f"{FOLDER}/{name}.json": content for name, content in edition.sheets.items()}
    ground = {BOUNDARIES_FILE: edition.boundaries} if edition.boundaries else {}
    files = {LOCATIONS_FILE: edition.content, **ground, **sheets, **made}
    return made | {"datapackage.json": dump(_build_descriptor(edition.metadata, files))}


def check_package(edition: Edition, folder: Path) -> None:
    """Raise DataError with every file in `folder` that is not, byte for byte, what `build_package` makes."""
    faults: list[Fault] = []
    for name, content in build_package(edition).items():
        with gathered(faults):
            if read_bytes(folder / name) != content:
                faults.append(Fault(name, "", f"not what {LOCATIONS_FILE} makes; run geo build"))
    if faults:
        raise DataError(faults)


def get_license(name: str) -> Mapping[str, str]:
    """Return a licence by its SPDX name as the data package describes it; one not known here by its SPDX address."""
    spdx = f"https://spdx.org/licenses/{quote(name, safe='')}.html"
    return _LICENSES.get(name, {"name": name, "path": spdx, "title": name})


def dump(value: object) -> bytes:
    """Return JSON that people can read, too: UTF-8, indented, LF, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def _build_descriptor(metadata: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    source, collection = metadata["source"], metadata["collection"]
    names = next(iter(collection["name"].values()))
    their = "its" if len(collection["countries"]) == 1 else "their"
    document = {"title": f"{source['publisher']}, {source['title']}, {source['date']}", "path": source["url"]}
    resources: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
        ("locations", "locations.csv", "Programmes and places, one row for each programme at each site",
         {"type": "table", **_CSV, "schema": build_locations_table()}),
        ("figures", "figures.csv", "Every amount and figure of every programme, each once",
         {"type": "table", **_CSV, "schema": build_figures_table()}),
        ("locations-geojson", LOCATIONS_FILE, "Programmes and places with their geometries",
         {**_GEOJSON, "jsonSchema": SCHEMA}),
        ("boundaries", BOUNDARIES_FILE, f"{names}, {their} regions and {their} neighbours, to draw under the places",
         {**_GEOJSON, "licenses": [_PUBLIC_DOMAIN]}),
        *((f"ground-{name}", path, title, {"format": "json", "mediatype": "application/json",
           "licenses": [_PUBLIC_DOMAIN] if name in _OPEN else [_SHORES, _PUBLIC_DOMAIN, _LICENSES["CC-BY-4.0"]]})
          for name, title in _SHEETS.items() for path in (f"{FOLDER}/{name}.json",)),
    )  # fmt: skip
    return {
        "$schema": _PROFILE,
        "name": collection["slug"],
        "title": metadata["title"],
        "description": metadata["description"],
        "version": metadata["version"],
        "licenses": [get_license(metadata["license"])],
        "sources": [document, *({"title": line} for line in metadata["attribution"])],
        "keywords": [*collection["keywords"], *_KEYWORDS],
        "resources": [
            _build_resource(name, path, title, files[path], rest)
            for name, path, title, rest in resources
            if path in files
        ],
    }


def _build_resource(name: str, path: str, title: str, content: bytes, rest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "$schema": _RESOURCE,
        "name": name,
        "path": path,
        "title": title,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **rest,
    }
