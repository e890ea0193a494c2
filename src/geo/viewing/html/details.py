"""One programme or one site in full, as HTML. Pure: every value from the data is escaped by MarkupSafe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup

from geo.contract.vocabulary import Precision, Qualifier, SiteRole, Theme
from geo.viewing.data.hosting import find_public_url
from geo.viewing.data.result import Page
from geo.viewing.data.row_index import Row
from geo.viewing.html.citation import draw_citation
from geo.viewing.html.items import link_items
from geo.viewing.html.rendering import draw_template
from geo.viewing.words import text
from geo.viewing.words.palette import GLYPHS
from geo.viewing.words.wording import Words, lies_ahead

_AREAS: Final = "Natural Earth"  # the gazetteer that places areas; its code joins those of several regions by `+`
_GEONAMES: Final = "GeoNames"
_COORDINATES: Final = Markup('<span class="coordinates">{}, {}</span> ({})')
_ENTRY: Final = Markup('<a href="{}" target="_blank" rel="noopener">{} ↗</a>')
_EVIDENCE: Final = Markup('<br><span class="quiet">{}</span>')
_PLACE: Final = Markup('<a href="{}" data-site="{}">{}</a>')
_ZOOM: Final = Markup('<button type="button" data-zoom="{}">{}</button>')  # hidden where no script runs
_HEADING: Final = Markup('<br><q lang="en">{}</q>')  # in the document's own language
_NOTE: Final = Markup('<br><span class="quiet">{}</span>')
_GLYPH: Final = Markup('<span class="glyph {theme}" title="{name}" role="img" aria-label="{name}">{sign}</span>')


def draw_glyph(theme: str, words: Words) -> Markup:
    """Return the shape of a theme in its colour, named for screen readers."""
    one = Theme(theme)
    return _GLYPH.format(theme=theme, name=words.theme(one), sign=GLYPHS[one])


def draw_program(rows: Sequence[Row], page: Page, at: str | None = None) -> Markup:
    """Return a programme from its rows: everything the data holds of it.

    Each of its places is described in full, but where it is shown `at` a site, the others by name alone. A note that is
    not the same at all of its places stands under its own.
    """
    words, program = page.words, rows[0]["program"]
    row = next(one for one in rows if at in (None, one["site"]))
    note = f"note_{words.language}"
    # What a note says of one place stands with that place alone.
    is_shared = at is not None or len({one[note] for one in rows}) == 1
    facts = dict(_list_facts(row, page))
    places = [one for one in rows if one["site"] != at]
    name = "places" if at is None else "also"
    drawn = (_draw_place(one, page, full=at is None, note=None if is_shared else one[note]) for one in places)
    facts = {name: Markup("<br>").join(drawn), **facts}
    if is_shared:
        facts["note"] = row[note]
    facts["source"] = link_items(page.edition, words, row["source_item"])
    if at is None:
        facts["source"] += explain_item(row["source_item"], page)
    return draw_template(
        "program.html",
        program=program,
        is_chosen=at is None,
        glyph=draw_glyph(row["theme"], words),
        title=row[f"title_{words.language}"],
        summary=row[f"summary_{words.language}"],
        is_statistic=program in page.edition.statistics,
        facts=facts,
        url=row["source_url"],
        citation=draw_citation(page.edition, program, words.language, find_public_url() or ""),
        say=words.say,
    )


def explain_item(item: str, page: Page) -> Markup:
    """Return the heading that an item of the document stands under, and that its number is ours.

    The introduction stands under none.
    """
    section, _, number = item.partition(".")
    if not number:
        return Markup()
    ours = text.ITEM_LEAD_OURS if number == "0" else text.ITEM_OURS
    headings = page.edition.headings
    heading = _HEADING.format(headings[section]) if section in headings else Markup()
    return heading + _NOTE.format(page.words.say(ours, section=section, item=number))


def describe_place(row: Row, words: Words) -> str:
    """Return how well a site's place is known, and from where."""
    precision, gazetteer, code = Precision(int(row["precision"])), row["gazetteer"], row["gazetteer_id"]
    if precision is Precision.COUNTRY:
        return words.say(text.PINNED_NOWHERE)
    if gazetteer == _AREAS and code is not None:
        codes = str(code).split("+")
        area = text.AREA_FROM if len(codes) == 1 else text.AREAS_FROM
        return words.say(area, n=words.number(len(codes)), gazetteer=gazetteer, codes=", ".join(codes))
    known = words.say(precision.definition)
    if gazetteer is None:
        return known
    if row["uncertainty_km"] is not None:
        point = text.POINTS.get(row["site_kind"], text.POINT) if gazetteer == _GEONAMES else text.POINT
        km, kind = words.number(row["uncertainty_km"]), words.say(precision.label)
        known = words.say(point, gazetteer=gazetteer, km=km, precision=kind)
    locode = "" if row["locode"] in (None, code) else f", UN/LOCODE {row['locode']}"
    return f"{known} {gazetteer} {code}{locode}."


