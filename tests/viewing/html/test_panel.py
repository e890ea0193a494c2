from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from markupsafe import Markup

from geo.viewing.data.address import Address, parse_address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.map_data import encode_mask
from geo.viewing.data.result import get_result
from geo.viewing.html.panel import draw_panel
from geo.viewing.words import text
from geo.viewing.words.text import LANGUAGES

EDITION = get_edition()
FRAME = EDITION.frame
FILTERED = Filters(theme=("infrastructure",), q="port")


def follow(href: str) -> Address:
    """Return the address that a link of the panel leads to."""
    return parse_address(parse_qs(unescape(href).removeprefix("?")), EDITION.known, None)


@pytest.mark.parametrize("filters", [Filters(), FILTERED])
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_line_leads_to_what_it_names(filters: Filters, language: str) -> None:
    """A link keeps filters and language, and chooses the place or the programme that `map.js` would choose."""
    address = Address(filters, language=language)
    links = re.findall(r'<a href="([^"]+)" data-(site|program)="([^"]+)">', draw_panel(EDITION, address))
    assert links
    for href, kind, code in links:
        assert follow(href) == address.choose(**{kind: code})


@pytest.mark.parametrize("chosen", [{"site": "callao"}, {"program": "visa-applications"}])
def test_what_is_chosen_is_told_and_can_be_left(chosen: dict[str, str]) -> None:
    """The panel names what is chosen, for screen readers too; its first link leads to the list and says its length."""
    address = Address(FILTERED, language="en").choose(**chosen)
    drawn = draw_panel(EDITION, address)
    kind, code = next(iter(chosen.items()))
    assert f'data-chosen="{kind}={code}"' in drawn
    name = EDITION.names["en"].get(code) or EDITION.titles["en"][code]
    told = re.search('data-says="([^"]+)"', drawn)
    assert told
    assert unescape(told[1]).startswith(name)
    back = re.search(r'<a href="([^"]+)" data-back>', drawn)
    assert back
    assert follow(back[1]) == Address(FILTERED, language="en")
    sentence = re.search('data-shown="([^"]+)"', drawn)
    assert sentence
    assert f'</a> <span class="quiet">{sentence[1]}</span></p>' in drawn
    assert "</a></p>" in draw_panel(EDITION, Address(Filters(), language="en").choose(**chosen))


@pytest.mark.parametrize("filters", [Filters(), FILTERED])
@pytest.mark.parametrize(
    ("chosen", "sites"),
    [
        ({}, []),
        ({"site": "callao"}, ["callao"]),
        ({"program": "paita-hueneme-sister-ports"}, ["paita", "port-hueneme"]),
    ],
)
def test_it_says_what_the_map_shows(filters: Filters, chosen: dict[str, str], sites: list[str]) -> None:
    """The rows that match, the places of what is chosen, and the language."""
    told = re.search('data-map="([^"]+)"', draw_panel(EDITION, Address(filters, language="es").choose(**chosen)))
    assert told
    rows = encode_mask(EDITION.index.match(filters)) if filters else None
    assert json.loads(unescape(told[1])) == {"rows": rows, "sites": sites, "language": "es"}


def test_a_place_in_the_details_leads_there() -> None:
    """The other end of a partnership is one press away, and a programme without a place has none to go to."""
    assert 'data-site="port-hueneme"' in draw_panel(EDITION, Address(Filters(), site="paita"))
    assert 'data-site="peru"' not in draw_panel(EDITION, Address(Filters(), program="visa-applications"))


