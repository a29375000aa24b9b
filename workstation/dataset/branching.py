"""Branching: several entries on another branch of the tree, in one transaction: what a re-run writes, or only tries."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from workstation.dataset import payload, projection
from workstation.dataset.blocks import in_order
from workstation.dataset.change import Change, RowsShown
from workstation.dataset.dataset import Dataset
from workstation.dataset.journal import Entry
from workstation.dataset.operation import Context
from workstation.dataset.payload import Header
from workstation.engine.engine import shared
from workstation.job import Job
from workstation.store import database


class Branch:
    """A state of the tree that new entries are put on; the dataset itself moves when the transaction is committed."""

    def __init__(self, dataset: Dataset, db: sqlite3.Connection, base: int, person: str) -> None:
        """Move to `base` inside the open transaction."""
        self._dataset, self.db, self.person = dataset, db, person
        self.state = dataset.state
        self.table = dataset.table
        self.last: Entry | None = None
        back, again = dataset.journal.path(self.state, base)
        for change in self._way(back, again):
            self._apply(change)
        if self.state != base:
            asked = {"operation": "goto", "from": self.state, "to": base}
            self.last = dataset.journal.append("move", parent=self.state, state=base, operation=asked, names={}, changes=[],
                                               person=person)
            self.state = base

    def _way(self, back: Sequence[int], again: Sequence[int]) -> Iterator[Change]:
        for state in back:
            for header in reversed(self._dataset.journal.entry(state).changes):
                yield payload.decode_back(self.db, header)
        for state in again:
            for header in self._dataset.journal.entry(state).changes:
                yield self.decoded(header)

    def decoded(self, header: Header) -> Change:
        """Return the change of a stored header as it is made on the table of now."""
        blocks = {block.uuid for block in self.table.blocks}
        return payload.decode_again(self.db, header, blocks, self._dataset.cache.spill)

    def _apply(self, change: Change) -> None:
        self.table = change.apply(self.table)
        if not isinstance(change, RowsShown):
            projection.write(self.db, change)

    def context(self, person: str, job: Job) -> Context:
        """Return what an operation may use at this point of the branch, done again for `person`."""
        return Context(engine=shared(), job=job, person=person, settings=projection.settings(self.db),
                       answers=lambda question, rows: projection.answers_of(self.db, question, person, rows),
                       next_block=projection.next_block(self.db), stored=self._dataset.stored)

    def step(self, asked: Mapping[str, Any], items: Sequence[Change | Header]) -> Entry:
        """Put one entry on the branch: new changes, and headers of stored ones that are made once more as they are."""
        headers = []
        for item in items:
            if isinstance(item, Change):
                headers.append(payload.encode(self.db, item))
                self._apply(item)
            else:
                headers.append(item)
                self._apply(self.decoded(item))
        names = projection.named_in({one.id: one.name for one in self.table.fields}, {"asked": asked, "headers": headers})
        entry = self._dataset.journal.append("do", parent=self.state, state=None, operation=asked, changes=headers,
                                             person=self.person, names=names)
        self.state, self.last = entry.seq, entry
        return entry


class _Tried(Exception):
    """The branch was only tried: the transaction is rolled back."""


@contextmanager
def branch(dataset: Dataset, db: sqlite3.Connection, base: int, person: str, *, keep: bool) -> Iterator[Branch]:
    """Give a branch on state `base`; without `keep`, or when the block raises, nothing of it stays.

    Only inside `dataset.writing`, which gives `db`.
    """
    made: Branch | None = None
    try:
        with database.writing(db, dataset.path):
            made = Branch(dataset, db, base, person)
            yield made
            if not keep:
                raise _Tried
    except _Tried:
        return
    if made is not None and made.last is not None:
        ordered = in_order(dataset.journal, made.table, made.state)
        dataset.adopt(made.table if ordered else dataset.rebuild(made.state), made.last)
        if not ordered:
            with contextlib.suppress(OSError):  # the cache is a convenience: the branch itself is durable already
                dataset.save_cache()
