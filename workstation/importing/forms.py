"""Forms that came back: many files at once into one dataset, each with its sender; nothing is asked that the form tells."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from workstation.dataset.change import Change, SettingChanged
from workstation.dataset.dataset import Dataset
from workstation.dataset.field import Field
from workstation.dataset.journal import now
from workstation.dataset.loading import Incoming, SourceFile, load
from workstation.errors import Cancelled, Problem
from workstation.importing.copies import Copy
from workstation.job import Job
from workstation.operations.map_fields import setting
from workstation.operations.remove_rows import RemoveRows
from workstation.readers.catalogue import extensions
from workstation.readers.reader import unique_names
from workstation.standards import mapping
from workstation.standards.installed import Installed
from workstation.standards.standard import Standard
from workstation.store import database
from workstation.templates.filled import Filled, filled
from workstation.templates.form import Form
from workstation.templates.receive_form import ReceiveForm
from workstation.templates.recognise import Recognised, Shelf, recognise
from workstation.templates.registry import Registry, Submission
from workstation.templates.status import Overview, overview, positions_of
from workstation.text import Sentence, _, say
from workstation.workspace import Workspace

REPEATED = ("ask", "replace", "add")
"""What becomes of a second file of one sender: nothing is taken until it is said, it replaces the first, or it is added."""
STATES = ("taken", "replaced", "added", "empty", "same", "repeated", "corrected", "refused")


@dataclass(frozen=True)
class Arrived:
    """What became of one file.

    state: taken, replaced (the sender's earlier rows) or added (to them); empty (nothing filled in); same (this very
           file is in already), repeated (the sender's rows are in already: say what to do) and corrected (a workbook
           that was marked up: take its corrections) took nothing; refused with a Problem
    """

    path: Path
    state: str
    sender: str = ""
    form: str = ""
    dataset: str = ""
    rows: int = 0
    codes: int = 0
    balance: Mapping[str, int] = field(default_factory=dict)
    how: str = ""
    warnings: tuple[Sentence, ...] = ()
    problem: Problem | None = None

    def data(self) -> dict[str, Any]:
        """Return it as the command line answers."""
        return {"file": str(self.path), "state": self.state, "sender": self.sender, "form": self.form,
                "dataset": self.dataset, "rows": self.rows, "codes": self.codes, "balance": dict(self.balance),
                "recognised": self.how, "warnings": [str(one) for one in self.warnings],
                "problem": self.problem.data() if self.problem else None}


def shelf(workspace: Workspace) -> Shelf:
    """Return the forms and standards of a workspace, as recognising needs them."""
    installed, registry = _installed(workspace), Registry(workspace.db)

    def standards() -> list[Standard]:
        out = []
        for entry in installed.all():
            with contextlib.suppress(Problem):  # a standard that is broken recognises nothing; “standard list” tells of it
                out.append(installed.load(entry.label))
        return out

    known: list[Standard] = []

    def once() -> list[Standard]:
        if not known:
            known.extend(standards())
        return known

    return Shelf(registry.form, registry.newest, once)


def _installed(workspace: Workspace) -> Installed:
    return Installed(workspace.path / "standards", workspace.db)


def standard_of(workspace: Workspace, form: Form) -> Standard:
    """Return the standard a form was made from, its very version; Problem when it is not here."""
    try:
        return _installed(workspace).load(form.label)
    except Problem as problem:
        raise Problem("no-standard", _("The form's standard {label} is not installed here.", label=form.label),
                      remedy=_("Add it with “standard add”, then take the file in again.")) from problem


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Return the files named, and those in the folders named that can be read as tables, in order of name."""
    ends = set(extensions())
    out: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.is_file() and one.suffix.lower() in ends)
            out += sorted(one for one in inside if not one.name.startswith(("~$", ".")))
        else:
            out.append(path)
    return list(dict.fromkeys(out))


def receive(workspace: Workspace, paths: Sequence[Path], person: str, *, into: Dataset | None = None, name: str = "",
            repeated: str = "ask", sender_field: str = "", sender: str = "", job: Job | None = None) -> list[Arrived]:
    """Take in files that came back: all rows of one form into one dataset, a step of its history for each file.

    into:         the dataset; else the one where the form is gathered, else a new one
    repeated:     one of REPEATED
    sender_field: name of a field that gets the sender of each row
    sender:       who sent them, where the files do not tell it right
    Files that cannot be taken are told, and the others are taken. Cancelled leaves what was taken whole; of a dataset
    that would have been new nothing is left.
    """
    if repeated not in REPEATED:
        raise Problem("bad-option", _("“{value}” is no way to treat repeated files.", value=repeated),
                      remedy=_("Give one of: {words}.", words=", ".join(REPEATED)))
    job = job or Job()
    work = _Receiving(workspace, person, into, name, repeated, sender_field, sender, job)
    try:
        out = []
        for path in job.each(paths, len(paths), _("Taking forms in")):
            out.append(work.take(path))
        work.finish()
    except BaseException:
        work.drop()
        raise
    return out


