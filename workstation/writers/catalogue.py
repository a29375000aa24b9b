"""The writers, and which one a file name asks for."""

from __future__ import annotations

from pathlib import Path

from workstation.errors import Problem
from workstation.text import _
from workstation.writers.csv import CsvWriter
from workstation.writers.jsonl import JsonlWriter
from workstation.writers.ods import OdsWriter
from workstation.writers.parquet import ParquetWriter
from workstation.writers.writer import Writer
from workstation.writers.xlsx import XlsxWriter

WRITERS: tuple[Writer, ...] = (CsvWriter(), XlsxWriter(), OdsWriter(), ParquetWriter(), JsonlWriter())


def writer_for(path: Path) -> Writer:
    """Return the writer for a file name; Problem when its ending is not one that can be written."""
    for writer in WRITERS:
        if Path(path).suffix.lower() == writer.extension:
            return writer
    raise Problem(
        "unknown-kind",
        _("Files that end in “{ending}” cannot be written.", ending=Path(path).suffix or Path(path).name),
        remedy=_("Use one of these: {kinds}", kinds=" ".join(writer.extension for writer in WRITERS)),
    )
