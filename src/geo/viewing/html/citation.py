"""How to cite the data, or one programme of them: as text, BibTeX, RIS and CSL-JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from geo.contract.vocabulary import Text
from geo.viewing.data.edition import Edition
from geo.viewing.html.rendering import draw_template
from geo.viewing.words import about, text

_BIBTEX: Final = {ord(c): f"\\{c}" for c in "&%$#_{}"} | {
    ord("\\"): r"\textbackslash{}", ord("~"): r"\textasciitilde{}", ord("^"): r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited: its key and authors, its title and that of the whole it is part of (or None), its origin."""

    key: str
    authors: str
    title: str
    whole: str | None
    version: str
    url: str
    origin: str
    language: str

    @property
    def text(self) -> str:
        """The citation in one line."""
        form = getattr(about.CITE if self.whole is None else about.CITE_PART, self.language)
        line: str = form.format(
            authors=self.authors, title=self.title, whole=self.whole, version=self.version, origin=self.origin
        )
        return f"{line} {self.url}".strip()

    @property
    def bibtex(self) -> str:
        """The citation as a BibTeX entry."""
        fields = {
            "author": f"{{{self.authors.translate(_BIBTEX)}}}",
            "title": self.title.translate(_BIBTEX),
            "booktitle": (self.whole or "").translate(_BIBTEX),
            "version": self.version,
            "note": self.origin.translate(_BIBTEX),
            "url": self.url,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@misc{{{self.key},\n{lines}}}\n"

    @property
    def ris(self) -> str:
        """The citation in RIS, the form that reference managers read."""
        fields = (
            ("TY", "DATA"), ("AU", self.authors), ("TI", self.title), ("T2", self.whole), ("ET", self.version),
            ("N1", self.origin), ("LA", self.language), ("UR", self.url),
        )  # fmt: skip
        return "".join(f"{name}  - {value}\r\n" for name, value in fields if value) + "ER  - \r\n"

    @property
    def csl(self) -> str:
        """The citation as CSL-JSON, a list of one."""
        item = {
            "id": self.key,
            "type": "dataset",
            "author": [{"literal": self.authors}],
            "title": self.title,
            "container-title": self.whole,
            "version": self.version,
            "note": self.origin,
            "language": self.language,
            "URL": self.url,
        }
        return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


# By the suffix of its file: media type, name for people, and how it is written.
FORMS: Final[Mapping[str, tuple[str, str, Callable[[Reference], str]]]] = {
    "txt": ("text/plain; charset=utf-8", "TXT", lambda one: f"{one.text}\n"),
    "bib": ("application/x-bibtex; charset=utf-8", "BibTeX", lambda one: one.bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", "RIS", lambda one: one.ris),
    "json": ("application/vnd.citationstyles.csl+json", "CSL-JSON", lambda one: one.csl),
}


def list_sources(edition: Edition, language: str) -> list[str]:
    """Return where the data and the ground of the map come from, a line each."""
    words = edition.get_words(language)
    lines = [text.ATTRIBUTIONS.get(line, Text(line, line)) for line in edition.metadata["attribution"]]
    lines += (one for name, found in text.GROUND_CREDITS.items() if name in edition.sheets for one in found)
    return [words.say(line) for line in lines]


def build_citation(edition: Edition, program: str | None, language: str, base: str) -> Reference:
    """Return the citation of the data or of a programme; `base` is where the page is, or nothing where not known."""
    words, metadata = edition.get_words(language), edition.metadata
    source = metadata["source"]
    origin = f"{source['publisher']}, {source['title']}, {words.date(source['date'])}"
    query = {"lang": language}
    if program is not None:
        row = edition.rows.list("program", program)[0]
        origin += f", {words.item(row['source_item'])}"
        query = {"program": program, **query}
    return Reference(
        key=program or f"{edition.slug}-map",
        authors=edition.collection["authors"],
        title=metadata["title"] if program is None else edition.titles[language][program],
        whole=None if program is None else metadata["title"],
        version=metadata["version"],
        url=f"{base}?{urlencode(query)}" if base else "",
        origin=origin,
        language=language,
    )


def draw_citation(edition: Edition, program: str | None, language: str, base: str) -> Markup:
    """Return a fold with the citation to copy, and links to it in each form."""
    words = edition.get_words(language)
    query = urlencode({**({} if program is None else {"program": program}), "lang": language})
    return draw_template(
        "citation.html",
        program=program,
        citation=build_citation(edition, program, language, base).text,
        query=query,
        forms={form: name for form, (_, name, _write) in FORMS.items()},
        say=words.say,
    )
