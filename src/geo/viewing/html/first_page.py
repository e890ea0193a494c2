"""What is seen before Streamlit is there: all of the page of an address in its HTML, the map as a picture.

Streamlit needs a megabyte and some seconds before it draws anything; this is some 35 kilobytes. It has the measures
of the page that takes over, and `page.js` takes it away when that has drawn its map, all but its head, its panel and
what stands below the map, which the page goes on with. Its links are addresses of the page and its search is a form, so
it works without any script. Pure.
"""

from __future__ import annotations

from markupsafe import Markup

from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition
from geo.viewing.data.result import Page
from geo.viewing.html.items import link_items
from geo.viewing.html.masthead import draw_masthead
from geo.viewing.html.panel import draw_panel
from geo.viewing.html.rendering import TEMPLATES, read_assets
from geo.viewing.html.sizes import MANY
from geo.viewing.html.svg_map import draw_map
from geo.viewing.words import text
from geo.viewing.words.palette import MARKED_STYLE


def draw_first_page(edition: Edition, address: Address, font: str, below: Markup) -> str:
    """Return the page at an address; `font` is the URL of its letters, `below` what stands below the map."""
    page = Page(edition, address)
    return TEMPLATES.get_template("opening.html").render(
        words=page.words,
        head=draw_masthead(edition, address),
        edition=edition,
        below=below,
        items=link_items(edition, page.words),
        map=_draw_map(page),
        panel=draw_panel(edition, address),
        colours=MARKED_STYLE,
        font=font,
        style=read_assets("page.css", "head.css", "table.css", "pictures.css", "opening.css"),
    )


def _draw_map(page: Page) -> Markup:
    edition, result = page.edition, page.result
    if not edition.boundaries:
        return Markup()
    places = edition.frame[result.mask & edition.rows.on_map] if len(result.sites) <= MANY else edition.frame.iloc[:0]
    return draw_map(edition.boundaries, places, page.chosen, page.words.say(text.TITLE))
