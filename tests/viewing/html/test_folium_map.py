from __future__ import annotations

import base64
import itertools
import json
import re
import tomllib

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.contract.vocabulary import Theme
from geo.viewing.data.edition import load_edition
from geo.viewing.data.frame import load_frame
from geo.viewing.data.map_data import build_map_data, encode_mask
from geo.viewing.html.folium_map import PartnershipMap, Urls
from geo.viewing.html.rendering import read_assets
from geo.viewing.words.palette import GLYPHS, GROUND, THEMES
from support.visitor import ROOT

URLS = Urls(
    scripts=("/assets/map/map.js?v=1",),
    style="/assets/map/map.css?v=1",
    sites="/data/sites.json?v=1",
    boundaries="/data/boundaries.geojson?v=1",
)
HOSTILE = "{{ 'eva' ~ 'luated' }}{% raw %}`${alert(1)}</script>\\"


def decode(script: str) -> object:
    """Return what the one Base64 text of a script holds."""
    text = re.search(r'"([A-Za-z0-9+/=]+)"', script)
    assert text is not None
    return json.loads(base64.b64decode(text[1]))


def test_every_address_of_the_map_is_the_apps_own() -> None:
    """The rendered map asks for nothing but relative addresses."""
    drawn = PartnershipMap(URLS, {"en": {"map": "Map"}}, {"ink": "#000"})
    page = drawn.get_root().render()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    assert all(address.startswith("../../") for address in addresses)
    assert "//" not in re.sub(r"https?://www.w3.org\S*", "", "".join(addresses))


def test_no_label_is_compiled_or_run() -> None:
    """Text that Jinja2, HTML or JavaScript would read reaches the browser as the text it is."""
    drawn = PartnershipMap(URLS, {"en": {"map": HOSTILE}}, {"ink": "#000"})
    page = drawn.get_root().render()
    assert HOSTILE not in page
    assert "evaluated" not in page
    start = page[page.index("partnershipMap.start") :]
    settings = decode(start)
    assert isinstance(settings, dict)
    assert settings["labels"]["en"]["map"] == HOSTILE


@given(st.lists(st.booleans()))
def test_a_mask_is_one_bit_a_row(bits: list[bool]) -> None:
    """The browser's reading of the bits, the highest first, gives the mask back."""
    data = base64.b64decode(encode_mask(np.array(bits, dtype=np.bool_)))
    assert [bool(data[i >> 3] >> (7 - (i & 7)) & 1) for i in range(len(bits))] == bits


def test_sites_hold_each_place_once_and_every_row() -> None:
    """Each place with a point stands once with what is drawn of it; each row knows its place, or that it has none."""
    frame = load_frame()
    value = json.loads(build_map_data(frame))
    ids = [site[0] for site in value["sites"]]
    assert sorted(ids) == sorted(set(frame["site"][frame["longitude"].notna()]))
    assert len(value["rows"]) == len(frame)
    for (site, theme, partner, _), (_, row) in zip(value["rows"], frame.iterrows(), strict=True):
        assert (ids[site] if site >= 0 else "peru") == row["site"]
        assert list(THEMES)[theme] == row["theme"]
        assert bool(partner) == (row["site_role"] == "partner")


def test_sites_say_which_programmes_are_but_statistics() -> None:
    """Each statistic is named by the number that its rows have."""
    edition = load_edition()
    value = json.loads(edition.map_data)
    numbers = zip(edition.frame["program"], (row[3] for row in value["rows"]), strict=True)
    assert {program for program, number in numbers if number in value["statistics"]} == edition.statistics != set()


def test_sites_hold_no_text_but_names() -> None:
    """Titles, summaries and notes are not sent to the map."""
    frame = load_frame()
    sites = build_map_data(frame).decode()
    assert not [title for title in frame["title_en"] if title in sites]


# How people see linear RGB who lack one of its three cones: Machado et al. 2009, table 1, severity 1.0.
SEEN = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])  # IEC 61966-2-1


def test_every_theme_has_a_sign() -> None:
    """Each theme has its colour and character in the palette, its outline in the map's script, all in one order."""
    outlines = read_assets("map/basics.js").partition("SHAPES = {")[2].partition("}")[0]
    assert re.findall(r'^  "?([\w-]+)"?: "M', outlines, re.MULTILINE) == list(Theme)
    assert list(THEMES) == list(GLYPHS) == list(Theme)
    assert len(set(GLYPHS.values())) == len(Theme)


def linearize(colour: str) -> npt.NDArray[np.float64]:
    """Return the linear red, green and blue of a colour."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    return float(XYZ[1] @ linearize(colour))


def find_lab(linear: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return lightness, a and b of a linear colour (CIE 1976, D65)."""
    shares = XYZ @ linear.clip(0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(shares > (6 / 29) ** 3, np.cbrt(shares), shares / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["land", "neighbour", "sea", "paper"])
def test_themes_stand_out_from_the_ground(mode: str, ground: str) -> None:
    """Every theme's colour has at least 3:1 to every ground that it can lie on."""
    under = luminance(getattr(GROUND[ground], mode))
    for colour in THEMES.values():
        over = luminance(getattr(colour, mode))
        assert (max(over, under) + 0.05) / (min(over, under) + 0.05) >= 3


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("seen", SEEN)
def test_themes_are_told_apart_by_everyone(mode: str, seen: str) -> None:
    """Any two themes' colours are 28 units of CIE Lab apart for people who lack one kind of cone."""
    colours = {theme: find_lab(np.array(SEEN[seen]) @ linearize(getattr(one, mode))) for theme, one in THEMES.items()}
    pairs = itertools.combinations(colours, 2)
    assert [(one, other) for one, other in pairs if np.linalg.norm(colours[one] - colours[other]) < 28] == []


def test_streamlits_theme_has_the_same_colours() -> None:
    """What Streamlit draws itself has the palette's colours."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for mode in ("light", "dark"):
        for setting, name in (("primaryColor", "accent"), ("textColor", "ink"), ("backgroundColor", "paper")):
            assert theme[mode][setting] == getattr(GROUND[name], mode)
