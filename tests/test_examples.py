"""A second collection is a map of its own: built, audited, shown, exported, with nothing of the committed one in it."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.cli import cli
from geo.contract.faults import DataError
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.downloads.download_list import draw_downloads
from geo.viewing.downloads.offline_page import build_offline_page
from geo.viewing.downloads.registry import DOWNLOADS, EVERYTHING, build_download
from geo.viewing.html.about import draw_about
from geo.viewing.html.charts import draw_charts
from geo.viewing.html.citation import FORMS, build_citation
from geo.viewing.html.items import build_items_page
from geo.viewing.html.map_labels import build_labels
from geo.viewing.html.picture import draw_picture
from geo.viewing.html.table import draw_table
from geo.viewing.server import data_routes, index_page, sharing
from support.tools import unpack

FOLDER = Path(__file__).parent.parent / "examples" / "philippines"
OTHERS = re.compile(r"\bper[uú]|\blima\b|callao|white house|casa blanca|national archives|archived", re.IGNORECASE)
PACKED = re.compile(r'<script type="application/gzip" id="(\w+[-\w]*)">([^<]+)</script>')
BASE = "https://map.example/"


@pytest.fixture(scope="module")
def edition() -> Edition:
    """Return the second collection."""
    return load_edition(FOLDER)


def draw_everything(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each page, panel and citation."""
    for language in edition.languages:
        whole = Address(Filters(), language=language)
        choices = [whole, whole.filter(Filters(q="nothing has this"))]
        choices += [whole.choose(site=site) for site in edition.known["site"]]
        choices += [whole.choose(program=program) for program in edition.known["program"]]
        yield from ((f"page {one.href}", index_page.draw_page(edition, one, BASE)) for one in choices)
        page = Page(edition, whole)
        yield "about", draw_about(page)
        yield "charts", draw_charts(edition, Filters(), language)
        yield "table", draw_table(edition.frame.drop(columns="geometry"), whole, page.words)
        yield "downloads", draw_downloads(page, BASE)
        yield "items", build_items_page(edition, language)
        yield "missing", sharing.draw_missing(edition, language, "./")
        yield "dataset", data_routes.get_dataset_page(edition, language).content.decode()
        citation = build_citation(edition, None, language, BASE)
        yield from ((form, write(citation)) for form, (_, _, write) in FORMS.items())
    yield "labels", str(build_labels(edition))


def list_texts(name: str, content: bytes) -> Mapping[str, str]:
    """Return the texts in a file that is offered."""
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            return {f"{name}/{one}": book.read(one).decode() for one in book.namelist()}
    text = content.decode("utf-8", "ignore")
    inner = {f"{name}#{key}": unpack(packed).decode() for key, packed in PACKED.findall(text)}
    return {name: PACKED.sub("", text), **inner}


def test_the_second_collection_is_sound() -> None:
    """Its records are what the document says, and its files are what the records make."""
    arguments = ["check", "--data", str(FOLDER), "--document", str(FOLDER / "document.txt")]
    result = CliRunner().invoke(cli, arguments)
    assert result.exception is None, result.output
    assert "covered   100.0% of the document; 0 faults" in result.output


def test_a_reader_finds_what_the_document_says(edition: Edition) -> None:
    """Four places, each once, an area for the corridor, one amount for the whole country, Japan as a partner."""
    frame = edition.frame
    assert list(edition.known["site"]) == [
        "batangas", "clark", "luzon-economic-corridor", "manila", "philippines", "subic-bay",
    ]  # fmt: skip
    corridor = frame[frame["site"] == "luzon-economic-corridor"].iloc[0]
    assert corridor.geometry.geom_type in ("Polygon", "MultiPolygon")
    assert "Government of Japan" in corridor["partners"]
    paid = frame[frame["amount_usd"].notna()]
    assert paid[["site", "amount_usd", "amount_qualifier"]].values.tolist() == [
        ["philippines", 500_000_000, "more_than"]
    ]


def test_no_page_of_it_speaks_of_another_country(edition: Edition) -> None:
    """Pages, panels, labels of the map and citations say what this collection is, and nothing of the committed one."""
    drawn = list(draw_everything(edition))
    assert {name: found[0] for name, text in drawn if (found := OTHERS.search(text))} == {}
    pages = [text for name, text in drawn if name.startswith("page")]
    assert all("Philippines" in text or "Filipinas" in text for text in pages)
    assert '"identifier": "PH"' in dict(drawn)["dataset"]
    assert "Map of the Philippines. Tab reaches" in dict(drawn)["labels"]
    assert draw_picture(edition, "en").startswith(b"\x89PNG")


