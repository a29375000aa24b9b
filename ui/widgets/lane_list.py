"""Lane list: the lines of a history with their branches painted beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ui import icons
from ui.models.lanes import Mark, width
from ui.theme import theme
from ui.widgets.records import Col, RecordDelegate, RecordModel, Records

STEP = 18  # pixels of the drawings from lane to lane
MOST = 8
COLOURS = ("accent", "warning", "good", "error")
"""A branch is told apart by its place; the colour only helps the eye."""


class LaneDelegate(RecordDelegate):
    """Paints lanes, then an icon or mark, then the sentence with its pills."""

    def __init__(self, owner: LaneList) -> None:
        """Paint for `owner`."""
        super().__init__(owner)
        self.owner = owner

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Paint one line."""
        model, t, px = index.model(), theme(), theme().px
        if not isinstance(model, RecordModel) or index.row() >= len(self.owner.drawn):
            return
        record, mark = model.records[index.row()], self.owner.drawn[index.row()]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, t.colour("accent_tint"))
            if self.owner.hasFocus():
                painter.fillRect(QRect(rect.x(), rect.y(), px(3), rect.height()), t.colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, t.colour("hover"))
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._lines(painter, rect, mark)
        here = bool(self.owner.is_here(record))
        faint = bool(self.owner.is_past(record))
        self._dot(painter, rect, mark, here=here, faint=faint)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        x = rect.x() + px(14) + px(STEP) * self.owner.lanes
        column = model.columns[0]
        if column.icon and (drawing := column.icon(record)):
            icons.paint(painter, *drawing, x, rect.center().y() - px(8) + 1, 16)
            x += px(24)
        self._words(painter, option, QRect(x, rect.y(), rect.right() - x - px(8), rect.height()), column.text(record),
                    "muted" if faint else "text", bold=here, pills=self.owner.pills(record))
        painter.restore()

    def _words(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, words: str, token: str, *, bold: bool,
               pills: Sequence[tuple[str, str]]) -> None:
        t, px = theme(), theme().px
        small = t.font(11)
        painter.setFont(small)
        wide = sum(painter.fontMetrics().horizontalAdvance(text) + px(22) for text, _token in pills)
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(t.colour(token))
        shown = painter.fontMetrics().elidedText(words.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width() - wide)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        x = room.x() + painter.fontMetrics().horizontalAdvance(shown) + px(8)
        for text, pill_token in pills:
            self._pill(painter, QRect(x, room.y(), room.right() - x, room.height()), x, text, pill_token)
            x += painter.fontMetrics().horizontalAdvance(text) + px(22)

    def _x(self, rect: QRect, lane: int) -> float:
        return float(rect.x() + theme().px(18) + min(lane, MOST) * theme().px(STEP))

    def _pen(self, painter: QPainter, lane: int) -> None:
        painter.setPen(QPen(theme().colour(COLOURS[lane % len(COLOURS)] if lane else "accent"), max(1.6, theme().px(2) * 0.9)))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _lines(self, painter: QPainter, rect: QRect, mark: Mark) -> None:
        middle = rect.y() + rect.height() / 2
        for lane in mark.through:
            self._pen(painter, lane)
            painter.drawLine(QPointF(self._x(rect, lane), rect.y()), QPointF(self._x(rect, lane), rect.bottom() + 1))
        own = self._x(rect, mark.lane)
        for lane in mark.into:
            self._pen(painter, lane)
            x = self._x(rect, lane)
            path = QPainterPath(QPointF(x, rect.y()))
            path.cubicTo(QPointF(x, middle), QPointF(own, rect.y() + rect.height() * 0.2), QPointF(own, middle))
            painter.drawPath(path)
        if mark.down:
            self._pen(painter, mark.lane)
            painter.drawLine(QPointF(own, middle), QPointF(own, rect.bottom() + 1))

    def _dot(self, painter: QPainter, rect: QRect, mark: Mark, *, here: bool, faint: bool) -> None:
        if not mark.dot:
            return
        t, px = theme(), theme().px
        centre = QPointF(self._x(rect, mark.lane), rect.y() + rect.height() / 2)
        self._pen(painter, mark.lane)
        painter.setBrush(t.colour("window"))
        if here:
            painter.drawEllipse(centre, px(7), px(7))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.colour("accent"))
            painter.drawEllipse(centre, px(4), px(4))
            return
        if not faint:
            painter.setBrush(t.colour(COLOURS[mark.lane % len(COLOURS)] if mark.lane else "accent"))
        painter.drawEllipse(centre, px(4), px(4))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return a modest size; the column stretches."""
        return QSize(theme().px(280), theme().px(34))


class LaneList(Records):
    """Records whose first column has lanes beside its words."""

    def __init__(self, columns: Sequence[Col], *, name: str, height: int = 36) -> None:
        """Make an empty list; see Records."""
        super().__init__(columns, name=name, height=height)
        self.drawn: list[Mark] = []
        self.lanes = 1
        self.setItemDelegateForColumn(0, LaneDelegate(self))

    def is_here(self, record: Any) -> bool:
        """Return whether we stand on this record. Pages put their own in place of it."""
        return False

    def is_past(self, record: Any) -> bool:
        """Return whether the record is not on the way to where we stand."""
        return False

    def pills(self, record: Any) -> Sequence[tuple[str, str]]:
        """Return (words, token) of the small marks behind a record's words."""
        return ()

    def show_lanes(self, records: Sequence[Any], drawn: list[Mark], current: int = -1) -> None:
        """Show records with their lanes."""
        self.drawn, self.lanes = drawn, min(MOST + 1, width(drawn))
        self.show_records(records, current)
