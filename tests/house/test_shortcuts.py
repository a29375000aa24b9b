"""Every action is declared once, has its own shortcut, its words and its icon."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtGui import QKeySequence

from tests.house.sources import ROOT
from ui.actions import ACTIONS, MENUS, Action, keys_of


def clashes(actions: list[Action]) -> list[str]:
    """Return a sentence for each shortcut that two actions of the window, or of one page, would both answer to."""
    wrong = []
    by_keys: dict[str, list[Action]] = defaultdict(list)
    for action in actions:
        for keys in keys_of(action):
            by_keys[QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)].append(action)
    for keys, users in by_keys.items():
        pages = [action.page for action in users]
        if len(pages) != len(set(pages)) or (len(pages) > 1 and "" in pages):
            wrong.append(f"{keys}: {', '.join(action.id for action in users)}")
    return wrong


def test_no_shortcut_has_two_meanings_on_one_page():
    assert clashes(list(ACTIONS)) == []


def test_every_shortcut_is_one_that_a_keyboard_has():
    unknown = [f"{action.id}: {keys}" for action in ACTIONS for keys in keys_of(action)
               if not QKeySequence(keys).toString() or QKeySequence(keys).count() != 1]
    assert unknown == []


def test_every_action_is_declared_once_with_words_and_a_known_menu():
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert [action.id for action in ACTIONS if not action.words or not action.does] == []
    assert [action.id for action in ACTIONS if action.menu and action.menu not in MENUS] == []


def test_every_icon_that_an_action_names_is_there():
    icons = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
    assert [f"{action.id}: {action.icon}" for action in ACTIONS if action.icon and action.icon not in icons] == []


def test_a_clash_is_seen():
    one = Action("one", "One", "one", "Ctrl+K")
    assert clashes([one, Action("two", "Two", "two", "ctrl+k", page="table")])
    assert clashes([Action("a", "A", "a", "F8", page="table"), Action("b", "B", "b", "F8", page="table")])
    assert not clashes([Action("a", "A", "a", "A", page="review"), Action("b", "B", "b", "A", page="label")])
