"""Question editor: the label schema as a form: questions, their answers, the keys that choose them, the fields shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.buttons import Segments, button, icon_button
from ui.widgets.editors import FieldsEditor
from ui.widgets.form import FormRow
from ui.widgets.labels import label
from ui.widgets.panel import Panel, Scroll, column, row
from ui.words import Worded
from workstation.text import N_, _

KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
NAME_LENGTH = 60


class OptionRow(QWidget, Worded):
    """One answer: its words and its key. The value stored stays when the words are changed."""

    entered = Signal()
    """Enter was pressed in the words: the next answer is wanted."""

    def __init__(self, option: Mapping[str, Any], remove: Any) -> None:
        """Show an option; `remove(self)` is called by its cross."""
        super().__init__()
        self.value = str(option.get("value", ""))
        self.words = QLineEdit(str(option.get("title", "")))
        self.words.returnPressed.connect(self.entered)
        self.key = QLineEdit(str(option.get("key", "")))
        self.key.setMaxLength(1)
        self.key.setFixedWidth(theme().px(48))
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.word(self.words.setPlaceholderText, N_("Answer"))
        self.word(self.words.setAccessibleName, N_("Answer"))
        self.word(self.key.setAccessibleName, N_("Key that chooses it"))
        self.word(self.key.setPlaceholderText, N_("Key"))
        cross = icon_button("close", _("Remove this answer"), lambda: remove(self), 16)
        layout = row(self.key, self.words, cross)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def data(self) -> dict[str, str]:
        """Return the option as plain data."""
        words = self.words.text().strip()
        return {"value": self.value or words, "title": words, "key": self.key.text().strip().lower()}


class QuestionCard(Panel):
    """One question of the form."""

    def __init__(self, question: Mapping[str, Any], remove: Any) -> None:
        """Show a question; `remove(self)` is called by its button."""
        super().__init__()
        self.name = str(question.get("name", ""))
        self.title_line = QLineEdit(str(question.get("title", "")))
        self.word(self.title_line.setPlaceholderText, N_("What is asked of each row?"))
        self.kind = Segments({"single": N_("One answer"), "multiple": N_("Several answers")},
                             str(question.get("kind", "single")))
        self.help = QLineEdit(str(question.get("help", "")))
        self.options: list[OptionRow] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._add = button(kind="quiet", icon="plus", press=self.add_option)
        self.word(self._add.setText, N_("Add an answer"))
        drop = button(kind="quiet", icon="bin", press=lambda: remove(self))
        self.word(drop.setText, N_("Remove the question"))
        caption = label(role="label")
        self.word(caption.setText, N_("Answers, each with the key that chooses it"))
        self.add(FormRow(N_("Question"), self.title_line), row(self.kind, None, drop),
                 FormRow(N_("Help, shown below it"), self.help), caption, self._rows, row(self._add, None))
        options: Sequence[Mapping[str, Any]] = question.get("options") or ({}, {})
        for option in options:
            self.add_option(option)

    def add_option(self, option: Mapping[str, Any] | None = None) -> None:
        """Add an answer; a new one gets the next free key and the cursor."""
        taken = {one.key.text().lower() for one in self.options}
        given = dict(option or {})
        given.setdefault("key", next((key for key in KEYS if key not in taken), ""))
        made = OptionRow(given, self._remove)
        made.entered.connect(self.add_option)
        self.options.append(made)
        self._rows.addWidget(made)
        if option is None:
            made.words.setFocus()

    def _remove(self, one: OptionRow) -> None:
        self.options.remove(one)
        one.hide()
        one.deleteLater()

    def data(self) -> dict[str, Any]:
        """Return the question as plain data; an answer without words is left out."""
        title = self.title_line.text().strip()
        options = [one.data() for one in self.options]
        return {"name": self.name or title[:NAME_LENGTH], "title": title, "kind": self.kind.value,
                "help": self.help.text().strip(), "options": [one for one in options if one["title"]]}


class QuestionEditor(QWidget, Worded):
    """The whole label schema. `saved` carries plain data as labels.schema reads it."""

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self) -> None:
        """Lay it out empty."""
        super().__init__()
        self.cards: list[QuestionCard] = []
        title = label(role="title")
        self.word(title.setText, N_("Questions asked of each row"))
        cancel = button(press=self.cancelled.emit)
        self.word(cancel.setText, N_("Cancel"))
        self.save = button(kind="primary", icon="tick", press=lambda: self.saved.emit(self.data()))
        self.word(self.save.setText, N_("Save the questions"))
        self.message = label(role="error", wrap=True)
        self.message.hide()
        self.schema_name = "labels"
        self.show_fields = FieldsEditor({})
        self.show_row = FormRow(N_("Fields that one reads to answer (none ticked: all)"), self.show_fields)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(14)
        more = button(icon="plus", press=lambda: self.add_question({}, focus=True))
        self.word(more.setText, N_("Add a question"))
        self.room = Scroll(margins=(24, 4, 24, 24), width=theme().px(760))
        self.room.add(self._cards, row(more, None), self.show_row, None)
        whole = column(row(title, None, cancel, self.save, margins=(24, 16, 24, 12)),
                       row(self.message, margins=(24, 0, 24, 8)), self.room, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_schema(self, data: Mapping[str, Any], fields: Sequence[str]) -> None:
        """Show a schema to be changed; fields: names of the table's fields."""
        self.schema_name = str(data.get("name", "labels"))
        self.say("")
        for card in list(self.cards):
            self._remove(card)
        questions: Sequence[Mapping[str, Any]] = data.get("questions") or ({},)
        for question in questions:
            self.add_question(question)
        self.show_fields.set_fields([(name, name) for name in fields])
        self.show_fields.set_value(data.get("show", ()))
        self.cards[0].title_line.setFocus()

    def add_question(self, question: Mapping[str, Any], *, focus: bool = False) -> None:
        """Add a question."""
        made = QuestionCard(question, self._remove)
        self.cards.append(made)
        self._cards.addWidget(made)
        if focus:
            made.title_line.setFocus()

    def _remove(self, card: QuestionCard) -> None:
        self.cards.remove(card)
        card.hide()
        card.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn back by Escape; Ctrl+S saves, wherever the cursor is."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.saved.emit(self.data())
        else:
            super().keyPressEvent(event)

    def say(self, sentence: str) -> None:
        """Show what keeps the schema from being saved, '' takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def data(self) -> dict[str, Any]:
        """Return the schema as plain data."""
        return {"name": self.schema_name, "show": list(self.show_fields.value()),
                "questions": [card.data() for card in self.cards]}
