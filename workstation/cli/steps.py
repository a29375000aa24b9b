"""Commands that change a dataset and look at what was changed: operations, do, undo, redo, goto, history, recipes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workstation.cli.shell import Shell, command, table_lines
from workstation.errors import Problem
from workstation.text import _, _n

if TYPE_CHECKING:
    from workstation.dataset.column import Positions
    from workstation.dataset.dataset import Changes, Dataset
    from workstation.dataset.table import Table


@command()
def operations(shell: Shell) -> None:
    """List what can be done, with every parameter."""
    from workstation.catalogue import operations as known
    from workstation.operations.form import described

    data = [{"name": name, **described(kind)} for name, kind in known().items()]
    lines = []
    for one in data:
        lines.append(f"{one['name']}  {' '.join(p['name'] + ('' if p['required'] else '?') for p in one['parameters'])}")
        lines.append(f"    {one['about']}")
    shell.answer({"operations": data}, lines)


def parameters(given: Sequence[str]) -> dict[str, Any]:
    """Return {name: value} of key=value (text) and key:=JSON arguments; Problem for anything else."""
    out: dict[str, Any] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals or not key.rstrip(":"):
            raise Problem("bad-parameter", _("“{text}” is no parameter.", text=one),
                          remedy=_("Write key=value, or key:=JSON for a list, a number or true and false."))
        if key.endswith(":"):
            try:
                out[key[:-1]] = json.loads(value)
            except ValueError as error:
                raise Problem("bad-parameter", _("What follows {key}= is not JSON.", key=key), where=value[:200]) from error
        else:
            out[key] = value
    return out


def row_ids(table: Table, text: str | None) -> Positions | None:
    """Return row ids out of a comma-separated list; numbers below 4,294,967,296 are row numbers as a person sees them."""
    if text is None:
        return None
    import numpy as np

    out: dict[int, None] = {}  # each row once, in the order given
    for part in filter(None, (one.strip() for one in text.split(","))):
        first, colon, last = part.partition(":")
        try:
            numbers = range(int(first), int(last) + 1) if colon else range(int(first), int(first) + 1)
        except ValueError as error:
            raise Problem("bad-rows", _("“{text}” is no row.", text=part),
                          remedy=_("Give row ids or row numbers, with commas.")) from error
        if numbers and not (numbers[0] >= -1 << 63 and numbers[-1] < 1 << 63 and len(numbers) <= max(1, table.height)):
            raise Problem("no-row", _("There are rows 1 to {n}.", n=len(table)), where=text[:200])
        out |= dict.fromkeys(numbers)
    given = np.array(list(out), dtype=np.int64)
    seen = given < (1 << 32)
    if bool(np.any(given[seen] < 1)) or bool(np.any(given[seen] > len(table))):
        raise Problem("no-row", _("There are rows 1 to {n}.", n=len(table)), where=text[:200])
    given[seen] = table.row_ids(table.visible[given[seen] - 1])
    table.positions(given)
    _ids, first_seen = np.unique(given, return_index=True)  # a row named by its number and by its id is one row
    chosen: Positions = given[np.sort(first_seen)]
    return chosen


def told(dataset: Dataset, changes: Changes) -> dict[str, Any]:
    """Return what an act did as plain data."""
    names = {field.id: field.name for field in dataset.table.fields}
    return {"dataset": dataset.id, "entry": changes.entry.seq if changes.entry else None, "state": dataset.state,
            "summary": changes.summary, "count": changes.count, "kinds": sorted(changes.kinds),
            "fields": [names.get(key, key) for key in changes.fields]}


def _line(changes: Changes) -> str:
    return _("{what}: {said}", what=changes.summary, said=_n("{n} change", "{n} changes", changes.count))


@command("do")
@click.argument("dataset")
@click.argument("operation")
@click.argument("given", nargs=-1, metavar="[KEY=VALUE | KEY:=JSON]...")
@click.option("--rows", default=None, metavar="IDS", help="Only these rows: ids (or row numbers) with commas.")
@click.option("--preview", is_flag=True, help="Show what would change, change nothing.")
def do_(shell: Shell, dataset: str, operation: str, given: tuple[str, ...], rows: str | None, preview: bool) -> None:
    """Do OPERATION on DATASET."""
    found = shell.workspace.dataset(dataset)
    asked = shell.workspace.operation({"operation": operation, **parameters(given)})
    chosen = row_ids(found.table, rows)
    if preview:
        seen = found.preview(asked, chosen, job=shell.job(), person=shell.person)
        body = [[str(c.row), c.field, c.before or "", c.after or ""] for c in seen.cells]
        shell.answer({"dataset": found.id, "preview": True, **seen.data()},
                     [*table_lines(body, [_("Row"), _("Field"), _("Before"), _("After")]),
                      _n("{n} change", "{n} changes", seen.count)])
        return
    changes = found.do(asked, shell.person, chosen, shell.job())
    shell.answer(told(found, changes), [_line(changes)])


@command()
@click.argument("dataset")
def undo(shell: Shell, dataset: str) -> None:
    """Take back the last step."""
    found = shell.workspace.dataset(dataset)
    changes = found.undo(shell.person)
    shell.answer(told(found, changes), [_("Undone: {step}", step=changes.summary)])


@command()
@click.argument("dataset")
def redo(shell: Shell, dataset: str) -> None:
    """Do the step again that was undone last."""
    found = shell.workspace.dataset(dataset)
    changes = found.redo(shell.person)
    shell.answer(told(found, changes), [_("Done again: {step}", step=changes.summary)])


@command()
@click.argument("dataset")
@click.argument("state", type=int)
def goto(shell: Shell, dataset: str, state: int) -> None:
    """Go to STATE of the history, 0 is the beginning."""
    found = shell.workspace.dataset(dataset)
    changes = found.goto(state, shell.person)
    shell.answer(told(found, changes), [changes.summary])


@command()
@click.argument("dataset")
def history(shell: Shell, dataset: str) -> None:
    """List every step, who did it and when."""
    from workstation.dataset.looking_back import reason_of

    found = shell.workspace.dataset(dataset)
    entries = found.history()
    lines = table_lines(
        [[("*" if e.kind == "do" and e.seq == found.state else " ") + str(e.seq), str(e.parent), e.time[:19], e.person,
          f"{e.count:,}", e.summary] for e in entries],
        [_("Step"), _("After step"), _("When"), _("Who"), _("Changes"), _("What")])
    shell.answer({"dataset": found.id, "state": found.state, "status": found.status,
                  "entries": [entry.data() | ({"reason": reason_of(found, entry)} if entry.kind == "decision" else {})
                              for entry in entries]}, lines)


@command()
@click.argument("dataset")
def versions(shell: Shell, dataset: str) -> None:
    """List the approved versions."""
    found = shell.workspace.dataset(dataset)
    listed = found.versions()
    data = [{"number": v.number, "state": v.state, "content_hash": v.content_hash, "approved_by": v.person, "time": v.time}
            for v in listed]
    shell.answer({"dataset": found.id, "status": found.status, "versions": data},
                 table_lines([[str(v.number), str(v.state), v.person, v.time[:19], v.content_hash[:16]] for v in listed],
                             [_("Version"), _("Step"), _("Approved by"), _("When"), _("Content")]))


@command()
@click.argument("dataset")
def verify(shell: Shell, dataset: str) -> None:
    """Compare file, history, payloads and table; exit 1 when they do not agree."""
    found = shell.workspace.dataset(dataset)
    result = found.verify(shell.job())
    lines = list(result.faults) or [_("Everything agrees: {entries} entries, {payloads} payloads, {versions} versions.",
                                      entries=result.entries, payloads=result.payloads, versions=result.versions)]
    shell.answer({"dataset": found.id, **result.data()}, lines)
    if not result.ok:
        shell.found_problems()


@command()
@click.argument("dataset")
@click.option("--save", required=True, type=click.Path(path_type=Path), help="The new file.")
@click.option("--name", default="", help="Name of the recipe.")
def recipe(shell: Shell, dataset: str, save: Path, name: str) -> None:
    """Save the steps of DATASET as a recipe for others."""
    from workstation.operations.recipe import recipe_of

    found = shell.workspace.dataset(dataset)
    made, left_out = recipe_of(found, name)
    made.save(save)
    shell.answer({"dataset": found.id, "file": str(save), "steps": len(made.steps),
                  "left_out": [one.data() for one in left_out]},
                 [_n("{n} step saved to {path}", "{n} steps saved to {path}", len(made.steps), path=str(save)),
                  *(_("Left out: {step}: {why}", step=one.summary, why=one.why) for one in left_out)])


@command("apply")
@click.argument("dataset")
@click.argument("file", type=click.Path(path_type=Path))
def apply(shell: Shell, dataset: str, file: Path) -> None:
    """Do the steps of the recipe FILE on DATASET; steps that do not fit are left out and reported."""
    from workstation.operations.recipe import Recipe, apply_recipe

    found = shell.workspace.dataset(dataset)
    report = apply_recipe(found, Recipe.load(file), shell.person, shell.job(), shell.workspace.operation)
    words = {"applied": _("done"), "nothing to change": _("nothing to change"), "did not fit": _("did not fit")}
    shell.answer({"dataset": found.id, **report.data()}, [
        f"{step.step}. " + _("{what}: {said}", what=step.summary, said=words[step.outcome])
        + (f" - {step.problem['what']}" if step.problem else "")
        for step in report.steps])
