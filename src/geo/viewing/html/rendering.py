"""Templates, the project's own files in a page, and the hashes of its scripts."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo.viewing.data.edition import Edition
from geo.viewing.words import text
from geo.viewing.words.palette import STYLE
from geo.viewing.words.wording import Words

ASSETS: Final = Path(__file__).with_name("assets")
# Every value is escaped, and one that is missing is an error.
TEMPLATES: Final = Environment(
    loader=PackageLoader("geo.viewing.html"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    auto_reload=False,  # it would look at the files with each use
)
TEMPLATES.globals["text"] = text  # every text that is not of one page alone


_UNSENT: Final = re.compile(
    r"""^import\ .*\n | ^export\ | ^/\*(?s:.*?)\*/\n | ^\s*//.*\n | ^\s+ | \ //\ [^"'`\n]*$""",
    re.MULTILINE | re.VERBOSE,
)


@functools.cache
def read_assets(*names: str) -> str:
    """Return some files of `assets/`, one after the other, as text."""
    return "".join((ASSETS / name).read_text(encoding="utf-8") for name in names)


def build_script(*names: str) -> str:
    """Return some modules of `assets/` as one classic script: each may use what those before it export.

    Comments and indents are left out: they are a quarter of what a browser would fetch.
    """
    modules = _UNSENT.sub("", read_assets(*names))
    return f'(() => {{\n"use strict";\n{modules}}})();\n'


def draw_template(name: str, /, **values: object) -> Markup:
    """Return a template of `templates/` with its values, each of which it escapes.

    One that defines macros is given no page or edition: macros and values refer to each other in a circle, which would
    hold the data until Python's next collection.
    """
    return Markup(TEMPLATES.get_template(name).render(**values))  # noqa: S704 -- so


def draw_part(name: str, /, **values: object) -> Markup:
    """Return a part of the page from a template, without the line ends between its tags: it is sent often."""
    return Markup(re.sub(r"(?<=>)\n+(?=<|$)", "", draw_template(name, **values)))  # noqa: S704 -- as it was drawn


def build_plain_page(name: str, edition: Edition, words: Words, **values: object) -> str:
    """Return a page without the map: of a template that extends `plain.html`, with `path`, `title` and `description`.

    `path` leads from the page to itself in another language.
    """
    source = edition.metadata["source"]
    return TEMPLATES.get_template(name).render(
        language=words.language,
        languages=edition.languages,
        colours=STYLE,
        date=words.date(source["date"]),
        source=source,
        say=words.say,
        **values,
    )


def hash_inline_scripts(html: str) -> list[str]:
    """Return the source expressions (CSP level 3, 2.3.1) that allow the inline scripts of a page, and no others."""
    return hash_scripts(re.findall(r"<script>(.*?)</script>", html, re.DOTALL))


def hash_scripts(scripts: Iterable[str]) -> list[str]:
    """Return the source expressions that allow the inline scripts of these texts."""
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
