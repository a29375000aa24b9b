"""Decisions: who may submit, approve or return, what they bar, and the versions they make."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.dataset.journal import Entry, Journal
from workstation.errors import Problem
from workstation.text import _


@dataclass(frozen=True)
class Version:
    """An approved state: what may be packed and sent.

    number: 1, 2, ...; state: node of the tree; content_hash: of the visible rows then; person: who approved
    """

    number: int
    state: int
    content_hash: str
    entry: int
    person: str
    time: str


class Decisions:
    """The decision entries of a journal, and what follows from the newest."""

    def __init__(self, db: sqlite3.Connection, journal: Journal) -> None:
        """Read decisions from `journal`."""
        self._db = db
        self._journal = journal
        self._looked = (0, 0)

    def newest(self) -> Entry | None:
        """Return the newest decision, None when there is none."""
        looked, found = self._looked  # entries only ever follow: 10,000 edits must not look through all of them each time
        last, = self._db.execute("select coalesce(max(seq), 0) from entry").fetchone()
        if last > looked:
            row = self._db.execute("select seq from entry where seq > ? and seq <= ? and kind = 'decision' "
                                   "order by seq desc limit 1", [looked, last]).fetchone()
            found = row[0] if row else found
            if not self._db.in_transaction:  # what is not committed may be taken back
                self._looked = (last, found)
        return self._journal.entry(found) if found else None

    def all(self) -> list[Entry]:
        """Return every decision, oldest first."""
        rows = self._db.execute("select seq from entry where kind = 'decision' order by seq").fetchall()
        return [self._journal.entry(row[0]) for row in rows]

    def status(self, state: int) -> str:
        """Return draft, submitted, approved or returned for what stands at `state`."""
        last = self.newest()
        if last is None or last.operation["operation"] == "withdraw" or last.state != state:
            return "draft"
        return {"submit": "submitted", "approve": "approved", "return": "returned"}[str(last.operation["operation"])]

    def may_change(self, state: int) -> None:
        """Raise Problem while a submission waits: what a supervisor looks at must stand still."""
        if self.status(state) == "submitted":
            raise Problem("submitted", _("This dataset was submitted and waits for a decision."),
                          remedy=_("Withdraw the submission to go on working, or wait until it is approved or returned."))

    def may_move(self, person: str, taken_back: Sequence[Entry]) -> None:
        """Raise Problem when one of these steps is not this person's to undo."""
        decided = {e.state for e in self.all() if e.operation["operation"] in ("submit", "approve")}
        barred = self._ancestors(decided)
        for entry in taken_back:
            if entry.seq in barred:
                raise Problem("decided", _("This step was submitted or approved and cannot be undone."),
                              where=entry.summary, remedy=_("Make a new change that corrects it."))
            if entry.person != person:
                raise Problem("not-yours", _("This step was done by {person}; only they can undo it.", person=entry.person),
                              where=entry.summary, remedy=_("Ask them, or make a new change that corrects it."))

    def _ancestors(self, states: set[int]) -> set[int]:
        parents, out = self._journal.parents(), set()
        for state in states:
            while state and state not in out:
                out.add(state)
                state = parents.get(state, 0)
        return out

    def check(self, verdict: str, person: str, reason: str, state: int) -> None:
        """Raise Problem when this person may not decide this now."""
        status, last = self.status(state), self.newest()
        if verdict == "submit":
            if status in ("submitted", "approved"):
                raise Problem(status, _("This was submitted already.") if status == "submitted" else
                              _("This was approved already; nothing has changed since."))
            if not state:
                raise Problem("empty", _("There is nothing to submit yet."), remedy=_("Import a file first."))
            return
        if status != "submitted" or last is None:
            raise Problem("not-submitted", _("This dataset was not submitted for review."),
                          remedy=_("Somebody must submit it first."))
        if verdict == "withdraw" and person != last.person:
            raise Problem("not-yours", _("{person} submitted this; only they can withdraw it.", person=last.person),
                          remedy=_("A supervisor can return it with a reason."))
        if verdict in ("approve", "return") and person == last.person:
            raise Problem("same-person", _("You submitted this yourself; another person must decide."),
                          remedy=_("Ask a supervisor to review it."))
        if verdict == "return" and not reason.strip():
            raise Problem("no-reason", _("A return needs a reason."), remedy=_("Say what has to be corrected."))

    def make_version(self, entry: Entry, content_hash: str) -> None:
        """Write the version that an approval makes, in the approval's own transaction."""
        number = self._db.execute("select coalesce(max(number), 0) + 1 from version").fetchone()[0]
        self._db.execute("insert into version values (?, ?, ?, ?, ?, ?)",
                         [number, entry.state, content_hash, entry.seq, entry.person, entry.time])

    def versions(self) -> list[Version]:
        """Return the versions, oldest first."""
        rows = self._db.execute("select number, state, content_hash, entry, person, time from version order by number")
        return [Version(*row) for row in rows]
