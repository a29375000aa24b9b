"""Buttons: one primary a page, plain, quiet, link, danger, icon only, segments."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui import icons
from ui.words import Worded

TOKENS = {"primary": "on_accent", "danger": "window", "link": "accent", "chip": "accent"}
KEYPAD = Qt.KeyboardModifier.KeypadModifier


class PressButton(QPushButton):
    """A push button that Enter presses as Space does; Qt itself does so only in dialogs."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~KEYPAD:
            self.click()
        else:
            super().keyPressEvent(event)


class Button(PressButton):
    """A push button wide enough for its words in bold, which some kinds turn to when they are on."""

    def sizeHint(self) -> QSize:
        """Return the usual size, with room for bold words."""
        size = super().sizeHint()
        if self.isCheckable() and not self.font().bold():
            bold = QFont(self.font())
            bold.setBold(True)
            more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(self.text())
            size.setWidth(size.width() + max(0, more) + 2)
        return size


def button(words: str = "", kind: str = "plain", icon: str = "",
           press: Callable[[], object] | None = None) -> QPushButton:
    """Return a button; kind: primary, plain, quiet, link, danger, chip, tile, tab.

    words: in the language of now; those that should follow a change of language are set by `word`
    """
    made = Button(words)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
    made.setAutoDefault(False)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if icon:
        icons.dress(made, icon, TOKENS.get(kind, "text"), 16)
    if press is not None:
        made.clicked.connect(lambda: press())
    return made


def icon_button(icon: str, name: str, press: Callable[[], object] | None = None, size: int = icons.SIZE) -> QPushButton:
    """Return a button that is only a drawing; `name` is read aloud and shown on hover."""
    made = PressButton()
    made.setProperty("kind", "icon")
    made.setAutoDefault(False)
    icons.dress(made, icon, "muted", size)
    name_button(made, name)
    if press is not None:
        made.clicked.connect(lambda: press())
    return made


def name_button(target: QPushButton, name: str) -> None:
    """Give a button without words its name."""
    target.setAccessibleName(name)
    target.setToolTip(name)


class Segments(QWidget, Worded):
    """A few choices side by side, one of them on."""

    chosen = Signal(str)

    def __init__(self, choices: dict[str, str], value: str = "") -> None:
        """Offer {value: words marked by N_}."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        for i, (key, words) in enumerate(choices.items()):
            made = button(kind="segment")
            made.setCheckable(True)
            made.setProperty("edge", "first" if i == 0 else "last" if i == len(choices) - 1 else "")
            self.word(made.setText, words)
            made.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._group.addButton(made)
            self._buttons[key] = made
            row.addWidget(made)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.choose(value or next(iter(choices), ""))

    def choose(self, key: str) -> None:
        """Turn one on without telling anybody."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    @property
    def value(self) -> str:
        """The choice that is on."""
        return next((key for key, made in self._buttons.items() if made.isChecked()), "")
