"""Records and locations to `locations.geojson`: the same bytes each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from babel.dates import format_date

from geo.building.collection import build_presentation, check_countries
from geo.building.findings import Findings, load_findings
from geo.building.gazetteer import AIRPORTS, load_gazetteer
from geo.building.geocode import Found, Location, geocode_all
from geo.building.labels import find_label_faults
from geo.building.models import Citation, Placement, Program, Site
from geo.building.records import Records, load_records, load_sites
from geo.building.source import Source, check_date, load_languages
from geo.contract.boundaries import Boundary, load_boundaries
from geo.contract.check import Collection, parse_collection
from geo.contract.faults import DataError, Fault, gathered
from geo.contract.fields import FIELDS, METADATA, OTHER_NAMES, OVERLAP, SOURCE, STATISTICS
from geo.contract.files import BOUNDARIES_FILE, LOCATIONS_FILE
from geo.contract.geojson import format_collection, read_bytes
from geo.contract.vocabulary import SECTORS

VERSION: Final = "1.0.0"

_DESCRIPTION: Final = (
    "Every programme, amount and place that the document names, one feature for each programme at each site. Each "
    "location says how precisely it is known (IATI GeographicalPrecision); nationwide programmes have no geometry."
)
_LICENSE: Final = "CC-BY-4.0"
_ATTRIBUTION: Final = (
    "Place names and points: GeoNames (geonames.org), CC BY 4.0",
    "Regions and boundaries: Natural Earth (naturalearthdata.com), public domain",
    "Port codes: UN/LOCODE, from searoute (Eurostat), Apache License 2.0",
)
_AIRPORT_ATTRIBUTION: Final = "Airports: airportsdata, MIT License"


@dataclass(frozen=True, slots=True)
class Build:
    """What a build made: the bytes of the file, the records in it, and where and why the sites were found.

    `findings` is what the audit of these records found, None where there was none.
    """

    data: bytes
    records: Records
    found: Mapping[str, Found]
    findings: Findings | None = None


def build(folder: Path, run_audit: Callable[[Records], Findings] | None = None) -> Build:
    """Return what the records in `folder` make, checked against the contract. Nothing is written.

    What the audit found comes from `run_audit`, which audits the records, or else from audit.json. Raises DataError
    with every fault of the records, of the boundaries, of the audit and of the sites that cannot be found.
    """
    faults: list[Fault] = []
    records, found, boundaries = None, None, None
    with gathered(faults):
        records = load_records(folder)
    with gathered(faults):
        boundaries = load_boundaries(folder / BOUNDARIES_FILE)
        found = _find_sites(folder, boundaries)
    with gathered(faults):
        if records is not None and boundaries is not None:
            check_countries(records.source.collection, boundaries)
    with gathered(faults):
        if records is not None:
            check_date(records.source)
    if records is not None and found is not None and boundaries is not None:
        faults += find_label_faults(records.source, records.sites, found, boundaries)
    if records is None or found is None or boundaries is None or faults:
        raise DataError(faults)
    findings = load_findings(folder, records) if run_audit is None else run_audit(records)
    names = {site: found[site].names for site in found}
    data = build_collection(records, {site: found[site].location for site in found}, names, findings, boundaries)
    parse_collection(data, LOCATIONS_FILE)
    return Build(data, records, found, findings)


def check_fresh(made: Build, folder: Path) -> None:
    """Raise DataError where the file in `folder` is not, byte for byte, what the records make."""
    data = read_bytes(folder / LOCATIONS_FILE)
    if data == made.data:
        return
    old, new = (_by_id(parse_collection(version, LOCATIONS_FILE)) for version in (data, made.data))
    differing = sorted(id_ for id_ in old | new if old.get(id_) != new.get(id_))
    what = f"{len(differing)} features differ ({', '.join(differing[:3])}…)" if differing else "the rest differs"
    raise DataError([Fault(LOCATIONS_FILE, "", f"not what the records make: {what}; run geo build")])


def _by_id(collection: Collection) -> dict[str, Any]:
    return {feature["id"]: feature for feature in collection.features}


def _find_sites(folder: Path, boundaries: Mapping[str, Boundary]) -> Mapping[str, Found]:
    sites = load_sites(folder / "sites.toml", load_languages(folder / "source.toml"))
    gazetteer = load_gazetteer(boundaries, {site.country for site in sites.values()})
    return geocode_all(sites.values(), gazetteer, boundaries)


def build_collection(
    records: Records,
    locations: Mapping[str, Location],
    names: Mapping[str, Sequence[str]],
    findings: Findings | None = None,
    boundaries: Mapping[str, Boundary] = MappingProxyType({}),
) -> bytes:
    """Return the GeoJSON FeatureCollection of the contract as UTF-8, one feature a line, in the document's order.

    `names` are other names of the sites; `findings` is what the audit found, None where there was none of
    these records; `boundaries` are those of the countries, beyond which no site of theirs may lie.
    """
    placed = [
        (program, placement, records.sites[placement.site])
        for program in records.programs.values()
        for placement in program.placements
    ]
    placed.sort(key=lambda entry: (_get_item_order(entry[0].citation.item), entry[2].id, entry[0].id))
    features = (
        build_feature(records.source, program, placement, site, locations[site.id])
        for program, placement, site in placed
    )
    metadata = build_metadata(records, names, findings, boundaries)
    if any(locations[site].gazetteer == AIRPORTS for site in records.sites):
        metadata["attribution"].append(_AIRPORT_ATTRIBUTION)
    return format_collection(metadata, features)


def build_metadata(
    records: Records,
    names: Mapping[str, Sequence[str]],
    findings: Findings | None,
    boundaries: Mapping[str, Boundary],
) -> dict[str, Any]:
    """Return the collection's foreign member `metadata`."""
    source = records.source
    sections = ((one.number, one.theme) for one in source.sections)
    page = build_presentation(source.collection, sections, source.notice, boundaries)
    values = (
        _build_title(page, source.date),
        _DESCRIPTION,
        {name: getattr(source, name) for name in SOURCE},
        _LICENSE,
        list(_ATTRIBUTION),
        VERSION,
        {field.name: field.meaning.en for field in FIELDS},
        _list_institutions(records),
        list(_list_overlaps(records)),
        findings,
        _list_other_names(records, names),
        page,
    )
    statistics = sorted(program.id for program in records.programs.values() if program.statistic)
    return dict(zip(METADATA, values, strict=True)) | ({STATISTICS: statistics} if statistics else {})


