from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.viewing.data.edition import get_edition_file
from geo.viewing.data.frame import load_frame
from support.visitor import ROOT

PAGE = ROOT / "page.py"
FRAME = load_frame()


def open_page(**query: str) -> AppTest:
    """Run the page with a query."""
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def read(page: AppTest) -> str:
    """Return the HTML of the page's own elements."""
    return "\n".join(element.proto.body for element in page.get("html"))


def test_the_opening_page_counts_everything() -> None:
    """The headline tells every programme and site of the file."""
    page = open_page(lang="en")
    assert not page.exception
    figures = re.findall(r"<dd>([^<]+)</dd>", read(page))
    sites = FRAME[FRAME["longitude"].notna() & (FRAME["site_role"] == "site")]["site"].nunique()
    assert figures[:2] == [str(FRAME["program"].nunique()), str(sites)]
    assert figures[2].startswith("more than $")


@pytest.mark.parametrize(("language", "archived"), [("en", "archived"), ("es", "archivada")])
def test_the_head_links_to_the_archived_document(language: str, archived: str) -> None:
    """The line below the title says that the document is archived, and its date opens it."""
    head = read(open_page(lang=language)).partition('<div class="head">')[2].partition("</div>")[0]
    assert archived in head
    assert re.search(r'<a href="https://bidenwhitehouse\.archives\.gov/[^"]+"[^>]*>[^<]*2024</a>', head)


def test_every_site_and_nationwide_programme_is_listed() -> None:
    """The lists beside the map hold every place and every programme without one."""
    lists = read(open_page(lang="es")).partition("En el mapa")[2].partition('<div class="pictures">')[0]
    nationwide = FRAME[FRAME["longitude"].isna()]["program"].unique()
    assert re.findall('data-program="([^"]+)"', lists) == list(nationwide)
    assert len(re.findall('data-site="([^"]+)"', lists)) == 8


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("site", sorted(set(FRAME["site"]) - {"peru"}))
def test_every_site_opens(site: str, language: str) -> None:
    """A link to a site shows each of its programmes with title, summary and source, in its language."""
    page = open_page(site=site, lang=language)
    assert not page.exception
    shown = read(page).replace("&#39;", "'").replace("&amp;", "&").replace("&#34;", '"')
    for _, row in FRAME[FRAME["site"] == site].iterrows():
        assert row[f"title_{language}"] in shown
        assert row[f"summary_{language}"] in shown
        assert row["source_url"] in shown


@pytest.mark.parametrize("program", FRAME["program"].unique())
def test_every_programme_opens(program: str) -> None:
    """A link to a programme shows everything the data holds of it."""
    page = open_page(program=program, lang="en")
    assert not page.exception
    shown = read(page).replace("&#39;", "'").replace("&amp;", "&")
    row = FRAME[FRAME["program"] == program].iloc[0]
    for agency in row["agencies"]:
        assert agency in shown
    for figure in row["figures"]:
        assert figure["unit_en"] in shown
    assert row["title_en"] in shown


def test_a_filter_narrows_all_and_no_match_offers_a_way_back() -> None:
    """A theme narrows the figures; a search without a match says so, and one press clears it."""
    page = open_page(theme="space", lang="en")
    assert f"<dd>{FRAME[FRAME['theme'] == 'space']['program'].nunique()}</dd>" in read(page)
    page = open_page(q="no such thing", lang="en")
    assert "Nothing matches these filters." in read(page)
    page.button(key="clear").click().run()
    assert "Nothing matches" not in read(page)


def test_two_things_done_at_once_both_hold() -> None:
    """What is done before the browser has heard of what was done before it, and so sent with the old address, adds."""
    page = open_page(lang="en")
    page.button_group(key="theme").select("space").run()
    assert page.query_params["theme"] == "space"
    page.query_params.clear()
    page.query_params["lang"] = "en"
    page.text_input(key="q").set_value("nasa").run()
    assert (page.query_params["theme"], page.query_params["q"]) == ("space", "nasa")


def test_what_was_gone_back_from_does_not_return() -> None:
    """After a step back, what is done next is done to what is shown, not to what the step left."""
    page = open_page(lang="en")
    page.button_group(key="theme").select("space").run()
    page.query_params.clear()
    page.query_params["lang"] = "en"
    page.run()
    assert "7 programmes" not in read(page)
    page.text_input(key="q").set_value("nasa").run()
    assert "theme" not in page.query_params


def test_an_outdated_link_is_told_quietly() -> None:
    """A value that the data does not have is named, and the page stands."""
    page = open_page(sector="999", lang="en")
    assert not page.exception
    assert "sector=999" in read(page)


def test_the_session_holds_no_more_than_the_widgets() -> None:
    """Everything that lasts is in the URL: the session's state has the widgets' keys alone."""
    page = open_page(theme="space", site="iquitos", lang="en")
    allowed = {
        "language",
        "q",
        "theme",
        "agency",
        "status",
        "amount",
        "precision",
        "clear",
        "tabs",
        "money",
        "themes",
        "agencies",
        "table",
        "pending",
        "sector",
    }
    names = {str(name) for name in page.session_state._state.filtered_state}  # noqa: SLF001 -- AppTest has no list of them
    assert {name for name in names if not re.match(r"[0-9a-f]{64}", name)} <= allowed | {"partnership"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_data_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """With a broken file the page still comes up and says so in the visitor's language."""
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type":', encoding="utf-8")
    monkeypatch.setenv("GEO_DATA", str(broken))
    get_edition_file.cache_clear()
    try:
        page = open_page(lang=language)
    finally:
        get_edition_file.cache_clear()
    assert not page.exception
    assert len(page.error) == 1
    assert ("cannot be shown" if language == "en" else "No se pueden mostrar") in page.error[0].value
