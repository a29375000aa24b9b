"""Reports of a check: html for people, xlsx for those who mend, json for programs. One file a format, listed here.

May import the rest of standards. To add a format: a file with a `write(report, path)`, its line in WRITERS.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from workstation.errors import Problem
from workstation.standards.report.content import Report
from workstation.standards.result import CheckResult
from workstation.text import _

WRITERS = {".html": "html", ".htm": "html", ".xlsx": "xlsx", ".json": "json_file"}


def write_report(result: CheckResult, path: Path, *, dataset: str = "", person: str = "") -> None:
    """Write a check to a file, in the format that its ending names; Problem when there is none or it cannot be written."""
    import os
    import uuid

    name = WRITERS.get(path.suffix.lower())
    if name is None:
        raise Problem("bad-format", _("A report cannot be written as “{name}”.", name=path.name),
                      remedy=_("Use one of: {endings}", endings=", ".join(sorted({*WRITERS} - {".htm"}))))
    module = importlib.import_module(f"workstation.standards.report.{name}")
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        module.write(Report(result, dataset=dataset, person=person), part)
        os.replace(part, path)
    except OSError as error:
        raise Problem("not-written", _("The report could not be written."), where=str(path),
                      remedy=_("Close the file if it is open, or choose another folder.")) from error
    finally:
        part.unlink(missing_ok=True)
