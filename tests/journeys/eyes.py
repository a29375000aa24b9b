"""Starts the window as `python -m ui` does, and writes down what a person in front of it sees, for the tests to read.

    python eyes.py FOLDER [--dry] [arguments of python -m ui]

The eyes only look: FOLDER/seen.json says which page, table, dialog, menu, focus and sentences are shown, whether work runs
and how many keys arrived. Nothing is pressed, called or changed from here; when FOLDER/look appears, a picture is saved.
With --dry, actions other than going about are noted (“ran”) instead of done, so that every shortcut can be pressed.
"""

from __future__ import annotations

import ctypes
import json
import runpy
import sys
from collections import deque
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QAbstractListModel, QAbstractNativeEventFilter, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMenu, QWidget

EVERY_MS = 25
KEY_PRESS = 2  # of the X protocol
MOST = 160  # stops of the keyboard that are remembered
GOING = frozenset({"palette", "next-pane", "previous-pane", "back", "forward"})
"""Actions that are done in a dry window too, beside those that lead to a page."""
MODIFIERS = frozenset({37, 50, 62, 64, 66, 92, 105, 108, 133, 134})  # key codes of Ctrl, Shift, Alt, Super and the locks


class KeyCounter(QAbstractNativeEventFilter):
    """Counts the keys that the display sends to the program, whatever becomes of them."""

    def __init__(self) -> None:
        """Start at none."""
        super().__init__()
        self.keys = 0

    def nativeEventFilter(self, kind: Any, message: Any) -> Any:
        """Look at the first two bytes of an event: its kind and the code of the key."""
        first = (ctypes.c_ubyte * 2).from_address(int(message))
        if first[0] & 0x7F == KEY_PRESS and first[1] not in MODIFIERS:
            self.keys += 1
        return False, 0


class Eyes(QObject):
    """Looks at a window several times a second."""

    def __init__(self, window: Any, folder: Path) -> None:
        """Look at `window` and write into `folder`."""
        super().__init__(window)
        self._window, self._folder, self._written = window, folder, ""
        self._looks = 0
        self._told: list[str] = []
        self._problems: list[str] = []
        window.desk.asked_to_tell.connect(lambda words, _button: self._told.append(words))
        window.desk.asked_to_show.connect(self._shown)
        app = QApplication.instance()
        self._counter = KeyCounter()
        app.installNativeEventFilter(self._counter)
        self._stops: deque[dict[str, Any]] = deque(maxlen=MOST)
        self._ran: list[str] = []
        app.focusChanged.connect(lambda _old, new: self._stops.append(_focus()) if new is not None else None)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(EVERY_MS)

    def _shown(self, problem: Any, _button: Any) -> None:
        error = getattr(problem, "error", None)
        self._problems.append(f"{type(error).__name__}: {error}" if error is not None else str(problem))

    def stay_dry(self) -> None:
        """Note actions instead of doing them."""
        commands = self._window.commands
        do = commands.run

        def run(id: str, **values: Any) -> None:
            if id in GOING or commands.by_id[id].does.startswith("go:"):
                do(id, **values)
            else:
                self._ran.append(id)

        commands.run = run

    def _look(self) -> None:
        self._looks += 1
        text = json.dumps({**self._seen(), "looks": self._looks}, ensure_ascii=False)
        new = self._folder / "seen.new"
        new.write_text(text, encoding="utf-8")
        new.replace(self._folder / "seen.json")
        wanted = self._folder / "look"
        if wanted.exists():
            target = wanted.read_text(encoding="utf-8")
            _picture().save(target, "PNG")
            wanted.unlink()

    def _seen(self) -> dict[str, Any]:
        window, session = self._window, self._window.session
        modal, menu = QApplication.activeModalWidget(), QApplication.activePopupWidget()
        return {
            "keys": self._counter.keys, "page": window.page_id, "busy": bool(window.desk.runner.running),
            "running": [one.title for one in window.desk.runner.running],
            "workspace": str(session.workspace.path) if session.workspace is not None else "",
            "table": session.dataset.name if session.dataset is not None else "",
            "rows": len(session.table) if session.table is not None else 0,
            "state": session.dataset.state if session.dataset is not None else 0,
            "tables": [one.name for one in session.datasets],
            "person": session.person, "role": session.role, "status": session.status,
            "undo": session.can_undo, "redo": session.can_redo,
            "active": QApplication.activeWindow() is not None,
            "dialog": modal.windowTitle() if modal is not None else "",
            "menu": [one.text() for one in menu.actions()] if isinstance(menu, QMenu) else [],
            "popup": type(menu).__name__ if menu is not None else "",
            "focus": _focus(), "primary": window.top.primary.text() if window.top.primary.isEnabled() else "",
            "toast": window.toast.words.text() if window.toast.isVisible() else "",
            "problem": window.problem.what.text() if window.problem.isVisible() else "",
            "told": self._told, "problems": self._problems,
            "palette": [hit.words for hit in window.palette_box.found.list.records[:9]]
            if window.palette_box.isVisible() else None,
            "stops": list(self._stops), "ran": self._ran,
            "place": window.status.place.text(), "page_text": _words(window.page)}


def _picture() -> QPixmap:
    """Return everything this program shows, window over window."""
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    whole = QPixmap(QGuiApplication.primaryScreen().size())
    whole.fill(QColor("grey"))
    painter = QPainter(whole)
    for one in sorted(shown, key=lambda one: one.isActiveWindow() or one.windowType() == Qt.WindowType.Popup):
        painter.drawPixmap(one.pos(), one.grab())
    painter.end()
    return whole


def _words(page: QWidget | None) -> list[str]:
    """Return the words of the labels that can be seen on a page."""
    if page is None:
        return []
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible() and one.text()]


def _focus() -> dict[str, Any]:
    """Return what has the keyboard: its class, its name for a screen reader, and the line or text in it."""
    widget = QApplication.focusWidget()
    if widget is None:
        return {"class": "", "name": "", "text": "", "path": [], "id": "", "window": ""}
    spoken = QAccessible.queryAccessibleInterface(widget)
    name = spoken.text(QAccessible.Text.Name) if spoken is not None else ""
    if not name:
        name = widget.accessibleName()
    path, up = [], widget.parentWidget()
    while up is not None:
        path.append(type(up).__name__)
        up = up.parentWidget()
    return {"class": type(widget).__name__, "name": name, "text": _text(widget), "path": path,
            "id": str(shiboken6.getCppPointer(widget)[0]), "window": widget.window().windowTitle()}


def _text(widget: QWidget) -> str:
    if isinstance(widget, QAbstractItemView):
        at, model = widget.currentIndex(), widget.model()
        if not at.isValid():
            return ""
        if type(widget).__name__ == "Grid":
            return f"{at.row() + 1}:{at.column() + 1}={at.data() or ''}"
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()  # Qt keeps a list's own to itself
        return " | ".join(str(model.index(at.row(), i).data() or "") for i in range(columns))
    for reader in ("toPlainText", "currentText", "text"):
        if callable(read := getattr(widget, reader, None)):
            return str(read())
    return ""


def main() -> None:
    """Put the eyes before the window that `python -m ui` makes, then be that program."""
    folder, given = Path(sys.argv[1]), sys.argv[2:]
    dry = given[:1] == ["--dry"]
    import ui.app

    make = ui.app.make_window

    def with_eyes(*given: Any) -> Any:
        window = make(*given)
        window.eyes = Eyes(window, folder)
        if dry:
            window.eyes.stay_dry()
        return window

    ui.app.make_window = with_eyes
    sys.argv = ["ui", *(given[1:] if dry else given)]
    runpy.run_module("ui", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
