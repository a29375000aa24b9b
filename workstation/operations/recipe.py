"""Recipe: a saved list of operations, applied to another dataset by field name, each step whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workstation.dataset.dataset import Dataset
from workstation.dataset.journal import Entry
from workstation.dataset.operation import Operation
from workstation.errors import Problem
from workstation.job import Job
from workstation.operations.catalogue import OPERATIONS, operation
from workstation.text import _

FORMAT = 1
MAX_BYTES = 16 << 20
"""A recipe longer than this is some other file."""

Reads = Callable[[Mapping[str, Any]], Operation]


@dataclass(frozen=True)
class Recipe:
    """Steps as plain data, {"operation": name, parameter: value, ...}, with fields by *name*."""

    name: str
    steps: tuple[Mapping[str, Any], ...]

    def data(self) -> dict[str, Any]:
        """Return the recipe as the document that is saved."""
        return {"format": FORMAT, "name": self.name, "steps": [dict(step) for step in self.steps]}

    @classmethod
    def from_data(cls, data: Any, where: str = "") -> Recipe:
        """Return the recipe that a document holds; Problem when it is none or of a newer format."""
        steps = data.get("steps") if isinstance(data, Mapping) else None
        if not isinstance(steps, list) or not all(
                isinstance(step, Mapping) and isinstance(step.get("operation"), str) for step in steps):
            raise Problem("bad-recipe", _("This is not a recipe."), where,
                          _("Choose a file that was saved as a recipe: a list of steps, each with its operation."))
        if data.get("format") != FORMAT:
            raise Problem("newer-format", _("This recipe was saved by another version of the program."), where,
                          _("Open it with that version, or save the recipe again."))
        return cls(str(data.get("name") or ""), tuple(dict(step) for step in steps))

    def save(self, path: Path) -> None:
        """Write the recipe to a file, in place of one that is there."""
        text = json.dumps(self.data(), ensure_ascii=False, indent=1) + "\n"
        part = path.with_name(path.name + ".part")
        try:
            part.write_text(text, "utf-8")
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise Problem("cannot-write", _("The recipe could not be saved."), f"{path}: {error.strerror or error}",
                          _("Choose another folder, or make room.")) from error

    @classmethod
    def load(cls, path: Path) -> Recipe:
        """Read a recipe from a file; Problem when it cannot be read or is none."""
        try:
            if path.stat().st_size > MAX_BYTES:
                raise Problem("bad-recipe", _("This is not a recipe."), str(path), _("Choose a smaller file."))
            data = json.loads(path.read_text("utf-8-sig"))
        except OSError as error:
            raise Problem("no-file", _("The recipe could not be opened."), f"{path}: {error.strerror or error}",
                          _("Look whether the file is there.")) from error
        except json.JSONDecodeError as error:
            raise Problem("bad-recipe", _("This is not a recipe."),
                          _("{path}, line {line}", path=str(path), line=error.lineno),
                          _("Correct the file there.")) from error
        except UnicodeDecodeError as error:
            raise Problem("bad-recipe", _("This is not a recipe."), str(path), _("Save the file as UTF-8.")) from error
        return cls.from_data(data, str(path))


@dataclass(frozen=True)
class LeftOut:
    """A step of the history that has no place in a recipe: its sentence and why."""

    summary: str
    why: str

    def data(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"summary": self.summary, "why": self.why}


@dataclass(frozen=True)
class StepReport:
    """What became of one step: outcome is "applied", "nothing to change" or "did not fit" (then `problem` says why).

    step: number from 1; count: cells, rows or fields touched
    """

    step: int
    operation: str
    summary: str
    outcome: str
    count: int = 0
    problem: Mapping[str, str] | None = None

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"step": self.step, "operation": self.operation, "summary": self.summary, "outcome": self.outcome,
                "count": self.count, "problem": dict(self.problem) if self.problem else None}


APPLIED, NOTHING, DID_NOT_FIT = "applied", "nothing to change", "did not fit"


@dataclass(frozen=True)
class RecipeReport:
    """What became of each step of a recipe."""

    recipe: str
    steps: tuple[StepReport, ...]

    @property
    def fits(self) -> bool:
        """Whether every step could be done."""
        return all(step.outcome != DID_NOT_FIT for step in self.steps)

    def number(self, outcome: str) -> int:
        """Return how many steps had this outcome."""
        return sum(step.outcome == outcome for step in self.steps)

    def data(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {"recipe": self.recipe, "applied": self.number(APPLIED), "nothing": self.number(NOTHING),
                "did_not_fit": self.number(DID_NOT_FIT), "steps": [step.data() for step in self.steps]}


def recipe_of(dataset: Dataset, name: str = "") -> tuple[Recipe, tuple[LeftOut, ...]]:
    """Return the recipe of what was done to a dataset, from its import to where it stands, and what was left out.

    Left out are steps on single rows or cells, imports and labels: they speak of this dataset alone. Steps that were
    undone are on no path and so not in it.
    """
    kinds = {kind.name: kind for kind in OPERATIONS}
    steps: list[Mapping[str, Any]] = []
    left_out: list[LeftOut] = []
    for entry in path_to(dataset.history(), dataset.state):
        data = dict(entry.operation)
        kind = kinds.get(str(data.get("operation", "")))
        if kind is None:
            if entry.parent:
                left_out.append(LeftOut(entry.summary, _("It is not a cleaning step.")))
        elif not kind.listed and kind.reusable:
            left_out.append(LeftOut(entry.summary, _("It is not a cleaning step.")))
        elif not kind.reusable:
            left_out.append(LeftOut(entry.summary, _("It speaks of single rows of this dataset.")))
        elif "rows" in data:
            left_out.append(LeftOut(entry.summary, _("It was done to some rows only.")))
        else:
            steps.append(_by_name(kind.from_data(data), entry.names))
    return Recipe(name or dataset.name, tuple(steps)), tuple(left_out)


def path_to(entries: Sequence[Entry], state: int) -> list[Entry]:
    """Return the entries that led from the beginning to `state`, in order; branches that were left are not on it."""
    done = {entry.seq: entry for entry in entries if entry.kind == "do"}
    path: list[Entry] = []
    while (entry := done.get(state)) is not None:
        path.append(entry)
        state = entry.parent
    return path[::-1]


def _by_name(step: Operation, names: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the step's plain data with fields by the names they had when it was done; defaults are left out."""
    whole = step._each_field(lambda key: names.get(key, key)).data()
    defaults = {question.name: question.default for question in _questions(type(step))}
    return {key: value for key, value in whole.items() if key == "operation" or defaults.get(key, ...) != value}


