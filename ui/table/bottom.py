"""The panel below the grid: problems one by one, and the steps taken so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QStackedWidget

from ui.table.problem_set import CellProblem
from ui.theme import theme
from ui.widgets.buttons import button
from ui.widgets.empty import EmptyState
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from ui.widgets.records import Col, Records
from ui.widgets.when import when
from ui.words import Worded
from workstation.text import N_

if TYPE_CHECKING:
    from workstation.dataset.journal import Entry

LEVELS = {0: ("info", "muted"), 1: ("warning", "warning"), 2: ("error", "error")}


class Bottom(QFrame, Worded):
    """Tabs over two lists."""

    problem_opened = Signal(object)
    """A CellProblem: the grid points at its cell."""
    entry_opened = Signal(object)
    """An Entry: the History page shows it."""
    check_wanted = Signal()

    def __init__(self, place_of: Callable[[CellProblem], str]) -> None:
        """Lay it out; `place_of` words the row and field of a problem."""
        super().__init__()
        self.setObjectName("bottomPanel")
        self._tabs = QButtonGroup(self)
        self.problems_tab = self._tab(0, N_("Problems"))
        self.history_tab = self._tab(1, N_("History"))
        self.hint = label(role="small")
        self.word(self.hint.setText, N_("F8 next · Shift+F8 previous · Ctrl+. fix"))
        self.problems = Records([
            Col(N_("Problem"), lambda p: p.message, icon=lambda p: LEVELS[p.level]),
            Col(N_("Where"), place_of, 190, "muted"), Col(N_("Rule"), lambda p: p.rule, 140, "muted")],
            name=N_("Problems"), header=False)
        self.history = Records([
            Col(N_("Step"), lambda e: e.summary, icon=lambda e: ("history", "muted")),
            Col(N_("Person"), lambda e: e.person, 150, "muted"),
            Col(N_("Time"), lambda e: when(e.time), 160, "muted")], name=N_("Steps taken"), header=False)
        self.unchecked = EmptyState("check", N_("Not checked yet"), N_(
            "Choose a standard, and every cell is checked against it while you work."),
            [(N_("Choose a standard"), self.check_wanted.emit)])
        self.running = EmptyState("check", N_("Checking…"), N_("You can go on working."))
        self.clean = EmptyState("good", N_("No problems"), token="good")
        self.stack = QStackedWidget()
        for part in (self.problems, self.history, self.unchecked, self.running, self.clean):
            self.stack.addWidget(part)
        head = row(self.problems_tab, self.history_tab, None, self.hint, spacing=0, margins=(8, 0, 16, 0))
        self.setLayout(column(head, self.stack, spacing=0))
        self._state: QFrame | Records | EmptyState = self.unchecked
        self.problems_tab.setChecked(True)
        self.stack.setCurrentWidget(self.unchecked)
        self.problems.opened.connect(self.problem_opened)
        self.problems.clicked.connect(lambda _index: self.problem_opened.emit(self.problems.current()))
        self.history.opened.connect(self.entry_opened)

    def _tab(self, number: int, words: str) -> QPushButton:
        made = button(kind="tab")
        made.setCheckable(True)
        self._tabs.addButton(made, number)
        self.word(made.setText, words)
        made.clicked.connect(self._turn)
        return made

    def _turn(self) -> None:
        history = self.history_tab.isChecked()
        self.hint.setVisible(not history)
        self.stack.setCurrentWidget(self.history if history else self._state)

    def show_problems(self, problems: Sequence[CellProblem]) -> None:
        """List problems."""
        self.problems.show_records(problems)
        self._say(self.problems, len(problems))

    def show_clean(self, sentence: str, **values: object) -> None:
        """Say that nothing is wrong; the sentence (marked by N_) names what was checked and when."""
        self.clean.say(N_("No problems"), sentence, **values)
        self._say(self.clean, 0)

    def show_checking(self) -> None:
        """Say that the check runs; the list of before would not be true any more."""
        self._say(self.running, None)

    def show_unchecked(self) -> None:
        """Say that nothing was checked: that is not the same as no problems."""
        self._say(self.unchecked, None)

    def _say(self, state: Any, count: int | None) -> None:
        self._state = state
        self.word(self.problems_tab.setText, N_("Problems  {n}") if count else N_("Problems"), n=f"{count or 0:,}")
        self._turn()

    def show_history(self, entries: Sequence[Entry]) -> None:
        """List the steps, the newest first."""
        self.history.show_records(list(entries))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the rule's name where the sentence would have no room."""
        super().resizeEvent(event)
        self.problems.setColumnHidden(2, self.width() < theme().px(700))
        self.hint.setMaximumWidth(16777215 if self.width() > theme().px(560) else 0)

    def focus(self) -> None:
        """Put the keyboard into the list in front."""
        front = self.stack.currentWidget()
        (front if isinstance(front, Records) else self.problems_tab).setFocus(Qt.FocusReason.TabFocusReason)

    def retranslate(self) -> None:
        """Word everything again."""
        super().retranslate()
        self.problems.viewport().update()
