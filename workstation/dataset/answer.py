"""What a dataset answers: what an act did, and the source files it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workstation.dataset.column import Positions
from workstation.dataset.journal import Entry


@dataclass(frozen=True)
class Changes:
    """What an act did, told once to everybody who shows it.

    entry:   the journal line, None when nothing was changed
    summary: the sentence for it
    fields:  ids of the fields touched
    rows:    row ids touched, None when it is many or unknown
    count:   cells, rows or things touched
    kinds:   kinds of change, such as cells, rows-added, setting
    """

    entry: Entry | None
    summary: str
    fields: tuple[str, ...]
    rows: Positions | None
    count: int
    kinds: frozenset[str]


@dataclass(frozen=True)
class Source:
    """A source file kept inside the dataset."""

    id: str
    name: str
    sha256: str
    size: int
    added_at: str
    details: Mapping[str, Any]
