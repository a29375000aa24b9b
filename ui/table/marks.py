"""Marks: what a frame of the grid says about cells besides their texts: problems by level, edits since a base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.table.problem_set import ProblemSet

if TYPE_CHECKING:
    from workstation.dataset.column import Positions
    from workstation.dataset.dataset import Dataset
    from workstation.dataset.table import Table
    from workstation.job import Job

STEPS_BACK = 500  # steps walked back at most to find the base: decoding more would be felt before the first edit


class CellMarks:
    """Problems and edits, asked field by field for the rows in sight."""

    def __init__(self) -> None:
        """Start without either."""
        self.problems: ProblemSet | None = None
        self.base: Table | None = None
        """The table as it was imported or approved last: a cell that differs from it was edited since."""

    def levels(self, field: str, positions: Positions) -> Sequence[int] | None:
        """Return 0, 1 (warning) or 2 (error) for each row, None when there is none."""
        return self.problems.levels(field, positions) if self.problems is not None else None

    def edited(self, field: str, positions: Positions, texts: Sequence[str | None]) -> Sequence[bool] | None:
        """Return which cells are others than in the base; rows and fields that came later are not edits."""
        base = self.base
        if base is None or field not in base.columns or not len(positions):
            return None
        height = base.height
        if int(positions.max()) >= height:
            known = [p for p in positions.tolist() if p < height]
            import numpy as np

            before = iter(base.columns[field].values_at(np.asarray(known, dtype=np.int64)))
            return [p < height and next(before) != text for p, text in zip(positions.tolist(), texts, strict=True)]
        old = base.columns[field].values_at(positions)
        return [a != b for a, b in zip(old, texts, strict=True)] if old != list(texts) else None


def find_base(dataset: Dataset, job: Job) -> Table:
    """Return the table to compare with: the newest approved version on the way here, else the import."""
    parents = dataset.journal.parents()
    approved = {version.state for version in dataset.versions()}
    state = dataset.state
    for _step in range(STEPS_BACK):
        job.step(0, 0, "")
        if state in approved or not parents.get(state):
            break
        state = parents[state]
    return dataset.table_at(state)
