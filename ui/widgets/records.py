"""Records: a list or small table of things (problems, entries, people, files), each line one record.

For the cells of a dataset use ui/widgets/grid.py. A million records are fine: only lines in sight are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui import icons
from ui.theme import theme
from ui.words import Worded
from workstation.text import _

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Col:
    """One column of records.

    title: marked by N_; text: record -> words; width: pixels of the drawings, 0 stretches
    token: colour token of the words, or record -> token; icon: record -> (name, token) or None
    """

    title: str
    text: Callable[[Any], str]
    width: int = 0
    token: str | Callable[[Any], str] = "text"
    icon: Callable[[Any], tuple[str, str] | None] | None = None
    right: bool = False
    bold: bool = False
    pill: bool = False
    """Show the words as a small rounded mark in the tint of `token`."""
    drop: int = 0
    """Pixels of the drawings: a narrower list leaves this column out, so that the others keep their words; 0 keeps it."""


class RecordModel(QAbstractTableModel):
    """Records as a Qt model: words, and the record itself as UserRole of column 0."""

    def __init__(self, columns: Sequence[Col]) -> None:
        """Start without records."""
        super().__init__()
        self.columns = list(columns)
        self.records: Sequence[Any] = ()

    def show(self, records: Sequence[Any]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.records = records
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of records."""
        return 0 if parent.isValid() else len(self.records)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words, or the record."""
        if not index.isValid() or index.row() >= len(self.records):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.columns[index.column()].text(self.records[index.row()])
        if role == Qt.ItemDataRole.UserRole:
            return self.records[index.row()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return _(self.columns[section].title) if self.columns[section].title else ""
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None


class RecordDelegate(QStyledItemDelegate):
    """Paints a line of a record list: icon, words in their colour, pills; calm."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        model = index.model()
        if not isinstance(model, RecordModel):
            return
        column, record = model.columns[index.column()], model.records[index.row()]
        t, px = theme(), theme().px
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, t.colour("accent_tint"))
            if index.column() == 0 and option.widget is not None and option.widget.hasFocus():  # type: ignore[attr-defined]
                painter.fillRect(QRect(rect.x(), rect.y(), px(3), rect.height()), t.colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, t.colour("hover"))
        x = rect.x() + px(12 if index.column() == 0 else 8)
        if column.icon and (drawing := column.icon(record)):
            side = px(16)
            icons.paint(painter, *drawing, x, rect.center().y() - side // 2 + 1, 16)
            x += side + px(9)
        token = column.token if isinstance(column.token, str) else column.token(record)
        words = column.text(record).replace("\n", " ")
        if column.pill and words:
            self._pill(painter, rect, x, words, token)
            return
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setBold(column.bold)
        painter.setFont(font)
        painter.setPen(t.colour(token))
        room = QRect(x, rect.y(), rect.right() - x - px(8), rect.height())
        side_flag = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side_flag | Qt.AlignmentFlag.AlignVCenter, shown)

    def _pill(self, painter: QPainter, rect: QRect, x: int, words: str, token: str) -> None:
        t, px = theme(), theme().px
        painter.setFont(t.font(11))
        width = painter.fontMetrics().horizontalAdvance(words) + px(16)
        box = QRect(x, rect.center().y() - px(9), min(width, rect.right() - x), px(19))
        tint = f"{token}_tint" if hasattr(t.tokens, f"{token}_tint") else "hover"
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.colour(tint)))
        painter.drawRoundedRect(box, px(9), px(9))
        painter.setPen(t.colour(token))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class Records(QTableView, Worded):
    """A list of records; arrow keys move, Enter or a double click opens."""

    opened = Signal(object)
    """A record was opened by Enter or a double click."""
    pointed = Signal(object)
    """Another record is current; None when none is."""

    def __init__(self, columns: Sequence[Col], *, name: str, header: bool = True, height: int = 32,
                 framed: bool = False) -> None:
        """Make an empty list.

        name: read aloud, marked by N_; header: show the titles; height: of a line in the drawings
        """
        super().__init__()
        self.list = RecordModel(columns)
        self._height, self._lines = height, 0
        self.setModel(self.list)
        self.setItemDelegate(RecordDelegate(self))
        self.setProperty("framed", "true" if framed else "false")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        top = self.horizontalHeader()
        top.setVisible(header)
        top.setHighlightSections(False)
        top.setSectionsClickable(False)
        self._size()
        theme().changed.connect(self._size)
        self.word(self.setAccessibleName, name)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.list.records[index.row()]))
        self.selectionModel().currentRowChanged.connect(lambda *_both: self.pointed.emit(self.current()))

    def _size(self) -> None:
        px, top = theme().px, self.horizontalHeader()
        self.verticalHeader().setMinimumSectionSize(px(20))
        self.verticalHeader().setDefaultSectionSize(px(self._height))
        top.setFixedHeight(px(32))
        for i, column in enumerate(self.list.columns):
            mode = QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            top.setSectionResizeMode(i, mode)
            if column.width:
                self.setColumnWidth(i, px(column.width))
        if self._lines:
            self.fit(self._lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave columns out that there is no room for."""
        for i, column in enumerate(self.list.columns):
            self.setColumnHidden(i, bool(column.drop) and event.size().width() < theme().px(column.drop))
        super().resizeEvent(event)

    def show_records(self, records: Sequence[Any], current: int = -1) -> None:
        """Show these; `current` is pointed at. The place one had scrolled to stays when it is still there."""
        at = self.verticalScrollBar().value()
        self.list.show(records)
        self.verticalScrollBar().setValue(at)
        if 0 <= current < len(records):
            self.point(current)

    def point(self, number: int) -> None:
        """Make record `number` current and scroll it into sight."""
        self.setCurrentIndex(self.list.index(number, 0))
        self.scrollTo(self.list.index(number, 0))

    def current(self) -> Any:
        """Return the current record, None when none is."""
        at = self.currentIndex().row()
        return self.list.records[at] if 0 <= at < len(self.list.records) else None

    def retranslate(self) -> None:
        """Word titles and lines again."""
        super().retranslate()
        self.list.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.list.columns) - 1)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter; Home and End go to the first and the last line, not to a line's first and last cell."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
            self.opened.emit(self.current())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.list.records:
            self.point(0 if event.key() == Qt.Key.Key_Home else len(self.list.records) - 1)
        else:
            super().keyPressEvent(event)

    def fit(self, lines: int) -> None:
        """Take just the height of `lines` lines and the header (for short lists on a page)."""
        self._lines = lines
        head = theme().px(32) if self.horizontalHeader().isVisibleTo(self) else 0
        self.setFixedHeight(head + lines * theme().px(self._height) + 2)

    def sizeHint(self) -> QSize:
        """Return a modest size; lists grow with their room."""
        return QSize(theme().px(320), theme().px(160))
