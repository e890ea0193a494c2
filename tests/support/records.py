"""Records for tests: made without a check, changed in one place, read back from an address."""

from __future__ import annotations

import re
from typing import Final, TypeVar
from urllib.parse import unquote

from geo.building.models import Amount, Citation, Figure, Overlap, Placement, Site
from geo.building.tables import Table
from geo.contract.vocabulary import AmountType, Qualifier, SiteRole, Text

_DIRECTIVE: Final = re.compile(r"#.*?:~:(?:.*&)?text=(?P<parts>[^&]*)")


AnyTable = TypeVar("AnyTable", bound=Table)


def change(table: AnyTable, **values: object) -> AnyTable:
    """Return the table with other values, which are not checked."""
    return table.model_copy(update=values)


def build_amount(usd: int, qualifier: Qualifier) -> Amount:
    """Return an amount of assistance."""
    return Amount(usd=usd, qualifier=qualifier, type=AmountType.ASSISTANCE)


def build_overlap(*programs: str) -> Overlap:
    """Return an entry of `overlaps` that names these programmes."""
    return Overlap(programs=programs, reason=Text("one agency gave both", "una entidad dio ambos"))


def build_figure(value: float, unit: Text | str, qualifier: Qualifier = Qualifier.EXACT) -> Figure:
    """Return a figure; a unit that is one string is the same in both languages."""
    return Figure(value=value, qualifier=qualifier, unit=Text(unit, unit) if isinstance(unit, str) else unit)


def build_placement(site: str, role: SiteRole = SiteRole.SITE) -> Placement:
    """Return a placement."""
    return Placement(site=site, role=role)


def build_site(site: str, name: str, label: Text, kind: str, country: str) -> Site:
    """Return a site that needs no region."""
    return Site(id=site, name=name, label=label, kind=kind, country=country)


def build_citation(
    item: str, start: str, end: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> Citation:
    """Return a citation of any words, which are not checked."""
    return Citation.model_construct(item=item, start=start, end=end, prefix=prefix, suffix=suffix)


def parse_text_directive(url: str, item: str) -> Citation:
    """Return the citation of `item` that the text fragment of `url` holds. Raises ValueError where it holds none."""
    match = _DIRECTIVE.search(url)
    if match is None:
        raise ValueError(f"no text fragment in {url}")
    parts = match["parts"].split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else None
    suffix = unquote(parts.pop()[1:]) if parts and parts[-1].startswith("-") else None
    if len(parts) not in (1, 2) or not all(parts):
        raise ValueError(f"no text fragment in {url}")
    start, end = unquote(parts[0]), unquote(parts[1]) if len(parts) == len(("start", "end")) else None
    return build_citation(item, start, end, prefix, suffix)
