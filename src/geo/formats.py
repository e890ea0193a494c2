"""The download formats: what each is called, what it cannot hold, and how a file of it is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.filters import Filters
from geo.model import SECTORS, Text, slugify

NAME: Final = "peru-partnership"
_MOST: Final = 3  # chosen codes that a file name lists


@dataclass(frozen=True, slots=True)
class Format:
    """A download format: its code, which is the file's suffix, its media type, its name, and what it cannot hold."""

    code: str
    media_type: str
    name: str
    limits: Text


_WHOLE: Final = Text("Holds everything.", "Contiene todo.")
_FLAT: Final = Text(
    'Lists are one text, their parts joined by "; ". A figure in it reads "qualifier value unit_en | unit_es".',
    'Las listas son un solo texto, con sus partes unidas por "; ". Una cifra en él se lee '
    '"qualifier value unit_en | unit_es".',
)
_CSV: Final = Text(
    "The geometry is the column wkt; an area too long for a spreadsheet's cell is simplified there. "
    "A text that a spreadsheet would run as a formula stands behind an apostrophe.",
    "La geometría es la columna wkt; un área demasiado larga para una celda de hoja de cálculo se simplifica ahí. "
    "Un texto que una hoja de cálculo ejecutaría como fórmula va precedido de un apóstrofo.",
)
_FGB: Final = Text(
    "It has a spatial index only where every feature has a geometry, "
    "for that index has no place for nationwide programmes.",
    "Lleva índice espacial solo si todo elemento tiene geometría, pues en él no caben los programas nacionales.",
)
_KML: Final = Text(
    "Whole numbers are text. Name and Description repeat the title and the summary for Google Earth. "
    "GDAL shows the column end as end2, for it keeps end for KML's own times.",
    "Los números enteros son texto. Name y Description repiten el título y el resumen para Google Earth. "
    "GDAL muestra la columna end como end2, pues reserva end para los tiempos propios de KML.",
)


def _join(first: Text, second: Text) -> Text:
    return Text(f"{first.en} {second.en}", f"{first.es} {second.es}")


FORMATS: Final[Mapping[str, Format]] = {
    one.code: one
    for one in (
        Format("geojson", "application/geo+json", "GeoJSON", _WHOLE),
        Format("csv", "text/csv; charset=utf-8", "CSV", _join(_FLAT, _CSV)),
        Format("gpkg", "application/geopackage+sqlite3", "GeoPackage", _FLAT),
        Format("fgb", "application/flatgeobuf", "FlatGeobuf", _join(_FLAT, _FGB)),
        Format("kml", "application/vnd.google-earth.kml+xml", "KML", _join(_FLAT, _KML)),
        Format("parquet", "application/vnd.apache.parquet", "GeoParquet", _WHOLE),
    )
}


def build_file_name(filters: Filters, code: str, language: str) -> str:
    """Return a file name that says what is inside, made of [a-z0-9_-.] whatever the filters hold.

    Codes name themselves and a sector also its first word; more than three become `selection`, words searched for
    `search`, as no visitor's text belongs into a name.
    """
    query = filters.to_query()
    parts = [_name(dimension, value) for dimension, values in query.items() if dimension != "q" for value in values]
    parts += ["search"] * ("q" in query)
    return "_".join([NAME, *(parts if len(parts) <= _MOST else ["selection"]), language]) + f".{code}"


def _name(dimension: str, value: str) -> str:
    if dimension == "sector" and value in SECTORS:
        value = f"{value} {SECTORS[value].en.split()[0]}"
    return slugify(value)
