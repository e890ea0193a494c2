"""The page `/dataset`: all about the data, for machines, for search engines and for people without JavaScript.

It is plain HTML with one block of schema.org/Dataset in JSON-LD. Its links are relative, so that it holds under any
host and path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd

from geo.contract.fields import FIELDS, Field
from geo.contract.vocabulary import Qualifier
from geo.viewing.data.edition import Edition
from geo.viewing.downloads.download_list import format_size
from geo.viewing.downloads.package import get_license
from geo.viewing.downloads.registry import DOWNLOADS
from geo.viewing.html.figures import mark_statistic
from geo.viewing.html.rendering import build_plain_page
from geo.viewing.words import dataset, items
from geo.viewing.words.wording import Words


def build_dataset_page(edition: Edition, language: str, sizes: Mapping[str, int]) -> str:
    """Return the page in one language as HTML; `sizes` gives the bytes of the downloads, as far as they are known."""
    words = edition.get_words(language)
    metadata = edition.metadata
    date = words.date(metadata["source"]["date"])
    title = words.say(dataset.TITLE, title=metadata["title"], date=date)
    description = words.say(dataset.ABOUT, description=metadata["description"])
    return build_plain_page(
        "dataset.html",
        edition,
        words,
        path="dataset",
        title=title,
        description=description,
        license=get_license(metadata["license"]),
        attribution=metadata["attribution"],
        files=list(_list_files(words, sizes)),
        examples=_list_examples(edition),
        programs=list(_list_programs(edition, words)),
        number=words.programs(len(edition.titles["en"]), len(edition.statistics)),
        fields=[_describe_field(field, words) for field in FIELDS],
        linked_data=_build_linked_data(edition, language, title, description, sizes),
        dataset=dataset,
        items=items,
    )


def _list_examples(edition: Edition) -> tuple[str, str]:
    """Return two addresses of data: of the commonest sector, and of the commonest theme at the place that has most."""
    frame = edition.frame
    points = frame[frame["uncertainty_km"].notna()]
    placed = frame if points.empty else points
    site = placed["site"].mode()[0]
    theme = placed.loc[placed["site"] == site, "theme"].mode()[0]
    query = urlencode({"theme": theme, "site": site, "lang": list(edition.languages)[-1]})
    return f"data/locations.csv?sector={placed['sector'].mode()[0]}", f"data/locations.geojson?{query}"


def _build_linked_data(
    edition: Edition, language: str, title: str, description: str, sizes: Mapping[str, int]
) -> dict[str, Any]:
    """Return the data as a schema.org/Dataset; addresses are relative to the page's."""
    metadata, source = edition.metadata, edition.metadata["source"]
    places = [
        {"@type": "Place", "name": country["name"][next(iter(edition.languages))], "identifier": country["code"]}
        for country in edition.collection["countries"]
    ]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": title,
        "description": description,
        "url": f"dataset?lang={language}",
        "inLanguage": list(edition.languages),
        "isAccessibleForFree": True,
        "license": get_license(metadata["license"])["path"],
        "version": metadata["version"],
        "creditText": "; ".join(metadata["attribution"]),
        "isBasedOn": {
            "@type": "CreativeWork",
            "name": source["title"],
            "url": source["url"],
            "datePublished": source["date"],
            "publisher": {"@type": "Organization", "name": source["publisher"]},
        },
        "spatialCoverage": places[0] if len(places) == 1 else places,
        "temporalCoverage": _find_period(edition.frame),
        "variableMeasured": [
            {"@type": "PropertyValue", "name": field.name, "description": getattr(field.meaning, language)}
            | ({} if field.unit is None else {"unitText": field.unit})
            for field in FIELDS
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "contentUrl": f"data/{name}",
                "encodingFormat": download.media_type.partition(";")[0],
            }
            | ({"contentSize": f"{sizes[name]} B"} if name in sizes else {})
            for name, download in DOWNLOADS.items()
        ],
    }


def _find_period(frame: gpd.GeoDataFrame) -> str:
    """Return the first and the last date as an ISO 8601 interval, open where there is none."""
    dates = sorted(pd.concat([frame["start"], frame["end"]]).dropna())
    return f"{dates[0]}/{dates[-1]}" if dates else "../.."


def _list_files(words: Words, sizes: Mapping[str, int]) -> Iterator[dict[str, str]]:
    for name, download in DOWNLOADS.items():
        query = "" if words.language == "en" or download.stem != "" else f"?lang={words.language}"
        yield {
            "name": name,
            "href": f"data/{name}{query}",
            "size": format_size(sizes[name], words) if name in sizes else "",
            "holds": f"{words.say(download.use)}. {words.say(download.holds)}",
        }


def _list_programs(edition: Edition, words: Words) -> Iterator[dict[str, Any]]:
    """Yield each programme once, with all of its places."""
    frame = edition.frame
    places = frame.groupby("program", sort=False)[f"site_{words.language}"].agg(", ".join)
    for row in frame.drop_duplicates("program").itertuples():
        paid = not pd.isna(row.amount_usd)
        yield {
            "code": row.program,
            "titles": {code: getattr(row, f"title_{code}") for code in edition.languages},
            "mark": mark_statistic(row.program, edition.statistics, words),
            "sector": f"{row.sector} {getattr(row, f'sector_{words.language}')}",
            "amount": words.money(int(row.amount_usd), Qualifier(row.amount_qualifier)) if paid else "",
            "amount_type": words.label("amount", row.amount_type, {}) if paid else "",
            "status": words.label("status", row.status, {}),
            "places": places[row.program],
            "item": words.item(row.source_item),
            "url": row.source_url,
        }


def _describe_field(field: Field, words: Words) -> dict[str, str | None]:
    unit = "" if field.unit is None else f" ({field.unit})"
    kind = f"{words.say(dataset.KINDS[field.kind])}{unit}"
    return {
        "name": field.name,
        "type": f"{kind}, {words.say(dataset.EMPTY)}" if field.nullable else kind,
        "meaning": words.say(field.meaning),
        "allowed": ", ".join(map(str, field.allowed)),
        "list": field.code_list,
    }
