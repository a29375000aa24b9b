"""How the benchmark measures: processor seconds, wall seconds, and the peak of anonymous memory."""

from __future__ import annotations

import contextlib
import gc
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass
class Measured:
    """What one piece of work cost. Seconds of the whole process, every thread of it; memory in MB (10^6 bytes)."""

    cpu: float = 0.0
    wall: float = 0.0
    peak: float = 0.0
    """Highest anonymous memory while it ran, what was there before included."""
    grown: float = 0.0
    """How much higher anonymous memory was at the peak than before."""
    parts: list[float] = field(default_factory=list)
    """Processor seconds of each turn, when it was done several times."""


def anonymous() -> float:
    """Return the anonymous memory of this process in MB: what is really taken, mapped files left out. Linux only."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise OSError("this system does not tell RssAnon")


@contextlib.contextmanager
def measured(sample: float = 0.005) -> Iterator[Measured]:
    """Measure what happens inside the `with`; memory is sampled every `sample` seconds, 0 is never."""
    found = Measured()
    stop = threading.Event()
    gc.collect()
    before = found.peak = anonymous()

    def watch() -> None:
        while not stop.wait(sample):
            found.peak = max(found.peak, anonymous())

    watcher = threading.Thread(target=watch, daemon=True)
    if sample:
        watcher.start()
    cpu, wall = time.process_time(), time.perf_counter()
    try:
        yield found
    finally:
        found.cpu, found.wall = time.process_time() - cpu, time.perf_counter() - wall
        stop.set()
        if sample:
            watcher.join()
        found.peak = max(found.peak, anonymous())
        found.grown = found.peak - before


def middle(values: list[float]) -> float:
    """Return the middle one of some figures."""
    return sorted(values)[len(values) // 2]


def synced() -> None:
    """Write out what other work left to be written, so that it is not paid by the next measurement."""
    os.sync()


@dataclass(frozen=True)
class Line:
    """One line of the answer.

    what:   the budget's name
    figure: the measured figure, with its unit
    budget: what was promised; empty where nothing was
    ratio:  measured over promised (or over the yardstick), None where there is none
    limit:  the ratio that fails; None is a figure that is only printed
    """

    what: str
    figure: str
    budget: str = ""
    ratio: float | None = None
    limit: float | None = None

    @property
    def failed(self) -> bool:
        """Whether this is a ratio above its limit."""
        return self.limit is not None and self.ratio is not None and self.ratio > self.limit

    def shown(self) -> str:
        """Return the line as it is printed."""
        ratio = "" if self.ratio is None else f"{self.ratio:6.2f}x"
        verdict = "" if self.ratio is None else "over" if self.ratio > (self.limit or 1.0) else "within"
        verdict = "FAILED" if self.failed else verdict
        return f"{self.what:<52} {self.figure:>26}  {self.budget:<34} {ratio:>8}  {verdict}"