def test_no_match_says_so_and_leads_back() -> None:
    """Where nothing matches there is one sentence, which is spoken too, and a link that clears the filters alone."""
    drawn = draw_panel(EDITION, Address(Filters(q="no such thing"), language="es"))
    assert 'data-says="Nada coincide con estos filtros."' in drawn
    clear = re.search(r'<a href="([^"]+)" data-clear>', drawn)
    assert clear
    assert follow(clear[1]) == Address(Filters(), language="es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_is_answered_by_links_to_what_is_near(language: str) -> None:
    """Each link leads to a search that finds as many programmes as it says, with the filters unless it says so."""
    for theme, kept in (("security", True), ("space", False)):
        filters = Filters(theme=(theme,), q="chankay")
        address = Address(filters, language=language)
        panel = str(draw_panel(EDITION, address))
        near = address.filter(filters.search("chancay") if kept else Filters(q="chancay"))
        found = EDITION.get_words(language).programs(len(get_result(EDITION, near.filters).programs))
        name = text.SUGGESTION if kept else text.SUGGESTION_ALL
        line = Markup('<a href="{}" data-suggested>{} <span class="quiet">{}</span></a>')
        assert line.format(near.href, getattr(name, language).format(q="chancay"), found) in panel


def test_a_search_lists_the_best_first_and_says_why() -> None:
    """Whole words of a title come first; what was found by anything else than its title says by what."""
    panel = str(draw_panel(EDITION, Address(Filters(q="train"))))
    listed = re.findall(r'<li><a href="[^"]*" data-program="([^"]*)">.*?</a>(.*?)</li>', panel)
    ranks = {one: min(EDITION.index.search.rank("train", int(row)) for row in EDITION.rows.find("program", one))
             for one, _ in listed}  # fmt: skip
    assert list(ranks.values()) == sorted(ranks.values())
    assert all(why for one, why in listed if not re.search("train", EDITION.titles["en"][one], re.IGNORECASE))
    assert "found by place</small>" in str(draw_panel(EDITION, Address(Filters(q="Islay"))))


def test_the_last_link_is_the_view_itself() -> None:
    """What is copied is exactly what is seen."""
    address = Address(FILTERED, site="paita", language="es")
    copy = re.search(r'<a href="([^"]+)" data-copy="Enlace copiado">', draw_panel(EDITION, address))
    assert copy
    assert follow(copy[1]) == address


def test_filters_that_hide_a_place_say_so() -> None:
    """A chosen place keeps its name where the filters hide all its programmes."""
    drawn = draw_panel(EDITION, Address(Filters(theme=("space",)), site="paita"))
    assert "The filters hide every programme of this place." in drawn
    assert ">Port of Paita</h2>" in drawn


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_overview_counts_and_lists_everything(language: str) -> None:
    """Its figures are those of the file; its lists hold every place and every programme without one."""
    drawn = draw_panel(EDITION, Address(Filters(), language=language))
    figures = re.findall(r"<dd>([^<]+)</dd>", drawn)
    on_map = FRAME[FRAME["longitude"].notna() & (FRAME["site_role"] == "site")]
    assert figures[:2] == [str(FRAME["program"].nunique()), str(on_map["site"].nunique())]
    assert figures[2].startswith({"en": "more than $", "es": "más de US$"}[language])
    nationwide = FRAME[FRAME["longitude"].isna()]["program"].unique()
    assert re.findall('data-program="([^"]+)"', drawn) == list(nationwide)
    assert sorted(re.findall('data-site="([^"]+)"', drawn)) == sorted(set(on_map["site"]))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("site", sorted(set(FRAME["site"]) - {"peru"}))
def test_every_site_opens(site: str, language: str) -> None:
    """A site shows each of its programmes with title, summary and source, in the language of the address."""
    shown = unescape(draw_panel(EDITION, Address(Filters(), site=site, language=language)))
    for _, row in FRAME[FRAME["site"] == site].iterrows():
        assert row[f"title_{language}"] in shown
        assert row[f"summary_{language}"] in shown
        assert row["source_url"] in shown


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("program", FRAME["program"].unique())
def test_every_programme_opens(program: str, language: str) -> None:
    """A programme shows everything the data holds of it, in the language of the page."""
    shown = unescape(draw_panel(EDITION, Address(Filters(), program=program, language=language)))
    row = FRAME[FRAME["program"] == program].iloc[0]
    assert row[f"title_{language}"] in shown
    for name in (*row["agencies"], *row["partners"]):
        assert f">{EDITION.get_words(language).institution(name)}<" in shown
    for figure in row["figures"]:
        assert figure[f"unit_{language}"] in shown


@pytest.mark.parametrize("q", ["no such thing", "😀", "!!!"])
def test_no_match_says_so_and_offers_a_way_back(q: str) -> None:
    """A search without a match, or without a word, says so, and a link leads to everything."""
    drawn = draw_panel(EDITION, Address(Filters(q=q, theme=("space",)), language="en"))
    assert "Nothing matches these filters." in drawn
    clear = re.search(r'<a href="([^"]+)" data-clear>', drawn)
    assert clear
    assert follow(clear[1]) == Address(Filters(), language="en")


def test_a_statistic_says_that_it_is_no_programme() -> None:
    """Its details say so, and the list marks it; a programme's do not."""
    details = "A statistic: it is nobody's programme"
    for program in ("bilateral-trade", "visa-applications", "fulbright-scholarships"):
        drawn = unescape(draw_panel(EDITION, Address(Filters(), program=program)))
        assert (details in drawn) is (program in EDITION.statistics)
    listed = re.findall(r'data-program="([^"]+)">((?:(?!</a>).)*)</a>', str(draw_panel(EDITION, Address(Filters()))))
    assert {program for program, line in listed if "statistic</span>" in line} == EDITION.statistics - {
        "visa-applications"
    }
