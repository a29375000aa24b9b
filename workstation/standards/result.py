"""CheckResult: what a check found, kept in arrays; failures are worded only when they are looked at."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workstation.dataset.column import NO_POSITIONS, Positions
from workstation.dataset.table import Table
from workstation.rules.rule import NOT_CHECKED, Rule, Tally
from workstation.standards.standard import Standard
from workstation.text import Sentence, _

if TYPE_CHECKING:
    import pyarrow as pa

    from workstation.engine.engine import Engine

NO_HASH = np.uint64(0)
NO_DAY = np.int32(-(2**31))
DTYPES: dict[str, Any] = {"verdict": np.uint8, "hash": np.uint64, "day": np.int32}
EMPTY: dict[str, Any] = {"verdict": np.uint8(NOT_CHECKED), "hash": NO_HASH, "day": NO_DAY}
"""What stands in an answer where a rule says nothing of a row: hidden, blank, unreadable."""
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Answer:
    """One rule's answer for every position of the table.

    data:    uint8 verdicts, uint64 hashes or int32 days by position, as the rule's `answer` says; None: not checked
    members: for hashes: sorted positions of all rows whose values occur more than once
    why:     why it was not checked
    """

    rule: Rule
    data: npt.NDArray[Any] | None
    members: Positions = dataclasses.field(default_factory=lambda: NO_POSITIONS)
    why: str = ""
    today: date = EPOCH

    @cached_property
    def tally(self) -> Tally:
        """The counts and the outcome."""
        if self.data is None:
            return Tally(0, 0, "not checked", 0, self.why)
        if self.rule.answer == "hash":
            checked = int(np.count_nonzero(self.data))
            return self.rule.conclude(checked, len(self.members))
        if self.rule.answer == "day":
            return self._freshness()
        checked = len(self.data) - int(np.count_nonzero(self.data == NOT_CHECKED))
        failed = checked - int(np.count_nonzero(self.data == 0))
        return self.rule.conclude(checked, failed)

    def _freshness(self) -> Tally:
        assert self.data is not None
        checked = int(np.count_nonzero(self.data != NO_DAY))
        if not checked:
            return Tally(0, 0, "not checked", 0, _("There is no readable date up to the day of the check."))
        newest = EPOCH + timedelta(days=int(self.data.max()))
        late = (self.today - newest).days > int(self.rule.words()["days"])
        return Tally(checked, int(late), "fail" if late else "pass", int(not late), elements=1)

    @cached_property
    def failing(self) -> Positions:
        """Sorted positions that fail."""
        if self.data is None or self.tally.outcome != "fail":
            return NO_POSITIONS
        if self.rule.answer == "hash":
            return self.members
        if self.rule.answer == "day":
            return np.array([int(self.data.argmax())], dtype=np.int64)
        bad = (self.data != 0) & (self.data != NOT_CHECKED)
        return np.flatnonzero(bad).astype(np.int64)

    def reasons(self, positions: Positions) -> npt.NDArray[np.uint8]:
        """Return the number of the reason at failing positions."""
        if self.data is None or self.rule.answer != "verdict":
            return np.ones(len(positions), dtype=np.uint8)
        found: npt.NDArray[np.uint8] = self.data[positions]
        return found

    @cached_property
    def partners(self) -> Positions:
        """For each member, the position of another row with the same values: the first one, for the first the second."""
        if self.data is None or not len(self.members):
            return NO_POSITIONS
        order = np.lexsort((self.members, self.data[self.members]))
        ranked = self.members[order]
        hashes = self.data[ranked]
        starts = np.r_[True, hashes[1:] != hashes[:-1]]
        first = np.maximum.accumulate(np.where(starts, np.arange(len(ranked)), 0))
        other = np.where(starts, np.minimum(first + 1, len(ranked) - 1), first)
        out = np.empty(len(ranked), dtype=np.int64)
        out[order] = ranked[other]
        return out


@dataclass(frozen=True)
class Failure:
    """One failing cell: row from 1 as people see it, the dataset's own field names, the text, and a sentence."""

    row: int
    row_id: int
    field: str
    fields: tuple[str, ...]
    rule: str
    value: str | None
    message: Sentence
    level: str = "error"
    field_id: str = ""

    def data(self) -> dict[str, Any]:
        """Return it as the command line answers."""
        return {"row": self.row, "row_id": self.row_id, "field": self.field, "fields": list(self.fields),
                "rule": self.rule, "value": self.value, "message": str(self.message)}


