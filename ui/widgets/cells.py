"""Cells: a plain look at some rows of a table: names on top, numbers at the side, blanks told apart. For previews.

The grid one works in is ui/widgets/grid.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.theme import theme
from ui.words import Worded

Index = QModelIndex | QPersistentModelIndex
Row = Sequence[str | None]


class CellModel(QAbstractTableModel):
    """Rows of texts, None for a blank cell."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.names: Sequence[str] = ()
        self.rows: Sequence[Row] = ()
        self.numbers: Sequence[int] = ()

    def show(self, names: Sequence[str], rows: Sequence[Row], numbers: Sequence[int]) -> None:
        """Show other cells."""
        self.beginResetModel()
        self.names, self.rows, self.numbers = names, rows, numbers
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of fields."""
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text."""
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.rows[index.row()][index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a field's name, or the number of a row."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return self.names[section] if section < len(self.names) else ""
            return f"{self.numbers[section]:,}" if section < len(self.numbers) else ""
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return self.names[section] if section < len(self.names) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            top = orientation == Qt.Orientation.Horizontal
            side = Qt.AlignmentFlag.AlignLeft if top else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class CellDelegate(QStyledItemDelegate):
    """Paints a cell: its text, spaces at the ends made visible by a dot, line breaks by a mark."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        t, px = theme(), theme().px
        rect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, t.colour("accent_tint"))
        elif index.row() % 2:
            painter.fillRect(rect, t.colour("stripe"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(t.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        text = index.data()
        if text is None:
            return
        painter.setPen(t.colour("text"))
        room = rect.adjusted(px(8), 0, -px(6), 0)
        shown = painter.fontMetrics().elidedText(visible(text), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def visible(text: str) -> str:
    """Return the text with what hides at its ends made visible: · for spaces, → for tabs, ↵ for line ends."""
    core = text.strip()
    if not core:
        return "·" * len(text)
    start = text.index(core)
    head, tail = text[:start], text[start + len(core):]
    marked = "".join(_mark(c) for c in head) + core.replace("\r\n", "↵").replace("\n", "↵").replace("\t", "→")
    return marked + "".join(_mark(c) for c in tail)


def _mark(c: str) -> str:
    return {"\n": "↵", "\r": "↵", "\t": "→", "\u3000": "□"}.get(c, "·")


class Cells(QTableView, Worded):
    """The first rows of a table, to be looked at."""

    def __init__(self, name: str) -> None:
        """Make it empty; `name` is read aloud, marked by N_."""
        super().__init__()
        self.list = CellModel()
        self.setModel(self.list)
        self.setItemDelegate(CellDelegate(self))
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setProperty("quiet", "true")
        self._size()
        theme().changed.connect(self._size)
        self.word(self.setAccessibleName, name)

    def _size(self) -> None:
        px = theme().px
        self.verticalHeader().setMinimumSectionSize(px(20))
        self.verticalHeader().setDefaultSectionSize(px(24))
        self.verticalHeader().setFixedWidth(px(60))
        self.horizontalHeader().setFixedHeight(px(32))

    def show_cells(self, names: Sequence[str], rows: Sequence[Row], numbers: Sequence[int]) -> None:
        """Show rows; the columns take the width their first texts need, within reason."""
        self.list.show(names, rows, numbers)
        self.fit(names, rows)

    def fit(self, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Give the columns the width that their names and the first of these rows need."""
        metrics, px = self.fontMetrics(), theme().px
        bold = theme().font(13, bold=True)
        heads = QFontMetrics(bold)
        for i, title in enumerate(names):
            texts = [visible(text) for row in rows[:40] if i < len(row) and (text := row[i])]
            widest = max((metrics.horizontalAdvance(text[:60]) for text in texts), default=0)
            head = min(px(200), heads.horizontalAdvance(title) + px(24))
            self.setColumnWidth(i, min(px(280), max(px(72), widest + px(22), head)))


