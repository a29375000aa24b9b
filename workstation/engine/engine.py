"""Engine: run SQL over Arrow tables with a memory limit, stopped by a job."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from workstation.errors import Cancelled, Problem
from workstation.job import Job
from workstation.text import _

MEMORY_LIMIT = "1GB"
SPACE = r"[\s\p{Z}\x{FEFF}\x0B\x1C-\x1F\x{85}]"
"""White space as people mean it: RE2's \\s leaves U+3000, NBSP and the soft line break of Word (U+000B) in place."""


def quoted(name: str) -> str:
    """Return an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return an SQL text literal."""
    return "'" + text.replace("'", "''") + "'"


class Engine:
    """One DuckDB in memory; every query gets its own cursor, so threads do not meet.

    Tables are handed over with each query: {name: pa.Table}. Nothing is copied and nothing stays behind.
    """

    def __init__(self, memory_limit: str = MEMORY_LIMIT, threads: int | None = None) -> None:
        """Open the engine; `memory_limit` as DuckDB writes it, threads default to the cores."""
        import duckdb

        self._temporary = tempfile.TemporaryDirectory(prefix="workstation-engine-")
        config: dict[str, Any] = {
            "memory_limit": memory_limit,
            "temp_directory": str(Path(self._temporary.name)),
            "threads": threads or os.cpu_count() or 2,
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        self._connection = duckdb.connect(":memory:", config=config)
        self._guard = threading.Lock()

    def _cursor(self, tables: Mapping[str, Any]) -> Any:
        with self._guard:
            cursor = self._connection.cursor()
        for name, table in tables.items():
            cursor.register(name, table)
        return cursor

    def query(self, sql: str, tables: Mapping[str, Any] | None = None, *, parameters: Sequence[Any] = (),
              job: Job | None = None, purpose: str = "", small: bool = False) -> pa.Table:
        """Return the whole answer as an Arrow table. Streams inside; Cancelled when the job was stopped.

        small: the answer has few rows. It is planned once and not twice, which halves the time (a relation is planned when
        it is made and when it is read), but built as a whole before anything is handed over.
        """
        import duckdb

        cursor = self._cursor(tables or {})
        forget = job.on_cancel(cursor.interrupt) if job else None
        try:
            if small:
                return _table_of(cursor.execute(sql, list(parameters)).fetchnumpy())
            relation = cursor.sql(sql, params=list(parameters)) if parameters else cursor.sql(sql)
            if relation is None:
                return pa.table({})
            return relation.to_arrow_reader().read_all()
        except duckdb.InterruptException as stopped:
            raise Cancelled from stopped
        except duckdb.OutOfMemoryException as full:
            raise Problem("out-of-memory", _("There was not enough memory for this step."), where=purpose,
                          remedy=_("Close other programs, or work on fewer rows at a time.")) from full
        except duckdb.Error as error:
            if job and job.cancelled:
                raise Cancelled from error
            error.add_note(f"while {purpose or 'asking'}: {sql[:2000]}")
            raise
        finally:
            if forget:
                forget()
            for name in tables or {}:
                cursor.unregister(name)
            cursor.close()

    def close(self) -> None:
        """Close the engine and remove its temporary folder."""
        self._connection.close()
        self._temporary.cleanup()


def _table_of(columns: Mapping[str, Any]) -> pa.Table:
    """Return numpy arrays, masked where NULL, as an Arrow table."""
    import numpy as np

    return pa.table({name: pa.array(np.ma.getdata(values), mask=np.ma.getmaskarray(values))
                     for name, values in columns.items()})


_shared: Engine | None = None
_shared_guard = threading.Lock()


def shared() -> Engine:
    """Return the engine of this process, opened when first asked for."""
    global _shared
    with _shared_guard:
        if _shared is None:
            _shared = Engine()
        return _shared
