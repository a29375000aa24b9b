"""The list of operations on the clean page: by group, with a search line, moved through by arrow keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from ui import icons
from ui.theme import theme
from ui.widgets.panel import column
from ui.words import Worded
from workstation.text import N_, _

if TYPE_CHECKING:
    from workstation.dataset.operation import Operation

NAME = Qt.ItemDataRole.UserRole
ICONS = {"text": "text", "values": "number", "fields": "column", "rows": "rows"}


def kinds() -> dict[str, type[Operation]]:
    """Return the operations that have a form, by name, in menu order."""
    from workstation.catalogue import operations

    return {name: kind for name, kind in operations().items() if kind.listed}


def groups() -> Mapping[str, str]:
    """Return {group: words}, in menu order."""
    from workstation.operations.catalogue import GROUPS

    return GROUPS


class OperationList(QWidget, Worded):
    """A search line and the operations below it."""

    chosen = Signal(str)
    """Name of another operation."""
    opened = Signal()
    """Enter: go to its form."""

    def __init__(self) -> None:
        """List every operation."""
        super().__init__()
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.word(self.search.setPlaceholderText, N_("Find an operation"))
        self.word(self.search.setAccessibleName, N_("Find an operation"))
        self.list = QListWidget()
        self.list.setProperty("framed", "true")
        self.word(self.list.setAccessibleName, N_("Operations"))
        whole = column(self.search, self.list, spacing=8, margins=(12, 12, 12, 12))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.installEventFilter(self)
        self.list.currentItemChanged.connect(self._moved)
        self.list.itemActivated.connect(lambda _item: self.opened.emit())
        theme().changed.connect(self._fill)
        self._fill()

    def retranslate(self) -> None:
        """Word the list again."""
        super().retranslate()
        self._fill()

    def _fill(self) -> None:
        before, wanted = self.current(), self.search.text().strip().casefold()
        self.list.blockSignals(True)
        self.list.clear()
        known = kinds()
        for group, words in groups().items():
            found = [kind for kind in known.values() if kind.group == group and _fits(kind, wanted)]
            if found:
                self._caption(_(words))
            for kind in found:
                self._line(kind, group)
        self.choose(before)
        self.list.blockSignals(False)
        if self.current() != before:
            self.chosen.emit(self.current())

    def _caption(self, words: str) -> None:
        item = QListWidgetItem(words.upper() if words.isascii() else words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font: QFont = theme().font(11, bold=True)
        item.setFont(font)
        item.setForeground(theme().colour("muted"))
        item.setSizeHint(QSize(0, theme().px(30)))
        self.list.addItem(item)

    def _line(self, kind: type[Any], group: str) -> None:
        item = QListWidgetItem(icons.icon(ICONS.get(group, "clean"), "muted"), _(kind.title))
        item.setData(NAME, kind.name)
        item.setToolTip(_(kind.help) if kind.help else "")
        item.setSizeHint(QSize(0, theme().px(30)))
        self.list.addItem(item)

    def _moved(self, *_items: Any) -> None:
        if self.current():
            self.chosen.emit(self.current())

    def current(self) -> str:
        """Return the name of the operation in front, '' when none is."""
        item = self.list.currentItem()
        return str(item.data(NAME) or "") if item is not None else ""

    def choose(self, name: str) -> None:
        """Bring an operation to the front, or the first that is listed."""
        first = None
        for at in range(self.list.count()):
            item = self.list.item(at)
            if not item.data(NAME):
                continue
            first = item if first is None else first
            if item.data(NAME) == name:
                self.list.setCurrentItem(item)
                return
        if first is not None:
            self.list.setCurrentItem(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list and open from the search line."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current():
                self.opened.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return bool(super().eventFilter(watched, event))

    def _step(self, by: int) -> None:
        at = self.list.currentRow() + by
        while 0 <= at < self.list.count():
            if self.list.item(at).data(NAME):
                self.list.setCurrentRow(at)
                return
            at += by


def _fits(kind: type[Any], wanted: str) -> bool:
    """Return whether an operation's name, title or help holds every word that was typed."""
    text = f"{kind.name} {_(kind.title)} {_(kind.help) if kind.help else ''}".casefold()
    return all(word in text for word in wanted.split())