@dataclass(frozen=True, eq=False)
class CheckResult:
    """What a check found. Holds the table it looked at, which is immutable and shared.

    mapping: {field id: standard field name}, only fields that are there
    answers: one for each rule of the standard, in its order
    """

    standard: Standard
    table: Table
    mapping: Mapping[str, str]
    today: date
    answers: tuple[Answer, ...]
    engine: Engine

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """{standard field name: field id}."""
        return {name: key for key, name in self.mapping.items()}

    def name_of(self, name: str) -> str:
        """Return the dataset's own name of a standard field; the standard's where it is not mapped."""
        return self.table.by_id[self.ids[name]].name if name in self.ids else name

    @cached_property
    def by_id(self) -> Mapping[str, Answer]:
        """Answers by rule id."""
        return {answer.rule.id: answer for answer in self.answers}

    @property
    def failed(self) -> int:
        """Number of failing cells, all rules together."""
        return sum(answer.tally.failed for answer in self.answers)

    @property
    def found_problems(self) -> bool:
        """True when a rule of level error or warning fails."""
        return any(a.tally.outcome == "fail" and a.rule.level != "info" for a in self.answers)

    def counts(self) -> dict[str, int]:
        """Return failing cells by level."""
        out = {"error": 0, "warning": 0, "info": 0}
        for answer in self.answers:
            out[answer.rule.level] += answer.tally.failed
        return out

    def rules(self) -> list[dict[str, Any]]:
        """Return one line for each rule, as the command line answers."""
        return [{"rule": a.rule.id, "field": self.name_of(a.rule.field), "level": a.rule.level,
                 "dimension": a.rule.dimension, "checked": a.tally.checked, "failed": a.tally.failed,
                 "outcome": a.tally.outcome, "why": a.tally.why} for a in self.answers]

    def places(self, limit: int | None = None, rules: Sequence[str] | None = None) -> tuple[Positions, Positions]:
        """Return (positions, rule numbers) of failing cells in order of row, then rule; at most `limit` of them."""
        chosen = [(i, a.failing[:limit]) for i, a in enumerate(self.answers) if rules is None or a.rule.id in rules]
        chosen = [(i, failing) for i, failing in chosen if len(failing)]
        if not chosen:
            return NO_POSITIONS, NO_POSITIONS
        positions = np.concatenate([failing for _i, failing in chosen])
        numbers = np.repeat(np.array([i for i, _f in chosen], dtype=np.int64), [len(f) for _i, f in chosen])
        order = np.argsort(positions * len(self.answers) + numbers, kind="stable")[:limit]
        return positions[order], numbers[order]

    def cells(self, limit: int | None = None, rules: Sequence[str] | None = None) -> pa.Table:
        """Return the failing cells as columns: rule (number), position, row, row_id, field (id), value, reason."""
        import pyarrow as pa

        positions, numbers = self.places(limit, rules)
        values = np.empty(len(positions), dtype=object)
        fields = np.empty(len(positions), dtype=object)
        reasons = np.ones(len(positions), dtype=np.uint8)
        parts: list[pa.Array] = []
        order: list[Any] = []
        for number in np.unique(numbers):
            answer = self.answers[int(number)]
            at = np.flatnonzero(numbers == number)
            reasons[at] = answer.reasons(positions[at])
            key = self.ids[answer.rule.field]
            fields[at] = key
            parts.append(self.table.columns[key].take(positions[at]))
            order.append(at)
        del values
        column: pa.Array = pa.array([], pa.string())
        if parts:
            back = np.empty(len(positions), dtype=np.int64)
            back[np.concatenate(order)] = np.arange(len(positions))
            column = pa.concat_arrays(parts).take(pa.array(back))
        return pa.table({
            "rule": pa.array(numbers.astype(np.int16)), "position": pa.array(positions),
            "row": pa.array(self.table.row_numbers(positions)), "row_id": pa.array(self.table.row_ids(positions)),
            "field": pa.array(fields, pa.string()).dictionary_encode(), "value": column, "reason": pa.array(reasons)})

    def failures(self, limit: int | None = None, rules: Sequence[str] | None = None) -> list[Failure]:
        """Return the failing cells in words, in order of row, then rule; at most `limit`, of these rules only."""
        from workstation.standards.wording import worded

        return worded(self, self.cells(limit, rules))

    def failures_at(self, position: int) -> list[Failure]:
        """Return what is wrong in one row."""
        from workstation.standards.wording import worded

        at = [i for i, a in enumerate(self.answers)
              if len(a.failing) and (k := int(np.searchsorted(a.failing, position))) < len(a.failing)
              and a.failing[k] == position]
        if not at:
            return []
        part = dataclasses.replace(self, answers=tuple(_only(self.answers[i], position) for i in at))
        return worded(part, part.cells())


def _only(answer: Answer, position: int) -> Answer:
    """Return an answer whose only failing row is this one; its tally and partners stay those of the whole."""
    out = dataclasses.replace(answer)
    object.__setattr__(out, "tally", answer.tally)
    object.__setattr__(out, "failing", np.array([position], dtype=np.int64))
    object.__setattr__(out, "partners", answer.partners)
    return out
