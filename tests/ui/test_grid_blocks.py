"""The grid among other programs and views: the clipboard of Excel and WPS, filling, rows, sort, filter, find by keys."""

# ruff: noqa: F811 - fixtures of grid_keys are imported, which is how pytest finds them here
from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QGuiApplication

from tests.ui.grid_keys import HELD, KEY, editor_of, made, office, page, press, texts, type_in  # noqa: F401 - fixtures
from ui.table.tsv import from_tsv, to_tsv

# --- the clipboard ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows, text", [
    ([["a", "b"], ["c", None]], "a\tb\nc\t"),
    ([["two\nlines", 'say "x"']], '"two\nlines"\tsay "x"'),
    ([['"first', "tab\there"]], '"""first"\t"tab\there"')])
def test_a_block_goes_to_the_clipboard_and_back(rows, text):
    assert to_tsv(rows) == text
    assert from_tsv(text) == [[cell or "" for cell in row] for row in rows]


@pytest.mark.parametrize("text, block", [
    ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
    ("one", [["one"]]),
    ('5" pipe\tx', [['5" pipe', "x"]]),
    ('"never closed\tx', [['"never closed', "x"]]),
    ('"a\r\nb"\t"c ""d"""\n', [["a\nb", 'c "d"']]),
    ("a\n\nb", [["a"], [""], ["b"]])])
def test_what_excel_and_wps_put_on_the_clipboard_is_read(text, block):
    assert from_tsv(text) == block


def test_a_block_is_copied_and_pasted_as_one_step(page, qtbot, settle):
    page.grid.point(0, 0)
    page.grid.choose(0, 0, 1, 1)
    press(qtbot, page, KEY.Key_C, HELD.ControlModifier)
    assert QGuiApplication.clipboard().text() == "R-1\tAna\nR-2\tZhou Jun"
    page.grid.point(1, 1)
    steps = len(page.session.dataset.history())
    press(qtbot, page, KEY.Key_V, HELD.ControlModifier)
    settle()
    assert [row[1:3] for row in texts(page)] == [["Ana", "Oslo"], ["R-1", "Ana"], ["R-2", "Zhou Jun"]]
    assert len(page.session.dataset.history()) == steps + 1


def test_one_text_fills_all_the_chosen_cells(page, qtbot, settle):
    QGuiApplication.clipboard().setText("same")
    page.grid.point(0, 1)
    page.grid.choose(0, 1, 2, 2)
    press(qtbot, page, KEY.Key_V, HELD.ControlModifier)
    settle()
    assert all(row[1:3] == ["same", "same"] for row in texts(page))


def test_a_block_of_another_shape_is_asked_about_and_adds_rows(page, qtbot, settle, monkeypatch):
    asked = []
    monkeypatch.setattr(page, "accepted", lambda dialog: asked.append(dialog) or True)
    QGuiApplication.clipboard().setText("x\ty\tz\nu\tv\tw")
    page.grid.point(2, 2)
    press(qtbot, page, KEY.Key_V, HELD.ControlModifier)
    settle()
    assert len(asked) == 1
    assert [row[2:] for row in texts(page)[2:]] == [["x", "y"], ["u", "v"]]


def test_turning_back_from_the_question_pastes_nothing(page, qtbot, settle, monkeypatch):
    monkeypatch.setattr(page, "accepted", lambda dialog: False)
    QGuiApplication.clipboard().setText("x\ny\nz\nu\nv")
    page.grid.point(1, 1)
    before = texts(page)
    press(qtbot, page, KEY.Key_V, HELD.ControlModifier)
    settle()
    assert texts(page) == before


def test_fill_down_gives_the_first_text_to_all_chosen_cells(page, qtbot, settle):
    page.grid.point(0, 2)
    page.grid.choose(0, 2, 2, 2)
    press(qtbot, page, KEY.Key_D, HELD.ControlModifier)
    settle()
    assert [row[2] for row in texts(page)] == ["Oslo", "Oslo", "Oslo"]


# --- rows and the view ------------------------------------------------------------------------------------------------


