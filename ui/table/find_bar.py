"""The find bar (Ctrl+F): type, Enter or F3 for the next, Shift for the one before, Escape to close."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit

from ui.theme import theme
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import label, restyle
from ui.widgets.panel import row
from ui.words import Worded
from workstation.text import N_, _


class FindBar(QFrame, Worded):
    """One line above the grid."""

    wanted = Signal(bool)
    """Look on; True backwards."""
    closed = Signal()

    def __init__(self) -> None:
        """Lay it out, hidden."""
        super().__init__()
        self.setProperty("surface", "panel")
        self.line = QLineEdit()
        self.line.setFixedWidth(theme().px(300))
        self.word(self.line.setPlaceholderText, N_("Find in the cells"))
        self.word(self.line.setAccessibleName, N_("Text to find"))
        self.here = QCheckBox()
        self.word(self.here.setText, N_("Only in this field"))
        self.said = label(role="muted")
        before = icon_button("chevron-up", "", lambda: self.wanted.emit(True))
        after = icon_button("chevron-down", "", lambda: self.wanted.emit(False))
        shut = icon_button("close", "", self.shut, 16)
        for made, words in ((before, N_("Find previous")), (after, N_("Find next")), (shut, N_("Close"))):
            self.word(made.setToolTip, words)
            self.word(made.setAccessibleName, words)
        self.replace = button(kind="quiet")
        self.word(self.replace.setText, N_("Replace…"))
        self.setLayout(row(self.line, before, after, self.here, self.said, None, self.replace, shut, spacing=6,
                           margins=(14, 5, 8, 5)))
        self.line.textEdited.connect(lambda _text: self.say(""))
        self.hide()

    def open(self) -> None:
        """Show it and wait for letters; what was looked for last is chosen."""
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def shut(self) -> None:
        """Hide it."""
        self.hide()
        self.closed.emit()

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.line.text()

    def say(self, sentence: str, *, missing: bool = False) -> None:
        """Say how it went; `missing` marks the line when nothing was found."""
        self.said.setText(sentence)
        restyle(self.line, "state", "warning" if missing else "")

    def say_missing(self) -> None:
        """Say that the text is nowhere in these rows."""
        self.say(_("Not found in these rows"), missing=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look on by Enter, close by Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)
