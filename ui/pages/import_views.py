"""Two plain views of the import page: nothing yet, and importing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.widgets.bars import Progress
from ui.widgets.buttons import button
from ui.widgets.drop import DropZone
from ui.widgets.labels import Icon, label
from ui.widgets.panel import column, row
from ui.words import Worded
from workstation.text import N_


class DropView(QWidget, Worded):
    """A place to drop files on, and a button for those who would rather choose."""

    def __init__(self, ask: Callable[[], None]) -> None:
        """Show it; `ask` opens the dialog."""
        super().__init__()
        title, about, self.can = label(role="title"), label(role="muted"), label(role="small", wrap=True)
        self.word(title.setText, N_("Drop files here"))
        self.word(about.setText,
                  N_("Workbooks and text files, several at once. The files themselves are never changed."))
        self.choose = button(kind="primary", icon="folder", press=ask)
        self.word(self.choose.setText, N_("Choose files…"))
        for words in (title, about, self.can):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner = column(None, row(None, Icon("import", "accent", 40), None), 6, title, about, 10,
                       row(None, self.choose, None), 6, self.can, None, spacing=6, margins=(24, 24, 24, 24))
        self.zone = DropZone(inner)
        head = label(role="title")
        self.word(head.setText, N_("Import"))
        whole = column(row(head, None), self.zone, spacing=16, margins=(24, 18, 24, 24))
        whole.setStretch(1, 1)
        self.setLayout(whole)


class BusyView(QWidget, Worded):
    """How far it is, and Cancel."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        """Show nothing done; `cancel` stops it."""
        super().__init__()
        self.title, self.about = label(role="title"), label(role="muted")
        self.bar = Progress()
        self.bar.setMinimumWidth(360)
        self.stop = button(icon="stop", press=cancel)
        self.word(self.stop.setText, N_("Cancel"))
        for words in (self.title, self.about):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(None, self.title, self.about, 8, row(None, self.bar, None), 12,
                              row(None, self.stop, None),
                              None, None, margins=(24, 24, 24, 24)))

    def begin(self, title: str) -> None:
        """Start at nothing, under a worded title."""
        self.title.setText(title)
        self.about.setText(" ")
        self.bar.show_share(0, 0)

    def show_progress(self, done: int, total: int, words: str) -> None:
        """Show done of total."""
        self.bar.show_share(done, total)
        self.about.setText(f"{words}  {done:,} / {total:,}" if total else words)
