"""Fixtures of the packages room."""

from __future__ import annotations

import pytest

from tests.packages.tables import make_table
from workstation.dataset.table import Table


@pytest.fixture
def table() -> Table:
    """Give a table of three rows and two fields."""
    return make_table()
