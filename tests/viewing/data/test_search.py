from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.contract.texts import fold
from geo.viewing.data.edition import build_edition, load_edition
from geo.viewing.data.filters import Filters
from geo.viewing.data.search_query import parse_search
from geo.viewing.data.search_texts import PARTS
from support.editions import GROUND
from support.samples import make_bytes, make_feature

EDITION = load_edition()
SEARCH = EDITION.index.search


def find(q: str) -> set[str]:
    """Return the programmes that a search finds."""
    return set(EDITION.frame["program"][SEARCH.match(q)])


def test_fold_takes_accents_and_case() -> None:
    """Accents and case go, letters stay."""
    assert fold("Ñandú ÁNCASH") == "nandu ancash"


@pytest.mark.parametrize(
    ("q", "institution"),
    [
        ("USAID", "U.S. Agency for International Development"),
        ("inl", "Bureau of International Narcotics and Law Enforcement Affairs"),
        ("DoD", "Department of Defense"),
        ("SOUTHCOM", "U.S. Southern Command"),
        ("United States Southern Command", "U.S. Southern Command"),
        ("United States", "U.S. Government"),
        ("USACE", "U.S. Army Corps of Engineers"),
        ("DFC", "U.S. International Development Finance Corporation"),
        ("NASA", "National Aeronautics and Space Administration"),
        ("NAMRU-SOUTH", "U.S. Naval Medical Research Unit SOUTH"),
        ("US Navy", "U.S. Navy"),
        ("MINCETUR", "Ministry of Foreign Trade and Tourism"),
        ("Red Blue Dot", "Blue Dot Network"),
    ],
)
def test_an_institution_is_found_by_its_acronym(q: str, institution: str) -> None:
    """Every programme of an institution is found by the institution's acronym, or its name without dots."""
    named = EDITION.frame["agencies"] + EDITION.frame["partners"]
    of_it = set(EDITION.frame["program"][named.map(lambda names: institution in names)])
    assert of_it
    assert of_it <= find(q)


@pytest.mark.parametrize(
    ("q", "column", "code"),
    [
        ("security", "theme", "security"),
        ("Seguridad", "theme", "security"),
        ("prosperidad", "theme", "economy"),
        ("transport storage", "sector", "210"),
        ("transporte y almacenamiento", "sector", "210"),
        ("M01", "sector", "M01"),
        ("planned", "status", "pipeline"),
        ("previsto", "status", "pipeline"),
        ("completed", "status", "closed"),
        ("ventas militares", "amount_type", "foreign_military_sale"),
        ("Loreto", "site", "peruvian-amazon"),
        ("amazonas", "site", "peruvian-amazon"),
        ("Loreto", "site", "iquitos"),
        ("El Callao", "site", "callao"),
        ("Islay", "site", "matarani"),
        ("Arequipa", "site", "matarani"),
        ("PECHY", "site", "chancay"),
    ],
)
def test_a_name_of_a_code_finds_all_that_has_it(q: str, column: str, code: str) -> None:
    """Themes, sectors, statuses, kinds of money and places are found by their names in both languages."""
    having = EDITION.frame[column] == code
    assert having.any()
    assert (SEARCH.match(q) >= having.to_numpy()).all()


@pytest.mark.parametrize("q", ["ports", "port", "puertos", "puerto", "Ports Chancay"])
def test_the_plural_finds_the_singular(q: str) -> None:
    """A plural of either language finds what stands in the singular."""
    assert "chancay-port-scanners" in find(q)


@pytest.mark.parametrize(
    ("q", "program"),
    [
        ("more than $500 million", "matarani-port-expansion"),
        ("hasta 500 millones", "caltrain-rail-cars-for-lima"),
        ("possibly $1 billion", "callao-new-naval-port"),
        ("500 million", "matarani-port-expansion"),
        ("500 millones", "caltrain-rail-cars-for-lima"),
        ("8.5 millones", "chancay-port-scanners"),
        ("8,5 millones de dólares", "chancay-port-scanners"),
        ("$8.5M", "chancay-port-scanners"),
        ("US$ 8,5 millones", "chancay-port-scanners"),
        ("US$\N{NO-BREAK SPACE}8.500.000", "chancay-port-scanners"),
        ("8,500,000", "chancay-port-scanners"),
        ("8500 k", "chancay-port-scanners"),
        ("$8.5 million dollars", "chancay-port-scanners"),
        ("$1.8 billion", "usaid-since-2001"),
        ("1.800 millones", "usaid-since-2001"),
        ("1 800 millones", "usaid-since-2001"),
        ("1,8 mil millones", "usaid-since-2001"),
        ("20.5bn", "bilateral-trade"),
        ("1,750", "english-language-office"),
    ],
)  # fmt: skip
def test_an_amount_is_found_by_its_value(q: str, program: str) -> None:
    """An amount or a figure is found however it is written in either language."""
    assert program in find(q)


