"""Records are read strictly, and every fault of every file is told at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from geo.building.models import Amount, Citation, Program, Site
from geo.building.records import load_programs, load_records, load_sites
from geo.building.tables import MAX_TOML_BYTES
from geo.contract.faults import DataError, Fault, gathered
from geo.contract.files import DATA
from geo.contract.vocabulary import DRAFT_MARK, AmountType, Qualifier, SiteRole, Status, Text, Theme
from support.records import build_figure, build_placement

SCANNERS = """
theme = "security"
sector = "331"
agencies = ["Department of State"]
partners = []
status = "implementation"
start = "2023"
end = "2024-11"

[title]
en = "Scanners"
es = "Escáneres"

[summary]
en = "Three scanners."
es = "Tres escáneres."

[amount]
usd = 8_500_000
qualifier = "more_than"
type = "assistance"

[[figures]]
value = 3
qualifier = "exact"
unit = { en = "scanners", es = "escáneres" }

[[sites]]
site = "chancay"

[[sites]]
site = "peru"
role = "partner"

[source]
item = "1.3"
start = "The United States"
end = "to Peru"

[note]
en = "A note."
es = "Una nota."
"""

SITES = """
[chancay]
name = "Chancay"
kind = "PRT"
country = "PE"
region = "PE-LIM"
label = { en = "Port of Chancay", es = "Puerto de Chancay" }

