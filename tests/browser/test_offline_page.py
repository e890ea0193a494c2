"""The page in one file, opened from a folder, in frames and in browsers that refuse, without a network."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, ConsoleMessage, Error, FrameLocator, Page, Request, expect

from geo.cli import cli
from geo.contract.files import BOUNDARIES, LOCATIONS
from geo.contract.numerals import CARDINALS, DOZENS, HUNDREDS, MONTHS
from geo.contract.texts import fold
from geo.viewing.data.address import SORTS, Address
from geo.viewing.data.edition import get_edition
from geo.viewing.data.filters import MAX_WORDS, Filters
from geo.viewing.data.result import Page as View
from geo.viewing.data.result import get_result
from geo.viewing.data.search_query import parse_search
from geo.viewing.data.search_texts import PARTS
from geo.viewing.downloads.offline_page import build_offline_page
from geo.viewing.html.panel import draw_panel
from geo.viewing.html.rendering import ASSETS, build_script, hash_inline_scripts, read_assets
from geo.viewing.html.table import draw_caption, sort_rows
from geo.viewing.words import text
from support.browsing import EVERYTHING, REFUSE, SIGNS, Theme, list_violations
from support.tools import unpack
from support.visitor import PATIENCE

EDITION = get_edition()
NAVY = EDITION.frame.loc[EDITION.index.match(Filters(q="navy")), "program"].nunique()
HOST = "https://host.example/"
# Takes away the focus and unfolds what is unfolded at first.
CALM = """() => { document.activeElement.blur();
  document.querySelectorAll("details").forEach((one) => { one.open = one.matches(".legend"); });
  scrollTo(0, 0); }"""

# Goes to addresses within the file, one after another; returns the panel that each shows once its link leads there.
SHOW = """async ([hashes, patience]) => {
  const panels = [], until = performance.now() + patience;
  for (const hash of hashes) {
    location.hash = hash;
    while (document.querySelector("#panel [data-copy]").getAttribute("href") !== `#${hash}`) {
      if (performance.now() > until) throw new Error(`not shown: ${hash}`);
      await new Promise((go) => { setTimeout(go); });
    }
    panels.push(document.querySelector("#panel").outerHTML);
  }
  return panels; }"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file that the command writes."""
    path = tmp_path_factory.mktemp("offline") / "map.html"
    result = CliRunner().invoke(cli, ["export", "--format", "html", "--output", str(path)])
    assert (result.exit_code, result.output) == (0, "")
    return path


@pytest.fixture
def watch(file: Path) -> Iterator[Callable[[Page], Page]]:
    """Return what listens to a page, which at the end has asked nobody and complained of nothing."""
    own = (file.parent.as_uri(), HOST, "about:", "blob:", "data:")
    pages: list[Page] = []
    heard: list[str] = []

    def ask(request: Request) -> None:
        if not request.url.startswith(own):
            heard.append(request.url)

    def complain(complaint: ConsoleMessage | Error) -> None:
        heard.append(str(complaint))

    def listen(page: Page) -> Page:
        page.on("request", ask)
        page.on("console", complain)
        page.on("pageerror", complain)
        pages.append(page)
        return page

    yield listen
    for page in pages:
        page.remove_listener("request", ask)
        page.remove_listener("console", complain)
        page.remove_listener("pageerror", complain)
    assert heard == []


@pytest.fixture
def page(shared_tab: Page, watch: Callable[[Page], Page], file: Path) -> Page:
    """Return the file as it is at first, in a page that most tests share: loaded once, then led back by its address."""
    watch(shared_tab)
    if shared_tab.url.partition("#")[0] != file.as_uri():
        open_at(shared_tab, file)
    shared_tab.mouse.move(0, 0)
    shared_tab.evaluate(CALM)
    go(shared_tab, Address(Filters()))
    expect(shared_tab.locator("#panel [data-copy]")).to_have_attribute("href", "#lang=en")
    shared_tab.evaluate("document.querySelector('button.home').click()")
    return shared_tab


