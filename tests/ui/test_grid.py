"""The grid: its model, its frame, and cells edited by real keys over a real dataset."""

# ruff: noqa: F811 - fixtures of grid_keys are imported, which is how pytest finds them here
from __future__ import annotations

import time

import numpy as np
import pyarrow as pa
import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from tests.ui.grid_keys import HELD, KEY, editor_of, made, office, page, press, texts, type_in  # noqa: F401 - fixtures
from ui.models.table_model import TableModel
from ui.widgets.grid import Grid
from ui.widgets.grid_paint import shown
from workstation.dataset.column import Column
from workstation.dataset.field import new_field
from workstation.dataset.table import Block, Table


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


def test_an_input_method_begins_to_edit_without_f2(page, qtbot, settle):
    page.grid.point(1, 2)
    event = QInputMethodEvent()
    event.setCommitString("卑尔根")
    QApplication.sendEvent(page.grid, event)
    assert editor_of(page) is not None
    press(qtbot, page, KEY.Key_Return)
    settle()
    assert texts(page)[1][2] == "卑尔根"


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
