"""Commands that bring rows in and change how they were read: import, append, reimport, rerun."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workstation.cli.files import options_of
from workstation.cli.shell import Shell, command
from workstation.errors import Problem
from workstation.text import _, _n

if TYPE_CHECKING:
    from workstation.importing.collect import Collected
    from workstation.importing.files import Imported
    from workstation.importing.rerun import Rerun


def json_object(text: str, option: str) -> dict[str, Any]:
    """Return the object that an option holds as JSON; Problem when it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Problem("bad-option", _("{option} is not JSON.", option=option), where=str(error)) from error
    if not isinstance(found, dict):
        raise Problem("bad-option", _("{option} is not a JSON object.", option=option))
    return found


@command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--sheet", default=None, help="Take this sheet only.")
@click.option("--table", type=int, default=None, help="Take this table of each sheet only, from 1.")
@click.option("--name", default="", help="Name of the dataset.")
@click.option("--options", default="{}", help="How to read, as JSON: encoding, delimiter, quote, header_rows, first_row ...")
@click.option("--into", default=None, metavar="DATASET", help="Add the rows to this dataset, fields matched by name.")
@click.option("--together", default=None, metavar="NAME", help="All files into one new dataset, fields matched by name.")
@click.option("--sources", is_flag=True, help="Source file, sheet and row become fields.")
@click.option("--recursive", is_flag=True, help="Of a folder also what lies in the folders below it.")
@click.option("--pattern", default="", help="Of a folder only files called like this, such as *.xlsx.")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line opens a sealed workbook.")
def import_(shell: Shell, files: tuple[Path, ...], sheet: str | None, table: int | None, name: str, options: str,
            into: str | None, together: str | None, sources: bool, recursive: bool, pattern: str,
            password_fd: int | None) -> None:
    """Import FILES or folders: one dataset for each table found, or all tables into one dataset."""
    from workstation.importing.collect import collect, files_of

    chosen = options_of(options, password_fd, sheet=sheet, table=table)
    if into and together is not None:
        raise Problem("usage", _("Rows go into one dataset only."), remedy=_("Give --into or --together, not both."))
    found = files_of(files, recursive=recursive, pattern=pattern)
    if not found:
        raise Problem("no-files", _("There are no files to import."), where=", ".join(str(one) for one in files),
                      remedy=_("Choose another folder or pattern."))
    target = shell.workspace.dataset(into) if into else None
    if together is not None or (target is not None and len(found) > 1):
        done = collect(shell.workspace, found, shell.person, options=chosen, name=together or "", into=target,
                       sources=sources, job=shell.job())
        shell.answer(done.data(), _told(done))
        if done.failed:
            shell.found_problems()
        return
    datasets: list[Imported] = []
    failed: list[dict[str, Any]] = []
    for file in found:
        from workstation.importing import import_file

        try:
            datasets += import_file(shell.workspace, file.path, shell.person, options=chosen, name=name, into=target,
                                    job=shell.job(), sources=sources)
        except Problem as problem:
            if len(found) == 1:
                raise
            failed.append({"file": file.label, "error": problem.data()})
    many = {"datasets": [one.data() for one in datasets]} | ({"failed": failed} if failed else {})
    shell.answer(datasets[0].data() if len(datasets) == 1 and not failed else many, [
        *(line for one in datasets for line in _lines(one)),
        *(_("{file} was not imported: {why}", file=one["file"], why=one["error"]["what"]) for one in failed)])
    if failed:
        shell.found_problems()


def _lines(one: Imported) -> list[str]:
    rows = _n("“{name}”: {n} row", "“{name}”: {n} rows", one.rows, name=one.name)
    rejected = _n(", {n} line rejected", ", {n} lines rejected", one.rejected) if one.rejected else ""
    return [rows + rejected, *(f"  {warning}" for warning in one.warnings)]


def _told(done: Collected) -> list[str]:
    lines = [_n("“{name}”: {n} row", "“{name}”: {n} rows", done.rows, name=done.name)]
    for one in done.taken:
        data = one.data()
        if one.problem is not None:
            lines.append("  " + _("{file} was not imported: {why}", file=one.file, why=one.problem.what))
        else:
            lines.append("  " + _n("{file}: {n} row", "{file}: {n} rows", data["rows"], file=one.file))
    return lines


