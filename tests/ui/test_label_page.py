"""The label page: one key answers and goes on, everything can be taken back, many rows can be answered alike."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt

SCHEMA = {"name": "visit", "show": ["name"], "questions": [
    {"name": "state", "title": "Still here?", "options": [{"value": "here", "key": "1"}, {"value": "moved", "key": "2"}]},
    {"name": "needs", "title": "Needs?", "kind": "multiple",
     "options": [{"value": "visit", "key": "q"}, {"value": "papers", "key": "w"}]}]}
SINGLE = {"name": "one", "questions": [SCHEMA["questions"][0]]}
ROWS = "name,town\nAna,Oslo\nBo,Bergen\nCai,Oslo\n"


@pytest.fixture
def label(opened, bring, settle, qtbot, tmp_path, answers):
    """Return the page over three rows with one question or two."""
    def at(schema):
        bring(ROWS)
        opened.go("label")
        settle()
        file = tmp_path / "schema.json"
        file.write_text(json.dumps(schema), encoding="utf-8")
        answers.files = [file]
        opened.page.load_questions()
        settle()
        return opened.page
    return at


@pytest.fixture
def press(qtbot, settle):
    """Return a function that presses keys on the row's card, as a clerk does."""
    def keys(page, *pressed):
        for key in pressed:
            qtbot.keyClick(page.work_desk.card, key)
        settle()
    return keys


def given(window, question):
    """Return {row number: answer} of the person at the screen."""
    dataset = window.session.dataset
    found = dataset.answers(question)
    me, table = window.session.person, dataset.table
    return {table.row_numbers(table.positions([row]))[0]: by[me] for row, by in found.items()}


def test_without_questions_the_page_offers_to_write_or_load_them(opened, bring, settle):
    bring(ROWS)
    opened.go("label")
    settle()
    assert opened.page.stack.currentWidget() is opened.page.none
    assert len(opened.page.none.buttons) == 2


def test_one_key_answers_and_goes_on_to_the_next_row_until_all_are_done(label, press, opened, shown):
    page = label(SINGLE)
    assert page.work_desk.card.head.text() == "Row 1"
    press(page, "1")
    assert page.work_desk.card.head.text() == "Row 2"
    press(page, "2", "1")
    assert given(opened, "state") == {1: "here", 2: "moved", 3: "here"}
    assert page.stack.currentWidget() is page.all_done
    assert shown == []


def test_fast_keys_are_not_lost(label, press, opened):
    page = label(SINGLE)
    press(page, "2", "1", "2")
    assert given(opened, "state") == {1: "moved", 2: "here", 3: "moved"}


def test_several_answers_are_toggled_and_enter_goes_on(label, press, opened):
    page = label(SCHEMA)
    press(page, "1", "q", "w", "q", "w", "w", Qt.Key.Key_Return)
    assert given(opened, "state") == {1: "here"}
    assert given(opened, "needs") == {1: ["papers"]}
    assert page.work_desk.card.head.text() == "Row 2"


def test_enter_without_an_answer_stays_and_says_so(label, press, opened):
    page = label(SCHEMA)
    press(page, "1", Qt.Key.Key_Return)
    assert page.work_desk.card.head.text() == "Row 1"
    assert "Choose an answer first" in page.work_desk.last.text()


def test_a_key_that_only_another_question_knows_answers_that_one(label, press, opened):
    page = label(SCHEMA)
    press(page, "q", Qt.Key.Key_Return)
    assert given(opened, "needs") == {1: ["visit"]}


def test_backspace_goes_back_and_another_key_corrects(label, press, opened):
    page = label(SINGLE)
    press(page, "1", Qt.Key.Key_Backspace)
    assert page.work_desk.card.head.text() == "Row 1"
    press(page, "2")
    assert given(opened, "state") == {1: "moved"}


def test_down_skips_and_the_skipped_row_comes_again(label, press, opened):
    page = label(SINGLE)
    press(page, Qt.Key.Key_Down, "1", "1")
    assert page.work_desk.card.head.text() == "Row 1"


