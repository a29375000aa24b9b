"""How a frame of the grid is drawn: only what is in sight, column by column, with texts laid out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygon, QStaticText

from ui.theme import theme

if TYPE_CHECKING:
    from workstation.dataset.column import Positions

LONGEST = 400  # characters of a cell that are ever laid out: more cannot be seen
KEPT = 6000  # texts laid out that are kept: some screens full
WARNING, ERROR = 1, 2
SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff"


class Marks(Protocol):
    """What is to be said about cells besides their text."""

    def levels(self, field: str, positions: Positions) -> Sequence[int] | None:
        """Return 0, WARNING or ERROR for each row, None when the field has no problem at all."""

    def edited(self, field: str, positions: Positions, texts: Sequence[str | None]) -> Sequence[bool] | None:
        """Return which cells differ from what was imported or approved last, None when unknown."""


def shown(text: str) -> str:
    """Return a cell's text as one line: line ends and tabs as signs, and spaces at its ends, which nobody sees else."""
    inner = text.strip(SPACES)
    if len(inner) != len(text):
        if not inner:
            return "␣" * min(len(text), 3)
        before = len(text) - len(text.lstrip(SPACES))
        after = len(text) - before - len(inner)
        text = "␣" * min(before, 3) + inner + "␣" * min(after, 3)
    if "\n" in text or "\r" in text or "\t" in text:
        text = text.replace("\r\n", " ⏎ ").replace("\n", " ⏎ ").replace("\r", " ⏎ ").replace("\t", " ⇥ ")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


class Texts:
    """Texts laid out once and kept: laying out Chinese costs more than drawing it."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._kept: dict[tuple[str, int], QStaticText] = {}
        self.font = QFont()
        self.metrics = QFontMetrics(self.font)

    def use(self, font: QFont) -> None:
        """Lay out in this font; what was kept for another is dropped."""
        if font != self.font:
            self.font, self.metrics = QFont(font), QFontMetrics(font)
            self._kept.clear()

    def laid(self, text: str, room: int) -> QStaticText:
        """Return a text laid out to fit `room` pixels, with an ellipsis where it does not."""
        key = (text, room)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) > KEPT:
                self._kept.clear()
            line = shown(text)
            if self.metrics.horizontalAdvance(line) > room:
                line = self.metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
            found = QStaticText(line)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            found.prepare(font=self.font)
            self._kept[key] = found
        return found


@dataclass
class Inks:
    """The colours and measures of one frame."""

    text: QColor
    muted: QColor
    line: QColor
    accent: QColor
    tint: QColor
    stripe: QColor
    window: QColor
    levels: tuple[tuple[QColor, QColor], ...]
    """(ink, tint) by level."""
    pad: int
    corner: int
    bar: int

    @classmethod
    def now(cls) -> Inks:
        """Return those of the theme that is on."""
        c, px = theme().colour, theme().px
        return cls(c("text"), c("muted"), c("line"), c("accent"), c("accent_tint"), c("stripe"), c("window"),
                   ((c("text"), c("window")), (c("warning"), c("warning_tint")), (c("error"), c("error_tint"))),
                   px(6), px(8), px(3))


@dataclass
class Lane:
    """One column of a frame: where it lies and what stands in it, top to bottom."""

    column: int
    x: int
    width: int
    texts: Sequence[str | None]
    levels: Sequence[int] | None
    edited: Sequence[bool] | None
    right: bool


def draw_lane(painter: QPainter, lane: Lane, tops: Sequence[int], height: int, inks: Inks, texts: Texts) -> None:
    """Draw the problems, edits and texts of one column; the background lies there already."""
    x, width = lane.x, lane.width
    if lane.levels is not None:
        for top, level in zip(tops, lane.levels, strict=True):
            if level:
                painter.fillRect(x, top, width - 1, height - 1, inks.levels[level][1])
    if lane.edited is not None:
        for top, edited in zip(tops, lane.edited, strict=True):
            if edited:
                painter.fillRect(x, top, inks.bar, height - 1, inks.accent)
    room = width - 2 * inks.pad
    if room > 4:
        _draw_texts(painter, lane, tops, height, inks, texts, room)
    if lane.levels is not None:
        right = x + width - 1
        for top, level in zip(tops, lane.levels, strict=True):
            if level:
                painter.setBrush(inks.levels[level][0])
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawPolygon(QPolygon([QPoint(right - inks.corner, top), QPoint(right, top),
                                              QPoint(right, top + inks.corner)]))


def _draw_texts(painter: QPainter, lane: Lane, tops: Sequence[int], height: int, inks: Inks, texts: Texts,
                room: int) -> None:
    ink: QColor | None = None
    x = lane.x + inks.pad
    down = (height - texts.metrics.height()) // 2
    levels = lane.levels if lane.levels is not None else [0] * len(tops)
    for top, text, level in zip(tops, lane.texts, levels, strict=True):
        if text is None:
            continue
        wanted = inks.levels[level][0] if not text.isspace() else inks.muted
        if wanted is not ink:
            ink = wanted
            painter.setPen(ink)
        laid = texts.laid(text, room)
        at = x + room - int(laid.size().width()) if lane.right else x
        painter.drawStaticText(at, top + down, laid)


def draw_lines(painter: QPainter, area: QRect, lanes: Sequence[Lane], tops: Sequence[int], height: int,
               inks: Inks) -> None:
    """Draw the grid's lines: below each row, right of each column."""
    end = min(area.right(), max((lane.x + lane.width for lane in lanes), default=area.left()) - 1)
    below = (tops[-1] if tops else 0) + height - 1
    line = inks.line
    for top in tops:
        painter.fillRect(area.left(), top + height - 1, end - area.left() + 1, 1, line)
    for lane in lanes:
        painter.fillRect(lane.x + lane.width - 1, area.top(), 1, below - area.top() + 1, line)


def draw_current(painter: QPainter, cell: QRect, inks: Inks) -> None:
    """Draw the frame round the current cell: two pixels, inside it."""
    box = cell.adjusted(0, 0, -1, -1)
    for part in (QRect(box.left(), box.top(), box.width(), 2), QRect(box.left(), box.bottom() - 1, box.width(), 2),
                 QRect(box.left(), box.top(), 2, box.height()), QRect(box.right() - 1, box.top(), 2, box.height())):
        painter.fillRect(part, inks.accent)


__all__ = ["ERROR", "WARNING", "Inks", "Lane", "Marks", "Texts", "draw_current", "draw_lane", "draw_lines",
           "shown"]
