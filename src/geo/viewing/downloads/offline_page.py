"""The static edition: the map, the details, the search, the table and the data in one HTML file that asks nobody.

It is for any web server, for a memory stick, for an office without internet. folium makes the map; Leaflet, `map.js`
and all data stand in the file. Its content security policy runs these scripts and no other, and loads nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from markupsafe import Markup
from xstatic.pkg import leaflet

from geo.contract.fields import DIMENSIONS
from geo.contract.vocabulary import SECTORS, Qualifier, SiteRole, Text, Theme
from geo.viewing.data.edition import Edition
from geo.viewing.data.row_index import Row
from geo.viewing.downloads.query import NAME
from geo.viewing.html.details import Context, describe_place, draw_glyph, draw_program
from geo.viewing.html.folium_map import Urls, build_parts
from geo.viewing.html.rendering import TEMPLATES, hash_inline_scripts, read_assets
from geo.viewing.words import text
from geo.viewing.words.palette import STYLE, VARIABLES
from geo.viewing.words.wording import Words

_WORDS: Final = SimpleNamespace(
    KEYS=Text(
        "A place or a programme can be chosen on the map, in the lists and in the table; Escape returns.",
        "Un lugar o un programa se elige en el mapa, en las listas y en la tabla; Escape vuelve.",
    ),
    SAVE=Text("Save the data (GeoJSON)", "Guardar los datos (GeoJSON)"),
    SHOWN=Text(
        "Programmes: {programs}; places on the map: {sites}", "Programas: {programs}; lugares en el mapa: {sites}"
    ),
    NO_SCRIPT=Text(
        "Without JavaScript there is no map; everything else is below.",
        "Sin JavaScript no hay mapa; todo lo demás está abajo.",
    ),
)
# What a script element may hold without ending early; JSON reads it as it was.
_IN_SCRIPT: Final = {ord("<"): "\\u003c", ord("\u2028"): "\\u2028", ord("\u2029"): "\\u2029"}


def build_offline_page(edition: Edition) -> bytes:
    """Return the HTML file of an edition of the data."""
    rows = [edition.rows.get(position) for position in range(len(edition.frame))]
    labels = {code: {name: getattr(words, code) for name, words in text.MAP.items()} for code in text.LANGUAGES}
    map_parts = build_parts(Urls(sites="#sites", boundaries="#boundaries"), labels, VARIABLES)
    page = TEMPLATES.get_template("static.html").render(
        text=text,
        words=_WORDS,
        languages={code: Words(code) for code in text.LANGUAGES},
        names=text.LANGUAGES,
        map_body=Markup(map_parts.body),  # noqa: S704 -- holds folium's own markup and no text of the data
        styles=[Markup(style) for style in _read_styles()],  # noqa: S704 -- our own files and Leaflet's
        scripts=[Markup(script) for script in (*_read_scripts(), map_parts.script)],  # noqa: S704 -- likewise
        data={
            "boundaries": _to_script(edition.boundaries),
            "sites": _to_script(edition.map_data),
            "locations": _to_script(edition.content),
        },
        source=edition.metadata["source"],
        attribution=edition.metadata["attribution"],
        institutions={name: words.es for name, words in text.INSTITUTIONS.items()},
        sectors=_list_sectors(rows),
        sites=_list_sites(rows),
        programs=list(_list_programs(edition)),
        rows=[(row["program"], {one: _list_cells(row, Words(one)) for one in text.LANGUAGES}) for row in rows],
        glyph=draw_glyph,
        file=f"{NAME}.geojson",
    )
    scripts = " ".join(hash_inline_scripts(page))
    policy = f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:"
    return page.replace("POLICY", policy, 1).encode()


def _read_styles() -> Iterator[str]:
    folder = Path(leaflet.BASE_DIR)
    # Leaflet's images are those of a marker and a control that this map does not have.
    yield (folder / "leaflet.css").read_text(encoding="utf-8").replace("url(images/", "url(data:,")
    yield read_assets("map.css", "page.css", "static.css")
    yield f":root {{ {STYLE} }}"


def _read_scripts() -> Iterator[str]:
    yield (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8").partition("\n//# sourceMappingURL")[0]
    yield from map(read_assets, ("map.js", "static.js"))


def _to_script(content: bytes) -> Markup:
    return Markup(content.decode("utf-8-sig").translate(_IN_SCRIPT))  # noqa: S704 -- can neither end nor leave the script


def _list_sectors(rows: Sequence[Row]) -> Mapping[str, Text]:
    present = {row["sector"] for row in rows}
    return {code: name for code, name in SECTORS.items() if code in present}


def _list_sites(rows: Sequence[Row]) -> list[Mapping[str, Any]]:
    """Return each place on the map: its code, and by language its name and how well it is known."""
    placed = {row["site"]: row for row in rows if row["longitude"] is not None}
    return [
        {
            "code": code,
            "about": {one: (row[f"site_{one}"], describe_place(row, Words(one))) for one in text.LANGUAGES},
            "partner": row["site_role"] == SiteRole.PARTNER,
        }
        for code, row in sorted(placed.items(), key=lambda item: item[1]["site_en"])
    ]


def _list_programs(edition: Edition) -> Iterator[Mapping[str, Any]]:
    """Yield each programme: its code, its titles, its details by language, whether it is nationwide."""
    contexts = {one: build_context(edition, one) for one in text.LANGUAGES}
    for code in edition.titles["en"]:
        rows = edition.rows.list("program", code)
        yield {
            "code": code,
            "theme": Theme(rows[0]["theme"]),
            "titles": {one: titles[code] for one, titles in edition.titles.items()},
            "details": {one: draw_program(rows, context) for one, context in contexts.items()},
            "nationwide": all(row["longitude"] is None for row in rows),
        }


def build_context(edition: Edition, language: str) -> Context:
    """Return what programmes are told with in a language; the address of a site is one within the file."""
    date = edition.metadata["source"]["date"]
    return Context(Words(language), edition.titles[language], date, partial("#lang={}&site={}".format, language))


def _list_cells(row: Row, words: Words) -> list[str]:
    amount = (
        "" if row["amount_usd"] is None else words.money(int(row["amount_usd"]), Qualifier(row["amount_qualifier"]))
    )
    kind = "" if row["amount_type"] is None else words.label("amount", row["amount_type"], {})
    coded = {
        name: words.label(name, str(row[DIMENSIONS[name]]), {}) for name in ("theme", "sector", "status", "precision")
    }
    return [
        row[f"title_{words.language}"], row[f"site_{words.language}"], coded["theme"], coded["sector"],
        words.every(map(words.institution, row["agencies"])), amount, kind, coded["status"], coded["precision"],
    ]  # fmt: skip
