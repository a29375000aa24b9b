"""Registry: the forms that were sent out, who is to fill them in, and what came back; in workspace.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workstation.dataset.journal import now
from workstation.errors import Problem
from workstation.templates.form import Column, Form
from workstation.text import Sentence, _

KINDS = ("filled", "replaced", "correction")
"""What a submission is: rows that count, rows that a later one replaced, corrections of cells."""


@dataclass(frozen=True)
class Sent:
    """A form that was sent out. `dataset` is where its rows are gathered, empty before the first came back."""

    form: Form
    made_by: str
    dataset: str = ""
    words: str = ""
    senders: int = 0


@dataclass(frozen=True)
class Listed:
    """One who is to fill a form in, and the file made for them."""

    sender: str
    file: str


@dataclass(frozen=True)
class Submission:
    """One file that came back.

    source: id of its source in the dataset; kind: one of KINDS; how: by what it was recognised
    rows:   rows taken; cells: cells taken by a correction
    """

    form: str
    sender: str
    file: str
    sha256: str
    dataset: str
    source: str
    kind: str
    rows: int
    cells: int
    how: str
    warnings: tuple[Sentence, ...]
    received_at: str
    received_by: str
    id: int = 0


class Registry:
    """The forms of one workspace. db: workspace.db."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Keep the connection; nothing is read yet."""
        self.db = db

    # --- forms -----------------------------------------------------------------------------------------------------------

    def add(self, form: Form, person: str, senders: Sequence[tuple[str, str]] = (), words: str = "") -> None:
        """Keep a form and its senders: (sender, file). Senders may be added to a form that is there."""
        with self.db:
            self.db.execute("begin immediate")
            self.db.execute(
                "insert into form (id, standard, version, sha256, title, language, columns, sheet, made_at, made_by, words) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing",
                [form.id, form.standard, form.version, form.sha256, form.title, form.language,
                 json.dumps(form.data(), ensure_ascii=False), form.sheet, form.made or now(), person, words])
            last = self.db.execute("select coalesce(max(position), 0) from form_sender where form = ?", [form.id]).fetchone()[0]
            self.db.executemany(
                "insert into form_sender values (?, ?, ?, ?) on conflict (form, sender) do update set file = excluded.file",
                [(form.id, last + at, sender, file) for at, (sender, file) in enumerate(senders, 1)])

    def all(self) -> list[Sent]:
        """Return every form, the newest first."""
        rows = self.db.execute(
            "select id, standard, version, sha256, title, language, columns, sheet, made_at, made_by, dataset, words, "
            "(select count(*) from form_sender where form = form.id) from form order by made_at desc, id desc")
        return [_sent(row) for row in rows]

    def find(self, key: str) -> Sent:
        """Return the form with this id, the beginning of its id, or this title; Problem when there is none or several."""
        known = self.all()
        found = ([one for one in known if one.form.id == key] or [one for one in known if one.form.title == key]
                 or [one for one in known if len(key) >= 4 and (one.form.id.startswith(key) or one.form.id.endswith(key))])
        if len(found) == 1:
            return found[0]
        if found:
            raise Problem("not-clear", _("There are {n} forms called “{name}”.", n=len(found), name=key),
                          where=", ".join(one.form.id for one in found), remedy=_("Name it by its id."))
        raise Problem("no-form", _("There is no form “{name}”.", name=key),
                      where=_("Forms: {names}", names=", ".join(one.form.title for one in known[:20]) or "-"),
                      remedy=_("Look at the list with “template list”."))

    def form(self, form_id: str) -> Form | None:
        """Return the form with this id, None when it is not known here."""
        return next((one.form for one in self.all() if one.form.id == form_id), None) if form_id else None

    def newest(self, standard: str) -> Form | None:
        """Return the newest form for a standard (id)."""
        return next((one.form for one in self.all() if one.form.standard == standard), None)

    def gather_in(self, form_id: str, dataset: str) -> None:
        """Say in which dataset the rows of a form are gathered."""
        self.db.execute("update form set dataset = ? where id = ?", [dataset, form_id])

    def senders(self, form_id: str) -> list[Listed]:
        """Return who is to fill a form in, in the order of the list."""
        rows = self.db.execute("select sender, file from form_sender where form = ? order by position", [form_id])
        return [Listed(*row) for row in rows]

    # --- submissions -----------------------------------------------------------------------------------------------------

    def receive(self, submission: Submission) -> None:
        """Keep what came back."""
        s = submission
        self.db.execute(
            "insert into submission (form, sender, file, sha256, dataset, source, kind, rows, cells, how, warnings, "
            "received_at, received_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [s.form, s.sender, s.file, s.sha256, s.dataset, s.source, s.kind, s.rows, s.cells, s.how,
             json.dumps([one.data() for one in s.warnings], ensure_ascii=False), s.received_at or now(), s.received_by])

    def replaced(self, ids: Sequence[int]) -> None:
        """Mark submissions as replaced by a later one."""
        self.db.executemany("update submission set kind = 'replaced' where id = ?", [(one,) for one in ids])

    def submissions(self, form_id: str, sender: str | None = None) -> list[Submission]:
        """Return what came back of a form, of one sender or all, in order of time."""
        sql = ("select form, sender, file, sha256, dataset, source, kind, rows, cells, how, warnings, received_at, "
               "received_by, id from submission where form = ?")
        rows = self.db.execute(sql + (" and sender = ?" if sender is not None else "") + " order by id",
                               [form_id, *([sender] if sender is not None else [])])
        return [_submission(row) for row in rows]


def _sent(row: Sequence[str]) -> Sent:
    columns = tuple(Column(**one) for one in json.loads(row[6]))
    form = Form(row[0], row[1], row[2], row[3], row[4], row[5], columns, "", row[8], row[7])
    return Sent(form, row[9], row[10], row[11], int(row[12]))


def _submission(row: Sequence[Any]) -> Submission:
    warnings = tuple(Sentence(one["message"], one["values"]) for one in json.loads(row[10]))
    return Submission(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], warnings, row[11],
                      row[12], row[13])