@pytest.mark.parametrize(
    "words",
    [
        ("defense", "defence"),
        ("cyber defense", "cyber defence"),
        ("organized crime", "organised crime"),
        ("programs", "programmes"),
        ("travelers", "travellers"),
        ("mobilized", "mobilised"),
        ("centers", "centres"),
        ("labor", "labour"),
        ("EEUU", "EE. UU.", "EE.UU.", "ee uu"),
        ("2024-11", "November 2024", "noviembre de 2024", "nov. 2024"),
        ("2024-11-01", "1 November 2024", "November 1, 2024", "1 de noviembre de 2024"),
        ("FY2023", "fy 23", "fiscal year 2023", "año fiscal 2023"),
        ("200,000", "200000", "200 000", "200.000", "200 mil"),
        ("9 helicopters", "nine helicopters", "Nueve helicópteros"),
        ("$65 million", "sixty-five million dollars", "sesenta y cinco millones de dólares"),
        ("$500 million", "five hundred million", "half a billion"),
        ("500,000", "half a million", "half million", "medio millón"),
        ("scanners", "who pays for the scanners?", "What are the scanners"),
        ("escáneres", "¿quién paga los escáneres?"),
        ("State Department", "State Dept.", "Dept of State"),
        ("2024-11-01", "1 November", "Nov. 1", "1 de noviembre", "01/11/2024", "11/1/2024", "1.11.2024"),
        ("fiscal year 2023", "AF 2023"),
        ("planned", "pipeline"),
        ("more than $500 million", "over $500 million"),
    ],
)
def test_two_ways_of_writing_find_the_same(words: tuple[str, ...]) -> None:
    """What is spelled or written in several ways is found by each of them alike."""
    assert [find(q) for q in words] == [find(words[0])] * len(words)


@pytest.mark.parametrize(
    ("q", "programs"),
    [
        ("organized crime", {"security-and-defense-partnership", "aerial-interception-agreement"}),
        ("travelers", {"peruvian-travelers"}),
        ("eeuu", {"trade-promotion-agreement", "peruvian-travelers"}),
        ("IUU", {"coast-guard-engagements"}),
        ("FMS", {"callao-naval-port-works", "callao-new-naval-port"}),
        ("8.5", {"chancay-port-scanners"}),
        ("mil millones", {"usaid-since-2001", "bilateral-trade", "callao-new-naval-port"}),
        ("noviembre 2024", {"paita-hueneme-sister-ports"}),
        ("October", {"matarani-port-expansion"}),
        ("May 2026", {"fulbright-scholarships"}),
        ("FY2024", {"visa-applications"}),
        ("fiscal year 2015", {"law-enforcement-assistance"}),
        ("us-ca", {"caltrain-rail-cars-for-lima", "paita-hueneme-sister-ports"}),
        ("PE-ARE", {"matarani-port-expansion"}),
    ],
)
def test_what_is_written_otherwise_is_found(q: str, programs: set[str]) -> None:
    """American words, abbreviations, initials, dates, codes and amounts in words find what they mean."""
    assert programs <= find(q)


@pytest.mark.parametrize(
    ("q", "program"),
    [
        ("200,000", "diplomatic-relations"),
        ("36,000", "cultural-preservation"),
        ("90,000", "caltrain-rail-cars-for-lima"),
        ("US-CA", "visa-applications"),
        ("2024-11", "matarani-port-expansion"),
        ("1 November 2024", "matarani-port-expansion"),
        ("FY2024", "water-security-investments"),
        ("IUU", "usaid-since-2001"),
        ("GPS", "cacao-chocolate-coffee"),
        ("TLC", "aerial-interception-agreement"),
        ("FDI", "dfc-portfolio"),
        ("WHO", "us-visitors"),
    ],
)
def test_what_only_looks_alike_is_not_found(q: str, program: str) -> None:
    """A figure, code or date finds nothing that merely shares its digits or letters."""
    assert program not in find(q)


@pytest.mark.parametrize("q", ["500 billion", "$8.5", "85 millones", "1.8 million"])
def test_another_amount_finds_nothing(q: str) -> None:
    """The digits of an amount alone do not find it."""
    assert not find(q) & {"matarani-port-expansion", "chancay-port-scanners", "usaid-since-2001"}


