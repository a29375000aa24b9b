"""Form: made from the fields of an operation (or any dataclass declared with `param`), never written by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.editors import EDITORS, Choice, Editor, FlagEditor
from ui.widgets.labels import label, restyle
from ui.widgets.panel import column
from ui.words import Worded


class FormRow(QWidget, Worded):
    """A label, an editor, a line of help, and a message when something is wrong."""

    def __init__(self, words: str, editor: QWidget, help: str = "") -> None:
        """Lay them out; words and help are marked by N_."""
        super().__init__()
        self.editor = editor
        self.message = label(role="error", wrap=True)
        self.message.hide()
        parts: list[QWidget] = [editor, self.message]
        if words and not isinstance(editor, FlagEditor):
            name = label(role="label")
            self.word(name.setText, words)
            name.setBuddy(editor.focusProxy() or editor)
            parts.insert(0, name)
            taker = editor.focusProxy() or editor  # the line itself is read aloud, not the frame around it
            self.word(editor.name if isinstance(editor, Editor) else taker.setAccessibleName, words)
        if help:
            hint = label(role="small", wrap=True)
            self.word(hint.setText, help)
            parts.insert(len(parts) - 1, hint)
        self.setLayout(column(*parts, spacing=4))

    def say(self, sentence: str, level: str = "error") -> None:
        """Show a sentence (worded) under the editor; '' takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
        restyle(self.message, "role", level if level in ("error", "warning") else "error")
        state = level if sentence else ""
        if isinstance(self.editor, Editor):
            self.editor.mark(state)
        else:
            restyle(self.editor, "state", state)


class Form(QWidget, Worded):
    """The parameters of an operation class as a form."""

    edited = Signal()
    """Something changed; `data()` is other than before."""

    def __init__(self, kind: type[Any], fields: Sequence[Choice] = (), values: Mapping[str, Any] | None = None) -> None:
        """Make a row for each declared parameter.

        kind:   an Operation class (or a dataclass with the same metadata)
        fields: (id, words) of the table's fields
        values: what to begin with instead of the defaults
        """
        super().__init__()
        self.kind = kind
        self.rows: dict[str, FormRow] = {}
        body = column(spacing=12)
        for parameter in dataclasses.fields(kind):
            metadata = parameter.metadata
            if metadata.get("kind") not in EDITORS:
                continue
            editor = EDITORS[metadata["kind"]](metadata)
            editor.set_fields(fields)
            self._begin(editor, parameter, (values or {}).get(parameter.name, dataclasses.MISSING))
            editor.edited.connect(self.edited)
            made = FormRow(str(metadata.get("label", "")), editor, str(metadata.get("help", "")))
            self.rows[parameter.name] = made
            body.addWidget(made)
        self.setLayout(body)

    def _begin(self, editor: Any, parameter: dataclasses.Field[Any], value: Any) -> None:
        if value is dataclasses.MISSING:
            value = parameter.default
        factory: Any = parameter.default_factory
        if value is dataclasses.MISSING and factory is not dataclasses.MISSING:
            value = factory()
        if value is not dataclasses.MISSING:
            editor.set_value(value)

    def set_fields(self, fields: Sequence[Choice]) -> None:
        """Tell the table's fields anew, keeping what is chosen."""
        for made in self.rows.values():
            if isinstance(made.editor, Editor):
                made.editor.set_fields(fields)

    def data(self) -> dict[str, Any]:
        """Return {parameter: value} as it stands; what was left empty keeps its default."""
        found = {name: made.editor.value() for name, made in self.rows.items()}  # type: ignore[attr-defined]
        return {name: value for name, value in found.items() if value is not None}

    def operation(self) -> Any:
        """Return the operation as the form stands; Problem where a value cannot be read."""
        return self.kind.from_data(self.data()) if hasattr(self.kind, "from_data") else self.kind(**self.data())

    def say(self, parameter: str, sentence: str, level: str = "error") -> None:
        """Show a sentence under a parameter, '' takes it away."""
        if parameter in self.rows:
            self.rows[parameter].say(sentence, level)

    def focus_first(self) -> None:
        """Put the cursor in the first editor."""
        for made in self.rows.values():
            (made.editor.focusProxy() or made.editor).setFocus()
            return
