"""`geo draft` proposes the records of a fact sheet, and `geo check` refuses them until their texts are written."""

from __future__ import annotations

import hashlib
import resource
import shutil
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from geo.building.audit.document import parse_document
from geo.building.audit.lines import join_lines
from geo.building.lists import load_lists
from geo.building.records import load_records
from geo.building.source import Source
from geo.building.tables import parse_table
from geo.cli import main
from geo.contract.faults import DataError
from geo.contract.files import DATA
from geo.contract.vocabulary import DRAFT_MARK, AmountType, Status
from geo.drafting.draft import build_draft, check_giver, write_draft
from geo.drafting.draft.outline import parse_outline
from geo.drafting.draft.proposals import propose_amount_type, propose_sector, propose_status

TEXT = """\
The United States and Ecuador work together.

Safer Water
• USAID invested more than $3.2 million in 12 wells near the city of Cuenca, Ecuador, in 2023.
• The Department of Energy will lend up to $40 million to a solar farm in Manabí.

Learning
- Nearly 300 teachers trained in English; the program ended in 2022.
"""


BROKEN = """\
The United States and Ecuador work
together.

Safer Water
• USAID invested more than $3.2
million in 12 wells near the city of
Cuenca, Ecuador, in 2023.
• The Department of Energy will lend
  up to $40 million to a solar farm in
  Manabí.

Learning
- Nearly 300 teachers trained in
English; the program ended in 2022.
"""


def test_broken_lines_are_joined() -> None:
    """A text broken at a width, as PDF and mail break it, is read as it was before, by the draft and by the audit."""
    assert join_lines(BROKEN) == TEXT
    assert join_lines(BROKEN.replace("\n", "\r\n")) == TEXT.replace("\n", "\r\n")
    assert join_lines(TEXT) == TEXT
    assert join_lines("- One\nTwo\n- Three and\nFour\n###") == "- One\nTwo\n- Three and Four\n###"
    whole, broken = build_draft(TEXT), build_draft(BROKEN)
    assert (whole.programs, whole.sites) == (broken.programs, broken.sites)
    assert broken.source["sha256"] == hashlib.sha256(BROKEN.encode()).hexdigest()


def test_each_bullet_is_a_programme() -> None:
    """The draft has an item for each bullet, numbered by section, with amounts, dates, agencies and places."""
    draft = build_draft(TEXT)
    water, solar, teachers = sorted(draft.programs.values(), key=lambda table: table["source"]["item"])
    assert [table["source"]["item"] for table in (water, solar, teachers)] == ["1.1", "1.2", "2.1"]
    assert water["amount"] == {"usd": 3_200_000, "qualifier": "more_than", "type": "assistance"}
    assert (water["sector"], water["start"], water["agencies"]) == (
        "140",
        "2023",
        ["U.S. Agency for International Development"],
    )
    assert [figure["value"] for figure in water["figures"]] == [12]
    assert solar["amount"]["qualifier"] == "up_to"
    assert (solar["status"], solar["agencies"]) == ("pipeline", ["Department of Energy"])
    assert (teachers["sector"], teachers["status"]) == ("111", "closed")
    assert [[placement["site"] for placement in table["sites"]] for table in (water, solar, teachers)] == [
        ["cuenca"], ["manabi"], ["ec"],
    ]  # fmt: skip
    assert {site: (table["kind"], table["country"]) for site, table in draft.sites.items()} == {
        "cuenca": ("PPL", "EC"), "ec": ("PCLI", "EC"), "manabi": ("ADM1", "EC"),
    }  # fmt: skip


def test_no_coordinates_are_drafted(tmp_path: Path) -> None:
    """The draft's files read back as they were made, and hold names, never coordinates."""
    draft = build_draft(TEXT)
    write_draft(draft, tmp_path / "draft")
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (tmp_path / "draft/programs").iterdir()}
    assert files == draft.programs
    sites = tomllib.loads((tmp_path / "draft/sites.toml").read_text("utf-8"))
    assert sites == draft.sites
    assert not {"longitude", "latitude"} & {key for table in sites.values() for key in table}


