"""The results on the check page: the verdict, scores by dimension, every rule with its counts, and the failing cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.pages.check_work import DIMENSIONS, FIRST, LEVELS, OUTCOMES, Checked, Line
from ui.widgets.buttons import Segments, button
from ui.widgets.cells import visible
from ui.widgets.empty import EmptyState
from ui.widgets.labels import Icon, label, line
from ui.widgets.panel import column, row, surface
from ui.widgets.records import Col, Records
from ui.widgets.score import ScoreCard
from ui.words import Worded
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.standards.result import Failure


class ResultPane(QWidget, Worded):
    """What a check found."""

    failures_wanted = Signal(object, int)
    """(rule ids or None, limit): word these failing cells."""
    opened = Signal(object)
    """A Failure was opened: go to its cell."""
    report_wanted = Signal()

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__()
        self.checked: Checked | None = None
        self.when = ""
        self._limit = FIRST
        self.icon, self.verdict, self.about = Icon("good", "good", 22), label(role="heading"), label(role="muted")
        self.save = button(icon="report", press=self.report_wanted.emit)
        self.word(self.save.setText, N_("Save a report…"))
        head = row(self.icon, column(self.verdict, self.about, spacing=1), None, self.save, spacing=12,
                   margins=(24, 12, 24, 4))
        self.overall, self.cards = ScoreCard(large=True), {name: ScoreCard() for name in DIMENSIONS}
        scores = row(self.overall, *self.cards.values(), spacing=8, margins=(24, 8, 24, 12))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for part in (self._rules(), self._failures()):
            self.split.addWidget(part)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([456, 616])
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        whole = column(head, scores, line(), self.split, spacing=0)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _rules(self) -> QWidget:
        self.which = Segments({"open": N_("To look at"), "all": N_("All rules")})
        self.which.chosen.connect(lambda _which: self._fill_rules())
        self.rules_title, self.why = label(role="strong"), label(role="small", wrap=True)
        self.rules = Records([
            Col(N_("Rule"), lambda one: one.words, 0, "text", lambda one: _mark(one)),
            Col(N_("Checked"), lambda one: f"{one.checked:,}" if one.checked else "", 70, "muted", right=True),
            Col(N_("Failed"), _failed, 92, _outcome_token, right=True)], name=N_("Rules"), height=30)
        self.rules.pointed.connect(self._point)
        self.rules.opened.connect(lambda _line: self.failures.setFocus())
        self.rules_none = EmptyState("good", N_("Every rule passes"), N_("Choose “All rules” to see them."),
                                     token="good")
        self.rule_stack = QStackedWidget()
        self.rule_stack.addWidget(self.rules)
        self.rule_stack.addWidget(self.rules_none)
        self.foot = surface(column(self.why, margins=(16, 8, 16, 8)), "panel")
        whole = column(row(self.rules_title, None, self.which, margins=(24, 8, 24, 8)), line(), self.rule_stack, self.foot,
                       spacing=0)
        whole.setStretch(2, 1)
        made = QWidget()
        made.setLayout(whole)
        made.setMinimumWidth(300)
        return made

    def _failures(self) -> QWidget:
        self.failures_title, keys = label(role="strong"), label(role="small")
        self.failures_title.setMinimumHeight(self.which.sizeHint().height())  # so that both lists begin on one line
        self.word(keys.setText, N_("Enter opens the cell in the table"))
        self.more = button(kind="link", press=self._more)
        self.failures = Records([
            Col(N_("Row"), lambda one: f"{one.row:,}", 64, "muted", right=True),
            Col(N_("Field"), lambda one: one.field, 120, "muted"),
            Col(N_("Value"), lambda one: _("(blank)") if one.value is None else visible(one.value), 150,
                lambda one: LEVELS[one.level][1]),
            Col(N_("What is wrong"), lambda one: str(one.message), 0, "text",
                lambda one: (LEVELS[one.level][2], LEVELS[one.level][1]))], name=N_("Failing cells"), height=28)
        self.failures.opened.connect(self.opened)
        self.failures_none = EmptyState("good", N_("No failing cells here"),
                                        N_("This rule holds for every row, or was not checked."))
        self.failure_stack = QStackedWidget()
        self.failure_stack.addWidget(self.failures)
        self.failure_stack.addWidget(self.failures_none)
        self.sentence = label(wrap=True, selectable=True)
        self.failures.pointed.connect(lambda one: self._spell(one))
        self.spelled = surface(column(self.sentence, margins=(16, 8, 24, 8)), "panel")
        whole = column(row(self.failures_title, 8, self.more, None, keys, margins=(12, 8, 24, 8)), line(),
                       self.failure_stack, self.spelled, spacing=0)
        whole.setStretch(2, 1)
        made = QWidget()
        made.setLayout(whole)
        made.setMinimumWidth(300)
        return made

    def _spell(self, one: Failure | None) -> None:
        self.sentence.setText("" if one is None else _("Row {row}, {field}: {message}", row=f"{one.row:,}",
                                                       field=one.field,
                                                       message=str(one.message)))
        self.spelled.setVisible(one is not None)

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_checked(self, checked: Checked, when: str) -> None:
        """Show a result; the rule one had chosen stays chosen."""
        self.checked, self.when = checked, when
        self._show_verdict()
        self._fill_rules()

    def _show_verdict(self) -> None:
        checked = self.checked
        if checked is None:
            return
        standard, counts, rows = checked.result.standard, checked.counts, len(checked.result.table)
        parts = [_n("{n:,} error", "{n:,} errors", counts["error"]), _n("{n:,} warning", "{n:,} warnings",
                                                                        counts["warning"])]
        if counts["info"]:
            parts.append(_n("{n:,} remark", "{n:,} remarks", counts["info"]))
        if checked.not_checked:
            parts.append(_n("{n} rule not checked", "{n} rules not checked", checked.not_checked))
        self.verdict.setText("  ·  ".join(parts) if checked.problems or checked.not_checked else _("No problems"))
        self.icon.show_icon(*(("problems", "error") if counts["error"] else ("warning", "warning") if counts["warning"]
                              or checked.not_checked else ("good", "good")))
        self.about.setText(_("Checked {time} against {standard} {version}: {rows} rows, {rules} rules", time=self.when,
                             standard=standard.title or standard.id, version=standard.version, rows=f"{rows:,}",
                             rules=len(checked.lines)))
        scores = checked.scores
        verdict = {True: _("passes from {mark}"), False: _("below {mark}"), None: _("not measured")}[scores.passed]
        share = _n("{n} rule not checked", "{n} rules not checked", checked.not_checked) if checked.not_checked else (
            verdict.format(mark=f"{scores.passing:g}"))
        self.overall.show_score(_("Score"), scores.overall, share, scores.passing)
        for measure in scores.dimensions:
            if (card := self.cards.get(measure.name)) is not None:
                share = _("{a} of {b}", a=f"{measure.a:,}", b=f"{measure.b:,}") if measure.b else measure.why
                card.show_score(_(DIMENSIONS[measure.name]), measure.score, share, scores.passing)

    def _fill_rules(self) -> None:
        checked = self.checked
        if checked is None:
            return
        before = self.rules.current()
        lines = [one for one in checked.lines if self.which.value == "all" or one.outcome != "pass"]
        everything = Line("", _("All failing cells"), "", "info", 0, checked.result.failed, "fail", "")
        shown: Sequence[Line] = [everything, *lines] if lines else []
        at = next((i for i, one in enumerate(shown) if before is not None and one.id == before.id), 0)
        self.rules.show_records(shown, at if shown else -1)
        self.rule_stack.setCurrentWidget(self.rules if shown else self.rules_none)
        failing = sum(one.outcome == "fail" for one in checked.lines)
        self.rules_title.setText(_n("{n} of {total} rules fails", "{n} of {total} rules fail", failing,
                                    total=len(checked.lines)))
        self._point(self.rules.current())

    def _point(self, one: Line | None) -> None:
        self.why.setText(one.why if one is not None else "")
        self.foot.setVisible(bool(one is not None and one.why))
        self._limit = FIRST
        self._ask()

    def _ask(self) -> None:
        checked, one = self.checked, self.rules.current()
        if checked is None:
            return
        if one is None or (not one.id and self._limit == FIRST):
            self.show_failures(checked.failures)
        elif not one.failed:
            self.show_failures([])
        else:
            self.failures_wanted.emit([one.id] if one.id else None, self._limit)

    def _more(self) -> None:
        self._limit *= 10
        self._ask()

    def show_failures(self, failures: Sequence[Failure]) -> None:
        """Show failing cells of the chosen rule."""
        one, checked = self.rules.current(), self.checked
        total = one.failed if one is not None else checked.result.failed if checked is not None else 0
        before = self.failures.current()
        at = next((i for i, f in enumerate(failures) if before is not None and (f.row_id, f.rule) == (before.row_id,
                                                                                                      before.rule)), 0)
        self.failures.show_records(failures, at if failures else -1)
        self._spell(self.failures.current())
        self.failure_stack.setCurrentWidget(self.failures if failures else self.failures_none)
        self.failures_title.setText(_n("{n:,} failing cell", "{n:,} failing cells", total))
        left = total - len(failures)
        self.more.setText(_("{n:,} are shown; show more", n=len(failures)) if left > 0 else "")
        self.more.setVisible(left > 0 and bool(failures))

    def retranslate(self) -> None:
        """Word everything again."""
        super().retranslate()
        if self.checked is not None:
            self._show_verdict()
            self._fill_rules()


def _mark(one: Line) -> tuple[str, str] | None:
    if not one.id:
        return ("list", "muted")
    if one.outcome == "pass":
        return ("good", "good")
    return ("minus", "muted") if one.outcome == "not checked" else (LEVELS[one.level][2], LEVELS[one.level][1])


def _failed(one: Line) -> str:
    return f"{one.failed:,}" if one.failed else _(OUTCOMES[one.outcome][0])


def _outcome_token(one: Line) -> str:
    if not one.id:
        return "muted"
    return LEVELS[one.level][1] if one.outcome == "fail" else OUTCOMES[one.outcome][1]
