"""The start page by keyboard: first run, recent workspaces, signing in, tables, bin, rename, backup and attach."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import PASSWORD
from workstation.workspace import Workspace

Key = Qt.Key


@pytest.fixture
def page(window):
    return window.pages["start"]


def names(page):
    return [glance.info.name for glance in page.tables.list.list.records]


def test_a_first_run_makes_a_workspace_in_three_steps_by_keys_alone(window, page, qtbot, tmp_path, settle):
    folder = tmp_path / "new" / "office"
    page.first.folder.setText(str(folder))
    page.first.office.setFocus()
    qtbot.keyClicks(page.first.office, "Riverside office")
    qtbot.keyClick(page.first.office, Key.Key_Return)
    assert page.first.steps.at == 1 and QApplication.focusWidget() is page.first.password
    qtbot.keyClicks(page.first.password, "secret")
    qtbot.keyClick(page.first.password, Key.Key_Return)
    qtbot.keyClicks(page.first.again, "secret")
    qtbot.keyClick(page.first.again, Key.Key_Return)
    settle()
    assert page.first.steps.at == 2 and window.session.office == "Riverside office"
    assert window.session.person and window.desk.preferences.recent == [str(folder)]
    qtbot.keyClick(page.first.later, Key.Key_Space)
    settle()
    assert page.view.currentWidget() is page.tables
    assert window.session.workspace.people.check_password(window.session.person, "secret").role == "administrator"


WRONG = [
    ("a folder is needed", "", "secret", "secret", "folder_row"),
    ("a password has four characters", "new", "abc", "abc", "password_row"),
    ("the two are the same", "new", "secret", "secrets", "again_row"),
]


@pytest.mark.parametrize("folder, password, again, row", [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_the_first_run_says_under_the_line_what_is_wrong(page, tmp_path, folder, password, again, row):
    page.first.folder.setText(str(tmp_path / folder) if folder else "")
    page.first.next.click()
    page.first.password.setText(password)
    page.first.again.setText(again)
    page.first.make.click()
    assert getattr(page.first, row).message.text()
    assert not (tmp_path / "new").exists() and page.session.workspace is None and not page.desk.runner.busy


def test_a_folder_with_a_workspace_is_not_made_anew(page, office):
    page.first.folder.setText(str(office))
    page.first.next.click()
    assert "already" in page.first.folder_row.message.text() and page.first.steps.at == 0


def test_a_recent_workspace_opens_by_enter_and_a_gone_one_is_not_listed(window, page, qtbot, office, tmp_path, settle):
    window.desk.preferences.used(str(tmp_path / "gone"))
    window.desk.preferences.used(str(office))
    page.refresh()
    window.go("start")
    assert page.recent.model().rowCount() == 1 and QApplication.focusWidget() is page.recent
    qtbot.keyClick(page.recent, Key.Key_Return)
    settle()
    assert window.session.workspace.path == office and page.view.currentWidget() is page.tables


def test_another_person_signs_in_and_a_wrong_password_is_told_under_the_line(opened, qtbot, settle, shown):
    opened.session.workspace.people.add("limin", "clerk", "other", "Li Min")
    opened.commands.run("sign-in")
    settle()
    page = opened.pages["start"]
    signing = page.signing
    at = [person.name for person in signing.people.list.records].index("limin")
    signing.people.point(at)
    qtbot.keyClick(signing.people, Key.Key_Return)
    assert QApplication.focusWidget() is signing.password
    qtbot.keyClicks(signing.password, "wrong")
    qtbot.keyClick(signing.password, Key.Key_Return)
    settle()
    assert "not right" in signing.password_row.message.text() and opened.session.person != "limin" and not shown
    qtbot.keyClicks(signing.password, "other")
    qtbot.keyClick(signing.password, Key.Key_Return)
    settle()
    assert (opened.session.person, opened.session.role) == ("limin", "clerk")
    assert page.view.currentWidget() is page.tables


def test_where_the_systems_user_has_no_account_somebody_must_sign_in(window, page, qtbot, tmp_path, settle):
    folder = tmp_path / "elsewhere"
    Workspace.create(folder, administrator="boss", password=PASSWORD).close()
    page._open(str(folder))
    settle()
    assert window.session.person == "" and page.view.currentWidget() is page._signing
    qtbot.keyClicks(page.signing.password, PASSWORD)
    qtbot.keyClick(page.signing.password, Key.Key_Return)
    settle()
    assert window.session.person == "boss"


def test_the_tables_show_rows_and_status_and_open_by_enter(opened, bring, qtbot, settle):
    bring("name,city\nAna,Oslo\nBo,Rome\n")
    opened.session.close_dataset()
    opened.go("start")
    settle()
    page = opened.pages["start"]
    glance = page.tables.list.current()
    assert (glance.rows, glance.fields, glance.status, glance.problems) == (2, 2, "draft", None)
    qtbot.keyClick(page.tables.list, Key.Key_Return)
    settle()
    assert opened.session.dataset.name == "people" and opened.page_id == "table"


def test_the_problems_of_the_last_check_are_shown_and_told_to_be_old_after_a_change(opened, bring, settle):
    from ui.pages.tables import _problems
    from workstation.operations.trim_whitespace import TrimWhitespace

    bring("name\n Ana\n")
    opened.session.write(lambda dataset, job: dataset.record("check", {"error": 1, "warning": 2}, "root"), "check")
    opened.go("start")
    settle()
    list_ = opened.pages["start"].tables.list
    assert _problems(list_.current()) == "3 problems"
    opened.session.do(TrimWhitespace(field="name"))
    settle()
    opened.go("import")
    opened.go("start")
    settle()
    assert _problems(list_.current()) == "3 problems, changed since"


def test_a_table_is_renamed_binned_and_brought_back_by_keys(opened, bring, answers, qtbot, settle):
    bring("name\nAna\n")
    opened.go("start")
    settle()
    page = opened.pages["start"]
    answers.words = ["Residents"]
    qtbot.keyClick(page.tables.list, Key.Key_F2)
    settle()
    assert names(page) == ["Residents"]
    qtbot.keyClick(page.tables.list, Key.Key_Delete)
    settle()
    assert names(page) == [] and opened.session.dataset is None
    page.tables.which._buttons["bin"].click()
    assert names(page) == ["Residents"]
    qtbot.keyClick(page.tables.list, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    settle()
    page.tables.which._buttons["tables"].click()
    assert names(page) == ["Residents"]


def test_a_backup_is_attached_by_another_workspace(opened, bring, answers, qtbot, settle, tmp_path):
    bring("name\nAna\n")
    opened.go("start")
    settle()
    page = opened.pages["start"]
    answers.save = tmp_path / "copy"
    qtbot.keyClick(page.tables.list, Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    settle()
    file = tmp_path / "copy.dataset"
    assert file.is_file()
    other = tmp_path / "other"
    Workspace.create(other, password=PASSWORD).close()
    opened.open_workspace(str(other))
    settle()
    opened.go("start")
    answers.files = [file]
    opened.commands.run("attach-file")
    settle()
    assert names(page) == ["people"]


def test_a_name_that_is_taken_is_told(opened, bring, answers, settle, shown):
    bring("name\nAna\n", "one")
    bring("name\nBo\n", "two")
    opened.go("start")
    settle()
    page = opened.pages["start"]
    answers.words = ["one"]
    page.tables.list.point(1)
    page.rename_table()
    settle()
    assert [problem.code for problem in shown] == ["taken"] and names(page) == ["one", "two"]


def test_every_button_of_the_page_is_reached_by_tab(window, page, qtbot):
    page.first.folder.setFocus()
    met = set()
    for _step in range(40):
        met.add(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert {page.first.folder, page.first.choose, page.first.office, page.first.next, page.first.exists} <= met


def test_the_sample_of_the_program_is_offered_when_it_is_there():
    from ui.pages.first_run import SAMPLES, samples

    assert all(file.suffix in SAMPLES and isinstance(file, Path) for file in samples())
