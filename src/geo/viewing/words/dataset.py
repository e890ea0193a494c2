"""The texts of the page `/dataset`, in English and Spanish; `wording` fills in `{name}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.contract.fields import Kind
from geo.contract.vocabulary import Text
from geo.viewing.words.text import Own

TITLE: Final = Own("{title}", "{title}", "dataset")
ABOUT: Final = Text(
    "{description}",
    "Todos los programas, montos y lugares que nombra el documento, un elemento por cada programa en cada lugar. "
    "Cada ubicación indica con qué precisión se conoce (GeographicalPrecision de IATI); los programas nacionales "
    "no tienen geometría.",
)
DOWNLOADS: Final = Text("Downloads", "Descargas")
FILE: Final = Text("File", "Archivo")
SIZE: Final = Text("Size", "Tamaño")
HOLDS: Final = Text("What it holds", "Qué contiene")
FILTER: Final = Text(
    "Every address takes the filters of the map's own address, so that a filtered map and its data are one step apart:",
    "Cada dirección admite los filtros de la propia dirección del mapa, de modo que un mapa filtrado y sus datos "
    "están a un paso:",
)
PROGRAMS: Final = Text("All of it: {programs}", "Todo: {programs}")
FIELDS: Final = Text("Data dictionary", "Diccionario de datos")
NAME: Final = Text("Name", "Nombre")
TYPE: Final = Text("Type", "Tipo")
MEANING: Final = Text("Meaning", "Significado")
VALUES: Final = Text("Values", "Valores")
LIST: Final = Text("Code list", "Lista de códigos")
LICENCE: Final = Text("Licence and sources", "Licencia y fuentes")
EMPTY: Final = Text("may be empty", "puede estar vacío")

# The types of the columns
KINDS: Final[Mapping[Kind, Text]] = {
    Kind.TEXT: Text("text", "texto"),
    Kind.CODE: Text("code", "código"),
    Kind.INTEGER: Text("whole number", "número entero"),
    Kind.NUMBER: Text("number", "número"),
    Kind.TEXTS: Text("list of texts", "lista de textos"),
    Kind.FIGURES: Text("list of figures", "lista de cifras"),
}
