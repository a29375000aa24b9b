"""The Table page: the grid with its filters, the row beside it, problems and steps below."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QSplitter, QStackedWidget, QWidget

from ui.pages.page import Page
from ui.table.acts import CellActs
from ui.table.bottom import Bottom
from ui.table.checking import Checking
from ui.table.filter_box import FilterBox
from ui.table.find_bar import FindBar
from ui.table.inspector import Inspector
from ui.table.looking import Looking
from ui.table.marks import CellMarks, find_base
from ui.table.problem_list import ProblemList
from ui.table.row_panel import RowPanel
from ui.table.view_state import ViewState
from ui.theme import theme
from ui.widgets.buttons import button
from ui.widgets.chips import ChipBar
from ui.widgets.empty import EmptyState
from ui.widgets.grid import Grid
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from workstation.text import N_, _

if TYPE_CHECKING:
    from ui.table.problem_set import CellProblem
    from workstation.dataset.column import Positions
    from workstation.dataset.dataset import Changes

STEPS_SHOWN = 200
SHAPE = frozenset({"field-added", "field-removed", "field-restored", "field-described", "field-moved"})
ROWS = frozenset({"rows-added", "rows-hidden", "rows-shown"})


class TablePage(Looking, CellActs, Page):
    """One table."""

    def build(self) -> None:
        """Lay it out: header, find bar, grid over the panel, inspector at the right."""
        self.marks = CellMarks()
        self.state = ViewState(self.desk, self)
        self.checking = Checking(self.desk, self)
        self.grid = Grid(self.marks)
        self.finder = self.desk.latest(self)
        self._dataset = ""
        self.bottom = Bottom(self.place_of)
        self.inspector = Inspector()
        self.row_panel = RowPanel(self.desk, self.grid, self.inspector, self.checking, self.marks, self)
        self.find_bar = FindBar()
        self.rows = QStackedWidget()
        self.no_rows = EmptyState("rows", N_("No rows yet"), N_("Add a row by hand, or bring rows in from a file."), [
            (N_("New row"), self.new_row), (N_("Import files…"), lambda: self.desk.go("import", ask=True))])
        self.no_hits = EmptyState("filter", N_("No row matches these filters"), "", [
            (N_("Clear all filters"), self.state.clear_filters)])
        for part in (self.grid, self.no_rows, self.no_hits):
            self.rows.addWidget(part)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.rows)
        self.split.addWidget(self.bottom)
        self.split.setChildrenCollapsible(False)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([theme().px(560), theme().px(200)])
        middle = QWidget()
        middle.setLayout(column(self._header(), self.find_bar, self.split, spacing=0))
        whole = row(middle, self.inspector, spacing=0)
        whole.setStretch(0, 1)
        self.body.addLayout(whole)
        self.filter_box = FilterBox(self.desk, self.state, middle)
        self._connect()

    def _header(self) -> QWidget:
        self.title = label(role="title")
        self.filter_button = button(icon="filter", press=lambda: self.add_filter())
        self.word(self.filter_button.setText, N_("Add filter"))
        self.chips = ChipBar(self.filter_button)
        self.count = label(role="small")
        self.row_button = button(icon="plus", press=self.new_row)
        self.word(self.row_button.setText, N_("New row"))
        head = QWidget()
        layout = row(self.title, self.chips, self.count, self.row_button, spacing=10, margins=(14, 8, 14, 8))
        layout.setStretch(1, 1)
        head.setLayout(layout)
        head.setMinimumHeight(theme().px(50))
        return head

    def _connect(self) -> None:
        grid, state, session = self.grid, self.state, self.session
        self._widths = QTimer(self)
        self._widths.setSingleShot(True)
        self._widths.setInterval(600)
        self._widths.timeout.connect(self.keep_columns)
        grid.cells.edited.connect(self.typed)
        grid.copy_wanted.connect(self.copy)
        grid.cut_wanted.connect(self.cut)
        grid.paste_wanted.connect(self.paste)
        grid.clear_wanted.connect(self.clear_cells)
        grid.sort_wanted.connect(lambda lane: state.cycle(grid.cells.fields[lane].id))
        grid.names.menu_wanted.connect(self._field_menu)
        grid.moved.connect(self._moved)
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._cell_menu)
        grid.names.sectionResized.connect(lambda *_sizes: self._widths.start())
        state.ready.connect(self._show_rows)
        state.changed.connect(self._show_limits)
        self.checking.changed.connect(self._checked)
        self.filter_box.added.connect(state.add)
        self.filter_box.problems_wanted.connect(lambda: state.show_only_problems(True))
        self.find_bar.wanted.connect(self.look)
        self.find_bar.closed.connect(grid.setFocus)
        self.find_bar.replace.clicked.connect(lambda: self.replace())
        self.bottom.problem_opened.connect(self.show_problem)
        self.bottom.entry_opened.connect(lambda entry: self.desk.go("history", state=entry.state))
        self.bottom.check_wanted.connect(lambda: self.desk.go("check"))
        self.inspector.edited.connect(lambda field, text: self.typed(self.row_panel.position, field, text))
        session.dataset_changed.connect(self._other_table)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the table in front anew; another table begins at its first cell with every row."""
        dataset = self.session.dataset
        if dataset is None:
            return
        other, self._dataset = dataset.id != self._dataset, dataset.id
        self.title.setText(dataset.name)
        at = self.grid.currentIndex()
        if other:
            self.state.clear(quiet=True)
            self._start(dataset.id)
            self.checking.start()
        else:
            self.state.forget_fields(dataset.table)
            self.checking.start()
        self.grid.cells.show(dataset.table)
        kept = self.desk.preferences.place(f"widths/{dataset.id}")
        hidden = self.desk.preferences.place(f"hidden/{dataset.id}")
        self.grid.fit_columns(kept if isinstance(kept, dict) else None)
        self.grid.show_without(hidden if isinstance(hidden, list) else [])
        self.grid.after_reset(max(0, at.row()) if not other else 0, max(0, at.column()) if not other else 0)
        self._may_edit()
        self.state.update()
        self._show_steps()

    def _start(self, id: str) -> None:
        self.marks.base, self.marks.problems = None, None

        def based(table: Any) -> None:
            if self.session.dataset is not None and self.session.dataset.id == id:
                self.marks.base = table
                self.grid.viewport().update()
                self.row_panel.update()

        self.session.ask(find_base, based)
        self.row_panel.start()

    def _other_table(self) -> None:
        self.stale = True

    def touched(self, changes: Changes) -> None:
        """Show what an act changed: texts in place; rows and fields that came or went make the view anew."""
        dataset = self.session.dataset
        if dataset is None:
            return
        self._may_edit()
        self._show_steps()
        if changes.kinds & SHAPE:
            self.refresh()
            return
        if changes.kinds & ROWS:
            self.grid.cells.replace(dataset.table)
            self.state.update()
        elif changes.fields:
            self.grid.cells.replace(dataset.table)
            if changes.rows is None and not self.state.plain:
                self.state.update()
        self.row_panel.update()
        self.checking.touched(changes)

    def _may_edit(self) -> None:
        open_ = self.session.status in ("", "draft", "returned", "approved")
        self.grid.cells.editable = open_
        self.row_button.setEnabled(open_)

    def _show_rows(self, order: Positions) -> None:
        """Take the rows that the view computed."""
        dataset = self.session.dataset
        if dataset is None:
            return
        cells, at = self.grid.cells, self.grid.currentIndex()
        position = cells.position(at.row()) if at.isValid() and at.row() < cells.rowCount() else -1
        if cells.table is not dataset.table or cells.order is not order:
            cells.show(dataset.table, order)
            place = self._place_in(order, position)
            self.grid.after_reset(max(0, place), max(0, at.column()))
        self.session.view_rows = order if self.state.limited else None
        total = len(dataset.table)
        shown = _("{shown} of {total} rows", shown=f"{len(order):,}", total=f"{total:,}")
        if len(order) > cells.most:
            shown = _("{n} rows; the first {most} are shown", n=f"{len(order):,}", most=f"{cells.most:,}")
        self.count.setText(shown if self.state.limited or len(order) > cells.most else _("{total} rows", total=f"{total:,}"))
        self.rows.setCurrentWidget(self.grid if len(order) else self.no_hits if total else self.no_rows)
        self._show_limits()

    @staticmethod
    def _place_in(order: Positions, position: int) -> int:
        import numpy as np

        if position < 0:
            return -1
        hits = np.flatnonzero(order == position)
        return int(hits[0]) if len(hits) else -1

    def _show_limits(self) -> None:
        table, cells = self.session.table, self.grid.cells
        if table is None:
            return
        state = self.state
        self.chips.show_chips([(words, partial(state.remove, one) if one is not None else partial(
            state.show_only_problems, False)) for words, one in state.chips(table)])
        ways = {field: -1 if down else 1 for field, down in state.sort}
        self.grid.names.sorted = {i: ways[f.id] for i, f in enumerate(cells.fields) if f.id in ways}
        limited = {one.field for one in state.filters}
        self.grid.names.filtered = {i for i, f in enumerate(cells.fields) if f.id in limited}
        self.grid.names.viewport().update()

    def _show_steps(self) -> None:
        self.session.ask(lambda dataset, job: dataset.history()[-STEPS_SHOWN:][::-1], self.bottom.show_history)

    def _moved(self) -> None:
        cells, at = self.grid.cells, self.grid.currentIndex()
        if at.isValid() and at.row() < cells.rowCount():
            number = cells.numbers(at.row(), at.row() + 1)[0]
            self.desk.place(_("Row {row}, {field}", row=f"{number:,}", field=cells.name(at.column())))
        self.row_panel.update()

    def keep_columns(self) -> None:
        """Remember widths and hidden fields of this table, for this person on this computer."""
        if self._dataset:
            self.desk.preferences.remember(f"widths/{self._dataset}", self.grid.widths())
            self.desk.preferences.remember(f"hidden/{self._dataset}", self.grid.hidden())

    # --- problems ---------------------------------------------------------------------------------------------------

    def _checked(self) -> None:
        checking = self.checking
        self.marks.problems = found = checking.problems
        self.state.problem_rows = found.rows if found is not None else None
        if found is not None and len(found):
            self.bottom.show_problems(ProblemList(self.desk, found, self.bottom.problems.viewport().update))
        elif found is not None:
            done, left = checking.rules()
            self.bottom.show_clean(N_("Checked {time} against {standard}: {done} rules hold, {left} could not be checked."),
                                   time=f"{checking.checked_at:%H:%M}", standard=checking.standard_label(),
                                   done=done, left=left)
        elif checking.state == "checking":
            self.bottom.show_checking()
        else:
            self.bottom.show_unchecked()
        self.desk.count("check", len(found) if found is not None else None)
        self.grid.viewport().update()
        if self.state.only_problems:
            self.state.update()
        self.row_panel.update()

    def place_of(self, problem: CellProblem) -> str:
        """Return where a problem is, in words."""
        table = self.session.table
        if table is None or problem.position >= table.height:
            return ""
        import numpy as np

        number = int(table.row_numbers(np.array([problem.position], dtype=np.int64))[0])
        field = table.by_id.get(problem.field)
        name = (field.title or field.name) if field is not None else ""
        return _("Row {row} · {field}", row=f"{number:,}", field=name)

    # --- menus ------------------------------------------------------------------------------------------------------

    def _field_menu(self, lane: int, at: QPoint) -> None:
        self.grid.point(max(0, self.grid.currentIndex().row()), lane)
        field, menu = self.grid.cells.fields[lane], QMenu(self)
        for words, press in (
                (_("Sort A to Z"), lambda: self.state.sort_by(field.id, False)),
                (_("Sort Z to A"), lambda: self.state.sort_by(field.id, True)),
                (_("Sort by this too"), lambda: self.state.sort_by(field.id, False, add=True)),
                (_("Filter…"), lambda: self.filter_box.open(self.filter_button, field.id)),
                (_("Hide this column"), self.hide_column),
                (_("Show all columns"), self.show_columns),
                (_("Clean this field…"), lambda: self.desk.go("clean", field=field.id))):
            menu.addAction(words, press)
        menu.popup(at)

    def _cell_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        for words, press in (
                (_("Copy"), self.copy), (_("Paste"), self.paste), (_("Clear the cells"), self.clear_cells),
                (_("Fix this cell…"), self.show_fixes), (_("Filter by this value"), self.filter_cell),
                (_("Fill down"), self.fill_down), (_("Label these rows alike…"), self.label_rows),
                (_("Remove the rows"), self.remove_rows)):
            menu.addAction(words, press)
        menu.popup(self.grid.viewport().mapToGlobal(at))

    # --- the page among others --------------------------------------------------------------------------------------

    def enter(self, where: dict[str, Any]) -> None:
        """Come to the front; may be asked for a cell (row_id or position, field), filters, or the rows with problems."""
        self.grid.setFocus()
        if "filters" in where:
            self.state.filters = tuple(where["filters"])
            self.state.update()
        if where.get("only_problems"):
            self.state.show_only_problems(True)
        if "position" in where or "row_id" in where:
            QTimer.singleShot(0, self, lambda: self.show_cell(where))
        self._moved()

    def export_table(self) -> None:
        """Write the table, or the rows as they are shown, to a file."""
        from ui.exporting import export_table

        export_table(self.desk, None if self.state.plain else self.grid.cells.order)

    def leave(self) -> bool:
        """Take what is being typed, then go: a text is never thrown away."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            focus.clearFocus()
        return True

    def panes(self) -> list[QWidget]:
        """Return header, grid, panel and inspector."""
        return [pane for pane in (self.grid, self.bottom, self.inspector, self.filter_button) if pane.isVisible()]

    def retranslate(self) -> None:
        """Word what was built by hand again."""
        super().retranslate()
        if self.session.dataset is not None and not self.stale and self.grid.cells.order is not None:
            self._show_rows(self.grid.cells.order)
            self._checked()
            self._show_steps()
