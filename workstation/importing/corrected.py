"""Corrected: a workbook that was marked up comes back, and only what was corrected is taken, as one step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workstation.dataset.answer import Changes
from workstation.dataset.dataset import Dataset
from workstation.dataset.journal import now
from workstation.errors import Problem
from workstation.importing.forms import shelf, standard_of
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.standards import mapping
from workstation.standards.installed import Installed
from workstation.standards.standard import Standard
from workstation.templates.corrections import Corrections, compare
from workstation.templates.filled import Filled, filled
from workstation.templates.form import Column, Form
from workstation.templates.marked import MARKED, Marked
from workstation.templates.recognise import Book, Recognised, headed_places, recognise
from workstation.templates.registry import Registry, Submission
from workstation.templates.status import positions_of
from workstation.text import Sentence, _, say
from workstation.workspace import Workspace


def read_corrections(workspace: Workspace, path: Path, job: Job | None = None) -> Corrections:
    """Return what a file corrects, taking nothing: a workbook that was marked up, or a form sent once more.

    Problem when it belongs to no dataset here.
    """
    job = job or Job()
    try:
        found: Recognised | None = recognise(path, shelf(workspace), job)
    except Problem as problem:
        if problem.code not in ("no-form", "form-empty"):
            raise
        found = None
    marked = found.marked if found is not None else _marked_in(path, job)
    if found is None and marked is None:
        raise Problem("no-corrections", _("This file was not marked up here."), where=path.name,
                      remedy=_("Take it in as a form, or import it."))
    if marked is not None and marked.dataset:
        return _of_marked(workspace, path, found, marked, job)
    if found is None:
        raise Problem("no-corrections", _("This file was marked up without a dataset."), where=path.name,
                      remedy=_("Take it in as a form, or import it."))
    return _of_form(workspace, path, found)


def take_corrections(workspace: Workspace, corrections: Corrections, person: str, *, only_marked: bool = False,
                     conflicts: bool = False, rows: bool = False, job: Job | None = None) -> Changes | None:
    """Take what a file corrects, as one step that can be undone; None when there was nothing to take."""
    operation = corrections.operation(only_marked=only_marked, conflicts=conflicts, rows=rows)
    if operation is None:
        return None
    done = workspace.dataset(corrections.dataset).do(operation, person, job=job)
    if corrections.form:
        registry = Registry(workspace.db)
        if registry.form(corrections.form) is not None:
            registry.receive(Submission(corrections.form, corrections.sender, corrections.file, "", corrections.dataset,
                                        corrections.source, "correction", len(operation.new_rows), len(operation.cells),
                                        "marked", corrections.warnings, now(), person))
    return done


def _of_marked(workspace: Workspace, path: Path, found: Recognised | None, marked: Marked, job: Job) -> Corrections:
    dataset = _dataset(workspace, marked.dataset, path)
    standard = Installed(workspace.path / "standards", workspace.db).load(marked.standard)
    fields = _fields(dataset, standard)
    sheets = _sheets(path, found, marked, standard, job)
    before = dataset.table_at(marked.state)
    parts = compare(before, dataset.table, positions_of(before, [marked.source], hidden=True), sheets, fields, standard,
                    frozenset((one.row_id, one.field) for one in marked.marks))
    warnings = [word for sheet in sheets for word in sheet.warnings]
    return Corrections(path.name, dataset.id, marked.source, marked.sender, marked.form, **parts,
                       warnings=tuple(_told(parts, warnings)))


def _of_form(workspace: Workspace, path: Path, found: Recognised) -> Corrections:
    """Compare a form that was sent once more with what this sender has here now."""
    registry = Registry(workspace.db)
    sender = found.sender(path.stem)
    earlier = [one for one in registry.submissions(found.form.id, sender) if one.kind == "filled" and one.source]
    if not earlier:
        raise Problem("no-corrections", _("Nothing of “{sender}” is here that could be corrected.", sender=sender),
                      where=path.name, remedy=_("Take it in as a form."))
    dataset = _dataset(workspace, earlier[-1].dataset, path)
    standard = standard_of(workspace, found.form)
    sheets = [filled(found.form, place, standard) for place in found.places]
    table = dataset.table
    sources = [one.source for one in earlier if one.dataset == dataset.id]
    parts = compare(table, table, positions_of(table, sources, hidden=True), sheets, _fields(dataset, standard), standard,
                    frozenset())
    warnings = [word for sheet in sheets for word in sheet.warnings]
    return Corrections(path.name, dataset.id, sources[-1], sender, found.form.id, **parts,
                       warnings=tuple(_told(parts, warnings)))


def _told(parts: dict[str, Any], warnings: Sequence[Sentence]) -> list[Sentence]:
    out = list(warnings)
    if parts["new_rows"]:
        out.append(say("New rows: {n}. They are taken only when it is asked for.", n=len(parts["new_rows"])))
    if parts["gone"]:
        out.append(say("Rows that are not in it any more: {n}. They stay unless it is asked for.", n=len(parts["gone"])))
    if parts["rewritten"]:
        out.append(say("Cells with the same number written otherwise: {n}. They stay as they are.", n=parts["rewritten"]))
    if conflicts := sum(one.conflict for one in parts["cells"]):
        out.append(say("Cells that were changed here too since it was sent back: {n}. They stay unless it is asked for.",
                       n=conflicts))
    return out


def _dataset(workspace: Workspace, key: str, path: Path) -> Dataset:
    if key not in {info.id for info in workspace.datasets()}:
        raise Problem("no-dataset", _("The dataset that this file belongs to is not here."), where=path.name,
                      remedy=_("Bring it back from the bin, or open the workspace that marked the file."))
    return workspace.dataset(key)


def _fields(dataset: Dataset, standard: Standard) -> dict[str, str]:
    return {match.target: match.field for match in mapping.current(dataset.table, standard, dataset.settings)}


def _marked_in(path: Path, job: Job) -> Marked | None:
    from workstation.readers.options import Options

    reader = open_file(path)
    lines = Book(path, reader, job, reader.sheets(path, Options(), job)).lines(MARKED)
    return Marked.from_lines(lines) if lines else None


def _sheets(path: Path, found: Recognised | None, marked: Marked, standard: Standard, job: Job) -> list[Filled]:
    """Return the rows that came back; of a table that is no form its columns are found by the headers it had."""
    if found is not None:
        return [filled(found.form, place, standard) for place in found.places]
    from workstation.readers.options import Options

    reader = open_file(path)
    book = Book(path, reader, job, reader.sheets(path, Options(), job))
    columns = tuple(Column(name, text, "text") for name, text in marked.headers if name in standard.by_name)
    form = Form("", standard.id, standard.version, "", "", "en", columns)
    places = headed_places(book, form, standard)
    if not places:
        raise Problem("nothing-known", _("The table that was marked up is not in this workbook any more."), where=path.name)
    return [filled(form, place, standard) for place in places]
