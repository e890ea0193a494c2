"""`geo accept`: the fingerprints of a document and of its items, written into `source.toml`.

The file is edited line by line, so that its comments and its order stay; what was written is read again and must be
the table of before with the new values, or nothing is written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from geo.building.audit.document import Document, fingerprint, parse_document
from geo.building.source import Source, load_source
from geo.building.tables import load_toml
from geo.contract.faults import DataError, Fault
from geo.contract.files import write_atomically
from geo.contract.geojson import read_bytes

_FILE: Final = "source.toml"
_TABLE: Final = re.compile(r"\s*\[+\s*([^\]]*?)\s*\]+")
_DIGEST: Final = re.compile(r"""(\s*["']?)(0|[0-9]+\.[0-9]+)(["']?\s*=\s*["'])[^"']*(["'].*)""", re.DOTALL)


def accept(folder: Path, document: Path) -> Sequence[str]:
    """Write what a document is into a folder's source.toml, and return what changed, a line each; atomic.

    These are the document's SHA-256, the digest of each item and the number of each section's bullets. Nothing is
    written where nothing changed. Raises DataError where the file is not the document that source.toml describes, or
    source.toml is not in a form that can be edited.
    """
    path = folder / _FILE
    source = load_source(path)
    read = parse_document(read_bytes(document), source, str(document))
    digests = {number: fingerprint(read.get_text(number)) for number in read.items}
    items = [sum(number.startswith(f"{section.number}.") for number in digests) - 1 for section in source.sections]
    empty = [section.number for section, count in zip(source.sections, items, strict=True) if count == 0]
    if empty or not read.text.strip():
        what = f"section {empty[0]} has no bullet" if empty else "it is empty"
        raise DataError([Fault(str(document), "", f"is not the document, or a part of it: {what}")])
    changes = list(_list_changes(source, read, digests, items))
    if changes:
        text = path.read_text(encoding="utf-8")
        edited = edit_source(text, read.sha256, digests, items)
        _check_edited(load_toml(path, _FILE), edited, read.sha256, digests, items)
        write_atomically(path, edited.encode())
    return changes


def _list_changes(
    source: Source, document: Document, digests: Mapping[str, str], items: Sequence[int]
) -> Iterator[str]:
    known = {digest: number for number, digest in source.digests.items()}
    if source.sha256 != document.sha256:
        yield f"document: {source.sha256} → {document.sha256}"
    for number, digest in digests.items():
        old = source.digests.get(number)
        if old != digest:
            moved = f", the text of item {known[digest]} before" if digest in known else ""
            yield f"item {number} added: {digest}{moved}" if old is None else f"item {number}: {old} → {digest}{moved}"
    for number, old in source.digests.items():
        if number not in digests:
            yield f"item {number} removed: {old}"
    for section, count in zip(source.sections, items, strict=True):
        if section.items != count:
            yield f"section {section.number}: {section.items} → {count} items"


def edit_source(text: str, sha256: str, digests: Mapping[str, str], items: Sequence[int]) -> str:
    """Return the text of a source.toml with other values of `sha256`, `digests` and the `items` of each section."""
    table, section = "", -1
    lines: list[str] = []
    written: dict[str, int] = {}  # where the line of each digest is
    place = None  # where the first is to be written
    for line in text.splitlines(keepends=True):
        heading = _TABLE.match(line)
        if heading:
            table = heading[1]
            section += table == "sections"
        if table == "" and re.match(r"sha256\s*=", line):
            new = re.sub(r"""(=\s*["'])[^"']*""", rf"\g<1>{sha256}", line, count=1)
        elif table == "sections" and section < len(items) and re.match(r"\s*items\s*=", line):
            new = re.sub(r"(=\s*)\d+", rf"\g<1>{items[section]}", line, count=1)
        elif table == "digests" and (match := _DIGEST.match(line)):
            if match[2] not in digests:
                continue
            new = f"{match[1]}{match[2]}{match[3]}{digests[match[2]]}{match[4]}"
            written[match[2]] = len(lines)
        else:
            new = line
        lines.append(new)
        place = len(lines) if heading and table == "digests" else place
    if place is None:
        lines += ["\n", "[digests]\n"]
        place = len(lines)
    for number, digest in digests.items():
        if number not in written:
            lines.insert(place, f'"{number}" = "{digest}"\n')
            written = {one: at + (at >= place) for one, at in written.items()} | {number: place}
        place = written[number] + 1
    return "".join(lines)


def _check_edited(
    before: Mapping[str, Any], edited: str, sha256: str, digests: Mapping[str, str], items: Sequence[int]
) -> None:
    """Raise DataError where the edited file is not the table of before with the new values."""
    sections = [{**one, "items": count} for one, count in zip(before["sections"], items, strict=True)]
    expected = {**before, "sha256": sha256, "digests": dict(digests), "sections": sections}
    try:
        is_right = tomllib.loads(edited) == expected
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        what = "cannot be edited: write sha256, the items of [[sections]] and each of [digests] in a line of its own"
        raise DataError([Fault(_FILE, "", what)])