@pytest.mark.parametrize(
    ("q", "apart", "program"),
    [
        ('"law enforcement"', "enforcement law", "law-enforcement-assistance"),
        ("“Fuerzas del Orden”", "orden del fuerzas", "law-enforcement-assistance"),
        ("«organized crime»", "crime organized", "security-and-defense-partnership"),
        ('scanners "port of Chancay"', "Chancay of port", "chancay-port-scanners"),
        ('"U.S. Navy"', "Navy US", "naval-medical-research"),
        ('"9 Black Hawk helicopters"', "Hawk Black 9", "counternarcotics-package"),
        ('"more than 500,000 U.S. citizens"', "citizens 500,000", "us-visitors"),
        ('"more than $8.5 million"', "$8.5 million more than", "chancay-port-scanners"),
        ('"más de 8,5 millones"', "8,5 millones más de", "chancay-port-scanners"),
    ],
)
def test_words_in_quotation_marks_stand_together(q: str, apart: str, program: str) -> None:
    """They are found in their order alone, folded and in either spelling; a number as the page words it, too."""
    assert program in find(q)
    assert program in find(apart)
    assert not find(f'"{apart}"')


@pytest.mark.parametrize(
    ("queries", "low", "high"),
    [
        (
            (">100 million", "more than 100 million", "más de US$ 100 millones", "superior a 100.000.000 de dólares"),
            10**8,
            math.inf,
        ),
        (("over $1 billion", "greater than 1,000 million", "above one billion dollars"), 10**9, math.inf),
        (
            (
                "over $500,000",
                "> $500k",
                "over 500 thousand dollars",
                "more than half a million usd",
                "mayores de 0,5 millones de dólares",
            ),
            500_000,
            math.inf,
        ),
        (("under 5 million", "< 5m", "menos de cinco millones", "inferior a $5,000,000"), -1, 5 * 10**6),
        ((">= 5 million", "≥5m", "at least $5 million", "no menos de 5 millones"), 5 * 10**6 - 1, math.inf),
        (("<= 5 million", "≤ 5m", "no more than $5 million", "como máximo 5 millones"), -1, 5 * 10**6 + 1),
        ((">= 5.7 million", "al menos 5,7 millones"), 5.7 * 10**6 - 1, math.inf),
        (
            (
                "between 1 and 10 million",
                "entre 1 y 10 millones",
                "between $1 million and $10m",
                "entre uno y diez millones",
            ),
            10**6 - 1,
            10**7 + 1,
        ),
        (("between 500,000 and 5 million", "entre 500 mil y 5 millones"), 500_000 - 1, 5 * 10**6 + 1),
        (("entre 1.000 y 7.000 millones", "between 1 and 7 billion"), 10**9 - 1, 7 * 10**9 + 1),
    ],
)
def test_amounts_are_found_by_comparison(queries: tuple[str, ...], low: float, high: float) -> None:
    """A sign or its words with an amount of money finds what lies there, or is worded so, and says that it did."""
    frame = EDITION.frame
    worded = {"more_than": low, "less_than": high}
    lies = (frame["amount_usd"] > low) & (frame["amount_usd"] < high)
    lies |= frame["amount_usd"].eq(frame["amount_qualifier"].map(worded))
    expected = set(frame["program"][lies.fillna(value=False)])
    assert len(expected) > 1
    for q in queries:
        assert (q, find(q)) == (q, expected)
        row = int(SEARCH.match(q).argmax())
        assert SEARCH.explain(q, row) == ("amount",)


def test_a_comparison_of_money_finds_no_other_figure() -> None:
    """What is said of people and things is found by its words, and with a dollar sign not at all."""
    for q, program in (
        ("more than 500,000", "us-visitors"),
        ("over 3,200 scholarships", "fulbright-scholarships"),
        ("over 9 helicopters", "counternarcotics-package"),
        ("more than 1.1 million jobs", "bilateral-trade"),
    ):
        assert find(q) == {program}
    assert not find("> $1") & {"us-visitors", "fulbright-scholarships", "naval-medical-research"}
    assert "us-visitors" not in find("more than 500,000 dollars")
    assert find("less than $180") == set()


def test_quotation_marks_mean_what_is_between_two() -> None:
    """A mark alone is none, a word in two is whole, a date or initials in two are what they are without."""
    for q, same in (
        ('law "enforcement', "law enforcement"),
        ('"" port', "port"),
        ('"Nov. 1"', "Nov. 1"),
        ('"FMS"', "FMS"),
    ):
        assert find(q) == find(same)
    assert find('"scanner"') == set() != find("scanner")
    assert find('"the port"') < find("port")


def test_words_that_never_stand_together_are_offered_without_quotation_marks() -> None:
    """What finds nothing in quotation marks is offered without these, slips mended."""
    for q in ('"enforcement law"', "«enforcment law»"):
        assert EDITION.index.suggest(Filters(q=q))[0].q == "enforcement law"


