"""Shell: what every command gets: the workspace, who acts, and one way to answer people or programs."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workstation.errors import Problem
from workstation.job import Job
from workstation.text import _, set_language

if TYPE_CHECKING:
    from workstation.people import Person
    from workstation.workspace import Workspace

WORKSPACE = "WORKSTATION_WORKSPACE"
LANGUAGE = "WORKSTATION_LANGUAGE"


class Found(Exception):
    """The command did its work and found problems: exit status 1."""


class Shell:
    """One run of a command."""

    def __init__(self, workspace: Path | None, acting: str | None, *, json: bool) -> None:
        """Keep what the options said; nothing is opened yet."""
        self._path = workspace
        self._acting = acting
        self.json = json
        self._workspace: Workspace | None = None

    @property
    def named_workspace(self) -> Path | None:
        """The folder that --workspace named, None when it was left out."""
        return self._path

    @property
    def workspace(self) -> Workspace:
        """The workspace named by --workspace, by the environment, or the present folder."""
        if self._workspace is None:
            from workstation.workspace import Workspace

            self._workspace = Workspace(self._path or Path(os.environ.get(WORKSPACE, ".")))
        return self._workspace

    @property
    def account(self) -> Person:
        """The account that acts: --as, else the operating system's user, else the only one there is."""
        from workstation.people import system_user

        people = self.workspace.people
        if self._acting:
            return people.get(self._acting)
        known = people.all()
        return known[0] if len(known) == 1 else people.get(system_user())

    @property
    def person(self) -> str:
        """Name of who acts, as the journal writes it."""
        return self.account.name

    def job(self) -> Job:
        """Return a job that shows its progress on a terminal, and keeps silent elsewhere."""
        if self.json or not sys.stderr.isatty():
            return Job()

        def report(done: int, total: int, label: str) -> None:
            figure = f"{done:,}/{total:,}" if total else f"{done:,}"
            click.echo(f"\r\x1b[K{label}: {figure}", nl=False, err=True)
            if total and done >= total:
                click.echo("\r\x1b[K", nl=False, err=True)

        return Job(report)

    def answer(self, data: Any, lines: Iterable[str] = ()) -> None:
        """Print the answer: `data` as JSON with --json, else the lines for people."""
        if self.json:
            click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))
        else:
            for line in lines:
                click.echo(line)

    def found_problems(self) -> None:
        """End with exit status 1: the command worked and found problems."""
        raise Found

    def password(self, fd: int | None, person: str, *, new: bool = False) -> str:
        """Return a password: the first line of file descriptor `fd`, else typed at the terminal."""
        if fd is not None:
            return read_line(fd)
        if sys.stdin.isatty():
            words = _("Password of {person}", person=person)
            return str(click.prompt(words, hide_input=True, confirmation_prompt=new, err=True))
        raise Problem("password-needed", _("The password of {person} is needed.", person=person),
                      remedy=_("Give it with --password-fd, a file descriptor whose first line is the password."))

    def close(self) -> None:
        """Close what was opened."""
        if self._workspace is not None:
            self._workspace.close()


def read_line(fd: int) -> str:
    """Return the first line of a file descriptor, without its end; Problem when it cannot be read."""
    try:
        with os.fdopen(os.dup(fd), "rb", buffering=0) as file:
            data = b""
            while not data.endswith(b"\n") and len(data) < 4096 and (byte := file.read(1)):
                data += byte
    except OSError as error:
        raise Problem("bad-fd", _("File descriptor {fd} cannot be read.", fd=fd)) from error
    try:
        return data.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise Problem("bad-fd", _("What file descriptor {fd} holds is no text in UTF-8.", fd=fd)) from error


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., None]], click.Command]:
    """Make a click command whose first argument is the Shell; adds --workspace, --as and --json."""

    def decorate(function: Callable[..., None]) -> click.Command:
        @functools.wraps(function)
        def invoke(*, workspace: Path | None, acting: str | None, as_json: bool, **given: Any) -> None:
            context: click.Context | None = click.get_current_context()
            while context := context.parent if context else None:  # the options may stand before any of the words
                workspace = workspace or context.params.get("workspace")
                acting = acting or context.params.get("acting")
                as_json = as_json or bool(context.params.get("as_json"))
            shell = Shell(workspace, acting, json=as_json)
            try:
                function(shell, **given)
            finally:
                shell.close()

        made: click.Command = click.command(name, **settings)(common(invoke))  # type: ignore[no-untyped-call]
        return made

    return decorate


def everywhere(group: click.Group) -> None:
    """Let a group of commands take the options that every command takes."""
    if not any(param.name == "workspace" for param in group.params):
        inside = group.callback
        group.callback = common(lambda **_options: inside() if inside else None)
        group.params += reversed(group.callback.__dict__.pop("__click_params__"))


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every command takes."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Answer as JSON."),
        click.option("--as", "acting", metavar="PERSON", help="Act as this person."),
        click.option("--workspace", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the workspace."),
    ):
        function = option(function)
    return function


def start_language() -> None:
    """Word everything in the language of the environment: WORKSTATION_LANGUAGE, else the locale's."""
    wanted = os.environ.get(LANGUAGE) or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    set_language("zh-CN" if wanted.lower().replace("_", "-").startswith("zh") else "en")


def table_lines(rows: list[list[str]], header: list[str]) -> list[str]:
    """Return lines of a table for a terminal; Chinese characters count two cells."""
    widths = [max(_width(row[i]) for row in [header, *rows]) for i in range(len(header))]

    def line(row: list[str]) -> str:
        return "  ".join(text + " " * (widths[i] - _width(text)) for i, text in enumerate(row)).rstrip()

    return [line(header), "  ".join("-" * width for width in widths), *(line(row) for row in rows)]


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
