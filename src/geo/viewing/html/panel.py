"""What stands next to the map, as HTML: the figures and lists, or the details of what is chosen. Pure.

It stands in the page as it is first sent; for every other address `page.js` asks the server for it. Its links are
addresses of the page, so they work as any link does; `page.js` follows them without a reload. `data-chosen` is what is
chosen, `data-says` what a screen reader says, `data-shown` which programmes are shown, `data-map` what the map
shows (`encode_state`). Every value from the data is escaped by MarkupSafe.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from markupsafe import Markup

from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, cached
from geo.viewing.data.filters import Filters
from geo.viewing.data.map_data import encode_state
from geo.viewing.data.result import Page, get_result
from geo.viewing.data.search_texts import PARTS
from geo.viewing.html.details import draw_glyph, draw_program, draw_site
from geo.viewing.html.explanation import EXPLAINED, explain_totals
from geo.viewing.html.figures import draw_figures, mark_statistic
from geo.viewing.html.rendering import draw_part
from geo.viewing.html.sizes import describe_size
from geo.viewing.words import text

LISTED: Final = 60  # places and programmes that a list shows; the search finds the others
RANKED: Final = 5000  # rows up to which a search lists the best first; who finds more goes on typing


# Most visitors look at the same few things.
@cached
def draw_panel(edition: Edition, address: Address, limit: int = LISTED) -> Markup:
    """Return the panel at an address of the data; a list in it has at most `limit` entries."""
    page = Page(edition, address)
    if address.site is not None:
        return _draw_site(page, address.site, limit)
    if address.program is not None:
        return _draw_program(page, address.program)
    return _draw_overview(page, limit)


def _draw(template: str, page: Page, chosen: str, says: str, **values: object) -> Markup:
    """Return a panel: `chosen` is what is, `says` what a screen reader says."""
    state = _describe_map(page)
    return draw_part(template, page=page, chosen=chosen, says=says, map=state, say=page.words.say, **values)


def _describe_map(page: Page) -> str:
    address = page.address
    mask = page.result.mask if address.filters else None
    return encode_state(mask, page.chosen, address.language, describe_size(page))


def _draw_overview(page: Page, limit: int) -> Markup:
    words, result = page.words, page.result
    return _draw(
        "overview.html",
        page,
        "",
        page.sentence if result.programs else words.say(text.NO_MATCH),
        figures=draw_figures(page),
        everything=page.address.filter(Filters()).href,
        suggestions=[] if result.programs else list(_list_suggestions(page)),
        explanation=explain_totals(result.totals, page.titles, words, _list_notes(page)),
        sites=list(_list_sites(page, limit)),
        nationwide=list(_list_nationwide(page, limit)),
    )


def _list_suggestions(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield searches near one that finds nothing: link, name, and how many programmes it finds."""
    filters = page.address.filters
    for some in page.edition.index.suggest(filters):
        name = text.SUGGESTION if some.search("") == filters.search("") else text.SUGGESTION_ALL
        found = page.describe_number(get_result(page.edition, some).programs)
        yield page.address.filter(some).href, page.words.say(name, q=some.q), found


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


def _explain_match(page: Page, column: str, code: str) -> str:
    """Return what of a programme, or of those at a site, holds what is searched, where its title does not."""
    q, words = page.address.filters.q, page.words
    if not q:
        return ""
    explain = page.edition.index.search.explain
    parts = {part for row in _find_shown(page, column, code) for part in explain(q, row)}
    if not parts or (column == "program" and parts == {"title"}):
        return ""
    names = words.every(words.say(text.PARTS[part]) for part in PARTS if part in parts)
    return words.say(text.MATCHED, parts=names)


def _list_notes(page: Page) -> dict[str, str]:
    """Return the notes on amounts that are counted; those of a programme with a place are about its place."""
    rows, name = page.edition.rows, f"note_{page.words.language}"
    counted = (one.program for total in page.result.totals for one in total.made_of[:EXPLAINED])
    firsts = ((program, int(rows.find("program", program)[0])) for program in counted)
    notes = ((program, rows.get_cell(first, name)) for program, first in firsts if rows.nationwide[first])
    return {program: note for program, note in notes if note}


def _list_sites(page: Page, limit: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield the places that are shown: code, name, number of programmes, and what a search found of them."""
    sites, names = page.result.sites, page.names
    order = _order(page, "site", sites)
    for site in heapq.nsmallest(limit, sites, key=lambda site: (order(site), names[site])):
        yield site, names[site], page.words.number(sites[site]), _explain_match(page, "site", site)


def _list_nationwide(page: Page, limit: int) -> Iterator[tuple[str, Markup, str, str, str]]:
    """Yield the programmes without a place: code, sign, title, whether it is a statistic, and what a search found."""
    rows, titles = page.edition.rows, page.titles
    found = rows.count("program", page.result.mask & rows.nationwide)
    for program in heapq.nsmallest(limit, found, key=_order(page, "program", found)):
        glyph = draw_glyph(rows.get_cell(rows.find("program", program)[0], "theme"), page.words)
        mark = mark_statistic(program, page.edition.statistics, page.words)
        yield program, glyph, titles[program], mark, _explain_match(page, "program", program)


def _draw_site(page: Page, site: str, limit: int) -> Markup:
    words, rows = page.words, page.edition.rows
    found = rows.find("site", site)
    shown = found[page.result.mask[found]]
    programs = list(dict.fromkeys(str(rows.get_cell(int(position), "program")) for position in shown))
    row = rows.get(int(found[0]))
    return _draw(
        "chosen.html",
        page,
        f"site={site}",
        f"{row[f'site_{words.language}']}: {page.describe_number(programs)}",
        site=draw_site(row, len(programs), words, page.count_statistics(programs)),
        programs=[draw_program(rows.list("program", program), page, site) for program in programs[:limit]],
    )


def _draw_program(page: Page, program: str) -> Markup:
    drawn = draw_program(page.edition.rows.list("program", program), page)
    return _draw("chosen.html", page, f"program={program}", page.titles[program], site="", programs=[drawn])
