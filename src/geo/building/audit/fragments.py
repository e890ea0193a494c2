"""Text fragments (WICG Scroll to Text Fragment): which passage of a text a browser finds for a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from geo.building.audit.mentions import compile_words
from geo.contract.vocabulary import Citation

_DIRECTIVE: Final = re.compile(r"#.*?:~:(?:.*&)?text=(?P<parts>[^&]*)")

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
    return Citation(item, start, end, prefix, suffix)


def _compile_part(words: str) -> str:
    """Return the source of a regular expression for `words` between bounds as browsers see them.

    An apostrophe or a full stop between letters does not end a word (Unicode Standard Annex 29).
    """
    return rf"(?<!\w[{_WITHIN}]){compile_words(words)}(?![{_WITHIN}]\w)"


def _compile(words: str, *, before: str | None, after: str | None) -> re.Pattern[str]:
    lead = _compile_part(before) + r"\s*" if before else ""
    tail = r"(?=\s*" + _compile_part(after) + ")" if after else ""
    return re.compile(f"{lead}(?P<words>{_compile_part(words)}){tail}", re.IGNORECASE)
