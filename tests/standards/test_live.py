"""Live: after any sequence of edits the re-checked result equals a full check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.standards.tables import TODAY, by_name, checked, table_of
from workstation.dataset.change import CellsChanged, FieldRemoved, RowsAdded, RowsHidden, RowsShown
from workstation.dataset.field import uuid7
from workstation.dataset.table import Table
from workstation.standards.check import check
from workstation.standards.lint import load
from workstation.standards.live import recheck
from workstation.standards.result import CheckResult
from workstation.standards.standard import Standard

FIELDS = """{name: id, required: true, unique: true, check: cn_uscc}
{name: n, type: integer, unique: true, minimum: 0}
{name: d, type: date, accept: ["%Y-%m-%d", "%Y%m%d"]}
{name: e, type: date}
{name: c, codes: list}"""
RULES = """{id: R1, must: e >= d, say: "{e} before {d}"}
{id: R2, when: "c = 'x'", must: e IS NOT NULL}
{id: R3, unique: [c, n]}
{id: R4, rate: {of: c IS NOT NULL, at_least: 0.6}}
{id: R5, fresh: {column: d, within: 30 days}}
{id: R6, must: "n + 1 < 5"}"""
TEXTS = {
    "id": ["91350100M000100Y43", "91350100M000100Y56", "91350100M000100Y4Z", None, "-"],
    "n": ["1", "01", "2", "x", None, "-5", "7"],
    "d": ["2026-11-20", "20261120", "2020-01-01", "2027-01-01", "bad", None],
    "e": ["2026-11-20", "2019-01-01", "?", None],
    "c": ["x", "y", "z", "-", None, " x"],
}
NAMES = list(TEXTS)


@pytest.fixture
def standard(pack: Callable[..., Path]) -> Standard:
    """A standard with a rule of each kind."""
    return load(pack(FIELDS, RULES, codes={"list": "code,name\nx,X\ny,Y\n"}, table='  key: [id]\n  blank: ["", "-"]\n'))


def same(one: CheckResult, other: CheckResult) -> None:
    """Hold that two results say the same, cell by cell."""
    assert one.rules() == other.rules()
    assert [f.data() for f in one.failures()] == [f.data() for f in other.failures()]
    for a, b in zip(one.answers, other.answers, strict=True):
        assert (a.data is None) == (b.data is None)
        if a.data is not None and a.rule.answer != "hash":
            assert np.array_equal(a.data, b.data), a.rule.id


def start() -> Table:
    """Return six rows."""
    return table_of(**{name: [texts[i % len(texts)] for i in range(6)] for name, texts in TEXTS.items()})


def edited(table: Table, name: str, rows: list[int], texts: list[str | None]) -> tuple[Table, list[str], np.ndarray]:
    """Return the table with texts of one field changed, the field ids and the row ids."""
    positions = np.unique(np.array([row % table.height for row in rows]))
    field = table.field(name)
    new = pa.array([texts[i % len(texts)] for i in range(len(positions))], pa.string())
    ids = table.row_ids(positions)
    old = pa.array(table.columns[field.id].values_at(positions), pa.string())
    return CellsChanged(field.id, ids, old, new).apply(table), [field.id], ids


def added(table: Table, number: int, texts: list[str | None]) -> Table:
    """Return the table with two more rows."""
    data = pa.table(
        {field.id: pa.array([texts[i % len(texts)], None], pa.string()) for i, field in enumerate(table.fields)}
    )
    return RowsAdded(uuid7(), number, data).apply(table)


ANY = st.sampled_from([*sorted({text for texts in TEXTS.values() for text in texts if text}), None])
EDIT = st.tuples(
    st.just("edit"),
    st.sampled_from(NAMES),
    st.lists(st.integers(0, 30), min_size=1, max_size=4),
    st.lists(ANY, min_size=1, max_size=3),
)
ADD = st.tuples(st.just("add"), st.lists(ANY, min_size=1, max_size=5))
HIDE = st.tuples(st.just("hide"), st.lists(st.integers(0, 30), min_size=1, max_size=3))
SHOW = st.tuples(st.just("show"))


@settings(max_examples=max(10, settings.default.max_examples // 3))
@given(steps=st.lists(st.one_of(EDIT, EDIT, ADD, HIDE, SHOW), min_size=1, max_size=8))
def test_a_result_kept_up_to_date_equals_a_full_check(standard: Standard, steps: list[tuple]) -> None:
    """After edits, pastes, rows added, hidden and shown again."""
    table = start()
    result = checked(table, standard)
    for number, step in enumerate(steps, 2):
        fields, rows = [], np.empty(0, dtype=np.int64)
        if step[0] == "edit":
            table, fields, rows = edited(table, *step[1:])
        elif step[0] == "add":
            table = added(table, number, step[1])
        elif step[0] == "hide":
            seen = np.setdiff1d(np.unique([row % table.height for row in step[1]]), table.hidden)
            if not len(seen):
                continue
            table = RowsHidden(table.row_ids(seen)).apply(table)
        elif len(table.hidden):
            table = RowsShown(table.row_ids(table.hidden[:2])).apply(table)
        result = recheck(result, table, fields, rows)
    same(result, check(table, standard, by_name(table), today=TODAY))


def test_only_the_rules_over_the_edited_field_are_asked_again(standard: Standard) -> None:
    """The answers of the others are the very same objects."""
    table = start()
    big = added(added(added(table, 2, ["a"]), 3, ["b"]), 4, ["c"])
    before = checked(big, standard)
    after_table, fields, rows = edited(big, "e", [1], ["2019-02-02"])
    after = recheck(before, after_table, fields, rows)
    kept = {a.rule.id for a, b in zip(before.answers, after.answers, strict=True) if a is b}
    assert {"id.check", "n.unique", "d.type", "R3", "key"} <= kept
    assert not {"e.type", "R1", "R2"} & kept
    same(after, checked(after_table, standard))


def test_a_field_that_went_away_makes_its_rules_not_checked(standard: Standard) -> None:
    """By a full check."""
    table = start()
    result = checked(table, standard)
    gone = FieldRemoved(table.field("e").id, 3).apply(table)
    after = recheck(result, gone, [table.field("e").id], None)
    assert after.by_id["R1"].tally.outcome == "not checked"
    same(after, check(gone, standard, by_name(table), today=TODAY))


def test_all_rows_of_a_field_changed_at_once(standard: Standard) -> None:
    """As after an operation over everything."""
    table = start()
    result = checked(table, standard)
    after, fields, _rows = edited(table, "n", list(range(6)), ["3", "4"])
    same(recheck(result, after, fields, None), checked(after, standard))


def test_two_values_of_one_hash_are_told_apart(standard: Standard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal hashes are only candidates: values decide."""
    from workstation.rules.unique import Unique

    honest = Unique.sql

    def clash(self: Unique, columns: object) -> str:
        return f"CASE WHEN ({honest(self, columns)}) IS NOT NULL THEN 7 END"  # type: ignore[arg-type]

    monkeypatch.setattr(Unique, "sql", clash)
    result = checked(
        table_of(id=[None] * 4, n=["1", "2", "01", "3"], d=[None] * 4, e=[None] * 4, c=[None] * 4), standard
    )
    assert [f.row for f in result.failures(rules=["n.unique"])] == [1, 3]
