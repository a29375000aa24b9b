"""Check page: a standard, which field stands for which, the check, its results, and the report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget

from ui.pages import check_work as work
from ui.pages.check_mapping import MappingPane
from ui.pages.check_results import ResultPane
from ui.pages.page import Page
from ui.session import HOUSE
from ui.widgets.buttons import button
from ui.widgets.editors import Combo
from ui.widgets.empty import EmptyState
from ui.widgets.labels import label, line
from ui.widgets.panel import column, row
from ui.widgets.tabs import Tabs
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from workstation.dataset.dataset import Changes
    from workstation.job import Job
    from workstation.standards.installed import Entry

SILENT = frozenset({"annotation", "decision"})


class CheckPage(Page):
    """The standard above, fields and results in tabs below."""

    def build(self) -> None:
        """Make the parts."""
        self.entries: list[Entry] = []
        self.result: work.Checked | None = None
        self._dataset = ""
        self._checks, self._loads, self._lists = self.desk.latest(self), self.desk.latest(self), self.desk.latest(self)
        title, self.table = label(role="title"), label(role="muted")
        self.word(title.setText, N_("Check"))
        self.add = button(icon="plus", press=self.add_standard)
        self.word(self.add.setText, N_("Add a standard…"))
        self.draft = button(icon="edit", press=self.draft_standard)
        self.word(self.draft.setText, N_("Draft one from this table"))
        self.standard, self.about = Combo(), label(role="muted")
        self.standard.setMinimumWidth(360)
        self.standard.currentIndexChanged.connect(lambda _index: self._load())
        self.word(self.standard.setAccessibleName, N_("Standard"))
        caption = label(role="label")
        self.word(caption.setText, N_("Standard"))
        caption.setBuddy(self.standard)
        top = column(row(title, 4, self.table, None, self.draft, self.add),
                     row(caption, self.standard, self.about, None, spacing=10), spacing=10, margins=(24, 18, 24, 12))
        self.fields, self.results = MappingPane(), ResultPane()
        self.fields.changed.connect(self._mapped)
        self.results.opened.connect(lambda one: self.desk.go("table", row_id=one.row_id, field=one.field_id))
        self.results.failures_wanted.connect(self._word_failures)
        self.results.report_wanted.connect(self.save_report)
        self.not_yet = EmptyState("check", N_("Not checked yet"),
                                  N_("Look through the fields, then check: every failing cell is "
                                  "listed with a sentence that says what is wrong."),
                                  [(N_("Check now"), self.check_now)])
        self.checking = EmptyState("clock", N_("Checking …"),
                                   N_("Every row is checked against every rule. You can go on working."))
        self.stack = QStackedWidget()
        for made in (self.not_yet, self.checking, self.results):
            self.stack.addWidget(made)
        self.tabs = Tabs({"fields": (N_("Fields"), self.fields), "results": (N_("Results"), self.stack)}, margin=16)
        self.none = EmptyState("shield", N_("No standard yet"),
                               N_("A standard says which fields a table has and what may stand in "
                               "them. Add one from a file, or draft one from what this table holds."),
                               [(N_("Add a standard…"), self.add_standard),
                                (N_("Draft one from this table"), self.draft_standard)])
        self.view = QStackedWidget()
        self.view.addWidget(self.tabs)
        self.view.addWidget(self.none)
        whole = column(top, line(), self.view, spacing=0)
        whole.setStretch(2, 1)
        self.body.addLayout(whole)

    # --- the page ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read standards and mapping anew; a result of the same table is brought up to date."""
        dataset = self.session.dataset
        if dataset is None:
            return
        self.table.setText(dataset.name)
        if dataset.id != self._dataset:
            self._dataset, self.result = dataset.id, None
            self.stack.setCurrentWidget(self.not_yet)
            self.tabs.count("results", None)
            self.desk.count("check", None)
            self.tabs.turn("fields")
        elif self.result is not None:
            self._again(None, None)
        self._list("")

    def touched(self, changes: Changes) -> None:
        """Check again what was touched; the rest of the result stands."""
        dataset = self.session.dataset
        if dataset is None or (changes.kinds and changes.kinds <= SILENT):
            return
        if self.fields.chosen is not None and changes.kinds - {"cells", "setting"}:
            self._load()
        if self.result is not None and dataset.table is not self.result.result.table:
            self._again(list(changes.fields) or None, changes.rows)

    def enter(self, where: dict[str, Any]) -> None:
        """Come to the front."""
        if self.view.currentWidget() is self.none:
            self.none.buttons[0].setFocus()
        elif self.stack.currentWidget() is self.results and self.tabs.key == "results":
            self.results.rules.setFocus()
        else:
            self.fields.list.setFocus()

    def primary(self) -> tuple[str, str] | None:
        """Check."""
        return (N_("Check now"), "check-now")

    def panes(self) -> list[QWidget]:
        """Return the standard, then fields or rules and failing cells."""
        if self.view.currentWidget() is self.none:
            return [self.none]
        if self.tabs.key == "fields":
            return [self.standard, self.fields.list, self.fields.combo, self.fields.missing]
        if self.stack.currentWidget() is self.results:
            return [self.standard, self.results.rules, self.results.failures]
        return [self.standard, self.stack]

    def retranslate(self) -> None:
        """Word what was built by hand again."""
        super().retranslate()
        self._tell_about()
        if (result := self.result) is not None:
            self._checks.start(lambda job: work.told(result.result), self._take, self.desk.show)

    # --- standards ---------------------------------------------------------------------------------------------------

    def _list(self, wanted: str) -> None:
        """List the standards and choose one: `wanted`, or the one in front, or what fits the table."""
        dataset, workspace = self.session.dataset, self.session.workspace
        if dataset is None or workspace is None:
            return
        table, settings = dataset.table, dict(dataset.settings)

        def listed(answer: tuple[list[Entry], str]) -> None:
            self.entries, best = answer
            self.standard.offer([(entry.label, _words(entry)) for entry in self.entries])
            here = {entry.label for entry in self.entries}
            kept = self.fields.chosen.standard.label if self.fields.chosen and wanted == "" and self.result is not None else ""
            self.standard.blockSignals(True)
            self.standard.choose(next((one for one in (wanted, kept, best) if one in here), ""))
            self.standard.blockSignals(False)
            self.view.setCurrentWidget(self.tabs if self.entries else self.none)
            self.standard.setEnabled(bool(self.entries))
            self._load()
        self._lists.start(lambda job: work.find_standards(workspace, table, settings), listed, self.desk.show,
                          writes=HOUSE)

    def _load(self) -> None:
        dataset, workspace, wanted = self.session.dataset, self.session.workspace, self.standard.chosen()
        if dataset is None or workspace is None or not wanted:
            self.fields.show_chosen(None)
            self._tell_about()
            return
        table, settings = dataset.table, dict(dataset.settings)
        self._loads.start(lambda job: work.choose(workspace, wanted, table, settings), self._loaded, self.desk.show,
                          writes=HOUSE)

    def _loaded(self, chosen: work.Chosen) -> None:
        other = self.fields.chosen is not None and self.fields.chosen.standard.label != chosen.standard.label
        self.fields.show_chosen(chosen)
        self._tell_about()
        if self.result is not None and (other or self.result.result.standard.label != chosen.standard.label):
            self._forget()
        if chosen.stored and self.result is None and not self._checks.busy:
            self._check(keep=False)

    def _forget(self) -> None:
        self._checks.cancel()
        self.result = None
        self.stack.setCurrentWidget(self.not_yet)
        self.tabs.count("results", None)
        self.desk.count("check", None)

    def _tell_about(self) -> None:
        chosen = self.fields.chosen
        if chosen is None:
            self.about.setText("")
            return
        mapped, total = len(self.fields.mapping()), len(chosen.standard.fields)
        self.about.setText("  ·  ".join((
            _n("{n} rule", "{n} rules", len(chosen.standard.rules)),
            _("{mapped} of {total} fields are mapped", mapped=mapped, total=total))))
        self.tabs.count("fields", mapped)

    def _mapped(self) -> None:
        self._tell_about()

    def add_standard(self) -> None:
        """Ask for the file of a standard (a zip, or the .pack.yaml of a folder) and add it."""
        files = self.desk.dialogs.open_files(_("Add a standard"), [_("Standards (*.zip *.pack.yaml *.yaml)"),
                                                                   _("All files (*)")])
        if files:
            self._add(files[0])

    def add_folder(self) -> None:
        """Ask for the folder of a standard and add it."""
        if folder := self.desk.dialogs.open_folder(_("Add a standard")):
            self._add(folder)

    def _add(self, path: Path) -> None:
        person = self.session.person
        self.session.ask_house(lambda workspace, job: work.installed(workspace).add(path, person), self._added,
                               _("Adding the standard"))

    def _added(self, entry: Entry) -> None:
        self.desk.tell(_("“{title}” {version} is added.", title=entry.title or entry.id, version=entry.version))
        self._list(entry.label)

    def draft_standard(self) -> None:
        """Draft a standard from what this table holds, and add it."""
        dataset, workspace, person = self.session.dataset, self.session.workspace, self.session.person
        if dataset is None or workspace is None:
            return
        table, name = dataset.table, dataset.name

        def drafted(answer: tuple[Any, Path, int]) -> None:
            entry, folder, rules = answer
            self.desk.tell(_n("A draft with {n} rule is made. Read and correct it before others use it.",
                              "A draft with {n} rules is made. Read and correct it before others use it.", rules),
                           (_("Open its folder"), lambda: _open(folder)))
            self._list(entry.label)
        self.draft.setEnabled(False)
        running = self.desk.run(lambda job: work.draft(workspace, table, name, person, job), drafted,
                                title=_("Drafting a standard"), writes=HOUSE)
        running.ended.connect(lambda: self.draft.setEnabled(True))

    # --- checking ----------------------------------------------------------------------------------------------------

    def check_now(self) -> None:
        """Keep the mapping, check every rule over every row, and leave a line in the history."""
        self._check(keep=True)

    def _check(self, *, keep: bool) -> None:
        dataset, chosen, person = self.session.dataset, self.fields.chosen, self.session.person
        if dataset is None or chosen is None:
            self.view.setCurrentWidget(self.tabs if self.entries else self.none)
            return
        standard, wanted = chosen.standard, self.fields.mapping()
        if self.result is None:
            self.stack.setCurrentWidget(self.checking)
        if not keep:
            self._run(standard, wanted, record=False)
            return
        self.tabs.turn("results")
        running = self.session.write(lambda dataset, job: work.keep_mapping(dataset, standard, wanted, person, job),
                                     _("Keeping the mapping"), failed=self._failed)
        running.finished.connect(lambda _changes: self._run(standard, wanted, record=True))

    def _run(self, standard: Any, wanted: dict[str, str], *, record: bool) -> None:
        dataset = self.session.dataset
        if dataset is None:
            return
        table = dataset.table

        def checked(answer: work.Checked) -> None:
            self._take(answer)
            if record:
                self.tabs.turn("results")
                self.results.rules.setFocus()
                self._record(answer)
        self._checks.cancel()
        running = self.desk.run(lambda job: work.run_check(table, standard, wanted, job), checked, title=_("Checking"),
                                failed=self._failed)
        running.cancelled.connect(self._stopped)

    def _stopped(self) -> None:
        if self.result is None:
            self.stack.setCurrentWidget(self.not_yet)

    def _failed(self, problem: BaseException) -> None:
        self._stopped()
        self.desk.show(problem)

    def _record(self, answer: work.Checked) -> None:
        person, data = self.session.person, work.record_of(answer)
        self.session.ask(lambda dataset, job: dataset.record("check", data, person), lambda _entry: None)

    def _take(self, answer: work.Checked) -> None:
        dataset = self.session.dataset
        if dataset is None or dataset.id != self._dataset:
            return
        self.result = answer
        self.results.show_checked(answer, f"{datetime.now():%H:%M}")
        self.stack.setCurrentWidget(self.results)
        self.tabs.count("results", answer.problems)
        self.desk.count("check", answer.problems)
        if dataset.table is not answer.result.table:
            self._again(None, None)

    def _again(self, fields: list[str] | None, rows: Any) -> None:
        dataset, before = self.session.dataset, self.result
        if dataset is None or before is None:
            return
        table = dataset.table
        if self._checks.busy:
            fields, rows = None, None  # what the cancelled wish was about is not known any more
        self._checks.start(lambda job: work.run_again(before.result, table, fields, rows), self._take, self.desk.show,
                           title=_("Checking"))

    def _word_failures(self, rules: list[str] | None, limit: int) -> None:
        if (result := self.result) is None:
            return

        def worded(failures: Any) -> None:
            if self.result is result:
                self.results.show_failures(failures)
        self._lists.start(lambda job: result.result.failures(limit, rules), worded, self.desk.show,
                          title=_("Reading failing cells"))

    def save_report(self) -> None:
        """Ask for a file and write the report: a page to read, a workbook to mend by, or data for programs."""
        result, dataset, person = self.result, self.session.dataset, self.session.person
        if result is None or dataset is None:
            return
        name = dataset.name
        file = self.desk.dialogs.save_file(_("Save a report"), f"{name}.html", [
            _("Page to read and print (*.html)"), _("Workbook with marked cells (*.xlsx)"),
                                                                                _("Data for programs (*.json)")])
        if file is None:
            return
        path = file if file.suffix else file.with_suffix(".html")

        def write(job: Job) -> None:
            from workstation.standards.report import write_report

            job.step(0, 0, _("Writing the report"))
            write_report(result.result, path, dataset=name, person=person)
        self.desk.run(write, lambda _none: self.desk.tell(
            _("The report is in {file}.", file=path.name),
            (_("Open it"), lambda: _open(path))),
                      title=_("Writing the report"))


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _words(entry: Entry) -> str:
    return f"{entry.title or entry.id}  {entry.version}"
