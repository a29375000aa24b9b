"""One form on the collect page: figures, its senders, and what is wrong with the rows of the one pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from ui.models.collecting import State
from ui.widgets.buttons import button
from ui.widgets.figures import Figure, Figures
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from ui.widgets.records import Col, Records
from ui.widgets.when import when
from ui.words import Worded
from workstation.text import LANGUAGES, N_, _, _n

if TYPE_CHECKING:
    from workstation.standards.result import Failure
    from workstation.templates.status import Line

MARKS = {"missing": ("clock", "muted"), "empty": ("minus", "warning"), "faults": ("problems", "error"),
         "good": ("good", "good"), "gone": ("undo", "muted"), "unchecked": ("help", "muted")}
STATES = {"missing": N_("Nothing came yet"), "empty": N_("Nothing filled in"), "faults": N_("To correct"),
          "good": N_("Without faults"), "gone": N_("Rows removed again"),
          "unchecked": N_("Not checked: the standard is missing")}


class FormView(QWidget, Worded):
    """Head, figures, senders above and faults below."""

    send_back = Signal()
    fault_opened = Signal(object)
    """A Failure whose row is to be shown in the table."""

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__()
        self.state: State | None = None
        self.title, self.about = label(role="title"), label(role="muted")
        self.back_b = button(icon="export", press=self.send_back.emit)
        self.word(self.back_b.setText, N_("Mark up and send back…"))
        self.sent_figure, self.rows_figure = Figure(N_("Sent in")), Figure(N_("Rows"))
        self.fault_figure, self.good_figure = Figure(N_("Cells to correct")), Figure(N_("Without faults"))
        figures = Figures(self.sent_figure, self.good_figure, self.fault_figure, self.rows_figure)
        self.senders = Records([
            Col(N_("Sender"), _sender, 0, _tone, lambda line: MARKS[line.state], bold=True),
            Col(N_("State"), lambda line: _(STATES[line.state]), 150, "muted", drop=560),
            Col(N_("Rows"), lambda line: f"{line.rows:,}" if line.rows else "", 72, "muted", right=True),
            Col(N_("Errors"), lambda line: f"{line.errors:,}" if line.errors else "", 72, "error", right=True),
            Col(N_("Warnings"), lambda line: f"{line.warnings:,}" if line.warnings else "", 84, "warning", right=True),
            Col(N_("Last file"), _file, 260, "muted", drop=900),
            Col(N_("Came"), lambda line: when(line.last), 128, "muted", right=True, drop=700)], name=N_("Senders"), height=30)
        self.senders.pointed.connect(lambda _line: self._point())
        self.faults_title, self.faults_hint = label(role="heading"), label(role="small")
        self.faults = Records([
            Col(N_("Row"), lambda one: f"{one.row:,}", 72, "muted", right=True),
            Col(N_("Field"), lambda one: one.field, 150, "muted"),
            Col(N_("What stands there"), lambda one: one.value or "–", 190),
            Col(N_("What is wrong"), lambda one: str(one.message), 0, _level, lambda one: (_level(one), _level(one)))],
            name=N_("What is wrong with the sender's rows"), height=28)
        self.faults.opened.connect(self.fault_opened)
        below = QWidget()
        lower = column(row(self.faults_title, 6, self.faults_hint, None, margins=(24, 10, 24, 6)), self.faults, spacing=0)
        lower.setStretch(1, 1)
        below.setLayout(lower)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.senders)
        self.split.addWidget(below)
        self.split.setSizes([360, 260])
        self.split.setChildrenCollapsible(False)
        head = row(self.title, 4, self.about, None, self.back_b, margins=(24, 18, 24, 12))
        whole = column(head, column(figures, margins=(24, 0, 24, 12)), self.split, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_state(self, state: State) -> None:
        """Show a form."""
        same = self.state is not None and self.state.overview.sent.form.id == state.overview.sent.form.id
        before = self.senders.current() if same else None
        self.state = state
        lines = list(state.overview.lines)
        at = next((i for i, line in enumerate(lines) if before is not None and line.sender == before.sender), -1)
        if at < 0:
            at = next((i for i, line in enumerate(lines) if line.state == "faults"), 0)
        self.senders.show_records(lines, at)
        self._tell()
        self._point()

    def _tell(self) -> None:
        if self.state is None:
            return
        overview = self.state.overview
        form, counts = overview.sent.form, overview.counts()
        self.title.setText(form.title)
        self.about.setText("  ·  ".join((form.label, LANGUAGES.get(form.language, form.language),
                                         _("made {time}", time=when(form.made)))))
        if counts["listed"]:
            figure = f"{counts['received']:,} / {counts['listed']:,}"
            gaps = counts["missing"]
            missing = _n("{n} is missing", "{n} are missing", gaps) if gaps else _("nobody is missing")
        else:
            figure, missing = str(counts["unlisted"]), _("no list of senders")
        self.sent_figure.say(figure, missing, "warning" if counts["missing"] else "")
        good = len(overview.of("good"))
        self.good_figure.say(str(good), _n("{n} sender", "{n} senders", good))
        faulty = len(overview.of("faults"))
        self.fault_figure.say(f"{counts['cells']:,}", _n("of {n} sender", "of {n} senders", faulty), "error" if faulty else "")
        self.rows_figure.say(f"{counts['rows']:,}", overview.dataset_name or _("no table yet"))
        self.back_b.setEnabled(bool(faulty))

    def _point(self) -> None:
        line: Line | None = self.senders.current()
        found = list(self.state.faults.get(line.sender, ())) if line is not None and self.state is not None else []
        self.faults.show_records(found, 0 if found else -1)
        if line is None:
            self.faults_title.setText("")
            self.faults_hint.setText("")
            return
        self.faults_title.setText(line.sender)
        told = [str(word) for one in line.submissions[-1:] for word in one.warnings]
        self.faults_hint.setText(_n("{n} fault", "{n} faults", line.errors + line.warnings) if found else _(STATES[line.state]))
        self.faults_hint.setToolTip("\n".join(told))
        if told:
            self.faults_hint.setText("  ·  ".join([self.faults_hint.text(), *told[:2]]))

    def retranslate(self) -> None:
        """Word figures and states again."""
        super().retranslate()
        self._tell()
        self._point()


def _level(one: Failure) -> str:
    return "warning" if one.level == "warning" else "error"


def _sender(line: Line) -> str:
    return line.sender if line.listed or not line.sender else _("{sender} (not on the list)", sender=line.sender)


def _tone(line: Line) -> str:
    return "muted" if line.state in ("missing", "gone") else "text"


def _file(line: Line) -> str:
    return line.submissions[-1].file if line.submissions else ""
