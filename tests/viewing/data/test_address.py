from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.viewing.data.address import SORTS, TABS, Address, parse_address
from geo.viewing.data.filters import Filters

KNOWN = {
    "theme": ("security", "space"), "sector": ("210",), "agency": ("nasa",), "status": ("closed",),
    "amount": ("trade",), "precision": ("1",), "site": ("lima", "paita"),
    "program": ("visas", "rail"),
}  # fmt: skip

views = st.builds(
    Address,
    filters=st.builds(Filters, theme=st.sampled_from([(), ("security",)]), q=st.sampled_from(["", "a b"])),
    site=st.sampled_from([None, "lima"]),
    program=st.sampled_from([None, "rail"]),
    language=st.sampled_from(["en", "es"]),
    tab=st.sampled_from(TABS),
    sort=st.sampled_from([None, *SORTS]),
    size=st.sampled_from([None, "trade"]),
)  # fmt: skip


@given(views)
def test_a_link_shows_what_it_was_made_from(address: Address) -> None:
    """What a address writes into the URL is read back as that address, whatever the browser's language."""
    assert parse_address(address.to_query(), KNOWN, "de") == address


def test_the_site_of_a_link_is_chosen_not_filtered() -> None:
    """On the page `site` is the choice; the filters stay open."""
    address = parse_address({"site": ["paita"], "theme": ["space"]}, KNOWN, None)
    assert address == Address(Filters(theme=("space",)), site="paita")


def test_what_is_not_known_is_told() -> None:
    """Outdated values leave no trace but a notice."""
    query = {"site": ["atlantis"], "program": ["x"], "theme": ["y"], "tab": ["z"], "sort": ["w"], "lang": ["xx"]}
    unknown = (("theme", "y"), ("site", "atlantis"), ("program", "x"), ("tab", "z"), ("sort", "w"))
    assert parse_address(query, KNOWN, "es-PE") == Address(Filters(), language="es", unknown=unknown)


def test_the_first_tab_and_the_documents_order_are_not_in_the_address() -> None:
    """An address is as short as it can be; another tab and another order stand in it, and filters leave them."""
    address = Address(Filters())
    assert address.href == "?lang=en"
    address = address.open("table").order("amount").toggle({"theme": "space"}).choose(site="lima")
    assert address.href == "?theme=space&site=lima&tab=table&sort=amount&lang=en"
    assert address.open(TABS[0]).order(None).href == "?theme=space&site=lima&lang=en"


def test_the_size_of_the_signs_stays_with_filters_and_choice() -> None:
    """A kind of money there is sizes the signs; one there is not is told."""
    address = parse_address({"size": ["trade"], "lang": ["en"]}, KNOWN, None)
    assert address == Address(Filters(), size="trade")
    assert address.toggle({"theme": "space"}).choose(site="lima").href == "?theme=space&site=lima&size=trade&lang=en"
    assert parse_address({"size": ["gold"]}, KNOWN, None) == Address(Filters(), unknown=(("size", "gold"),))


def test_a_toggle_goes_there_and_back() -> None:
    """Codes are chosen together, alone in their dimensions, and taken back together; others stay."""
    address = Address(Filters(theme=("security",), status=("closed",)))
    both = {"theme": "space", "sector": "210"}
    there = address.toggle(both)
    assert there.filters == Filters(theme=("space",), sector=("210",), status=("closed",))
    assert there.toggle(both).filters == Filters(status=("closed",))
    assert there.toggle({"theme": "space"}).filters == Filters(sector=("210",), status=("closed",))


@given(st.dictionaries(st.sampled_from([*KNOWN, "q", "lang", "tab", "sort", "x"]), st.lists(st.text(), max_size=5)))
def test_any_query_gives_a_view(query: dict[str, list[str]]) -> None:
    """Any bytes in a query give a address that writes a query of its own."""
    address = parse_address(query, KNOWN, None)
    assert parse_address(address.to_query(), KNOWN, None).filters == address.filters
