from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from PIL import Image

from geo.viewing.data.edition import get_edition
from geo.viewing.server.security import build_headers, build_policies
from geo.viewing.words import text
from support.visitor import Server, run_server

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
HOST = "https://map.example/peru/"
NEWS = "https://news.example https://*.example:8443"


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield a server that knows its public address and the sites that may embed it, below a path."""
    log = tmp_path_factory.mktemp("hosted") / "log"
    env = {"GEO_URL": HOST.rstrip("/"), "GEO_EMBED": NEWS, "STREAMLIT_SERVER_BASE_URL_PATH": "/b"}
    with run_server(log, env=env, base="/b") as one:
        yield one


def test_robots_are_led_to_the_sitemap(server: Server, hosted: Server) -> None:
    """robots.txt is plain text and names the sitemap where visitors find it."""
    status, headers, body = server.fetch("/robots.txt")
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert f"Sitemap: {server.url}/sitemap.xml\n" in body.decode()
    assert f"Sitemap: {HOST}sitemap.xml\n" in hosted.fetch("/b/robots.txt")[2].decode()


def test_the_sitemap_lists_every_address_in_both_languages(server: Server, hosted: Server) -> None:
    """Each site and programme is there in each language, and what is there is answered."""
    urls = [one.text or "" for one in ET.fromstring(server.fetch("/sitemap.xml")[2]).iter(LOC)]  # noqa: S314 -- ours
    known = get_edition().known
    assert len(urls) == len(set(urls)) == 2 * (1 + len(known["site"]) + len(known["program"]) + 1)
    for url in urls[:4] + urls[-4:]:
        assert server.fetch(url.removeprefix(server.url))[0] == 200
    assert f"<loc>{HOST}?site=chancay&amp;lang=es</loc>" in hosted.fetch("/b/sitemap.xml")[2].decode()


def test_icon_and_picture_are_images(server: Server, hosted: Server) -> None:
    """Both are images that other sites may fetch or show, of the size that the page names."""
    for one, base in ((server, ""), (hosted, "/b")):
        with Image.open(io.BytesIO(one.fetch(f"{base}/favicon.ico")[2])) as icon:
            assert icon.format == "ICO"
        status, headers, body = one.fetch(f"{base}/data/picture.png?lang=es")
        assert (status, headers["Content-Type"]) == (200, "image/png")
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        with Image.open(io.BytesIO(body)) as picture:
            assert picture.size == (1200, 630)


def test_the_head_says_what_is_shared(server: Server, hosted: Server) -> None:
    """A link to a site names the site, under the host's address."""
    head = (
        hosted.fetch("/b/?site=chancay&lang=es&embed=true&embed_options=dark_theme")[2].decode().partition("</head>")[0]
    )
    assert "<title>Puerto de Chancay – " in head
    assert f'<link rel="canonical" href="{HOST}?site=chancay&amp;lang=es">' in head
    assert f'content="{HOST}data/picture.png?lang=es"' in head
    assert "color-scheme: dark !important" in head
    assert 'href="./favicon.ico"' in head
    forwarded = server.fetch("/", X_Forwarded_Proto="https", Host="map.example")[2].decode()
    assert '<link rel="canonical" href="https://map.example/?lang=en">' in forwarded


def test_embedding_stays_in_every_link(server: Server) -> None:
    """The links of the page and of the panel keep what Streamlit is told of the frame; what it does not know goes."""
    for path in ("/", "/data/panel", "/data/below", "/data/parts", "/items", "/dataset"):
        query = "?lang=en&embed=true&embed_options=dark_theme&embed_options=nonsense"
        body = server.fetch(path + query)[2].decode()
        links = re.findall(r'<a href="((?:\./)?\?[^"]*)"', body)
        assert links
        assert all(one.endswith("&amp;embed=true&amp;embed_options=dark_theme") for one in links)


def test_an_unknown_address_is_a_page_that_says_so(server: Server, hosted: Server) -> None:
    """It is 404, in the visitor's language and the page's style, and leads to the map from any depth."""
    accepted, language = "en;q=0.3, qu, es;q=0.9", "es"
    for one, base in ((server, ""), (hosted, "/b")):
        paths = (
            ("/nothing", "./"),
            ("/a/b/c", "../../"),
            ("/index.html", "./"),
            ("/items/", "../"),
            ("/static/x", "../"),
        )
        for path, root in paths:
            status, headers, body = one.fetch(base + path, Accept_Language=accepted)
            page = body.decode()
            assert (path, status, headers["Content-Type"]) == (path, 404, "text/html; charset=utf-8")
            assert f'<html lang="{language}">' in page
            assert getattr(text.MISSING, language) in page
            assert f'<a href="{root}?lang={language}">' in page


def test_streamlits_own_addresses_are_answered(server: Server) -> None:
    """The page for 404 stands in the way of nothing that Streamlit serves."""
    assert server.fetch("/_stcore/health")[2] == b"ok"
    assert server.fetch("/favicon.png")[0] == 200
    script = re.search(rb'src="\./(static/js/index[^"]+)"', server.fetch("/")[2])
    assert script is not None
    assert server.fetch(f"/{script[1].decode()}")[0] == 200


def test_only_the_sites_named_may_embed(server: Server, hosted: Server) -> None:
    """Without a setting nobody may show the page in a frame; with it the sites named may, everywhere alike."""
    for path in ("/", "/data/map.html", "/dataset"):
        headers = server.fetch(path)[1]
        assert headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        headers = hosted.fetch(f"/b{path}")[1]
        assert headers["Content-Security-Policy"].endswith(f"frame-ancestors 'self' {NEWS}")
        assert "X-Frame-Options" not in headers


@pytest.mark.parametrize("value", ["*", "https://x.example/path", "javascript:1", "https://x;script-src *", "'none'"])
def test_a_setting_that_is_no_site_stops_the_start(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever could change the policy otherwise is refused, and named."""
    monkeypatch.setenv("GEO_EMBED", value)
    with pytest.raises(ValueError, match="GEO_EMBED"):
        build_policies()
    monkeypatch.delenv("GEO_EMBED")
    scope = {"type": "http", "path": "/", "scheme": "http", "headers": []}
    assert build_headers(scope, build_policies())["X-Frame-Options"] == "SAMEORIGIN"


def test_a_citation_has_the_address_of_its_page(server: Server, hosted: Server) -> None:
    """Each form is a file that names the programme's page where visitors find it; what is not there is 404."""
    for form in ("txt", "bib", "ris", "json"):
        status, headers, body = hosted.fetch(f"/b/data/citation.{form}?program=blue-dot-network&lang=es")
        assert (status, f"{HOST}?program=blue-dot-network" in body.decode()) == (200, True)
        assert f"blue-dot-network.{form}" in headers["Content-Disposition"]
    assert f"{server.url}/?lang=en" in server.fetch("/data/citation.txt")[2].decode()
    assert server.fetch("/data/citation.txt?program=nothing")[0] == server.fetch("/data/citation.doc")[0] == 404
