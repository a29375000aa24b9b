"""Before and after: a list of changed cells: row, field, what stood there, what stands there now."""

from __future__ import annotations

from typing import Any

from ui.widgets.records import Col, Records
from workstation.text import N_, _

BLANK = "–"


def _text(value: str | None) -> str:
    return BLANK if value is None else value


def _after(cell: Any) -> str:
    return _text(cell.after)


def columns(*, narrow: bool = False) -> list[Col]:
    """Return the columns for PreviewCell records; narrow ones for a side panel."""
    return [Col(N_("Row"), lambda cell: f"{cell.row:,}" if cell.row else _("new"), 64 if narrow else 76, "muted", right=True),
            Col(N_("Field"), lambda cell: cell.field, 0 if narrow else 150, "muted"),
            Col(N_("Before"), lambda cell: _text(cell.before), 0, lambda cell: "muted" if cell.before is None else "error"),
            Col(N_("After"), _after, 0, lambda cell: "muted" if cell.after is None else "good", bold=not narrow)]


class ChangedCells(Records):
    """Changed cells, before and after; Enter opens the row."""

    def __init__(self, *, narrow: bool = False, framed: bool = False) -> None:
        """Start empty."""
        super().__init__(columns(narrow=narrow), name=N_("Changed cells, before and after"), height=28 if narrow else 30,
                         framed=framed)
