"""Jobs: work off the screen's thread; progress, answers and problems come back on the screen's thread.

Work on one dataset goes through that dataset's single writing thread, in order. Everything else runs in a pool.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from workstation.errors import Cancelled, Problem
from workstation.job import Job

PATIENCE = 3.0  # seconds that a last write may take when the window closes: what was typed must not be lost
Work = Callable[[Job], Any]


class Bug(Exception):
    """A fault of the program itself, told as ours. `error` is what was raised; `report` is filled in when written."""

    def __init__(self, error: BaseException) -> None:
        """Keep what was raised."""
        super().__init__(type(error).__name__)
        self.error = error


class Running(QObject):
    """A piece of work that was started. Every signal is emitted on the screen's thread."""

    progress = Signal(object, object, str)
    """(done, total, label), at most ten times a second; total 0 is unknown. Objects: a C++ int ends at 2**31."""
    finished = Signal(object)
    """The answer of the work."""
    failed = Signal(object)
    """A Problem, or a Bug for a fault of our own."""
    cancelled = Signal()
    ended = Signal()
    """After any of the three."""

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        """Describe work called `title` (worded) that has not begun."""
        super().__init__(parent)
        self.title = title
        self.job = Job(self._report)
        self.done = False
        self.last: tuple[int, int, str] = (0, 0, title)
        self._post: Callable[[Running, str, Any], None] | None = None
        self.future: Future[None] | None = None
        self.writes = False

    def _report(self, done: int, total: int, label: str) -> None:
        if self._post:
            self._post(self, "progress", (done, total, label))

    def cancel(self) -> None:
        """Stop the work at its next step."""
        self.job.cancel()

    def deliver(self, what: str, value: Any) -> None:
        """Emit what the worker posted. Called on the screen's thread only."""
        if what == "progress":
            if not self.done:
                self.last = value
                self.progress.emit(*value)
            return
        self.done = True
        if what == "finished":
            self.finished.emit(value)
        elif what == "failed":
            self.failed.emit(value)
        else:
            self.cancelled.emit()
        self.ended.emit()


class Runner(QObject):
    """Starts work and keeps the list of what runs."""

    started = Signal(object)
    """A Running that people should see."""
    ended = Signal(object)
    idle = Signal()
    """Nothing runs any more."""
    _arrived = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None, workers: int = 3) -> None:
        """Make a runner with `workers` threads beside the writing threads."""
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="worker")
        self._writers: dict[Hashable, ThreadPoolExecutor] = {}
        self._guard = threading.Lock()
        self._closed = False
        self.running: list[Running] = []
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self, work: Work, *, title: str = "", writes: Hashable | None = None, shown: bool = False) -> Running:
        """Run `work(job)` on a worker, or on the writing thread of dataset `writes`; returns at once.

        title: worded, for the job bar; shown: list it in the job bar (it appears there after one second)
        Connect to the signals of the answer before returning to the event loop; none can be missed.
        """
        running = Running(title, self)
        running._post = self._post
        if self._closed:  # the window is going: a timer's last wish has nobody to answer to
            running.done = True
            return running
        self.running.append(running)
        if shown:
            self.started.emit(running)
        running.future = self._executor(writes).submit(self._run, running, work)
        running.writes = writes is not None
        return running

    def _executor(self, writes: Hashable | None) -> ThreadPoolExecutor:
        if writes is None:
            return self._pool
        with self._guard:
            if writes not in self._writers:
                self._writers[writes] = ThreadPoolExecutor(1, thread_name_prefix="writing")
            return self._writers[writes]

    def _post(self, running: Running, what: str, value: Any) -> None:
        if not self._closed:
            self._arrived.emit(running, what, value)

    def _run(self, running: Running, work: Work) -> None:
        try:
            running.job.step(0, 0, running.title)
            answer = work(running.job)
        except Cancelled:
            self._post(running, "cancelled", None)
        except Problem as problem:
            self._post(running, "failed", problem)
        except BaseException as error:  # a bug must reach the person too, told as ours
            self._post(running, "failed", Bug(error))
        else:
            self._post(running, "finished", answer)

    @Slot(object, str, object)
    def _deliver(self, running: Running, what: str, value: Any) -> None:
        if self._closed:
            return
        if what == "progress":
            running.deliver(what, value)
            return
        if running in self.running:
            self.running.remove(running)
        try:
            running.deliver(what, value)
        finally:
            self.ended.emit(running)
            running.deleteLater()
            if not self.running:
                self.idle.emit()

    @property
    def busy(self) -> bool:
        """True while anything runs or waits."""
        return bool(self.running)

    def writing(self) -> list[Running]:
        """Return the shown work that has not ended."""
        return [running for running in self.running if not running.done]

    def close(self) -> None:
        """Let short writes end, cancel what still runs and wait for it; nothing is delivered after this."""
        self._closed = True
        wait([running.future for running in self.running if running.writes and running.future], PATIENCE)
        for running in self.running:
            running.cancel()
        with self._guard:
            writers = list(self._writers.values())
        for executor in [self._pool, *writers]:
            executor.shutdown(wait=True, cancel_futures=True)


class Latest(QObject):
    """Runs only the newest of many wishes (a preview, a search): older ones are cancelled and never answered."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        """Use `runner`'s pool."""
        super().__init__(parent)
        self._runner = runner
        self._running: Running | None = None

    def start(self, work: Work, then: Callable[[Any], None], failed: Callable[[Any], None] | None = None, *,
              title: str = "", writes: Hashable | None = None, shown: bool = False) -> Running:
        """Run `work(job)` instead of what ran before; `then(answer)` unless something newer came."""
        self.cancel()
        running = self._runner.start(work, title=title, writes=writes, shown=shown)
        self._running = running
        running.finished.connect(self._if_latest(running, then))
        if failed:
            running.failed.connect(self._if_latest(running, failed))
        return running

    def _if_latest(self, running: Running, told: Callable[[Any], None]) -> Callable[[Any], None]:
        def tell(value: Any) -> None:
            if self._running is running:
                told(value)

        return tell

    @property
    def busy(self) -> bool:
        """True while the newest wish has no answer."""
        return self._running is not None and not self._running.done

    def cancel(self) -> None:
        """Drop what runs."""
        if self._running and not self._running.done:
            self._running.cancel()
        self._running = None
