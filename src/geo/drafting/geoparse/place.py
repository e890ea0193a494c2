"""What a place is in every layer of the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from geo.drafting.geoparse.tokens import to_key

# GeoNames' feature codes of the layers; the index holds their positions here.
FEATURE_CODES: Final = (
    "PPL", "PPLC", "ADM1", "ADM2", "PCLI", "CONT", "RGN", "AIRP", "ISL", "SEA", "LK", "GULF", "BAY", "STRT", "SD",
)  # fmt: skip

# Kinds that hold other places; nearness to their points means nothing.
PCLI: Final = "PCLI"
ADM1: Final = "ADM1"
ADM2: Final = "ADM2"
TOWNS: Final = frozenset({"PPL", "PPLC"})
WIDE: Final = frozenset({PCLI, ADM1, "CONT", "RGN", "ISL", "SEA", "GULF"})

_LATIN: Final = re.compile(r"[\u0000-\u024f\u1e00-\u1eff\s'’‘ʻ\-–]+")
SHORTEST_NAME: Final = 2


class NameKind(IntEnum):
    """How a name relates to its place."""

    OWN = 0
    ALTERNATE = 1
    SHORTENED = 2  # "Laurel" of Laurel County
    DEMONYM = 3  # "Peruvian": refers to the country, but is not a place name


@dataclass(frozen=True, slots=True)
class Place:
    """A place of any layer.

    `kind` is a GeoNames feature code, `country` ISO 3166-1 alpha-2 or "", `admin1` GeoNames' code of the first-order
    division or "". `longitude` and `latitude` are degrees, WGS 84. `population` is 0 where it is not known.
    """

    name: str
    kind: str
    country: str
    admin1: str
    longitude: float
    latitude: float
    population: int
    gazetteer: str
    gazetteer_id: str = ""
    names: tuple[tuple[str, NameKind], ...] = field(default=(), compare=False)

    @property
    def keys(self) -> Mapping[str, NameKind]:
        """Return the place's normalised names, each with its best kind."""
        found: dict[str, NameKind] = {}
        for name, kind in ((self.name, NameKind.OWN), *self.names):
            key = to_key(name) if _LATIN.fullmatch(name) else ""
            if len(key) >= SHORTEST_NAME:
                found[key] = min(kind, found.get(key, kind))
        return found
