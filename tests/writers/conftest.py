"""What the tests of writers share: a table out of lists, and reading back what was written."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tests.cli.conftest import office, run
from workstation.dataset.column import Column
from workstation.dataset.field import new_field
from workstation.dataset.table import Block, Table

__all__ = ["office", "run", "table_of"]


@pytest.fixture(scope="session")
def table_of():
    """Make a table of field names and rows of texts."""

    def make(names, rows) -> Table:
        fields = tuple(new_field(name) for name in names)
        columns = {field.id: Column.of([row[at] for row in rows]) for at, field in enumerate(fields)}
        blocks = (Block(1, "b", 0, len(rows)),) if rows else ()
        return Table(fields, columns, blocks, pa.chunked_array([pa.nulls(len(rows), pa.int32())]))

    return make
