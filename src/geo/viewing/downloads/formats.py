"""The download formats: what each is called, and what it cannot hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.contract.vocabulary import Text

NAME: Final = "peru-partnership"


@dataclass(frozen=True, slots=True)
class Format:
    """A download format: its code, which is the file's suffix, its media type, its name, and what it cannot hold."""

    code: str
    media_type: str
    name: str
    limits: Text
    is_text: bool = False


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
        Format("geojson", "application/geo+json", "GeoJSON", _WHOLE, is_text=True),
        Format("csv", "text/csv; charset=utf-8", "CSV", _join(_FLAT, _CSV), is_text=True),
        Format("gpkg", "application/geopackage+sqlite3", "GeoPackage", _FLAT),
        Format("fgb", "application/flatgeobuf", "FlatGeobuf", _join(_FLAT, _FGB)),
        Format("kml", "application/vnd.google-earth.kml+xml", "KML", _join(_FLAT, _KML), is_text=True),
        Format("parquet", "application/vnd.apache.parquet", "GeoParquet", _WHOLE),
    )
}
