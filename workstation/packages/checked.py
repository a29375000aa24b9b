"""The check that goes with a version: run anew over what was approved, against each standard it belongs to."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from workstation.dataset.dataset import Dataset
from workstation.dataset.decisions import Version
from workstation.errors import Problem
from workstation.job import Job
from workstation.packages.release import as_json

MAPPING = "mapping:"


def standards_of(dataset: Dataset) -> list[str]:
    """Return the standards, id@version or id, that a dataset was last checked against or is mapped to, each id once."""
    found = {key.removeprefix(MAPPING): key.removeprefix(MAPPING) for key in dataset.settings
             if key.startswith(MAPPING)}
    for entry in dataset.history():
        if entry.kind == "record" and entry.operation.get("operation") == "check":
            label = str(entry.operation.get("standard", ""))
            if label:
                found[label.split("@", 1)[0]] = label
    return [found[key] for key in sorted(found)]


def check_reports(folder: Path, db: sqlite3.Connection, dataset: Dataset, version: Version, job: Job, *,
                  short: bool = False) -> dict[str, bytes]:
    """Return the reports of a version, {file name: bytes}: <standard>.json, and <standard>.html unless `short`.

    The day of the check is the day of the approval, so that the same version gives the same report. A standard that
    cannot be read says "not checked" and why. folder: where the workspace keeps its standards.
    short: counts and scores only, without the failing cells, as sync sends it
    """
    table = dataset.table if dataset.state == version.state else dataset.table_at(version.state)
    day = date.fromisoformat(version.time[:10])
    out: dict[str, bytes] = {}
    for name in standards_of(dataset):
        for file, data in _one(folder, db, name, table, dataset, day, version, job, short=short):
            out[file] = data
    return out


def _one(folder: Path, db: sqlite3.Connection, name: str, table: Any, dataset: Dataset, day: date, version: Version,
         job: Job, *,
         short: bool) -> Iterator[tuple[str, bytes]]:
    from workstation.standards import mapping
    from workstation.standards.check import check
    from workstation.standards.installed import Installed
    from workstation.standards.quality import quality

    file = _file(name)
    try:
        standard = Installed(folder, db).load(name)
    except Problem as problem:
        yield f"{file}.json", as_json({"standard": name, "outcome": "not checked", "why": problem.data()})
        return
    matches = mapping.as_mapping(mapping.current(table, standard, dataset.settings))
    result = check(table, standard, matches, job=job, today=day)
    yield f"{file}.json", as_json({
        "standard": standard.id, "version": standard.version, "sha256": standard.sha256, "today": day.isoformat(),
        "rows": len(table), "rules": result.rules(), "failed": result.failed, "scores": quality(result).data(),
        **({} if short else {"failures": [failure.data() for failure in result.failures(1_000)]})})
    if not short:
        from workstation.standards.report import write_report

        with tempfile.TemporaryDirectory(prefix="workstation-report-") as held:
            to = Path(held) / "check.html"
            write_report(result, to, dataset=dataset.name, person=version.person)
            yield f"{file}.html", to.read_bytes()


def _file(name: str) -> str:
    """Return a plain file name for a standard."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in name.split("@", 1)[0]).strip("-.")
    return f"check-{plain[:80]}" if plain else "check"
