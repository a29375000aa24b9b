"""The list of commands, each loaded when it is asked for, and the one place where failures become exit codes.

Exit 0 done, 1 found problems (check, verify), 2 a Problem with code, what, where, remedy on standard error.
"""

from __future__ import annotations

import importlib
import json
import os
import sqlite3
import sys
from pathlib import Path

import click

from workstation import __version__
from workstation.cli.shell import Found, common, everywhere, start_language
from workstation.errors import Cancelled, Problem
from workstation.mishap import write_report
from workstation.text import _

DEBUG = "WORKSTATION_DEBUG"
"""Set to anything, a fault of the program is shown with its trace instead of being put in a report."""

COMMANDS = {
    "init": "workspaces", "datasets": "workspaces", "attach": "workspaces", "rename": "workspaces", "bin": "workspaces",
    "restore": "workspaces", "backup": "workspaces",
    "import": "imports", "append": "imports", "reimport": "imports", "rerun": "imports",
    "show": "tables", "fields": "tables", "export": "tables", "facet": "tables", "rejected": "tables",
    "peek": "files", "convert": "files",
    "operations": "steps", "do": "steps", "undo": "steps", "redo": "steps", "goto": "steps", "history": "steps",
    "versions": "steps", "verify": "steps", "recipe": "steps", "apply": "steps",
    "standard": "standards", "map": "standards", "check": "standards",
    "template": "templates",
    "label": "labels", "submit": "review", "approve": "review", "return": "review", "withdraw": "review",
    "person": "people",
    "key": "publish", "pack": "publish", "verify-package": "publish", "destination": "publish", "sync": "publish",
    "accept": "publish",
    "window": "window", "tour": "tour", "smoke": "smoke",
}
"""Command name: the file of this folder that holds it, as a function of that name (_ for -, _ after a keyword)."""


class Commands(click.Group):
    """A group whose commands are imported when they are used, so that a short command stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"workstation.cli.{COMMANDS[cmd_name]}")
        name = cmd_name.replace("-", "_")
        found = getattr(module, name, None) or getattr(module, name + "_")
        if isinstance(found, click.Group):
            everywhere(found)
        return found if isinstance(found, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version=__version__, prog_name="workstation")
@common
def cli(**_options: object) -> None:
    """Import, clean, check, label, review, pack and send an office's data, without a network."""


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    given = sys.argv[1:] if arguments is None else arguments
    _pipes()
    start_language()
    try:
        cli.main(given, prog_name="workstation", standalone_mode=False)
    except Found:
        sys.exit(1)
    except Problem as problem:
        _tell(problem, as_json="--json" in given)
        sys.exit(2)
    except (Cancelled, KeyboardInterrupt, click.Abort):
        _tell(Problem("cancelled", _("Cancelled; nothing was changed.")), as_json="--json" in given)
        sys.exit(130)
    except click.ClickException as wrong:
        context = getattr(wrong, "ctx", None)
        remedy = _("Look at “{command} --help”.", command=context.command_path if context else "workstation")
        _tell(Problem("usage", wrong.format_message(), remedy=remedy), as_json="--json" in given)
        sys.exit(2)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except BrokenPipeError:  # the program that read our answer has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)  # as a shell tells the end by SIGPIPE
    except Exception as error:
        _tell(as_problem(error), as_json="--json" in given)
        sys.exit(2)


def as_problem(error: BaseException) -> Problem:
    """Return what went wrong as a Problem: as it is, as one of the world, or as a fault of our own with a report."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, OSError | MemoryError | UnicodeEncodeError | RecursionError | sqlite3.Error):
        return _of_the_world(error)
    return _of_ours(error)


def _of_the_world(error: Exception) -> Problem:
    """Return the Problem for what no command expected but no program can prevent; all else is a bug and stays one."""
    from workstation.store.database import as_problem, refused

    if isinstance(error, MemoryError):
        return Problem("out-of-memory", _("There was not enough memory for this step."),
                       remedy=_("Close other programs, or work on fewer rows at a time."))
    if isinstance(error, UnicodeEncodeError):
        return Problem("bad-text", _("What was typed holds signs that are no text."), where=ascii(error.object)[:200],
                       remedy=_("Type it again; a file may have to be renamed first."))
    if isinstance(error, RecursionError):
        return Problem("too-deep", _("What was given is nested too deeply."), remedy=_("Give it as a flat list."))
    return refused(error, "") if isinstance(error, OSError) else as_problem(error, Path())


def _of_ours(bug: BaseException) -> Problem:
    """Return the Problem for a fault of the program itself, with a report for whoever mends it."""
    if os.environ.get(DEBUG):
        raise bug
    report = write_report(bug, _("everything reported as done"))
    return Problem("bug", _("The program made a mistake of its own: {kind}.", kind=type(bug).__name__),
                   where=_("Report without your data: {file}", file=str(report)) if report else "",
                   remedy=_("Everything reported as done is safe. Try another way, and hand the report to whoever looks"
                            " after the program."))


def _tell(problem: Problem, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(problem.data(), ensure_ascii=False), err=True)
        return
    for part in (problem.what, problem.where, problem.remedy):
        if part:
            click.echo(part, err=True)


def _pipes() -> None:
    """Write UTF-8 whatever the console's code page, and never fail on a character it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def program() -> list[str]:
    """Return the command that starts this program again, as a bundle or from its folder."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "workstation"]


def screen() -> list[str]:
    """Return the command that starts the window: in a bundle (build.spec) it is the program beside this one."""
    if getattr(sys, "frozen", False):
        return [str(Path(sys.executable).with_stem("workstation-window"))]
    return [sys.executable, "-m", "ui"]


def project() -> Path:
    """Return the folder that holds the packages `workstation` and `ui`."""
    return Path(os.path.dirname(os.path.abspath(__file__))).parent.parent
