"""Dataset: one file with its journal; `do` is the one verb that writes to it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from workstation.dataset import payload, projection
from workstation.dataset.answer import Changes, Source
from workstation.dataset.blocks import applied, in_order
from workstation.dataset.cache import Cache
from workstation.dataset.change import Change, Decided
from workstation.dataset.column import Positions
from workstation.dataset.decisions import Decisions, Version
from workstation.dataset.journal import ROOT, Entry, Journal
from workstation.dataset.operation import Context, Operation
from workstation.dataset.preview import Preview, preview
from workstation.dataset.table import Table
from workstation.dataset.verification import Verification, diagnosed, verify
from workstation.engine.engine import shared
from workstation.errors import Problem
from workstation.job import Job
from workstation.store import database, dataset_schema
from workstation.store.backup import copy_database
from workstation.store.lock import WriteLock
from workstation.text import _

TAIL_ENTRIES = 200  # entries replayed at opening before the cache is written anew
TAIL_CELLS = 100_000
SPILL_CELLS = 500_000  # changed cells after which new columns move from the heap to mapped files

__all__ = ["Changes", "Dataset", "Source"]


class Dataset:
    """One dataset file: the table of now, and everything that led to it.

    Safe to use from several threads of one process; writes are in turn. Another process may write to the same file:
    `refresh` catches up, and every write does so first. stored: see Context.
    """
    stored: Any = None  # given by the workspace: a dataset knows no reader

    def __init__(self, path: Path, cache: Path, operation_of: Callable[[Mapping[str, Any]], Operation],
                 name: str = "") -> None:
        """Open the dataset at `path`; its cache lies in a folder below `cache`.

        Raises Problem when the file is missing, damaged, not ours or of a newer format.
        """
        self.path = path
        self._db = database.connect(path, database.DATASET_ID, dataset_schema.STEPS)
        self.id: str = self._meta("id")
        self.name = name or self._meta("name")
        self._operation_of = operation_of
        self._guard = threading.RLock()
        self._lock = WriteLock(path.with_name(path.name + ".lock"))
        self._cache = Cache(cache / self.id)
        self.journal = Journal(self._db, self.worded)
        self.decisions = Decisions(self._db, self.journal)
        self._tail_cells = 0
        with self._diagnosed():
            self._open_table()

    def _meta(self, key: str) -> str:
        row = self._db.execute("select value from meta where key = ?", [key]).fetchone()
        if row is None:
            raise Problem("damaged", _("This file is damaged."), str(self.path), _("Bring it back from a backup."))
        return str(row[0])

    def _diagnosed(self) -> contextlib.AbstractContextManager[None]:
        return diagnosed(self._db, self.journal, self.path)

    # --- opening and catching up -----------------------------------------------------------------------------------------

    def _open_table(self) -> None:
        hash_of = "select hash from entry where seq = ?"

        def known(seq: int) -> str | None:
            row = self._db.execute(hash_of, [seq]).fetchone()
            return row[0] if row else None

        found = self._cache.load(known)
        self._cached, self.state, self.table = found or (0, ROOT, Table())
        self._seen = self._cached
        self.settings: Mapping[str, Any] = projection.settings(self._db)
        if found is None:
            self._seen, self.state = self.journal.last()
            self.table = self.rebuild()
            if self._seen:
                with contextlib.suppress(OSError):  # a cache that cannot be written is made at the next opening
                    self.save_cache()
        else:
            self.refresh()

    def refresh(self) -> bool:
        """Catch up with entries that another window or process wrote; returns whether there were any."""
        with self._guard, self._diagnosed():
            entries = self.journal.since(self._seen)
            if not entries:
                return False
            table, state = self.table, self.state
            for entry in entries:
                table = self._replay(table, state, entry)
                state = entry.state
                self._tail_cells += entry.count if entry.moves_table else 0
            ordered = all(entry.kind != "move" for entry in entries) or in_order(self.journal, table, state)
            self.table = table if ordered else self.rebuild(state)
            self.state, self._seen = state, entries[-1].seq
            self.settings = projection.settings(self._db)
            return True

    def _replay(self, table: Table, state: int, entry: Entry) -> Table:
        back, again = ([], [entry.seq]) if entry.kind == "do" else self.journal.path(state, entry.state)
        return self._walk(table, back, again) if entry.moves_table else table

    def _walk(self, table: Table, back: Sequence[int], again: Sequence[int]) -> Table:
        return applied(table, self._changes_on(table, back, again))

    def _changes_on(self, table: Table, back: Sequence[int], again: Sequence[int]) -> Iterator[Change]:
        """Yield the table changes that take some nodes back and do others again, each decoded when it is needed."""
        blocks = {block.uuid for block in table.blocks}
        for state in back:
            for header in reversed(self.journal.entry(state).changes):
                if header["kind"] not in projection.KINDS:
                    yield payload.decode_back(self._db, header)
        for state in again:
            for header in self.journal.entry(state).changes:
                if header["kind"] not in projection.KINDS:
                    yield payload.decode_again(self._db, header, blocks, self._cache.spill)
                    blocks |= {header["block"]} if header["kind"] == "rows-added" else set()

    def rebuild(self, state: int | None = None) -> Table:
        """Return the table made again from the journal alone, at `state` or now: the base and each stored change."""
        back, again = self.journal.path(ROOT, self.state if state is None else state)
        return self._walk(Table(), back, again)

    def table_at(self, state: int) -> Table:
        """Return the table as it was at a state of the tree."""
        with self._guard, self._diagnosed():
            return self._walk(self.table, *self.journal.path(self.state, self._checked_state(state)))

    def _checked_state(self, state: int) -> int:
        if state != ROOT and state not in self.journal.parents():
            raise Problem("no-state", _("There is no step {state} in the history.", state=state),
                          remedy=_("Look the number up with “history”."))
        return state

    # --- writing ---------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self, person: str) -> Iterator[sqlite3.Connection]:
        """Hold the write lock and this thread's turn, caught up with what others wrote."""
        with self._guard, self._diagnosed(), self._lock.held(person):
            self.refresh()
            yield self._db

    def context(self, person: str, job: Job | None = None) -> Context:
        """Return what an operation may use besides the table."""
        return Context(engine=shared(), job=job or Job(), person=person, settings=self.settings,
                       answers=lambda question, rows: projection.answers_of(self._db, question, person, rows),
                       next_block=projection.next_block(self._db), stored=self.stored)

    def do(self, operation: Operation, person: str, rows: Positions | None = None, job: Job | None = None) -> Changes:
        """Do one operation, on all rows or on those with ids `rows`; durable when this returns.

        Raises Problem when it cannot be done, Cancelled when the job was stopped; nothing is written then.
        """
        with self.writing(person):
            self.decisions.may_change(self.state)
            resolved = operation.resolved(self.table)
            resolved.check(self.table)
            changes = list(resolved.change(self.table, rows, self.context(person, job)))
            data = resolved.data() | ({"rows": len(rows)} if rows is not None else {})
            if not changes:
                names = {field.id: field.name for field in self.table.fields}
                return Changes(None, resolved.summary(lambda key: names.get(key, key)), (), None, 0, frozenset())
            return self.commit(data, changes, person)

    def commit(self, data: Mapping[str, Any], changes: Sequence[Change], person: str) -> Changes:
        """Write one entry with these changes and swap the table. Only inside `writing`."""
        before, table = self.table, self.table
        for change in changes:
            table = change.apply(table)  # can fail: nothing has happened yet
        names = {f.id: f.name for f in (*table.fields, *before.fields)}
        with database.writing(self._db, self.path):
            headers = [payload.encode(self._db, change) for change in changes]
            for change in changes:
                projection.write(self._db, change)
            entry = self.journal.append("do", parent=self.state, state=None, operation=data, changes=headers, person=person,
                                        names=projection.named_in(names, data))
        self._swap(table, entry)
        return self._changes(entry, entry.summary, changes)

    def _swap(self, table: Table, entry: Entry) -> None:
        self.table, self.state, self._seen = table, entry.state, entry.seq
        self.settings = projection.settings(self._db)
        self._tail_cells += entry.count if entry.moves_table else 0
        if self._tail_cells > SPILL_CELLS:
            with contextlib.suppress(OSError):  # the cache is a convenience: the step itself is durable already
                self.save_cache()

    def adopt(self, table: Table, entry: Entry) -> None:
        """Take over a table and entry that loading wrote in one transaction of its own. Only inside `writing`."""
        self._swap(table, entry)

    def _changes(self, entry: Entry, summary: str, changes: Sequence[Change]) -> Changes:
        fields = tuple(dict.fromkeys(key for change in changes for key in change.touched))
        kinds = frozenset(change.kind for change in changes)
        rows = None
        if kinds <= {"cells"} and sum(change.size for change in changes) <= TAIL_CELLS:
            rows = projection.union_rows(changes)
        return Changes(entry, summary, fields, rows, sum(change.size for change in changes), kinds)

    # --- moving in the tree ----------------------------------------------------------------------------------------------

    def undo(self, person: str) -> Changes:
        """Take back the step we stand on. Problem when there is none, it is someone else's, or it was submitted."""
        with self.writing(person):
            if self.state == ROOT:
                raise Problem("nothing-to-undo", _("There is nothing to undo."))
            return self._move(self.journal.entry(self.state).parent, person, "undo", self.state)

    def redo(self, person: str) -> Changes:
        """Do the step again that was last undone here."""
        with self.writing(person):
            target = self.journal.newest_child(self.state)
            if target is None:
                raise Problem("nothing-to-redo", _("There is nothing to redo."))
            return self._move(target, person, "redo", target)

    def goto(self, state: int, person: str) -> Changes:
        """Go to any state of the tree, over several steps at once."""
        with self.writing(person):
            return self._move(self._checked_state(state), person, "goto", state)

    def _move(self, target: int, person: str, verb: str, named: int) -> Changes:
        back, again = self.journal.path(self.state, target)
        entries = {state: self.journal.entry(state) for state in (*back, *again)}
        self.decisions.may_move(person, [entries[state] for state in back])
        self.decisions.may_change(self.state)  # forward too: what a supervisor looks at must stand still
        blocks = {block.uuid for block in self.table.blocks}
        changes = [payload.decode_back(self._db, h) for state in back for h in reversed(entries[state].changes)]
        changes += [payload.decode_again(self._db, header, blocks, self._cache.spill)
                    for state in again for header in entries[state].changes]
        table = self.table
        for change in changes:
            table = change.apply(table)
        with database.writing(self._db, self.path):
            for change in changes:
                projection.write(self._db, change)
            entry = self.journal.append("move", parent=self.state, state=target, changes=[], person=person, names={},
                                        operation={"operation": verb, "from": self.state, "to": target})
        self._swap(table if verb != "goto" or in_order(self.journal, table, target) else self.rebuild(target), entry)
        self._tail_cells += sum(change.size for change in changes)
        told = entries[named].summary if verb != "goto" and named in entries else entry.summary
        return self._changes(entry, told, changes)

    # --- decisions and records -------------------------------------------------------------------------------------------

    def decide(self, verdict: str, person: str, reason: str = "") -> Entry:
        """Submit, approve, return or withdraw what stands now; see decisions.py for who may do what."""
        with self.writing(person):
            self.decisions.check(verdict, person, reason, self.state)
            content = self.table.content_hash
            decided = Decided(verdict, reason, content)
            with database.writing(self._db, self.path):
                header = payload.encode(self._db, decided)
                entry = self.journal.append("decision", parent=self.state, state=self.state, names={}, changes=[header],
                                            operation={"operation": verdict}, person=person)
                if verdict == "approve":
                    self.decisions.make_version(entry, content)
            self._seen = entry.seq
            return entry

    def submit(self, person: str) -> Entry:
        """Hand in what stands now for review."""
        return self.decide("submit", person)

    def approve(self, person: str, reason: str = "") -> Entry:
        """Approve what was submitted; makes a version. Only by a different person."""
        return self.decide("approve", person, reason)

    def return_(self, person: str, reason: str) -> Entry:
        """Send what was submitted back with a reason."""
        return self.decide("return", person, reason)

    def withdraw(self, person: str) -> Entry:
        """Take one's own submission back before it is decided."""
        return self.decide("withdraw", person)

    @property
    def status(self) -> str:
        """draft, submitted, approved or returned: where what stands now is in review."""
        return self.decisions.status(self.state)

    def versions(self) -> list[Version]:
        """Return the approved versions, oldest first."""
        return self.decisions.versions()

    def record(self, kind: str, data: Mapping[str, Any], person: str) -> Entry:
        """Leave a line in the journal of something that cannot be undone (check, pack, sync); the table stays."""
        with self.writing(person):
            with database.writing(self._db, self.path):
                entry = self.journal.append("record", parent=self.state, state=self.state, names={}, changes=[],
                                            operation={"operation": kind, **data}, person=person)
            self._seen = entry.seq
            return entry

    # --- looking ---------------------------------------------------------------------------------------------------------

    def preview(self, operation: Operation, rows: Positions | None = None, limit: int = 20,
                job: Job | None = None, person: str = "") -> Preview:
        """Return exactly what an operation would change, without changing it."""
        resolved = operation.resolved(self.table)
        resolved.check(self.table)
        return preview(self.table, resolved, rows, self.context(person, job), limit)

    def history(self) -> list[Entry]:
        """Return every entry, oldest first."""
        with self._guard, self._diagnosed():
            return self.journal.since(0)

    def worded(self, entry: Entry) -> str:
        """Return the sentence for an entry in the present language."""
        return projection.worded(entry, self._operation_of, self.journal)

    def answers(self, question: str) -> dict[int, dict[str, Any]]:
        """Return {row id: {person: answer}} of one question."""
        with self._guard:
            return projection.answers(self._db, question)

    def sources(self) -> list[Source]:
        """Return the source files kept inside."""
        return projection.sources(self._db, Source)

    def source_bytes(self, source_id: str) -> Any:
        """Return a readable file over a source as it was imported."""
        return projection.source_bytes(self._db, source_id)

    def rejected(self) -> list[tuple[str, str, int, str, str]]:
        """Return the lines no reader could make a row of: (source id, sheet, line, raw text, why)."""
        return list(self._db.execute("select source, sheet, line, raw, why from rejected order by source, line"))

    # --- keeping ---------------------------------------------------------------------------------------------------------

    def save_cache(self) -> None:
        """Write the cache as the table stands now, and take its mapped columns for our own."""
        with self._guard:
            row = self._db.execute("select hash from entry where seq = ?", [self._seen]).fetchone()
            if row is None:
                return
            self.table = self._cache.save(self.table, self._seen, self.state, row[0])
            self._cached, self._tail_cells = self._seen, 0

    def unguarded(self) -> None:
        """Trade durability for speed while a file that nobody sees yet is being loaded; `finish_part` makes it whole."""
        self._db.executescript("pragma journal_mode = off; pragma synchronous = off")

    def finish_part(self) -> None:
        """Write the cache, close, and sync a file that was loaded unguarded, so that it can be put in place."""
        self.save_cache()
        self._db.execute("pragma journal_mode = delete")
        self._lock.release()
        self._db.close()
        with open(self.path, "rb+") as file:
            os.fsync(file.fileno())
        self.path.with_name(self.path.name + ".lock").unlink(missing_ok=True)

    @property
    def cache_is_behind(self) -> bool:
        """Whether replaying the tail would be felt at the next opening."""
        return self._seen - self._cached > TAIL_ENTRIES or self._tail_cells > TAIL_CELLS

    @property
    def cache(self) -> Cache:
        """The dataset's cache."""
        return self._cache

    def backup(self, to: Path, job: Job | None = None) -> None:
        """Copy the whole dataset to a new file."""
        with self._guard:
            copy_database(self._db, to, job or Job())

    def verify(self, job: Job | None = None) -> Verification:
        """Return whether file, journal, payloads and table agree; see verification.py."""
        with self._guard, self._diagnosed():
            return verify(self, self._db, job or Job())

    def close(self) -> None:
        """Write the cache when the next opening would feel its lack, give the lock back and close the file."""
        with self._guard:
            if self.cache_is_behind:
                with contextlib.suppress(OSError):  # a cache that cannot be written is made at the next opening
                    self.save_cache()
            self._lock.release()
            self._db.close()
