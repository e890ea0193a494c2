"""The downloads as the page offers them: what each is for, its size, and what to know of it, as HTML. Pure."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page, get_result
from geo.viewing.downloads.registry import DOWNLOADS, Download, measure_downloads
from geo.viewing.words import text
from geo.viewing.words.wording import Words

_KILO: Final = 1000
_LIST: Final = Markup('<div class="downloads"><p class="quiet">{}</p>{}<p><a href="dataset?lang={}">{}</a></p></div>')
_FILE: Final = Markup(
    '<section><h3>{}</h3><p>{}</p><details><summary>{}</summary><p class="quiet">{}</p></details></section>'
)
_EMBED: Final = Markup(
    '<details class="embed"><summary>{}</summary><p class="quiet">{}</p><pre><code>{}</code></pre></details>'
)
_FRAME: Final = Markup('<iframe src="{}" title="{}" width="100%" height="800" style="border: 0"></iframe>')
_LINK: Final = Markup('<a href="data/{}?{}" download>{}</a>{}')
_SIZE: Final = Markup(' <span class="quiet">{}</span>')


def draw_downloads(page: Page, url: str = "") -> Markup:
    """Return every download, what the filters leave before the whole: plain links, which scripts can use as well.

    Where the host lets other sites show the page, `url` is its address, for the code that does so.
    """
    words = page.words
    sizes = measure_downloads(page.edition, words.language)
    files = (
        _FILE.format(
            words.say(download.use),
            Markup("<br>").join(_list_links(page, name, download, sizes.get(name))),
            words.say(text.DOWNLOAD_CAVEAT),
            words.say(download.holds),
        )
        for name, download in DOWNLOADS.items()
    )
    about = words.say(text.DOWNLOAD_PAGE)
    drawn = _LIST.format(words.say(text.DOWNLOAD_HINT), Markup().join(files), words.language, about)
    return drawn + (_draw_embedding(page, url) if url else Markup())


def _draw_embedding(page: Page, url: str) -> Markup:
    words = page.words
    code = _FRAME.format(f"{url}{page.address.embed().href}", words.say(text.TITLE))
    return _EMBED.format(words.say(text.EMBED), words.say(text.EMBED_HINT), str(code))


def _list_links(page: Page, name: str, download: Download, size: int | None) -> list[Markup]:
    words, title = page.words, page.words.say(download.title)
    lang = {"lang": words.language}
    said = Markup() if size is None else _SIZE.format(format_size(size, words))
    if download.stem is None:
        return [_LINK.format(name, urlencode(lang), title, said)]
    whole = page.describe_number(get_result(page.edition, Filters()).programs)
    links = [_LINK.format(name, urlencode(lang), words.say(text.DOWNLOAD_ALL, title=title, programs=whole), said)]
    if page.address.filters:
        query = urlencode(page.address.filters.to_query() | lang, doseq=True)
        some = f"{title}, {page.describe_number(page.result.programs)}"
        links.insert(0, _LINK.format(name, query, some, ""))
    return links


def format_size(size: int, words: Words) -> str:
    """Return a number of bytes in kilobytes."""
    return f"{words.number(max(1, round(size / _KILO)))} kB"
