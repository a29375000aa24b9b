"""The stages of the benchmark that need the screen: a frame of the grid, and the start until the window is shown."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.measure import middle
from tests.bench.stages import Figures, opened

FRAMES = 200
STARTS = 5
ROOT = Path(__file__).resolve().parent.parent.parent

START = """
import sys, time
from PySide6.QtCore import QEventLoop
from ui.app import make_app, make_window
from ui.preferences import Preferences
app = make_app()
window = make_window(app, Preferences(sys.argv[1]))
window.resize(1440, 900)
window.go("start")
window.show()
while not window.windowHandle().isExposed():
    app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
app.processEvents()
print(time.time(), time.process_time())
"""


class SomeMarks:
    """Marks on a few cells in a hundred, as a checked table has them."""

    def levels(self, field: str, row_ids: Any) -> Sequence[int] | None:
        """Return a fault in every 29th cell."""
        return [2 if (int(row) + len(field)) % 29 == 0 else 0 for row in row_ids]

    def edited(self, field: str, positions: Any, texts: Sequence[str | None]) -> Sequence[bool] | None:
        """Return that every 31st cell was edited."""
        return [int(position) % 31 == 0 for position in positions]


def frame(folder: Path, rows: int) -> Figures:
    """Paint the grid at 1440x900 at random places of the table: every frame shows rows not seen before."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.app import make_app
    from ui.theme import theme
    from ui.widgets.grid import Grid

    app = make_app()
    theme().apply("light", 1.0)
    grid = Grid(SomeMarks())
    grid.resize(1440, 900)
    grid.cells.show(opened(folder).table)
    grid.fit_columns()
    grid.show()
    app.processEvents()
    bar, chance, costs = grid.verticalScrollBar(), np.random.default_rng(3), []
    for _turn in range(FRAMES):
        place = int(chance.integers(0, max(1, bar.maximum())))
        start = time.process_time()
        bar.setValue(place)
        app.processEvents()
        costs.append(time.process_time() - start)
    steps = []
    for _turn in range(FRAMES):  # as a wheel does: three rows further, most of them known
        start = time.process_time()
        bar.setValue(bar.value() + 3 * grid.row_height if bar.value() < bar.maximum() // 2 else bar.value() - 1)
        app.processEvents()
        steps.append(time.process_time() - start)
    return {"cpu": middle(costs), "p95": sorted(costs)[FRAMES * 95 // 100], "worst": max(costs),
            "step_cpu": middle(steps)}


def start(folder: Path, rows: int) -> Figures:
    """Start the program anew until its window is exposed, warm: the files are in the page cache from the first turn."""
    walls, cpus = [], []
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    for turn in range(STARTS + 1):
        begun = time.time()
        said = subprocess.run([sys.executable, "-c", START, str(folder / "preferences.ini")], cwd=ROOT, env=environment,
                              capture_output=True, text=True, check=True).stdout.split()
        if turn:
            walls.append(float(said[0]) - begun)
            cpus.append(float(said[1]))
    return {"wall": middle(walls), "cpu": middle(cpus)}
