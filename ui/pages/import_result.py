"""The result of an import: what came in of each table, the lines that did not, and the types its texts look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ui.pages.import_options import Notes
from ui.widgets.buttons import button
from ui.widgets.chips import Flow
from ui.widgets.labels import Icon, label, line
from ui.widgets.panel import Panel, Scroll, column, row
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.importing import Imported
    from workstation.readers.reader import Rejected

MOST_LINES = 6


@dataclass
class Done:
    """One table that came in."""

    imported: Imported
    rejected: Sequence[Rejected]
    file: str


class ResultCard(Panel):
    """One imported table."""

    accepted = Signal(str, object)
    """(dataset id, {field id: type}) of the suggestions that are ticked."""
    opened = Signal(str)

    def __init__(self, done: Done) -> None:
        """Tell what happened."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # grows with notes that wrap
        self.done = done
        imported = done.imported
        self.boxes: list[tuple[QCheckBox, str, str]] = []
        self.body.addLayout(self._head(imported))
        self.figures = label(role="muted", wrap=True)
        self.warnings = Notes("warning", "warning")
        self.warnings.show_notes(imported.warnings)
        self.add(self.figures, self.warnings)
        if done.rejected:
            self._show_rejected(done.rejected)
        suggested = [f for f in imported.fields if f["suggested"] not in ("string", f["type"])]
        if suggested:
            self._suggest(suggested)
        self.retranslate()

    def _head(self, imported: Imported) -> Any:
        name, file = label(imported.name, "heading"), label(self.done.file, "muted")
        self.open = button(icon="table", press=lambda: self.opened.emit(imported.dataset))
        self.word(self.open.setText, N_("Open the table"))
        return row(Icon("good", "good", 20), name, file, None, self.open, spacing=10)

    def _show_rejected(self, rejected: Sequence[Rejected]) -> None:
        title = label(role="strong")
        self.word(title.setText, N_("Lines kept apart, with the reason"))
        self.rejected = Records([
            Col(N_("Line"), lambda one: f"{one.line:,}", 80, "muted", right=True),
            Col(N_("Why"), lambda one: str(one.why), 330, "error", lambda one: ("warning", "error")),
            Col(N_("Text of the line"), lambda one: one.raw, 0)], name=N_("Lines kept apart"), height=28, framed=True)
        self.rejected.show_records(rejected)
        self.rejected.fit(min(MOST_LINES, len(rejected)))
        self.add(4, title, self.rejected)

    def _suggest(self, suggested: Sequence[dict[str, str]]) -> None:
        self.title_s, about = label(role="strong"), label(role="muted", wrap=True)
        self.word(self.title_s.setText, N_("What the fields look like"))
        self.word(about.setText, N_("A type says how a text is read when checking and sorting. No text changes."))
        holder, flow = QWidget(), Flow(10)
        for one in suggested:
            box = QCheckBox()
            box.setChecked(True)
            box.toggled.connect(self._count)
            self.boxes.append((box, one["id"], one["suggested"]))
            box.setProperty("field", one["name"])
            flow.addWidget(box)
        holder.setLayout(flow)
        self.accept = button(icon="tick", press=self._accept)
        self.accepted_words = label(role="good")
        self.accepted_words.hide()
        self.add(4, line(), 2, self.title_s, about, holder, row(self.accept, self.accepted_words, None))

    def _count(self, _on: bool = True) -> None:
        n = sum(box.isChecked() for box, _id, _type in self.boxes)
        self.accept.setText(_n("Accept {n} type", "Accept {n} types", n))
        self.accept.setEnabled(n > 0)

    def _accept(self) -> None:
        self.accept.setEnabled(False)
        self.accepted.emit(self.done.imported.dataset, {id: kind for box, id, kind in self.boxes if box.isChecked()})

    def say_accepted(self, n: int) -> None:
        """Show that the types were set."""
        self.accept.hide()
        for box, _id, _type in self.boxes:
            box.setEnabled(False)
        self.accepted_words.setText(_n("{n} type was set.", "{n} types were set.", n))
        self.accepted_words.show()

    def say_refused(self) -> None:
        """Let one try again."""
        self._count()

    def retranslate(self) -> None:
        """Word figures and suggestions again."""
        super().retranslate()
        imported, balance = self.done.imported, self.done.imported.balance
        parts = [_n("{n:,} row", "{n:,} rows", imported.rows), _n("{n} field", "{n} fields", len(imported.fields)),
                 _n("{n:,} line kept apart", "{n:,} lines kept apart", imported.rejected)]
        whole = _("{total} lines in the file: {read} read + {rejected} kept apart + {other} blank, header and notes",
                  total=f"{balance['lines']:,}", read=f"{balance['read']:,}", rejected=f"{balance['rejected']:,}",
                  other=f"{balance['blank'] + balance['head'] + balance['notes']:,}")
        self.figures.setText("  ·  ".join([*parts, whole]))
        from ui.widgets.editors import TypeEditor

        for box, _id, kind in self.boxes:
            box.setText(_("{field}: {type}", field=box.property("field"), type=_(TypeEditor.WORDS.get(kind, kind))))
        if self.boxes:
            self._count()


class ImportResult(QWidget, Worded):
    """Every table of one import."""

    accepted = Signal(str, object)
    opened = Signal(str)
    more = Signal()
    check = Signal(str)

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__()
        self.cards: list[ResultCard] = []
        self.title, self.about = label(role="title"), label(role="muted")
        self.more_b, self.check_b = button(icon="import", press=self.more.emit), button(icon="check", press=self._check)
        self.word(self.more_b.setText, N_("Import more"))
        self.word(self.check_b.setText, N_("Check it"))
        self.room = Scroll(margins=(24, 16, 24, 24), spacing=14, width=1120)
        head = row(self.title, 6, self.about, None, self.check_b, self.more_b, margins=(24, 18, 24, 12))
        whole = column(head, line(), self.room, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_done(self, done: Sequence[Done], problems: Sequence[str]) -> None:
        """Show what came in, and why the rest did not."""
        while self.room.content.count():
            if (widget := self.room.content.takeAt(0).widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = [ResultCard(one) for one in done]
        failed = Notes("problems", "error", "error")
        failed.show_notes(problems)
        for card in self.cards:
            card.accepted.connect(self.accepted)
            card.opened.connect(self.opened)
        self.room.add(failed, *self.cards, None)
        self.check_b.setVisible(bool(done))
        self.retranslate()

    def retranslate(self) -> None:
        """Word the title again."""
        super().retranslate()
        rows = sum(card.done.imported.rows for card in self.cards)
        self.title.setText(_n("{n} table is in", "{n} tables are in", len(self.cards)))
        self.about.setText(_n("{n:,} row", "{n:,} rows", rows))

    def focus(self) -> None:
        """Put the keyboard where one goes on: on the types proposed, else on opening the table."""
        if self.cards:
            first = self.cards[0]
            waits = first.boxes and first.accept.isEnabled() and not first.accept.isHidden()
            (first.accept if waits else first.open).setFocus()

    def _check(self) -> None:
        self.check.emit(self.cards[0].done.imported.dataset)

    def card(self, dataset: str) -> ResultCard | None:
        """Return the card of a dataset."""
        return next((card for card in self.cards if card.done.imported.dataset == dataset), None)
