"""Job: reports progress and can be stopped by the same call."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from workstation.errors import Cancelled

T = TypeVar("T")
Report = Callable[[int, int, str], None]

INTERVAL = 0.1  # seconds between two reports: faster than the eye is only cost (Anki does the same)


class Job:
    """One piece of long work: `step` reports and raises Cancelled once `cancel` was called.

    report: called with (done, total, label), at most ten times a second; total 0 means unknown.
    """

    def __init__(self, report: Report | None = None) -> None:
        """Start a job that tells `report`, or nobody."""
        self._report = report
        self._cancelled = threading.Event()
        self._last = 0.0
        self._stops: list[Callable[[], None]] = []
        self._guard = threading.Lock()

    def step(self, done: int, total: int, label: str) -> None:
        """Report that `done` of `total` is behind us; raise Cancelled when the job was stopped."""
        if self._cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if self._report and (now - self._last >= INTERVAL or done >= total > 0):
            self._last = now
            self._report(done, total, label)

    def each(self, parts: Iterable[T], total: int, label: str) -> Iterator[T]:
        """Yield each part, with a step before it and one at the end."""
        done = 0
        for part in parts:
            self.step(done, total, label)
            yield part
            done += 1
        self.step(done, total or done, label)

    def cancel(self) -> None:
        """Stop the job at its next step, and interrupt a query that is running now."""
        self._cancelled.set()
        with self._guard:
            stops = list(self._stops)
        for stop in stops:
            stop()

    @property
    def cancelled(self) -> bool:
        """True once `cancel` was called."""
        return self._cancelled.is_set()

    def on_cancel(self, stop: Callable[[], None]) -> Callable[[], None]:
        """Call `stop` when the job is cancelled; returns a function that forgets it again."""
        with self._guard:
            self._stops.append(stop)

        def forget() -> None:
            with self._guard:
                self._stops.remove(stop)

        return forget
