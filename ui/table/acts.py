"""What people do to cells and rows on the Table page: edit, copy, paste, fill, clear, add, remove; one step each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from ui.table.tsv import from_tsv, to_tsv
from workstation.errors import Problem
from workstation.text import _, _n

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.session import Session
    from ui.widgets.grid import Grid
    from workstation.dataset.operation import Operation

MOST_COPIED = 2_000_000  # cells; more is a file: the clipboard of other programs cannot take it either
MOST_TYPED = 200_000  # cells of one edit_cells: each is a line of the journal's plain data


class CellActs:
    """Mixed into the page: the methods that ui/actions.py names for cells and rows."""

    desk: Desk
    session: Session
    grid: Grid

    # --- writing ----------------------------------------------------------------------------------------------------

    def put(self, cells: Sequence[tuple[int, str, str | None]]) -> None:
        """Write texts into cells: (row id, field id, text), as one step."""
        from workstation.operations.edit_cells import EditCells

        if cells:
            self.do(EditCells(cells=tuple(cells)))

    def do(self, operation: Operation, rows: Any = None) -> None:
        """Do an operation; when it fails the grid shows what is written."""
        running = self.session.do(operation, rows)
        running.failed.connect(lambda _problem: self.grid.cells.forget_typed())

    def typed(self, position: int, field: str, text: str | None) -> None:
        """Write what was typed into a cell."""
        table = self.session.table
        if table is not None:
            import numpy as np

            row_id = int(table.row_ids(np.array([position], dtype=np.int64))[0])
            self.put([(row_id, field, text)])

    def edit_cell(self) -> None:
        """Edit the current cell."""
        self.grid.setFocus()
        self.grid.edit(self.grid.currentIndex())

    # --- the clipboard ----------------------------------------------------------------------------------------------

    def columns_shown(self) -> list[int]:
        """Return the columns in sight, in order."""
        return [i for i in range(len(self.grid.cells.fields)) if not self.grid.isColumnHidden(i)]

    def copy(self) -> bool:
        """Put the chosen cells on the clipboard as Excel and WPS read them; False when they are too many."""
        block = self.grid.block()
        if block is None:
            return False
        top, left, bottom, right = block
        lanes = [column for column in self.columns_shown() if left <= column <= right]
        if (bottom - top + 1) * len(lanes) > MOST_COPIED:
            self.desk.show(Problem("too-many-cells", _("These are too many cells for the clipboard."),
                                   remedy=_("Choose fewer, or export the table to a file.")))
            return False
        texts = [self.grid.cells.texts(top, bottom + 1, column) for column in lanes]
        QGuiApplication.clipboard().setText(to_tsv(list(zip(*texts, strict=True))))
        return True

    def cut(self) -> None:
        """Copy the chosen cells and make them blank."""
        if self.copy():
            self.clear_cells()

    def clear_cells(self) -> None:
        """Make the chosen cells blank."""
        block = self.grid.block()
        if block is None or not self._may_type(block):
            return
        top, left, bottom, right = block
        model, ids = self.grid.cells, self.grid.cells.row_ids(top, bottom + 1)
        self.put([(row_id, model.fields[column].id, None)
                  for column in self.columns_shown() if left <= column <= right
                  for row_id, text in zip(ids, model.texts(top, bottom + 1, column), strict=True) if text is not None])

    def _may_type(self, block: tuple[int, int, int, int]) -> bool:
        top, left, bottom, right = block
        if (bottom - top + 1) * (right - left + 1) <= MOST_TYPED:
            return True
        self.desk.show(Problem("too-many-cells", _("These are too many cells to change one by one."),
                               remedy=_("Use a step on the Clean page: it changes a whole field at once.")))
        return False

    def paste(self) -> None:
        """Put the block on the clipboard into the cells from the current one on; asks when the shapes differ."""
        from ui.table.paste import PasteDialog, operations, plan

        text, chosen = QGuiApplication.clipboard().text(), self.grid.block()
        if not text or chosen is None:
            return
        made = plan(from_tsv(text), chosen, self.columns_shown(), self.grid.cells.rowCount())
        if len(made.cells) > MOST_TYPED:
            self.desk.show(Problem("too-many-cells", _("These are too many cells to paste."),
                                   remedy=_("Save them as a file and import it.")))
            return
        if made.asks:
            dialog = PasteDialog(made, self.grid.cells, self.grid)
            if not self.accepted(dialog):
                return
        edit, rows = operations(made, self.grid.cells)
        for operation in (edit, rows):
            if operation is not None:
                self.do(operation)
        if made.cells:
            bottom, right = max(row for row, *_rest in made.cells), max(cell[1] for cell in made.cells)
            self.grid.choose(made.cells[0][0], made.cells[0][1], bottom, right)

    def accepted(self, dialog: QDialog) -> bool:
        """Return whether a person agreed; tests answer in its place."""
        return dialog.exec() == QDialog.DialogCode.Accepted

    def select_all(self) -> None:
        """Choose every cell."""
        self.grid.selectAll()

    # --- filling ----------------------------------------------------------------------------------------------------

    def fill_down(self) -> None:
        """Give the chosen cells the text of the first of them; a single cell takes the one above."""
        block = self.grid.block()
        if block is None:
            return
        top, left, bottom, right = block
        if top == bottom:
            self.copy_above()
            return
        if not self._may_type(block):
            return
        model, ids, cells = self.grid.cells, self.grid.cells.row_ids(top, bottom + 1), []
        for column in (c for c in self.columns_shown() if left <= c <= right):
            texts = model.texts(top, bottom + 1, column)
            cells += [(row_id, model.fields[column].id, texts[0])
                      for row_id, text in zip(ids, texts, strict=True) if text != texts[0]]
        self.put(cells)

    def copy_above(self) -> None:
        """Give the current cells the texts of the row above."""
        block = self.grid.block()
        if block is None or block[0] == 0:
            return
        top, left, _bottom, right = block
        model = self.grid.cells
        self.put([(model.row_id(top), model.fields[c].id, model.text(top - 1, c))
                  for c in self.columns_shown() if left <= c <= right and model.text(top - 1, c) != model.text(top, c)])

    # --- rows -------------------------------------------------------------------------------------------------------

    def new_row(self) -> None:
        """Add a blank row at the end and go there."""
        from workstation.operations.add_rows import AddRows

        self.session.do(AddRows(count=1)).finished.connect(lambda _changes: self.show_last_row())

    def show_last_row(self) -> None:
        """Point at the last row; filters that hide it are cleared."""
        table = self.session.table
        if table is not None and len(table):
            self.show_cell({"position": int(table.visible[-1])})

    def show_cell(self, where: dict[str, Any]) -> None:
        """Point at a cell; the page knows how."""
        raise NotImplementedError

    def remove_rows(self) -> None:
        """Take the chosen rows out of sight; Undo brings them back, so nothing is asked."""
        from workstation.operations.remove_rows import RemoveRows

        block, model = self.grid.block(), self.grid.cells
        if block is None or model.table is None or model.order is None:
            return
        rows = model.table.row_ids(model.order[block[0] : block[2] + 1])
        count = len(rows)
        said = _n("{n} row removed.", "{n} rows removed.", count)
        self.session.do(RemoveRows(), rows).finished.connect(
            lambda _changes: self.desk.tell(said, (_("Undo"), self._undo)))

    def label_rows(self) -> None:
        """Take the chosen rows to the Label page, where one answer is given to all of them."""
        block, model = self.grid.block(), self.grid.cells
        if block is not None and model.table is not None and model.order is not None:
            rows = model.table.row_ids(model.order[block[0] : block[2] + 1])
            self.desk.go("label", rows=[int(row) for row in rows])

    def _undo(self) -> None:
        self.session.undo()

    # --- columns ----------------------------------------------------------------------------------------------------

    def keep_columns(self) -> None:
        """Remember widths and what is hidden; the page knows where."""
        raise NotImplementedError

    def hide_column(self) -> None:
        """Take the current column out of sight, here only; the data stays."""
        column = self.grid.currentIndex().column()
        if len(self.columns_shown()) > 1 and column >= 0:
            self.grid.setColumnHidden(column, True)
            self.grid.point(self.grid.currentIndex().row(), column)
            self.keep_columns()

    def show_columns(self) -> None:
        """Show every column again."""
        for column in range(len(self.grid.cells.fields)):
            self.grid.setColumnHidden(column, False)
        self.keep_columns()

    def holder(self) -> QWidget:
        """Return the widget that small boxes lie over."""
        return self.grid
