"""Question panel: one question with its answers as large buttons, and how often each was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from ui.widgets.answer_option import AnswerOption
from ui.widgets.labels import label, pill, restyle
from ui.widgets.panel import column, row
from ui.words import Worded
from workstation.text import N_

if TYPE_CHECKING:
    from workstation.labels.schema import Option, Question


class QuestionPanel(QFrame, Worded):
    """A question; the one that keys mean now has an accent at its side."""

    chosen = Signal(str, str)
    """(question, value) was pressed."""

    def __init__(self, question: Question) -> None:
        """Lay out the answers of `question`."""
        super().__init__()
        self.question = question
        self.setObjectName("question")
        self.options = {option.value: self._option(option) for option in question.options}
        title = label(question.title, "heading", wrap=True)
        kind = pill("", "plain")
        self.word(kind.setText, N_("several answers, then Enter") if question.kind == "multiple" else N_("one key answers"))
        parts = [title, label(question.help, "muted", wrap=True)] if question.help else [title]
        head = column(row(kind, None), *parts, spacing=4)
        self.setLayout(column(head, 2, *self.options.values(), spacing=8, margins=(18, 12, 18, 14)))

    def _option(self, option: Option) -> AnswerOption:
        return AnswerOption(option.title, option.key, lambda: self.chosen.emit(self.question.name, option.value))

    def show_answer(self, answer: Any, counts: Mapping[str, int], *, live: bool) -> None:
        """Show what is chosen, and whether keys mean this question."""
        given = [] if answer is None else [answer] if isinstance(answer, str) else list(answer)
        for value, made in self.options.items():
            made.say(chosen=value in given, figure=counts.get(value, 0), live=live)
        restyle(self, "live", "true" if live else "false")

    def value_of(self, key: str) -> str | None:
        """Return the answer that a key chooses."""
        return next((option.value for option in self.question.options if option.key and option.key == key.lower()), None)