@pytest.fixture
def fresh(browser: Browser, watch: Callable[[Page], Page]) -> Iterator[Page]:
    """Return an empty page in a profile of its own."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US", reduced_motion="reduce")
    yield watch(page)
    page.close()


def open_at(page: Page, file: Path, address: str = "") -> None:
    """Open the file at an address within it, and wait until the map is drawn."""
    if page.url != "about:blank":
        page.goto("about:blank")
    page.goto(file.as_uri() + address)
    expect(page.locator(".st-key-map[data-ready] [data-site]").first).to_be_visible()


def go(page: Page, address: Address) -> None:
    """Go to an address within the file, as a link does."""
    page.evaluate("hash => { location.hash = hash; }", address.href[1:])
    expect(page.locator("html")).to_have_attribute("lang", address.language)


def draw(page: Page, *addresses: Address) -> list[str]:
    """Return as the browser writes it what the server draws for each address, with links within the file.

    Filtered, the overview has a sentence in the place of the money, which is counted on the server alone.
    """

    def draw_one(address: Address) -> list[str | None]:
        html = str(draw_panel(EDITION, address, len(EDITION.frame))).replace('href="?', 'href="#')
        html = re.sub(r'"items\?lang=..#', '"#', html)
        html = re.sub(r'<details class="cite part">.*?</details>', "", html)  # the server alone has the forms
        return [html, getattr(text.OFFLINE_MONEY, address.language) if address.filters else None]

    drawn: list[str] = page.evaluate(
        """(all) => all.map(([html, money]) => {
          const panel = Object.assign(document.createElement("div"), { innerHTML: html }).firstChild;
          const details = panel.querySelector("details");
          if (money && details) {
            details.outerHTML = `<p class="quiet">${money}</p>`;
            panel.querySelector(".figures > :last-child").remove();
          }
          return panel.outerHTML; })""",
        [draw_one(address) for address in addresses],
    )
    return drawn


def test_it_is_one_small_file_and_always_the_same(file: Path) -> None:
    """Less than a megabyte, the same bytes each time, and the bytes of the data are in it."""
    content = file.read_bytes()
    assert len(content) < 1_000_000
    assert content == build_offline_page(EDITION)
    packed = re.search(r'<script[^>]* id="locations"[^>]*>([^<]*)</script>', content.decode())
    assert packed is not None
    assert unpack(packed[1]) == LOCATIONS.read_bytes()


def test_it_points_nowhere_but_to_the_sources(file: Path) -> None:
    """Nothing in the file is loaded from an address, and each of its scripts is allowed by its hash alone."""
    html = file.read_text(encoding="utf-8")
    assert re.findall(r"<(?:link|img|iframe|script|source|object|embed)[^>]*\s(?:src|href|data)=", html) == []
    assert re.findall(r"@import|url\((?!data:|#)", "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))) == []
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    allowed = re.findall(r"'sha256-[^']*'", policy[1].replace("&#39;", "'"))
    assert allowed == hash_inline_scripts(html)
    assert len(allowed) == 4
    assert "default-src 'none'" in policy[1].replace("&#39;", "'")


def test_it_knows_of_no_page_around_it() -> None:
    """No script of the file names a parent, a top or an opener, and none keeps anything in the browser."""
    scripts = "".join(path.read_text(encoding="utf-8") for path in ASSETS.rglob("*.js"))
    assert re.findall(r"\b(?:window|self)\.(?:parent|top|opener)\b|localStorage|document\.cookie", scripts) == []


@pytest.mark.browser
def test_its_map_has_the_detail_of_the_ground(page: Page) -> None:
    """At a place the nearest sheet is drawn, between places that of a region, around all the other countries."""
    page.evaluate("location.hash = 'site=callao&lang=en'; 0")
    page.locator("[data-zoom=callao]").click()
    chart = page.locator(".leaflet-container")
    expect(chart).to_have_attribute("data-ground", re.compile("near$"))
    expect(page.locator(".relief canvas")).to_be_attached()
    expect(page.locator(".near.land path.country").first).to_be_attached()
    page.locator(".legend summary").click()  # it covers what is at its corner
    expect(page.locator(".place.island")).to_have_text("San Lorenzo Island")
    page.locator("button.home").click()
    for _ in range(8):
        page.locator("button.zoomOut").click(force=True)
    expect(chart).to_have_attribute("data-ground", re.compile("^world"))
    expect(page.locator(".place.country", has_text="Mexico")).to_be_attached()


@pytest.mark.browser
def test_every_site_opens_its_programmes(page: Page) -> None:
    """A click on each place of the map shows its programmes in full, and a second click on it does so again."""
    sites = [str(one) for one in page.locator(".site[data-site]").evaluate_all("all => all.map((o) => o.dataset.site)")]
    assert len(sites) == SIGNS
    frame = EDITION.frame
    for site in [*sites, sites[-1]]:
        page.locator(f'.site[data-site="{site}"]').click(force=True)
        expect(page.locator(f'#panel[data-chosen="site={site}"]')).to_be_visible()
        shown = page.locator("#panel article").evaluate_all("all => all.map((one) => one.dataset.program)")
        assert set(shown) == set(frame.loc[frame["site"] == site, "program"])
        assert f"site={site}&" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#panel .listed").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_panel_is_the_server_s(page: Page, language: str) -> None:
    """What is chosen and filtered shows what the server draws for that address: lists, counts, sentences, links."""
    whole = Address(Filters(), language=language)
    filtered = [
        Filters(theme=("infrastructure",)),
        Filters(sector=("210", "410"), status=("implementation",)),
        Filters(agency=("u-s-navy", "department-of-state"), q="perú"),
        Filters(amount=("assistance",), precision=("2", "6")),
        Filters(q="NAVÁL  callao".replace("  ", " ")),
        Filters(q="no such <words>"),
        Filters(q="ports"),
        Filters(q="😀 !!!"),
        Filters(theme=("space",), q="chancai"),
    ]
    chosen = [{"site": "callao"}, {"site": "peruvian-amazon"}, {"program": "naval-medical-research"}, {}]
    addresses = [whole.filter(one).choose(**choice) for one in (Filters(), *filtered) for choice in chosen]
    assert len(addresses) == 40
    shown = page.evaluate(SHOW, [[address.href[1:] for address in addresses], PATIENCE * 1000])
    for address, there, drawn in zip(addresses, shown, draw(page, *addresses), strict=True):
        assert (address.href, there) == (address.href, drawn)


@pytest.mark.browser
def test_filters_and_search_change_everything_together(page: Page) -> None:
    """The filters change map, lists, table, counts and address, and one click clears them."""
    page.locator("form [data-dimension=sector] summary:visible").click()
    page.locator("form [data-code='M01']:visible").click()
    expect(page.locator(".sentence")).to_have_text("9 programmes in Defence Cooperation")
    assert page.locator(".site[data-site]").count() == 1
    assert page.locator("#panel [data-site]").count() == 1
    assert page.locator("table.rows tbody tr:visible").count() == int((EDITION.frame["sector"] == "M01").sum())
    counts = get_result(EDITION, Filters(sector=("M01",))).count("status")
    for code, count in counts.items():
        expect(page.locator(f"div[lang=en] form [data-filter=status][data-code={code}] b")).to_have_text(str(count))
    page.locator("form input[name=q]:visible").fill("NAVÁL callao")
    expect(page.locator(".sentence")).to_have_text("2 programmes in Defence Cooperation, naming “NAVÁL callao”")
    page.locator("form input[name=q]:visible").press("Enter")
    expect(page).to_have_url(re.compile("sector=M01&q=NAV"))
    page.locator("form input[name=q]:visible").fill('"Port navál"')
    expect(page.locator("[data-suggested]").first).to_have_text("“port naval” 2 programmes")
    page.locator("form input[name=q]:visible").fill('"Navál Port"')
    expect(page.locator(".sentence")).to_have_text('2 programmes in Defence Cooperation, naming “"Navál Port"”')
    page.locator("form input[name=q]:visible").fill("no such words")
    expect(page.locator("#panel .notice")).to_contain_text("Nothing matches")
    page.locator("#panel [data-clear]").click()
    expect(page.locator(".sentence")).to_have_text(EVERYTHING["en"])
    assert page.locator(".site[data-site]").count() == SIGNS
    assert page.locator("form input[name=q]:visible").input_value() == ""
    expect(page.locator("form [data-clear]").first).to_be_hidden()


@pytest.mark.browser
def test_several_codes_of_a_dimension_add_up(page: Page) -> None:
    """A second theme shows more, a press on it again takes it back, and Back does too."""
    for code, sentence in (
        ("space", "8 programmes on space"),
        ("people", "16 programmes and 2 statistics on space and people"),
        ("space", "8 programmes and 2 statistics on people"),
    ):
        page.locator(f"form [data-code={code}]:visible").click()
        expect(page.locator(".sentence")).to_have_text(sentence)
    assert page.locator("form [aria-current=true][data-code]:visible").count() == 1
    page.go_back()
    expect(page.locator(".sentence")).to_have_text("16 programmes and 2 statistics on space and people")


@pytest.mark.browser
def test_words_are_folded_as_in_python(page: Page) -> None:
    """The browser folds a text as the server does: accents, case, ligatures, quotes."""
    samples = [
        "O'Higgins",
        "O’Higgins",
        "Ñuñoa ÑANDÚ",
        "ß Straße ẞ",
        "İstanbul",
        "ﬁn",
        "ΣΊΣΥΦΟΣ ς",
        "Ærø",
        "１２ ㎏",
        "e\u0301",
    ]
    samples += [chr(code) for first, last in ((0x20, 0x131), (0x132, 0x250), (0x370, 0x530), (0x1E00, 0x2000))
                for code in range(first, last)]  # fmt: skip
    script = read_assets("search.js").replace("export ", "")
    folded = page.evaluate(f"samples => {{ {script}; return samples.map(fold); }}", samples)
    assert [(one, there) for one, there in zip(samples, folded, strict=True) if there != fold(one)] == []


@pytest.mark.browser
def test_a_search_is_parsed_and_answered_as_in_python(page: Page) -> None:
    """The browser parses, matches, ranks, explains and suggests as the server does."""
    samples = [
        "ports chancay", "Puertos", "U.S. Navy e.g.", "us$ 8,5 millones de dólares", "$8.5M", "1 800 millones", "1.800",
        "1,234.50 k", "0,750 million", "12..5", "20.5bn dollars", "x500m", "agencies luces luz policy", "…",
        "ﬁn ß 東京", "scannrs", "helicopters telescope", "usaid zzzz", "chankay", "Loreto", "previsto",
        "defense programs", "organizing harbours", "Travellers' centers", "licences dialogs", "IUU-F FMS usaid DFC",
        "iuu",
        "EE. UU.", "EE.UU. EEUU U.S.A", "200,000", "8.5", "mil millones", "FY2024 fiscal year 23", "US-CA", "2024-11",
        "November 2024", "1 nov. 2024", "october 5, 2024", "15 de noviembre del 2024", "May 2026", "2024-11-01",
        "1.825", "iuu fsm", "nine helicopters", "Nueve helicópteros", "sixty-five million dollars", "dos mil millones",
        "treinta y cinco", "two hundred and six", "once cien", "tenders", "😀 !!!",
        ", ".join(word for lists in (CARDINALS, HUNDREDS, DOZENS) for words in lists.values() for word in words),
        ", ".join(f"{name} 2024" for names in MONTHS.values() for name in names), "a hundred hundreds",
        "who pays for the scanners?", "¿Quién paga?", "WHO", "half a million visitors", "medio millón",
        "1 November", "Nov. 1", "1 de noviembre", "01/11/2024", "31.12.2024", "AF 2023", "quarter million",
        "State Dept.", "Dpto Estado", "blackhawk", "turistas", "CIA", "TPA", "over $500 million", "march 3,200",
        '"law enforcement"', "“Organized Defence programs centers labor”", '«enforcment law» x "y',
        '"more than $8.5 million" "FMS"', '"Nov. 1" ""',
        ">100 million", "≥ US$ 5,7 millones de dólares", "no más de 2.4M planned", "between 1 and 10 million",
        "over 9 helicopters", "entre 500.000 y $1.825 millones", "under half a billion, above one hundred million usd",
        "between 5 and 10 people", "between $1 and 1.1.2024 million", "between 9m and two million", "< usd 5 > $5 >5",
    ]  # fmt: skip
    index, known = EDITION.index, EDITION.index.search
    script = read_assets("search.js").replace("export ", "")
    texts = list(known.texts)
    call = """texts.reduce((found, text, i) => (isFound(sought, text) ? [...found, [i, rank(sought, text),
        explain(sought, text)]] : found), [])"""
    answers = page.evaluate(
        f"""([samples, texts]) => {{ {script}; return samples.map((q) => {{ const sought = parseSearch(q);
        const has = (other) => texts.some((text) => isFound(parseSearch(other), text));
        return [sought, {call}, has(q) ? [] : suggest(q, texts, has)]; }}); }}""",
        [samples, texts],
    )
    for q, (sought, found, offered) in zip(samples, answers, strict=True):
        expected = [
            {"text": one.text, "whole": list(one.whole), "any": list(one.any)}
            | ({"between": list(one.between)} if one.between else {})
            for one in parse_search(q)
        ]
        assert (q, sought) == (q, expected)
        rows = [int(row) for row in known.match(q).nonzero()[0]]
        explained = [[PARTS.index(part) for part in known.explain(q, row)] for row in rows]
        assert found == [[row, known.rank(q, row), parts] for row, parts in zip(rows, explained, strict=True)]
        assert (q, offered) == (q, [] if rows else [one.q for one in index.suggest(Filters(q=q))])


@pytest.mark.browser
def test_the_table_is_marked_and_sorted(page: Page) -> None:
    """What is chosen is marked in the table, and each heading sorts, reverses and clears as in the page."""
    page.locator("tbody [data-site=lima]:visible").first.click()
    expect(page.locator("#details")).to_have_text("Lima")
    marked = page.locator("tr.marked:visible")
    assert marked.count() == int((EDITION.frame["site"] == "lima").sum())
    page.locator("tbody [data-site=lima]:visible").first.click()  # lets it go
    expect(marked).to_have_count(0)
    go(page, Address(Filters(), language="es"))
    rows = page.locator("table.rows tbody th:visible")
    before = rows.all_text_contents()
    for column in SORTS:
        page.locator(f"[data-sort={column}]:visible").click()
        expect(page.locator(f"th[aria-sort] [data-sort={column}]:visible")).to_be_visible()
        expected = sort_rows(EDITION.frame.drop(columns="geometry"), column, EDITION.get_words("es"))[
            "title_es"
        ].tolist()
        assert rows.all_text_contents() == expected
    page.locator(f"[data-sort={SORTS[-1]}]:visible").click()
    expect(page.locator("th[aria-sort=ascending]:visible")).to_have_count(1)
    assert rows.all_text_contents() == before  # the document's order
    page.locator(f"[data-sort={SORTS[-1]}]:visible").click()
    expect(page.locator("th[aria-sort]")).to_have_count(0)
    assert rows.all_text_contents() == before


@pytest.mark.browser
def test_the_language_is_one_click_and_in_the_address(page: Page, file: Path, browser: Browser) -> None:
    """Spanish is one click away, comes with a link and with a Spanish browser; nothing English is left visible."""
    page.locator("form [data-code=space]:visible").click()
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("alianza"))
    assert page.evaluate("document.documentElement.lang") == "es"
    assert page.url.endswith("#theme=space&lang=es")
    expect(page.get_by_role("link", name="Español")).to_be_focused()
    page.locator("form [data-code=space]:visible").click()
    assert page.locator(".site[data-site=chancay]").get_attribute("aria-label") == "Puerto de Chancay, 1 programa"
    assert page.locator("[lang=en]:visible:not([data-language])").count() == 0
    other = browser.new_page(locale="es-PE")
    open_at(other, file)
    assert other.evaluate("document.documentElement.lang") == "es"
    open_at(other, file, "?lang=en")
    assert other.evaluate("document.documentElement.lang") == "en"
    other.close()


@pytest.mark.browser
def test_the_table_counts_its_rows_and_saves_them(page: Page) -> None:
    """As in the page: how many, why amounts repeat only where one does, and these rows of the data."""
    counted = page.locator("[data-counted]:visible")
    for filters, language in ((Filters(), "es"), (Filters(theme=("people",)), "en"), (Filters(site=("paita",)), "es")):
        address = Address(filters, language=language)
        go(page, address)
        shown = View(EDITION, address)
        caption = draw_caption(shown, shown.rows.drop(columns="geometry")).striptags()
        expect(page.locator(".sentence")).to_contain_text(shown.describe_number(shown.result.programs))
        assert " ".join(counted.inner_text().split()) in " ".join(caption.split())
        repeats = getattr(text.ROWS_REPEAT, language)
        assert (repeats in caption) is (repeats in counted.inner_text())
    with page.expect_download() as saved:
        page.locator("[data-rows]:visible").click()
    data, some = (json.loads(path.read_bytes()) for path in (LOCATIONS, saved.value.path()))
    mask = EDITION.index.match(filters)
    assert 0 < len(some["features"]) < len(mask)
    assert some == {**data, "features": list(itertools.compress(data["features"], mask))}


@pytest.mark.browser
def test_the_data_can_be_saved(page: Page) -> None:
    """The file saved is the GeoJSON of the project, byte for byte."""
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the data (GeoJSON)").click()
    assert saved.value.suggested_filename == "peru-partnership.geojson"
    assert Path(saved.value.path()).read_bytes() == LOCATIONS.read_bytes()


@pytest.mark.browser
def test_everything_works_by_keyboard(page: Page) -> None:
    """Tab reaches each place on the map, Enter opens it and moves on to its details, Escape returns there."""
    page.locator(".buttons button").first.focus()
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.site ?? null"))
    assert reached >= set(page.locator(".site[data-site]").evaluate_all("all => all.map(one => one.dataset.site)"))
    page.locator(".site[data-site=paita]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h2#details")).to_be_focused()
    expect(page.locator("#voice")).to_have_text("Port of Paita: 1 programme")
    assert "Port of Paita" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Escape")
    expect(page.locator("#panel .listed").first).to_be_visible()
    expect(page.locator(".site[data-site=paita]")).to_be_focused()


@pytest.mark.browser
def test_the_lists_lead_in_and_back(page: Page) -> None:
    """A link of the list moves the focus to the details and Escape back to it; the skip link leads to the panel."""
    page.locator("#panel [data-site=lima]").press("Enter")
    expect(page.locator("#details")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel [data-site=lima]")).to_be_focused()
    page.locator("#panel [data-site=lima]").click()
    page.locator("form input[name=q]:visible").press("Escape")  # it is the field's: what is chosen stays
    expect(page.locator("#panel[data-chosen='site=lima']")).to_be_visible()
    page.locator("form input[name=q]:visible").fill("port")
    page.locator("div[lang=en] .skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_focused()
    page.get_by_role("link", name="Clear all").press("Enter")
    expect(page.locator("form input[name=q]:visible")).to_be_focused()


@pytest.mark.browser
def test_back_returns_to_what_was_chosen_before(page: Page) -> None:
    """The browser's back button undoes a choice."""
    page.locator("#panel [data-site=lima]").click()
    page.locator("#panel [data-back]").click()
    page.go_back()
    expect(page.locator("#panel[data-chosen='site=lima']")).to_be_visible()
    page.go_back()
    expect(page.locator("#panel[data-chosen='']")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("filters", [Filters(), Filters(theme=("infrastructure",))])
def test_a_programme_and_its_item_lead_to_each_other(page: Page, filters: Filters) -> None:
    """The source of a programme opens the list of items at its row; a programme there is shown in the panel."""
    go(page, Address(filters, program="blue-dot-network", language="es"))
    row = page.locator("[id='item-4.0']:visible")
    expect(row).to_have_count(0)
    page.locator("#panel a[href='#item-4.0']").click()
    expect(row).to_be_in_viewport()
    row.locator("a", has_text="Infraestructura").click()
    expect(page.locator("#details")).to_contain_text("Infraestructura: el sector público y el privado")


@pytest.mark.browser
def test_a_link_to_a_state_opens_it(fresh: Page, file: Path) -> None:
    """What is copied opens the same: filters, words, choice, language."""
    address = Address(Filters(theme=("infrastructure",), q="puerto"), site="paita", language="es")
    open_at(fresh, file, f"#{address.href[1:]}")
    assert fresh.locator("#panel").evaluate("one => one.outerHTML") == draw(fresh, address)[0]
    assert fresh.locator("form input[name=q]:visible").input_value() == "puerto"


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["sandbox", "srcdoc", "other", "own"])
def test_it_works_in_a_frame(fresh: Page, file: Path, kind: str) -> None:
    """In a sandbox, as `srcdoc`, in a page of another origin and of its own all works, and the host stays as it was."""
    frames = {
        "sandbox": f'sandbox="allow-scripts" src="{file.as_uri()}"',
        "srcdoc": f'srcdoc="{escape(file.read_text(encoding="utf-8"))}"',
        "other": f'src="{file.as_uri()}"',  # each file is an origin of its own
        "own": f'src="{HOST}map.html"',
    }
    body = (
        f'<!DOCTYPE html><html lang="qu"><title>Host</title><iframe {frames[kind]} width="1200" height="850"></iframe>'
    )
    host = file.with_name(f"{kind}.html")
    host.write_text(body, encoding="utf-8")
    fresh.route(f"{HOST}map.html", lambda route: route.fulfill(path=file, content_type="text/html"))
    fresh.route(f"{HOST}host.html", lambda route: route.fulfill(path=host, content_type="text/html"))
    fresh.goto(f"{HOST}host.html" if kind == "own" else host.as_uri())
    frame = fresh.frame_locator("iframe")
    use(frame)
    frame.locator("div[lang=en] .skip").focus()
    fresh.keyboard.press("Enter")
    expect(frame.locator("#panel")).to_be_focused()
    frame.get_by_role("link", name="Español").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text(re.compile("alianza"))
    assert fresh.evaluate("[document.documentElement.lang, document.title]") == ["qu", "Host"]


