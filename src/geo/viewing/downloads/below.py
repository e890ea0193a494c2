"""What stands below the map: links to the tabs, the one that is open, and the notice of the source. Pure.

It stands in the page as it is first sent; for every other address `page.js` asks the server for it, and marks in the
table what is chosen. Only the open tab is worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup

from geo.viewing.data.address import TABS, Address
from geo.viewing.data.edition import Edition, cached
from geo.viewing.data.result import Page
from geo.viewing.downloads.download_list import draw_downloads
from geo.viewing.html.about import draw_about
from geo.viewing.html.charts import draw_charts
from geo.viewing.html.rendering import draw_template
from geo.viewing.html.table import draw_caption, draw_table, sort_rows
from geo.viewing.words import text

ROWS: Final = 500  # rows that the table shows; the downloads hold all
_QUIET: Final = Markup('<p class="quiet">{}</p>')


# Most visitors look at the same few things.
@cached
def draw_below(edition: Edition, address: Address, url: str = "") -> Markup:
    """Return what stands below the map at an address.

    Where the host lets other sites show the page, `url` is where it is, for the code that does so.
    """
    page = Page(edition, address)
    return draw_template("below.html", page=page, content=_CONTENTS[address.tab](page, url))


def _draw_pictures(page: Page, _: str) -> Markup:
    address = page.address  # a choice is no matter of the pictures
    drawn = draw_charts(page.edition, address.filters, address.language, address.embedding)
    return drawn or _QUIET.format(page.words.say(text.CHART_EMPTY))


def _draw_table(page: Page, _: str) -> Markup:
    words, address = page.words, page.address
    rows = sort_rows(page.rows.drop(columns="geometry"), address.sort, words)
    html = draw_caption(page, rows) + draw_table(rows.iloc[:ROWS], address, words, page.edition)
    if len(rows) <= ROWS:
        return html
    return html + _QUIET.format(words.say(text.TABLE_LIMIT, n=words.number(ROWS), all=words.number(len(rows))))


def _draw_about(page: Page, _: str) -> Markup:
    return draw_about(page)


_CONTENTS: Final[Mapping[str, Callable[[Page, str], Markup]]] = dict(
    zip(TABS, (_draw_pictures, _draw_table, draw_downloads, _draw_about), strict=True)
)
