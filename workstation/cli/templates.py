"""Commands of data collection: template make, list, receive, status, markup, corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workstation.cli.shell import Shell, command, table_lines
from workstation.cli.standards import installed
from workstation.errors import Problem
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.importing.forms import Arrived
    from workstation.importing.send_back import Marking
    from workstation.templates.corrections import Corrections
    from workstation.templates.status import Overview

WORDS = {"taken": N_("taken"), "replaced": N_("taken, replaces what was there"), "added": N_("taken, added to what was there"),
         "empty": N_("nothing filled in"), "same": N_("taken before, the same file"),
         "repeated": N_("not taken: this sender's rows are here already"), "corrected": N_("not taken: it is a correction"),
         "refused": N_("refused"), "missing": N_("missing"), "faults": N_("to correct"), "good": N_("without faults"),
         "gone": N_("taken, and removed again"), "unchecked": N_("not checked: the standard is not here")}


@click.group()
def template() -> None:
    """Make forms to fill in, take them in when they come back, mark up their faults and take corrections."""


@command("make")
@click.option("--standard", "name", required=True, metavar="S", help="Id, title or path of the standard.")
@click.option("--to", required=True, type=click.Path(path_type=Path), help="New file .xlsx; with --senders a folder.")
@click.option("--fields", default="", help="Fields of the standard, with commas between; all by default.")
@click.option("--language", default="en", show_default=True, help="Language of the form: en or zh.")
@click.option("--senders", "listed", type=click.Path(path_type=Path), help="List of senders (csv, text or workbook).")
@click.option("--title", default="", help="Title of the form; the standard's by default.")
@click.option("--codes", "show", default="both", show_default=True, help="Drop-downs show the code, or both code and name.")
@click.option("--words", default="", help="What the office adds, such as the day until which it is to be sent back.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
def make(shell: Shell, name: str, to: Path, fields: str, language: str, listed: Path | None, title: str, show: str,
         words: str, overwrite: bool) -> None:
    """Make a workbook to fill in from a standard, or one for each sender of a list."""
    from workstation.templates.issue import issue
    from workstation.templates.senders import read_senders

    standard = installed(shell).load(name)
    senders = read_senders(listed, shell.job()) if listed is not None else []
    chosen = [part.strip() for part in fields.split(",") if part.strip()]
    done = issue(shell.workspace.db, standard, to, shell.person, senders=senders, fields=chosen, language=language, show=show,
                 title=title, words=words, overwrite=overwrite, job=shell.job())
    shell.answer(done.data(), [
        *(f"{sender + ': ' if sender else ''}{path}" for sender, path in done.files),
        _n("Form {id}: {n} workbook written.", "Form {id}: {n} workbooks written.", len(done.files), id=done.form.id)])


@command("list")
def list_(shell: Shell) -> None:
    """List the forms that were made here."""
    from workstation.templates.registry import Registry

    sent = Registry(shell.workspace.db).all()
    data = [{"form": one.form.id, "title": one.form.title, "standard": one.form.label, "language": one.form.language,
             "made": one.form.made, "made_by": one.made_by, "senders": one.senders, "dataset": one.dataset} for one in sent]
    rows = [[one.form.id, one.form.title, one.form.label, one.form.made[:10], str(one.senders)] for one in sent]
    shell.answer({"forms": data}, table_lines(rows, [_("Form"), _("Title"), _("Standard"), _("Made"), _("Senders")]))


@command("receive")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", default=None, metavar="DATASET", help="Take the rows into this dataset.")
@click.option("--name", default="", help="Name of a new dataset; the form's title by default.")
@click.option("--repeated", default="ask", show_default=True, type=click.Choice(["ask", "replace", "add"]),
              help="A second file of one sender: leave it and tell, replace the first, or add to it.")
@click.option("--sender", default="", help="Who sent them, where the files do not tell it right.")
@click.option("--sender-field", default="", metavar="NAME", help="Add a field with the sender of each row.")
def receive(shell: Shell, paths: tuple[Path, ...], into: str | None, name: str, repeated: str, sender: str,
            sender_field: str) -> None:
    """Take in filled forms: files or folders, all rows of a form into one dataset. Exit 1 when some were not taken."""
    from workstation.importing.forms import files_in
    from workstation.importing.forms import receive as take_in

    target = shell.workspace.dataset(into) if into else None
    arrived = take_in(shell.workspace, files_in(paths), shell.person, into=target, name=name, repeated=repeated,
                      sender_field=sender_field, sender=sender, job=shell.job())
    counts = {state: sum(one.state == state for one in arrived) for state in dict.fromkeys(one.state for one in arrived)}
    shell.answer({"files": [one.data() for one in arrived], "counts": counts, "rows": sum(one.rows for one in arrived),
                  "datasets": list(dict.fromkeys(one.dataset for one in arrived if one.rows))}, _arrived(arrived))
    if any(one.state in ("refused", "repeated", "corrected") for one in arrived):
        shell.found_problems()


def _arrived(arrived: Sequence[Arrived]) -> Iterator[str]:
    for one in arrived:
        yield _("{file}: {sender}, {state}, rows: {n}", file=one.path.name, sender=one.sender or "-",
                state=_(WORDS[one.state]), n=one.rows)
        yield from (f"  {word}" for word in one.warnings)
        if one.problem is not None:
            yield f"  {one.problem}"
    yield _("Files: {n}. Rows taken: {rows}.", n=len(arrived), rows=sum(one.rows for one in arrived))


@command("status")
@click.argument("form")
def status(shell: Shell, form: str) -> None:
    """Tell who has sent what of FORM (id or title), who is missing, and whose faults are which."""
    from workstation.importing.forms import status as state_of

    found = state_of(shell.workspace, form, shell.job())
    shell.answer(found.data(), _overview(found))


def _overview(found: Overview) -> Iterator[str]:
    rows = [[line.sender + ("" if line.listed else " +"), _(WORDS[line.state]), f"{line.rows:,}", f"{line.errors:,}",
             f"{line.warnings:,}", line.last[:16].replace("T", " ")] for line in found.lines]
    yield from table_lines(rows, [_("Sender"), _("State"), _("Rows"), _("Errors"), _("Warnings"), _("Last file")])
    counts = found.counts()
    yield _("{title}: {received} of {listed} sent, {missing} missing; {rows} rows, {cells} cells to correct.",
            title=found.sent.form.title, received=counts["received"], listed=counts["listed"], missing=counts["missing"],
            rows=counts["rows"], cells=counts["cells"])


@command("markup")
@click.argument("what", metavar="DATASET|FILE")
@click.option("--standard", "name", default="", metavar="S", help="The standard; that of the form by default.")
@click.option("--to", required=True, type=click.Path(path_type=Path), help="Folder for the marked workbooks.")
@click.option("--sender", "senders", multiple=True, help="Only this sender (may be given several times).")
@click.option("--language", default="", help="Language for files that do not tell theirs: en or zh.")
def markup(shell: Shell, what: str, name: str, to: Path, senders: tuple[str, ...], language: str) -> None:
    """Write each sender's own workbook again with its faults marked. Exit 1 when there was something to mark."""
    from workstation.templates.issue import language_of

    words = language_of(language) if language else ""
    marking = _marking(shell, what, name, to, senders, words)
    shell.answer({"written": [one.data() for one in marking.written], "clean": list(marking.clean),
                  "problems": [problem.data() for problem in marking.problems]}, _marked(marking))
    if marking.written or marking.problems:
        shell.found_problems()


