"""Commands of review: submit, approve, return, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workstation.cli.shell import Shell, command
from workstation.people import require
from workstation.text import _

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset


def _answer(shell: Shell, dataset: Dataset, line: str) -> None:
    versions = dataset.versions()
    data: dict[str, Any] = {"dataset": dataset.id, "status": dataset.status, "state": dataset.state,
                            "version": versions[-1].number if versions and dataset.status == "approved" else None}
    shell.answer(data, [line])


def _checked(shell: Shell, act: str, password_fd: int | None) -> str:
    """Return who acts, after their role and password were checked: a decision is always signed by hand."""
    account = shell.account
    require(account, act)
    shell.workspace.people.check_password(account.name, shell.password(password_fd, account.name))
    return account.name


@command()
@click.argument("dataset")
def submit(shell: Shell, dataset: str) -> None:
    """Hand DATASET in for review."""
    found = shell.workspace.dataset(dataset)
    found.submit(shell.person)
    _answer(shell, found, _("“{name}” was submitted for review.", name=found.name))


@command()
@click.argument("dataset")
@click.option("--reason", default="", help="A remark kept with the approval.")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line is your password.")
def approve(shell: Shell, dataset: str, reason: str, password_fd: int | None) -> None:
    """Approve what was submitted; makes a version."""
    found = shell.workspace.dataset(dataset)
    found.approve(_checked(shell, "approve", password_fd), reason)
    _answer(shell, found, _("“{name}” is approved as version {number}.", name=found.name, number=found.versions()[-1].number))


@command("return")
@click.argument("dataset")
@click.option("--reason", required=True, help="What has to be corrected.")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line is your password.")
def return_(shell: Shell, dataset: str, reason: str, password_fd: int | None) -> None:
    """Send what was submitted back with a reason."""
    found = shell.workspace.dataset(dataset)
    found.return_(_checked(shell, "return", password_fd), reason)
    _answer(shell, found, _("“{name}” was returned.", name=found.name))


@command()
@click.argument("dataset")
def withdraw(shell: Shell, dataset: str) -> None:
    """Take your own submission back before it is decided."""
    found = shell.workspace.dataset(dataset)
    found.withdraw(shell.person)
    _answer(shell, found, _("The submission of “{name}” was withdrawn.", name=found.name))
