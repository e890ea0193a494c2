"""The geoparser finds the places that texts name, says where each is, and survives any text."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cli import main
from geo.contract.faults import DataError
from geo.contract.files import DATA
from geo.contract.vocabulary import Precision
from geo.drafting.geoparse import Geoparser, Rule, Toponym, find_places, get_geoparser
from geo.drafting.geoparse.locate import check_country
from geo.drafting.geoparse.output import parse_corpus, to_geojson, to_line, to_table

FACT_SHEET = Path(os.environ.get("GEO_DOCUMENT", DATA.parent.parent / "shared" / "factsheet.txt"))

NAMES = ("Lima", "Port of Paita", "Paris, Texas", "St. Louis", "U.S.", "São Paulo", "N'Djamena", "Lake Erie", "Reading")
PIECES = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(
        [" ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2003", "\0", ", ", ". ", "’s ", " of ", " in ", "\u202e", "-"]
    ),
    st.sampled_from(["🇵🇪", "👩‍🚀", "שלום", "مرحبا", "Ελλάς", "Москва", "ﬁ", "İ", "ß", "e\u0301", "\ud800"]),
    st.text(max_size=12),
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def _find(text: str, country: str | None = None) -> list[tuple[str, str | None]]:
    """Return surface form and region (else country) of each place found."""
    places = [(toponym.name, toponym.place) for toponym in find_places(text, country)]
    return [(name, None if place is None else place.region or place.country) for name, place in places]


def _resolve(text: str, name: str) -> Toponym:
    return next(toponym for toponym in find_places(text) if toponym.name == name)


@given(TEXTS)
@settings(max_examples=300)
def test_spans_cut_the_surface_form_out_of_any_text(text: str) -> None:
    """Whatever the text, each span holds its name, spans are in order, and none lies over another."""
    found = find_places(text)
    assert all(text[toponym.start : toponym.end] == toponym.name for toponym in found)
    assert all(0.5 <= toponym.score <= 1 for toponym in found)
    edges = [edge for toponym in found for edge in (toponym.start, toponym.end)]
    assert edges == sorted(edges)
    json.loads(to_geojson(found))
    assert to_table(found).count("\n") == len(found) + 1


@given(TEXTS, st.data())
def test_given_spans_are_all_resolved_and_nothing_else(text: str, data: st.DataObject) -> None:
    """Each span that is given comes back once, in its order, cut out of the text."""
    bounds = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).filter(lambda b: b[0] < b[1])
    spans = [(a, b) for a, b in data.draw(st.lists(bounds, max_size=4) if text else st.just([]))]
    found = get_geoparser().resolve(text, spans)
    assert [(toponym.start, toponym.end) for toponym in found] == spans
    assert all(text[toponym.start : toponym.end] == toponym.name for toponym in found)


@contextmanager
def count_calls() -> Iterator[list[int]]:
    """Count the calls of functions, Python's and C's, that are made in the block."""
    calls = [0]

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        calls[0] += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def test_a_long_line_is_read() -> None:
    """Without a line's end a text is read whole, the last place as the first, by steps that grow as the text does."""
    sentence = "The mayor of Lima met farmers near Iquitos 🌽 and spoke of water. "
    find_places(sentence)  # reads the index
    steps = []
    for times in (100, 200, 400):
        text = sentence * times
        with count_calls() as calls:
            found = find_places(text)
        assert [toponym.name for toponym in found] == ["Lima", "Iquitos"] * times
        assert found[-1].start > len(text) - len(sentence)
        steps.append(calls[0])
    assert steps[2] - steps[1] < 2.1 * (steps[1] - steps[0])


@pytest.mark.parametrize(
    ("text", "place", "region"),
    [
        ("He drove from Paris, Texas, to Dallas.", "Paris", "US-TX"),
        ("She flew from Paris to Lyon in France.", "Paris", "FR-IDF"),
        ("The court in Paris, Ky., closed on Monday.", "Paris", "US-KY"),
        ("Officials in Paris and Lexington asked Kentucky for help.", "Paris", "US-KY"),
    ],
)
def test_the_text_tells_which_paris(text: str, place: str, region: str) -> None:
    """A qualifier, the country or the region of the document chooses among places of one name."""
    found = _resolve(text, "Paris").place
    assert found is not None
    assert (found.name, found.region) == (place, region)


