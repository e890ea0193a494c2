from __future__ import annotations

import pytest

from geo.contract.vocabulary import AmountType, Qualifier, Status
from geo.viewing.data.address import Address
from geo.viewing.data.edition import load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page
from geo.viewing.data.totals import Money, Period, find_period
from geo.viewing.html.figures import describe_period, draw_figures, list_money_lines
from geo.viewing.words.text import LANGUAGES
from geo.viewing.words.wording import Words
from support.editions import make_edition
from support.samples import make_bytes, make_feature

EDITION = load_edition()


def open_page(language: str = "en", **filters: tuple[str, ...]) -> Page:
    """Return the page of some filters."""
    return Page(EDITION, Address(Filters(**filters), language=language))  # type: ignore[arg-type] # codes alone


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sector", [None, *EDITION.known["sector"]])
def test_each_kind_of_money_has_a_line(sector: str | None, language: str) -> None:
    """Every kind that a sector has is named with an amount; only one without money says that none is named."""
    page = open_page(language, **({} if sector is None else {"sector": (sector,)}))
    lines = list(list_money_lines(page))
    kinds = EDITION.frame[page.result.mask]["amount_type"].dropna().unique()
    assert {line["kind"] for line in lines} == {getattr(AmountType(kind).label, language) for kind in kinds}
    assert all(any(char.isdigit() for char in line["amount"]) and line["notes"] for line in lines)
    none = {"en": "none named", "es": "no se indica"}[language]
    assert (none in draw_figures(page)) is (not lines)


def test_given_planned_and_open_money_stand_apart() -> None:
    """Transport has a private investment that is planned and exports that are an upper limit, and nothing given."""
    planned, exports = list_money_lines(open_page(sector=("210",)))
    assert (planned["amount"], planned["notes"]) == ("more than $500 million", ["planned, not given yet (from 2024)"])
    assert (exports["amount"], exports["notes"]) == (
        "up to $500 million",
        ["not counted: it is an upper limit, not money spent"],
    )
    [sales] = [line for line in list_money_lines(open_page()) if line["kind"] == "Foreign military sales"]
    assert (sales["amount"], sales["notes"][-1]) == ("$180 million", "not counted: possibly $1 billion")


@pytest.mark.parametrize(("language", "end"), [("en", ", and 2 more"), ("es", " y 2 más")])
def test_a_line_names_few_of_many_open_amounts(language: str, end: str) -> None:
    """Of five amounts that are not counted a line names three, and says how many there are besides."""
    most = {"amount_type": "assistance", "amount_qualifier": "up_to"}
    features = [make_feature(program=f"p{n}", amount_usd=n * 1_000_000, **most) for n in range(1, 6)]
    edition = make_edition(make_bytes(*features))
    [line] = list_money_lines(Page(edition, Address(Filters(), language=language)))
    assert line["amount"].endswith(end)
    assert sum(str(n) in line["amount"].removesuffix(end) for n in range(1, 6)) == 3


def pay(start: str | None, end: str | None) -> Money:
    """Return an amount with some dates."""
    return Money("one", 1, Qualifier.EXACT, AmountType.ASSISTANCE, None, Status.CLOSED, (), start, end)


@pytest.mark.parametrize(
    ("amounts", "period", "words"),
    [
        ([pay(None, None)], Period(None, None, 1), "no date named"),
        ([pay("2001", None), pay("2023-04", "2024")], Period("2001", None, 0), "since 2001"),
        ([pay("2023", "2023"), pay("2023-02-01", "2024-01")], Period("2023", "2024", 0), "2023 – 2024"),
        ([pay("2023", "2023"), pay(None, None)], Period("2023", "2023", 1), "2023; amounts without a date: 1"),
    ],
)
def test_a_period_says_what_it_does_not_know(amounts: list[Money], period: Period, words: str) -> None:
    """The years go as far as the dates do, and what has none is counted."""
    assert find_period(amounts) == period
    assert describe_period(amounts, Words("en")) == words


def test_statistics_are_counted_and_marked_apart() -> None:
    """Headline, lists and details say which entries are nobody's programme; there are some, and not all are."""
    page = open_page()
    count = len(EDITION.statistics)
    assert 0 < count < len(EDITION.titles["en"])
    assert page.sentence == f"{len(EDITION.titles['en']) - count} programmes and {count} statistics"
    assert {line["kind"]: line["mark"] for line in list_money_lines(page) if line["mark"]} == {
        "Trade": "statistic",
        "Direct investment": "statistic",
    }
    assert open_page("es", sector=("332",)).sentence == "2 estadísticas en Turismo"
