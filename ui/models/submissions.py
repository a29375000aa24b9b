"""Submissions: which datasets wait for a decision, found by opening each once; and what the review page shows of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.text import _

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset
    from workstation.job import Job
    from workstation.labels.queue import Progress
    from workstation.review.submission import Submission
    from workstation.workspace import Workspace


@dataclass(frozen=True)
class Waiting:
    """A dataset that was handed in and waits."""

    id: str
    name: str
    person: str
    time: str


def waiting(workspace: Workspace, job: Job) -> list[Waiting]:
    """Return the datasets that wait for a decision, the one that has waited longest first."""
    out = []
    known = workspace.datasets()
    for info in job.each(known, len(known), _("Looking for submissions")):
        try:
            dataset = workspace.dataset(info.id)
        except Problem:  # a damaged file is told when somebody opens it, not while a list is drawn
            continue
        last = dataset.decisions.newest()
        if last is not None and dataset.status == "submitted":
            out.append(Waiting(info.id, info.name, last.person, last.time))
    return sorted(out, key=lambda one: one.time)


@dataclass(frozen=True)
class Look:
    """One submission as the page shows it."""

    submission: Submission
    sample: list[dict[str, Any]]
    """{"row", "row_id", "cells": [text or None, ...]} of each row drawn."""
    seed: int
    fields: list[str]
    labels: Progress | None
    """How far the person at this screen is with the label schema, None when there is none."""


def look(dataset: Dataset, person: str, job: Job) -> Look:
    """Return everything the review page shows of a dataset."""
    from workstation.labels import queue
    from workstation.labels.schema import SETTING
    from workstation.review import sampling, submission

    found = submission.of(dataset, job)
    table = dataset.table
    seed = sampling.seed_of(found.content_hash)
    at = sampling.sample(table, sampling.SIZE, seed)
    rows = [{"row": int(number), "row_id": int(row_id), "cells": cells} for number, row_id, cells
            in zip(table.row_numbers(at), table.row_ids(at), table.cells(at), strict=True)]
    labels = queue.progress(dataset, person) if SETTING in dataset.settings else None
    return Look(found, rows, seed, [field.title or field.name for field in table.fields], labels)
