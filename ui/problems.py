"""Problems on the screen: what happened, where, what to do, one button. A bug is told as ours, with its report file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.desk import Button
from ui.jobs import Bug
from ui.theme import theme
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import Icon, label
from ui.widgets.panel import column, row
from workstation.errors import Problem
from workstation.text import _, joined

TOAST_MS = 6000


class Floating(QFrame):
    """A frame that floats over its parent near the lower edge and follows it."""

    def __init__(self, parent: QWidget, width: int) -> None:
        """Float over `parent`, `width` of the drawings wide at most."""
        super().__init__(parent)
        self._width = width
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the parent's size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False

    def wanted_width(self) -> int:
        """Return how wide it would be with room enough."""
        return theme().px(self._width)

    def place(self) -> None:
        """Take the place: centred, above the lower edge."""
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(self.wanted_width(), parent.width() - theme().px(32))
        self.setFixedWidth(width)
        layout = self.layout()
        folds = layout is not None and layout.hasHeightForWidth()
        self.setFixedHeight(layout.totalHeightForWidth(width) if layout and folds else self.sizeHint().height())
        self.move((parent.width() - width) // 2, parent.height() - self.height() - theme().px(20))
        self.raise_()


class Toast(Floating):
    """One sentence that something is done, perhaps with Undo; goes by itself."""

    def __init__(self, parent: QWidget) -> None:
        """Float over `parent`, hidden."""
        super().__init__(parent, 560)
        self.setObjectName("toast")
        self.words = label(wrap=True)
        self.act = button()
        self._press: Callable[[], None] | None = None
        self.act.clicked.connect(self._pressed)
        layout = row(self.words, self.act, spacing=14, margins=(16, 10, 10, 10))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)

    def tell(self, sentence: str, act: Button | None = None) -> None:
        """Show a sentence."""
        self.words.setText(sentence)
        self._press = act[1] if act else None
        self.act.setText(act[0] if act else "")
        self.act.setVisible(act is not None)
        self.show()
        self.place()
        self._timer.start(TOAST_MS)

    def wanted_width(self) -> int:
        """Return the width of the sentence on one line, up to the most."""
        words = self.words.fontMetrics().horizontalAdvance(self.words.text()) + theme().px(44)
        return min(super().wanted_width(), words + (self.act.sizeHint().width() + 14 if self._press else 0))

    def _pressed(self) -> None:
        self.hide()
        if self._press:
            self._press()


class ProblemCard(Floating):
    """The card that shows a Problem or a Bug until it is closed."""

    def __init__(self, parent: QWidget, report: Callable[[BaseException], Path | None],
                 safe: Callable[[], str]) -> None:
        """Float over `parent`, hidden.

        report: writes a report of a bug and returns its file; safe: a sentence on what is saved
        """
        super().__init__(parent, 620)
        self.setObjectName("problem")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._report, self._safe = report, safe
        self._press: Callable[[], None] | None = None
        self.icon = Icon("problems", "error", 20)
        self.what = label(role="strong", wrap=True, selectable=True)
        self.where = label(role="muted", wrap=True, selectable=True)
        self.remedy = label(wrap=True, selectable=True)
        self.act = button(kind="plain")
        self.act.clicked.connect(self._pressed)
        self.shut = icon_button("close", _("Close"), self.hide, 16)
        words = column(self.what, self.where, self.remedy, row(self.act, None, margins=(0, 4, 0, 0)), spacing=4)
        layout = row(column(self.icon, None), words, column(self.shut, None), spacing=12, margins=(16, 14, 10, 14))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_problem(self, problem: BaseException, act: Button | None = None) -> None:
        """Show a Problem in its words, anything else as our own fault."""
        if isinstance(problem, Problem):
            self._fill(problem.what, problem.where, problem.remedy, act)
            return
        error = problem.error if isinstance(problem, Bug) else problem
        file = self._report(error)
        where = _("A report without any of your data is in {file}.", file=str(file)) if file else ""
        folder: Button | None = (_("Open the report"), lambda: _open(file)) if file else None
        remedy = _("{safe} You can go on working. If it happens again, send us the report.", safe=self._safe())
        self._fill(_("Something in the program went wrong. This is our fault, not yours."), where, remedy, folder)

    def _fill(self, what: str, where: str, remedy: str, act: Button | None) -> None:
        for part, words in ((self.what, what), (self.where, where), (self.remedy, remedy)):
            part.setText(words)
            part.setVisible(bool(words))
        self._press = act[1] if act else None
        self.act.setText(act[0] if act else "")
        self.act.setVisible(act is not None)
        self.shut.setAccessibleName(_("Close"))
        self.setAccessibleName(joined(what, where, remedy))
        self.show()
        self.place()
        (self.act if act else self.shut).setFocus(Qt.FocusReason.OtherFocusReason)

    def _pressed(self) -> None:
        self.hide()
        if self._press:
            self._press()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


def _open(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
