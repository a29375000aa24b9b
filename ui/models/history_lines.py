"""History lines: what a page of history shows, read at one moment; runs of labels by one person are one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workstation.text import _n

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset
    from workstation.dataset.decisions import Version
    from workstation.dataset.journal import Entry
    from workstation.dataset.table import Table
    from workstation.job import Job


@dataclass(frozen=True)
class Past:
    """The journal with its versions, where we stand, the way redo would go, and the reasons of decisions."""

    entries: list[Entry]
    versions: list[Version]
    state: int
    newest: dict[int, int]
    reasons: dict[int, str] = field(default_factory=dict)

    @property
    def parents(self) -> dict[int, int]:
        """{step: the step it was done on}."""
        return {entry.seq: entry.parent for entry in self.entries if entry.kind == "do"}


@dataclass(frozen=True)
class Line:
    """One line: an entry, and the older ones that are told together with it."""

    entry: Entry
    older: tuple[Entry, ...] = ()

    @property
    def summary(self) -> str:
        """The sentence, in the present language."""
        if not self.older:
            return self.entry.summary
        return _n("{n} answer, one by one", "{n} answers, one by one", self.count)

    @property
    def count(self) -> int:
        """Cells, rows or answers touched."""
        return self.entry.count + sum(entry.count for entry in self.older)


def read(dataset: Dataset, job: Job) -> Past:
    """Return the history with its versions, reasons and the way that redo would go."""
    from workstation.dataset.looking_back import reason_of

    entries = dataset.history()
    newest, at = {}, dataset.state
    while (after := dataset.journal.newest_child(at)) is not None:
        newest[at] = at = after
    reasons = {entry.seq: reason_of(dataset, entry) for entry in entries if entry.kind == "decision"}
    return Past(entries, dataset.versions(), dataset.state, newest, reasons)


def lines(past: Past, *, everything: bool) -> list[Line]:
    """Return the lines, newest first: steps, decisions and records; also moves, and every answer alone, when `everything`."""
    if everything:
        return [Line(entry) for entry in reversed(past.entries)]
    children = Counter(past.parents.values())
    marked = {version.state for version in past.versions} | {past.state}
    out: list[Line] = []
    run: list[Entry] = []  # newest first
    for entry in reversed([entry for entry in past.entries if entry.kind != "move"]):
        goes_on = bool(run) and _label(entry) and entry.person == run[-1].person and run[-1].parent == entry.seq
        if goes_on and entry.seq not in marked and children[entry.seq] == 1:
            run.append(entry)
            continue
        out += _told(run)
        run = [entry] if _label(entry) else []
        if not run:
            out.append(Line(entry))
    return out + _told(run)


def field_id(table: Table | None, name: str) -> str:
    """Return the id of the field that is called `name` now, '' when none is: it was renamed, removed, or is a question."""
    return next((field.id for field in table.fields if field.name == name), "") if table is not None else ""


def _label(entry: Entry) -> bool:
    return entry.kind == "do" and entry.operation.get("operation") == "annotate"


def _told(run: Sequence[Entry]) -> list[Line]:
    return [Line(run[0], tuple(run[1:]))] if run else []


def parents_of(shown: Sequence[Line], past: Past) -> dict[int, int]:
    """Return {step: the step below it} with the steps that are told together left out."""
    parents = past.parents
    for line in shown:
        if line.older:
            parents[line.entry.seq] = line.older[-1].parent
    return parents
