"""A row as it was imported, beside what stands there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from ui.theme import theme
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from ui.widgets.records import Col, Records
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.dataset.table import Table

Line = tuple[str, str, str, bool]
"""(field, as imported, now, whether they differ)."""


class ImportedDialog(QDialog):
    """Not modal: one may look at it and go on."""

    def __init__(self, base: Table, table: Table, position: int, parent: QWidget) -> None:
        """Compare one row of two tables, field by field."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("As it was imported"))
        self.resize(theme().px(680), theme().px(480))
        lines: list[Line] = []
        for field in table.fields:
            then = base.columns[field.id].get(position) if field.id in base.columns else None
            now = table.columns[field.id].get(position)
            lines.append((field.title or field.name, then or "", now or "", then != now))
        self.list = Records([
            Col(N_("Field"), lambda line: line[0], 180, "muted"),
            Col(N_("As imported"), lambda line: line[1]),
            Col(N_("Now"), lambda line: line[2], token=lambda line: "accent" if line[3] else "text")],
            name=N_("The row, field by field"), framed=True)
        self.list.show_records(lines, 0)
        changed = sum(line[3] for line in lines)
        shut = button(_("Close"), press=self.accept)
        said = _n("{n} cell has changed.", "{n} cells have changed.", changed) if changed else _(
            "Nothing was changed since.")
        self.setLayout(column(label(_("As it was imported"), "title"), label(said, "muted"), self.list,
                              row(None, shut), spacing=10, margins=(24, 20, 24, 18)))
