"""Marked up and sent back; what comes back corrected is taken cell by cell, as one step."""

from __future__ import annotations

from copy import copy

import pytest
from openpyxl import load_workbook

from tests.templates.conftest import GOOD, READ, table_of
from tests.templates.filling import FILLED
from workstation.importing.corrected import read_corrections, take_corrections
from workstation.importing.forms import files_in, receive, status
from workstation.importing.mark_file import mark_file
from workstation.importing.send_back import mark_dataset
from workstation.templates.align import align
from workstation.templates.form import FIRST
from workstation.templates.marked import MARKED

BAD = [["000000000001", "Ann Lee", "99", "owner", "2024-03-01", 3, 1200.5], [*GOOD[1][:5], 77, 900]]
"""A district that is not in the list, and too many people."""


@pytest.fixture
def marked(workspace, issued, standard, filled_in, tmp_path):
    """Return (dataset, the marked workbook of North hall)."""
    def styled(book):
        book.worksheets[0]["C7"].font = copy(book.worksheets[0]["B5"].font)
        book.create_sheet("Own notes")["A1"].value = "=1+1"

    [one] = receive(workspace, [filled_in(issued.files[0][1], BAD, styled)], "zhou")
    done = mark_dataset(workspace, workspace.dataset(one.dataset), standard, tmp_path / "back")
    return workspace.dataset(one.dataset), done.written[0]


def test_the_senders_own_workbook_comes_back_with_faults_coloured_noted_and_listed(marked):
    _dataset, written = marked
    assert (written.cells, written.sender) == (2, "North hall")
    book = load_workbook(written.path)
    sheet = book.worksheets[0]
    assert sheet["D7"].fill.start_color.rgb.endswith("FFC7CE") and sheet["G8"].fill.start_color.rgb.endswith("FFC7CE")
    assert "not in the code list" in sheet["D7"].comment.text
    assert sheet["C7"].comment is None and sheet["C7"].font.bold
    assert book["Own notes"]["A1"].value == "=1+1"
    assert len(sheet.data_validations.dataValidation) == 7
    listed = book["To correct"]
    assert [listed.cell(row, 1).value for row in (5, 6)] == ["D7", "G8"]
    assert listed.cell(5, 1).hyperlink.location == "'Household visits'!D7"
    assert book[MARKED].sheet_state == "veryHidden"


def test_only_corrected_cells_are_taken_as_one_step_that_can_be_undone(workspace, issued, marked, filled_in):
    dataset, written = marked

    def correct(book):
        sheet = book.worksheets[0]
        sheet["D7"].value = "01 North"
        sheet["G8"].value = 2
        sheet.insert_rows(FIRST)  # rows were moved: the key tells which is which
        for column, value in enumerate(["000000000077", "New One", "03 Old town", "guest", "2024-05-05", 1, None], 2):
            sheet.cell(FIRST, column).value = value

    file = filled_in(written.path, [], correct)
    assert [one.state for one in receive(workspace, [file], "zhou")] == ["corrected"]
    found = read_corrections(workspace, file)
    assert [(one.name, one.before, one.after, one.marked, one.conflict) for one in found.cells] == [
        ("district", "99", "01", True, False), ("people", "77", "2", True, False)]
    assert (len(found.new_rows), found.gone, found.open) == (1, (), 0)
    before = len(dataset.history())
    done = take_corrections(workspace, found, "zhou")
    assert (done.count, len(dataset.history()) - before) == (2, 1)
    assert table_of(workspace, dataset.id) == READ
    assert status(workspace, issued.form.id).lines[0].state == "good"
    assert take_corrections(workspace, read_corrections(workspace, file), "zhou") is None
    dataset.undo("zhou")
    assert table_of(workspace, dataset.id)[0][2] == "99"
    dataset.redo("zhou")
    take_corrections(workspace, read_corrections(workspace, file), "zhou", rows=True)
    assert len(table_of(workspace, dataset.id)) == 3
    assert dataset.verify().ok


def test_a_cell_that_was_changed_here_meanwhile_is_told_and_left(workspace, marked, filled_in):
    from workstation.operations.edit_cells import EditCells

    dataset, written = marked
    row = int(dataset.table.row_ids(dataset.table.visible)[0])
    dataset.do(EditCells(cells=((row, "District", "02"),)), "zhou")

    def correct(book):
        book.worksheets[0]["D7"].value = "01 North"

    found = read_corrections(workspace, filled_in(written.path, [], correct))
    assert [one.conflict for one in found.cells] == [True]
    assert take_corrections(workspace, found, "zhou") is None
    assert take_corrections(workspace, found, "zhou", conflicts=True).count == 1