def test_a_name_means_one_place_throughout() -> None:
    """What a text says of a name once holds for it everywhere."""
    text = "Richmond, Ind., has a new bridge. It cost much. Drivers love it. People in Richmond cheered."
    assert [region for name, region in _find(text) if name == "Richmond"] == ["US-IN", "US-IN"]


def test_the_country_may_be_given() -> None:
    """`country` decides where the text does not."""
    text = "Workers met in Santiago."
    regions = {country: _find(text, country)[0][1] for country in ("CL", "DO")}
    assert (regions["CL"] or "")[:2] == "CL"
    assert (regions["DO"] or "")[:2] == "DO"


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Lincoln said that he was glad.",
        "Paris Hilton sang. Later Hilton left.",
        "They signed the Los Angeles Declaration on migration.",
        "Reading is fun, and May is warm.",
        "She can drive on Memphis Street.",
        "The Department of Commerce wrote a rule.",
        "CAN and MAR are codes.",
        "The allies of NATO met.",
        "He spoke at the White House on Monday.",
    ],
)
def test_what_is_no_place_is_left_alone(text: str) -> None:
    """People, agreements, common words, streets, offices and acronyms are not places."""
    assert _find(text) == []


def test_port_and_region_are_told_by_the_word_before() -> None:
    """The same name is a town after "Port of" and a region after "Regional Government of"."""
    assert _resolve("Ships of Peru call at the Port of Callao.", "Callao").place == _at("PPL", "Callao")
    found = _resolve("The Regional Government of Cajamarca in Peru builds roads.", "Cajamarca").place
    assert found is not None
    assert (found.kind, found.region, found.precision) == ("ADM1", "PE-CAJ", Precision.REGION)


def _at(kind: str, name: str) -> object:
    class Place:
        def __eq__(self, other: object) -> bool:
            return getattr(other, "kind", None) == kind and getattr(other, "name", None) == name

        __hash__ = None  # type: ignore[assignment]  # compared, never kept

    return Place()


def test_an_announced_name_falls_back_on_its_region() -> None:
    """A reservoir that no gazetteer has is placed no more precisely than the region named beside it."""
    found = _resolve("Peru builds the Qowxatalpa reservoir in Cajamarca for its farmers.", "Qowxatalpa").place
    assert found is not None
    assert found.region == "PE-CAJ"
    assert found.precision >= Precision.REGION


def test_areas_exist_in_each_country() -> None:
    """The Peruvian Amazon is one name, and lies in Peru."""
    found = _resolve("Farmers of the Peruvian Amazon grow cacao.", "Peruvian Amazon")
    assert found.place is not None
    assert (found.place.country, found.place.kind, found.place.precision) == ("PE", "RGN", Precision.ESTIMATED)


def test_runners_up_say_why_they_lost() -> None:
    """The other places of a name come with a reason."""
    text = "The court in Paris, Ky., closed on Monday."
    (paris, _) = get_geoparser().find_places(text, runners_up=True)
    assert [other.reason for other in paris.runners_up] == ["the text itself picks another"] * 3
    assert all(other.place != paris.place for other in paris.runners_up)


@pytest.mark.skipif(not FACT_SHEET.exists(), reason="the document is not part of the repository")
def test_the_fact_sheet_has_all_its_places_and_no_other() -> None:
    """On the document of this project every site is found, and no other place below a country."""
    found = [
        t for t in find_places(FACT_SHEET.read_text("utf-8")) if t.place and t.place.country and t.place.kind != "PCLI"
    ]
    assert {(toponym.name, toponym.place and toponym.place.region) for toponym in found} == {
        ("California", "US-CA"), ("Cajamarca", "PE-CAJ"), ("Callao", "PE-CAL"), ("Chancay", "PE-LIM"),
        ("Huatalpampa", "PE-CAJ"), ("Hueneme", "US-CA"), ("Iquitos", "PE-LOR"), ("Lima", "PE-LMA"),
        ("Matarani", "PE-ARE"), ("Paita", "PE-PIU"), ("Peruvian Amazon", None),
    }  # fmt: skip


