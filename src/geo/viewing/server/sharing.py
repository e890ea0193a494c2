"""What search engines, networks and lost visitors ask for: robots.txt, a sitemap, icon and picture, a page for 404."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send
from streamlit import file_util

from geo.contract.faults import DataError
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, cached, get_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.hosting import find_public_url, list_embedding_sites
from geo.viewing.html.citation import FORMS, build_citation
from geo.viewing.html.head import PICTURE
from geo.viewing.html.picture import draw_icon, draw_picture
from geo.viewing.html.rendering import build_plain_page
from geo.viewing.server.responses import Body, build_body, respond, respond_problem
from geo.viewing.words import text
from geo.viewing.words.wording import choose_language, find_language

_MOST: Final = 50_000  # addresses in a sitemap (sitemaps.org)
_PRIVATE: Final = ("data/panel", "data/below", "data/parts", "_stcore/")  # parts of a page, and what a run needs
_SITEMAP: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    "{}\n</urlset>\n"
)
_ENTRY: Final = Markup("<url><loc>{}</loc>{}</url>")
_OTHER: Final = Markup('<xhtml:link rel="alternate" hreflang="{}" href="{}"/>')
_STREAMLIT: Final = ("", "_stcore", "app", "auth", "component", "media", "oauth2callback")


def find_base(request: Request, path: str) -> str:
    """Return where the app is, with a slash at its end: GEO_URL, else as the request has it; `path` is the route's."""
    if url := find_public_url():
        return url
    forwarded = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    scheme = "https" if "https" in (forwarded, request.url.scheme) else "http"
    return f"{scheme}://{request.headers.get('host', '')}{request.url.path.removesuffix(path.lstrip('/'))}"


def get_embed_url(base: str) -> str:
    """Return where the app is, as `find_base` has it, or nothing where no other site may show it."""
    return base if list_embedding_sites() else ""


def serve_robots(request: Request) -> Response:
    """Serve what robots may read: all but what is a part of a page."""
    base = find_base(request, "/robots.txt")
    path = request.url.path.removesuffix("robots.txt")
    closed = "".join(f"Disallow: {path}{one}\n" for one in _PRIVATE)
    return PlainTextResponse(f"User-agent: *\n{closed}Sitemap: {base}sitemap.xml\n")


def serve_sitemap(request: Request) -> Response:
    """Serve the addresses worth a visit in every language: the whole, each site, each programme, the data's page."""
    base = find_base(request, "/sitemap.xml")
    entries = itertools.islice(_list_entries(get_edition(), base), _MOST)
    return Response(_SITEMAP.format("\n".join(entries)), media_type="application/xml")


def _list_entries(edition: Edition, base: str) -> Iterator[str]:
    whole = Address(Filters())
    addresses = itertools.chain(
        [whole],
        (whole.choose(site=site) for site in edition.known["site"]),
        (whole.choose(program=program) for program in edition.known["program"]),
    )
    pages = itertools.chain(
        ({code: f"{base}{address.translate(code).href}" for code in edition.languages} for address in addresses),
        ({code: f"{base}dataset?lang={code}" for code in edition.languages},),
    )
    for urls in pages:
        others = Markup().join(_OTHER.format(code, url) for code, url in urls.items())
        yield from (_ENTRY.format(url, others) for url in urls.values())


@functools.cache
def _get_icon() -> Body:
    return build_body(draw_icon(), "image/vnd.microsoft.icon")


def serve_icon(request: Request) -> Response:
    """Serve the icon of the page."""
    return respond(request, _get_icon())


@cached
def _get_picture(edition: Edition, language: str) -> Body:
    font = next(Path(file_util.get_static_dir(), "static", "media").glob("SourceSansVF-Upright*"), None)  # the page's
    return build_body(draw_picture(edition, language, font), "image/png", edition.modified)


def serve_picture(request: Request) -> Response:
    """Serve the picture that a shared link shows."""
    edition = get_edition()
    language = choose_language(request.query_params.get("lang"), None, edition.known["lang"])
    return respond(request, _get_picture(edition, language))


def serve_citation(request: Request) -> Response:
    """Serve the citation of the data, or of the programme that the query names, in the form of the suffix."""
    form, program = request.path_params["form"], request.query_params.get("program")
    if form not in FORMS:
        return respond_problem(404, "Not Found", f"There is no form {form!r}.", allowed=list(FORMS))
    edition = get_edition()
    if program is not None and program not in edition.known["program"]:
        return respond_problem(404, "Not Found", "There is no such programme.")
    language = choose_language(request.query_params.get("lang"), None, edition.known["lang"])
    citation = build_citation(edition, program, language, find_base(request, f"/data/citation.{form}"))
    media_type, _, write = FORMS[form]
    return respond(request, build_body(write(citation).encode(), media_type), f"{citation.key}.{form}")


class Missing(BaseRoute):
    """Every address below a base that is neither a route before this one nor Streamlit's own: a page that says so."""

    def __init__(self, base: str) -> None:
        """Stand below a base, `/` or `/path/`."""
        self.base: Final = base
        folder = Path(file_util.get_static_dir())
        self._files: Final = {path.relative_to(folder).as_posix() for path in folder.rglob("*")} - {"index.html"}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match what nothing else serves."""
        path = scope["path"]
        is_below = scope["type"] == "http" and path.startswith(self.base)
        rest = path.removeprefix(self.base)
        first = rest.partition("/")[0]
        # Of a file that it lacks Streamlit sends its page and 200.
        is_known = rest in self._files or first in _STREAMLIT
        return (Match.FULL, {}) if is_below and not is_known else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 in the visitor's language; the links hold under any prefix of a proxy."""
        request = Request(scope)
        browser = find_language(request.headers.get("accept-language", ""))
        root = "../" * scope["path"].removeprefix(self.base).count("/") or "./"
        try:
            edition = get_edition()
            language = choose_language(request.query_params.get("lang"), browser, edition.known["lang"])
            page = draw_missing(edition, language, root)
            answer: Response = HTMLResponse(page, status_code=404, headers={"Vary": "Accept-Language"})
        except DataError:
            answer = PlainTextResponse("Not Found", status_code=404)
        await answer(scope, receive, send)


def draw_missing(edition: Edition, language: str, root: str) -> str:
    """Return the page for an address that is not there; `root` is the way from it to the map."""
    words = edition.get_words(language)
    title, why = words.say(text.MISSING), words.say(text.MISSING_WHY)
    return build_plain_page("missing.html", edition, words, path=root, title=title, description=why, root=root)


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/robots.txt", serve_robots),
    Route("/sitemap.xml", serve_sitemap),
    Route("/favicon.ico", serve_icon),
    Route(f"/{PICTURE}", serve_picture),
    Route("/data/citation.{form}", serve_citation),
)
