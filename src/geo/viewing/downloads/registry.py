"""Every file that the page offers, once: what it is called, what it holds, how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd

from geo.contract.schema import build_json_schema
from geo.contract.vocabulary import Text
from geo.viewing.data.edition import Edition
from geo.viewing.data.filters import Filters
from geo.viewing.downloads.export import (
    build_csv,
    build_fgb,
    build_figures,
    build_geojson,
    build_gpkg,
    build_kml,
    build_parquet,
)
from geo.viewing.downloads.offline_page import build_offline_page
from geo.viewing.downloads.package import SCHEMA, build_package, dump
from geo.viewing.downloads.query import NAME, Selection, select

EVERYTHING: Final = Selection(Filters())


@dataclass(frozen=True, slots=True)
class Format:
    """A format of the locations: the suffix of its files, media type, name, what it cannot hold, and how it is made.

    `write` takes a frame, the metadata of its file and the language of what describes the data.
    """

    code: str
    media_type: str
    name: str
    limits: Text
    write: Callable[[gpd.GeoDataFrame, Mapping[str, Any], str], bytes]
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """A file under /data/: its media type, its name for people, what it holds, and how it is made of a selection.

    `stem` begins the name of a saved file that follows the query of its address; without one it is always whole.
    """

    media_type: str
    title: Text
    holds: Text
    build: Callable[[Edition, Selection], bytes]
    stem: str | None = None


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
        Format("geojson", "application/geo+json", "GeoJSON", _WHOLE, build_geojson, is_text=True),
        Format("csv", "text/csv; charset=utf-8", "CSV", _join(_FLAT, _CSV), build_csv, is_text=True),
        Format("gpkg", "application/geopackage+sqlite3", "GeoPackage", _FLAT, build_gpkg),
        Format("fgb", "application/flatgeobuf", "FlatGeobuf", _join(_FLAT, _FGB), build_fgb),
        Format("kml", "application/vnd.google-earth.kml+xml", "KML", _join(_FLAT, _KML), build_kml, is_text=True),
        Format("parquet", "application/vnd.apache.parquet", "GeoParquet", _WHOLE, build_parquet),
    )
}


def _build_locations(one: Format, edition: Edition, selection: Selection) -> bytes:
    if one.code == "geojson" and selection == EVERYTHING:
        return edition.content  # the file itself
    return one.write(select(edition, selection), edition.metadata, selection.language)


def _offer(one: Format) -> Download:
    def build(edition: Edition, selection: Selection) -> bytes:
        return _build_locations(one, edition, selection)

    return Download(one.media_type, Text(one.name, one.name), one.limits, build, NAME)


DOWNLOADS: Final[Mapping[str, Download]] = {
    **{f"locations.{code}": _offer(one) for code, one in FORMATS.items()},
    "figures.csv": Download(
        FORMATS["csv"].media_type,
        Text("Every figure, one a row (CSV)", "Todas las cifras, una por fila (CSV)"),
        Text(
            "Every amount and figure of every programme, each once and in a row of its own, to pivot.",
            "Cada monto y cifra de cada programa, una sola vez y en fila propia, para tablas dinámicas.",
        ),
        lambda edition, selection: build_figures(select(edition, selection)),
        f"{NAME}-figures",
    ),
    SCHEMA: Download(
        "application/schema+json",
        Text("JSON Schema of the GeoJSON", "JSON Schema del GeoJSON"),
        Text("The JSON Schema of the GeoJSON.", "El JSON Schema del GeoJSON."),
        lambda _edition, _selection: dump(build_json_schema()),
    ),
    "datapackage.json": Download(
        "application/json",
        Text("Description of the data (Data Package)", "Descripción de los datos (Data Package)"),
        Text(
            "The description of every file, field, type and code, as a Frictionless Data Package.",
            "La descripción de cada archivo, campo, tipo y código, como Data Package de Frictionless.",
        ),
        lambda edition, _selection: build_package(edition)["datapackage.json"],
    ),
    "map.html": Download(
        "text/html; charset=utf-8",
        Text("The map as one file, without internet (HTML)", "El mapa en un solo archivo, sin internet (HTML)"),
        Text(
            "The whole map in one file that needs no server and no network.",
            "El mapa completo en un solo archivo, que no necesita servidor ni red.",
        ),
        lambda edition, _selection: build_offline_page(edition),
    ),
}
