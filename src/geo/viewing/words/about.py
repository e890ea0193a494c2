"""The texts of the about page, in English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.contract.vocabulary import Text
from geo.viewing.words.text import Own

CAPITAL: Final = Own("the capital", "la capital", "capital")
FISCAL: Final = Own("", "", "fiscal")  # a sentence where a collection has one

# By section: its heading and its paragraphs.
SECTIONS: Final[Mapping[str, tuple[Text, tuple[Text, ...]]]] = {
    "source": (
        Text("The source", "La fuente"),
        (
            Own(
                "Everything here comes from one public document, of {date}, which is not updated. What was planned then may since have changed.",
                "Todo lo que aquí se muestra proviene de un solo documento público, del {date}, que no se actualiza. Lo que entonces se preveía puede haber cambiado.",
                "source",
            ),
            Text(
                "Titles and summaries are in our own words; figures, names and dates are the document's. Each programme links to the passage it comes from. The numbers of sections and items are ours: item 2 of section 4 is the second point under the fourth heading. A check compares every figure and place with the document, in both directions: none is missing, none is invented.",
                "Los títulos y resúmenes están redactados con palabras propias; las cifras, los nombres y las fechas son los del documento. Cada programa enlaza al pasaje del que procede. La numeración de secciones y puntos es nuestra: el punto 2 de la sección 4 es el segundo bajo el cuarto encabezado. Una verificación coteja cada cifra y cada lugar con el documento, en ambos sentidos: no falta ninguno ni sobra ninguno.",
            ),
        ),
    ),
    "places": (
        Text("How places were found", "Cómo se ubicaron los lugares"),
        (
            Text(
                "No coordinate was typed by hand. Each place that the document names was looked up in a gazetteer: GeoNames for towns, ports and bases, Natural Earth for regions. Its identifier there stands with each place. A name that could mean two places stops the work until a person decides between them. The kind of a place is what the programme's place is: where no gazetteer has a port or a base, the town of that name stands for it, and its distance is given.",
                "Ninguna coordenada se escribió a mano. Cada lugar que nombra el documento se buscó en un nomenclátor: GeoNames para ciudades, puertos y bases, Natural Earth para regiones. Junto a cada lugar se indica su identificador en él. Un nombre que podría referirse a dos lugares detiene el trabajo hasta que una persona decida. El tipo de un lugar es lo que es el lugar del programa: si ningún nomenclátor tiene el puerto o la base, la ciudad de ese nombre hace sus veces, y se indica la distancia.",
            ),
            Text(
                "A programme for the whole country is not pinned on {capital}: it has a list of its own next to the map. An area is drawn as an area. A ring around a symbol says that the place is approximate, and is solid, dashed or dotted: the more broken, the less precisely it is known; zoomed in, a circle shows within which distance the true place lies. Symbols that would cover each other are moved apart, with a line to their place.",
                "Un programa para todo el país no se ubica en {capital}: tiene su propia lista junto al mapa. Un área se dibuja como área. Un anillo alrededor de un símbolo indica que el lugar es aproximado, y es continuo, discontinuo o punteado: cuanto más cortado, menor es la precisión; al acercar el mapa, un círculo muestra a qué distancia máxima está el lugar verdadero. Los símbolos que se taparían se separan, con una línea hasta su lugar.",
            ),
        ),
    ),
    "money": (
        Text("What is counted", "Qué se cuenta"),
        (
            Text(
                "An amount is counted once, however many places its programme has. An amount that is part of another is not added to it. Of two that may hold the same money only the larger is counted, and the explanation of each total gives the range. What was planned at the document's date is a sum of its own, next to what was given. Assistance, private investment, military sales, finance, trade, direct investment and possible exports are never added together. “Up to” and “may lead to” are not money spent: such amounts are shown and not counted.",
                "Un monto se cuenta una sola vez, por muchos lugares que tenga su programa. Un monto que es parte de otro no se suma además. De dos que pueden contener el mismo dinero solo se cuenta el mayor, y la explicación de cada total da el rango. Lo que estaba previsto a la fecha del documento es una suma aparte, junto a lo entregado. La asistencia, la inversión privada, las ventas militares, el financiamiento, el comercio, la inversión directa y las exportaciones posibles nunca se suman entre sí. «Hasta» y «puede dar lugar a» no son dinero gastado: esos montos se muestran y no se cuentan.",
            ),
            Text(
                "Sectors are the three-digit codes of the OECD's Development Assistance Committee, with a code of our own for defence. Status is as of the document's date.{fiscal}",
                "Los sectores son los códigos de tres dígitos del Comité de Ayuda al Desarrollo de la OCDE, con un código propio para defensa. El estado es el de la fecha del documento.{fiscal}",
            ),
        ),
    ),
    "doubts": (Text("Known doubts", "Dudas conocidas"), ()),  # which the data name
    "licence": (
        Text("Licence and citation", "Licencia y cita"),
        (
            Text(
                "The data are under CC BY 4.0, the code under the MIT licence. Please name the sources below.",
                "Los datos se publican con licencia CC BY 4.0 y el código con licencia MIT. Por favor, mencione las fuentes siguientes.",
            ),
        ),
    ),
}
CITE: Final = Text(
    "{authors}: “{title}”, version {version}, CC BY 4.0. From: {origin}.",
    "{authors}: «{title}», versión {version}, CC BY 4.0. A partir de: {origin}.",
)
CITE_PART: Final = Text(
    "{authors}: “{title}”, in “{whole}”, version {version}, CC BY 4.0. From: {origin}.",
    "{authors}: «{title}», en «{whole}», versión {version}, CC BY 4.0. A partir de: {origin}.",
)
CLASSES: Final = Text("What the precision classes mean", "Qué significan las clases de precisión")
SIGNS: Final = Text("What the symbols mean", "Qué significan los símbolos")
