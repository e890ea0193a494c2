from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.contract.vocabulary import AmountType, Qualifier, Reason, Status, Text
from geo.viewing.data.edition import load_edition
from geo.viewing.data.totals import LeftOut, Money, Total, build_total, build_totals, list_money, split_total

EDITION = load_edition()
FRAME, MONEY = EDITION.frame, EDITION.money
WHY = Text("one giver", "una sola entidad")


@st.composite
def ledgers(draw: st.DrawFn) -> dict[str, Money]:
    """Draw amounts of some programmes, some of them parts of earlier ones, some that may share dollars."""
    size = draw(st.integers(1, 8))
    numbers = st.integers(0, size - 1)
    pairs = [(one, other) for one, other in draw(st.sets(st.tuples(numbers, numbers), max_size=size)) if one < other]
    ledger: dict[str, Money] = {}
    for number in range(size):
        program = f"p{number}"
        shared = [other for pair in pairs if number in pair for other in pair if other != number]
        ledger[program] = Money(
            program,
            draw(st.integers(1, 10**10)),
            draw(st.sampled_from(Qualifier)),
            draw(st.sampled_from(AmountType)),
            draw(st.sampled_from([None, *ledger])),
            draw(st.sampled_from(Status)),
            tuple((f"p{other}", WHY) for other in shared),
        )
    return ledger


def may_share(one: Money, other: Money) -> bool:
    """Return whether the ledger says that two amounts may hold the same dollars."""
    return other.program in dict(one.overlaps)


def list_ancestors(ledger: dict[str, Money], program: str) -> set[str]:
    """Return every programme whose amount contains that of `program`."""
    found: set[str] = set()
    whole = ledger[program].part_of
    while whole is not None:
        found.add(whole)
        whole = ledger[whole].part_of
    return found


@given(ledgers(), st.data())
def test_no_total_counts_a_dollar_twice(ledger: dict[str, Money], data: st.DataObject) -> None:
    """Of one type, firm, given, each programme once, never both an amount and one that contains it or may share."""
    programs = data.draw(st.lists(st.sampled_from(list(ledger))))
    for total in build_totals(ledger, programs):
        counted = [money.program for money in total.made_of]
        assert len(counted) == len(set(counted))
        assert set(counted) <= set(programs)
        for money in total.made_of:
            assert money.type is total.type
            assert money.qualifier not in (Qualifier.POSSIBLE, Qualifier.UP_TO)
            assert not money.is_planned
            assert not list_ancestors(ledger, money.program) & set(counted)
            assert not any(may_share(money, other) for other in total.made_of if other is not money)


@given(ledgers())
def test_every_amount_is_accounted_for(ledger: dict[str, Money]) -> None:
    """Each amount is counted or left out with a reason that is true, in exactly one total."""
    totals = build_totals(ledger, list(ledger))
    told = [money.program for total in totals for money in (*total.made_of, *total.planned)]
    for total in totals:
        for one in total.left_out:
            told.append(one.money.program)
            if one.reason is Reason.PART:
                assert one.whole in list_ancestors(ledger, one.money.program)
            elif one.reason is Reason.OVERLAP:
                (counted,) = (m for m in (*total.made_of, *total.planned) if m.program == one.whole)
                assert may_share(one.money, counted)
                assert one.why == WHY
                assert counted.usd >= one.money.usd or (one.money.is_planned and not counted.is_planned)
            else:
                assert one.money.qualifier.value == one.reason.value
    assert sorted(told) == sorted(ledger)


@given(ledgers())
def test_planned_money_changes_no_sum(ledger: dict[str, Money]) -> None:
    """What was given is the same with and without what is planned, and never more than if no dollar were shared."""
    given_alone = [program for program, money in ledger.items() if not money.is_planned]
    for kind in AmountType:
        total = build_total(ledger, list(ledger), kind)
        assert all(money.is_planned for money in total.planned)
        assert total.made_of == build_total(ledger, given_alone, kind).made_of
        assert total.usd <= total.most


@given(ledgers())
def test_order_and_repetition_change_nothing(ledger: dict[str, Money]) -> None:
    """A programme named once for each of its sites, in any order, counts once."""
    for kind in AmountType:
        once = build_total(ledger, list(ledger), kind)
        assert build_total(ledger, [*reversed(ledger), *ledger], kind).usd == once.usd


@given(ledgers(), st.data())
def test_groups_add_up(ledger: dict[str, Money], data: st.DataObject) -> None:
    """Where each programme has one group, the groups' sums are the total's."""
    groups = {program: data.draw(st.sampled_from("abc")) for program in ledger}
    for total in build_totals(ledger, list(ledger)):
        split = split_total(total, groups).values()
        assert (sum(one.usd for one in split), sum(one.planned_usd for one in split)) == (total.usd, total.planned_usd)


