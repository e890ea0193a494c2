from __future__ import annotations

import copy

import pytest

from geo.viewing.data.address import Address
from geo.viewing.data.edition import load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.html.details import (
    describe_place,
    draw_evidence,
    draw_program,
    draw_site,
    explain_item,
)
from geo.viewing.words.wording import Words

EDITION = load_edition()
FRAME, ROWS = EDITION.frame, EDITION.rows
ENGLISH = Page(EDITION, Address(Filters(), language="en"))


@pytest.mark.parametrize(
    ("site", "en", "es"),
    [
        (
            "peru",
            "The whole country; not pinned to a place.",
            "Todo el país; no se ubica en un lugar.",
        ),
        (
            "chancay",
            (
                "GeoNames point of the town; the port lies within 4 km of it (class: within 25 km). "
                "GeoNames 3944399, UN/LOCODE PECHY."
            ),
            (
                "Punto de la ciudad en GeoNames; el puerto está a no más de 4 km de él (clase: a menos de 25 km). "
                "GeoNames 3944399, UN/LOCODE PECHY."
            ),
        ),
        (
            "iquitos",
            (
                "GeoNames point of the town; the naval base lies within 9 km of it (class: within 25 km). "
                "GeoNames 3696183, UN/LOCODE PEIQT."
            ),
            (
                "Punto de la ciudad en GeoNames; la base naval está a no más de 9 km de él (clase: a menos de 25 km). "
                "GeoNames 3696183, UN/LOCODE PEIQT."
            ),
        ),
        (
            "lima",
            "GeoNames point of the city; the place lies within 30 km of it. GeoNames 3936456.",
            "Punto de la ciudad en GeoNames; el lugar está a no más de 30 km de él. GeoNames 3936456.",
        ),
        (
            "cajamarca",
            "Area of the region, from Natural Earth (PE-CAJ).",
            "Área de la región, de Natural Earth (PE-CAJ).",
        ),
        (
            "peruvian-amazon",
            "Areas of 5 regions, from Natural Earth (PE-AMA, PE-LOR, PE-MDD, PE-SAM, PE-UCA).",
            "Áreas de 5 regiones, de Natural Earth (PE-AMA, PE-LOR, PE-MDD, PE-SAM, PE-UCA).",
        ),
    ],
)
def test_how_well_a_place_is_known_is_told_once(site: str, en: str, es: str) -> None:
    """A port, a base, a city, an area and the whole country each say once how well they are known, and why."""
    row = ROWS.list("site", site)[0]
    assert describe_place(row, Words("en")) == en
    assert describe_place(row, Words("es")) == es


def test_a_place_of_another_kind_is_told_as_well() -> None:
    """A kind without a sentence of its own has the general one; without a gazetteer the class alone is told."""
    row = {**ROWS.list("site", "lima")[0], "site_kind": "RSV", "precision": 3}
    told = describe_place(row, Words("en"))
    assert "the place lies within 30 km of it (class: by district or province)" in told
    told = describe_place({**row, "gazetteer": None, "gazetteer_id": None}, Words("en"))
    assert told == "Only the district or province is known."
    told = describe_place({**row, "uncertainty_km": None}, Words("es"))
    assert told == "Solo se conoce el distrito o la provincia. GeoNames 3936456."


def test_a_note_on_one_place_stands_there_alone() -> None:
    """A note of one of two places is under that place, wherever it is told; a shared one is a fact."""
    first, second = EDITION.rows.list("program", "naval-medical-research")
    noted = [{**first, "note_en": "Of this bay."}, {**second, "note_en": None}]
    assert "Of this bay." not in draw_program(noted, ENGLISH, second["site"])
    assert "<dd>Of this bay.</dd>" in draw_program(noted, ENGLISH, first["site"])
    whole = draw_program(noted, ENGLISH)
    assert whole.count("Of this bay.") == 1
    assert whole.index(first["site_en"]) < whole.index("Of this bay.") < whole.index(second["site_en"])
    shared = draw_program([{**one, "note_en": "Of both."} for one in (first, second)], ENGLISH)
    assert shared.count("<dd>Of both.</dd>") == 1


def test_the_coordinates_stand_with_datum_precision_and_sources() -> None:
    """Decimal degrees as the data has them, WGS 84, the distance within which the place is known, and its entries."""
    (row,) = EDITION.rows.list("program", "chancay-port-scanners")
    for language in ("en", "es"):
        drawn = str(draw_evidence(row, Words(language)))
        assert f"{row['latitude']}, {row['longitude']}</span>" in drawn
        assert "WGS 84" in drawn
        assert f"{row['uncertainty_km']:.0f} km" in drawn
        assert f"https://www.geonames.org/{row['gazetteer_id']}" in drawn
        assert row["locode"] in drawn
        assert draw_evidence(row, Words(language)) in draw_site(row, 1, Words(language))
    assert not draw_evidence(EDITION.rows.list("site", "peru")[0], Words("en"))
    assert "geonames.org" not in draw_evidence(EDITION.rows.list("site", "cajamarca")[0], Words("en"))


def test_a_hostile_identifier_is_no_link() -> None:
    """An id that is no number leads nowhere."""
    (row,) = EDITION.rows.list("program", "chancay-port-scanners")
    assert "geonames.org" not in draw_evidence({**row, "gazetteer_id": "1/../evil"}, Words("en"))


@pytest.mark.parametrize(
    ("item", "en", "es"),
    [
        ("4.2", "point 2 under heading 4", "punto 2 bajo el encabezado 4"),
        ("4.0", "what follows heading 4", "lo que sigue al encabezado 4"),
        ("0", "", ""),
    ],
)
def test_the_number_of_an_item_is_explained_as_ours(item: str, en: str, es: str) -> None:
    """It says what is counted, under the document's heading where the data have it; the introduction has no number."""
    headed, bare = (copy.copy(EDITION) for _ in range(2))
    vars(headed)["headings"], vars(bare)["headings"] = {"4": "Safe & sound"}, {}
    for language, said in (("en", en), ("es", es)):
        explained = explain_item(item, Page(headed, Address(Filters(), language=language)))
        assert said in explained
        assert ('<q lang="en">Safe &amp; sound</q>' in explained) is bool(said)
        assert "<q" not in explain_item(item, Page(bare, Address(Filters(), language=language)))
