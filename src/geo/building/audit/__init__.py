"""The audit: the records against the document's text, in both directions.

`document` cuts the text into items; `numbers` and `mentions` read it; `forward` looks for each statement of
a record in the passage that it cites, `backward` for a record of each thing in the document; `report` reports.
"""

from pathlib import Path

from geo.building.audit.document import Document, load_document, parse_document
from geo.building.audit.reading import PlaceFinder
from geo.building.audit.report import Report, audit
from geo.building.records import Records

__all__ = ["Document", "Report", "audit", "audit_file", "load_document", "parse_document"]


def audit_file(path: Path, records: Records, find_places: PlaceFinder) -> Report:
    """Return the audit of the records against the document at `path`; raises DataError where it is not the document."""
    return audit(load_document(path, records.source), records, find_places)
