"""What stands next to the map, as HTML: the figures and lists, or the details of what is chosen. Pure.

It stands in the page as it is first sent; for every other address `page.js` asks the server for it. Its links are
addresses of the page, so they work as any link does; `page.js` follows them without a reload. `data-chosen` is what is
chosen, `data-says` what a screen reader says, `data-shown` which programmes are shown, `data-map` what the map
shows (`encode_state`). Every value from the data is escaped by MarkupSafe.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from typing import Final

from markupsafe import Markup

from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, cached
from geo.viewing.data.filters import Filters
from geo.viewing.data.map_data import encode_state
from geo.viewing.data.result import Page, get_result
from geo.viewing.data.search import PARTS
from geo.viewing.html.details import draw_glyph, draw_program, draw_site
from geo.viewing.html.explanation import EXPLAINED, explain_totals
from geo.viewing.html.figures import draw_figures, mark_statistic
from geo.viewing.html.sizes import describe_size
from geo.viewing.words import text

LISTED: Final = 60  # places and programmes that a list shows; the search finds the others
RANKED: Final = 5000  # rows up to which a search lists the best first; who finds more goes on typing
_PANEL: Final = Markup(
    '<section id="panel" tabindex="-1" data-chosen="{chosen}" data-says="{says}" data-shown="{shown}" data-map="{map}">'
    '{content}<p class="tools"><a href="{href}" data-copy="{copied}">{copy}</a></p></section>'
)
_LIST: Final = Markup('<ul class="listed">{}</ul>')
_SITE: Final = Markup('<li><a href="{}" data-site="{}"><span>{}</span> <span class="quiet">{}</span></a>{}</li>')
_PROGRAM: Final = Markup('<li><a href="{}" data-program="{}">{} <span>{}{}</span></a>{}</li>')
_MARK: Final = Markup(' <span class="quiet">{}</span>')
_MATCHED: Final = Markup(' <small class="quiet">{}</small>')
_SUGGESTION: Final = Markup('<li><a href="{}" data-suggested>{} <span class="quiet">{}</span></a></li>')
_BACK: Final = Markup('<p class="tools"><a href="{}" data-back><span aria-hidden="true">←</span> {}</a>{}</p>')
_FOUND: Final = Markup(' <span class="quiet">{}</span>')
_GROUP: Final = Markup('<h2 class="group">{}</h2>')
_QUIET: Final = Markup('<p class="quiet">{}</p>')


# Most visitors look at the same few things.
@cached
def draw_panel(edition: Edition, address: Address, limit: int = LISTED) -> Markup:
    """Return the panel at an address of the data; a list in it has at most `limit` entries."""
    page = Page(edition, address)
    chosen = (("site", address.site), ("program", address.program))
    if address.site is not None:
        says, content = _draw_site(page, address.site, limit)
    elif address.program is not None:
        says, content = _draw_program(page, address.program)
    else:
        says, content = _draw_overview(page, limit)
    return _PANEL.format(
        chosen=next((f"{kind}={code}" for kind, code in chosen if code is not None), ""),
        says=says,
        shown=page.sentence,
        map=_describe_map(page),
        content=content,
        href=address.href,
        copy=page.words.say(text.LINK),
        copied=page.words.say(text.LINK_COPIED),
    )


def _describe_map(page: Page) -> str:
    address = page.address
    mask = page.result.mask if address.filters else None
    return encode_state(mask, page.chosen, address.language, describe_size(page))


def _draw_overview(page: Page, limit: int) -> tuple[str, Markup]:
    words, result = page.words, page.result
    sentence = page.sentence
    head = draw_figures(page)
    if not result.programs:
        clear = Markup('<p class="notice">{} <a href="{}" data-clear>{}</a></p>').format(
            words.say(text.NO_MATCH), page.address.filter(Filters()).href, words.say(text.CLEAR)
        )
        return words.say(text.NO_MATCH), head + clear + _draw_suggestions(page)
    counted = Markup("<details><summary>{}</summary>{}</details>").format(
        words.say(text.HOW_MADE), explain_totals(result.totals, page.titles, words, _list_notes(page))
    )
    return sentence, head + counted + _draw_sites(page, limit) + _draw_nationwide(page, limit)


def _draw_suggestions(page: Page) -> Markup:
    """Return links to searches near one that finds nothing, and how many programmes each finds."""
    words, filters = page.words, page.address.filters
    lines = []
    for some in page.edition.index.suggest(filters):
        name = text.SUGGESTION if some.search("") == filters.search("") else text.SUGGESTION_ALL
        found = page.describe_number(get_result(page.edition, some).programs)
        lines.append(_SUGGESTION.format(page.address.filter(some).href, words.say(name, q=some.q), found))
    return _QUIET.format(words.say(text.SUGGESTED)) + _LIST.format(Markup().join(lines)) if lines else Markup()


def _find_shown(page: Page, column: str, code: str) -> list[int]:
    """Return the positions of the rows of a programme or a site that the filters leave."""
    found = page.edition.rows.find(column, code)
    return [int(position) for position in found[page.result.mask[found]]]


def _order(page: Page, column: str, codes: Iterable[str]) -> Callable[[str], int]:
    """Return by what programmes or sites are listed first: how well they match what is searched, if that is asked."""
    q = page.address.filters.q
    if not q or page.result.mask.sum() > RANKED:
        return lambda _: 0
    rank = page.edition.index.search.rank
    return {code: min(rank(q, row) for row in _find_shown(page, column, code)) for code in codes}.__getitem__


def _explain_match(page: Page, column: str, code: str) -> Markup:
    """Return what of a programme, or of those at a site, holds what is searched, where its title does not."""
    q, words = page.address.filters.q, page.words
    if not q:
        return Markup()
    explain = page.edition.index.search.explain
    parts = {part for row in _find_shown(page, column, code) for part in explain(q, row)}
    if not parts or (column == "program" and parts == {"title"}):
        return Markup()
    names = words.every(words.say(text.PARTS[part]) for part in PARTS if part in parts)
    return _MATCHED.format(words.say(text.MATCHED, parts=names))


def _list_notes(page: Page) -> dict[str, str]:
    """Return the notes on amounts that are counted; those of a programme with a place are about its place."""
    rows, name = page.edition.rows, f"note_{page.words.language}"
    counted = (one.program for total in page.result.totals for one in total.made_of[:EXPLAINED])
    firsts = ((program, int(rows.find("program", program)[0])) for program in counted)
    notes = ((program, rows.get_cell(first, name)) for program, first in firsts if rows.nationwide[first])
    return {program: note for program, note in notes if note}


def _draw_sites(page: Page, limit: int) -> Markup:
    words, sites = page.words, page.result.sites
    if not sites:
        return Markup()
    names = page.names
    order = _order(page, "site", sites)
    shown = heapq.nsmallest(limit, sites, key=lambda site: (order(site), names[site]))
    lines = (
        _SITE.format(
            page.address.link_to(site), site, names[site], words.number(sites[site]), _explain_match(page, "site", site)
        )
        for site in shown
    )
    more = _QUIET.format(words.say(text.MORE_IN_TABLE, n=limit)) if len(sites) > limit else Markup()
    return _GROUP.format(words.say(text.AT_SITES)) + _LIST.format(Markup().join(lines)) + more


def _draw_nationwide(page: Page, limit: int) -> Markup:
    words, rows = page.words, page.edition.rows
    found = rows.count("program", page.result.mask & rows.nationwide)
    shown = heapq.nsmallest(limit, found, key=_order(page, "program", found))
    if not shown:
        return Markup()
    head = _GROUP.format(words.say(text.NATIONWIDE)) + _QUIET.format(words.say(text.NATIONWIDE_WHY))
    return head + _LIST.format(Markup().join(_list_programs(page, shown)))


def _list_programs(page: Page, programs: Iterable[str]) -> Iterable[Markup]:
    rows = page.edition.rows
    for program in programs:
        glyph = draw_glyph(rows.get_cell(rows.find("program", program)[0], "theme"), page.words)
        href, why = page.address.choose(program=program).href, _explain_match(page, "program", program)
        mark = mark_statistic(program, page.edition.statistics, page.words, _MARK)
        yield _PROGRAM.format(href, program, glyph, page.titles[program], mark, why)


def _draw_site(page: Page, site: str, limit: int) -> tuple[str, Markup]:
    words, rows = page.words, page.edition.rows
    found = rows.find("site", site)
    shown = found[page.result.mask[found]]
    programs = list(dict.fromkeys(str(rows.get_cell(int(position), "program")) for position in shown))
    row = rows.get(int(found[0]))
    parts = [_draw_back(page), draw_site(row, len(programs), words, page.count_statistics(programs))]
    parts += [_draw_details(page, program, site) for program in programs[:limit]]
    if not programs:
        parts.append(Markup('<p class="notice">{}</p>').format(words.say(text.FILTERED_OUT)))
    return f"{row[f'site_{words.language}']}: {page.describe_number(programs)}", Markup().join(parts)


def _draw_program(page: Page, program: str) -> tuple[str, Markup]:
    return page.titles[program], _draw_back(page) + _draw_details(page, program, None)


def _draw_details(page: Page, program: str, site: str | None) -> Markup:
    return draw_program(page.edition.rows.list("program", program), page, site)


def _draw_back(page: Page) -> Markup:
    """Return the link to the list, and what the filters leave in it: who searches while a choice is shown sees it."""
    found = _FOUND.format(page.sentence) if page.address.filters else Markup()
    return _BACK.format(page.address.choose().href, page.words.say(text.BACK), found)
