"""The command `geo`: data on stdout, talk on stderr, each fault one line, exit code 1."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from geo.boundaries import DATA
from geo.faults import DataError

data_option = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    default=DATA,
    help="The folder of the records and of locations.geojson; the repository's data/ unless given.",
)


@click.group()
@click.version_option(package_name="peru-partnership-map")
def cli() -> None:
    """Turn the United States–Peru fact sheet's records into audited geodata."""


@cli.command()
@data_option
@click.option("--explain", is_flag=True, help="Say of each site what was found and why.")
def build(folder: Path, *, explain: bool) -> None:
    """Geocode the sites and write locations.geojson; on any fault the previous file stays."""
    with _building():
        from geo import build as wing  # noqa: PLC0415 -- the light install has no gazetteer
    made = wing.build(folder)
    wing.write_build(made, folder)
    if explain:
        for site, found in made.found.items():
            click.echo(f"{site} {found.why}", err=True)
    click.echo(f"{wing.FILE}: {_count(made.data, len(made.records.programs), len(made.found))}", err=True)


@cli.command()
@data_option
def check(folder: Path) -> None:
    """Check the records, and that locations.geojson is what they make."""
    with _building():
        from geo import build as wing  # noqa: PLC0415 -- the light install has no gazetteer
    made = wing.build(folder)
    wing.check_fresh(made, folder)
    click.echo(f"{wing.FILE} is fresh: {_count(made.data, len(made.records.programs), len(made.found))}", err=True)


def _count(data: bytes, programs: int, sites: int) -> str:
    return f"{programs} programmes at {sites} sites, {len(data):,} bytes"


@contextmanager
def _building() -> Iterator[None]:
    """Say in one line that the extra `build` is missing where an import of the building wing fails for it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"this command needs {error.name}: pip install 'peru-partnership-map[build]'"
        ) from error


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `geo` and end the process: 0 where all went well, 1 where something is wrong."""
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result = cli.main(arguments, prog_name="geo", standalone_mode=False)
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
    return result if isinstance(result, int) else 0
