"""Hostile text in every field that is shown, without the check that would refuse it: it is shown and does nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from geo.contract.properties import find_text_problem
from geo.contract.vocabulary import Theme
from support.browsing import return_to, settle, step
from support.naughty import make_strings
from support.samples import METADATA, make_bytes, make_feature
from support.visitor import Server, run_server

UNCHECKED = """
import geo.contract.check
geo.contract.check._find_problems = lambda value, data: iter(())
"""
SHOWN = 60  # programmes that the details of one place show
LISTED = 50  # places of one theme: no more than the list shows


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that a server would make if it evaluated a text."""
    return tmp_path_factory.mktemp("trap") / "caught"


@pytest.fixture(scope="module")
def strings(trap: Path) -> list[str]:
    """Return the hostile strings."""
    return make_strings(str(trap))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, strings: list[str]) -> Iterator[Server]:
    """Run the app, without the check of texts, on a file that holds every string in every field."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "locations.geojson").write_bytes(make_file(strings))
    data = folder / "locations.geojson"
    with run_server(folder / "log", env={"GEO_DATA": str(data)}, prepare=UNCHECKED) as server:
        yield server
        assert "Traceback" not in server.log.read_text(encoding="utf-8")


def make_file(strings: list[str]) -> bytes:
    """Return a file with each string as every text of a programme, of a place, of a nationwide programme."""
    features = []
    for number, string in enumerate(strings):
        place: dict[str, Any] = {
            "site": f"group-{number // SHOWN}",
            "site_en": "Group",
            "site_es": "Grupo",
            "longitude": -70.0 - number // SHOWN,
        }
        features.append(make_feature(program=f"p{number}", **make_texts(string), **place))
        own = {
            "theme": list(Theme)[number // LISTED],
            "site": f"s{number}",
            "site_en": string,
            "site_es": string,
            "gazetteer": string,
            "gazetteer_id": string,
        }
        at: dict[str, Any] = {"longitude": -80 + number % 12, "latitude": -2.0 - number // 12}
        features.append(make_feature(program=f"q{number}", amount_part_of=None, **own, **at))
    return make_bytes(
        *features, metadata=METADATA | {"title": strings[0], "description": strings[1], "attribution": strings}
    )


def make_texts(string: str) -> dict[str, Any]:
    """Return every text of a programme as the string."""
    names = ("title_en", "title_es", "summary_en", "summary_es", "note_en", "note_es")
    figure = {"value": 3, "qualifier": "exact", "unit_en": string, "unit_es": string}
    return dict.fromkeys(names, string) | {"agencies": [string], "partners": [string], "figures": [figure]}


@pytest.fixture(scope="module")
def caught() -> list[object]:
    """Return the list of what the canaries of all pages hear."""
    return []


@pytest.fixture
def watch(trap: Path, caught: list[object]) -> Iterator[Callable[[Page], Page]]:
    """Return what hangs a canary into a page, which at the end nothing has called, from there or from the map's frame.

    Nor has a dialog opened, or anything been asked of another's host.
    """

    def note(request: Request) -> None:
        if "evil.example" in (urlsplit(request.url).hostname or ""):
            caught.append(request.url)

    def dismiss(dialog: Dialog) -> None:
        caught.append(dialog.message)
        dialog.dismiss()

    def hang(page: Page) -> Page:
        if not page.evaluate("'canary' in window"):
            page.expose_function("canary", lambda *what: caught.append(what))
            page.on("request", note)
            page.on("dialog", dismiss)
        return page

    caught.clear()
    yield hang
    assert caught == []
    assert not trap.exists()


@pytest.fixture
def page(open_tab: Callable[..., Page], watch: Callable[[Page], Page]) -> Page:
    """Return an empty page with a canary."""
    return watch(open_tab(1280, 900))


@pytest.fixture
def visit(shared_tab: Page, watch: Callable[[Page], Page], server: Server, strings: list[str]) -> Page:
    """Return the whole page with a canary, which most tests share, at a hostile address: it arrives there."""
    return_to(watch(shared_tab), server, f"?q={quote(strings[0])}&site=s0&lang=es")
    return shared_tab


def read_texts(page: Page, selector: str) -> list[str]:
    """Return the text of each element, as it stands in the document."""
    texts: list[str] = page.locator(selector).evaluate_all("all => all.map(one => one.textContent)")
    return texts


def test_the_canary_sings(page: Page) -> None:
    """The canary hears a script of the page, so that its silence means something."""
    heard: list[str] = []
    page.expose_function("other", lambda *what: heard.extend(what))
    page.set_content("<img src=x onerror=\"other('heard').then(() => { this.dataset.heard = ''; })\">")
    expect(page.locator("img[data-heard]")).to_be_attached()
    assert heard == ["heard"]


@pytest.mark.browser
def test_details_show_the_text_given(visit: Page, strings: list[str]) -> None:
    """Title, summary, figures, institutions, partners and notes of a programme are the strings themselves."""
    for group in range(-(-len(strings) // SHOWN)):
        expected = strings[group * SHOWN : (group + 1) * SHOWN]
        step(visit, f"?site=group-{group}&lang=en")
        settle(visit)
        expect(visit.locator(".program")).to_have_count(len(expected))
        assert [one[2:] for one in read_texts(visit, ".program h3")] == expected
        assert read_texts(visit, ".program > p:first-of-type") == expected
        facts = "\n".join(read_texts(visit, ".program dd"))
        for string in expected:
            assert facts.count(string) >= 4


@pytest.mark.browser
def test_lists_and_map_show_the_text_given(visit: Page, strings: list[str]) -> None:
    """Each place's name on the map, its name for screen readers and its line in the list are the strings themselves."""
    step(visit, "?lang=en")
    settle(visit)
    frame = visit.locator(".st-key-map iframe").content_frame
    expect(frame.locator(".site")).to_have_count(len(strings) - -len(strings) // SHOWN)
    names = frame.locator(".site").evaluate_all(
        "all => all.map(one => [one.dataset.site, one.textContent, one.ariaLabel])"
    )
    shown = {site: (name, label) for site, name, label in names}
    for number, string in enumerate(strings):
        assert shown[f"s{number}"] == (string, f"{string}, 1 programme")


@pytest.mark.browser
def test_the_list_shows_the_text_given(visit: Page, strings: list[str]) -> None:
    """Each line of the list is the string itself."""
    for theme, start in zip(Theme, range(0, len(strings), LISTED), strict=False):
        step(visit, f"?lang=en&theme={theme}")
        settle(visit)
        names = visit.locator("#panel a[data-site] > span:first-child")
        expect(names.first).to_be_attached()
        assert set(strings[start : start + LISTED]) - set(names.all_text_contents()) == set()


@pytest.mark.browser
def test_a_place_opens_with_the_text_given(visit: Page, strings: list[str]) -> None:
    """The heading of a place and how it was found are the strings themselves."""
    for number in (0, 3, 12, 37, 38, 52, 53, 64, len(strings) - 1):
        step(visit, f"?site=s{number}&lang=es")
        settle(visit)
        expect(visit.locator("header.site h2")).to_have_text(strings[number], use_inner_text=False)
        assert strings[number] in read_texts(visit, "header.site p")[0]


@pytest.mark.browser
def test_searching_for_it_shows_it(visit: Page, strings: list[str]) -> None:
    """A hostile search is a text in the field, in the sentence and in the address."""
    for string in (strings[0], strings[1], strings[37], strings[52], strings[53], "\x00\x1b[31m\u202e" + strings[4]):
        shown = string[string.rfind("\u202e") + 1 :]
        step(visit, f"?lang=en&q={quote(string)}")
        expect(visit.locator(".sentence")).to_contain_text(shown)
        assert shown in read_texts(visit, ".sentence")[0]


@pytest.mark.browser
def test_the_opening_shows_the_text_given(page: Page, server: Server, strings: list[str]) -> None:
    """Before Streamlit is there, details and search hold the strings themselves, and nothing of them runs."""
    page.route("**/static/js/*", lambda route: route.abort())
    for number in (0, 3, 12, 37, 38, 52, 53, 64):
        page.goto(f"{server.url}/?site=s{number}&lang=es&q={quote(strings[number][:100])}")
        expect(page.locator("#opening header.site h2")).to_have_text(strings[number], use_inner_text=False)
        assert strings[number].startswith(page.locator("#opening [name=q]").input_value()[:20])
    for group in range(-(-len(strings) // SHOWN)):
        expected = strings[group * SHOWN : (group + 1) * SHOWN]
        page.goto(f"{server.url}/?site=group-{group}&lang=en")
        assert read_texts(page, "#opening .program > p:first-of-type") == expected


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/dataset", "/dataset?lang=es", "/data/map.html"])
def test_the_other_pages_show_the_text_given(page: Page, server: Server, strings: list[str], path: str) -> None:
    """The page for machines and the static edition hold each string as text, and nothing of it runs."""
    page.goto(server.url + path)
    expect(page.locator("body")).to_contain_text("Chancay; DELETE")
    texts = "\0".join(read_texts(page, "th, td, li, h1, p, dd, h2 span, a"))
    for string in strings:
        assert string in texts, string


@pytest.mark.browser
def test_the_page_in_one_file_is_as_safe(page: Page, server: Server, strings: list[str], tmp_path: Path) -> None:
    """Opened from a folder, without the server's policy, nothing runs either, and map and details show the strings."""
    path = tmp_path / "map.html"
    path.write_bytes(server.fetch("/data/map.html")[2])
    page.goto(path.as_uri())
    expect(page.locator(".site[data-site]")).to_have_count(len(strings) - -len(strings) // SHOWN)
    names = page.locator(".site[data-site]").evaluate_all("all => all.map(one => [one.dataset.site, one.textContent])")
    assert {number: dict(names)[f"s{number}"] for number in range(len(strings))} == dict(enumerate(strings))
    page.locator(".site[data-site=s1]").evaluate("one => one.click()")
    expect(page.locator("header.site h2")).to_have_text(strings[1], use_inner_text=False)
    with page.expect_download() as saved:
        page.locator("[data-save]:visible").click()
    features = json.loads(Path(saved.value.path()).read_bytes())["features"]
    assert [feature["properties"]["title_en"] for feature in features[::2]] == strings


def test_the_downloads_hold_the_text_given(server: Server, strings: list[str]) -> None:
    """GeoJSON and KML give the strings back; CSV does, but for the apostrophe before what would be a formula."""
    features = json.loads(server.fetch("/data/locations.geojson")[2])["features"]
    assert [feature["properties"]["title_es"] for feature in features[::2]] == strings
    kml = ET.fromstring(server.fetch("/data/locations.kml")[2])  # noqa: S314 -- our own server's
    names = [one.text for one in kml.iter("{http://www.opengis.net/kml/2.2}name")]
    assert set(strings) <= set(names)
    rows = list(csv.DictReader(io.StringIO(server.fetch("/data/locations.csv")[2].decode("utf-8-sig"))))
    assert [row["title_en"].removeprefix("'") for row in rows[::2]] == [string.removeprefix("'") for string in strings]
    assert not [row["title_en"] for row in rows if row["title_en"].lstrip()[:1] in tuple("=+-@")]


def test_a_name_of_a_download_holds_none_of_it(server: Server, strings: list[str]) -> None:
    """Whatever is searched for, the name under which a browser saves the file is plain."""
    for string in strings[:40]:
        _, headers, _ = server.fetch(f"/data/locations.geojson?q={quote(string[:150])}")
        assert re.fullmatch(r'attachment; filename="[a-z0-9_.-]+"', headers["Content-Disposition"] or "")


def test_the_check_would_have_refused_what_markup_and_templates_need(strings: list[str]) -> None:
    """With the check in place a text that could be markup or a template does not come so far."""
    for string in strings:
        if re.search(r"<\w|\{\{|\{%|`", string):
            assert find_text_problem(string) is not None
    assert sum(find_text_problem(string) is None for string in strings) > 40