def test_what_was_mended_here_is_in_the_workbook_that_goes_back(workspace, marked, standard, tmp_path):
    from workstation.operations.edit_cells import EditCells

    dataset, _written = marked
    row = int(dataset.table.row_ids(dataset.table.visible)[0])
    dataset.do(EditCells(cells=((row, "District", "02"),)), "zhou")
    [again] = mark_dataset(workspace, dataset, standard, tmp_path / "again").written
    sheet = load_workbook(again.path).worksheets[0]
    assert (again.cells, sheet["D7"].value, sheet["D7"].comment) == (1, "02", None)


def test_a_form_sent_once_more_may_be_taken_as_corrections(workspace, issued, filled_in, tmp_path):
    file = issued.files[0][1]
    receive(workspace, [filled_in(file, BAD)], "zhou")
    found = read_corrections(workspace, filled_in(file, GOOD, to=tmp_path / "second.xlsx"))
    assert [(one.name, one.after) for one in found.cells] == [("district", "01"), ("people", "2")]
    take_corrections(workspace, found, "zhou")
    assert table_of(workspace, found.dataset) == READ


def test_workbooks_in_xls_and_ods_go_back_as_a_copy_in_xlsx_and_return(workspace, standard, tmp_path, filled_in):
    files = [file for file in files_in([FILLED]) if file.suffix != ".xlsx"][:6]
    [*arrived] = receive(workspace, files, "zhou")
    dataset = workspace.dataset(arrived[0].dataset)
    done = mark_dataset(workspace, dataset, standard, tmp_path / "back")
    assert done.written and not done.problems
    for one in done.written:
        assert one.path.suffix == ".xlsx" and "copy" in str(one.warnings[0])

        def correct(book):
            place = book["To correct"].cell(5, 1).value
            book.worksheets[0][place].value = "03"

        found = read_corrections(workspace, filled_in(one.path, [], correct))
        assert [(cell.name, cell.after) for cell in found.cells] == [("district", "03")]
        take_corrections(workspace, found, "zhou")
    assert status(workspace, arrived[0].form).counts()["cells"] == 0


def test_a_form_that_came_back_as_csv_goes_through_it_all(workspace, issued, standard, filled_in, tmp_path):
    import csv

    rows = load_workbook(filled_in(issued.files[0][1], BAD)).worksheets[0].iter_rows(values_only=True)
    file = tmp_path / "plain.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    [one] = receive(workspace, [file], "zhou")
    assert (one.state, one.how, one.sender, one.rows) == ("taken", "row", "North hall", 2)
    [written] = mark_dataset(workspace, workspace.dataset(one.dataset), standard, tmp_path / "back").written
    assert load_workbook(written.path).worksheets[0].row_dimensions[4].hidden

    def correct(book):
        book.worksheets[0]["D7"].value, book.worksheets[0]["G8"].value = "01", "2"

    take_corrections(workspace, read_corrections(workspace, filled_in(written.path, [], correct)), "zhou")
    assert table_of(workspace, one.dataset) == READ


def test_a_file_in_no_dataset_is_marked_too_a_form_and_a_table_of_anybodys(workspace, issued, standard, filled_in, tmp_path):
    done = mark_file(workspace, filled_in(issued.files[0][1], BAD), standard, tmp_path / "back")
    assert [one.cells for one in done.written] == [2]
    loose = tmp_path / "loose.csv"
    loose.write_text("Household number,Head of household,District,Day of the visit\n000000000001,Ann,99,2024-01-01\n",
                     encoding="utf-8")
    [one] = mark_file(workspace, loose, standard, tmp_path / "back").written
    assert load_workbook(one.path).worksheets[0]["C2"].comment is not None


@pytest.mark.parametrize(("old", "new", "pairs"), [
    ("a1 b2 c3", "a1 b2 c3", {0: 0, 1: 1, 2: 2}), ("a1 b2 c3", "c3 x9 a7", {0: 2, 2: 0}), ("a1 b2", "b2", {0: 1}),
    ("a1 a1", "a1 a1", {0: 0, 1: 1}), ("a1 b2", "z1 b2", {0: 0, 1: 1}), ("", "a1", {}), ("a1", "", {})])
def test_rows_are_found_again_by_key_by_equality_or_by_likeness(old, new, pairs):
    def rows(text):
        return [tuple(row) for row in text.split()]

    keys = [[(row[0],) for row in side] for side in (rows(old), rows(new))]
    assert align(rows(old), rows(new), *keys) == pairs
