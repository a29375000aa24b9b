"""Fills the inspector for the current row, a moment after the cursor has come to rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ui.table.fixes import Fix, fixes_of
from ui.widgets.when import when, who
from workstation.text import _, _n

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.jobs import Latest
    from ui.table.checking import Checking
    from ui.table.inspector import Inspector
    from ui.table.marks import CellMarks
    from ui.table.problem_set import CellProblem
    from ui.widgets.grid import Grid
    from workstation.dataset.row_history import RowHistory, RowStep
    from workstation.dataset.table import Table

REST_MS = 70  # holding an arrow key must not lay out a form for each row it passes
TITLE_FIELDS = 2


class RowPanel(QObject):
    """Ties the grid's current row to the inspector."""

    def __init__(self, desk: Desk, grid: Grid, inspector: Inspector, checking: Checking, marks: CellMarks,
                 parent: QObject) -> None:
        """Follow the grid."""
        super().__init__(parent)
        self._desk, self._grid, self._inspector = desk, grid, inspector
        self._checking, self._marks = checking, marks
        self._problems, self._steps = desk.latest(self), desk.latest(self)
        self._asked, self._offered = desk.latest(self), desk.latest(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._show)
        self._sources: dict[str, Any] = {}
        self._history: RowHistory | None = None
        self.position = -1
        """Position of the row that the form shows."""
        inspector.pointed.connect(self._point)
        inspector.mended.connect(lambda fix: self.parent().mend(fix))  # type: ignore[attr-defined]
        inspector.imported_wanted.connect(self.show_imported)

    def start(self) -> None:
        """Take another table: its sources are read once."""
        self.position, self._history, self._sources = -1, None, {}

        def known(sources: list[Any]) -> None:
            self._sources = {source.id: source for source in sources}
            self.update()

        self._desk.session.ask(lambda dataset, job: dataset.sources(), known)

    def update(self) -> None:
        """Show the current row soon."""
        self._timer.start()

    def _point(self, field: str) -> None:
        lane, at = self._grid.cells.column_of(field), self._grid.currentIndex()
        if lane >= 0 and at.isValid() and at.column() != lane:
            self._grid.setCurrentIndex(self._grid.cells.index(at.row(), lane))

    def _show(self) -> None:
        cells, at, table = self._grid.cells, self._grid.currentIndex(), self._desk.session.table
        if table is None or not at.isValid() or at.row() >= cells.rowCount() or not self._inspector.isVisible():
            return
        position = cells.position(at.row())
        self.position = position
        self._inspector.show_fields(cells.fields)
        texts = [cells.text(at.row(), i) for i in range(min(len(cells.fields), len(self._inspector.lines)))]
        number = cells.numbers(at.row(), at.row() + 1)[0]
        named = [text.strip()[:40] for text in texts if text and text.strip()][:TITLE_FIELDS]
        title = " · ".join(named) or _("Row {row}", row=f"{number:,}")
        self._inspector.show_row(title, self._about(number, position, table), texts, editable=cells.editable)
        self._inspector.show_field(cells.fields[at.column()].id)
        self._show_source(position, table)
        self._show_problems(position)
        self._show_steps(position, table)

    def _about(self, number: int, position: int, table: Table) -> str:
        parts = [_("Row {row}", row=f"{number:,}")]
        base = self._marks.base
        if base is not None and position < base.height:
            import numpy as np

            at = np.array([position], dtype=np.int64)
            edited = sum(base.columns[f.id].values_at(at) != table.columns[f.id].values_at(at)
                         for f in table.fields if f.id in base.columns)
            if edited:
                parts.append(_n("{n} cell edited", "{n} cells edited", int(edited)))
        return " · ".join(parts)

    # --- source -----------------------------------------------------------------------------------------------------

    def _show_source(self, position: int, table: Table) -> None:
        origin = table.origin(position)
        if origin is None:
            self._inspector.show_source(_("Added by hand"), imported=False)
            return
        source = self._sources.get(origin.source)
        name = source.name if source is not None else _("a file")
        where = _("{file}, sheet “{sheet}”, row {row}", file=name, sheet=origin.sheet, row=f"{origin.row:,}") if (
            origin.sheet) else _("{file}, row {row}", file=name, row=f"{origin.row:,}")
        if source is not None:
            where += "\n" + _("Imported {time}", time=when(source.added_at))
        base = self._marks.base
        self._inspector.show_source(where, imported=base is not None and position < base.height)

    def show_imported(self) -> None:
        """Show the row as it was imported beside what stands there now."""
        table, base = self._desk.session.table, self._marks.base
        if table is None or base is None or not 0 <= self.position < base.height:
            return
        from ui.table.imported import ImportedDialog

        ImportedDialog(base, table, self.position, self._inspector).open()

    # --- problems and fixes -----------------------------------------------------------------------------------------

    def _show_problems(self, position: int) -> None:
        found = self._checking.problems
        if found is None:
            self._inspector.show_problems([])
            return
        self._problems.start(lambda job: found.of_row(position), lambda told: self._told(position, told),
                             self._desk.show)

    def _told(self, position: int, told: list[CellProblem]) -> None:
        if position != self.position:
            return
        self._inspector.show_problems(told)
        at = self._grid.currentIndex()
        if at.isValid() and any(p.field == self._grid.cells.fields[at.column()].id for p in told):
            field = self._grid.cells.fields[at.column()].id
            self._with_fixes(self._offered, lambda fixes: self._inspector.offer(field, fixes))

    def with_fixes(self, then: Callable[[list[Fix]], None]) -> None:
        """Find what could mend the current cell, then call `then` with it."""
        self._with_fixes(self._asked, then)

    def _with_fixes(self, latest: Latest, then: Callable[[list[Fix]], None]) -> None:
        dataset, cells, at = self._desk.session.dataset, self._grid.cells, self._grid.currentIndex()
        if dataset is None or not at.isValid() or not cells.editable:
            return
        row_id, field = cells.row_id(at.row()), cells.fields[at.column()].id
        codes, base, table = self._checking.codes(field), self._marks.base, dataset.table
        latest.start(lambda job: fixes_of(dataset, table, row_id, field, codes, base, job), then, self._desk.show)

    # --- steps ------------------------------------------------------------------------------------------------------

    def _show_steps(self, position: int, table: Table) -> None:
        dataset = self._desk.session.dataset
        if dataset is None:
            return
        import numpy as np

        row_id = int(table.row_ids(np.array([position], dtype=np.int64))[0])

        def work(job: Any) -> list[RowStep]:
            from workstation.dataset.row_history import RowHistory

            if self._history is None:
                self._history = RowHistory(dataset)
            return self._history.steps(row_id, job=job)

        def show(steps: list[RowStep]) -> None:
            if position == self.position:
                self._inspector.show_steps([self._worded(step) for step in steps])

        self._steps.start(work, show, self._desk.show, writes=dataset.id)

    def _worded(self, step: RowStep) -> tuple[str, str]:
        table, mine = self._desk.session.table, self._desk.session.person
        names = [table.by_id[field].name for field in step.fields if table is not None and field in table.by_id]
        what = _(", ").join(names[:3]) if names and step.entry.operation.get("operation") == "edit_cells" else (
            step.entry.summary)
        return what, _("{person}, {time}", person=who(step.entry.person, mine), time=when(step.entry.time))
