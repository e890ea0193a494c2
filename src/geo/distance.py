"""Distances on the Earth."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

# Mean radius of the Earth, kilometres (IUGG).
_EARTH_RADIUS_KM: Final = 6371.0088


def get_distance_km(longitude: float, latitude: float, longitude2: float, latitude2: float) -> float:
    """Return the great-circle distance between two points in degrees (haversine formula, spherical Earth)."""
    phi, phi2 = radians(latitude), radians(latitude2)
    half = sin((phi2 - phi) / 2) ** 2 + cos(phi) * cos(phi2) * sin(radians(longitude2 - longitude) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))
