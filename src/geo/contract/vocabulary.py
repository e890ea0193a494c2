"""The codes of the contract with their labels, and what its texts may hold. Standard library only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, Self

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DATE: Final = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
ITEM: Final = re.compile(r"0|[1-9][0-9]?\.(0|[1-9][0-9]?)")
ITEM_SIGN: Final = "§"  # before an item in a CSV file, whose readers would take it for a number

# `geo draft` begins with it each text that a person has still to write.
DRAFT_MARK: Final = "DRAFT:"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    en: str
    es: str


# The defaults below are never used: a type checker takes the look-up `Theme("security")` for the making of a member.
_NONE: Final = Text("", "")


class Term(StrEnum):
    """A code of the contract with its `label` for people, its `definition`, and its code in IATI's list."""

    label: Text
    definition: Text | None
    iati: str | None

    def __new__(cls, code: str, label: Text = _NONE, definition: Text | None = None, iati: str | None = None) -> Self:
        """Make the member whose value is `code`."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label, member.definition, member.iati = label, definition, iati
        return member


class Theme(Term):
    """What a programme is about; a section of the document has one as its default."""

    SECURITY = "security", Text("Security", "Seguridad")
    ECONOMY = "economy", Text("Prosperity", "Prosperidad")
    SPACE = "space", Text("Space", "Espacio")
    INFRASTRUCTURE = "infrastructure", Text("Infrastructure", "Infraestructura")
    PEOPLE = "people", Text("People", "Personas")


class Status(Term):
    """IATI ActivityStatus as of the document's date."""

    PIPELINE = "pipeline", Text("planned", "previsto"), Text("Pipeline/identification", "En preparación"), "1"
    IMPLEMENTATION = "implementation", Text("under way", "en curso"), Text("Implementation", "En ejecución"), "2"
    CLOSED = "closed", Text("completed", "concluido"), Text("Closed", "Cerrada"), "4"


class Qualifier(Term):
    """What the document says of a figure; `{value}` in the label is the figure."""

    EXACT = "exact", Text("{value}", "{value}")  # the figure stands alone
    MORE_THAN = "more_than", Text("more than {value}", "más de {value}")  # "more than", "over", "exceeds", "200,000+"
    LESS_THAN = "less_than", Text("less than {value}", "menos de {value}")  # "nearly", "almost"
    ABOUT = "about", Text("about {value}", "cerca de {value}")  # "an average of"
    UP_TO = "up_to", Text("up to {value}", "hasta {value}")
    POSSIBLE = "possible", Text("possibly {value}", "posiblemente {value}")  # "may lead to"


class AmountType(Term):
    """The kinds of money in the document; amounts of different kinds are never added."""

    ASSISTANCE = "assistance", Text("Assistance", "Asistencia")
    PRIVATE_INVESTMENT = "private_investment", Text("Private investment", "Inversión privada")
    FOREIGN_MILITARY_SALE = "foreign_military_sale", Text("Foreign military sales", "Ventas militares al exterior")
    FINANCE = "finance", Text("Finance", "Financiamiento")
    TRADE = "trade", Text("Trade", "Comercio")
    DIRECT_INVESTMENT = "direct_investment", Text("Direct investment", "Inversión directa")  # a bilateral statistic
    EXPORT_POTENTIAL = "export_potential", Text("Potential exports", "Exportaciones potenciales")


class Entry(Term):
    """What an entry of the data is."""

    PROGRAM = "programme", Text("programme", "programa")
    STATISTIC = "statistic", Text("statistic", "estadística")


class SiteRole(Term):
    """What a place is to a programme."""

    SITE = "site", Text("where it happens", "donde ocurre")
    PARTNER = "partner", Text("the other end of the partnership", "el otro extremo de la asociación")


class Reason(Term):
    """Why an amount is not counted; `{whole}` in the label is the programme whose amount is."""

    PART = "part", Text("it is part of “{whole}”", "es parte de «{whole}»")
    OVERLAP = (
        "overlap",
        Text(
            "it may hold the same dollars as “{whole}”",
            "puede contener los mismos dólares que «{whole}»",
        ),
    )
    POSSIBLE = (
        "possible",
        Text("the document calls it possible, not spent", "el documento lo da por posible, no por gastado"),
    )
    UP_TO = "up_to", Text("it is an upper limit, not money spent", "es un límite máximo, no dinero gastado")


class ThingKind(Term):
    """What the audit looks for in the document."""

    SENTENCE = "sentences", Text("Sentences", "Oraciones")
    AMOUNT = "amounts", Text("Amounts", "Montos")
    NUMBER = "numbers", Text("Numbers", "Números")
    DATE = "dates", Text("Dates", "Fechas")
    PLACE = "places", Text("Places", "Lugares")
    INSTITUTION = "institutions", Text("Institutions", "Instituciones")
    NAME = "names", Text("Other names", "Otros nombres")