def _questions(kind: type[Operation]) -> Sequence[Any]:
    from workstation.operations.form import form

    return [question for question in form(kind) if not question.required]


def apply_recipe(dataset: Dataset, recipe: Recipe, person: str, job: Job | None = None,
                 reads: Reads = operation) -> RecipeReport:
    """Do the steps of a recipe one after the other, and report each.

    A step that does not fit (no such field, a name that is taken, a bad parameter) is left out whole; the others are
    done. Each step is an entry of the history of its own. Raises a Problem when the dataset cannot be written at all,
    Cancelled when the job was stopped: steps that were done stay done.
    """
    job = job or Job()
    reports = []
    for number, step in enumerate(job.each(recipe.steps, len(recipe.steps), _("Applying the recipe")), 1):
        reports.append(_applied(dataset, number, step, person, job, reads))
    return RecipeReport(recipe.name, tuple(reports))


def _applied(dataset: Dataset, number: int, step: Mapping[str, Any], person: str, job: Job, reads: Reads) -> StepReport:
    name = str(step.get("operation", ""))
    report = StepReport(number, name, name, DID_NOT_FIT)
    try:
        asked = reads(step)
        report = replace(report, summary=asked.summary(lambda key: key))
        asked.resolved(dataset.table).check(dataset.table)
    except Problem as problem:
        return replace(report, problem=problem.data())
    try:
        done = dataset.do(asked, person, job=job)
    except Problem as problem:
        try:
            dataset.preview(asked, limit=0, job=job, person=person)
        except Problem:
            return replace(report, problem=problem.data())
        raise  # the step fits: it is the dataset that cannot be written
    outcome = APPLIED if done.count else NOTHING
    return replace(report, outcome=outcome, count=done.count)
