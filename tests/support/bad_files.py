"""Files that no reader may accept, made by bending a sound one, each with the reason it is refused for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from geo.contract.fields import FIELDS, Kind
from geo.contract.vocabulary import ThingKind
from support.samples import (
    AREA,
    COLLECTION,
    METADATA,
    NATIONWIDE,
    SCANNERS,
    TRIANGLE,
    make_bytes,
    make_collection,
    make_feature,
)

Case = tuple[str, bytes, str]


def make_cases() -> dict[str, tuple[bytes, str]]:
    """Return every bad file by its name, with a part of the message that refuses it."""
    cases = [*_bytes(), *_json(), *_members(), *_geometries(), *_properties(), *_texts(), *_relations()]
    named = {name: (data, reason) for name, data, reason in cases}
    assert len(named) == len(cases)
    return named


def _bytes() -> Iterator[Case]:
    good = make_bytes(make_feature())
    yield "empty", b"", "not JSON"
    yield "only a byte-order mark", b"\xef\xbb\xbf", "not JSON"
    yield "only spaces", b"  \n", "not JSON"
    yield "a zero byte", b"\0", "not JSON"
    yield "half of it", good[: len(good) // 2], "not JSON"
    yield "without its last byte", good[:-1], "not JSON"
    yield "twice", good + good, "not JSON"
    yield "with a tail", good + b"x", "not JSON"
    yield "Latin-1", good.decode().encode("latin-1"), "not UTF-8"
    yield "UTF-16", good.decode().encode("utf-16"), "not UTF-8"
    yield "a lone continuation byte", good.replace(b"Port of", b"Port \x80of"), "not UTF-8"
    yield "an overlong slash", good.replace(b"Port of", b"Port \xc0\xafof"), "not UTF-8"
    yield "a surrogate in UTF-8", good.replace(b"Port of", b"Port \xed\xa0\x80of"), "not UTF-8"
    yield "a surrogate escape", good.replace(b"Port of", b"Port \\ud800of"), "U+D800"
    yield "HTML", b"<!doctype html><title>404</title>", "not JSON"
    yield "a Git LFS pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "not JSON"
    yield "gzip", b"\x1f\x8b\x08\0\0\0\0\0", "not UTF-8"


def _json() -> Iterator[Case]:
    good = make_bytes(make_feature()).decode()
    yield "top level null", b"null", "null is not allowed"
    for name, value in (("a number", "1"), ("a text", '"x"'), ("true", "true"), ("a list", "[]")):
        yield f"top level {name}", value.encode(), "not an object"
    for name, constant in (("NaN", "NaN"), ("Infinity", "Infinity"), ("minus Infinity", "-Infinity")):
        yield f"{name} in a number", good.replace("-11.57139", constant).encode(), "not a JSON number"
    yield "1e999", good.replace("-11.57139", "1e999").encode(), "out of range"
    yield "an integer of 5,000 digits", good.replace("8500000", "9" * 5000).encode(), "digits"
    yield "nested lists", b"[" * 200_000 + b"]" * 200_000, "nested too deeply"
    yield "nested objects", b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "nested too deeply"
    yield "open lists", b"[" * 1_000_000, "nested too deeply"
    yield (
        "a member twice",
        good.replace('"type": "Feature",', '"type": "Feature", "type": "Feature",').encode(),
        "twice",
    )
    yield "a property twice", good.replace('"theme"', '"sector": "210", "theme"', 1).encode(), "twice"
    yield "a trailing comma", good.replace("}]}", "}],}").encode(), "not JSON"
    yield "a comment", b"// data\n" + good.encode(), "not JSON"
    yield "single quotes", good.replace('"', "'").encode(), "not JSON"
    yield "a bare word", good.replace('"security"', "security").encode(), "not JSON"
    yield "a leading zero", good.replace("8500000", "08500000").encode(), "not JSON"
    yield "a plus sign", good.replace("8500000", "+8500000").encode(), "not JSON"
    yield "hexadecimal", good.replace("8500000", "0xff").encode(), "not JSON"
    yield "a raw line feed in a text", good.replace("Port of", "Port\nof").encode(), "not JSON"
    yield "an escaped line feed in a text", good.replace("Port of", "Port\\nof").encode(), "U+000A"


def _members() -> Iterator[Case]:
    feature = make_feature()
    yield "a bare Feature", json.dumps(feature).encode(), "is not FeatureCollection"
    yield "a bare geometry", json.dumps(TRIANGLE).encode(), "is not FeatureCollection"
    yield "type in capitals", make_bytes(feature, type="FEATURECOLLECTION"), "is not FeatureCollection"
    yield "a crs member", make_bytes(feature, crs={"type": "name", "properties": {"name": "EPSG:3857"}}), "crs: unknown"
    yield "a bbox member", make_bytes(feature, bbox=[-180, -90, 180, 90]), "bbox: unknown"
    for value, name in (({}, "an object"), ("x", "a text")):
        yield f"features is {name}", make_bytes(features=value), "features: not an array"
    yield "features is null", make_bytes(features=None), "features: null is not allowed"
    foreign: Any
    for foreign, name, reason in (
        (None, "null", "null is not allowed"),
        ([], "a list", "not an object"),
        (1, "a number", "not an object"),
    ):
        yield f"a feature is {name}", make_bytes(features=[foreign]), f"features[0]: {reason}"
        yield f"metadata is {name}", make_bytes(feature, metadata=foreign), f"metadata: {reason}"
        yield f"properties is {name}", make_bytes(feature | {"properties": foreign}), f"properties: {reason}"
    for member in ("type", "metadata", "features"):
        whole = make_collection(feature)
        del whole[member]
        yield f"without {member}", json.dumps(whole).encode(), f"{member}: missing"
    for member in ("type", "id", "geometry", "properties"):
        yield f"a feature without {member}", make_bytes(_without(feature, member)), f"{member}: missing"
    yield "a foreign member", make_bytes(feature | {"style": {}}), "style: unknown member"
    yield "a feature of another type", make_bytes(feature | {"type": "feature"}), "is not Feature"
    for bad_id, reason in (
        (1, "not a text"),
        (None, "null is not allowed"),
        ("x", "the form"),
        ("port-scanners", "the form"),
        ("port-scanners/lima", "is not 'port-scanners/chancay'"),
    ):
        yield f"id {bad_id}", make_bytes(feature | {"id": bad_id}), reason
    yield "metadata without licence", make_bytes(feature, metadata=_without(METADATA, "license")), "license: missing"
    yield from _make_overlaps(feature)
    unknown = METADATA | {"statistics": ["trade"]}
    yield "a statistic that is not there", make_bytes(feature, metadata=unknown), "there is no programme 'trade'"
    yield from _make_audits(feature)
    yield from _make_presentations(feature)
    yield "institutions as a list", make_bytes(feature, metadata=METADATA | {"institutions": []}), "not an object"
    named = METADATA | {"institutions": {"<b>": "x"}}
    yield "an institution of markup", make_bytes(feature, metadata=named), "no text that may be shown"
    yield "metadata with a clock", make_bytes(feature, metadata=METADATA | {"time": "x"}), "time: unknown member"
    yield "metadata with markup", make_bytes(feature, metadata=METADATA | {"title": "<b>"}), "U+003C"
    yield "a source that is a text", make_bytes(feature, metadata=METADATA | {"source": "x"}), "source: not an object"
    for member, text, reason in (
        ("url", "javascript:alert(1)", "the form"),
        ("url", "https://user:secret@example.org/", "the form"),
        ("date", "2024-02-31", "not in the calendar"),
        ("date", "2024", "the form"),
        ("date", "٢٠٢٤-١١-١٥", "the form"),
        ("sha256", "00", "the form"),
    ):
        source = METADATA["source"] | {member: text}
        yield f"a source of {member} {text}", make_bytes(feature, metadata=METADATA | {"source": source}), reason
    yield "no feature", make_bytes(), "features: not an array of at least 1"
    yield "metadata in form D", make_bytes(feature, metadata=METADATA | {"title": "e\u0301"}), "normal form"
    yield "named like a feature", make_bytes(feature, **{"features[7].id": 1}), "features[7].id: unknown member"
    yield "fields of another contract", make_bytes(feature, metadata=METADATA | {"fields": {}}), "missing"


def _make_audits(feature: dict[str, Any]) -> Iterator[Case]:
    """Yield audits that lack a programme, give it another item, or are of another shape."""
    things = {kind.value: {"used": 1, "left_out": 0} for kind in ThingKind}
    item = {"item": "1.3", "programs": ["port-scanners"], "left_out": []}
    left_out = {"kind": "names", "words": "x", "times": 1, "reason_en": "x", "reason_es": "x"}
    for name, changes, reason in (
        ("without the programme", {"items": []}, "'port-scanners' is of no item"),
        ("of another item", {"items": [item | {"item": "1.4"}]}, "of another item"),
        ("of a programme that is not there", {"items": [item, item]}, "is not there"),
        ("of a kind of its own", {"items": [item | {"left_out": [left_out | {"kind": "x"}]}]}, "is not one of"),
        ("without reasons", {"items": [item | {"left_out": [{}]}]}, "reason_en: missing"),
        ("without a count", {"things": {}}, "sentences: missing"),
    ):
        audit = {"records": "0" * 64, "checked": 1, "things": things, "items": [item]} | changes
        yield f"an audit {name}", make_bytes(feature, metadata=METADATA | {"audit": audit}), reason


def _make_presentations(feature: Mapping[str, Any]) -> Iterator[tuple[str, bytes, str]]:
    country, texts = COLLECTION["countries"][0], COLLECTION["texts"]
    yield "a file of before", make_bytes(feature, metadata=_without(METADATA, "collection")), "collection: missing"
    for name, changes, reason in (
        ("without a title", {"texts": {}}, "collection.texts.title: missing"),
        ("of a text that no page has", {"texts": texts | {"motto": {"en": "x", "es": "x"}}}, "texts.motto: unknown"),
        ("with markup", {"texts": texts | {"title": {"en": "<b>", "es": "x"}}}, "U+003C"),
        ("short of a language", {"texts": texts | {"map": {"en": "Map"}}}, "texts.map.es: missing"),
        ("with a language too many", {"languages": ["en"]}, "name.es: is of no language of the collection"),
        ("in no language", {"languages": []}, "languages: not an array of at least 1"),
        ("in another language", {"languages": ["fr"]}, "languages[0]: 'fr' is not one of en, es"),
        ("of no country", {"countries": []}, "countries: not an array of at least 1"),
        ("of one country twice", {"countries": [country, country]}, "countries: 'PE' stands twice"),
        ("of a country inside out", {"countries": [country | {"bounds": [[1, 2, 0, 3]]}]}, "bounds: is no box"),
        ("of a theme of its own", {"themes": {"trade": {"en": "x", "es": "x"}}}, "themes.trade: unknown member"),
        ("without the date", {"texts": texts | {"subtitle": {"en": "x", "es": "x"}}}, "does not hold (date) once"),
        ("of a slug with a slash", {"slug": "../x"}, "slug: '../x' does not have the form"),
    ):
        metadata = METADATA | {"collection": COLLECTION | changes}
        yield f"a collection {name}", make_bytes(feature, metadata=metadata), reason


def _make_overlaps(feature: dict[str, Any]) -> Iterator[Case]:
    """Yield overlaps of programmes that are not there, are one, have no money of one kind, or stand twice."""
    other, free = make_feature(program="other"), {"amount_usd": None, "amount_qualifier": None, "amount_type": None}
    bare, trade = make_feature(program="bare", **free), make_feature(program="trade", amount_type="trade")
    for name, pairs, reason in (
        ("an unknown programme", [("port-scanners", "gone")], "no programme 'gone'"),
        ("one programme", [("other", "other")], "holds one thing twice"),
        ("three programmes", [("other", "bare", "trade")], "not an array of at most 2"),
        ("no money", [("other", "bare")], "no amounts of one kind"),
        ("two kinds of money", [("other", "trade")], "no amounts of one kind"),
        ("a pair twice", [("other", "port-scanners"), ("port-scanners", "other")], "the pair stands twice"),
    ):
        overlaps = [{"programs": list(pair), "reason_en": "x", "reason_es": "x"} for pair in pairs]
        metadata = METADATA | {"overlaps": overlaps}
        yield f"an overlap of {name}", make_bytes(feature, other, bare, trade, metadata=metadata), reason


def _geometries() -> Iterator[Case]:
    point = {"type": "Point", "coordinates": [-77.26722, -11.57139]}

    def bend(**changes: Any) -> bytes:
        return make_bytes(make_feature(point | changes))

    def area(*rings: Any, kind: str = "Polygon") -> bytes:
        return make_bytes(make_feature({"type": kind, "coordinates": list(rings)}, **AREA))

    yield "a geometry that is a list", make_bytes(make_feature() | {"geometry": []}), "geometry: not an object or null"
    yield "an unknown geometry", bend(type="Circle"), "is not one of"
    for kind, inner in (
        ("MultiPoint", [[-77.26722, -11.57139]]),
        ("LineString", [[-77.26722, -11.57139], [-77, -11]]),
        ("MultiLineString", [[[-77.26722, -11.57139], [-77, -11]]]),
        ("GeometryCollection", []),
    ):
        yield f"a {kind}", bend(type=kind, coordinates=inner), "is not one of Point, Polygon, MultiPolygon"
    yield "a geometry with a crs", bend(crs={}), "unknown member"
    yield "no coordinates", make_bytes(make_feature({"type": "Point"})), "geometry.coordinates: missing"
    numbers: Any
    for name, numbers, reason in (
        ("none", [], "at least 2"),
        ("one", [1], "at least 2"),
        ("three", [1, 2, 3], "at most 2"),
        ("nested", [[1, 2]], "coordinates[0]: not a number"),
        ("an object", {"x": 1}, "not an array"),
    ):
        yield f"coordinates: {name}", bend(coordinates=numbers), reason
    for name, numbers in (("texts", ["-77", "-11"]), ("true", [True, 1]), ("comma", ["-77,2", 1])):
        yield f"coordinates of {name}", bend(coordinates=numbers), "geometry.coordinates[0]: not a number"
    yield "coordinates of null", bend(coordinates=[None, 1]), "geometry.coordinates[0]: null is not allowed"
    yield "longitude 181", bend(coordinates=[181, 0]), "geometry.coordinates[0]: 181 is more than 180"
    yield "latitude 91", bend(coordinates=[0, 91]), "geometry.coordinates[1]: 91 is more than 90"
    yield "metres", bend(coordinates=[-8_601_000, -1_296_000]), "is less than -180"
    yield "the point elsewhere", bend(coordinates=[-77, -11]), "not at longitude and latitude"
    yield "swapped axes", make_bytes(make_feature(longitude=-11.57139, latitude=-77.26722)), "swapped"
    for name, longitude, latitude in (
        ("in California", -119.19511, 34.14778),
        ("at 0, 0", 0, 0),
        ("in Bolivia", -65, -17),
    ):
        abroad = make_feature(longitude=longitude, latitude=latitude)
        yield f"a Peruvian place {name}", make_bytes(abroad), "longitude: outside Peru, though country is PE"
    beyond = [[-78, -8], [-60, -8], [-77, -6], [-78, -8]]
    yield "a Peruvian area that reaches into Brazil", area(beyond), "longitude: outside Peru, though country is PE"
    yield "no geometry but a point", make_bytes(make_feature(None)), "come together"
    yield "a geometry but no point", make_bytes(make_feature(point, longitude=None, latitude=None)), "come together"
    yield "half a point", make_bytes(make_feature(point, longitude=None)), "come together"
    ring = TRIANGLE["coordinates"][0]
    yield "an open ring", area(ring[:-1] + [[-78.5, -8]]), "not closed"  # noqa: RUF005 -- shows the last position
    yield "a ring of three", area(ring[:2] + ring[:1]), "at least 4"
    yield "an empty ring", area([]), "at least 4"
    yield "no ring", area(), "at least 1"
    yield "clockwise", area(ring[::-1]), "wound the wrong way"
    yield "a bow tie", area([[-78, -8], [-76, -6], [-76, -8], [-78, -6], [-78, -8]]), "Self-intersection"
    yield "a ring of one place", area([[-78, -8]] * 4), "Too few points"
    yield "a hole outside", area(ring, [[-70, -8], [-70, -7], [-69, -8], [-70, -8]]), "Hole lies outside shell"
    hole = [[-77.2, -7.5], [-76.8, -7.5], [-77, -7], [-77.2, -7.5]]
    yield "a hole wound like its shell", area(ring, hole), "wound the wrong way"
    yield "an area away from its point", area([[-70, -8], [-69, -8], [-69, -7], [-70, -8]]), "not inside the geometry"
    yield (
        "a polygon called a MultiPolygon",
        area(*TRIANGLE["coordinates"], kind="MultiPolygon"),
        "at least 4",
    )
    yield "a hole in the numbers", area([[-78, -8], None, [-77, -6], [-78, -8]]), "[0][1]: null is not allowed"


def _properties() -> Iterator[Case]:
    wrong = {
        Kind.TEXT: 1, Kind.CODE: ["security"], Kind.INTEGER: "8500000", Kind.NUMBER: "3 km", Kind.TEXTS: "SUNAT",
        Kind.FIGURES: {"value": 3},
    }  # fmt: skip
    for field in FIELDS:
        yield f"without {field.name}", make_bytes(_bare(field.name)), f"{field.name}: missing"
        bent = make_feature("point" if field.name not in ("longitude", "latitude") else None)
        bent["properties"] = bent["properties"] | {field.name: wrong[field.kind]}
        yield (
            f"{field.name} of a wrong type",
            make_bytes(bent),
            "is not one of" if field.allowed else f"{field.name}: not a",
        )
        if not field.nullable:
            yield f"{field.name} null", make_bytes(_with(field.name, None)), "null is not allowed"
        if field.allowed:
            value = "other" if field.kind is Kind.CODE else 0
            yield f"{field.name} outside its list", make_bytes(_with(field.name, value)), "is not one of"
        elif field.pattern is not None:
            yield f"{field.name} of another form", make_bytes(_with(field.name, "No form!")), "the form"
    yield "an unknown property", make_bytes(_with("popup", "x")), "popup: unknown member"
    for name, value in (
        ("source_item", "1.03"), ("source_item", "1.٣"), ("start", "٢٠٢٤"), ("end", "2024-0१"), ("country", "XX"),
        ("country", "EU"), ("country", "ZZ"), ("source_url", "https://user:password@example.org/"),
        ("source_url", "https://user@example.org/"), ("source_url", "https:///path"),
    ):  # fmt: skip
        yield f"{name} {value}", make_bytes(_with(name, value)), f"{name}: {value!r} does not have the form"
    yield "a region of another country", make_bytes(_with("region", "US-CA")), "region: US-CA is not in PE"
    yield "more agencies than there are", make_bytes(_with("agencies", [f"A {n}" for n in range(1001)])), "at most 1000"
    yield "an amount of half a dollar", make_bytes(_with("amount_usd", 0.5)), "not a whole number"
    yield "an amount below zero", make_bytes(_with("amount_usd", -1)), "less than"
    yield "an amount that is true", make_bytes(_with("amount_usd", True)), "not a whole number"
    yield "an amount without its type", make_bytes(_with("amount_type", None)), "come together"
    yield (
        "a part without an amount",
        make_bytes(
            make_feature(amount_usd=None, amount_qualifier=None, amount_type=None, amount_part_of="port-scanners")
        ),
        "no amount that could be part",
    )
    yield "the name of another sector", make_bytes(_with("sector_en", "Fishing")), "is not the name of sector 331"
    yield "31 February", make_bytes(_with("start", "2024-02-31")), "not in the calendar"
    yield "the year 0", make_bytes(_with("start", "0000")), "not in the calendar"
    yield "an amount beyond counting", make_bytes(_with("amount_usd", 10**400)), "is more than"
    yield "month 13", make_bytes(_with("start", "2024-13")), "the form"
    yield "an end before its start", make_bytes(_with("end", "2022")), "is before 2023"
    yield "a note in one language", make_bytes(_with("note_en", "Doubtful.")), "in both languages"
    yield "a distance below zero", make_bytes(_with("uncertainty_km", -1)), "less than"
    yield "an agency twice", make_bytes(_with("agencies", ["A", "A"])), "one thing twice"
    yield "an agency that is no text", make_bytes(_with("agencies", [1])), "agencies[0]: not a text"
    yield "a script as address", make_bytes(_with("source_url", "javascript:alert(1)")), "the form"
    yield "an address with a quote", make_bytes(_with("source_url", 'https://a/"x')), "the form"
    figure = SCANNERS["figures"][0]
    yield "a figure that is a number", make_bytes(_with("figures", [3])), "figures[0]: not an object"
    yield "a figure without unit", make_bytes(_with("figures", [_without(figure, "unit_es")])), "unit_es: missing"
    yield "a figure in words", make_bytes(_with("figures", [figure | {"value": "three"}])), "value: not a number"
    yield "a figure beyond counting", make_bytes(_with("figures", [figure | {"value": 10**400}])), "is more than"
    yield "a figure below zero", make_bytes(_with("figures", [figure | {"value": -5}])), "is less than 0"
    yield "a figure of odd qualifier", make_bytes(_with("figures", [figure | {"qualifier": "some"}])), "is not one of"


def _texts() -> Iterator[Case]:
    for name, text in (
        ("a template", "{{ cycler.__init__ }}"),
        ("a template block", "{% for x in y %}"),
        ("markup", "<script>alert(1)</script>"),
        ("a backtick", "`${alert(1)}`"),
        ("a backslash", "a\\u0041"),
        ("a zero", "a\0b"),
        ("an escape sequence", "\x1b[31mred"),
        ("a tab", "a\tb"),
        ("a right-to-left override", "abc\u202etxt"),
        ("a zero-width space", "a\u200bb"),
        ("a byte-order mark inside", "a\ufeffb"),
        ("a line separator", "a\u2028b"),
        ("a private character", "a\ue000b"),
        ("a leading space", " a"),
        ("nothing", ""),
        ("a trailing line feed", "a\n"),
        ("a replacement character", "Per\ufffd"),
        ("mojibake", "PerÃº"),
        ("mojibake in capitals", "PERÃš"),
        ("a mojibake dash", "2015â€“2019"),
        ("a mojibake byte-order mark", "ï»¿Peru"),
        ("a mojibake emoji", "ðŸ›°"),
        ("letters in form D", "Peru\u0301"),
        ("5,001 characters", "a" * 5001),
    ):
        yield f"a text with {name}", make_bytes(_with("title_en", text)), "title_en: "
        yield f"an agency with {name}", make_bytes(_with("agencies", [text])), "agencies[0]: "


def _relations() -> Iterator[Case]:
    one, other = make_feature(), make_feature(**AREA, geometry=TRIANGLE)
    yield "an id twice", make_bytes(one, one), "the id stands twice"
    yield "a programme of two titles", make_bytes(one, _change(other, title_en="Else")), "differs from another feature"
    yield (
        "a site at two places",
        make_bytes(one, make_feature(program="other", longitude=-77.0, latitude=-11.0)),
        "differs from another feature of site chancay",
    )
    yield "a part of itself", make_bytes(_with("amount_part_of", "port-scanners")), "part of itself"
    yield (
        "two agencies of one code",
        make_bytes(_with("agencies", ["Agency A", "Agency A+"])),
        "'Agency A' and 'Agency A+'",
    )
    yield "an agency without code", make_bytes(_with("agencies", ["+"])), "'+' has no letter or digit"
    yield (
        "a part of its part",
        make_bytes(
            make_feature(None, program="a", amount_part_of="b", **NATIONWIDE),
            make_feature(None, program="b", amount_part_of="a", **NATIONWIDE),
        ),
        "part of itself",
    )


def _without(value: dict[str, Any], member: str) -> dict[str, Any]:
    return {name: inner for name, inner in value.items() if name != member}


def _change(feature: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return feature | {"properties": feature["properties"] | changes}


def _with(name: str, value: object) -> dict[str, Any]:
    return _change(make_feature(), **{name: value})


def _bare(name: str) -> dict[str, Any]:
    feature = make_feature()
    return feature | {"properties": _without(feature["properties"], name)}
