"""Cancel answers at once, wherever the import is, and leaves nothing behind."""

from __future__ import annotations

import threading
import time

import pytest

from workstation.errors import Cancelled
from workstation.importing import import_file
from workstation.importing.collect import collect, files_of
from workstation.job import Job

LIMIT = 0.5
"""Seconds on a machine that does nothing else; the processor's seconds are what is compared, since others use it too."""


def _csv(path, rows):
    line = ",".join(f"value {n}" for n in range(20))
    path.write_text("\n".join([",".join(f"c{n}" for n in range(20)), *[line] * rows]), "utf-8")
    return path


def _xlsx(path, rows):
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("a")
    for row in range(rows):
        sheet.append([f"text {row}", row, row / 3, "x"] * 5)
    book.save(path)
    return path


def cancelled_after(seconds, act):
    """Run `act(job)`, cancel its job after some seconds; return how long (wall, processor) the answer took."""
    job, told = Job(), {}

    def stop():
        told["at"], told["cpu"] = time.perf_counter(), time.process_time()
        job.cancel()

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        with pytest.raises(Cancelled):
            act(job)
    finally:
        timer.cancel()
    return time.perf_counter() - told["at"], time.process_time() - told["cpu"]


@pytest.mark.parametrize("kind", ["csv", "xlsx", pytest.param("many", marks=pytest.mark.long)])
@pytest.mark.parametrize("after", [0.05, pytest.param(0.3, marks=pytest.mark.long), pytest.param(0.8, marks=pytest.mark.long)])
def test_a_cancelled_import_answers_within_half_a_second_and_leaves_nothing(workspace, tmp_path, kind, after, long):
    (tmp_path / "in").mkdir()
    if kind == "csv":
        path = _csv(tmp_path / "in" / "a.csv", 400_000 if long else 120_000)
    else:
        path = _xlsx(tmp_path / "in" / "a.xlsx", 30_000 if long else 6_000)
    if kind == "many":
        for at in range(8):
            _csv(tmp_path / "in" / f"b{at}.csv", 20_000)

    def act(job):
        if kind == "many":
            collect(workspace, files_of([tmp_path / "in"]), "li", name="all", job=job)
        else:
            import_file(workspace, path, "li", job=job)

    wall, cpu = cancelled_after(after, act)
    assert min(wall, cpu) < LIMIT, f"{wall:.2f} s, {cpu:.2f} s CPU"
    assert workspace.datasets() == [] and list((workspace.path / "datasets").iterdir()) == []
    assert [one for one in workspace.cache_folder.iterdir() if one.name.startswith("import-")] == []
