"""Chips: what the view is limited to, each taken away by a press or Delete."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QPushButton, QSizePolicy, QWidget

from ui.widgets.buttons import PressButton, button
from workstation.text import _


class Flow(QLayout):
    """Lays widgets out like words: left to right, then on the next line."""

    def __init__(self, spacing: int = 6) -> None:
        """Start empty."""
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """Return an item, None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        """Take an item out, None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def hasHeightForWidth(self) -> bool:
        """Return True: fewer pixels across need more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that `width` needs."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of all on one line."""
        widths = [item.sizeHint().width() for item in self._items]
        height = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(sum(widths) + self.spacing() * max(0, len(widths) - 1), height)

    def minimumSize(self) -> QSize:
        """Return the size of the widest item."""
        return QSize(max((i.minimumSize().width() for i in self._items), default=0), self.sizeHint().height())

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        for item in self._items:
            if not (widget := item.widget()) or widget.isHidden():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, height = rect.x(), y + height + self.spacing(), 0
            if move:
                item.setGeometry(QRect(x, y, min(size.width(), rect.width()), size.height()))
            x, height = x + size.width() + self.spacing(), max(height, size.height())
        return y + height - rect.y()


class Chip(PressButton):
    """One limit of the view, such as “Status: draft”, with a cross."""

    removed = Signal()

    def __init__(self, words: str) -> None:
        """Show `words`; a press or Delete takes the chip away."""
        super().__init__(words + "  ✕")
        self.setProperty("kind", "chip")
        self.setAutoDefault(False)
        self.setAccessibleName(_("Filter {words}. Press to remove it.", words=words))
        self.setToolTip(_("Remove this filter"))
        self.clicked.connect(self.removed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the chip away by Delete or Backspace too."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class ChipBar(QWidget):
    """A line of chips, folded where the room ends; a button may stand after the last one."""

    def __init__(self, last: QWidget | None = None) -> None:
        """Start empty; `last` stays at the end."""
        super().__init__()
        self._flow = Flow()
        self._last = last
        if last is not None:
            self._flow.addWidget(last)
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: list[tuple[str, Callable[[], None]]]) -> None:
        """Show these instead: (words, what taking it away does)."""
        while self._flow.count():
            widget = self._flow.takeAt(0).widget()
            if widget is not self._last:
                widget.hide()
                widget.deleteLater()
        for words, remove in chips:
            chip = Chip(words)
            chip.removed.connect(remove)
            self._flow.addWidget(chip)
            chip.show()
        if self._last is not None:
            self._flow.addWidget(self._last)
        self.setVisible(bool(chips) or self._last is not None)
        self.updateGeometry()


def link(words: str, press: Callable[[], object]) -> QPushButton:
    """Return words that act like a link."""
    return button(words, "link", press=press)
