"""What the audit found, item by item of the document: the page `/items`, and a section of the page in one file. Pure.

A programme's source leads to its item here, an item to its programmes. The document's sentences are not repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from geo.contract.vocabulary import Text, ThingKind
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.html.figures import mark_statistic
from geo.viewing.html.rendering import build_plain_page
from geo.viewing.words import items, text
from geo.viewing.words.wording import Words

_TABLE: Final = Markup(
    '<div class="wide" role="region" aria-label="{name}" tabindex="0"><table><thead><tr>{heads}</tr></thead>'
    "<tbody>{rows}</tbody></table></div>"
)
_HEAD: Final = Markup('<th scope="col">{}</th>')
_ROW: Final = Markup('<tr{}><th scope="row">{}</th><td>{}</td><td>{}</td></tr>')
_LINK: Final = Markup('<a href="{}">{}</a>')
_BREAK: Final = Markup("<br>")
_MARK: Final = Markup(" <small>({})</small>")


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
    paragraph, head = Markup("<p>{}</p>"), Markup("<h2>{}</h2>")
    if audit is None:
        return paragraph.format(words.say(items.NONE))
    programs = text.PROGRAMS_AND_STATISTICS if page.edition.statistics else text.PROGRAMS
    return Markup().join(
        (
            paragraph.format(words.say(items.CHECKED, n=words.number(audit["checked"]))),
            head.format(words.say(items.COUNTS)),
            _draw_table(words, (items.KIND, items.USED, items.LEFT_OUT), items.COUNTS, _list_counts(audit, words)),
            head.format(words.say(items.ITEMS)),
            _draw_table(words, (items.ITEM, programs, items.WHY), items.ITEMS, _list_items(audit, page)),
        )
    )


def _draw_table(words: Words, heads: Iterable[Text], name: Text, rows: Iterable[Markup]) -> Markup:
    drawn = Markup().join(_HEAD.format(words.say(head)) for head in heads)
    return _TABLE.format(name=words.say(name), heads=drawn, rows=Markup().join(rows))


def _list_counts(audit: Mapping[str, Any], words: Words) -> Iterator[Markup]:
    for kind in ThingKind:
        counts = audit["things"][kind]
        yield _ROW.format("", words.say(kind.label), words.number(counts["used"]), words.number(counts["left_out"]))


def _list_items(audit: Mapping[str, Any], page: Page) -> Iterator[Markup]:
    words = page.words
    themes = {str(one["number"]): one["theme"] for one in page.edition.collection["sections"]}
    for entry in audit["items"]:
        programs = [
            _LINK.format(page.address.choose(program=program).href, page.titles[program])
            + mark_statistic(program, page.edition.statistics, words, _MARK)
            for program in entry["programs"]
        ]
        left_out = list(_list_left_out(entry["left_out"], words))
        if not programs and not left_out:
            left_out = [Markup("{}").format(words.say(items.EMPTY))]
        identity = Markup(' id="item-{}"').format(entry["item"])
        theme = themes.get(entry["item"].partition(".")[0])
        name = Markup("{}").format(words.item(entry["item"]))
        if theme is not None:
            name = Markup("{}<br><small>{}</small>").format(words.theme(theme), name)
        yield _ROW.format(identity, name, _BREAK.join(programs), _BREAK.join(left_out))


def _list_left_out(left_out: Iterable[Mapping[str, Any]], words: Words) -> Iterator[Markup]:
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
        yield Markup("{}: {}").format(words.every(listed), reason)