def test_a_number_in_words_is_one_number() -> None:
    """What stands together is added up; a word that only begins as a number does is none."""
    numbers = {"twenty-five": 25, "treinta y cinco": 35, "two hundred and fifty": 250, "dos mil millones": 2 * 10**9,
               "a dozen": 12, "ciento veinte": 120, "doce mil": 12_000, "hundred": 100, "a hundred": 100,
               "one hundred": 100, "cien": 100, "hundred thousand": 100_000}  # fmt: skip
    for q, number in numbers.items():
        assert f" ={number} " in parse_search(q)[-1].whole
    assert not any(
        "=" in pattern for q in ("tenders", "UN", "seventh", "cientos") for pattern in parse_search(q)[0].any
    )


@pytest.mark.parametrize("q", ["😀", "!!!", "\ufffd", "…", "--", "$", "(?)", "¿?"])
def test_a_search_without_a_word_finds_nothing(q: str) -> None:
    """Signs alone are a search that nothing matches; what cannot be seen is no search."""
    assert not find(Filters().search(q).q)
    assert not Filters().search(" \t\u200b\u3000")


def test_a_word_is_found_by_its_beginning_alone() -> None:
    """A part of a word that is not its beginning finds nothing; whole words come first, those of a title before all."""
    names = ["Train cars", "Railways", "Training", "Constraints"]
    summaries = ["One.", "By train.", "Two.", "Three."]
    features = [
        make_feature(program=f"program-{i}", title_en=title, title_es=title, summary_en=text, summary_es=text)
        for i, (title, text) in enumerate(zip(names, summaries, strict=True))
    ]
    search = build_edition(make_bytes(*features), "sample.geojson", GROUND).index.search
    assert search.match("train").tolist() == [True, True, True, False]
    assert [search.rank("train", row) for row in range(3)] == [0, 1, 2]
    assert search.match("straint").sum() == 0


@pytest.mark.parametrize(
    ("q", "parts"),
    [
        ("scanners", ("title",)),
        ("PECHY", ("places",)),
        ("8.5 million", ("amount",)),
        ("between 8 and 9 million", ("amount",)),
        ("scanners chancay", ("title",)),
        ("scanners planned", ("title",)),
    ],
)
def test_a_search_says_what_it_matched(q: str, parts: tuple[str, ...]) -> None:
    """Every part named is one of those that are searched, and the first that holds a word is named."""
    row = int(EDITION.rows.find("program", "chancay-port-scanners")[0])
    explained = SEARCH.explain(q, row)
    assert set(parts) <= set(explained) <= set(PARTS)


@pytest.mark.parametrize(
    ("q", "offered"),
    [
        ("chankay", "chancay"),
        ("Scaners port", "scanners port"),
        ("helicoptres", "helicopters"),
        ("previsot", "previsto"),
        ("chancay zzzz", "chancay"),
        ("iuu", "IUU"),
        ("Blackhawk", "black hawk"),
        ("turistas", "turismo"),
    ],
)
def test_a_slip_is_answered_by_the_nearest_word(q: str, offered: str) -> None:
    """A search that finds nothing is answered by one near it that finds something."""
    suggested = EDITION.index.suggest(Filters(q=q))
    assert offered in [one.q for one in suggested]
    assert all(EDITION.index.match(one).any() for one in suggested)


def test_words_that_never_stand_together_are_offered_apart() -> None:
    """Of words that no programme has together, each is offered without the other."""
    assert {one.q for one in EDITION.index.suggest(Filters(q="helicopters telescope"))} == {"helicopters", "telescope"}


def test_a_search_that_the_filters_hide_is_offered_without_them() -> None:
    """Where only the filters leave nothing, the same words are offered without these."""
    filters = Filters(theme=("space",), q="Chancay")
    assert EDITION.index.suggest(filters)[0] == Filters(q="Chancay")


@pytest.mark.parametrize("q", ["", "zzzzzzzz", "!!"])
def test_nothing_is_offered_where_nothing_is_near(q: str) -> None:
    """What is like no word has no suggestion."""
    assert EDITION.index.suggest(Filters(q=q)) == ()


@given(st.text(max_size=40))
def test_any_text_is_parsed_into_patterns_that_match_themselves(q: str) -> None:
    """Whatever is typed, a text of its own words holds every part of it."""
    for one in parse_search(q):
        assert one.is_in(one.any[-1] + " ")


@given(st.text(max_size=40))
def test_any_text_can_be_suggested_for(q: str) -> None:
    """A suggestion is made without an error, and finds something."""
    assert all(EDITION.index.match(one).any() for one in EDITION.index.suggest(Filters().search(q)))
