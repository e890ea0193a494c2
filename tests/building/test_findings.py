from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geo.building.findings import AUDIT_FILE as AUDIT
from geo.building.findings import check_findings, fingerprint_records, format_findings, load_findings
from geo.building.records import Records, load_records
from geo.cli import main
from geo.contract.check import parse_collection
from geo.contract.faults import DataError
from geo.contract.files import DATA, LOCATIONS_FILE
from support.audit_samples import build_records
from support.records import change


def read_audit(folder: Path) -> dict[str, object] | None:
    """Return what the file of a folder says that the audit found."""
    audit: dict[str, object] | None = parse_collection((folder / LOCATIONS_FILE).read_bytes(), LOCATIONS_FILE).metadata[
        "audit"
    ]
    return audit


def test_each_change_of_a_record_makes_another_fingerprint() -> None:
    """A programme, a site, a list or the source that changes makes the audit one of other records."""
    records = build_records()
    (id_, program), *_ = records.programs.items()
    (site_id, site), *_ = records.sites.items()
    prints = {
        fingerprint_records(one)
        for one in (
            records,
            Records(
                records.source, records.sites, {**records.programs, id_: change(program, sector="151")}, records.lists
            ),
            Records(
                records.source, {**records.sites, site_id: change(site, kind="PPL")}, records.programs, records.lists
            ),
            Records(change(records.source, title="B"), records.sites, records.programs, records.lists),
            Records(records.source, records.sites, records.programs),
        )
    }
    assert len(prints) == 5
    assert fingerprint_records(build_records()) == fingerprint_records(records)


def test_what_was_found_of_other_records_is_none(tmp_path: Path) -> None:
    """What was found is read back for the records that were audited, and for no others."""
    records = build_records()
    assert load_findings(tmp_path, records) is None
    check_findings(tmp_path, None)
    found = {"records": fingerprint_records(records)}
    (tmp_path / AUDIT).write_bytes(format_findings(found))
    assert load_findings(tmp_path, records) == found
    check_findings(tmp_path, found)
    other = Records(change(records.source, title="B"), records.sites, records.programs, records.lists)
    assert load_findings(tmp_path, other) is None
    for stale in (None, {**found, "checked": 1}):
        with pytest.raises(DataError, match=r"^audit\.json: not what an audit of these records found"):
            check_findings(tmp_path, stale)


@pytest.mark.parametrize("text", [b"", b"[]", b'{"audit": {}}', b"\xff"])
def test_a_broken_audit_is_told(tmp_path: Path, text: bytes) -> None:
    """An audit.json that is none is a fault with its name."""
    (tmp_path / AUDIT).write_bytes(text)
    with pytest.raises(DataError, match=r"^audit\.json: "):
        load_findings(tmp_path, build_records())


def test_the_committed_data_is_audited() -> None:
    """The committed file holds what the audit of the committed records found, without the document's sentences."""
    found = load_findings(DATA, load_records(DATA))
    assert found is not None
    assert found == read_audit(DATA)
    words = [one["words"] for item in found["items"] for one in item["left_out"] if one["words"] is not None]
    assert words
    assert all(len(one.split()) < 6 for one in words)


def test_an_audit_of_other_records_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After a record has changed the check refuses the file, and a build leaves the audit out and says so."""
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))
    path = folder / "programs" / "visa-applications.toml"
    path.write_text(path.read_text("utf-8").replace('sector = "151"', 'sector = "332"'), encoding="utf-8")
    for command, code, said in (
        ("build", 0, "without an audit of these records"),
        ("check", 1, "audit.json: not what an audit of these records found"),
    ):
        with pytest.raises(SystemExit) as ended:
            main([command, "--data", str(folder)])
        assert ended.value.code == code
        assert said in capsys.readouterr().err
    assert read_audit(folder) is None
