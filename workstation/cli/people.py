"""Commands for accounts: person add, list, passwd, role, close, open."""

from __future__ import annotations

import sys

import click

from workstation.cli.shell import Shell, command, read_line, table_lines
from workstation.people import ROLES, require, system_user
from workstation.text import _


def _known(shell: Shell, password_fd: int | None) -> None:
    """Make sure that who acts is who they say: the system's own user is; whoever --as names gives their password.

    Without this, anybody at the computer could give a supervisor a new password and approve in their name.
    """
    account = shell.account
    if account.has_password and account.name != system_user():
        shell.workspace.people.check_password(account.name, shell.password(password_fd, account.name))


@click.group()
def person() -> None:
    """Accounts of the people who work here."""


@command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(list(ROLES)), default="clerk", show_default=True)
@click.option("--full-name", default="")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line is the new password.")
def add(shell: Shell, name: str, role: str, full_name: str, password_fd: int | None) -> None:
    """Add an account."""
    require(shell.account, "people")
    password = ""
    if password_fd is not None:
        password = read_line(password_fd)
    elif sys.stdin.isatty():
        password = shell.password(None, name, new=True)
    made = shell.workspace.people.add(name, role, password, full_name, by=shell.person)
    shell.answer(made.data(), [_("{person} was added as {role}.", person=made.name, role=_(ROLES[made.role]))])


@command("list")
def list_(shell: Shell) -> None:
    """List the accounts."""
    people = shell.workspace.people.all()
    lines = table_lines([[p.name, p.full_name, _(ROLES[p.role]), "" if p.active else _("closed")] for p in people],
                        [_("Name"), _("Full name"), _("Role"), ""])
    shell.answer({"people": [one.data() for one in people]}, lines)


@command("passwd")
@click.argument("name")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line is the new password.")
@click.option("--own-password-fd", type=int, default=None, help="File descriptor whose first line is your present password.")
def passwd(shell: Shell, name: str, password_fd: int | None, own_password_fd: int | None) -> None:
    """Set a password: one's own, or as administrator anybody's."""
    if shell.person != name:
        require(shell.account, "people")
    _known(shell, own_password_fd)
    shell.workspace.people.set_password(name, shell.password(password_fd, name, new=True))
    shell.answer({"person": name}, [_("{person} has a new password.", person=name)])


@command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(list(ROLES)))
def role(shell: Shell, name: str, role: str) -> None:
    """Give a person another role."""
    require(shell.account, "people")
    shell.workspace.people.set_role(name, role)
    shell.answer(shell.workspace.people.get(name).data(), [_("{person} is {role} now.", person=name, role=_(ROLES[role]))])


@command("close")
@click.argument("name")
def close(shell: Shell, name: str) -> None:
    """Close an account; what its owner did stays."""
    require(shell.account, "people")
    shell.workspace.people.set_active(name, False)
    shell.answer({"person": name, "active": False}, [_("The account of {person} is closed.", person=name)])


@command("open")
@click.argument("name")
def open_(shell: Shell, name: str) -> None:
    """Open a closed account again."""
    require(shell.account, "people")
    shell.workspace.people.set_active(name, True)
    shell.answer({"person": name, "active": True}, [_("The account of {person} is open.", person=name)])


for one in (add, list_, passwd, role, close, open_):
    person.add_command(one)
