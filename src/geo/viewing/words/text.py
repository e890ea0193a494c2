"""Every string that a person reads on the page, in English and Spanish; `wording` fills in `{name}`.

What a collection may say in its own words is an `Own` text: it says here what is said where the data give no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo.contract.vocabulary import Text

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "es": "Español"}


@dataclass(frozen=True, slots=True)
class Own(Text):
    """A text that a collection may have in its own words, under a name of `geo.contract.collection.TEXTS`."""

    name: str


# The head of the page
TITLE: Final = Own("Programmes and places, mapped", "Programas y lugares en el mapa", "title")
SUBTITLE: Final = Own(
    "Every programme that the document of {date} names: where it is, and how precisely that is known.",
    "Todos los programas que nombra el documento del {date}: dónde están y con qué precisión se sabe.",
    "subtitle",
)
DESCRIPTION: Final = Own(
    "An audited, interactive map of every programme, place and amount in one public document.",
    "Un mapa interactivo y auditado de cada programa, lugar y monto de un documento público.",
    "description",
)
PICTURE: Final = Own(
    "A map with the places of the document's programmes",
    "Un mapa con los lugares de los programas del documento",
    "picture",
)
PICTURE_LINE: Final = Own(
    "Every programme, place and amount of the document of {date}",
    "Cada programa, lugar y monto del documento del {date}",
    "picture_line",
)
MISSING: Final = Text("There is no such page", "Esta página no existe")
MISSING_WHY: Final = Text(
    "The address may be misspelt, or the link that led here out of date.",
    "Puede que la dirección esté mal escrita o que el enlace que lo trajo aquí esté desactualizado.",
)
LANGUAGE: Final = Text("Language", "Idioma")
SKIP_MAP: Final = Text("Skip the map", "Saltar el mapa")
NO_SCRIPT: Final = Text(
    "The interactive map needs JavaScript; the lists, the filters, the search and what stands below do not.",
    "El mapa interactivo necesita JavaScript; las listas, los filtros, la búsqueda y lo que está abajo, no.",
)
DATASET: Final = Text("All of the data, without JavaScript", "Todos los datos, sin JavaScript")
MAP_LINK: Final = Text("The map", "El mapa")
DATASET_LINK: Final = Text("All of the data", "Todos los datos")
NOTICE: Final = Own(
    "The source is a document of {date}: nothing here is updated.",
    "La fuente es un documento del {date}: aquí nada se actualiza.",
    "notice",
)
OPEN_SOURCE: Final = Own("Open the document", "Abrir el documento", "open_source")
OPEN_PASSAGE: Final = Own("Read the passage in the document", "Leer el pasaje en el documento", "open_passage")

# Figures
MILLIONS: Final = Text("{value} million", "{value} millones")
PROGRAMS: Final = Text("Programmes", "Programas")
PROGRAMS_AND_STATISTICS: Final = Text("Programmes and statistics", "Programas y estadísticas")
SITES: Final = Text("Sites", "Lugares")
MONEY: Final = Text("Money", "Dinero")
NO_MONEY: Final = Text("none named", "no se indica")
AND_PLANNED: Final = Text("besides, planned: {money} ({period})", "además, previsto: {money} ({period})")
MONEY_PLANNED: Final = Text("planned, not given yet ({period})", "previsto, aún no entregado ({period})")
MONEY_OPEN: Final = Text("not counted: {money}", "no se cuenta: {money}")
DATELESS: Final = Text("no date named", "sin fecha")
PARTLY_DATED: Final = Text("{dates}; amounts without a date: {n}", "{dates}; montos sin fecha: {n}")
HOW_MADE: Final = Text("How this was counted", "Cómo se contó")
MADE_OF: Final = Text("Made of", "Se compone de")
PLANNED: Final = Text("Planned, not given yet: {money}", "Previsto, aún no entregado: {money}")
NOT_COUNTED: Final = Text("Not counted", "No se cuenta")
QUOTED: Final = Text("“{title}”", "«{title}»")
RANGE: Final = Text(
    "From {least} to {most}, depending on how much of {programs} is the same money as what is counted.",
    "De {least} a {most}, según cuánto de {programs} sea el mismo dinero que lo que se cuenta.",
)
AND_MORE: Final = Text("and {n} more", "y {n} más")
MORE: Final = Text("{n} more", "{n} más")  # the last of a list
NOTHING: Final = Text("nothing counted", "nada que contar")
NEVER_ADDED: Final = Text(
    "Amounts of different kinds are never added together, and a programme counts once however many sites it has.",
    "Los montos de distinto tipo nunca se suman, y un programa cuenta una sola vez aunque tenga varios lugares.",
)

# The sources that ask to be named, by the data's own line
ATTRIBUTIONS: Final[Mapping[str, Text]] = {
    line.en: line
    for line in (
        Text(
            "Place names and points: GeoNames (geonames.org), CC BY 4.0",
            "Nombres y puntos de los lugares: GeoNames (geonames.org), CC BY 4.0",
        ),
        Text(
            "Regions and boundaries: Natural Earth (naturalearthdata.com), public domain",
            "Regiones y límites: Natural Earth (naturalearthdata.com), dominio público",
        ),
        Text(
            "Port codes: UN/LOCODE, from searoute (Eurostat), Apache License 2.0",
            "Códigos de puertos: UN/LOCODE, tomados de searoute (Eurostat), licencia Apache 2.0",
        ),
    )
}

# Those of the ground's detail, by the sheet that they are of, where a map has it
GROUND_CREDITS: Final[Mapping[str, Sequence[Text]]] = {
    "near": (
        Text(
            "Shores and lakes: GSHHG 2.3.7 (Wessel and Smith), GNU LGPL 3",
            "Costas y lagos: GSHHG 2.3.7 (Wessel y Smith), GNU LGPL 3",
        ),
        Text("Rivers: World Data Bank II, public domain", "Ríos: World Data Bank II, dominio público"),
    ),
    "relief": (
        Text(
            "Relief: Tom Patterson, Natural Earth (shadedrelief.com), public domain",
            "Relieve: Tom Patterson, Natural Earth (shadedrelief.com), dominio público",
        ),
    ),
}

# Filters
SEARCH: Final = Text("Search", "Buscar")
SEARCH_HINT: Final = Text("Search programmes, places, agencies", "Buscar programas, lugares, instituciones")
FIND: Final = Text("Find", "Encontrar")
REMOVE: Final = Text("Remove the filter {name}", "Quitar el filtro {name}")
CLEAR: Final = Text("Clear all", "Quitar todo")
AGENCY: Final = Own("Institution", "Institución", "agency")
AGENCIES: Final = Own("Institutions", "Instituciones", "agencies")
STATUS: Final = Own("Status", "Estado", "status")  # which is worded for each document
STATUS_IN: Final = Text("Status in {month}", "Estado en {month}")
DIMENSIONS: Final[Mapping[str, Text]] = {
    "theme": Text("Theme", "Tema"),
    "sector": Text("Sector", "Sector"),
    "agency": AGENCY,
    "status": STATUS,
    "amount": Text("Kind of money", "Tipo de dinero"),
    "precision": Text("Precision of the place", "Precisión del lugar"),
    "site": Text("Place", "Lugar"),
}
# Their names where room is short
FILTERS: Final[Mapping[str, Text]] = {
    "sector": Text("Sector", "Sector"),
    "agency": Text("Institution", "Institución"),
    "status": Text("Status", "Estado"),
    "amount": Text("Money", "Dinero"),
    "precision": Text("Precision", "Precisión"),
    "site": Text("Place", "Lugar"),
}
IGNORED: Final = Text(
    "The link names something that is not in the data; it was left aside: {values}.",
    "El enlace nombra algo que no está en los datos; se dejó de lado: {values}.",
)
NO_MATCH: Final = Text("Nothing matches these filters.", "Nada coincide con estos filtros.")
SUGGESTED: Final = Text("Search instead for:", "Busque en su lugar:")
SUGGESTION: Final = Text("“{q}”", "«{q}»")
SUGGESTION_ALL: Final = Text("“{q}” without the other filters", "«{q}» sin los demás filtros")
MATCHED: Final = Text("found by {parts}", "se encontró por {parts}")
# What of a programme a search found, by `geo.viewing.data.search_texts.PARTS`
PARTS: Final[Mapping[str, Text]] = {
    "title": Text("title", "título"),
    "agencies": Text("institution", "institución"),
    "partners": Text("partner", "contraparte"),
    "places": Text("place", "lugar"),
    "theme": Text("theme", "tema"),
    "sector": Text("sector", "sector económico"),
    "amount": Text("amount", "monto"),
    "figures": Text("figures", "cifras"),
    "status": Text("status", "estado"),
    "dates": Text("dates", "fechas"),
    "summary": Text("summary", "resumen"),
}

# The sentence that says what is shown
SHOWN_ONE: Final = Text("1 programme", "1 programa")
SHOWN: Final = Text("{n} programmes", "{n} programas")
STATISTIC_ONE: Final = Text("1 statistic", "1 estadística")
STATISTICS: Final = Text("{n} statistics", "{n} estadísticas")
IS_STATISTIC: Final = Text(
    "A statistic: it is nobody's programme, and is counted apart.",
    "Una estadística: no es programa de nadie y se cuenta aparte.",
)
PHRASES: Final[Mapping[str, Text]] = {
    "theme": Text(" on {values}", " sobre {values}"),
    "sector": Text(" in {values}", " en {values}"),
    "agency": Text(" by {values}", " {values}"),
    "status": Text(", {values}", ", {values}"),
    "amount": Text(", with {values}", ", con {values}"),
    "precision": Text(", placed {values}", ", con ubicación {values}"),
    "site": Text(" at {values}", " en {values}"),
    "q": Text(", naming “{values}”", ", que mencionan «{values}»"),
}
PHRASES_OF_ONE: Final[Mapping[str, Text]] = {"q": Text(", naming “{values}”", ", que menciona «{values}»")}
# What a status is called of several programmes.
STATUSES: Final[Mapping[str, Text]] = {
    "pipeline": Text("planned", "previstos"),
    "implementation": Text("under way", "en curso"),
    "closed": Text("completed", "concluidos"),
}

# Lists and details
AT_SITES: Final = Text("On the map", "En el mapa")
NATIONWIDE: Final = Text("Nationwide", "En todo el país")
NATIONWIDE_WHY: Final = Own(
    "The document ties these to the whole country, so they are not pinned to a place.",
    "El documento los vincula a todo el país; por eso no se ubican en un lugar.",
    "nationwide",
)
MORE_IN_TABLE: Final = Text(
    "The first {n}; narrow the search to see others.", "Los primeros {n}; afine la búsqueda para ver otros."
)
BACK: Final = Text("Back to the list", "Volver a la lista")
ZOOM_TO: Final = Text("Zoom to this place", "Acercar a este lugar")
FILTERED_OUT: Final = Text(
    "The filters hide every programme of this place.", "Los filtros ocultan todos los programas de este lugar."
)
FACTS: Final[Mapping[str, Text]] = {
    "amount": Text("Amount", "Monto"),
    "figures": Text("Figures", "Cifras"),
    "agencies": AGENCIES,
    "partners": Text("Partners", "Contrapartes"),
    "dates": Text("Dates", "Fechas"),
    "status": Text("Status", "Estado"),
    "sector": Text("Sector", "Sector"),
    "places": Text("Places", "Lugares"),
    "also": Text("Also at", "También en"),
    "note": Text("Editorial note", "Nota editorial"),
    "source": Text("Source", "Fuente"),
}
AS_OF: Final = Text("{status} as of {date}", "{status}, al {date}")
PART_OF: Final = Text("part of “{whole}”", "parte de «{whole}»")
SINCE: Final = Text("since {start}", "desde {start}")
SINCE_DAY: Final = Text("since {start}", "desde el {start}")
FROM: Final = Text("from {start}", "a partir de {start}")
FROM_DAY: Final = Text("from {start}", "a partir del {start}")
UNTIL: Final = Text("until {end}", "hasta {end}")
UNTIL_DAY: Final = Text("until {end}", "hasta el {end}")
ITEM: Final = Text("section {section}, item {item}", "sección {section}, punto {item}")
ITEM_LEAD: Final = Text("section {section}, opening", "sección {section}, encabezado")
ITEM_OURS: Final = Text(
    "our numbers: point {item} under heading {section}",
    "numeración nuestra: punto {item} bajo el encabezado {section}",
)
ITEM_LEAD_OURS: Final = Text(
    "our number: what follows heading {section}",
    "numeración nuestra: lo que sigue al encabezado {section}",
)
ITEM_INTRODUCTION: Final = Text("introduction", "introducción")

# Why a place is where it is
PINNED_NOWHERE: Final = Text("The whole country; not pinned to a place.", "Todo el país; no se ubica en un lugar.")
AREA_FROM: Final = Text(
    "Area of the region, from {gazetteer} ({codes}).", "Área de la región, de {gazetteer} ({codes})."
)
AREAS_FROM: Final = Text(
    "Areas of {n} regions, from {gazetteer} ({codes}).", "Áreas de {n} regiones, de {gazetteer} ({codes})."
)
# By what the place is: `{precision}` is its class.
POINTS: Final[Mapping[str, Text]] = {
    "PRT": Text(
        "{gazetteer} point of the town; the port lies within {km} km of it (class: {precision}).",
        "Punto de la ciudad en {gazetteer}; el puerto está a no más de {km} km de él (clase: {precision}).",
    ),
    "NVB": Text(
        "{gazetteer} point of the town; the naval base lies within {km} km of it (class: {precision}).",
        "Punto de la ciudad en {gazetteer}; la base naval está a no más de {km} km de él (clase: {precision}).",
    ),
    "PPLC": Text(
        "{gazetteer} point of the city; the place lies within {km} km of it.",
        "Punto de la ciudad en {gazetteer}; el lugar está a no más de {km} km de él.",
    ),
}
POINT: Final = Text(
    "{gazetteer} point; the place lies within {km} km of it (class: {precision}).",
    "Punto de {gazetteer}; el lugar está a no más de {km} km de él (clase: {precision}).",
)

# Table, pictures, downloads
TABLE: Final = Text("Table", "Tabla")
PICTURES: Final = Text("Charts", "Gráficos")
DOWNLOADS: Final = Text("Download", "Descargar")
ABOUT: Final = Text("About", "Acerca de")
ABOUT_MAP: Final = Text("How this map was made", "Cómo se hizo este mapa")
TABS: Final = {"pictures": PICTURES, "table": TABLE, "downloads": DOWNLOADS, "about": ABOUT}
BELOW: Final = Text("Below the map", "Debajo del mapa")
CITE: Final = Text("Cite", "Citar")
COPY: Final = Text("Copy", "Copiar")
COPIED: Final = Text("Copied", "Copiado")
COORDINATES: Final = Text(
    "latitude and longitude in decimal degrees, WGS 84, {precision}",
    "latitud y longitud en grados decimales, WGS 84, {precision}",
)
WITHIN: Final = Text("known to within {km} km", "con un margen de {km} km")
INSIDE: Final = Text("a point inside the area", "un punto dentro del área")
ENTRY: Final = Text("entry in GeoNames", "entrada en GeoNames")
LINK: Final = Text("Copy link", "Copiar enlace")
LINK_COPIED: Final = Text("Link copied", "Enlace copiado")
COLUMNS: Final[Mapping[str, Text]] = {
    "title": Text("Programme", "Programa"),
    "site": Text("Place", "Lugar"),
    "theme": Text("Theme", "Tema"),
    "sector": Text("Sector", "Sector"),
    "agencies": AGENCIES,
    "amount": Text("Amount (US$)", "Monto (US$)"),
    "amount_kind": Text("Kind of money", "Tipo de dinero"),
    "status": Text("Status", "Estado"),
    "precision": Text("Precision", "Precisión"),
    "dates": Text("Dates", "Fechas"),
    "partners": Text("Partners", "Contrapartes"),
    "source": Text("Source", "Fuente"),
}
SHOWN_COLUMNS: Final = Text("Columns", "Columnas")
SORT_BY: Final = Text("Sort by:", "Ordenar por:")
ROW: Final = Text("1 row", "1 fila")
ROWS: Final = Text("{n} rows", "{n} filas")
ROWS_REPEAT: Final = Text(
    "What is at several places has a row for each, and each row repeats its whole amount: do not add them up.",
    "Lo que está en varios lugares tiene una fila por lugar, y cada fila repite el monto completo: no se deben sumar.",
)
ROWS_DOWNLOAD: Final = Text("Download these rows:", "Descargar estas filas:")
TABLE_HINT: Final = Text(
    "Choose a programme or a place to see it on the map, and again to clear the selection; a heading to sort by it, again to reverse the order, a third time to clear it.",
    "Elija un programa o un lugar para verlo en el mapa, y otra vez para quitar la selección; un encabezado, para ordenar por él, otra vez para invertir el orden y una tercera para quitarlo.",
)
TABLE_LIMIT: Final = Text(
    "The first {n} of {all} rows; the downloads hold all.",
    "Las primeras {n} de {all} filas; las descargas las tienen todas.",
)
TABLE_ALT: Final = Text("Table of the programmes shown", "Tabla de los programas que se muestran")
DOWNLOAD_HINT: Final = Text(
    "Each link is a stable address: it takes the same filters as the address of this page.",
    "Cada enlace es una dirección estable: admite los mismos filtros que la dirección de esta página.",
)
DOWNLOAD_ALL: Final = Text("{title}, all {programs}", "{title}, todo: {programs}")
DOWNLOAD_CAVEAT: Final = Text("What to know", "Qué conviene saber")
DOWNLOAD_PAGE: Final = Text(
    "Every file, programme and column on one page, for citing and for scripts",
    "Todos los archivos, programas y columnas en una página, para citar y para programas",
)
EMBED: Final = Text("Show this map on your own page", "Mostrar este mapa en su propia página")
EMBED_HINT: Final = Text(
    "This code shows what is shown here. Further options stand behind embed_options, such as dark_theme.",
    "Este código muestra lo mismo que esta página. Otras opciones van tras embed_options, como dark_theme.",
)

CHART_SECTORS: Final = Text("{type} by sector, counted once", "{type} por sector, sin contar dos veces")
CHART_SECTORS_ABOUT: Final = Text("Choose a sector to filter by it.", "Elija un sector para filtrar por él.")
CHART_THEMES: Final = Text("Programmes by theme and status", "Programas por tema y estado")
CHART_THEMES_OF_BOTH: Final = Text(
    "Programmes and statistics by theme and status", "Programas y estadísticas por tema y estado"
)
CHART_THEMES_ABOUT: Final = Text("Choose a theme to filter by it.", "Elija un tema para filtrar por él.")
CHART_TIME: Final = Text("When", "Cuándo")
CHART_TIME_ABOUT: Final = Text(
    "A bar is as long as its dates are known; a thin line goes on where the document gives no end. Choose a programme to read about it.",
    "Una barra dura lo que se sabe de sus fechas; una línea fina sigue donde el documento no da un final. Elija un programa para leer sobre él.",
)
CHART_AGENCIES: Final = Text("Institutions and sectors", "Instituciones y sectores")
CHART_AGENCIES_ABOUT: Final = Text(
    "How many programmes each institution has in each sector. Choose an institution or a circle to filter by it.",
    "Cuántos programas tiene cada institución en cada sector. Elija una institución o un círculo para filtrar.",
)
CHART_AGENCIES_OF_BOTH: Final = Text(
    "How many programmes and statistics each institution has in each sector. Choose an institution or a circle to filter by it.",
    "Cuántos programas y estadísticas tiene cada institución en cada sector. Elija una institución o un círculo para filtrar.",
)
CHART_EMPTY: Final = Text("Nothing to draw for what is shown.", "No hay nada que dibujar para lo que se muestra.")
COUNTED: Final = Text("counted", "contado")
CONTAINED: Final = Text("contained in another", "contenido en otro")
CHART_SAVE: Final = Text("Save as", "Guardar como")
CHART_LEAST: Final = Text(
    "A pointed mark stands for an amount too small for the scale.",
    "Una marca en punta representa un monto demasiado pequeño para la escala.",
)
CHART_DATE: Final = Text("▼ is the document's date, {date}.", "▼ es la fecha del documento, {date}.")
CHART_UNDATED: Final = Text(
    "Without a date, and so not drawn: {n} of {all}.", "Sin fecha, y por eso no dibujados: {n} de {all}."
)
CHART_MAYBE: Final = Text("possible or upper limit, not counted", "posible o límite máximo, no contado")
CHART_PLANNED: Final = Text("planned, not counted", "previsto, no contado")

# The page in one file
OFFLINE_SAVE: Final = Text("Save the data (GeoJSON)", "Guardar los datos (GeoJSON)")
OFFLINE_NO_SCRIPT: Final = Text(
    "Without JavaScript there is no map; everything else is below.",
    "Sin JavaScript no hay mapa; todo lo demás está abajo.",
)
OFFLINE_MONEY: Final = Text(
    "In this file money is counted for all programmes together only: clear the filters to see it.",
    "En este archivo el dinero se cuenta solo para todos los programas juntos: quite los filtros para verlo.",
)

# When something fails
UNREADABLE: Final = Text("The data cannot be shown.", "No se pueden mostrar los datos.")
UNREADABLE_WHY: Final = Text(
    "The file with the programmes could not be read. Whoever runs this page finds the reason in its log; please come back later.",
    "No se pudo leer el archivo de los programas. Quien administra esta página encontrará la causa en su registro; vuelva más tarde, por favor.",
)
MAP_FAILED: Final = Text(
    "The map could not be drawn. The list and the table hold the same programmes.",
    "No se pudo dibujar el mapa. La lista y la tabla contienen los mismos programas.",
)

# What the map says; `(name)` is filled in by the browser
MAP_NAME: Final = Own("Map", "Mapa", "map")
MAP_KEYS: Final = Text(
    "{map}. Tab reaches each place, Enter opens it, Escape returns, arrow keys move, + and − zoom.",
    "{map}. Tab lleva a cada lugar, Enter lo abre, Escape vuelve, las flechas mueven, + y − acercan y alejan.",
)
MAP: Final[Mapping[str, Text]] = {
    "many": Text(
        "The places are too many to reach one by one with Tab: the search and the list hold them all, and open them.",
        "Los lugares son demasiados para llegar a cada uno con Tab: la búsqueda y la lista los contienen y los abren todos.",
    ),
    "places": Text("(n) places", "(n) lugares"),
    "nowhere": Text("For the whole country: it has no place on the map.", "Para todo el país: no tiene un lugar en el mapa."),
    "groundless": Text("The ground of the map could not be loaded; the places are drawn without it.", "No se pudo cargar el fondo del mapa; los lugares se dibujan sin él."),
    "failed": Text("The places could not be loaded. The list and the table hold them all.", "No se pudieron cargar los lugares. La lista y la tabla los contienen todos."),
    "lost": Text("The connection is lost. What you see stays; what you choose waits until it is back.", "Se perdió la conexión. Lo que ve se queda; lo que elija espera hasta que vuelva."),
    "again": Text("Try again", "Intentar de nuevo"),
    "back": Text("The connection is back.", "La conexión ha vuelto."),
    "toward": Text("(name): show this place", "(name): mostrar este lugar"),
    "zoomIn": Text("Zoom in", "Acercar"),
    "zoomOut": Text("Zoom out", "Alejar"),
    "nearest": Text("This is as near as the map goes: ground and places are not known more exactly.", "El mapa no se acerca más: ni el terreno ni los lugares se conocen con más exactitud."),
    "farthest": Text("This is as far as the map goes.", "El mapa no se aleja más."),
    "zoomed": Text("The map shows (name).", "El mapa muestra (name)."),
    "home": Own("Show the whole map", "Ver todo el mapa", "home"),
    "tiles": Text("Street map: loads images from openstreetmap.org", "Mapa de calles: carga imágenes de openstreetmap.org"),
    "tileless": Text("The images from openstreetmap.org did not come; the map is as it was.", "Las imágenes de openstreetmap.org no llegaron; el mapa queda como estaba."),
    "wheel": Text("Hold Ctrl or click the map to zoom with the wheel", "Mantenga presionada la tecla Ctrl o haga clic en el mapa para acercar con la rueda"),
    "fingers": Text("Use two fingers to move the map", "Use dos dedos para mover el mapa"),
}  # fmt: skip

# What stands in a picture of the map
PICTURE_SOURCE: Final = Text("Source: {publisher}, “{title}”, {date}.", "Fuente: {publisher}, «{title}», {date}.")
PICTURE_CREDIT: Final = Text("Data: {license}. {lines}.", "Datos: {license}. {lines}.")

# The legend of the map, by its entries
PLANNED_MONEY: Final = Text("planned: {money}", "previsto: {money}")
KNOWN_WITHIN: Final = Text("Known to {km} km", "Conocido a {km} km")
LEGEND: Final[Mapping[str, Text]] = {
    "legend": Text("Legend", "Leyenda"),
    "save": Text("Save as", "Guardar"),
    "picture": Text("Save a picture of the map:", "Guardar una imagen del mapa:"),
    "pictureSaved": Text("The picture is saved.", "La imagen está guardada."),
    "pictureWithout": Text(
        "The picture is saved, without the street map.", "La imagen está guardada, sin el mapa de calles."
    ),
    "size": Text("Size of the signs", "Tamaño de los signos"),
    "equal": Text("All alike", "Todos iguales"),
    "sized": Text(
        "A programme's whole amount stands at each of its places; one for the whole country has none here.",
        "El monto completo de un programa figura en cada uno de sus lugares; uno para todo el país no figura aquí.",
    ),
    "sizedGroups": Text(
        "A sign of several places counts each dollar once.",
        "Un signo de varios lugares cuenta cada dólar una sola vez.",
    ),
    "planned": Text("Planned", "Previsto"),
    "amountless": Text("none named", "no se indica"),
    "split": Text("Several themes", "Varios temas"),
    "number": Text("Programmes there", "Programas allí"),
    "numberOfBoth": Text("Programmes and statistics there", "Programas y estadísticas allí"),
    "exact": Text("Exact place", "Lugar exacto"),
    "far": Text("Known less well", "Menos preciso"),
    "region": Text("Somewhere in a region", "En alguna parte de una región"),
    "circle": Text("Within the circle", "Dentro del círculo"),
    "shaded": Text("For the whole area", "Para toda el área"),
    "leader": Text("Line to its place", "Línea a su lugar"),
    "link": Text("Line to other end", "Línea al otro extremo"),
    "group": Text("Several places", "Varios lugares"),
}
