"""A frame of checked data in the formats that people open. Pure: the same rows give the same bytes.

Each `build_` takes a frame of `geo.viewing.data.frame`, whole or some of its rows, longitude first, WGS 84; the
metadata of its file; and the language ("en", "es") of what describes the data, which is the same in each.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import parquet

from geo.contract.fields import FIELDS, FIGURE_COLUMNS, LABEL_COLUMNS, STATISTICS, Kind
from geo.contract.geojson import format_collection
from geo.contract.vocabulary import ITEM_SIGN, Text
from geo.viewing.downloads.codes import label_row
from geo.viewing.downloads.csv_file import format_csv, format_wkt

LAYER: Final = "locations"
DOLLARS: Final = Text("United States dollars", "dólares de los Estados Unidos")

Metadata = Mapping[str, Any]

# GDAL's options hold for the whole process.
_GDAL: Final = threading.Lock()


def build_figures(frame: gpd.GeoDataFrame) -> bytes:
    """Return `figures.csv`: every amount and figure of every programme, each once and in a row of its own."""
    return format_csv(FIGURE_COLUMNS, ((program, cite(item), *rest) for program, item, *rest in list_figures(frame)))


def list_figures(frame: gpd.GeoDataFrame) -> Iterator[Sequence[Any]]:
    """Yield the rows of `figures.csv`, the item as the contract has it."""
    for properties in list_properties(frame.drop_duplicates("program")):
        key = (properties["program"], properties["source_item"])
        if properties["amount_usd"] is not None:
            amount = (properties[name] for name in ("amount_qualifier", "amount_type", "amount_part_of"))
            yield (*key, properties["amount_usd"], DOLLARS.en, DOLLARS.es, *amount)
        yield from (
            (*key, figure["value"], figure["unit_en"], figure["unit_es"], figure["qualifier"], None, None)
            for figure in properties["figures"]
        )


def cite(item: str) -> str:
    """Return an item of the document as a CSV file has it: `§4.2`, which no reader takes for a number."""
    return f"{ITEM_SIGN}{item}"


def list_properties(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Yield each row's properties as JSON holds them: null for what is not known, lists for lists."""
    names = [field.name for field in FIELDS]
    for row in zip(*(frame[name].array for name in names), strict=True):
        yield dict(zip(names, map(_to_json, row), strict=True))


def _to_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if pd.isna(value):
        return None
    plain = value.item() if isinstance(value, np.generic) else value
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain  # 4 km, not 4.0


def join(value: object) -> object:
    """Return a property as a flat table holds it: a list as one text, anything else as it is."""
    if not isinstance(value, list | tuple):
        return value
    return "; ".join(
        part if isinstance(part, str) else f"{part['qualifier']} {part['value']} {part['unit_en']} | {part['unit_es']}"
        for part in value
    )


def build_geojson(frame: gpd.GeoDataFrame, metadata: Metadata, language: str) -> bytes:
    """Return a GeoJSON FeatureCollection of the contract (RFC 7946), with the overlaps of its own programmes alone.

    The audit is of all programmes together: a part of them has none.
    """
    programs = set(frame["program"])
    overlaps = [overlap for overlap in metadata["overlaps"] if programs.issuperset(overlap["programs"])]
    audited = {program for entry in (metadata["audit"] or {}).get("items", ()) for program in entry["programs"]}
    metadata = {**metadata, "overlaps": overlaps, "audit": metadata["audit"] if audited == programs else None}
    if STATISTICS in metadata:
        metadata[STATISTICS] = [program for program in metadata[STATISTICS] if program in programs]
    if language != "en":
        metadata = {**metadata, "fields": {field.name: getattr(field.meaning, language) for field in FIELDS}}
    shapes = (None if shape is None else shapely.geometry.mapping(shape) for shape in frame.geometry)
    features = (
        {"type": "Feature", "id": key, "geometry": shape, "properties": properties}
        for key, shape, properties in zip(frame.index, shapes, list_properties(frame), strict=True)
    )
    return format_collection(metadata, features)


