"""JSON lines: one object a row, in UTF-8 as it is, a blank cell as null."""

from __future__ import annotations

from json.encoder import encode_basestring
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.text import N_, _
from workstation.writers.writer import Selection, Writer


class JsonlWriter(Writer):
    """{"name": "text", ...} on each line, fields in order, every value a string or null."""

    name = "jsonl"
    extension = ".jsonl"
    title = N_("JSON lines")

    def __init__(self, may_be_empty: bool = False) -> None:
        """Refuse a table without rows, or write it as a file of no bytes, for programs that know the fields."""
        self.may_be_empty = may_be_empty

    def fill(self, path: Path, selection: Selection, job: Job) -> None:
        """Write the file; Problem when there is no row: nothing would tell the names of the fields."""
        if not len(selection) and not self.may_be_empty:
            raise Problem(
                "no-rows",
                _("JSON lines tell the fields with each row, and there is no row."),
                remedy=_("Write csv, xlsx or parquet."),
            )
        keys = [
            ("{" if not at else ", ") + encode_basestring(field.name) + ": "
            for at, field in enumerate(selection.fields)
        ]
        with path.open("x", encoding="utf-8", newline="\n") as file:
            for part in selection.batches(job, rows=16_384):
                columns = [
                    [key + ("null" if text is None else encode_basestring(text)) for text in column.to_pylist()]
                    for key, column in zip(keys, part.columns, strict=True)
                ]
                file.writelines("".join(cells) + "}\n" for cells in zip(*columns, strict=True))
