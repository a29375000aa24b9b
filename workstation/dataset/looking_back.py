"""Looking back: what one entry of the journal changed, cell by cell, read from its stored changes; and why it was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workstation.dataset import payload
from workstation.dataset.change import Annotated, Change, Decided, SettingChanged
from workstation.dataset.preview import PreviewCell, _cells
from workstation.text import _

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset
    from workstation.dataset.journal import Entry
    from workstation.dataset.table import Table

LARGE_BLOCK = 20_000  # rows of an import that are not read again only to show its first lines


def cells_of(dataset: Dataset, entry: Entry, limit: int = 50) -> list[PreviewCell]:
    """Return the first cells that a `do` entry changed, before and after, with the names and row numbers of that time.

    Answers to questions are shown as cells named by the question. Empty for entries that changed no cell.
    """
    if entry.kind != "do" or (entry.changes and entry.changes[0]["kind"] == "rows-added" and entry.count > LARGE_BLOCK):
        return []
    out: list[PreviewCell] = []
    table = dataset.table_at(entry.parent)
    for header in entry.changes:
        change = payload.decode(dataset._db, header)
        out += _answers(table, change) if isinstance(change, Annotated) else _cells(table, change, limit - len(out))
        if len(out) >= limit:
            break
        if not isinstance(change, (Annotated, SettingChanged, Decided)):
            table = change.apply(table)
    return out[:limit]


def _answers(table: Table, change: Change) -> list[PreviewCell]:
    assert isinstance(change, Annotated)
    rows = sorted(change.new)
    numbers = table.row_numbers(table.positions(rows))
    return [PreviewCell(int(number), row, change.question, _text(change.old.get(row)), _text(change.new[row]))
            for row, number in zip(rows, numbers, strict=True)]


def _text(answer: Any) -> str | None:
    return answer if answer is None or isinstance(answer, str) else _(", ").join(str(one) for one in answer)


def reason_of(dataset: Dataset, entry: Entry) -> str:
    """Return the reason that a decision gave, '' where it gave none."""
    for header in entry.changes:
        if header["kind"] == "decision":
            change = payload.decode(dataset._db, header)
            return change.reason if isinstance(change, Decided) else ""
    return ""