@pytest.mark.parametrize("rule", list(Rule))
def test_each_rule_changes_something(rule: Rule) -> None:
    """Without a rule at least one of a few texts is read otherwise: none is there in vain."""
    texts = [
        "Mr. Lincoln met Paris Hilton. Hilton told Jordan about Reading, Memphis Street and CAN. Henry said no.",
        "Officials in Paris and Lexington asked Kentucky for help. Springfield, Ky., and Danville did. W.Va. is near.",
        "Peru builds the Qowxatalpa reservoir in Cajamarca. The Regional Government of Cajamarca and Lima pay.",
        "In Richmond, Ind., it rained. Richmond was wet, and so was Dayton. Troy and Athens are dry; Toledo is not.",
        "Georgia and Florida agreed. Victoria is in Canada, Perth in Australia; Hamilton, Newcastle, Kingston.",
    ]
    every, fewer = get_geoparser(), Geoparser(get_geoparser().index, off=[rule])
    assert [every.find_places(text, runners_up=True) for text in texts] != [
        fewer.find_places(t, runners_up=True) for t in texts
    ]


def test_a_corpus_comes_back_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`geo locate --corpus` answers a line for each document, with the gold spans where they are asked for."""
    corpus = tmp_path / "corpus.jsonl"
    rows = [
        {"doc_id": "a", "text": "Lima and Cusco are in Peru.", "toponyms": [{"start": 9, "end": 14, "name": "Cusco"}]},
        {"doc_id": "b", "text": "Nothing\u2028here\u0085.", "toponyms": []},
    ]
    corpus.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    answers = {}
    for spans in ("found", "gold"):
        with pytest.raises(SystemExit) as end:
            main(["locate", "--corpus", str(corpus), "--format", "jsonl", "--spans", spans])
        assert end.value.code == 0
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [line["doc_id"] for line in lines] == ["a", "b"]
        answers[spans] = [toponym["name"] for toponym in lines[0]["toponyms"]]
    assert answers == {"found": ["Lima", "Cusco", "Peru"], "gold": ["Cusco"]}


@pytest.mark.parametrize("code", ["geojson", "table", "jsonl"])
def test_locate_writes_each_format(tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str) -> None:
    """`geo locate` writes the place of a text in the format that is asked for."""
    file = tmp_path / "text.txt"
    file.write_text("The port of Paita in Peru grows.", encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["locate", str(file), "--format", code])
    assert end.value.code == 0
    output = capsys.readouterr().out
    if code == "geojson":
        paita = json.loads(output)["features"][0]
        assert paita["geometry"]["coordinates"] == [paita["properties"]["longitude"], paita["properties"]["latitude"]]
        assert (paita["properties"]["name"], paita["properties"]["region"]) == ("Paita", "PE-PIU")
    elif code == "jsonl":
        assert json.loads(output)["toponyms"][0]["name"] == "Paita"
    else:
        assert output.splitlines()[1].split()[:4] == ["12", "17", "Paita", "Paita"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "no document"),
        ('{"doc_id": 1}', "no document"),
        ('{"doc_id":1,"text":"a","toponyms":[{"start":0,"end":9}]}', "span"),
    ],
)
def test_a_broken_corpus_is_told_by_line(line: str, what: str) -> None:
    """A line that is no document is named with its number."""
    with pytest.raises(DataError, match=f"corpus: line 2: .*{what}"):
        list(parse_corpus(f"\n{line}\n", "corpus"))


def test_an_unknown_country_is_told() -> None:
    """A country code that does not exist is a fault, in any case of its letters."""
    assert check_country("pe") == "PE"
    with pytest.raises(DataError, match="XX is no ISO 3166-1"):
        check_country("XX")


def test_a_line_of_a_document_without_places_is_whole() -> None:
    """A document that names no place still has its line."""
    assert json.loads(to_line("7", [])) == {"doc_id": "7", "toponyms": []}


@pytest.mark.parametrize(("content", "what"), [(None, "cannot be read"), (b"\xff\xfe", "not UTF-8 at byte 0")])
def test_a_file_that_cannot_be_read_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, what: str
) -> None:
    """A file that is not there or not UTF-8 is told in one line with exit code 1."""
    file = tmp_path / "text.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SystemExit) as end:
        main(["locate", str(file)])
    output, talk = capsys.readouterr()
    assert (end.value.code, output, talk.count("\n")) == (1, "", 1)
    assert f"{file}: {what}" in talk


@pytest.mark.parametrize(
    ("text", "written", "place"),
    [
        ("The talks in Rio de\nJaneiro, Brazil, ended.", "Rio de\nJaneiro", "Rio de Janeiro"),
        ("Farmers of Madre de\r\n  Dios in Peru sow.", "Madre de\r\n  Dios", "Madre de Dios"),
        ("The Are\u00adqui\u00ad\npa office in Peru opened.", "Are\u00adqui\u00ad\npa", "Arequipa"),
        ("The Are-\nquipa office in Peru opened.", "Are-\nquipa", "Arequipa"),
        ("In Port-\nau-Prince, Haiti, it rained.", "Port-\nau-Prince", "Port-au-Prince"),
        ("In S&atilde;o&nbsp;Paulo, Brazil, it rained.", "S&atilde;o&nbsp;Paulo", "S\u00e3o Paulo"),
        ("In Bogota\u0301, Colombia, it rained.", "Bogota\u0301", "Bogot\u00e1"),
        ("In Buenos\u2007Aires, Argentina, it rained.", "Buenos\u2007Aires", "Buenos Aires"),
    ],
)
def test_text_is_read_as_it_comes(text: str, written: str, place: str) -> None:
    """Broken lines, soft hyphens, entities and accents apart hide no place, and the span is that of the original."""
    found = find_places(text)[0]
    assert (text[found.start : found.end], found.name) == (written, written)
    assert found.place is not None
    assert found.place.name == place
    (given,) = get_geoparser().resolve(text, [(found.start, found.end)])
    assert given.place == found.place


@pytest.mark.parametrize(
    "text", ["As for Chicago, I'll go.", "I’ll say: in Chicago we’re home.", "Chicago? We'd like it."]
)
def test_contractions_are_no_places(text: str) -> None:
    """What an apostrophe shortens belongs to no name: “I'll” is not Illinois."""
    assert [toponym.name for toponym in find_places(text)] == ["Chicago"]


