"""The templates of whole HTML pages: every value is escaped, and one that is missing is an error."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

TEMPLATES: Final = Environment(
    loader=PackageLoader("geo.viewing.html"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
