"""A package folder: made whole or not at all, verified in three answers, and every flipped byte named."""

from __future__ import annotations

import csv
import json
import shutil

import pyarrow.parquet as pq
import pytest

from tests.packages.offices import approved, dataset, edit, office, start
from workstation.errors import Problem
from workstation.job import Job
from workstation.packages import keys, trust
from workstation.packages.build import HEAD_FILE, MANIFEST_FILE, pack
from workstation.packages.release import release_of, to_pack
from workstation.packages.verify import verify

REPORTS = {"check.json": b"{}\n", "check.html": b"<p>fine</p>\n"}


@pytest.fixture
def here(tmp_path):
    workspace = office(tmp_path / "office")
    yield workspace
    workspace.close()


def packed(workspace, found, to, reports=None):
    """Return the package made of what stands now."""
    release = release_of(found, to_pack(found), REPORTS if reports is None else reports)
    return pack(release, to, keys.unseal(workspace, "pass phrase"), office_name="Office 17", device="d1", job=Job())


def test_a_package_holds_data_report_lineage_approvals_labels_and_a_signature(here, tmp_path):
    found = approved(dataset(here))
    made = packed(here, found, tmp_path / "out")
    names = {path.relative_to(made.path).as_posix() for path in made.path.rglob("*") if path.is_file()}
    assert names == {"README.md", "datapackage.json", "data/data.parquet", "data/data.csv", "report/check.json",
                     "report/check.html", "lineage.json", "approvals.json", "settings.json", "labels/answers.parquet",
                     MANIFEST_FILE, HEAD_FILE}
    assert verify(made.path, here.db, Job()).good


def test_the_csv_is_raw_and_the_parquet_names_each_row(here, tmp_path):
    changes = start(3, 2)
    found = approved(dataset(here, changes))
    edit(found, 1, '=1+1,"x"\n')
    approved(found)
    made = packed(here, found, tmp_path / "out")
    with (made.path / "data/data.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["field 0", "field 1"], ["", "1.0"], ["0.1", '=1+1,"x"\n'], ["0.2", "1.2"]]
    table = pq.read_table(made.path / "data/data.parquet")
    assert table.column_names == ["_block", "_ordinal", "_source_row", "field 0", "field 1"]
    assert table.column("_ordinal").to_pylist() == [0, 1, 2] and table.column("_source_row").to_pylist() == [2, 3, 4]


def test_a_blank_cell_alone_on_its_line_is_still_a_line(here, tmp_path):
    made = packed(here, approved(dataset(here, start(3, 1))), tmp_path / "out")
    assert len((made.path / "data/data.csv").read_text().splitlines()) == 4


def test_lineage_names_steps_and_counts_and_no_value(here, tmp_path):
    found = dataset(here)
    for row in range(3):
        edit(found, row, "a secret text")
    made = packed(here, approved(found), tmp_path / "out")
    lineage = (made.path / "lineage.json").read_text()
    assert "secret" not in lineage and "good" not in lineage
    steps = json.loads(lineage)["steps"]
    assert [(step["operation"], step["times"], step["count"]) for step in steps][1:] == [("edit_cells", 3, 3)]
    verdicts = json.loads((made.path / "approvals.json").read_text())["approvals"]
    assert [(one["verdict"], one["person"]) for one in verdicts] == [("submit", "ben"), ("approve", "anna")]


def test_what_is_not_approved_is_not_packed(here, tmp_path):
    found = dataset(here)
    with pytest.raises(Problem) as caught:
        to_pack(found)
    assert caught.value.code == "not-approved"
    approved(found)
    edit(found, 0, "later")
    with pytest.raises(Problem) as caught:
        to_pack(found)
    assert caught.value.code == "not-approved"


def test_an_older_version_is_gathered_as_it_was_approved(here):
    found = approved(dataset(here))
    first = release_of(found, to_pack(found))
    edit(found, 0, "later")
    with found.writing("ben"):
        from workstation.dataset.change import Annotated, SettingChanged

        row = int(found.table.row_ids(found.table.visible[:1])[0])
        found.commit({"operation": "annotate"}, [Annotated("tone", "ben", {row: "good"}, {row: "bad"}),
                                                 SettingChanged("label_schema", found.settings["label_schema"], None)],
                                                 "ben")
    again = release_of(found, found.versions()[0])
    assert again.answers.equals(first.answers) and again.settings == first.settings
    assert again.table.content_hash == first.table.content_hash


def test_equal_versions_give_equal_packages(here, tmp_path):
    found = approved(dataset(here))
    one, two = packed(here, found, tmp_path / "one"), packed(here, found, tmp_path / "two")
    for path in one.path.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (two.path / path.relative_to(one.path)).read_bytes()


def test_a_target_that_holds_something_is_left_alone(here, tmp_path):
    found = approved(dataset(here))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(Problem) as caught:
        packed(here, found, tmp_path / "out")
    assert caught.value.code == "exists"
    (tmp_path / "out" / "mine.txt").unlink()
    assert verify(packed(here, found, tmp_path / "out").path, here.db, Job()).good
    assert sorted(path.name for path in tmp_path.iterdir()) == ["office", "out"]


def test_a_package_that_cannot_be_finished_leaves_nothing(here, tmp_path, monkeypatch):
    from workstation.packages import build

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build.describe, "readme", full)
    with pytest.raises(Problem) as caught:
        packed(here, approved(dataset(here)), tmp_path / "out")
    assert caught.value.code == "disk-full"
    assert [path.name for path in tmp_path.iterdir()] == ["office"]


