"""What is seen before Streamlit is there: the page of an address with its map, lists and details, in the HTML itself.

Streamlit needs a megabyte and some seconds before it draws anything; this is some twenty kilobytes. It has the measures
of the page that takes over, and `opening.js` takes it away when that has drawn its map. Its links are addresses of the
page and its search is a form, so it works without any script. Pure.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from geo import text
from geo.ground import draw_map
from geo.masthead import draw_notice, draw_title
from geo.model import Theme
from geo.palette import GLYPHS, VARIABLES
from geo.panel import draw_panel
from geo.session import Session
from geo.store import Edition
from geo.templating import TEMPLATES
from geo.view import View

ASSETS: Final = Path(__file__).parent / "assets"
# These stand in the page itself; the first is allowed there by its hash.
SCRIPT: Final = f"<script>{(ASSETS / 'opening.js').read_text(encoding='utf-8')}</script>"
_STYLE: Final = "".join((ASSETS / name).read_text(encoding="utf-8") for name in ("page.css", "opening.css"))
MANY: Final = 300  # places above which the map groups them (as in `map.js`) and this picture leaves them out


# Shared by all sessions: most visitors come to the same few addresses.
@functools.lru_cache(maxsize=64)
def draw_opening(edition: Edition, view: View, boundaries: bytes, font: str) -> str:
    """Return the page of a view on the ground of `boundaries`, a GeoJSON file; `font` is the address of its letters."""
    session = Session(edition, view)
    places = edition.frame[session.result.mask & edition.rows.on_map]
    if len(session.result.sites) > MANY:
        places = places.iloc[:0]
    chosen = {view.site, *(row["site"] for row in edition.rows.list("program", view.program or ""))}
    return TEMPLATES.get_template("opening.html").render(
        text=text,
        words=session.words,
        view=view,
        query=list(_list_others(view)),
        languages={code: (name, view.translate(code).href) for code, name in text.LANGUAGES.items()},
        themes=list(_list_themes(session)),
        title=draw_title(session),
        map=draw_map(boundaries, places, chosen - {None}, session.words.say(text.TITLE)),
        panel=draw_panel(edition, view),
        notice=draw_notice(session),
        colours=VARIABLES,
        font=font,
        style=_STYLE,
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
