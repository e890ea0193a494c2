from __future__ import annotations

import pytest

from geo.contract.vocabulary import AmountType
from geo.viewing.data.edition import load_edition
from geo.viewing.data.totals import build_total, build_totals
from geo.viewing.html.explanation import explain_totals
from geo.viewing.words.wording import Words

EDITION = load_edition()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_total_tells_what_is_open_about_its_amounts(language: str) -> None:
    """A year's figure tells its year, and a note on an amount that is counted stands beside it, escaped."""
    words, notes = Words(language), {"direct-investment": "<open>"}
    money, titles = EDITION.money, EDITION.titles[language]
    drawn = explain_totals(build_totals(money, list(money)), titles, words, notes)
    told = words.money(money["direct-investment"].usd, money["direct-investment"].qualifier)
    assert f'{told} (2023)<br><span class="quiet">&lt;open&gt;</span></li>' in drawn
    assert drawn.count('<br><span class="quiet">') == 1


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "<p>From more than $2.15 billion to more than $2.74 billion, depending on how much of “Cargo scanners",
                "Planned, not given yet: $65.25 million",
                "it may hold the same dollars as “USAID in Peru since 2001”: USAID gave both",
            ),
        ),
        (
            "es",
            (
                "según cuánto de «Escáneres de carga para el puerto de Chancay»",
                "Previsto, aún no entregado: US$\u00a065.25 millones",
                "puede contener los mismos dólares que «USAID en el Perú desde 2001»: USAID dio ambos",
            ),
        ),
    ],
)
def test_a_total_tells_its_range_and_what_is_planned(language: str, told: tuple[str, ...]) -> None:
    """What may overlap makes a range, each with its reason; what is planned is a list of its own."""
    total = build_total(EDITION.money, list(EDITION.money), AmountType.ASSISTANCE)
    drawn = explain_totals([total], EDITION.titles[language], Words(language), {})
    for words in told:
        assert words in drawn