@pytest.mark.parametrize("name", DOWNLOADS)
def test_no_file_of_it_speaks_of_another_country(edition: Edition, name: str) -> None:
    """Each file that is offered, and the page in one file, are this collection's alone."""
    content = build_download(edition, name)
    assert {key: found[0] for key, text in list_texts(name, content).items() if (found := OTHERS.search(text))} == {}
    saved = DOWNLOADS[name].name_file(edition, EVERYTHING, name.rpartition(".")[2])
    assert saved is None or saved.startswith("philippines-alliance")


def test_the_page_in_one_file_holds_its_own_ground(edition: Edition) -> None:
    """What is packed into it is the second country's ground, and nothing warns."""
    texts = list_texts("map.html", build_offline_page(edition))
    assert '"en":"Philippines"' in texts["map.html#boundaries"]


@pytest.mark.parametrize(("language", "other"), [("en", "es"), ("es", "en")])
def test_one_language_is_enough(tmp_path: Path, language: str, other: str) -> None:
    """Without the other the records are sound, the audit reads what is there, and no page offers what is not."""
    folder = tmp_path / "one"
    shutil.copytree(FOLDER, folder)
    for path in folder.rglob("*.toml"):
        if path.name != "institutions.toml" or language == "en":  # records know an institution by its English name
            alone = re.sub(
                rf'^{other} = .*\n|\b{other} = "[^"]*"(?:, )?', "", path.read_text("utf-8"), flags=re.MULTILINE
            )
            path.write_text(re.sub(r",\s*}", " }", alone), "utf-8")
    source = folder / "source.toml"
    source.write_text(source.read_text("utf-8").replace("[collection]", f'[collection]\nlanguages = ["{language}"]'))
    result = CliRunner().invoke(cli, ["build", "--data", str(folder), "--document", str(folder / "document.txt")])
    assert result.exception is None, result.output
    edition = load_edition(folder)
    drawn = list(draw_everything(edition))
    assert [name for name, text in drawn if f"lang={other}" in text or 'class="languages"' in text] == []
    assert f"lang={other}" not in build_offline_page(edition).decode()


def test_a_theme_has_the_name_that_the_collection_gives_it(tmp_path: Path) -> None:
    """The map's legend, the filters, the table, the search and the exported files call it so."""
    value = json.loads((FOLDER / "locations.geojson").read_bytes())
    value["metadata"]["collection"]["themes"] = {"infrastructure": {"en": "Corridors", "es": "Corredores"}}
    path = tmp_path / "locations.geojson"
    path.write_text(json.dumps(value), "utf-8")
    edition = load_edition(path, FOLDER / "boundaries.geojson")
    assert build_labels(edition)["en"]["infrastructure"] == "Corridors"
    page = Page(edition, Address(Filters(theme=("infrastructure",)), language="es"))
    assert page.label("theme", "infrastructure") == "Corredores"
    assert ">Corredores<" in draw_table(page.rows.drop(columns="geometry"), page.address, page.words, edition)
    assert page.edition.index.match(Filters(q="corridors")).all()
    assert b",Corridors,Corredores," in build_download(edition, "locations.csv")
    assert (
        ">Corridors<" in list_texts("x.xlsx", build_download(edition, "programmes.xlsx"))["x.xlsx/xl/sharedStrings.xml"]
    )


def test_a_missing_language_is_told(tmp_path: Path) -> None:
    """A text that lacks one of the collection's languages is a fault, and not shown blank."""
    folder = tmp_path / "short"
    shutil.copytree(FOLDER, folder)
    path = folder / "programs" / "infrastructure-activities.toml"
    path.write_text(re.sub(r"^es = .*\n", "", path.read_text("utf-8"), count=1, flags=re.MULTILINE), "utf-8")
    result = CliRunner().invoke(cli, ["check", "--data", str(folder)])
    assert isinstance(result.exception, DataError)
    assert [str(fault) for fault in result.exception.faults] == [
        "programs/infrastructure-activities.toml: title.es: missing"
    ]