@dataclass
class _Gathering:
    """The dataset of one form while files come in."""

    dataset: Dataset
    names: dict[str, str]
    """{field of the standard: name of the field in the dataset}."""
    part: bool
    broken: bool = False
    """Loading failed half-way: a part is written without a log, and cannot be used on."""
    held: list[Submission] = field(default_factory=list)


class _Receiving:
    """One run over many files."""

    def __init__(self, workspace: Workspace, person: str, into: Dataset | None, name: str, repeated: str,
                 sender_field: str, sender: str, job: Job) -> None:
        self.workspace, self.person, self.into, self.name = workspace, person, into, name
        self.repeated, self.sender_field, self.sender, self.job = repeated, sender_field, sender, job
        self.registry = Registry(workspace.db)
        self.shelf = shelf(workspace)
        self.gathered: dict[str, _Gathering] = {}
        self.final: dict[str, str] = {}

    def take(self, path: Path) -> Arrived:
        try:
            copy = Copy(self.workspace, path, Job())
            try:
                found = recognise(copy.path, self.shelf, self.job)
                return self._take(path, copy, found)
            finally:
                copy.drop()
        except Cancelled:
            raise
        except Problem as problem:
            if any(room.broken for room in self.gathered.values()):
                raise  # of a new dataset whose loading failed nothing may be left
            return Arrived(path, "refused", problem=problem)
        except sqlite3.Error as error:
            return Arrived(path, "refused", problem=database.as_problem(error, path))

    def _take(self, path: Path, copy: Copy, found: Recognised) -> Arrived:
        form = found.form
        warnings = list(found.warnings)
        sender = self._sender(found, path, warnings)
        if found.marked is not None:
            return Arrived(path, "corrected", sender, form.id, found.marked.dataset, how=found.how,
                           warnings=(*warnings, say("This workbook was marked up before: take its corrections.")))
        standard = standard_of(self.workspace, form)
        if self.registry.form(form.id) is None:
            self.registry.add(form.for_(""), "")
            warnings.append(say("This form was sent out from another workspace."))
        room = self._gathering(form, standard)
        digest = _sha256(copy.path)
        earlier = self._earlier(room, form.id, sender)
        if any(one.sha256 == digest for one in self._all(room, form.id) if self._there(room, one)):
            return Arrived(path, "same", sender, form.id, room.dataset.id, how=found.how,
                           warnings=(*warnings, say("This very file was taken in before.")))
        if earlier and self.repeated == "ask":
            return Arrived(path, "repeated", sender, form.id, room.dataset.id, how=found.how, warnings=tuple(warnings))
        sheets = [filled(form, place, standard) for place in found.places]
        warnings += [word for sheet in sheets for word in sheet.warnings]
        rows = sum(len(sheet) for sheet in sheets)
        state = "taken" if not earlier else "replaced" if self.repeated == "replace" else "added"
        if not rows:
            warnings.append(say("Nothing was filled in."))
            state = "empty"
        source = self._load(room, copy, found, standard, sheets, sender) if rows else ""
        if state == "replaced":
            self._replace(room, earlier)
        self._keep(room, Submission(form.id, sender, path.name, digest, room.dataset.id, source, "filled", rows, 0,
                                    found.how, tuple(warnings), now(), self.person))
        balance: dict[str, int] = {}
        for sheet in sheets:
            for key, count in sheet.balance.data().items():
                balance[key] = balance.get(key, 0) + count
        return Arrived(path, state, sender, form.id, room.dataset.id, rows, sum(sheet.codes for sheet in sheets), balance,
                       found.how, tuple(warnings))

    # --- who ---------------------------------------------------------------------------------------------------------------

    def _sender(self, found: Recognised, path: Path, warnings: list[Sentence]) -> str:
        """Return the sender, spelled as the list spells it."""
        sender = self.sender or found.sender(path.stem)
        if not self.sender and found.form.sender and found.said and found.said != found.form.sender:
            warnings.append(say("“{said}” is written as who filled it in; it was sent to “{sender}”.", said=found.said,
                                sender=found.form.sender))
        if not self.sender and not found.form.sender and not found.said:
            warnings.append(say("It does not tell who filled it in; the name of the file was taken."))
        listed = self.registry.senders(found.form.id)
        same = [one.sender for one in listed if mapping.fold(one.sender) == mapping.fold(sender)]
        if listed and not same:
            warnings.append(say("“{sender}” is not on the list of this form.", sender=sender))
        return same[0] if same else sender

    def _all(self, room: _Gathering, form: str) -> list[Submission]:
        return [*self.registry.submissions(form), *room.held]

    def _earlier(self, room: _Gathering, form: str, sender: str) -> list[Submission]:
        """Return what this sender sent before and is still in the dataset."""
        return [one for one in self._all(room, form)
                if one.sender == sender and one.kind == "filled" and one.rows and self._there(room, one)]

    def _there(self, room: _Gathering, one: Submission) -> bool:
        if one.dataset != room.dataset.id or one.kind == "replaced":
            return False
        return bool(len(positions_of(room.dataset.table, [one.source]))) if one.source else one.rows == 0

    # --- where -------------------------------------------------------------------------------------------------------------

    def _gathering(self, form: Form, standard: Standard) -> _Gathering:
        if form.id in self.gathered:
            return self.gathered[form.id]
        dataset, part = self.into, False
        if dataset is None:
            sent = self.registry.find(form.id)
            here = {info.id for info in self.workspace.datasets()}
            if sent.dataset in here:
                dataset = self.workspace.dataset(sent.dataset)
            else:
                dataset, part = self.workspace.new_part(self.name or form.title), True
                dataset.unguarded()
        made = _Gathering(dataset, {} if part else _names_in(dataset, standard), part)
        names, _warnings = unique_names([made.names.get(one.name) or one.title for one in form.columns])
        made.names |= {column.name: name for column, name in zip(form.columns, names, strict=True)
                       if column.name not in made.names}
        self.gathered[form.id] = made
        return made

    def _load(self, room: _Gathering, copy: Copy, found: Recognised, standard: Standard, sheets: Sequence[Filled],
              sender: str) -> str:
        import pyarrow as pa

        source = ""
        details = {"form": found.form.id, "sender": sender, "standard": found.form.label, "recognised": found.how}
        for sheet in sheets:
            if not len(sheet):
                continue
            names = [room.names[name] for name in sheet.names]
            columns = list(sheet.columns)
            if self.sender_field:
                names.append(self.sender_field)
                columns.append(pa.array([sender] * len(sheet), pa.string()))
            batch = pa.RecordBatch.from_arrays(columns, names=names)
            asked = ReceiveForm(file=copy.name, sheet=sheet.sheet, form=found.form.id, sender=sender)
            file = SourceFile(copy.name, copy.packed, details)
            room.broken = room.part
            done = load(room.dataset, asked, file, Incoming(names, [(batch, sheet.rows, ())], sheet.sheet), self.person, Job(),
                        also=partial(self._mapped, room, standard, sheet.names))
            room.broken = False
            source = done.entry.operation["source"] if done.entry else ""
        return str(source)

    def _mapped(self, room: _Gathering, standard: Standard, names: Sequence[str], fields: Sequence[Field]) -> list[Change]:
        """Return which field is which, kept in the same step as the rows, so that no check asks."""
        kept = mapping.stored(room.dataset.settings, standard)
        wanted = dict(kept) if kept is not None else mapping.as_mapping(mapping.suggest(room.dataset.table, standard))
        for name, one in zip(names, fields, strict=False):
            if name not in wanted.values():
                wanted[one.id] = name
        return [SettingChanged(setting(standard.id), kept, wanted)] if wanted != kept else []

    def _replace(self, room: _Gathering, earlier: Sequence[Submission]) -> None:
        table = room.dataset.table
        gone = positions_of(table, [one.source for one in earlier])
        if len(gone):
            room.dataset.do(RemoveRows(), self.person, rows=np.asarray(table.row_ids(gone)))
        self.registry.replaced([one.id for one in earlier if one.id])
        ids = {id(one) for one in earlier}
        room.held = [one if id(one) not in ids else _as_replaced(one) for one in room.held]

    def _keep(self, room: _Gathering, submission: Submission) -> None:
        if room.part:
            room.held.append(submission)
        else:
            self.registry.receive(submission)
            if not self.registry.find(submission.form).dataset:
                self.registry.gather_in(submission.form, room.dataset.id)

    def finish(self) -> None:
        """Put new datasets in place, and keep what came into them."""
        for form, room in self.gathered.items():
            if not room.part:
                continue
            if not any(one.rows for one in room.held):
                self.workspace.drop_part(room.dataset)
            else:
                self.workspace.place(room.dataset, self.name or room.dataset.name)
                self.registry.gather_in(form, room.dataset.id)
            for one in room.held:
                self.registry.receive(one)
            room.part = False

    def drop(self) -> None:
        """Remove datasets that were not put in place."""
        for room in self.gathered.values():
            if room.part:
                self.workspace.drop_part(room.dataset)


def _as_replaced(one: Submission) -> Submission:
    import dataclasses

    return dataclasses.replace(one, kind="replaced")


def _names_in(dataset: Dataset, standard: Standard) -> dict[str, str]:
    """Return {field of the standard: name in the dataset}, as mapped or found by name."""
    table = dataset.table
    return {match.target: table.by_id[match.field].name for match in mapping.current(table, standard, dataset.settings)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def status(workspace: Workspace, key: str, job: Job | None = None) -> Overview:
    """Return who has sent what of a form, who is missing, and whose faults are which."""
    registry = Registry(workspace.db)
    sent = registry.find(key)
    here = {info.id for info in workspace.datasets()}
    dataset = workspace.dataset(sent.dataset) if sent.dataset in here else None
    standard: Standard | None = None
    with contextlib.suppress(Problem):
        standard = standard_of(workspace, sent.form)
    return overview(sent, registry.senders(sent.form.id), registry.submissions(sent.form.id), dataset, standard,
                    job or Job())


def states(arrived: Sequence[Arrived]) -> Iterator[tuple[str, int]]:
    """Yield (state, files) for the states that occur, in the order of STATES."""
    for state in STATES:
        if count := sum(one.state == state for one in arrived):
            yield state, count
