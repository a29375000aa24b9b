"""Small tables from texts, and checks of them: what the tests of standards share."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from workstation.dataset.column import Column
from workstation.dataset.field import new_field, uuid7
from workstation.dataset.table import Block, Table
from workstation.standards.check import check
from workstation.standards.result import CheckResult
from workstation.standards.standard import Standard
from workstation.text import RESOURCES

EXAMPLE = RESOURCES / "standards" / "cn.gov.enterprise-register"
TODAY = date(2026, 11, 24)


def table_of(**columns: list[str | None]) -> Table:
    """Return a table with these texts."""
    fields = tuple(new_field(name) for name in columns)
    height = len(next(iter(columns.values())))
    return Table(fields, {f.id: Column.of(texts) for f, texts in zip(fields, columns.values(), strict=True)},
                 (Block(1, uuid7(), 0, height),), pa.chunked_array([pa.nulls(height, pa.int32())]),
                 np.empty(0, dtype=np.int64))


def by_name(table: Table) -> dict[str, str]:
    """Return the mapping of every field to the standard field of the same name."""
    return {field.id: field.name for field in table.fields}


def checked(table: Table, standard: Standard, today: date = TODAY) -> CheckResult:
    """Return the check of a table whose fields are named as the standard's."""
    return check(table, standard, by_name(table), today=today)


def failing(result: CheckResult, rule: str) -> list[int]:
    """Return the rows (from 1) that fail a rule."""
    return [failure.row for failure in result.failures(rules=[rule])]
