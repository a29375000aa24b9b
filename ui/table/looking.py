"""What people look for on the Table page: find, go to a row, filters, sort, problems one by one, fixes, panels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from workstation.errors import Problem
from workstation.text import _, _n

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.jobs import Latest
    from ui.session import Session
    from ui.table.bottom import Bottom
    from ui.table.checking import Checking
    from ui.table.filter_box import FilterBox
    from ui.table.find_bar import FindBar
    from ui.table.fixes import Fix
    from ui.table.inspector import Inspector
    from ui.table.problem_set import CellProblem
    from ui.table.row_panel import RowPanel
    from ui.table.view_state import ViewState
    from ui.widgets.grid import Grid


class Looking:
    """Mixed into the page: the methods that ui/actions.py names for finding one's way."""

    desk: Desk
    session: Session
    grid: Grid
    state: ViewState
    checking: Checking
    finder: Latest
    find_bar: FindBar
    filter_box: FilterBox
    filter_button: QWidget
    inspector: Inspector
    bottom: Bottom
    row_panel: RowPanel

    # --- find -------------------------------------------------------------------------------------------------------

    def open_find(self) -> None:
        """Open the find bar."""
        self.find_bar.open()

    def find_next(self) -> None:
        """Find the next cell with the text."""
        self.look(False)

    def find_previous(self) -> None:
        """Find the cell before with the text."""
        self.look(True)

    def look(self, backwards: bool) -> None:
        """Look for the text of the find bar from the current cell on."""
        text, cells, at = self.find_bar.text, self.grid.cells, self.grid.currentIndex()
        if not text or cells.table is None:
            self.find_bar.open()
            return
        table, order = cells.table, cells.order
        start = (max(0, at.row()), at.column()) if at.isValid() else (0, -1)
        field = cells.fields[at.column()].id if self.find_bar.here.isChecked() and at.isValid() else None

        def work(job: Any) -> Any:
            from workstation.dataset.view import find

            return find(table, text, start, field, backwards=backwards, order=order, job=job)

        self.finder.start(work, self._found, self.desk.show, title=_("Searching"), shown=True)

    def _found(self, found: Any) -> None:
        if found is None:
            self.find_bar.say_missing()
            return
        self.grid.point(found.index, self.grid.cells.column_of(found.field))
        self.find_bar.say(_("Continued from the other end") if found.wrapped else "")

    def replace(self) -> None:
        """Go to the Clean page to replace the text, with a preview."""
        at = self.grid.currentIndex()
        field = self.grid.cells.fields[at.column()].id if at.isValid() else ""
        self.desk.go("clean", operation="replace_text", field=field, values={"find": self.find_bar.text})

    # --- going to a place -------------------------------------------------------------------------------------------

    def go_to_row(self) -> None:
        """Ask for a row number and go there."""
        table = self.session.table
        if table is None:
            return
        asked = self.desk.dialogs.text(_("Go to row"), _("Number of the row, 1 to {n}", n=f"{len(table):,}"),
                                       verb=_("Go"))
        if not asked:
            return
        digits = "".join(sign for sign in asked if sign.isdecimal())
        number = int(digits) if digits else 0
        if not 1 <= number <= len(table):
            self.desk.show(Problem("no-row", _("There is no row {row}.", row=asked),
                                   remedy=_("Rows go from 1 to {n}.", n=f"{len(table):,}")))
            return
        self.show_cell({"position": int(table.visible[number - 1])})

    def show_cell(self, where: dict[str, Any]) -> None:
        """Point at a cell: `position` or `row_id` of the row, `field` id; filters that hide it are cleared."""
        import numpy as np

        table, cells = self.session.table, self.grid.cells
        if table is None or cells.order is None:
            return
        position = where["position"] if "position" in where else int(table.positions([where["row_id"]])[0])
        hits = np.flatnonzero(cells.order == position)
        lane = cells.column_of(where.get("field", ""))
        if len(hits):
            self.grid.after_reset(int(hits[0]), lane if lane >= 0 else max(0, self.grid.currentIndex().column()))
        elif self.state.limited and not where.get("again"):
            self.state.ready.connect(lambda _order: self.show_cell({**where, "again": True}),
                                     _once())
            self.state.clear_filters()

    def show_problem(self, problem: CellProblem | None) -> None:
        """Point at the cell of a problem."""
        if problem is not None:
            self.show_cell({"position": problem.position, "field": problem.field})

    def next_problem(self) -> None:
        """Go to the next problem."""
        self._step_problem(False)

    def previous_problem(self) -> None:
        """Go to the problem before."""
        self._step_problem(True)

    def _step_problem(self, backwards: bool) -> None:
        found, cells, at = self.checking.problems, self.grid.cells, self.grid.currentIndex()
        if found is None:
            self.desk.tell(_("Not checked yet: choose a standard first.") if self.checking.state == "none" else _(
                "The check is still running."), (_("Check"), lambda: self.desk.go("check")))
            return
        if cells.order is None:
            return
        columns = [field.id for field in cells.fields]
        place = found.following(cells.order, columns, at.row(), at.column(), backwards)
        if place is None:
            self.desk.tell(_("No problems in these rows."))
            return
        self.grid.point(*place)
        self.grid.setFocus()
        number = found.first_of(cells.position(place[0]), columns[place[1]])
        if number >= 0:
            self.bottom.problems.point(number)

    # --- filters and order ------------------------------------------------------------------------------------------

    def add_filter(self) -> None:
        """Open the box that adds a filter, for the current field."""
        at = self.grid.currentIndex()
        field = self.grid.cells.fields[at.column()].id if at.isValid() else ""
        self.filter_box.open(self.filter_button, field)

    def filter_cell(self) -> None:
        """Show only rows with the current cell's value."""
        from workstation.dataset.filter import OneOf

        at, cells = self.grid.currentIndex(), self.grid.cells
        if at.isValid():
            self.state.add(OneOf(field=cells.fields[at.column()].id, values=(cells.text(at.row(), at.column()),)))

    def clear_filters(self) -> None:
        """Show every row again."""
        self.state.clear_filters()

    def sort_up(self) -> None:
        """Order by the current field, A to Z."""
        self._sort(False)

    def sort_down(self) -> None:
        """Order by the current field, Z to A."""
        self._sort(True)

    def _sort(self, down: bool) -> None:
        at = self.grid.currentIndex()
        if at.isValid():
            self.state.sort_by(self.grid.cells.fields[at.column()].id, down)

    def unsorted(self) -> None:
        """Show the rows in their own order again."""
        self.state.sort = ()
        self.state.update()

    # --- fixes ------------------------------------------------------------------------------------------------------

    def show_fixes(self) -> None:
        """Offer what could mend the current cell in a small menu."""
        self.row_panel.with_fixes(self._fix_menu)

    def _fix_menu(self, fixes: list[Fix]) -> None:
        menu, at = QMenu(self.grid), self.grid.currentIndex()
        if not fixes:
            menu.addAction(_("Nothing to propose for this cell")).setEnabled(False)
        for fix in fixes:
            shown = fix.words if fix.after is None or fix.after in fix.words else f"{fix.words}  →  {fix.after[:40]}"
            menu.addAction(shown, lambda fix=fix: self.mend(fix))
        menu.popup(self.grid.viewport().mapToGlobal(self.grid.visualRect(at).bottomLeft() + QPoint(0, 2)))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def mend(self, fix: Fix) -> None:
        """Do a fix."""
        import numpy as np

        rows = None if fix.row_id is None else np.array([fix.row_id], dtype=np.int64)
        if fix.operation.name == "edit_cells":
            rows = None
        self.session.do(fix.operation, rows).finished.connect(lambda changes: self.desk.tell(
            _n("{n} cell changed.", "{n} cells changed.", changes.count)) if changes.count > 1 else None)

    # --- panels -----------------------------------------------------------------------------------------------------

    def toggle_inspector(self) -> None:
        """Show or hide the row at the right."""
        self.inspector.setVisible(not self.inspector.isVisible())

    def toggle_panel(self) -> None:
        """Show or hide problems and steps below."""
        self.bottom.setVisible(not self.bottom.isVisible())


def _once() -> Any:
    from PySide6.QtCore import Qt

    return Qt.ConnectionType.SingleShotConnection
