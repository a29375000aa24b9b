"""The review page: what is handed in, decided by another person with their password, by keys alone."""

from __future__ import annotations

import pytest

from tests.ui.conftest import PASSWORD

ROWS = "name,town\n" + "".join(f"P{i},Oslo\n" for i in range(60))


@pytest.fixture
def submitted(opened, bring, settle):
    """Return the page over a table that clerk Li changed and submitted; the supervisor sits at the screen."""
    from workstation.catalogue import operation

    bring(ROWS)
    opened.session.workspace.people.add("Li", "clerk", "pass")
    dataset = opened.session.dataset
    dataset.do(operation({"operation": "change_case", "field": "town", "case": "upper"}), "Li",
               rows=dataset.table.row_ids(dataset.table.visible[:5]))
    dataset.submit("Li")
    opened.session.open_dataset(dataset.id)
    settle()
    opened.go("review")
    settle()
    return opened.page


def press(window, qtbot, settle, key):
    qtbot.keyClick(window.page.cells, key)
    settle()


def test_the_supervisor_sees_the_queue_the_changes_and_a_sample_anybody_can_draw_again(submitted, opened):
    assert [one.name for one in submitted.queue_of] == ["people"]
    assert [(cell.before, cell.after) for cell in submitted.cells.list.records] == [("Oslo", "OSLO")] * 5
    assert len(submitted.sample.list.records) == 20
    assert submitted.rows_figure.figure.text() == "60"
    assert submitted.cells_figure.figure.text() == "5"
    assert opened.top.primary.text() == "Approve…"
    first = [row["row"] for row in submitted.look.sample]
    submitted.refresh()
    assert [row["row"] for row in submitted.look.sample] == first


def test_a_approves_with_the_persons_own_password(submitted, opened, qtbot, settle, answers, shown):
    answers.words = [PASSWORD]
    press(opened, qtbot, settle, "a")
    assert shown == []
    assert opened.session.status == "approved"
    assert opened.session.dataset.versions()[0].person == opened.session.person
    assert submitted.queue_of == []


def test_a_wrong_password_decides_nothing(submitted, opened, qtbot, settle, answers, shown):
    answers.words = ["wrong"]
    press(opened, qtbot, settle, "a")
    assert [problem.code for problem in shown] == ["wrong-password"]
    assert opened.session.status == "submitted"


def test_turning_back_from_the_question_decides_nothing(submitted, opened, qtbot, settle, shown):
    press(opened, qtbot, settle, "a")
    assert opened.session.status == "submitted" and shown == []


def test_r_returns_with_a_reason_that_the_clerk_reads(submitted, opened, qtbot, settle, answers):
    answers.words = ["Rows 2 and 3 are doubtful", PASSWORD]
    press(opened, qtbot, settle, "r")
    assert opened.session.status == "returned"
    assert "Rows 2 and 3" in submitted.banner_reason.text()


def test_a_clerk_may_not_approve(submitted, opened, qtbot, settle, answers, shown):
    opened.session.workspace.people.add("Bo", "clerk", "pass")
    opened.session.sign_in("Bo", "pass")
    settle()
    submitted.refresh()
    settle()
    answers.words = ["pass"]
    opened.commands.run("approve")
    settle()
    assert [problem.code for problem in shown] == ["not-allowed"]
    assert submitted.give_back.isHidden()


def test_ones_own_submission_can_be_withdrawn_and_not_approved(submitted, opened, settle, answers, shown):
    opened.session.sign_in("Li", "pass")
    settle()
    submitted.refresh()
    settle()
    assert opened.top.primary.text() == "Withdraw"
    opened.top.primary.click()
    settle()
    assert opened.session.status == "draft" and shown == []


def test_j_and_k_go_through_the_queue(submitted, opened, qtbot, settle, bring):
    first = opened.session.dataset.id
    second = bring("a\n1\n", "other")
    opened.session.dataset.submit("Li")
    opened.session.open_dataset(first)
    settle()
    opened.go("review")
    submitted.refresh()
    settle()
    press(opened, qtbot, settle, "j")
    assert opened.session.dataset.id == second
    press(opened, qtbot, settle, "k")
    assert opened.session.dataset.id == first


def test_what_was_undone_again_is_no_change(opened, bring, settle):
    from workstation.catalogue import operation

    bring(ROWS)
    dataset, person = opened.session.dataset, opened.session.person
    for case in ("upper", "title"):
        dataset.do(operation({"operation": "change_case", "field": "town", "case": case}), person)
    opened.go("review")
    settle()
    assert opened.page.cells_figure.figure.text() == "0"
    assert [entry.count for entry in opened.page.steps.list.records] == [60, 60]


def test_a_fresh_import_has_nothing_to_review(opened, bring, settle):
    bring(ROWS)
    opened.go("review")
    settle()
    assert opened.page.nothing.isVisibleTo(opened.page)
    assert opened.top.primary.text() == "Submit for review"


def test_only_changes_after_the_last_version_are_listed(submitted, opened, settle, answers, qtbot):
    from workstation.catalogue import operation

    answers.words = [PASSWORD]
    press(opened, qtbot, settle, "a")
    opened.session.do(operation({"operation": "rename_field", "field": "town", "new_name": "city"}))
    settle()
    assert submitted.since.text() == "since version 1"
    assert submitted.cells_figure.figure.text() == "0"
    assert len(submitted.steps.list.records) == 1
