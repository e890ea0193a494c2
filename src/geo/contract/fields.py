"""The data contract: what every feature of `data/locations.geojson` holds.

The build writes by these fields; the check, the exports, the data dictionary and the JSON Schema read by them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from babel import Locale

from geo.contract.texts import MAX_NUMBER
from geo.contract.vocabulary import (
    DATE,
    ITEM,
    SECTORS,
    SLUG,
    AmountType,
    Precision,
    Qualifier,
    SiteRole,
    Status,
    Term,
    Text,
    Theme,
)

# The properties whose codes are a closed list of ours, and those with a label: the sectors are OECD's.
CODE_LISTS: Final[Mapping[str, type[Term | Precision]]] = {
    "theme": Theme,
    "amount_qualifier": Qualifier,
    "amount_type": AmountType,
    "status": Status,
    "site_role": SiteRole,
    "precision": Precision,
}
LABELS: Final[Mapping[str, Mapping[str, Text]]] = {
    **{name: {str(one.value): one.label for one in terms} for name, terms in CODE_LISTS.items()},
    "sector": SECTORS,
}


class Kind(StrEnum):
    """The types of the contract's properties."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    NUMBER = "number"
    TEXTS = "texts"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Field:
    """One property: its type, whether it may be null, the values or pattern or range allowed, and what it means.

    `unit` is the unit of a number, `code_list` the address of the list that its codes join to.
    """

    name: str
    kind: Kind
    meaning: Text
    nullable: bool = False
    allowed: tuple[str | int, ...] = ()
    pattern: re.Pattern[str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    code_list: str | None = None


def _field(name: str, kind: Kind, en: str, es: str, **rest: Any) -> Field:
    allowed = tuple(one.value for one in CODE_LISTS.get(name, ()))
    return Field(name, kind, Text(en, es), **{"allowed": allowed} | rest)


def values(enum: type[StrEnum]) -> tuple[str, ...]:
    """Return the values of an enum in its order."""
    return tuple(member.value for member in enum)


# Babel has CLDR's territories: those of ISO 3166-1 alpha-2, areas by number, and codes that ISO reserves for other uses
# (Ascension Island, the European Union …) or leaves to its users (QM to QZ, XA to XZ, ZZ).
_NO_COUNTRY: Final = re.compile(r"\d+|AC|CP|CQ|DG|EA|EU|EZ|IC|TA|UN|Q[M-Z]|X[A-Z]|ZZ")
COUNTRIES: Final = tuple(sorted(code for code in map(str, Locale("en").territories) if not _NO_COUNTRY.fullmatch(code)))
_COUNTRY: Final = re.compile("|".join(COUNTRIES))
_REGION: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_LOCODE: Final = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_FEATURE_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{1,7}")
# No quotation mark, and no user or password before the host.
URL: Final = re.compile(r"https://[^\s\x22\x27/?#@]+([/?#][^\s\x22\x27]*)?")
_DAY: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
SHA256: Final = re.compile(r"[0-9a-f]{64}")

_IATI: Final = "https://iatistandard.org/en/iati-standard/203/codelists/"
_FEATURE_CODES: Final = "https://www.geonames.org/export/codes.html"
_COUNTRIES: Final = "https://www.iso.org/iso-3166-country-codes.html"
_PORTS: Final = "https://unece.org/trade/uncefact/unlocode"

_STATUS_CODES: Final = ", ".join(f"{one.value} is {one.iati}" for one in Status)

FIELDS: Final[tuple[Field, ...]] = (
    _field("program", Kind.CODE, "Programme, or a statistic of metadata.statistics; the same on each of its features",
           "Programa, o estadística de metadata.statistics; el mismo en cada uno de sus elementos", pattern=SLUG),
    _field("title_en", Kind.TEXT, "Short name of the programme, in English", "Nombre corto del programa, en inglés"),
    _field("title_es", Kind.TEXT, "Short name of the programme, in Spanish", "Nombre corto del programa, en español"),
    _field("summary_en", Kind.TEXT, "The programme in one to three sentences, in English",
           "El programa en una a tres oraciones, en inglés"),
    _field("summary_es", Kind.TEXT, "The programme in one to three sentences, in Spanish",
           "El programa en una a tres oraciones, en español"),
    _field("theme", Kind.CODE, "Section of the document", "Sección del documento"),
    _field("sector", Kind.CODE, "OECD DAC 3-digit sector (IATI vocabulary 2); M01 is defence (vocabulary 99)",
           "Sector CAD-OCDE de 3 dígitos (vocabulario IATI 2); M01 es defensa (vocabulario 99)",
           allowed=tuple(SECTORS), code_list=_IATI + "sectorcategory/"),
    _field("sector_en", Kind.TEXT, "Name of the sector, in English", "Nombre del sector, en inglés"),
    _field("sector_es", Kind.TEXT, "Name of the sector, in Spanish", "Nombre del sector, en español"),
    _field("agencies", Kind.TEXTS, "Institutions named of the government that gives",
           "Instituciones nombradas del gobierno que aporta"),
    _field("partners", Kind.TEXTS, "Partner institutions and others named",
           "Instituciones contrapartes y otras nombradas"),
    _field("amount_usd", Kind.INTEGER, "Headline amount, United States dollars",
           "Monto principal, dólares de los Estados Unidos", nullable=True, minimum=1, maximum=MAX_NUMBER,
           unit="USD"),
    _field("amount_qualifier", Kind.CODE, "What the document says of the amount", "Lo que el documento dice del monto",
           nullable=True),
    _field("amount_type", Kind.CODE, "Kind of money; never added across kinds",
           "Tipo de dinero; nunca se suma entre tipos", nullable=True),
    _field("amount_part_of", Kind.CODE, "Programme whose amount contains this one",
           "Programa cuyo monto contiene a este", nullable=True, pattern=SLUG),
    _field("status", Kind.CODE, f"Status as of the document's date, by IATI ActivityStatus: {_STATUS_CODES}",
           f"Estado a la fecha del documento, según ActivityStatus de IATI: {_STATUS_CODES}",
           code_list=_IATI + "activitystatus/"),
    _field("start", Kind.CODE, "First year, month or day", "Primer año, mes o día", nullable=True, pattern=DATE),
    _field("end", Kind.CODE, "Last year, month or day", "Último año, mes o día", nullable=True, pattern=DATE),
    _field("figures", Kind.FIGURES, "Every other figure: value, qualifier, unit_en, unit_es",
           "Toda otra cifra: value, qualifier, unit_en, unit_es"),
    _field("site", Kind.CODE, "Place; the country's own where nationwide",
           "Lugar; el del país si es nacional", pattern=SLUG),
    _field("site_en", Kind.TEXT, "Name of the place, in English", "Nombre del lugar, en inglés"),
    _field("site_es", Kind.TEXT, "Name of the place, in Spanish", "Nombre del lugar, en español"),
    _field("site_role", Kind.CODE, "site: where it happens; partner: the other end",
           "site: donde ocurre; partner: el otro extremo"),
    _field("site_kind", Kind.CODE,
           "GeoNames feature code of the programme's place; the gazetteer's entry may be the town that stands for it",
           "Código de tipo de GeoNames del lugar del programa; la entrada del nomenclátor puede ser la ciudad que hace "
           "sus veces", pattern=_FEATURE_CODE,
           code_list=_FEATURE_CODES),
    _field("country", Kind.CODE, "ISO 3166-1 alpha-2", "ISO 3166-1 alfa-2", pattern=_COUNTRY,
           code_list=_COUNTRIES),
    _field("region", Kind.CODE, "ISO 3166-2", "ISO 3166-2", nullable=True, pattern=_REGION, code_list=_COUNTRIES),
    _field("longitude", Kind.NUMBER, "Degrees east, WGS 84, of a point inside the geometry",
           "Grados este, WGS 84, de un punto dentro de la geometría", nullable=True, minimum=-180, maximum=180,
           unit="degree"),
    _field("latitude", Kind.NUMBER, "Degrees north, WGS 84, of a point inside the geometry",
           "Grados norte, WGS 84, de un punto dentro de la geometría", nullable=True, minimum=-90, maximum=90,
           unit="degree"),
    _field("precision", Kind.INTEGER, "IATI GeographicalPrecision, 1 exact to 9 unclear (country)",
           "GeographicalPrecision de IATI, de 1 exacta a 9 poco clara (país)",
           code_list=_IATI + "geographicalprecision/"),
    _field("uncertainty_km", Kind.NUMBER, "The true place lies within this distance, kilometres",
           "El lugar verdadero está a no más de esta distancia, kilómetros", nullable=True, minimum=0, maximum=20_040,
           unit="km"),
    _field("gazetteer", Kind.TEXT, "Source of the location", "Fuente de la ubicación", nullable=True),
    _field("gazetteer_id", Kind.TEXT, "Identifier there", "Identificador en ella", nullable=True),
    _field("locode", Kind.CODE, "UN/LOCODE", "UN/LOCODE", nullable=True, pattern=_LOCODE, code_list=_PORTS),
    _field("note_en", Kind.TEXT, "Editorial note, in English", "Nota editorial, en inglés", nullable=True),
    _field("note_es", Kind.TEXT, "Editorial note, in Spanish", "Nota editorial, en español", nullable=True),
    _field("source_item", Kind.CODE, "Item of the document: 4.2 is section 4, item 2; 0 the introduction",
           "Punto del documento: 4.2 es sección 4, punto 2; 0 la introducción", pattern=ITEM),
    _field("source_url", Kind.TEXT, "The document's page at the passage", "La página del documento en el pasaje",
           pattern=URL),
)  # fmt: skip

# The parameters of a query that take codes, and the property that each looks at.
DIMENSIONS: Final[Mapping[str, str]] = {
    "theme": "theme",
    "sector": "sector",
    "agency": "agencies",
    "status": "status",
    "amount": "amount_type",
    "precision": "precision",
    "site": "site",
}
QUERY: Final = (*DIMENSIONS, "program", "q", "lang")  # the parameters of a download
# Those properties that hold names: a query has the codes that `slugify` makes of them.
NAMED: Final = tuple(one.name for one in FIELDS if one.kind is Kind.TEXTS and one.name in DIMENSIONS.values())

# The columns whose code has its label next to it in CSV, GeoPackage and workbook; a sector has its names anyway.
LABELLED: Final = ("theme", "amount_type", "status", "precision")
# Before them: whether a row is of a programme or of a statistic.
ENTRY_COLUMNS: Final = ("entry_en", "entry_es")
LABEL_COLUMNS: Final = (*ENTRY_COLUMNS, *(f"{name}_{language}" for name in LABELLED for language in ("en", "es")))

METADATA: Final = (
    "title", "description", "source", "license", "attribution", "version", "fields", "institutions", "overlaps",
    "audit",
    "other_names", "collection",
)  # fmt: skip
# A member that may be missing: the programmes that are statistics, counted and listed apart from the others.
STATISTICS: Final = "statistics"
SOURCE: Final = ("title", "publisher", "date", "url", "sha256")
SOURCE_FORMS: Final = {"date": _DAY, "url": URL, "sha256": SHA256}
# Two programmes whose amounts may hold the same dollars, and why.
OVERLAP: Final = ("programs", "reason_en", "reason_es")
# What the audit found: an item, what of it is left out, and how the things of a kind are accounted for.
AUDIT_ITEM: Final = ("item", "programs", "left_out")
LEFT_OUT: Final = ("kind", "words", "times", "reason_en", "reason_es")
ACCOUNTS: Final = ("used", "left_out")
# By what institutions (by their English name) and sites are called besides: acronyms, the gazetteer's names, regions.
OTHER_NAMES: Final = ("institutions", "sites")
FIGURE: Final = ("value", "qualifier", "unit_en", "unit_es")
# The columns of figures.csv, which holds each amount and figure once.
FIGURE_COLUMNS: Final = (
    "program", "source_item", "value", "unit_en", "unit_es", "qualifier", "amount_type", "amount_part_of",
)  # fmt: skip

# What is the same on every feature of a programme, and what is the same on every feature of a site.
PROGRAM_FIELDS: Final = (
    *(field.name for field in FIELDS[: next(i for i, field in enumerate(FIELDS) if field.name == "site")]),
    "source_item",
    "source_url",
)
SITE_FIELDS: Final = (
    "site_en", "site_es", "site_kind", "country", "region", "longitude", "latitude", "precision", "uncertainty_km",
    "gazetteer", "gazetteer_id", "locode",
)  # fmt: skip