[peru]
name = "Peru"
kind = "PCLI"
country = "PE"
label = { en = "Peru", es = "Perú" }
note = { en = "All of it.", es = "Todo." }
"""

Folder = Callable[..., Path]


@pytest.fixture
def make_folder(tmp_path: Path) -> Folder:
    """Return a function that writes a folder of records: the sound ones above unless given."""

    def make(sites: str | bytes = SITES, **programs: str | bytes) -> Path:
        shutil.copy(DATA / "source.toml", tmp_path)
        (tmp_path / "programs").mkdir()
        for name, text in {"sites": sites, **{f"programs/{n}": t for n, t in programs.items()}}.items():
            data = text if isinstance(text, bytes) else text.encode()
            (tmp_path / f"{name}.toml").write_bytes(data)
        return tmp_path

    return make


def _get_faults(folder: Path) -> list[str]:
    with pytest.raises(DataError) as error:
        load_records(folder)
    return [str(fault) for fault in error.value.faults]


def test_a_record_becomes_the_model(make_folder: Folder) -> None:
    """Every key of a programme and of a site arrives in the model; what is not given is None or empty."""
    records = load_records(make_folder(scanners=SCANNERS))
    assert records.programs == {
        "scanners": Program(
            id="scanners",
            title=Text("Scanners", "Escáneres"),
            summary=Text("Three scanners.", "Tres escáneres."),
            theme=Theme.SECURITY,
            sector="331",
            agencies=("Department of State",),
            partners=(),
            amount=Amount(usd=8_500_000, qualifier=Qualifier.MORE_THAN, type=AmountType.ASSISTANCE),
            status=Status.IMPLEMENTATION,
            start="2023",
            end="2024-11",
            figures=(build_figure(3, Text("scanners", "escáneres")),),
            placements=(build_placement("chancay"), build_placement("peru", SiteRole.PARTNER)),
            note=Text("A note.", "Una nota."),
            citation=Citation(item="1.3", start="The United States", end="to Peru"),
        )
    }
    label = Text("Port of Chancay", "Puerto de Chancay")
    assert records.sites["chancay"] == Site(
        id="chancay", name="Chancay", label=label, kind="PRT", country="PE", region="PE-LIM"
    )  # fmt: skip
    assert records.sites["peru"].note == Text("All of it.", "Todo.")


BAD = {
    "unknown key": (
        '[title]\nen = "',
        '[title]\nfr = "Scanneurs"\nen = "',
        "title.fr: unknown key; allowed are en, es",
    ),
    "unknown top key": ("theme =", "colour = 1\ntheme =", "colour: unknown key; allowed are title, summary, theme, "),
    "unknown key in a list": ("unit = {", "units = 1\nunit = {", "figures[0].units: unknown key; allowed are value, "),
    "missing": ('en = "Scanners"', "", "title.en: missing"),
    "missing table": ("[title]", "[titel]", "title: missing"),
    "theme": ('"security"', '"defence"', "theme: 'defence' is not one of 'security', 'economy', 'space', "),
    "sector": ('"331"', '"999"', "sector: '999' is not one of 111, 112, 113, 114, "),
    "status": ('"implementation"', '"done"', "status: 'done' is not one of 'pipeline', 'implementation' or 'closed'"),
    "qualifier": ('"more_than"', '"over"', "amount.qualifier: 'over' is not one of 'exact', 'more_than', "),
    "amount type": ('"assistance"', '"aid"', "amount.type: 'aid' is not one of 'assistance', "),
    "role": ('"partner"', '"end"', "sites[1].role: 'end' is not one of 'site' or 'partner'"),
    "date as number": ('"2023"', "2023", "start: 2023 is not a text: write it in quotes"),
    "date as date": ('"2024-11"', "2024-11-01", "end: 2024-11-01 is not a text: write it in quotes"),
    "date form": ('"2024-11"', '"2024-13"', "end: '2024-13' is wrong: String should match pattern"),
    "end before start": ('"2024-11"', '"2022-11"', "end: 2022-11 is before 2023"),
    "amount as text": ("8_500_000", '"8.5 million"', "amount.usd: '8.5 million' is wrong: Input should be a valid int"),
    "amount with cents": ("8_500_000", "8.5", "amount.usd: 8.5 is wrong: Input should be a valid integer"),
    "no amount": ("8_500_000", "0", "amount.usd: 0 is wrong: Input should be greater than 0"),
    "figure as truth": ("value = 3", "value = true", "figures[0].value: True is not a number"),
    "figure without end": ("value = 3", "value = inf", "figures[0].value: inf is not a number"),
    "one language": ('{ en = "scanners", es = "escáneres" }', '{ en = "scanners" }', "figures[0].unit.es: missing"),
    "empty text": ('"Three scanners."', '""', "summary.en: empty, or begins or ends with a space"),
    "template text": ('"Three scanners."', '"{{ 7*7 }}"', "summary.en: holds U+007B, U+007D, which no text may hold"),
    "draft": ('"Three scanners."', f'"{DRAFT_MARK} scanners"', f"summary.en: a text with {DRAFT_MARK} is still to be"),
    "twice": ("[]", '["Peru", "Peru"]', "partners: holds one thing twice"),
    "no site": ('[[sites]]\nsite = "chancay"\n\n[[sites]]\nsite = "peru"\nrole = "partner"\n', "", "sites: missing"),
    "site by number": ('site = "chancay"', "site = 1", "sites[0].site: 1 is not a text: write it in quotes"),
    "unknown site": ('"chancay"', '"atlantis"', "sites[0].site: 'atlantis' is not one of chancay, peru: sites.toml "),
    "site twice": ('site = "chancay"', 'site = "peru"', "sites[1].site: 'peru' stands twice"),
    "item form": ('"1.3"', '"1.3.1"', "source.item: '1.3.1' is wrong: String should match pattern"),
    "no such item": ('"1.3"', '"1.8"', "source.item: the document has no item 1.8 that source.toml knows: geo accept "),
    "part of nothing": ("usd =", 'part_of = "none"\nusd =', "amount.part_of: there is no programme 'none'"),
    "part of itself": ("usd =", 'part_of = "scanners"\nusd =', "amount.part_of: the amount is part of itself"),
    "too long an amount": ("8_500_000", "9" * 5000, "holds a number of too many digits"),
    "too large an amount": ("8_500_000", "9" * 4000, "amount.usd: 999"),
    "hexadecimal amount": ("8_500_000", "0x" + "f" * 5000, "amount.usd: a value too large to show is wrong: Input"),
    "too long a figure": ("value = 3", f"value = {'9' * 5000}", "holds a number of too many digits"),
    "too large a figure": (
        "value = 3",
        f"value = {'9' * 4000}",
        "figures[0].value: is not between 0 and 1000000000000",
    ),
    "hexadecimal figure": (
        "value = 3",
        f"value = 0x{'f' * 5000}",
        "figures[0].value: is not between 0 and 10000000000",
    ),
    "figure below 0": ("value = 3", "value = -3", "figures[0].value: is not between 0 and 1000000000000000"),
    "hexadecimal text": ('"2023"', f"[0x{'f' * 5000}]", "start: a value too large to show is not a text"),
    "deep table": (
        "value = 3",
        f"value{'.a' * 5000} = 1",
        "figures[0].value: a value too large to show is not",
    ),
    "long value": ('"security"', f'"{"x" * 5000}"', f"theme: '{'x' * 199}… is not one of "),
    "own id": ("theme =", 'id = "other"\ntheme =', "id: unknown key; allowed are title, summary, theme, sector, "),
    "attribute for key": (
        "[source]",
        "[citation]",
        "citation: unknown key; allowed are title, ",
    ),
    "not TOML": ("theme =", "theme ==", "not TOML: "),
    "nested": ("partners = []", f"partners = {'[' * 9000}{']' * 9000}", "nested too deeply"),
}


THEMELESS = SCANNERS.replace('theme = "security"\n', "")


def test_a_programme_takes_the_theme_of_its_section_unless_it_has_its_own(make_folder: Folder) -> None:
    """A section's theme is a default, not a must."""
    folder = make_folder(scanners=THEMELESS.replace('"1.3"', '"2.3"'), other=SCANNERS.replace('"1.3"', '"2.3"'))
    programs = load_records(folder).programs
    assert (programs["scanners"].theme, programs["other"].theme) == (Theme.ECONOMY, Theme.SECURITY)


