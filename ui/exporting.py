"""The export dialog: which file, which rows, which fields; written in the background."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QRadioButton, QWidget

from ui.theme import theme
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from ui.desk import Desk
    from workstation.dataset.column import Positions

HINTS = {
    "xlsx": N_("For people with Excel or WPS. Every cell is text, so long numbers and codes stay as they are."),
    "ods": N_("For people with LibreOffice. Every cell is text, as in xlsx."),
    "csv": N_("Opens everywhere. Text that a spreadsheet would take for a formula gets an apostrophe before it."),
    "parquet": N_("For programs: exact and small."),
    "jsonl": N_("For programs: one row a line."),
}


class ExportDialog(QDialog):
    """Asks for the kind of file and the rows."""

    def __init__(self, desk: Desk, shown: Positions | None, parent: QWidget | None) -> None:
        """Offer the kinds of files; `shown` are the rows of a narrowed or ordered view, None when all are shown."""
        super().__init__(parent)
        from workstation.writers.catalogue import WRITERS

        self.setWindowTitle(_("Export this table"))
        self.setMinimumWidth(theme().px(460))
        table = desk.session.table
        total = len(table) if table is not None else 0
        self.kinds = {kind.name: QRadioButton(_(kind.title)) for kind in WRITERS}
        kinds = QWidget()
        parts: list[Any] = []
        for name, choice in self.kinds.items():
            hint = label(_(HINTS[name]) if name in HINTS else "", "small", wrap=True)
            hint.setContentsMargins(theme().px(24), 0, 0, theme().px(6))
            parts += [choice, hint]
        kinds.setLayout(column(*parts, spacing=0))
        next(iter(self.kinds.values())).setChecked(True)
        self.all = QRadioButton(_n("{n:,} row: the whole table", "{n:,} rows: the whole table", total))
        self.view = QRadioButton(_n("{n:,} row: as you see it now", "{n:,} rows: as you see them now",
                                    len(shown) if shown is not None else 0))
        rows = QWidget()
        rows.setLayout(column(self.all, self.view, spacing=2))
        self.view.setVisible(shown is not None)
        (self.view if shown is not None else self.all).setChecked(True)
        cancel, accept = button(_("Cancel"), press=self.reject), button(_("Choose a place…"), "primary", press=self.accept)
        accept.setDefault(True)
        self.setLayout(column(label(_("Export this table"), "title"), 4, label(_("Kind of file"), "strong"), kinds,
                              label(_("Rows"), "strong"), rows, row(None, cancel, accept, margins=(0, 12, 0, 0)),
                              spacing=6, margins=(24, 22, 24, 18)))

    def kind(self) -> str:
        """Return the name of the chosen kind of file."""
        return next(name for name, choice in self.kinds.items() if choice.isChecked())


def export_table(desk: Desk, shown: Positions | None = None) -> None:
    """Ask, then write the table in front to a file."""
    dataset = desk.session.dataset
    if dataset is None:
        return
    dialog = ExportDialog(desk, shown, QApplication.activeWindow())
    if dialog.exec() == QDialog.DialogCode.Accepted:
        write(desk, dialog.kind(), shown if dialog.view.isChecked() else None)


def write(desk: Desk, kind: str, positions: Positions | None) -> None:
    """Ask for a place and write; the system has asked already before replacing a file."""
    from workstation.writers.catalogue import WRITERS

    dataset = desk.session.dataset
    if dataset is None:
        return
    ending = next(one.extension for one in WRITERS if one.name == kind)
    chosen = desk.dialogs.save_file(_("Export this table"), dataset.name + ending, [f"*{ending}"])
    if chosen is None:
        return
    path = chosen if chosen.suffix.lower() == ending else chosen.with_name(chosen.name + ending)
    table = dataset.table

    def work(job: Any) -> Any:
        from workstation.writers.catalogue import writer_for

        return writer_for(path).write(table, path, job, positions=positions, overwrite=True)

    desk.run(work, lambda written: _done(desk, written), title=_("Exporting"))


def _done(desk: Desk, written: Any) -> None:
    path = Path(written.path)
    said = _n("{n:,} row written to {file}.", "{n:,} rows written to {file}.", written.rows, file=path.name)
    desk.tell(said, (_("Show the folder"), lambda: _open(path.parent)))


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