def test_a_draft_is_refused_until_it_is_written(tmp_path: Path) -> None:
    """Every fault of a fresh draft is a mark; once a person has replaced them the records are sound."""
    folder = tmp_path / "draft"
    write_draft(build_draft(TEXT), folder)
    with pytest.raises(DataError) as refused:
        load_records(folder)
    assert all(DRAFT_MARK in fault.what for fault in refused.value.faults)
    assert {fault.file for fault in refused.value.faults} == {
        "glossary.toml", "institutions.toml", "sites.toml", "source.toml",
        *(f"programs/{path.name}" for path in (folder / "programs").iterdir()),
    }  # fmt: skip
    for path in folder.rglob("*.toml"):
        path.write_text(path.read_text("utf-8").replace(DRAFT_MARK, "Own words:"), encoding="utf-8")
    records = load_records(folder)
    assert len(records.programs) == 3
    assert [(one.en, one.agency, one.forms) for one in records.lists.institutions] == [
        ("U.S. Agency for International Development", True, ("USAID",)),
        ("Department of Energy", True, ("Department of Energy",)),
    ]
    assert {country.slug for country in records.source.collection.countries} == {
        name for name, site in records.sites.items() if site.kind == "PCLI"
    }


def test_a_draft_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """On a full disk nothing of the draft is left, and the next try works, by way of a link, too."""
    draft = build_draft(TEXT)
    folder = tmp_path / "link"
    folder.symlink_to("target")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, limits[1]))
    try:
        with pytest.raises(DataError, match="cannot be written: File too large"):
            write_draft(draft, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list((tmp_path / "target").iterdir()) == []
    write_draft(draft, folder)
    assert len(list((tmp_path / "target" / "programs").iterdir())) == 3


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that holds anything is left as it is."""
    (tmp_path / "sheet.txt").write_text(TEXT, encoding="utf-8")
    folder = tmp_path / "mine"
    shutil.copytree(DATA / "programs", folder)
    before = sorted(folder.iterdir())
    with pytest.raises(SystemExit) as end:
        main(["draft", str(tmp_path / "sheet.txt"), "-o", str(folder)])
    assert end.value.code == 1
    assert "is not empty" in capsys.readouterr().err
    assert sorted(folder.iterdir()) == before
    with pytest.raises(SystemExit):
        main(["draft", str(tmp_path / "sheet.txt"), "-o", "-"])
    assert "a draft is a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "what"), [("No bullets in Peru.", "no bullets"), ("• Nothing\n• known", "no country")]
)
def test_what_cannot_be_drafted_is_told(text: str, what: str) -> None:
    """A text without bullets or without a country is a fault."""
    with pytest.raises(DataError, match=what):
        build_draft(text)


def test_a_giver_is_a_country_or_the_union() -> None:
    """A code may be small; one that nobody has is a fault."""
    assert [check_giver(code) for code in ("jp", "EU", "PE", None)] == ["JP", "EU", "PE", None]
    for code in ("XX", "ZZ", "001", "Japan"):
        with pytest.raises(DataError, match="--giver"):
            check_giver(code)


def test_the_country_may_be_given() -> None:
    """With a country given even a text that names none is drafted."""
    assert list(build_draft("• Nothing known", "PE").sites) == ["pe"]


@given(st.text(max_size=200).map(lambda text: f"• Peru {text}\n• Lima"))
def test_any_text_is_drafted(text: str) -> None:
    """Whatever stands in a bullet, the draft is TOML that reads back."""
    draft = build_draft(text, "PE")
    with TemporaryDirectory() as folder:
        write_draft(draft, Path(folder))
        paths = Path(folder).rglob("*.toml")
        read = {path.relative_to(folder).as_posix(): tomllib.loads(path.read_text("utf-8")) for path in paths}
    programs = {f"programs/{program}.toml": table for program, table in draft.programs.items()}
    lists = {"institutions": draft.institutions} if draft.institutions else {}
    others = {"institutions.toml": lists, "glossary.toml": draft.glossary, "sites.toml": draft.sites}
    assert read == {**programs, **others, "source.toml": draft.source}


def test_headings_run_into_sentences() -> None:
    """A heading without a point ends where a small letter meets a capital."""
    (section,) = parse_outline("The Rule of LawThe United States helps.\n\n  • One\n  • Two\n").sections
    assert section.heading == "The Rule of Law"
    assert [(bullet.number, bullet.text) for bullet in section.bullets] == [("1.1", "One"), ("1.2", "Two")]


A = "The embassy supports farmers."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"T\n\nWater\n1. {A}\n2. {A}\n\nPower\n(a) {A}\nb) {A}\n", [("Water", 2), ("Power", 2)]),
        (f"T\n\n1. Water\n1.1 KfW lends. {A}\n1.2 {A}\n\n2 Power\n2.1 {A}\n", [("1. Water", 2), ("2 Power", 1)]),
        (f"T\n\nWater\n1.1. {A}\nii. {A}\n(iv) {A}\n", [("Water", 3)]),
        (f"T\n\nWater\n– {A}\n— {A}\n○ {A}\no {A}\n\uf0b7 {A}\n➢\t{A}", [("Water", 6)]),
        (f"T\n\n1. Safer Water\n• {A}\n• {A}\n\n2. Power\n• {A}\n", [("1. Safer Water", 2), ("2. Power", 1)]),
        (f"T\nMay 3, 2024\n\n{A}\n\nWater\n{A}\n\n{A}\n\nPower\n“{A}”\n\n###\nTop", [("Water", 2), ("Power", 1)]),
        (f"T\n\nWater\n{A}\n\nPart one\nPower\n{A}\n", [("Water", 1), ("Power", 1)]),
        (f"March 2024\nFact Sheet\nWorking together\n\n{A}\n\nPower\n{A}\n", [("Power", 1)]),
        (f"Working together\n\n{A}\n\n{A}\n", [("Working together", 2)]),
    ],
)
def test_items_have_any_common_marker_or_none(text: str, found: list[tuple[str, int]]) -> None:
    """Signs, numbers and letters begin items, paragraphs where there are none; the audit numbers them alike."""
    outline = parse_outline(text)
    assert [(section.heading, len(section.bullets)) for section in outline.sections] == found
    table = {**build_draft(text, "PE").source, "left_out": []}
    written = tomllib.loads(tomli_w.dumps(table).replace(DRAFT_MARK, "Own words:"))
    document = parse_document(text.encode(), parse_table(Source, written, "source.toml"), "text")
    numbers = [bullet.number for section in outline.sections for bullet in section.bullets]
    assert [number for number in document.items if number != "0" and not number.endswith(".0")] == numbers
    assert all(document.get_text(one.number).startswith(one.text) for s in outline.sections for one in s.bullets)


def test_prose_is_drafted_too() -> None:
    """The introduction, a section's lead and what follows its bullets are read by sentences; some are left out."""
    text = """\
The White House
FACT SHEET: Working with Ghana
March 2023

The two presidents met in Accra. USAID has invested $2 million in wells since 2019. Examples include:

A Space Partnership. NASA signed an agreement with Ghana.
- Ports: Ships call at Tema.

The Peace Corps will send 20 teachers to Kumasi.

Good Health
- The CDC opened a clinic.

Friends stay friends.
###
Top
"""
    draft = build_draft(text)
    assert (draft.source["title"], draft.source["date"]) == ("FACT SHEET: Working with Ghana", "2023-03")
    assert [section["heading"] for section in draft.source["sections"]] == ["A Space Partnership.", "Good Health"]
    found = sorted((table["source"]["item"], table["source"]["start"].split()[0]) for table in draft.programs.values())
    assert found == [("0", "USAID"), ("1.0", "NASA"), ("1.1", "Ships"), ("1.1", "The"), ("2.1", "The")]
    assert [(left["item"], left["what"]) for left in draft.source["left_out"]] == [
        ("0", "The White House"), ("0", "FACT SHEET: Working with Ghana"), ("0", "March 2023"),
        ("0", "The two presidents met in Accra"), ("0", "Examples include:"), ("2.1", "Friends stay friends"),
    ]  # fmt: skip
    (ships,) = [table for table in draft.programs.values() if table["source"]["start"].startswith("Ships")]
    assert ships["title"]["en"] == "Ports"


def test_further_amounts_are_programmes() -> None:
    """Each amount of a bullet heads a programme; what is said to be a part or a total of another is linked to it."""
    given = "USAID gave Kenya $80 million, including $20 million for Kisumu."
    text = f"• {given} It lent $5 million, raising the total to $9 million."
    programs = [table["amount"] for table in build_draft(text).programs.values()]
    by_usd = {amount["usd"] // 10**6: amount for amount in programs}
    assert sorted(by_usd) == [5, 9, 20, 80]
    wholes = {usd: amount.get("part_of") for usd, amount in by_usd.items()}
    drafted = {table["amount"]["usd"] // 10**6: slug for slug, table in build_draft(text).programs.items()}
    assert wholes == {5: drafted[9], 9: None, 20: drafted[80], 80: None}


def test_institutions_of_two_countries_are_told_apart() -> None:
    """A coast guard is that of the country whose name or adjective stands before it."""
    draft = build_draft(
        "• The Vietnamese Coast Guard and the U.S. Coast Guard met 3rdiTech at the first meeting in Viet Nam."
    )
    (table,) = draft.programs.values()
    assert (table["agencies"], table["partners"], table["figures"]) == (
        ["U.S. Coast Guard"], ["Vietnamese Coast Guard"], [],
    )  # fmt: skip


JICA = "Japan International Cooperation Agency"


@pytest.mark.parametrize(
    ("text", "giver", "agencies", "partners"),
    [
        (
            "NASA and the Departments of State and Commerce met in Peru.",
            None,
            ["National Aeronautics and Space Administration", "Department of State", "Department of Commerce"],
            [],
        ),
        (
            "JICA and Japan’s Ministry of Finance will lend money to the Department of Energy of the Philippines.",
            None,
            [JICA, "Ministry of Finance"],
            ["Department of Energy of the Philippines"],
        ),
        (
            "The Government of Japan and USAID supported the Philippine Coast Guard in the Philippines with Japan.",
            "JP",
            ["Government of Japan"],
            ["U.S. Agency for International Development", "Philippine Coast Guard"],
        ),
        (
            "The European Commission and AFD gave a grant to Kenya.",
            "EU",
            ["European Commission"],
            ["French Development Agency"],
        ),
        (
            "GIZ, on behalf of Germany, trained teachers in Ghana.",
            None,
            ["German Agency for International Cooperation"],
            [],
        ),
        ("The Ministry of Health and the Coast Guard met in Ghana.", None, [], ["Ministry of Health", "Coast Guard"]),
    ],
)
def test_agencies_are_those_of_whoever_gives(
    text: str, giver: str | None, agencies: list[str], partners: list[str]
) -> None:
    """Any government's agencies are told from the partners, a text's giver by them, and nobody's are made up."""
    (table,) = build_draft(f"Health\n• {text}", giver=giver).programs.values()
    assert (table["agencies"], table["partners"]) == (agencies, partners)


def test_every_institution_of_a_record_is_listed(tmp_path: Path) -> None:
    """The audit finds agencies, partners and countries that take part as the document writes them; a list may grow."""
    lead = "USAID and U.S. Agency for International Development staff met in Ghana."
    item = "NASA, USAID and the Ministry of Health of Ghana opened a clinic together with Japan."
    draft = build_draft(f"{lead}\n\nHealth\n• {item}", "GH")
    listed = {one["en"]: (one["agency"], one["forms"]) for one in draft.institutions}
    (table,) = draft.programs.values()
    named = {(name, key == "agencies") for key in ("agencies", "partners") for name in table[key]}
    usaid = "U.S. Agency for International Development"
    assert named == {
        ("National Aeronautics and Space Administration", True), (usaid, True),
        ("Ministry of Health of Ghana", False), ("Japan", False),
    }  # fmt: skip
    assert {(name, agency) for name, (agency, _) in listed.items()} == named
    assert listed[usaid][1] == ["USAID", usaid]
    assert [one["es"] for one in draft.institutions if one["en"] == "Japan"] == ["Japón"]
    write_draft(build_draft("• Nothing known", "PE"), tmp_path)
    with (tmp_path / "institutions.toml").open("a", encoding="utf-8") as file:
        file.write('[[institutions]]\nen = "A"\nes = "B"\nagency = false\n')
    assert [one.en for one in load_lists(tmp_path).institutions] == ["A"]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("runs since March 2024", "2024-03", None),
        ("runs since 2024", "2024", None),
        ("runs since 15 March 2024", "2024-03-15", None),
        ("runs from 2022 to 2025", "2022", "2025"),
        ("runs between March 2022 and 2025", "2022-03", "2025"),
        ("runs 2021–2025", "2021", "2025"),
        ("runs from March to June 2024", "2024-03", "2024-06"),
        ("runs January 2022 through December 2025", "2022-01", "2025-12"),
        ("will open by Sept. 2026", None, "2026-09"),
        ("ended in May 2022", "2022-05", "2022-05"),
        ("runs every May", None, None),
        ("runs March 15–17, 2024", "2024-03-15", "2024-03-17"),
        ("runs 15-17 March 2024", "2024-03-15", "2024-03-17"),
        ("runs from March 3 to April 2, 2024", "2024-03-03", "2024-04-02"),
        ("runs from 3 March to 2 April 2024", "2024-03-03", "2024-04-02"),
        ("runs December 30th, 2023–January 2nd, 2024", "2023-12-30", "2024-01-02"),
        ("runs 2019 – 2023", "2019", "2023"),
        ("runs FY2021-23", "2021", "2023"),
        ("runs fiscal years 2021 through 2023", "2021", "2023"),
        ("met on March 3 and 5 boats came in 2024", "2024", None),
    ],
)
def test_dates_are_as_exact_as_the_text(words: str, start: str | None, end: str | None) -> None:
    """A month stays a month and a year a year; a span has its last date as the end, and so has what is over."""
    (table,) = build_draft(f"• A school {words}.", "PE").programs.values()
    assert (table.get("start"), table.get("end")) == (start, end)


def test_proposals_follow_the_words() -> None:
    """Sector, type of money and status are told by the words of an item."""
    assert propose_sector("A port and a railway") == "210"
    assert propose_amount_type("a foreign military sales case") is AmountType.FOREIGN_MILITARY_SALE
    assert propose_amount_type("private sector investments of $2 million") is AmountType.PRIVATE_INVESTMENT
    assert [propose_status(text) for text in ("will build", "completed", "trains")] == [
        Status.PIPELINE, Status.CLOSED, Status.IMPLEMENTATION,
    ]  # fmt: skip


def test_a_status_that_no_verb_says_is_to_be_explained() -> None:
    """The audit asks for the reason of such a status: the draft does so at once, and only of that."""
    draft = build_draft("Health\n• Two clinics share nurses.\n• USAID trained 12 nurses.\n", "KE")
    sharing, training = sorted(draft.programs.values(), key=lambda table: table["source"]["item"])
    assert sharing["status_reason"].startswith(DRAFT_MARK)
    assert "status_reason" not in training


def test_other_money_is_left_out_with_a_reason() -> None:
    """What is no sum of dollars, which no record can have, is left out; an acronym in brackets is a form, too."""
    text = "Kenya\n\nHealth\n- The Kenya Medical Institute (KEMI) got KSh 600 million and €9m in Kilifi, Kenya.\n"
    draft = build_draft(text)
    assert [one["what"] for one in draft.source["left_out"]][1:] == ["KSh 600 million", "€9m"]
    assert {"Kenya Medical Institute", "KEMI"} == {form for one in draft.institutions for form in one["forms"]}
    (program,) = draft.programs.values()
    assert ("amount" in program, program["figures"]) == (False, [])
