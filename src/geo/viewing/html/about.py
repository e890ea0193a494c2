"""The about page: where everything comes from, how it was placed and counted, what is doubtful, how to cite it."""

from __future__ import annotations

from markupsafe import Markup

from geo.contract.vocabulary import Precision, Text, Theme
from geo.viewing.data.result import Page
from geo.viewing.html.details import draw_glyph
from geo.viewing.html.items import link_items
from geo.viewing.words import about, text
from geo.viewing.words.wording import Words


def draw_about(page: Page) -> Markup:
    """Return the about page as HTML."""
    words, metadata = page.words, page.edition.metadata
    source = metadata["source"]
    values = {
        "date": words.date(source["date"]),
        "title": metadata["title"],
        "version": metadata["version"],
        "source": source["title"],
    }
    sources = [words.say(text.ATTRIBUTIONS.get(line, Text(line, line))) for line in metadata["attribution"]]
    link = link_items(page.edition, words)
    found = Markup("<p>{}</p>").format(link) if link else Markup()
    extra = {"source": found, "places": _list_precisions(words) + _list_signs(words), "licence": _list_items(sources)}
    section = Markup("<section><h2>{}</h2>{}{}</section>")
    paragraph = Markup("<p>{}</p>")
    sections = [
        section.format(
            words.say(title),
            Markup().join(paragraph.format(words.say(one, **values)) for one in paragraphs),
            extra.get(name, Markup()),
        )
        for name, (title, paragraphs) in about.SECTIONS.items()
    ]
    return Markup('<div class="about">{}</div>').format(Markup().join(sections))


def _list_items(items: list[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(item) for item in items))


def _list_precisions(words: Words) -> Markup:
    row = Markup("<tr><td>{}</td><td>{}</td></tr>")
    rows = Markup().join(row.format(int(one), words.say(one.definition)) for one in Precision)
    return Markup('<h3>{} (IATI GeographicalPrecision)</h3><table class="plain">{}</table>').format(
        words.say(about.CLASSES), rows
    )


def _list_signs(words: Words) -> Markup:
    sign = Markup("<li>{} {}</li>")
    signs = Markup().join(sign.format(draw_glyph(one, words), words.say(one.label)) for one in Theme)
    return Markup('<h3>{}</h3><ul class="signs">{}</ul>').format(words.say(about.SIGNS), signs)