def test_delete_takes_the_answer_away(label, press, opened):
    page = label(SINGLE)
    press(page, "1", Qt.Key.Key_Up, Qt.Key.Key_Delete)
    assert given(opened, "state") == {}


def test_undo_leads_to_the_row_it_is_about(label, press, opened, qtbot, settle):
    page = label(SINGLE)
    press(page, "1", "2")
    qtbot.keyClick(opened, "z", Qt.KeyboardModifier.ControlModifier)
    settle()
    assert given(opened, "state") == {1: "here"}
    assert page.work_desk.card.head.text() == "Row 2"


def test_all_rows_can_be_looked_at_again(label, press, opened, qtbot, settle):
    page = label(SINGLE)
    press(page, "1", "1", "1")
    qtbot.keyClick(opened, "u", Qt.KeyboardModifier.ControlModifier)
    settle()
    assert page.stack.currentWidget() is page.work_desk
    assert page.work_desk.panels["state"].options["here"].isChecked()


def test_rows_chosen_in_the_table_are_answered_alike_by_one_step(label, press, opened, settle):
    label(SINGLE)
    table = opened.session.table
    rows = [int(row) for row in table.row_ids(table.visible[[0, 2]])]
    opened.go("label", {"rows": rows})
    settle()
    page = opened.page
    assert page.work_desk.card.head.text() == "2 rows alike"
    before = len(opened.session.dataset.history())
    press(page, "2")
    assert given(opened, "state") == {1: "moved", 3: "moved"}
    assert len(opened.session.dataset.history()) == before + 1
    assert page.work_desk.card.head.text() == "Row 2"


def test_counts_and_progress_follow(label, press, opened):
    page = label(SINGLE)
    press(page, "1", "1")
    assert page.work_desk.progress_words.text() == "2 of 3 rows"
    assert page.work_desk.panels["state"].options["here"].figure == "2"
    assert opened.navigation.items["label"].figure == "1"


def test_questions_can_be_written_by_hand_and_changed_without_losing_answers(opened, bring, settle, press, qtbot, shown):
    bring(ROWS)
    opened.go("label")
    settle()
    page = opened.page
    page.none.buttons[0].click()
    card = page.editor.cards[0]
    qtbot.keyClicks(card.title_line, "Still here?")
    qtbot.keyClicks(card.options[0].words, "Yes")
    qtbot.keyClicks(card.options[1].words, "No")
    page.editor.save.click()
    settle()
    press(page, "1")
    page.edit_questions()
    page.editor.cards[0].options[0].words.setText("Yes, still")
    page.editor.save.click()
    settle()
    assert given(opened, "Still here?") == {1: "Yes"}
    assert page.work_desk.panels["Still here?"].options["Yes"].words == "Yes, still"
    assert shown == []


def test_enter_in_an_answer_adds_the_next_and_escape_leaves_the_form(opened, bring, settle, qtbot):
    bring(ROWS)
    opened.go("label")
    settle()
    page = opened.page
    page.edit_questions()
    card = page.editor.cards[0]
    qtbot.keyClick(card.options[1].words, Qt.Key.Key_Return)
    assert [option.key.text() for option in card.options] == ["1", "2", "3"]
    qtbot.keyClick(card.options[2].words, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.none


def test_two_answers_with_one_key_are_refused_in_words(opened, bring, settle):
    bring(ROWS)
    opened.go("label")
    settle()
    page = opened.page
    page.edit_questions()
    card = page.editor.cards[0]
    card.title_line.setText("Q")
    for option, words in zip(card.options, ("a", "b"), strict=True):
        option.words.setText(words)
        option.key.setText("x")
    page.editor.save.click()
    settle()
    assert "same key" in page.editor.message.text()
    assert page.stack.currentWidget() is page.editor


def test_a_submitted_table_refuses_labels_and_shows_what_is_true(label, press, opened, settle, shown):
    page = label(SINGLE)
    opened.commands.run("submit")
    settle()
    press(page, "1")
    assert [problem.code for problem in shown] == ["submitted"]
    assert given(opened, "state") == {}
    assert page.work_desk.card.head.text() == "Row 1"
