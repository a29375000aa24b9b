"""The Table page over a checked dataset: problems, fixes, marks, filters, the row beside the grid, export."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from ui.table.bottom import Bottom
from ui.table.fixes import distance
from workstation.errors import Problem

KEY, HELD = Qt.Key, Qt.KeyboardModifier
FIRMS = ("信用代码,企业名称,行政区划代码,成立日期,登记状态\n"
         "91350100M000100Y43,华信科技有限公司,350100,2001-02-03,存续\n"
         "91350100M0001,恒通贸易有限公司,350100,1987-02-30,存续\n"
         "91350100M000100Y43, 远大物流有限公司,350100,2010-05-06,存 续\n")
STANDARD = "cn.gov.enterprise-register"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a workspace once: three firms, mapped to the standard that comes with the program."""
    from workstation.importing import import_file
    from workstation.operations.map_fields import MapFields
    from workstation.people import system_user
    from workstation.standards import mapping
    from workstation.standards.installed import Installed
    from workstation.workspace import Workspace

    home = tmp_path_factory.mktemp("firms")
    (home / "firms.csv").write_text(FIRMS, encoding="utf-8")
    workspace = Workspace.create(home / "office")
    dataset = workspace.dataset(import_file(workspace, home / "firms.csv", system_user())[0].dataset)
    standard = Installed(workspace.path / "standards", workspace.db).load(STANDARD)
    matches = mapping.as_mapping(mapping.suggest(dataset.table, standard))
    dataset.do(MapFields(standard=standard.id, mapping=matches), system_user())
    workspace.close()
    return home / "office"


@pytest.fixture
def office(made, tmp_path):
    """Return a copy of the workspace for one test."""
    return shutil.copytree(made, tmp_path / "office")


@pytest.fixture
def page(opened, settle, qtbot):
    """Return the Table page over three checked firms, with the keyboard in the grid."""
    opened.open_table(opened.session.datasets[0].id)
    settle()
    page = opened.page
    page.grid.setFocus()
    qtbot.waitUntil(page.grid.hasFocus)
    return page


def field(page, name: str) -> str:
    """Return the id of a field."""
    return page.session.table.field(name).id


def level(page, name: str, row: int) -> int:
    """Return what a frame of the grid would say about a cell: 0, 1 warning, 2 error."""
    found = page.marks.levels(field(page, name), np.array([page.grid.cells.position(row)]))
    return found[0] if found else 0


def test_failing_cells_are_marked_by_level_and_listed(page):
    assert page.checking.state == "ready"
    assert level(page, "信用代码", 1) == 2
    assert level(page, "成立日期", 1) == 2
    assert level(page, "成立日期", 0) == 0
    assert len(page.bottom.problems.list.records) == len(page.checking.problems)
    assert page.desk is not None


def test_f8_goes_from_problem_to_problem_and_round_again(page, qtbot):
    page.grid.point(0, 0)
    seen = []
    for _ in range(len(page.checking.problems) + 1):
        qtbot.keyClick(page.grid, KEY.Key_F8)
        at = page.grid.currentIndex()
        seen.append((at.row(), at.column()))
    assert (1, 0) in seen and (1, 3) in seen and (2, 4) in seen
    qtbot.keyClick(page.grid, KEY.Key_F8, HELD.ShiftModifier)
    assert (page.grid.currentIndex().row(), page.grid.currentIndex().column()) == seen[-2]


def test_a_correction_is_checked_again_at_once(page, settle):
    assert level(page, "成立日期", 1) == 2
    before = len(page.checking.problems)
    page.typed(page.grid.cells.position(1), field(page, "成立日期"), "1987-02-28")
    settle()
    assert level(page, "成立日期", 1) == 0
    assert len(page.checking.problems) < before
    page.session.undo()
    settle()
    assert level(page, "成立日期", 1) == 2
    assert len(page.checking.problems) == before


def test_several_edits_before_one_check_are_all_looked_at(page, settle):
    for row in (0, 2):
        page.typed(page.grid.cells.position(row), field(page, "成立日期"), "2001-02-31")
    settle()
    assert [level(page, "成立日期", row) for row in range(3)] == [2, 2, 2]


def test_the_inspector_tells_what_is_wrong_under_the_field(page, qtbot, settle):
    page.grid.point(1, 3)
    line = None

    def told() -> bool:
        nonlocal line
        line = page.inspector.lines.get(field(page, "成立日期"))
        return line is not None and bool(line.said.text())

    qtbot.waitUntil(told)
    assert "1987-02-30" in line.said.text()


def test_fixes_are_tried_on_the_cell_before_they_are_offered(page, qtbot, settle):
    page.grid.point(2, 4)
    found = []
    page.row_panel.with_fixes(found.extend)
    settle()
    after = {fix.words: fix.after for fix in found}
    assert any(text == "存续" for text in after.values())
    assert "Upper case" not in after
    page.mend(next(fix for fix in found if fix.after == "存续"))
    settle()
    assert page.session.table.texts("登记状态") == ["存续", "存续", "存续"]
    assert level(page, "登记状态", 2) == 0


def test_ctrl_dot_opens_the_list_of_fixes(page, qtbot, settle):
    page.grid.point(2, 1)
    qtbot.keyClick(page.grid, KEY.Key_Period, HELD.ControlModifier)
    settle()
    menu = next(menu for menu in page.grid.findChildren(QMenu) if menu.isVisible())
    words = [action.text() for action in menu.actions()]
    menu.close()
    assert any(text.startswith("Trim spaces") for text in words)
    assert "Leave empty" in words


