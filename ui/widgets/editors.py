"""Editors: one for each kind of parameter an operation can declare; EDITORS is the written list.

Each is a widget with `value()`, `set_value(value)` and the signal `edited`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import theme
from ui.widgets.buttons import button
from ui.widgets.labels import restyle
from ui.widgets.panel import row
from ui.words import Worded
from workstation.text import N_, _

Choice = tuple[str, str]
"""(value, words shown)."""


class Editor(QWidget, Worded):
    """What edits one parameter."""

    edited = Signal()

    def __init__(self) -> None:
        """Make the outer layout."""
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def put(self, widget: QWidget) -> None:
        """Take `widget` in; it gets the focus meant for the editor."""
        self.box.addWidget(widget)
        if self.focusProxy() is None:
            self.setFocusProxy(widget)

    def value(self) -> Any:
        """Return what stands there, as the parameter's type."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def set_fields(self, fields: Sequence[Choice]) -> None:
        """Tell the fields of the table: (id, words). Editors that name fields use it."""

    def mark(self, state: str) -> None:
        """Dress the editor as error, warning or ''."""
        if proxy := self.focusProxy():
            restyle(proxy, "state", state)

    def name(self, words: str) -> None:
        """Give it the name that is read aloud."""
        if proxy := self.focusProxy():
            proxy.setAccessibleName(words)


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Make the line."""
        super().__init__()
        self.line = QLineEdit()
        self.line.textChanged.connect(lambda _text: self.edited.emit())
        self.put(self.line)

    def value(self) -> str:
        """Return the text as typed: spaces at its ends may be meant."""
        return self.line.text()

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self.line.setText("" if value is None else str(value))


class LongTextEditor(Editor):
    """Several lines of text."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Make the box."""
        super().__init__()
        self.lines = QPlainTextEdit()
        self.lines.setTabChangesFocus(True)
        self.lines.setFixedHeight(theme().px(84))
        self.lines.textChanged.connect(self.edited)
        self.put(self.lines)

    def value(self) -> str:
        """Return the text."""
        return self.lines.toPlainText()

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self.lines.setPlainText("" if value is None else str(value))


class NumberEditor(Editor):
    """A whole number."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Make the box."""
        super().__init__()
        self.spin = QSpinBox()
        self.spin.setRange(-1_000_000_000, 1_000_000_000)
        self.spin.valueChanged.connect(lambda _value: self.edited.emit())
        self.put(self.spin)

    def value(self) -> int:
        """Return the number."""
        return self.spin.value()

    def set_value(self, value: Any) -> None:
        """Show a number."""
        self.spin.setValue(int(value or 0))


class FlagEditor(Editor):
    """Yes or no; carries its own words."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Make the box with the parameter's label beside it."""
        super().__init__()
        self.box_ = QCheckBox()
        if words := str(metadata.get("label", "")):
            self.word(self.box_.setText, words)
        self.box_.toggled.connect(lambda _on: self.edited.emit())
        self.put(self.box_)

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.box_.isChecked()

    def set_value(self, value: Any) -> None:
        """Tick it or not."""
        self.box_.setChecked(bool(value))


class ChoiceEditor(Editor):
    """One of a few values."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Offer the parameter's choices, worded."""
        super().__init__()
        self._choices = dict(metadata.get("choices", {}))
        self.combo = Combo()
        self.combo.offer([(key, _(str(words))) for key, words in self._choices.items()])
        self.combo.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self.put(self.combo)

    def value(self) -> str:
        """Return the chosen value."""
        return self.combo.chosen()

    def set_value(self, value: Any) -> None:
        """Choose a value."""
        self.combo.choose(str(value))

    def retranslate(self) -> None:
        """Word the choices again."""
        super().retranslate()
        self.combo.offer([(key, _(str(words))) for key, words in self._choices.items()])


class TypeEditor(ChoiceEditor):
    """The type a field's text is read as."""

    WORDS: Mapping[str, str] = {
        "string": N_("Text"), "integer": N_("Whole number"), "number": N_("Number"), "boolean": N_("Yes or no"),
        "date": N_("Date"), "datetime": N_("Date and time"), "time": N_("Time of day"), "year": N_("Year")}

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Offer the words of Table Schema."""
        super().__init__({**metadata, "choices": metadata.get("choices") or self.WORDS})


class Combo(QComboBox):
    """A list to choose from that knows values beside words, and is not turned by a passing wheel."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer these, keeping the chosen value where it is still there; says nothing to anybody."""
        before = self.chosen()
        self.blockSignals(True)
        self.clear()
        for key, words in choices:
            self.addItem(words, key)
        self.choose(before)
        self.blockSignals(False)

    def chosen(self) -> str:
        """Return the chosen value, '' when nothing is."""
        found = self.currentData()
        return "" if found is None else str(found)

    def choose(self, key: str) -> None:
        """Choose a value; unknown values leave the choice as it is."""
        if (at := self.findData(key)) >= 0:
            self.setCurrentIndex(at)

    def wheelEvent(self, event: Any) -> None:
        """Turn only while in focus: a form that scrolls past the mouse must not change a value."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class FieldEditor(Editor):
    """One field of the table."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Make the list, empty until `set_fields`."""
        super().__init__()
        self.combo = Combo()
        self.combo.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self.put(self.combo)

    def set_fields(self, fields: Sequence[Choice]) -> None:
        """Offer the fields."""
        self.combo.offer(fields)

    def value(self) -> str:
        """Return the field's id."""
        return self.combo.chosen()

    def set_value(self, value: Any) -> None:
        """Choose a field by id."""
        self.combo.choose(str(value or ""))


