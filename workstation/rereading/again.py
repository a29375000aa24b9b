"""A source that a dataset keeps, read again: with the options of its import, or with others."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.dataset.dataset import Dataset
from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.readers.reader import Found
from workstation.rereading.gather import Gathered, gather
from workstation.text import _

IMPORTS = ("import_rows", "import_files", "append_rows")
"""Operations whose rows come out of kept sources."""


@dataclass(frozen=True)
class Kept:
    """One table of a kept source, as an import in the history names it."""

    file: str
    source: str
    sheet: str
    table: int
    options: Mapping[str, Any]
    match: Mapping[str, Any]


def kept_in(operation: Mapping[str, Any]) -> list[Kept]:
    """Return the tables that an import read, in the order of their rows; none for any other operation."""
    if operation.get("operation") not in IMPORTS:
        return []
    parts = operation.get("parts") or [operation]
    return [Kept(str(part.get("file", "")), str(part.get("source", "")), str(part.get("sheet", "")),
                 int(part.get("table") or 0), operation.get("options") or {}, part.get("match") or {}) for part in parts]


@contextmanager
def opened(dataset: Dataset, kept: Kept) -> Iterator[Path]:
    """Give the kept bytes as a file of their name in a private folder, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="workstation-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / (Path(kept.file).name or "source")
        with dataset.source_bytes(kept.source) as source, path.open("wb") as file:
            shutil.copyfileobj(source, file, 4 << 20)
        yield path


def read_again(dataset: Dataset, kept: Kept, options: Options, job: Job) -> tuple[Found, Gathered]:
    """Return a table of a kept source read with some options: that of its sheet and number, unless they name another."""
    sheet = options.sheet if options.sheet is not None else kept.sheet or None
    asked = dataclasses.replace(options, sheet=sheet)
    with opened(dataset, kept) as path:
        reader = open_file(path, options.kind)
        tables = [one for one in reader.tables(path, asked, job) if sheet in (None, one.sheet)]
        number = options.table or kept.table
        found = next((one for one in tables if one.table == number), tables[0] if tables else None)
        if found is None:
            raise Problem("no-table", _("No table was found in {path}.", path=kept.file),
                          remedy=_("Choose other options."))
        return found, gather(reader.read(path, found, job), found.names, dataset.cache, job)