def draw_evidence(row: Row, words: Words) -> Markup:
    """Return the coordinates of a place, with datum and precision, and links to it where its data come from."""
    if row["longitude"] is None:
        return Markup()
    km = row["uncertainty_km"]
    known = words.say(text.INSIDE) if km is None else words.say(text.WITHIN, km=words.number(km))
    parts = [
        _COORDINATES.format(row["latitude"], row["longitude"], words.say(text.COORDINATES, precision=known)),
        *(_ENTRY.format(url, name) for url, name in _list_entries(row, words)),
    ]
    return _EVIDENCE.format(Markup(" · ").join(parts))


def _list_entries(row: Row, words: Words) -> Iterator[tuple[str, str]]:
    if row["gazetteer"] == _GEONAMES and str(row["gazetteer_id"]).isdecimal():
        yield f"https://www.geonames.org/{row['gazetteer_id']}", words.say(text.ENTRY)
    if row["locode"] is not None:
        yield f"https://service.unece.org/trade/locode/{row['locode'][:2].lower()}.htm", f"UN/LOCODE {row['locode']}"


def draw_site(row: Row, programs: int, words: Words, statistics: int = 0) -> Markup:
    """Return the head of a site's details: its name, how many programmes, how well the place is known."""
    zoom = Markup() if row["longitude"] is None else _ZOOM.format(row["site"], words.say(text.ZOOM_TO))
    return Markup(
        '<header class="site"><h2 id="details" tabindex="-1">{}</h2><p><span data-count>{}</span>. {}{}</p>{}</header>'
    ).format(
        row[f"site_{words.language}"],
        words.programs(programs, statistics),
        describe_place(row, words),
        draw_evidence(row, words),
        zoom,
    )


def _list_facts(row: Row, page: Page) -> Iterator[tuple[str, Markup | str]]:
    words, date = page.words, page.edition.metadata["source"]["date"]
    if row["amount_usd"] is not None:
        amount = words.money(int(row["amount_usd"]), Qualifier(row["amount_qualifier"]))
        kind = words.term("amount_type", row["amount_type"]).lower()
        whole = row["amount_part_of"]
        part = "" if whole is None else "; " + words.say(text.PART_OF, whole=page.titles.get(whole, whole))
        yield "amount", Markup("<strong>{}</strong> ({}){}").format(amount, kind, part)
    figures = [
        f"{words.figure(one['value'], Qualifier(one['qualifier']))} {one[f'unit_{words.language}']}"
        for one in row["figures"]
    ]
    yield "figures", Markup("<br>").join(figures)
    yield "agencies", Markup("<br>").join(map(words.institution, row["agencies"]))
    yield "partners", Markup("<br>").join(map(words.institution, row["partners"]))
    ahead = lies_ahead(row["status"], row["start"], date)
    yield "dates", words.dates(row["start"], row["end"], ahead=ahead) or ""
    status = words.term("status", row["status"])
    yield "status", words.say(text.AS_OF, status=status, date=words.date(date))
    yield "sector", f"{words.term('sector', row['sector'])} ({row['sector']})"


def _draw_place(row: Row, page: Page, *, full: bool, note: str | None) -> Markup:
    words = page.words
    name = Markup("{}").format(row[f"site_{words.language}"])
    if row["longitude"] is not None:
        name = _PLACE.format(page.address.link_to(row["site"]), row["site"], name)
    other = f" ({words.say(SiteRole.PARTNER.label)})" if row["site_role"] == SiteRole.PARTNER else ""
    place = name + other + (f". {describe_place(row, words)}" if full else "")
    place += draw_evidence(row, words) if full else Markup()
    return place + (Markup() if note is None else _NOTE.format(note))
