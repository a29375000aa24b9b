"""The benchmark itself is right: its data are the same every time, and it compares like with like."""

from __future__ import annotations

import hashlib

import pytest

from tests.bench import books, data, stages
from tests.bench.measure import Line
from tests.bench.yardsticks import RULES

ROWS = 3_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the benchmark's csv and the workspace that its import stage makes."""
    folder = tmp_path_factory.mktemp("bench")
    data.write_csv(folder / "register.csv", ROWS)
    stages.import_csv(folder, ROWS)
    return folder


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    written = [data.write_csv(tmp_path / name, ROWS).read_bytes() for name in ("one.csv", "two.csv")]
    assert written[0] == written[1]
    other = data.write_csv(tmp_path / "three.csv", ROWS, seed=1).read_bytes()
    assert hashlib.sha256(other).digest() != hashlib.sha256(written[0]).digest()


def test_a_row_is_as_long_as_promised(folder):
    size = (folder / "register.csv").stat().st_size
    assert 230 < size / ROWS < 270  # about 245 MB in a million rows


def test_the_check_and_the_hand_written_sql_find_the_same_cells(folder):
    found = stages.check(folder, ROWS)  # compares rule by rule and refuses when they differ
    assert found["cells"] > ROWS * 0.03
    assert len(RULES) == 25


@pytest.mark.parametrize("stage", [stages.reopen, stages.change_column, stages.sorted_view],
                         ids=lambda one: one.__name__)
def test_a_stage_of_the_benchmark_runs(folder, stage):
    figures = stage(folder, ROWS)
    assert figures and all(value >= 0 for value in figures.values())


def test_editing_cells_runs_in_the_benchmark(folder, monkeypatch):
    monkeypatch.setattr(stages, "EDITS", 40)
    assert stages.edit_cells(folder, ROWS)["edits"] == 40


def test_only_a_ratio_to_a_yardstick_can_fail():
    assert Line("slow machine", "9 s", "1 s", 9.0).failed is False
    assert Line("slower than by hand", "2 s", "1.3 x", 1.4, 1.3).failed is True
    assert Line("as fast as by hand", "1 s", "1.3 x", 1.2, 1.3).failed is False


@pytest.mark.parametrize("stage", [books.yardstick_calamine, books.yardstick_openpyxl, books.import_xlsx, books.first_rows,
                                   books.cancel_xlsx], ids=lambda one: one.__name__)
def test_a_stage_of_workbooks_runs(tmp_path, stage):
    figures = stage(tmp_path, 500)
    assert figures and all(value >= 0 for value in figures.values())
