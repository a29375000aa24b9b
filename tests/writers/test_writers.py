"""Writers: a file is whole or not there, nothing in it can be run, and we read it back as it was."""

from __future__ import annotations

import errno
import hashlib
import os

import pytest
from openpyxl import load_workbook

from workstation.errors import Cancelled, Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.writers import sheet_limits
from workstation.writers.catalogue import WRITERS, writer_for
from workstation.writers.csv import CsvWriter


def back(path):
    reader = open_file(path)
    (found,) = reader.tables(path, Options(), Job())
    rows = []
    for batch in reader.read(path, found, Job()):
        assert not batch.rejected
        rows += [list(row) for row in zip(*(column.to_pylist() for column in batch.data.columns), strict=True)]
    return list(found.names), rows


RISKY = [
    ("formula", "=1+1", "'=1+1"),
    ("command", "@SUM(A1)", "'@SUM(A1)"),
    ("plus", "+cmd|x", "'+cmd|x"),
    ("minus", "-x", "'-x"),
    ("negative number", "-5.20", "-5.20"),
    ("signed number", "+5", "+5"),
    ("apostrophe of its own", "'=x", "''=x"),
    ("plain apostrophe", "'quoted'", "'quoted'"),
    ("tab", "\tx", "'\tx"),
]


@pytest.mark.parametrize("text, written", [c[1:] for c in RISKY], ids=[c[0] for c in RISKY])
def test_csv_for_people_guards_what_a_program_would_run_and_raw_csv_does_not(tmp_path, table_of, text, written):
    table = table_of(["a", "b"], [[text, "x"]])
    CsvWriter().write(table, tmp_path / "x.csv", Job())
    assert (tmp_path / "x.csv").read_bytes().startswith(b'\xef\xbb\xbf"a",b\r\n')
    assert written + "," in (tmp_path / "x.csv").read_text("utf-8-sig")
    CsvWriter(raw=True).write(table, tmp_path / "raw.csv", Job())
    assert (tmp_path / "raw.csv").read_bytes() == f"a,b\n{text},x\n".encode()


def test_a_foreign_csv_keeps_its_apostrophes(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n'=1,2\n'+x,3\n", "utf-8")
    assert back(path)[1] == [["'=1", "2"], ["'+x", "3"]]


def test_a_workbook_holds_formulas_as_text(tmp_path, table_of):
    path = tmp_path / "x.xlsx"
    writer_for(path).write(table_of(["a", "b"], [["=1+1", "#N/A"]]), path, Job())
    sheet = load_workbook(path).active
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["B2"].data_type) == ("=1+1", "s", "s")
    assert sheet.freeze_panes == "A2" and sheet["A1"].font.bold


@pytest.mark.parametrize("text", [" \u3000", "\u3000 ", "\xa0\t", " \n ", "\u3000"])
def test_a_text_of_nothing_but_spaces_of_any_kind_survives_a_workbook(tmp_path, table_of, text):
    path = tmp_path / "x.xlsx"
    writer_for(path).write(table_of([text, "b"], [[text, "1"]]), path, Job())
    assert back(path) == ([text, "b"], [[text, "1"]])


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_a_table_larger_than_a_sheet_is_refused(tmp_path, table_of, monkeypatch, ending):
    monkeypatch.setattr(sheet_limits, "MOST_ROWS", 4)
    monkeypatch.setattr(sheet_limits, "MOST_COLUMNS", 3)
    path = tmp_path / f"x{ending}"
    for names, rows, code in [
        (["a"], [[str(n)] for n in range(4)], "too-many-rows"),
        (list("abcd"), [list("1234")], "too-many-fields"),
    ]:
        with pytest.raises(Problem) as caught:
            writer_for(path).write(table_of(names, rows), path, Job())
        assert (caught.value.code, list(tmp_path.iterdir())) == (code, [])
    writer_for(path).write(table_of(list("abc"), [list("123")] * 3), path, Job())
    assert back(path) == (list("abc"), [list("123")] * 3)


@pytest.mark.parametrize("text", ["x" * 32_768, "a\ufffeb"], ids=["too long", "not for XML"])
def test_what_a_workbook_cannot_hold_is_refused_and_named(tmp_path, table_of, text):
    path = tmp_path / "x.xlsx"
    with pytest.raises(Problem) as caught:
        writer_for(path).write(table_of(["a", "b"], [["1", "2"], ["3", text]]), path, Job())
    assert "Row 2" in caught.value.where and "“b”" in caught.value.where
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_rows_and_fields_can_be_chosen_and_the_answer_names_what_was_written(tmp_path, table_of, writer):
    import numpy as np

    table = table_of(["a", "b", "c"], [["1", "x", None], ["2", None, "v"], ["3", "z", "w"]])
    path = tmp_path / f"x{writer.extension}"
    written = writer.write(table, path, Job(), fields=["c", "a"], positions=np.array([2, 0]))
    assert (written.rows, written.path, written.bytes) == (2, path, path.stat().st_size)
    assert written.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    if writer.extension in (".csv", ".xlsx"):
        assert back(path) == (["c", "a"], [["w", "3"], [None, "1"]])


def test_a_file_that_is_there_is_not_replaced_unless_a_person_says_so(tmp_path, table_of):
    path = tmp_path / "x.csv"
    path.write_text("mine")
    with pytest.raises(Problem) as caught:
        writer_for(path).write(table_of(["a"], [["1"]]), path, Job())
    assert (caught.value.code, path.read_text()) == ("file-exists", "mine")
    writer_for(path).write(table_of(["a"], [["1"]]), path, Job(), overwrite=True)
    assert back(path) == (["a"], [["1"]])


def test_a_full_disk_leaves_nothing_behind(tmp_path, table_of, monkeypatch):
    def full(_fd):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Problem) as caught:
        writer_for(tmp_path / "x.csv").write(table_of(["a"], [["1"]]), tmp_path / "x.csv", Job())
    assert (caught.value.code, list(tmp_path.iterdir())) == ("disk-full", [])


def test_a_stopped_job_leaves_nothing_behind(tmp_path, table_of):
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        writer_for(tmp_path / "x.csv").write(table_of(["a"], [["1"]]), tmp_path / "x.csv", job)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(Problem) as caught:
        writer_for(tmp_path / "x.doc")
    assert caught.value.code == "unknown-kind" and ".csv" in caught.value.remedy