def test_a_programme_of_the_introduction_says_its_theme(make_folder: Folder) -> None:
    """The introduction is no section, and has no theme to give."""
    faults = _get_faults(make_folder(scanners=THEMELESS.replace('"1.3"', '"0"')))
    assert faults == ["programs/scanners.toml: theme: missing: item 0 is in no section that has one"]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_programme_is_told(make_folder: Folder, name: str) -> None:
    """Every fault of a programme is a line with its file, its key, what is wrong and what is allowed."""
    old, new, what = BAD[name]
    assert old in SCANNERS
    faults = _get_faults(make_folder(scanners=SCANNERS.replace(old, new, 1)))
    assert any(fault.startswith(f"programs/scanners.toml: {what}") for fault in faults), faults
    assert all(fault.isprintable() for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[peru]", "[PERU]", "sites.toml: PERU: the name is not lower-case letters and digits"),
        ("region =", 'id = "x"\nregion =', "sites.toml: chancay.id: unknown key; allowed are name, label, kind, "),
        ('"PE-LIM"', "9" * 5000, "sites.toml: holds a number of too many digits"),
        ('"PE-LIM"', f"0x{'f' * 5000}", "sites.toml: chancay.region: a value too large to show is not a text"),
        ("region =", "longitude = -77.2\nregion =", "sites.toml: chancay.longitude: unknown key; allowed are name, "),
        ('"PE-LIM"', '"Lima"', "sites.toml: chancay.region: 'Lima' is wrong: String should match pattern"),
        ('"PRT"', '"port"', "sites.toml: chancay.kind: 'port' is wrong: String should match pattern"),
        ('"PE"', '"Peru"', "sites.toml: chancay.country: 'Peru' is wrong: String should match pattern"),
        ("[peru]", "[lima]", "sites.toml: lima: no programme is there"),
        ("[peru]", "[peru", "sites.toml: not TOML: "),
    ],
)
def test_a_bad_site_is_told(make_folder: Folder, old: str, new: str, what: str) -> None:
    """Every fault of a site is a line with its key; a coordinate is an unknown key."""
    faults = _get_faults(make_folder(SITES.replace(old, new, 1), scanners=SCANNERS))
    assert any(fault.startswith(what) for fault in faults), faults


def test_every_fault_of_every_file_is_told_at_once(make_folder: Folder) -> None:
    """Three broken files and two keys broken in one of them are told in one run, in order."""
    bad = SCANNERS.replace('"331"', '"999"').replace('"2023"', "2023")
    folder = make_folder(SITES.replace('"PRT"', '"port"'), first=bad, second=b"\xff", Third=SCANNERS)
    (folder / "source.toml").write_text("", encoding="utf-8")
    faults = _get_faults(folder)
    expected = [
        "programs/Third.toml: the name is not",
        "programs/first.toml: sector: ",
        "programs/first.toml: start: ",
        "programs/second.toml: not UTF-8 at byte 0",
        "sites.toml: chancay.kind: ",
        "source.toml: ",
    ]
    assert all(any(fault.startswith(start) for fault in faults) for start in expected), faults
    assert faults == sorted(faults)


def test_only_records_lie_in_the_folder(make_folder: Folder) -> None:
    """A file that is no record is told, for it may be one with a wrong name; a hidden file is none of ours."""
    folder = make_folder(scanners=SCANNERS)
    (folder / "programs" / ".swp").touch()
    load_records(folder)
    (folder / "programs" / "rail.yaml").touch()
    assert _get_faults(folder) == ["programs/rail.yaml: not a record: a programme is a file ID.toml"]


def test_a_folder_without_records_is_told(tmp_path: Path) -> None:
    """Where files or programmes are missing each is told."""
    assert "sites.toml: cannot be read: No such file or directory" in _get_faults(tmp_path)
    assert "programs: cannot be read: No such file or directory" in _get_faults(tmp_path)
    (tmp_path / "programs").mkdir()
    assert "programs: holds no programme" in _get_faults(tmp_path)


