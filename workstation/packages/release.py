"""Release: an approved version of a dataset, gathered as plain data: table, labels, settings, lineage, approvals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from workstation.dataset.beside import beside_at
from workstation.dataset.dataset import Dataset
from workstation.dataset.decisions import Version
from workstation.dataset.journal import ROOT, Entry
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.packages import answers
from workstation.text import _

KEPT_SETTINGS = ("label_schema", "mapping:")
"""Settings that travel with a version: the questions asked, and which field is which of the standard."""


@dataclass(frozen=True, eq=False)
class Release:
    """All that a package is made of. Nothing in it is later than the approval: equal versions give equal packages."""

    dataset: str
    dataset_name: str
    version: Version
    table: Table
    answers: pa.Table
    """_block, _ordinal, question, person, answer (JSON); see answers.py."""
    settings: Mapping[str, Any]
    lineage: Mapping[str, Any]
    approvals: Sequence[Mapping[str, Any]]
    reports: Mapping[str, bytes] = field(default_factory=dict)
    """Check reports, {file name: bytes}, such as check.html and check.json."""


def to_pack(dataset: Dataset) -> Version:
    """Return the version that stands now; Problem when what stands now is not approved."""
    versions = [version for version in dataset.versions() if version.state == dataset.state]
    if dataset.status == "approved" and versions:
        return versions[-1]
    if dataset.versions():
        raise Problem("not-approved", _("“{name}” was changed after version {number} was approved.", name=dataset.name,
                                        number=dataset.versions()[-1].number),
                      remedy=_("Submit it again and have it approved by another person."))
    raise Problem("not-approved", _("“{name}” is not approved.", name=dataset.name),
                  remedy=_("Submit it and have it approved by another person."))


def release_of(dataset: Dataset, version: Version, reports: Mapping[str, bytes] | None = None) -> Release:
    """Return an approved version with its proof; Problem when the dataset no longer gives what was approved.

    reports: check reports of this version by file name, such as {"check.html": ..., "check.json": ...}
    """
    table = dataset.table if dataset.state == version.state else dataset.table_at(version.state)
    if table.content_hash != version.content_hash:
        raise Problem("damaged", _("“{name}” is no longer what was approved.", name=dataset.name),
                      where=str(dataset.path),
                      remedy=_("Run “verify”, and bring the file back from a backup."))
    if not table.fields:
        raise Problem("nothing-to-pack", _("“{name}” has no fields.", name=dataset.name),
                      remedy=_("Import a table first."))
    settings, labels = beside_at(dataset, version.state)
    kept = {key: value for key, value in settings.items() if key.startswith(KEPT_SETTINGS)}
    return Release(dataset.id, dataset.name, version, table, answers.as_table(table, labels), kept,
                   _lineage(dataset, version, table), _approvals(dataset, version), dict(reports or {}))


def _lineage(dataset: Dataset, version: Version, table: Table) -> dict[str, Any]:
    """Return which steps led here, with counts and the names of fields, and without a single value.

    What was asked (the parameters of a step) stays in the office: replacements and code lists are values.
    """
    entries = {entry.seq: entry for entry in dataset.history()}
    _back, path = dataset.journal.path(ROOT, version.state)
    steps: list[dict[str, Any]] = []
    for entry in (entries[state] for state in path):
        step = _step(entry)
        if steps and all(steps[-1][key] == step[key] for key in ("operation", "fields", "changed")):
            steps[-1]["count"] += step["count"]
            steps[-1]["times"] += 1
            steps[-1]["to"] = step["to"]
        else:
            steps.append(step)
    read_from = {block.source for block in table.blocks if block.source}
    sources = [{"name": source.name, "sha256": source.sha256, "size": source.size, "added_at": source.added_at}
               for source in dataset.sources() if source.id in read_from]
    return {"dataset": dataset.id, "version": version.number, "sources": sources, "steps": steps}


def _step(entry: Entry) -> dict[str, Any]:
    return {"operation": str(entry.operation.get("operation", "")), "fields": sorted(entry.names.values()),
            "changed": sorted({str(header["kind"]) for header in entry.changes}), "count": entry.count, "times": 1,
            "from": entry.time, "to": entry.time}


def _approvals(dataset: Dataset, version: Version) -> list[dict[str, Any]]:
    """Return who submitted, returned and approved what, up to this version. Reasons stay in the office."""
    out = []
    for entry in dataset.history():
        if entry.kind == "decision" and entry.seq <= version.entry:
            content = next((str(header.get("content_hash", "")) for header in entry.changes), "")
            out.append({"verdict": str(entry.operation["operation"]), "person": entry.person, "time": entry.time,
                        "content_hash": content})
    return out


def as_json(data: Any) -> bytes:
    """Return plain data as JSON that people can read too, the same bytes for equal data."""
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
