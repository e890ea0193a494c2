"""The texts of the page `/items`, in English and Spanish; `wording` fills in `{name}`."""

from __future__ import annotations

from typing import Final

from geo.contract.vocabulary import Text
from geo.viewing.words.text import Own

TITLE: Final = Text("What became of each item of the document", "Qué pasó con cada punto del documento")
ABOUT: Final = Own(
    "Each item of the document of {date}, the programmes that it became, and what no programme uses, with the reason.",
    "Cada punto del documento del {date}, los programas que salieron de él y lo que ningún programa usa, con el motivo.",
    "items",
)
CHECKED: Final = Text(
    "An audit compared {n} statements of the records with the words that they cite, and looked in the document for everything that it names. It found nothing missing.",
    "Una auditoría cotejó {n} afirmaciones de los registros con las palabras que citan y buscó en el documento todo lo que nombra. No encontró que faltara nada.",
)
NONE: Final = Text(
    "This file is a part of the data, or its records were changed after the last audit: it holds no audit.",
    "Este archivo es una parte de los datos, o sus registros se cambiaron después de la última auditoría: no contiene ninguna.",
)
COUNTS: Final = Text("What the audit looked for", "Qué buscó la auditoría")
ITEMS: Final = Text("Item by item", "Punto por punto")
KIND: Final = Text("In the document", "En el documento")
USED: Final = Text("in programmes", "en programas")
LEFT_OUT: Final = Text("left out", "sin usar")
ITEM: Final = Text("Item", "Punto")
WHY: Final = Text("Left out, and why", "Sin usar, y por qué")
WHOLE_SENTENCE: Final = Text("a sentence", "una oración")
EMPTY: Final = Text("It has no text of its own.", "No tiene texto propio.")
TIMES: Final = Text("{name} ({n} times)", "{name} ({n} veces)")
