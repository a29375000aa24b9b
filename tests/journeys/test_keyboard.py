"""The keyboard alone: every action by its shortcut and by the palette, F6 round the panes, Tab never caught."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.hands import Hands, Office
from ui.actions import ACTIONS, Action, keys_of
from ui.commands import GO
from ui.pages.catalogue import PAGES
from workstation.operations.replace_text import ReplaceText

NAMES = {"Del": "Delete", "Backspace": "BackSpace", "=": "equal", "+": "plus", "-": "minus", "/": "slash", ",": "comma",
         ".": "period", "'": "apostrophe", "Ctrl": "ctrl", "Shift": "shift", "Alt": "alt"}
"""Names of keys that xdotool calls otherwise than Qt."""
WAITS = frozenset({"submitted"})
"""Conditions that hold for the table that waits for a decision; all others hold for the other table."""
APART = {"cancel-job": "only while a job runs", "palette": "opens the palette itself", "back": "below", "forward": "below"}
STOPS = 150  # more than any page has


def pressed(keys: str) -> str:
    """Return a shortcut as xdotool writes it: Ctrl+Shift+F is ctrl+shift+f."""
    parts = keys.split("+") if not keys.endswith("++") else [*keys[:-2].split("+"), "+"]
    return "+".join(NAMES.get(part, part if len(part) > 1 else part.lower()) for part in parts)


@pytest.fixture
def ready(office: Office, tmp_path: Path) -> Office:
    """Prepare a table with steps to undo and to redo, and one that waits for a decision."""
    file = tmp_path / "waiting.csv"
    file.write_text("a,b\n1,x\n2,y\n", encoding="utf-8")
    with office.opened(file) as table:
        table.submit("li")
    file = tmp_path / "steps.csv"
    file.write_text("name,place\nAnn,East\nBo,West\n", encoding="utf-8")
    with office.opened(file) as table:
        for name in ("Ann", "Bo"):
            table.do(ReplaceText(field=table.table.fields[0].id, find=name, replace=name.upper()), "zhou")
        table.undo("zhou")
    return office


def open_window(sit_down: Callable[..., Hands], ready: Office, *more: str) -> Hands:
    """Open the window on the table with steps, at a place with a way back and a way forward."""
    zhou = sit_down("zhou", *more, "--workspace", str(ready.folder), "--table", "steps")
    zhou.until(lambda seen: seen["table"] == "steps" and seen["role"] == "administrator" and seen["undo"] and seen["redo"],
               "the table is open, with something to undo and to redo")
    zhou.settled()
    return zhou


def visit(hands: Hands, page: str) -> None:
    """Go to a page through the palette."""
    entry = next(one for one in PAGES if one.id == page)
    if hands.seen()["page"] != page:
        hands.command(entry.words)
    hands.until(lambda seen: seen["page"] == page, f"the page {page} is in front")
    hands.settled()


def test_every_action_is_reached_by_its_shortcut_and_by_the_palette(sit_down: Callable[..., Hands], ready: Office) -> None:
    zhou = open_window(sit_down, ready, "--dry")
    there_and_back(zhou)
    lost: list[str] = []
    pages = [entry.id for entry in PAGES]
    every = [action for action in (*ACTIONS, *GO) if action.id not in APART]
    for page in pages:
        visit(zhou, page)
        here = [one for one in every if one.when not in WAITS and (one.page == page or (not one.page and page == "help"))]
        lost += look_for(zhou, here)
    zhou.command("waiting")
    zhou.until(lambda seen: seen["table"] == "waiting" and seen["status"] == "submitted", "the table that waits is open")
    visit(zhou, "review")
    lost += look_for(zhou, [one for one in every if one.when in WAITS])
    assert lost == [], "\n" + "\n".join(lost)


def there_and_back(hands: Hands) -> None:
    """Go along the pages one came by, by the keys and by the palette."""
    visit(hands, "people")
    visit(hands, "settings")
    for do, page in ((lambda: hands.press("alt+Left"), "people"), (lambda: hands.press("alt+Right"), "settings"),
                     (lambda: hands.command("Back"), "people"), (lambda: hands.command("Forward"), "settings")):
        do()
        hands.until(lambda seen, page=page: seen["page"] == page, f"one is at {page} again")


def look_for(hands: Hands, actions: list[Action]) -> list[str]:
    """Return those of the actions that neither a shortcut nor the palette reaches, or a shortcut that does another thing."""
    lost = []
    for action in actions:
        hands.press("ctrl+k")
        hands.type(action.words.rstrip("…"))
        seen = hands.seen()
        if action.words not in (seen["palette"] or [])[:1]:
            lost.append(f"{action.id}: not first in the palette on {seen['page']}: {(seen['palette'] or [])[:3]}")
        hands.press("Escape")
        if action.own_keys or action.does.startswith("go:") or action.id in ("next-pane", "previous-pane"):
            continue
        for keys in keys_of(action):
            before = len(hands.seen()["ran"])
            hands.press(pressed(keys))
            ran = hands.seen()["ran"][before:]
            if ran != [action.id]:
                lost.append(f"{action.id}: {keys} on {hands.seen()['page']} does {ran}")
    return lost


def test_f6_goes_round_and_tab_is_never_caught_on_any_page(sit_down: Callable[..., Hands], ready: Office) -> None:
    zhou = open_window(sit_down, ready, "--dry")
    wrong: list[str] = []
    for entry in PAGES:
        visit(zhou, entry.id)
        wrong += [f"{entry.id}: {one}" for one in (*round_the_panes(zhou), *round_by_tab(zhou))]
    assert wrong == [], "\n" + "\n".join(wrong)


def round_the_panes(hands: Hands) -> list[str]:
    """Press F6 a dozen times; return what is wrong with the stops."""
    stops = []
    for _press in range(12):
        hands.press("F6")
        stops.append(hands.seen()["focus"])
        if stops[-1]["id"] in [one["id"] for one in stops[:-1]]:
            break
    areas = [area(one["path"]) for one in stops]
    wrong = [f"F6 stops at a {one['class']} without a name" for one in stops if not one["name"]]
    if stops[-1]["id"] != stops[0]["id"]:
        wrong.append(f"F6 does not come round: {areas}")
    return wrong + [f"F6 never comes to the {one}: {areas}" for one in ("Navigation", "page", "TopBar") if one not in areas]


def round_by_tab(hands: Hands) -> list[str]:
    """Press Tab until the first stop comes again; return what is wrong with the way."""
    first = hands.seen()["focus"]["id"]
    stops = []
    for _part in range(STOPS // 10):
        before = hands.seen()["focus"]["id"]
        hands.press(*["Tab"] * 10)
        new = hands.seen()["stops"][-10:]
        stops += new
        if new and new[-1]["id"] == before:
            break
        if first in [one["id"] for one in new]:
            missing = {"Navigation", "page", "TopBar"} - {area(one["path"]) for one in stops}
            nameless = {f"{one['class']} in {one['path'][:3]}" for one in stops if not one["name"]}
            return [*(f"Tab stops at a {one} without a name" for one in sorted(nameless)),
                    *(f"Tab never comes to the {one}" for one in sorted(missing))]
    if stops and stops[-1]["class"] == "Grid":
        return []  # in the grid Tab goes from cell to cell, as in every spreadsheet; F6 leads out
    return [f"Tab is caught: {[(one['class'], one['name']) for one in stops[-4:]]}"]


def area(path: list[str]) -> str:
    """Return which part of the window something is in."""
    return next((name for name in ("Navigation", "TopBar", "StatusBar") if name in path), "page")
