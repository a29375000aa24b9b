"""A SQLite connection that several threads may use and one may close: each call on it is made alone.

Python's module lets threads share a connection, but closing it while another thread is inside a statement ends the
process with a segmentation fault (seen: a list being read while a dataset was put in the bin). Here a call that comes
after the closing is told in words.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from workstation.errors import Problem
from workstation.text import _

T = TypeVar("T")


class SharedCursor(sqlite3.Cursor):
    """A cursor whose every step holds its connection's guard."""

    def _alone(self, call: Callable[..., T], *given: Any) -> T:
        connection = self.connection
        assert isinstance(connection, SharedConnection)
        with connection.guard:
            connection.check_open()
            return call(*given)

    def execute(self, sql: str, parameters: Any = (), /) -> SharedCursor:
        """Run one statement."""
        self._alone(super().execute, sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Any, /) -> SharedCursor:
        """Run one statement for each set of parameters."""
        self._alone(super().executemany, sql, parameters)
        return self

    def fetchone(self) -> Any:
        """Return the next row, None at the end."""
        return self._alone(super().fetchone)

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        return self._alone(super().fetchall)

    def __iter__(self) -> SharedCursor:
        """Go through the rows."""
        return self

    def __next__(self) -> Any:
        """Return the next row."""
        return self._alone(super().__next__)


class SharedConnection(sqlite3.Connection):
    """A connection with a guard; see the first lines of this file."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Open it."""
        self.guard = threading.RLock()
        self.closed = False
        super().__init__(*given, **named)

    def cursor(self, factory: Any = SharedCursor) -> Any:
        """Return a cursor that holds the guard."""
        with self.guard:  # another thread may close it just now
            self.check_open()
            return super().cursor(factory)

    def check_open(self) -> None:
        """Raise a Problem when it was closed."""
        if self.closed:
            raise Problem("closed", _("This dataset was closed meanwhile."), remedy=_("Open it again."))

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run one statement and return its cursor."""
        found: sqlite3.Cursor = self.cursor().execute(sql, parameters)
        return found

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        """Run one statement for each set of parameters."""
        found: sqlite3.Cursor = self.cursor().executemany(sql, parameters)
        return found

    def close(self) -> None:
        """Close it, once nobody is inside."""
        with self.guard:
            self.closed = True
            super().close()
