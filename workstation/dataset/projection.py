"""Projections kept beside the journal in the same transaction: settings, annotations, blocks; and entries in words."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from workstation.dataset.change import Annotated, CellsChanged, Change, RowsAdded, SettingChanged
from workstation.dataset.column import Positions
from workstation.dataset.journal import Entry, Journal
from workstation.dataset.operation import Operation
from workstation.errors import Problem
from workstation.store import blobs
from workstation.text import _

KINDS = frozenset(("setting", "annotation", "decision"))
"""Changes that live in these projections and not in the table."""


def write(db: sqlite3.Connection, change: Change) -> None:
    """Bring the projections up to date with one change, inside the open transaction."""
    match change:
        case SettingChanged():
            if change.new is None:
                db.execute("delete from setting where key = ?", [change.key])
            else:
                text = json.dumps(change.new, ensure_ascii=False)
                db.execute("insert into setting values (?, ?) on conflict (key) do update set value = excluded.value",
                           [change.key, text])
        case Annotated():
            gone = [(change.question, row, change.person) for row, answer in change.new.items() if answer is None]
            kept = [(row, change.question, change.person, json.dumps(answer, ensure_ascii=False))
                    for row, answer in change.new.items() if answer is not None]
            db.executemany("delete from annotation where question = ? and row_id = ? and person = ?", gone)
            db.executemany("insert or replace into annotation values (?, ?, ?, ?)", kept)
        case RowsAdded():
            db.execute("insert or ignore into block values (?, ?)", [change.number, change.block])


def settings(db: sqlite3.Connection) -> dict[str, Any]:
    """Return the dataset's settings as they stand now."""
    return {key: json.loads(value) for key, value in db.execute("select key, value from setting")}


def next_block(db: sqlite3.Connection) -> int:
    """Return the local number for a new block of rows."""
    return int(db.execute("select coalesce(max(number), 0) + 1 from block").fetchone()[0])


def answers(db: sqlite3.Connection, question: str) -> dict[int, dict[str, Any]]:
    """Return {row id: {person: answer}} of one question."""
    out: dict[int, dict[str, Any]] = {}
    for row, person, answer in db.execute("select row_id, person, answer from annotation where question = ?", [question]):
        out.setdefault(int(row), {})[person] = json.loads(answer)
    return out


def answers_of(db: sqlite3.Connection, question: str, person: str, rows: Sequence[int]) -> dict[int, Any]:
    """Return {row id: answer} of one person for some rows; rows without an answer are left out."""
    out: dict[int, Any] = {}
    for row in rows:
        found = db.execute("select answer from annotation where question = ? and row_id = ? and person = ?",
                           [question, int(row), person]).fetchone()
        if found:
            out[int(row)] = json.loads(found[0])
    return out


def sources(db: sqlite3.Connection, made: Callable[..., Any]) -> list[Any]:
    """Return the source files, built by `made(id, name, sha256, size, added_at, details)`."""
    rows = db.execute("select id, name, digest, size, added_at, details from source order by added_at, id")
    return [made(*row[:5], json.loads(row[5])) for row in rows]


def source_bytes(db: sqlite3.Connection, source_id: str) -> io.BufferedReader:
    """Return a readable file over a source as it was imported."""
    row = db.execute("select digest from source where id = ?", [source_id]).fetchone()
    if row is None:
        raise Problem("no-source", _("That source file is not in this dataset."), where=source_id)
    return io.BufferedReader(blobs.BlobReader(db, row[0]), blobs.PIECE)


def named_in(names: Mapping[str, str], data: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the fields that an operation's data speaks of."""
    text = repr(data)
    return {key: name for key, name in names.items() if key in text}


def union_rows(changes: Sequence[Change]) -> Positions:
    """Return the row ids that some cell changes touch, each once."""
    found = [change.rows for change in changes if isinstance(change, CellsChanged)]
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def worded(entry: Entry, operation_of: Callable[[Mapping[str, Any]], Operation], journal: Journal) -> str:
    """Return the sentence for an entry in the present language."""
    data = entry.operation
    if entry.kind == "do":
        try:
            operation = operation_of({key: value for key, value in data.items() if key != "rows"})
        except Problem:  # made by a newer program or a plugin that is not here: its name is all we know
            return str(data.get("operation", ""))
        return operation.summary(lambda key: entry.names.get(key, key))
    if entry.kind == "move":
        verb = data["operation"]
        target = data["from"] if verb == "undo" else data["to"]
        told = worded(journal.entry(target), operation_of, journal) if target else _("the beginning")
        words = {"undo": _("Undone: {step}"), "redo": _("Done again: {step}"), "goto": _("Went to: {step}")}
        return words[verb].format(step=told)
    if entry.kind == "decision":
        return {"submit": _("Submitted for review"), "approve": _("Approved"), "return": _("Returned with a reason"),
                "withdraw": _("Submission withdrawn")}[str(data["operation"])]
    return {"check": _("Checked against {standard}"), "pack": _("Packed version {version}"),
            "sync": _("Sent to {destination}")}.get(str(data["operation"]), str(data["operation"])).format_map(_Blank(data))


class _Blank(dict[str, Any]):
    """Values for a sentence; one that an old entry did not record is a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"
