"""What stands above and below the map: title, what of a link was left aside, the notice of the source. Pure."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from geo.viewing.data.result import Page
from geo.viewing.words import text

_TITLE: Final = Markup(
    '<a class="skip" href="#panel">{skip}</a>'
    '<div class="head"><h1>{title}</h1>'
    '<p>{before}<a href="{url}" target="_blank" rel="noopener">{date}</a>{after}</p></div>'
)
_IGNORED: Final = Markup('<p class="quiet" role="status">{}</p>')
_NOTICE: Final = Markup(
    '<p class="notice">{said} <a href="{url}" target="_blank" rel="noopener">{link} ↗</a>'
    '<span> · <a href="{about}" data-tab="about">{name}</a></span></p>'
)


def draw_title(page: Page) -> Markup:
    """Return the title with the line that names the document, behind a link that passes the map."""
    words, source = page.words, page.edition.metadata["source"]
    before, _, after = words.say(text.SUBTITLE).partition("{date}")
    return _TITLE.format(
        skip=words.say(text.SKIP_MAP),
        title=words.say(text.TITLE),
        before=before,
        url=source["url"],
        date=words.date(source["date"]),
        after=after,
    )


def draw_ignored(page: Page) -> Markup:
    """Return what of the address was left aside; nothing where everything in it is known."""
    if not page.address.unknown:
        return Markup()
    values = page.words.every(f"{name}={value[:40]}" for name, value in page.address.unknown[:5])
    return _IGNORED.format(page.words.say(text.IGNORED, values=values))


def draw_notice(page: Page) -> Markup:
    """Return that the source is an archived document, with its date and link, and a link to how the map was made."""
    words, source = page.words, page.edition.metadata["source"]
    return _NOTICE.format(
        said=words.say(text.NOTICE, date=words.date(source["date"])),
        url=source["url"],
        link=words.say(text.OPEN_SOURCE),
        about=page.address.open("about").href,
        name=words.say(text.ABOUT_MAP),
    )
