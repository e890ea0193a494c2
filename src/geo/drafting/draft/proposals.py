"""What the words of an item propose: its sector and theme, its agencies, the type of its money, its status."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from geo.contract.vocabulary import AmountType, Status, Theme

# Words that indicate a sector, by the names that the OECD's list of purpose codes gives its parts.
_SECTOR_WORDS: Final[Mapping[str, str]] = {
    "111": "education school schools teacher teachers literacy english classroom students",
    "114": "university universities scholarship scholarships fulbright exchange alumni academic fellowship fellowships",
    "121": "health disease diseases hospital hospitals medical vaccine vaccines malaria hiv pandemic epidemic",
    "140": "water well wells sanitation reservoir watershed watersheds wetlands sewage wastewater irrigation",
    "151": "governance democracy democratic elections corruption transparency procurement justice parliament rights",
    "152": "peacekeeping peace security terrorism counterterrorism violence demining conflict",
    "160": "narcotics counternarcotics drug drugs trafficking housing culture cultural heritage preservation",
    "210": "transport rail railway road roads highway port ports airport airports seaport seaports aviation shipping",
    "220": "internet broadband telecommunications digital connectivity 5g cable cyber cybersecurity satellite",
    "240": "bank banks lending loan loans financial finance credit fintech investors",
    "311": "agriculture agricultural farmers farmer crops cacao coffee food livestock cocoa maize",
    "313": "fishing fisheries fish aquaculture",
    "331": "trade exports export imports customs tariff border",
    "332": "tourism tourists visitors travel",
    "410": "environment environmental conservation climate biodiversity forest forests wildlife emissions",
    "430": "space research science scientific innovation nasa technology",
    "720": "humanitarian migrants refugees relief emergency displaced",
    "740": "disaster disasters preparedness resilience earthquake flood floods",
    "M01": "military defense defence army navy naval armed exercises helicopters weapons coast guard",
}  # fmt: skip
_WORDS: Final = {word: sector for sector, words in _SECTOR_WORDS.items() for word in words.split()}
_NO_SECTOR: Final = "430"

_THEMES: Final[Mapping[Theme, str]] = {
    Theme.SECURITY: "152 M01 160 740",
    Theme.ECONOMY: "220 240 311 313 331 332 151 410 720",
    Theme.SPACE: "430",
    Theme.INFRASTRUCTURE: "140 210",
    Theme.PEOPLE: "111 114 121",
}
_THEME_BY_SECTOR: Final = {sector: theme for theme, sectors in _THEMES.items() for sector in sectors.split()}
_THEME_WORDS: Final[Mapping[str, Theme]] = {
    "security": Theme.SECURITY, "defense": Theme.SECURITY, "law": Theme.SECURITY,
    "economic": Theme.ECONOMY, "prosperity": Theme.ECONOMY, "trade": Theme.ECONOMY, "growth": Theme.ECONOMY,
    "space": Theme.SPACE, "infrastructure": Theme.INFRASTRUCTURE, "people": Theme.PEOPLE, "education": Theme.PEOPLE,
    "health": Theme.PEOPLE,
}  # fmt: skip

# Institutions of the United States by their names in full and in short.
_AGENCIES: Final[Mapping[str, str]] = {
    "USAID": "U.S. Agency for International Development",
    "NASA": "National Aeronautics and Space Administration",
    "DFC": "U.S. International Development Finance Corporation",
    "EXIM": "Export-Import Bank of the United States",
    "MCC": "Millennium Challenge Corporation",
    "USTDA": "U.S. Trade and Development Agency",
    "USDA": "U.S. Department of Agriculture",
    "CDC": "Centers for Disease Control and Prevention",
    "FBI": "Federal Bureau of Investigation",
    "DEA": "Drug Enforcement Administration",
    "NOAA": "National Oceanic and Atmospheric Administration",
    "State Department": "Department of State",
    "Peace Corps": "Peace Corps",
    "Coast Guard": "U.S. Coast Guard",
    "Army Corps of Engineers": "U.S. Army Corps of Engineers",
    "Inter-American Foundation": "Inter-American Foundation",
    "U.S. Navy": "U.S. Navy",
}
_DEPARTMENTS: Final = (
    "State", "Defense", "Commerce", "Agriculture", "Energy", "Justice", "Homeland Security", "Labor", "Transportation",
    "Treasury", "Health and Human Services", "Education", "Interior",
)  # fmt: skip
_NAMES: Final = "|".join(_DEPARTMENTS)
_DEPARTMENT: Final = re.compile(rf"Departments? of (?:the )?({_NAMES})(?: and ({_NAMES}))?")

# In this order, for an arms sale is also trade.
_AMOUNT_WORDS: Final = (
    (AmountType.FOREIGN_MILITARY_SALE, r"foreign military sales?"),
    (AmountType.EXPORT_POTENTIAL, r"(?:in|of) (?:U\.S\. )?exports"),
    (AmountType.TRADE, r"\btrade\b"),
    (AmountType.FINANCE, r"\b(?:loans?|lending|financ\w+|guarantees?|DFC|EXIM)\b"),
    (AmountType.PRIVATE_INVESTMENT, r"\b(?:private|direct) (?:sector )?(?:capital |investments?)|\bprivate sector\b"),
)
_PAST: Final = re.compile(r"\b(?:completed|concluded|ended|finished)\b")
_FUTURE: Final = re.compile(r"\b(?:will|plans? to|intends? to|announced?|announces)\b")


def propose_sector(text: str) -> str:
    """Return the OECD DAC sector that most words of a text indicate."""
    votes = Counter(_WORDS[word] for word in re.findall(r"\w+", text.lower()) if word in _WORDS)
    return max(votes, key=lambda sector: (votes[sector], sector)) if votes else _NO_SECTOR


def propose_theme(heading: str, text: str) -> Theme:
    """Return the theme of a section by the words of its heading, or by the sector that its text indicates."""
    for word in re.findall(r"\w+", heading.lower()):
        if word in _THEME_WORDS:
            return _THEME_WORDS[word]
    return _THEME_BY_SECTOR[propose_sector(text)]


def propose_agencies(text: str) -> tuple[str, ...]:
    """Return the institutions of the United States that a text names, in its order."""
    found = {text.find(short): name for short, name in _AGENCIES.items() if re.search(rf"\b{re.escape(short)}\b", text)}
    for match in _DEPARTMENT.finditer(text):
        found |= {match.start(group): f"Department of {match[group]}" for group in (1, 2) if match[group]}
    return tuple(dict.fromkeys(found[position] for position in sorted(found)))


def propose_amount_type(text: str) -> AmountType:
    """Return the type of the money that a text names."""
    return next((kind for kind, words in _AMOUNT_WORDS if re.search(words, text)), AmountType.ASSISTANCE)


def propose_status(text: str) -> Status:
    """Return the status that a text's verbs indicate."""
    if _FUTURE.search(text):
        return Status.PIPELINE
    return Status.CLOSED if _PAST.search(text) else Status.IMPLEMENTATION
