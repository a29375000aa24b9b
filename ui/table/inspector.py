"""The inspector: the current row as a form, what is wrong and how to mend it, where it came from, what changed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.buttons import button
from ui.widgets.chips import Flow
from ui.widgets.labels import label, restyle
from ui.widgets.panel import KeepWidth, Scroll, column, row
from ui.words import Worded
from workstation.text import N_, _

if TYPE_CHECKING:
    from ui.table.fixes import Fix
    from ui.table.problem_set import CellProblem
    from workstation.dataset.field import Field

WIDTH = 284
FORM_FIELDS = 80  # fields shown as a form; a table of a thousand fields is read in the grid
Press = Callable[[], None]


class FieldLine(QWidget):
    """One field of the row: its name, its text, a sentence when something is wrong, buttons that mend it."""

    edited = Signal(str, object)
    """(field id, text or None)."""
    visited = Signal(str)
    """The cursor came to this field."""

    def __init__(self, field: Field) -> None:
        """Make the line; texts come by `show_text`."""
        super().__init__()
        self.field = field
        self._text: str | None = None
        self.name = label(field.title or field.name, "label")
        self.line = _Line(self._leave, lambda: self.visited.emit(field.id))
        self.line.setAccessibleName(field.title or field.name)
        self.long = _Long(self._leave)
        self.long.setAccessibleName(field.title or field.name)
        self.long.hide()
        self.said = label(role="error", wrap=True)
        self.said.hide()
        self.flow = Flow()
        self.mends = QWidget()
        self.mends.setLayout(self.flow)
        self.mends.hide()
        self.setLayout(column(self.name, self.line, self.long, self.said, self.mends, spacing=3))

    def show_text(self, text: str | None, *, editable: bool) -> None:
        """Show the cell's text, with line ends as they are."""
        self._text = text
        folded = text is not None and ("\n" in text or "\r" in text)
        self.line.setVisible(not folded)
        self.long.setVisible(folded)
        if folded:
            self.long.setPlainText(text or "")
        else:
            self.line.setText(text or "")
            self.line.setCursorPosition(0)
        self.line.setReadOnly(not editable)
        self.long.setReadOnly(not editable)

    def say(self, problems: Sequence[CellProblem]) -> None:
        """Show what is wrong, the worst first."""
        worst = max((problem.level for problem in problems), default=0)
        self.said.setText("\n".join(dict.fromkeys(problem.message for problem in problems)))
        self.said.setVisible(bool(problems))
        restyle(self.said, "role", "error" if worst == 2 else "warning")
        for entry in (self.line, self.long):
            restyle(entry, "state", {0: "", 1: "warning", 2: "error"}[worst])
        if not problems:
            self.offer([])

    def offer(self, fixes: Sequence[tuple[str, Press]]) -> None:
        """Offer buttons that mend the cell."""
        while self.flow.count():
            widget = self.flow.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for words, press in fixes:
            made = button(words, press=press)
            self.flow.addWidget(made)
            made.show()
        self.mends.setVisible(bool(fixes))

    def _leave(self) -> None:
        shown = self.long.toPlainText() if self.long.isVisible() else self.line.text()
        text = shown or None
        if text != self._text:
            self._text = text
            self.edited.emit(self.field.id, text)


class _Line(QLineEdit):
    """A line that tells when it is left or entered."""

    def __init__(self, left: Press, came: Press) -> None:
        super().__init__()
        self._left, self._came = left, came
        self._before = ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember what stood there."""
        self._before = self.text()
        super().focusInEvent(event)
        self._came()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed; an input method's own window is not leaving."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._left()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take by Enter, bring back by Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._left()
            self._before = self.text()
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self._before)
        else:
            super().keyPressEvent(event)


class _Long(QPlainTextEdit):
    """A text of several lines that tells when it is left."""

    def __init__(self, left: Press) -> None:
        super().__init__()
        self._left = left
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme().px(66))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed."""
        super().focusOutEvent(event)
        self._left()


