"""The command box (Ctrl+K): every command and every table, found by a few letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QWidget

from ui.actions import keys_of
from ui.theme import theme
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.text import N_, _

if TYPE_CHECKING:
    from ui.window import Window

SHOWN = 60


@dataclass(frozen=True)
class Hit:
    """One thing that can be chosen: a command (id of an action) or a table (id of a dataset)."""

    kind: str
    id: str
    words: str
    other: str
    """The words in the other language, so that both are found."""
    icon: str
    keys: str = ""


def score(wanted: str, words: str) -> int:
    """Return how well `words` answer what was typed: 0 not at all, more is better.

    Every letter must come in order; runs, starts of words and an early place count more.
    """
    wanted, words = wanted.casefold().replace(" ", ""), words.casefold()
    if not wanted:
        return 1
    if (at := words.replace(" ", "").find(wanted)) >= 0:
        return 1000 - at + (200 if at == 0 else 0)
    points, at, run = 0, 0, 0
    for letter in wanted:
        found = words.find(letter, at)
        if found < 0:
            return 0
        run = run + 1 if found == at else 0
        points += 2 + 3 * run + (6 if found == 0 or words[found - 1] in " -–·/" else 0)
        at = found + 1
    return max(1, points - len(words) // 8)


class Palette(QFrame, Worded):
    """A line to type in and what was found; Up and Down choose, Enter does, Escape closes."""

    def __init__(self, window: Window) -> None:
        """Lie over `window`, hidden."""
        super().__init__(window)
        self.window_ = window
        self.setObjectName("palette")
        self.line = QLineEdit()
        self.line.setProperty("bare", "true")
        self.word(self.line.setPlaceholderText, N_("Type a command or find a table…"))
        self.word(self.line.setAccessibleName, N_("Command or table"))
        self.found = Records([Col("", lambda hit: hit.words, icon=lambda hit: (hit.icon, "muted")),
                              Col("", lambda hit: hit.keys, 130, "muted", right=True)],
                             name=N_("Commands and tables found"), header=False, height=34)
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.none = label(role="muted")
        self.word(self.none.setText, N_("Nothing by this name. Try fewer letters."))
        self.none.setContentsMargins(14, 10, 14, 14)
        head = row(self.line, margins=(14, 9, 14, 9))
        self.setLayout(column(head, self.found, self.none, spacing=0, margins=(1, 1, 1, 6)))
        self.line.textChanged.connect(lambda _text: self._search())
        self.line.installEventFilter(self)
        self.found.clicked.connect(lambda index: self._choose(self.found.list.records[index.row()]))
        window.installEventFilter(self)
        self._hits: list[Hit] = []
        self._before: QWidget | None = None
        self.hide()

    def open(self) -> None:
        """Show everything and wait for letters."""
        self._before = QApplication.focusWidget()
        self._hits = self._every()
        self.line.clear()
        self._search()
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shut(self) -> None:
        """Go, and give the focus back."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _every(self) -> list[Hit]:
        commands = self.window_.commands
        tables = [Hit("table", info.id, info.name, "", "table") for info in self.window_.session.datasets]
        pages: list[Hit] = []
        acts: list[Hit] = []
        for action in commands.by_id.values():
            if action.id == "palette" or not commands.available(action):
                continue
            keys = keys_of(action)
            shown = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
            hit = Hit("command", action.id, _(action.words), action.words, action.icon or "chevron-right", shown)
            (pages if action.does.startswith("go:") else acts).append(hit)
        return [*tables, *pages, *acts]

    def _search(self) -> None:
        wanted = self.line.text().strip()
        scored = [(max(score(wanted, hit.words), score(wanted, hit.other) - 1), hit) for hit in self._hits]
        best = [hit for points, hit in sorted(scored, key=lambda pair: -pair[0]) if points > 0][:SHOWN]
        self.found.show_records(best, 0)
        self.found.fit(min(9, len(best)))
        self.found.setVisible(bool(best))
        self.none.setVisible(not best)
        self.adjustSize()
        self.setFixedWidth(self._width())

    def _width(self) -> int:
        return min(theme().px(560), self.window_.width() - theme().px(40))

    def _place(self) -> None:
        self.setFixedWidth(self._width())
        top = self.window_.top.command
        at = top.mapTo(self.window_, QPoint(top.width() // 2, 0))
        self.move(max(8, at.x() - self._width() // 2), at.y())

    def _choose(self, hit: Hit | None) -> None:
        if hit is None:
            return
        self.shut()
        if hit.kind == "table":
            self.window_.open_table(hit.id)
        else:
            self.window_.commands.run(hit.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose by keys; close when the focus or the window's size goes."""
        if watched is self.window_ and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.line and event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        at, count = self.found.currentIndex().row(), len(self.found.list.records)
        steps: dict[Any, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.key() in steps and count:
            self.found.point(max(0, min(count - 1, at + steps[event.key()])))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.found.current())
        elif event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            return False
        return True