def _marking(shell: Shell, what: str, name: str, to: Path, senders: Sequence[str], words: str) -> Marking:
    from workstation.importing.mark_file import mark_file
    from workstation.importing.send_back import mark_dataset
    from workstation.templates.registry import Registry

    path = Path(what)
    known = {key for info in shell.workspace.datasets() for key in (info.id, info.name)}
    if what not in known and path.is_file():
        if not name:
            raise Problem("no-standard", _("Say which standard the file is checked by."), remedy=_("Give it with --standard."))
        return mark_file(shell.workspace, path, installed(shell).load(name), to, words=words, job=shell.job())
    dataset = shell.workspace.dataset(what)
    if not name:
        forms = [one.form.label for one in Registry(shell.workspace.db).all() if one.dataset == dataset.id]
        if not forms:
            raise Problem("no-standard", _("Say which standard the dataset is checked by."),
                          remedy=_("Give it with --standard."))
        name = forms[0]
    return mark_dataset(shell.workspace, dataset, installed(shell).load(name), to, senders=senders, words=words,
                        job=shell.job())


def _marked(marking: Marking) -> Iterator[str]:
    for one in marking.written:
        yield _n("{path}: {n} cell marked", "{path}: {n} cells marked", one.cells, path=str(one.path))
        yield from (f"  {word}" for word in one.warnings)
    yield from (str(problem) for problem in marking.problems)
    if marking.clean:
        yield _("Without faults: {names}", names=", ".join(marking.clean))


@command("corrected")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--show", is_flag=True, help="Show what is corrected and take nothing.")
@click.option("--only-marked", is_flag=True, help="Take only cells that had been marked.")
@click.option("--conflicts", is_flag=True, help="Take also cells that were changed here meanwhile.")
@click.option("--rows", is_flag=True, help="Take also rows that were added or taken out.")
def corrected(shell: Shell, files: tuple[Path, ...], show: bool, only_marked: bool, conflicts: bool, rows: bool) -> None:
    """Take what the marked-up FILES correct, each as one step that can be undone."""
    from workstation.importing.corrected import read_corrections, take_corrections

    data, lines = [], []
    for file in files:
        found = read_corrections(shell.workspace, file, shell.job())
        taken = None if show else take_corrections(shell.workspace, found, shell.person, only_marked=only_marked,
                                                   conflicts=conflicts, rows=rows, job=shell.job())
        chosen = found.chosen(only_marked=only_marked, conflicts=conflicts)
        data.append(found.data() | {"taken": len(chosen) if taken is not None else 0,
                                    "seq": taken.entry.seq if taken is not None and taken.entry else None})
        lines += list(_corrections(found))
        lines.append(taken.summary if taken is not None else _("Nothing was taken."))
    shell.answer(data[0] if len(data) == 1 else {"files": data}, lines)


def _corrections(found: Corrections) -> Iterator[str]:
    rows = [[str(one.row), one.name, one.before or "", one.after or "", _("yes") if one.marked else "",
             _("yes") if one.conflict else ""] for one in found.cells]
    yield from table_lines(rows, [_("Row"), _("Field"), _("Before"), _("Corrected"), _("Marked"), _("Changed here too")])
    yield from (f"  {word}" for word in found.warnings)
    if found.open:
        yield _n("{n} marked cell is as it was.", "{n} marked cells are as they were.", found.open)


for _one in (make, list_, receive, status, markup, corrected):
    template.add_command(_one)