class Inspector(QFrame, Worded):
    """The right side of the Table page."""

    edited = Signal(str, object)
    pointed = Signal(str)
    """A field was visited: the grid points at it."""
    imported_wanted = Signal()
    """Show the row as it was imported."""
    mended = Signal(object)
    """A Fix was chosen."""

    def __init__(self) -> None:
        """Lay it out without a row."""
        super().__init__()
        self.setObjectName("inspector")
        self.setFixedWidth(theme().px(WIDTH))
        self.title = label(role="heading", wrap=True, selectable=True)
        self.sub = label(role="small", wrap=True)
        self.form = QVBoxLayout()
        self.form.setSpacing(9)
        self.lines: dict[str, FieldLine] = {}
        self.more = label(role="small", wrap=True)
        came = label(role="strong")
        self.word(came.setText, N_("Where this row came from"))
        self.source = label(role="small", wrap=True, selectable=True)
        self.then = button(kind="link", press=self.imported_wanted.emit)
        self.word(self.then.setText, N_("Show it as it was imported"))
        changes = label(role="strong")
        self.word(changes.setText, N_("Recent changes"))
        self.steps = QVBoxLayout()
        self.steps.setSpacing(4)
        self.room = Scroll(margins=(16, 14, 14, 20), spacing=4)
        self.room.add(self.title, self.sub, 8, self.form, self.more, 12, came, self.source, row(self.then, None), 10,
                        changes, self.steps, None)
        self.setLayout(column(self.room, spacing=0))
        KeepWidth(self, WIDTH)

    def show_fields(self, fields: Sequence[Field]) -> None:
        """Make a line for each field; the same fields keep their lines."""
        shown = list(fields[:FORM_FIELDS])
        if [line.field for line in self.lines.values()] == shown:
            return
        for line in self.lines.values():
            line.hide()
            line.deleteLater()
        self.lines = {}
        for field in shown:
            line = FieldLine(field)
            line.edited.connect(self.edited)
            line.visited.connect(self.pointed)
            self.lines[field.id] = line
            self.form.addWidget(line)
        rest = len(fields) - len(shown)
        self.more.setVisible(rest > 0)
        self.more.setText(_("{n} more fields are in the grid.", n=rest))

    def show_row(self, title: str, sub: str, texts: Sequence[str | None], *, editable: bool) -> None:
        """Show a row's texts, in the order of the fields; what is wrong follows by `show_problems`."""
        self.title.setText(title)
        self.sub.setText(sub)
        for line, text in zip(self.lines.values(), texts, strict=False):
            line.show_text(text, editable=editable)

    def show_problems(self, problems: Sequence[CellProblem]) -> None:
        """Show what is wrong, field by field."""
        for id, line in self.lines.items():
            line.say([problem for problem in problems if problem.field == id])

    def offer(self, field: str, fixes: Sequence[Fix]) -> None:
        """Offer what mends the cell of a field."""
        if field in self.lines:
            self.lines[field].offer([(fix.words, lambda fix=fix: self.mended.emit(fix)) for fix in fixes[:3]])  # type: ignore[misc]

    def show_source(self, words: str, *, imported: bool) -> None:
        """Say where the row came from; `imported` when there is something to compare with."""
        self.source.setText(words)
        self.then.setVisible(imported)

    def show_steps(self, steps: Sequence[tuple[str, str]]) -> None:
        """List what changed the row: (what, who and when)."""
        while self.steps.count():
            item = self.steps.takeAt(0)
            if item is not None and (widget := item.widget()):
                widget.hide()
                widget.deleteLater()
        for what, who in steps or [(_("Nothing since it was added"), "")]:
            line = QWidget()
            words = label(what, wrap=True)
            words.setProperty("role", "small" if not who else "")
            left = row(words, label(who, "small"), spacing=8)
            left.setStretch(0, 1)
            line.setLayout(left)
            self.steps.addWidget(line)

    def focus(self, field: str = "") -> None:
        """Put the cursor into a field."""
        line = self.lines.get(field) or next(iter(self.lines.values()), None)
        if line is not None:
            self.room.ensureWidgetVisible(line)
            QTimer.singleShot(0, line, lambda: line.line.setFocus(Qt.FocusReason.OtherFocusReason))

    def show_field(self, field: str) -> None:
        """Bring a field into sight without moving the cursor."""
        if field in self.lines:
            self.room.ensureWidgetVisible(self.lines[field], 0, theme().px(40))
