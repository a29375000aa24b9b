"""The history page: the tree with its branches, what a step changed, the way to any state, verification in words."""

from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import Qt

from ui.models.lanes import Mark, main_way, marks
from ui.widgets.when import when

ROWS = "name,town\n Ana,Oslo\nBo ,Bergen\nCai,Oslo\n"


@pytest.fixture
def history(opened, bring, settle):
    """Return the page over a history with a branch that was undone."""
    from workstation.catalogue import operation

    bring(ROWS)
    dataset, person = opened.session.dataset, opened.session.person
    dataset.do(operation({"operation": "trim_whitespace", "field": "name"}), person)
    dataset.do(operation({"operation": "change_case", "field": "town", "case": "upper"}), person)
    dataset.undo(person)
    dataset.do(operation({"operation": "rename_field", "field": "town", "new_name": "city"}), person)
    opened.session.open_dataset(dataset.id)
    settle()
    opened.go("history")
    settle()
    return opened.page


def sentences(page):
    return [one.summary for one in page.list.list.records]


def wait_for_cells(qtbot, settle):
    qtbot.wait(200)
    settle()


def test_steps_stand_newest_first_and_the_undone_branch_beside_them(history):
    assert [one.entry.seq for one in history.list.list.records] == [5, 3, 2, 1]
    assert [mark.lane for mark in history.list.drawn] == [0, 1, 0, 0]
    assert history.list.is_past(history.list.list.records[1])
    assert history.list.is_here(history.list.list.records[0])


def test_everything_shows_the_undo_too(history, settle):
    history.filter.choose("all")
    history._show()
    assert any(words.startswith("Undone:") for words in sentences(history))


def test_a_step_shows_its_first_cells_before_and_after(history, qtbot, settle):
    history.list.point(2)
    wait_for_cells(qtbot, settle)
    cells = history.detail.cells.list.records
    assert [(cell.row, cell.before, cell.after) for cell in cells] == [(1, " Ana", "Ana"), (2, "Bo ", "Bo")]


def test_enter_goes_to_the_state_and_keeps_the_other_branch(history, qtbot, settle, opened):
    history.list.point(1)
    qtbot.keyClick(history.list, Qt.Key.Key_Return)
    settle()
    assert opened.session.table.texts("town") == ["OSLO", "BERGEN", "OSLO"]
    assert [one.entry.seq for one in history.list.list.records] == [5, 3, 2, 1]
    assert history.list.is_past(history.list.list.records[0])
    history.list.point(0)
    qtbot.keyClick(history.list, "g")
    settle()
    assert [field.name for field in opened.session.table.fields] == ["name", "city"]


def test_undo_by_keyboard_moves_where_we_are(history, qtbot, settle, opened):
    qtbot.keyClick(opened, "z", Qt.KeyboardModifier.ControlModifier)
    settle()
    here = [one.entry.seq for one in history.list.list.records if history.list.is_here(one)]
    assert here == [2]


def test_verification_says_in_words_that_all_agrees(history, settle):
    history.verify()
    settle()
    assert history.banner.isVisibleTo(history)
    assert history.banner_title.text().startswith("Everything agrees")


def test_the_history_is_saved_as_a_file_no_program_evaluates(history, settle, answers, tmp_path, opened):
    from workstation.catalogue import operation

    opened.session.do(operation({"operation": "rename_field", "field": "city", "new_name": "=1+1"}))
    settle()
    answers.save = tmp_path / "history.csv"
    history.export_history()
    settle()
    rows = list(csv.reader(answers.save.open(encoding="utf-8-sig")))
    assert len(rows) == 1 + len(opened.session.dataset.history())
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_a_run_of_labels_is_one_line(opened, bring, settle):
    from workstation.labels.annotate import Annotate
    from workstation.labels.set_label_schema import SetLabelSchema

    bring(ROWS)
    dataset, person = opened.session.dataset, opened.session.person
    schema = {"questions": [{"name": "q", "options": ["a", "b"]}]}
    dataset.do(SetLabelSchema(schema=schema), person)
    for row in dataset.table.row_ids(dataset.table.visible):
        dataset.do(Annotate(question="q", answer="a", row_ids=(int(row),)), person)
    opened.go("history")
    settle()
    assert sentences(opened.page)[0] == "3 answers, one by one"
    assert len(opened.page.list.list.records) == 3


def test_another_language_words_the_lines_again(history, opened):
    opened.set_language("zh-CN")
    assert history.list.list.records
    opened.set_language("en")


LANES = [
    ("one way", [(3, 3), (2, 2), (1, 1)], {3: 2, 2: 1, 1: 0}, {1, 2, 3}, [0, 0, 0]),
    ("a branch", [(4, 4), (3, 3), (2, 2), (1, 1)], {4: 2, 3: 2, 2: 1, 1: 0}, {1, 2, 4}, [0, 1, 0, 0]),
    ("two branches from one step", [(4, 4), (3, 3), (2, 2), (1, 1)], {4: 1, 3: 1, 2: 1, 1: 0}, {1, 4}, [0, 1, 2, 0]),
    ("a branch of a branch", [(5, 5), (4, 4), (3, 3), (2, 2), (1, 1)], {5: 1, 4: 2, 3: 2, 2: 1, 1: 0}, {1, 5}, [0, 1, 2, 1, 0]),
]


@pytest.mark.parametrize(("rows", "parents", "way", "expected"), [case[1:] for case in LANES], ids=[case[0] for case in LANES])
def test_each_branch_has_a_lane_of_its_own(rows, parents, way, expected):
    drawn = marks(rows, parents, way)
    assert [mark.lane for mark in drawn] == expected
    ends = [lane for mark in drawn for lane in mark.into]
    assert len(ends) == sum(mark.down for mark in drawn), "every line that leaves a dot ends in another"


def test_a_line_that_is_no_step_has_no_dot_and_lets_the_others_pass():
    drawn = marks([(2, 2), (0, 1), (1, 1)], {2: 1, 1: 0}, {1, 2})
    assert drawn[1] == Mark(0, (0,), dot=False)


def test_the_way_goes_on_along_what_redo_would_do():
    assert main_way({1: 0, 2: 1, 3: 2, 4: 1}, {1: 2, 2: 3}, 1) == {1, 2, 3}


def test_times_are_told_as_people_say_them():
    from datetime import datetime

    now = datetime.fromisoformat("2026-03-02T12:00:00+00:00").astimezone()
    assert when("2026-03-02T11:00:00.000Z", now).count(":") == 1
    assert when("2026-03-01T12:00:00.000Z", now).startswith("yesterday")
    assert when("2025-12-24T12:00:00.000Z", now).startswith("2025-12-24")
    assert when("") == ""
