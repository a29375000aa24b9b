"""Desk: what every page is given: session, jobs, dialogs, and how to show, tell and go somewhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.jobs import Latest, Runner, Running
from workstation.job import Job

if TYPE_CHECKING:
    from ui.dialogs import Dialogs
    from ui.preferences import Preferences
    from ui.session import Session

Button = tuple[str, Callable[[], None]]
"""Words (already in the person's language) and what a press does."""


class Desk(QObject):
    """Handed to each page. The window listens to its signals; pages know no window."""

    asked_to_go = Signal(str, object)
    """(page id, where): a dict of what to show there."""
    asked_to_show = Signal(object, object)
    """(Problem or Bug, Button or None)."""
    asked_to_tell = Signal(str, object)
    """(sentence, Button or None): something is done; gone after some seconds."""
    place_changed = Signal(str)
    """What the status bar says about the place one is at, such as “Row 6, Born”."""
    counted = Signal(str, str)
    """(page id, figure or ''): the small figure beside a page's name in the navigation."""

    def __init__(self, session: Session, runner: Runner, preferences: Preferences, dialogs: Dialogs,
                 parent: QObject | None = None) -> None:
        """Lay the things on the desk; every failure that no page takes is shown."""
        super().__init__(parent)
        self.session = session
        self.runner = runner
        self.preferences = preferences
        self.dialogs = dialogs
        session.failed.connect(self.show)

    def run(self, work: Callable[[Job], Any], then: Callable[[Any], None] | None = None, *, title: str = "",
            writes: Hashable | None = None, shown: bool = True, failed: Callable[[Any], None] | None = None) -> Running:
        """Run `work(job)` off the screen's thread, `then(answer)` on it. Failures are shown unless `failed` takes them."""
        running = self.runner.start(work, title=title, writes=writes, shown=shown)
        if then:
            running.finished.connect(then)
        running.failed.connect(failed or self.show)
        return running

    def latest(self, parent: QObject) -> Latest:
        """Return a runner that answers only its newest wish (previews, searches, facets)."""
        return Latest(self.runner, parent)

    def show(self, problem: BaseException, button: Button | None = None) -> None:
        """Show a Problem (what, where, remedy, one button) or a Bug (told as ours)."""
        self.asked_to_show.emit(problem, button)

    def tell(self, sentence: str, button: Button | None = None) -> None:
        """Say that something is done, for some seconds; the button is usually Undo."""
        self.asked_to_tell.emit(sentence, button)

    def go(self, page: str, **where: Any) -> None:
        """Bring a page to the front; `where` reaches its `enter`."""
        self.asked_to_go.emit(page, where)

    def place(self, words: str) -> None:
        """Say in the status bar where one is."""
        self.place_changed.emit(words)

    def count(self, page: str, figure: int | None) -> None:
        """Put a figure beside a page's name; None or 0 takes it away."""
        self.counted.emit(page, f"{figure:,}" if figure else "")
