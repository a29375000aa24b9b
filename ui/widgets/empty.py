"""Empty state: what is not here, why, and the one or two ways to fill it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.buttons import button
from ui.widgets.labels import Icon, label
from ui.widgets.panel import column, row
from ui.words import Worded


class EmptyState(QWidget, Worded):
    """A drawing, a heading, a sentence and buttons in the middle of the room. Words are marked by N_."""

    def __init__(self, icon: str, title: str, text: str = "",
                 buttons: Sequence[tuple[str, Callable[[], object]]] = (), token: str = "muted") -> None:
        """Show it; the first button is the primary one."""
        super().__init__()
        self.icon = Icon(icon, token, 36)
        self.title = label(role="title")
        self.text = label(role="muted")
        self.text.setWordWrap(True)
        self.text.setFixedWidth(420)
        for part in (self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        made = []
        for i, (words, press) in enumerate(buttons):
            one = button(kind="primary" if i == 0 else "plain", press=press)
            self.word(one.setText, words)
            made.append(one)
        self.buttons = made
        middle = column(row(None, self.icon, None), self.title, row(None, self.text, None), spacing=10)
        if made:
            middle.addLayout(row(None, *made, None, margins=(0, 8, 0, 0)))
        self.setLayout(column(None, middle, None, None, margins=(24, 24, 24, 24)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.say(title, text)  # after the layout took the labels: one shown without a parent would be a window

    def say(self, title: str, text: str = "", **values: object) -> None:
        """Say something else; both marked by N_, values fill their placeholders."""
        self.word(self.title.setText, title, **values)
        if text:
            self.word(self.text.setText, text, **values)
        self.text.setVisible(bool(text))