def use(page: Page | FrameLocator) -> None:
    """Choose on the map and in the list, search, and clear, and see that everything follows."""
    page.locator(".site[data-site=chancay] svg").click()
    expect(page.locator("#details")).to_have_text("Port of Chancay")
    page.locator("#panel [data-back]").click()
    page.locator("#panel [data-program]").first.click()
    expect(page.locator("#panel article")).to_have_count(1)
    page.locator("#panel [data-back]").click()
    page.locator("form input[name=q]:visible").fill("navy")
    expect(page.locator(".sentence")).to_have_text(f"{NAVY} programmes, naming “navy”")
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator(".sentence")).to_have_text(EVERYTHING["en"])
    expect(page.locator(".site[data-site]")).to_have_count(SIGNS)


@pytest.mark.browser
def test_a_frame_that_is_shown_late_draws_its_map(fresh: Page, file: Path) -> None:
    """In a frame without room nothing fails, and the map is drawn once there is some."""
    host = file.with_name("late.html")
    host.write_text(
        f'<title>Host</title><iframe src="{file.as_uri()}" width="1200" height="850" hidden></iframe>', encoding="utf-8"
    )
    fresh.goto(host.as_uri())
    frame = fresh.frames[1]
    frame.wait_for_selector("#panel", state="attached")
    fresh.evaluate("document.querySelector('iframe').hidden = false")
    use(fresh.frame_locator("iframe"))
    fresh.evaluate("document.querySelector('iframe').hidden = true")
    fresh.evaluate("document.querySelector('iframe').hidden = false")
    use(fresh.frame_locator("iframe"))


