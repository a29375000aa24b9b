"""What became of files that were taken in: a line each, and what to do with those of senders who sent before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.importing.forms import Arrived

MARKS = {"taken": ("good", "good"), "replaced": ("good", "good"), "added": ("good", "good"), "empty": ("minus", "warning"),
         "same": ("info", "muted"), "repeated": ("warning", "warning"), "corrected": ("edit", "accent"),
         "refused": ("error", "error")}
WORDS = {"taken": N_("taken"), "replaced": N_("taken in place of what was there"), "added": N_("added to what was there"),
         "empty": N_("nothing filled in"), "same": N_("here already, the same file"),
         "repeated": N_("this sender's rows are here already"), "corrected": N_("marked up without a table"),
         "refused": N_("not taken")}
LINES = 6


class ArrivedCard(QFrame, Worded):
    """The card; hidden until files were taken in."""

    again = Signal(str)
    """replace, add or compare: what to do with the files of senders who sent before."""

    def __init__(self) -> None:
        """Lay it out hidden."""
        super().__init__()
        self.setProperty("surface", "card")
        self.arrived: Sequence[Arrived] = ()
        self.title, self.about = label(role="heading"), label(role="muted", wrap=True)
        self.shut = icon_button("close", _("Close"), self.hide, 16)
        self.list = Records([Col(N_("File"), lambda one: one.path.name, 230, icon=lambda one: MARKS[one.state]),
                             Col(N_("Sender"), lambda one: one.sender, 140, "muted", drop=900),
                             Col(N_("What became of it"), _told, 0, _tone),
                             Col(N_("Rows"), lambda one: f"{one.rows:,}" if one.rows else "", 70, "muted", right=True)],
                            name=N_("Files taken in"), height=28)
        self.replace, self.add = button(press=lambda: self.again.emit("replace")), button(press=lambda: self.again.emit("add"))
        self.compare = button(press=lambda: self.again.emit("compare"))
        self.word(self.replace.setText, N_("Replace what was there"))
        self.word(self.add.setText, N_("Add to what was there"))
        self.word(self.compare.setText, N_("Take only what is different…"))
        self.choice = row(self.about, self.compare, self.add, self.replace, spacing=8)
        self.choice.setStretch(0, 1)
        head = row(self.title, self.shut)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.list, self.choice, spacing=8, margins=(18, 12, 14, 12)))
        self.hide()

    @property
    def repeated(self) -> list[Arrived]:
        """Files of senders whose rows are here already."""
        return [one for one in self.arrived if one.state == "repeated"]

    def show_arrived(self, arrived: Sequence[Arrived]) -> None:
        """Show what became of files, those that need a look first."""
        order = list(MARKS)
        self.arrived = sorted(arrived, key=lambda one: -order.index(one.state))
        self.list.show_records(self.arrived)
        self.list.fit(min(LINES, max(1, len(self.arrived))))
        self._tell()
        self.setVisible(bool(arrived))

    def _tell(self) -> None:
        taken = [one for one in self.arrived if one.rows]
        rows = sum(one.rows for one in taken)
        self.title.setText(_("{files} taken in, {rows}", files=_n("{n} file", "{n} files", len(taken)),
                             rows=_n("{n:,} row", "{n:,} rows", rows)))
        waits = len(self.repeated)
        self.about.setText(_n("{n} file is of a sender whose rows are here already. Nothing of it was taken.",
                              "{n} files are of senders whose rows are here already. Nothing of them was taken.", waits))
        for part in (self.about, self.replace, self.add, self.compare):
            part.setVisible(bool(waits))

    def retranslate(self) -> None:
        """Word it again."""
        super().retranslate()
        self._tell()


def _tone(one: Arrived) -> str:
    return MARKS[one.state][1] if one.state != "taken" else "muted"


def _told(one: Arrived) -> str:
    words = [_(WORDS[one.state]), *(str(word) for word in one.warnings)]
    if one.problem is not None:
        words.append(str(one.problem))
    return "  ·  ".join(words)
