"""Sheet: the cells of a file as they stand in it, each row tinted and named by what it was taken for. For the import page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionViewItem, QWidget

from ui.models.sheet_parts import KINDS, Parts
from ui.theme import mixed, theme
from ui.widgets.cells import CellDelegate, CellModel, Cells, visible
from ui.words import Worded
from workstation.text import _

Index = QModelIndex | QPersistentModelIndex

TINTS = {"title": "header", "header": "accent_tint", "unit": "accent_tint", "subtotal": "warning_tint",
         "total": "warning_tint", "note": "header", "signature": "header", "repeated": "header", "hidden": "header",
         "rejected": "error_tint", "heading": "good_tint", "data": "good_tint"}
FAINT = ("title", "note", "signature", "repeated", "hidden", "blank")
BOLD = ("header",)


def tint(kind: str) -> QColor | None:
    """Return the ground of a kind of part, None for plain."""
    t = theme()
    if kind == "data":
        return QColor(mixed(t.tokens.good_tint, t.tokens.window, 0.45))
    if kind == "unit":
        return QColor(mixed(t.tokens.accent_tint, t.tokens.window, 0.55))
    return t.colour(TINTS[kind]) if kind in TINTS else None


class SheetModel(CellModel):
    """Cells of a sheet with its letters on top; at the side each row's number and what it was taken for."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.parts = Parts()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's letters, or a row's number with the kind of its part."""
        if orientation == Qt.Orientation.Vertical and section < len(self.numbers):
            area = self.parts.of_row(self.numbers[section] - 1)
            if role == Qt.ItemDataRole.DisplayRole:
                told = area is not None and area.mine and (
                    area.kind not in ("data", "blank") or (area.kind == "data" and area.top == self.numbers[section] - 1))
                kind = _(KINDS[area.kind]) if area and told and area.kind in KINDS else ""
                return f"{kind}  {self.numbers[section]:,}" if kind else f"{self.numbers[section]:,}"
            if role == Qt.ItemDataRole.ToolTipRole:
                return area.reason if area else None
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text; pointed at, the reason for what it was taken."""
        if role == Qt.ItemDataRole.ToolTipRole and index.isValid():
            area = self.parts.at(self.numbers[index.row()] - 1, index.column())
            return area.reason if area else super().data(index, role)
        return super().data(index, role)


class SheetDelegate(CellDelegate):
    """Paints a cell on the ground of its part."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        model: Any = index.model()
        area = model.parts.at(model.numbers[index.row()] - 1, index.column())
        rect, state = option.rect, option.state  # type: ignore[attr-defined]
        ground = tint(area.kind) if area else None
        if ground is not None:
            faint = QColor(mixed(ground.name(), theme().tokens.window, 1.0 if area.mine else 0.35))
            painter.fillRect(rect, faint)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        text = index.data()
        if not text:
            return
        font = option.font  # type: ignore[attr-defined]
        font.setBold(bool(area and area.mine and area.kind in BOLD))
        font.setStrikeOut(bool(area and area.kind in ("hidden", "repeated")))
        painter.setFont(font)
        painter.setPen(theme().colour("muted" if area is None or not area.mine or area.kind in FAINT else "text"))
        px = theme().px
        room = rect.adjusted(px(8), 0, -px(6), 0)
        shown = painter.fontMetrics().elidedText(visible(text), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class SheetCells(Cells):
    """The first rows of a sheet as they stand in the file."""

    pointed = Signal(int, int)
    """Row (from 1) and column (from 0) under the cursor."""

    def __init__(self, name: str) -> None:
        """Make it empty; `name` is read aloud, marked by N_."""
        super().__init__(name)
        self.sheet = SheetModel()
        self.list = self.sheet
        self.setModel(self.sheet)
        self.setItemDelegate(SheetDelegate(self))
        self.selectionModel().currentChanged.connect(self._moved)

    def _size(self) -> None:
        super()._size()
        self.verticalHeader().setFixedWidth(theme().px(104))

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self.sheet.numbers):
            self.pointed.emit(self.sheet.numbers[index.row()], index.column())

    def show_sheet(self, letters: Sequence[str], rows: Sequence[Sequence[str | None]], numbers: Sequence[int],
                   parts: Parts) -> None:
        """Show the cells of a sheet and what they were taken for; the cursor stays where it was."""
        at = self.currentIndex()
        row, column = at.row(), at.column()
        same = self.sheet.rows is rows
        self.sheet.parts = parts
        if same:
            self.viewport().update()
            self.verticalHeader().viewport().update()
            return
        self.show_cells(letters, rows, numbers)
        plain = [row for row, number in zip(rows, numbers, strict=True) if self._sizes(parts, number - 1)]
        self.fit(letters, plain or rows)  # a title may be as wide as it likes
        self._spread(rows, numbers, parts)
        if 0 <= row < len(rows) and 0 <= column < len(letters):
            self.setCurrentIndex(self.sheet.index(row, column))

    def _spread(self, rows: Sequence[Sequence[str | None]], numbers: Sequence[int], parts: Parts) -> None:
        """Let a title or note that stands alone in its row run over the blank cells beside it."""
        self.clearSpans()
        for at, (row, number) in enumerate(zip(rows, numbers, strict=True)):
            filled = [place for place, text in enumerate(row) if text]
            if len(filled) == 1 and not self._sizes(parts, number - 1) and len(row) - filled[0] > 1:
                self.setSpan(at, filled[0], 1, len(row) - filled[0])

    def _sizes(self, parts: Parts, row: int) -> bool:
        area = parts.of_row(row)
        return area is not None and area.mine and area.kind not in FAINT

    def row_here(self) -> int:
        """Return the row of the sheet (from 1) that the cursor stands on, 0 for none."""
        row = self.currentIndex().row()
        return self.sheet.numbers[row] if 0 <= row < len(self.sheet.numbers) else 0


class Legend(QWidget, Worded):
    """The tints that are on, each with its word."""

    def __init__(self) -> None:
        """Show none."""
        super().__init__()
        self._kinds: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(theme().font(12))

    def show_kinds(self, kinds: Sequence[str]) -> None:
        """Show these kinds."""
        self._kinds = list(kinds)
        self.setAccessibleName(", ".join(_(KINDS[kind]) for kind in self._kinds))
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for one line."""
        return QSize(theme().px(200), theme().px(22))

    def retranslate(self) -> None:
        """Draw the words anew."""
        super().retranslate()
        self.show_kinds(self._kinds)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a swatch and a word for each kind, as many as there is room for."""
        t, painter = theme(), QPainter(self)
        painter.setFont(t.font(12))
        at, metrics = 0, painter.fontMetrics()
        size, top = t.px(11), (self.height() - t.px(11)) // 2
        for kind in self._kinds:
            words = _(KINDS[kind])
            width = size + t.px(6) + metrics.horizontalAdvance(words)
            if at + width > self.width():
                break
            painter.setPen(QPen(t.colour("line_strong")))
            painter.setBrush(tint(kind) or t.colour("window"))
            painter.drawRect(at, top, size, size)
            painter.setPen(t.colour("muted"))
            painter.drawText(at + size + t.px(6), 0, width, self.height(), Qt.AlignmentFlag.AlignVCenter, words)
            at += width + t.px(16)
        painter.end()
