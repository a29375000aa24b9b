"""Clean page: common faults mended by one key, every operation with its form and a live preview, and recipes."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.pages.clean_faults import FaultStrip
from ui.pages.clean_list import OperationList, kinds
from ui.pages.clean_preview import PreviewPane
from ui.pages.clean_recipes import RecipePane
from ui.pages.page import Page
from ui.widgets.buttons import Segments, button
from ui.widgets.form import Form
from ui.widgets.labels import label, line
from ui.widgets.panel import Scroll, column, row, surface
from workstation.errors import Problem
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.dataset.column import Positions
    from workstation.dataset.dataset import Changes, Dataset
    from workstation.job import Job
    from workstation.operations.faults import Fault

WAIT_MS = 180  # after the last key before the preview is computed
CELLS = 200  # shown in the preview


class CleanPage(Page):
    """Faults above; list, form and preview side by side; or recipes."""

    def build(self) -> None:
        """Make the parts."""
        self.form: Form | None = None
        self._kept: dict[str, dict[str, Any]] = {}
        self._before, self._after = 0, -1
        self._previews, self._searches = self.desk.latest(self), self.desk.latest(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._preview)
        self.title, self.table = label(role="title"), label(role="muted")
        self.word(self.title.setText, N_("Clean"))
        self.mode = Segments({"operations": N_("Operations"), "recipes": N_("Recipes")})
        self.mode.chosen.connect(self.show_mode)
        self.scope = Segments({"all": N_("All rows"), "view": N_("Rows of the view")})
        self.scope.chosen.connect(lambda _scope: self._scoped())
        self.scope_words = label(role="muted")
        head = row(self.title, 4, self.table, None, self.scope_words, self.scope, 8, self.mode,
                   margins=(24, 18, 24, 14))
        self.faults = FaultStrip()
        self.faults.mend.connect(self.mend)
        self.recipes = RecipePane(self.desk)
        self.view = QStackedWidget()
        self.view.addWidget(self._operations())
        self.view.addWidget(self.recipes)
        whole = column(head, line(), surface(column(self.faults), "panel"), line(), self.view, spacing=0)
        whole.setStretch(4, 1)
        self.body.addLayout(whole)

    def _operations(self) -> QWidget:
        self.list = OperationList()
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._to_form)
        self.name, self.help = label(role="heading", wrap=True), label(role="muted", wrap=True)
        self.holder = QVBoxLayout()
        self.do_it = button(icon="tick", press=self.apply_operation)
        self.word(self.do_it.setText, N_("Apply"))
        keys = label("F5", "key")
        self.side = Scroll(margins=(20, 16, 20, 20), spacing=12)
        self.side.add(self.name, self.help, 2, self.holder, 4, row(self.do_it, keys, None), None)
        self.preview = PreviewPane()
        self.preview.opened.connect(lambda cell: self.desk.go("table", row_id=cell.row_id, field=cell.field))
        self.preview.done.undo.connect(self.undo_last)
        split = QSplitter()
        for part in (surface(column(self.list), "panel"), self.side, self.preview):
            split.addWidget(part)
        split.setSizes([256, 296, 620])
        for at, (stretch, least) in enumerate(((0, 200), (0, 260), (1, 320))):
            split.setStretchFactor(at, stretch)
            split.setCollapsible(at, False)
            split.widget(at).setMinimumWidth(least)
        return split

    # --- the page ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the table in front anew."""
        if self.session.dataset is None:
            return
        if self._after != self.session.dataset.state:
            self.preview.done.hide()
            self.recipes.forget()
        self._count_rows()
        self._choose(self.list.current())
        self._search()
        self.recipes.refresh()

    def touched(self, changes: Changes) -> None:
        """Count again; what was done is told until something else is."""
        dataset = self.session.dataset
        if dataset is None:
            return
        if dataset.state != self._after:
            self.preview.done.hide()
        self._count_rows()
        if self.form is not None:
            self.form.set_fields(self._fields())
        self._preview()
        self._search()
        self.recipes.refresh()

    def enter(self, where: dict[str, Any]) -> None:
        """Show an operation, with a field and values, when asked for one."""
        self._count_rows()
        name, values = str(where.get("operation", "")), dict(where.get("values", {}))
        if where.get("field"):
            values["field"] = where["field"]
        if name or values:
            self._ask(name or self.list.current(), values)
        elif self.view.currentIndex() == 0:
            self.list.list.setFocus()

    def _ask(self, name: str, values: dict[str, Any]) -> None:
        """Show an operation with some values filled in."""
        self.mode.choose("operations")
        self.show_mode("operations")
        self.list.search.clear()
        self._keep()
        self.form = None  # kept: what was typed in it must not win over what was asked for
        self._kept[name] = self._kept.get(name, {}) | values
        if self.list.current() == name:
            self._choose(name)
        else:
            self.list.choose(name)
        self._to_form()

    def primary(self) -> tuple[str, str] | None:
        """Apply, or choose a recipe."""
        return (N_("Apply"), "apply-operation") if self.view.currentIndex() == 0 else (N_("Choose a recipe…"),
                                                                                       "apply-recipe")

    def panes(self) -> list[QWidget]:
        """Return faults, list, form and cells."""
        parts: list[QWidget] = [self.faults] if self.faults.cards else []
        if self.view.currentIndex():
            return [*parts, self.recipes]
        return [*parts, self.list, self.side, self.preview.cells]

    def retranslate(self) -> None:
        """Word what was built by hand again."""
        super().retranslate()
        if self.session.dataset is not None and not self.stale:
            self._count_rows()
            self._choose(self.list.current())

    def show_mode(self, mode: str) -> None:
        """Show operations or recipes."""
        self.view.setCurrentIndex(1 if mode == "recipes" else 0)
        for made in (self.scope, self.scope_words):
            made.setVisible(mode != "recipes")
        self.session.marks_changed.emit()  # the top bar's button is another one now

    def find_operation(self) -> None:
        """Go to the search line."""
        self.mode.choose("operations")
        self.show_mode("operations")
        self.list.search.setFocus()
        self.list.search.selectAll()

    # --- rows --------------------------------------------------------------------------------------------------------

    def _count_rows(self) -> None:
        dataset, view = self.session.dataset, self.session.view_rows
        if dataset is None:
            return
        total = len(dataset.table)
        self.table.setText(dataset.name)
        self.scope.setEnabled(view is not None)
        if view is None:
            self.scope.choose("all")
        ids = self._ids()
        shown = total if ids is None else len(ids)
        self.scope_words.setText(_n("{n:,} row", "{n:,} rows", shown))

    def _scoped(self) -> None:
        self._count_rows()
        self._preview()

    def _ids(self) -> Positions | None:
        """Return the ids of the view's rows, None for every row."""
        dataset, view = self.session.dataset, self.session.view_rows
        if dataset is None or view is None or self.scope.value == "all":
            return None
        import numpy as np

        table = dataset.table
        return table.row_ids(view[~np.isin(view, table.hidden)])

    # --- the form ----------------------------------------------------------------------------------------------------

    def _fields(self) -> list[tuple[str, str]]:
        table = self.session.table
        return [(field.id, field.title or field.name) for field in table.fields] if table is not None else []

    def _choose(self, name: str) -> None:
        kind = kinds().get(name)
        if kind is None or self.session.dataset is None:
            return
        self._keep()
        while self.holder.count():
            if (old := self.holder.takeAt(0).widget()) is not None:
                old.hide()
                old.deleteLater()
        self.form = Form(kind, self._fields(), self._kept.get(name))
        self.form.edited.connect(self._timer.start)
        self.holder.addWidget(self.form)
        self.name.setText(_(kind.title))
        self.help.setText(_(kind.help) if kind.help else "")
        self.help.setVisible(bool(kind.help))
        self._preview()

    def _keep(self) -> None:
        """Remember what was typed, and the field for the next operation."""
        if self.form is None:
            return
        try:
            data = self.form.data()
        except ValueError:
            return
        self._kept[self.form.kind.name] = data
        if data.get("field"):
            for name, kind in kinds().items():
                if any(one.name == "field" for one in dataclasses.fields(kind)):
                    self._kept.setdefault(name, {})["field"] = data["field"]

    def _to_form(self) -> None:
        if self.form is not None:
            self.form.focus_first()

    def _operation(self) -> Any:
        """Return the operation as the form stands; Problem where it is not ready."""
        form = self.form
        if form is None:
            raise Problem("no-operation", _("Choose an operation."))
        for name in form.rows:
            form.say(name, "")
        data: dict[str, Any] = {}
        for name, made in form.rows.items():
            try:
                value = made.editor.value()  # type: ignore[attr-defined]
            except ValueError as error:
                form.say(name, _("This cannot be read: {why}", why=str(error)))
                raise Problem("bad-parameter", _("Something in the form cannot be read.")) from error
            if value is not None:
                data[name] = value
        operation = form.kind.from_data(data)
        if operation.needs_rows and self._ids() is None:
            raise Problem("needs-rows", _("This works on the rows of a view only."),
                          remedy=_("Filter the table first, then choose “Rows of the view” above."))
        return operation

    # --- looking -----------------------------------------------------------------------------------------------------

    def _preview(self) -> None:
        self._timer.stop()
        dataset = self.session.dataset
        if dataset is None or self.form is None:
            return
        try:
            operation, rows = self._operation(), self._ids()
        except Problem as problem:
            self._previews.cancel()
            self._not_ready(problem)
            return
        person = self.session.person
        self.preview.wait()
        self._previews.start(lambda job: dataset.preview(operation, rows, CELLS, job, person), self._previewed,
                             self._not_ready, title=_("Preview"))

    def _previewed(self, preview: Any) -> None:
        self.preview.show_preview(preview)
        self.do_it.setEnabled(preview.count > 0)

    def _not_ready(self, problem: BaseException) -> None:
        self.do_it.setEnabled(False)
        if isinstance(problem, Problem):
            self.preview.show_problem(problem)
        else:
            self.desk.show(problem)

    def _search(self) -> None:
        table = self.session.table
        if table is None:
            return
        self.faults.looking()
        names = {field.id: field.title or field.name for field in table.fields}

        def work(job: Job) -> list[Fault]:
            from workstation.engine.engine import shared
            from workstation.operations.faults import common_faults

            return common_faults(table, shared(), job)
        self._searches.start(work, lambda found: self.faults.show_faults(found, lambda key: names.get(key, key)),
                             self.desk.show, title=_("Looking for common faults"))

    # --- doing -------------------------------------------------------------------------------------------------------

    def apply_operation(self) -> None:
        """Do the operation as the form stands."""
        dataset = self.session.dataset
        if dataset is None:
            return
        try:
            operation, rows = self._operation(), self._ids()
        except Problem as problem:
            self._not_ready(problem)
            self._to_form()
            return
        self._previews.cancel()
        person, before = self.session.person, dataset.state
        running = self.session.write(lambda dataset, job: self._remember(before,
                                                                         dataset.do(operation, person, rows, job)),
                                     _(operation.title), failed=self._refused)
        running.finished.connect(self._done)

    def mend(self, fault: Fault) -> None:
        """Do every operation that mends a fault; one Undo takes all of them back."""
        dataset, person = self.session.dataset, self.session.person
        if dataset is None:
            return
        before = dataset.state
        running = self.session.write(lambda dataset, job: self._remember(before, mended(dataset, fault, person, job)),
                                     fault.sentence, failed=self._refused)
        running.finished.connect(self._done)

    def _remember(self, before: int, changes: Changes) -> Changes:
        """Keep the states before and after: `touched` comes before `_done`."""
        if changes.entry is not None:
            self._before, self._after = before, changes.entry.state
        return changes

    def _done(self, changes: Changes) -> None:
        if changes.entry is None:
            self.desk.tell(_("Nothing had to be changed."))
            return
        self.preview.done.tell(changes.summary, _n("{n:,} change", "{n:,} changes", changes.count))

    def _refused(self, problem: BaseException) -> None:
        self.desk.show(problem)
        self._preview()

    def undo_last(self) -> None:
        """Take back what was applied here last."""
        self.session.goto(self._before).finished.connect(lambda _changes: self.preview.done.hide())

    def mend_1(self) -> None:
        """Mend the most common fault."""
        self.faults.press(1)

    def mend_2(self) -> None:
        """Mend the second fault."""
        self.faults.press(2)

    def mend_3(self) -> None:
        """Mend the third fault."""
        self.faults.press(3)

    def mend_4(self) -> None:
        """Mend the fourth fault."""
        self.faults.press(4)

    def save_recipe(self) -> None:
        """Save the steps of this table as a recipe."""
        self.recipes.save_recipe()

    def apply_recipe(self) -> None:
        """Choose a recipe and do its steps."""
        self.mode.choose("recipes")
        self.show_mode("recipes")
        self.recipes.apply_recipe()


def mended(dataset: Dataset, fault: Fault, person: str, job: Job) -> Changes:
    """Do the operations of a fault one after another; return what they did as one."""
    done = [dataset.do(operation, person, job=job) for operation in job.each(fault.operations, len(fault.operations),
                                                                             fault.sentence)]
    fields = tuple(dict.fromkeys(key for changes in done for key in changes.fields))
    kinds_ = frozenset(kind for changes in done for kind in changes.kinds)
    last = next((changes for changes in reversed(done) if changes.entry is not None), done[-1])
    summary = done[0].summary if len(done) == 1 else _n("{what}, and {n} more step", "{what}, and {n} more steps",
                                                        len(done) - 1,
                                                       what=done[0].summary)
    return dataclasses.replace(last, summary=summary, fields=fields, rows=None, kinds=kinds_,
                               count=sum(c.count for c in done))
