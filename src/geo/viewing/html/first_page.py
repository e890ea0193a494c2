"""What is seen before Streamlit is there: the page of an address with its map, lists and details, in the HTML itself.

Streamlit needs a megabyte and some seconds before it draws anything; this is some twenty kilobytes. It has the measures
of the page that takes over, and `opening.js` takes it away when that has drawn its map. Its links are addresses of the
page and its search is a form, so it works without any script. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from geo.contract.vocabulary import Theme
from geo.viewing.dashboard.session import Session
from geo.viewing.data.address import View
from geo.viewing.data.edition import Edition, keep
from geo.viewing.html.assets import read_assets
from geo.viewing.html.masthead import draw_ignored, draw_notice, draw_title
from geo.viewing.html.panel import draw_panel
from geo.viewing.html.svg_map import draw_map
from geo.viewing.html.templating import TEMPLATES
from geo.viewing.words import text
from geo.viewing.words.palette import GLYPHS, STYLE

MANY: Final = 300  # places above which the map groups them (as in `map.js`) and this picture leaves them out


# Most visitors come to the same few addresses.
@keep(64)
def draw_opening(edition: Edition, view: View, boundaries: bytes, font: str) -> str:
    """Return the page of a view on the ground of `boundaries`, a GeoJSON file; `font` is the address of its letters."""
    session = Session(edition, view)
    shown = session.result.mask & edition.rows.on_map
    places = edition.frame[shown] if len(session.result.sites) <= MANY else edition.frame.iloc[:0]
    return TEMPLATES.get_template("opening.html").render(
        text=text,
        words=session.words,
        view=view,
        query=list(_list_others(view)),
        languages={code: (name, view.translate(code).href) for code, name in text.LANGUAGES.items()},
        themes=list(_list_themes(session)),
        title=draw_title(session),
        map=draw_map(boundaries, places, session.chosen, session.words.say(text.TITLE)),
        panel=draw_panel(edition, view),
        notice=draw_notice(session),
        ignored=draw_ignored(session),
        colours=STYLE,
        font=font,
        style=read_assets("page.css", "opening.css"),
    )


def _list_themes(session: Session) -> Iterator[Mapping[str, Any]]:
    """Yield each theme as a link that filters by it, or takes the filter back."""
    chosen = session.view.filters.get("theme")
    for code, count in session.result.count("theme").items():
        yield {
            "code": code,
            "glyph": GLYPHS[Theme(code)],
            "name": session.words.label("theme", code, {}),
            "count": session.words.number(count),
            "href": session.view.toggle({"theme": code}).href,
            "chosen": code in chosen,
        }


def _list_others(view: View) -> Iterator[tuple[str, str]]:
    """Yield what a search keeps of the address."""
    for name, values in view.to_query().items():
        if name != "q":
            yield from ((name, value) for value in values)
