"""Text fragments (WICG Scroll to Text Fragment): which passage of a text a browser finds for a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from geo.building.audit.mentions import compile_words
from geo.building.models import Citation

_WITHIN: Final = "'’.:·"  # characters that stand within a word


def find_passages(text: str, citation: Citation) -> Iterator[tuple[int, int]]:
    """Yield the start and end (code points, end exclusive) of every passage that the citation's words fit.

    As the specification has it: whole words, upper and lower case alike, each of the four parts within one block (here
    a line); the passage ends with the first `end` after `start`. A browser shows the first passage.
    """
    start = _compile(citation.start, before=citation.prefix, after=None if citation.end else citation.suffix)
    end = _compile(citation.end, before=None, after=citation.suffix) if citation.end else None
    for match in start.finditer(text):
        last = end.search(text, match.end()) if end else match
        if last:
            yield match.start("words"), last.end("words")


def _compile_part(words: str) -> str:
    """Return the source of a regular expression for `words` between bounds as browsers see them.

    An apostrophe or a full stop between letters does not end a word (Unicode Standard Annex 29).
    """
    return rf"(?<!\w[{_WITHIN}]){compile_words(words)}(?![{_WITHIN}]\w)"


def _compile(words: str, *, before: str | None, after: str | None) -> re.Pattern[str]:
    lead = _compile_part(before) + r"\s*" if before else ""
    tail = r"(?=\s*" + _compile_part(after) + ")" if after else ""
    return re.compile(f"{lead}(?P<words>{_compile_part(words)}){tail}", re.IGNORECASE)
