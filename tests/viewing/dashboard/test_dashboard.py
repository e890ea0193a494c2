from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.viewing.data.edition import get_edition, get_edition_file
from support.visitor import ROOT

PAGE = ROOT / "page.py"
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


def test_all_but_the_map_is_left_to_the_browser() -> None:
    """A run draws empty places, one of which names the edition of the data, whatever is filtered and chosen."""
    found = [re.findall(r'<div class="[a-z]+-place"[^>]*></div>', read(open_page(**query))) for query in QUERIES]
    panel = f'<div class="panel-place" data-edition="{get_edition().digest}"></div>'
    assert found == [['<div class="head-place"></div>', panel, '<div class="below-place"></div>']] * len(QUERIES)


def test_the_session_holds_nothing() -> None:
    """Everything is in the URL: no widget but the map's frame keeps a state."""
    page = open_page(theme="space", site="iquitos", lang="en")
    names = {str(name) for name in page.session_state._state.filtered_state}  # noqa: SLF001 -- AppTest has no list of them
    assert {name.partition(" ")[0] for name in names if not re.match(r"[0-9a-f]{64}", name)} <= {"partnership"}


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
