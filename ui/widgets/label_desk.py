"""Label desk: the row as a card, the questions beside it, how far one is; it shows, the page decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QWidget

from ui.widgets.bars import Progress
from ui.widgets.buttons import Segments, button
from ui.widgets.labels import label
from ui.widgets.panel import KeepWidth, Scroll, column, row, surface
from ui.widgets.question_panel import QuestionPanel
from ui.widgets.row_card import RowCard
from ui.words import Worded
from workstation.text import N_, _

if TYPE_CHECKING:
    from workstation.labels.schema import LabelSchema

SIDE = 372


class LabelDesk(QWidget, Worded):
    """Where labels are given."""

    def __init__(self, *, edit: Callable[[], None], one_by_one: Callable[[], None], choose: Callable[[str, str], None],
                 filtered: Callable[[], None]) -> None:
        """Lay it out; the callables are what its buttons do."""
        super().__init__()
        self._choose = choose
        self.panels: dict[str, QuestionPanel] = {}
        title = label(role="title")
        self.word(title.setText, N_("Label"))
        self._done = (0, 0)
        self.progress_words = label(role="muted")
        self.progress = Progress()
        self.filter = Segments({"unlabelled": N_("Without answers"), "all": N_("All rows")}, "unlabelled")
        self.filter.chosen.connect(lambda _key: filtered())
        questions = button(icon="edit", press=edit)
        self.word(questions.setText, N_("Questions…"))
        head = row(title, self.progress_words, self.progress, None, self.filter, questions, spacing=12,
                   margins=(24, 16, 24, 12))
        self.banner_words = label(role="strong", wrap=True)
        stop = button(kind="link", press=one_by_one)
        self.word(stop.setText, N_("Back to one row at a time"))
        inner = row(self.banner_words, stop, spacing=12, margins=(14, 8, 14, 8))
        inner.setStretch(0, 1)
        self.banner = surface(inner, "accent")
        self.card = RowCard()
        self.last = label(role="muted", wrap=True)
        left = column(self.banner, self.card, self.last, spacing=10, margins=(24, 0, 20, 14))
        left.setStretch(1, 1)
        middle = row(left, self._make_side(), spacing=0)
        middle.setStretch(0, 1)
        whole = column(head, middle, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _make_side(self) -> QFrame:
        self.questions = Scroll(margins=(0, 12, 0, 12), spacing=6)
        hint = label(role="small", wrap=True)
        self.word(hint.setText, N_("A key answers and goes on · Enter goes on · Backspace goes back · Down skips · "
                                   "Ctrl+Z undoes"))
        side = QFrame()
        side.setObjectName("inspector")
        inner = column(self.questions, column(hint, margins=(20, 8, 20, 14)), spacing=0)
        inner.setStretch(0, 1)
        side.setLayout(inner)
        KeepWidth(side, SIDE)
        return side

    def show_questions(self, schema: LabelSchema) -> None:
        """Lay out the questions of a schema."""
        while self.questions.content.count():
            item = self.questions.content.takeAt(0)
            if item and (old := item.widget()):
                old.hide()
                old.deleteLater()
        self.panels = {}
        for question in schema.questions:
            made = QuestionPanel(question)
            made.chosen.connect(self._choose)
            self.panels[question.name] = made
            self.questions.add(made)
        self.questions.add(None)

    def from_question(self, question: str) -> list[QuestionPanel]:
        """Return the questions, the one named first."""
        return sorted(self.panels.values(), key=lambda panel: panel.question.name != question)

    def show_answers(self, given: Mapping[str, Any], counts: Mapping[str, Mapping[str, int]], question: str) -> None:
        """Show what is chosen in each question, and which one keys mean."""
        for name, panel in self.panels.items():
            panel.show_answer(given.get(name), counts[name], live=name == question)
        if question in self.panels:
            self.questions.ensureWidgetVisible(self.panels[question])

    def show_progress(self, answered: int, total: int) -> None:
        """Say how far one is."""
        self._done = (answered, total)
        self.progress_words.setText(_("{n} of {m} rows", n=f"{answered:,}", m=f"{total:,}"))
        self.progress.show_share(answered, total)
