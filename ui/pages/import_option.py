"""One option of the import page: a line of import_choices.py with its editor, what was understood, and what was said."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from ui.pages.import_choices import Line
from ui.widgets.editors import Combo
from ui.widgets.form import FormRow
from workstation.text import _

if TYPE_CHECKING:
    from ui.pages.import_look import Item

LAST_ROW = 10_000_000


class OptionRow(FormRow):
    """The label, the editor and the help of one option."""

    def __init__(self, choice: Line, edited: Callable[[], None]) -> None:
        """Make the editor; `edited` is called when a person changed it."""
        self.choice = choice
        made: QWidget
        if choice.kind == "choice":
            made = Combo()
            made.currentIndexChanged.connect(lambda _at: edited())
        elif choice.kind == "number":
            made = QSpinBox()
            made.setRange(0, 50 if choice.key == "header_rows" else LAST_ROW)
            made.setGroupSeparatorShown(True)
            made.setKeyboardTracking(False)
            made.valueChanged.connect(lambda _value: edited())
        else:
            made = QLineEdit()
            if choice.kind == "secret":
                made.setEchoMode(QLineEdit.EchoMode.Password)
                made.returnPressed.connect(edited)
            else:
                made.textEdited.connect(lambda _text: edited())
        super().__init__(choice.words, made, choice.help)

    def understood(self, item: Item) -> Any:
        """Return what the reader found out by itself, None where there is nothing to tell."""
        found = item.looked.found if item.looked else None
        if found is None:
            return None
        if self.choice.key == "header_rows":
            return found.header_rows
        if self.choice.key == "first_row":
            return found.first_row
        if self.choice.key == "last_row":
            last = re.search(r"(\d+)$", found.range)
            return int(last[1]) if last else 0
        return found.sheet if self.choice.key == "sheet" else None

    def show_value(self, item: Item) -> None:
        """Show what was said, or else what was understood."""
        value = item.options.get(self.choice.key)
        value = self.understood(item) if value is None else value
        made = self.editor
        if isinstance(made, Combo):
            if self.choice.key == "sheet":
                made.offer([(name, name if shown else _("{name} (hidden)", name=name)) for name, shown in item.sheets])
            else:
                made.offer([(key, _(words)) for key, words in self.choice.choices.items()])
            made.choose("" if value is None else "true" if value is True else str(value))
        elif isinstance(made, QSpinBox):
            made.setValue(int(value or 0))
        elif isinstance(made, QLineEdit) and not made.hasFocus():
            made.setText(", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value or ""))

    def said(self) -> Any:
        """Return the option as it stands in the editor, None for nothing said."""
        made = self.editor
        if isinstance(made, Combo):
            chosen = made.chosen()
            return (chosen == "true" or None) if self.choice.key == "hidden" else chosen or None
        if isinstance(made, QSpinBox):
            return made.value() if made.value() or self.choice.key == "header_rows" else None
        text = made.text() if isinstance(made, QLineEdit) else ""
        if self.choice.kind == "names":
            return [name for part in re.split("[,，]", text) if (name := part.strip())] or None
        if self.choice.kind == "widths":
            return [int(width) for width in re.findall(r"\d+", text)] or None
        return (text if self.choice.kind == "secret" or self.choice.key == "header_join" else text.strip()) or None
