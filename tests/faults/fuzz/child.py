"""The program that reads damaged files: one path a line comes in, one answer a line goes out; bounded in memory."""

from __future__ import annotations

import json
import resource
import sys
import time
import traceback
from pathlib import Path

from workstation.errors import Cancelled, Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.readers.reader import Found

MEMORY = 3 << 30
"""Bytes of address space beyond what was taken at the start: allocators and threads reserve more than they use."""
MOST_TABLES = 4


def read(path: Path) -> None:
    """Look at a file in every way that an import does; what must hold is asserted."""
    options = Options()
    reader = open_file(path)
    tables: list[Found] = reader.tables(path, options, Job())
    for found in tables[:MOST_TABLES]:
        reading = reader.read(path, found, Job())
        rows = rejected = 0
        for batch in reading:
            batch.data.validate(full=True)
            assert batch.data.num_columns == len(found.names)
            assert len(batch.rows) == batch.data.num_rows
            rows, rejected = rows + batch.data.num_rows, rejected + len(batch.rejected)
        one = reading.balance
        assert one.lines == one.read + one.rejected + one.blank + one.head + one.hidden + one.notes, one
        assert (one.read, one.rejected) == (rows, rejected), (one, rows, rejected)
        for sentence in (*found.warnings, *found.reasons, *reading.warnings):
            str(sentence).encode()
        for name in found.names:
            name.encode()
    reader.sheets(path, options, Job())
    grid = reader.grid(path, options, Job(), 100)
    for row in range(min(grid.height, 20)):
        for column in range(min(grid.width, 20)):
            grid.text(row, column).encode()


def answer(path: Path) -> dict[str, object]:
    """Return what became of a file: ok, problem, or crash with where."""
    begun = time.perf_counter()
    try:
        read(path)
        what: dict[str, object] = {"end": "ok"}
    except Problem as problem:
        what = {"end": "problem", "code": problem.code}
        str(problem)
    except Cancelled:
        what = {"end": "crash", "trace": "cancelled by nobody"}
    except (KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        what = {"end": "crash", "trace": "MemoryError: over its bound\n" + traceback.format_exc()}
    except BaseException:
        what = {"end": "crash", "trace": traceback.format_exc()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return what | {"seconds": round(time.perf_counter() - begun, 3), "peak": peak}


def main() -> None:
    """Answer until nothing comes in any more."""
    import pyarrow.compute  # noqa: F401  what every reader needs is not counted

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        print(json.dumps(answer(Path(line.rstrip("\n")))), flush=True)


if __name__ == "__main__":
    main()
