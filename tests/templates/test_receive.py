"""Forms that come back: recognised whatever was moved, example left out, one table, who is missing, what is repeated."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook

from tests.templates.conftest import GOOD, READ, SENDERS, table_of
from tests.templates.filling import FAULTY, FILLED, ROWS
from workstation.importing.forms import files_in, receive, states, status
from workstation.templates.form import FIRST, HEADER, KEYS, SHEET


def moved_columns(book):
    sheet = book.worksheets[0]
    sheet.insert_cols(3)
    for row in range(1, sheet.max_row + 1):  # the last column before the first
        sheet.cell(row, 3).value = sheet.cell(row, 9).value
        sheet.cell(row, 9).value = None


def rows_above(book):
    book.worksheets[0].insert_rows(1, 3)


def renamed(book):
    book.worksheets[0].title = "Mine"


def without_hidden_sheet(book):
    del book[SHEET]


def without_hidden_row(book):
    book.worksheets[0].delete_rows(KEYS)


def headers_only(book):
    without_hidden_sheet(book)
    without_hidden_row(book)


def remarks_below(book):
    sheet = book.worksheets[0]
    sheet.cell(FIRST + 2, 1).value = "Signed: Ann"
    sheet.cell(FIRST + 3, 2).value = "Total"
    sheet.cell(FIRST + 3, 7).value = 5


def own_column(book):
    sheet = book.worksheets[0]
    sheet.cell(HEADER, 9).value = "Remarks"
    sheet.cell(FIRST, 9).value = "ask again"


def blank_rows_between(book):
    book.worksheets[0].insert_rows(FIRST + 1, 4)


def other_header_words(book):
    book.worksheets[0].cell(HEADER, 3).value = "Name of the head"


@pytest.mark.parametrize(("change", "how", "told"), [
    (None, "sheet", []), (moved_columns, "sheet", []), (rows_above, "sheet", []), (renamed, "sheet", []),
    (without_hidden_sheet, "row", ["hidden sheet of the form is gone"]), (without_hidden_row, "sheet", ["by their headers"]),
    (headers_only, "headers", ["recognised by its headers"]), (remarks_below, "sheet", ["outside the form", "is a total"]),
    (own_column, "sheet", ["Remarks"]), (blank_rows_between, "sheet", []), (other_header_words, "sheet", [])])
def test_a_form_is_recognised_whatever_was_moved_and_its_rows_are_the_same(workspace, issued, filled_in, change, how, told):
    file = filled_in(issued.files[0][1], GOOD, change)
    [one] = receive(workspace, [file], "zhou")
    assert (one.state, one.how, one.rows) == ("taken", how, 2)
    assert table_of(workspace, one.dataset) == READ
    assert sum(one.balance[key] for key in ("read", "rejected", "blank", "head", "hidden", "notes")) == one.balance["lines"]
    said = " ".join(str(word) for word in one.warnings)
    assert all(words in said for words in told)
    assert told or not one.warnings
    if how == "sheet":
        assert one.sender == "North hall"


def test_a_sheet_that_was_copied_into_another_workbook_is_known_by_its_hidden_row(workspace, issued, filled_in, tmp_path):
    filled_in(issued.files[0][1], GOOD)
    source, book = load_workbook(issued.files[0][1]).worksheets[0], Workbook()
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                book.active.cell(cell.row, cell.column).value = cell.value
    book.save(tmp_path / "copy.xlsx")
    [one] = receive(workspace, [tmp_path / "copy.xlsx"], "zhou")
    assert (one.state, one.how, one.sender, one.rows) == ("taken", "row", "North hall", 2)


def test_the_example_is_never_data_and_one_that_was_typed_over_is_told(workspace, issued, filled_in):
    def over(book):
        for column, value in enumerate(["000000000009", "Cy Day", "03 Old town", "guest", "2024-03-09", 1, None], 2):
            book.worksheets[0].cell(FIRST - 1, column).value = value

    [one] = receive(workspace, [filled_in(issued.files[0][1], [], over)], "zhou")
    assert one.rows == 1
    assert "marked as the example" in str(one.warnings[0])
    [empty] = receive(workspace, [issued.files[1][1]], "zhou")
    assert (empty.state, empty.rows) == ("empty", 0)


def test_all_files_of_a_form_go_into_one_table_with_their_senders_and_who_is_missing_is_told(workspace, issued, filled_in):
    bad = [["12", "X", "99", "owner", "2019-01-01", 99, -1]]
    files = [filled_in(issued.files[0][1], GOOD), filled_in(issued.files[1][1], bad)]
    arrived = receive(workspace, files, "zhou")
    assert len({one.dataset for one in arrived}) == 1
    found = status(workspace, issued.form.id)
    assert {line.sender: (line.state, line.rows) for line in found.lines} == {
        "North hall": ("good", 2), "South hall": ("faults", 1), "Old town hall": ("missing", 0)}
    assert found.lines[1].errors >= 5
    counts = found.counts()
    assert (counts["listed"], counts["received"], counts["missing"], counts["rows"]) == (3, 2, 1, 3)
    dataset = workspace.dataset(found.dataset)
    assert [source.details["sender"] for source in dataset.sources()] == ["North hall", "South hall"]
    assert dataset.settings["mapping:cn.example.households"]
    assert dataset.table.origin(0).row == FIRST
    assert [one.operation["operation"] for one in dataset.history()] == ["receive_form"] * 2
    assert dataset.verify().ok


@pytest.mark.parametrize(("repeated", "state", "rows"), [
    ("ask", "repeated", 2), ("replace", "replaced", 1), ("add", "added", 3)])
def test_a_second_file_of_one_sender_does_what_was_chosen(workspace, issued, filled_in, tmp_path, repeated, state, rows):
    file = issued.files[0][1]
    second = filled_in(file, GOOD[1:], to=tmp_path / "second.xlsx")
    receive(workspace, [filled_in(file, GOOD)], "zhou")
    [same] = receive(workspace, [file], "zhou")
    assert same.state == "same"
    [one] = receive(workspace, [second], "zhou", repeated=repeated)
    assert one.state == state
    assert len(table_of(workspace, one.dataset)) == rows
    assert status(workspace, issued.form.id).lines[0].rows == rows


def test_what_is_no_form_is_refused_with_a_reason_and_the_others_are_taken(workspace, issued, filled_in, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    arrived = receive(workspace, [other, filled_in(issued.files[0][1], GOOD), tmp_path / "gone.xlsx"], "zhou")
    assert [one.state for one in arrived] == ["refused", "taken", "refused"]
    assert [one.problem.code for one in arrived if one.problem] == ["no-form", "no-file"]
    assert arrived[0].problem.remedy


def test_the_sender_may_stand_in_a_field_of_its_own_and_be_written_by_whoever_fills_it_in(workspace, standard, tmp_path,
                                                                                         filled_in):
    from workstation.templates.issue import issue

    made = issue(workspace.db, standard, tmp_path / "all.xlsx", "zhou")

    def sign(book):
        book.worksheets[0]["B2"].value = " North   hall "

    [one] = receive(workspace, [filled_in(made.files[0][1], GOOD, sign)], "zhou", sender_field="Hall")
    assert one.sender == "North hall"
    assert [row[-1] for row in table_of(workspace, one.dataset)] == ["North hall"] * 2


def test_thirty_forms_that_libreoffice_saved_as_xlsx_xls_and_ods_are_taken_at_once_and_counts_balance(workspace):
    arrived = receive(workspace, files_in([FILLED]), "zhou")
    assert dict(states(arrived)) == {"taken": 30}
    assert {one.how for one in arrived} == {"sheet"}
    found = status(workspace, arrived[0].form)
    counts = found.counts()
    assert (counts["files"], counts["rows"], counts["cells"], counts["other_rows"]) == (30, ROWS, len(FAULTY), 0)
    assert [line.sender for line in found.of("faults")] == [f"Street office {number:02}" for number in FAULTY]
    assert len(workspace.dataset(found.dataset).sources()) == 30
    assert SENDERS


def test_without_its_standard_nobodys_rows_look_good(workspace, issued, filled_in):
    import shutil

    [one] = receive(workspace, [filled_in(issued.files[0][1], GOOD)], "zhou")
    assert one.state == "taken"
    workspace.db.execute("delete from standard")
    shutil.rmtree(workspace.path / "standards")
    assert status(workspace, issued.form.id).lines[0].state == "unchecked"
    [refused] = receive(workspace, [issued.files[1][1]], "zhou")
    assert (refused.state, refused.problem.code) == ("refused", "no-standard")


def test_a_form_that_is_imported_as_any_other_file_says_that_there_is_a_better_way(workspace, issued, filled_in):
    from workstation.importing import import_file

    done = import_file(workspace, filled_in(issued.files[0][1], GOOD), "zhou")
    assert all("template receive" in one.warnings[0] for one in done)
