"""Journal: linear, append-only entries of who asked for what, when, and what it did; their tree of states.

A `do` entry is a node of the tree: its parent is the state it was done on. A `move` entry (undo, redo, go to) changes
only where we stand. A `decision` and a `record` leave the state as it is. The chain hashes each entry over the
one before, so a change in the past shows; it does not prove who wrote it: signed versions do.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from workstation.dataset.field import uuid7
from workstation.dataset.payload import Header, payloads

ROOT = 0
"""The state before the first entry: an empty table."""


def now() -> str:
    """Return the present time as the journal writes it: UTC, ISO 8601, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Entry:
    """One line of the journal.

    state:     the state we stand on after it; for a `do` entry its own seq
    parent:    the state it was done on
    kind:      do, move, decision or record
    operation: what was asked, as plain data
    names:     names of the fields it speaks of, as they were then
    changes:   headers of what it did; payloads lie in blobs
    """

    seq: int
    id: str
    parent: int
    state: int
    kind: str
    operation: Mapping[str, Any]
    names: Mapping[str, str]
    changes: tuple[Header, ...]
    person: str
    time: str
    previous: str
    hash: str
    worded: Callable[[Entry], str] | None = None

    @property
    def summary(self) -> str:
        """The sentence for the history, in the present language."""
        return self.worded(self) if self.worded else str(self.operation.get("operation", self.kind))

    @property
    def count(self) -> int:
        """Cells, rows or things it touched."""
        return sum(int(header.get("size", 0)) for header in self.changes)

    @property
    def moves_table(self) -> bool:
        """Whether the table may be another after it (labels and checks do not move it)."""
        return self.kind == "move" or any(h["kind"] not in ("setting", "annotation", "decision") for h in self.changes)

    def data(self) -> dict[str, Any]:
        """Return the entry as plain data for --json."""
        return {"seq": self.seq, "state": self.state, "parent": self.parent, "kind": self.kind, "summary": self.summary,
                "operation": dict(self.operation), "count": self.count, "person": self.person, "time": self.time}


_COLUMNS = "seq, id, parent, state, kind, operation, names, changes, person, time, previous, hash"


def _hash(previous: str, parts: list[Any]) -> str:
    text = json.dumps([previous, *parts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _dumps(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Journal:
    """The entries of one dataset, over its SQLite connection. Writes only inside a transaction of the caller."""

    def __init__(self, db: sqlite3.Connection, worded: Callable[[Entry], str] | None = None) -> None:
        """Read and write entries of `db`; `worded` words an entry for people."""
        self._db = db
        self._worded = worded

    def append(self, kind: str, *, parent: int, state: int | None, operation: Mapping[str, Any],
               names: Mapping[str, str], changes: Iterable[Header], person: str) -> Entry:
        """Write the next entry and return it; `state` None is the entry's own number (a new node)."""
        last = self._db.execute("select seq, hash from entry order by seq desc limit 1").fetchone()
        seq, previous = (int(last[0]) + 1, last[1]) if last else (1, "")
        entry_id, time, headers = uuid7(), now(), list(changes)
        parts = [seq, entry_id, parent, seq if state is None else state, kind, dict(operation), dict(names), headers,
                 person, time]
        row = [*parts[:5], _dumps(parts[5]), _dumps(parts[6]), _dumps(parts[7]), person, time, previous,
               _hash(previous, parts)]
        self._db.execute(f"insert into entry ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return self._entry(row)

    def _entry(self, row: Any) -> Entry:
        seq, entry_id, parent, state, kind, operation, names, changes, person, time, previous, digest = row
        return Entry(seq, entry_id, parent, state, kind, json.loads(operation), json.loads(names),
                     tuple(json.loads(changes)), person, time, previous, digest, self._worded)

    def last(self) -> tuple[int, int]:
        """Return (seq, state) of the newest entry, (0, ROOT) when there is none."""
        row = self._db.execute("select seq, state from entry order by seq desc limit 1").fetchone()
        return (int(row[0]), int(row[1])) if row else (0, ROOT)

    def entry(self, seq: int) -> Entry:
        """Return one entry; KeyError when there is none."""
        row = self._db.execute(f"select {_COLUMNS} from entry where seq = ?", [seq]).fetchone()
        if row is None:
            raise KeyError(seq)
        return self._entry(row)

    def since(self, seq: int) -> list[Entry]:
        """Return the entries after `seq`, in order."""
        rows = self._db.execute(f"select {_COLUMNS} from entry where seq > ? order by seq", [seq])
        return [self._entry(row) for row in rows]

    def parents(self) -> dict[int, int]:
        """Return {state: parent state} of every node; ValueError when the file was altered so that it is no tree."""
        found = {int(s): int(p) for s, p in self._db.execute("select seq, parent from entry where kind = 'do'")}
        for state, parent in found.items():
            if not 0 <= parent < state:  # a circle would be walked for ever
                raise ValueError(f"entry {state} stands on entry {parent}")
        return found

    def newest_child(self, state: int) -> int | None:
        """Return the node below `state` that we last stood on or passed: what redo goes to."""
        parents = self.parents()
        if state not in parents.values():
            return None
        for (visited,) in self._db.execute("select state from entry where kind in ('do', 'move') order by seq desc"):
            at = int(visited)
            while at in parents and parents[at] != state:
                at = parents[at]
            if at in parents:
                return at
        return None

    def path(self, before: int, after: int) -> tuple[list[int], list[int]]:
        """Return (nodes to take back, nodes to do again) on the way from one state to another, each in order."""
        parents = self.parents()

        def line(state: int) -> list[int]:
            out = []
            while state != ROOT:
                out.append(state)
                state = parents[state]
            return out

        down, up = line(before), line(after)
        common = set(down) & set(up)
        return [s for s in down if s not in common], [s for s in reversed(up) if s not in common]

    def broken(self) -> list[str]:
        """Return what is wrong with the chain, one line a fault; empty when it holds."""
        faults, previous, expected, stood, nodes = [], "", 1, ROOT, {ROOT}
        for row in self._db.execute(f"select {_COLUMNS} from entry order by seq"):
            try:
                entry = self._entry(row)
                parts = [entry.seq, entry.id, entry.parent, entry.state, entry.kind, dict(entry.operation),
                         dict(entry.names), list(entry.changes), entry.person, entry.time]
                sound = entry.previous == previous and entry.hash == _hash(previous, parts)
            except (TypeError, ValueError, RecursionError):  # no plain data, or no text at all
                faults.append(f"entry {row[0]} cannot be read")
                previous, expected = row[-1], row[0] + 1
                continue
            if entry.seq != expected:
                faults.append(f"entry {expected} is missing")
            if not sound:
                faults.append(f"entry {entry.seq} does not follow from the one before")
            if entry.kind == "do":
                nodes.add(entry.seq)
            placed = entry.state == entry.seq if entry.kind == "do" else (
                entry.state in nodes if entry.kind == "move" else entry.state == entry.parent)
            if entry.parent != stood or not placed:
                faults.append(f"entry {entry.seq} stands in the wrong place")
            previous, expected, stood = entry.hash, entry.seq + 1, entry.state
        return faults

    def digests(self) -> list[tuple[int, str]]:
        """Return (seq, digest) of every payload that an entry names."""
        return [(entry.seq, digest) for entry in self.since(0) for header in entry.changes for digest in payloads(header)]
