"""The clean page by keyboard: one key that mends, forms with live previews, rows of a view, undo, recipes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workstation.operations.catalogue import OPERATIONS

Key, Alt, Ctrl = Qt.Key, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
MESSY = ("name,born,city\n Ana,2001/2/3,Oslo\nBo ,2001年2月3日,Rome\nCy,2001-02-03, Bonn\nCy,2001-02-03, Bonn\n"
         "Dee,2001.4.5,Oslo\n")


@pytest.fixture
def page(opened, bring, settle):
    bring(MESSY)
    opened.go("clean")
    settle()
    return opened.pages["clean"]


def texts(window, field):
    return window.session.table.texts(field)


def type_over(qtbot, widget, text):
    widget.selectAll()
    qtbot.keyClicks(widget, text)


def test_the_most_common_faults_are_counted_the_most_frequent_first(page):
    assert [(card.fault.kind, card.fault.count) for card in page.faults.cards] == [
        ("spaces", 4), ("dates", 3), ("duplicates", 1)]


def test_one_key_mends_the_most_common_fault_and_one_undo_takes_it_back(opened, page, qtbot, settle):
    qtbot.keyClick(page.list.list, Key.Key_1, Alt)
    settle()
    assert texts(opened, "name") == ["Ana", "Bo", "Cy", "Cy", "Dee"] and texts(opened, "city")[2] == "Bonn"
    assert page.preview.done.isVisible() and page.preview.done.count.text() == "4 changes"
    assert [card.fault.kind for card in page.faults.cards] == ["dates", "duplicates"]
    qtbot.keyClick(page.preview.done.back, Key.Key_Space)
    settle()
    assert texts(opened, "name")[:2] == [" Ana", "Bo "] and texts(opened, "city")[2] == " Bonn"
    assert not page.preview.done.isVisible() and page.faults.cards[0].fault.count == 4


def test_every_fault_is_mended_one_key_after_the_other_until_none_is_left(opened, page, qtbot, settle):
    for _time in range(3):
        qtbot.keyClick(page.list.list, Key.Key_1, Alt)
        settle()
    assert page.faults.cards == [] and page.faults.state.text()
    assert len(opened.session.table) == 4 and texts(opened, "born") == ["2001-02-03"] * 3 + ["2001-04-05"]


def test_a_form_shows_at_once_what_would_change_and_f5_does_it(opened, page, qtbot, settle):
    qtbot.keyClick(page.list.list, Key.Key_F, Ctrl)
    assert QApplication.focusWidget() is page.list.search
    qtbot.keyClicks(page.list.search, "capital")
    assert page.list.current() == "change_case"
    qtbot.keyClick(page.list.search, Key.Key_Return)
    assert page.form.isAncestorOf(QApplication.focusWidget())
    page.form.rows["case"].editor.set_value("upper")
    qtbot.wait(250)
    settle()
    assert page.preview.count.text() == "5 cells would change"
    first = page.preview.cells.list.records[0]
    assert (first.row, first.field, first.before, first.after) == (1, "name", " Ana", " ANA")
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_F5)
    settle()
    assert texts(opened, "name")[0] == " ANA" and page.preview.done.words.text()
    assert opened.session.can_undo


def test_the_preview_counts_exactly_though_it_shows_only_the_first_cells(opened, bring, settle):
    bring("n\n" + "".join(f" {i}\n" for i in range(1000)), "many")
    opened.go("clean", {"operation": "trim_whitespace"})
    settle()
    page = opened.pages["clean"]
    assert page.preview.count.text() == "1,000 cells would change" and len(page.preview.cells.list.records) == 200


def test_a_form_that_is_not_ready_says_why_and_nothing_can_be_applied(opened, page, qtbot, settle):
    opened.go("clean", {"operation": "replace_text"})
    settle()
    assert page.preview.wrong.sentences and not page.do_it.isEnabled()
    qtbot.keyClick(page.list.list, Key.Key_F5)
    settle()
    assert texts(opened, "name")[0] == " Ana" and not opened.session.can_undo
    find = page.form.rows["find"].editor.line
    type_over(qtbot, find, "Oslo")
    page.form.rows["field"].editor.set_value(opened.session.table.field("city").id)
    qtbot.wait(250)
    settle()
    assert page.preview.count.text() == "2 cells would change" and page.do_it.isEnabled()


def test_a_bad_pattern_is_told_beside_the_preview(opened, page, qtbot, settle, shown):
    opened.go("clean", {"operation": "replace_text", "values": {"find": "(", "pattern": True}})
    settle()
    assert page.preview.wrong.sentences and not shown


def test_the_operation_works_on_the_rows_of_the_view_when_told_so(opened, page, settle):
    table = opened.session.table
    opened.session.view_rows = np.array([1, 4], dtype=np.int64)
    opened.go("clean", {"operation": "change_case", "field": table.field("name").id, "values": {"case": "upper"}})
    page.scope._buttons["view"].click()
    settle()
    assert page.scope_words.text() == "2 rows" and page.preview.count.text() == "2 cells would change"
    page.apply_operation()
    settle()
    assert texts(opened, "name") == [" Ana", "BO ", "Cy", "Cy", "DEE"]


def test_rows_are_removed_only_from_a_view(opened, page, settle):
    opened.go("clean", {"operation": "remove_rows"})
    settle()
    if page.list.current() != "remove_rows":
        pytest.skip("removing rows has its place in the table")
    assert page.preview.wrong.sentences and not page.do_it.isEnabled()


def test_the_field_chosen_for_one_operation_stays_for_the_next(opened, page, settle):
    born = opened.session.table.field("born").id
    page.form.rows["field"].editor.set_value(born)
    page.list.choose("parse_date")
    assert page.form.rows["field"].editor.value() == born


def test_every_listed_operation_has_a_form_whose_preview_never_breaks(opened, page, settle, shown):
    for name in [kind.name for kind in OPERATIONS if kind.listed]:
        opened.go("clean", {"operation": name})
        settle()
        assert page.list.current() == name and page.form.kind.name == name
        assert page.preview.count.text() not in ("", "Counting …") and not shown


def test_a_renamed_field_is_offered_by_its_new_name(opened, page, settle):
    from workstation.operations.rename_field import RenameField

    opened.session.do(RenameField(field="city", new_name="town"))
    settle()
    combo = page.form.rows["field"].editor.combo
    assert [combo.itemText(i) for i in range(combo.count())] == ["name", "born", "town"]


def test_steps_are_saved_as_a_recipe_and_done_to_another_table_with_a_report(opened, page, bring, answers, qtbot, settle,
                                                                            tmp_path):
    qtbot.keyClick(page.list.list, Key.Key_1, Alt)
    settle()
    answers.save = tmp_path / "monthly"
    page.show_mode("recipes")
    page.save_recipe()
    settle()
    file = tmp_path / "monthly.recipe.json"
    assert [step["field"] for step in json.loads(file.read_text("utf-8"))["steps"]] == ["name", "city"]
    bring("name,place\n Eve ,x\n", "june")
    opened.go("clean")
    answers.files = [file]
    qtbot.keyClick(page.mode._buttons["recipes"], Key.Key_R, Ctrl)
    settle()
    outcomes = [(step.outcome, bool(step.problem)) for step in page.recipes.report.list.records]
    assert outcomes == [("applied", False), ("did not fit", True)]
    assert texts(opened, "name") == ["Eve"] and "no field “city”" in page.recipes.why.text()
    qtbot.keyClick(page.recipes.done.back, Key.Key_Space)
    settle()
    assert texts(opened, "name") == [" Eve "]


def test_a_file_that_is_no_recipe_is_told(opened, page, tmp_path, settle, shown):
    file = tmp_path / "x.json"
    file.write_text("[]")
    page.recipes.apply_file(file)
    settle()
    assert [problem.code for problem in shown] == ["bad-recipe"]


def test_a_table_in_review_refuses_and_says_so(opened, page, settle, shown):
    opened.commands.run("submit")
    settle()
    page.mend_1()
    settle()
    assert [problem.code for problem in shown] == ["submitted"] and texts(opened, "name")[0] == " Ana"


def test_undo_by_keys_takes_the_done_bar_away(opened, page, qtbot, settle):
    qtbot.keyClick(page.list.list, Key.Key_2, Alt)
    settle()
    assert page.preview.done.isVisible()
    qtbot.keyClick(page.list.list, Key.Key_Z, Ctrl)
    settle()
    assert not page.preview.done.isVisible() and texts(opened, "born")[0] == "2001/2/3"


def test_f6_and_tab_reach_faults_list_form_and_cells(opened, page, settle):
    met = []
    opened.navigation.focus()
    for _step in range(5):
        opened.cycle(1)
        met.append(QApplication.focusWidget())
    assert met[0] is page.faults.cards[0]
    assert page.list.isAncestorOf(met[1]) and page.side.isAncestorOf(met[2]) and met[3] is page.preview.cells