class Precision(IntEnum):
    """IATI GeographicalPrecision: how well a location is known."""

    label: Text
    definition: Text
    iati: str

    def __new__(cls, code: int, label: Text = _NONE, definition: Text = _NONE) -> Self:
        """Make the member whose value is `code`."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.label, member.definition, member.iati = label, definition, str(code)
        return member

    EXACT = 1, Text("exactly", "exacta"), Text("The exact place is known.", "Se conoce el lugar exacto.")
    NEAR = (
        2,
        Text("within 25 km", "a menos de 25 km"),
        Text("The place is known to within 25 km.", "El lugar se conoce con un margen de 25 km."),
    )
    DISTRICT = (
        3,
        Text("by district or province", "por distrito o provincia"),
        Text("Only the district or province is known.", "Solo se conoce el distrito o la provincia."),
    )
    REGION = 4, Text("by region", "por región"), Text("Only the region is known.", "Solo se conoce la región.")
    ESTIMATED = (
        5,
        Text("by a larger area", "por un área mayor"),
        Text("An area larger than a region.", "Un área mayor que una región."),
    )
    COUNTRY = 6, Text("nationwide", "en todo el país"), Text("The whole country.", "Todo el país.")
    UNCLEAR_CAPITAL = (
        7,
        Text("unclearly, in the capital", "poco clara, en la capital"),
        Text("Unclear: the capital stands for it.", "No está claro: la capital hace sus veces."),
    )
    CAPITAL = (
        8,
        Text("in the local or national capital", "en la capital local o nacional"),
        Text("The local or national capital.", "La capital local o nacional."),
    )
    UNCLEAR_COUNTRY = (
        9,
        Text("unclearly, in the country", "poco clara, en el país"),
        Text("Unclear: the country stands for it.", "No está claro: el país hace sus veces."),
    )


# OECD DAC 3-digit sector codes as IATI's SectorCategory has them (vocabulary 2), without those withdrawn (230, 920);
# M01 is ours (vocabulary 99), since DAC has no defence sector.
SECTORS: Final[Mapping[str, Text]] = {
    "111": Text("Education, Level Unspecified", "Educación, nivel no especificado"),
    "112": Text("Basic Education", "Educación básica"),
    "113": Text("Secondary Education", "Educación secundaria"),
    "114": Text("Post-Secondary Education", "Educación postsecundaria"),
    "121": Text("Health, General", "Salud, general"),
    "122": Text("Basic Health", "Salud básica"),
    "123": Text("Non-communicable diseases (NCDs)", "Enfermedades no transmisibles (ENT)"),
    "130": Text(
        "Population Policies/Programmes & Reproductive Health",
        "Políticas y programas de población y salud reproductiva",
    ),
    "140": Text("Water Supply & Sanitation", "Abastecimiento de agua y saneamiento"),
    "151": Text("Government & Civil Society-general", "Gobierno y sociedad civil, general"),
    "152": Text("Conflict, Peace & Security", "Conflictos, paz y seguridad"),
    "160": Text("Other Social Infrastructure & Services", "Otros servicios e infraestructuras sociales"),
    "210": Text("Transport & Storage", "Transporte y almacenamiento"),
    "220": Text("Communications", "Comunicaciones"),
    "231": Text("Energy Policy", "Política energética"),
    "232": Text("Energy generation, renewable sources", "Generación de energía, fuentes renovables"),
    "233": Text("Energy generation, non-renewable sources", "Generación de energía, fuentes no renovables"),
    "234": Text("Hybrid energy plants", "Centrales de energía híbrida"),
    "235": Text("Nuclear energy plants", "Centrales de energía nuclear"),
    "236": Text("Energy distribution", "Distribución de energía"),
    "240": Text("Banking & Financial Services", "Servicios bancarios y financieros"),
    "250": Text("Business & Other Services", "Servicios empresariales y otros"),
    "311": Text("Agriculture", "Agricultura"),
    "312": Text("Forestry", "Silvicultura"),
    "313": Text("Fishing", "Pesca"),
    "321": Text("Industry", "Industria"),
    "322": Text("Mineral Resources & Mining", "Recursos minerales y minería"),
    "323": Text("Construction", "Construcción"),
    "331": Text("Trade Policies & Regulations", "Políticas y regulaciones comerciales"),
    "332": Text("Tourism", "Turismo"),
    "410": Text("General Environment Protection", "Protección general del medio ambiente"),
    "430": Text("Other Multisector", "Otros multisectorial"),
    "510": Text("General Budget Support", "Apoyo presupuestario general"),
    "520": Text("Development Food Assistance", "Asistencia alimentaria para el desarrollo"),
    "530": Text("Other Commodity Assistance", "Otras ayudas en productos básicos"),
    "600": Text("Action Relating to Debt", "Acciones relacionadas con la deuda"),
    "720": Text("Emergency Response", "Respuesta a emergencias"),
    "730": Text("Reconstruction Relief & Rehabilitation", "Reconstrucción y rehabilitación"),
    "740": Text("Disaster Prevention & Preparedness", "Prevención y preparación ante desastres"),
    "910": Text("Administrative Costs of Donors", "Costos administrativos de los donantes"),
    "930": Text("Refugees in Donor Countries", "Refugiados en los países donantes"),
    "998": Text("Unallocated / Unspecified", "Sin asignar o sin especificar"),
    "M01": Text("Defence Cooperation", "Cooperación en defensa"),
}


def is_after(date: str, other: str) -> bool:
    """Tell whether a date of the contract is after another; of unlike length, they are compared as far as both go."""
    return date[: len(other)] > other[: len(date)]


def follow_wholes(program: str, find_whole: Callable[[str], str | None]) -> Iterator[str]:
    """Yield the programmes whose amounts contain that of `program`, the nearest first; a circle is gone round once.

    `find_whole` returns the programme whose amount contains that of another, or None.
    """
    passed: set[str] = set()
    whole = find_whole(program)
    while whole is not None and whole not in passed:
        passed.add(whole)
        yield whole
        whole = find_whole(whole)


def slugify(name: str) -> str:
    """Return `name` as lower-case ASCII words joined by hyphens, the form of every code in a URL.

    A letter or digit that has no ASCII form stands as a word of its own, its code point in hexadecimal, so that names
    in other scripts have codes, too: `東京` is `6771-4eac`. Two names can still share a code: the check refuses them.
    """
    plain = (
        character if character.isascii() else f" {ord(character):x} " if character.isalnum() else ""
        for character in unicodedata.normalize("NFKD", name)
    )  # fmt: skip
    return "-".join(re.findall(r"[a-z0-9]+", "".join(plain).lower()))
