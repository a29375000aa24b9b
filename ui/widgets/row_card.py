"""Row card: the fields of one row (or what many rows have in common), large enough to read for hours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ui.theme import theme
from ui.widgets.labels import label, line
from ui.widgets.panel import Scroll, column, row
from ui.words import Worded
from workstation.text import _


class RowCard(QFrame, Worded):
    """A head (which row) and name and text of each field below."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("rowCard")
        self.head = label(role="heading")
        self.mark = label(role="muted")
        self._scroll = Scroll(margins=(24, 18, 24, 24), spacing=0)
        self._shown: QWidget | None = None
        whole = column(row(self.head, None, self.mark, margins=(24, 16, 24, 14)), line(), self._scroll, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_row(self, head: str, mark: str, cells: Sequence[tuple[str, str | None]]) -> None:
        """Show (field name, text) pairs; None is a blank cell."""
        self.head.setText(head)
        self.mark.setText(mark)
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(20))
        grid.setVerticalSpacing(theme().px(16))
        grid.setColumnStretch(1, 1)
        for at, (name, text) in enumerate(cells):
            left = label(name, "muted")
            left.setWordWrap(True)
            left.setFixedWidth(theme().px(136))
            left.setContentsMargins(0, theme().px(4), 0, 0)  # on the line of the larger text beside it
            right = label(text if text is not None else _("blank"), "reading" if text is not None else "muted", wrap=True,
                          selectable=True)
            right.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            grid.addWidget(left, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(right, at, 1, Qt.AlignmentFlag.AlignTop)
        if self._shown is not None:
            self._scroll.content.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = made
        while self._scroll.content.count():
            self._scroll.content.takeAt(0)
        self._scroll.add(made, None)
        self.setAccessibleName(" ".join([head, *(f"{name}: {text or _('blank')}" for name, text in cells)]))
