"""Importing what was looked at, table by table, and setting types that were accepted. Off the screen's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ui.pages.import_look import MOST_REJECTED, Item
from ui.pages.import_result import Done
from workstation.errors import Problem
from workstation.text import _

if TYPE_CHECKING:
    from workstation.importing import Imported
    from workstation.job import Job


def import_all(workspace: Any, items: Sequence[Item], person: str, into: Any, job: Job) -> tuple[list[Done], list[str]]:
    """Import items one after another; return what came in and why others did not; a Problem when none did."""
    from workstation.importing import import_file
    from workstation.readers.options import Options

    done: list[Done] = []
    problems: list[Problem] = []
    for item in items:
        try:
            found: list[Imported] = import_file(workspace, item.path, person, options=Options.from_data(item.options),
                                                name=item.name, into=into, job=job)
        except Problem as problem:
            problems.append(problem)
            continue
        whole = item.looked is not None and item.looked.balance is not None
        done += [Done(one,
                      item.looked.rejected if item.looked and whole else kept_apart(workspace.dataset(one.dataset)),
                      item.path.name) for one in found]
    if problems and not done:
        raise problems[0]
    return done, [str(problem) for problem in problems]


def kept_apart(dataset: Any) -> list[Any]:
    """Return the lines of the newest source that no row was made of, the first of them."""
    import json

    from workstation.readers.reader import Rejected
    from workstation.text import Sentence

    newest = dataset.sources()[-1].id
    return [Rejected(number, raw, Sentence(**json.loads(why))) for source, _sheet, number, raw,
            why in dataset.rejected()
            if source == newest][:MOST_REJECTED]


def set_types(dataset: Any, types: Mapping[str, str], person: str, job: Job) -> Any:
    """Set the types of fields, {field id: type}; return the last Changes."""
    from workstation.operations.set_type import SetType

    changes = None
    for field, kind in job.each(types.items(), len(types), _("Setting types")):
        changes = dataset.do(SetType(field=field, type=kind), person, job=job)
    return changes
