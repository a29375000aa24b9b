"""Corrections on the collect page: what a workbook that came back says otherwise, cell by cell, before it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.widgets.buttons import button
from ui.widgets.labels import label, line
from ui.widgets.panel import column, row, surface
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.templates.corrections import Correction, Corrections

BLANK = "–"


class CorrectionsView(QWidget, Worded):
    """One file after another: before and after, and what may be taken besides."""

    taken = Signal(object, object)
    """(Corrections, {only_marked, conflicts, rows})."""
    closed = Signal()

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__()
        self.waiting: list[tuple[Path, Corrections]] = []
        self.title, self.about = label(role="title"), label(role="muted")
        self.list = Records([
            Col(N_("Row"), lambda one: f"{one.row:,}", 72, "muted", right=True),
            Col(N_("Field"), lambda one: one.title or one.name, 170, "muted"),
            Col(N_("Before"), lambda one: BLANK if one.before is None else one.before, 0, "error"),
            Col(N_("Corrected"), lambda one: BLANK if one.after is None else one.after, 0, "good", bold=True),
            Col(N_("Remark"), _remark, 260, lambda one: "warning" if one.conflict else "muted", drop=760)],
            name=N_("Corrected cells, before and after"), height=30)
        self.marked, self.conflicts, self.rows = QCheckBox(), QCheckBox(), QCheckBox()
        for box in (self.marked, self.conflicts, self.rows):
            box.toggled.connect(lambda _on: self._tell())
        self.take_b = button(icon="tick", press=self.take)
        self.skip_b = button(kind="quiet", press=self.skip)
        self.word(self.skip_b.setText, N_("Leave it"))
        self.notes = label(role="muted", wrap=True)
        head = row(self.title, 6, self.about, None, margins=(24, 18, 24, 12))
        below = row(self.marked, self.conflicts, self.rows, None, self.skip_b, self.take_b, spacing=16)
        foot = surface(column(line(), column(self.notes, below, spacing=8, margins=(24, 10, 24, 12)), spacing=0), "panel")
        whole = column(head, line(), self.list, foot, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    @property
    def current(self) -> Corrections | None:
        """The corrections in sight."""
        return self.waiting[0][1] if self.waiting else None

    def show_corrections(self, found: Sequence[tuple[Path, Corrections]]) -> None:
        """Show these, one file after another."""
        self.waiting = list(found)
        self._show()

    def _show(self) -> None:
        found = self.current
        if found is None:
            self.closed.emit()
            return
        for box in (self.marked, self.conflicts, self.rows):
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)
        self.list.show_records(found.cells, 0 if found.cells else -1)
        self.marked.setVisible(any(not one.marked for one in found.cells) and any(one.marked for one in found.cells))
        self.conflicts.setVisible(any(one.conflict for one in found.cells))
        self.rows.setVisible(bool(found.new_rows or found.gone))
        self._tell()
        self.take_b.setFocus()

    @property
    def options(self) -> dict[str, Any]:
        """What is taken besides plain corrections."""
        return {"only_marked": self.marked.isChecked(), "conflicts": self.conflicts.isChecked(), "rows": self.rows.isChecked()}

    def _tell(self) -> None:
        found = self.current
        if found is None:
            return
        self.title.setText(_("Corrections of {sender}", sender=found.sender or found.file))
        left = len(self.waiting) - 1
        more = _n("{n} more file after this one", "{n} more files after this one", left) if left else ""
        self.about.setText("  ·  ".join(part for part in (found.file, more) if part))
        self.marked.setText(_("Only cells that had been marked"))
        clash = sum(one.conflict for one in found.cells)
        self.conflicts.setText(_n("Also {n} cell that was changed here too", "Also {n} cells that were changed here too",
                                  clash))
        self.rows.setText(_("Also rows: {new} new, {gone} taken out", new=len(found.new_rows), gone=len(found.gone)))
        operation = found.operation(**self.options)
        count = len(operation.cells) if operation is not None else 0
        self.take_b.setText(_n("Take {n} cell", "Take {n} cells", count))
        self.take_b.setEnabled(operation is not None)
        told = [str(one) for one in found.warnings]
        if found.open:
            told.append(_n("{n} marked cell is as it was.", "{n} marked cells are as they were.", found.open))
        if not found.cells:
            told.insert(0, _("No cell is another one than before."))
        self.notes.setText("\n".join(told))
        self.notes.setVisible(bool(told))

    def take(self) -> None:
        """Take what is chosen."""
        if self.current is not None and self.current.operation(**self.options) is not None:
            self.taken.emit(self.current, self.options)

    def skip(self) -> None:
        """Go on to the next file without taking this one."""
        self.waiting = self.waiting[1:]
        self._show()

    def retranslate(self) -> None:
        """Word counts again."""
        super().retranslate()
        self._tell()


def _remark(one: Correction) -> str:
    if one.conflict:
        return _("changed here too: {text}", text=one.now if one.now is not None else BLANK)
    if one.now == one.after:
        return _("it stands like this already")
    return _("had been marked") if one.marked else _("had not been marked")
