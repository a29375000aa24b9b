"""Tabs: words with figures in a line, one part below them in sight."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from ui.widgets.buttons import button
from ui.widgets.labels import line
from ui.widgets.panel import column, row
from ui.words import Worded
from workstation.text import _


class Tabs(QWidget, Worded):
    """Parts in a stack; the words above choose. Left and Right move between the words."""

    turned = Signal(str)

    def __init__(self, parts: dict[str, tuple[str, QWidget]], margin: int = 0) -> None:
        """Take {key: (words marked by N_, part)}; margin: pixels at both ends of the line of words."""
        super().__init__()
        self._keys = list(parts)
        self._sayings = {key: words for key, (words, _part) in parts.items()}
        self._figures: dict[str, str] = {}
        self.stack = QStackedWidget()
        group = QButtonGroup(self)
        self.tabs = {}
        for key, (_words, part) in parts.items():
            made = button(kind="tab", press=lambda key=key: self.turn(key))  # type: ignore[misc]
            made.setCheckable(True)
            group.addButton(made)
            self.tabs[key] = made
            self.stack.addWidget(part)
        top = row(*self.tabs.values(), None, spacing=0, margins=(margin, 0, margin, 0))
        whole = column(top, line(), self.stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.turn(self._keys[0])
        self.retranslate()

    @property
    def key(self) -> str:
        """The part in sight."""
        return self._keys[self.stack.currentIndex()]

    def turn(self, key: str) -> None:
        """Bring a part in sight."""
        self.tabs[key].setChecked(True)
        self.stack.setCurrentIndex(self._keys.index(key))
        self.turned.emit(key)

    def count(self, key: str, figure: int | None) -> None:
        """Put a figure behind the words of a part, None takes it away."""
        self._figures[key] = "" if figure is None else f"{figure:,}"
        self.retranslate()

    def retranslate(self) -> None:
        """Word the line again."""
        super().retranslate()
        for key, made in self.tabs.items():
            made.setText(f"{_(self._sayings[key])}  {self._figures.get(key, '')}".rstrip())
