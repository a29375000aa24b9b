"""The middle of the import page: the sheet as it stands with what was recognised, and the table that comes of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QStackedWidget, QWidget

from ui.models.sheet_parts import Parts
from ui.pages.import_look import FIRST, Head, Item
from ui.widgets.buttons import button
from ui.widgets.cells import Cells
from ui.widgets.empty import EmptyState
from ui.widgets.labels import label, line
from ui.widgets.panel import column, row, surface
from ui.widgets.sheet_cells import Legend, SheetCells
from ui.words import Worded
from workstation.text import N_, _

KEYS = {Qt.Key.Key_H: "header", Qt.Key.Key_D: "first", Qt.Key.Key_E: "last"}


class ImportSheet(QStackedWidget, Worded):
    """Two looks at one item, above each other; or why nothing could be read."""

    said = Signal(object)
    """Options that follow from a row a person pointed at."""

    def __init__(self) -> None:
        """Make both looks; `show_item` fills them."""
        super().__init__()
        self._item: Item | None = None
        self._head = Head()
        self.sheet, self.cells = SheetCells(N_("The sheet")), Cells(N_("First rows"))
        self.sheet.pointed.connect(self._tell)
        self.sheet.installEventFilter(self)
        self.legend, self.reason = Legend(), label(role="small")
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.no_cells = EmptyState("file", N_("Nothing could be read"),
                                   N_("The reason stands at the right, with ways to read it otherwise."))
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self._above())
        self.split.addWidget(self._below())
        self.split.setSizes([330, 300])
        self.split.setChildrenCollapsible(False)
        self.addWidget(self.split)
        self.addWidget(self.no_cells)

    def _above(self) -> QWidget:
        title = label(role="caps")
        self.word(title.setText, N_("THE SHEET"))
        self.header = button(kind="quiet", press=lambda: self.point("header"))
        self.first = button(kind="quiet", press=lambda: self.point("first"))
        self.last = button(kind="quiet", press=lambda: self.point("last"))
        for made, words, hint in (
                (self.header, N_("Header here"), N_("The cursor stands on the header. Key: H; Shift+H adds the row to it.")),
                (self.first, N_("Data from here"), N_("The data begins in the row of the cursor. Key: D")),
                (self.last, N_("Data to here"), N_("The data ends in the row of the cursor. Key: E"))):
            self.word(made.setText, words)
            self.word(made.setToolTip, hint)
        bar = row(title, 8, self.legend, margins=(12, 8, 12, 8))
        bar.setStretch(2, 1)
        below = row(self.reason, self.header, self.first, self.last, spacing=4, margins=(12, 3, 6, 3))
        below.setStretch(0, 1)
        foot = surface(below, "panel")
        made_whole = column(bar, line(), self.sheet, line(), foot, spacing=0)
        made_whole.setStretch(2, 1)
        return surface(made_whole, "plain")

    def _below(self) -> QWidget:
        title = label(role="caps")
        self.word(title.setText, N_("THE TABLE THAT COMES OF IT"))
        self.shown = label(role="small")
        bar = row(title, None, self.shown, margins=(12, 8, 12, 8))
        whole = column(bar, line(), self.cells, spacing=0)
        whole.setStretch(2, 1)
        return surface(whole, "plain")

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_item(self, item: Item | None) -> None:
        """Show the sheet of a table and its first rows."""
        self._item = item
        looked = item.looked if item else None
        self.setCurrentWidget(self.no_cells if item is not None and looked is None else self.split)
        if looked is None:
            self.cells.show_cells((), (), ())
            self.sheet.show_sheet((), [], [], Parts())
            self.legend.show_kinds([])
            self.shown.setText("")
            return
        parts = Parts(looked.found.parts, looked.others)
        head = looked.head
        if head.rows == self._head.rows and head.letters == self._head.letters:
            head = self._head  # the same cells, so that cursor and columns stay
        self._head = head
        self.sheet.show_sheet(head.letters, head.rows, head.numbers, parts)
        self.legend.show_kinds(parts.kinds())
        self.cells.show_cells(looked.found.names, looked.rows, looked.numbers)
        words = _("the first {n}", n=FIRST) if len(looked.rows) >= FIRST else ""
        self.shown.setText(_("first look, reading on …") if item and item.provisional else words)
        self._tell()

    def retranslate(self) -> None:
        """Word the reason and the headers again."""
        super().retranslate()
        self.show_item(self._item)

    def _tell(self, *_at: int) -> None:
        at = self.sheet.row_here()
        area = self.sheet.sheet.parts.of_row(at - 1) if at else None
        hint = _("Point at a row to see what it was taken for, and why.")
        said = _("Row {n}: {reason}", n=f"{at:,}", reason=area.reason) if area and area.reason else hint
        self.reason.setText(said)
        self.reason.setToolTip(said)

    # --- saying ------------------------------------------------------------------------------------------------------

    def point(self, what: str, *, more: bool = False) -> None:
        """Say that the row of the cursor is the header, or that the data begins or ends there."""
        at, looked = self.sheet.row_here(), self._item.looked if self._item else None
        if not at or looked is None:
            return
        found = looked.found
        if what == "header":
            top = found.first_row - found.header_rows
            rows = at - top + 1 if more and top <= at else 1
            self.said.emit({"header_rows": rows, "first_row": at + 1})
        elif what == "first":
            self.said.emit({"header_rows": min(found.header_rows, at - 1), "first_row": at})
        else:
            self.said.emit({"last_row": at})

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """Take H, D and E on the sheet."""
        if watched is self.sheet and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if bare and event.key() in KEYS:
                self.point(KEYS[Qt.Key(event.key())], more=bool(event.modifiers()))
                return True
        return bool(super().eventFilter(watched, event))
