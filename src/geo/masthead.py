"""What stands above and below the map: the title, and the notice that the source is archived. Pure."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from geo import text
from geo.session import Session

_TITLE: Final = Markup(
    '<a class="skip" href="#panel">{skip}</a>'
    '<div class="head"><h1>{title}</h1>'
    '<p>{before}<a href="{url}" target="_blank" rel="noopener">{date}</a>{after}</p></div>'
)
_NOTICE: Final = Markup(
    '<p class="notice">{said} <a href="{url}" target="_blank" rel="noopener">{link} ↗</a>'
    '<span> · <a href="{about}" data-tab="about">{name}</a></span></p>'
)


def draw_title(session: Session) -> Markup:
    """Return the title with the line that names the document, behind a link that passes the map."""
    words, source = session.words, session.edition.metadata["source"]
    before, _, after = words.say(text.SUBTITLE).partition("{date}")
    return _TITLE.format(
        skip=words.say(text.SKIP_MAP),
        title=words.say(text.TITLE),
        before=before,
        url=source["url"],
        date=words.date(source["date"]),
        after=after,
    )


def draw_notice(session: Session) -> Markup:
    """Return that the source is an archived document, with its date and link, and where the page tells of itself."""
    words, source = session.words, session.edition.metadata["source"]
    return _NOTICE.format(
        said=words.say(text.NOTICE, date=words.date(source["date"])),
        url=source["url"],
        link=words.say(text.OPEN_SOURCE),
        about=session.view.open("about").href,
        name=words.say(text.ABOUT_MAP),
    )
