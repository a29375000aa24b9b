"""Drawn rows: some rows of a table as records, one column for each field, changed cells marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtGui import QFontMetrics

from ui.theme import theme
from ui.widgets.records import Col, Records
from workstation.text import N_

NARROWEST, WIDEST, ROOM = 72, 260, 44  # pixels of the drawings


class DrawnRows(Records):
    """Rows with their cells; its columns are those of the table in front."""

    def __init__(self, name: str) -> None:
        """Start without columns; name is marked by N_."""
        super().__init__([Col(N_("Row"), lambda row: f"{row['row']:,}", 76, "muted", right=True)], name=name)

    def show_rows(self, fields: Sequence[str], rows: Sequence[dict[str, Any]], changed: Collection[tuple[int, str]]) -> None:
        """Show rows {"row", "row_id", "cells"}; changed: (row id, field name) of cells to mark."""
        def column(at: int, name: str) -> Col:
            def mark(row: Any) -> tuple[str, str] | None:
                return ("edit", "accent") if (row["row_id"], name) in changed else None

            longest = max([name, *(row["cells"][at] or "" for row in rows)], key=measure.horizontalAdvance)
            wide = measure.horizontalAdvance(longest) / theme().scale + ROOM
            return Col(name, lambda row: row["cells"][at] or "", round(min(WIDEST, max(NARROWEST, wide))),
                       lambda row: "accent" if mark(row) else "text", mark)

        measure, model = QFontMetrics(theme().font()), self.list
        model.beginResetModel()
        model.records = ()
        model.columns = [model.columns[0], *(column(at, name) for at, name in enumerate(fields))]
        model.endResetModel()
        self._size()
        self.show_records(rows)
