"""Labels by role: title, heading, muted, small, caps, error ...; pills; keys; lines that part things."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui import icons
from ui.theme import theme


def label(text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Return a label; role as in the style sheet: title, heading, strong, muted, small, caps, error, good ..."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)  # words may come from files: never markup
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # the least height is one line: a scrolling page must not grow by lines that never come
        made.setSizePolicy(policy)
        made.setMinimumWidth(40)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def pill(text: str, kind: str = "plain") -> QLabel:
    """Return a small rounded mark with words: plain, accent, good, warning, error."""
    made = label(text)
    made.setProperty("pill", kind)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and dress the widget again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def line(vertical: bool = False) -> QFrame:
    """Return a line, one pixel."""
    made = QFrame()
    made.setProperty("line", "v" if vertical else "h")
    return made


class Icon(QWidget):
    """A drawing that follows the theme."""

    def __init__(self, name: str, token: str = "muted", size: int = icons.SIZE) -> None:
        """Show the drawing `name` in the colour of `token`."""
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, token: str) -> None:
        """Show another drawing or colour."""
        self._name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:
        """Return the drawing's square."""
        side = theme().px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the colours of now."""
        painter = QPainter(self)
        icons.paint(painter, self._name, self._token, 0, 0, self._size)
        painter.end()
