"""What the map draws, as small JSON that the browser fetches once, and which of it is shown. Pure.

`sites` holds, for each place drawn, its id, longitude, latitude, ring (`geo.viewing.data.rings`), uncertainty in
kilometres, names in English and Spanish, and its area as a GeoJSON geometry (null for a point). `rows` holds, for each
row of the data in the file's order, the position of its site (-1 where nationwide), the number of its theme, 1 where
the site is the other end of a partnership, and the number of its programme: a filter is one bit a row.
`kinds` are the kinds of money that some place has, `statistics` the numbers of the programmes that are but statistics.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.contract.vocabulary import AmountType, SiteRole
from geo.viewing.data.rings import list_rings
from geo.viewing.data.search import Mask
from geo.viewing.data.totals import UNCERTAIN


def build_map_data(frame: gpd.GeoDataFrame, statistics: Collection[str] = ()) -> bytes:
    """Return the JSON of a frame that `geo.viewing.data.frame` built, as the module describes it."""
    placed = frame[frame["longitude"].notna()].drop_duplicates("site")
    position: dict[Hashable, int] = {site: number for number, site in enumerate(placed["site"])}
    columns = ("site", "longitude", "latitude", "uncertainty_km", "site_en", "site_es")
    plain = [[_to_json(value) for value in placed[name].tolist()] for name in columns]
    plain.insert(3, list_rings(placed))
    areas = [None if shape.geom_type == "Point" else json.loads(shapely.to_geojson(shape)) for shape in placed.geometry]
    numbers, programs = pd.factorize(frame["program"])
    rows = zip(
        [position.get(site, -1) for site in frame["site"]],
        frame["theme"].cat.codes.tolist(),
        (frame["site_role"] == SiteRole.PARTNER).astype(int).tolist(),
        numbers.tolist(),
        strict=True,
    )
    value = {
        "sites": list(zip(*plain, areas, strict=True)),
        "rows": list(rows),
        "kinds": _list_kinds(frame),
        "statistics": [number for number, program in enumerate(programs) if program in statistics],
    }
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _list_kinds(frame: gpd.GeoDataFrame) -> list[str]:
    is_counted = frame["amount_usd"].notna() & ~frame["amount_qualifier"].isin(UNCERTAIN)
    shown = is_counted & frame["longitude"].notna() & (frame["site_role"] == SiteRole.SITE)
    found = set(frame.loc[shown, "amount_type"])
    return [kind.value for kind in AmountType if kind in found]


def encode_state(mask: Mask | None, chosen: Sequence[str], language: str, size: Mapping[str, Any] | None = None) -> str:
    """Return what the map shows as JSON: the rows (None is all), the ids of the sites that are chosen, the language.

    `size` is by what the signs are sized (`geo.viewing.html.sizes`), None where they are not.
    """
    rows = None if mask is None else encode_mask(mask)
    sized = {} if size is None else {"size": size}
    state = {"rows": rows, "sites": chosen, "language": language} | sized
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def encode_mask(mask: Mask) -> str:
    """Return which rows are shown, one bit a row from the highest of the first byte, as Base64."""
    return base64.b64encode(np.packbits(mask).tobytes()).decode()


def _to_json(value: Any) -> Any:
    return None if pd.isna(value) else value
