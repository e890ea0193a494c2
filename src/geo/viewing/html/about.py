"""The about page: where everything comes from, how it was placed and counted, what is doubtful, how to cite it."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from geo.contract.vocabulary import Precision, Theme
from geo.viewing.data.hosting import find_public_url
from geo.viewing.data.result import Page
from geo.viewing.html.citation import draw_citation, list_sources
from geo.viewing.html.details import draw_glyph
from geo.viewing.html.items import link_items
from geo.viewing.words import about, text
from geo.viewing.words.wording import Words

_PAGE: Final = Markup('<p class="dataset"><a href="dataset?lang={}">{}</a></p>')


def draw_about(page: Page) -> Markup:
    """Return the about page as HTML."""
    words, metadata = page.words, page.edition.metadata
    source = metadata["source"]
    fiscal = words.say(about.FISCAL)
    values = {
        "date": words.date(source["date"]),
        "capital": words.say(about.CAPITAL),
        "fiscal": f" {fiscal}" if fiscal else "",
    }
    doubts = [one[words.language] for one in page.edition.collection["doubts"]]
    link = link_items(page.edition, words)
    found = Markup("<p>{}</p>").format(link) if link else Markup()
    dataset = _PAGE.format(words.language, words.say(text.DOWNLOAD_PAGE))
    citation = draw_citation(page.edition, None, words.language, find_public_url() or "")
    extra = {
        "source": found,
        "places": _list_precisions(words) + _list_signs(words),
        "licence": citation + _list_items(list_sources(page.edition, words.language)) + dataset,
    }
    section = Markup("<section><h2>{}</h2>{}{}</section>")
    paragraph = Markup("<p>{}</p>")
    sections = []
    for name, (title, paragraphs) in about.SECTIONS.items():
        said = [words.say(one, **values) for one in paragraphs] + (doubts if name == "doubts" else [])
        if said:
            drawn = Markup().join(paragraph.format(one) for one in said)
            sections.append(section.format(words.say(title), drawn, extra.get(name, Markup())))
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
    signs = Markup().join(sign.format(draw_glyph(one, words), words.theme(one)) for one in Theme)
    return Markup('<h3>{}</h3><ul class="signs">{}</ul>').format(words.say(about.SIGNS), signs)
