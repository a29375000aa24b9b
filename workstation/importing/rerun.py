"""Re-run: the history done again on a branch of its own after a step was changed: how a file was read, or any other.

Rows are the same rows when they come from the same row of the same sheet: where nothing but rows fell away they keep their
ids and their block; where new ones came between, the rows get a block of their own, in the order of the file, and later
steps are carried over to it. The old branch stays, and `goto` leads back to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workstation.dataset.branching import Branch, branch
from workstation.dataset.dataset import Dataset
from workstation.dataset.journal import ROOT, Entry
from workstation.errors import Problem
from workstation.importing.again import Carried, base_step
from workstation.importing.replay import DID_NOT_FIT, Step, replayed
from workstation.job import Job
from workstation.readers.options import Options
from workstation.rereading.again import kept_in
from workstation.store import database
from workstation.text import _
from workstation.workspace import Workspace


@dataclass(frozen=True)
class Rerun:
    """What doing the history again came to, or would come to.

    rows:  before and after; kept: rows that are the same ones
    steps: what became of each later step
    """

    dataset: str
    rows_before: int
    rows: int
    kept: int
    gone: int
    new: int
    fields: tuple[str, ...]
    renamed: Mapping[str, str]
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]
    old_state: int
    state: int | None = None

    @property
    def fits(self) -> bool:
        """Whether every step could be done again."""
        return all(step.outcome != DID_NOT_FIT for step in self.steps)

    def data(self) -> dict[str, Any]:
        """Return it in the shape of `reimport --json`."""
        return {"dataset": self.dataset, "preview": self.state is None, "rows_before": self.rows_before, "rows": self.rows,
                "kept": self.kept, "gone": self.gone, "new": self.new, "fields": list(self.fields),
                "renamed": dict(self.renamed), "steps": [step.data() for step in self.steps],
                "did_not_fit": sum(step.outcome == DID_NOT_FIT for step in self.steps), "warnings": list(self.warnings),
                "old_state": self.old_state, "state": self.state}


def reimport(workspace: Workspace, dataset: Dataset, options: Mapping[str, Any], person: str, *, preview: bool = False,
             password: str | None = None, job: Job | None = None) -> Rerun:
    """Read the kept source of the first step again with changed options, and do all later steps again.

    options: what changes, by name; None takes an option back. The others stay as they were.
    Raises a Problem when the dataset does not begin with an import, when nothing can be read with these options, or while
    it waits for a decision; nothing is written then.
    """
    line = _line(dataset)
    if not line or not kept_in(line[0].operation):
        raise Problem("not-imported", _("This dataset does not begin with an import of a file."),
                      remedy=_("Only what was imported can be read again."))
    before = dict(line[0].operation.get("options") or {})
    wanted = {key: value for key, value in (before | dict(options)).items() if value is not None}
    Options.from_data(wanted)  # a bad one is refused before anything is read
    asked = dict(line[0].operation) | {"options": wanted}
    secret = {"password": password} if password is not None else {}
    return _again(workspace, dataset, line, asked, secret, person, preview, job or Job())


def rerun(workspace: Workspace, dataset: Dataset, step: int, given: Mapping[str, Any], person: str, *, preview: bool = False,
          job: Job | None = None) -> Rerun:
    """Do one step of the history again with other parameters, and all later ones after it.

    step: its number in the history; it must lie on the way to where the dataset stands
    """
    line = _line(dataset)
    at = next((at for at, entry in enumerate(line) if entry.seq == step), None)
    if at is None:
        raise Problem("no-state", _("Step {step} is not on the way to where the dataset stands.", step=step),
                      remedy=_("Look the number up with “history”."))
    if kept_in(line[at].operation):
        if at == 0:
            return reimport(workspace, dataset, given, person, preview=preview, job=job)
        raise Problem("not-here", _("Only the first import can be read again with other options."),
                      remedy=_("Undo this step and append the file again."))
    asked = dict(line[at].operation) | dict(given)
    workspace.operation({key: value for key, value in asked.items() if key != "rows"})
    return _again(workspace, dataset, line[at:], asked, {}, person, preview, job or Job())


def _line(dataset: Dataset) -> list[Entry]:
    """Return the entries from the beginning to where the dataset stands."""
    out: list[Entry] = []
    state = dataset.state
    while state != ROOT:
        out.append(dataset.journal.entry(state))
        state = out[-1].parent
    return out[::-1]


def _again(workspace: Workspace, dataset: Dataset, line: list[Entry], asked: dict[str, Any], secret: Mapping[str, Any],
           person: str, preview: bool, job: Job) -> Rerun:
    try:
        with dataset.writing(person) as db:
            dataset.decisions.may_change(dataset.state)
            old_state, rows_before = dataset.state, len(dataset.table)
            with branch(dataset, db, line[0].parent, person, keep=not preview) as made:
                return _done(workspace, dataset, made, line, asked, secret, preview, job, old_state, rows_before)
    except sqlite3.Error as error:
        raise database.as_problem(error, dataset.path) from error


def _done(workspace: Workspace, dataset: Dataset, made: Branch, line: list[Entry], asked: dict[str, Any],
          secret: Mapping[str, Any], preview: bool, job: Job, old_state: int, rows_before: int) -> Rerun:
    steps: list[Step] = []
    if kept_in(asked):
        carried = base_step(dataset, made, line[0], asked, secret, job)
    else:
        carried = Carried()
        steps.append(replayed(workspace, dataset, made, line[0], carried, job, asked))
    for entry in job.each(line[1:], len(line) - 1, _("Doing the steps again")):
        steps.append(replayed(workspace, dataset, made, entry, carried, job))
    if made.last is None or made.last.kind == "move":
        raise Problem("nothing-done", _("The step could not be done with these parameters."),
                      where=steps[0].why if steps else "", remedy=_("Choose others."))
    return Rerun(dataset.id, rows_before, len(made.table), carried.kept, carried.gone, carried.new,
                 tuple(one.name for one in made.table.fields), carried.renamed, tuple(steps),
                 tuple(str(one) for one in carried.warnings), old_state, None if preview else made.state)
