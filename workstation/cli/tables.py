"""Commands that read and write tables: show, fields, export, facet, rejected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workstation.cli.shell import Shell, command, table_lines
from workstation.errors import Problem
from workstation.text import _, _n

if TYPE_CHECKING:
    from workstation.dataset.table import Table


@command()
@click.argument("dataset")
@click.option("--rows", default="1:20", help="First and last row, from 1.")
def show(shell: Shell, dataset: str, rows: str) -> None:
    """Show rows of DATASET."""
    found = shell.workspace.dataset(dataset)
    table = found.table
    first, last = _range(rows, len(table))
    positions = table.visible[first - 1 : last]
    cells, ids = table.cells(positions), table.row_ids(positions)
    names = [field.name for field in table.fields]
    files = {source.id: source.name for source in found.sources()}
    data = [{"row": first + i, "row_id": int(ids[i]), "values": dict(zip(names, row, strict=True)),
             "source": _origin(table, int(positions[i]), files)} for i, row in enumerate(cells)]
    body = [[str(first + i), *(text or "" for text in row)] for i, row in enumerate(cells)]
    shell.answer({"dataset": found.id, "name": found.name, "total": len(table), "rows": data},
                 [*table_lines(body, ["", *names]), _n("{n} row in all", "{n} rows in all", len(table))])


def _origin(table: Table, position: int, files: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the file, sheet and row that a row came from, None for one added by hand."""
    found = table.origin(position)
    return None if found is None else {"file": files.get(found.source, ""), "sheet": found.sheet, "row": found.row}


def _range(text: str, total: int) -> tuple[int, int]:
    first, colon, last = text.partition(":")
    try:
        low = int(first) if first else 1
        high = (int(last) if last else total) if colon else low
    except ValueError as error:
        raise Problem("bad-range", _("“{text}” is no range of rows.", text=text), remedy=_("Write it as 1:20.")) from error
    return max(1, low), max(0, min(high, total))


@command()
@click.argument("dataset")
def fields(shell: Shell, dataset: str) -> None:
    """List the fields of DATASET."""
    found = shell.workspace.dataset(dataset)
    listed = found.table.fields
    shell.answer({"dataset": found.id, "rows": len(found.table), "fields": [field.data() for field in listed]},
                 table_lines([[f.name, f.title, f.type, f.id] for f in listed], [_("Name"), _("Title"), _("Type"), _("Id")]))


@command()
@click.argument("dataset")
@click.option("--to", required=True, type=click.Path(path_type=Path), help="New file: .csv .xlsx .ods .parquet .jsonl")
@click.option("--overwrite", is_flag=True, help="Replace a file that is there.")
def export(shell: Shell, dataset: str, to: Path, overwrite: bool) -> None:
    """Write DATASET to a file for people or programs."""
    from workstation.writers.catalogue import writer_for

    found = shell.workspace.dataset(dataset)
    written = writer_for(to).write(found.table, to, shell.job(), overwrite=overwrite)
    shell.answer({"dataset": found.id, "file": str(to), "rows": written.rows, "bytes": written.bytes, "sha256": written.sha256},
                 [_n("{n} row written to {path}", "{n} rows written to {path}", written.rows, path=str(to))])


@command()
@click.argument("dataset")
@click.argument("field")
@click.option("--limit", default=100, show_default=True, help="At most so many values.")
def facet(shell: Shell, dataset: str, field: str, limit: int) -> None:
    """Count the values of FIELD in DATASET."""
    from workstation.dataset.facet import facet as counted

    found = shell.workspace.dataset(dataset)
    result = counted(found.table, field, limit=limit)
    values = [{"value": value, "count": count} for value, count in result.values]
    lines = table_lines([[value if value is not None else _("(blank)"), f"{count:,}"] for value, count in result.values],
                        [field, _("Number of rows")])
    shell.answer({"dataset": found.id, "field": field, "distinct": result.distinct, "total": result.total, "values": values},
                 [*lines, _n("{n} different value", "{n} different values", result.distinct)])


@command()
@click.argument("dataset")
def rejected(shell: Shell, dataset: str) -> None:
    """List the lines of the source that no row could be made of."""
    from workstation.text import Sentence

    found = shell.workspace.dataset(dataset)
    names = {source.id: source.name for source in found.sources()}
    data = []
    for source, sheet, line, raw, why in found.rejected():
        told = json.loads(why)
        data.append({"file": names[source], "sheet": sheet, "line": line, "raw": raw,
                     "why": str(Sentence(told["message"], told["values"]))})
    shell.answer({"dataset": found.id, "rejected": data},
                 [f"{one['file']} {one['line']}: {one['why']}\n  {one['raw']}" for one in data]
                 or [_("No line was rejected.")])
