"""Every file that the page offers, once: what it is called, what it holds, how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd

from geo.contract.schema import build_json_schema
from geo.contract.vocabulary import Text
from geo.viewing.data.edition import Edition, cached
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
from geo.viewing.downloads.query import Selection, build_file_name, select
from geo.viewing.downloads.workbook import build_workbook

EVERYTHING: Final = Selection(Filters())
WORKBOOK: Final = "programmes.xlsx"
SMALL: Final = 512 * 1024  # bytes of data up to which every file is made before it is asked for: more takes long


@dataclass(frozen=True, slots=True)
class Format:
    """A format of the locations: suffix, media type, name, what it is for, what it cannot hold, and how it is made.

    `write` takes a frame, the metadata of its file and the language of what describes the data.
    """

    code: str
    media_type: str
    name: str
    use: Text
    limits: Text
    write: Callable[[gpd.GeoDataFrame, Mapping[str, Any], str], bytes]
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """A file under /data/: media type, name for people, what it is for and holds, how it is made of a selection.

    `stem` follows the collection's in the name of a saved file that follows the query of its address; without one it
    is always whole.
    """

    media_type: str
    title: Text
    use: Text
    holds: Text
    build: Callable[[Edition, Selection], bytes]
    stem: str | None = None

    def name_file(self, edition: Edition, selection: Selection, suffix: str) -> str | None:
        """Return what the file is called when it is saved; None where it has but one name."""
        if self.stem is None:
            return None
        return build_file_name(selection, suffix, "-".join(filter(None, (edition.slug, self.stem))))


_WHOLE: Final = Text("Holds everything.", "Contiene todo.")
_FLAT: Final = Text(
    'Lists are one text, their parts joined by "; ". A figure in it reads "qualifier value unit_en | unit_es".',
    'Las listas son un solo texto, con sus partes unidas por "; ". Una cifra en él se lee '
    '"qualifier value unit_en | unit_es".',
)
_CSV: Final = Text(
    "The geometry is the column wkt; an area too long for a spreadsheet's cell is simplified there. "
    "A text that a spreadsheet would run as a formula stands behind an apostrophe, an item of the document behind §. "
    "Where Excel separates lists by a semicolon, import the file (Data › From Text/CSV) or take the workbook.",
    "La geometría es la columna wkt; un área demasiado larga para una celda de hoja de cálculo se simplifica ahí. "
    "Un texto que una hoja de cálculo ejecutaría como fórmula va precedido de un apóstrofo, y un punto del documento, "
    "de §. Si su Excel separa las listas con punto y coma, importe el archivo (Datos › De texto/CSV) o use el libro.",
)
_FGB: Final = Text(
    "It has a spatial index only where every feature has a geometry, for that index has no place for nationwide "
    "programmes. The JavaScript reader flatgeobuf stops at a row without geometry: for a web map take GeoJSON.",
    "Lleva índice espacial solo si todo elemento tiene geometría, pues en él no caben los programas nacionales. "
    "El lector de JavaScript flatgeobuf se detiene en una fila sin geometría: para un mapa web use GeoJSON.",
)
_KML: Final = Text(
    "Whole numbers are text. Name and Description repeat the title and the summary for Google Earth. "
    "The column end is called end_date, for KML keeps end for its own times.",
    "Los números enteros son texto. Name y Description repiten el título y el resumen para Google Earth. "
    "La columna end se llama end_date, pues KML reserva end para sus propios tiempos.",
)


_LABELS: Final = Text(
    "Theme, kind of money, status and precision stand in words next to their codes.",
    "El tema, el tipo de dinero, el estado y la precisión figuran en palabras junto a sus códigos.",
)


def _join(first: Text, second: Text) -> Text:
    return Text(f"{first.en} {second.en}", f"{first.es} {second.es}")


FORMATS: Final[Mapping[str, Format]] = {
    one.code: one
    for one in (
        Format(
            "geojson",
            "application/geo+json",
            "GeoJSON",
            Text("For web maps, geojson.io and GeoPandas", "Para mapas web, geojson.io y GeoPandas"),
            _WHOLE,
            build_geojson,
            is_text=True,
        ),
        Format(
            "csv",
            "text/csv; charset=utf-8",
            "CSV",
            Text("For pandas, R and any spreadsheet", "Para pandas, R y cualquier hoja de cálculo"),
            _join(_FLAT, _join(_CSV, _LABELS)),
            build_csv,
            is_text=True,
        ),
        Format(
            "gpkg",
            "application/geopackage+sqlite3",
            "GeoPackage",
            Text("For QGIS and ArcGIS", "Para QGIS y ArcGIS"),
            _join(_FLAT, _LABELS),
            build_gpkg,
        ),
        Format(
            "fgb",
            "application/flatgeobuf",
            "FlatGeobuf",
            Text("For QGIS and GDAL, which read a part of it", "Para QGIS y GDAL, que leen solo una parte"),
            _join(_FLAT, _FGB),
            build_fgb,
        ),
        Format(
            "kml",
            "application/vnd.google-earth.kml+xml",
            "KML",
            Text("For Google Earth", "Para Google Earth"),
            _join(_FLAT, _KML),
            build_kml,
            is_text=True,
        ),
        Format(
            "parquet",
            "application/vnd.apache.parquet",
            "GeoParquet",
            Text("For GeoPandas, DuckDB and Arrow", "Para GeoPandas, DuckDB y Arrow"),
            _WHOLE,
            build_parquet,
        ),
    )
}


def _build_locations(one: Format, edition: Edition, selection: Selection) -> bytes:
    if one.code == "geojson" and selection == EVERYTHING:
        return edition.content  # the file itself
    return one.write(select(edition, selection), edition.metadata, selection.language)


def _offer(one: Format) -> Download:
    def build(edition: Edition, selection: Selection) -> bytes:
        return _build_locations(one, edition, selection)

    return Download(one.media_type, Text(one.name, one.name), one.use, one.limits, build, "")


# In the order in which they are offered.
DOWNLOADS: Final[Mapping[str, Download]] = {
    WORKBOOK: Download(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Text("Workbook (XLSX)", "Libro (XLSX)"),
        Text("For Excel and LibreOffice", "Para Excel y LibreOffice"),
        Text(
            "Programmes, places, figures, codes, columns and sources as sheets. Dates are texts; areas are not in it.",
            "Programas, lugares, cifras, códigos, columnas y fuentes en hojas. Las fechas son textos; no contiene las "
            "áreas.",
        ),
        lambda edition, some: build_workbook(select(edition, some), edition.metadata, some.language),
        "",
    ),
    **{f"locations.{code}": _offer(one) for code, one in FORMATS.items()},
    "figures.csv": Download(
        FORMATS["csv"].media_type,
        Text("Figures (CSV)", "Cifras (CSV)"),
        Text("For pivot tables", "Para tablas dinámicas"),
        Text(
            "Every amount and figure of every programme, each once and in a row of its own, to pivot.",
            "Cada monto y cifra de cada programa, una sola vez y en fila propia, para tablas dinámicas.",
        ),
        lambda edition, selection: build_figures(select(edition, selection)),
        "figures",
    ),
    "map.html": Download(
        "text/html; charset=utf-8",
        Text("The map in one file (HTML)", "El mapa en un solo archivo (HTML)"),
        Text("For a memory stick, or without internet", "Para una memoria USB, o sin internet"),
        Text(
            "The whole map in one file that needs no server and no network.",
            "El mapa completo en un solo archivo, que no necesita servidor ni red.",
        ),
        lambda edition, _selection: build_offline_page(edition),
    ),
    SCHEMA: Download(
        "application/schema+json",
        Text("JSON Schema of the GeoJSON", "JSON Schema del GeoJSON"),
        Text("To check the GeoJSON by a program", "Para verificar el GeoJSON con un programa"),
        Text("The JSON Schema of the GeoJSON.", "El JSON Schema del GeoJSON."),
        lambda _edition, _selection: dump(build_json_schema()),
    ),
    "datapackage.json": Download(
        "application/json",
        Text("Description of the data (Data Package)", "Descripción de los datos (Data Package)"),
        Text("For data catalogues, Frictionless and R", "Para catálogos de datos, Frictionless y R"),
        Text(
            "The description of every file, field, type and code, as a Frictionless Data Package.",
            "La descripción de cada archivo, campo, tipo y código, como Data Package de Frictionless.",
        ),
        lambda edition, _selection: build_package(edition)["datapackage.json"],
    ),
}


# What is built for its size is served, too.
@cached
def build_download(edition: Edition, name: str, selection: Selection = EVERYTHING) -> bytes:
    """Return the file `name`, a key of DOWNLOADS, with what `selection` leaves of an edition."""
    return DOWNLOADS[name].build(edition, selection)


def choose_whole(name: str, language: str) -> Selection:
    """Return the selection that a file is whole with, in a language where it has one."""
    return EVERYTHING if DOWNLOADS[name].stem is None else Selection(Filters(), language=language)


def measure_downloads(edition: Edition, language: str) -> Mapping[str, int]:
    """Return the bytes of each whole file by name; of none where the data are not `SMALL`."""
    if len(edition.content) > SMALL:
        return {}
    return {name: len(build_download(edition, name, choose_whole(name, language))) for name in DOWNLOADS}
