from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.contract.fields import DIMENSIONS
from geo.viewing.data.edition import load_edition
from geo.viewing.data.filters import FilterIndex, Filters, build_index, find_unknown
from geo.viewing.data.frame import load_frame
from geo.viewing.data.result import get_result

EDITION = load_edition()
FRAME, INDEX = EDITION.frame, EDITION.index

anything = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from(INDEX.known[name]), unique=True, max_size=3) for name in DIMENSIONS}
)
chosen = st.builds(
    lambda codes, q: Filters.from_query({**codes, "q": [q]}, INDEX.known),
    anything,
    st.sampled_from(["", "lima", "Perú", "usaid water", "zzz"]),
)


@given(chosen)
def test_a_query_reads_back(filters: Filters) -> None:
    """What `to_query` writes, `from_query` reads back as the same filters."""
    assert Filters.from_query(filters.to_query(), INDEX.known) == filters


@given(chosen, st.sampled_from([name for name in DIMENSIONS if name != "site"]))
def test_counts_say_what_a_choice_would_show(filters: Filters, dimension: str) -> None:
    """The count of a code is the number of programmes seen when it alone is chosen beside the other filters."""
    for code, count in get_result(EDITION, filters).count(dimension).items():
        mask = INDEX.match(filters.choose(dimension, [code]))
        assert FRAME["program"][mask].nunique() == count


@given(chosen)
def test_filters_only_take_away(filters: Filters) -> None:
    """Each dimension that is cleared shows at least what was shown before."""
    mask = INDEX.match(filters)
    for dimension in DIMENSIONS:
        assert (mask <= INDEX.match(filters.choose(dimension, ()))).all()


def test_a_row_matches_any_code_of_a_dimension_and_all_dimensions() -> None:
    """Codes of one dimension are alternatives; dimensions all hold."""
    mask = INDEX.match(Filters(theme=("security", "space"), status=("pipeline",)))
    expected = FRAME["theme"].isin(["security", "space"]) & (FRAME["status"] == "pipeline")
    assert np.array_equal(mask, expected.to_numpy())
    assert mask.any()


def test_an_agency_is_found_among_several() -> None:
    """A programme of two institutions is found by either."""
    row = next(row for row in FRAME["agencies"] if len(row) > 1)
    codes = [
        code
        for code in INDEX.known["agency"]
        if FRAME["agencies"][INDEX.match(Filters(agency=(code,)))].isin([row]).any()
    ]
    assert len(codes) == len(row)


@pytest.mark.parametrize(
    ("words", "site"),
    [("CHANCAY", "chancay"), ("amazonia peruana", "peruvian-amazon"), ("Amazonía", "peruvian-amazon")],
)
def test_the_search_ignores_case_and_accents(words: str, site: str) -> None:
    """Words are found in either language whatever their case and accents."""
    assert site in set(FRAME["site"][INDEX.match(Filters(q=words))])


@given(st.text())
def test_any_text_can_be_searched(words: str) -> None:
    """A search is one line that can be seen, and matches or not without an error."""
    filters = Filters().search(words)
    assert filters.q == filters.q.strip()
    assert filters.q.isprintable()
    assert INDEX.match(filters).shape == (len(FRAME),)


@pytest.mark.parametrize(
    ("words", "institution"),
    [
        ("Gobierno del Perú", "Government of Peru"),
        ("transparencia de las industrias", "Extractive Industries Transparency Initiative"),
        ("U.S. Coast Guard", "U.S. Coast Guard"),
        ("guardia costera", "U.S. Coast Guard"),
        ("Departamento de Comercio", "Department of Commerce"),
    ],
)
def test_an_institution_is_found_in_both_languages(words: str, institution: str) -> None:
    """The search knows the document's name of an institution and the Spanish one."""
    found = FRAME[INDEX.match(Filters(q=words))]
    assert (found["agencies"] + found["partners"]).map(lambda names: institution in names).any()


def test_unknown_values_are_reported_and_left_aside() -> None:
    """A code that the data does not have is no filter, and is told with its parameter."""
    query = {"theme": ["space", "nonsense"], "sector": ["999"], "other": ["x"]}
    assert Filters.from_query(query, INDEX.known) == Filters(theme=("space",))
    assert find_unknown(query, INDEX.known) == (("sector", "999"), ("theme", "nonsense"))


def test_the_index_of_made_up_data_has_only_what_occurs(synthetic: Path) -> None:
    """Every code that the index offers shows at least one row."""
    index: FilterIndex = build_index(load_frame(synthetic), {}, {"institutions": {}, "sites": {}})
    for dimension, codes in index.known.items():
        for code in codes:
            assert index.match(Filters().choose(dimension, [code])).any()