def test_a_package_of_another_office_is_intact_and_signed_but_not_trusted(here, tmp_path):
    made = packed(here, approved(dataset(here)), tmp_path / "out")
    other = office(tmp_path / "centre", "Centre")
    found = verify(made.path, other.db, Job())
    assert (found.intact, found.signed, found.trusted) == (True, True, False)
    trust.add(other.db, found.fingerprint, name="Office 17", person="anna")
    assert verify(made.path, other.db, Job()).good
    trust.revoke(other.db, found.fingerprint)
    assert not verify(made.path, other.db, Job()).trusted
    other.close()


def test_one_flipped_byte_anywhere_is_found_and_named(here, tmp_path):
    made = packed(here, approved(dataset(here)), tmp_path / "out")
    for path in sorted(made.path.rglob("*")):
        if not path.is_file():
            continue
        name, whole = path.relative_to(made.path).as_posix(), path.read_bytes()
        places = range(len(whole)) if name == HEAD_FILE else sorted({0, len(whole) // 3, len(whole) // 2,
                                                                     len(whole) - 1})
        for at in places:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            found = verify(made.path, here.db, Job())
            assert not found.intact and [fault.file for fault in found.faults] == [name], (name, at)
            assert found.signed == (name != HEAD_FILE)
        path.write_bytes(whole)
    assert verify(made.path, here.db, Job()).good


CASES = [
    ("a file that is gone", lambda root: (root / "data/data.csv").unlink(), "data/data.csv", "missing"),
    ("a file too many", lambda root: (root / "data/more.csv").write_text("x"), "data/more.csv", "extra"),
    ("an empty folder too many", lambda root: (root / "more").mkdir(), "more/", "extra"),
    ("a link in place of a file", lambda root: _link(root), "data/data.csv", "changed"),
    ("a byte more at the end", lambda root: (root / "README.md").open("ab").write(b"\n"), "README.md", "changed"),
    ("no signature", lambda root: (root / HEAD_FILE).unlink(), HEAD_FILE, "missing"),
    ("no manifest", lambda root: (root / MANIFEST_FILE).unlink(), MANIFEST_FILE, "missing"),
]


def _link(root):
    shutil.move(root / "data/data.csv", root.parent / "elsewhere.csv")
    (root / "data/data.csv").symlink_to(root.parent / "elsewhere.csv")


@pytest.mark.parametrize("harm, file, fault", [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_missing_or_too_many_is_named(here, tmp_path, harm, file, fault):
    made = packed(here, approved(dataset(here)), tmp_path / "out")
    harm(made.path)
    found = verify(made.path, here.db, Job())
    assert not found.intact and [(one.file, one.fault) for one in found.faults] == [(file, fault)]


def test_the_signature_of_another_package_is_refused(here, tmp_path):
    found = approved(dataset(here))
    one = packed(here, found, tmp_path / "one")
    two = packed(here, approved(dataset(here, start(9), "Others")), tmp_path / "two")
    shutil.copy(two.path / HEAD_FILE, one.path / HEAD_FILE)
    answer = verify(one.path, here.db, Job())
    assert not answer.intact and answer.faults[0].file == MANIFEST_FILE
    shutil.copy(two.path / MANIFEST_FILE, one.path / MANIFEST_FILE)
    assert not verify(one.path, here.db, Job()).intact


def test_a_folder_without_a_package_says_so(here, tmp_path):
    with pytest.raises(Problem) as caught:
        verify(tmp_path, here.db, Job())
    assert caught.value.code == "no-package"


TYPES = [
    ("whole numbers", "integer", ["1", "-20", None], {"type": "integer"}),
    ("numbers with a comma", "number", ["1,000"], {"type": "string", "x-type": "number"}),
    ("iso days", "date", ["2024-02-29"], {"type": "date"}),
    ("a day that there is not", "date", ["2023-02-30"], {"type": "string", "x-type": "date"}),
    ("all blank", "date", [None, None], {"type": "date"}),
    ("text", "string", ["x"], {"type": "string"}),
]


@pytest.mark.parametrize("kind, texts, described", [c[1:] for c in TYPES], ids=[c[0] for c in TYPES])
def test_a_descriptor_promises_only_what_its_data_keeps(kind, texts, described):
    import pyarrow as pa

    from workstation.dataset.field import new_field
    from workstation.packages.describe import described_type

    assert described_type(new_field("x", type=kind), pa.chunked_array([pa.array(texts, pa.string())])) == described
