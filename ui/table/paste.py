"""Pasting a block: where each text goes, what does not fit, and the question when the shapes differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QTableWidget, QTableWidgetItem, QWidget

from ui.theme import theme
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from workstation.text import _, _n, joined

if TYPE_CHECKING:
    from ui.models.table_model import TableModel
    from ui.table.tsv import Block

SHOWN = 8


@dataclass(frozen=True)
class Plan:
    """What a paste would do.

    cells:    (row on screen, column, text) inside the rows there are
    new_rows: texts by column for rows beyond the last
    cut:      cells that have no column to go to
    asks:     the block has another shape than what was chosen, or does not fit
    """

    cells: tuple[tuple[int, int, str], ...]
    new_rows: tuple[dict[int, str], ...]
    cut: int
    asks: bool
    height: int
    width: int


def plan(block: Block, chosen: tuple[int, int, int, int], columns: list[int], rows: int) -> Plan:
    """Return where the texts of a block go.

    chosen:  (top, left, bottom, right) of the chosen cells; a single cell takes the block from there on, a larger
             choice is filled when the block fits into it a whole number of times
    columns: the columns in sight, in order; rows: how many rows the view has
    """
    top, left, bottom, right = chosen
    height, width = len(block), max(len(line) for line in block)
    lanes = [column for column in columns if column >= left]
    tall, wide = bottom - top + 1, sum(1 for column in lanes if column <= right)
    times_down, times_right, asks = 1, 1, len({len(line) for line in block}) > 1
    if (tall, wide) != (1, 1):
        if tall % height == 0 and wide % width == 0:
            times_down, times_right = tall // height, wide // width
        else:
            asks = True
    cells: list[tuple[int, int, str]] = []
    new: dict[int, dict[int, str]] = {}
    cut = 0
    for down in range(height * times_down):
        line = block[down % height]
        for along in range(width * times_right):
            at = along % width
            if at >= len(line):
                continue
            if along >= len(lanes):
                cut += 1
            elif top + down < rows:
                cells.append((top + down, lanes[along], line[at]))
            else:
                new.setdefault(top + down, {})[lanes[along]] = line[at]
    added = tuple(new[place] for place in sorted(new))
    return Plan(tuple(cells), added, cut, asks or bool(added) or bool(cut), height, width)


class PasteDialog(QDialog):
    """Shows where a block would go when its shape is another than what was chosen."""

    def __init__(self, made: Plan, model: TableModel, parent: QWidget | None) -> None:
        """Show the first cells before and after."""
        super().__init__(parent)
        self.setWindowTitle(_("Paste"))
        self.setMinimumWidth(theme().px(560))
        head = label(_("Paste {rows} rows of {columns} columns?", rows=made.height, columns=made.width), "title")
        notes = [_n("{n} cell changes.", "{n} cells change.", len(made.cells))]
        if made.new_rows:
            notes.append(_n("{n} row is added at the end.", "{n} rows are added at the end.", len(made.new_rows)))
        if made.cut:
            notes.append(_n("{n} cell has no field to go to and is left out.",
                            "{n} cells have no field to go to and are left out.", made.cut))
        cancel, accept = button(_("Cancel")), button(_("Paste"), "primary")
        cancel.clicked.connect(self.reject)
        accept.clicked.connect(self.accept)
        accept.setDefault(True)
        self.setLayout(column(head, label(joined(*notes), "muted", wrap=True), self._sample(made, model),
                              row(None, cancel, accept, margins=(0, 8, 0, 0)), spacing=10, margins=(24, 22, 24, 18)))

    def _sample(self, made: Plan, model: TableModel) -> QTableWidget:
        shown = made.cells[:SHOWN]
        table = QTableWidget(len(shown), 4)
        table.setProperty("framed", "true")
        table.setHorizontalHeaderLabels([_("Row"), _("Field"), _("Now"), _("Then")])
        table.verticalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        for i, (at, lane, text) in enumerate(shown):
            number = model.numbers(at, at + 1)[0]
            for j, words in enumerate((f"{number:,}", model.name(lane), model.text(at, lane) or "", text)):
                table.setItem(i, j, QTableWidgetItem(words))
        return table


def operations(made: Plan, model: TableModel) -> tuple[Any, Any]:
    """Return (edit of the cells or None, new rows or None) for a plan."""
    from workstation.operations.add_rows import AddRows
    from workstation.operations.edit_cells import EditCells

    ids: dict[int, int] = {}
    for at, _lane, _text in made.cells:
        if at not in ids:
            ids[at] = model.row_id(at)
    cells = tuple((ids[at], model.fields[lane].id, text or None) for at, lane, text in made.cells)
    rows = tuple({model.fields[lane].id: text or None for lane, text in one.items()} for one in made.new_rows)
    return (EditCells(cells=cells) if cells else None), (AddRows(new_rows=rows) if rows else None)