@pytest.mark.browser
def test_a_browser_that_refuses_addresses_stops_nothing(fresh: Page, file: Path) -> None:
    """Where the history takes no more steps, list, field, map and panel go on together."""
    fresh.add_init_script(REFUSE)
    open_at(fresh, file)
    use(fresh)
    assert "#" not in fresh.url
    field = fresh.locator("form input[name=q]:visible")
    field.fill("port of")
    expect(fresh.locator(".sentence")).to_contain_text("port of")
    field.press("Enter")
    go(fresh, Address(Filters(), site="lima"))  # what a person writes into the address is followed all the same
    expect(fresh.locator("#details")).to_have_text("Lima")
    fresh.clock.install()
    fresh.locator("#panel [data-back]").click()
    expect(fresh.locator("#panel .listed").first).to_be_visible()
    assert "site=lima" in fresh.url
    fresh.evaluate("window.allowed = true")
    fresh.clock.fast_forward(5000)
    expect(fresh).to_have_url(re.compile("#lang=en$"))


@pytest.mark.browser
def test_held_keys_ask_for_no_address(fresh: Page, file: Path) -> None:
    """A key held for 150 letters and taken back writes no address until it is let go; list and field agree."""
    open_at(fresh, file)
    fresh.clock.install()
    fresh.clock.pause_at("2100-01-01")  # keys come at any pace of the machine within one moment
    fresh.evaluate(
        """() => { window.steps = 0; for (const name of ["pushState", "replaceState"]) {
          const write = history[name];
          history[name] = function (...all) { steps += 1; return write.apply(this, all); }; } }"""
    )
    field = fresh.locator("form input[name=q]:visible")
    field.fill("a" * 150)
    for _ in range(149):
        fresh.keyboard.down("Backspace")
    fresh.keyboard.up("Backspace")
    assert fresh.evaluate("steps") == 0
    fresh.clock.run_for(150)
    assert field.input_value() == "a"
    expect(fresh.locator(".sentence")).to_contain_text("“a”")
    field.press("Enter")
    assert fresh.evaluate("steps") == 1
    assert fresh.url.endswith("#q=a&lang=en")
    field.fill("b" * 300)
    fresh.clock.run_for(150)
    expect(fresh.locator(".sentence")).to_contain_text("b" * MAX_WORDS)


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    [Address(Filters()), Address(Filters(theme=("infrastructure",)), site="callao", sort="amount", language="es")],
    ids=["whole", "state"],
)
def test_a_copy_that_a_browser_saved_is_as_good(page: Page, fresh: Page, file: Path, address: Address) -> None:
    """A page saved with what its scripts have drawn draws nothing twice, and works."""
    go(page, address)
    page.locator("form [data-code=people]:visible").click()
    copy = file.with_name("copy.html")
    copy.write_text("<!DOCTYPE html>" + page.evaluate("document.documentElement.outerHTML"), encoding="utf-8")
    open_at(fresh, copy)
    for selector, count in (
        ("#panel", 1),
        (".leaflet-map-pane", 1),
        (".site[data-site]", SIGNS),
        ("form", 2),
        ("#voice", 1),
    ):
        expect(fresh.locator(selector)).to_have_count(count)
    assert fresh.evaluate("document.querySelectorAll('body > .voice').length") == 1
    assert fresh.locator("#panel").evaluate("one => one.outerHTML") == draw(fresh, Address(Filters()))[0]
    use(fresh)


