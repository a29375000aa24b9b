"""Status: who has sent what of a form, who is missing, and what is wrong with each one's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from workstation.dataset.column import Positions
from workstation.dataset.dataset import Dataset
from workstation.dataset.table import Table
from workstation.job import Job
from workstation.standards import mapping
from workstation.standards.check import check
from workstation.standards.result import CheckResult
from workstation.standards.standard import Standard
from workstation.templates.registry import Listed, Sent, Submission

STATES = ("missing", "empty", "faults", "good", "gone", "unchecked")
"""missing: nothing came; empty: a form without rows; faults: cells to correct; good: none; gone: its rows were removed;
unchecked: the standard is not here, so nobody knows."""


@dataclass(frozen=True)
class Line:
    """One sender of a form.

    rows:     rows of theirs that are in the dataset now
    errors, warnings: their failing cells, by level; cells: how many different cells that are
    rules:    {rule: failing cells}, the most first
    """

    sender: str
    listed: bool
    state: str
    rows: int = 0
    errors: int = 0
    warnings: int = 0
    cells: int = 0
    rules: Mapping[str, int] = field(default_factory=dict)
    submissions: tuple[Submission, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        """When the last file of theirs came."""
        return self.submissions[-1].received_at if self.submissions else ""

    def data(self) -> dict[str, Any]:
        """Return it as the command line answers."""
        return {"sender": self.sender, "listed": self.listed, "state": self.state, "rows": self.rows, "errors": self.errors,
                "warnings": self.warnings, "cells": self.cells, "rules": dict(self.rules), "last": self.last,
                "files": [{"file": one.file, "kind": one.kind, "rows": one.rows, "cells": one.cells, "at": one.received_at,
                           "recognised": one.how, "warnings": [str(word) for word in one.warnings]}
                          for one in self.submissions]}


@dataclass(frozen=True)
class Overview:
    """A form and all who fill it in, in the order of the list, then those who are not on it."""

    sent: Sent
    lines: tuple[Line, ...]
    dataset: str = ""
    dataset_name: str = ""
    other_rows: int = 0
    """Rows of the dataset that no submission brought: added by hand or imported."""
    check: CheckResult | None = None

    def of(self, *states: str) -> list[Line]:
        """Return the lines in these states."""
        return [line for line in self.lines if line.state in states]

    def counts(self) -> dict[str, int]:
        """Return the figures that must balance: listed = sent in + missing; rows of all senders = rows of the form."""
        listed = [line for line in self.lines if line.listed]
        return {"listed": len(listed), "received": sum(line.state != "missing" for line in listed),
                "missing": sum(line.state == "missing" for line in listed),
                "unlisted": sum(not line.listed for line in self.lines),
                "files": sum(len(one.submissions) for one in self.lines),
                "rows": sum(line.rows for line in self.lines), "errors": sum(line.errors for line in self.lines),
                "warnings": sum(line.warnings for line in self.lines), "cells": sum(line.cells for line in self.lines),
                "other_rows": self.other_rows}

    def data(self) -> dict[str, Any]:
        """Return it as the command line answers."""
        return {"form": self.sent.form.id, "title": self.sent.form.title, "standard": self.sent.form.label,
                "dataset": self.dataset, "name": self.dataset_name, "counts": self.counts(),
                "senders": [line.data() for line in self.lines]}


def positions_of(table: Table, sources: Iterable[str], *, hidden: bool = False) -> Positions:
    """Return the positions of the rows that came from some sources; those removed too with `hidden`."""
    wanted = set(sources)
    parts = [np.arange(block.start, block.start + block.count, dtype=np.int64) for block in table.blocks
             if block.source and block.source in wanted]
    if not parts:
        return np.array([], dtype=np.int64)
    found = np.concatenate(parts)
    return found if hidden or not len(table.hidden) else np.setdiff1d(found, table.hidden, assume_unique=True)


def checked(dataset: Dataset, standard: Standard, job: Job, today: date | None = None) -> CheckResult:
    """Return what the standard says of the dataset, by the mapping that is kept with it."""
    table = dataset.table
    matches = mapping.as_mapping(mapping.current(table, standard, dataset.settings))
    return check(table, standard, matches, job=job, today=today)


@dataclass(frozen=True)
class _Faults:
    errors: int
    warnings: int
    cells: int
    rules: dict[str, int]


def _by_source(result: CheckResult) -> dict[str, _Faults]:
    """Return the failing cells of each source."""
    table = result.table
    found = result.cells()
    positions, rules = found.column("position").to_numpy(), found.column("rule").to_numpy()
    fields = found.column("field").combine_chunks()
    fields = (fields if hasattr(fields, "indices") else fields.chunk(0)).indices.to_numpy(zero_copy_only=False) if len(
        found) else np.array([], int)
    starts = np.array([block.start for block in table.blocks], dtype=np.int64)
    blocks = np.searchsorted(starts, positions, side="right") - 1
    out: dict[str, _Faults] = {}
    for source in {block.source for block in table.blocks if block.source}:
        mine = np.isin(blocks, [at for at, block in enumerate(table.blocks) if block.source == source])
        counts = Counter(rules[mine].tolist())
        levels: Counter[str] = Counter()
        for number, n in counts.items():
            levels[result.answers[number].rule.level] += n
        cells = len({*zip(positions[mine].tolist(), fields[mine].tolist(), strict=True)})
        named = {result.answers[number].rule.id: n for number, n in counts.most_common()}
        out[source] = _Faults(levels["error"], levels["warning"], cells, named)
    return out


def overview(sent: Sent, senders: Sequence[Listed], submissions: Sequence[Submission], dataset: Dataset | None,
             standard: Standard | None, job: Job, today: date | None = None) -> Overview:
    """Return the state of a form. Without a dataset nothing came back yet; without a standard nothing is checked."""
    result = checked(dataset, standard, job, today) if dataset is not None and standard is not None else None
    faults = _by_source(result) if result is not None else None
    by_sender: dict[str, list[Submission]] = {one.sender: [] for one in senders}
    for one in submissions:
        by_sender.setdefault(one.sender, []).append(one)
    listed = {one.sender for one in senders}
    table = dataset.table if dataset is not None else None
    lines = [_line(sender, sender in listed, mine, table, faults) for sender, mine in by_sender.items()]
    others = 0
    if table is not None:
        others = len(table) - sum(line.rows for line in lines)
    return Overview(sent, tuple(lines), dataset.id if dataset else "", dataset.name if dataset else "", others, result)


def _line(sender: str, listed: bool, mine: Sequence[Submission], table: Table | None,
          faults: Mapping[str, _Faults] | None) -> Line:
    """Return one sender's line; `faults` is None when nothing was checked."""
    if not mine:
        return Line(sender, listed, "missing")
    sources = tuple(dict.fromkeys(one.source for one in mine if one.source and one.kind != "correction"))
    rows = len(positions_of(table, sources)) if table is not None else 0
    found = [faults[source] for source in sources if source in faults] if faults is not None else []
    rules: Counter[str] = Counter()
    for one in found:
        rules.update(one.rules)
    errors, warnings = sum(one.errors for one in found), sum(one.warnings for one in found)
    if not rows:
        state = "empty" if all(not one.rows for one in mine if one.kind != "correction") else "gone"
    else:
        state = "faults" if errors or warnings else "good" if faults is not None else "unchecked"
    return Line(sender, listed, state, rows, errors, warnings, sum(one.cells for one in found), dict(rules.most_common()),
                tuple(mine), sources)