def test_a_new_row_comes_at_the_end_and_removed_rows_come_back_by_undo(page, qtbot, settle):
    press(qtbot, page, KEY.Key_N, HELD.ControlModifier)
    settle()
    assert len(texts(page)) == 4
    assert page.grid.currentIndex().row() == 3
    page.grid.point(0, 0)
    page.grid.selectionModel().select(page.grid.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    press(qtbot, page, KEY.Key_Delete, HELD.ControlModifier)
    settle()
    assert [row[0] for row in texts(page)] == ["R-2", "R-3", None]
    page.session.undo()
    settle()
    assert [row[0] for row in texts(page)] == ["R-1", "R-2", "R-3", None]


def test_a_click_on_a_name_sorts_up_then_down_then_not(page, settle):
    seen = []
    for _ in range(3):
        page.grid.names.sectionClicked.emit(3)
        settle()
        seen.append([page.grid.cells.text(i, 0) for i in range(3)])
    assert seen == [["R-2", "R-3", "R-1"], ["R-1", "R-3", "R-2"], ["R-1", "R-2", "R-3"]]


def test_filter_by_this_value_narrows_and_clear_brings_all_back(page, qtbot, settle):
    page.grid.point(1, 2)
    press(qtbot, page, KEY.Key_F, HELD.ControlModifier | HELD.ShiftModifier)
    settle()
    assert page.grid.cells.rowCount() == 1
    assert page.count.text() == "1 of 3 rows"
    press(qtbot, page, KEY.Key_Backspace, HELD.AltModifier)
    settle()
    assert page.grid.cells.rowCount() == 3


def test_an_edit_in_a_filtered_view_goes_to_its_own_row(page, qtbot, settle):
    page.grid.point(1, 2)
    press(qtbot, page, KEY.Key_F, HELD.ControlModifier | HELD.ShiftModifier)
    settle()
    page.grid.point(0, 1)
    type_in(qtbot, page, "Zhou")
    press(qtbot, page, KEY.Key_Return)
    settle()
    assert [row[1] for row in texts(page)] == ["Ana", "Zhou", "张桂兰"]


def test_find_goes_to_the_next_cell_and_says_when_there_is_none(page, qtbot, settle):
    press(qtbot, page, KEY.Key_F, HELD.ControlModifier)
    qtbot.keyClicks(page.find_bar.line, "zhou")
    qtbot.keyClick(page.find_bar.line, KEY.Key_Return)
    settle()
    assert (page.grid.currentIndex().row(), page.grid.currentIndex().column()) == (1, 1)
    page.find_bar.line.setText("nowhere")
    qtbot.keyClick(page.find_bar.line, KEY.Key_Return)
    settle()
    assert page.find_bar.said.text() == "Not found in these rows"


def test_go_to_row_takes_a_number(page, qtbot, answers):
    answers.words = ["3"]
    press(qtbot, page, KEY.Key_G, HELD.ControlModifier)
    assert page.grid.currentIndex().row() == 2


def test_the_inspector_shows_the_row_and_writes_what_is_typed_there(page, qtbot, settle):
    page.grid.point(1, 0)
    qtbot.waitUntil(lambda: page.row_panel.position == 1)
    line = next(line for line in page.inspector.lines.values() if line.field.name == "city").line
    assert line.text() == "Bergen"
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "Bodø")
    qtbot.keyClick(line, KEY.Key_Return)
    settle()
    assert texts(page)[1][2] == "Bodø"


def test_a_submitted_table_cannot_be_typed_into(page, qtbot, settle):
    person = page.session.person
    page.session.write(lambda dataset, job: dataset.submit(person), "Submit")
    settle()
    page.grid.point(0, 1)
    type_in(qtbot, page, "x")
    assert editor_of(page) is None
    assert texts(page)[0][1] == "Ana"


def test_hidden_columns_belong_to_their_table_and_are_not_pasted_into(page, qtbot, settle):
    page.grid.point(0, 1)
    page.hide_column()
    QGuiApplication.clipboard().setText("x\ty")
    page.grid.point(0, 0)
    press(qtbot, page, KEY.Key_V, HELD.ControlModifier)
    settle()
    assert texts(page)[0][:3] == ["x", "Ana", "y"]
    page.show_columns()
    assert not page.grid.hidden()
