"""Import page: drop or choose files, see how they were understood, read them otherwise, import, see the result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.models.collecting import forms_among
from ui.pages.import_look import Item
from ui.pages.import_looking import Looking
from ui.pages.import_options import ImportOptions, kinds, listed, patterns
from ui.pages.import_result import Done, ImportResult
from ui.pages.import_run import import_all, set_types
from ui.pages.import_sheet import ImportSheet
from ui.pages.import_views import BusyView, DropView
from ui.pages.page import Page
from ui.widgets.buttons import Segments, button
from ui.widgets.drop import files_of
from ui.widgets.labels import label, line
from ui.widgets.panel import column, row, surface
from ui.widgets.records import Col, Records
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from ui.jobs import Running
    from workstation.dataset.dataset import Changes


class ImportPage(Page):
    """Four views: nothing yet, the files looked at, importing, the result."""

    def build(self) -> None:
        """Make the views."""
        self.setAcceptDrops(True)
        self.looking = Looking(self, lambda: [info.name for info in self.session.datasets])
        self._running: Running | None = None
        self.view = QStackedWidget()
        self.drop, self.files = DropView(self.ask_files), self._make_files()
        self.busy, self.result = BusyView(self.cancel), ImportResult()
        for made in (self.drop, self.files, self.busy, self.result):
            self.view.addWidget(made)
        self.body.addWidget(self.view)
        self.result.more.connect(self.start_anew)
        self.result.opened.connect(lambda id: self.session.open_dataset(id, lambda: self.desk.go("table")))
        self.result.check.connect(lambda id: self.session.open_dataset(id, lambda: self.desk.go("check")))
        self.result.accepted.connect(self._accept_types)

    @property
    def items(self) -> list[Item]:
        """What may be imported."""
        return self.looking.items

    # --- the views ---------------------------------------------------------------------------------------------------

    def _make_files(self) -> QWidget:
        head = label(role="title")
        self.word(head.setText, N_("Import"))
        self.summary = label(role="muted")
        self.into = Segments({"new": N_("New tables"), "add": N_("Add to the open table")})
        self.into.chosen.connect(lambda _value: self._summarise())
        self.add = button(icon="plus", press=self.ask_files)
        self.word(self.add.setText, N_("Add files…"))
        self.clear = button(kind="quiet", icon="close", press=self.start_anew)
        self.word(self.clear.setText, N_("Start anew"))
        self.list = Records([
            Col(N_("Table"), lambda item: item.title, 0, _tone, _mark, bold=True),
            Col(N_("Rows"), _rows, 76, "muted", right=True)], name=N_("Tables in the files"), height=36)
        self.list.pointed.connect(self._point)
        self.list.opened.connect(lambda _item: self.toggle())
        self.list.installEventFilter(self)
        hint = label(role="small", wrap=True)
        self.word(hint.setText, N_("Space takes a table or leaves it out."))
        left = surface(column(self.list, surface(column(hint, margins=(12, 8, 12, 8)), "panel"), spacing=0), "plain")
        self.middle = ImportSheet()
        self.middle.said.connect(self._said)
        self.options = ImportOptions()
        self.options.changed.connect(self._look_again)
        self.looking.changed.connect(self._fill)
        self.looking.password_wanted.connect(self.options.focus_password)
        self.options.renamed.connect(self._rename)
        side = surface(column(self.options), "panel")
        self.split = QSplitter()
        for part in (left, self.middle, side):
            self.split.addWidget(part)
        self.split.setSizes([250, 700, 316])
        for at, stretch in enumerate((0, 1, 0)):
            self.split.setStretchFactor(at, stretch)
            self.split.setCollapsible(at, False)
        side.setMinimumWidth(280)
        left.setMinimumWidth(200)
        self.foot = label(role="muted")
        whole = column(row(head, 6, self.summary, None, self.clear, self.add, self.into, margins=(24, 18, 24, 14)),
                       line(),
                       self.split, surface(column(line(), row(self.foot, None, margins=(24, 9, 24, 9)), spacing=0),
                                           "panel"), spacing=0)
        whole.setStretch(2, 1)
        made = QWidget()
        made.setLayout(whole)
        return made

    # --- the page ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look whether there is a table to add to."""
        self.drop.can.setText(_("These can be read: {kinds}", kinds=kinds()))
        self._summarise()

    def touched(self, changes: Changes) -> None:
        """Nothing here depends on the table in front."""

    def enter(self, where: dict[str, Any]) -> None:
        """Take the files that were asked for, or ask for some."""
        self.refresh()
        if where.get("files"):
            self.take(where["files"])
        elif where.get("ask"):
            if self.view.currentWidget() is self.result:
                self.start_anew()
            self.ask_files()
        shown = self.view.currentWidget()
        if shown is self.result:
            self.result.focus()
        else:
            (self.drop.choose if shown is self.drop else self.list if shown is self.files else self.busy.stop).setFocus()

    def primary(self) -> tuple[str, str] | None:
        """Import what was looked at."""
        return (N_("Import now"), "import-now") if self.view.currentWidget() is self.files else (N_("Choose files…"),
                                                                                                 "choose-files")

    def panes(self) -> list[QWidget]:
        """Return list, preview and options, or what shows."""
        shown = self.view.currentWidget()
        return [self.list, self.middle.sheet, self.middle.cells, self.options] if shown is self.files else [shown]

    def retranslate(self) -> None:
        """Word the counts again."""
        super().retranslate()
        self.refresh()

    def _show(self, view: QWidget) -> None:
        self.view.setCurrentWidget(view)
        self.session.marks_changed.emit()  # the top bar's button is another one now

    def start_anew(self) -> None:
        """Forget the files that were looked at."""
        self.looking.forget()
        self._show(self.drop)
        self.drop.choose.setFocus()

    # --- files -------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls() and self.view.currentWidget() is not self.busy:
            event.acceptProposedAction()
            self.drop.zone.light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Go out."""
        self.drop.zone.light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the files."""
        self.drop.zone.light(False)
        self.take(files_of(event.mimeData()))
        event.acceptProposedAction()

    def ask_files(self) -> None:
        """Ask for files and look at them."""
        self.take(self.desk.dialogs.open_files(_("Import files"), patterns()))

    def take(self, files: Sequence[str | Path]) -> None:
        """Look at files, each in the background, and list their tables."""
        here = {*self.looking.paths, *(item.path for item in self.items)}
        paths = [path for path in listed(files) if path not in here]
        if not paths:
            return
        if self.view.currentWidget() is not self.files:
            self.looking.forget()
            self._show(self.files)
        self.looking.take(paths)
        self.desk.run(lambda job: forms_among(paths, job), self._forms_came, shown=False)

    def _forms_came(self, forms: Sequence[Path]) -> None:
        """Tell that some of the files are forms that came back: they are better off on the page for them."""
        if forms:
            self.desk.tell(_n("{n} of these files is a form that was sent out from here.",
                              "{n} of these files are forms that were sent out from here.", len(forms)),
                           (_("Take it in as a form"), lambda: self._hand_over(forms)))

    def _hand_over(self, forms: Sequence[Path]) -> None:
        """Leave the forms out here and take them in on the page for them."""
        for item in [one for one in self.items if one.path in forms]:
            self.looking.drop(item)
        if not self.items:
            self.start_anew()
        self.desk.go("collect", files=list(forms))

    def _fill(self) -> None:
        before = self.list.current()
        at = next((i for i, item in enumerate(self.items) if item is before), 0)
        self.list.show_records(self.items, at)
        if not self.list.hasFocus() and before is None:
            self.list.setFocus()
        self._point(self.list.current())
        self._summarise()

    def _point(self, item: Item | None) -> None:
        self.middle.show_item(item)
        self.options.show_item(item)
        self._summarise()

    def _rename(self, name: str) -> None:
        if (item := self.list.current()) is not None and name:
            item.name = name

    def _said(self, options: dict[str, Any]) -> None:
        item: Item | None = self.list.current()
        if item is not None:
            self.looking.again(item, item.options | options)

    def _look_again(self, options: dict[str, Any]) -> None:
        if (item := self.list.current()) is not None:
            self.looking.again(item, options)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """Take or leave out a table by Space, drop it from the list by Delete."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Space:
                self.toggle()
                return True
            if event.key() == Qt.Key.Key_Delete and self.list.current() is not None:
                self.looking.drop(self.list.current())
                if not self.items:
                    self.start_anew()
                return True
        return bool(super().eventFilter(watched, event))

    def toggle(self) -> None:
        """Take the pointed table, or leave it out."""
        item = self.list.current()
        if item is not None and item.looked is not None:
            item.taken = not item.taken
            self.list.viewport().update()
            self._summarise()

    def _summarise(self) -> None:
        taken = [item for item in self.items if item.taken and item.looked is not None]
        files = len({item.path for item in self.items})
        reading = _(", reading …") if self.looking.paths else ""
        self.summary.setText(_n("{n} file", "{n} files", files) + reading if files or self.looking.paths else "")
        rows = sum(item.looked.balance.read for item in taken if item.looked and item.looked.balance)
        exact = all(item.looked and item.looked.balance for item in taken)
        amount = _n("{n:,} row", "{n:,} rows", rows) if exact else _("at least {n:,} rows", n=rows)
        tables = _n("{n} table", "{n} tables", len(taken))
        table = self.session.dataset
        self.into.setEnabled(table is not None)
        if table is None or self.session.status == "submitted":
            self.into.choose("new")
        if self.into.value == "add" and table is not None:
            words = _("{rows} of {tables} will be added to “{name}”; fields are matched by name.", rows=amount,
                      tables=tables, name=table.name)
        else:
            words = _("{tables} with {rows} will be imported.", tables=tables, rows=amount)
        self.foot.setText(words if taken else _("No table is taken. Space takes the one you point at."))

    # --- importing ---------------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for more files."""
        self.ask_files()

    def import_now(self) -> None:
        """Import every table that is taken, one after another."""
        taken = [item for item in self.items if item.taken and item.looked is not None]
        if not taken or self.looking.busy:
            if not taken:
                self.list.setFocus()
            return
        adding = self.into.value == "add" and self.session.dataset is not None
        before = self.view.currentWidget()
        self.busy.begin(_n("Importing {n} table", "Importing {n} tables", len(taken)))
        self._show(self.busy)
        self.busy.stop.setFocus()
        person, workspace = self.session.person, self.session.workspace
        title = _("Importing {name}", name=taken[0].path.name)
        if adding:
            running = self.session.write(lambda dataset, job: import_all(workspace, taken, person, dataset, job), title,
                                         failed=lambda problem: self._failed(problem, before))
        else:
            running = self.desk.run(lambda job: import_all(workspace, taken, person, None, job), title=title,
                                    failed=lambda problem: self._failed(problem, before))
        self._running = running
        running.finished.connect(lambda answer: self._imported(answer, open_first=not adding))
        running.progress.connect(self.busy.show_progress)
        running.cancelled.connect(lambda: self._cancelled(before))

    def cancel(self) -> None:
        """Stop the import."""
        if self._running is not None and not self._running.done:
            self._running.cancel()

    def _cancelled(self, before: QWidget) -> None:
        self._show(before)
        self.session.refresh_datasets()
        self.desk.tell(_("Stopped. Of the table that was being read nothing is left behind."))

    def _failed(self, problem: BaseException, before: QWidget) -> None:
        self._show(before)
        self.desk.show(problem)

    def _imported(self, answer: tuple[list[Done], list[str]], *, open_first: bool) -> None:
        done, problems = answer
        self.looking.forget()
        self.result.show_done(done, problems)
        self._show(self.result)
        self.session.refresh_datasets()
        if done and open_first:
            self.session.open_dataset(done[0].imported.dataset)
        self.result.focus()

    def _accept_types(self, id: str, types: dict[str, str]) -> None:
        card, person, workspace = self.result.card(id), self.session.person, self.session.workspace
        if card is None or workspace is None:
            return

        def failed(problem: BaseException) -> None:
            card.say_refused()
            self.desk.show(problem)
        title = _("Setting types")
        if self.session.dataset is not None and self.session.dataset.id == id:
            running = self.session.write(lambda dataset, job: set_types(dataset, types, person, job), title,
                                         failed=failed)
        else:
            running = self.desk.run(lambda job: set_types(workspace.dataset(id), types, person, job), title=title,
                                    writes=id, failed=failed)
        running.finished.connect(lambda _changes: card.say_accepted(len(types)))


def _rows(item: Item) -> str:
    looked = item.looked
    if looked is None:
        return ""
    return f"{looked.balance.read:,}" if looked.balance else f"{len(looked.rows):,}+"


def _tone(item: Item) -> str:
    return "error" if item.problem else "text" if item.taken else "muted"


def _mark(item: Item) -> tuple[str, str]:
    return ("problems", "error") if item.problem else ("good", "accent") if item.taken else ("minus", "muted")
