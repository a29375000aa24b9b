"""Collect page: forms go out to be filled in and come back; who has sent what, what is wrong, what was corrected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from ui.models import collecting as work
from ui.pages.collect_arrived import ArrivedCard
from ui.pages.collect_corrections import CorrectionsView
from ui.pages.collect_form import FormView
from ui.pages.collect_make import MakeView
from ui.pages.import_options import patterns
from ui.pages.page import Page
from ui.session import HOUSE
from ui.widgets.buttons import button
from ui.widgets.empty import EmptyState
from ui.widgets.labels import label
from ui.widgets.panel import KeepWidth, column, row
from ui.widgets.records import Col, Records
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.dataset.dataset import Changes
    from workstation.importing.send_back import Marking
    from workstation.templates.corrections import Corrections
    from workstation.templates.issue import Issued


class CollectPage(Page):
    """The forms at the left; at the right one form, a new one, or corrections."""

    def build(self) -> None:
        """Make the parts."""
        self.setAcceptDrops(True)
        self.cards: list[work.Card] = []
        self._form = ""
        self._lists, self._states, self._chosen = self.desk.latest(self), self.desk.latest(self), self.desk.latest(self)
        self.arrived, self.form, self.make = ArrivedCard(), FormView(), MakeView()
        self.corrections = CorrectionsView()
        self.none = EmptyState("sheet", N_("Collect data from others"), N_(
            "Make a workbook to fill in from a standard and send it out. When the filled ones come back, "
            "take them all in at once: who has sent what, who is missing and what is wrong stands here."),
            [(N_("Make a form…"), self.make_form), (N_("Take files in…"), self.take_files)])
        shown = QWidget()
        inner = column(column(self.arrived, margins=(24, 14, 24, 0)), self.form, spacing=0)
        inner.setStretch(1, 1)
        shown.setLayout(inner)
        self.front = shown
        self.view = QStackedWidget()
        for part in (self.none, shown, self.make, self.corrections):
            self.view.addWidget(part)
        whole = row(self._make_side(), self.view, spacing=0)
        whole.setStretch(1, 1)
        self.body.addLayout(whole)
        self.form.send_back.connect(self.send_back)
        self.form.fault_opened.connect(self._open_fault)
        self.make.chosen.connect(self._load_standard)
        self.make.wanted.connect(self.make_now)
        self.make.closed.connect(self._front)
        self.make.file_wanted.connect(self._read_senders)
        self.arrived.again.connect(self._again)
        self.corrections.taken.connect(self._take_corrections)
        self.corrections.closed.connect(self._front)

    def _make_side(self) -> QWidget:
        caption = label(role="caps")
        self.word(lambda text: caption.setText(text.upper()), N_("Forms"))
        self.forms = Records([
            Col(N_("Form"), lambda card: card.sent.form.title, 0, icon=lambda card: ("sheet", "muted"), bold=True),
            Col(N_("Sent in"), _share, 74, "muted", right=True)], name=N_("Forms"), header=False, height=36)
        self.forms.setProperty("plain", "true")
        self.forms.pointed.connect(self._point)
        self.new = button(icon="plus", press=self.make_form)
        self.word(self.new.setText, N_("Make a form…"))
        hint = label(role="small", wrap=True)
        self.word(hint.setText, N_("Drop filled workbooks, or those that came back corrected, anywhere on this page."))
        made = QFrame()
        made.setProperty("surface", "panel")
        inner = column(column(caption, margins=(18, 20, 18, 6)), self.forms,
                       column(self.new, 4, hint, margins=(18, 10, 18, 16)), spacing=0)
        inner.setStretch(1, 1)
        made.setLayout(inner)
        self.side = made
        KeepWidth(made, 264)
        return made

    # --- the page ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the forms and the one in front anew."""
        workspace = self.session.workspace
        if workspace is not None:
            self._lists.start(lambda job: work.forms(workspace, job), self._listed, self.desk.show, writes=HOUSE)

    def touched(self, changes: Changes) -> None:
        """Read the figures anew when the table of the form in front was changed."""
        if changes.kinds and changes.kinds <= {"annotation"}:
            return
        self.refresh()

    def enter(self, where: dict[str, Any]) -> None:
        """Take files that were dropped elsewhere, or come to the front."""
        if where.get("files"):
            self.take([Path(one) for one in where["files"]])
        elif self.view.currentWidget() is self.none:
            self.none.buttons[0].setFocus()
        elif self.view.currentWidget() is self.front:
            self.form.senders.setFocus()

    def primary(self) -> tuple[str, str] | None:
        """Take files in; while a form is being made, make it."""
        if self.view.currentWidget() is self.make:
            return (N_("Make the form…"), "collect-make-now")
        if self.view.currentWidget() is self.corrections:
            return (N_("Take corrections"), "collect-take-corrections")
        if self.view.currentWidget() is self.none:
            return (N_("Make a form…"), "collect-make")
        return (N_("Take files in…"), "collect-take")

    def panes(self) -> list[QWidget]:
        """Return what F6 goes round."""
        shown = self.view.currentWidget()
        if shown is self.make:
            return [self.forms, self.make.combo, self.make.fields, self.make.senders]
        if shown is self.corrections:
            return [self.forms, self.corrections.list, self.corrections.take_b]
        return [self.none] if shown is self.none else [self.forms, self.form.senders, self.form.faults]

    def _show(self, view: QWidget) -> None:
        self.side.setVisible(bool(self.cards) or view is not self.none)
        self.view.setCurrentWidget(view)
        self.session.marks_changed.emit()  # the top bar's button is another one now

    def _front(self) -> None:
        """Go back to the form in front, or to the invitation."""
        self._show(self.front if self.cards else self.none)
        (self.form.senders if self.cards else self.none.buttons[0]).setFocus()

    # --- reading -----------------------------------------------------------------------------------------------------

    def _listed(self, cards: list[work.Card]) -> None:
        self.cards = cards
        at = next((i for i, card in enumerate(cards) if card.sent.form.id == self._form), 0)
        self.forms.show_records(cards, at if cards else -1)
        if self.view.currentWidget() in (self.none, self.front):
            self._show(self.front if cards else self.none)
        self._point(self.forms.current())

    def _point(self, card: work.Card | None) -> None:
        workspace = self.session.workspace
        if card is None or workspace is None:
            return
        if card.sent.form.id != self._form and self.view.currentWidget() is not self.make:
            self._show(self.front)
        self._form = form = card.sent.form.id
        self._states.start(lambda job: work.state(workspace, form, job), self._stated, self.desk.show, writes=HOUSE)

    def _stated(self, state: work.State) -> None:
        self.form.show_state(state)
        self.desk.count("collect", len(state.overview.of("faults")))

    def _open_fault(self, failure: Any) -> None:
        state = self.form.state
        if state is not None and state.overview.dataset:
            self.session.open_dataset(state.overview.dataset,
                                      lambda: self.desk.go("table", row_id=failure.row_id, field=failure.field_id))

    # --- making ------------------------------------------------------------------------------------------------------

    def make_form(self) -> None:
        """Begin a new form."""
        workspace = self.session.workspace
        if workspace is None:
            return
        self._show(self.make)
        self._chosen.start(lambda job: work.standards(workspace, job), self.make.offer, self.desk.show, writes=HOUSE)
        self.make.combo.setFocus()

    def _load_standard(self, name: str) -> None:
        workspace = self.session.workspace
        if name and workspace is not None:
            self._chosen.start(lambda job: work.standard(workspace, name, job), self.make.show_standard, self.desk.show,
                               writes=HOUSE)

    def _read_senders(self) -> None:
        files = self.desk.dialogs.open_files(_("List of senders"), patterns())
        if files:
            self.desk.run(lambda job: work.read_senders(files[0], job), self.make.set_senders, title=_("Reading the list"))

    def make_now(self) -> None:
        """Ask where to, and make it."""
        workspace, person, name = self.session.workspace, self.session.person, self.make.combo.chosen()
        if workspace is None or not name or not self.make.taken:
            return
        given = self.make.given()
        if given["senders"]:
            to = self.desk.dialogs.open_folder(_("Folder for the workbooks"))
        else:
            from workstation.templates.senders import safe_name

            to = self.desk.dialogs.save_file(_("Save the form"), f"{safe_name(given['title'])}.xlsx", [_("Workbooks (*.xlsx)")])
            given["overwrite"] = True  # the dialog asked
        if to is not None:
            self.desk.run(lambda job: work.make(workspace, name, to, person, given, job), self._made,
                          title=_("Making the form"), writes=HOUSE)

    def _made(self, issued: Issued) -> None:
        self._form = issued.form.id
        self.make.set_senders([])
        self.make.words.clear()
        self._show(self.front)
        self.refresh()
        self.form.senders.setFocus()
        self.desk.tell(_n("{n} workbook written to {place}", "{n} workbooks written to {place}", len(issued.files),
                          place=str(issued.files[0][1].parent)))

    # --- taking in ---------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them in."""
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def take_files(self) -> None:
        """Ask for files and take them in."""
        self.take(self.desk.dialogs.open_files(_("Take in forms that came back"), patterns()))

    def take_folder(self) -> None:
        """Ask for a folder and take all its files in."""
        folder = self.desk.dialogs.open_folder(_("Take in a folder of forms"))
        if folder is not None:
            self.take([folder])

    def take(self, paths: Sequence[Path], repeated: str = "ask") -> None:
        """Take files in; those that had been marked up are shown as corrections."""
        workspace, person = self.session.workspace, self.session.person
        if workspace is None or not paths:
            return
        self.desk.run(lambda job: work.take(workspace, list(paths), person, repeated, job), self._took,
                      title=_("Taking forms in"), writes=HOUSE)

    def _took(self, taken: work.Taken) -> None:
        self.arrived.show_arrived(taken.arrived)
        known = [one.form for one in taken.arrived if one.form] + [one.form for _path, one in taken.corrections if one.form]
        self._form = known[0] if known else self._form
        self.session.refresh_datasets()
        here = self.session.dataset
        if here is not None and any(one.dataset == here.id and one.rows for one in taken.arrived):
            self.session.open_dataset(here.id)  # its rows are others: every page reads it anew
        self.refresh()
        if taken.corrections:
            self._show(self.corrections)
            self.corrections.show_corrections(taken.corrections)
        else:
            self._show(self.front if self.cards or known else self.view.currentWidget() or self.none)
            self.form.senders.setFocus()

    def _again(self, what: str) -> None:
        """Do with the files of senders who sent before what was chosen."""
        workspace, paths = self.session.workspace, [one.path for one in self.arrived.repeated]
        if what != "compare":
            self.take(paths, what)
        elif workspace is not None:
            self.arrived.hide()
            self.desk.run(lambda job: work.compare(workspace, paths, job), self._compared, title=_("Comparing"), writes=HOUSE)

    def _compared(self, taken: work.Taken) -> None:
        self._show(self.corrections)
        self.corrections.show_corrections(taken.corrections)

    # --- sending back and corrections ----------------------------------------------------------------------------------

    def send_back(self) -> None:
        """Ask for a folder and write the marked workbooks of all who have something to correct."""
        workspace, form = self.session.workspace, self._form
        if workspace is None or not form or self.form.state is None or not self.form.state.overview.of("faults"):
            return
        folder = self.desk.dialogs.open_folder(_("Folder for the marked workbooks"))
        if folder is not None:
            self.desk.run(lambda job: work.send_back(workspace, form, folder, (), job),
                          lambda marking: self._sent(marking, folder), title=_("Marking up"), writes=HOUSE)

    def _sent(self, marking: Marking, folder: Path) -> None:
        if marking.problems:
            self.desk.show(marking.problems[0])
        cells = sum(one.cells for one in marking.written)
        self.desk.tell(_n("{n} marked workbook in {place}, {cells} cells to correct",
                          "{n} marked workbooks in {place}, {cells} cells to correct", len(marking.written), place=str(folder),
                          cells=cells))

    def take_corrections(self) -> None:
        """Take the corrections in sight."""
        self.corrections.take()

    def _undo(self) -> None:
        self.session.undo()

    def _take_corrections(self, found: Corrections, options: dict[str, Any]) -> None:
        """Take one file's corrections as one step of its table, which comes to the front so that Undo reaches it."""
        workspace, person = self.session.workspace, self.session.person
        if workspace is None:
            return

        def write(_dataset: Any, job: Any) -> Any:
            from workstation.importing.corrected import take_corrections

            return take_corrections(workspace, found, person, **options, job=job)

        def done(changes: Any) -> None:
            self.desk.tell(changes.summary, (_("Undo"), self._undo))
            self.corrections.skip()

        def begin() -> None:
            self.session.write(write, _("Taking corrections")).finished.connect(done)

        here = self.session.dataset
        if here is not None and here.id == found.dataset:
            begin()
        else:
            self.session.open_dataset(found.dataset, begin)


def _share(card: work.Card) -> str:
    return f"{card.received}/{card.listed}" if card.listed else str(card.received)
