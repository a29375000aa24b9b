"""Figures: small cards side by side, each a name, one large figure and a line of what it means."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.widgets.labels import label, restyle
from ui.widgets.panel import column
from ui.words import Worded


class Figure(QFrame, Worded):
    """One card."""

    def __init__(self, name: str, press: Callable[[], None] | None = None) -> None:
        """Name it, marked by N_; a press may lead somewhere."""
        super().__init__()
        self.setProperty("surface", "sunken")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._press = press
        self.name = label(role="label")
        self.word(self.name.setText, name)
        self.figure = label(role="figure")
        self.detail = label(role="small", wrap=True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setLayout(column(self.name, self.figure, self.detail, None, spacing=2, margins=(14, 10, 14, 10)))

    def say(self, figure: str, detail: str = "", token: str = "") -> None:
        """Show a figure and what it means, worded; token: error, warning, good or ''."""
        self.figure.setText(figure)
        self.detail.setText(detail)
        restyle(self.detail, "role", token if token in ("error", "warning") else "small")
        self.setAccessibleName(" ".join(part for part in (self.name.text(), figure, detail) if part))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Lead where the figure comes from."""
        if self._press is not None:
            self._press()


class Figures(QWidget):
    """A row of figures of the same width."""

    def __init__(self, *cards: Figure) -> None:
        """Lay them side by side."""
        super().__init__()
        inner = QHBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        for card in cards:
            inner.addWidget(card, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
