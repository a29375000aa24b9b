"""Review page: what is handed in and what came of it, for the clerk who submits and the supervisor who decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QWidget

from ui.models.history_lines import field_id
from ui.models.submissions import Look, Waiting, look, waiting
from ui.pages.page import Page
from ui.widgets.before_after import ChangedCells
from ui.widgets.buttons import button
from ui.widgets.drawn_rows import DrawnRows
from ui.widgets.empty import EmptyState
from ui.widgets.figures import Figure, Figures
from ui.widgets.labels import Icon, label, pill, restyle
from ui.widgets.panel import KeepWidth, column, row, surface
from ui.widgets.records import Col, Records
from ui.widgets.tabs import Tabs
from ui.widgets.when import when, who
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset
    from workstation.job import Job
    from workstation.workspace import Workspace

STATUS = {"draft": (N_("Draft"), "plain"), "submitted": (N_("Submitted"), "accent"), "approved": (N_("Approved"), "good"),
          "returned": (N_("Returned"), "warning")}
VERDICTS = {"submit": (N_("Submitted"), "review", "accent"), "approve": (N_("Approved"), "good", "good"),
            "return": (N_("Returned"), "undo", "warning"), "withdraw": (N_("Withdrawn"), "undo", "muted")}


class ReviewPage(Page):
    """The queue at the left; at the right the open table: figures, changed cells, random rows, steps, fields."""

    def build(self) -> None:
        """Lay it out."""
        self.look: Look | None = None
        self.queue_of: list[Waiting] = []
        self.title = label(role="title")
        self.status = pill("")
        self.since = label(role="muted")
        self.give_back = button(icon="undo", press=self.return_it)
        self.word(self.give_back.setText, N_("Return…"))
        head = row(self.title, self.status, self.since, None, self.give_back, spacing=10, margins=(24, 16, 24, 12))
        self.figures = self._make_figures()
        self.banner = self._make_banner()
        self.tabs = self._make_tabs()
        self.nothing = EmptyState("good", N_("Nothing has changed"), N_(
            "This table is as it was approved or imported. What is changed from now on is listed here."), token="good")
        self.nothing.hide()
        right = column(head, column(self.banner, self.figures, spacing=12, margins=(24, 0, 24, 12)), self.tabs, self.nothing,
                       spacing=0)
        right.setStretch(2, 1)
        right.setStretch(3, 1)
        whole = row(self._make_side(), right, spacing=0)
        whole.setStretch(1, 1)
        self.body.addLayout(whole)

    def _make_side(self) -> QWidget:
        self.queue = Records([Col(N_("Table"), lambda one: one.name, 0, icon=lambda one: ("table", "muted"), bold=True),
                              Col(N_("By"), lambda one: who(one.person, self.session.person), 84, "muted")],
                             name=N_("Waiting for a decision"), header=False, height=34)
        self.queue.opened.connect(self._open)
        self.queue.clicked.connect(lambda index: self._open(self.queue.list.records[index.row()]))
        caption, past = label(role="caps"), label(role="caps")
        self.word(lambda text: caption.setText(text.upper()), N_("Waiting for a decision"))
        self.word(lambda text: past.setText(text.upper()), N_("Decisions on this table"))
        self.queue_empty = label(role="muted", wrap=True)
        self.word(self.queue_empty.setText, N_("Nothing waits. What clerks submit arrives here."))
        self.keys = label(role="small", wrap=True)
        self.word(self.keys.setText, N_("J next · K previous\nA approve · R return"))
        self.decisions = Records([Col(N_("Decision"), self._verdict, 0,
                                      icon=lambda one: VERDICTS[one.verdict][1:]),
                                  Col(N_("Time"), lambda one: when(one.time), 128, "muted", right=True)],
                                 name=N_("Decisions on this table"), header=False, height=32)
        self.decisions.opened.connect(lambda one: self.desk.go("history", entry=one.entry.seq))
        self.decisions.pointed.connect(self._tell_decision)
        self.decision_words = label(role="muted", wrap=True)
        for lists in (self.queue, self.decisions):
            lists.setProperty("plain", "true")
        made = QFrame()
        made.setProperty("surface", "panel")
        inner = column(column(caption, margins=(18, 20, 18, 6)), self.queue,
                       column(self.queue_empty, self.keys, margins=(18, 4, 18, 12), spacing=4),
                       column(past, margins=(18, 10, 18, 6)), self.decisions,
                       column(self.decision_words, margins=(18, 4, 18, 12)), None, spacing=0)
        made.setLayout(inner)
        self.side = made
        KeepWidth(made, 280)
        return made

    def _make_figures(self) -> QWidget:
        self.rows_figure = Figure(N_("Rows"))
        self.cells_figure = Figure(N_("Changed cells"))
        self.check_figure = Figure(N_("Check"), lambda: self.desk.go("check"))
        self.labels_figure = Figure(N_("Labels"), lambda: self.desk.go("label"))
        self.hash_figure = Figure(N_("Content"))
        return Figures(self.rows_figure, self.cells_figure, self.check_figure, self.labels_figure, self.hash_figure)

    def _make_banner(self) -> QWidget:
        self.banner_words = label(role="strong", wrap=True)
        self.banner_reason = label(wrap=True, selectable=True)
        self.banner_icon = Icon("undo", "warning", 20)
        inner = row(column(self.banner_icon, None), column(self.banner_words, self.banner_reason, spacing=2), spacing=12,
                    margins=(14, 10, 14, 10))
        inner.setStretch(1, 1)
        made = surface(inner, "warning")
        made.hide()
        return made

    def _make_tabs(self) -> Tabs:
        self.cells = ChangedCells()
        self.cells.opened.connect(lambda cell: self.desk.go(
            "table", row_id=cell.row_id, field=field_id(self.session.table, cell.field)))
        self.sample = DrawnRows(N_("Rows drawn by chance"))
        self.sample.opened.connect(lambda one: self.desk.go("table", row_id=one["row_id"]))
        self.sample_words = label(role="small", wrap=True)
        drawn = QWidget()
        drawn_layout = column(column(self.sample_words, margins=(24, 8, 24, 8)), self.sample, spacing=0)
        drawn_layout.setStretch(1, 1)
        drawn.setLayout(drawn_layout)
        self.steps = Records([Col(N_("Step"), lambda entry: entry.summary),
                              Col(N_("Person"), lambda entry: who(entry.person, self.session.person), 120, "muted", drop=440),
                              Col(N_("Time"), lambda entry: when(entry.time), 140, "muted", drop=600),
                              Col(N_("Changed"), lambda entry: f"{entry.count:,}", 92, "muted", right=True)],
                             name=N_("Steps since the last version"))
        self.steps.opened.connect(lambda entry: self.desk.go("history", entry=entry.seq))
        self.fields = Records([Col(N_("Field"), lambda one: one.name),
                               Col(N_("Changed cells"), lambda one: f"{one.cells:,}", 140, "muted", right=True)],
                              name=N_("Changed cells by field"))
        return Tabs({"cells": (N_("Changed cells"), self.cells), "sample": (N_("Random rows"), drawn),
                     "steps": (N_("Steps"), self.steps), "fields": (N_("Fields"), self.fields)}, margin=16)

    # --- reading --------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the open table and the queue anew."""
        person = self.session.person
        self._show_head()
        if self.session.dataset is not None:
            self.session.ask(lambda dataset, job: look(dataset, person, job), self._looked, _("Looking at the changes"))
        self.session.ask_house(waiting, self._queued)

    def _queued(self, found: list[Waiting]) -> None:
        self.queue_of = found
        here = self.session.dataset.id if self.session.dataset is not None else ""
        at = next((i for i, one in enumerate(found) if one.id == here), -1)
        self.queue.show_records(found, at)
        self.queue.fit(min(8, len(found)))
        self.queue.setVisible(bool(found))
        self.queue_empty.setVisible(not found)
        self.keys.setVisible(bool(found) and self._may_decide())
        self.desk.count("review", len(found))

    def _looked(self, found: Look) -> None:
        self.look = found
        submission = found.submission
        changed = {(cell.row_id, cell.field) for cell in submission.cells}
        self.cells.show_records(submission.cells)
        self.sample.show_rows(found.fields, found.sample, changed)
        self.steps.show_records(submission.steps[::-1])
        self.fields.show_records(submission.fields)
        self.decisions.show_records(submission.decisions)
        self.decisions.fit(min(8, len(submission.decisions)))
        self.decisions.setVisible(bool(submission.decisions))
        self._tell_decision(self.decisions.current())
        for key, figure in (("cells", submission.cell_count), ("sample", len(found.sample)), ("steps", len(submission.steps)),
                            ("fields", len(submission.fields))):
            self.tabs.count(key, figure)
        nothing = not submission.changed and self.session.status in ("draft", "approved")
        self.tabs.setVisible(not nothing)
        self.nothing.setVisible(nothing)
        self._show_head()
        self._show_figures(found)
        self.session.marks_changed.emit()  # the top bar's one button depends on who submitted

    def _show_head(self) -> None:
        name = self.session.dataset.name if self.session.dataset is not None else ""
        self.title.setText(_("Review of “{name}”", name=name))
        words, kind = STATUS.get(self.session.status, (N_("Draft"), "plain"))
        self.status.setText(_(words))
        restyle(self.status, "pill", kind)
        submission = self.look.submission if self.look else None
        self.give_back.setVisible(self._decides())
        if submission is None:
            return
        self.since.setText(_("since version {number}", number=submission.since) if submission.since else _("since the import"))
        self.banner.setVisible(self.session.status in ("returned", "submitted"))
        waits = self.session.status == "submitted"
        own = submission.submitter == self.session.person
        last = submission.decisions[0] if submission.decisions else None
        if not waits:
            words = _("{person} returned it. Correct this and submit again.", person=last.person if last else "")
        elif own:
            words = _("You submitted this. Another person decides; until then it stands still.")
        else:
            words = _("Submitted by {person}, {time}.", person=submission.submitter, time=when(last.time) if last else "")
        self.banner_words.setText(words)
        self.banner_reason.setText("" if waits else submission.reason)
        self.banner_reason.setVisible(bool(self.banner_reason.text()))
        self.banner_icon.show_icon("clock" if waits else "undo", "accent" if waits else "warning")
        restyle(self.banner, "surface", "accent" if waits else "warning")

    def _show_figures(self, found: Look) -> None:
        submission = found.submission
        moved = [_n("{n} row added", "{n} rows added", submission.added)] if submission.added else []
        moved += [_n("{n} row removed", "{n} rows removed", submission.removed)] if submission.removed else []
        self.rows_figure.say(f"{submission.rows:,}", _("; ").join(moved) or _("none added or removed"))
        self.cells_figure.say(f"{submission.cell_count:,}", _n("in {n} step", "in {n} steps", len(submission.steps)))
        self.check_figure.say(*check_words(submission.check))
        labels = found.labels
        if labels is None:
            self.labels_figure.say("–", _("no questions are asked"))
        else:
            left = labels.total - labels.answered
            share = f"{labels.answered / labels.total:.0%}" if labels.total else "–"
            todo = _n("{n} row left for you", "{n} rows left for you", left)
            self.labels_figure.say(share, todo if left else _("all rows answered"))
        self.hash_figure.say(submission.content_hash[:8], _("fingerprint of the content"))
        self.hash_figure.setToolTip(submission.content_hash)
        self.sample_words.setText(_("Drawn by chance with the seed {seed}: everybody who reviews this content sees the same "
                                    "rows. Cells with a pen were changed.", seed=found.seed))

    def _verdict(self, one: Any) -> str:
        return _("Version {number}", number=one.version) if one.version else _(VERDICTS[one.verdict][0])

    def _tell_decision(self, one: Any) -> None:
        shown = one or (self.decisions.list.records[0] if self.decisions.list.records else None)
        parts = [_("by {person}", person=who(shown.person, self.session.person)), shown.reason] if shown else [_("None yet.")]
        self.decision_words.setText(" · ".join(part for part in parts if part))

    # --- the page -------------------------------------------------------------------------------------------------------

    def enter(self, where: dict[str, Any]) -> None:
        """Put the focus where the hands begin."""
        (self.cells if self._decides() or not self.queue_of else self.queue).setFocus()

    def panes(self) -> list[QWidget]:
        """Return the side and the tabs."""
        return [self.side, self.tabs]

    def primary(self) -> tuple[str, str] | None:
        """Return what the one button does now."""
        if self.session.status != "submitted" or self.look is None:
            return None
        return (N_("Approve…"), "approve") if self._decides() else (N_("Withdraw"), "withdraw") if self._own() else None

    def retranslate(self) -> None:
        """Word what was put together again."""
        super().retranslate()
        if self.look is not None:
            self._looked(self.look)

    def _may_decide(self) -> bool:
        return self.session.role in ("supervisor", "administrator")

    def _own(self) -> bool:
        return self.look is not None and self.look.submission.submitter == self.session.person

    def _decides(self) -> bool:
        return self.session.status == "submitted" and self._may_decide() and not self._own()

    # --- acts -----------------------------------------------------------------------------------------------------------

    def _open(self, one: Waiting) -> None:
        if self.session.dataset is None or self.session.dataset.id != one.id:
            self.look = None
            self.session.open_dataset(one.id)

    def _step(self, by: int) -> None:
        here = self.session.dataset.id if self.session.dataset is not None else ""
        at = next((i for i, one in enumerate(self.queue_of) if one.id == here), -1 if by > 0 else 0)
        if self.queue_of:
            self._open(self.queue_of[(at + by) % len(self.queue_of)])

    def next_submission(self) -> None:
        """Open the next table that waits."""
        self._step(1)

    def previous_submission(self) -> None:
        """Open the table before."""
        self._step(-1)

    def approve(self) -> None:
        """Approve what was submitted; the person's password is asked for each time."""
        name, person = self.session.dataset.name if self.session.dataset is not None else "", self.session.person
        self._decide("approve", "", _("Approve “{name}”", name=name),
                     _("This makes a version that may be packed and sent. Your password, {person}:", person=person),
                     _("Approve"), _("“{name}” is approved.", name=name))

    def return_it(self) -> None:
        """Send it back with a reason."""
        name = self.session.dataset.name if self.session.dataset is not None else ""
        reason = self.desk.dialogs.text(_("Return “{name}”", name=name), _("What has to be corrected?"), verb=_("Go on"))
        if reason is not None:
            self._decide("return", reason, _("Return “{name}”", name=name),
                         _("The clerk will read: “{reason}”. Your password, {person}:", reason=reason,
                           person=self.session.person),
                         _("Return"), _("“{name}” was returned with your reason.", name=name))

    def _decide(self, verdict: str, reason: str, title: str, text: str, verb: str, told: str) -> None:
        person = self.session.person
        password = self.desk.dialogs.text(title, text, verb=verb, secret=True)
        if password is None:
            return

        def checked(workspace: Workspace, job: Job) -> None:
            from workstation.people import require

            require(workspace.people.get(person), verdict)
            workspace.people.check_password(person, password)

        def decide(dataset: Dataset, job: Job) -> Any:
            return dataset.decide(verdict, person, reason)

        def go_on(_answer: None) -> None:
            self.session.write(decide, title).finished.connect(lambda _entry: self.desk.tell(told))

        self.session.ask_house(checked, go_on, title)

    def withdraw(self) -> None:
        """Take one's own submission back."""
        person = self.session.person
        running = self.session.write(lambda dataset, job: dataset.withdraw(person), _("Withdrawing the submission"))
        running.finished.connect(lambda _entry: self.desk.tell(_("Withdrawn. You can go on working.")))


def check_words(check: Any) -> tuple[str, str, str]:
    """Return what the check's card says: figure, sentence, token."""
    if check is None:
        return "–", _("not checked since the last change"), "warning"
    data = check.operation
    errors, warnings = int(data.get("error", 0)), int(data.get("warning", 0))
    if not errors and not warnings:
        return "0", _("no problems left"), "good"
    parts: Sequence[str] = [words for n, words in ((errors, _n("{n} error", "{n} errors", errors)),
                                                   (warnings, _n("{n} warning", "{n} warnings", warnings))) if n]
    return f"{errors + warnings:,}", _(", ").join(parts), "error" if errors else "warning"