class FieldsEditor(Editor):
    """Several fields of the table, in the order they are ticked top to bottom."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Make the list, empty until `set_fields`."""
        super().__init__()
        self.list = QListWidget()
        self.list.setProperty("framed", "true")
        self.list.setFixedHeight(theme().px(150))
        self.list.itemChanged.connect(lambda _item: self.edited.emit())
        self.put(self.list)

    def set_fields(self, fields: Sequence[Choice]) -> None:
        """Offer the fields, keeping what is ticked."""
        ticked = set(self.value())
        self.list.blockSignals(True)
        self.list.clear()
        for key, words in fields:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def value(self) -> tuple[str, ...]:
        """Return the ids of the ticked fields."""
        items = [self.list.item(i) for i in range(self.list.count())]
        ticked = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in ticked)

    def set_value(self, value: Any) -> None:
        """Tick these fields."""
        wanted = set(value or ())
        for i in range(self.list.count()):
            item = self.list.item(i)
            on = item.data(Qt.ItemDataRole.UserRole) in wanted
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


class MappingEditor(Editor):
    """Pairs of texts: this becomes that."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        """Make a table of two columns that grows as it is filled."""
        super().__init__()
        self.table = QTableWidget(1, 2)
        self.table.setProperty("framed", "true")
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setFixedHeight(theme().px(170))
        self.table.itemChanged.connect(self._grow)
        self.put(self.table)
        add = button(kind="quiet", icon="plus", press=self._add)
        self.word(add.setText, N_("Add a pair"))
        self.box.addLayout(row(add, None))
        self.retranslate()

    def retranslate(self) -> None:
        """Word the headings again."""
        super().retranslate()
        self.table.setHorizontalHeaderLabels([_("Text now"), _("Becomes")])

    def _grow(self) -> None:
        last = self.table.rowCount() - 1
        if any(self._at(last, column) for column in (0, 1)):
            self.table.insertRow(last + 1)
        self.edited.emit()

    def _add(self) -> None:
        self.table.insertRow(self.table.rowCount())
        self.table.setFocus()
        self.table.setCurrentCell(self.table.rowCount() - 1, 0)

    def _at(self, at: int, column: int) -> str:
        item = self.table.item(at, column)
        return item.text() if item else ""

    def value(self) -> dict[str, str]:
        """Return {text now: what it becomes}; a row without the first text is left out."""
        return {self._at(i, 0): self._at(i, 1) for i in range(self.table.rowCount()) if self._at(i, 0)}

    def set_value(self, value: Any) -> None:
        """Show pairs."""
        self.table.blockSignals(True)
        pairs = list(dict(value or {}).items())
        self.table.setRowCount(len(pairs) + 1)
        for i, (before, after) in enumerate([*pairs, ("", "")]):
            self.table.setItem(i, 0, QTableWidgetItem(str(before)))
            self.table.setItem(i, 1, QTableWidgetItem(str(after)))
        self.table.blockSignals(False)


class DataEditor(LongTextEditor):
    """Plain data for parameters that have no better form: a list with commas, or JSON."""

    def value(self) -> Any:
        """Return the data, None when nothing stands there; what is no JSON is left to the operation to read."""
        text = self.lines.toPlainText().strip()
        try:
            return json.loads(text) if text else None
        except ValueError:
            return text

    def set_value(self, value: Any) -> None:
        """Show data."""
        self.lines.setPlainText("" if value in (None, (), {}, []) else json.dumps(value, ensure_ascii=False, indent=1))


EDITORS: Mapping[str, type[Any]] = {
    "field": FieldEditor, "fields": FieldsEditor, "text": TextEditor, "long-text": LongTextEditor,
    "choice": ChoiceEditor, "flag": FlagEditor, "number": NumberEditor, "mapping": MappingEditor, "type": TypeEditor,
    "cells": DataEditor, "rows": DataEditor, "data": DataEditor}
"""{kind of a parameter: its editor}; made with the parameter's metadata."""