@command()
@click.argument("dataset")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", default="", metavar="FIELD[,FIELD]", help="Fields that tell records apart.")
@click.option("--match", "matched", default="{}", metavar="JSON", help="{column: field}, null to leave a column out.")
@click.option("--update", is_flag=True, help="Also take changed cells of records that are there.")
@click.option("--all", "every", is_flag=True, help="Add every record, repeated ones too.")
@click.option("--keep-filled", is_flag=True, help="A blank cell of the file changes nothing.")
@click.option("--sheet", default=None, help="Take this sheet.")
@click.option("--table", type=int, default=None, help="Take this table of the sheet, from 1.")
@click.option("--options", default="{}", help="How to read, as JSON.")
@click.option("--sources", is_flag=True, help="Source file, sheet and row become fields.")
@click.option("--preview", is_flag=True, help="Count and show, change nothing.")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line opens a sealed workbook.")
def append(shell: Shell, dataset: str, file: Path, key: str, matched: str, update: bool, every: bool, keep_filled: bool,
           sheet: str | None, table: int | None, options: str, sources: bool, preview: bool, password_fd: int | None) -> None:
    """Append FILE to DATASET: fields matched by name, records compared by a key, one step that can be undone."""
    from workstation.importing.append import Wish
    from workstation.importing.append import append as appended

    if update and every:
        raise Problem("usage", _("Either all records are added, or known ones are updated."),
                      remedy=_("Give --all or --update, not both."))
    keys = tuple(one for one in key.split(",") if one)
    if update and not keys:
        raise Problem("usage", _("Known records are found by a key."), remedy=_("Name its fields with --key."))
    wish = Wish(keys, "update" if update else "all" if every else "new", json_object(matched, "--match"), keep_filled, sources)
    done = appended(shell.workspace, shell.workspace.dataset(dataset), file, shell.person, wish,
                    options=options_of(options, password_fd, sheet=sheet, table=table), preview=preview, job=shell.job())
    counts = _("{records} records: {new} new, {changed} changed, {repeated} repeated", records=done.records, new=done.new,
               changed=done.changed, repeated=done.repeated)
    said = _("would be added") if preview else _("added")
    shell.answer(done.data(), [counts, _("{rows} rows {said}, {cells} cells changed", rows=done.added, said=said,
                                         cells=done.cells), *(f"  {one}" for one in done.reasons)])


@command()
@click.argument("dataset")
@click.option("--options", default="{}", help="What changes in how the file was read, as JSON; null takes an option back.")
@click.option("--preview", is_flag=True, help="Tell what would come of it, change nothing.")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line opens a sealed workbook.")
def reimport(shell: Shell, dataset: str, options: str, preview: bool, password_fd: int | None) -> None:
    """Read the kept file of DATASET again with other options, and do all later steps again, on a branch of their own."""
    from workstation.cli.shell import read_line
    from workstation.importing.rerun import reimport as again

    done = again(shell.workspace, shell.workspace.dataset(dataset), json_object(options, "--options"), shell.person,
                 preview=preview, password=None if password_fd is None else read_line(password_fd), job=shell.job())
    shell.answer(done.data(), _rerun_lines(done))


@command()
@click.argument("dataset")
@click.option("--step", type=int, required=True, help="Number of the step in the history.")
@click.argument("given", nargs=-1, metavar="[KEY=VALUE | KEY:=JSON]...")
@click.option("--preview", is_flag=True, help="Tell what would come of it, change nothing.")
def rerun(shell: Shell, dataset: str, step: int, given: tuple[str, ...], preview: bool) -> None:
    """Do one step of DATASET again with other parameters, and all later ones after it, on a branch of their own."""
    from workstation.cli.steps import parameters
    from workstation.importing.rerun import rerun as again

    done = again(shell.workspace, shell.workspace.dataset(dataset), step, parameters(given), shell.person, preview=preview,
                 job=shell.job())
    shell.answer(done.data(), _rerun_lines(done))


def _rerun_lines(done: Rerun) -> list[str]:
    lines = [_("{rows} rows: {kept} kept, {new} new, {gone} gone", rows=done.rows, kept=done.kept, new=done.new,
               gone=done.gone)]
    lines += [f"  {one.step}. {one.summary}: {_(one.outcome)}" + (f" - {one.why}" if one.why else "") for one in done.steps]
    if done.state is not None:
        lines.append(_("What was before stays: “goto {state}” leads back to it.", state=done.old_state))
    return lines
