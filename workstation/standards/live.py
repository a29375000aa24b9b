"""Live: after an edit, the rules and rows that it can touch are asked again, and the rest of a result is kept.

A cell or row rule is asked of the edited rows only. A unique rule gets new hashes of these rows, and only the groups of
their old and new values are looked at again. The new result equals a full check (tested on random edits).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from workstation.dataset.column import NO_POSITIONS, Positions
from workstation.dataset.table import Table
from workstation.rules.rule import Rule
from workstation.standards.check import check, columns_of, effective, group_members, run, step_behind
from workstation.standards.result import DTYPES, EMPTY, NO_HASH, Answer, CheckResult

MANY = 0.2  # share of the rows from which asking everything again is cheaper than picking rows out
FEW = 64  # new and old values of a unique rule up to which each is searched for by itself


def recheck(result: CheckResult, table: Table, fields: Sequence[str] | None, rows: Positions | None) -> CheckResult:
    """Return the result for `table`, the successor of `result.table`.

    fields: ids of the fields whose texts changed; None when unknown
    rows:   ids of the rows that changed; None for many or all
    Rows added, hidden or shown between the two tables are found here. Fields that came or went, or another day: ask
    for a full check instead; this does so itself when it sees it.
    """
    if table is result.table:
        return result
    kept = effective(table, result.standard, result.mapping)
    if kept != result.mapping or fields is None or table.blocks[: len(result.table.blocks)] != result.table.blocks:
        return check(table, result.standard, kept, result.engine, today=result.today)
    moved = _moved(result.table, table)
    touched = table.positions(rows) if rows is not None else np.arange(table.height, dtype=np.int64)
    names = {result.mapping[key] for key in fields if key in result.mapping}
    if len(moved) > MANY * table.height:
        return check(table, result.standard, kept, result.engine, today=result.today)
    return _Recheck(result, table).run(names, np.unique(touched), moved)


def _moved(old: Table, new: Table) -> Positions:
    """Return positions of rows that were added, hidden or shown."""
    if old.hidden is new.hidden and old.height == new.height:
        return NO_POSITIONS
    return np.union1d(np.setxor1d(old.hidden, new.hidden, assume_unique=True),
                      np.arange(old.height, new.height, dtype=np.int64))


class _Recheck:
    """One re-check of a result for the next table."""

    def __init__(self, result: CheckResult, table: Table) -> None:
        self.result = result
        self.table = table
        self.standard = result.standard
        self.sources = result.ids

    def run(self, names: set[str], touched: Positions, moved: Positions) -> CheckResult:
        """Return the new result: rules over `names` for `touched` rows, all rules for `moved` rows."""
        changed = {a.rule.id for a in self.result.answers if a.data is not None and self._reads(a.rule, names)}
        if not changed and not len(moved):
            return dataclasses.replace(self.result, table=self.table)
        everything = len(touched) > MANY * self.table.height
        fresh: dict[str, npt.NDArray[Any]] = {}
        plans: list[tuple[list[Rule], Positions | None]] = []
        rules = [a.rule for a in self.result.answers if a.data is not None]
        if changed:
            plans.append(([r for r in rules if r.id in changed], None if everything else np.union1d(touched, moved)))
        if len(moved) and len(changed) < len(rules):
            plans.append(([r for r in rules if r.id not in changed], moved))
        answers = {a.rule.id: a for a in self.result.answers}
        refused: dict[str, str] = {}
        for asked, positions in plans:
            found, why = run(asked, columns_of(self.standard, self.sources, self.result.today), self.standard,
                             self._rows(positions), self.result.engine)
            refused |= why
            for rule in asked:
                if rule.id in found:
                    fresh[rule.id] = self._laid_in(answers[rule.id], found[rule.id], positions)
        self._silence(fresh, answers)
        scopes = {rule.id: positions for asked, positions in plans for rule in asked}
        new = tuple(self._answer(a, fresh, refused, scopes) for a in self.result.answers)
        return dataclasses.replace(self.result, table=self.table, answers=new)

    def _reads(self, rule: Rule, names: set[str]) -> bool:
        """Return True when a rule reads one of the fields; a rule behind another reads what that one reads."""
        return bool(names & set(rule.fields))

    def _rows(self, positions: Positions | None) -> Callable[[Sequence[str]], pa.Table]:
        def rows(keys: Sequence[str]) -> pa.Table:
            at = np.arange(self.table.height, dtype=np.int64) if positions is None else positions
            columns = self.table.columns
            data = [columns[key].folded if positions is None else columns[key].take(at) for key in keys]
            return pa.table([*data, pa.array(at)], names=[*keys, "position"])

        return rows

    def _laid_in(self, answer: Answer, found: npt.NDArray[Any], positions: Positions | None) -> npt.NDArray[Any]:
        """Return the old answers with the new ones in their places; hidden rows say nothing."""
        assert answer.data is not None
        empty = EMPTY[answer.rule.answer]
        if positions is None:
            data = found
        else:
            data = np.full(self.table.height, empty, dtype=DTYPES[answer.rule.answer])
            data[: len(answer.data)] = answer.data
            data[positions] = found
        data[self.table.hidden] = empty
        return data

    def _silence(self, fresh: dict[str, npt.NDArray[Any]], answers: Mapping[str, Answer]) -> None:
        """Rules behind another are asked together with it (they read the same field), so both are fresh."""
        step_behind(self.standard.rules, fresh)

    def _answer(self, old: Answer, fresh: Mapping[str, npt.NDArray[Any]], refused: Mapping[str, str],
                scopes: Mapping[str, Positions | None]) -> Answer:
        rule = old.rule
        if rule.id in refused:
            return dataclasses.replace(old, data=None, members=NO_POSITIONS, why=refused[rule.id])
        if rule.id not in fresh:
            return old
        data = fresh[rule.id]
        members = self._members(old, data, scopes[rule.id]) if rule.answer == "hash" else NO_POSITIONS
        return dataclasses.replace(old, data=data, members=members)

    def _members(self, old: Answer, data: npt.NDArray[np.uint64], positions: Positions | None) -> Positions:
        """Return the members of a unique rule: groups of the old and new hashes anew, all others as they were."""
        args = (self.table, self.standard, self.sources, self.result.engine, self.result.today)
        assert old.data is not None
        if positions is None:
            return group_members(old.rule, data, *args)
        before = old.data[positions[positions < len(old.data)]]
        hashes = np.unique(np.concatenate([before, data[positions]]))
        hashes = hashes[hashes != NO_HASH]
        if len(hashes) > FEW:
            return group_members(old.rule, data, *args)
        kept = old.members[~np.isin(data[old.members], hashes) & ~np.isin(old.members, positions)]
        groups = [np.flatnonzero(data == one).astype(np.int64) for one in hashes]
        again = [group_members(old.rule, data, *args, within=np.sort(group)) for group in groups if len(group) > 1]
        return np.sort(np.concatenate([kept, *again])) if again else kept
