"""Commands that need no workspace: peek into files, convert one file to another, one by one or in a batch."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workstation.cli.shell import Shell, command, read_line
from workstation.errors import Cancelled, Problem
from workstation.text import _, _n

if TYPE_CHECKING:
    from workstation.importing.convert import Converted
    from workstation.importing.look import Look
    from workstation.readers.options import Options


def options_of(text: str, password_fd: int | None = None, **said: Any) -> Options:
    """Return the import options that a command was given: --options as JSON, and what has an option of its own."""
    from workstation.readers.options import Options

    try:
        asked = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Problem("bad-option", _("--options is not JSON."), where=str(error)) from error
    if not isinstance(asked, dict):
        raise Problem("bad-option", _("--options is not a JSON object."))
    given = asked | {key: value for key, value in said.items() if value is not None}
    if password_fd is not None:
        given["password"] = read_line(password_fd)
    return Options.from_data(given)


@command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--sheet", default=None, help="Look at this sheet only.")
@click.option("--options", default="{}", help="How to read, as JSON.")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line opens a sealed workbook.")
def peek(shell: Shell, files: tuple[Path, ...], sheet: str | None, options: str, password_fd: int | None) -> None:
    """Tell what is in FILES and how it would be read: sheets, tables, why, how surely. Imports nothing."""
    from workstation.importing.look import look

    asked = options_of(options, password_fd, sheet=sheet)
    if len(files) == 1:
        found = look(files[0], asked, shell.job())
        shell.answer(found.data(), _lines(found))
        return
    data: list[dict[str, Any]] = []
    lines: list[str] = []
    for file in files:
        try:
            found = look(file, asked, shell.job())
            data.append(found.data())
            lines += _lines(found)
        except Problem as problem:
            data.append({"file": str(file), "error": problem.data()})
            lines.append(f"{file}: {problem}")
    shell.answer({"files": data}, lines)
    if any("error" in one for one in data):
        shell.found_problems()


def _lines(found: Look) -> Iterator[str]:
    yield f"{found.path} ({found.kind})"
    for sheet in found.sheets:
        hidden = "" if sheet.info.visible == "visible" else " " + _("(hidden)")
        if sheet.info.name:
            yield f"  “{sheet.info.name}”{hidden}" + (f": {sheet.why}" if sheet.why else "")
        elif sheet.why:
            yield f"  {sheet.why}"
        for table in sheet.tables:
            place = table.range or _("from line {n}", n=table.first_row)
            unsure = " " + _("(unsure)") if table.confidence < 0.7 else ""
            yield "    " + _("Table {n}, {place}: {fields}", n=table.table, place=place, fields=", ".join(table.names)) + unsure
            yield from (f"      {reason}" for reason in table.reasons)
    yield from (f"  ! {warning}" for warning in found.warnings)


@command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--to", type=click.Path(path_type=Path), help="New file: .csv .xlsx .ods .jsonl .parquet")
@click.option("--sheet", default=None, help="Take this sheet.")
@click.option("--table", type=int, default=None, help="Take this table of the sheet, from 1.")
@click.option("--grid", is_flag=True, help="Write the whole sheet cell by cell as displayed, nothing interpreted.")
@click.option("--raw", is_flag=True, help="Write csv for programs: no mark, no apostrophe before texts such as =1.")
@click.option("--options", default="{}", help="How to read, as JSON.")
@click.option("--overwrite", is_flag=True, help="Replace a file that is there.")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line opens a sealed workbook.")
@click.option("--batch", type=click.Path(path_type=Path, allow_dash=True), metavar="LIST.jsonl",
              help="Convert many: a JSON object a line with file, to, sheet, table, grid, options.")
def convert(shell: Shell, file: Path | None, to: Path | None, sheet: str | None, table: int | None, grid: bool, raw: bool,
            options: str, overwrite: bool, password_fd: int | None, batch: Path | None) -> None:
    """Read FILE as an import would and write it to another file, without a workspace."""
    from workstation.importing.convert import Order
    from workstation.importing.convert import convert as converted

    if batch is not None:
        if file is not None or to is not None:
            raise Problem("usage", _("A batch names its files itself."), remedy=_("Leave FILE and --to out."))
        _batch(shell, batch, overwrite)
        return
    if file is None or to is None:
        raise Problem("usage", _("What is to be converted, and to what?"), remedy=_("Give FILE and --to, or --batch."))
    order = Order(file=file, to=to, sheet=sheet, table=table, grid=grid, raw=raw, overwrite=overwrite,
                  options=options_of(options, password_fd))
    done = converted(order, shell.job())
    shell.answer(done.data(), _told(done))


def _told(done: Converted) -> list[str]:
    lines = [_n("{n} row written to {path}", "{n} rows written to {path}", done.rows, path=str(done.to))]
    if done.data()["unsure"]:
        lines.append(_("The layout is a guess; look at it before you use it."))
    return lines + [f"  {warning}" for warning in done.warnings]


def _batch(shell: Shell, batch: Path, overwrite: bool) -> None:
    """Convert line by line and answer a line each, at once; a line that fails is told and stops no other."""
    failed = False
    for number, text in enumerate(_batch_lines(batch), 1):
        if not text.strip():
            continue
        answer = _one(number, text, overwrite, shell)
        failed |= "error" in answer
        click.echo(json.dumps(answer, ensure_ascii=False, default=str))
    if failed:
        shell.found_problems()


def _batch_lines(batch: Path) -> Iterator[str]:
    try:
        if str(batch) == "-":
            yield from sys.stdin
            return
        with batch.open(encoding="utf-8-sig") as file:
            yield from file
    except FileNotFoundError as error:
        raise Problem("no-file", _("There is no file {path}.", path=str(batch)),
                      remedy=_("Check the name and the folder.")) from error
    except UnicodeDecodeError as error:
        raise Problem("bad-batch", _("The list is not text in UTF-8."), str(batch), _("Save it as UTF-8.")) from error


def _one(number: int, text: str, overwrite: bool, shell: Shell) -> dict[str, Any]:
    from workstation.cli.main import as_problem
    from workstation.importing.convert import Order, convert

    named: dict[str, Any] = {"line": number}
    try:
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Problem("bad-line", _("Line {n} of the list is not JSON.", n=number), where=str(error)) from error
        if isinstance(data, dict) and isinstance(data.get("file"), str):
            named = {"file": data["file"], "to": data.get("to")}
        order = Order.from_data({"overwrite": overwrite} | data if isinstance(data, dict) else data)
        return convert(order, shell.job()).data()
    except (KeyboardInterrupt, SystemExit, Cancelled):
        raise
    except BaseException as error:  # a native library may panic with what is no Exception
        return named | {"error": as_problem(error).data()}