def test_a_part_counts_where_its_whole_is_not_looked_at() -> None:
    """A part is counted when its whole is filtered out, and left out when the whole is counted."""
    whole = Money("whole", 100, Qualifier.MORE_THAN, AmountType.ASSISTANCE, None)
    part = Money("part", 40, Qualifier.EXACT, AmountType.ASSISTANCE, "whole")
    ledger = {"whole": whole, "part": part}
    assert build_total(ledger, ["part"], AmountType.ASSISTANCE) == Total(AmountType.ASSISTANCE, (part,), ())
    both = build_total(ledger, ["part", "whole"], AmountType.ASSISTANCE)
    assert both == Total(AmountType.ASSISTANCE, (whole,), (LeftOut(part, Reason.PART, "whole"),))


def test_the_sum_is_no_surer_than_its_parts() -> None:
    """Exact parts make an exact sum, one `more than` makes it more than, one with `less than` or `about` about."""
    exact, more, about, less = (
        Money(q.value, 1, q, AmountType.TRADE)
        for q in (Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.ABOUT, Qualifier.LESS_THAN)
    )
    assert Total(AmountType.TRADE, (exact, less), ()).qualifier is Qualifier.LESS_THAN
    assert Total(AmountType.TRADE, (less, more), ()).qualifier is Qualifier.ABOUT
    assert Total(AmountType.TRADE, (exact,), ()).qualifier is Qualifier.EXACT
    assert Total(AmountType.TRADE, (exact, more), ()).qualifier is Qualifier.MORE_THAN
    assert Total(AmountType.TRADE, (exact, more, about), ()).qualifier is Qualifier.ABOUT


def test_assistance_of_the_document_by_hand() -> None:
    """Parts and what may share are not counted, what is planned stands apart, and the range goes up to all of it."""
    total = build_total(MONEY, list(FRAME["program"]), AmountType.ASSISTANCE)
    assert {one.money.program: (one.reason, one.whole) for one in total.left_out} == {
        "migrant-humanitarian-aid": (Reason.PART, "development-and-humanitarian-aid"),
        "development-and-humanitarian-aid": (Reason.OVERLAP, "usaid-since-2001"),
        "servir-amazonia": (Reason.OVERLAP, "usaid-since-2001"),
        "public-procurement-reform": (Reason.OVERLAP, "usaid-since-2001"),
        "chancay-port-scanners": (Reason.OVERLAP, "law-enforcement-assistance"),
    }
    # USAID, law enforcement, heritage, training sites.
    assert total.usd == sum((1_800_000_000, 350_000_000, 4_100_000, 750_000))
    # Development and humanitarian aid, satellite data, procurement, scanners.
    assert total.most == total.usd + sum((580_000_000, 2_100_000, 2_400_000, 8_500_000))
    # Counternarcotics and scholarships.
    assert total.planned_usd == 65_000_000 + 250_000


def test_other_money_of_the_document_by_hand() -> None:
    """The plan at Matarani is no private investment that was made, and direct investment is a kind of its own."""
    totals = {total.type: total for total in build_totals(MONEY, list(FRAME["program"]))}
    private = totals[AmountType.PRIVATE_INVESTMENT]
    assert (private.usd, private.planned_usd) == (5_000_000, 500_000_000)
    assert totals[AmountType.DIRECT_INVESTMENT].usd == 6_600_000_000
    assert totals[AmountType.EXPORT_POTENTIAL].made_of == ()


def test_a_sector_changes_no_total() -> None:
    """What shares dollars is what the data say, whatever the sectors are."""
    recoded = FRAME.assign(sector="210")
    overlaps = EDITION.metadata["overlaps"]
    assert list_money(recoded, overlaps) == list_money(FRAME, overlaps)
    apart = build_total(list_money(FRAME, []), list(FRAME["program"]), AmountType.ASSISTANCE)
    assert apart.usd == apart.most == build_total(MONEY, list(FRAME["program"]), AmountType.ASSISTANCE).most


def test_without_the_running_total_its_parts_count() -> None:
    """Where USAID's total since 2001 is filtered out, the aid since 2021 counts, and what may be in that does not."""
    programs = [program for program in FRAME["program"] if program != "usaid-since-2001"]
    total = build_total(MONEY, programs, AmountType.ASSISTANCE)
    assert {one.money.program: one.whole for one in total.left_out if one.reason is Reason.OVERLAP} == dict.fromkeys(
        ("law-enforcement-assistance", "servir-amazonia", "public-procurement-reform"),
        "development-and-humanitarian-aid",
    )
