"""The help page: F1 opens the guide of the page one is on, the search finds, the sheet lists every shortcut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ui.actions import ACTIONS, keys_of
from ui.models import guide
from ui.pages.catalogue import PAGES


def text(window):
    return window.page.view.toPlainText()


@pytest.mark.parametrize("id", [entry.id for entry in PAGES if entry.needs != "dataset"])
def test_f1_opens_the_guide_of_the_page_in_front(opened, settle, qtbot, id):
    opened.go(id)
    settle()
    qtbot.keyClick(opened, Qt.Key.Key_F1)
    settle()
    assert opened.page_id == "help"
    assert opened.page.topic == id
    assert guide.title_of(guide.text_of(id, "en")) in text(opened)


def test_f1_goes_back_where_one_came_from(opened, settle, qtbot):
    opened.go("people")
    settle()
    qtbot.keyClick(opened, Qt.Key.Key_F1)
    qtbot.keyClick(opened, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settle()
    assert opened.page_id == "people"


def test_an_action_is_shown_with_its_words_and_its_key(window):
    window.go("help", {"topic": "getting-started"})
    assert "Undo  Ctrl+Z" in text(window).replace("\xa0", " ")


def test_the_search_finds_by_words_and_enter_opens_the_first(window, qtbot):
    window.go("help")
    qtbot.keyClick(window, "f", Qt.KeyboardModifier.ControlModifier)
    page = window.page
    qtbot.keyClicks(page.search, "receipt fingerprint")
    assert page.contents.list.records[0].topic == "publish"
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.topic == "publish" and "Send" in text(window)
    page.search.setText("zzzz")
    assert page.nothing.isVisibleTo(page) and not page.contents.list.records
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.contents.list.records


def test_the_sheet_of_shortcuts_lists_every_action_that_has_one(window, qtbot):
    qtbot.keyClick(window, "/", Qt.KeyboardModifier.ControlModifier)
    shown = text(window).replace("\xa0", " ")
    assert [action.id for action in ACTIONS if keys_of(action) and action.words not in shown] == []


def test_arrow_keys_go_through_the_guide(window, qtbot):
    window.go("help", {"topic": "start"})
    qtbot.keyClick(window.page.contents, Qt.Key.Key_Down)
    assert window.page.topic == "import"


def test_links_lead_to_pages_of_the_guide_and_of_the_program(opened, settle):
    opened.go("help", {"topic": "getting-started"})
    opened.page.view.followed.emit("topic:glossary")
    assert opened.page.topic == "glossary"
    opened.page.view.followed.emit("go:people")
    settle()
    assert opened.page_id == "people"


def test_another_language_shows_its_guide(window):
    window.go("help", {"topic": "label"})
    window.set_language("zh-CN")
    assert guide.title_of(guide.text_of("label", "zh-CN")) in text(window)
    window.set_language("en")


def test_what_the_text_holds_is_never_taken_for_markup():
    shown = guide.Renderer(lambda id: ("<Undo>", "<"), lambda name: "").html("# A & <b>\n\n[[undo]] `<x>`\n\n- <script>")
    assert "<script>" not in shown and "&lt;b&gt;" in shown and "&lt;Undo&gt;" in shown


CASES = [
    ("a list that goes on in the next line", "- one\n  more\n- two", "<ul><li>one more</li><li>two</li></ul>"),
    ("numbers", "1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
    ("a heading with text below it", "## Head\nwords", '<p class="h2">Head</p><p>words</p>'),
    ("a picture that was not taken", "![words](none)", ""),
    ("a link", "see [Import](import).", '<p>see <a href="topic:import">Import</a>.</p>'),
]


@pytest.mark.parametrize(("written", "shown"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_marks_become_what_they_mean(written, shown):
    assert guide.Renderer(lambda id: (id, ""), lambda name: "").html(written) == shown
