"""Recipes on the clean page: the steps of this table as a saved list, and a list of another table done to this one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.pages.clean_preview import DoneBar
from ui.widgets.buttons import button
from ui.widgets.empty import EmptyState
from ui.widgets.labels import label, line
from ui.widgets.panel import column, row, surface
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.text import N_, _, _n, joined

if TYPE_CHECKING:
    from workstation.job import Job
    from workstation.operations.recipe import RecipeReport, StepReport

ENDING = ".recipe.json"
OUTCOMES = {"applied": (N_("Done"), "good"), "nothing to change": (N_("Nothing to change"), "muted"),
            "did not fit": (N_("Did not fit"), "error")}
Step = tuple[str, str]
"""(sentence, why it is not in the recipe; '' when it is)."""


class RecipePane(QWidget, Worded):
    """At the left what this table's recipe would hold, at the right what became of one that was applied."""

    def __init__(self, desk: Desk) -> None:
        """Make both sides empty."""
        super().__init__()
        self.desk, self.session = desk, desk.session
        self._report: RecipeReport | None = None
        self._before = 0
        left, right = self._steps(), self._result()
        whole = row(left, line(vertical=True), right, spacing=0)
        whole.setStretch(0, 1)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _steps(self) -> QWidget:
        title, about = label(role="heading"), label(role="muted", wrap=True)
        self.word(title.setText, N_("The steps of this table"))
        self.word(about.setText, N_("Saved as a recipe, the same steps can be done to next month's table."))
        self.save = button(icon="save", press=self.save_recipe)
        self.word(self.save.setText, N_("Save as a recipe…"))
        self.steps = Records([
            Col(N_("Step"), lambda one: one[0], 0, lambda one: "muted" if one[1] else "text",
                lambda one: ("minus", "muted") if one[1] else ("tick", "good")),
            Col(N_("Left out, because"), lambda one: one[1], 250, "muted")], name=N_("Steps of this table"), height=30)
        self.no_steps = EmptyState("recipe", N_("No steps yet"), N_("Every cleaning step you apply is listed here."))
        self.left = QStackedWidget()
        self.left.addWidget(self.steps)
        self.left.addWidget(self.no_steps)
        return _side(column(row(title, None, self.save), about, spacing=6, margins=(24, 16, 20, 14)), self.left)

    def _result(self) -> QWidget:
        title, self.about = label(role="heading"), label(role="muted", wrap=True)
        self.word(title.setText, N_("Apply a recipe"))
        self.choose = button(icon="recipe", press=self.apply_recipe)
        self.word(self.choose.setText, N_("Choose a recipe…"))
        self.done = DoneBar()
        self.done.undo.connect(self._undo)
        self.report = Records([
            Col("", lambda one: f"{one.step}", 40, "muted", right=True),
            Col(N_("Step"), _told, 0),
            Col(N_("Outcome"), lambda one: _(OUTCOMES[one.outcome][0]), 140, lambda one: OUTCOMES[one.outcome][1],
                pill=True),
            Col(N_("Changes"), lambda one: f"{one.count:,}" if one.count else "", 80, "muted", right=True)],
            name=N_("What became of each step"), height=30)
        self.no_report = EmptyState("recipe", N_("No recipe was applied"),
                                    N_("Fields are found by their names. A step that does not fit is left out and "
                                       "told; the others are done."))
        self.right = QStackedWidget()
        self.right.addWidget(self.report)
        self.right.addWidget(self.no_report)
        self.right.setCurrentWidget(self.no_report)
        self.why = label(role="error", wrap=True)
        self.report.pointed.connect(self._tell_why)
        foot = surface(column(self.why, margins=(20, 8, 20, 10)), "panel")
        self.why.hide()
        return _side(column(column(row(title, None, self.choose), self.about, spacing=6, margins=(20, 16, 24, 14)),
                            self.done, spacing=0),
                     self.right, foot)

    def retranslate(self) -> None:
        """Word the steps again."""
        super().retranslate()
        if self._report is not None:
            self.done.words.setText(self._sentence())
        if self.isVisible():
            self.refresh()

    # --- the steps ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the steps anew."""
        if self.session.dataset is not None:
            self.session.ask(lambda dataset, job: steps_of(dataset), self._show_steps)

    def _show_steps(self, steps: list[Step]) -> None:
        self.steps.show_records(steps)
        self.steps.setColumnHidden(1, not any(why for _sentence, why in steps))
        self.left.setCurrentWidget(self.steps if steps else self.no_steps)
        self.save.setEnabled(any(not why for _sentence, why in steps))

    def save_recipe(self) -> None:
        """Ask for a file and save the steps to it."""
        dataset = self.session.dataset
        if dataset is None:
            return
        file = self.desk.dialogs.save_file(_("Save the recipe"), f"{dataset.name}{ENDING}", [_("Recipes (*.json)")])
        if file is None:
            return
        path = file if file.suffix else Path(f"{file}{ENDING}")

        def work(dataset: Any, job: Job) -> int:
            from workstation.operations.recipe import recipe_of

            recipe, _left_out = recipe_of(dataset)
            recipe.save(path)
            return len(recipe.steps)
        self.session.ask(work, lambda n: self.desk.tell(
            _n("{n} step is saved in {file}.", "{n} steps are saved in {file}.", n, file=path.name)))

    # --- applying ----------------------------------------------------------------------------------------------------

    def apply_recipe(self) -> None:
        """Ask for a recipe and do its steps."""
        if self.session.dataset is None:
            return
        files = self.desk.dialogs.open_files(_("Apply a recipe"), [_("Recipes (*.json)"), _("All files (*)")])
        if files:
            self.apply_file(files[0])

    def apply_file(self, path: Path) -> None:
        """Do the steps of a recipe's file."""
        person, dataset = self.session.person, self.session.dataset
        if dataset is None:
            return

        def work(dataset: Any, job: Job) -> Any:
            from workstation.catalogue import operation
            from workstation.operations.recipe import Recipe, apply_recipe

            recipe, before = Recipe.load(path), dataset.state
            return Applied(apply_recipe(dataset, recipe, person, job, operation), before)
        self.choose.setEnabled(False)
        running = self.session.write(work, _("Applying the recipe"))
        running.finished.connect(self._applied)
        running.ended.connect(lambda: self.choose.setEnabled(True))

    def _applied(self, answer: Applied) -> None:
        self._report, self._before = answer.report, answer.before
        self.report.show_records(answer.report.steps, _first_bad(answer.report))
        self.right.setCurrentWidget(self.report if answer.report.steps else self.no_report)
        changes = sum(step.count for step in answer.report.steps)
        self.done.tell(self._sentence(), _n("{n:,} change", "{n:,} changes", changes))
        self.done.back.setVisible(bool(answer.report.number("applied")))
        self._tell_why(self.report.current())
        self.report.setFocus()
        self.refresh()

    def _sentence(self) -> str:
        report = self._report
        if report is None:
            return ""
        done = _n("{n} step of “{recipe}” is done", "{n} steps of “{recipe}” are done", report.number("applied"),
                  recipe=report.recipe)
        bad = report.number("did not fit")
        return done + (_n(", {n} did not fit", ", {n} did not fit", bad) if bad else "")

    def _tell_why(self, step: StepReport | None) -> None:
        problem = step.problem if step is not None else None
        self.why.setText(joined(*(problem.get(key, "") for key in ("what", "where", "remedy"))) if problem else "")
        self.why.setVisible(bool(problem))

    def _undo(self) -> None:
        self.session.goto(self._before).finished.connect(lambda _changes: self.done.hide())

    def forget(self) -> None:
        """Forget a report: another table is in front."""
        self._report = None
        self.done.hide()
        self.report.show_records(())
        self.right.setCurrentWidget(self.no_report)
        self._tell_why(None)


class Applied:
    """What applying answered, and the state before it."""

    entry = True  # something was written: the session tells that it is saved

    def __init__(self, report: RecipeReport, before: int) -> None:
        """Keep both."""
        self.report, self.before = report, before


def steps_of(dataset: Any) -> list[Step]:
    """Return the steps that led to where the dataset stands: those of a recipe, and those left out with the reason."""
    from workstation.catalogue import operation
    from workstation.operations.recipe import recipe_of

    recipe, left_out = recipe_of(dataset)
    steps = [(operation(step).summary(lambda key: key), "") for step in recipe.steps]
    return steps + [(one.summary, one.why) for one in left_out]


def _told(step: StepReport) -> str:
    return step.summary


def _first_bad(report: RecipeReport) -> int:
    return next((i for i, step in enumerate(report.steps) if step.problem), 0)


def _side(head: Any, *parts: QWidget) -> QWidget:
    made = QWidget()
    whole = column(head, line(), *parts, spacing=0)
    whole.setStretch(2, 1)
    made.setLayout(whole)
    return made
