"""`geo locate`: a text or a corpus in, what the geoparser found out."""

from __future__ import annotations

from collections.abc import Iterator

from geo.contract.faults import DataError, Fault
from geo.drafting.geoparse.output import parse_corpus, to_geojson, to_line, to_table
from geo.drafting.geoparse.parser import get_geoparser


def locate_text(text: str, form: str, country: str | None, document: str) -> Iterator[str]:
    """Yield the places of a text as `geojson`, `table` or `jsonl` (a line that begins with the document's name)."""
    toponyms = get_geoparser().find_places(text, check_country(country), runners_up=form == "geojson")
    match form:
        case "geojson":
            yield to_geojson(toponyms)
        case "table":
            yield to_table(toponyms)
        case _:
            yield to_line(document, toponyms)


def locate_corpus(lines: str, file: str, spans: str, country: str | None) -> Iterator[str]:
    """Yield a line for each document of a corpus: the places found, or the corpus's own spans resolved (`gold`)."""
    parser, country = get_geoparser(), check_country(country)
    for document in parse_corpus(lines, file):
        found = (
            parser.resolve(document.text, document.spans, country)
            if spans == "gold"
            else parser.find_places(document.text, country)
        )
        yield to_line(document.id, found)


def check_country(country: str | None) -> str | None:
    """Return the code of a country in capitals; raises DataError where there is no such country."""
    if country is not None and country.upper() not in get_geoparser().countries:
        raise DataError([Fault("--country", "", f"{country} is no ISO 3166-1 alpha-2 code")])
    return country and country.upper()
