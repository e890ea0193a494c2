from __future__ import annotations

import re
from html import unescape

import pytest

from geo.viewing.data.address import Address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.html.head import describe_address, draw_head
from geo.viewing.words import text
from geo.viewing.words.text import LANGUAGES

EDITION = get_edition()
BASE = "https://map.example/peru/"
WHOLE = Address(Filters())


def list_names(head: str) -> dict[str, str]:
    """Return what the elements of a head say, by name or property."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', head)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_address_has_a_title_and_a_description_of_its_own(language: str) -> None:
    """No two of the whole, the sites, the programmes and some filters have the same title."""
    whole = WHOLE.translate(language)
    addresses = [whole, *(whole.choose(site=code) for code in EDITION.known["site"])]
    addresses += [whole.choose(program=code) for code in EDITION.known["program"]]
    addresses += [whole.filter(Filters(theme=(code,))) for code in EDITION.known["theme"]]
    described = [describe_address(Page(EDITION, one)) for one in addresses]
    assert len({title for title, _ in described}) == len(addresses)
    name = EDITION.get_words(language).say(text.TITLE)
    assert all(name in title and len(about) <= 310 for title, about in described)
    site = describe_address(Page(EDITION, whole.choose(site="chancay")))
    assert EDITION.names[language]["chancay"] in site[0]
    assert EDITION.titles[language]["chancay-port-scanners"] in site[1]


def test_a_shared_link_has_a_picture_and_one_address() -> None:
    """The canonical address leaves out tab, order and embedding; each language has its own; the picture is absolute."""
    address = Address(Filters(theme=("space",)), tab="table", sort="amount", language="es").embed()
    head = str(draw_head(Page(EDITION, address), BASE))
    assert f'<link rel="canonical" href="{BASE}?theme=space&amp;lang=es">' in head
    alternates = dict(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', head))
    assert alternates == {
        code: f"{BASE}?theme=space&amp;lang={'en' if code == 'x-default' else code}"
        for code in ("en", "es", "x-default")
    }
    said = list_names(head)
    assert said["og:image"] == said["twitter:image"] == f"{BASE}data/picture.png?lang=es"
    assert said["og:title"] == said["twitter:title"] == describe_address(Page(EDITION, address))[0]
    assert said["og:url"] == f"{BASE}?theme=space&lang=es"
    assert said["twitter:card"] == "summary_large_image"


def test_a_hostile_host_stays_text() -> None:
    """What a request calls the host stands escaped in the head."""
    head = str(draw_head(Page(EDITION, WHOLE), 'https://x"><script>/'))
    assert "<script" not in head


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_asked_for_holds_from_the_first_paint(theme: str) -> None:
    """An embedding page's theme is set in the head; no other address has such a style."""
    address = Address(Filters(), embedding=(("embed", "true"), ("embed_options", f"{theme}_theme")))
    assert f"color-scheme: {theme} !important" in draw_head(Page(EDITION, address), BASE)
    assert "<style>" not in draw_head(Page(EDITION, WHOLE), BASE)
