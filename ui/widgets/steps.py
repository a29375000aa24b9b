"""Steps: the numbered places of something that goes in order, the one we are at, and those behind us."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons
from ui.theme import theme
from ui.words import Worded
from workstation.text import _


class Steps(QWidget, Worded):
    """A line of numbered steps; read aloud as “Step 2 of 3: Password”."""

    def __init__(self, words: Sequence[str]) -> None:
        """Show the steps' words, marked by N_; the first is current."""
        super().__init__()
        self._steps = list(words)
        self.at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.go(0)

    def go(self, step: int) -> None:
        """Make a step current; those before it are done."""
        self.at = step
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(_("Step {n} of {total}: {words}", n=self.at + 1, total=len(self._steps),
                                 words=_(self._steps[min(self.at, len(self._steps) - 1)])))

    def retranslate(self) -> None:
        """Word the steps again."""
        super().retranslate()
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a line's height."""
        return QSize(theme().px(320), theme().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw circles with numbers or ticks, words, and lines between them."""
        t, px, painter = theme(), theme().px, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain, bold = t.font(12), t.font(12, bold=True)
        side, x, middle = px(22), 1, self.height() // 2
        painter.setFont(bold)
        words_wide = sum(painter.fontMetrics().horizontalAdvance(_(words)) for words in self._steps)
        room = self.width() - words_wide - len(self._steps) * (side + px(20))
        dash = max(px(4), min(px(24), room // max(1, len(self._steps) - 1) - px(12)))
        for i, words in enumerate(self._steps):
            here, done = i == self.at, i < self.at
            box = QRect(x, middle - side // 2, side, side)
            painter.setPen(t.colour("accent" if here or done else "line_strong"))
            painter.setBrush(t.colour("accent" if here else "accent_tint" if done else "window"))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            if done:
                gap = (side - px(13)) // 2
                icons.paint(painter, "tick", "accent", box.x() + gap, box.y() + gap, 13)
            else:
                painter.setFont(bold)
                painter.setPen(t.colour("on_accent" if here else "muted"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(i + 1))
            painter.setFont(bold if here else plain)
            painter.setPen(t.colour("text" if here else "muted"))
            shown = _(words)
            width = painter.fontMetrics().horizontalAdvance(shown)
            x += side + px(8)
            painter.drawText(QRect(x, 0, width + px(4), self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            x += width + px(12)
            if i < len(self._steps) - 1:
                painter.setPen(t.colour("line_strong"))
                painter.drawLine(x, middle, x + dash, middle)
                x += dash + px(12)
        painter.end()
