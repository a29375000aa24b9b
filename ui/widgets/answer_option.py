"""Answer option: a large button with its key at the left and how often it was chosen at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui import icons
from ui.theme import theme


class AnswerOption(QPushButton):
    """One answer to a question. Painted whole: key, words, figure, and a tick when it is chosen."""

    def __init__(self, words: str, key: str, press: Callable[[], object]) -> None:
        """Show `words` (data, not translated) and the key that chooses it."""
        super().__init__()
        self.words, self.key = words, key
        self.figure = ""
        self.live = True
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("kind", "answer")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys belong to the page: Space on a focused button would answer twice
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{key} {words}".strip())
        self.clicked.connect(lambda: press())

    def say(self, *, chosen: bool, figure: int, live: bool) -> None:
        """Show whether it is chosen, how often it was, and whether keys mean this question now."""
        self.setChecked(chosen)
        self.figure = f"{figure:,}" if figure else ""
        self.live = live
        self.update()

    def nextCheckState(self) -> None:
        """Stay: the page says what is chosen."""

    def sizeHint(self) -> QSize:
        """Return the height of a large button."""
        return QSize(theme().px(280), theme().px(46))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        t, px = theme(), theme().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, hover = self.isChecked(), self.underMouse()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(t.colour("accent" if on else "line_strong" if hover else "line"), 2 if on else 1))
        painter.setBrush(t.colour("accent_tint" if on else "hover" if hover or self.isDown() else "window"))
        painter.drawRoundedRect(box, px(8), px(8))
        self._key(painter, on)
        right = self.width() - px(14)
        painter.setFont(t.font(12))
        painter.setPen(t.colour("muted"))
        wide = painter.fontMetrics().horizontalAdvance(self.figure)
        painter.drawText(QRect(right - wide, 0, wide, self.height()), Qt.AlignmentFlag.AlignVCenter, self.figure)
        right -= wide + px(10)
        if on:
            icons.paint(painter, "tick", "accent", right - px(18), (self.height() - px(18)) // 2)
            right -= px(26)
        painter.setFont(t.font(14, bold=on))
        painter.setPen(t.colour("accent" if on else "text"))
        left = px(52) if self.key else px(16)
        shown = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, right - left)
        if shown != self.words and self.toolTip() != self.words:
            self.setToolTip(self.words)
        painter.drawText(QRect(left, 0, right - left, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()

    def _key(self, painter: QPainter, on: bool) -> None:
        if not self.key:
            return
        t, px = theme(), theme().px
        box = QRectF(px(13), (self.height() - px(24)) / 2, px(26), px(24))
        painter.setPen(QPen(t.colour("accent" if self.live else "line"), 1))
        painter.setBrush(t.colour("accent" if on else "panel"))
        painter.drawRoundedRect(box, px(5), px(5))
        painter.setFont(t.font(13, bold=True))
        painter.setPen(t.colour("on_accent" if on else "accent" if self.live else "muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key.upper())
