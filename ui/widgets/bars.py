"""The top bar and the status bar of the window."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QWidget

from ui import icons
from ui.jobs import Running
from ui.theme import theme
from ui.widgets.buttons import PressButton, button
from ui.widgets.labels import Icon, label, restyle
from ui.widgets.panel import row
from ui.words import Worded
from workstation.text import N_, _

SHOW_JOB_MS = 1000  # shorter work needs no bar: it would only flicker


class MenuButton(PressButton):
    """The name of the workspace; a press opens the whole menu below it."""

    def __init__(self) -> None:
        """Start without words; fill `menu` when it is about to show."""
        super().__init__()
        self.setProperty("kind", "workspace")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.menu_ = QMenu(self)
        self.clicked.connect(self.open)

    def open(self) -> None:
        """Show the menu."""
        self.menu_.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow beside the name."""
        super().paintEvent(event)
        painter, side = QPainter(self), theme().px(14)
        at = self.width() - side - theme().px(7)
        icons.paint(painter, "chevron-down", "muted", at, (self.height() - side) // 2, 14)
        painter.end()


class TopBar(QFrame, Worded):
    """Workspace and office, the command box, undo and redo, the one primary action."""

    palette_wanted = Signal()

    def __init__(self) -> None:
        """Lay it out."""
        super().__init__()
        self.setObjectName("topBar")
        self.workspace = MenuButton()
        self.office = label(role="muted")
        self.command = button(kind="command", icon="search", press=self.palette_wanted.emit)
        self.command.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.undo = button(icon="undo")
        self.redo = button(icon="redo")
        self.primary = button(kind="primary")
        self.primary.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        left = QWidget()
        left.setLayout(row(self.workspace, self.office, None, spacing=4))
        right = QWidget()
        right.setLayout(row(None, self.undo, self.redo, self.primary))
        layout = row(left, self.command, right, spacing=16, margins=(8, 0, 14, 0))
        layout.setStretch(0, 5)
        layout.setStretch(1, 4)
        layout.setStretch(2, 5)
        self.setLayout(layout)
        self._size()
        theme().changed.connect(self._size)
        self.word(self.command.setText, N_("Type a command or find a table…    Ctrl+K"))
        self.word(self.undo.setText, N_("Undo"))
        self.word(self.redo.setText, N_("Redo"))

    def _size(self) -> None:
        self.setFixedHeight(theme().px(48))
        self.command.setMaximumWidth(theme().px(420))

    def show_workspace(self, name: str, office: str) -> None:
        """Show where one is."""
        self.workspace.setText(name)
        self.office.setText(office)

    def show_primary(self, words: str, enabled: bool) -> None:
        """Show the one primary action, '' hides it."""
        self.primary.setText(words)
        self.primary.setVisible(bool(words))
        self.primary.setEnabled(enabled)


class Progress(QWidget):
    """A slim bar; without a total a light runs along it."""

    def __init__(self) -> None:
        """Start at nothing."""
        super().__init__()
        self._share: float | None = 0.0
        self._phase = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(80)
        self._timer.timeout.connect(self._step)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size in the drawings."""
        return QSize(theme().px(140), theme().px(6))

    def show_share(self, done: int, total: int) -> None:
        """Show done of total; total 0 is unknown."""
        self._share = min(1.0, done / total) if total else None
        self.setAccessibleName(f"{self._share:.0%}" if self._share is not None else _("Working"))
        if self._share is None and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def _step(self) -> None:
        self._phase = (self._phase + 0.04) % 1.0
        self.update()
        if not self.isVisible():
            self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track and what is done."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()), self.height() / 2
        path = QPainterPath()
        path.addRoundedRect(box, radius, radius)
        painter.setClipPath(path)
        painter.fillRect(box, theme().colour("line"))
        if self._share is not None:
            done = QRectF(0, 0, box.width() * self._share, box.height())
        else:
            done = QRectF(box.width() * (self._phase * 1.3 - 0.3), 0, box.width() * 0.3, box.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("accent"))
        painter.drawRoundedRect(done, radius, radius)
        painter.end()


class StatusBar(QFrame, Worded):
    """Saved time, the running job with Cancel, the state of sync, where one is."""

    jobs_changed = Signal()
    sync_wanted = Signal()

    def __init__(self) -> None:
        """Lay it out."""
        super().__init__()
        self.setObjectName("statusBar")
        self.jobs: list[Running] = []
        self.saved = label(role="good")
        self.job = label()
        self.progress = Progress()
        self.stop = button(kind="link", press=self.cancel)
        self.word(self.stop.setText, N_("Cancel"))
        self.more = label(role="muted")
        self.sync_icon = Icon("sync", "warning", 16)
        self.sync = PressButton()
        self.sync.setProperty("kind", "link")
        self.sync.clicked.connect(self.sync_wanted)
        self.place = label(role="muted")
        self.place.setMinimumWidth(60)
        self.setLayout(row(self.saved, 6, self.job, self.progress, self.stop, self.more, None, self.sync_icon, self.sync,
                           8, self.place, spacing=10, margins=(14, 0, 14, 0)))
        for part in (self.job, self.progress, self.stop, self.more, self.sync_icon, self.sync):
            part.hide()
        self._size()
        theme().changed.connect(self._size)

    def _size(self) -> None:
        self.setFixedHeight(theme().px(30))

    def show_saved(self, words: str, token: str = "good") -> None:
        """Say when the last change became durable."""
        self.saved.setText(words)
        restyle(self.saved, "role", token)

    def show_sync(self, words: str, pending: bool) -> None:
        """Say how the exchange with others stands; '' hides it."""
        self.sync.setText(words)
        self.sync.setVisible(bool(words))
        self.sync_icon.setVisible(bool(words))
        self.sync_icon.show_icon("sync", "warning" if pending else "good")

    def follow(self, running: Running) -> None:
        """Show a job once it has run for a second, until it ends."""
        running.progress.connect(lambda done, total, words: self._progress(running, done, total, words))
        running.ended.connect(lambda: self._ended(running))
        QTimer.singleShot(SHOW_JOB_MS, self, lambda: self._show(running))

    def _show(self, running: Running) -> None:
        if running.done or running in self.jobs:
            return
        self.jobs.append(running)
        self._redraw()

    def _ended(self, running: Running) -> None:
        if running in self.jobs:
            self.jobs.remove(running)
            self._redraw()

    def _progress(self, running: Running, done: int, total: int, words: str) -> None:
        if self.jobs and self.jobs[0] is running:
            self._redraw()

    def _redraw(self) -> None:
        shown = bool(self.jobs)
        for part in (self.job, self.progress, self.stop):
            part.setVisible(shown)
        if shown:
            done, total, words = self.jobs[0].last
            if total:
                words = _("{words}: {done} of {total}", words=words, done=f"{done:,}", total=f"{total:,}")
            self.job.setText(words or self.jobs[0].title)
            self.progress.show_share(done, total)
        rest = len(self.jobs) - 1
        self.more.setVisible(rest > 0)
        self.more.setText(_("and {n} more", n=rest))
        self.jobs_changed.emit()

    def cancel(self) -> None:
        """Stop the job that is shown."""
        if self.jobs:
            self.jobs[0].cancel()
            self.job.setText(_("Stopping…"))