def _build_title(page: Mapping[str, Any], date: str) -> str:
    """Return the title of the data, in the collection's first language."""
    language: str = page["languages"][0]
    line: str = page["texts"].get("dataset", page["texts"]["title"])[language]
    return line.replace("(date)", format_date(dt.date.fromisoformat(date), "long", locale=language))


def _list_institutions(records: Records) -> dict[str, str]:
    """Return the Spanish names of the institutions that the records name, by their English names, sorted."""
    named = {name for program in records.programs.values() for name in (*program.agencies, *program.partners)}
    return {one.en: one.es for one in sorted(records.lists.institutions, key=lambda one: one.en) if one.en in named}


def _list_other_names(records: Records, names: Mapping[str, Sequence[str]]) -> dict[str, dict[str, list[str]]]:
    """Return what institutions are called in short, by their English name, and the sites' other names, sorted."""
    named = _list_institutions(records)
    institutions = {one.en: list(one.short) for one in records.lists.institutions if one.short and one.en in named}
    sites = {site: list(names[site]) for site in records.sites if names[site]}
    return dict(zip(OTHER_NAMES, (dict(sorted(institutions.items())), dict(sorted(sites.items()))), strict=True))


def _list_overlaps(records: Records) -> Iterator[dict[str, Any]]:
    """Yield each pair of programmes whose amounts may hold the same dollars, with the reason, sorted."""
    pairs = {
        tuple(sorted((program.id, other))): entry.reason
        for program in records.programs.values()
        if program.amount is not None
        for entry in program.amount.overlaps
        for other in entry.programs
    }
    for pair, reason in sorted(pairs.items(), key=lambda item: item[0]):
        yield dict(zip(OVERLAP, (list(pair), reason.en, reason.es), strict=True))


def build_feature(
    source: Source, program: Program, placement: Placement, site: Site, location: Location
) -> dict[str, Any]:
    """Return one programme at one site as a GeoJSON feature; its properties stand in the contract's order."""
    amount, note = program.amount, _join_notes(program, site)
    values = {
        "program": program.id,
        "title_en": program.title.en,
        "title_es": program.title.es,
        "summary_en": program.summary.en,
        "summary_es": program.summary.es,
        "theme": program.theme,
        "sector": program.sector,
        "sector_en": SECTORS[program.sector].en,
        "sector_es": SECTORS[program.sector].es,
        "agencies": program.agencies,
        "partners": program.partners,
        "amount_usd": None if amount is None else amount.usd,
        "amount_qualifier": None if amount is None else amount.qualifier,
        "amount_type": None if amount is None else amount.type,
        "amount_part_of": None if amount is None else amount.part_of,
        "status": program.status,
        "start": program.start,
        "end": program.end,
        "figures": [
            {"value": f.value, "qualifier": f.qualifier, "unit_en": f.unit.en, "unit_es": f.unit.es}
            for f in program.figures
        ],
        "site": site.id,
        "site_en": site.label.en,
        "site_es": site.label.es,
        "site_role": placement.role,
        "site_kind": site.kind,
        "country": site.country,
        **{name: value for name, value in asdict(location).items() if name != "geometry"},
        "note_en": note["en"],
        "note_es": note["es"],
        "source_item": program.citation.item,
        "source_url": get_source_url(source.url, program.citation),
    }
    properties = {field.name: values[field.name] for field in FIELDS}
    return {
        "type": "Feature",
        "id": f"{program.id}/{site.id}",
        "geometry": location.geometry,
        "properties": properties,
    }


def _join_notes(program: Program, site: Site) -> dict[str, str | None]:
    notes = [note for note in (program.note, site.note) if note is not None]
    return {
        "en": " ".join(note.en for note in notes) or None,
        "es": " ".join(note.es for note in notes) or None,
    }


def get_source_url(url: str, citation: Citation) -> str:
    """Return the address of the passage: `url` with a text fragment, `#:~:text=[prefix-,]start[,end][,-suffix]`.

    https://wicg.github.io/scroll-to-text-fragment/#syntax
    """
    parts = (
        None if citation.prefix is None else f"{_encode(citation.prefix)}-",
        _encode(citation.start),
        None if citation.end is None else _encode(citation.end),
        None if citation.suffix is None else f"-{_encode(citation.suffix)}",
    )
    return f"{url}#:~:text={','.join(part for part in parts if part is not None)}"


def _encode(words: str) -> str:
    # A bare hyphen would be read as the mark of a prefix or suffix; quote() leaves it alone.
    return quote(words, safe="").replace("-", "%2D")


def _get_item_order(item: str) -> tuple[int, ...]:
    return tuple(map(int, item.split(".")))
