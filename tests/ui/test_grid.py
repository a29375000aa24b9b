"""The grid: its model, its frame, and cells edited, copied and pasted by real keys over a real dataset."""

from __future__ import annotations

import shutil
import time

import numpy as np
import pyarrow as pa
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from ui.models.table_model import TableModel
from ui.table.tsv import from_tsv, to_tsv
from ui.widgets.cell_editor import CellEditor
from ui.widgets.grid import Grid
from ui.widgets.grid_paint import shown
from workstation.dataset.column import Column
from workstation.dataset.field import new_field
from workstation.dataset.table import Block, Table

KEY, HELD = Qt.Key, Qt.KeyboardModifier
PEOPLE = "code,name,city,born\nR-1,Ana,Oslo,1985-03-13\nR-2,Zhou Jun,Bergen,1952-04-03\nR-3,张桂兰,,1981-07-05\n"


class NoMarks:
    def levels(self, field, positions):
        return None

    def edited(self, field, positions, texts):
        return None


def table_of(rows: int, fields: int = 4) -> Table:
    """Return a table of `rows` rows whose cells name their row and field."""
    made = [new_field(f"f{i}") for i in range(fields)]
    columns = {f.id: Column.of(pa.array([f"{i}-{n}" for n in range(rows)])) for i, f in enumerate(made)}
    return Table(tuple(made), columns, (Block(1, "u", 0, rows),), pa.chunked_array([pa.nulls(rows, pa.int32())]))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a workspace with a small dataset, once."""
    from workstation.importing import import_file
    from workstation.people import system_user
    from workstation.workspace import Workspace

    home = tmp_path_factory.mktemp("people")
    (home / "people.csv").write_text(PEOPLE, encoding="utf-8")
    workspace = Workspace.create(home / "office")
    import_file(workspace, home / "people.csv", system_user())
    workspace.close()
    return home / "office"


@pytest.fixture
def office(made, tmp_path):
    """Return a copy of the workspace for one test."""
    return shutil.copytree(made, tmp_path / "office")


@pytest.fixture
def page(opened, settle, qtbot):
    """Return the Table page over a small dataset, with the first cell current and the keyboard."""
    opened.open_table(opened.session.datasets[0].id)
    settle()
    page = opened.page
    page.grid.setFocus()
    qtbot.waitUntil(page.grid.hasFocus)
    return page


def texts(page) -> list[list[str | None]]:
    """Return what the dataset holds, row by row."""
    table = page.session.dataset.table
    return table.cells(table.visible)


def editor_of(page) -> CellEditor | None:
    """Return the editor that is open, None when none is."""
    return next((editor for editor in page.grid.findChildren(CellEditor) if editor.isVisible()), None)


def type_in(qtbot, page, text: str) -> None:
    """Type letters into the grid, or into the editor once it is open, as a keyboard does."""
    for letter in text:
        qtbot.keyClicks(editor_of(page) or page.grid, letter)


def press(qtbot, page, key, held=HELD.NoModifier) -> None:
    """Press a key where the keyboard is: in the editor when one is open."""
    qtbot.keyClick(editor_of(page) or page.grid, key, held)
    QApplication.processEvents()


# --- the model --------------------------------------------------------------------------------------------------------


def test_the_model_keeps_every_promise_of_qt(qtmodeltester, qapp):
    model = TableModel()
    model.show(table_of(50))
    qtmodeltester.check(model, force_py=True)
    qtmodeltester.check(model)


def test_the_model_shows_the_rows_of_a_view_with_their_own_numbers():
    model = TableModel()
    model.show(table_of(10), np.array([7, 2, 5]))
    assert model.rowCount() == 3
    assert [model.text(i, 1) for i in range(3)] == ["1-7", "1-2", "1-5"]
    assert model.numbers(0, 3) == [8, 3, 6]


def test_the_cells_of_a_page_are_read_in_two_milliseconds():
    model = TableModel()
    table = table_of(50_000, 20)
    model.show(table, np.random.default_rng(1).permutation(50_000))
    model.texts(0, 60, 0)
    best = 1.0
    for _ in range(5):
        began = time.process_time()
        for column in range(20):
            model.texts(100, 160, column)
        best = min(best, time.process_time() - began)
    assert best < 0.004, f"{best * 1000:.1f} ms"  # 2 ms on a quiet machine; this one is shared


def test_a_frame_of_the_grid_costs_less_than_sixteen_milliseconds(qapp, qtbot):
    grid = Grid(NoMarks())
    qtbot.addWidget(grid)
    grid.resize(1440, 900)
    grid.cells.show(table_of(100_000, 20))
    grid.fit_columns()
    grid.show()
    qtbot.waitExposed(grid)
    best = 1.0
    for jump in range(8):
        grid.verticalScrollBar().setValue(jump * 9_000)
        qapp.processEvents()
        began = time.process_time()
        grid.viewport().repaint()
        best = min(best, time.process_time() - began)
    assert best < 0.016, f"{best * 1000:.1f} ms"


@pytest.mark.parametrize("text, line", [
    ("plain", "plain"), ("two\nlines", "two ⏎ lines"), ("  ", "␣␣"), (" left", "␣left"), ("right　", "right␣"),
    ("a\tb", "a ⇥ b"), ("x" * 500, "x" * 400 + "…")])
def test_what_cannot_be_seen_in_a_cell_is_shown_by_a_sign(text, line):
    assert shown(text) == line


# --- editing by keys --------------------------------------------------------------------------------------------------


def test_typing_over_a_cell_and_enter_writes_it_and_goes_down(page, qtbot, settle):
    page.grid.point(0, 1)
    type_in(qtbot, page, "Anna")
    press(qtbot, page, KEY.Key_Return)
    settle()
    assert texts(page)[0][1] == "Anna"
    assert (page.grid.currentIndex().row(), page.grid.currentIndex().column()) == (1, 1)
    assert page.session.can_undo


def test_f2_keeps_the_text_and_escape_brings_it_back(page, qtbot, settle):
    page.grid.point(1, 1)
    press(qtbot, page, KEY.Key_F2)
    type_in(qtbot, page, "!")
    press(qtbot, page, KEY.Key_Escape)
    settle()
    assert texts(page)[1][1] == "Zhou Jun"
    press(qtbot, page, KEY.Key_F2)
    type_in(qtbot, page, "!")
    press(qtbot, page, KEY.Key_Return)
    settle()
    assert texts(page)[1][1] == "Zhou Jun!"


def test_enter_after_tabs_returns_to_the_column_where_they_began(page, qtbot, settle):
    page.grid.point(0, 1)
    type_in(qtbot, page, "a")
    press(qtbot, page, KEY.Key_Tab)
    type_in(qtbot, page, "b")
    press(qtbot, page, KEY.Key_Return)
    settle()
    assert texts(page)[0][1:3] == ["a", "b"]
    assert (page.grid.currentIndex().row(), page.grid.currentIndex().column()) == (1, 1)


def test_arrows_leave_a_cell_begun_by_typing(page, qtbot, settle):
    page.grid.point(0, 1)
    type_in(qtbot, page, "x")
    press(qtbot, page, KEY.Key_Down)
    settle()
    assert texts(page)[0][1] == "x"
    assert page.grid.currentIndex().row() == 1


def test_delete_makes_the_chosen_cells_blank_in_one_step(page, qtbot, settle):
    page.grid.point(0, 1)
    page.grid.choose(0, 1, 1, 2)
    press(qtbot, page, KEY.Key_Delete)
    settle()
    assert [row[1:3] for row in texts(page)[:2]] == [[None, None], [None, None]]
    page.session.undo()
    settle()
    assert [row[1:3] for row in texts(page)[:2]] == [["Ana", "Oslo"], ["Zhou Jun", "Bergen"]]


def test_an_input_method_writes_chinese_into_a_cell(page, qtbot, settle):
    page.grid.point(0, 2)
    press(qtbot, page, KEY.Key_F2)
    editor = editor_of(page)
    editor.selectAll()
    QApplication.sendEvent(editor, QInputMethodEvent("hang", []))
    committed = QInputMethodEvent()
    committed.setCommitString("杭州")
    QApplication.sendEvent(editor, committed)
    press(qtbot, page, KEY.Key_Return)
    settle()
    assert texts(page)[0][2] == "杭州"


def test_a_text_with_line_ends_survives_being_edited(page, qtbot, settle):
    page.grid.point(0, 2)
    press(qtbot, page, KEY.Key_F2)
    type_in(qtbot, page, ",")
    press(qtbot, page, KEY.Key_Return, HELD.AltModifier)
    type_in(qtbot, page, "Norway")
    press(qtbot, page, KEY.Key_Return)
    settle()
    assert texts(page)[0][2] == "Oslo,\nNorway"


def test_keys_go_to_the_edges_of_the_table(page, qtbot):
    for key, held, place in [(KEY.Key_End, HELD.ControlModifier, (2, 3)), (KEY.Key_Home, HELD.NoModifier, (2, 0)),
                             (KEY.Key_Up, HELD.ControlModifier, (0, 0)), (KEY.Key_Right, HELD.ControlModifier, (0, 3))]:
        press(qtbot, page, key, held)
        assert (page.grid.currentIndex().row(), page.grid.currentIndex().column()) == place


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


def test_an_input_method_begins_to_edit_without_f2(page, qtbot, settle):
    page.grid.point(1, 2)
    event = QInputMethodEvent()
    event.setCommitString("卑尔根")
    QApplication.sendEvent(page.grid, event)
    assert editor_of(page) is not None
    press(qtbot, page, KEY.Key_Return)
    settle()
    assert texts(page)[1][2] == "卑尔根"


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


def test_what_is_being_typed_is_kept_when_the_window_closes(page, opened, qtbot):
    page.grid.point(0, 1)
    type_in(qtbot, page, "last words")
    dataset = page.session.dataset
    opened.close()
    from workstation.workspace import Workspace

    again = Workspace(page.session.workspace.path)
    assert again.dataset(dataset.id).table.texts("name")[0] == "last words"
    again.close()


def test_what_is_being_typed_is_kept_when_another_page_comes(page, opened, qtbot, settle):
    page.grid.point(0, 1)
    type_in(qtbot, page, "Anna")
    opened.go("start")
    settle()
    assert texts(page)[0][1] == "Anna"