def build_csv(frame: gpd.GeoDataFrame, metadata: Metadata, _language: str) -> bytes:
    """Return a CSV file with the labels of the codes, and the geometry as WKT."""
    shapes = map(format_wkt, frame.geometry)
    cited = (properties | {"source_item": cite(properties["source_item"])} for properties in list_properties(frame))
    rows = ([*map(join, one.values()), *label_row(one, metadata), wkt] for one, wkt in zip(cited, shapes, strict=True))
    return format_csv([*(field.name for field in FIELDS), *LABEL_COLUMNS, "wkt"], rows)


def build_gpkg(frame: gpd.GeoDataFrame, metadata: Metadata, _language: str) -> bytes:
    """Return a GeoPackage with the labels of the codes."""
    about = {"IDENTIFIER": metadata["title"], "DESCRIPTION": metadata["description"]}
    # Version 1.2 has all that is used here, and the GDAL of older systems opens it without a warning.
    table = _flatten(frame)
    labels = pd.DataFrame([label_row(one, metadata) for one in list_properties(frame)], columns=list(LABEL_COLUMNS))
    for name in LABEL_COLUMNS:
        table[name] = labels[name].astype("str")
    return _write_gdal(table, metadata, "GPKG", layer_options=about, dataset_options={"VERSION": "1.2"})


def build_fgb(frame: gpd.GeoDataFrame, metadata: Metadata, _language: str) -> bytes:
    """Return a FlatGeobuf file, with a spatial index where every row has a geometry."""
    index = "YES" if frame.geometry.notna().all() else "NO"
    return _write_gdal(_flatten(frame), metadata, "FlatGeobuf", layer_options={"SPATIAL_INDEX": index})


def build_kml(frame: gpd.GeoDataFrame, metadata: Metadata, language: str) -> bytes:
    """Return a KML file that names its places in `language`."""
    table = _flatten(frame)
    table.insert(0, "Name", table[f"title_{language}"])
    table.insert(1, "Description", table[f"summary_{language}"])
    # GDAL keeps `end` for KML's own times, and before 3.7 its reader loses a column that has this name.
    table = table.rename(columns={"end": "end_date"})
    return _write_gdal(table, metadata, "KML")


def _flatten(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with categories and lists as text."""
    table = frame.reset_index(drop=True)
    for field in FIELDS:
        if field.kind not in (Kind.INTEGER, Kind.NUMBER):
            table[field.name] = pd.Series(table[field.name].astype(object).map(join), dtype="str")
    return table


def _write_gdal(table: gpd.GeoDataFrame, metadata: Metadata, driver: str, **options: Mapping[str, str]) -> bytes:
    """Return what GDAL's `driver` writes; the document's date stands where a GeoPackage would hold the clock's."""
    import pyogrio  # noqa: PLC0415 -- GDAL takes 30 MB, and of a large file nobody may ask for it

    buffer = io.BytesIO()
    with _GDAL:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{metadata['source']['date']}T00:00:00.000Z"})
        try:
            pyogrio.write_dataframe(table, buffer, driver=driver, layer=LAYER, geometry_type="Unknown", **options)
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return buffer.getvalue()


_FIGURE: Final = pa.struct(
    [("value", pa.float64()), ("qualifier", pa.string()), ("unit_en", pa.string()), ("unit_es", pa.string())]
)
# Arrow takes a list's type from its values, and from none but empty lists it could not.
_LISTS: Final = {Kind.TEXTS: pa.list_(pa.string()), Kind.FIGURES: pa.list_(_FIGURE)}


def build_parquet(frame: gpd.GeoDataFrame, _metadata: Metadata, language: str) -> bytes:
    """Return a GeoParquet 1.1 file."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, schema_version="1.1.0")
    return _describe(buffer, language)


def _describe(buffer: io.BytesIO, language: str) -> bytes:
    """Return the Parquet file with the lists' types set and each column's meaning next to its type."""
    table = parquet.read_table(buffer)
    columns = [
        pa.field(
            field.name,
            _LISTS.get(field.kind, table.schema.field(field.name).type),
            metadata={"description": getattr(field.meaning, language)},
        )
        for field in FIELDS
    ]
    schema = pa.schema([*columns, table.schema.field("geometry")], metadata=table.schema.metadata)
    described = io.BytesIO()
    parquet.write_table(table.cast(schema), described)
    return described.getvalue()
