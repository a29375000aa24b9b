"""The settings page: made from the declared settings, each holds at once and is kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ui.settings import HOUSE, SCALES, SETTINGS, nearest
from ui.theme import theme
from workstation.text import language


@pytest.fixture
def settings(opened, settle):
    opened.go("settings")
    settle()
    yield opened.page
    opened.set_language("en")
    opened.set_look("light")
    opened.set_text_scale(1.0)


def test_every_declared_setting_has_its_editor_and_shows_what_holds(settings, opened):
    assert set(settings.editors) == {one.id for one in SETTINGS}
    assert set(settings.lines) == {one.id for one in HOUSE}
    assert settings.editors["language"].value == "en"
    assert settings.editors["look"].value == "light"
    assert settings.lines["office"].text() == "Riverside office"
    assert settings.lines["folder"].text() == str(opened.session.workspace.path)


def test_language_and_colours_change_at_once_and_are_kept(settings, opened, qtbot):
    qtbot.mouseClick(settings.editors["language"]._buttons["zh-CN"], Qt.MouseButton.LeftButton)
    assert language() == "zh-CN" == opened.desk.preferences.language
    qtbot.mouseClick(settings.editors["look"]._buttons["dark"], Qt.MouseButton.LeftButton)
    assert theme().dark and opened.desk.preferences.mode == "dark"


def test_the_size_of_text_follows_the_choice_and_the_choice_follows_the_keys(settings, opened, qtbot):
    combo = settings.editors["text"]
    combo.choose("1.3")
    assert theme().text_scale == 1.3
    qtbot.keyClick(opened, "0", Qt.KeyboardModifier.ControlModifier)
    assert theme().text_scale == 1.0 and combo.chosen() == "1.0"


def test_the_name_of_the_office_is_kept_in_the_workspace(settings, opened, qtbot, settle):
    line = settings.lines["office"]
    line.selectAll()
    qtbot.keyClicks(line, "Hill office")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert opened.session.workspace.setting("office") == "Hill office"
    assert "Hill office" in opened.top.office.text()


def test_a_clerk_reads_the_name_of_the_office_and_cannot_change_it(settings, opened, settle):
    opened.session.workspace.people.add("Li", "clerk", "pass")
    opened.session.sign_in("Li", "pass")
    settle()
    assert settings.lines["office"].isReadOnly()


def test_a_workspace_is_taken_off_the_list_of_recent_ones_and_nothing_is_deleted(settings, opened, office):
    assert opened.desk.preferences.recent == [str(office)]
    settings.forget.click()
    assert opened.desk.preferences.recent == []
    assert (office / "workspace.db").exists()


def test_without_a_workspace_the_screen_can_still_be_set(window, settle):
    window.go("settings")
    settle()
    assert window.page.house.isHidden()
    assert window.page.editors["language"].value == "en"


@pytest.mark.parametrize(("scale", "key"), [(1.0, "1.0"), (1.04, "1.0"), (1.2, "1.15"), (2.0, "1.5"), (0.8, "0.9")])
def test_a_size_set_by_keys_is_shown_as_the_nearest_choice(scale, key):
    assert nearest(scale) == key and key in SCALES
