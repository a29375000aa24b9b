"""The preview on the clean page: how much would change, the first cells before and after; then what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.pages.import_options import Notes
from ui.widgets.buttons import button
from ui.widgets.cells import visible
from ui.widgets.empty import EmptyState
from ui.widgets.labels import Icon, label, line
from ui.widgets.panel import column, row, surface
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.errors import Problem
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.dataset.preview import Preview


class DoneBar(QWidget, Worded):
    """What was done last, with Undo."""

    undo = Signal()

    def __init__(self) -> None:
        """Show nothing."""
        super().__init__()
        self.words, self.count = label(role="strong", wrap=True), label(role="")
        self.back = button(icon="undo", press=self.undo.emit)
        self.word(self.back.setText, N_("Undo"))
        line = row(Icon("good", "good", 18), column(self.words, self.count, spacing=2), self.back, spacing=12,
                   margins=(14, 10, 12, 10))
        line.setStretch(1, 1)
        self.setLayout(column(surface(line, "good"), margins=(20, 12, 20, 4)))
        self.hide()

    def tell(self, sentence: str, count: str) -> None:
        """Show a sentence and how much it touched."""
        self.words.setText(sentence)
        self.count.setText(count)
        self.show()


class PreviewPane(QWidget, Worded):
    """Before and after."""

    opened = Signal(object)
    """A PreviewCell was opened: show it in the table."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._preview: Preview | None = None
        self.done = DoneBar()
        self.count, self.more = label(role="heading"), label(role="small")
        self.notes, self.wrong = Notes("info", "warning"), Notes("problems", "error", "error")
        self.cells = Records([
            Col(N_("Row"), lambda c: f"{c.row:,}" if c.row else "", 76, "muted", right=True),
            Col(N_("Field"), lambda c: c.field, 130, "muted"),
            Col(N_("Before"), lambda c: _shown(c.before), 0, "error"),
            Col(N_("After"), lambda c: _shown(c.after), 0, "good")], name=N_("First cells that would change"),
                             height=28)
        self.cells.opened.connect(self.opened)
        self.nothing = EmptyState("good", N_("Nothing would change"),
                                  N_("Every cell is already as it should be."))
        self.unknown = EmptyState("clean", N_("Not ready yet"),
                                  N_("Fill in the form at the left; what would change shows here at once."))
        self.stack = QStackedWidget()
        for made in (self.cells, self.nothing, self.unknown):
            self.stack.addWidget(made)
        head = column(self.count, self.more, self.wrong, self.notes, spacing=4, margins=(20, 14, 20, 12))
        whole = column(self.done, head, line(), self.stack, spacing=0)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.wait()

    def wait(self) -> None:
        """Say that it is being counted; the old cells stay in sight until then."""
        self.count.setText(_("Counting …"))
        self.more.setText(" ")

    def show_preview(self, preview: Preview) -> None:
        """Show what would change."""
        self._preview = preview
        self.wrong.show_notes([])
        self.notes.show_notes(preview.notes)
        self.count.setText(amount(preview) if preview.count else _("Preview"))
        shown = len(preview.cells)
        self.more.setText(" " if not shown else _n("The first one:", "The first {n:,}, from the top:", shown)
                          if shown < preview.cell_count else _("All of them, from the top:"))
        self.cells.show_records(preview.cells)
        self.stack.setCurrentWidget(self.cells if shown else self.nothing if not preview.count else self.unknown)
        if preview.count and not shown:
            self.unknown.say(N_("No text changes"), N_("Only the list of fields would change."))

    def show_problem(self, problem: Problem) -> None:
        """Show why it cannot be done like this."""
        self._preview = None
        self.count.setText(_("This cannot be done yet"))
        self.more.setText(" ")
        self.notes.show_notes([])
        self.wrong.show_notes([str(problem)])
        self.cells.show_records(())
        self.unknown.say(N_("Not ready yet"), N_("Fill in the form at the left; what would change shows here at once."))
        self.stack.setCurrentWidget(self.unknown)

    def retranslate(self) -> None:
        """Word the counts again."""
        super().retranslate()
        if self._preview is not None:
            self.show_preview(self._preview)


def amount(preview: Preview) -> str:
    """Return how much an operation would change, in words."""
    parts = [words for count, words in (
        (preview.cell_count, _n("{n:,} cell", "{n:,} cells", preview.cell_count)),
        (preview.row_count, _n("{n:,} row", "{n:,} rows", preview.row_count)),
        (preview.field_count, _n("{n:,} field", "{n:,} fields", preview.field_count))) if count]
    if not parts:
        return _("Nothing would change")
    return _("{what} would change", what=_(" and ").join(parts))


def _shown(text: str | None) -> str:
    return _("(blank)") if text is None else visible(text)


