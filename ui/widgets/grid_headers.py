"""The grid's headers: names with the glyph of their type and the arrow of the sort; row numbers that stay in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QToolTip

from ui import icons
from ui.theme import theme

if TYPE_CHECKING:
    from ui.widgets.grid import Grid

GLYPHS = {"string": "text", "integer": "number", "number": "number", "boolean": "boolean", "date": "date",
          "datetime": "date", "time": "clock", "year": "date"}
ARROWS = {1: "sort-up", -1: "sort-down"}


class FieldHeader(QHeaderView):
    """Names of the fields. A click sorts, the right button opens what can be done with a field."""

    menu_wanted = Signal(int, QPoint)
    """(column, place on the screen)."""

    def __init__(self, grid: Grid) -> None:
        """Stand over `grid`."""
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._grid = grid
        self.sorted: dict[int, int] = {}
        """{column: 1 up, -1 down}."""
        self.filtered: set[int] = set()
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionsMovable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(theme().px(36))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.setMouseTracking(True)

    def _menu(self, at: QPoint) -> None:
        column = self.logicalIndexAt(at)
        if column >= 0:
            self.menu_wanted.emit(column, self.mapToGlobal(at))

    def sizeHint(self) -> QSize:
        """Return the height of a header."""
        return QSize(super().sizeHint().width(), theme().px(32))

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        """Draw one field's name."""
        if not rect.isValid():
            return
        t, px = theme(), theme().px
        model = self._grid.cells
        painter.save()
        painter.fillRect(rect, t.colour("header"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), t.colour("line"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.colour("line"))
        current = column == self._grid.currentIndex().column()
        if current:
            painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), t.colour("accent"))
        x, right = rect.left() + px(6), rect.right() - px(6)
        glyph = GLYPHS.get(model.fields[column].type, "text")
        if glyph != "text" and rect.width() > px(60):
            icons.paint(painter, glyph, "muted", x, rect.center().y() - px(7) + 1, 14)
            x += px(19)
        for name in (ARROWS.get(self.sorted.get(column, 0)), "filter" if column in self.filtered else None):
            if name:
                right -= px(14)
                icons.paint(painter, name, "accent", right, rect.center().y() - px(7) + 1, 14)
                right -= px(3)
        painter.setFont(t.font(13, bold=True))
        painter.setPen(t.colour("text"))
        box = QRect(x, rect.top(), max(0, right - x), rect.height() - 1)
        name = model.name(column).replace("\n", " ")
        words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, box.width())
        side = Qt.AlignmentFlag.AlignRight if self._grid.is_number(column) else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the names, and the header's ground beyond the last one."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().colour("header"))
        bottom = self.viewport().height() - 1
        painter.fillRect(0, bottom, self.viewport().width(), 1, theme().colour("line"))
        painter.end()
        super().paintEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the whole name, its type and its description on hover."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            column = self.logicalIndexAt(event.pos())
            text = self._grid.about_field(column) if column >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)


class RowHeader(QHeaderView):
    """Row numbers at the left, always in sight. A click chooses the row."""

    def __init__(self, grid: Grid) -> None:
        """Stand beside `grid`."""
        super().__init__(Qt.Orientation.Vertical, grid)
        self._grid = grid
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Return the width that the largest number needs."""
        table = self._grid.cells.table
        most = table.height if table is not None else 0
        metrics = self._grid.texts.metrics
        width = max(theme().px(46), metrics.horizontalAdvance(str(max(most, 999))) + theme().px(20))
        return QSize(width, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the numbers of the rows in sight, all at once: section by section Qt asks the selection for each."""
        t, px = theme(), theme().px
        grid = self._grid
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), t.colour("header"))
        first, tops, height = grid.rows_in(0, self.viewport().height())
        numbers = grid.cells.numbers(first, first + len(tops))
        painter.setFont(t.font(12))
        current, chosen = grid.currentIndex().row(), grid.selected_rows(first, first + len(tops))
        width, line, muted, accent = self.width(), t.colour("line"), t.colour("muted"), t.colour("accent")
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for i, (top, number) in enumerate(zip(tops, numbers, strict=True)):
            on = first + i == current or first + i in chosen
            if on:
                painter.fillRect(0, top, width, height - 1, t.colour("accent_tint"))
            painter.setPen(accent if on else muted)
            painter.drawText(QRect(0, top, width - px(9), height - 1), side, str(number))
            painter.fillRect(0, top + height - 1, width, 1, line)
        painter.fillRect(width - 1, 0, 1, self.viewport().height(), line)
        painter.end()
