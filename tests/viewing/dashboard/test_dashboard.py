from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.viewing.data.edition import get_edition, get_edition_file
from geo.viewing.data.frame import load_frame
from support.visitor import ROOT

PAGE = ROOT / "page.py"
FRAME = load_frame()
QUERIES = ({"lang": "en"}, {"theme": "space", "lang": "es"}, {"site": "callao"}, {"program": "visa-applications"})


def open_page(**query: str) -> AppTest:
    """Run the page with a query."""
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def read(page: AppTest) -> str:
    """Return the HTML of the page's own elements."""
    return "\n".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize(("language", "archived"), [("en", "archived"), ("es", "archivada")])
def test_the_head_links_to_the_archived_document(language: str, archived: str) -> None:
    """The line below the title says that the document is archived, and its date opens it."""
    head = read(open_page(lang=language)).partition('<div class="head">')[2].partition("</div>")[0]
    assert archived in head
    assert re.search(r'<a href="https://bidenwhitehouse\.archives\.gov/[^"]+"[^>]*>[^<]*2024</a>', head)


def test_the_panel_is_left_to_the_browser() -> None:
    """A run draws an empty place that names the edition of the data, whatever is filtered and chosen."""
    places = {re.findall(r'<div class="panel-place"[^>]*></div>', read(open_page(**query)))[0] for query in QUERIES}
    assert places == {f'<div class="panel-place" data-edition="{get_edition().digest}"></div>'}


def test_a_filter_narrows_all_and_can_be_cleared() -> None:
    """A theme narrows the table; one press clears all filters and leaves language and tab."""
    page = open_page(theme="space", tab="table", lang="es")
    rows = read(page).partition("<tbody>")[2].count("<th")
    assert rows == int((FRAME["theme"] == "space").sum())
    page.button(key="clear").click().run()
    assert read(page).partition("<tbody>")[2].count("<th") == len(FRAME)
    assert page.query_params == {"tab": "table", "lang": "es"}


def hear_nothing(page: AppTest) -> None:
    """Let a page send its next run with the address that it had at first, as a browser on a slow line does."""
    page.query_params.clear()
    page.query_params["lang"] = "en"


def test_two_filters_pressed_on_a_slow_line_both_hold() -> None:
    """What is done before the browser has heard of what was done before it, and so sent with the old address, adds."""
    page = open_page(lang="en")
    page.button_group(key="theme").select("space").run()
    assert page.query_params["theme"] == "space"
    hear_nothing(page)
    page.text_input(key="q").set_value("nasa").run()
    assert (page.query_params["theme"], page.query_params["q"]) == ("space", "nasa")
    hear_nothing(page)
    page.button_group(key="language").select("es").run()
    assert (page.query_params["theme"], page.query_params["q"], page.query_params["lang"]) == ("space", "nasa", "es")


def test_what_was_gone_back_from_does_not_return() -> None:
    """After a step back, what is done next is done to what is shown, not to what the step left."""
    page = open_page(lang="en")
    page.button_group(key="theme").select("space").run()
    hear_nothing(page)
    page.run()
    assert page.button_group(key="theme").value == []
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
        "written",
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
