"""The audit: records against the document's text, in both directions."""

from geo.audit.document import Document, load_document, parse_document
from geo.audit.report import Report, audit

__all__ = ["Document", "Report", "audit", "load_document", "parse_document"]
