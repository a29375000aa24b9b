"""The report as JSON: all figures and every failing cell, written as it is worded so that a million need no memory."""

from __future__ import annotations

import json
from pathlib import Path

from workstation.standards.report.content import Report
from workstation.standards.wording import worded

PART = 50_000  # failures worded at a time


def write(report: Report, path: Path) -> None:
    """Write the report; `failures` holds every failing cell."""
    head = json.dumps(report.data(), ensure_ascii=False, indent=1, default=str)
    cells = report.result.cells()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(head[: head.rindex("}")].rstrip() + ',\n "failures": [')
        comma = ""
        for at in range(0, cells.num_rows, PART):
            for failure in worded(report.result, cells.slice(at, PART)):
                file.write(comma + "\n  " + json.dumps(failure.data(), ensure_ascii=False))
                comma = ","
        file.write("\n ]\n}\n")
