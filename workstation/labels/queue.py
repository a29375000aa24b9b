"""Queue: which rows one person still has to answer, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workstation.dataset.column import Positions
from workstation.dataset.dataset import Dataset
from workstation.labels.schema import LabelSchema, of


@dataclass(frozen=True)
class Progress:
    """How far a person is: `answered` of `total` visible rows have an answer to every question."""

    answered: int
    total: int


def _answered(dataset: Dataset, schema: LabelSchema, person: str) -> Positions:
    """Return the positions of visible rows that this person answered in full, sorted."""
    table = dataset.table
    done: set[int] | None = None
    for question in schema.questions:
        rows = {row for row, given in dataset.answers(question.name).items() if person in given}
        done = rows if done is None else done & rows
    positions = table.positions(sorted(done or ()))
    return np.setdiff1d(positions, table.hidden)


def progress(dataset: Dataset, person: str) -> Progress:
    """Return how far this person is with the label schema."""
    return Progress(len(_answered(dataset, of(dataset.settings), person)), len(dataset.table))


def next_row(dataset: Dataset, person: str, after: int = -1) -> int | None:
    """Return the position of the next row that is not answered in full, after position `after`, then from the top.

    None when all are answered.
    """
    table = dataset.table
    left = np.setdiff1d(table.visible, _answered(dataset, of(dataset.settings), person), assume_unique=True)
    if not len(left):
        return None
    at = int(np.searchsorted(left, after, side="right"))
    return int(left[at] if at < len(left) else left[0])