@pytest.mark.browser
def test_it_prints_map_list_and_source(page: Page) -> None:
    """On paper there are map, list, table and source, and no control."""
    page.emulate_media(media="print")
    shown = (".site[data-site=callao]", "#panel .listed", "div[lang=en] tbody tr", "div[lang=en] > aside .notice")
    for selector in shown:
        expect(page.locator(selector).first).to_be_visible()
    for selector in ("form", ".languages", "[data-save]", ".buttons", ".skip", "#panel .tools"):
        for one in page.locator(selector).all():
            expect(one).to_be_hidden()
    assert len(page.pdf()) > 20_000


@pytest.mark.browser
@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing(fresh: Page, file: Path, theme: Theme, width: int) -> None:
    """In both languages and themes, whole, filtered and chosen, no rule of WCAG 2.2 AA is broken."""
    fresh.set_viewport_size({"width": width, "height": 800})
    fresh.emulate_media(color_scheme=theme)
    open_at(fresh, file)
    whole = Address(Filters())
    for address in (
        whole,
        whole.filter(Filters(theme=("space",))).translate("es"),
        whole.choose(site="callao").translate("es"),
        whole.choose(program="visa-applications"),
    ):
        go(fresh, address)
        opener = fresh.locator("form [data-dimension=sector] summary:visible")
        opener.click()
        assert (address.href, list_violations(fresh)) == (address.href, [])
        opener.click()


