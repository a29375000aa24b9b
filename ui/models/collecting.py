"""Collecting: what the collect page asks of the core, off the screen's thread; no widget here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.text import _

if TYPE_CHECKING:
    from workstation.importing.forms import Arrived
    from workstation.importing.send_back import Marking
    from workstation.job import Job
    from workstation.standards.installed import Entry
    from workstation.standards.result import Failure
    from workstation.standards.standard import Standard
    from workstation.templates.corrections import Corrections
    from workstation.templates.issue import Issued
    from workstation.templates.registry import Sent
    from workstation.templates.status import Overview

MOST_FAULTS = 500
"""Failing cells of one sender that are worded; the report of the check has all."""


@dataclass(frozen=True)
class Card:
    """A form in the list: how many of its senders have sent something."""

    sent: Sent
    received: int
    listed: int


@dataclass(frozen=True)
class State:
    """One form as it stands, and the failing cells of each sender, in words."""

    overview: Overview
    faults: Mapping[str, Sequence[Failure]] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """What became of files that were handed over: forms, and workbooks that came back corrected."""

    arrived: tuple[Arrived, ...]
    corrections: tuple[tuple[Path, Corrections], ...]


def forms(workspace: Any, job: Job) -> list[Card]:
    """Return the forms, the newest first."""
    from workstation.templates.registry import Registry

    registry = Registry(workspace.db)
    out = []
    for sent in registry.all():
        listed = {one.sender for one in registry.senders(sent.form.id)}
        came = {one.sender for one in registry.submissions(sent.form.id)}
        out.append(Card(sent, len(came & listed) if listed else len(came), len(listed)))
    return out


def state(workspace: Any, form: str, job: Job) -> State:
    """Return one form with what is wrong with each sender's rows."""
    import numpy as np

    from workstation.importing.forms import status

    overview = status(workspace, form, job)
    faults: dict[str, list[Failure]] = {}
    if (result := overview.check) is not None:
        blocks = result.table.blocks
        starts = np.array([block.start for block in blocks], dtype=np.int64)
        by_source = {source: line.sender for line in overview.lines for source in line.sources}
        wanted = [answer.rule.id for answer in result.answers if answer.rule.level != "info"]
        for failure in result.failures(20_000, wanted):
            position = int(result.table.positions([failure.row_id])[0])
            sender = by_source.get(blocks[int(np.searchsorted(starts, position, side="right")) - 1].source)
            if sender is not None and len(faults.setdefault(sender, [])) < MOST_FAULTS:
                faults[sender].append(failure)
    return State(overview, faults)


def standards(workspace: Any, job: Job) -> list[Entry]:
    """Return the standards that a form can be made from."""
    from workstation.standards.installed import Installed

    return Installed(workspace.path / "standards", workspace.db).all()


def standard(workspace: Any, label: str, job: Job) -> Standard:
    """Return one standard."""
    from workstation.standards.installed import Installed

    return Installed(workspace.path / "standards", workspace.db).load(label)


def read_senders(path: Path, job: Job) -> list[str]:
    """Return the senders listed in a file."""
    from workstation.templates.senders import read_senders as read

    return read(path, job)


def make(workspace: Any, label: str, to: Path, person: str, given: Mapping[str, Any], job: Job) -> Issued:
    """Make a form and write it; `given` are the arguments of `issue`."""
    from workstation.templates.issue import issue
    from workstation.templates.senders import checked_senders

    senders = [line for line in given.get("senders", ()) if line.strip()]
    wanted = dict(given) | {"senders": checked_senders(senders) if senders else ()}
    return issue(workspace.db, standard(workspace, label, job), to, person, **wanted, job=job)


def take(workspace: Any, paths: Sequence[Path], person: str, repeated: str, job: Job) -> Taken:
    """Take files in; those that had been marked up are read as corrections, and nothing of them is taken yet."""
    from workstation.importing.corrected import read_corrections
    from workstation.importing.forms import files_in, receive

    files = files_in(paths)
    if not files:
        raise Problem("no-files", _("There is no file here that can be read."),
                      remedy=_("Choose the files, or another folder."))
    arrived, corrections = [], []
    for one in receive(workspace, files, person, repeated=repeated, job=job):
        if one.state == "corrected" and one.dataset:
            corrections.append((one.path, read_corrections(workspace, one.path, job)))
        else:
            arrived.append(one)
    return Taken(tuple(arrived), tuple(corrections))


def forms_among(paths: Sequence[Path], job: Job) -> list[Path]:
    """Return those of some files that are forms of ours, or workbooks that were marked up here."""
    from workstation.templates.recognise import is_form

    return [path for path in paths if is_form(path, job)]


def compare(workspace: Any, paths: Sequence[Path], job: Job) -> Taken:
    """Read files that were sent once more as corrections of what is here."""
    from workstation.importing.corrected import read_corrections

    return Taken((), tuple((path, read_corrections(workspace, path, job)) for path in paths))


def send_back(workspace: Any, form: str, folder: Path, senders: Sequence[str], job: Job) -> Marking:
    """Write the workbooks with faults, marked, into a folder."""
    from workstation.importing.forms import standard_of
    from workstation.importing.send_back import mark_dataset
    from workstation.templates.registry import Registry

    sent = Registry(workspace.db).find(form)
    if not sent.dataset:
        raise Problem("nothing-came", _("Nothing of this form came back yet."))
    return mark_dataset(workspace, workspace.dataset(sent.dataset), standard_of(workspace, sent.form), folder,
                        senders=senders, words=sent.form.language, job=job)
