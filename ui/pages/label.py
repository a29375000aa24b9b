"""Label page: one row after the other, its questions beside it, one key for each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.models.label_work import LabelWork, read
from ui.pages.page import Page
from ui.widgets.empty import EmptyState
from ui.widgets.label_desk import LabelDesk
from ui.widgets.question_editor import QuestionEditor
from workstation.text import N_, _, _n, joined

if TYPE_CHECKING:
    from workstation.dataset.dataset import Changes
    from workstation.job import Job

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
BACK = (Qt.Key.Key_Up, Qt.Key.Key_Backspace)


class LabelPage(Page):
    """A row as a card, its questions with large answers; keys do everything."""

    def build(self) -> None:
        """Lay it out: work, no questions yet, all done, the editor of questions."""
        self.work: LabelWork | None = None
        self.position = -1
        self.question = ""
        self.alike: tuple[int, ...] = ()
        self.pending: dict[str, list[str]] = {}
        self.trail: list[tuple[int, str]] = []
        self.stack = QStackedWidget()
        self.none = EmptyState(
            "label", N_("No questions yet"),
            N_("Write what should be asked of each row, or take the questions from a file. Each answer gets a key; one key "
               "answers and goes on to the next row."),
            [(N_("Write the questions"), self.edit_questions), (N_("Take them from a file…"), self.load_questions)])
        self.all_done = EmptyState(
            "good", N_("Every row has its answers"), N_("Look at them again, or hand the table in for review."),
            [(N_("Go to review"), lambda: self.desk.go("review")), (N_("Look at all rows"), self.show_all)], token="good")
        self.editor = QuestionEditor()
        self.editor.cancelled.connect(self._show)
        self.editor.saved.connect(self._save)
        self.work_desk = LabelDesk(edit=self.edit_questions, one_by_one=self.one_by_one, choose=self.choose,
                                   filtered=self._filtered)
        for part in (self.work_desk, self.none, self.all_done, self.editor):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)

    # --- reading --------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the questions and this person's answers anew."""
        person = self.session.person
        if self.session.dataset is not None:
            self.session.ask(lambda dataset, job: read(dataset, person, job), self._read)

    def _read(self, work: LabelWork | None) -> None:
        before, self.work = self.work, work
        self.pending = {}
        if work is None:
            self._show()
            return
        if before is None or before.schema != work.schema:
            self.work_desk.show_questions(work.schema)
        if before is None or before.table.blocks != work.table.blocks:
            self.trail, self.position = [], -1
            first = work.step(-1, 1, unanswered=self._unanswered())
            self.position = -1 if first is None else first
        elif (changed := before.other(work)) is not None:  # an undo leads to the row it was about
            self.position = int(work.table.positions([changed])[0])
        self._point()
        self._show()

    def touched(self, changes: Changes) -> None:
        """Keep up: one's own answers are shown already; anything else is read anew."""
        own = changes.kinds == {"annotation"} and changes.entry is not None and changes.entry.kind == "do"
        if own and changes.entry is not None and changes.entry.person == self.session.person:
            return
        self.refresh()

    def enter(self, where: dict[str, Any]) -> None:
        """Label the rows that were chosen in the table alike, or go on where one was."""
        self.alike = tuple(int(row_id) for row_id in where.get("rows", ()))
        self.trail = [] if self.alike else self.trail
        self._point()
        self._show()

    def _point(self) -> None:
        """Choose the question that keys mean: the first one without an answer."""
        if self.work is None:
            return
        names = [question.name for question in self.work.schema.questions]
        if self.alike or self.position < 0:
            self.question = names[0]
            return
        row_id = self.work.row_id(self.position)
        found = self.work.open_question(row_id)
        self.question = found.name if found else names[0]

    def _unanswered(self) -> bool:
        return self.work_desk.filter.value == "unlabelled"

    # --- showing --------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        work = self.work
        if work is None:
            self.stack.setCurrentWidget(self.none)
            return
        left = work.total - work.answered
        self.desk.count("label", left)
        self.work_desk.show_progress(work.answered, work.total)
        if self.position < 0 and not self.alike:
            self.stack.setCurrentWidget(self.all_done)
            self.all_done.buttons[0].setFocus()
            return
        self.stack.setCurrentWidget(self.work_desk)
        self._show_row(work)
        self.work_desk.card.setFocus()

    def _show_row(self, work: LabelWork) -> None:
        desk, row_ids = self.work_desk, self._rows(work)
        desk.banner.setVisible(bool(self.alike))
        if self.alike:
            n = len(self.alike)
            desk.banner_words.setText(_n("Each answer is given to {n} row.", "Each answer is given to {n} rows at once.", n))
            desk.card.show_row(_n("{n} row", "{n} rows alike", n), _("what they have in common"), work.common(self.alike))
            given = {name: work.shared(self.alike, name) for name in work.answers}
            self.desk.place("")
        else:
            number = f"{work.number(self.position):,}"
            given = work.of(row_ids[0])
            mark = _("{n} of {m} answered", n=len(given), m=len(work.answers)) if given else _("not answered yet")
            desk.card.show_row(_("Row {number}", number=number), mark, work.cells(self.position))
            self.desk.place(_("Row {number}", number=number))
        counts = {name: work.counts(name) for name in work.answers}
        desk.show_answers(given | self.pending, counts, self.question)

    def _rows(self, work: LabelWork) -> tuple[int, ...]:
        return self.alike or (work.row_id(self.position),)

    # --- answering ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by a key; keys with Ctrl or Alt belong to the window."""
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if self.stack.currentWidget() is not self.work_desk or not plain or self.work is None:
            super().keyPressEvent(event)
        elif event.key() in ENTER:
            self.go_on()
        elif event.key() in BACK:
            self.go_back()
        elif event.key() == Qt.Key.Key_Down:
            self.skip()
        elif event.key() == Qt.Key.Key_Delete:
            self.clear_answer()
        elif not self._key(event.text()):
            super().keyPressEvent(event)

    def _key(self, text: str) -> bool:
        """Answer the question that keys mean now; a key that only another question knows answers that one."""
        for panel in self.work_desk.from_question(self.question):
            if text and (value := panel.value_of(text)) is not None:
                self.choose(panel.question.name, value)
                return True
        return False

    def choose(self, question: str, value: str) -> None:
        """Answer by a value: a single question is answered and goes on, a multiple one is toggled."""
        work = self.work
        if work is None:
            return
        self.question = question
        asked = work.schema.question(question)
        if asked.kind == "single":
            self._answer(question, value)
            self._next(question)
            return
        rows = self._rows(work)
        now = self.pending.get(question) or list(work.answers[question].get(rows[0]) or [])
        known = [option.value for option in asked.options]
        toggled = [one for one in now if one != value] if value in now else [*now, value]
        self.pending[question] = sorted(toggled, key=known.index)
        self._show_row(work)

    def _answer(self, question: str, answer: Any) -> None:
        from workstation.labels.annotate import Annotate

        work = self.work
        if work is None:
            return
        rows = self._rows(work)
        before = [work.answers[question].get(row_id) for row_id in rows]
        answer = work.schema.question(question).checked(answer)
        if all(one == answer for one in before):
            return
        work.put(question, rows, answer)
        self.session.do(Annotate(question=question, answer=answer, row_ids=rows), failed=self._failed)
        self._tell(question, answer, rows)

    def _tell(self, question: str, answer: Any, rows: tuple[int, ...]) -> None:
        if self.work is None or answer is None:
            self.work_desk.last.setText("")
            return
        titles = {option.value: option.title for option in self.work.schema.question(question).options}
        words = _(", ").join(titles[one] for one in ([answer] if isinstance(answer, str) else answer))
        if self.alike:
            self.work_desk.last.setText(_n("{n} row: {answer}", "{n} rows: {answer}", len(rows), answer=words))
        else:
            self.work_desk.last.setText(_("Row {number}: {answer}. Backspace goes back to it.", answer=words,
                                number=f"{self.work.number(self.position):,}"))

    def _failed(self, problem: BaseException) -> None:
        self.desk.show(problem)
        self.refresh()

    def _settle(self) -> None:
        """Keep what was toggled and not yet taken by Enter."""
        for question, values in list(self.pending.items()):
            self._answer(question, values or None)
        self.pending = {}

    def _next(self, question: str) -> None:
        """Go to the question after this one that has no answer, else to the next row."""
        work = self.work
        if work is None:
            return
        self.trail.append((self.position, question))
        self._settle()
        names = [one.name for one in work.schema.questions]
        rows = self._rows(work)
        after = [name for name in names[names.index(question) + 1:] if self.alike or rows[0] not in work.answers[name]]
        if after:
            self.question = after[0]
            self._show()
        elif self.alike:
            n = len(self.alike)
            self.one_by_one()
            self.desk.tell(_n("{n} row is labelled.", "{n} rows are labelled.", n))
        else:
            self._go(1)

    def _go(self, by: int) -> None:
        if self.work is not None:
            found = self.work.step(self.position, by, unanswered=self._unanswered())
            self.position = -1 if found is None else found
            self._point()
            self._show()

    # --- acts -----------------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Take the answers toggled and go on; says so when there is none."""
        work = self.work
        if work is None:
            return
        answered = self.pending.get(self.question) or work.answers[self.question].get(self._rows(work)[0])
        if answered:
            self._next(self.question)
        else:
            self.work_desk.last.setText(_("Choose an answer first, or skip this row by Down."))

    def go_back(self) -> None:
        """Show the answer given before, to be given again."""
        self._settle()
        if self.trail:
            self.position, self.question = self.trail.pop()
            self._show()
        elif not self.alike and self.work is not None:
            found = self.work.step(self.position, -1, unanswered=False)
            self.position = self.position if found is None else found
            self._point()
            self._show()

    def skip(self) -> None:
        """Go to the next row without an answer to this one."""
        self._settle()
        if not self.alike:
            self._go(1)

    def clear_answer(self) -> None:
        """Take the answer to the question in front away."""
        self.pending.pop(self.question, None)
        if self.work is not None and self.question:
            self._answer(self.question, None)
            self._show()

    def one_by_one(self) -> None:
        """Stop labelling many rows alike."""
        self.alike, self.pending = (), {}
        if self.work is not None:
            found = self.work.step(self.position - 1, 1, unanswered=self._unanswered())
            self.position = -1 if found is None else found
        self._point()
        self._show()

    def switch_filter(self) -> None:
        """Change between rows without answers and all rows."""
        self.work_desk.filter.choose("all" if self._unanswered() else "unlabelled")
        self._filtered()

    def show_all(self) -> None:
        """Look at every row again."""
        self.work_desk.filter.choose("all")
        self._filtered()

    def _filtered(self) -> None:
        self._settle()
        if self.work is not None:
            found = self.work.step(self.position - 1, 1, unanswered=self._unanswered())
            self.position = -1 if found is None else found
            self._point()
            self._show()

    def leave(self) -> bool:
        """Keep what was toggled."""
        self._settle()
        return True

    def panes(self) -> list[QWidget]:
        """Return the row, or the form while questions are written."""
        return [self.work_desk] if self.stack.currentWidget() is self.work_desk else [self.stack]

    def retranslate(self) -> None:
        """Word the row again."""
        super().retranslate()
        if self.stack.currentWidget() is not self.editor:
            self._show()

    # --- the questions --------------------------------------------------------------------------------------------------

    def edit_questions(self) -> None:
        """Write or change the questions."""
        table = self.session.table
        if table is not None:
            data = self.work.schema.data() if self.work is not None else {}
            self.editor.show_schema(data, [field.name for field in table.fields])
            self.stack.setCurrentWidget(self.editor)

    def load_questions(self) -> None:
        """Take the questions from a YAML or JSON file."""
        files = self.desk.dialogs.open_files(_("Take the questions from a file"), [_("Questions (*.yaml *.yml *.json)")])
        if not files:
            return

        def load(job: Job) -> dict[str, Any]:
            from workstation.labels.schema import load as read_file

            return read_file(files[0]).data()

        self.desk.run(load, self._save, title=_("Reading the questions"))

    def _save(self, data: dict[str, Any]) -> None:
        from workstation.errors import Problem
        from workstation.labels.schema import from_data
        from workstation.labels.set_label_schema import SetLabelSchema

        editing = self.stack.currentWidget() is self.editor
        try:
            schema = from_data(data).data()
        except Problem as problem:
            self.editor.say(joined(problem.what, problem.where))
            return
        running = self.session.do(SetLabelSchema(schema=schema), failed=self._failed if not editing else self._not_saved)
        running.finished.connect(lambda _changes: self._saved())

    def _not_saved(self, problem: BaseException) -> None:
        self.editor.say(str(problem))

    def _saved(self) -> None:
        self.desk.tell(_("The questions are saved. Answers given before stay."))
        if self.stack.currentWidget() is self.editor:
            self._show()
