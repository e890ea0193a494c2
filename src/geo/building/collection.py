"""The table `collection` of `source.toml`: what the page needs to know of the document and its countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from babel import Locale
from babel.lists import format_list
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from geo.building.tables import FILLED, LAX, UNIQUE, BothLanguages, Line, Slug, Table, matches
from geo.contract.boundaries import Boundary, BoundaryKind
from geo.contract.collection import COUNTRY, LANGUAGES, MEMBERS, REQUIRED, SECTION, TEXTS, find_bounds
from geo.contract.faults import DataError, Fault
from geo.contract.fields import FIELDS
from geo.contract.vocabulary import Text, Theme, slugify

_COUNTRY: Final = next(field.pattern.pattern for field in FIELDS if field.name == "country" and field.pattern)


def _check_texts(texts: Mapping[str, Text]) -> Mapping[str, Text]:
    unknown = [name for name in texts if name not in TEXTS]
    if unknown:
        values = {"name": unknown[0], "allowed": ", ".join(TEXTS)}
        raise PydanticCustomError("message", "unknown key '{name}'; allowed are {allowed}", values)
    missing = [name for name in REQUIRED if name not in texts]
    if missing:
        raise PydanticCustomError("message", "'{name}' is missing", {"name": missing[0]})
    return texts


class Country(Table):
    """A country that the map shows: `site` is the id of the site that stands for all of it, `name` what it is called.

    Unless given, the name is that of Unicode's CLDR, and the site is named after it in English.
    """

    code: Annotated[str, matches(_COUNTRY)]
    site: Slug | None = None
    name: BothLanguages | None = None

    @property
    def names(self) -> Text:
        """What the country is called."""
        return self.name or Text(*(Locale(language).territories[self.code] for language in LANGUAGES))

    @property
    def slug(self) -> str:
        """The id of the site that stands for all of the country."""
        return self.site or slugify(self.names.en)


class Presentation(Table):
    """What the page needs to know.

    `slug` begins the names of files, `name` says in a word what the map is of, `authors` who made it. `texts` are the
    page's own words (`geo.contract.collection.TEXTS`), `themes` what themes are called here,
    `doubts` what is left open.
    """

    slug: Slug
    languages: Annotated[tuple[Annotated[str, matches("|".join(LANGUAGES))], ...], LAX, FILLED, UNIQUE] = LANGUAGES
    countries: Annotated[tuple[Country, ...], LAX, FILLED]
    name: BothLanguages | None = None
    authors: Line = "The contributors to this map"
    keywords: Annotated[tuple[Line, ...], LAX, UNIQUE] = ()
    texts: Annotated[Mapping[str, BothLanguages], AfterValidator(_check_texts)]
    themes: Mapping[Annotated[Theme, LAX], BothLanguages] = {}
    doubts: Annotated[tuple[BothLanguages, ...], LAX] = ()


def find_languages(source: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the languages that a source.toml names, in the contract's order; both where it names none rightly."""
    table = source.get("collection")
    named = table.get("languages") if isinstance(table, dict) else None
    found = tuple(code for code in LANGUAGES if isinstance(named, list) and code in named)
    return found or LANGUAGES


def build_presentation(
    page: Presentation,
    sections: Iterable[tuple[int, Theme | None]],
    notice: Text | None,
    boundaries: Mapping[str, Boundary],
) -> dict[str, Any]:
    """Return the member `collection` of the metadata.

    `sections` are the document's, `notice` says what kind of document it is, `boundaries` where its countries are.
    """
    languages = [code for code in LANGUAGES if code in page.languages]

    def translate(text: Text) -> dict[str, str]:
        return {code: getattr(text, code) for code in languages}

    countries = [
        dict(zip(COUNTRY, (one.code, one.slug, translate(one.names), _find_bounds(one, boundaries)), strict=True))
        for one in page.countries
    ]
    name = page.name or Text(
        *(format_list([getattr(one.names, code) for one in page.countries], locale=code) for code in LANGUAGES)
    )
    texts = dict(page.texts) if notice is None else {"notice": notice, **page.texts}
    values = (
        page.slug,
        translate(name),
        page.authors,
        languages,
        countries,
        list(page.keywords),
        [dict(zip(SECTION, section, strict=True)) for section in sections],
        {one: translate(texts[one]) for one in TEXTS if one in texts},
        {theme.value: translate(page.themes[theme]) for theme in Theme if theme in page.themes},
        [translate(one) for one in page.doubts],
    )
    return dict(zip(MEMBERS, values, strict=True))


def _find_bounds(country: Country, boundaries: Mapping[str, Boundary]) -> list[list[float]]:
    found = boundaries.get(country.code)
    return [] if found is None else find_bounds(found.shape)


def check_countries(page: Presentation, boundaries: Mapping[str, Boundary]) -> None:
    """Raise DataError where the boundaries are not of the countries of the map."""
    drawn = {code for code, one in boundaries.items() if one.kind is BoundaryKind.COUNTRY}
    missing = [country.code for country in page.countries if country.code not in drawn]
    if missing:
        what = f"{', '.join(missing)} is no country of boundaries.geojson, which has {', '.join(sorted(drawn))}"
        raise DataError([Fault("source.toml", "collection.countries", what)])
