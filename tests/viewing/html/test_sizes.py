from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from geo.contract.vocabulary import AmountType
from geo.viewing.data.address import Address
from geo.viewing.data.edition import Edition, build_edition, load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.result import Page, get_result
from geo.viewing.data.totals import build_total
from geo.viewing.html.panel import draw_panel
from geo.viewing.html.sizes import MANY, describe_size, list_round
from support.samples import NATIONWIDE, make_bytes, make_feature

EDITION = load_edition()
NOTHING: dict[str, Any] = {"amount_usd": None, "amount_qualifier": None, "amount_type": None}
LIMA: dict[str, Any] = {"site": "lima", "site_en": "Lima", "site_es": "Lima", "longitude": -77.03, "latitude": -12.05}


def build(*features: dict[str, Any]) -> Edition:
    """Return an edition of some features, on no ground."""
    return build_edition(make_bytes(*features), "x", b"")


def size(edition: Edition, kind: str, filters: Filters | None = None, language: str = "en") -> dict[str, Any]:
    """Return what sizes the signs."""
    described = describe_size(Page(edition, Address(filters or Filters(), size=kind, language=language)))
    assert described is not None
    return dict(described)


def test_without_a_kind_nothing_is_sized() -> None:
    """An address that names no kind of money sizes nothing, and its panel says nothing of sizes."""
    assert describe_size(Page(EDITION, Address(Filters()))) is None
    assert "size" not in draw_panel(EDITION, Address(Filters()))


def test_an_amount_stands_at_each_place_of_its_programme_and_nowhere_for_the_whole_country() -> None:
    """Two places have the whole amount each, a nationwide programme none, and another kind of money is not in it."""
    edition = build(
        make_feature(program="a", amount_usd=100),
        make_feature(program="a", amount_usd=100, **LIMA),
        make_feature(None, program="b", amount_usd=900, **NATIONWIDE),
        make_feature(program="c", amount_usd=50, amount_type="finance", **LIMA),
    )
    assert size(edition, "assistance") == {
        "kind": "assistance",
        "sites": {"chancay": [100, 0, "more than $100"], "lima": [100, 0, "more than $100"]},
        "legend": [[100, "$100"], [20, "$20"]],
    }


def test_a_dollar_is_counted_once_at_a_place() -> None:
    """A part stands within its whole where both are there, and for itself where the whole is elsewhere."""
    part: dict[str, Any] = {"program": "part", "amount_usd": 30, "amount_part_of": "whole"}
    edition = build(
        make_feature(program="whole", amount_usd=100, **LIMA), make_feature(**part, **LIMA), make_feature(**part)
    )
    sites = size(edition, "assistance")["sites"]
    assert {name: given for name, (given, *_) in sites.items()} == {"lima": 100, "chancay": 30}


def test_what_is_planned_stands_apart_and_what_is_only_possible_nowhere() -> None:
    """Of one place that was given money, is to be given more and may be given the most, the last counts for nothing."""
    edition = build(
        make_feature(program="a", amount_usd=10, amount_qualifier="exact"),
        make_feature(program="b", amount_usd=20, amount_qualifier="exact", status="pipeline"),
        make_feature(program="c", amount_usd=10**9, amount_qualifier="possible"),
        make_feature(program="d", amount_usd=10**9, amount_qualifier="up_to", **LIMA),
    )
    assert size(edition, "assistance")["sites"] == {"chancay": [10, 20, "$10, planned: $20"]}
    spanish = size(edition, "assistance", language="es")["sites"]
    assert str(spanish["chancay"][2]).startswith("US$\N{NO-BREAK SPACE}10, previsto: ")


def test_the_sizes_follow_the_filters() -> None:
    """What the filters leave out sizes nothing."""
    shown = size(EDITION, "assistance", Filters(theme=("security",)))["sites"]
    assert list(shown) == ["chancay"]
    assert size(EDITION, "assistance", Filters(q="no such thing")) == {"kind": "assistance", "sites": {}, "legend": []}


def test_the_documents_amounts_are_those_of_the_totals() -> None:
    """At each place and for each kind the sums are those of the programmes there, whatever else there is."""
    frame, result = EDITION.frame, get_result(EDITION, Filters())
    for kind in AmountType:
        for site, total in result.total_at_sites(kind).items():
            here = frame[(frame["site"] == site) & (frame["site_role"] == "site")]
            assert total == build_total(EDITION.money, list(here["program"]), kind)
    everywhere = result.total_at_sites(AmountType.PRIVATE_INVESTMENT)
    assert everywhere["matarani"].planned_usd == 500_000_000
    assert everywhere["matarani"].usd == 0
    assert get_result(EDITION, Filters()).total_at_sites(AmountType.TRADE) == {}


def test_the_map_offers_the_kinds_that_some_place_has() -> None:
    """Those are the kinds with a sum at a place; trade, which is for the whole country, is none of them."""
    result = get_result(EDITION, Filters())
    offered = json.loads(EDITION.map_data)["kinds"]
    assert offered == [kind.value for kind in AmountType if result.total_at_sites(kind)]
    assert "trade" not in offered


@given(st.integers(1, 10**13))
def test_the_legends_values_are_round_and_within_the_largest(largest: int) -> None:
    """Each is 1, 2 or 5 and noughts, the first at least half of the largest amount."""
    values = list_round(largest)
    assert values == sorted(values, reverse=True)
    assert all(re.fullmatch("[125]0*", str(value)) for value in values)
    assert largest / 2.5 <= values[0] <= largest


def test_of_many_places_the_amounts_are_given_by_programme() -> None:
    """By number: what it is, whether it is planned, within what it is; what is only possible is left out."""
    whole = {"program": "whole", "amount_usd": 100, **LIMA}
    part: dict[str, Any] = {"program": "part", "amount_usd": 30, "amount_part_of": "whole", "status": "pipeline"}
    maybe = make_feature(program="maybe", amount_usd=10**9, amount_qualifier="possible")
    others = (make_feature(program="none", site=f"s{n}", longitude=-70 - n / 99, **NOTHING) for n in range(MANY))
    edition = build(make_feature(**whole), make_feature(**part), maybe, *others)
    numbers = {program: n for n, program in enumerate(edition.titles["en"])}
    described = size(edition, "assistance")
    assert described["programs"] == {
        numbers["whole"]: (100, 0, [], []),
        numbers["part"]: (30, 1, [numbers["whole"]], []),
    }
    assert [usd for usd, _ in described["legend"]] == [100, 50, 20, 10, 5, 2, 1]


def test_the_panel_carries_the_size_of_its_address() -> None:
    """What the map shows holds the sizes, so that it follows whatever the address says."""
    html = draw_panel(EDITION, Address(Filters(), size="assistance"))
    state = re.search('data-map="([^"]*)"', html)
    assert state is not None
    assert json.loads(unescape(state[1]))["size"] == size(EDITION, "assistance")
