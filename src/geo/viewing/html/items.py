"""What the audit found, item by item of the document: the page `/items`, and a section of the page in one file. Pure.

A programme's source leads to its item here, an item to its programmes. The document's sentences are not repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from geo.contract.vocabulary import ThingKind
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.html.figures import mark_statistic
from geo.viewing.html.rendering import build_plain_page, draw_part
from geo.viewing.words import items, text
from geo.viewing.words.wording import Words

_LINK: Final = Markup('<a href="{}">{}</a>')


def link_items(edition: Edition, words: Words, item: str | None = None) -> Markup:
    """Return a link to the page, or to an item on it; the item's words alone where the data hold no audit."""
    name = words.say(items.TITLE) if item is None else words.item(item)
    if edition.metadata["audit"] is None:
        return Markup("{}").format(name if item is not None else "")
    query = urlencode({"lang": words.language})
    return _LINK.format(f"items?{query}" + ("" if item is None else f"#item-{item}"), name)


def build_items_page(edition: Edition, language: str) -> str:
    """Return the page in one language as HTML."""
    page = Page(edition, Address(Filters(), language=language))
    words, date = page.words, page.words.date(edition.metadata["source"]["date"])
    title, about = words.say(items.TITLE), words.say(items.ABOUT, date=date)
    # The page's own links are addresses of the map.
    content = draw_items(page).replace(Markup('href="?'), Markup('href="./?'))
    return build_plain_page("items.html", edition, words, path="items", title=title, description=about, content=content)


def draw_items(page: Page) -> Markup:
    """Return what the audit found as HTML: how much was looked at, then a row for each item."""
    words, audit = page.words, page.edition.metadata["audit"]
    return draw_part(
        "findings.html",
        audit=audit,
        items=items,
        kinds=list(ThingKind),
        programs=words.say(text.PROGRAMS_AND_STATISTICS if page.edition.statistics else text.PROGRAMS),
        found=() if audit is None else list(_list_items(audit, page)),
        say=words.say,
        number=words.number,
    )


def _list_items(audit: Mapping[str, Any], page: Page) -> Iterator[Mapping[str, Any]]:
    """Yield each item with its words, its theme, the programmes that cite it, and what is left out of it."""
    words = page.words
    themes = {str(one["number"]): one["theme"] for one in page.edition.collection["sections"]}
    for entry in audit["items"]:
        programs = [
            (
                page.titles[program],
                page.address.choose(program=program).href,
                mark_statistic(program, page.edition.statistics, words),
            )
            for program in entry["programs"]
        ]
        left_out = list(_list_left_out(entry["left_out"], words))
        theme = themes.get(entry["item"].partition(".")[0])
        yield {
            "item": entry["item"],
            "name": words.item(entry["item"]),
            "theme": None if theme is None else words.theme(theme),
            "programs": programs,
            "left_out": left_out if programs or left_out else [words.say(items.EMPTY)],
        }


def _list_left_out(left_out: Iterable[Mapping[str, Any]], words: Words) -> Iterator[str]:
    """Yield a line for each reason, with what is left out for it; equal words stand once, with their number."""
    by_reason: dict[str, dict[str, int]] = {}
    for one in left_out:
        names = by_reason.setdefault(one[f"reason_{words.language}"], {})
        name = words.say(items.WHOLE_SENTENCE) if one["words"] is None else words.say(text.QUOTED, title=one["words"])
        names[name] = names.get(name, 0) + one["times"]
    for reason, names in by_reason.items():
        listed = (
            name if times == 1 else words.say(items.TIMES, name=name, n=words.number(times))
            for name, times in names.items()
        )
        yield f"{words.every(listed)}: {reason}"
