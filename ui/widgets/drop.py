"""Drop zone: a framed place that says files can be dropped here; `files_of` reads what was dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLayout

from ui.theme import theme


def files_of(mime: QMimeData) -> list[Path]:
    """Return the local files among what is dragged; a folder stands for the files in it."""
    out: list[Path] = []
    for url in mime.urls():
        if not url.isLocalFile():
            continue
        path = Path(url.toLocalFile())
        out += sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    return out


class DropZone(QFrame):
    """A place with a dashed line around it; it lights up while files hang over the page."""

    def __init__(self, layout: QLayout) -> None:
        """Hold `layout` in the middle."""
        super().__init__()
        self._hot = False
        self.setLayout(layout)

    def light(self, on: bool) -> None:
        """Light up or go out."""
        self._hot = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dashed line, and the tint while lit."""
        t, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(t.colour("accent" if self._hot else "line_strong")), 2 if self._hot else 1.4)
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(t.colour("accent_tint" if self._hot else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), t.px(12), t.px(12))
        painter.end()