@pytest.mark.browser
def test_nothing_overflows_on_a_phone(page: Page) -> None:
    """At 390 pixels the page is no wider than the screen, the filters open or not."""
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("form [data-dimension=sector] summary:visible").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.browser
def test_on_a_small_phone_on_its_side_the_table_is_below_the_list(page: Page) -> None:
    """In one column the list is as high as what it holds, however low the screen is."""
    page.set_viewport_size({"width": 667, "height": 375})
    panel, table = (page.locator(one).bounding_box() for one in ("#panel", "[data-counted]:visible"))
    assert panel is not None
    assert table is not None
    assert panel["y"] + panel["height"] <= table["y"]


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    [
        "#site=nowhere&program=x&lang=de",
        "#lang=" + "x" * 50_000,
        "#%00%ff&&&=&sector=<b>",
        "#site=__proto__&__proto__=x&constructor=x&toString=x",
        "#panel",
    ],
    ids=lambda one: one[:12],
)
def test_an_address_that_means_nothing_gives_the_whole(fresh: Page, file: Path, address: str) -> None:
    """Whatever stands after #, there is a page; what it names in vain is left aside."""
    open_at(fresh, file, address)
    expect(fresh.locator("#panel[data-chosen='']")).to_be_visible()
    expect(fresh.locator(".sentence")).to_have_text(EVERYTHING["en"])


