"""The about page: where everything comes from, how it was placed and counted, what is doubtful, how to cite it."""

from __future__ import annotations

from markupsafe import Markup

from geo.contract.vocabulary import Precision, Theme
from geo.viewing.data.hosting import find_public_url
from geo.viewing.data.result import Page
from geo.viewing.html.citation import draw_citation, list_sources
from geo.viewing.html.details import draw_glyph
from geo.viewing.html.items import link_items
from geo.viewing.html.rendering import draw_part
from geo.viewing.words import about


def draw_about(page: Page) -> Markup:
    """Return the about page as HTML."""
    words, metadata = page.words, page.edition.metadata
    fiscal = words.say(about.FISCAL)
    values = {
        "date": words.date(metadata["source"]["date"]),
        "capital": words.say(about.CAPITAL),
        "fiscal": f" {fiscal}" if fiscal else "",
    }
    said = {name: [words.say(one, **values) for one in paragraphs] for name, (_, paragraphs) in about.SECTIONS.items()}
    said["doubts"] += [one[words.language] for one in page.edition.collection["doubts"]]
    return draw_part(
        "about.html",
        about=about,
        sections=[(name, words.say(about.SECTIONS[name][0]), lines) for name, lines in said.items() if lines],
        items=link_items(page.edition, words),
        precisions=list(Precision),
        signs=[(draw_glyph(one, words), words.theme(one)) for one in Theme],
        citation=draw_citation(page.edition, None, words.language, find_public_url() or ""),
        sources=list_sources(page.edition, words.language),
        language=words.language,
        say=words.say,
    )