def test_a_part_fits_its_whole(make_folder: Folder) -> None:
    """A part may be as large as its whole, but not larger, not of another type, and not of a whole without amount."""
    part = SCANNERS.replace("usd =", 'part_of = "whole"\nusd =')
    folder = make_folder(part=part, whole=SCANNERS)
    load_records(folder)
    whole = folder / "programs" / "whole.toml"
    whole.write_text(SCANNERS.replace("8_500_000", "8_499_999"), encoding="utf-8")
    file = "programs/part.toml"
    assert _get_faults(folder) == [
        f"{file}: amount.usd: 8500000 is more than the 8499999 of whole, which it is part of"
    ]
    whole.write_text(SCANNERS.replace('"assistance"', '"finance"'), encoding="utf-8")
    assert _get_faults(folder) == [f"{file}: amount.type: assistance cannot be part of whole, which is finance"]
    whole.write_text(
        SCANNERS.replace('[amount]\nusd = 8_500_000\nqualifier = "more_than"\ntype = "assistance"\n', ""),
        encoding="utf-8",
    )
    assert _get_faults(folder) == [f"{file}: amount.part_of: whole has no amount"]
    whole.write_text(SCANNERS.replace("usd =", 'part_of = "part"\nusd ='), encoding="utf-8")
    assert _get_faults(folder) == [
        f"programs/{name}.toml: amount.part_of: the amount is part of itself" for name in ("part", "whole")
    ]


@pytest.mark.parametrize("end", ["2023", "2023-01", "2024"])
def test_dates_of_unlike_length_are_compared_as_far_as_both_go(make_folder: Folder, end: str) -> None:
    """A programme from a month of 2023 to "2023" does not end before it starts."""
    start = "2023-01-15"
    text = SCANNERS.replace('"2023"', f'"{start}"').replace('"2024-11"', f'"{end}"')
    (program,) = load_records(make_folder(scanners=text)).programs.values()
    assert (program.start, program.end) == (start, end)


@pytest.mark.parametrize("name", ["source", "sites", "programs/scanners"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "long"])
def test_only_a_regular_file_of_some_size_is_read(make_folder: Folder, name: str, kind: str) -> None:
    """A pipe without a writer, an endless device, a folder and a file that is too long are refused at once."""
    folder = make_folder(scanners=SCANNERS)
    path = folder / f"{name}.toml"
    path.unlink()
    match kind:
        case "pipe":
            os.mkfifo(path)
            what = "not a regular file"
        case "device":
            path.symlink_to("/dev/zero")
            what = "not a regular file"
        case "folder":
            path.mkdir()
            what = "cannot be read: Is a directory"
        case _:
            path.touch()
            os.truncate(path, 1 << 40)  # takes no room on the disk
            what = f"larger than {MAX_TOML_BYTES} bytes"
    assert _get_faults(folder) == [f"{name}.toml: {what}"]


def test_a_record_cannot_be_changed(make_folder: Folder) -> None:
    """Nothing of a record can be set or appended to."""
    program = load_records(make_folder(scanners=SCANNERS)).programs["scanners"]
    for table, key in ((program, "sector"), (program.amount, "usd"), (program.figures[0], "value")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(table, key, 1)
    assert all(isinstance(value, tuple) for value in (program.agencies, program.figures, program.placements))


def test_a_programme_is_somewhere(make_folder: Folder) -> None:
    """An empty list of sites is a fault."""
    head, tail = SCANNERS[: SCANNERS.index("[[sites]]")], SCANNERS[SCANNERS.index("[source]") :]
    assert _get_faults(make_folder(scanners=f"sites = []\n{head}{tail}")) == [
        "programs/scanners.toml: sites: empty: give one at least"
    ]


def test_a_byte_order_mark_is_read(make_folder: Folder) -> None:
    """An editor's byte-order mark does no harm."""
    folder = make_folder(SITES.encode("utf-8-sig"), scanners=SCANNERS.encode("utf-8-sig"))
    assert list(load_records(folder).programs) == ["scanners"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Whatever bytes a record holds, it is refused in lines that name the file, or is sound."""
    folder = tmp_path_factory.mktemp("records")
    (folder / "p.toml").write_bytes(data)
    with pytest.raises(DataError) as error:
        load_programs(folder)
    assert all(fault.file == f"{folder.name}/p.toml" for fault in error.value.faults)


@given(st.integers(0, len(SITES)))
def test_a_truncated_file_is_refused_or_shorter(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    """A file cut anywhere gives faults or fewer sites, never an exception of another kind."""
    path = tmp_path_factory.mktemp("sites") / "sites.toml"
    path.write_text(SITES[:length], encoding="utf-8")
    faults: list[Fault] = []
    with gathered(faults):
        assert set(load_sites(path)) <= {"chancay", "peru"}
    assert all(str(fault).startswith("sites.toml: ") for fault in faults)