@pytest.mark.browser
def test_without_scripts_everything_but_the_map_is_there(file: Path, browser: Browser) -> None:
    """Without JavaScript the lists, all details and the table can be read, and a link leads to its details."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.locator("noscript .notice").first).to_be_visible()
    programs = "noscript[id^='program='] article:visible"
    assert page.locator(programs).count() == EDITION.frame["program"].nunique()
    assert page.locator("table.rows tbody tr:visible").count() == len(EDITION.frame)
    assert page.locator(".st-key-explorer:visible, form:visible").count() == 0
    page.locator("a[data-site=lima]:visible").first.click()
    expect(page.locator("noscript[id='site=lima&lang=en'] h2")).to_be_in_viewport()
    context.close()


def test_modules_make_one_script() -> None:
    """The modules of a script are joined without their imports and exports, in a scope of their own."""
    script = build_script("dom.js", "address.js")
    assert re.findall(r"^(?:import|export)\b", script, re.MULTILINE) == []
    assert script.startswith("(() => {")


def test_a_broken_file_is_told_in_one_line(tmp_path: Path) -> None:
    """What the strict check refuses makes no page."""
    (tmp_path / "locations.geojson").write_text("{}")
    (tmp_path / "boundaries.geojson").write_bytes(BOUNDARIES.read_bytes())
    result = CliRunner().invoke(cli, ["export", "--data", str(tmp_path), "--format", "html"])
    assert result.exit_code == 1
    assert json.loads(BOUNDARIES.read_text(encoding="utf-8"))["type"] == "FeatureCollection"
