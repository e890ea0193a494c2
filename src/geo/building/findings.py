"""`audit.json`: what the audit found, committed so that a build without the document shows it too.

It names the state of the records that were audited. Of any other state it says nothing: the data that a build makes
hold no audit then, and the check reports it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from geo.building.records import Records
from geo.contract.faults import DataError, Fault
from geo.contract.geojson import parse_json, read_bytes

AUDIT_FILE: Final = "audit.json"

Findings = Mapping[str, Any]
"""The metadata's `audit`, and all of audit.json."""


def fingerprint_records(records: Records) -> str:
    """Return the SHA-256 of all that the records say; comments and the order of keys in their files are no part."""
    lists = records.lists
    entries = (*lists.institutions, *lists.units, *lists.purposes, *lists.names, *lists.terms)
    # What the page says is no record: it can be changed without the document.
    source = records.source.model_dump(mode="json", warnings=False, exclude={"collection"})
    tables: list[BaseModel] = [*records.sites.values(), *records.programs.values(), *entries]
    # A text in both languages is no pydantic model, of which it would warn.
    said = [source, *(table.model_dump(mode="json", warnings=False) for table in tables)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def format_findings(findings: Findings) -> bytes:
    """Return the content of audit.json."""
    return (json.dumps(findings, ensure_ascii=False, indent=2) + "\n").encode()


def load_findings(folder: Path, records: Records) -> Findings | None:
    """Return what audit.json in `folder` says that the audit found, None where there is none or it is of other records.

    Raises DataError where it cannot be read, or is no such file.
    """
    path = folder / AUDIT_FILE
    if not path.exists():
        return None
    findings = parse_json(read_bytes(path), AUDIT_FILE)
    if not isinstance(findings, dict) or "records" not in findings:
        raise DataError([Fault(AUDIT_FILE, "records", "missing")])
    return findings if findings["records"] == fingerprint_records(records) else None


def check_findings(folder: Path, findings: Findings | None) -> None:
    """Raise DataError where audit.json in `folder` holds other than `findings`, those of the records."""
    path = folder / AUDIT_FILE
    if path.exists() and (findings is None or read_bytes(path) != format_findings(findings)):
        raise DataError([Fault(AUDIT_FILE, "", "not what an audit of these records found; run geo build --document")])
