"""The people page: administrators keep accounts, everybody keeps their own password, nobody does more."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import PASSWORD


@pytest.fixture
def people(opened, settle):
    """Return the page with an administrator at the screen and a clerk Li in the list."""
    opened.session.workspace.people.add("Li", "clerk", "pass")
    opened.go("people")
    settle()
    return opened.page


def point(page, name):
    at = next(i for i, one in enumerate(page.list.list.records) if one.name == name)
    page.list.point(at)


def account(window, name):
    return next(one for one in window.session.workspace.people.all() if one.name == name)


def test_a_person_is_added_by_keyboard_alone(people, opened, qtbot, settle, shown):
    qtbot.keyClick(opened, "n", Qt.KeyboardModifier.ControlModifier)
    form = people.form
    qtbot.keyClicks(form.name, "Wang")
    qtbot.keyClicks(form.password, "first")
    qtbot.keyClicks(form.again, "first")
    qtbot.keyClick(form.again, Qt.Key.Key_Return)
    settle()
    assert account(opened, "Wang").role == "clerk" and account(opened, "Wang").has_password
    assert "Wang" in [one.name for one in people.list.list.records]
    assert shown == []


CASES = [("no name", "", "pass", "pass", "name"), ("taken", "Li", "pass", "pass", "name"),
         ("short", "New", "abc", "abc", "password"), ("not the same", "New", "abcd", "abce", "again")]


@pytest.mark.parametrize(("name", "password", "again", "row"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_wrong_is_said_under_the_line_it_is_about(people, settle, name, password, again, row, shown):
    people.add_person()
    people.form.name.setText(name)
    people.form.password.setText(password)
    people.form.again.setText(again)
    people.form.add.click()
    settle()
    assert people.form.rows[row].message.text()
    assert shown == []


def test_a_role_is_changed_and_the_last_administrator_stays_one(people, opened, settle, shown):
    point(people, "Li")
    people.account.role.chosen.emit("supervisor")
    settle()
    assert account(opened, "Li").role == "supervisor"
    point(people, opened.session.person)
    people.account.role.chosen.emit("clerk")
    settle()
    assert [problem.code for problem in shown] == ["last-administrator"]
    assert people.account.role.value == "administrator"


def test_an_account_is_closed_and_opened_again(people, opened, settle):
    point(people, "Li")
    people.account.shut.click()
    settle()
    assert not account(opened, "Li").active
    point(people, "Li")
    people.account.shut.click()
    settle()
    assert account(opened, "Li").active


def test_a_new_password_is_typed_twice_and_then_holds(people, opened, qtbot, settle):
    point(people, "Li")
    qtbot.keyClicks(people.account.password, "other")
    qtbot.keyClicks(people.account.again, "othre")
    qtbot.keyClick(people.account.again, Qt.Key.Key_Return)
    assert "not the same" in people.account.again_row.message.text()
    people.account.again.setText("other")
    people.account.save.click()
    settle()
    assert opened.session.workspace.people.check_password("Li", "other").name == "Li"
    assert people.account.password.text() == ""


def test_a_clerk_sees_everybody_and_changes_only_their_own_password(people, opened, settle, answers, shown):
    answers.words = ["pass"]
    people.sign_in_as("Li")
    settle()
    point(people, opened.session.workspace.people.all()[-1].name)
    assert people.account.password_box.isHidden() and people.account.shut.isHidden()
    assert not people.account.role.isEnabled()
    assert not opened.commands.available(opened.commands.by_id["add-person"])
    people.act(lambda workspace: workspace.people.set_role("Li", "administrator"), "")
    settle()
    assert [problem.code for problem in shown] == ["not-allowed"]
    point(people, "Li")
    people.account.password.setText("mine")
    people.account.again.setText("mine")
    people.account.save.click()
    settle()
    assert opened.session.workspace.people.check_password("Li", "mine").name == "Li"


def test_signing_in_as_another_asks_for_their_password(people, opened, settle, answers, shown):
    answers.words = ["wrong"]
    point(people, "Li")
    people.account.sign_in.click()
    settle()
    assert [problem.code for problem in shown] == ["wrong-password"]
    answers.words = ["pass"]
    people.account.sign_in.click()
    settle()
    assert opened.session.person == "Li"
    answers.words = [PASSWORD]
