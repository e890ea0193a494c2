"""What a site's own texts say: its name, its language, and the regions that make up an area."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pycountry
from babel import Locale

from geo.building.audit.language import fold_word
from geo.building.audit.reading import Reading
from geo.building.audit.texts import check_languages
from geo.building.models import Site
from geo.contract.faults import Fault


def find_site_faults(reading: Reading) -> Iterator[Fault]:
    """Yield the faults of each site: a label without its name, a wrong language, members not in the note."""
    for site_id, site in reading.sites.items():
        labelled = _find_label_problems(site) if "en" in reading.languages else ()  # the document is in English
        problems = [*labelled, *_find_member_problems(site, reading.languages)]
        if site.note is not None:
            checks = check_languages("note", site.note, reading.vocabulary, reading.languages)
            problems += [(check.key, check.problem) for check in checks if check.problem is not None]
        yield from (Fault("sites.toml", f"{site_id}.{key}", what) for key, what in problems)


def _find_label_problems(site: Site) -> Iterator[tuple[str, str]]:
    if fold_word(site.name) not in fold_word(site.label.en):
        yield "label.en", f"{site.label.en!r} does not hold the name {site.name!r}"


def _find_member_problems(site: Site, languages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what the note says otherwise than `members`: it names each of them and no other region there."""
    if not site.members:
        return
    divided = {code[:2] for code in site.members if code[2:]}
    subdivisions = [one for one in pycountry.subdivisions if one.country_code in divided]
    for language in languages:
        territories = Locale(language).territories
        regions = {one.code: one.name.partition(" (")[0] for one in subdivisions}
        regions |= {code: territories.get(code, code) for code in site.members if code[:2] == code}
        note = "" if site.note is None else getattr(site.note, language)
        said = {code for code, name in regions.items() if re.search(rf"\b{re.escape(name)}\b", note)}
        if said != set(site.members):
            yield "members", f"note.{language} names {', '.join(sorted(said))}, not {', '.join(sorted(site.members))}"
