"""The grid: a table of cells that paints itself; Qt's model, selection, editing and accessibility stay in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from ui.models.table_model import MOST_ROWS, TableModel
from ui.theme import theme
from ui.widgets.cell_editor import CellDelegate, CellEditor
from ui.widgets.grid_headers import FieldHeader, RowHeader
from ui.widgets.grid_paint import Inks, Lane, Marks, Texts, draw_current, draw_lane, draw_lines
from ui.words import Worded
from workstation.text import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW = 26  # pixels of a row in the drawings
SAMPLE = 200  # rows looked at for a column's width
NARROW, WIDE = 64, 320
TRIGGER = QAbstractItemView.EditTrigger
ELSEWHERE = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home,
                       Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
"""Keys after which Enter no longer returns to where the Tabs began."""
Index = QModelIndex | QPersistentModelIndex
Select = QItemSelectionModel.SelectionFlag


class Grid(QTableView, Worded):
    """Cells of a table: scroll, choose, edit in place. What keys and clicks ask for comes out as signals."""

    clear_wanted = Signal()
    copy_wanted = Signal()
    cut_wanted = Signal()
    paste_wanted = Signal()
    sort_wanted = Signal(int)
    """A click on the name of this column."""
    moved = Signal()
    """Another cell is current, or other cells are chosen."""

    def __init__(self, marks: Marks) -> None:
        """Make an empty grid; `marks` says what is wrong with cells and which were edited."""
        super().__init__()
        self.cells = TableModel()
        self.marks = marks
        self.texts = Texts()
        self.texts.use(theme().font())
        self.begun_by_typing = False
        self._tabbed_from = -1
        self._scale = 0.0
        self._inks = Inks.now()
        self.names = FieldHeader(self)
        self.numbers = RowHeader(self)
        self.setHorizontalHeader(self.names)
        self.setVerticalHeader(self.numbers)
        self.setModel(self.cells)
        self.setItemDelegate(CellDelegate(self))
        self.setEditTriggers(TRIGGER.DoubleClicked | TRIGGER.AnyKeyPressed | TRIGGER.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.word(self.setAccessibleName, N_("Cells of the table"))
        self.names.sectionClicked.connect(self.sort_wanted)
        self.selectionModel().currentChanged.connect(lambda *_both: self._moved())
        self.selectionModel().selectionChanged.connect(lambda *_both: self._moved())
        self._size()
        theme().changed.connect(self._size)

    def _size(self) -> None:
        row = theme().px(ROW)
        if self._scale and self._scale != theme().scale:
            for column in range(len(self.cells.fields)):
                self.setColumnWidth(column, round(self.columnWidth(column) * theme().scale / self._scale))
        self._scale = theme().scale
        self.cells.most = min(MOST_ROWS, (2**31 - 1) // row - 64)
        self.texts.use(theme().font())
        self._inks = Inks.now()
        self.numbers.setMinimumSectionSize(min(row, 20))
        self.numbers.setDefaultSectionSize(row)
        self.names.setFixedHeight(theme().px(32))
        self.verticalScrollBar().setSingleStep(row)
        self.horizontalScrollBar().setSingleStep(theme().px(40))
        self.viewport().update()

    def _moved(self) -> None:
        self.viewport().update()
        self.numbers.viewport().update()
        self.names.viewport().update()
        self.moved.emit()

    @property
    def row_height(self) -> int:
        """Pixels of a row."""
        return self.numbers.defaultSectionSize()

    # --- widths -----------------------------------------------------------------------------------------------------

    def fit_columns(self, kept: dict[str, int] | None = None) -> None:
        """Give each column the width of its name and a sample of its texts; `kept` {field id: width} goes before."""
        metrics, px = self.texts.metrics, theme().px
        rows = min(SAMPLE, self.cells.rowCount())
        bold = theme().font(bold=True)
        from PySide6.QtGui import QFontMetrics

        heads = QFontMetrics(bold)
        for column, field in enumerate(self.cells.fields):
            if kept and field.id in kept:
                self.setColumnWidth(column, max(px(36), kept[field.id]))
                continue
            sample = [text for text in self.cells.texts(0, rows, column) if text]
            longest = max((metrics.horizontalAdvance(text[:60]) for text in sample), default=0)
            head = heads.horizontalAdvance(self.cells.name(column)) + px(12 if field.type == "string" else 31) + px(17)
            self.setColumnWidth(column, max(px(NARROW), min(px(WIDE), max(longest + px(16), head))))

    def widths(self) -> dict[str, int]:
        """Return {field id: width} of the columns in sight."""
        shown = [i for i in range(len(self.cells.fields)) if not self.isColumnHidden(i)]
        return {self.cells.fields[i].id: self.columnWidth(i) for i in shown}

    def hidden(self) -> list[str]:
        """Return the ids of the fields out of sight."""
        return [field.id for i, field in enumerate(self.cells.fields) if self.isColumnHidden(i)]

    def show_without(self, fields: Sequence[str]) -> None:
        """Put these fields out of sight and all others into it."""
        for i, field in enumerate(self.cells.fields):
            self.setColumnHidden(i, field.id in fields)

    def is_number(self, column: int) -> bool:
        """Return whether a field's texts stand at the right."""
        return self.cells.fields[column].type in ("integer", "number")

    def about_field(self, column: int) -> str:
        """Return the tooltip of a column's name."""
        return str(self.cells.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) or "")

    # --- a frame ----------------------------------------------------------------------------------------------------

    def rows_in(self, top: int, bottom: int) -> tuple[int, list[int], int]:
        """Return (first row, tops of the rows, height of a row) between two heights of the viewport."""
        height, offset = self.row_height, self.numbers.offset()
        first = max(0, (offset + top) // height)
        last = min(self.cells.rowCount(), -(-(offset + bottom) // height))
        return first, [row * height - offset for row in range(first, last)], height

    def selected_rows(self, first: int, last: int) -> set[int]:
        """Return the rows among first..last-1 that are chosen from end to end."""
        chosen: set[int] = set()
        most = len(self.cells.fields)
        for part in self.chosen():
            if part.left() == 0 and part.right() >= most - 1:
                chosen.update(range(max(first, part.top()), min(last, part.bottom() + 1)))
        return chosen

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what the event asks for, and only that."""
        area = event.rect()
        painter = QPainter(self.viewport())
        painter.fillRect(area, self._inks.window)
        first, tops, height = self.rows_in(area.top(), area.bottom() + 1)
        if tops and self.cells.fields:
            painter.setFont(self.texts.font)
            self._draw(painter, area, first, tops, height)
        painter.end()

    def _draw(self, painter: QPainter, area: QRect, first: int, tops: Sequence[int], height: int) -> None:
        inks, last = self._inks, first + len(tops)
        lanes = self._lanes(area, first, last)
        if not lanes:
            return
        end = max(lane.x + lane.width for lane in lanes)
        for i, top in enumerate(tops):
            if (first + i) % 2:
                painter.fillRect(area.left(), top, min(end, area.right() + 1) - area.left(), height - 1, inks.stripe)
        current = self.currentIndex()
        if first <= current.row() < last:
            top = tops[current.row() - first]
            painter.fillRect(area.left(), top, min(end, area.right() + 1) - area.left(), height - 1, inks.tint)
        self._draw_selection(painter, first, tops, height)
        for lane in lanes:
            draw_lane(painter, lane, tops, height, inks, self.texts)
        draw_lines(painter, area, lanes, tops, height, inks)
        if current.isValid() and first <= current.row() < last:
            lane_of = next((lane for lane in lanes if lane.column == current.column()), None)
            if lane_of is not None:
                top = tops[current.row() - first] - 1
                draw_current(painter, QRect(lane_of.x - 1, top, lane_of.width + 1, height + 1), inks)

    def _lanes(self, area: QRect, first: int, last: int) -> list[Lane]:
        cells, names = self.cells, self.names
        if cells.order is None:
            return []
        positions = cells.order[first:last]
        lanes = []
        for column, field in enumerate(cells.fields):
            width = names.sectionSize(column)
            x = names.sectionViewportPosition(column)
            if not width or x > area.right() or x + width <= area.left():
                continue
            texts = cells.texts(first, last, column)
            lanes.append(Lane(column, x, width, texts, self.marks.levels(field.id, positions),
                              self.marks.edited(field.id, positions, texts), self.is_number(column)))
        return lanes

    def _draw_selection(self, painter: QPainter, first: int, tops: Sequence[int], height: int) -> None:
        for part in self.chosen():
            if part.width() == 1 and part.height() == 1:
                continue
            top, bottom = max(part.top(), first), min(part.bottom(), first + len(tops) - 1)
            left = self.names.sectionViewportPosition(part.left())
            right = self.names.sectionViewportPosition(part.right()) + self.names.sectionSize(part.right())
            if top <= bottom:
                y = tops[top - first]
                painter.fillRect(left, y, right - left - 1, (bottom - top + 1) * height - 1, self._inks.tint)

    # --- moving -----------------------------------------------------------------------------------------------------

    def point(self, row: int, column: int) -> None:
        """Make a cell current and bring it into sight."""
        column = self._next_shown(max(0, min(column, len(self.cells.fields) - 1)), 1)
        row = max(0, min(row, self.cells.rowCount() - 1))
        index = self.cells.index(row, column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _next_shown(self, column: int, by: int) -> int:
        most = len(self.cells.fields)
        at = column
        while 0 <= at < most and self.isColumnHidden(at):
            at += by
        return at if 0 <= at < most else column

    def step(self, down: int, right: int) -> None:
        """Move the current cell by some rows or columns, past hidden ones."""
        at = self.currentIndex()
        column = self._next_shown(at.column() + right, 1 if right >= 0 else -1) if right else at.column()
        self.point(at.row() + down, column)

    def enter(self, by: int) -> None:
        """Move down (or up); after Tabs to the column where they began, as spreadsheets do."""
        at = self.currentIndex()
        column = self._tabbed_from if self._tabbed_from >= 0 else at.column()
        self._tabbed_from = -1
        self.point(at.row() + by, column)

    def tab(self, by: int) -> None:
        """Move right (or left), at the edge to the next row."""
        at = self.currentIndex()
        began = self._tabbed_from if self._tabbed_from >= 0 else at.column()
        column = self._next_shown(at.column() + by, by)
        inside = 0 <= at.column() + by < len(self.cells.fields) and column != at.column()
        if inside:
            self.point(at.row(), column)
        elif 0 <= at.row() + by < self.cells.rowCount():
            self.point(at.row() + by, 0 if by > 0 else len(self.cells.fields) - 1)
        self._tabbed_from = began

    def edit(self, index: Index, trigger: Any = None, event: Any = None) -> bool:  # type: ignore[override]
        """Open the editor, remembering whether typing began it."""
        if trigger is None:
            self.begun_by_typing = False
            super().edit(index)
            return True
        self.begun_by_typing = trigger == TRIGGER.AnyKeyPressed
        return super().edit(index, trigger, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, choose, clear, copy and paste by keys; everything else begins to edit."""
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        known = QKeySequence.StandardKey
        for matched, signal in ((known.Copy, self.copy_wanted), (known.Cut, self.cut_wanted),
                                (known.Paste, self.paste_wanted)):
            if event.matches(matched):
                signal.emit()
                return
        if event.key() in ELSEWHERE:
            self._tabbed_from = -1
        done = self._moves().get((event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier))
        if done is not None:
            done()
            event.accept()
            return
        super().keyPressEvent(event)

    def _moves(self) -> dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]]:
        key, none = Qt.Key, Qt.KeyboardModifier.NoModifier
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        at, rows, columns = self.currentIndex(), self.cells.rowCount(), len(self.cells.fields)
        return {
            (key.Key_Return, none): lambda: self.enter(1), (key.Key_Enter, none): lambda: self.enter(1),
            (key.Key_Return, shift): lambda: self.enter(-1), (key.Key_Enter, shift): lambda: self.enter(-1),
            (key.Key_Tab, none): lambda: self.tab(1), (key.Key_Backtab, shift): lambda: self.tab(-1),
            (key.Key_Delete, none): self.clear_wanted.emit, (key.Key_Backspace, none): self.clear_wanted.emit,
            (key.Key_Home, none): lambda: self.point(at.row(), 0),
            (key.Key_End, none): lambda: self.point(at.row(), columns - 1),
            (key.Key_Home, control): lambda: self.point(0, 0),
            (key.Key_End, control): lambda: self.point(rows - 1, columns - 1),
            (key.Key_Up, control): lambda: self.point(0, at.column()),
            (key.Key_Down, control): lambda: self.point(rows - 1, at.column()),
            (key.Key_Left, control): lambda: self.point(at.row(), 0),
            (key.Key_Right, control): lambda: self.point(at.row(), columns - 1),
            (key.Key_Space, control): lambda: self.choose(0, at.column(), rows - 1, at.column()),
            (key.Key_Space, shift): lambda: self.choose(at.row(), 0, at.row(), columns - 1),
        }

    def choose(self, top: int, left: int, bottom: int, right: int) -> None:
        """Choose a block of cells, keeping the current cell."""
        block = QItemSelection(self.cells.index(top, left), self.cells.index(bottom, right))
        self.selectionModel().select(block, Select.ClearAndSelect)

    def chosen(self) -> list[QItemSelectionRange]:
        """Return the chosen cells as ranges."""
        selection = self.selectionModel().selection()
        return [selection.at(i) for i in range(selection.size())]

    def block(self) -> tuple[int, int, int, int] | None:
        """Return (top, left, bottom, right) of the chosen cells, of the current cell when none is, None without one."""
        parts = self.chosen()
        if not parts:
            at = self.currentIndex()
            return (at.row(), at.column(), at.row(), at.column()) if at.isValid() else None
        return (min(part.top() for part in parts), min(part.left() for part in parts),
                max(part.bottom() for part in parts), max(part.right() for part in parts))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Begin to edit by an input method. Qt forwards what is being composed, but loses a text committed at once."""
        at_once = bool(event.commitString()) and not event.preeditString()
        if at_once and self.state() != QAbstractItemView.State.EditingState and self.currentIndex().isValid():
            self.edit(self.currentIndex(), TRIGGER.AnyKeyPressed, None)
            editor = next((made for made in self.findChildren(CellEditor) if made.isVisible()), None)
            if editor is not None:
                QApplication.sendEvent(editor, event)
                return
        super().inputMethodEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by the mouse; Enter then goes straight down."""
        self._tabbed_from = -1
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with Shift held, as people expect."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and event.angleDelta().y():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - event.angleDelta().y())
            event.accept()
            return
        super().wheelEvent(event)

    def after_reset(self, row: int, column: int) -> None:
        """Point at a cell once the header has been laid out anew: drawing before would draw every row."""
        QTimer.singleShot(0, self, lambda: self.point(row, column))

    def corner(self) -> QWidget | None:
        """Return the button at the corner that chooses everything."""
        return self.findChild(QWidget, "qt_tableview_cornerbutton")


__all__ = ["MOST_ROWS", "Grid"]
