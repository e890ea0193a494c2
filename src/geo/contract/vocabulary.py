"""What a programme, a site, an amount and a citation are. Standard library only; both wings build on it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Final

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
ITEM: Final = re.compile(r"0|[1-5]\.\d{1,2}")

# folium compiles what it draws as a Jinja2 template and puts it into backtick strings: none of these may occur in a
# text of ours. `$` is needed for money.
FORBIDDEN_IN_TEXT: Final = frozenset("{}<>`\\")

# `geo draft` begins with it each text that a person has still to write.
DRAFT_MARK: Final = "DRAFT:"


class Theme(StrEnum):
    """The five sections of the document, in its order."""

    SECURITY = "security"
    ECONOMY = "economy"
    SPACE = "space"
    INFRASTRUCTURE = "infrastructure"
    PEOPLE = "people"


class Status(StrEnum):
    """IATI ActivityStatus as of the document's date: 1 pipeline, 2 implementation, 4 closed."""

    PIPELINE = "pipeline"
    IMPLEMENTATION = "implementation"
    CLOSED = "closed"


class Qualifier(StrEnum):
    """What the document says of a figure."""

    EXACT = "exact"  # the figure stands alone
    MORE_THAN = "more_than"  # "more than", "over", "200,000+"
    ABOUT = "about"  # "nearly", "an average of"
    UP_TO = "up_to"  # "up to"
    POSSIBLE = "possible"  # "may lead to"


class AmountType(StrEnum):
    """The kinds of money in the document; amounts of different kinds are never added."""

    ASSISTANCE = "assistance"
    PRIVATE_INVESTMENT = "private_investment"
    FOREIGN_MILITARY_SALE = "foreign_military_sale"
    FINANCE = "finance"
    TRADE = "trade"
    EXPORT_POTENTIAL = "export_potential"


class SiteRole(StrEnum):
    """What a place is to a programme."""

    SITE = "site"  # the programme happens there
    PARTNER = "partner"  # the other end, such as Port Hueneme


class Precision(IntEnum):
    """IATI GeographicalPrecision: how well a location is known."""

    EXACT = 1
    NEAR = 2  # within 25 km
    DISTRICT = 3  # second-order division
    REGION = 4  # first-order division
    ESTIMATED = 5  # estimated, or larger than a region
    COUNTRY = 6
    UNCLEAR = 7
    UNCLEAR_CAPITAL = 8
    UNKNOWN = 9


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    en: str
    es: str


# OECD DAC 3-digit sector codes (IATI vocabulary 2); M01 is ours (vocabulary 99), for DAC has no defence sector.
SECTORS: Final[Mapping[str, Text]] = {
    "111": Text("Education, Level Unspecified", "Educación, nivel no especificado"),
    "114": Text("Post-Secondary Education", "Educación postsecundaria"),
    "121": Text("Health, General", "Salud, general"),
    "140": Text("Water Supply & Sanitation", "Abastecimiento de agua y saneamiento"),
    "151": Text("Government & Civil Society", "Gobierno y sociedad civil"),
    "152": Text("Conflict, Peace & Security", "Conflictos, paz y seguridad"),
    "160": Text("Other Social Infrastructure & Services", "Otros servicios e infraestructuras sociales"),
    "210": Text("Transport & Storage", "Transporte y almacenamiento"),
    "220": Text("Communications", "Comunicaciones"),
    "240": Text("Banking & Financial Services", "Servicios bancarios y financieros"),
    "311": Text("Agriculture", "Agricultura"),
    "313": Text("Fishing", "Pesca"),
    "331": Text("Trade Policies & Regulations", "Políticas y regulaciones comerciales"),
    "332": Text("Tourism", "Turismo"),
    "410": Text("General Environment Protection", "Protección general del medio ambiente"),
    "430": Text("Other Multisector", "Otros multisectorial"),
    "720": Text("Emergency Response", "Respuesta a emergencias"),
    "740": Text("Disaster Prevention & Preparedness", "Prevención y preparación ante desastres"),
    "M01": Text("Defence Cooperation", "Cooperación en defensa"),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A programme's headline amount in United States dollars; `part_of` is the programme whose amount contains it."""

    usd: int
    qualifier: Qualifier
    type: AmountType
    part_of: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """Any other figure of the item: a value and its unit, such as 9 helicopters."""

    value: int | float
    qualifier: Qualifier
    unit: Text


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage of the document: its item (`4.2`) and a URL text fragment (WICG Scroll to Text Fragment).

    The passage begins with `start` and, where `end` is given, goes on to the end of `end`. `prefix` and `suffix` are
    the words around it, given where the passage would else not be unique.
    """

    item: str
    start: str
    end: str | None = None
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A programme at a site."""

    site: str
    role: SiteRole


@dataclass(frozen=True, slots=True)
class Program:
    """One distinct undertaking of the document; `id` is the name of its file."""

    id: str
    title: Text
    summary: Text
    theme: Theme
    sector: str
    agencies: tuple[str, ...]
    partners: tuple[str, ...]
    amount: Amount | None
    status: Status
    start: str | None
    end: str | None
    figures: tuple[Figure, ...]
    placements: tuple[Placement, ...]
    note: Text | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Site:
    """A place that programmes name, and how the geocoder is to look for it. It holds no coordinates.

    `name` is the document's spelling, `label` what people read, `kind` a GeoNames feature code, `country` ISO 3166-1
    alpha-2, `region` ISO 3166-2. `members` names, by ISO 3166-2, the regions that make up an area no gazetteer holds.
    """

    id: str
    name: str
    label: Text
    kind: str
    country: str
    region: str | None
    members: tuple[str, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class Location:
    """Where a site is: what the geocoder found.

    `geometry` is a GeoJSON geometry in WGS 84, longitude first, or None for a country; `longitude` and `latitude` are
    degrees of a point inside it; `uncertainty_km` is the distance within which the true place lies.
    """

    geometry: Mapping[str, Any] | None
    longitude: float | None
    latitude: float | None
    region: str | None
    precision: Precision
    uncertainty_km: float | None
    gazetteer: str
    gazetteer_id: str
    locode: str | None


def slugify(name: str) -> str:
    """Return `name` as lower-case ASCII words joined by hyphens, the form of every code in a URL."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))
