"""What the geoparser found as GeoJSON (RFC 7946), as a table for people, and as the JSON Lines that scorers read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.building.gazetteer import GEONAMES
from geo.contract.faults import DataError, Fault
from geo.drafting.geoparse.geoparser import Resolved, Toponym

_HEADER: Final = (
    "start",
    "end",
    "name",
    "place",
    "kind",
    "region",
    "country",
    "longitude",
    "latitude",
    "precision",
    "score",
)


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """One document of a corpus: its text, and the spans of the places that people marked in it."""

    id: str
    text: str
    spans: tuple[tuple[int, int], ...]


def parse_corpus(lines: str, file: str) -> Iterator[CorpusDocument]:
    """Yield the documents of a corpus in JSON Lines: `{"doc_id", "text", "toponyms": [{"start", "end"}]}`.

    Raises DataError with the number of the first line that is no such document.
    """
    for number, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            spans = tuple((int(t["start"]), int(t["end"])) for t in value.get("toponyms", ()))
            document = CorpusDocument(str(value["doc_id"]), str(value["text"]), spans)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise DataError([Fault(file, f"line {number}", f"no document: {error}")]) from error
        if any(not 0 <= start < end <= len(document.text) for start, end in spans):
            raise DataError([Fault(file, f"line {number}", "a span lies outside the text")])
        yield document


def to_geojson(toponyms: Sequence[Toponym]) -> str:
    """Return a FeatureCollection: a point for each mention, geometry null where it has no place."""
    features = ",\n".join(_dump(_to_feature(toponym)) for toponym in toponyms)
    body = f"\n{features}\n" if features else ""
    return f'{{"type": "FeatureCollection", "features": [{body}]}}\n'


def to_line(document: str, toponyms: Sequence[Toponym]) -> str:
    """Return a line of JSON: `{"doc_id", "toponyms": [{"start", "end", "name", "lat", "lon", "geonameid"}]}`."""
    rows = [
        {
            "start": toponym.start,
            "end": toponym.end,
            "name": toponym.name,
            "lat": toponym.place.latitude if toponym.place else None,
            "lon": toponym.place.longitude if toponym.place else None,
            "geonameid": _get_geoname(toponym.place),
        }
        for toponym in toponyms
    ]
    return _dump({"doc_id": document, "toponyms": rows}) + "\n"


def to_table(toponyms: Sequence[Toponym]) -> str:
    """Return a table with a row for each mention."""
    rows = [_HEADER, *(tuple(map(_clean, _to_row(toponym))) for toponym in toponyms)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in rows)


def _to_row(toponym: Toponym) -> tuple[str, ...]:
    place = toponym.place
    where = ("", "", "", "", "", "", "") if place is None else (
        place.name, place.kind, place.region or place.region_name or "", place.country or "",
        f"{place.longitude:.5f}", f"{place.latitude:.5f}", str(int(place.precision)),
    )  # fmt: skip
    return str(toponym.start), str(toponym.end), toponym.name, *where, f"{toponym.score:.2f}"


def _clean(cell: str) -> str:
    return " ".join(cell.split())


def _to_feature(toponym: Toponym) -> dict[str, Any]:
    place = toponym.place
    return {
        "type": "Feature",
        "geometry": None if place is None else {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {
            "start": toponym.start,
            "end": toponym.end,
            "name": toponym.name,
            **_to_properties(place),
            "score": toponym.score,
            "runners_up": [
                {**_to_properties(other.place), "score": other.score, "reason": other.reason}
                for other in toponym.runners_up
            ],
        },
    }


def _to_properties(place: Resolved | None) -> dict[str, Any]:
    return {
        "place": place and place.name,
        "longitude": place and place.longitude,
        "latitude": place and place.latitude,
        "geonameid": _get_geoname(place),
        "gazetteer": place and place.gazetteer,
        "country": place and place.country,
        "region": place and place.region,
        "region_name": place and place.region_name,
        "kind": place and place.kind,
        "precision": place and int(place.precision),
    }


def _get_geoname(place: Resolved | None) -> int | None:
    if place is None or place.gazetteer != GEONAMES or place.gazetteer_id is None:
        return None
    return int(place.gazetteer_id)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
