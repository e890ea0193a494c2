"""A record's status, sector and theme against the words of its passage."""

from __future__ import annotations

from collections.abc import Iterator

from geo.building.audit.cues import has_status_cue, read_status
from geo.building.audit.passage import Check, Passage


def check_status(passage: Passage) -> Iterator[Check]:
    """Yield the check of the status: what the verbs say, or a reason; a reason for what they say is idle."""
    program = passage.program
    said = read_status(passage.text)
    if said is program.status:
        idle = "the verbs say so without a reason" if program.status_reason else None
        yield Check("status_reason" if idle else "status", problem=idle)
    elif program.status_reason is None:
        yield Check("status", problem=f"the verbs of {passage.name} say {said or 'nothing'}, not {program.status}")
    else:
        has_cue = has_status_cue(passage.text, program.status)
        wrong = f"no word of {passage.name} speaks of {program.status}, whatever the reason"
        yield Check("status_reason", problem=None if has_cue else wrong)


def check_sector(passage: Passage) -> Iterator[Check]:
    """Yield the check of the sector: the glossary has words of the passage that call for it."""
    words = [purpose for purpose in passage.reading.lists.purposes if any(map(passage.holds, purpose.words))]
    said = sorted({purpose.sector for purpose in words})
    wrong = (
        f"{passage.name} calls for {' or '.join(said) or 'no sector of glossary.toml'}, not {passage.program.sector}"
    )
    yield Check("sector", problem=None if passage.program.sector in said else wrong)


def check_theme(passage: Passage) -> Iterator[Check]:
    """Yield the check of the theme: the section's, or for the introduction that to which its words belong."""
    sections = passage.reading.source.sections
    number = passage.item.number.partition(".")[0]
    themes = [
        section.theme
        for section in sections
        if (any(map(passage.holds, section.words)) if number == "0" else str(section.number) == number)
    ]
    wrong = f"{passage.name} is on {' or '.join(themes) or 'no theme of source.toml'}, not {passage.program.theme}"
    yield Check("theme", problem=None if passage.program.theme in themes else wrong)
