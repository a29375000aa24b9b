"""Fixtures of the operations room: small tables from lists of texts, one engine for all tests."""

from __future__ import annotations

import pyarrow as pa
import pytest

from workstation.dataset.change import RowsAdded
from workstation.dataset.column import blank_column
from workstation.dataset.field import Field
from workstation.dataset.operation import Context
from workstation.dataset.table import Table
from workstation.engine.engine import Engine
from workstation.job import Job


@pytest.fixture(scope="session")
def engine():
    opened = Engine(threads=1)
    yield opened
    opened.close()


@pytest.fixture
def context(engine):
    return Context(engine, Job(), person="li", next_block=9)


@pytest.fixture(scope="session")
def given():
    """Return what makes a table of texts by field name, and types by field name where they are not string."""

    def make(columns, types=None):
        fields = tuple(Field(id=f"id-{name}", name=name, type=(types or {}).get(name, "string")) for name in columns)
        data = pa.table([pa.array(texts, pa.string()) for texts in columns.values()], names=[f.id for f in fields])
        table = Table(fields=fields, columns={field.id: blank_column(0) for field in fields})
        return RowsAdded("0190a000-0000-7000-8000-000000000001", 1, data).apply(table)

    return make
