"""Forms in the hands of LibreOffice: every kind of column, in three formats, filled in, marked up and corrected."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.templates.calc import THERE, Calc
from tests.templates.conftest import table_of
from tests.templates.filling import DATA
from workstation.importing.corrected import read_corrections, take_corrections
from workstation.importing.forms import receive, status
from workstation.importing.send_back import mark_dataset
from workstation.standards.installed import Installed
from workstation.templates.issue import issue

pytestmark = [pytest.mark.long, pytest.mark.skipif(not THERE, reason="LibreOffice is not installed")]

WRITTEN = ["=1+1", "7", "12345678901234567890", "1.5", "是", "2024-02-29", "1880-01-01", "2024年01月02日",
           "2024-01-02 10:11:12", "09:30:00", "1999", "2 One", "x, y", "AB-123", "s1", "s2", "t"]
"""What a person puts into each column, in the order of the standard."""
TYPED = (2, 4, 6, 9, 10, 11)
"""Columns that a spreadsheet turns into numbers, days and times."""
KEPT = [*WRITTEN[:11], "2", *WRITTEN[12:]]


@pytest.fixture(scope="module")
def calc(tmp_path_factory):
    return Calc(tmp_path_factory.mktemp("calc") / "profile")


def test_every_kind_of_column_comes_back_as_it_was_written_in_three_formats(workspace, calc, tmp_path):
    installed = Installed(workspace.path / "standards", workspace.db)
    installed.add(DATA / "kinds", "zhou")
    made = issue(workspace.db, installed.load("cn.example.kinds"), tmp_path / "out", "zhou", senders=["A", "B", "C"],
                 language="zh")
    files = []
    for ending, (_sender, form) in zip((".xlsx", ".ods", ".xls"), made.files, strict=True):
        orders = [("typed" if at in TYPED else "text", at, 6, text) for at, text in enumerate(WRITTEN, 1)]
        files.append(tmp_path / f"back{ending}")
        calc.fill(form, [], files[-1], *orders)
    calc.run()
    arrived = receive(workspace, files, "zhou")
    assert [(one.state, one.how, one.sender) for one in arrived] == [("taken", "sheet", name) for name in "ABC"]
    assert table_of(workspace, arrived[0].dataset) == [KEPT] * 3
    assert status(workspace, made.form.id).counts()["cells"] == 0


@pytest.mark.parametrize("ending", [".xlsx", ".ods", ".xls"])
def test_a_marked_workbook_that_libreoffice_saved_again_gives_its_corrections(workspace, standard, issued, filled_in, calc,
                                                                              tmp_path, ending):
    bad = [["000000000001", "Ann Lee", "99", "owner", "2024-03-01", 3, 1200.5]]
    [one] = receive(workspace, [filled_in(issued.files[0][1], bad)], "zhou")
    [marked] = mark_dataset(workspace, workspace.dataset(one.dataset), standard, tmp_path / "back").written
    assert load_workbook(marked.path)["To correct"]["A5"].value == "D7"
    back = tmp_path / f"corrected{ending}"
    calc.fill(marked.path, [], back, ("unlock",), ("text", 3, 6, "03 Old town"), ("insert row", 6, 2), ("rename", "Mine"))
    calc.run()
    found = read_corrections(workspace, back)
    assert [(cell.name, cell.before, cell.after, cell.marked) for cell in found.cells] == [("district", "99", "03", True)]
    assert (found.new_rows, found.gone, found.rewritten) == ((), (), 0)
    take_corrections(workspace, found, "zhou")
    assert status(workspace, issued.form.id).lines[0].state == "good"