@pytest.mark.parametrize("one, other, steps", [("存续", "存 续", 1), ("在业", "在业", 0), ("abc", "xyz", 3), ("", "ab", 2)])
def test_the_distance_of_codes_counts_letters(one, other, steps):
    assert min(distance(one, other, 2), 3) == min(steps, 3)


def test_an_edited_cell_is_marked_until_it_is_as_imported_again(page, settle):
    cells, name = page.grid.cells, field(page, "企业名称")

    def edited() -> list[bool]:
        lane = cells.column_of(name)
        return list(page.marks.edited(name, cells.order, cells.texts(0, 3, lane)) or [False] * 3)

    assert edited() == [False, False, False]
    page.typed(cells.position(0), name, "华信")
    settle()
    assert edited() == [True, False, False]
    page.typed(cells.position(0), name, "华信科技有限公司")
    settle()
    assert edited() == [False, False, False]


def test_only_rows_with_problems_can_be_shown(page, settle):
    page.state.show_only_problems(True)
    settle()
    shown = [page.grid.cells.text(i, 1) for i in range(page.grid.cells.rowCount())]
    assert "恒通贸易有限公司" in shown
    assert page.chips._flow.count() == 2
    page.clear_filters()
    settle()
    assert page.grid.cells.rowCount() == 3


def test_the_filter_box_counts_values_and_narrows_by_those_ticked(page, qtbot, settle):
    page.grid.point(0, 4)
    page.add_filter()
    settle()
    box = page.filter_box
    assert box.isVisible()
    texts = [box.values.item(i).text().split("    ") for i in range(box.values.count())]
    assert texts == [["存续", "2"], ["存 续", "1"]]
    box.values.item(1).setCheckState(Qt.CheckState.Checked)
    qtbot.keyClick(box.search, KEY.Key_Return)
    settle()
    assert page.grid.cells.rowCount() == 1
    assert not box.isVisible()


def test_a_filter_that_finds_nothing_says_so_and_can_be_cleared(page, settle):
    from workstation.dataset.filter import Contains

    page.state.add(Contains(field=field(page, "企业名称"), text="没有"))
    settle()
    assert page.rows.currentWidget() is page.no_hits
    page.no_hits.buttons[0].click()
    settle()
    assert page.rows.currentWidget() is page.grid


def test_a_table_without_a_standard_says_not_checked(bring, opened, settle):
    bring("a\n1\n")
    opened.go("table")
    settle()
    bottom: Bottom = opened.page.bottom
    assert bottom.stack.currentWidget() is bottom.unchecked
    opened.page.next_problem()
    assert "Not checked yet" in opened.toast.words.text()


def test_the_row_panel_says_where_the_row_came_from_and_what_changed_it(page, qtbot, settle):
    page.typed(page.grid.cells.position(1), field(page, "企业名称"), "恒通")
    settle()
    page.grid.point(1, 1)
    qtbot.waitUntil(lambda: "firms.csv, row 3" in page.inspector.source.text())
    qtbot.waitUntil(lambda: page.inspector.steps.count() == 2)


def test_a_field_that_is_added_renamed_or_removed_is_seen_at_once(page, settle):
    from workstation.operations.remove_field import RemoveField
    from workstation.operations.rename_field import RenameField

    page.session.do(RenameField(field=field(page, "企业名称"), new_name="name"))
    settle()
    assert [page.grid.cells.name(i) for i in range(5)][1] == "name"
    page.session.do(RemoveField(field=field(page, "name")))
    settle()
    assert page.grid.cells.columnCount() == 4


def test_widths_and_hidden_columns_stay_while_one_works(page, settle):
    page.grid.setColumnWidth(1, 333)
    page.grid.point(0, 2)
    page.hide_column()
    page.typed(page.grid.cells.position(0), field(page, "企业名称"), "华信")
    settle()
    page.state.sort_by(field(page, "企业名称"), False)
    settle()
    assert page.grid.columnWidth(1) == 333
    assert page.grid.isColumnHidden(2)


def test_the_rows_as_shown_are_exported(page, settle, answers, tmp_path, shown):
    from ui.exporting import write

    page.state.sort_by(field(page, "企业名称"), True)
    settle()
    answers.save = tmp_path / "firms"
    write(page.desk, "csv", page.grid.cells.order)
    settle()
    assert shown == []
    text = Path(tmp_path / "firms.csv").read_text(encoding="utf-8-sig")
    names = [line.split(",")[1] for line in text.splitlines()[1:]]
    assert names == [page.grid.cells.text(i, 1) for i in range(3)]


def test_words_of_the_page_change_with_the_language(opened, page, settle):
    opened.set_language("zh-CN")
    settle()
    assert page.grid.accessibleName()
    opened.set_language("en")
    settle()
    assert page.count.text() == "3 rows"


def test_a_refused_edit_shows_the_old_text_again(page, settle, shown, monkeypatch):
    def refuse(*_args, **_more):
        raise Problem("full", "The disk is full.")

    monkeypatch.setattr(page.session.dataset, "do", refuse)
    index = page.grid.cells.index(0, 1)
    page.grid.cells.setData(index, "lost")
    assert page.grid.cells.text(0, 1) == "lost"
    settle()
    assert page.grid.cells.text(0, 1) == "华信科技有限公司"
    assert [problem.code for problem in shown] == ["full"]