def test_paragraphs_are_not_joined() -> None:
    """A blank line parts names that a single break of line would join."""
    assert [name for name, _ in _find("He left New\n\nYork is old.")] != ["New\n\nYork"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("regiones de Arequipa", "ADM1"),
        ("Las regiones de Arequipa y Puno crecen.", "ADM1"),
        ("the regions of Arequipa, Puno, and Cusco in Peru", "ADM1"),
        ("en los departamentos de Cusco, Ica y Puno", "ADM1"),
        ("The Arequipa and Puno regions of Peru grow.", "ADM1"),
        ("Gobiernos regionales de Arequipa, Puno y Tacna", "ADM1"),
        ("the states of Puebla and Oaxaca in Mexico", "ADM1"),
        ("las provincias de Carhuaz y Yungay en Perú", "ADM2"),
        ("the cities of Arequipa and Puno, Peru", "PPL"),
    ],
)
def test_a_plural_head_tells_the_kind_of_each_name(text: str, kind: str) -> None:
    """What is called a region is one, in Spanish and in the plural, too, to the last of a list and no further."""
    found = [toponym.place.kind for toponym in find_places(text) if toponym.place is not None]
    assert found in ([kind] * len(found), [*[kind] * (len(found) - 1), "PCLI"])
    assert kind in found


@pytest.mark.parametrize("word", ["Centre", "Center", "Federal", "Capital", "NATO", "Commission", "Maritime", "Union"])
@pytest.mark.parametrize(
    "text",
    ["The {} agreed.", "In the {} they met.", "{} officials left.", "the Conflict Prevention {}", "He went to {}."],
)
def test_words_of_institutions_are_no_places(text: str, word: str) -> None:
    """A common word in a name, and an acronym, is no region that has the same word for its name."""
    assert _find(text.format(word)) == []


@pytest.mark.parametrize(
    "name",
    [
        "Dar es Salaam",
        "Ribeirão das Neves",
        "Deir ez-Zor",
        "Santa Bárbara d’Oeste",
        "Villeneuve-d'Ascq",
        "Ústí nad Labem",
    ],
)
def test_small_words_of_any_language_join_a_name(name: str) -> None:
    """A name is found whole with the small words and elisions of its language."""
    assert [one.name for one in find_places(f"They met in the city of {name} on Monday.")] == [name]
