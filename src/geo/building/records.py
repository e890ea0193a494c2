"""What people edit: `source.toml`, `sites.toml`, `programs/*.toml`, and the lists that the audit needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geo.building.lists import Lists, load_lists
from geo.building.models import Program, Site
from geo.building.relations import find_relation_faults
from geo.building.source import Source, load_languages, load_source
from geo.building.tables import load_toml, parse_table
from geo.contract.collection import LANGUAGES
from geo.contract.faults import DataError, Fault, gathered
from geo.contract.vocabulary import SLUG


@dataclass(frozen=True, slots=True)
class Records:
    """All records: the document, the sites by id, the programmes by id, and the lists they are audited with."""

    source: Source
    sites: Mapping[str, Site]
    programs: Mapping[str, Program]
    lists: Lists = field(default_factory=Lists)


def load_records(folder: Path) -> Records:
    """Return the records in `folder`: source.toml, sites.toml, programs/*.toml and the lists.

    Raises DataError with every fault of every file: a file that cannot be read, a key that is unknown, missing or
    wrong, and what contradicts another record.
    """
    faults: list[Fault] = []
    source, sites, programs, lists = None, None, None, None
    languages = load_languages(folder / "source.toml")
    with gathered(faults):
        source = load_source(folder / "source.toml")
    with gathered(faults):
        sites = load_sites(folder / "sites.toml", languages)
    with gathered(faults):
        programs = load_programs(folder / "programs", languages)
    with gathered(faults):
        lists = load_lists(folder, languages)
    if source is not None and programs is not None:
        programs = add_themes(source, programs)
    if source is None or sites is None or programs is None or lists is None:
        raise DataError(faults)
    faults += find_relation_faults(source, sites, programs)
    if faults:
        raise DataError(faults)
    return Records(source, sites, programs, lists)


def load_sites(path: Path, languages: Sequence[str] = LANGUAGES) -> Mapping[str, Site]:
    """Return the sites in a sites.toml by their id; raises DataError with every fault of the file."""
    faults: list[Fault] = []
    sites: dict[str, Site] = {}
    for site, value in load_toml(path, path.name).items():
        with gathered(faults):
            _check_slug(site, path.name, site)
            sites[site] = parse_table(Site, value, path.name, f"{site}.", languages=languages, id=site)
    if faults:
        raise DataError(faults)
    return sites


def load_programs(folder: Path, languages: Sequence[str] = LANGUAGES) -> Mapping[str, Program]:
    """Return the programmes in a folder of ID.toml by their id; raises DataError with every fault of every file."""
    faults: list[Fault] = []
    programs: dict[str, Program] = {}
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise DataError([Fault(folder.name, "", f"cannot be read: {error.strerror}")]) from error
    if not paths:
        raise DataError([Fault(folder.name, "", "holds no programme")])
    for path in paths:
        file = f"{folder.name}/{path.name}"
        with gathered(faults):
            if path.suffix != ".toml":
                raise DataError([Fault(file, "", "not a record: a programme is a file ID.toml")])
            _check_slug(path.stem, file, "")
            table = load_toml(path, file)
            programs[path.stem] = parse_table(Program, table, file, languages=languages, id=path.stem)
    if faults:
        raise DataError(faults)
    return programs


def add_themes(source: Source, programs: Mapping[str, Program]) -> Mapping[str, Program]:
    """Return the programmes, those without a theme with that of their section, if it has one."""
    themes = {str(section.number): section.theme for section in source.sections}
    return {
        key: program.model_copy(update={"theme": program.theme or themes.get(program.citation.item.partition(".")[0])})
        for key, program in programs.items()
    }


def _check_slug(value: str, file: str, key: str) -> None:
    if not SLUG.fullmatch(value):
        raise DataError([Fault(file, key, "the name is not lower-case letters and digits joined by single hyphens")])
